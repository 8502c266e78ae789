/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The search of the index in the steps a) to d) that index.h explains. */
#include "index.h"

/*
 * How often one search may descend from the root. A descent either arrives at the best leaf or
 * lowers a bound. After many keys have shrunk, many bounds are too high; a search that has lowered
 * this many, one for every four leaves and at most nine, walks the leaves instead. So no search
 * takes much longer than the worst walk.
 */
#define LEAVES_PER_DESCENT 4
#define MAX_DESCENTS 9

/*
 * Step b) is for masks of at most FEW_LEAVES leaves which either are at most half of all leaves or
 * hold at most FEW_CPUS CPUs. It lowers no bound; therefore a mask of all CPUs must not get there,
 * or bounds that are too high would stay for ever.
 */
#define FEW_LEAVES 4
#define FEW_CPUS 16

/* Which CPU is picked of several with the largest key: a constant wherever it is a parameter. */
enum tie {
	LOWEST,
	HIGHEST,
};

/* The entries of a block with a larger key than this. The highest plane that differs decides. */
static im_always_inline unsigned long above_key(const unsigned long *planes,
						unsigned int nr_planes, unsigned int key)
{
	unsigned long above = 0;
	unsigned int p;

#pragma GCC unroll IM_UNROLLED
	for (p = 0; p < nr_planes; p++) {
		/* Where an entry's bit equals the key's, the result of the lower planes stands. */
		if (key >> p & 1) {
			im_keep_branch(); /* predicted well: a walk often asks for one key */
			above &= planes[p];
		} else {
			above |= planes[p];
		}
	}
	return above;
}

static im_always_inline unsigned int pick_bit(unsigned long word, enum tie tie)
{
	return tie == HIGHEST ? im_bits_highest(word) : im_bits_lowest(word);
}

/* Where a search stands. */
struct search {
	const unsigned long *cpus;
	const unsigned long *online;
	unsigned int key; /* the largest found so far, 0 = none */
	unsigned int cpu; /* the CPU that has this key */
	bool improved;    /* the last leaf visited had a larger key than all before it */
};

static im_always_inline bool is_one_bit(unsigned long word)
{
	return !(word & (word - 1));
}

/* Entries whose bound (in a leaf: findable CPUs whose key) equals the limit. */
static im_always_inline unsigned long at_limit(const struct im_index *index, unsigned int level,
					       unsigned int block, unsigned int nr_planes,
					       const unsigned long *online)
{
	const unsigned long *planes = im_index_block(index, level, block);
	const unsigned long *limit = im_index_block(index, index->top + 1, 0);
	unsigned long other = 0;
	unsigned int p;

	/* The low planes come last: the call before may just have written them. */
#pragma GCC unroll IM_UNROLLED
	for (p = nr_planes; p-- > 0;)
		other |= planes[p] ^ limit[p];
	return level ? ~other : ~other & im_index_findable(index, online, block);
}

/*
 * Descends from the root to the best leaf. *best becomes its best CPUs, whether the mask names them
 * or not, and *alone how many bounds above them, in a row from the leaf up, only one entry reaches.
 * IRQM_NONE: no CPU is online and ready, or too many bounds were too high.
 */
static im_always_inline unsigned int best_leaf(struct im_index *index, unsigned int nr_planes,
					       const unsigned long *online, unsigned long *best,
					       unsigned int *alone, enum tie tie)
{
	unsigned int tries = 1 + index->level[1].entries / LEAVES_PER_DESCENT, level, block, run;

	if (tries > MAX_DESCENTS)
		tries = MAX_DESCENTS;
	for (; index->limit && tries; tries--) {
		block = run = 0;
		for (level = index->top;; level--) {
			*best = at_limit(index, level, block, nr_planes, online);
			if (im_unlikely(!*best))
				break;
			run = is_one_bit(*best) ? run + 1 : 0;
			if (!level) {
				*alone = run;
				return block;
			}
			block = block * IM_BITS + pick_bit(*best, tie);
			im_assert(block < index->level[level].entries);
		}
		/* No entry reaches the bound of this block, so lower it and descend again. */
		im_index_set_bound(index, level + 1, block,
				   im_index_largest(index, level, block, nr_planes, online));
	}
	return IRQM_NONE;
}

/* Takes the best of these CPUs of a leaf as the best so far, if it is better than that. */
static im_always_inline void compare_leaf(const struct im_index *index, unsigned int nr_planes,
					  struct search *s, unsigned int leaf, unsigned long cpus,
					  enum tie tie)
{
	unsigned int key = im_index_max_key(im_index_block(index, 0, leaf), nr_planes, &cpus);

	s->improved = key > s->key;
	if (s->improved) {
		s->key = key;
		s->cpu = leaf * IM_BITS + pick_bit(cpus, tie);
	}
}

/*
 * Compares the CPUs of the mask in one leaf with the best found so far. There are two ways: to ask
 * whether a CPU is better before finding out which is best, or to find the best at once. The first
 * is faster if no CPU is better, and the last leaf visited is taken as a forecast of that. If the
 * mask holds all findable CPUs of the leaf, its bound can be lowered to their largest key.
 */
