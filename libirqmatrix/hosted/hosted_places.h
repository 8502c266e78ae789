/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * hosted_places.h - what is read of a machine, and where its CPUs are; private to hosted/.
 */
#ifndef HOSTED_PLACES_H
#define HOSTED_PLACES_H

#include <hwloc.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/types.h>

enum level {
	LEVEL_NODE,
	LEVEL_PACKAGE,
	LEVEL_LLC,
	LEVEL_CLUSTER,
	LEVEL_CORE,
	NR_LEVELS,
};

struct place {
	unsigned int number[NR_LEVELS];
	unsigned int capacity;
};

struct irqm_hwloc {
	unsigned int nr_cpus;
	unsigned int nr_nodes;
	unsigned int node_end;   /* 0: no nodes, or a number above the limit */
	struct place *places;    /* by CPU */
	unsigned long *possible; /* masks of nr_cpus */
	unsigned long *online;
	unsigned int nr_distances;    /* 0: distances are unknown */
	unsigned int *distance_nodes; /* node number of each row and column */
	unsigned int *distances;      /* nr_distances x nr_distances */
	unsigned int nr_devices;
	struct irqm_hwloc_device *devices;
};

#define HOSTED_STRONGEST 1024U
#define HOSTED_LOCAL 10U

/* Fills a zeroed t. When this fails, the caller frees what t holds by then. */
int hosted_read_tree(struct irqm_hwloc *t, hwloc_topology_t tree);

/* The distance between two nodes, HOSTED_LOCAL for a node from itself; 0 when it is not known. */
unsigned int hosted_distance(const struct irqm_hwloc *t, unsigned int from, unsigned int to);

#endif
