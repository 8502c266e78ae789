/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * consumer-hosted.c - a program that uses the installed hosted library: a machine of four CPUs.
 */
#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

#include <stdio.h>

int main(void)
{
	struct irqm_matrix_config config = {
		.nr_vectors = 256, .first = 32, .end = 236, .node = IRQM_NONE
	};
	struct irqm_hwloc *machine;
	struct irqm_matrix *m;
	struct irqm_slot slot;
	unsigned int cpu;

	if (irqm_hwloc_load(IRQM_HWLOC_SYNTHETIC, "numa:2 core:2 pu:1", &machine))
		return 1;
	config.nr_cpus = irqm_hwloc_nr_cpus(machine);
	if (irqm_matrix_create(&config, &irqm_malloc_ops, NULL, &m))
		return 1;
	for (cpu = 0; cpu < config.nr_cpus; cpu++)
		if (irqm_matrix_online(m, cpu))
			return 1;
	if (irqm_matrix_reserve_managed(m, irqm_hwloc_online(machine)))
		return 1;
	if (irqm_matrix_alloc_managed(m, irqm_hwloc_online(machine), &slot))
		return 1;
	printf("CPU %u vector %u\n", slot.cpu, slot.vector);
	irqm_matrix_destroy(m);
	irqm_hwloc_unload(machine);
	return 0;
}
