/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore_table_world.h - shared by the files of the table's worlds.
 */
#ifndef TESTS_EXPLORE_TABLE_WORLD_H
#define TESTS_EXPLORE_TABLE_WORLD_H

#include "explore_table.h"

/* Callbacks of one call that can be made to fail. */
#define TABLE_MAX_CALLBACKS 16U
#define TABLE_MAX_PLANS (1U + TABLE_MAX_CALLBACKS * (TABLE_MAX_CALLBACKS + 1) / 2)

/* The callbacks that fail, counted from 1; 0 for none. */
struct table_plan {
	unsigned int first;
	unsigned int second;
};

/*
 * A state, word by word.
 * @facts: what does not change by an error, even if interrupts go back to other slots
 * @held: the slots of interrupts, and whether their queues are stopped; a queue stays stopped
 *	after a change that was aborted, if its interrupt is not up
 * @vectors: the state of each vector
 * @order: the order of the lists
 */
struct table_view {
	uint32_t facts[32];
	uint32_t held[3 * HIDDEN_MAX_IRQS];
	uint32_t vectors[TABLE_WORLD_CPUS];
	uint32_t order[HIDDEN_MAX_WORDS];
	size_t nr_facts;
	size_t nr_held;
	size_t nr_vectors;
	size_t nr_order;
	struct irqm_irq_info info[HIDDEN_MAX_IRQS];
	unsigned long cpus[HIDDEN_MAX_IRQS];
};

/*
 * @last, @last_known: the state that @before is a view of
 * @made: how many callbacks the last call made when none failed
 * @made_after: how many it made when the first failure of its plan was the only one
 */
struct table_world {
	const struct table_shape *shape;
	struct table_steps steps;
	struct table_plan plans[TABLE_MAX_PLANS];
	unsigned int nr_plans;
	struct table_machine x;
	struct table_model model;
	size_t table_bytes;
	size_t matrix_bytes;
	uint64_t *last;
	bool last_known;
	struct table_view before;
	struct table_view after;
	unsigned int made;
	unsigned int made_after;
	unsigned int most_callbacks;
};

void table_view_take(struct table_world *w, struct table_view *view);
bool table_view_same(const struct table_view *a, const struct table_view *b);

/*
 * The rules. Each looks at the state after a call, in w->after, and writes to w->x.what if it is
 * broken: what an error must not change, without and with callbacks that failed; that hardware and
 * queues are as the table says; that the report counts what has happened.
 */
bool table_keeps_refused(struct table_world *w, const struct table_step *step, int code);
bool table_keeps_faults(struct table_world *w, const struct table_step *step,
			const struct table_plan *plan, int code);
bool table_keeps_devices(struct table_world *w);
bool table_keeps_report(struct table_world *w, const struct table_step *step,
			const struct irqm_table_report *report);

#endif
