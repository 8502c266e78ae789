/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * topology.h - a snapshot of where each CPU sits in the machine.
 *
 * Taken once through struct irqm_topology_ops, then never asked again: whatever the machine does
 * later, and whatever its callbacks answered in between, a snapshot is consistent in itself. What
 * the callbacks said is repaired thus:
 *
 * - A CPU that is present but not possible is neither.
 * - Domains are nested: a node, cache, cluster or core that reaches into two domains of a level
 *   above is two, one in each. Packages are above nodes, unless some node holds several packages
 *   and no package several nodes; IRQM_NONE is no node here. Of this only CPUs that are present
 *   are judges, if there are any.
 * - A CPU without a core (IRQM_NONE) is a core of its own, a core without a cluster is a cluster.
 *   The CPUs of a domain without a level below, such as a cache, are one domain of that level.
 * - A distance of 0 is 10 from a node to itself and 20 to another, as firmware that says nothing
 *   is read; 65,535 is the largest.
 * - A capacity of 0 is 1; one above 1024 is 1024. Without the callback all are 1024.
 *
 * Common to all functions: a snapshot never changes, so any number of calls may look at it at the
 * same time. CPU masks are as in cpumask.h, sized for the nr_cpus of the snapshot. NULL for a
 * required pointer is -IRQM_EINVAL, or the answer that stands for "not there".
 */
#ifndef IRQMATRIX_TOPOLOGY_H
#define IRQMATRIX_TOPOLOGY_H

#include <irqmatrix/ops.h>
#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct irqm_topology;

/* Different NUMA nodes that a snapshot can hold, as many as Linux. */
#define IRQM_TOPOLOGY_MAX_NODES 1024U

/* Alignment that memory handed to irqm_topology_init() must have, in bytes. */
#define IRQM_TOPOLOGY_ALIGN 64U

/* The computing power of the strongest CPU of a machine. */
#define IRQM_TOPOLOGY_CAPACITY_FULL 1024U

/**
 * enum irqm_topology_level - What CPUs can have in common, the farthest apart first
 * @IRQM_TOPOLOGY_PACKAGE: a package (socket)
 * @IRQM_TOPOLOGY_NODE: a NUMA node
 * @IRQM_TOPOLOGY_LLC: a last-level cache
 * @IRQM_TOPOLOGY_CLUSTER: a cluster, such as the cores that share a cache below the last level
 * @IRQM_TOPOLOGY_CORE: a core; its CPUs are SMT siblings
 * @IRQM_TOPOLOGY_NR_LEVELS: how many levels there are
 */
enum irqm_topology_level {
	IRQM_TOPOLOGY_PACKAGE,
	IRQM_TOPOLOGY_NODE,
	IRQM_TOPOLOGY_LLC,
	IRQM_TOPOLOGY_CLUSTER,
	IRQM_TOPOLOGY_CORE,
	IRQM_TOPOLOGY_NR_LEVELS,
};

/**
 * struct irqm_topology_config - What to take a snapshot of
 * @nr_cpus: CPU numbers are 0 .. nr_cpus - 1; 1 .. IRQM_MAX_CPUS
 * @nr_nodes: different NUMA nodes there is room for, 1 .. IRQM_TOPOLOGY_MAX_NODES. IRQM_NONE as
 *	node counts as one. irqm_topology_create() counts them when this is 0.
 * @node_end: one above the highest node number of the machine, nodes without CPUs included; 0 for
 *	the highest of a possible CPU. Spreading as Linux does puts nodes of equal size into an
 *	order that depends on it; nothing else does.
 * @ops: where each CPU sits; all members but capacity are required
 * @ctx: first argument of the functions of @ops
 *
 * Read by the call it is passed to and not kept.
 */
struct irqm_topology_config {
	unsigned int nr_cpus;
	unsigned int nr_nodes;
	unsigned int node_end;
	const struct irqm_topology_ops *ops;
	void *ctx;
};

/**
 * irqm_topology_size() - How much memory a snapshot of this shape takes
 * @config: the shape; the callbacks are not called
 * @bytes: set to the size in bytes
 *
 * About 41 bytes per CPU, 2 per pair of nodes, and 12 per node and word of its CPUs.
 *
 * Context: any; no callback.
 * Complexity: O(1).
 * Return: 0; -IRQM_EINVAL when a pointer is NULL, a required callback is missing, or nr_cpus or
 * nr_nodes is 0; -IRQM_ERANGE when one exceeds its limit, or node_end IRQM_TOPOLOGY_MAX_NODES.
 * Source: ours.
 */
IRQM_API int irqm_topology_size(const struct irqm_topology_config *config, size_t *bytes);