static im_always_inline void visit_leaf(struct im_index *index, unsigned int nr_planes,
					struct search *s, unsigned int leaf, enum tie tie)
{
	unsigned long all = im_index_findable(index, s->online, leaf), cpus = all & s->cpus[leaf];
	bool whole = cpus == all;

	if (!s->improved)
		cpus &= above_key(im_index_block(index, 0, leaf), nr_planes, s->key);
	s->improved = false;
	if (cpus)
		compare_leaf(index, nr_planes, s, leaf, cpus, tie);
	if (whole && s->key < im_index_bounds(index, 1)[leaf])
		im_index_set_bound(index, 1, leaf, s->key);
}

/*
 * Walks the leaves of range under one block of level 1 whose bounds are above the best key found so
 * far. As that key grows, each bound is compared with it as a number: to ask the planes again for
 * every new key would cost mispredicted jumps, since their jumps depend on its bits.
 */
static im_always_inline void walk_block(struct im_index *index, unsigned int nr_planes,
					struct search *s, unsigned int block, unsigned long range,
					enum tie tie)
{
	const unsigned int *bounds = im_index_bounds(index, 1);
	unsigned long left =
		range & above_key(im_index_block(index, 1, block), nr_planes, s->key);

	while (left) {
		unsigned int bit = pick_bit(left, tie), leaf = block * IM_BITS + bit;

		left ^= 1UL << bit;
		if (!s->cpus[leaf] || bounds[leaf] <= s->key)
			continue;
		visit_leaf(index, nr_planes, s, leaf, tie);
		if (s->key == index->limit)
			return;
	}
}

/* Step d), from the word edge of the mask to its other end. */
static im_always_inline unsigned int walk(struct im_index *index, unsigned int nr_planes,
					  const unsigned long *cpus, const unsigned long *online,
					  unsigned int edge, enum tie tie)
{
	struct search s = { .cpus = cpus, .online = online, .cpu = IRQM_NONE, .improved = true };
	unsigned int blocks = im_bits_words(index->level[1].entries), block = edge / IM_BITS;
	unsigned long range = tie == HIGHEST ? ~0UL >> (IM_BITS - 1 - edge % IM_BITS)
					     : ~0UL << (edge % IM_BITS);

	for (;;) {
		if (im_index_bounds(index, 2)[block] > s.key)
			walk_block(index, nr_planes, &s, block, range, tie);
		if (s.key == index->limit || (tie == HIGHEST ? block == 0 : block == blocks - 1))
			return s.cpu;
		block = tie == HIGHEST ? block - 1 : block + 1;
		range = ~0UL;
	}
}

/* The next leaf that the mask names, in the direction of the walk, or IRQM_NONE. */
static im_always_inline unsigned int next_leaf(const struct im_index *index,
					       const unsigned long *cpus, unsigned int leaf,
					       enum tie tie)
{
	size_t leaves = index->level[1].entries, next;

	if (tie == HIGHEST)
		return (unsigned int)im_bits_previous_word(cpus, leaf) - 1; /* 0 - 1 is IRQM_NONE */
	next = im_bits_next_word(cpus, leaves, leaf + 1);
	return next < leaves ? (unsigned int)next : IRQM_NONE;
}

/* Counts only until it knows the answer. */
static im_always_inline bool are_few_cpus(const unsigned long *cpus, const unsigned int *leaves,
					  unsigned int nr)
{
	unsigned int weight = 0;

	while (nr > 0 && weight <= FEW_CPUS)
		weight += im_bits_popcount(cpus[leaves[--nr]]);
	return weight <= FEW_CPUS;
}

/* Fills in the leaves of a mask that step b) is for, and returns how many they are; else 0. */
static im_always_inline unsigned int find_few(const struct im_index *index,
					      const unsigned long *cpus, unsigned int edge,
					      unsigned int *leaves, enum tie tie)
{
	unsigned int nr = 0, leaf = edge;

	for (; leaf != IRQM_NONE && nr < FEW_LEAVES; leaf = next_leaf(index, cpus, leaf, tie))
		leaves[nr++] = leaf;
	if (leaf != IRQM_NONE)
		return 0;
	return 2 * nr <= index->level[1].entries || are_few_cpus(cpus, leaves, nr) ? nr : 0;
}

static im_always_inline unsigned int best_of_few(const struct im_index *index,
						 unsigned int nr_planes,
						 const unsigned long *cpus,
						 const unsigned long *online,
						 const unsigned int *leaves, unsigned int nr,
						 enum tie tie)
{
	struct search s = { .cpu = IRQM_NONE };
	unsigned int i;

	for (i = 0; i < nr; i++) {
		unsigned long here = cpus[leaves[i]] & im_index_findable(index, online, leaves[i]);

		if (here)
			compare_leaf(index, nr_planes, &s, leaves[i], here, tie);
	}
	return s.cpu;
}

