/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * index.h - the index that finds the best CPU of a mask fast.
 *
 * Every CPU has a key, the larger the better, and is ready or not. The index answers which CPU of a
 * mask, among those online and ready, has the largest key; of equals the lowest, or the highest.
 *
 * 1 Concepts
 * A leaf is as many CPUs as a word has bits. Their keys are kept as bit planes: word p of the leaf
 * holds bit p of each of its keys. One AND per plane, from the top plane down, narrows the
 * candidates to those with the largest key. That is a fixed, small number of steps per leaf,
 * whatever the mask.
 *
 * Above the leaves stands a tree of blocks of the same form. A block holds a bound for each of its
 * children, as planes, and the limit is the bound of the root. No CPU below a bound that is online
 * and ready has a larger key than the bound, but perhaps none has a key as large. A key that grows
 * raises the bounds above it at once, which usually ends after one comparison. A key that shrinks
 * leaves them alone; a search that finds no CPU with a key equal to a bound lowers the bound.
 * So no change costs more than O(levels), and each lowering is paid for by the change that made it
 * necessary. One lowering needs no search: if no other CPU has a key equal to a bound above the CPU
 * that was picked, the bound shrinks with the key of that CPU.
 *
 * A machine of one leaf has no tree and no limit: each search looks at the whole leaf.
 *
 * 2 The search
 * The limit is kept as planes too. "Equal to the limit" is then one XOR and one OR per plane, none
 * of which waits for the plane before it.
 *
 * In a mask of one CPU there is nothing to search. For all others these steps are tried in turn:
 * a) The first leaf of the mask. If a CPU of the mask there has a key equal to the limit, it is
 *    picked.
 * b) A mask that names CPUs of a few leaves only. The best CPU of these leaves is picked; no bound
 *    is read.
 * c) The best leaf of all, found from the root down. If the mask names one of the best CPUs there,
 *    it is picked.
 * d) A walk over the leaves in order, except those that the mask leaves out and those whose bound
 *    is not above the best key found so far. This is the worst case: some thirty operations per
 *    word of the mask, and as many again for each leaf that improves on all before it.
 * Steps a) and c) pick the right one of equals without further care: their leaf is the first of the
 * mask, or the first of all with the largest key. (Where the highest CPU is to be picked, "first"
 * means the last, and the walk runs backwards.)
 */
#ifndef IRQMATRIX_INDEX_H
#define IRQMATRIX_INDEX_H

#include "base/bits.h"

/* 65,536 CPUs in leaves of 64: 1,024 leaves, 16 blocks, the root. Leaves of 32: one level more. */
#define IM_INDEX_LEVELS 4

struct im_index_level {
	unsigned int planes_at; /* distance of the blocks of this level from struct im_index */
	unsigned int bounds_at; /* distance of the bounds of its entries, as plain numbers */
	unsigned int entries;   /* CPUs on level 0, else blocks of the level below */
};

struct im_index {
	unsigned int planes; /* per block: the bits of a key */
	unsigned int top;    /* the highest level, which is one block */
	unsigned int limit;  /* no CPU that is online and ready has a larger key */
	/* Level top + 1 is the limit, in planes whose bits are all equal. */
	struct im_index_level level[IM_INDEX_LEVELS + 1];
};

/* Bytes of an index for this many CPUs with keys 0 .. max_key. */
size_t im_index_bytes(unsigned int nr_cpus, unsigned int max_key);

/*
 * Makes an index in which all CPUs have the largest key and none is ready. The memory of its levels
 * begins at bytes after the beginning of struct im_index.
 */
void im_index_init(struct im_index *index, unsigned int at, unsigned int nr_cpus,
		   unsigned int max_key);

/* Makes all CPUs ready while none of them is online, so that no bound has to be raised. */
void im_index_set_all_ready(struct im_index *index);

/*
 * The CPU of the mask with the largest key among those online and ready, or IRQM_NONE; of equals
 * the lowest or the highest. edge is the first, or for the highest the last, word of the mask that
 * is not 0. *alone says how many bounds above that CPU, from its leaf's up, are equal to its key
 * and to that of no other CPU: see im_index_lower_bounds().
 */
