/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The tree of a snapshot: putting in order what the callbacks have answered.
 *
 * There are no objects for domains. The CPUs are sorted by package, then node, cache, cluster and
 * core, so that the CPUs of each domain of each level are neighbours: a domain is an interval of
 * that order (topology_internal.h has an example). Two steps make this right for any answers:
 *
 * - Only CPUs that agree on all levels above can be in one domain. So a domain that reaches into
 *   two domains of a level above becomes two, one in each:
 *
 *	package    0  0  1  1		CPU 1 and 2 say they share a cache, but their packages
 *	cache      7  8  8  9		differ: there are four caches
 *
 * - Each domain is named by its lowest CPU, instead of by the number that a callback gave. Names
 *   are then the same on all machines of the same shape, and sorting by them puts the domain with
 *   the lowest CPU first.
 */
#include "base/sort.h"
#include "topology_internal.h"

/* Sorting by one level, then another, then number. */
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
 * Whether some domain of a level holds CPUs of several domains of another level; only CPUs of a
 * mask count. IRQM_NONE on the first level: no domain. Leaves the CPUs sorted by the two levels.
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

/*
 * Decides whether packages or nodes are on top. Some machines have a node of several packages,
 * others a package of several nodes; the larger ones have to come first, or the others would be
 * cut up. Absent CPUs do not count as long as some CPU is present: firmware may not know where
 * they are, and the groups of present CPUs are not to depend on them.
 */
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

/*
 * Sorting by all levels from the top down, then number. Domains are in the order of what they are
 * called so far: by callbacks when it is used first, by their lowest CPUs then.
 */
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
 * Whether two CPUs that agree on all levels above are in the same domain of this level. CPUs for
 * which the callback had no number are together down to the caches. Below, a core that is in no
 * cluster is a cluster of its own, and a CPU that is in no core is a core of its own. (For clusters
 * this still reads the callback's numbers of the cores, which are named later.)
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
 * Names the domains of one level by their lowest CPUs. above is the level above, which has these
 * names already, or NULL for the top: as it is nested in all others, CPUs that agree on it agree
 * on all above.
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

/* Links the CPUs that said the same core, by number. */
static void link_siblings(struct irqm_topology *t)
{
	const unsigned int *core = im_topology_domain(t, IRQM_TOPOLOGY_CORE);
	unsigned int *order = im_topology_order_rw(t), *sibling = im_topology_sibling_rw(t), i;
	const struct by_two by = { core, core };

	im_sort(order, t->nr_possible, before_by_two, &by);
	for (i = 0; i < t->nr_possible; i++) {
		bool is_followed = i + 1 < t->nr_possible && core[order[i]] != IRQM_NONE &&
				   core[order[i + 1]] == core[order[i]];

		sibling[order[i]] = is_followed ? order[i + 1] : IRQM_NONE;
	}
}

/* Names each cluster by the lowest CPU that said so. */
static void name_clusters(struct irqm_topology *t)
{
	const unsigned int *said = im_topology_domain(t, IRQM_TOPOLOGY_CLUSTER);
	unsigned int *order = im_topology_order_rw(t), *cluster = im_topology_cluster_rw(t), i;
	const struct by_two by = { said, said };

	im_sort(order, t->nr_possible, before_by_two, &by);
	for (i = 0; i < t->nr_possible; i++) {
		unsigned int cpu = order[i];

		if (said[cpu] == IRQM_NONE)
			cluster[cpu] = IRQM_NONE;
		else if (i && said[order[i - 1]] == said[cpu])
			cluster[cpu] = cluster[order[i - 1]];
		else
			cluster[cpu] = cpu;
	}
}

/* The highest level on which two CPUs are in different domains, counted from the top. */
static unsigned int joint_of(const struct irqm_topology *t, unsigned int a, unsigned int b)
{
	unsigned int i = 0;

	while (i < IRQM_TOPOLOGY_NR_LEVELS && im_topology_domain(t, t->level[i])[a] ==
						      im_topology_domain(t, t->level[i])[b])
		i++;
	return i;
}

/* Fills the arrays that have an element per position of the order. */
static void fill_positions(struct irqm_topology *t)
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

/*
 * CPUs of each domain of a level, if all have the same number of CPUs and the same capacity; else
 * 0. Most machines are that regular, and spreading is much faster where it need not look.
 */
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

	/* These read what the callbacks said, so they come before it is repaired. */
	link_siblings(t);
	name_clusters(t);
	choose_levels(t);
	im_sort(im_topology_order_rw(t), t->nr_possible, before_in_tree, t);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		name_domains(t, t->level[i], above);
		above = im_topology_domain(t, t->level[i]);
	}
	/* Sorted by the new names, the domain with the lowest CPU comes first on each level. */
	im_sort(im_topology_order_rw(t), t->nr_possible, before_in_tree, t);
	fill_positions(t);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++)
		t->size[i] = size_of_domains(t, i);
}

/* ---- Nodes ---- */

/*
 * Adds a CPU to the pieces of a node, which are those from one on up to an end; returns the new
 * end. CPUs come in ascending order, so only the last piece can be of the same word.
 */
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

/* Sorted by node, each CPU with another node number than the one before it begins a new node. */
bool im_topology_index_nodes(struct irqm_topology *t)
{
	const unsigned int *node = im_topology_domain(t, IRQM_TOPOLOGY_NODE);
	const struct by_two by = { node, node };
	unsigned int *order = im_topology_order_rw(t), *piece = im_topology_piece_rw(t), i, end = 0;

	im_sort(order, t->nr_possible, before_by_two, &by);
	for (i = 0; i < t->nr_possible; i++) {
		unsigned int cpu = order[i];

		if (i == 0 || node[cpu] != node[order[i - 1]]) {
			if (t->nr_nodes == t->max_nodes)
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
