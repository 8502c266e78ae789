// SPDX-License-Identifier: GPL-2.0-only
/*
 * group_cpus_evenly() of include/linux, on libirqmatrix.
 *
 * The groups are those that the kernel's own function makes, unless the configuration or
 * "irqmatrix.spread=" on the command line asks for another policy. Kbuild finds out what the
 * kernel's own function does: IRQMATRIX_KERNEL_CLUSTERS if it looks at clusters,
 * IRQMATRIX_COUNTS_MASKS if it returns how many masks hold a CPU.
 */
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/group_cpus.h>
#include <linux/init.h>
#include <linux/nodemask.h>
#include <linux/sched/topology.h>
#include <linux/string.h>
#include <linux/topology.h>

#include <irqmatrix/spread.h>

#include "glue_memory.h"

#ifdef IRQMATRIX_KERNEL_CLUSTERS
#define KERNEL_POLICY IRQM_SPREAD_LINUX_7_3
#else
#define KERNEL_POLICY IRQM_SPREAD_LINUX_6_12
#endif

static enum irqm_spread_policy policy __ro_after_init =
	IS_ENABLED(CONFIG_IRQMATRIX_SPREAD_LOCALITY) ? IRQM_SPREAD_LOCALITY : KERNEL_POLICY;

static int __init choose_policy(char *name)
{
	if (name && !strcmp(name, "kernel"))
		policy = KERNEL_POLICY;
	else if (name && !strcmp(name, "locality"))
		policy = IRQM_SPREAD_LOCALITY;
	else
		return -EINVAL;
	return 0;
}
early_param("irqmatrix.spread", choose_policy);

/*
 * The data of one call of group_cpus_evenly().
 *   nodes      the node of each possible CPU
 *   groups     the result: the group of each CPU
 *   siblings   whether it matters which CPUs share a core
 */
struct work {
	struct irqm_topology *machine;
	unsigned int *nodes;
	unsigned int *groups;
	void *scratch;
	size_t bytes;
	bool siblings;
};

/* ---- The machine ---- */

static unsigned int node_of(void *ctx, unsigned int cpu)
{
	return ((struct work *)ctx)->nodes[cpu];
}

/* The number of a core, cluster or cache is that of its first CPU. */
static unsigned int name_of(const struct cpumask *cpus)
{
	unsigned int cpu = cpumask_first(cpus);

	return cpu < nr_cpu_ids ? cpu : IRQM_NONE;
}

static unsigned int core_of(void *ctx, unsigned int cpu)
{
	if (!((struct work *)ctx)->siblings)
		return IRQM_NONE;
	return name_of(topology_sibling_cpumask(cpu));
}

static unsigned int cluster_of(void *ctx, unsigned int cpu)
{
	return policy == IRQM_SPREAD_LINUX_6_12 ? IRQM_NONE :
						  name_of(topology_cluster_cpumask(cpu));
}

/* The kernel's own grouping does not look at caches and packages. */
static unsigned int llc_of(void *ctx, unsigned int cpu)
{
#ifdef CONFIG_SCHED_MC
	if (policy == IRQM_SPREAD_LOCALITY)
		return name_of(cpu_coregroup_mask(cpu));
#endif
	return IRQM_NONE;
}

static unsigned int package_of(void *ctx, unsigned int cpu)
{
	return policy == IRQM_SPREAD_LOCALITY ? (unsigned int)topology_physical_package_id(cpu) :
						IRQM_NONE;
}

static unsigned int distance_of(void *ctx, unsigned int from, unsigned int to)
{
	return policy == IRQM_SPREAD_LOCALITY ? node_distance((int)from, (int)to) : 0;
}

static bool is_possible(void *ctx, unsigned int cpu)
{
	return cpumask_test_cpu(cpu, cpu_possible_mask);
}

static bool is_present(void *ctx, unsigned int cpu)
{
	return cpumask_test_cpu(cpu, cpu_present_mask);
}

static unsigned int capacity_of(void *ctx, unsigned int cpu)
{
	return policy == IRQM_SPREAD_LOCALITY ? arch_scale_cpu_capacity((int)cpu) :
						IRQM_TOPOLOGY_CAPACITY_FULL;
}

static const struct irqm_topology_ops machine_ops = {
	.node = node_of,
	.package = package_of,
	.llc = llc_of,
	.cluster = cluster_of,
	.core = core_of,
	.distance = distance_of,
	.possible = is_possible,
	.present = is_present,
	.capacity = capacity_of,
};

