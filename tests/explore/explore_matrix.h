/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore_matrix.h - worlds of a matrix: which CPUs, vectors and calls there are.
 */
#ifndef TESTS_EXPLORE_MATRIX_H
#define TESTS_EXPLORE_MATRIX_H

#include "explore.h"
#include "support/op_program.h"

#define EXPLORE_MAX_CPUS 3U
#define EXPLORE_MAX_VECTORS 5U

/* Masks of calls have this many CPUs, which is more than any matrix here has. */
#define EXPLORE_MASK_CPUS 192U
#define EXPLORE_MASK_WORDS IRQM_CPUMASK_WORDS(EXPLORE_MASK_CPUS)

/*
 * @cpus: the CPUs that calls name; the others stay offline and empty
 * @vectors: the vectors that calls name: all of the window, and perhaps some outside
 * @max_reserved: the limit of best-effort reservations, of which there could be any number
 * @traced: compare trace events, walk and dump as well. With events some calls take other paths.
 * @runs: with calls for runs and blocks of vectors
 * @may_remember: whether the bytes may depend on more than what can be seen
 */
struct matrix_shape {
	struct op_shape shape;
	unsigned int nr_cpus;
	unsigned int cpus[EXPLORE_MAX_CPUS];
	unsigned int nr_vectors;
	unsigned int vectors[EXPLORE_MAX_VECTORS];
	unsigned int max_reserved;
	bool traced;
	bool runs;
	bool may_remember;
};

/* A call with all its arguments, and the words that its masks point to. */
struct matrix_call {
	struct op_call op;
	unsigned long mask[EXPLORE_MASK_WORDS];
	unsigned long mask2[EXPLORE_MASK_WORDS];
};

struct matrix_calls {
	struct matrix_call *calls;
	size_t nr;
	size_t room;
};

/* Makes each call with each argument of a shape, and for each kind of argument a wrong one. */
void matrix_calls_make(struct matrix_calls *all, const struct matrix_shape *shape);
void matrix_calls_free(struct matrix_calls *all);
void matrix_call_print(FILE *out, const struct matrix_call *call);

/* Goes through the world of a shape. */
void explore_matrix(FILE *out, const struct matrix_shape *shape, unsigned int max_depth,
		    struct explore_report *report);

#endif
