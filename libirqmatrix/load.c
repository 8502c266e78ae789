/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "load.h"

/*
 * Bounds that one search may lower before it walks the leaves instead. It keeps a single search,
 * after many keys shrank behind the tree's back, within the worst case of the walk.
 */
#define MAX_LOWERINGS 8

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
	return at;
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

		im_load_rekey(planes, cpu, 0, max_key);
		if (ready)
			planes[load->planes] |= im_bit(cpu);
	}
}

/*
 * The largest key among the candidates of a block; *best becomes those that have it. From the top
 * plane down, candidates with the bit drop those without; when none has it, all stay.
 */
static im_always_inline void narrow(unsigned long plane, unsigned int *key, unsigned long *best)
{
	unsigned long with = *best & plane;

	*key = 2 * *key + 1 - (with == 0); /* two instructions and a carry */
	*best = with ? with : *best;
}

static im_always_inline unsigned int max_key(const unsigned long *planes, unsigned int nr_planes,
					     unsigned long *best)
{
	unsigned int key = 0, p;

	for (p = nr_planes; p-- > 0;)
		narrow(planes[p], &key, best);
	return key;
}

/* The same where there are eight planes, as for x86's vectors: worth a loop without counting. */
static im_always_inline unsigned int max_key_of_8(const unsigned long *planes,
						  unsigned long *best)
{
	unsigned int key = 0, p;

#pragma GCC unroll 8
	for (p = 8; p-- > 0;)
		narrow(planes[p], &key, best);
	return key;
}

/* Whether the bits of a plane differ from one bit of a key. */
static im_always_inline unsigned long differ(const unsigned long *planes, unsigned int p,
					     unsigned int key)
{
	return planes[p] ^ (0 - (unsigned long)(key >> p & 1));
}

/* The entries of a block whose key equals this one. */
static im_always_inline unsigned long with_key(const unsigned long *planes, unsigned int nr_planes,
					       unsigned int key)
{
	unsigned long other = 0;
	unsigned int p;

	for (p = 0; p < nr_planes; p++)
		other |= differ(planes, p, key);
	return ~other;
}

static im_always_inline unsigned long with_key_of_8(const unsigned long *planes, unsigned int key)
{
	unsigned long other = 0;
	unsigned int p;

#pragma GCC unroll 8
	for (p = 0; p < 8; p++)
		other |= differ(planes, p, key);
	return ~other;
}

/* The entries of a block whose key is larger: decided by the highest plane that differs. */
static im_always_inline unsigned long above_key(const unsigned long *planes,
						unsigned int nr_planes, unsigned int key)
{
	unsigned long above = 0;
	unsigned int p;

	for (p = 0; p < nr_planes; p++) {
		/* Where the bits are equal, the planes below have decided. */
		above = (key >> p & 1) ? above & planes[p] : above | planes[p];
	}
	return above;
}

static im_always_inline unsigned int pick_bit(unsigned long word, bool highest)
{
	return highest ? im_highest(word) : im_lowest(word);
}

static void set_bound(struct im_load *load, unsigned int level, unsigned int entry,
		      unsigned int bound)
{
	unsigned int *bounds = im_load_bounds(load, level);

	im_load_rekey(im_load_block(load, level, entry / IM_BITS), entry, bounds[entry], bound);
	bounds[entry] = bound;
}

void im_load_raise_bounds(struct im_load *load, unsigned int leaf, unsigned int key)
{
	unsigned int level, entry = leaf;

	for (level = 1; level <= load->top; level++, entry /= IM_BITS) {
		if (key <= im_load_bounds(load, level)[entry])
			return;
		set_bound(load, level, entry, key);
	}
	if (key > load->limit)
		load->limit = key;
}

/* The largest key among some CPUs of a leaf, or 0; they become those that have it. */
static im_always_inline unsigned int best_of_leaf(const struct im_load *load, unsigned int leaf,
						  unsigned long *cpus)
{
	return *cpus ? max_key(im_load_block_const(load, 0, leaf), load->planes, cpus) : 0;
}

unsigned int im_load_key(const struct im_load *load, unsigned int cpu)
{
	const unsigned long *planes = im_load_block_const(load, 0, cpu / IM_BITS);
	unsigned int key = 0, p;

	for (p = load->planes; p-- > 0;)
		key = key << 1 | ((planes[p] & im_bit(cpu)) != 0);
	return key;
}

/* ---- The search ---- */

/* Where a search stands. */
struct search {
	const unsigned long *cpus;
	const unsigned long *online;
	unsigned int key; /* the largest found so far, 0 = none */
	unsigned int cpu; /* whose it is */
};

static im_always_inline unsigned long findable(const struct im_load *load,
					       const unsigned long *online, unsigned int leaf)
{
	return online[leaf] & im_load_ready_const(load, leaf);
}

/*
 * Descends from the root to the best leaf and returns it with *best = its best CPUs, of the mask or
 * not; IRQM_NONE when nobody can be found at all, or the bounds were too far off. When a leaf is
 * returned, the limit is exact.
 */
static im_always_inline unsigned int best_leaf(struct im_load *load, const unsigned long *online,
					       unsigned long *best, bool highest)
{
	unsigned int lowerings, level, entry, key, bound;

	for (lowerings = 0; lowerings <= MAX_LOWERINGS; lowerings++) {
		bound = load->limit;
		if (!bound)
			return IRQM_NONE;
		entry = 0;
		for (level = load->top; level > 0; level--) {
			*best = ~0UL;
			key = max_key(im_load_block(load, level, entry), load->planes, best);
			if (key < bound)
				break;
			entry = entry * IM_BITS + pick_bit(*best, highest);
			im_assert(entry < load->level[level].entries);
		}
		if (level == 0) {
			*best = findable(load, online, entry);
			key = best_of_leaf(load, entry, best);
			if (key == bound)
				return entry;
		}
		/* Nobody backs this bound: lower it, and look again. */
		if (level == load->top)
			load->limit = key;
		else
			set_bound(load, level + 1, entry, key);
	}
	return IRQM_NONE;
}

