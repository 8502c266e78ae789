/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle.h - runs an op program on Linux's own matrix and on ours, side by side.
 *
 * After each call are compared: what it returned, the CPU and vector it chose, the counters of the
 * whole matrix and of the CPUs it touched, and how often Linux complained. After every so many
 * calls, and at the end, so are the counters and bitmaps of all CPUs and the text of debugfs; on
 * small machines after each call.
 *
 * Where the two differ on purpose (the D-numbers of docs/differences.md), Linux's figures are still
 * compared: with ours plus the drift that the rule of that number gives. What Linux must answer is
 * predicted before it is undone, so that both sides go on with the same bitmaps.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include <stdio.h>

#include "linux_peer.h"
#include "support/op_program.h"

#define ORACLE_NR_NUMBERS 22 /* D1 .. D16 and D21; the others are not of the matrix */

/*
 * @calls: calls that were in the territory of the number
 * @diverted: later decisions that Linux took otherwise, because its figures had drifted by then
 * @programs: programs with at least one of either
 */
struct oracle_count {
	size_t calls;
	size_t diverted;
	size_t programs;
};

/* Of a CPU in a matrix. */
enum oracle_state {
	ORACLE_NEVER_ONLINE,
	ORACLE_ONLINE,
	ORACLE_OFFLINE_AGAIN,
	ORACLE_NR_STATES,
};

/*
 * @calls: made and compared
 * @refused: those of them that failed on both sides
 * @bugs: those of them at which Linux would have stopped the machine
 * @left_out: ops without a counterpart in Linux (blocks, questions), made on neither side
 * @beyond: calls with a CPU beyond the machine, for which Linux has no argument
 * @everything: how often all bitmaps and counters were compared
 * @texts: and how often the text of debugfs with them
 * @events: trace events compared, with the glue only
 * @asked: how often the glue was asked all questions on a CPU, by the state of that
 */
struct oracle_tally {
	size_t programs;
	size_t calls;
	size_t refused;
	size_t bugs;
	size_t left_out;
	size_t beyond;
	size_t everything;
	size_t texts;
	size_t events;
	size_t asked[ORACLE_NR_STATES];
	struct oracle_count d[ORACLE_NR_NUMBERS];
};

/*
 * @build: whose NR_CPUS and vectors are enough for the program
 * @wrong_free_every: one free in this many tells Linux the opposite of managed (D9); 0: none
 * @everything: compare everything after each call
 * @glue: makes our calls the way a kernel does, through the functions of the glue in this build;
 *	NULL: on the library itself
 */
struct oracle_options {
	const struct linux_build *build;
	const struct linux_build *glue;
	unsigned int wrong_free_every;
	bool everything;
};

/*
 * @op: index of the op at which they disagreed
 * @what: on what, in words
 */
struct oracle_report {
	size_t op;
	char what[240];
};

/* True when ours and Linux agreed all the way. Adds to the tally in any case. */
bool oracle_run(const struct op_program *p, const struct oracle_options *options,
		struct oracle_tally *tally, struct oracle_report *report);

/* Shrinks a program that failed, and writes what is left of it and where it fails. */
void oracle_explain(FILE *out, const struct op_program *p, const struct oracle_options *options);

/* What a number stands for, in a few words. */
const char *oracle_number_text(unsigned int number);

/* Writes a tally as a table. */
void oracle_tally_print(FILE *out, const struct oracle_tally *tally);

#endif
