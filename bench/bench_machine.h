/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_machine.h - the machines to measure on: their CPUs, and the masks that the operations use.
 */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

#include <irqmatrix/topology.h>

struct irqm_hwloc;

/**
 * enum bench_masks - The sets of masks that operations go through in turn
 * @MASKS_ALL: one mask, all CPUs
 * @MASKS_NODE: one mask per node
 * @MASKS_ONE: one mask per CPU
 * @MASKS_RANDOM25: masks with a random quarter of the CPUs each
 * @MASKS_FULLEST: one mask, every second CPU: those that LOAD_RISING fills most
 * @MASKS_SIXTEEN: masks of 16 neighbours each
 */
enum bench_masks {
	MASKS_ALL,
	MASKS_NODE,
	MASKS_ONE,
	MASKS_RANDOM25,
	MASKS_FULLEST,
	MASKS_SIXTEEN,
	NR_MASKS,
};

/* A set of masks, which may share words. */
struct bench_mask_set {
	unsigned int nr;
	unsigned long **mask;
	unsigned long *words;
};

/**
 * struct bench_machine - A machine
 * @title: the name that the user gave it
 * @nr_cpus: CPU numbers are below this
 * @nr_online: how many CPUs are online; the others take no part in anything
 * @nr_nodes: how many nodes have CPUs online
 * @cpus: the numbers of the CPUs online, ascending
 * @places: per level, the domain of each of @cpus. Nodes are 0 .. nr_nodes - 1. Other levels have
 *	any number that is equal for CPUs of the same domain, or IRQM_NONE for a CPU of none; each
 *	CPU has a core
 * @capacity: the capacity of each of @cpus
 * @distance: the distance from each node to each; 0: not known
 * @masks: the masks over the CPUs online
 */
struct bench_machine {
	char *title;
	unsigned int nr_cpus;
	unsigned int nr_online;
	unsigned int nr_nodes;
	unsigned int *cpus;
	unsigned int *places[IRQM_TOPOLOGY_NR_LEVELS];
	unsigned int *capacity;
	unsigned int *distance;
	struct bench_mask_set masks[NR_MASKS];
};

/*
 * A machine of CPUs 0 .. nr_cpus - 1 on 8 nodes of neighbours (or on one node each, if there are
 * fewer CPUs). Two CPUs of a node are a core. To have domains at every level, four cores are a
 * cluster, eight share a last-level cache, both within a node, and the nodes are in two packages.
 */
struct bench_machine *bench_machine_plain(unsigned int nr_cpus);

/* A machine of hwloc's CPUs that are online; CPUs of no node make a node of their own. */
struct bench_machine *bench_machine_of(struct irqm_hwloc *t, const char *title);

/* Whether CPU number i of the machine's online ones is in MASKS_FULLEST. */
bool bench_is_fullest(const struct bench_machine *machine, unsigned int i);

void bench_machine_free(struct bench_machine *machine);

#endif
