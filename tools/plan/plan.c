/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan.c - loads the devices, and asks which CPUs may go offline.
 */
#include <stdlib.h>

#include "plan.h"
#include "plan_changes.h"
#include "plan_cpus.h"
#include "shared/program.h"

static void ask_cpus(struct plan *plan, struct sim_world *world)
{
	unsigned int nr_cpus = plan->setup.machine->nr_cpus, cpu;

	plan->answers = program_alloc(nr_cpus, sizeof(*plan->answers));
	plan->refused = program_alloc(plan->setup.words, sizeof(unsigned long));
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		if (!irqm_table_can_offline(world->t, cpu, &plan->answers[cpu]) &&
		    plan->answers[cpu].reason != IRQM_TABLE_OFFLINE_OK)
			irqm_cpumask_set(plan->refused, cpu);
	}
}

static void check(struct plan *plan, struct sim_world *world)
{
	char *fault = sim_world_check(world);

	if (fault)
		program_die(EXIT_FAILURE, "%s: the library is at fault: %s",
			    plan->setup.machine->title, fault);
}

void plan_make(struct plan *plan)
{
	struct sim_world world;

	plan->devices = program_alloc(plan->setup.nr_devices, sizeof(*plan->devices));
	sim_world_start(&world, &plan->setup);
	plan->fits = plan_load(&world, plan->devices);
	check(plan, &world);
	irqm_matrix_get_stats(world.m, &plan->stats);
	ask_cpus(plan, &world);
	plan_find_cpus(plan, &world);
	check(plan, &world);
	sim_world_end(&world);
	if (!plan->fits)
		plan_find_changes(plan);
}

void plan_free(struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nr_changes; i++)
		free(plan->changes[i].text);
	free(plan->changes);
	free(plan->devices);
	free(plan->answers);
	free(plan->refused);
	free(plan->smallest.cpus);
	free(plan->alive.cpus);
	sim_setup_free(&plan->setup);
}
