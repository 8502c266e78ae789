/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The tree of a snapshot.
 *
 * It is not a tree of objects. Sorted by package, node, cache, cluster and core, the CPUs of every
 * domain of every level stand side by side, so a domain is an interval, and the place where a level
 * changes is the edge of one: its joint. Each CPU knows the lowest CPU of its domain on each level,
 * which is the domain's name. Numbers that callbacks give are used to tell domains apart and not
 * otherwise.
 */
#include "base/sort.h"
#include "topology_internal.h"

/* By one level, then another, then number. */
struct by_two {
	const unsigned int *first;
	const unsigned int *second;
};

static bool before_by_two(const void *ctx, unsigned int a, unsigned int b)
{
	const struct by_two *by = ctx;

	if (by->first[a] != by->first[b])
		return by->first[a] < by->first[b];
	if (by->second[a] != by->second[b])
		return by->second[a] < by->second[b];
	return a < b;
}

/*
 * Whether some domain of a level holds CPUs of several of another, of those of a mask. Reorders the
 * CPUs.
 */
static bool holds_several(struct irqm_topology *t, const unsigned long *cpus,
			  enum irqm_topology_level level, enum irqm_topology_level other)
{
	const struct by_two by = { im_topology_domain(t, level), im_topology_domain(t, other) };
	unsigned int *order = im_topology_order_rw(t), last = IRQM_NONE, i;

	im_sort(order, t->nr_possible, before_by_two, &by);
	for (i = 0; i < t->nr_possible; i++) {
		if (!im_bits_test(cpus, order[i]))
			continue;
		if (last != IRQM_NONE && by.first[order[i]] != IRQM_NONE &&
		    by.first[order[i]] == by.first[last] && by.second[order[i]] != by.second[last])
			return true;
		last = order[i];
	}
	return false;
}

/* By the CPUs that are there, if any: those that are not change nothing about them. */
static void choose_levels(struct irqm_topology *t)
{
	const unsigned long *present = im_topology_present(t);
	const unsigned long *cpus = im_bits_next_set(present, t->nr_cpus, 0) < t->nr_cpus
					    ? present
					    : im_topology_possible(t);
	bool node_above = holds_several(t, cpus, IRQM_TOPOLOGY_NODE, IRQM_TOPOLOGY_PACKAGE) &&
			  !holds_several(t, cpus, IRQM_TOPOLOGY_PACKAGE, IRQM_TOPOLOGY_NODE);
	unsigned int i;

	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++)
		t->level[i] = i;
	if (node_above) {
		t->level[0] = IRQM_TOPOLOGY_NODE;
		t->level[1] = IRQM_TOPOLOGY_PACKAGE;
	}
}

/* By all levels from the top down, then number. */
static bool before_in_tree(const void *ctx, unsigned int a, unsigned int b)
{
	const struct irqm_topology *t = ctx;
	unsigned int i;

	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		const unsigned int *domain = im_topology_domain(t, t->level[i]);

		if (domain[a] != domain[b])
			return domain[a] < domain[b];
	}
	return a < b;
}

/*
 * Whether two CPUs that agree on all levels above have the same domain. Without a cluster that is
 * their core's, without a core their own; cores are named after clusters.
 */
static bool is_same_domain(const struct irqm_topology *t, enum irqm_topology_level level,
			   unsigned int a, unsigned int b)
{
	const unsigned int *core = im_topology_domain(t, IRQM_TOPOLOGY_CORE);
	const unsigned int *domain = im_topology_domain(t, level);

	if (domain[a] != domain[b])
		return false;
	if (domain[a] != IRQM_NONE || level < IRQM_TOPOLOGY_CLUSTER)
		return true;
	return core[a] == core[b] && core[a] != IRQM_NONE;
}

/*
 * Renames the domains of one level, whose CPUs stand side by side, to their lowest CPUs. above is
 * the level above, which has been renamed already, or NULL.
 */
static void name_domains(struct irqm_topology *t, enum irqm_topology_level level,
			 const unsigned int *above)
{
	const unsigned int *order = im_topology_order(t);
	unsigned int *domain = im_topology_domain_rw(t, level), start, end, lowest, i;

	for (start = 0; start < t->nr_possible; start = end) {
		unsigned int first = order[start];

		lowest = first;
		for (end = start + 1; end < t->nr_possible; end++) {
			if (!is_same_domain(t, level, order[end], first) ||
			    (above && above[order[end]] != above[first]))
				break;
			if (order[end] < lowest)
				lowest = order[end];
		}
		for (i = start; i < end; i++)
			domain[order[i]] = lowest;
	}
}

