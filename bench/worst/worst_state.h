/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_state.h - what a matrix went through before the call that is judged, and its arguments.
 *
 * The index remembers more than the loads: bounds that nobody backs any more, because they were
 * true once. So a state is not what the CPUs hold but how they came to it, always in this order:
 *
 *	1. While all CPUs are offline: taken regular slots, managed vectors set aside.
 *	2. The CPUs that live go online, and used managed slots go into use. Now the bounds of room
 *	   are exact and those of spare are as if nothing was in use.
 *	3. Searches, first round: so many pairs of alloc and free, or of alloc_managed and
 *	   free_managed, over all CPUs or over the mask. Each lowers a few bounds.
 *	4. late regular slots are taken and late_used managed ones put into use: the bounds above
 *	   these CPUs are stale now. The CPUs that are to be gone go offline.
 *	5. Searches, second round.
 *
 * Any pattern of stale bounds over any loads can be had this way.
 */
#ifndef WORST_STATE_H
#define WORST_STATE_H

#include <stdint.h>

#include "worst_calls.h"

enum worst_life {
	LIFE_OFFLINE, /* always */
	LIFE_ONLINE,
	LIFE_GONE, /* online until step 4 */
	NR_LIVES,
};

/* The numbers of a CPU, as bytes so that mutations can address them by number. */
enum worst_number {
	NUMBER_TAKEN,
	NUMBER_LATE,
	NUMBER_MANAGED,
	NUMBER_USED,
	NUMBER_LATE_USED,
	NUMBER_LIFE,
	NUMBER_SCATTERED, /* 1: regular slots on every second vector first */
	NR_NUMBERS,
};

struct worst_cpu {
	uint8_t number[NR_NUMBERS];
};

/* The searches of steps 3 and 5, by round. */
enum worst_search {
	SEARCH_ROOM_ALL,
	SEARCH_ROOM_MASK,
	SEARCH_SPARE_ALL,
	SEARCH_SPARE_MASK,
	NR_SEARCHES,
};

/* More searches of a kind than lower any bound. */
#define WORST_SEARCHES_MAX 255U

/* Blocks are of 1 .. so many vectors. */
#define WORST_BLOCK_MAX 32U

/**
 * struct worst_state - A state
 * @call: what is judged
 * @nr_cpus: CPUs of the machine
 * @cpus: what they went through
 * @mask: argument of the calls that take one
 * @target: the CPU for those that take one
 * @block: vectors of a block
 * @searches: rounds of searches
 * @origin: which pattern it began as
 */
struct worst_state {
	enum worst_call call;
	unsigned int nr_cpus;
	struct worst_cpu *cpus;
	unsigned long *mask;
	unsigned int target;
	unsigned int block;
	unsigned int searches[2][NR_SEARCHES];
	const char *origin;
};

struct worst_state *worst_state_new(enum worst_call call, unsigned int nr_cpus);
void worst_state_free(struct worst_state *state);
/* Both for the same number of CPUs. */
void worst_state_copy(struct worst_state *to, const struct worst_state *from);

/* Makes numbers that contradict each other fit. */
void worst_state_repair(struct worst_state *state);

/* Vector number i of the usable ones in the order in which a CPU's slots are taken. */
unsigned int worst_vector(unsigned int i, bool scattered);

/* The patterns that are known to be bad, or were thought to be. */
unsigned int worst_nr_patterns(void);
const char *worst_pattern_name(unsigned int pattern);
const char *worst_pattern_about(unsigned int pattern);
void worst_pattern(struct worst_state *state, unsigned int pattern, uint64_t *series);

/* Changes something at random; other is one to take a part from. */
void worst_mutate(struct worst_state *state, const struct worst_state *other, uint64_t *series);

/* As text in runs of equal CPUs; file names in messages. They end the program on an error. */
void worst_state_save(const struct worst_state *state, unsigned long steps, const char *file);
struct worst_state *worst_state_load(const char *file, unsigned long *steps);

/* A list of the CPUs of a mask: "0-7,16-62/2" is 0 to 7, and 16, 18 .. 62. Ends with free(). */
char *worst_mask_text(const unsigned long *mask, unsigned int nr_cpus);

#endif