/* Steps b), c) and d). */
static im_always_inline unsigned int search(struct im_index *index, unsigned int nr_planes,
					    const unsigned long *cpus, const unsigned long *online,
					    unsigned int edge, unsigned int *alone, enum tie tie)
{
	unsigned int few[FEW_LEAVES], nr = find_few(index, cpus, edge, few, tie), leaf;
	unsigned long best;

	if (nr)
		return best_of_few(index, nr_planes, cpus, online, few, nr, tie);
	leaf = best_leaf(index, nr_planes, online, &best, alone, tie);
	if (leaf != IRQM_NONE && (best & cpus[leaf]))
		return leaf * IM_BITS + pick_bit(best & cpus[leaf], tie);
	*alone = 0;
	if (!index->limit)
		return IRQM_NONE;
	return walk(index, nr_planes, cpus, online, edge, tie);
}

/*
 * Copies of the search for each tie, and for eight planes, which x86 has: in them no step tests the
 * tie or counts the planes.
 */
static im_noinline unsigned int search_lowest(struct im_index *index, const unsigned long *cpus,
					      const unsigned long *online, unsigned int edge,
					      unsigned int *alone)
{
	return im_index_has_eight_planes(index)
		       ? search(index, 8, cpus, online, edge, alone, LOWEST)
		       : search(index, index->planes, cpus, online, edge, alone, LOWEST);
}

static im_noinline unsigned int search_highest(struct im_index *index, const unsigned long *cpus,
					       const unsigned long *online, unsigned int edge,
					       unsigned int *alone)
{
	return im_index_has_eight_planes(index)
		       ? search(index, 8, cpus, online, edge, alone, HIGHEST)
		       : search(index, index->planes, cpus, online, edge, alone, HIGHEST);
}

/* Whether the mask names a single CPU, in word edge. */
static im_always_inline bool is_one_cpu(const struct im_index *index, const unsigned long *cpus,
					unsigned int edge, enum tie tie)
{
	return is_one_bit(cpus[edge]) && next_leaf(index, cpus, edge, tie) == IRQM_NONE;
}

/* The single CPU of a mask, if it can be picked. */
static im_always_inline unsigned int that_cpu(const struct im_index *index,
					      const unsigned long *cpus,
					      const unsigned long *online, unsigned int edge)
{
	unsigned long here = cpus[edge] & im_index_findable(index, online, edge);

	return here ? edge * IM_BITS + im_bits_lowest(here) : IRQM_NONE;
}

/* Step a): the CPUs of leaf edge, of the mask or not, whose key equals the limit. */
static im_always_inline unsigned long unbeatable(const struct im_index *index,
						 const unsigned long *online, unsigned int edge)
{
	return im_index_has_eight_planes(index) ? at_limit(index, 0, edge, 8, online)
						: at_limit(index, 0, edge, index->planes, online);
}

/* The best CPUs of a mask in an index of one leaf. */
static im_always_inline unsigned long best_of_one_leaf(const struct im_index *index,
						       const unsigned long *cpus,
						       const unsigned long *online)
{
	unsigned long best = cpus[0] & im_index_findable(index, online, 0);
	const unsigned long *planes = im_index_block(index, 0, 0);

	if (is_one_bit(best))
		return best;
	if (im_index_has_eight_planes(index))
		im_index_max_key(planes, 8, &best);
	else
		im_index_max_key(planes, index->planes, &best);
	return best;
}

unsigned int im_index_pick_lowest(struct im_index *index, const unsigned long *cpus,
				  const unsigned long *online, unsigned int edge,
				  unsigned int *alone)
{
	unsigned long best;

	*alone = 0;
	if (!index->top) {
		best = best_of_one_leaf(index, cpus, online);
		return best ? im_bits_lowest(best) : IRQM_NONE;
	}
	if (is_one_cpu(index, cpus, edge, LOWEST))
		return that_cpu(index, cpus, online, edge);
	best = unbeatable(index, online, edge);
	if (!(best & cpus[edge]))
		return search_lowest(index, cpus, online, edge, alone);
	*alone = is_one_bit(best);
	return edge * IM_BITS + im_bits_lowest(best & cpus[edge]);
}

unsigned int im_index_pick_highest(struct im_index *index, const unsigned long *cpus,
				   const unsigned long *online, unsigned int edge,
				   unsigned int *alone)
{
	unsigned long best;

	*alone = 0;
	if (!index->top) {
		best = best_of_one_leaf(index, cpus, online);
		return best ? im_bits_highest(best) : IRQM_NONE;
	}
	if (is_one_cpu(index, cpus, edge, HIGHEST))
		return that_cpu(index, cpus, online, edge);
	best = unbeatable(index, online, edge);
	if (!(best & cpus[edge]))
		return search_highest(index, cpus, online, edge, alone);
	*alone = is_one_bit(best);
	return edge * IM_BITS + im_bits_highest(best & cpus[edge]);
}
