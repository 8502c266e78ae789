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

#pragma GCC unroll 8
	for (p = nr_planes; p-- > 0;)
		narrow(planes[p], &key, best);
	return key;
}

/* The entries of a block whose key is larger: decided by the highest plane that differs. */
static im_always_inline unsigned long above_key(const unsigned long *planes,
						unsigned int nr_planes, unsigned int key)
{
	unsigned long above = 0;
	unsigned int p;

#pragma GCC unroll 8
	for (p = 0; p < nr_planes; p++) {
		/* Where the bits are equal, the planes below have decided. */
		if (key >> p & 1) {
			im_keep_branch(); /* a walk asks about one key many times */
			above &= planes[p];
		} else {
			above |= planes[p];
		}
	}
	return above;
}

static im_always_inline unsigned int pick_bit(unsigned long word, bool highest)
{
	return highest ? im_highest(word) : im_lowest(word);
}

static im_always_inline void set_bound(struct im_load *load, unsigned int level,
				       unsigned int entry, unsigned int bound)
{
	unsigned int *bounds = im_load_bounds(load, level);

	im_load_rekey(im_load_block(load, level, entry / IM_BITS),
		      level <= load->top ? im_bit(entry) : ~0UL, bounds[entry], bound);
	bounds[entry] = bound;
}

void im_load_raise_bounds(struct im_load *load, unsigned int leaf, unsigned int key)
{
	unsigned int level, entry = leaf;

	if (!load->top)
		return;
	for (level = 1; level <= load->top + 1; level++, entry /= IM_BITS) {
		if (key <= im_load_bounds(load, level)[entry])
			return;
		set_bound(load, level, entry, key);
	}
}

void im_load_raise_bounds_to(struct im_load *load, unsigned int leaf, unsigned long cpus)
{
	const unsigned long *planes = im_load_block(load, 0, leaf);
	unsigned int key;

	if (!load->top || !cpus)
		return;
	key = im_likely(load->planes == 8) ? max_key(planes, 8, &cpus)
					   : max_key(planes, load->planes, &cpus);
	if (key > im_load_bounds(load, 1)[leaf])
		im_load_raise_bounds(load, leaf, key);
}

void im_load_lower_bounds(struct im_load *load, unsigned int leaf, unsigned int alone,
			  unsigned int key)
{
	unsigned int level, entry = leaf;

	for (level = 1; level <= alone; level++, entry /= IM_BITS)
		set_bound(load, level, entry, key);
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
	bool improved;    /* the leaf before had a larger key than all earlier ones */
};

static im_always_inline unsigned long findable(const struct im_load *load,
					       const unsigned long *online, unsigned int leaf)
{
	return online[leaf] & im_load_ready_const(load, leaf);
}

static im_always_inline bool is_one_bit(unsigned long word)
{
	return !(word & (word - 1));
}

/* The entries of a block whose bounds, the CPUs of a leaf whose keys are equal to the limit. */
static im_always_inline unsigned long at_limit(const struct im_load *load, unsigned int level,
					       unsigned int block, unsigned int nr_planes,
					       const unsigned long *online)
{
	const unsigned long *planes = im_load_block_const(load, level, block);
	const unsigned long *limit = im_load_block_const(load, load->top + 1, 0);
	unsigned long other = 0;
	unsigned int p;

	/* The low planes, which the call before may just have written, come last. */
#pragma GCC unroll 8
	for (p = nr_planes; p-- > 0;)
		other |= planes[p] ^ limit[p];
	return level ? ~other : ~other & findable(load, online, block);
}

/* The largest of the bounds of a block, or of the keys of a leaf's CPUs; 0 for none. */
static im_always_inline unsigned int largest(const struct im_load *load, unsigned int level,
					     unsigned int block, unsigned int nr_planes,
					     const unsigned long *online)
{
	unsigned long any = level ? ~0UL : findable(load, online, block);

	return any ? max_key(im_load_block_const(load, level, block), nr_planes, &any) : 0;
}

