/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_load.c - loads the devices of a setup, and counts what each takes.
 */
#include "plan_load.h"

/* Vectors in use and reserved. What a device takes is the difference between after and before. */
struct taken {
	unsigned int allocated;
	unsigned int managed;
	unsigned int aside;
	unsigned int promised;
};

static struct taken take(const struct sim_world *world)
{
	unsigned int nr_cpus = world->setup->machine->nr_cpus, cpu;
	struct irqm_matrix_stats all = { .reserved = 0 };
	struct taken taken = { 0, 0, 0, 0 };

	irqm_matrix_get_stats(world->m, &all);
	taken.promised = all.reserved;
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		struct irqm_matrix_cpu_stats stats = { .allocated = 0 };

		irqm_matrix_get_cpu_stats(world->m, cpu, &stats);
		taken.allocated += stats.allocated;
		taken.managed += stats.managed_allocated;
		taken.aside += stats.managed;
	}
	return taken;
}

static bool load_one(struct sim_world *world, unsigned int index, struct plan_device *result)
{
	struct taken before = take(world), after;

	result->irq = IRQM_NONE;
	result->error = sim_world_load(world, index, &result->irq);
	after = take(world);
	result->managed = after.managed - before.managed;
	result->regular = after.allocated - before.allocated - result->managed;
	result->aside = after.aside - before.aside;
	result->promised = after.promised - before.promised;
	return !result->error;
}

bool plan_load(struct sim_world *world, struct plan_device *devices)
{
	bool fits = true;
	unsigned int i, irq;

	for (i = 0; i < world->setup->nr_devices; i++) {
		if (devices)
			fits &= load_one(world, i, &devices[i]);
		else if (sim_world_load(world, i, &irq))
			return false;
	}
	return fits;
}