/**
 * irqm_topology_init() - Take a snapshot in the caller's memory
 * @config: what to take it of
 * @memory: at least irqm_topology_size() bytes, aligned to IRQM_TOPOLOGY_ALIGN; the caller's, to be
 *	kept as long as the snapshot is used. It holds no pointers: a byte copy is a snapshot too.
 * @bytes: its size
 * @t: set to the snapshot, which lies in @memory; there is nothing to undo
 *
 * Asks possible and present once per CPU, everything else once per possible CPU, and each distance
 * once. What is in @memory after an error is not specified.
 *
 * Context: calls the callbacks; sleeps if they do.
 * Complexity: O(CPUs log CPUs + nodes^2).
 * Return: 0; -IRQM_EINVAL as irqm_topology_size(), or when @memory is not aligned; -IRQM_ERANGE as
 * there, or when there are more nodes than nr_nodes; -IRQM_ENOSPC when @bytes is too small;
 * -IRQM_ENODEV when no CPU is possible.
 * Source: ours.
 */
IRQM_API int irqm_topology_init(const struct irqm_topology_config *config, void *memory,
				size_t bytes, struct irqm_topology **t);

/**
 * irqm_topology_create() - Take a snapshot in memory from callbacks
 * @config: what to take it of; nr_nodes may be 0, then possible is asked once more per CPU and
 *	node per possible CPU, to count them
 * @mem: memory; both members are required, and have to outlive the snapshot
 * @mem_ctx: first argument of the functions of @mem
 * @t: set to the snapshot; end with irqm_topology_destroy()
 *
 * Context: process context; calls the callbacks and @mem.
 * Complexity: as irqm_topology_init().
 * Return: as irqm_topology_init(), but not -IRQM_ENOSPC; -IRQM_ENOMEM when @mem has none.
 * Source: ours.
 */
IRQM_API int irqm_topology_create(const struct irqm_topology_config *config,
				  const struct irqm_mem_ops *mem, void *mem_ctx,
				  struct irqm_topology **t);

/**
 * irqm_topology_destroy() - Give the memory of a snapshot back
 * @t: a snapshot from irqm_topology_create(), or NULL for no effect
 *
 * Context: process context; calls free of the memory callbacks.
 * Complexity: O(1).
 * Return: nothing.
 * Source: ours.
 */
IRQM_API void irqm_topology_destroy(struct irqm_topology *t);

/**
 * irqm_topology_nr_cpus() - How many CPU numbers a snapshot knows
 * @t: the snapshot
 *
 * Context: any.
 * Complexity: O(1).
 * Return: the nr_cpus it was taken with; 0 for NULL.
 * Source: ours.
 */
IRQM_API unsigned int irqm_topology_nr_cpus(const struct irqm_topology *t);

/**
 * irqm_topology_possible() - Which CPUs can ever exist
 * @t: the snapshot
 *
 * Context: any.
 * Complexity: O(1).
 * Return: a mask that lives as long as the snapshot, never empty; NULL for NULL.
 * Source: ours.
 */
IRQM_API const unsigned long *irqm_topology_possible(const struct irqm_topology *t);

/**
 * irqm_topology_present() - Which CPUs are there, online or not
 * @t: the snapshot
 *
 * Context: any.
 * Complexity: O(1).
 * Return: a mask that lives as long as the snapshot, part of irqm_topology_possible(), possibly
 * empty; NULL for NULL.
 * Source: ours.
 */
IRQM_API const unsigned long *irqm_topology_present(const struct irqm_topology *t);

/**
 * irqm_topology_node() - The NUMA node of a CPU
 * @t: the snapshot
 * @cpu: a possible CPU
 *
 * Context: any.
 * Complexity: O(1).
 * Return: the number the callback gave; IRQM_NONE when it gave that, or @cpu is not possible.
 * Source: ours.
 */
IRQM_API unsigned int irqm_topology_node(const struct irqm_topology *t, unsigned int cpu);

/**
 * irqm_topology_domain() - The domain of a CPU on some level
 * @t: the snapshot
 * @level: the level
 * @cpu: a possible CPU
 *
 * Two CPUs are in one domain if this is the same for both. A domain of a level lies within one
 * domain of every level above.
 *
 * Context: any.
 * Complexity: O(1).
 * Return: the lowest CPU of the domain; IRQM_NONE when @cpu is not possible or there is no such
 * level.
 * Source: ours.
 */
IRQM_API unsigned int irqm_topology_domain(const struct irqm_topology *t,
					   enum irqm_topology_level level, unsigned int cpu);

/**
 * irqm_topology_distance() - How far apart the nodes of two CPUs are
 * @t: the snapshot
 * @from: a possible CPU
 * @to: a possible CPU
 *
 * Context: any.
 * Complexity: O(1).
 * Return: relative distance, 10 = local, 1 .. 65,535; 0 when one of them is not possible.
 * Source: ours.
 */
IRQM_API unsigned int irqm_topology_distance(const struct irqm_topology *t, unsigned int from,
					     unsigned int to);

/**
 * irqm_topology_capacity() - The computing power of a CPU
 * @t: the snapshot
 * @cpu: a possible CPU
 *
 * Context: any.
 * Complexity: O(1).
 * Return: 1 .. IRQM_TOPOLOGY_CAPACITY_FULL; 0 when @cpu is not possible.
 * Source: ours.
 */
IRQM_API unsigned int irqm_topology_capacity(const struct irqm_topology *t, unsigned int cpu);

#ifdef __cplusplus
}
#endif

#endif
