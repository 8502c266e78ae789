/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * topology_internal.h - what those who spread see of a snapshot; how it is taken is in topology.c,
 * how it is put in order in topology_tree.c.
 */
#ifndef IRQMATRIX_TOPOLOGY_INTERNAL_H
#define IRQMATRIX_TOPOLOGY_INTERNAL_H

#include <irqmatrix/errors.h>
#include <irqmatrix/topology.h>
#include "base/bits.h"
#include "base/object.h"

/* All distances are counted from here, in bytes, so that a byte copy is a snapshot. */
struct irqm_topology {
	unsigned int nr_cpus;
	unsigned int nr_possible;
	unsigned int nr_nodes;    /* different ones of possible CPUs */
	unsigned int node_room;   /* for so many is memory */
	unsigned int node_end;    /* above all numbers of nodes, if the caller knows */
	unsigned int possible_at; /* mask */
	unsigned int present_at;  /* mask */
	unsigned int cluster_at;  /* mask of the CPUs that are in a cluster */
	unsigned int domain_at;   /* per level and CPU: the lowest CPU of its domain */
	unsigned int order_at;    /* the possible CPUs, those of a domain side by side */
	unsigned int number_at;   /* per node: what callbacks call it, ascending */
	unsigned int node_of_at;  /* per CPU: which of these, 16 bits */
	unsigned int capacity_at; /* per CPU, 16 bits */
	unsigned int distance_at; /* per pair of nodes, 16 bits */
	unsigned int sibling_at;  /* per CPU: the next of its core, by number, or IRQM_NONE */
	/* Per place in the order: */
	unsigned int joint_at;  /* first level from the top on which a domain ends before it */
	unsigned int weight_at; /* capacity of all before; one place more */
	unsigned int run_at;    /* CPUs from here on that follow each other by number too */
	unsigned int levels;    /* bit i: some joint is i, so there is something to split there */
	/* From the top: CPUs of each domain, where all of a level are alike; else 0. */
	unsigned int size[IRQM_TOPOLOGY_NR_LEVELS];
	/*
	 * The CPUs of a node as words of a mask, only those that are not 0: per node, and one more,
	 * where its pieces begin; per piece, which word of a mask it is, and its bits.
	 */
	unsigned int piece_at;
	unsigned int word_at;
	unsigned int bits_at;
	/* From the top of the tree down. */
	enum irqm_topology_level level[IRQM_TOPOLOGY_NR_LEVELS];
	struct im_object object;
};

#define IM_TOPOLOGY_PART(name, type) \
	static inline type *im_topology_##name##_rw(struct irqm_topology *t) \
	{ \
		return (type *)(void *)((char *)t + t->name##_at); \
	} \
	static inline const type *im_topology_##name(const struct irqm_topology *t) \
	{ \
		return (const type *)(const void *)((const char *)t + t->name##_at); \
	}

IM_TOPOLOGY_PART(possible, unsigned long)
IM_TOPOLOGY_PART(present, unsigned long)
IM_TOPOLOGY_PART(cluster, unsigned long)
IM_TOPOLOGY_PART(order, unsigned int)
IM_TOPOLOGY_PART(number, unsigned int)
IM_TOPOLOGY_PART(node_of, uint16_t)
IM_TOPOLOGY_PART(capacity, uint16_t)
IM_TOPOLOGY_PART(distance, uint16_t)
IM_TOPOLOGY_PART(sibling, unsigned int)
IM_TOPOLOGY_PART(joint, unsigned char)
IM_TOPOLOGY_PART(weight, unsigned int)
IM_TOPOLOGY_PART(run, unsigned int)
IM_TOPOLOGY_PART(piece, unsigned int)
IM_TOPOLOGY_PART(word, unsigned int)
IM_TOPOLOGY_PART(bits, unsigned long)

static inline unsigned int *im_topology_domain_rw(struct irqm_topology *t,
						  enum irqm_topology_level level)
{
	return (unsigned int *)(void *)((char *)t + t->domain_at) + (size_t)level * t->nr_cpus;
}

static inline const unsigned int *im_topology_domain(const struct irqm_topology *t,
						     enum irqm_topology_level level)
{
	return (const unsigned int *)(const void *)((const char *)t + t->domain_at) +
	       (size_t)level * t->nr_cpus;
}

/* The distances from one node to each, both by their places. */
static inline const uint16_t *im_topology_distances_from(const struct irqm_topology *t,
							 unsigned int node)
{
	return im_topology_distance(t) + (size_t)node * t->nr_nodes;
}

/* Gives the nodes numbers from 0 on, and notes their CPUs; false when there are too many. */
bool im_topology_number_nodes(struct irqm_topology *t);

/* Puts what was asked in order. */
void im_topology_build_tree(struct irqm_topology *t);

static inline bool im_topology_has(const struct irqm_topology *t, unsigned int cpu)
{
	return cpu < t->nr_cpus && im_bits_test(im_topology_possible(t), cpu);
}

#endif
