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

/* How many groups an operation spreads the CPUs online over. */
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
 * @help: what one iteration does
 * @load: what the matrix holds
 * @loop: the timed loop
 * @masks: the masks that the loop goes through
 * @groups: GROUPS_NONE unless the operation is spreading, which has no loop and no masks
 * @policy: the library's policy of spreading
 * @form: the form of the library's result
 * @run: does one repetition, as in struct gbench_case
 * @manual_time: whether @run takes the time itself
 * @iterations: iterations of a repetition; 0: as many as fill the wanted time
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

/* The argument of run: an operation, and the implementation on a machine that runs it. */
struct bench_task {
	const struct bench_operation *operation;
	struct bench *b;
};

/* All operations in the order of the output; the last has the name NULL. */
extern const struct bench_operation bench_operations[];

/* The name of a kind of memory in results and filters. */
struct bench_memory {
	const char *name;
	const char *help;
};

extern const struct bench_memory bench_memories[NR_SIZES];

/* Names for people. */
extern const char *const bench_group_names[NR_GROUPS];
extern const char *const bench_policy_names[BENCH_POLICIES];
extern const char *const bench_form_names[NR_FORMS];

/* Whether the implementation has the operation. */
bool bench_is_offered(const struct bench_operation *operation, const struct bench_impl *impl);

/* Whether the operation is spreading by another policy, or to another form, than Linux 6.12's. */
bool bench_is_variant(const struct bench_operation *operation);

/* Makes b ready for an operation: load, masks, slots. *current is the load of b; it is updated. */
void bench_prepare(struct bench *b, const struct bench_operation *operation,
		   enum bench_load *current);

/* Makes b ready for spreading, if it is not yet; ends the program if it cannot. */
void bench_prepare_spread(struct bench *b);

/* Frees what bench_prepare() and bench_prepare_spread() have made. */
void bench_finish(struct bench *b);

#endif