static void link_siblings(struct irqm_topology *t)
{
	const unsigned int *core = im_topology_domain(t, IRQM_TOPOLOGY_CORE);
	const unsigned int *order = im_topology_order(t);
	unsigned int *sibling = im_topology_sibling_rw(t), i;

	for (i = 0; i < t->nr_possible; i++)
		sibling[order[i]] = i + 1 < t->nr_possible && core[order[i + 1]] == core[order[i]]
					    ? order[i + 1]
					    : IRQM_NONE;
}

/* The first level from the top on which two CPUs are apart. */
static unsigned int joint_of(const struct irqm_topology *t, unsigned int a, unsigned int b)
{
	unsigned int i = 0;

	while (i < IRQM_TOPOLOGY_NR_LEVELS && im_topology_domain(t, t->level[i])[a] ==
						      im_topology_domain(t, t->level[i])[b])
		i++;
	return i;
}

/* Notes of each place in the order what joins it to its neighbours. */
static void note_places(struct irqm_topology *t)
{
	const unsigned int *order = im_topology_order(t);
	unsigned int *weight = im_topology_weight_rw(t), *run = im_topology_run_rw(t), i;
	unsigned char *joint = im_topology_joint_rw(t);

	weight[0] = 0;
	for (i = 0; i < t->nr_possible; i++)
		weight[i + 1] = weight[i] + im_topology_capacity(t)[order[i]];
	joint[0] = 0;
	for (i = 1; i < t->nr_possible; i++) {
		joint[i] = (unsigned char)joint_of(t, order[i - 1], order[i]);
		t->levels |= 1U << joint[i];
	}
	for (i = t->nr_possible; i-- > 0;)
		run[i] = i + 1 < t->nr_possible && order[i + 1] == order[i] + 1
				 ? run[i + 1] + 1
				 : 1;
}

/* CPUs of each domain of a level, if all are of one size and capacity; else 0. */
static unsigned int size_of_domains(const struct irqm_topology *t, unsigned int level)
{
	const unsigned int *weight = im_topology_weight(t);
	const unsigned char *joint = im_topology_joint(t);
	unsigned int begin = 0, end, size = 0;

	for (end = 1; end <= t->nr_possible; end++) {
		if (end < t->nr_possible && joint[end] > level)
			continue;
		if (!size)
			size = end;
		if (end - begin != size || weight[end] - weight[begin] != weight[size])
			return 0;
		begin = end;
	}
	return size;
}

void im_topology_build_tree(struct irqm_topology *t)
{
	const unsigned int *above = NULL;
	unsigned int i;

	choose_levels(t);
	im_sort(im_topology_order_rw(t), t->nr_possible, before_in_tree, t);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		name_domains(t, t->level[i], above);
		above = im_topology_domain(t, t->level[i]);
	}
	/* Again, so that the domain with the lowest CPU comes first on each level. */
	im_sort(im_topology_order_rw(t), t->nr_possible, before_in_tree, t);
	link_siblings(t);
	note_places(t);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++)
		t->size[i] = size_of_domains(t, i);
}

/* ---- Nodes ---- */

/* Adds a CPU to the pieces of the node that is the last so far; from is where these begin. */
static unsigned int add_to_pieces(struct irqm_topology *t, unsigned int from, unsigned int end,
				  unsigned int cpu)
{
	unsigned int *word = im_topology_word_rw(t);

	if (end == from || word[end - 1] != cpu / IM_BITS) {
		word[end] = cpu / IM_BITS;
		im_topology_bits_rw(t)[end++] = 0;
	}
	im_topology_bits_rw(t)[end - 1] |= im_bit(cpu);
	return end;
}

/*
 * Gives the nodes numbers from 0 on, in the order of those they have, and notes their CPUs; false
 * when there are too many.
 */
bool im_topology_number_nodes(struct irqm_topology *t)
{
	const unsigned int *node = im_topology_domain(t, IRQM_TOPOLOGY_NODE);
	const struct by_two by = { node, node };
	unsigned int *order = im_topology_order_rw(t), *piece = im_topology_piece_rw(t), i, end = 0;

	im_sort(order, t->nr_possible, before_by_two, &by);
	for (i = 0; i < t->nr_possible; i++) {
		unsigned int cpu = order[i];

		if (i == 0 || node[cpu] != node[order[i - 1]]) {
			if (t->nr_nodes == t->node_room)
				return false;
			im_topology_number_rw(t)[t->nr_nodes] = node[cpu];
			piece[t->nr_nodes++] = end;
		}
		im_topology_node_of_rw(t)[cpu] = (uint16_t)(t->nr_nodes - 1);
		end = add_to_pieces(t, piece[t->nr_nodes - 1], end, cpu);
	}
	piece[t->nr_nodes] = end;
	return true;
}
