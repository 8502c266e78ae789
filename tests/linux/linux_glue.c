// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The glue's irq_matrix.c itself, followed by the functions that read its structures, as
 * linux_matrix.c has them for Linux's own.
 */
#include "irq_matrix.c"

#include "linux_runtime.h"

void linux_inspect(const struct linux_matrix *m, struct linux_matrix_state *state)
{
	struct irqm_matrix_stats stats = stats_of(m->irq);

	*state = (struct linux_matrix_state){
		.matrix_bits = stats.nr_vectors,
		.alloc_start = stats.first,
		.alloc_end = stats.end,
		.alloc_size = stats.end - stats.first,
		.global_available = stats.global_available,
		.global_reserved = stats.reserved,
		.systembits_inalloc = stats.system_in_window,
		.total_allocated = stats.total_allocated,
		.online_maps = stats.online_cpus,
	};
}

void linux_inspect_cpu(const struct linux_matrix *m, unsigned int cpu,
		       struct linux_cpu_state *state)
{
	struct irqm_matrix_cpu_stats stats = cpu_stats_of(m->irq, cpu);

	*state = (struct linux_cpu_state){
		.available = stats.available,
		.allocated = stats.allocated,
		.managed = stats.managed,
		.managed_allocated = stats.managed_allocated,
		.initialized = true,
		.online = stats.online,
	};
}

void linux_matrix_release(struct irq_matrix *irq)
{
	irqm_matrix_destroy(irq->core);
}

struct irqm_matrix *linux_matrix_core(struct linux_matrix *m)
{
	return m->irq->core;
}
