/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_operations.h - the operations that are measured.
 */
#ifndef BENCH_OPERATIONS_H
#define BENCH_OPERATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "bench_impl.h"

struct bench_task;

/* Into how many groups an operation puts the CPUs online. */
enum bench_groups {
	GROUPS_NONE,
	GROUPS_ONE,
	GROUPS_NODES,
	GROUPS_QUARTER,
	GROUPS_HALF,
	GROUPS_EACH,
	NR_GROUPS,
};

/**
 * struct bench_operation - An operation
 * @name: name in options and results
 * @help: what one iteration is
 * @load: what the matrix holds
 * @loop: what is timed
 * @masks: the masks it goes through
 * @groups: GROUPS_NONE unless it is spreading, which knows no loop and no masks
 * @policy: how ours spreads
 * @form: what ours makes of it
 * @run: one repetition, as struct gbench_case has it
 * @manual_time: whether @run takes the time itself
 * @iterations: how many are a repetition; 0: as many as the wanted time needs
 */
struct bench_operation {
	const char *name;
	const char *help;
	enum bench_load load;
	enum bench_loop loop;
	enum bench_masks masks;
	enum bench_groups groups;
	enum irqm_spread_policy policy;
	enum bench_form form;
	double (*run)(void *task, uint64_t iterations);
	bool manual_time;
	uint64_t iterations;
};

/* An operation to be run by an implementation on a machine: the argument of run. */
struct bench_task {
	const struct bench_operation *operation;
	struct bench *b;
};

/* In the order of the table; ends with a name of NULL. */
extern const struct bench_operation bench_operations[];

/* What memory is called in results and filters. */
struct bench_memory {
	const char *name;
	const char *help;
};

extern const struct bench_memory bench_memories[NR_SIZES];

/* Names for people. */
extern const char *const bench_group_names[NR_GROUPS];
extern const char *const bench_policy_names[BENCH_POLICIES];
extern const char *const bench_form_names[NR_FORMS];

/* Whether the implementation has it. */
bool bench_is_offered(const struct bench_operation *operation, const struct bench_impl *impl);

/* Whether it is spreading with another policy, or into another form, than Linux 6.12 has. */
bool bench_is_variant(const struct bench_operation *operation);

/* Makes b ready for it: load, masks, slots. current is the load b has, and is kept up to date. */
void bench_prepare(struct bench *b, const struct bench_operation *operation,
		   enum bench_load *current);

/* Makes b ready for spreading, if it was not; ends the program when it cannot. */
void bench_prepare_spread(struct bench *b);

/* Ends what was prepared. */
void bench_finish(struct bench *b);

#endif
