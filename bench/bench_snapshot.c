/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_snapshot.c - the topology of a machine, for irqm_spread_masks() and irqm_spread_groups().
 */
#include <stdlib.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

#include "bench_snapshot.h"
#include "bench_util.h"

/* Callbacks are asked by CPU number; the machine has its data by place among the CPUs online. */
struct asked {
	const struct bench_machine *machine;
	unsigned int *place;
};

static unsigned int domain_of(const struct asked *a, enum irqm_topology_level level,
			      unsigned int cpu)
{
	return a->machine->places[level][a->place[cpu]];
}

static unsigned int package_of(void *ctx, unsigned int cpu)
{
	return domain_of(ctx, IRQM_TOPOLOGY_PACKAGE, cpu);
}

static unsigned int node_of(void *ctx, unsigned int cpu)
{
	return domain_of(ctx, IRQM_TOPOLOGY_NODE, cpu);
}

static unsigned int llc_of(void *ctx, unsigned int cpu)
{
	return domain_of(ctx, IRQM_TOPOLOGY_LLC, cpu);
}

static unsigned int cluster_of(void *ctx, unsigned int cpu)
{
	return domain_of(ctx, IRQM_TOPOLOGY_CLUSTER, cpu);
}

static unsigned int core_of(void *ctx, unsigned int cpu)
{
	return domain_of(ctx, IRQM_TOPOLOGY_CORE, cpu);
}

static unsigned int distance(void *ctx, unsigned int from, unsigned int to)
{
	const struct bench_machine *machine = ((const struct asked *)ctx)->machine;

	return machine->distance[(size_t)from * machine->nr_nodes + to];
}

static unsigned int capacity_of(void *ctx, unsigned int cpu)
{
	const struct asked *a = ctx;

	return a->machine->capacity[a->place[cpu]];
}

static bool is_online(void *ctx, unsigned int cpu)
{
	const struct bench_machine *machine = ((const struct asked *)ctx)->machine;

	return irqm_cpumask_test(machine->masks[MASKS_ALL].mask[0], cpu);
}

static const struct irqm_topology_ops ops = {
	.package = package_of,
	.node = node_of,
	.llc = llc_of,
	.cluster = cluster_of,
	.core = core_of,
	.distance = distance,
	.capacity = capacity_of,
	.possible = is_online,
	.present = is_online,
};

static bool take(struct bench_snapshot *s, const struct bench_machine *machine)
{
	struct asked asked = {
		.machine = machine,
		.place = program_alloc(machine->nr_cpus, sizeof(unsigned int)),
	};
	const struct irqm_topology_config config = {
		.nr_cpus = machine->nr_cpus,
		.nr_nodes = machine->nr_nodes,
		.ops = &ops,
		.ctx = &asked,
	};
	unsigned int i;
	int error;

	for (i = 0; i < machine->nr_online; i++)
		asked.place[machine->cpus[i]] = i;
	error = irqm_topology_size(&config, &s->topology_bytes);
	if (!error)
		error = irqm_topology_create(&config, &irqm_malloc_ops, NULL, &s->topology);
	free(asked.place);
	return !error;
}

struct bench_snapshot *bench_snapshot_take(const struct bench_machine *machine)
{
	struct bench_snapshot *s = program_alloc(1, sizeof(*s));

	if (take(s, machine) && !irqm_spread_scratch(s->topology, &s->scratch_bytes))
		s->scratch = irqm_malloc_ops.alloc(NULL, s->scratch_bytes, IRQM_SPREAD_ALIGN,
						   IRQM_NONE);
	if (s->scratch)
		return s;
	bench_snapshot_drop(s);
	return NULL;
}

void bench_snapshot_drop(struct bench_snapshot *s)
{
	irqm_topology_destroy(s->topology);
	if (s->scratch)
		irqm_malloc_ops.free(NULL, s->scratch, s->scratch_bytes);
	free(s);
}
