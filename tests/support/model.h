/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * model.h - the matrix as a table of plain structs: slow, and obviously right.
 *
 * Each call does what the header irqmatrix/matrix.h says, in the plainest way: the choice of a CPU
 * is a loop over all CPUs, the choice of a vector a loop over all vectors, and the counters of a
 * CPU are counted anew after each change. A failing call finds out before it changes anything.
 * Pointers are not checked for NULL: an op program cannot pass one.
 */
#ifndef TESTS_MODEL_H
#define TESTS_MODEL_H

#include <stdio.h>

#include <irqmatrix/irqmatrix.h>

#include "trace_log.h"

/*
 * @allocated: in use
 * @block: 0 when not managed; else the id of the block it was reserved in, of one vector or
 *	more. Each reservation on each CPU has an id of its own.
 */
struct model_vector {
	bool allocated;
	unsigned int block;
};

struct model_cpu {
	struct irqm_matrix_cpu_stats stats;
	struct model_vector *vectors;
};

/*
 * @log: gets the trace events a matrix must emit, with the state at each when log->with_state
 */
struct model {
	struct irqm_matrix_config config;
	struct model_cpu *cpus;
	struct model_vector *vectors;
	bool *system;
	unsigned int reserved;
	unsigned int last_block;
	struct trace_log *log;
};

/* The shape must be a valid one; @log may be NULL. */
struct model *model_create(const struct irqm_matrix_config *config, struct trace_log *log);
void model_destroy(struct model *m);

int model_online(struct model *m, unsigned int cpu);
int model_offline(struct model *m, unsigned int cpu);
int model_assign_system(struct model *m, unsigned int vector);
int model_replace_system(struct model *m, struct irqm_slot slot);
int model_assign(struct model *m, struct irqm_slot slot);

int model_reserve(struct model *m);
int model_unreserve(struct model *m);
int model_alloc(struct model *m, const unsigned long *cpus, struct irqm_slot *slot);
int model_alloc_reserved(struct model *m, const unsigned long *cpus, struct irqm_slot *slot);
int model_alloc_block(struct model *m, const unsigned long *cpus, unsigned int count,
		      unsigned int align, struct irqm_slot *slot);
int model_free(struct model *m, struct irqm_slot slot);
int model_free_block(struct model *m, struct irqm_slot slot, unsigned int count);

int model_reserve_managed(struct model *m, const unsigned long *cpus);
int model_unreserve_managed(struct model *m, const unsigned long *cpus);
int model_alloc_managed(struct model *m, const unsigned long *cpus, struct irqm_slot *slot);
int model_unmanage(struct model *m, struct irqm_slot slot);
int model_reserve_managed_block(struct model *m, const unsigned long *cpus, unsigned int count);
int model_unreserve_managed_block(struct model *m, const unsigned long *cpus, unsigned int count);
int model_alloc_managed_block(struct model *m, const unsigned long *cpus, unsigned int count,
			      struct irqm_slot *slot);

void model_get_stats(const struct model *m, struct irqm_matrix_stats *stats);
int model_get_cpu_stats(const struct model *m, unsigned int cpu,
			struct irqm_matrix_cpu_stats *stats);
int model_slot_state(const struct model *m, struct irqm_slot slot, enum irqm_slot_state *state);
int model_can_offline(const struct model *m, unsigned int cpu, unsigned int *missing);
int model_can_shrink(const struct model *m, const unsigned long *cpus, unsigned int *missing);
int model_would_fit(const struct model *m, const struct irqm_matrix_demand *demand,
		    struct irqm_matrix_lack *lack);

/* The text that irqm_matrix_dump() must give, in memory the caller frees. */
char *model_dump(const struct model *m, unsigned int indent);

/* Makes the model wrong in one bit, to prove that a comparison notices. */
void model_damage(struct model *m);

#endif
