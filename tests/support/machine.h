/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * machine.h - a matrix to test, with everything around it watched.
 */
#ifndef TESTS_MACHINE_H
#define TESTS_MACHINE_H

#include <irqmatrix/irqmatrix.h>

#include "faulty_ops.h"
#include "trace_log.h"

/*
 * @m: the matrix, made by irqm_matrix_create() with memory from @mem and trace into @log
 * @all: the mask of all CPUs
 */
struct machine {
	struct irqm_matrix *m;
	struct irqm_matrix_config config;
	struct faulty_mem mem;
	struct trace_log log;
	unsigned long *all;
};

/* A machine with the window [first, end) of nr_vectors, and CPUs 0 .. online - 1 online. */
void machine_start(struct machine *x, unsigned int nr_cpus, unsigned int online,
		   unsigned int nr_vectors, unsigned int first, unsigned int end);

/* The same with managed blocks, and a window of all vectors. */
void machine_start_blocks(struct machine *x, unsigned int nr_cpus, unsigned int online,
			  unsigned int nr_vectors);

/* Ends the matrix. False when memory leaked or was written out of bounds. */
bool machine_end(struct machine *x);

/* The same in words: NULL when all is well. */
const char *machine_end_clean(struct machine *x);

/* What is wrong, an invariant or memory written out of bounds, in words; NULL: nothing. */
const char *machine_flaw(struct machine *x);

/*
 * All that can be asked of a matrix as one text, which the caller frees; and that with how many
 * events were traced.
 */
char *matrix_snapshot(const struct irqm_matrix *m);
char *machine_snapshot(struct machine *x);

/* Counters by name, for short tests. */
struct irqm_matrix_stats machine_stats(const struct machine *x);
struct irqm_matrix_cpu_stats machine_cpu(const struct machine *x, unsigned int cpu);
enum irqm_slot_state machine_state(const struct machine *x, unsigned int cpu, unsigned int vector);

/* The mask of one CPU, or of a range [first, end); valid until the next call but 7. */
const unsigned long *one_cpu(unsigned int cpu);
const unsigned long *cpu_range(unsigned int first, unsigned int end);

#endif
