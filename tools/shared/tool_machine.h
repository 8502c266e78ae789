/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * tool_machine.h - a machine, and the names of its parts. Without memory for it the program ends.
 */
#ifndef TOOL_MACHINE_H
#define TOOL_MACHINE_H

#include <stdbool.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

/**
 * struct tool_machine - A machine
 * @title: its name as the user gave it, fit for a terminal
 * @hwloc: the numbers of its parts, its devices, and which CPUs are online
 * @t: its snapshot
 * @nr_cpus: CPU numbers are below this
 * @nr_possible: number of CPUs
 * @domains: number of domains of each level; only those that have a number count
 * @levels: the levels from the outside inwards
 * @is_hybrid: whether some CPUs have a higher capacity than others
 */
struct tool_machine {
	char *title;
	struct irqm_hwloc *hwloc;
	struct irqm_topology *t;
	unsigned int nr_cpus;
	unsigned int nr_possible;
	unsigned int domains[IRQM_TOPOLOGY_NR_LEVELS];
	enum irqm_topology_level levels[IRQM_TOPOLOGY_NR_LEVELS];
	bool is_hybrid;
};

/* Loads the machine that --topology names, NULL for the one that the program runs on. */
struct tool_machine *tool_machine_load(const char *topology);

void tool_machine_free(struct tool_machine *machine);

/* "package", "node", "cache", "cluster", "core". */
const char *tool_level_name(enum irqm_topology_level level);

/* The number that a CPU's domain has in the operating system or in hwloc; IRQM_NONE if none. */
unsigned int tool_machine_number(const struct tool_machine *machine, enum irqm_topology_level level,
				 unsigned int cpu);

/* The first possible CPU from this number on; IRQM_NONE when there is none. */
unsigned int tool_machine_next(const struct tool_machine *machine, unsigned int cpu);

bool tool_machine_online(const struct tool_machine *machine, unsigned int cpu);

/* Any CPU of a node; IRQM_NONE when the node has none. */
unsigned int tool_machine_cpu_of(const struct tool_machine *machine, unsigned int node);

/* "64 CPUs, 4 packages, 8 nodes": the levels with several domains. The caller frees it. */
char *tool_machine_summary(const struct tool_machine *machine);

#endif
