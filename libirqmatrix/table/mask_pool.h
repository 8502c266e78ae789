/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * mask_pool.h - CPU masks, each kept once, with a count of the references to it.
 *
 * The queues of equal devices have equal masks, and most other interrupts have the mask of all
 * CPUs. Keeping each mask once bounds the memory by the number of different ones, makes "is it the
 * same?" a comparison of numbers, and lets a mask that callbacks look at stay where it is while its
 * interrupt gets another.
 *
 * Empty places and chains of a hash table are linked by number. Nothing here is locked.
 */
#ifndef IRQMATRIX_MASK_POOL_H
#define IRQMATRIX_MASK_POOL_H

#include "base/bits.h"

#define IM_MASK_NONE IRQM_NONE

/* @refs: 0 for an empty place; @next: of the chain, or of the empty places */
struct im_mask_place {
	unsigned int refs;
	unsigned int next;
};

struct im_mask_pool {
	unsigned int nr_masks;
	unsigned int nr_cpus;
	unsigned int used;
	unsigned int empty;  /* first empty place, or IM_MASK_NONE */
	unsigned int chains; /* a power of two */
	struct im_mask_place *places;
	unsigned int *first; /* of each chain */
	unsigned long *words;
};

/* Bytes that the three arrays take together, a multiple of sizeof(unsigned long). */
uint64_t im_mask_pool_bytes(unsigned int nr_masks, unsigned int nr_cpus);

/* Makes an empty pool; memory is for the arrays, aligned as unsigned long. */
void im_mask_pool_init(struct im_mask_pool *pool, void *memory, unsigned int nr_masks,
		       unsigned int nr_cpus);

/* The number of a mask, with one reference more, or IM_MASK_NONE when all places are taken. */
unsigned int im_mask_get(struct im_mask_pool *pool, const unsigned long *mask);

/* One reference less; IM_MASK_NONE has none to lose. */
void im_mask_put(struct im_mask_pool *pool, unsigned int number);

static inline const unsigned long *im_mask_words(const struct im_mask_pool *pool,
						 unsigned int number)
{
	return pool->words + (size_t)number * im_bits_words(pool->nr_cpus);
}

#endif
