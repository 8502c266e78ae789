/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_util.h - random numbers, a median, clocks.
 */
#ifndef BENCH_UTIL_H
#define BENCH_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/program.h"

/* Returns the next random number of a series (xorshift64*); the state must not be 0. */
static inline uint64_t bench_random(uint64_t *state)
{
	uint64_t x = *state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*state = x;
	return (x * 0x2545f4914f6cdd1dULL) >> 32;
}

/* Returns the median of at least one number; sorts the numbers. */
double bench_median(double *numbers, unsigned int nr);

/* Seconds since an unspecified moment. */
double bench_now(void);

/* Processor time in seconds; reading it takes a fraction of a microsecond. */
double bench_processor_now(void);

#endif
