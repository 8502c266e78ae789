/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * must.h - memory for tests: there is some, or the test ends.
 */
#ifndef TESTS_MUST_H
#define TESTS_MUST_H

#include <stdio.h>
#include <stdlib.h>

static inline void *must(void *memory)
{
	if (!memory) {
		fprintf(stderr, "test: out of memory\n");
		abort();
	}
	return memory;
}

/* Zeroed; also for a count of 0. */
static inline void *must_calloc(size_t count, size_t bytes)
{
	return must(calloc(count ? count : 1, bytes));
}

/* Makes room for one more element after @nr of them; a doubling array. */
static inline void *must_grow(void *array, size_t nr, size_t *room, size_t bytes)
{
	if (nr < *room)
		return array;
	*room = *room ? 2 * *room : 16;
	return must(realloc(array, *room * bytes));
}

#endif
