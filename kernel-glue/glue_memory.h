/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's allocators as the library's memory callbacks.
 *
 * They work once the slab does, before there is a scheduler.
 */
#ifndef IRQMATRIX_GLUE_MEMORY_H
#define IRQMATRIX_GLUE_MEMORY_H

#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/numa.h>
#include <linux/slab.h>

#include <irqmatrix/ops.h>

static void *glue_alloc(void *ctx, size_t bytes, size_t align, unsigned int node)
{
	int near = node == IRQM_NONE ? NUMA_NO_NODE : (int)node;

	/* The slab aligns a power of two to itself, and a page or more to at least a page. */
	if (bytes < PAGE_SIZE)
		bytes = roundup_pow_of_two(max(bytes, align));
	return kvmalloc_node(bytes, GFP_KERNEL, near);
}

static void glue_free(void *ctx, void *memory, size_t bytes)
{
	kvfree(memory);
}

static const struct irqm_mem_ops glue_memory = {
	.alloc = glue_alloc,
	.free = glue_free,
};

#endif
