/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore_table.h - worlds of a table: which interrupts, CPUs and calls there are.
 */
#ifndef TESTS_EXPLORE_TABLE_H
#define TESTS_EXPLORE_TABLE_H

#include "explore.h"
#include "explore_lists.h"
#include "support/table_model.h"

#define TABLE_WORLD_CPUS 3U

/* The kind of an interrupt of the world. */
struct table_kind {
	enum irqm_irq_mode mode;
	enum irqm_irq_user_change user_change;
};

/*
 * @max_depth: how deep interrupts are disabled; 0: never
 * @suspends, @nears, @policies, @isolates, @sets: whether there are calls to suspend, with masks
 *	near the device, for another policy, for other eligible CPUs, for a set of two interrupts
 * @policy: the first policy
 * @faults: how many callbacks of one call fail, in each choice of them; 0, 1 or 2
 * @twins: whether a state is gone through a second time with other bytes
 */
struct table_shape {
	unsigned int nr_cpus;
	unsigned int nr_vectors;
	unsigned int nr_irqs;
	struct table_kind kinds[HIDDEN_MAX_IRQS];
	unsigned int max_depth;
	bool suspends;
	bool nears;
	bool policies;
	bool isolates;
	bool sets;
	enum irqm_table_policy policy;
	unsigned int faults;
	bool twins;
};

enum table_code {
	TABLE_REQUEST,
	TABLE_RELEASE,
	TABLE_ACTIVATE,
	TABLE_DEACTIVATE,
	TABLE_DISABLE,
	TABLE_ENABLE,
	TABLE_SUSPEND,
	TABLE_RESUME,
	TABLE_MOVE_DONE,
	TABLE_MOVE_DONE_ELSEWHERE,
	TABLE_SET_AFFINITY,
	TABLE_SET_AFFINITIES,
	TABLE_ONLINE,
	TABLE_OFFLINE,
	TABLE_RETURN_HOME,
	TABLE_SET_ELIGIBLE,
	TABLE_SET_POLICY,
	NR_TABLE_CODES,
};

/* A call and its arguments; @irq2, @mask2: the second change of a set; or @mask2: the near CPUs. */
struct table_step {
	enum table_code code;
	unsigned int irq;
	unsigned int irq2;
	unsigned int cpu;
	unsigned long mask;
	unsigned long mask2;
	enum irqm_irq_asker asker;
	enum irqm_table_strictness strictness;
	enum irqm_table_policy policy;
};

struct table_steps {
	struct table_step *steps;
	size_t nr;
	size_t room;
};

/* Makes each call with each argument of a shape. */
void table_steps_make(struct table_steps *all, const struct table_shape *shape);
void table_step_print(FILE *out, const struct table_step *step);

/* Whether a step has callbacks that can fail. */
bool table_step_can_fail(const struct table_step *step);

/* Makes the call on the table; calls that have a report fill in @report. */
int table_step_make(struct table_machine *x, const struct table_shape *shape,
		    const struct table_step *step, struct irqm_table_report *report);

/* Makes the call on the model, after the table gave @code; false if the model gives another. */
bool table_step_model(struct table_model *m, const struct table_shape *shape,
		      const struct table_step *step, int code, struct table_machine *x);

/* Goes through the world of a shape. */
void explore_table(FILE *out, const struct table_shape *shape, unsigned int max_depth,
		   struct explore_report *report);

#endif
