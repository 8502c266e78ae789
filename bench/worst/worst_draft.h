/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_draft.h - what a pattern says of each CPU, and the program that brings it about.
 *
 * The program does this in order:
 *
 *	1. Taken regular slots, one CPU online at a time; then managed vectors are reserved.
 *	2. The CPUs that live go online, and used managed slots go into use. Now the bounds of what
 *	   is available are exact and those of what is spare are as if nothing was in use.
 *	3. Searches, first round: pairs of alloc and free, or of alloc_managed and free, over all
 *	   CPUs or over the mask. Each lowers a few bounds.
 *	4. Late regular slots are taken and late_used managed ones put into use: the bounds above
 *	   these CPUs are stale now. The CPUs that are to be gone go offline.
 *	5. Searches, second round.
 *	6. The call that is judged.
 */
#ifndef WORST_DRAFT_H
#define WORST_DRAFT_H

#include "worst_program.h"

enum worst_life {
	LIFE_OFFLINE, /* always */
	LIFE_ONLINE,
	LIFE_GONE, /* online until step 4 */
};

struct worst_cpu {
	unsigned int taken;
	unsigned int late;
	unsigned int managed;
	unsigned int used;
	unsigned int late_used;
	enum worst_life life;
	bool scattered; /* regular slots on every second vector */
};

/* The searches of steps 3 and 5, by round. */
enum worst_search {
	SEARCH_AVAILABLE_ALL,
	SEARCH_AVAILABLE_MASK,
	SEARCH_SPARE_ALL,
	SEARCH_SPARE_MASK,
	NR_SEARCHES,
};

/**
 * struct worst_draft - A draft
 * @call: what is judged
 * @nr_cpus: CPUs of the machine
 * @cpus: what they go through
 * @mask: argument of the calls that take one
 * @target: the CPU for those that take one
 * @block: vectors of a block
 * @searches: rounds of searches
 */
struct worst_draft {
	unsigned int call;
	unsigned int nr_cpus;
	struct worst_cpu *cpus;
	struct op_mask mask;
	unsigned int target;
	unsigned int block;
	unsigned int searches[2][NR_SEARCHES];
};

/* Makes numbers that contradict each other fit, and writes the program. */
struct op_program worst_draft_program(struct worst_draft *d);

#endif
