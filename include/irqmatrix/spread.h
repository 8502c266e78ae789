/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread.h - spread N vectors over the CPUs of a machine.
 *
 * A device with many queues needs an interrupt vector for each queue, and each CPU should have a
 * queue near it. Spreading divides the CPUs of a machine into as many groups as there are vectors:
 * CPUs near each other in one group, and groups as equal as that allows. A device may have several
 * sets of queues (read, write, poll). Each set is spread over all CPUs by itself.
 *
 * For each set, whatever the policy:
 *
 * - Every eligible CPU is in exactly one group. So is every other possible CPU, if the request says
 *   so.
 * - No group is empty unless there are more vectors than CPUs, in this set or in one that it agrees
 *   with. Then the empty groups are the last ones.
 * - Present CPUs come first: their groups do not depend on possible CPUs that are not present.
 *   Those are spread afterwards, over the vectors that are left. When none is left,
 *   IRQM_SPREAD_LOCALITY puts each of them into a near group, and Linux's policies begin again with
 *   the first group, as they also do when the vectors that are left run out.
 * - The same machine and the same request always give the same groups. Which CPUs are online does
 *   not matter, because a machine has no such state: groups depend on which CPUs are possible and
 *   present, and on where they are (D20). If a system forgets where a CPU is while that is offline,
 *   its caller keeps the machine, or remembers the CPU.
 *
 * Common to all functions: they change only what their out pointers point to, and only when they
 * succeed. They call no callback and allocate nothing. Calls may run at the same time if each has
 * scratch memory of its own. -IRQM_EINVAL means that a required pointer is NULL or that scratch
 * memory is misaligned, -IRQM_ENOSPC that scratch memory is smaller than irqm_spread_scratch()
 * says, -IRQM_ENOENT that no possible CPU is on the node of the device. Return names what a
 * function adds.
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
 * @IRQM_SPREAD_LOCALITY: locality first, then balance, level by level from the top of the machine
 *	down. A part of the machine with at least as many vectors as domains gives each domain its
 *	share: in proportion to the capacity of its CPUs, at least one vector and at most one per
 *	CPU, rounded by largest remainders. Of equal remainders, domains that have more domains
 *	than vectors further down come first. A part with fewer vectors than domains joins domains:
 *	as evenly as it can find, and packages and nodes with near ones. So a group reaches into
 *	two domains only where there are fewer vectors than domains. Locality comes first because a
 *	group that straddles domains pays at each interrupt, while the balance that is lost is less
 *	than one vector per domain. Vectors are numbered along the machine, so neighbours have
 *	neighbouring numbers. If the node of the device is given, the vectors of the present CPUs
 *	nearest to it come first.
 * @IRQM_SPREAD_LINUX_6_12: the groups of Linux 6.12. NUMA nodes get shares by their number of CPUs,
 *	the smallest node first. Inside a node CPUs are dealt by number, SMT siblings together. With
 *	no more vectors than nodes, whole nodes are dealt by number. Siblings are the CPUs
 *	for which the core callback gave the same number, even where the snapshot cut their core.
 * @IRQM_SPREAD_LINUX_7_3: the groups of Linux 7.3. They are the same, except that a node that gets
 *	at least as many vectors as it has clusters, and all of whose CPUs are in a cluster, deals
 *	them to its clusters first. Clusters are as the cluster callback gave them, in the same way.
 *	irqm_spread_masks() packs the masks of this policy: see there.
 */
enum irqm_spread_policy {
	IRQM_SPREAD_LOCALITY,
	IRQM_SPREAD_LINUX_6_12,
	IRQM_SPREAD_LINUX_7_3,
};

/**
 * enum irqm_spread_outside - What becomes of possible CPUs that are not eligible
 * @IRQM_SPREAD_OUTSIDE_LEFT_OUT: they are in no group
 * @IRQM_SPREAD_OUTSIDE_ATTACHED: each joins a group with an eligible CPU as near as any. So it has
 *	a queue, although no interrupt should go to it. CPUs that are equally near to several groups
 *	are dealt evenly.
 */
enum irqm_spread_outside {
	IRQM_SPREAD_OUTSIDE_LEFT_OUT,
	IRQM_SPREAD_OUTSIDE_ATTACHED,
};

