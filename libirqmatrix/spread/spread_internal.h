/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_internal.h - what spread.c asks a policy for.
 */
#ifndef IRQMATRIX_SPREAD_INTERNAL_H
#define IRQMATRIX_SPREAD_INTERNAL_H

#include <irqmatrix/spread.h>
#include "topology/topology_internal.h"

/* A node or a cluster, and its share of the groups, as Linux deals them. */
struct im_spread_part {
	unsigned int id;
	unsigned int cpus;
	unsigned int begin; /* of its CPUs, in a list */
	unsigned int groups;
};

/* A node that CPUs are attached to, or from. */
struct im_spread_near {
	unsigned int lonely;   /* so many CPUs have no group; of a leader, those of all it leads */
	unsigned int distance; /* from a lonely node to the nearest settled ones */
	unsigned int leader;   /* the first lonely node that the same nodes are nearest to */
	bool is_settled;       /* some of its CPUs are hosts */
};

struct im_spread_segment;
struct im_spread_domain;
struct im_spread_bin;

/* The CPUs of a stage in the order of the tree, where those of a domain stand side by side. */
struct im_spread_line {
	const unsigned int *cpu;
	const unsigned char *joint; /* per place: as those of the snapshot */
	const unsigned int *weight; /* per place, and one more: capacity of all before */
	const unsigned int *run;    /* per place, as that of the snapshot; or NULL */
	unsigned int end;
	unsigned int levels;      /* bit i: some joint is i */
	const unsigned int *size; /* per level: as that of the snapshot; or 0 */
	bool is_whole;            /* all possible CPUs: the lowest come first everywhere */
};

/*
 * The scratch memory of one call, and the set that is being spread. What belongs to one policy lies
 * where that of the other does.
 */
struct im_spread {
	const struct irqm_topology *t;
	unsigned int device; /* place of the node to start at, or IRQM_NONE */
	unsigned long *left; /* mask: the CPUs of this stage */
	bool all_left;       /* these are all that are possible */
	bool by_cluster;     /* a node's CPUs are dealt by cluster, where Linux does so */
	unsigned int *list;  /* room for every CPU: the CPUs of this stage, in some order */
	unsigned int *sublist;
	unsigned int *number;         /* room for every CPU: numbers of what a list holds */
	struct im_spread_part *nodes; /* room for IRQM_TOPOLOGY_MAX_NODES */
	struct im_spread_near *near;  /* per node */
	unsigned int *groups;         /* the result: per CPU */
	unsigned long *masks;         /* the result instead: a mask per group, or NULL */
	unsigned int nr_groups;
	unsigned int current; /* the group that is next */

	/* Linux */
	struct im_spread_part *clusters; /* room for every CPU */

	/* Locality: room for every CPU, but for what is about nodes */
	struct im_spread_line line;
	unsigned char *joints;
	unsigned int *weights; /* one more */
	unsigned int *starts;  /* one more: where the domains of a segment begin */
	struct im_spread_segment
		*segments; /* half as many, and one more: those of one CPU are done */
	struct im_spread_segment *split;
	struct im_spread_domain *domains;
	struct im_spread_bin *bins;
	unsigned int *rank;  /* of each node in the chain */
	unsigned int *chain; /* the nodes in that order, twice */
};

/*
 * Finds the device's node, if any, and divides scratch memory, at whose beginning s is.
 * -IRQM_EINVAL or -IRQM_ENOSPC when the memory is not what it has to be, -IRQM_ENOENT when there
 * is no such node.
 */
int im_spread_start(struct im_spread **s, const struct irqm_topology *t, unsigned int device_node,
		    void *scratch, size_t bytes);

/* As number of CPUs: a node or cluster that takes no part. */
#define IM_SPREAD_ABSENT (~0U)

/*
 * Gives each share its groups as Linux does, and brings the shares into the order in which it deals
 * them. total is the number of their CPUs.
 */
void im_spread_apportion(struct im_spread_part *shares, size_t n, unsigned int total,
			 unsigned int groups);

/*
 * Spreads the CPUs that are left, at least one, over the groups, from the current one on. Returns
 * to how many groups it dealt.
 */
unsigned int im_spread_linux(struct im_spread *s);

/*
 * Spreads the CPUs that are left, so many and at least one, over as many groups from the current
 * one on; no more groups than CPUs.
 */
void im_spread_locality(struct im_spread *s, unsigned int groups);

/* Numbers the groups below nr by how far they are from a node, known by its place. */
void im_spread_order(struct im_spread *s, unsigned int nr, unsigned int node);

/* Deals the CPUs that are left to the groups there are, each to one that is as near as any. */
void im_spread_attach(struct im_spread *s);

/* The mask of a group, where masks are the result. */
static inline unsigned long *im_spread_mask(const struct im_spread *s, unsigned int group)
{
	return s->masks + (size_t)group * im_bits_words(s->t->nr_cpus);
}

/* Word w of the CPUs that are spread over. */
static inline unsigned long im_spread_eligible(const struct irqm_topology *t,
					       const struct irqm_spread_request *r, unsigned int w)
{
	unsigned long possible = im_topology_possible(t)[w];

	return r->eligible ? possible & r->eligible[w] : possible;
}

#endif
