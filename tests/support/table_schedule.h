/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_schedule.h - two or three calls on one table at the same time, in every order there is.
 *
 * Each call runs on a stack of its own and stops before it takes the lock and at the beginning of
 * each callback; who goes on is the choice. A string of choices is an interleaving, and repeats it.
 * All of them are gone through, depth first. After each step the table is checked, and at the end
 * compared with what the calls do one after the other, in some order.
 */
#ifndef TESTS_TABLE_SCHEDULE_H
#define TESTS_TABLE_SCHEDULE_H

#include "table_machine.h"

#define SCHEDULE_MAX_CALLS 3
#define SCHEDULE_MAX_STEPS 200

/* One of the calls; it gives its code. */
struct schedule_call {
	const char *name;
	int (*make)(struct table_machine *x);
};

/*
 * @begin: makes the situation with one caller alone; false when it could not
 * @fail_at: the call of a callback that fails, counted over all; 0 for none. Whose call that is
 *	depends on the order, so the end is compared with no serial one.
 * @max_switches: how often a call may be left before it is done; 0 for no limit
 * @max_runs: give up after this many interleavings; 0 for no limit
 */
struct schedule_case {
	bool (*begin)(struct table_machine *x);
	const struct schedule_call *calls[SCHEDULE_MAX_CALLS];
	unsigned int nr_calls;
	unsigned int fail_at;
	unsigned int max_switches;
	unsigned long max_runs;
};

/*
 * @interleavings: gone through
 * @steps: in all of them
 * @busy: those in which a call was -IRQM_EBUSY
 */
struct schedule_report {
	unsigned long interleavings;
	unsigned long steps;
	unsigned long busy;
};

enum schedule_result {
	SCHEDULE_GOOD,
	SCHEDULE_TOO_MANY,
	SCHEDULE_WRONG,
};

/* Adds to the report. What is wrong is written with its string of choices. */
enum schedule_result schedule_explore(FILE *out, const struct schedule_case *c,
				      struct schedule_report *report);

/*
 * Only the interleaving that these choices say: which of the calls that are not done goes on,
 * counted from the one that went on last, modulo their number; 0 where there are no more of them.
 */
enum schedule_result schedule_follow(FILE *out, const struct schedule_case *c,
				     const unsigned char *choices, unsigned int nr_choices);

#endif
