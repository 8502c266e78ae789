// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Calls Linux's grouping of CPUs and its making of affinity masks. Compiled once per build.
 */
#include <stdlib.h>

#include "linux_groups.h"
#include "linux_runtime.h"
#include "shim_irq.h"

/* As in a kernel, masks of CPUs are there before anything is asked. */
static int prepare(void)
{
#ifdef LINUX_IS_GLUE
	linux_groups_boot();
	linux_counted_groups_boot();
#endif
	return linux_machine_make_siblings();
}

#ifdef LINUX_IS_GLUE
void linux_spread_choose(int policy)
{
	linux_groups_choose(policy);
	linux_counted_groups_choose(policy);
}
#endif

#ifdef LINUX_HAS_GROUP_CPUS
static int give_masks(struct cpumask *result, unsigned int groups, struct linux_masks *masks)
{
	if (!result)
		return -ENOMEM;
	*masks = (struct linux_masks){
		.words = (unsigned long *)result,
		.stride = sizeof(*result) / sizeof(long),
		.number = groups,
	};
	return 0;
}

int linux_spread_cpus(unsigned int groups, struct linux_masks *masks)
{
	/* Before 6.12 Linux wrote past an empty array when asked for 0 groups. */
	if (!groups)
		return -EINVAL;
	if (prepare())
		return -ENOMEM;
#ifdef LINUX_COUNTS_MASKS
	unsigned int used;

	return give_masks(group_cpus_evenly(groups, &used), groups, masks);
#else
	return give_masks(group_cpus_evenly(groups), groups, masks);
#endif
}
#endif

#if defined(LINUX_IS_GLUE) || defined(LINUX_COUNTS_MASKS)
int linux_spread_counted(unsigned int groups, struct linux_masks *masks, unsigned int *used)
{
	if (!groups)
		return -EINVAL;
	if (prepare())
		return -ENOMEM;
#ifdef LINUX_COUNTS_MASKS
	return give_masks(group_cpus_evenly(groups, used), groups, masks);
#else
	return give_masks(group_cpus_counted(groups, used), groups, masks);
#endif
}
#endif

/* Linux asks the driver for the sets by this callback. */
static void fill_sets(struct irq_affinity *affinity, unsigned int vectors)
{
	const struct linux_affinity *wish = affinity->priv;
	unsigned int set;

	(void)vectors;
	affinity->nr_sets = wish->nr_sets;
	for (set = 0; set < wish->nr_sets && set < IRQ_AFFINITY_MAX_SETS; set++)
		affinity->set_size[set] = wish->set_size[set];
}

/* Linux relies on the driver: its sets must not be larger than the vectors left for them. */
static bool sets_fit(unsigned int vectors, const struct linux_affinity *affinity)
{
	unsigned long long needed = (unsigned long long)affinity->pre_vectors +
				    affinity->post_vectors;
	unsigned int set;

	if (vectors <= needed)
		return true;
	for (set = 0; set < affinity->nr_sets && set < LINUX_AFFINITY_SETS; set++)
		needed += affinity->set_size[set];
	return needed <= vectors;
}

int linux_spread_affinity(unsigned int vectors, const struct linux_affinity *affinity,
			  struct linux_masks *masks)
{
	struct irq_affinity wish = {
		.pre_vectors = affinity->pre_vectors,
		.post_vectors = affinity->post_vectors,
		.calc_sets = affinity->nr_sets ? fill_sets : NULL,
		.priv = (void *)affinity,
	};
	struct irq_affinity_desc *result;
	bool *managed;
	unsigned int i;

	if (!sets_fit(vectors, affinity))
		return -EINVAL;
	managed = calloc(vectors ? vectors : 1, sizeof(*managed));
	if (!managed || prepare())
		goto fail;
	result = irq_create_affinity_masks(vectors, &wish);
	if (!result)
		goto fail;
	for (i = 0; i < vectors; i++)
		managed[i] = result[i].is_managed;
	*masks = (struct linux_masks){
		.words = (unsigned long *)result,
		.stride = sizeof(*result) / sizeof(long),
		.number = vectors,
		.managed = managed,
	};
	return 0;
fail:
	free(managed);
	return -ENOMEM;
}