/*
 * Descends from the root to the best leaf, or returns IRQM_NONE when nobody can be found at all, or
 * the bounds were too far off. *best = its best CPUs, of the mask or not.
 */
static im_always_inline unsigned int best_leaf(struct im_load *load, unsigned int nr_planes,
					       const unsigned long *online, unsigned long *best,
					       unsigned int *alone, bool highest)
{
	unsigned int lowerings, level, block, run;

	for (lowerings = 0; load->limit && lowerings <= MAX_LOWERINGS; lowerings++) {
		block = run = 0;
		for (level = load->top;; level--) {
			*best = at_limit(load, level, block, nr_planes, online);
			if (im_unlikely(!*best))
				break;
			run = is_one_bit(*best) ? run + 1 : 0;
			if (!level) {
				*alone = run;
				return block;
			}
			block = block * IM_BITS + pick_bit(*best, highest);
			im_assert(block < load->level[level].entries);
		}
		/* Nobody backs this bound: lower it, and look again. */
		set_bound(load, level + 1, block,
			  largest(load, level, block, nr_planes, online));
	}
	return IRQM_NONE;
}

/*
 * Looks at one leaf of the mask. Two ways: is anybody better than the best so far, and only then by
 * how much; or at once. The first is faster, unless the answer is yes; it is expected to be what it
 * was last time. Lowers the bound of the leaf when the mask happens to hold all its CPUs.
 */
static im_always_inline void visit_leaf(struct im_load *load, unsigned int nr_planes,
					struct search *s, unsigned int leaf, bool highest)
{
	const unsigned long *planes = im_load_block(load, 0, leaf);
	unsigned long all = findable(load, s->online, leaf), best = all & s->cpus[leaf];
	bool whole = best == all;
	unsigned int key;

	if (!s->improved)
		best &= above_key(planes, nr_planes, s->key);
	s->improved = false;
	if (best) {
		key = max_key(planes, nr_planes, &best);
		if (key > s->key) {
			s->key = key;
			s->cpu = leaf * IM_BITS + pick_bit(best, highest);
			s->improved = true;
		}
	}
	if (whole && s->key < im_load_bounds(load, 1)[leaf])
		set_bound(load, 1, leaf, s->key);
}

/*
 * Walks the leaves under one block of level 1, from the edge on, as long as they can beat what was
 * found.
 */
static im_always_inline void walk_block(struct im_load *load, unsigned int nr_planes,
					struct search *s, unsigned int block, unsigned long range,
					bool highest)
{
	const unsigned long *planes = im_load_block(load, 1, block);
	unsigned long left = range & above_key(planes, nr_planes, s->key);

	while (left) {
		unsigned int bit = pick_bit(left, highest);

		left ^= 1UL << bit;
		visit_leaf(load, nr_planes, s, block * IM_BITS + bit, highest);
		if (s->improved) {
			if (s->key == load->limit)
				return;
			left &= above_key(planes, nr_planes, s->key);
		}
	}
}

static im_always_inline unsigned int walk(struct im_load *load, unsigned int nr_planes,
					  const unsigned long *cpus, const unsigned long *online,
					  unsigned int edge, bool highest)
{
	struct search s = { .cpus = cpus, .online = online, .cpu = IRQM_NONE, .improved = true };
	unsigned int blocks = im_words(load->level[1].entries), block = edge / IM_BITS;
	unsigned long range = highest ? ~0UL >> (IM_BITS - 1 - edge % IM_BITS)
				      : ~0UL << (edge % IM_BITS);

	for (;;) {
		if (im_load_bounds(load, 2)[block] > s.key)
			walk_block(load, nr_planes, &s, block, range, highest);
		if (s.key == load->limit || (highest ? block == 0 : block == blocks - 1))
			return s.cpu;
		block = highest ? block - 1 : block + 1;
		range = ~0UL;
	}
}

