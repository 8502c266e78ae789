/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "load_planes.h"

/* Bits that a key up to max_key needs. */
static unsigned int key_bits(unsigned int max_key)
{
	return 32 - (unsigned int)__builtin_clz(max_key | 1);
}

/* Lays out the levels behind at; returns where they end. */
static size_t lay_out(struct im_load *load, size_t at, unsigned int nr_cpus)
{
	unsigned int level = 0, entries = nr_cpus, blocks, words;

	for (;; level++) {
		blocks = im_words(entries);
		words = blocks * (load->planes + (level == 0));
		load->level[level].entries = entries;
		load->level[level].planes_at = (unsigned int)at;
		at += words * sizeof(unsigned long);
		load->level[level].bounds_at = (unsigned int)at;
		if (level > 0)
			at += (entries + entries % 2) * sizeof(unsigned int);
		if (blocks == 1)
			break;
		entries = blocks;
	}
	load->top = level;
	load->level[level + 1].entries = 1;
	load->level[level + 1].planes_at = (unsigned int)at;
	load->level[level + 1].bounds_at = (unsigned int)offsetof(struct im_load, limit);
	return at + (level ? load->planes * sizeof(unsigned long) : 0);
}

size_t im_load_bytes(unsigned int nr_cpus, unsigned int max_key)
{
	struct im_load scratch;

	scratch.planes = key_bits(max_key);
	return lay_out(&scratch, 0, nr_cpus);
}

void im_load_init(struct im_load *load, unsigned int at, unsigned int nr_cpus,
		  unsigned int max_key, bool ready)
{
	unsigned int cpu;
	size_t end;

	im_zero(load, sizeof(*load));
	load->planes = key_bits(max_key);
	end = lay_out(load, at, nr_cpus);
	im_zero((char *)load + at, end - at);
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		unsigned long *planes = im_load_block(load, 0, cpu / IM_BITS);

		im_load_rekey(planes, im_bit(cpu), 0, max_key);
		if (ready)
			planes[load->planes] |= im_bit(cpu);
	}
}

void im_load_raise_bounds(struct im_load *load, unsigned int leaf, unsigned int key)
{
	unsigned int level, entry = leaf;

	if (!load->top)
		return;
	for (level = 1; level <= load->top + 1; level++, entry /= IM_BITS) {
		if (key <= im_load_bounds(load, level)[entry])
			return;
		im_load_set_bound(load, level, entry, key);
	}
}

void im_load_raise_bounds_to(struct im_load *load, unsigned int leaf, unsigned long cpus)
{
	const unsigned long *planes = im_load_block(load, 0, leaf);
	unsigned int key;

	if (!load->top || !cpus)
		return;
	key = im_has_eight_planes(load) ? im_load_max_key(planes, 8, &cpus)
					: im_load_max_key(planes, load->planes, &cpus);
	if (key > im_load_bounds(load, 1)[leaf])
		im_load_raise_bounds(load, leaf, key);
}

void im_load_lower_bounds(struct im_load *load, unsigned int leaf, unsigned int alone,
			  unsigned int key)
{
	unsigned int level, entry = leaf;

	for (level = 1; level <= alone; level++, entry /= IM_BITS)
		im_load_set_bound(load, level, entry, key);
}

unsigned int im_load_key(const struct im_load *load, unsigned int cpu)
{
	const unsigned long *planes = im_load_block_const(load, 0, cpu / IM_BITS);
	unsigned int key = 0, p;

	for (p = load->planes; p-- > 0;)
		key = key << 1 | ((planes[p] & im_bit(cpu)) != 0);
	return key;
}

/* Whether the planes of a level say the same as its plain numbers. */
static bool bad_planes(const struct im_load *load, unsigned int level)
{
	const unsigned int *bounds = im_load_bounds_const(load, level);
	unsigned int entries = level <= load->top ? load->level[level].entries : IM_BITS;
	unsigned int entry, p;

	for (entry = 0; entry < entries; entry++) {
		const unsigned long *block = im_load_block_const(load, level, entry / IM_BITS);
		unsigned int key = 0;

		for (p = load->planes; p-- > 0;)
			key = key << 1 | ((block[p] & im_bit(entry)) != 0);
		if (key != bounds[level <= load->top ? entry : 0])
			return true;
	}
	return false;
}

unsigned int im_load_bad_bounds(const struct im_load *load, const unsigned long *online)
{
	unsigned int level, entry, bad = 0;

	for (level = 1; load->top && level <= load->top + 1; level++) {
		const unsigned int *bounds = im_load_bounds_const(load, level);

		bad += bad_planes(load, level);
		for (entry = 0; entry < load->level[level].entries; entry++)
			bad += im_load_largest(load, level - 1, entry, load->planes, online) >
			       bounds[entry];
	}
	return bad;
}
