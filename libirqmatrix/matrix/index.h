/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * index.h - the index that finds the best CPU of a mask fast.
 *
 * Every CPU has a key, the larger the better, and is ready or not. The index answers: which CPU of
 * a mask, among those online and ready, has the largest key, of equals the lowest (or highest)?
 *
 * 1 Concepts
 * The keys of a word's worth of CPUs (a leaf) are kept as bit planes: word p of the leaf holds bit
 * p of all their keys. One AND per plane, from the top plane down, then narrows the candidates to
 * those with the largest key, whatever the mask: a fixed, small number of steps per leaf.
 *
 * Above the leaves stands a tree of the same blocks: one node holds, as planes, a bound for each of
 * a word's worth of children, and the limit is the bound of the root. A bound is never below the
 * largest key of a CPU that is online and ready underneath, but may be above: keys that grow raise
 * the bounds at once, which usually ends after one comparison; keys that shrink leave them, and a
 * search that meets a bound nobody backs lowers it. So no change costs more than O(levels), and
 * each lowering is paid for by the change that made it necessary. One kind of lowering needs no
 * search: when the CPU that was picked alone backed its bounds, they shrink with its key.
 *
 * A machine of one leaf has no tree and no limit: its leaf is looked at, whole, each time.
 *
 * 2 The search
 * The limit is kept as planes too, so that "equal to the limit" is one XOR and one OR per plane,
 * none of which waits for the one before.
 * A mask of one CPU leaves nothing to search. Else:
 * a) The first leaf of the mask: a CPU whose key equals the limit has won.
 * b) Else, if the mask names CPUs of a few leaves only, these are looked at, and no bound.
 * c) Else the best leaf of all is looked up from the root. If the mask holds one of its best
 *    CPUs, that has won.
 * d) Else the leaves are walked in order, passing over those that the mask leaves out or whose
 *    bound cannot beat the best found so far. This is the worst case: some thirty operations per
 *    word of the mask, and as many again for each that improves on all before it.
 * Ties need no care in a) and c): the leaf is the first of the mask, or the first of all with the
 * largest key.
 */
#ifndef IRQMATRIX_INDEX_H
#define IRQMATRIX_INDEX_H

#include "base/bits.h"

/* Leaves of 64 CPUs: 65,536 CPUs make 1,024 leaves, 16 blocks above, one root; of 32: one more. */
#define IM_INDEX_LEVELS 4

struct im_index_level {
	unsigned int planes_at; /* distance of the blocks of this level from struct im_index */
	unsigned int bounds_at; /* the same for the bounds of its entries as plain numbers */
	unsigned int entries;   /* CPUs on level 0, else blocks of the level below */
};

struct im_index {
	unsigned int planes; /* of a block */
	unsigned int top;    /* the highest level, which is one block */
	unsigned int limit;  /* no CPU that is online and ready has a larger key */
	/* Above the top, like one more level: the limit, in planes all of whose bits agree. */
	struct im_index_level level[IM_INDEX_LEVELS + 1];
};

/* Bytes of an index for this many CPUs with keys 0 .. max_key. */
size_t im_index_bytes(unsigned int nr_cpus, unsigned int max_key);

/*
 * Makes an index in which all CPUs have the largest key and none is ready. Its memory begins at
 * bytes from struct im_index.
 */
void im_index_init(struct im_index *index, unsigned int at, unsigned int nr_cpus,
		   unsigned int max_key);

/* Makes all CPUs ready while none of them is online, so that no bound has to be raised. */
void im_index_set_all_ready(struct im_index *index);

/*
 * The CPU of the mask with the largest key among those online and ready, or IRQM_NONE; of equals
 * the lowest or the highest. edge is the first, or last, word of the mask that is not 0. *alone is
 * how many bounds above that CPU, from its leaf's up, nobody else backs.
 */
unsigned int im_index_pick_lowest(struct im_index *index, const unsigned long *cpus,
				  const unsigned long *online, unsigned int edge,
				  unsigned int *alone);
unsigned int im_index_pick_highest(struct im_index *index, const unsigned long *cpus,
				   const unsigned long *online, unsigned int edge,
				   unsigned int *alone);

/* Somebody online and ready in this leaf has this key, or will have: raise the bounds above it. */
void im_index_raise_bounds(struct im_index *index, unsigned int leaf, unsigned int key);

/* The same for some CPUs of a leaf, online and ready, whatever their keys are. */
void im_index_raise_bounds_to(struct im_index *index, unsigned int leaf, unsigned long cpus);

/* The key of a CPU that was picked has become this, one less than before. */
void im_index_lower_bounds(struct im_index *index, unsigned int leaf, unsigned int alone,
			   unsigned int key);

/* For the invariant check: what the index believes, and whether its bounds hold. */
unsigned int im_index_key(const struct im_index *index, unsigned int cpu);
unsigned int im_index_bad_bounds(const struct im_index *index, const unsigned long *online);