/*
 * Asking each CPU for its node reads memory that is far away for most of them. The mask of a node
 * is one read for all its CPUs, but it holds only online CPUs. So the masks are enough only if no
 * CPU is missing from them. Returns how many nodes have CPUs, or 0 if CPUs are missing.
 */
static unsigned int nodes_from_masks(struct work *w)
{
	unsigned int node, cpu, before, found = 0, used = 0;

	for_each_node(node) {
		before = found;
		for_each_cpu(cpu, cpumask_of_node(node)) {
			if (!is_possible(w, cpu) || w->nodes[cpu] != IRQM_NONE)
				return 0;
			w->nodes[cpu] = node;
			found++;
		}
		used += found != before;
	}
	return found == cpumask_weight(cpu_possible_mask) ? used : 0;
}

/* With no more groups than nodes, nodes are dealt whole: which CPUs are siblings is not asked. */
static void find_nodes(struct work *w, unsigned int numgrps)
{
	unsigned int cpu, used;

	memset(w->nodes, 0xff, nr_cpu_ids * sizeof(*w->nodes));
	used = nodes_from_masks(w);
	w->siblings = policy == IRQM_SPREAD_LOCALITY || numgrps > used;
	if (used)
		return;
	for_each_possible_cpu(cpu)
		w->nodes[cpu] = (unsigned int)cpu_to_node(cpu);
}

/* ---- The groups ---- */

static int spread(struct work *w, unsigned int numgrps, unsigned int *used)
{
	const struct irqm_topology_config config = {
		.nr_cpus = nr_cpu_ids,
		.node_end = nr_node_ids,
		.ops = &machine_ops,
		.ctx = w,
	};
	const struct irqm_spread_request request = {
		.vectors = numgrps,
		.device_node = IRQM_NONE,
		.policy = policy,
	};
	int err = irqm_topology_create(&config, &glue_memory, NULL, &w->machine);

	if (err)
		return err;
	irqm_spread_scratch(w->machine, &w->bytes);
	w->scratch = glue_alloc(NULL, w->bytes, IRQM_SPREAD_ALIGN, IRQM_NONE);
	err = !w->scratch ? -ENOMEM : irqm_spread_groups(w->machine, &request, w->scratch,
							  w->bytes, w->groups, used);
	kvfree(w->scratch);
	irqm_topology_destroy(w->machine);
	return err;
}

/* Returns masks for kfree(), or NULL. */
static struct cpumask *make_groups(unsigned int numgrps, unsigned int *used)
{
	struct cpumask *masks = kcalloc(numgrps, sizeof(*masks), GFP_KERNEL);
	struct work w = {
		.nodes = kvmalloc_array(nr_cpu_ids, sizeof(*w.nodes), GFP_KERNEL),
		.groups = kvmalloc_array(nr_cpu_ids, sizeof(*w.groups), GFP_KERNEL),
	};
	int err = masks && w.nodes && w.groups ? 0 : -ENOMEM;
	unsigned int cpu;

	if (!err) {
		find_nodes(&w, numgrps);
		err = spread(&w, numgrps, used);
	}
	if (!err) {
		for_each_possible_cpu(cpu)
			cpumask_set_cpu(cpu, &masks[w.groups[cpu]]);
	}
	kvfree(w.groups);
	kvfree(w.nodes);
	if (!err)
		return masks;
	kfree(masks);
	return NULL;
}

#ifdef IRQMATRIX_COUNTS_MASKS
/**
 * group_cpus_evenly - Divide all CPUs into groups of CPUs that are near each other
 * @numgrps: how many groups
 * @nummasks: set to how many of them hold a CPU
 *
 * Return: a mask per group, for kfree(); NULL if @numgrps is 0 or there is no memory.
 */
struct cpumask *group_cpus_evenly(unsigned int numgrps, unsigned int *nummasks)
{
	return numgrps ? make_groups(numgrps, nummasks) : NULL;
}
#else
/**
 * group_cpus_evenly - Divide all CPUs into groups of CPUs that are near each other
 * @numgrps: how many groups; if that is more than there are CPUs, it warns and the last are empty
 *
 * Return: a mask per group, for kfree(); NULL if @numgrps is 0 or there is no memory.
 */
struct cpumask *group_cpus_evenly(unsigned int numgrps)
{
	unsigned int used = numgrps;
	struct cpumask *masks = numgrps ? make_groups(numgrps, &used) : NULL;

	WARN_ON(used < numgrps);
	return masks;
}
#endif
EXPORT_SYMBOL_GPL(group_cpus_evenly);
