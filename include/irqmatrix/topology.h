/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * topology.h - a snapshot of where each CPU sits in the machine.
 *
 * A snapshot is taken once, through struct irqm_topology_ops, and never asks again. It is
 * consistent in itself, whatever the machine does later and whatever its callbacks answered in
 * between. What the callbacks said is repaired as follows:
 *
 * - A CPU that is present but not possible is neither.
 * - Domains are nested. A node, cache, cluster or core that reaches into two domains of a level
 *   above becomes two, one in each.
 * - Packages are above nodes, unless some node holds several packages and no package holds several
 *   nodes. Only present CPUs count for this, or all possible ones when none is present; a node of
 *   IRQM_NONE does not count.
 * - A CPU without a core (IRQM_NONE) is a core of its own. A core without a cluster is a cluster.
 *   The CPUs of a domain that belong to no domain of some lower level, such as a cache, form one
 *   domain of that level.
 * - A distance of 0 becomes 10 from a node to itself and 20 to another node, as for firmware that
 *   gives no distances. A distance above 65,535 becomes 65,535.
 * - A capacity of 0 becomes 1, one above 1024 becomes 1024. Without the callback all are 1024.
 *
 * Common to all functions: a snapshot never changes, so any number of calls may read it at the same
 * time. CPU masks are as in cpumask.h, sized for the nr_cpus of the snapshot. No function uses a
 * callback, except those that its Context names. A required pointer that is NULL is -IRQM_EINVAL;
 * the questions, given NULL, answer as for a CPU that is not possible, or as they say.
 */
#ifndef IRQMATRIX_TOPOLOGY_H
#define IRQMATRIX_TOPOLOGY_H

#include <irqmatrix/ops.h>
#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct irqm_topology;

/* Most different NUMA nodes of a snapshot; as many as Linux can have. */
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
 * @IRQM_TOPOLOGY_CLUSTER: a cluster, such as the cores that share a cache below the last-level one
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
 * @nr_cpus: how many CPU numbers there are, 1 .. IRQM_MAX_CPUS; they are 0 .. nr_cpus - 1
 * @nr_nodes: most different NUMA nodes of the snapshot, 1 .. IRQM_TOPOLOGY_MAX_NODES. The answer
 *	IRQM_NONE counts as a node. irqm_topology_create() counts the nodes when this is 0.
 * @node_end: one past the highest node number of the machine, nodes without CPUs included; 0 for
 *	one past the highest node of a possible CPU. Only spreading as Linux does depends on it, in
 *	the order of nodes of equal size.
 * @ops: where each CPU sits; all members but capacity are required
 * @ctx: first argument of the functions of @ops
 *
 * A call reads the configuration it gets and does not keep it.
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
 * The parts are listed in docs/memory.md.
 *
 * Context: any.
 * Return: 0; -IRQM_EINVAL also when a required callback is missing, or nr_cpus or nr_nodes is 0;
 * -IRQM_ERANGE when nr_cpus or nr_nodes exceeds its limit, or node_end exceeds
 * IRQM_TOPOLOGY_MAX_NODES.
 */
IRQM_API int irqm_topology_size(const struct irqm_topology_config *config, size_t *bytes);

/**
 * irqm_topology_init() - Take a snapshot in the caller's memory
 * @config: what to take it of
 * @memory: at least irqm_topology_size() bytes, aligned to IRQM_TOPOLOGY_ALIGN; the caller's, who
 *	keeps it as long as the snapshot is used. It holds no pointers, so a byte copy is a snapshot
 *	too.
 * @bytes: size of @memory
 * @t: set to the snapshot, which lies in @memory; there is nothing to undo
 *
 * Asks possible and present once per CPU, everything else once per possible CPU, and each distance
 * once. After an error the content of @memory is not specified.
 *
 * Context: calls the callbacks of @config; may sleep if they may.
 * Complexity: O(CPUs log CPUs + nodes^2).
 * Return: 0; -IRQM_EINVAL as irqm_topology_size(), and when @memory is misaligned; -IRQM_ERANGE as
 * irqm_topology_size(), and when the CPUs have more different nodes than nr_nodes; -IRQM_ENOSPC
 * when @bytes is too small; -IRQM_ENODEV when no CPU is possible.
 */
