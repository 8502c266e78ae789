/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_machine.c - the machines to measure on. The program ends if there is no memory.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

#include "bench_machine.h"
#include "bench_util.h"

#define PLAIN_NODES 8U
#define RANDOM_MASKS 16U
#define SIXTEEN 16U
#define PLAIN_PACKAGES 2U
#define LLC_CPUS 16U
#define CLUSTER_CPUS 8U
#define CORE_CPUS 2U
#define DISTANCE_LOCAL 10U
#define DISTANCE_PACKAGE 12U
#define DISTANCE_REMOTE 32U

static void start_set(struct bench_machine *machine, enum bench_masks which, unsigned int nr)
{
	struct bench_mask_set *set = &machine->masks[which];
	size_t words = IRQM_CPUMASK_WORDS(machine->nr_cpus);
	unsigned int i;

	set->nr = nr;
	set->words = program_alloc(nr * words, sizeof(unsigned long));
	set->mask = program_alloc(nr, sizeof(unsigned long *));
	for (i = 0; i < nr; i++)
		set->mask[i] = set->words + i * words;
}

/*
 * Full masks of each of 65,536 CPUs would take half a gigabyte, so the masks overlap. There is a
 * row of zeros, then a row for each bit of a word, in which only the first word has that bit set. A
 * mask begins as many words before its row as it has words of zeros before its bit.
 */
static void make_ones(struct bench_machine *machine)
{
	struct bench_mask_set *set = &machine->masks[MASKS_ONE];
	size_t words = IRQM_CPUMASK_WORDS(machine->nr_cpus);
	unsigned int i, bit;

	set->nr = machine->nr_online;
	set->words = program_alloc((IRQM_BITS_PER_LONG + 1) * words, sizeof(unsigned long));
	set->mask = program_alloc(set->nr, sizeof(unsigned long *));
	for (bit = 0; bit < IRQM_BITS_PER_LONG; bit++)
		set->words[(bit + 1) * words] = 1UL << bit;
	for (i = 0; i < set->nr; i++) {
		bit = machine->cpus[i] % IRQM_BITS_PER_LONG;
		set->mask[i] = set->words + (bit + 1) * words -
			       machine->cpus[i] / IRQM_BITS_PER_LONG;
	}
}

static void make_random_masks(struct bench_machine *machine)
{
	struct bench_mask_set *set = &machine->masks[MASKS_RANDOM25];
	uint64_t state = 25;
	unsigned int i, n;

	start_set(machine, MASKS_RANDOM25, RANDOM_MASKS);
	for (n = 0; n < set->nr; n++) {
		for (i = 0; i < machine->nr_online; i++) {
			if (bench_random(&state) % 4 == 0)
				irqm_cpumask_set(set->mask[n], machine->cpus[i]);
		}
		/* So that no mask is empty, as could be on a small machine. */
		i = (unsigned int)(bench_random(&state) % machine->nr_online);
		if (irqm_cpumask_next(set->mask[n], machine->nr_cpus, 0) == IRQM_NONE)
			irqm_cpumask_set(set->mask[n], machine->cpus[i]);
	}
}

/* Masks of sixteen neighbours. The last mask has the last sixteen CPUs, so that none is smaller. */
static void make_sixteens(struct bench_machine *machine)
{
	unsigned int nr = (machine->nr_online + SIXTEEN - 1) / SIXTEEN, n, i, first;

	start_set(machine, MASKS_SIXTEEN, nr);
	for (n = 0; n < nr; n++) {
		first = n * SIXTEEN;
		if (first + SIXTEEN > machine->nr_online)
			first = machine->nr_online < SIXTEEN ? 0 : machine->nr_online - SIXTEEN;
		for (i = first; i < first + SIXTEEN && i < machine->nr_online; i++)
			irqm_cpumask_set(machine->masks[MASKS_SIXTEEN].mask[n],
					 machine->cpus[i]);
	}
}

static void make_masks(struct bench_machine *machine)
{
	const unsigned int *nodes = machine->places[IRQM_TOPOLOGY_NODE];
	struct bench_mask_set *masks = machine->masks;
	unsigned int i;

	start_set(machine, MASKS_ALL, 1);
	start_set(machine, MASKS_NODE, machine->nr_nodes);
	start_set(machine, MASKS_FULLEST, 1);
	for (i = 0; i < machine->nr_online; i++) {
		irqm_cpumask_set(masks[MASKS_ALL].mask[0], machine->cpus[i]);
		irqm_cpumask_set(masks[MASKS_NODE].mask[nodes[i]], machine->cpus[i]);
		if (bench_is_fullest(machine, i))
			irqm_cpumask_set(masks[MASKS_FULLEST].mask[0], machine->cpus[i]);
	}
	make_ones(machine);
	make_random_masks(machine);
	make_sixteens(machine);
}

bool bench_is_fullest(const struct bench_machine *machine, unsigned int i)
{
	return i % 2 == 1 || machine->nr_online == 1;
}

static struct bench_machine *start_machine(unsigned int nr_cpus, unsigned int nr_online)
{
	struct bench_machine *machine = program_alloc(1, sizeof(*machine));
	unsigned int level;

	machine->nr_cpus = nr_cpus;
	machine->nr_online = nr_online;
	machine->cpus = program_alloc(nr_online, sizeof(unsigned int));
	machine->capacity = program_alloc(nr_online, sizeof(unsigned int));
	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++)
		machine->places[level] = program_alloc(nr_online, sizeof(unsigned int));
	return machine;
}

