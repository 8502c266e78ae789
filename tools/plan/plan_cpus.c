/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_cpus.c - the smallest sets of CPUs that have vectors for all interrupts.
 *
 * Regular interrupts fit on a set of CPUs when the sum of the vectors that its CPUs have for them
 * is large enough. The matrix looks at this sum alone. So when the n CPUs with the most vectors do
 * not suffice, no other n CPUs do, and the smallest n that suffices is exact.
 *
 * To keep all managed interrupts up, the set must hold a CPU of each of them: it is a hitting set,
 * and the smallest one is hard to find. The search takes the CPU that hits the most interrupts that
 * are left, until none is left, and then the CPUs with the most vectors until the regular
 * interrupts fit. There are two lower bounds: k interrupts that share no CPU need k CPUs, and the
 * regular interrupts need the smallest n from above. The number is exact when it is one of these
 * bounds.
 */
#include <stdlib.h>
#include <string.h>

#include "plan_cpus.h"
#include "shared/program.h"

/* A CPU, and the vectors that it has for regular interrupts, in use or available. */
struct rank {
	unsigned int cpu;
	unsigned int vectors;
};

/* The most vectors first; among equal CPUs the lowest number. */
static int compare(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->vectors != y->vectors)
		return x->vectors > y->vectors ? -1 : 1;
	return (x->cpu > y->cpu) - (x->cpu < y->cpu);
}

/* The CPUs that are online, the best first. */
static struct rank *rank_cpus(const struct sim_world *world, unsigned int *nr)
{
	unsigned int nr_cpus = world->setup->machine->nr_cpus, cpu;
	struct rank *ranks = program_alloc(nr_cpus, sizeof(*ranks));

	*nr = 0;
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		struct irqm_matrix_cpu_stats stats = { .online = false };

		irqm_matrix_get_cpu_stats(world->m, cpu, &stats);
		if (stats.online)
			ranks[(*nr)++] = (struct rank){
				cpu, stats.available + stats.allocated - stats.managed_allocated
			};
	}
	qsort(ranks, *nr, sizeof(*ranks), compare);
	return ranks;
}

static bool suffices(const struct sim_world *world, const unsigned long *cpus)
{
	unsigned int missing = 1;

	return !irqm_matrix_can_shrink(world->m, cpus, &missing) && !missing;
}

static void find_smallest(struct plan *plan, const struct sim_world *world,
			  const struct rank *ranks, unsigned int nr)
{
	struct plan_cpus *set = &plan->smallest;

	set->cpus = program_alloc(plan->setup.words, sizeof(unsigned long));
	while (set->nr < nr && !set->found) {
		irqm_cpumask_set(set->cpus, ranks[set->nr++].cpu);
		set->found = suffices(world, set->cpus);
	}
	set->least = set->nr;
}

/* ---- All managed interrupts stay up ---- */

/* The masks of the managed interrupts that are up. Equal neighbours are one mask. */
static unsigned long *take_masks(struct sim_world *world, unsigned int *nr)
{
	const struct sim_setup *setup = world->setup;
	size_t bytes = setup->words * sizeof(unsigned long);
	unsigned long *masks = program_alloc((size_t)setup->nr_irqs * setup->words,
					     sizeof(unsigned long));
	unsigned int irq;

	*nr = 0;
	for (irq = 0; irq < setup->nr_irqs; irq++) {
		struct irqm_irq_info info = sim_world_info(world, irq);
		unsigned long *mask = masks + (size_t)*nr * setup->words;

		if (info.mode != IRQM_IRQ_MANAGED || info.state != IRQM_IRQ_UP ||
		    irqm_table_get_cpus(world->t, irq, mask))
			continue;
		if (!*nr || memcmp(mask, mask - setup->words, bytes))
			++*nr;
	}
	return masks;
}

static bool meet(const unsigned long *a, const unsigned long *b, unsigned int words)
{
	unsigned int i;

	for (i = 0; i < words; i++) {
		if (a[i] & b[i])
			return true;
	}
	return false;
}

/* Adds by (1 or -1) to hits[cpu] for each CPU of a mask. */
static void count_mask(const struct sim_setup *setup, const unsigned long *mask,
		       unsigned int *hits, int by)
{
	unsigned int nr_cpus = setup->machine->nr_cpus, cpu;

	irqm_for_each_cpu(cpu, mask, nr_cpus)
		hits[cpu] += (unsigned int)by;
}

/* The CPU that hits the most masks, the first in the ranks among equals; IRQM_NONE if none hits. */
static unsigned int best_hit(const struct rank *ranks, unsigned int nr_ranks,
			     const unsigned int *hits)
{
	unsigned int best = IRQM_NONE, most = 0, i;

	for (i = 0; i < nr_ranks; i++) {
		if (hits[ranks[i].cpu] > most) {
			most = hits[ranks[i].cpu];
			best = ranks[i].cpu;
		}
	}
	return best;
}

