/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "index.h"

/* Planes for keys up to max_key; at least one. */
static unsigned int key_bits(unsigned int max_key)
{
	return im_bits_length(max_key | 1);
}

/*
 * Lays out the levels from at on; returns where they end. Each level has its planes first, then,
 * above the leaves, its bounds as numbers, which are padded to a whole word. The limit as a number
 * is a member of the struct.
 */
static size_t lay_out(struct im_index *index, size_t at, unsigned int nr_cpus)
{
	unsigned int level = 0, entries = nr_cpus, blocks, words;

	/* Up to a level of one block, which is the root. */
	for (;; level++) {
		blocks = im_bits_words(entries);
		words = blocks * (index->planes + (level == 0));
		index->level[level].entries = entries;
		index->level[level].planes_at = (unsigned int)at;
		at += words * sizeof(unsigned long);
		index->level[level].bounds_at = (unsigned int)at;
		if (level > 0)
			at += (entries + entries % 2) * sizeof(unsigned int);
		if (blocks == 1)
			break;
		entries = blocks;
	}
	index->top = level;
	index->level[level + 1].entries = 1;
	index->level[level + 1].planes_at = (unsigned int)at;
	index->level[level + 1].bounds_at = (unsigned int)offsetof(struct im_index, limit);
	return at + (level ? index->planes * sizeof(unsigned long) : 0);
}

size_t im_index_bytes(unsigned int nr_cpus, unsigned int max_key)
{
	struct im_index scratch;

	scratch.planes = key_bits(max_key);
	return lay_out(&scratch, 0, nr_cpus);
}

void im_index_init(struct im_index *index, unsigned int at, unsigned int nr_cpus,
		   unsigned int max_key)
{
	unsigned int cpu;
	size_t end;

	im_zero(index, sizeof(*index));
	index->planes = key_bits(max_key);
	end = lay_out(index, at, nr_cpus);
	im_zero((char *)index + at, end - at);
	for (cpu = 0; cpu < nr_cpus; cpu++)
		im_index_rekey(im_index_block_rw(index, 0, cpu / IM_BITS), im_bit(cpu), 0, max_key);
}

void im_index_set_all_ready(struct im_index *index)
{
	unsigned int nr_cpus = index->level[0].entries, leaves = im_bits_words(nr_cpus), leaf;

	for (leaf = 0; leaf < leaves; leaf++)
		*im_index_ready_rw(index, leaf) =
			leaf == leaves - 1 ? im_bits_tail(nr_cpus) : ~0UL;
}

/* A bound that is high enough has only bounds above it that are high enough too. */
void im_index_raise_bounds(struct im_index *index, unsigned int leaf, unsigned int key)
{
	unsigned int level, entry = leaf;

	if (!index->top)
		return;
	for (level = 1; level <= index->top + 1; level++, entry /= IM_BITS) {
		if (key <= im_index_bounds(index, level)[entry])
			return;
		im_index_set_bound(index, level, entry, key);
	}
}

void im_index_raise_bounds_to(struct im_index *index, unsigned int leaf, unsigned long cpus)
{
	const unsigned long *planes = im_index_block(index, 0, leaf);
	unsigned int key;

	if (!index->top || !cpus)
		return;
	key = im_index_has_eight_planes(index) ? im_index_max_key(planes, 8, &cpus)
					       : im_index_max_key(planes, index->planes, &cpus);
	if (key > im_index_bounds(index, 1)[leaf])
		im_index_raise_bounds(index, leaf, key);
}

void im_index_lower_bounds(struct im_index *index, unsigned int leaf, unsigned int alone,
			   unsigned int key)
{
	unsigned int level, entry = leaf;

	/* From the leaf up: once another entry reaches a bound, so it does on all levels above. */
	for (level = 1; level <= alone; level++, entry /= IM_BITS)
		im_index_set_bound(index, level, entry, key);
}

unsigned int im_index_key(const struct im_index *index, unsigned int cpu)
{
	const unsigned long *planes = im_index_block(index, 0, cpu / IM_BITS);
	unsigned int key = 0, p;

	for (p = index->planes; p-- > 0;)
		key = key << 1 | ((planes[p] & im_bit(cpu)) != 0);
	return key;
}

/* Whether the planes of a level differ from its bounds as numbers. */
static bool bad_planes(const struct im_index *index, unsigned int level)
{
	const unsigned int *bounds = im_index_bounds(index, level);
	/* All bits of the limit's planes are compared with the one number. */
	unsigned int entries = level <= index->top ? index->level[level].entries : IM_BITS;
	unsigned int entry, p;

	for (entry = 0; entry < entries; entry++) {
		const unsigned long *block = im_index_block(index, level, entry / IM_BITS);
		unsigned int key = 0;

		for (p = index->planes; p-- > 0;)
			key = key << 1 | ((block[p] & im_bit(entry)) != 0);
		if (key != bounds[level <= index->top ? entry : 0])
			return true;
	}
	return false;
}

unsigned int im_index_bad_bounds(const struct im_index *index, const unsigned long *online)
{
	unsigned int level, entry, bad = 0;

	for (level = 1; index->top && level <= index->top + 1; level++) {
		const unsigned int *bounds = im_index_bounds(index, level);

		/* A bound may be too high, never too low. */
		bad += bad_planes(index, level);
		for (entry = 0; entry < index->level[level].entries; entry++)
			bad += im_index_largest(index, level - 1, entry, index->planes, online) >
			       bounds[entry];
	}
	return bad;
}
