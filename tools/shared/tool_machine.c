/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * tool_machine.c - a machine, and the names of its parts.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine_file.h"
#include "program.h"
#include "tool_machine.h"

const char *tool_level_name(enum irqm_topology_level level)
{
	static const char *const names[IRQM_TOPOLOGY_NR_LEVELS] = {
		[IRQM_TOPOLOGY_PACKAGE] = "package",
		[IRQM_TOPOLOGY_NODE] = "node",
		[IRQM_TOPOLOGY_LLC] = "cache",
		[IRQM_TOPOLOGY_CLUSTER] = "cluster",
		[IRQM_TOPOLOGY_CORE] = "core",
	};

	return names[level];
}

unsigned int tool_machine_number(const struct tool_machine *machine, enum irqm_topology_level level,
				 unsigned int cpu)
{
	const struct irqm_topology_ops *ops = &irqm_hwloc_ops;

	switch (level) {
	case IRQM_TOPOLOGY_PACKAGE:
		return ops->package(machine->hwloc, cpu);
	case IRQM_TOPOLOGY_NODE:
		return ops->node(machine->hwloc, cpu);
	case IRQM_TOPOLOGY_LLC:
		return ops->llc(machine->hwloc, cpu);
	case IRQM_TOPOLOGY_CLUSTER:
		return ops->cluster(machine->hwloc, cpu);
	case IRQM_TOPOLOGY_CORE:
		return ops->core(machine->hwloc, cpu);
	default:
		return IRQM_NONE;
	}
}

unsigned int tool_machine_next(const struct tool_machine *machine, unsigned int cpu)
{
	return irqm_cpumask_next(irqm_topology_possible(machine->t), machine->nr_cpus, cpu);
}

bool tool_machine_online(const struct tool_machine *machine, unsigned int cpu)
{
	return irqm_cpumask_test(irqm_hwloc_online(machine->hwloc), cpu);
}

unsigned int tool_machine_cpu_of(const struct tool_machine *machine, unsigned int node)
{
	unsigned int cpu = tool_machine_next(machine, 0);

	while (cpu != IRQM_NONE && irqm_topology_node(machine->t, cpu) != node)
		cpu = tool_machine_next(machine, cpu + 1);
	return cpu;
}

static void take_snapshot(struct tool_machine *machine)
{
	const struct irqm_topology_config config = {
		.nr_cpus = machine->nr_cpus,
		.node_end = irqm_hwloc_node_end(machine->hwloc),
		.ops = &irqm_hwloc_ops,
		.ctx = machine->hwloc,
	};
	int error = irqm_topology_create(&config, &irqm_malloc_ops, NULL, &machine->t);

	if (error == -IRQM_ERANGE)
		program_die(PROGRAM_USAGE, "%s: more than %u NUMA nodes", machine->title,
			    IRQM_TOPOLOGY_MAX_NODES);
	if (error)
		program_die(EXIT_FAILURE, "%s: %s", machine->title, irqm_error_text(error));
}

static void count_domains(struct tool_machine *machine)
{
	unsigned int cpu, level, weakest = IRQM_TOPOLOGY_CAPACITY_FULL;

	for (cpu = tool_machine_next(machine, 0); cpu != IRQM_NONE;
	     cpu = tool_machine_next(machine, cpu + 1)) {
		unsigned int capacity = irqm_topology_capacity(machine->t, cpu);

		machine->nr_possible++;
		weakest = capacity < weakest ? capacity : weakest;
		for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++)
			machine->domains[level] +=
				irqm_topology_domain(machine->t, level, cpu) == cpu &&
				tool_machine_number(machine, level, cpu) != IRQM_NONE;
	}
	machine->is_hybrid = weakest < IRQM_TOPOLOGY_CAPACITY_FULL;
}

/* The levels from the outside inwards. A node with CPUs of several packages is outside of them. */
static void order_levels(struct tool_machine *machine)
{
	unsigned int cpu, level;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++)
		machine->levels[level] = level;
	for (cpu = tool_machine_next(machine, 0); cpu != IRQM_NONE;
	     cpu = tool_machine_next(machine, cpu + 1)) {
		unsigned int first = irqm_topology_domain(machine->t, IRQM_TOPOLOGY_NODE, cpu);

		if (irqm_topology_domain(machine->t, IRQM_TOPOLOGY_PACKAGE, cpu) !=
		    irqm_topology_domain(machine->t, IRQM_TOPOLOGY_PACKAGE, first)) {
			machine->levels[0] = IRQM_TOPOLOGY_NODE;
			machine->levels[1] = IRQM_TOPOLOGY_PACKAGE;
			return;
		}
	}
}

/* The name of a file without its folder and .xml; anything else as it is. Fit for a terminal. */
static char *make_title(const char *topology)
{
	const char *slash = strrchr(topology, '/');
	char *title = program_text("%s", slash && slash[1] ? slash + 1 : topology), *at;
	char *ending = strrchr(title, '.');

	if (ending && ending != title && !strcmp(ending, ".xml"))
		*ending = '\0';
	for (at = title; *at; at++) {
		if (iscntrl((unsigned char)*at))
			*at = '?';
	}
	return title;
}

struct tool_machine *tool_machine_load(const char *topology)
{
	struct tool_machine *machine = program_alloc(1, sizeof(*machine));

	machine->title = make_title(topology ? topology : "this machine");
	machine->hwloc = topology ? machine_load(topology) : machine_live();
	machine->nr_cpus = irqm_hwloc_nr_cpus(machine->hwloc);
	take_snapshot(machine);
	count_domains(machine);
	order_levels(machine);
	return machine;
}

void tool_machine_free(struct tool_machine *machine)
{
	irqm_topology_destroy(machine->t);
	irqm_hwloc_unload(machine->hwloc);
	free(machine->title);
	free(machine);
}

char *tool_machine_summary(const struct tool_machine *machine)
{
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);
	unsigned int i;

	if (!stream)
		program_die(EXIT_FAILURE, "no memory for a text");
	fprintf(stream, "%u CPU%s", machine->nr_possible, program_plural(machine->nr_possible));
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		unsigned int nr = machine->domains[machine->levels[i]];

		if (nr > 1 && nr < machine->nr_possible)
			fprintf(stream, ", %u %ss", nr, tool_level_name(machine->levels[i]));
	}
	if (fclose(stream))
		program_die(EXIT_FAILURE, "no memory for a text");
	return text;
}