/* The planes of block b of a level, least significant first. */
static im_always_inline unsigned long *im_index_block_rw(struct im_index *index, unsigned int level,
							 unsigned int b)
{
	char *base = (char *)index + index->level[level].planes_at;

	/* A leaf has one word more than a block above: its ready CPUs. */
	return (unsigned long *)(void *)base +
	       (size_t)b * (index->planes + (level == 0));
}

static im_always_inline const unsigned long *im_index_block(const struct im_index *index,
							    unsigned int level, unsigned int b)
{
	const char *base = (const char *)index + index->level[level].planes_at;

	return (const unsigned long *)(const void *)base +
	       (size_t)b * (index->planes + (level == 0));
}

/* The CPUs of a leaf that are ready. */
static inline unsigned long *im_index_ready_rw(struct im_index *index, unsigned int leaf)
{
	return im_index_block_rw(index, 0, leaf) + index->planes;
}

static inline unsigned long im_index_ready(const struct im_index *index, unsigned int leaf)
{
	return im_index_block(index, 0, leaf)[index->planes];
}

static im_always_inline unsigned int *im_index_bounds_rw(struct im_index *index, unsigned int level)
{
	return (unsigned int *)(void *)((char *)index + index->level[level].bounds_at);
}

static inline const unsigned int *im_index_bounds(const struct im_index *index,
						  unsigned int level)
{
	return (const unsigned int *)(const void *)((const char *)index +
						    index->level[level].bounds_at);
}

/* Flips those planes of some entries that two keys differ in: two, on average, for +-1. */
static im_always_inline void im_index_rekey(unsigned long *planes, unsigned long entries,
					    unsigned int old_key, unsigned int new_key)
{
	unsigned int diff;

	for (diff = old_key ^ new_key; diff; diff &= diff - 1)
		planes[im_bits_lowest_of(diff)] ^= entries;
}

/* Adds one to the keys of some CPUs of a leaf: a carry that most planes never see. */
static im_always_inline void im_index_add_one(struct im_index *index, unsigned int leaf,
					      unsigned long cpus)
{
	unsigned long *planes = im_index_block_rw(index, 0, leaf), carry = cpus, old;
	unsigned int p;

	for (p = 0; carry && p < index->planes; p++) {
		old = planes[p];
		planes[p] = old ^ carry;
		carry &= old;
	}
}

/* Takes one from them; none may be 0. */
static im_always_inline void im_index_subtract_one(struct im_index *index, unsigned int leaf,
						   unsigned long cpus)
{
	unsigned long *planes = im_index_block_rw(index, 0, leaf), borrow = cpus, old;
	unsigned int p;

	for (p = 0; borrow && p < index->planes; p++) {
		old = planes[p];
		planes[p] = old ^ borrow;
		borrow &= ~old;
	}
}

/* Some CPUs of a leaf are ready from now on; key is the largest of an online one. */
static im_always_inline void im_index_set_ready(struct im_index *index, unsigned int leaf,
						unsigned long cpus, unsigned int key)
{
	*im_index_ready_rw(index, leaf) |= cpus;
	if (index->top && key > im_index_bounds_rw(index, 1)[leaf])
		im_index_raise_bounds(index, leaf, key);
}

/* ---- Reading and changing blocks: for index.c, which keeps them, and index_pick.c ---- */

/* Whether the copies that are made for eight planes, as x86 needs, may serve. */
static im_always_inline bool im_index_has_eight_planes(const struct im_index *index)
{
	return !IM_SMALL && im_likely(index->planes == 8);
}

/*
 * The largest key among the candidates of a block; *best becomes those that have it. From the top
 * plane down, candidates with the bit drop those without; when none has it, all stay.
 */
static im_always_inline unsigned int im_index_max_key(const unsigned long *planes,
						      unsigned int nr_planes, unsigned long *best)
{
	unsigned int key = 0, p;

#pragma GCC unroll IM_UNROLLED
	for (p = nr_planes; p-- > 0;) {
		unsigned long with = *best & planes[p];

		key = 2 * key + 1 - (with == 0); /* two instructions and a carry */
		*best = with ? with : *best;
	}
	return key;
}

/* The limit is the only bound of level top + 1. */
static im_always_inline void im_index_set_bound(struct im_index *index, unsigned int level,
						unsigned int entry, unsigned int bound)
{
	unsigned int *bounds = im_index_bounds_rw(index, level);

	im_index_rekey(im_index_block_rw(index, level, entry / IM_BITS),
		       level <= index->top ? im_bit(entry) : ~0UL, bounds[entry], bound);
	bounds[entry] = bound;
}

/* The CPUs of a leaf that may be picked. */
static im_always_inline unsigned long im_index_findable(const struct im_index *index,
							const unsigned long *online,
							unsigned int leaf)
{
	return online[leaf] & im_index_ready(index, leaf);
}

/* The largest of the bounds of a block, or of the keys of a leaf's CPUs; 0 for none. */
static im_always_inline unsigned int im_index_largest(const struct im_index *index,
						      unsigned int level, unsigned int block,
						      unsigned int nr_planes,
						      const unsigned long *online)
{
	unsigned long any = level ? ~0UL : im_index_findable(index, online, block);

	return any ? im_index_max_key(im_index_block(index, level, block), nr_planes, &any) : 0;
}

#endif