/* Adds CPUs to the set until it holds one of each mask. */
static void hit_all(struct plan *plan, const struct rank *ranks, unsigned int nr_ranks,
		    const unsigned long *masks, unsigned int nr)
{
	const struct sim_setup *setup = &plan->setup;
	unsigned int *hits = program_alloc(setup->machine->nr_cpus, sizeof(*hits)), cpu, i;
	bool *hit = program_alloc(nr, sizeof(*hit));

	for (i = 0; i < nr; i++)
		count_mask(setup, masks + (size_t)i * setup->words, hits, 1);
	while ((cpu = best_hit(ranks, nr_ranks, hits)) != IRQM_NONE) {
		irqm_cpumask_set(plan->alive.cpus, cpu);
		plan->alive.nr++;
		for (i = 0; i < nr; i++) {
			const unsigned long *mask = masks + (size_t)i * setup->words;

			if (hit[i] || !irqm_cpumask_test(mask, cpu))
				continue;
			hit[i] = true;
			count_mask(setup, mask, hits, -1);
		}
	}
	free(hits);
	free(hit);
}

/*
 * A number of masks that have no CPU in common: each that meets no mask before it, smallest first.
 */
static unsigned int count_apart(const struct sim_setup *setup, const unsigned long *masks,
				unsigned int nr)
{
	unsigned int words = setup->words, nr_cpus = setup->machine->nr_cpus, apart = 0, i, k;
	unsigned long *used = program_alloc(words, sizeof(unsigned long));
	unsigned int *weights = program_alloc(nr, sizeof(*weights)), weight;

	for (i = 0; i < nr; i++)
		weights[i] = irqm_cpumask_weight(masks + (size_t)i * words, nr_cpus);
	for (weight = 1; weight <= nr_cpus; weight++) {
		for (i = 0; i < nr; i++) {
			const unsigned long *mask = masks + (size_t)i * words;

			if (weights[i] != weight || meet(mask, used, words))
				continue;
			apart++;
			for (k = 0; k < words; k++)
				used[k] |= mask[k];
		}
	}
	free(weights);
	free(used);
	return apart;
}

static void find_alive(struct plan *plan, struct sim_world *world, const struct rank *ranks,
		       unsigned int nr)
{
	struct plan_cpus *set = &plan->alive;
	unsigned int nr_masks, i;
	unsigned long *masks = take_masks(world, &nr_masks);

	set->cpus = program_alloc(plan->setup.words, sizeof(unsigned long));
	set->least = count_apart(&plan->setup, masks, nr_masks);
	if (set->least < plan->smallest.nr)
		set->least = plan->smallest.nr;
	hit_all(plan, ranks, nr, masks, nr_masks);
	set->found = set->nr && suffices(world, set->cpus);
	for (i = 0; i < nr && !set->found; i++) {
		if (irqm_cpumask_test(set->cpus, ranks[i].cpu))
			continue;
		irqm_cpumask_set(set->cpus, ranks[i].cpu);
		set->nr++;
		set->found = suffices(world, set->cpus);
	}
	free(masks);
}

/* ---- Trying it ---- */

/* Takes all other CPUs offline on a second machine, and counts what happens. */
static void confirm(const struct plan *plan, struct plan_cpus *set)
{
	struct sim_world world;
	unsigned int nr_cpus = plan->setup.machine->nr_cpus, cpu, i, irq;
	int error = 0;

	if (!set->found)
		return;
	sim_world_start(&world, &plan->setup);
	for (i = 0; i < plan->setup.nr_devices; i++) {
		if (!plan->devices[i].error)
			error = error ? error : sim_world_load(&world, i, &irq);
	}
	for (cpu = 0; !error && cpu < nr_cpus; cpu++) {
		struct irqm_table_report report = { .irq = IRQM_NONE };

		if (irqm_cpumask_test(set->cpus, cpu) ||
		    !irqm_cpumask_test(plan->setup.online, cpu))
			continue;
		error = irqm_table_cpu_offline(world.t, cpu, &report);
		set->shut_down += report.shut_down;
		set->broken += report.broken;
	}
	if (error)
		program_die(EXIT_FAILURE, "%s: the library is at fault: it said that %u CPUs "
					  "suffice, and then: %s",
			    plan->setup.machine->title, set->nr, irqm_error_text(error));
	sim_world_end(&world);
}

void plan_find_cpus(struct plan *plan, struct sim_world *world)
{
	unsigned int nr;
	struct rank *ranks = rank_cpus(world, &nr);

	find_smallest(plan, world, ranks, nr);
	find_alive(plan, world, ranks, nr);
	free(ranks);
	confirm(plan, &plan->smallest);
	confirm(plan, &plan->alive);
}
