/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * compare.h - runs an op program on a matrix and on the model, side by side.
 *
 * After each call the return code, what it gave, the counters of the whole matrix, the trace
 * events and the counters of the CPUs they name are compared. After every so many calls, and at
 * the end, so is everything else: all CPUs, all slots, the walk, irqm_matrix_check(), the memory
 * around the matrix; at the end also the dump. Since a call that fails changes nothing in the
 * model, it may change nothing in the matrix.
 */
#ifndef TESTS_COMPARE_H
#define TESTS_COMPARE_H

#include "op_program.h"

/*
 * @full_every: compare everything after this many calls; 0: as the size of the matrix suggests
 * @allow_damage: whether OP_DAMAGE_MODEL does its harm, or nothing
 * @unheard: the matrix has no trace callbacks, so there are no events to compare
 */
struct compare_options {
	unsigned int full_every;
	bool allow_damage;
	bool unheard;
};

/*
 * @calls: calls made; repeats counted
 * @failed_calls: those of them that gave an error code, on both sides
 * @op: index of the op where they differed first
 * @what: what differed, in words
 */
struct compare_report {
	size_t calls;
	size_t failed_calls;
	size_t op;
	char what[240];
};

/* True when both sides agreed all the way. */
bool compare_run(const struct op_program *p, const struct compare_options *options,
		 struct compare_report *report);

/* The same from bytes. A program whose shape has more than @max_cells is not run. */
bool compare_bytes(const unsigned char *bytes, size_t nr, size_t max_cells);

/* Shrinks a program that fails, and writes what is left of it and where it fails. */
void compare_explain(FILE *out, const struct op_program *p, const struct compare_options *options);

#endif
