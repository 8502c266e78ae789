/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * faulty_ops.h - memory callbacks that watch, and fail when told to.
 *
 * Each piece has canaries before and after it, and is filled with garbage when given out and when
 * taken back. Whatever is not as the contract of struct irqm_mem_ops says is counted in @faults:
 * a pointer that was not given out, another size than it was given with, a canary written over, an
 * alignment that is no power of two or above 4096.
 */
#ifndef TESTS_FAULTY_OPS_H
#define TESTS_FAULTY_OPS_H

#include <irqmatrix/irqmatrix.h>

struct faulty_piece;

/*
 * @fail_at: the call of alloc that fails, counted from 1; 0: none
 * @misalign_at: the call of alloc that gives memory aligned to half of what was asked for
 * @allocs: calls of alloc so far
 * @frees: calls of free so far
 * @live: pieces given out and not taken back
 * @faults: broken rules so far
 * @bytes, @align, @node: of the last call of alloc
 */
struct faulty_mem {
	unsigned int fail_at;
	unsigned int misalign_at;
	unsigned int allocs;
	unsigned int frees;
	unsigned int live;
	unsigned int faults;
	size_t bytes;
	size_t align;
	unsigned int node;
	struct faulty_piece *pieces;
};

/* The context is a struct faulty_mem, zeroed to begin with. */
extern const struct irqm_mem_ops faulty_mem_ops;

/* Looks at the canaries of all live pieces, adds to @faults what is wrong; returns @faults. */
unsigned int faulty_mem_check(struct faulty_mem *mem);

#endif
