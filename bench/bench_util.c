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

double bench_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
