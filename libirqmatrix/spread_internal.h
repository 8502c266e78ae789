/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_internal.h - what spread.c asks a policy for.
 */
#ifndef IRQMATRIX_SPREAD_INTERNAL_H
#define IRQMATRIX_SPREAD_INTERNAL_H

#include <irqmatrix/spread.h>
#include "topology_internal.h"

/* A node or a cluster, and its share of the groups. */
struct im_share {
	unsigned int id;
	unsigned int cpus;
	unsigned int begin; /* of its CPUs, in a list */
	unsigned int groups;
};

/* Neighbours in a list of CPUs, and their share of the groups. */
struct im_segment {
	unsigned int begin; /* its end is where the next begins */
	unsigned int groups;
};

/* The scratch memory of one call, and the set that is being spread. */
struct im_spread {
	const struct irqm_topology *t;
	unsigned int device;         /* place of the node to start at, or IRQM_NONE */
	unsigned long *left;         /* mask: the CPUs of this stage that are in no group yet */
	unsigned int *list;          /* the CPUs of this stage by node, then number */
	unsigned int *sublist;       /* those of a node by cluster, then number */
	unsigned int *cluster_of;    /* per lowest CPU of a cluster: the cluster's number */
	struct im_segment *segments; /* room for every CPU, twice */
	struct im_segment *split;
	struct im_share *nodes;    /* room for IRQM_MAX_NODES */
	struct im_share *clusters; /* room for every CPU */
	unsigned int *groups;      /* the result: per CPU */
	unsigned long *masks;      /* the result instead: a mask per group, or NULL */
	unsigned int nr_groups;
	unsigned int current; /* the group that is next */
};

/* Divides scratch memory; -IRQM_EINVAL or -IRQM_ENOSPC when it is not what it has to be. */
int im_spread_start(struct im_spread *s, const struct irqm_topology *t, void *scratch,
		    size_t bytes);

/* The place of a node known by its number, IRQM_NONE for that; -IRQM_ENOENT when there is none. */
int im_spread_find_node(const struct irqm_topology *t, unsigned int number, unsigned int *node);

/*
 * Spreads the CPUs that are left, at least one, over the groups, from the current one on. Returns
 * to how many groups it dealt.
 */
unsigned int im_spread_linux(struct im_spread *s, bool by_cluster);

/*
 * Spreads the CPUs that are left, so many and at least one, over as many groups from the current
 * one on; no more groups than CPUs.
 */
void im_spread_locality(struct im_spread *s, unsigned int groups);

/* Numbers the groups below nr by how far they are from a node, known by its place. */
void im_spread_order(struct im_spread *s, unsigned int nr, unsigned int node);

/* Deals the CPUs that are left to the groups there are, each to one that is as near as any. */
void im_spread_attach(struct im_spread *s);

#endif
