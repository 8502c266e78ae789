/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_model.h - the interrupt table as an array of plain structs: slow, and obviously right.
 *
 * It knows no vectors, only on which CPU an interrupt has one, and counts anew whenever it wants
 * to know what is free. It is for one caller at a time and callbacks that do not fail; how an
 * interrupt becomes FAILED it does not know, but what is true of one that is. Where the choice of a
 * CPU depends on the order in which many interrupts move, it does not choose: it says what must
 * hold, and takes over what the table chose.
 */
#ifndef TESTS_TABLE_MODEL_H
#define TESTS_TABLE_MODEL_H

#include <irqmatrix/irqmatrix.h>

#include "table_machine.h"

#define TABLE_MODEL_IRQS 24U

/*
 * @cpu, @old: of its slot and its old slot, or IRQM_NONE
 * @also_aside: CPUs besides @mask where a vector is reserved, for one that is FAILED
 */
struct model_irq {
	enum irqm_irq_state state;
	enum irqm_irq_mode mode;
	enum irqm_irq_user_change user_change;
	uint64_t mask;
	uint64_t near_mask; /* 0: none */
	unsigned int depth;
	bool suspended;
	bool stopped;
	unsigned int cpu;
	unsigned int old;
	uint64_t also_aside;
};

/* At most 64 CPUs, and TABLE_MODEL_IRQS interrupts. */
struct table_model {
	unsigned int nr_irqs;
	unsigned int nr_cpus;
	unsigned int nr_vectors;
	uint64_t online;
	uint64_t eligible;
	enum irqm_table_policy policy;
	struct model_irq irqs[TABLE_MODEL_IRQS];
};

void table_model_start(struct table_model *m, unsigned int nr_cpus, unsigned int nr_vectors,
		       uint64_t online);

int table_model_request(struct table_model *m, unsigned int irq, enum irqm_irq_mode mode,
			uint64_t mask, uint64_t near_mask, enum irqm_irq_user_change user_change);
int table_model_release(struct table_model *m, unsigned int irq);
int table_model_activate(struct table_model *m, unsigned int irq);
int table_model_deactivate(struct table_model *m, unsigned int irq);
int table_model_disable(struct table_model *m, unsigned int irq);
int table_model_enable(struct table_model *m, unsigned int irq);
int table_model_suspend(struct table_model *m, unsigned int irq);
int table_model_resume(struct table_model *m, unsigned int irq);
int table_model_move_done(struct table_model *m, unsigned int irq, unsigned int cpu);
int table_model_set_affinity(struct table_model *m, unsigned int irq, uint64_t mask,
			     enum irqm_irq_asker asker);
int table_model_set_affinities(struct table_model *m, const unsigned int *irqs,
			       const uint64_t *masks, unsigned int count,
			       enum irqm_irq_asker asker);
int table_model_cpu_online(struct table_model *m, unsigned int cpu);
int table_model_return_home(struct table_model *m);

/* These two take over from the table, which has made the call with this code, what it chose. */
bool table_model_cpu_offline(struct table_model *m, unsigned int cpu, int code,
			     struct table_machine *x);
bool table_model_set_eligible(struct table_model *m, uint64_t eligible,
			      enum irqm_table_strictness strictness, int code,
			      struct table_machine *x);

/* Whether the table, its matrix, its hardware and its queues are as the model; else says why. */
bool table_model_agrees(const struct table_model *m, struct table_machine *x);

/* Vectors of a CPU that are neither allocated nor managed. */
unsigned int table_model_available(const struct table_model *m, unsigned int cpu);

#endif
