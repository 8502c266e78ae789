/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_internal.h - what the files that spread vectors share.
 *
 * Words: a request has sets of vectors; each vector of a set is a group of CPUs. A set is spread in
 * stages: spread.c chooses the CPUs of a stage, a policy divides them into groups (spread_linux.c,
 * spread_locality.c), or they are attached to groups that there are (spread_attach.c).
 */
#ifndef IRQMATRIX_SPREAD_INTERNAL_H
#define IRQMATRIX_SPREAD_INTERNAL_H

#include <irqmatrix/spread.h>
#include "topology/topology_internal.h"

/* Linux's policies: a part of the machine, which is a node or a cluster, and the groups it gets. */
struct im_spread_part {
	unsigned int id;
	unsigned int cpus;   /* or IM_SPREAD_SKIPPED */
	unsigned int begin;  /* where its CPUs begin in a list */
	unsigned int groups; /* from im_spread_apportion() */
};

/* In place of a number of CPUs: a node that gets no groups. Linux's sort reads it as -1. */
#define IM_SPREAD_SKIPPED (~0U)

/* Attaching: what is known of a node. */
struct im_spread_near {
	unsigned int unattached; /* its CPUs that are; for a leader, those of all nodes it leads */
	unsigned int distance;   /* from a node with unattached CPUs to the nearest with groups */
	unsigned int leader;     /* the first node that has the same nearest nodes */
	bool has_groups;         /* some of its CPUs are in a group and not of this stage */
};

struct im_spread_segment;
struct im_spread_domain;
struct im_spread_bin;

/* Locality: the CPUs of a stage in the order of the tree, so that each domain is an interval. */
struct im_spread_line {
	const unsigned int *cpu;    /* per position */
	const unsigned char *joint; /* per position: as im_topology_joint() */
	const unsigned int *weight; /* per position, and one more: capacity of all before it */
	const unsigned int *run;    /* per position: as im_topology_run(), or NULL */
	unsigned int end;           /* how many positions there are */
	unsigned int levels;        /* bit i: some joint is i */
	const unsigned int *size;   /* per level from the top: as that of the snapshot, or 0 */
	bool is_whole;              /* all possible CPUs; so each domain begins with its lowest */
};

/* The state of one call, at the beginning of the scratch memory; the arrays follow it. */
struct im_spread {
	const struct irqm_topology *t;
	unsigned int device;   /* index of the device's node, or IRQM_NONE */
	unsigned long *cpus;   /* mask: the CPUs of this stage */
	bool has_all_cpus;     /* these are all possible ones */
	bool by_cluster;       /* Linux's policies: nodes share out their groups to clusters */
	bool has_clear_groups; /* Linux's policies: no number in groups is older than the call */

	/* Memory to work in, a number for each CPU; who uses it says what is in it. */
	unsigned int *list;
	unsigned int *sublist;
	unsigned int *number;

	/* The result: a group number per CPU, or, if masks is not NULL, a mask per group. */
	unsigned int *groups;
	unsigned long *masks;
	unsigned int nr_groups;
	unsigned int current; /* the group that gets CPUs next */

	struct im_spread_part *nodes; /* IRQM_TOPOLOGY_MAX_NODES of them */
	struct im_spread_near *near;  /* per node index */

	/* What follows is of one policy, and shares its memory with what is of the other. */

	/* Linux's policies */
	struct im_spread_part *clusters; /* as many as CPUs */

	/* Locality; with memory for each CPU where nothing else is said */
	struct im_spread_line line;
	unsigned char *joints;
	unsigned int *weights;              /* one more */
	unsigned int *starts;               /* one more: where the domains of a segment begin */
	struct im_spread_segment *segments; /* for each second CPU, and one more */
	struct im_spread_segment *split;    /* as segments: what they are split into */
	struct im_spread_domain *domains;
	struct im_spread_bin *bins;
	unsigned int *rank;  /* per node index: its position in the chain */
	unsigned int *chain; /* for two chains of all nodes */
};

/* ---- spread.c ---- */

/*
 * Divides scratch memory, sets *s to its beginning, and finds the device's node, if any.
 * -IRQM_EINVAL or -IRQM_ENOSPC when the memory is not what it has to be, -IRQM_ENOENT when there
 * is no such node.
 */
int im_spread_start(struct im_spread **s, const struct irqm_topology *t, unsigned int device_node,
		    void *scratch, size_t bytes);

/* The mask of a group, where masks are the result. */
static inline unsigned long *im_spread_mask(const struct im_spread *s, unsigned int group)
{
	return s->masks + (size_t)group * im_bits_words(s->t->nr_cpus);
}

/* Word w of the mask of eligible CPUs. */
static inline unsigned long im_spread_eligible(const struct irqm_topology *t,
					       const struct irqm_spread_request *r, unsigned int w)
{
	unsigned long possible = im_topology_possible(t)[w];

	return r->eligible ? possible & r->eligible[w] : possible;
}

/* ---- spread_linux.c ---- */

/*
 * Divides the CPUs of the stage, at least one, into groups from the current one on; after the last
 * group comes the first. Returns how many groups it dealt CPUs to.
 */
unsigned int im_spread_linux(struct im_spread *s);

/* ---- spread_apportion.c ---- */

/*
 * Gives each of n parts its number of groups as Linux does, and leaves the parts in the order in
 * which Linux deals them. total is the number of CPUs of all parts.
 */
void im_spread_apportion(struct im_spread_part *parts, size_t n, unsigned int total,
			 unsigned int groups);

/* ---- spread_locality.c ---- */

/*
 * Divides the CPUs of the stage, at least one, into this many groups from the current one on.
 * There are no more groups than CPUs.
 */
void im_spread_locality(struct im_spread *s, unsigned int groups);

/* Numbers the first nr groups anew, by their distance from a node, given by its index. */
void im_spread_order(struct im_spread *s, unsigned int nr, unsigned int node);

/* ---- spread_attach.c ---- */

/* Puts each CPU of the stage into an existing group; no other group is nearer to it. */
void im_spread_attach(struct im_spread *s);

#endif
