/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread.h - N vectors over the CPUs of a machine.
 *
 * A device with many queues wants an interrupt vector for each, and each CPU should have a queue
 * near it. Spreading divides the CPUs of a machine into as many groups as there are vectors, near
 * CPUs together, equal shares as far as that goes. A device may have several sets of queues (read,
 * write, poll); each set is spread over all CPUs by itself.
 *
 * What holds for each set, whatever the policy:
 *
 * - Every CPU that is eligible is in exactly one group; so is any other possible one if asked for.
 * - No group is empty unless there are more vectors than CPUs, in the set or in one that it agrees
 *   with; then the empty ones are the last.
 * - Present CPUs come first: which groups they are in does not depend on possible CPUs that are not
 *   present. Those are spread afterwards, over the vectors that are left; with none left,
 *   IRQM_SPREAD_LOCALITY puts each into a group that is near, and Linux's policies go over all
 *   groups again, as they also do when what is left runs out.
 * - The same machine and request give the same groups.
 *
 * Common to all functions: they change nothing but what their out pointers point to, and that only
 * when they succeed. NULL for a required pointer is -IRQM_EINVAL. They allocate nothing.
 */
#ifndef IRQMATRIX_SPREAD_H
#define IRQMATRIX_SPREAD_H

#include <irqmatrix/topology.h>
#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Alignment that scratch memory must have, in bytes. */
#define IRQM_SPREAD_ALIGN 64U

/**
 * enum irqm_spread_policy - How to divide
 * @IRQM_SPREAD_LOCALITY: locality first, then balance, level by level from the top of the tree
 *	down. Where there are as many vectors as domains or more, each domain gets its share of
 *	them: in proportion to the capacity of its CPUs, but one at least and no more than it has
 *	CPUs, rounded by largest remainders; of equal ones those first that have more domains than
 *	vectors further down. So a group reaches into two domains only where there are fewer
 *	vectors than domains. There, domains are joined: as evenly as can be found, and packages
 *	and nodes near each other. Locality comes first because a group that straddles costs each
 *	of its interrupts, and what is lost in balance is less than one vector per domain. Vectors
 *	are numbered along the machine, so neighbours have neighbours' numbers; given the node of a
 *	device, those of present CPUs nearest to it come first.
 * @IRQM_SPREAD_LINUX_6_12: the groups of Linux 6.12: NUMA nodes get shares by their number of CPUs,
 *	the smallest first; inside a node CPUs are dealt by number, SMT siblings together. With no
 *	more vectors than nodes, whole nodes are dealt by number.
 * @IRQM_SPREAD_LINUX_CLUSTER: those of Linux since 2026: the same, but a node that gets at least as
 *	many vectors as it has clusters deals them to its clusters first.
 */
enum irqm_spread_policy {
	IRQM_SPREAD_LOCALITY,
	IRQM_SPREAD_LINUX_6_12,
	IRQM_SPREAD_LINUX_CLUSTER,
};

/**
 * enum irqm_spread_outside - What becomes of possible CPUs that are not eligible
 * @IRQM_SPREAD_OUTSIDE_LEFT_OUT: they are in no group
 * @IRQM_SPREAD_OUTSIDE_ATTACHED: each joins the group of an eligible CPU that is as near as any, so
 *	that it has a queue though no interrupt should go to it. CPUs that are equally near to
 *	several groups are dealt evenly.
 */
enum irqm_spread_outside {
	IRQM_SPREAD_OUTSIDE_LEFT_OUT,
	IRQM_SPREAD_OUTSIDE_ATTACHED,
};

/**
 * enum irqm_spread_agreement - What the sets of a request have to do with each other
 * @IRQM_SPREAD_SETS_ALONE: nothing: each is spread by itself
 * @IRQM_SPREAD_SETS_AGREE: they map to the same CPUs, as receive and transmit queues should. The
 *	largest set is spread; a set with an n-th of its vectors joins each n neighbours of its
 *	groups. So group g of the largest set is part of group g / n of that one.
 */
enum irqm_spread_agreement {
	IRQM_SPREAD_SETS_ALONE,
	IRQM_SPREAD_SETS_AGREE,
};

