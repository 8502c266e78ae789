/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_demos.h - for each difference from Linux the shortest op program that shows it.
 */
#ifndef ORACLE_DEMOS_H
#define ORACLE_DEMOS_H

#include <stdio.h>

#include "support/op_program.h"

enum demo_what {
	NO_FIGURE,
	RETURNED, /* by the last call: a vector, 0 or an error */
	AVAILABLE,
	ALLOCATED,
	MANAGED,
	MANAGED_ALLOCATED,
	LOWEST_MANAGED, /* the lowest managed vector of a CPU */
	GLOBAL_AVAILABLE,
	TOTAL_ALLOCATED,
	RESERVED,
	SYSTEM_IN_WINDOW,
	ONLINE_CPUS,
	WINDOW,       /* vectors in the window; of ours the error instead */
	WRITTEN_PAST, /* whether something was written past the end of the maps */
};

struct demo_figure {
	enum demo_what what;
	unsigned int cpu;
	long long theirs;
	long long ours;
};

/* The count of an OP_FREE at which Linux is told that a regular slot is managed. */
#define SAYS_MANAGED 1U

#define DEMO_OPS_MAX 8
#define DEMO_FIGURES_MAX 3

/* @figures: end with NO_FIGURE */
struct demo {
	unsigned int number;
	struct op_shape shape;
	size_t nr_ops;
	struct op ops[DEMO_OPS_MAX];
	struct demo_figure figures[DEMO_FIGURES_MAX];
};

/* Ends with number 0. */
extern const struct demo demos[];

/* Writes all as a table in Markdown. */
void demos_print(FILE *out);

#endif
