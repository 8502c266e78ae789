/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * hosted_memory.c - memory callbacks over the C library, and over one piece of memory.
 */
#include <stdint.h>
#include <stdlib.h>

#include <irqmatrix/hosted.h>

static void *malloc_alloc(void *ctx, size_t bytes, size_t align, unsigned int node)
{
	(void)ctx;
	(void)node;
	if (bytes > SIZE_MAX - (align - 1))
		return NULL;
	/* In C11 the size must be a multiple of the alignment. */
	return aligned_alloc(align, (bytes + align - 1) & ~(align - 1));
}

static void malloc_free(void *ctx, void *memory, size_t bytes)
{
	(void)ctx;
	(void)bytes;
	free(memory);
}

const struct irqm_mem_ops irqm_malloc_ops = {
	.alloc = malloc_alloc,
	.free = malloc_free,
};

static void *arena_alloc(void *ctx, size_t bytes, size_t align, unsigned int node)
{
	struct irqm_arena *arena = ctx;
	uintptr_t next = (uintptr_t)arena->base + arena->used;
	size_t gap = (size_t)(-next & (align - 1));
	size_t room = arena->bytes - arena->used;

	(void)node;
	if (gap > room || bytes > room - gap)
		return NULL;
	arena->used += gap + bytes;
	return (char *)arena->base + (arena->used - bytes);
}

static void arena_free(void *ctx, void *memory, size_t bytes)
{
	struct irqm_arena *arena = ctx;

	if ((char *)memory + bytes == (char *)arena->base + arena->used)
		arena->used -= bytes;
}

const struct irqm_mem_ops irqm_arena_ops = {
	.alloc = arena_alloc,
	.free = arena_free,
};