/**
 * enum irqm_spread_agreement - What the sets of a request have to do with each other
 * @IRQM_SPREAD_SETS_ALONE: nothing: each is spread by itself
 * @IRQM_SPREAD_SETS_AGREE: they map to the same CPUs, as receive and transmit queues should. The
 *	largest set is spread. For a set with 1/n of its vectors, each n neighbouring groups are
 *	joined into one: group g of the largest set is part of group g / n of the smaller one.
 */
enum irqm_spread_agreement {
	IRQM_SPREAD_SETS_ALONE,
	IRQM_SPREAD_SETS_AGREE,
};

/**
 * struct irqm_spread_request - What a device wants
 * @vectors: how many vectors in all: @pre_vectors, @post_vectors and those of the sets
 * @pre_vectors: how many vectors, at the beginning, are for something else, such as a management
 *	queue. They are not spread: their masks hold every eligible CPU.
 * @post_vectors: how many vectors, at the end, are for something else, in the same way
 * @nr_sets: how many sets the other vectors form; 0 for one set of all of them
 * @set_vectors: with @nr_sets, how many vectors each set has, 1 or more. Together with @pre_vectors
 *	and @post_vectors they add up to @vectors.
 * @agreement: what the sets have to do with each other
 * @eligible: the CPUs to spread over, such as those for housekeeping; NULL for all possible ones
 * @outside: what becomes of the other possible CPUs
 * @device_node: number of the NUMA node that the device is on, or IRQM_NONE; only
 *	IRQM_SPREAD_LOCALITY reads it
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
 * The size for some machines is in docs/memory.md.
 *
 * Context: any.
 * Return: 0 or -IRQM_EINVAL.
 */
IRQM_API int irqm_spread_scratch(const struct irqm_topology *t, size_t *bytes);

/**
 * irqm_spread_groups() - Spread vectors; the result is a group number per CPU
 * @t: the machine
 * @request: what is wanted
 * @scratch: memory to work in, aligned to IRQM_SPREAD_ALIGN, at least irqm_spread_scratch() bytes
 * @bytes: size of @scratch
 * @groups: one number per CPU and set: groups[set * nr_cpus + cpu] is set to the number of the
 *	CPU's group inside the set, from 0 on, or to IRQM_NONE when the CPU is in no group
 * @usable: optional; one number per set, set to how many groups hold a CPU
 *
 * Vector pre_vectors + (vectors of earlier sets) + g belongs to group g of a set; for
 * IRQM_SPREAD_LINUX_7_3 those of earlier sets whose group holds a CPU.
 *
 * Context: any.
 * Complexity: O(sets x (CPUs x levels + domains log domains + nodes^2)). Up to O(nodes^3) where up
 * to 64 packages or nodes are joined, and where CPUs are attached that share no package with a
 * group.
 * Return: 0 or a common code; -IRQM_EINVAL also when the policy, the agreement or the outside of
 * @request is unknown, no CPU is eligible, a set has no vectors, the vectors do not add up (with
 * nr_sets 0: pre and post vectors leave none), or sets are to agree and the vectors of one do not
 * divide those of the largest. -IRQM_ENOENT only with IRQM_SPREAD_LOCALITY.
 * Source: Linux, group_cpus_evenly() and irq_create_affinity_masks() of 6.12 and 7.3; D17, D18.
 * Ours: IRQM_SPREAD_LOCALITY, CPUs that are not eligible, sets that agree.
 */
IRQM_API int irqm_spread_groups(const struct irqm_topology *t,
				const struct irqm_spread_request *request, void *scratch,
				size_t bytes, unsigned int *groups, unsigned int *usable);

