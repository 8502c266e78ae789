/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_calls.h - the calls whose worst case is looked for, and who answers them: the core as the
 * tree builds it, the copy of it that counts its steps, and Linux.
 */
#ifndef WORST_CALLS_H
#define WORST_CALLS_H

#include "support/op_program.h"

/* The matrices: as in irqmatrix-bench, so that the figures can be put side by side. */
#define WORST_VECTORS 256U
#define WORST_FIRST 32U
#define WORST_END 234U
#define WORST_SYSTEM 128U
#define WORST_USABLE (WORST_END - WORST_FIRST - 1U)

/* The most vectors of a block in an op that is judged. */
#define WORST_BLOCK_MAX 32U

/* A call is named by its op code; free is judged twice, of regular slots and of managed ones. */
#define WORST_FREE_MANAGED ((unsigned int)NR_OP_CODES)
#define WORST_NR_CALLS (WORST_FREE_MANAGED + 1)

/* How a call is made: by op_perform() of one copy of the core, or on Linux's matrix. */
typedef void worst_perform_fn(struct irqm_matrix *m, const struct op_call *call,
			      struct op_result *result);

/* The op_perform() of the copy that counts. Each copy may be given a matrix of the other. */
worst_perform_fn counted_op_perform;

/* Steps that the counting copy has taken since the program began. */
extern unsigned long worst_steps;

/**
 * struct worst_bound - What a call may cost at most, in steps
 * @per_word: for each word of a mask of all CPUs
 * @per_cpu: for each CPU
 * @flat: once
 */
struct worst_bound {
	unsigned int per_word;
	unsigned int per_cpu;
	unsigned int flat;
};

/**
 * struct worst_call - What there is to know about a call
 * @name: as in irqm_matrix_NAME; NULL: an op that is no call
 * @code: its op
 * @bound: what it may cost
 * @count: vectors that it is asked for at most; 0: it takes no count
 * @blocks: needs a matrix with managed blocks
 */
struct worst_call {
	const char *name;
	enum op_code code;
	struct worst_bound bound;
	unsigned int count;
	bool blocks;
};

extern const struct worst_call worst_calls[WORST_NR_CALLS];

unsigned long worst_bound_of(unsigned int call, unsigned int nr_cpus);

/* The call of this name, or WORST_NR_CALLS. */
unsigned int worst_call_named(const char *name);

/* The machine that a call is judged on. */
struct op_shape worst_shape(unsigned int call, unsigned int nr_cpus);

#endif