/* Steps b) and c). */
static im_always_inline unsigned int search(struct im_load *load, unsigned int nr_planes,
					    const unsigned long *cpus, const unsigned long *online,
					    unsigned int edge, unsigned int *alone, bool highest)
{
	unsigned long best;
	unsigned int leaf = best_leaf(load, nr_planes, online, &best, alone, highest);

	if (leaf != IRQM_NONE && (best & cpus[leaf]))
		return leaf * IM_BITS + pick_bit(best & cpus[leaf], highest);
	*alone = 0;
	if (!load->limit)
		return IRQM_NONE;
	return walk(load, nr_planes, cpus, online, edge, highest);
}

/*
 * Copies of the search: none of its steps asks which end is preferred, and for eight planes, as
 * x86's vectors need, none counts them.
 */
static im_noinline unsigned int search_lowest(struct im_load *load, const unsigned long *cpus,
					      const unsigned long *online, unsigned int edge,
					      unsigned int *alone)
{
	return im_likely(load->planes == 8)
		       ? search(load, 8, cpus, online, edge, alone, false)
		       : search(load, load->planes, cpus, online, edge, alone, false);
}

static im_noinline unsigned int search_highest(struct im_load *load, const unsigned long *cpus,
					       const unsigned long *online, unsigned int edge,
					       unsigned int *alone)
{
	return im_likely(load->planes == 8)
		       ? search(load, 8, cpus, online, edge, alone, true)
		       : search(load, load->planes, cpus, online, edge, alone, true);
}

/* All the best CPUs of the first leaf of the mask, if they cannot be beaten: step a). */
static im_always_inline unsigned long unbeatable(const struct im_load *load,
						 const unsigned long *online, unsigned int edge)
{
	return im_likely(load->planes == 8) ? at_limit(load, 0, edge, 8, online)
					    : at_limit(load, 0, edge, load->planes, online);
}

/* The best CPUs of a mask, where one leaf is all there is. */
static im_always_inline unsigned long best_of_one_leaf(const struct im_load *load,
						       const unsigned long *cpus,
						       const unsigned long *online)
{
	unsigned long best = cpus[0] & findable(load, online, 0);
	const unsigned long *planes = im_load_block_const(load, 0, 0);

	if (is_one_bit(best))
		return best;
	if (im_likely(load->planes == 8))
		max_key(planes, 8, &best);
	else
		max_key(planes, load->planes, &best);
	return best;
}

unsigned int im_load_pick_lowest(struct im_load *load, const unsigned long *cpus,
				 const unsigned long *online, unsigned int edge,
				 unsigned int *alone)
{
	unsigned long best;

	*alone = 0;
	if (!load->top) {
		best = best_of_one_leaf(load, cpus, online);
		return best ? im_lowest(best) : IRQM_NONE;
	}
	best = unbeatable(load, online, edge);
	if (!(best & cpus[edge]))
		return search_lowest(load, cpus, online, edge, alone);
	*alone = is_one_bit(best);
	return edge * IM_BITS + im_lowest(best & cpus[edge]);
}

unsigned int im_load_pick_highest(struct im_load *load, const unsigned long *cpus,
				  const unsigned long *online, unsigned int edge,
				  unsigned int *alone)
{
	unsigned long best;

	*alone = 0;
	if (!load->top) {
		best = best_of_one_leaf(load, cpus, online);
		return best ? im_highest(best) : IRQM_NONE;
	}
	best = unbeatable(load, online, edge);
	if (!(best & cpus[edge]))
		return search_highest(load, cpus, online, edge, alone);
	*alone = is_one_bit(best);
	return edge * IM_BITS + im_highest(best & cpus[edge]);
}

/* ---- The check ---- */

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
			bad += largest(load, level - 1, entry, load->planes, online) >
			       bounds[entry];
	}
	return bad;
}