/**
 * irqm_spread_masks() - Spread vectors; the result is a CPU mask per vector
 * @t: the machine
 * @request: what is wanted
 * @scratch: memory to work in, aligned to IRQM_SPREAD_ALIGN, at least irqm_spread_scratch() bytes
 * @bytes: size of @scratch
 * @masks: one mask of nr_cpus CPUs per vector, one after the other, each of whole words
 * @usable: optional; one number per set, set to how many groups hold a CPU
 *
 * A set with more vectors than CPUs has empty masks at its end. IRQM_SPREAD_LINUX_7_3 has none: the
 * masks of the next set take their place, and vectors that are left before the post vectors have
 * every eligible CPU.
 *
 * Context: any.
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
 * @request: of it only pre_vectors, post_vectors and eligible are read
 * @min: the fewest vectors the device works with
 * @max: the most it can use; at least @min
 * @vectors: set to the number
 *
 * The number is at most one per eligible CPU, plus the pre and post vectors. So it is below @min on
 * a machine that has too few CPUs for the device.
 *
 * Context: any.
 * Complexity: O(words).
 * Return: 0; -IRQM_EINVAL also when @min exceeds @max or no CPU is eligible; -IRQM_ENOSPC when pre
 * and post vectors alone exceed @min.
 * Source: Linux 6.12, irq_calc_affinity_vectors() without a callback for sets; D19.
 */
IRQM_API int irqm_spread_calc_vectors(const struct irqm_topology *t,
				      const struct irqm_spread_request *request, unsigned int min,
				      unsigned int max, unsigned int *vectors);

/**
 * irqm_spread_calc_agreeing() - How many vectors two sets that agree should have
 * @t: the machine
 * @request: of it only eligible is read
 * @most: two numbers: the most vectors that each set can use, 1 or more
 * @vectors: set to two numbers, of which one divides the other
 *
 * Neither number exceeds its most, nor the number of eligible CPUs. Of all such pairs it is the one
 * with the most vectors in all; of several, the one with the most vectors in the larger set.
 *
 * Context: any.
 * Complexity: O(words + smaller number).
 * Return: 0; -IRQM_EINVAL also when a most is 0 or no CPU is eligible.
 * Source: ours; the idea is that of OpenBSD's intrmap_align().
 */
IRQM_API int irqm_spread_calc_agreeing(const struct irqm_topology *t,
				       const struct irqm_spread_request *request,
				       const unsigned int *most, unsigned int *vectors);

/**
 * struct irqm_spread_quality - How good the groups of a set are
 * @groups: how many groups hold a CPU; the other members are about these
 * @cpus_fewest: CPUs of the smallest group
 * @cpus_most: CPUs of the largest group
 * @capacity_least: capacity of the weakest group; IRQM_TOPOLOGY_CAPACITY_FULL is one CPU of the
 *	strongest
 * @capacity_most: capacity of the strongest group
 * @straddling: per level, how many groups hold CPUs of several domains
 * @avoidable: per level, how often groups reach into a domain more than they have to. Count the
 *	pairs of a group and a domain in which it holds a CPU. Each group is in at least one domain
 *	and each domain in at least one group, so there cannot be fewer pairs than groups or than
 *	domains. This is by how much the pairs exceed the larger of the two. A number above 0 may
 *	still be right: a package of few nodes and one of many may have the same weight and get
 *	the same number of groups.
 * @distance_mean: mean distance of two CPUs of a group, in hundredths, so 1000 is local. It is
 *	taken over all pairs of CPUs that share a group, in either order, and each CPU with itself.
 * @distance_worst: the largest distance of two CPUs of a group, 10 = local
 * @near_device: of the CPUs that are in groups, some are nearest to the device: how many groups
 *	hold one of these; 0 without a device
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
 * irqm_spread_score() - Tell how good the groups of a set are
 * @t: the machine
 * @groups: per CPU, the number of its group, or IRQM_NONE; from irqm_spread_groups() or from
 *	anywhere else. It is not read for CPUs that are not possible.
 * @vectors: one past the highest group number that is allowed
 * @device_node: number of the NUMA node that the device is on, or IRQM_NONE
 * @scratch: memory to work in, aligned to IRQM_SPREAD_ALIGN, at least irqm_spread_scratch() bytes
 * @bytes: size of @scratch
 * @score: set to the score
 *
 * Context: any.
 * Complexity: O(CPUs x (log CPUs + levels + nodes of a group)).
 * Return: 0 or a common code; -IRQM_EINVAL also when a group number is @vectors or more, or no CPU
 * has a group.
 */
IRQM_API int irqm_spread_score(const struct irqm_topology *t, const unsigned int *groups,
			       unsigned int vectors, unsigned int device_node, void *scratch,
			       size_t bytes, struct irqm_spread_quality *score);

#ifdef __cplusplus
}
#endif

#endif
