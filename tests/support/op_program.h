/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * op_program.h - a matrix shape and a sequence of calls on it, as a string of bytes.
 *
 * One encoding for unit tests, random tests, fuzzing, comparison with other implementations and
 * the bench. Every byte string is a valid program, and what it decodes to encodes and decodes to
 * itself. A program is run like this:
 *
 *	struct op_call call;
 *	struct op_result result;
 *
 *	for each op, op_repeats(op) times:
 *		op_resolve(&run, op, &call);       which slot, which mask
 *		op_result_init(&result);
 *		perform the call; fill in result
 *		op_note(&run, &call, &result);     remember the slots that are live
 *
 * Numbers are LEB128 of at most three bytes, the masks are described below, and each op is one
 * byte with the arguments that op_infos[] names for its code after it. The low five bits of that
 * byte are the code (modulo NR_OP_CODES), the high three say how often the op is repeated.
 */
#ifndef TESTS_OP_PROGRAM_H
#define TESTS_OP_PROGRAM_H

#include <stdio.h>

#include <irqmatrix/irqmatrix.h>

#include "matrix_calls.h"

/* A shape with more CPUs x vectors than this is cut down when decoded. */
#define OP_MAX_CELLS (1U << 22)

struct op_shape {
	unsigned int nr_cpus;
	unsigned int nr_vectors;
	unsigned int first;
	unsigned int end;
	bool managed_blocks;
};

/* OP_ONLINE, OP_OFFLINE ..; OP_DAMAGE_MODEL does nothing unless asked for. */
#define OP_CALL(NAME, name, SHAPE) OP_##NAME,
#define OP_OTHER(NAME, name) OP_##NAME,
enum op_code {
	MATRIX_CALLS(OP_CALL, OP_OTHER)
	NR_OP_CODES,
};
#undef OP_CALL
#undef OP_OTHER

enum op_mask_kind {
	OP_MASK_ALL,
	OP_MASK_ONE,    /* CPU @a */
	OP_MASK_RANGE,  /* @b CPUs from @a on */
	OP_MASK_BITS,   /* the pattern @bits, again and again */
	OP_MASK_STRIDE, /* every @b-th CPU from @a on */
	OP_MASK_EMPTY,
	OP_MASK_BEYOND, /* only bits at and above nr_cpus, as far as the last word goes */
	OP_MASK_ALL_AND_BEYOND,
	NR_OP_MASK_KINDS,
};

struct op_mask {
	enum op_mask_kind kind;
	unsigned int a;
	unsigned int b;
	unsigned char bits[8];
};

/*
 * The slot of an op: when @live, number @index (modulo their count) of the slots that earlier ops
 * have allocated, else @cpu and @vector. CPUs and vectors can be too large by one.
 */
struct op {
	enum op_code code;
	unsigned int repeat; /* 0 .. 7, see op_repeats() */
	bool live;
	unsigned int index;
	unsigned int cpu;
	unsigned int vector;
	unsigned int count; /* for OP_FREE_BLOCK of a live slot 0 is "as allocated" */
	unsigned int align;
	unsigned int count2;
	struct op_mask mask;
	struct op_mask mask2;
};

/* Arguments of an op, in the order they are encoded and printed. */
enum op_args {
	OP_ARG_CPU = 1,
	OP_ARG_VECTOR = 2,
	OP_ARG_SLOT = 4,
	OP_ARG_MASK = 8,
	OP_ARG_COUNT = 16,
	OP_ARG_ALIGN = 32,
	OP_ARG_MASK2 = 64,
	OP_ARG_COUNT2 = 128,
	OP_GIVES_SLOT = 256, /* no argument: the call gives one */
};

/* How many of the pattern bytes of OP_MASK_BITS a machine of this size uses. */
unsigned int op_mask_bytes(unsigned int nr_cpus);

struct op_info {
	const char *name;
	unsigned int args;
	bool gives_slot;
};

extern const struct op_info op_infos[NR_OP_CODES];

struct op_program {
	struct op_shape shape;
	struct op *ops;
	size_t nr;
	size_t room;
};

struct op_bytes {
	unsigned char *bytes;
	size_t nr;
	size_t room;
};

void op_program_add(struct op_program *p, const struct op *op);
void op_program_fini(struct op_program *p);

/* Gives a program to end with op_program_fini(). */
struct op_program op_program_copy(const struct op_program *p);

/* Gives it another machine; the numbers of the ops are brought into it. */
void op_program_reshape(struct op_program *p, const struct op_shape *shape);

/* Gives a program to end with op_program_fini(). */
struct op_program op_program_decode(const unsigned char *bytes, size_t nr);

/* The caller frees the bytes. */
struct op_bytes op_program_encode(const struct op_program *p);

/* One line per op, like C. */
void op_program_print(FILE *out, const struct op_program *p);
void op_print(FILE *out, const struct op *op);

unsigned int op_repeats(const struct op *op);

/* ---- Running a program ---- */

/* What a call is to be made with: the members that op_infos[] names. */
struct op_call {
	enum op_code code;
	struct irqm_slot slot;
	const unsigned long *mask;
	const unsigned long *mask2;
	unsigned int count;
	unsigned int align;
	unsigned int count2;
	size_t hint;
};

/* What a call gave; members it does not set keep what op_result_init() put there. */
struct op_result {
	int code;
	struct irqm_slot slot;
	unsigned int missing;
	struct irqm_matrix_lack lack;
};

struct op_live {
	struct irqm_slot slot;
	unsigned int count;
};

/* @live: the slots in use, runs that were allocated together in one entry */
struct op_run {
	struct op_shape shape;
	unsigned long *mask;
	unsigned long *mask2;
	struct op_live *live;
	size_t nr_live;
	size_t room_live;
};

void op_run_init(struct op_run *run, const struct op_shape *shape);
void op_run_fini(struct op_run *run);
void op_resolve(struct op_run *run, const struct op *op, struct op_call *call);
void op_result_init(struct op_result *result);
bool op_result_equal(const struct op_result *a, const struct op_result *b);
void op_note(struct op_run *run, const struct op_call *call, const struct op_result *result);

/* Makes the call on a matrix. */
void op_perform(struct irqm_matrix *m, const struct op_call *call, struct op_result *result);

/* Sets the words of a mask, bits beyond nr_cpus included. */
void op_mask_fill(const struct op_mask *mask, unsigned int nr_cpus, unsigned long *words);

/* The configuration of a matrix of this shape, without trace. */
struct irqm_matrix_config op_shape_config(const struct op_shape *shape);

#endif