unsigned int im_index_pick_lowest(struct im_index *index, const unsigned long *cpus,
				  const unsigned long *online, unsigned int edge,
				  unsigned int *alone);
unsigned int im_index_pick_highest(struct im_index *index, const unsigned long *cpus,
				   const unsigned long *online, unsigned int edge,
				   unsigned int *alone);

/* Raises the bounds above a leaf, in which a CPU that is online and ready has this key. */
void im_index_raise_bounds(struct im_index *index, unsigned int leaf, unsigned int key);

/* Raises the bounds above a leaf to the keys of some of its CPUs, all online and ready. */
void im_index_raise_bounds_to(struct im_index *index, unsigned int leaf, unsigned long cpus);

/* After a CPU of this leaf was picked with this *alone, its key has become one less: this key. */
void im_index_lower_bounds(struct im_index *index, unsigned int leaf, unsigned int alone,
			   unsigned int key);

/* For the invariant check: the key that the planes say, and how many bounds are wrong. */
unsigned int im_index_key(const struct im_index *index, unsigned int cpu);
unsigned int im_index_bad_bounds(const struct im_index *index, const unsigned long *online);

/* The planes of block b of a level, least significant first. */
static im_always_inline unsigned long *im_index_block_rw(struct im_index *index, unsigned int level,
							 unsigned int b)
{
	char *base = (char *)index + index->level[level].planes_at;

	/* A leaf has one word more than other blocks: its ready CPUs. */
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

/* Changes the key of some entries of a block; a step of one changes two planes on average. */
static im_always_inline void im_index_rekey(unsigned long *planes, unsigned long entries,
					    unsigned int old_key, unsigned int new_key)
{
	unsigned int diff;

	for (diff = old_key ^ new_key; diff; diff &= diff - 1)
		planes[im_bits_lowest_of(diff)] ^= entries;
}

/* Adds one to the keys of some CPUs of a leaf. The carry rarely goes past the low planes. */
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

/* Subtracts one from the keys of some CPUs of a leaf; none of the keys may be 0. */
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

/* Makes some CPUs of a leaf ready; key is the largest of those online, 0 if none is. */
static im_always_inline void im_index_set_ready(struct im_index *index, unsigned int leaf,
						unsigned long cpus, unsigned int key)
{
	*im_index_ready_rw(index, leaf) |= cpus;
	if (index->top && key > im_index_bounds_rw(index, 1)[leaf])
		im_index_raise_bounds(index, leaf, key);
}

/* ---- Reading and changing blocks, for index.c and index_pick.c ---- */

/* Whether a copy of a function may be used that is compiled for eight planes, as x86 needs. */
static im_always_inline bool im_index_has_eight_planes(const struct im_index *index)
{
	return !IM_SMALL && im_likely(index->planes == 8);
}

/*
 * The largest key among the candidates of a block. *best is the candidates, and becomes those that
 * have that key. From the top plane down, if some candidates have the bit, only they stay; if none
 * has it, all stay.
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

/* Sets a bound, as planes and as a number. The limit is the only bound of level top + 1. */
static im_always_inline void im_index_set_bound(struct im_index *index, unsigned int level,
						unsigned int entry, unsigned int bound)
{
	unsigned int *bounds = im_index_bounds_rw(index, level);

	im_index_rekey(im_index_block_rw(index, level, entry / IM_BITS),
		       level <= index->top ? im_bit(entry) : ~0UL, bounds[entry], bound);
	bounds[entry] = bound;
}

/* The CPUs of a leaf that are online and ready: all others are never picked. */
static im_always_inline unsigned long im_index_findable(const struct im_index *index,
							const unsigned long *online,
							unsigned int leaf)
{
	return online[leaf] & im_index_ready(index, leaf);
}

/* The largest bound in a block, or the largest key of a leaf's findable CPUs; 0 if it has none. */
static im_always_inline unsigned int im_index_largest(const struct im_index *index,
						      unsigned int level, unsigned int block,
						      unsigned int nr_planes,
						      const unsigned long *online)
{
	unsigned long any = level ? ~0UL : im_index_findable(index, online, block);

	return any ? im_index_max_key(im_index_block(index, level, block), nr_planes, &any) : 0;
}

#endif
