// SPDX-License-Identifier: GPL-2.0-only
/*
 * group_cpus_evenly() of include/linux, on libirqmatrix.
 *
 * The groups are those that the kernel's own function makes when all CPUs are online, unless the
 * configuration or "irqmatrix.spread=" on the command line asks for another policy. Kbuild finds
 * out what the kernel's own function does: IRQMATRIX_KERNEL_CLUSTERS if it looks at clusters,
 * IRQMATRIX_COUNTS_MASKS if it returns how many masks hold a CPU.
 *
 * Which CPUs are online at the moment of a call does not matter (D20). A kernel forgets the place
 * of a CPU that goes offline: the masks of its siblings, cluster and cache lose it. So the place of
 * each CPU is remembered from the first time that the CPU is seen online. A snapshot of the machine
 * is taken from what is remembered: at the first call, or at the end of the boot if that is
 * earlier. A new one is taken only after a CPU was seen online, or present, for the first time.
 *
 * Hot-added CPUs: a CPU that is present counts from then on as present, and its siblings, cluster
 * and cache are known once it is seen online. Each of the two may change groups, once. A CPU that
 * is removed stays in its group. If its number goes to another CPU later, that one inherits the
 * place.
 *
 * Memory: per CPU number 8 bytes are remembered, 12 if the kernel looks at clusters, 24 with the
 * policy for locality; two masks of CPUs; and the snapshot, of about 46 bytes per CPU. Without
 * memory for a new snapshot the last one is used, and the next call tries again. Without any
 * snapshot there are no groups, as without memory for the masks.
 *
 * Locking: a mutex is held while a call looks at the machine. Callers may sleep, because the
 * kernel's own function allocates too. Memory is allocated without I/O meanwhile: a caller may be
 * busy resetting the disk that such I/O would wait for. The lock of CPU hotplug is only tried,
 * because callers may hold it. While a CPU comes or goes, the last snapshot is used.
 */
#include <linux/bug.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/group_cpus.h>
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/sched/mm.h>
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

/* ---- The machine ---- */

/* What is remembered of each CPU. With the kernel's own policy these are only the first ones. */
enum fact { NODE, CORE, CLUSTER, LLC, PACKAGE, CAPACITY, NR_FACTS };

/*
 * met         CPUs that were seen online
 * present     CPUs that were seen present
 * facts       of each fact a row with a number per CPU; that of a core, cluster or cache is the
 *             number of one of its CPUs
 * snapshot    made of the facts
 * up_to_date  whether the snapshot has all that is known
 */
static struct {
	struct cpumask met;
	struct cpumask present;
	unsigned int *facts;
	struct irqm_topology *snapshot;
	bool up_to_date;
} machine;

static DEFINE_MUTEX(machine_lock);

static unsigned int nr_facts(void)
{
	switch (policy) {
	case IRQM_SPREAD_LOCALITY:
		return NR_FACTS;
	case IRQM_SPREAD_LINUX_6_12:
		return CORE + 1;
	default:
		return CLUSTER + 1;
	}
}

static unsigned int *row_of(enum fact fact)
{
	return machine.facts + (size_t)fact * nr_cpu_ids;
}

static unsigned int remembered(enum fact fact, unsigned int cpu)
{
	return fact < nr_facts() ? row_of(fact)[cpu] : IRQM_NONE;
}

static unsigned int node_of(void *ctx, unsigned int cpu)
{
	return remembered(NODE, cpu);
}

static unsigned int core_of(void *ctx, unsigned int cpu)
{
	return remembered(CORE, cpu);
}

/* Of a CPU that was never online, x86 has an empty mask and others the CPU alone. */
static unsigned int cluster_of(void *ctx, unsigned int cpu)
{
	unsigned int number = remembered(CLUSTER, cpu);

	if (number == IRQM_NONE && nr_facts() > CLUSTER &&
	    cpumask_test_cpu(cpu, topology_cluster_cpumask(cpu)))
		return cpu;
	return number;
}

static unsigned int llc_of(void *ctx, unsigned int cpu)
{
	return remembered(LLC, cpu);
}

static unsigned int package_of(void *ctx, unsigned int cpu)
{
	return remembered(PACKAGE, cpu);
}

