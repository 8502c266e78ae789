/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_util.h - small things that every part of the bench needs.
 */
#ifndef BENCH_UTIL_H
#define BENCH_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/program.h"

/* The next of a series of random numbers (xorshift64*); the state must not be 0. */
static inline uint64_t bench_random(uint64_t *state)
{
	uint64_t x = *state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*state = x;
	return (x * 0x2545f4914f6cdd1dULL) >> 32;
}

/* Sorts the numbers, of which there is at least one. */
double bench_median(double *numbers, unsigned int nr);

/* Seconds since some moment. */
double bench_now(void);

/* Seconds of processor time since then; takes a fraction of a microsecond to read. */
double bench_processor_now(void);

#endif
