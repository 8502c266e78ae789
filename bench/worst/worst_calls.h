/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_calls.h - the calls whose worst case is looked for, and who answers them: the core as the
 * tree builds it, the copy of it that counts its steps, and Linux.
 */
#ifndef WORST_CALLS_H
#define WORST_CALLS_H

#include <stdbool.h>
#include <stddef.h>

#include <irqmatrix/irqmatrix.h>

/* The matrices: as in irqmatrix-bench, so that the figures can be put side by side. */
#define WORST_VECTORS 256U
#define WORST_FIRST 32U
#define WORST_END 234U
#define WORST_SYSTEM 128U
#define WORST_USABLE (WORST_END - WORST_FIRST - 1U)

enum worst_call {
	CALL_NOTHING, /* does nothing; what a measurement itself costs */
	CALL_ALLOC,
	CALL_ALLOC_RESERVED,
	CALL_ALLOC_BLOCK,
	CALL_FREE,
	CALL_FREE_BLOCK,
	CALL_RESERVE_MANAGED,
	CALL_UNRESERVE_MANAGED,
	CALL_ALLOC_MANAGED,
	CALL_FREE_MANAGED,
	CALL_RESERVE_MANAGED_BLOCK,
	CALL_UNRESERVE_MANAGED_BLOCK,
	CALL_ALLOC_MANAGED_BLOCK,
	CALL_ASSIGN,
	CALL_ONLINE,
	CALL_OFFLINE,
	CALL_ASSIGN_SYSTEM,
	CALL_REPLACE_SYSTEM,
	CALL_CAN_OFFLINE,
	CALL_CAN_SHRINK,
	CALL_WOULD_FIT,
	NR_CALLS,
};

/* What a call needs; slot goes in or comes out. */
struct worst_args {
	const unsigned long *mask;
	struct irqm_slot slot;
	unsigned int count; /* of a block */
};

/* One call; returns what the implementation returned. */
typedef int worst_call_fn(void *matrix, struct worst_args *args);

/**
 * struct worst_core - One copy of the core
 * @size: its irqm_matrix_size()
 * @init: its irqm_matrix_init()
 * @slot_state: its irqm_matrix_slot_state()
 * @reserve: its irqm_matrix_reserve()
 * @check: its irqm_matrix_check()
 * @call: the calls
 */
struct worst_core {
	int (*size)(const struct irqm_matrix_config *config, size_t *bytes);
	int (*init)(const struct irqm_matrix_config *config, void *memory, size_t bytes,
		    struct irqm_matrix **m);
	int (*slot_state)(const struct irqm_matrix *m, struct irqm_slot slot,
			  enum irqm_slot_state *state);
	int (*reserve)(struct irqm_matrix *m);
	unsigned int (*check)(const struct irqm_matrix *m, struct irqm_matrix_fault *first);
	worst_call_fn *call[NR_CALLS];
};

/* The library of this build, and the copy that counts. Each may be given a matrix of the other. */
extern const struct worst_core worst_plain;
extern const struct worst_core worst_counted;

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
 * struct worst_call_info - What there is to know about a call
 * @name: as in irqm_matrix_NAME
 * @bound: what it may cost
 * @blocks: needs a matrix with managed blocks
 */
struct worst_call_info {
	const char *name;
	struct worst_bound bound;
	bool blocks;
};

extern const struct worst_call_info worst_calls[NR_CALLS];

unsigned long worst_bound_of(enum worst_call call, unsigned int nr_cpus);

#endif
