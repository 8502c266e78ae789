/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fence.h - memory with a fence around it, to see whether code wrote past its end.
 */
#ifndef TESTS_FENCE_H
#define TESTS_FENCE_H

#include <stdbool.h>
#include <string.h>

#include "must.h"

#define FENCE_BYTES 64
#define FENCE_FILL 0xa5

static inline size_t fence_room(size_t bytes)
{
	return (bytes + FENCE_BYTES - 1) / FENCE_BYTES * FENCE_BYTES;
}

/* Aligned to FENCE_BYTES, filled with garbage. */
static inline void *fence_new(size_t bytes)
{
	size_t all = fence_room(bytes) + 2 * FENCE_BYTES;
	char *memory = must(aligned_alloc(FENCE_BYTES, all));

	memset(memory, FENCE_FILL, all);
	return memory + FENCE_BYTES;
}

static inline bool fence_filled(const void *memory, size_t from, size_t end)
{
	const unsigned char *byte = memory;

	for (; from < end; from++) {
		if (byte[from] != FENCE_FILL)
			return false;
	}
	return true;
}

/* Nothing was written past this many bytes. */
static inline bool fence_holds(const void *memory, size_t bytes)
{
	const unsigned char *start = (const unsigned char *)memory - FENCE_BYTES;

	return fence_filled(start, 0, FENCE_BYTES) &&
	       fence_filled(memory, bytes, fence_room(bytes) + FENCE_BYTES);
}

/* Nothing was written at all. */
static inline bool fence_untouched(const void *memory, size_t bytes)
{
	return fence_holds(memory, bytes) && fence_filled(memory, 0, bytes);
}

static inline void fence_free(void *memory)
{
	free((char *)memory - FENCE_BYTES);
}

#endif
