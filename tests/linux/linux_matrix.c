// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Linux's kernel/irq/matrix.c itself, followed by the functions that read its structures. Only code
 * in this file can, because matrix.c defines them. Compiled once per build.
 */
#include LINUX_MATRIX_SOURCE

#include "linux_runtime.h"

void linux_inspect(const struct linux_matrix *m, struct linux_matrix_state *state)
{
	struct irq_matrix *irq = m->irq;

	*state = (struct linux_matrix_state){
		.matrix_bits = irq->matrix_bits,
		.alloc_start = irq->alloc_start,
		.alloc_end = irq->alloc_end,
		.alloc_size = irq->alloc_size,
		.global_available = irq->global_available,
		.global_reserved = irq->global_reserved,
		.systembits_inalloc = irq->systembits_inalloc,
		.total_allocated = irq->total_allocated,
		.online_maps = irq->online_maps,
		.system_map = irq->system_map,
	};
}

void linux_inspect_cpu(const struct linux_matrix *m, unsigned int cpu,
		       struct linux_cpu_state *state)
{
	struct cpumap *map = per_cpu_ptr(m->irq->maps, cpu);

	*state = (struct linux_cpu_state){
		.available = map->available,
		.allocated = map->allocated,
		.managed = map->managed,
		.managed_allocated = map->managed_allocated,
		.initialized = map->initialized,
		.online = map->online,
		.alloc_map = map->alloc_map,
		.managed_map = map->managed_map,
	};
}

void linux_matrix_release(struct irq_matrix *irq)
{
	shim_free_percpu(irq->maps);
}