/**
 * struct irqm_spread_request - What a device wants
 * @vectors: all of them; pre, post and those of the sets
 * @pre_vectors: the first so many are for something else, such as a management queue: their masks
 *	hold every eligible CPU
 * @post_vectors: the same for the last so many
 * @nr_sets: sets of vectors, or 0 for one set of all that is left
 * @set_vectors: with @nr_sets, vectors of each set, 1 or more; together with @pre_vectors and
 *	@post_vectors they make up @vectors
 * @agreement: what the sets have to do with each other
 * @eligible: the CPUs to spread over, such as those for housekeeping; NULL for all possible ones
 * @outside: what becomes of the others
 * @device_node: number of the NUMA node that the device is on, or IRQM_NONE; only
 *	IRQM_SPREAD_LOCALITY looks at it
 * @policy: how to divide
 */
struct irqm_spread_request {
	unsigned int vectors;
	unsigned int pre_vectors;
	unsigned int post_vectors;
	unsigned int nr_sets;
	const unsigned int *set_vectors;
	enum irqm_spread_agreement agreement;
	const unsigned long *eligible;
	enum irqm_spread_outside outside;
	unsigned int device_node;
	enum irqm_spread_policy policy;
};

/**
 * irqm_spread_scratch() - How much memory spreading takes while it works
 * @t: the machine
 * @bytes: set to the size in bytes, the same for every request
 *
 * About 74 bytes per CPU, 28 per node, and 17 KiB.
 *
 * Context: any.
 * Complexity: O(1).
 * Return: 0; -IRQM_EINVAL when a pointer is NULL.
 * Source: ours.
 */
IRQM_API int irqm_spread_scratch(const struct irqm_topology *t, size_t *bytes);

/**
 * irqm_spread_groups() - Spread vectors, a group number per CPU as result
 * @t: the machine
 * @request: what is wanted
 * @scratch: memory to work in, aligned to IRQM_SPREAD_ALIGN, at least irqm_spread_scratch() bytes
 * @bytes: its size
 * @groups: a number per CPU and set: groups[set * nr_cpus + cpu] becomes the number of the CPU's
 *	group inside the set, from 0 on, or IRQM_NONE when it is in none
 * @usable: optional; per set, becomes the number of groups that hold a CPU
 *
 * Vector pre_vectors + (vectors of earlier sets) + g belongs to group g of a set.
 *
 * Context: any; no callback.
 * Complexity: O(sets x (CPUs x levels + domains log domains + nodes^2)). More, up to O(nodes^3),
 * where up to 64 packages or nodes are joined, and where CPUs are attached that share no package
 * with a group.
 * Return: 0; -IRQM_EINVAL when a required pointer is NULL, @scratch is not aligned, the policy, the
 * agreement or what becomes of CPUs outside is unknown, no CPU is eligible, a set has no vectors,
 * pre, post and sets do not add up to @vectors (with @nr_sets 0: leave none), or sets are to agree
 * and the vectors of one do not divide those of the largest; -IRQM_ENOENT when no possible CPU is
 * on the device's node; -IRQM_ENOSPC when @bytes is too small.
 * Source: Linux, group_cpus_evenly() and irq_create_affinity_masks() of 6.12 and of 2026; D17, D18.
 * Ours: IRQM_SPREAD_LOCALITY, CPUs that are not eligible, sets that agree.
 */
IRQM_API int irqm_spread_groups(const struct irqm_topology *t,
				const struct irqm_spread_request *request, void *scratch,
				size_t bytes, unsigned int *groups, unsigned int *usable);

/**
 * irqm_spread_masks() - Spread vectors, a CPU mask per vector as result
 * @t: the machine
 * @request: what is wanted
 * @scratch: memory to work in, aligned to IRQM_SPREAD_ALIGN, at least irqm_spread_scratch() bytes
 * @bytes: its size
 * @masks: a mask of nr_cpus CPUs per vector, one behind the other, each rounded up to whole words
 * @usable: optional; per set, becomes the number of groups that hold a CPU
 *
 * Context: any; no callback.
 * Complexity: as irqm_spread_groups(), and O(vectors x words) for the masks.
 * Return: as irqm_spread_groups().
 * Source: as irqm_spread_groups().
 */
IRQM_API int irqm_spread_masks(const struct irqm_topology *t,
			       const struct irqm_spread_request *request, void *scratch,
			       size_t bytes, unsigned long *masks, unsigned int *usable);

