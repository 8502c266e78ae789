/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "worst_util.h"

void worst_die(int status, const char *format, ...)
{
	va_list arguments;

	fflush(stdout);
	fputs("irqmatrix-worst: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(status);
}

void *worst_alloc(size_t nr, size_t size)
{
	void *memory = calloc(nr ? nr : 1, size);

	if (!memory)
		worst_die(EXIT_FAILURE, "no memory for %zu x %zu bytes", nr, size);
	return memory;
}

double worst_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
