/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * load_planes.h - reading and changing the blocks of the index: what load.c, which keeps it, and
 * load_pick.c, which searches it, share.
 */
#ifndef IRQMATRIX_LOAD_PLANES_H
#define IRQMATRIX_LOAD_PLANES_H

#include "load.h"

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
