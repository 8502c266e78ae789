/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * op_random.h - random op programs from a seed.
 */
#ifndef TESTS_OP_RANDOM_H
#define TESTS_OP_RANDOM_H

#include "op_program.h"

enum op_profile {
	OP_PROFILE_REGULAR,
	OP_PROFILE_MANAGED,
	OP_PROFILE_HOTPLUG,
	OP_PROFILE_BLOCKS,
	OP_PROFILE_ERRORS,
	OP_PROFILE_SYSTEM,
	NR_OP_PROFILES,
};

/* Sizes of machines and rows; the number of CPUs decides which index a matrix has. */
enum op_size {
	OP_SIZE_TINY,  /* 1 .. 4 CPUs, 1 .. 16 vectors */
	OP_SIZE_SMALL, /* 1 .. 16 CPUs */
	OP_SIZE_WORD,  /* 17 .. 64 CPUs */
	OP_SIZE_LARGE, /* 65 .. 4096 CPUs */
	OP_SIZE_HUGE,  /* 4097 .. 9000 CPUs */
	OP_SIZE_LONG,  /* 1 .. 8 CPUs, up to 2048 vectors */
	NR_OP_SIZES,
};

/*
 * A generator of its own, so that a seed means the same everywhere.
 *
 * With @bytes it draws from those instead, so that a fuzzer decides what is chosen: as many of them
 * per number as it takes, the lowest first; when there are no more, every number is 0.
 */
struct op_rng {
	uint64_t state;
	const unsigned char *bytes;
	size_t nr;
};

uint64_t op_rng_next(struct op_rng *rng);

/* 0 .. limit - 1 */
unsigned int op_rng_below(struct op_rng *rng, unsigned int limit);

struct op_shape op_random_shape(enum op_size size, uint64_t seed);

/*
 * Most CPUs come online, then follow @nr_ops ops. The same arguments give the same program.
 */
struct op_program op_random(const struct op_shape *shape, enum op_profile profile, uint64_t seed,
			    size_t nr_ops);

#endif