/* IRQM_NONE, if nothing is remembered, is above full capacity and so counts as that. */
static unsigned int capacity_of(void *ctx, unsigned int cpu)
{
	return remembered(CAPACITY, cpu);
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
	return cpumask_test_cpu(cpu, &machine.present);
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

/* What a kernel knows of a CPU whether it is online or not. */
static void learn_place(unsigned int cpu)
{
	row_of(NODE)[cpu] = (unsigned int)cpu_to_node(cpu);
	if (policy != IRQM_SPREAD_LOCALITY)
		return;
	row_of(PACKAGE)[cpu] = (unsigned int)topology_physical_package_id(cpu);
	row_of(CAPACITY)[cpu] = arch_scale_cpu_capacity((int)cpu);
}

/*
 * A CPU and those that it shares something with get the same number: that of the first of them that
 * has one, which may be the number of a CPU that is offline now; else the number of this CPU.
 */
static void join(enum fact fact, unsigned int cpu, const struct cpumask *sharing)
{
	unsigned int *row = row_of(fact), number = IRQM_NONE, other;

	if (row[cpu] != IRQM_NONE || cpumask_empty(sharing))
		return;
	for_each_cpu(other, sharing) {
		number = row[other];
		if (number != IRQM_NONE)
			break;
	}
	if (number == IRQM_NONE)
		number = cpu;
	row[cpu] = number;
	for_each_cpu(other, sharing) {
		if (row[other] == IRQM_NONE)
			row[other] = number;
	}
}

/* What a kernel knows only of CPUs that are online. */
static void meet(unsigned int cpu)
{
	join(CORE, cpu, topology_sibling_cpumask(cpu));
	if (nr_facts() > CLUSTER)
		join(CLUSTER, cpu, topology_cluster_cpumask(cpu));
#ifdef CONFIG_SCHED_MC
	if (nr_facts() > LLC)
		join(LLC, cpu, cpu_coregroup_mask(cpu));
#endif
}

static void learn(void)
{
	unsigned int cpu;

	machine.up_to_date = false;
	cpumask_or(&machine.present, &machine.present, cpu_present_mask);
	for_each_possible_cpu(cpu) {
		if (!cpumask_test_cpu(cpu, &machine.met))
			learn_place(cpu);
	}
	for_each_online_cpu(cpu) {
		if (!cpumask_test_cpu(cpu, &machine.met))
			meet(cpu);
		cpumask_set_cpu(cpu, &machine.met);
	}
}

static int take_snapshot(void)
{
	const struct irqm_topology_config config = {
		.nr_cpus = nr_cpu_ids,
		.node_end = nr_node_ids,
		.ops = &machine_ops,
	};
	struct irqm_topology *fresh;
	int err = irqm_topology_create(&config, &glue_memory, NULL, &fresh);

	if (err)
		return err;
	irqm_topology_destroy(machine.snapshot);
	machine.snapshot = fresh;
	machine.up_to_date = true;
	return 0;
}

static bool is_up_to_date(void)
{
	return machine.up_to_date && cpumask_subset(cpu_online_mask, &machine.met) &&
	       cpumask_subset(cpu_present_mask, &machine.present);
}

/* Brings the snapshot up to date if it has to be. Returns 0 if there is a snapshot, old or new. */
static int update_snapshot(void)
{
	size_t bytes = nr_facts() * nr_cpu_ids * sizeof(*machine.facts);
	bool quiet;
	int err;

	if (is_up_to_date())
		return 0;
	if (!machine.facts) {
		machine.facts = kvmalloc(bytes, GFP_KERNEL);
		if (!machine.facts)
			return -ENOMEM;
		memset(machine.facts, 0xff, bytes);
	}
	quiet = cpus_read_trylock();
	if (quiet || !machine.snapshot)
		learn();
	if (quiet)
		cpus_read_unlock();
	err = machine.up_to_date ? 0 : take_snapshot();
	return machine.snapshot ? 0 : err;
}

static unsigned int lock_machine(void)
{
	unsigned int flags = memalloc_noio_save();

	mutex_lock(&machine_lock);
	return flags;
}

static void unlock_machine(unsigned int flags)
{
	mutex_unlock(&machine_lock);
	memalloc_noio_restore(flags);
}

/* Now all CPUs of the boot are online. Later some may be offline at the first call. */
static int __init meet_all(void)
{
	unsigned int flags = lock_machine();
	int err = update_snapshot();

	unlock_machine(flags);
	return err;
}
late_initcall(meet_all);

/* ---- The groups ---- */

static int spread(unsigned int numgrps, unsigned int *groups, unsigned int *used)
{
	const struct irqm_spread_request request = {
		.vectors = numgrps,
		.device_node = IRQM_NONE,
		.policy = policy,
	};
	size_t bytes = 0;
	void *scratch;
	int err = update_snapshot();

	if (err)
		return err;
	irqm_spread_scratch(machine.snapshot, &bytes);
	scratch = glue_alloc(NULL, bytes, IRQM_SPREAD_ALIGN, IRQM_NONE);
	err = !scratch ? -ENOMEM : irqm_spread_groups(machine.snapshot, &request, scratch, bytes,
						      groups, used);
	kvfree(scratch);
	return err;
}

static int spread_locked(unsigned int numgrps, unsigned int *groups, unsigned int *used)
{
	unsigned int flags = lock_machine();
	int err = spread(numgrps, groups, used);

	unlock_machine(flags);
	return err;
}

/* Returns masks for kfree(), or NULL. */
static struct cpumask *make_groups(unsigned int numgrps, unsigned int *used)
{
	struct cpumask *masks = kcalloc(numgrps, sizeof(*masks), GFP_KERNEL);
	unsigned int *groups = kvmalloc_array(nr_cpu_ids, sizeof(*groups), GFP_KERNEL);
	int err = masks && groups ? spread_locked(numgrps, groups, used) : -ENOMEM;
	unsigned int cpu;

	if (!err) {
		for_each_possible_cpu(cpu)
			cpumask_set_cpu(cpu, &masks[groups[cpu]]);
	}
	kvfree(groups);
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