IRQM_API int irqm_topology_init(const struct irqm_topology_config *config, void *memory,
				size_t bytes, struct irqm_topology **t);

/**
 * irqm_topology_create() - Take a snapshot in memory from callbacks
 * @config: what to take it of. nr_nodes may be 0: then possible is asked once more per CPU and node
 *	once more per possible CPU, to count the nodes.
 * @mem: the memory callbacks; both are required, and must outlive the snapshot
 * @mem_ctx: first argument of the functions of @mem
 * @t: set to the snapshot; end it with irqm_topology_destroy()
 *
 * Context: calls the callbacks of @config and @mem; may sleep if they may.
 * Complexity: as irqm_topology_init().
 * Return: as irqm_topology_init(), but never -IRQM_ENOSPC; -IRQM_EINVAL also when mem->alloc gives
 * memory that is not aligned as asked for, which is freed; -IRQM_ENOMEM when it gives NULL.
 */
IRQM_API int irqm_topology_create(const struct irqm_topology_config *config,
				  const struct irqm_mem_ops *mem, void *mem_ctx,
				  struct irqm_topology **t);

/**
 * irqm_topology_destroy() - Free the memory of a snapshot
 * @t: a snapshot from irqm_topology_create(), or NULL for no effect
 *
 * Context: calls mem->free; may sleep if it may. No other call may use the snapshot at the same
 * time.
 * Return: nothing.
 */
IRQM_API void irqm_topology_destroy(struct irqm_topology *t);

/**
 * irqm_topology_nr_cpus() - How many CPU numbers a snapshot covers
 * @t: the snapshot
 *
 * Context: any.
 * Return: the nr_cpus it was taken with; 0 for NULL.
 */
IRQM_API unsigned int irqm_topology_nr_cpus(const struct irqm_topology *t);

/**
 * irqm_topology_possible() - Which CPUs can ever exist
 * @t: the snapshot
 *
 * Context: any.
 * Return: a mask that is valid as long as the snapshot, never empty; NULL for NULL.
 */
IRQM_API const unsigned long *irqm_topology_possible(const struct irqm_topology *t);

/**
 * irqm_topology_present() - Which CPUs are present, online or not
 * @t: the snapshot
 *
 * Context: any.
 * Return: a mask that is valid as long as the snapshot: part of irqm_topology_possible(), perhaps
 * empty; NULL for NULL.
 */
IRQM_API const unsigned long *irqm_topology_present(const struct irqm_topology *t);

/**
 * irqm_topology_node() - The NUMA node of a CPU
 * @t: the snapshot
 * @cpu: a possible CPU
 *
 * Context: any.
 * Return: the number that the callback gave, which may be IRQM_NONE; IRQM_NONE when @cpu is not
 * possible.
 */
IRQM_API unsigned int irqm_topology_node(const struct irqm_topology *t, unsigned int cpu);

/**
 * irqm_topology_domain() - The domain of a CPU on some level
 * @t: the snapshot
 * @level: the level
 * @cpu: a possible CPU
 *
 * Two CPUs are in the same domain when the answer is the same for both. A domain lies within one
 * domain of every level above.
 *
 * Context: any.
 * Return: the lowest CPU of the domain; IRQM_NONE when @cpu is not possible or there is no such
 * level.
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
 * Return: the relative distance, 1 .. 65,535, 10 = local; 0 when one of the CPUs is not possible.
 */
IRQM_API unsigned int irqm_topology_distance(const struct irqm_topology *t, unsigned int from,
					     unsigned int to);

/**
 * irqm_topology_capacity() - The computing power of a CPU
 * @t: the snapshot
 * @cpu: a possible CPU
 *
 * Context: any.
 * Return: 1 .. IRQM_TOPOLOGY_CAPACITY_FULL; 0 when @cpu is not possible.
 */
IRQM_API unsigned int irqm_topology_capacity(const struct irqm_topology *t, unsigned int cpu);

#ifdef __cplusplus
}
#endif

#endif