/**
 * irqm_spread_calc_vectors() - How many vectors a driver should ask for
 * @t: the machine
 * @request: pre_vectors, post_vectors and eligible count; nothing else is looked at
 * @min: the fewest the device works with
 * @max: the most it can use; at least @min
 * @vectors: set to the number
 *
 * No more than one per eligible CPU besides pre and post vectors; so it is less than @min on a
 * machine that has too few CPUs for the device.
 *
 * Context: any.
 * Complexity: O(words).
 * Return: 0; -IRQM_EINVAL when a pointer is NULL, @min exceeds @max or no CPU is eligible;
 * -IRQM_ENOSPC when pre and post vectors alone exceed @min.
 * Source: Linux 6.12, irq_calc_affinity_vectors() without a callback for sets; D19.
 */
IRQM_API int irqm_spread_calc_vectors(const struct irqm_topology *t,
				      const struct irqm_spread_request *request, unsigned int min,
				      unsigned int max, unsigned int *vectors);

/**
 * irqm_spread_calc_agreeing() - How many vectors two sets that agree should have
 * @t: the machine
 * @request: only eligible counts
 * @most: two numbers, the most that each set can use, 1 or more
 * @vectors: set to two numbers, of which one divides the other
 *
 * Neither exceeds its most, nor the number of eligible CPUs. Of all such pairs this is the one with
 * the most vectors in all, of these the one that takes the fewest from the larger set.
 *
 * Context: any.
 * Complexity: O(words + smaller number).
 * Return: 0; -IRQM_EINVAL when a pointer is NULL, a most is 0 or no CPU is eligible.
 * Source: ours; the idea is that of OpenBSD's intrmap_align().
 */
IRQM_API int irqm_spread_calc_agreeing(const struct irqm_topology *t,
				       const struct irqm_spread_request *request,
				       const unsigned int *most, unsigned int *vectors);

/**
 * struct irqm_spread_quality - How good the groups of a set are
 * @groups: groups that hold a CPU; only these count below
 * @cpus_fewest: CPUs of the smallest group
 * @cpus_most: CPUs of the largest one
 * @capacity_least: capacity of the weakest group, IRQM_TOPOLOGY_CAPACITY_FULL for a CPU of the
 *	strongest
 * @capacity_most: capacity of the strongest one
 * @straddling: per level, groups that hold CPUs of several of its domains
 * @avoidable: per level, how often groups reach into a domain more than they have to. Each group
 *	is in one domain at least, and each domain in one group, so the number of pairs of a group
 *	and a domain in which it holds a CPU cannot be less than that of groups or that of domains;
 *	this is by how much it exceeds the larger of the two. Not 0 may still be right: a package
 *	of few nodes and one of many may be of the same weight, and want as many groups.
 * @distance_mean: mean distance of two CPUs of a group, in hundredths, so that 1000 is local: over
 *	all pairs of CPUs that share a group, in either order, and each CPU with itself
 * @distance_worst: the largest distance of two CPUs of a group, 10 = local
 * @near_device: groups that hold a CPU of those in groups that are nearest to the device; 0 without
 *	a device
 */
struct irqm_spread_quality {
	unsigned int groups;
	unsigned int cpus_fewest;
	unsigned int cpus_most;
	unsigned int capacity_least;
	unsigned int capacity_most;
	unsigned int straddling[IRQM_TOPOLOGY_NR_LEVELS];
	unsigned int avoidable[IRQM_TOPOLOGY_NR_LEVELS];
	unsigned int distance_mean;
	unsigned int distance_worst;
	unsigned int near_device;
};

/**
 * irqm_spread_score() - Say how good the groups of a set are
 * @t: the machine
 * @groups: per CPU, the number of its group, or IRQM_NONE; from irqm_spread_groups() or from
 *	anywhere else. Not looked at for CPUs that are not possible.
 * @vectors: group numbers are below this
 * @device_node: number of the NUMA node that the device is on, or IRQM_NONE
 * @scratch: memory to work in, aligned to IRQM_SPREAD_ALIGN, at least irqm_spread_scratch() bytes
 * @bytes: its size
 * @score: set to the score
 *
 * Context: any; no callback.
 * Complexity: O(CPUs x (log CPUs + levels + nodes of a group)).
 * Return: 0; -IRQM_EINVAL when a pointer is NULL, @scratch is not aligned, a group number is
 * @vectors or more, or no CPU has a group; -IRQM_ENOENT when no possible CPU is on the device's
 * node; -IRQM_ENOSPC when @bytes is too small.
 * Source: ours.
 */
IRQM_API int irqm_spread_score(const struct irqm_topology *t, const unsigned int *groups,
			       unsigned int vectors, unsigned int device_node, void *scratch,
			       size_t bytes, struct irqm_spread_quality *score);

#ifdef __cplusplus
}
#endif

#endif