/* Looks at one leaf of the mask; lowers its bound when the mask happens to hold all its CPUs. */
static im_always_inline void visit_leaf(struct im_load *load, struct search *s, unsigned int leaf,
					bool highest)
{
	unsigned long all = findable(load, s->online, leaf), best = all & s->cpus[leaf];
	unsigned int key;

	if (!best)
		return;
	if (im_likely(load->planes == 8))
		key = max_key_of_8(im_load_block(load, 0, leaf), &best);
	else
		key = max_key(im_load_block(load, 0, leaf), load->planes, &best);
	if (key > s->key) {
		s->key = key;
		s->cpu = leaf * IM_BITS + pick_bit(best, highest);
	}
	if (!(all & ~s->cpus[leaf]) && key < im_load_bounds(load, 1)[leaf])
		set_bound(load, 1, leaf, key);
}

/*
 * Walks the leaves under one block of level 1, from the edge on, as long as they can beat what was
 * found.
 */
static im_always_inline void walk_block(struct im_load *load, struct search *s, unsigned int block,
					unsigned long range, bool highest)
{
	const unsigned long *planes = im_load_block(load, 1, block);
	unsigned long left = range & above_key(planes, load->planes, s->key);

	while (left) {
		unsigned int bit = pick_bit(left, highest), before = s->key;

		left ^= 1UL << bit;
		visit_leaf(load, s, block * IM_BITS + bit, highest);
		if (s->key == load->limit)
			return;
		if (s->key != before)
			left &= above_key(planes, load->planes, s->key);
	}
}

static im_always_inline void walk(struct im_load *load, struct search *s, unsigned int edge,
				  bool highest)
{
	unsigned int blocks = im_words(load->level[1].entries), block = edge / IM_BITS;
	unsigned long range = highest ? ~0UL >> (IM_BITS - 1 - edge % IM_BITS)
				      : ~0UL << (edge % IM_BITS);

	for (;;) {
		if (load->top == 1 || im_load_bounds(load, 2)[block] > s->key)
			walk_block(load, s, block, range, highest);
		if (s->key == load->limit || (highest ? block == 0 : block == blocks - 1))
			return;
		block = highest ? block - 1 : block + 1;
		range = ~0UL;
	}
}

static im_always_inline unsigned int pick(struct im_load *load, const unsigned long *cpus,
					  const unsigned long *online, unsigned int edge,
					  bool highest)
{
	unsigned long best, here = cpus[edge] & findable(load, online, edge);
	const unsigned long *planes = im_load_block(load, 0, edge);
	struct search s = { .cpus = cpus, .online = online, .key = 0, .cpu = IRQM_NONE };
	unsigned int leaf;

	if (!load->top) {
		if (here & (here - 1))
			max_key(planes, load->planes, &here);
		return here ? edge * IM_BITS + pick_bit(here, highest) : IRQM_NONE;
	}
	best = here & (im_likely(load->planes == 8)
			       ? with_key_of_8(planes, load->limit)
			       : with_key(planes, load->planes, load->limit));
	if (best)
		return edge * IM_BITS + pick_bit(best, highest);
	leaf = best_leaf(load, online, &best, highest);
	if (leaf != IRQM_NONE) {
		best &= cpus[leaf];
		if (best)
			return leaf * IM_BITS + pick_bit(best, highest);
	}
	if (load->limit)
		walk(load, &s, edge, highest);
	return s.cpu;
}

/* Two copies of the search, so that none of its steps asks which end is preferred. */
unsigned int im_load_pick_lowest(struct im_load *load, const unsigned long *cpus,
				 const unsigned long *online, unsigned int edge)
{
	return pick(load, cpus, online, edge, false);
}

unsigned int im_load_pick_highest(struct im_load *load, const unsigned long *cpus,
				  const unsigned long *online, unsigned int edge)
{
	return pick(load, cpus, online, edge, true);
}

/* ---- The check ---- */

static unsigned int bad_planes(const struct im_load *load, unsigned int level)
{
	const unsigned int *bounds = im_load_bounds_const(load, level);
	unsigned int entry, p, bad = 0;

	for (entry = 0; entry < load->level[level].entries; entry++) {
		const unsigned long *planes = im_load_block_const(load, level, entry / IM_BITS);
		unsigned int key = 0;

		for (p = load->planes; p-- > 0;)
			key = key << 1 | ((planes[p] & im_bit(entry)) != 0);
		bad += key != bounds[entry];
	}
	return bad;
}

unsigned int im_load_bad_bounds(const struct im_load *load, const unsigned long *online)
{
	unsigned int level, entry, bad = 0;

	for (level = 1; level <= load->top; level++) {
		const unsigned int *bounds = im_load_bounds_const(load, level);
		unsigned int above;

		bad += bad_planes(load, level);
		for (entry = 0; entry < load->level[level].entries; entry++) {
			unsigned long cpus = level == 1 ? findable(load, online, entry) : 0;

			bad += best_of_leaf(load, entry, &cpus) > bounds[entry];
			above = level == load->top
					? load->limit
					: im_load_bounds_const(load, level + 1)[entry / IM_BITS];
			bad += bounds[entry] > above;
		}
	}
	return bad;
}
