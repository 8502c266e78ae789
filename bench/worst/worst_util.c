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

uint64_t worst_random(uint64_t *series)
{
	uint64_t x = *series += 0x9e3779b97f4a7c15ULL;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

unsigned int worst_below(uint64_t *series, unsigned int end)
{
	return (unsigned int)((worst_random(series) >> 32) * end >> 32);
}
