/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * topology_internal.h - what a snapshot holds, for the code that spreads vectors. topology.c asks
 * the callbacks, topology_tree.c puts the answers in order.
 *
 * The tree of domains is kept as an order of the CPUs in which the CPUs of each domain are
 * neighbours. An example: two packages of two cores, CPU c and CPU c + 4 being siblings; each
 * package is one node, one cache and one cluster.
 *
 *	position    0  1  2  3  4  5  6  7
 *	order       0  4  1  5  2  6  3  7
 *	joint       0  5  4  5  0  5  4  5
 *
 * A joint is the highest level on which a domain begins at a position: 0 is the top (the package),
 * 4 the core, 5 none.
 *
 * Linux's grouping does not nest what it reads, so what it reads is kept as the callbacks said it:
 * a core may reach into two clusters, and a cluster into two nodes.
 *
 * Nodes have two names: the number that callbacks use, and the index from 0 on that arrays here
 * use. Indices ascend as numbers do.
 */
#ifndef IRQMATRIX_TOPOLOGY_INTERNAL_H
#define IRQMATRIX_TOPOLOGY_INTERNAL_H

#include <irqmatrix/errors.h>
#include <irqmatrix/topology.h>
#include "base/bits.h"
#include "base/object.h"

/* The arrays follow the struct. Their offsets are in bytes, so that a byte copy is a snapshot. */
struct irqm_topology {
	unsigned int nr_cpus;
	unsigned int nr_possible;
	unsigned int nr_nodes;    /* different nodes of possible CPUs */
	unsigned int max_nodes;   /* nodes there is memory for */
	unsigned int node_end;    /* from the configuration: above all node numbers, or 0 */
	unsigned int possible_at; /* mask */
	unsigned int present_at;  /* mask */
	unsigned int domain_at;   /* per level and CPU: the lowest CPU of its domain */
	unsigned int order_at;    /* per position: the CPU */
	unsigned int number_at;   /* per node index: its number, ascending */
	unsigned int node_of_at;  /* per CPU: the index of its node, 16 bits */
	unsigned int capacity_at; /* per CPU, 16 bits */
	unsigned int distance_at; /* per pair of node indices, 16 bits */
	unsigned int sibling_at;  /* per CPU: the next that said the same core, or IRQM_NONE */
	unsigned int cluster_at;  /* per CPU: the lowest that said the same cluster, or IRQM_NONE */
	unsigned int joint_at;    /* per position: see above */
	unsigned int weight_at;   /* per position, and one more: capacity of all before it */
	unsigned int run_at;      /* per position: CPUs from here on with consecutive numbers */
	unsigned int levels;      /* bit i: some joint is i, so that some domain is split there */
	/* Per level from the top: CPUs of each domain if all are alike, else 0. */
	unsigned int size[IRQM_TOPOLOGY_NR_LEVELS];
	/*
	 * The CPUs of each node, as those words of a mask that are not 0. Node n has the pieces
	 * from piece[n] up to piece[n + 1]; a piece is which word of a mask, and its bits.
	 */
	unsigned int piece_at;
	unsigned int word_at;
	unsigned int bits_at;
	enum irqm_topology_level level[IRQM_TOPOLOGY_NR_LEVELS]; /* from the top down */
	struct im_object object;
};

/* The array NAME of a snapshot: im_topology_NAME() to read it, im_topology_NAME_rw() to write. */
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
IM_TOPOLOGY_PART(order, unsigned int)
IM_TOPOLOGY_PART(number, unsigned int)
IM_TOPOLOGY_PART(node_of, uint16_t)
IM_TOPOLOGY_PART(capacity, uint16_t)
IM_TOPOLOGY_PART(distance, uint16_t)
IM_TOPOLOGY_PART(sibling, unsigned int)
IM_TOPOLOGY_PART(cluster, unsigned int)
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

/* Per CPU: the lowest CPU of its domain on a level. */
static inline const unsigned int *im_topology_domain(const struct irqm_topology *t,
						     enum irqm_topology_level level)
{
	return (const unsigned int *)(const void *)((const char *)t + t->domain_at) +
	       (size_t)level * t->nr_cpus;
}

/* The distances from one node to each, both by index. */
static inline const uint16_t *im_topology_distances_from(const struct irqm_topology *t,
							 unsigned int node)
{
	return im_topology_distance(t) + (size_t)node * t->nr_nodes;
}

/*
 * Gives each node an index, and fills the arrays that are about nodes, but not the distances.
 * Returns false when there are more nodes than memory for them.
 */
bool im_topology_index_nodes(struct irqm_topology *t);

/* Builds the order of the CPUs and all that follows from it, once all callbacks were asked. */
void im_topology_build_tree(struct irqm_topology *t);

static inline bool im_topology_has(const struct irqm_topology *t, unsigned int cpu)
{
	return cpu < t->nr_cpus && im_bits_test(im_topology_possible(t), cpu);
}

#endif
