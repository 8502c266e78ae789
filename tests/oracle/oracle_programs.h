/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_programs.h - the op programs that are put to Linux and to us.
 */
#ifndef ORACLE_PROGRAMS_H
#define ORACLE_PROGRAMS_H

#include "oracle.h"

/* Kinds of machines; the window is what makes them differ from one another. */
enum oracle_kind {
	ORACLE_TINY,
	ORACLE_SMALL,
	ORACLE_WORD,
	ORACLE_X86_WORD,
	ORACLE_X86_LARGE,
	ORACLE_RISCV_WORD,
	ORACLE_RISCV_LARGE,
	ORACLE_RISCV_LONG,
	ORACLE_LARGE,
	ORACLE_NR_KINDS,
};

struct oracle_kind_info {
	const char *name;
	unsigned int percent; /* of all calls */
};

extern const struct oracle_kind_info oracle_kinds[ORACLE_NR_KINDS];

/* Whether a build can run a shape: NR_CPUS and the number of vectors have limits. */
bool oracle_holds(const struct linux_build *build, const struct op_shape *shape);

/*
 * The program of a seed, and how to run it: on which build, and whether callers make mistakes (D9).
 * In most programs there are system vectors before the first CPU comes online, as in a kernel.
 */
struct op_program oracle_program(enum oracle_kind kind, uint64_t seed,
				 struct oracle_options *options);

/* A build that can hold a shape, chosen by the seed: version and NR_CPUS vary. NULL: none can. */
const struct linux_build *oracle_build(const struct op_shape *shape, uint64_t seed);

#endif
