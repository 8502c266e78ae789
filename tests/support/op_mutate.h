/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * op_mutate.h - changes op programs by ops and arguments rather than by bytes.
 */
#ifndef TESTS_OP_MUTATE_H
#define TESTS_OP_MUTATE_H

#include "op_random.h"

/* Whether a change may give a program another machine. */
enum op_machine {
	OP_ANY_MACHINE,
	OP_SAME_MACHINE,
};

/* Makes one to three changes. */
void op_mutate_program(struct op_program *p, enum op_machine machine, struct op_rng *rng);

/* @p keeps its beginning and its machine, and gets the end of @q. */
void op_splice_program(struct op_program *p, const struct op_program *q, struct op_rng *rng);

/*
 * The same on bytes. What comes out is the encoding of a program that is shorter than the room
 * there is, ops at its end being left out. The upper seven bits of the first byte, which mean
 * nothing to a program, stay as they are: a target may use them.
 */

/* Changes the program in place; returns its new size, at most @room. The seed says how. */
size_t op_mutate(unsigned char *bytes, size_t nr, size_t room, unsigned int seed);

/* The beginning of one program and the end of another, on the machine of the first. */
size_t op_splice(const unsigned char *first, size_t nr_first, const unsigned char *second,
		 size_t nr_second, unsigned char *out, size_t room, unsigned int seed);

#endif