/* A domain within a node has the number of its first CPU, and ends at the latest with the node. */
static void place_plain(struct bench_machine *machine, unsigned int cpu, unsigned int node_begin)
{
	unsigned int inside = cpu - node_begin, node = machine->places[IRQM_TOPOLOGY_NODE][cpu];

	machine->places[IRQM_TOPOLOGY_PACKAGE][cpu] = node * PLAIN_PACKAGES / machine->nr_nodes;
	machine->places[IRQM_TOPOLOGY_LLC][cpu] = cpu - inside % LLC_CPUS;
	machine->places[IRQM_TOPOLOGY_CLUSTER][cpu] = cpu - inside % CLUSTER_CPUS;
	machine->places[IRQM_TOPOLOGY_CORE][cpu] = cpu - inside % CORE_CPUS;
}

static void measure_plain(struct bench_machine *machine)
{
	unsigned int nr = machine->nr_nodes, from, to;

	machine->distance = program_alloc((size_t)nr * nr, sizeof(unsigned int));
	for (from = 0; from < nr; from++) {
		for (to = 0; to < nr; to++) {
			unsigned int *distance = &machine->distance[from * nr + to];

			*distance = DISTANCE_REMOTE;
			if (from * PLAIN_PACKAGES / nr == to * PLAIN_PACKAGES / nr)
				*distance = DISTANCE_PACKAGE;
			if (from == to)
				*distance = DISTANCE_LOCAL;
		}
	}
}

struct bench_machine *bench_machine_plain(unsigned int nr_cpus)
{
	struct bench_machine *machine = start_machine(nr_cpus, nr_cpus);
	unsigned int *nodes = machine->places[IRQM_TOPOLOGY_NODE], cpu, begin = 0;

	machine->nr_nodes = nr_cpus < PLAIN_NODES ? nr_cpus : PLAIN_NODES;
	machine->title = program_text("%u CPU%s on %u node%s", nr_cpus, program_plural(nr_cpus),
				      machine->nr_nodes, program_plural(machine->nr_nodes));
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		machine->cpus[cpu] = cpu;
		machine->capacity[cpu] = IRQM_TOPOLOGY_CAPACITY_FULL;
		nodes[cpu] = (unsigned int)((uint64_t)cpu * machine->nr_nodes / nr_cpus);
		if (nodes[begin] != nodes[cpu])
			begin = cpu;
		place_plain(machine, cpu, begin);
	}
	measure_plain(machine);
	make_masks(machine);
	return machine;
}

/* Asks hwloc for the distance from each node to each, by the numbers that hwloc has for nodes. */
static void take_distances(struct bench_machine *machine, struct irqm_hwloc *t,
			   const unsigned int *numbers)
{
	size_t nr = machine->nr_nodes, i;

	machine->distance = program_alloc(nr * nr, sizeof(unsigned int));
	for (i = 0; i < nr * nr; i++)
		machine->distance[i] =
			irqm_hwloc_ops.distance(t, numbers[i / nr], numbers[i % nr]);
}

/* Numbers the nodes 0, 1, .. in the order in which CPUs name them. */
static void take_nodes(struct bench_machine *machine, struct irqm_hwloc *t)
{
	unsigned int *seen = program_alloc(machine->nr_online, sizeof(unsigned int));
	unsigned int i, n;

	for (i = 0; i < machine->nr_online; i++) {
		unsigned int node = irqm_hwloc_ops.node(t, machine->cpus[i]);

		for (n = 0; n < machine->nr_nodes && seen[n] != node; n++)
			;
		if (n == machine->nr_nodes)
			seen[machine->nr_nodes++] = node;
		machine->places[IRQM_TOPOLOGY_NODE][i] = n;
	}
	take_distances(machine, t, seen);
	free(seen);
}

/* A CPU whose core is not known has one for itself; hwloc has no more cores than CPUs. */
static void take_levels(struct bench_machine *machine, struct irqm_hwloc *t)
{
	const struct irqm_topology_ops *ops = &irqm_hwloc_ops;
	unsigned int i, cpu, core;

	for (i = 0; i < machine->nr_online; i++) {
		cpu = machine->cpus[i];
		core = ops->core(t, cpu);
		machine->places[IRQM_TOPOLOGY_PACKAGE][i] = ops->package(t, cpu);
		machine->places[IRQM_TOPOLOGY_LLC][i] = ops->llc(t, cpu);
		machine->places[IRQM_TOPOLOGY_CLUSTER][i] = ops->cluster(t, cpu);
		machine->places[IRQM_TOPOLOGY_CORE][i] =
			core == IRQM_NONE ? machine->nr_cpus + cpu : core;
		machine->capacity[i] = ops->capacity(t, cpu);
	}
}

struct bench_machine *bench_machine_of(struct irqm_hwloc *t, const char *title)
{
	const unsigned long *online = irqm_hwloc_online(t);
	unsigned int nr_cpus = irqm_hwloc_nr_cpus(t), cpu, i = 0;
	struct bench_machine *machine =
		start_machine(nr_cpus, irqm_cpumask_weight(online, nr_cpus));

	irqm_for_each_cpu(cpu, online, nr_cpus)
		machine->cpus[i++] = cpu;
	take_nodes(machine, t);
	take_levels(machine, t);
	machine->title = program_text("%s: %u CPU%s online on %u node%s", title, machine->nr_online,
				      program_plural(machine->nr_online), machine->nr_nodes,
				      program_plural(machine->nr_nodes));
	make_masks(machine);
	return machine;
}

void bench_machine_free(struct bench_machine *machine)
{
	unsigned int i;

	if (!machine)
		return;
	for (i = 0; i < NR_MASKS; i++) {
		free(machine->masks[i].words);
		free(machine->masks[i].mask);
	}
	free(machine->title);
	free(machine->cpus);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++)
		free(machine->places[i]);
	free(machine->capacity);
	free(machine->distance);
	free(machine);
}
