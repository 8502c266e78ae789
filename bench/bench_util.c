/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_util.c - small things that every part of the bench needs.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench_util.h"

void *bench_alloc(size_t nr, size_t size)
{
	void *memory = calloc(nr ? nr : 1, size);

	if (!memory)
		bench_die(EXIT_FAILURE, "no memory for %zu x %zu bytes", nr, size);
	return memory;
}

char *bench_text(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		bench_die(EXIT_FAILURE, "no memory for a line of text");
	va_end(arguments);
	return text;
}

void bench_die(int status, const char *format, ...)
{
	va_list arguments;

	fflush(stdout);
	fputs("irqmatrix-bench: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(status);
}

const char *bench_plural(unsigned int nr)
{
	return nr == 1 ? "" : "s";
}

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
