/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Attaching CPUs to groups that were made without them.
 *
 * The CPUs of the stage are to be attached; the other CPUs that have a group are what they are
 * attached to. A CPU joins a group that has a CPU in its core; where there is none, in its cluster,
 * then cache, and so on up to the top. So levels are gone through from the cores up, and on each
 * level the unattached CPUs of a domain are dealt evenly to the groups that reach into the domain:
 *
 *	core        0     1     2     3		? is an unattached CPU. In core 1 it joins group 1,
 *	group      0 0   1 ?   2 2   ? ?	the only one there. In core 3 no CPU has a group, so
 *						its two join groups of the cluster: 0 and 1.
 *
 * CPUs without any group in their package, or node if that is above, are dealt to the groups of
 * the nodes that are nearest by distance.
 *
 * A CPU that was attached stays a CPU of the stage, so its group does not count in the domains
 * above: who joins which group depends only on the groups there were, not on the order of work.
 */
#include "spread_internal.h"

static bool is_unattached(const struct im_spread *s, unsigned int cpu)
{
	return im_bits_test(s->cpus, cpu) && s->groups[cpu] == IRQM_NONE;
}

/* Whether others can join the group of a CPU. */
static bool has_group(const struct im_spread *s, unsigned int cpu)
{
	return !im_bits_test(s->cpus, cpu) && s->groups[cpu] != IRQM_NONE;
}

/*
 * Adds the group of a CPU, if it is one to join, to s->list unless it is among the nr groups
 * there; returns how many there are.
 */
static unsigned int list_group(struct im_spread *s, unsigned int cpu, unsigned int nr)
{
	unsigned int group = s->groups[cpu];

	if (!has_group(s, cpu))
		return nr;
	/*
	 * s->number says where in the list a group is, and the list confirms it. So what is left
	 * there from an earlier list does no harm, and is not cleared for each domain.
	 */
	if (s->number[group] < nr && s->list[s->number[group]] == group)
		return nr;
	s->number[group] = nr;
	s->list[nr] = group;
	return nr + 1;
}

/* Puts the i-th of several CPUs into one of the nr groups listed, each getting about as many. */
static void attach(struct im_spread *s, unsigned int cpu, unsigned int i, unsigned int several,
		   unsigned int nr)
{
	s->groups[cpu] = s->list[i * nr / several];
}

/* Deals the unattached CPUs of a domain to the groups that reach into it, if any. */
static void attach_in_domain(struct im_spread *s, unsigned int begin, unsigned int end)
{
	const unsigned int *order = im_topology_order(s->t);
	unsigned int nr = 0, unattached = 0, attached = 0, i;

	for (i = begin; i < end; i++) {
		nr = list_group(s, order[i], nr);
		unattached += is_unattached(s, order[i]);
	}
	for (i = begin; nr && i < end; i++) {
		if (is_unattached(s, order[i]))
			attach(s, order[i], attached++, unattached, nr);
	}
}

static void attach_on_level(struct im_spread *s, enum irqm_topology_level level)
{
	const unsigned int *domain = im_topology_domain(s->t, level);
	const unsigned int *order = im_topology_order(s->t);
	unsigned int begin, end;

	for (begin = 0; begin < s->t->nr_possible; begin = end) {
		bool unattached = is_unattached(s, order[begin]);

		for (end = begin + 1; end < s->t->nr_possible &&
				      domain[order[end]] == domain[order[begin]];
		     end++)
			unattached |= is_unattached(s, order[end]);
		if (unattached)
			attach_in_domain(s, begin, end);
	}
}

/* ---- By distance ---- */

/* Finds out which nodes have unattached CPUs, and which have groups to join. */
static void look_at_nodes(struct im_spread *s)
{
	const uint16_t *node_of = im_topology_node_of(s->t);
	const unsigned int *order = im_topology_order(s->t);
	unsigned int i;

	for (i = 0; i < s->t->nr_nodes; i++)
		s->near[i] = (struct im_spread_near){ .distance = ~0U };
	for (i = 0; i < s->t->nr_possible; i++) {
		struct im_spread_near *node = &s->near[node_of[order[i]]];

		if (is_unattached(s, order[i]))
			node->unattached++;
		else if (has_group(s, order[i]))
			node->has_groups = true;
	}
}

/* Whether a node is one of the nearest to another of those with groups. */
static bool is_nearest(const struct im_spread *s, unsigned int from, unsigned int node)
{
	return s->near[node].has_groups &&
	       im_topology_distances_from(s->t, from)[node] == s->near[from].distance;
}

static bool have_same_nearest(const struct im_spread *s, unsigned int a, unsigned int b)
{
	unsigned int node = 0;

	while (node < s->t->nr_nodes && is_nearest(s, a, node) == is_nearest(s, b, node))
		node++;
	return node == s->t->nr_nodes;
}

/*
 * Finds how far the nearest groups are from a node with unattached CPUs, and which node leads it.
 * Nodes that have the same nearest nodes are dealt together. If each were dealt by itself, each
 * would begin with the first group again, and that would get the most CPUs.
 */
static void find_leader(struct im_spread *s, unsigned int from)
{
	const uint16_t *distance = im_topology_distances_from(s->t, from);
	struct im_spread_near *me = &s->near[from];
	unsigned int node, leader = 0;

	for (node = 0; node < s->t->nr_nodes; node++) {
		if (s->near[node].has_groups && distance[node] < me->distance)
			me->distance = distance[node];
	}
	while (leader < from && (!s->near[leader].unattached ||
				 s->near[leader].leader != leader ||
				 !have_same_nearest(s, leader, from)))
		leader++;
	me->leader = leader;
	if (leader != from)
		s->near[leader].unattached += me->unattached;
}

/* Deals the unattached CPUs of all nodes that one leads to the groups of their nearest nodes. */
static void attach_led(struct im_spread *s, unsigned int leader)
{
	const uint16_t *node_of = im_topology_node_of(s->t);
	const unsigned int *order = im_topology_order(s->t);
	unsigned int i, nr = 0, attached = 0;

	for (i = 0; i < s->t->nr_possible; i++) {
		if (is_nearest(s, leader, node_of[order[i]]))
			nr = list_group(s, order[i], nr);
	}
	for (i = 0; i < s->t->nr_possible; i++) {
		if (is_unattached(s, order[i]) && s->near[node_of[order[i]]].leader == leader)
			attach(s, order[i], attached++, s->near[leader].unattached, nr);
	}
}

/* Attaches the CPUs that no level has attached, as no domain of theirs has a group. */
static void attach_by_distance(struct im_spread *s)
{
	unsigned int node;

	look_at_nodes(s);
	/* Ascending, so that a node's leader, which is not above it, knows that it leads. */
	for (node = 0; node < s->t->nr_nodes; node++) {
		if (s->near[node].unattached)
			find_leader(s, node);
	}
	for (node = 0; node < s->t->nr_nodes; node++) {
		if (s->near[node].unattached && s->near[node].leader == node)
			attach_led(s, node);
	}
}

void im_spread_attach(struct im_spread *s)
{
	unsigned int level = IRQM_TOPOLOGY_NR_LEVELS, cpu;

	/* list_group() reads the number of each group it meets. */
	for (cpu = 0; cpu < s->t->nr_cpus; cpu++) {
		if (s->groups[cpu] != IRQM_NONE)
			s->number[s->groups[cpu]] = 0;
	}
	while (level-- > 0)
		attach_on_level(s, s->t->level[level]);
	attach_by_distance(s);
}
