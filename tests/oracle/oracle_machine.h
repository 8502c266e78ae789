/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_machine.h - machines to group CPUs of: recorded by hwloc, or random.
 */
#ifndef ORACLE_MACHINE_H
#define ORACLE_MACHINE_H

#include <stdio.h>

#include "linux_peer.h"
#include "support/op_random.h"

/* What an architecture, or a firmware, tells of clusters. */
enum oracle_clusters {
	ORACLE_CLUSTERS_OWN,      /* each CPU is one, siblings or not, as on LoongArch */
	ORACLE_CLUSTERS_CORES,    /* the CPUs of a core, as of an L2 each on x86 */
	ORACLE_CLUSTERS_NESTED,   /* cores side by side, inside nodes */
	ORACLE_CLUSTERS_UNEVEN,   /* of different sizes, inside nodes */
	ORACLE_CLUSTERS_ACROSS,   /* cores side by side, whatever their nodes */
	ORACLE_CLUSTERS_MISSING,  /* nested, but some CPUs are in none */
	ORACLE_CLUSTERS_FIRMWARE, /* nested, and some CPUs are their own, as on arm64 */
	ORACLE_CLUSTERS_CUT,      /* any CPUs: a core reaches into several */
	ORACLE_CLUSTERS_OVERLAP,  /* masks that overlap, but for those that Linux looks at */
	ORACLE_NR_CLUSTERS,
};

extern const char *const oracle_clusters_names[ORACLE_NR_CLUSTERS];

/*
 * @threads: of a core, on random machines
 * @machine: points into the other members
 * @cluster_of_cpu: with cluster_masks, what Linux makes of those
 */
struct oracle_machine {
	char name[128];
	enum oracle_clusters clusters;
	unsigned int threads;
	struct linux_machine machine;
	unsigned long *possible;
	unsigned long *present;
	unsigned long *started;
	unsigned long *possible_nodes;
	unsigned int *node_of_cpu;
	unsigned int *core_of_cpu;
	unsigned int *cluster_of_cpu;
	unsigned long *cluster_masks;
};

/*
 * Reads an hwloc XML file. A CPU without a node is on node 0, as in Linux; one without a core is
 * its own. Returns 0, or an error of irqm_hwloc_load(), or -IRQM_ERANGE for a node number that
 * Linux has not.
 */
int oracle_machine_load(struct oracle_machine *x, const char *path);

/* The same seed gives the same machine, with at most this many CPUs. */
void oracle_machine_random(struct oracle_machine *x, uint64_t seed, unsigned int cpus_max);

/* The same from any generator; the caller names it. */
void oracle_machine_drawn(struct oracle_machine *x, struct op_rng *rng, unsigned int cpus_max);

/* The same with clusters of this kind. */
void oracle_machine_drawn_kind(struct oracle_machine *x, struct op_rng *rng, unsigned int cpus_max,
			       enum oracle_clusters clusters);

void oracle_machine_fini(struct oracle_machine *x);

/*
 * Writes a value for each CPU: "5*3" is 5 for three CPUs, "5+3" is 5, 6, 7; "-" is IRQM_NONE.
 */
void oracle_values_print(FILE *out, const unsigned int *values, unsigned int nr);

/* Writes all that Linux is told of the machine. */
void oracle_machine_print(FILE *out, const struct oracle_machine *x);

#endif
