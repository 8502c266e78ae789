/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_util.c - clocks and a median.
 */
#include <stdlib.h>
#include <time.h>

#include "bench_util.h"

static double read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

double bench_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

double bench_processor_now(void)
{
	return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double bench_median(double *numbers, unsigned int nr)
{
	qsort(numbers, nr, sizeof(*numbers), compare_doubles);
	return nr % 2 ? numbers[nr / 2] : (numbers[nr / 2 - 1] + numbers[nr / 2]) / 2;
}
