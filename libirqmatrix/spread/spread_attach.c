/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Giving a group to CPUs that had no say in how groups were made.
 *
 * From the cores up: in each domain that has CPUs of both kinds, those without a group are dealt to
 * the groups that CPUs of the domain are in. What is left after the packages has no group anywhere
 * near; it goes to the groups of the nearest nodes that have some.
 */
#include "spread_internal.h"

/* Whether a CPU is to be attached and has not been. It stays among those left, as no host. */
static bool is_lonely(const struct im_spread *s, unsigned int cpu)
{
	return im_bits_test(s->left, cpu) && s->groups[cpu] == IRQM_NONE;
}

/* Lists the group of a host, if it is not yet among nr; returns how many there are. */
static unsigned int list_group(struct im_spread *s, unsigned int cpu, unsigned int nr)
{
	unsigned int group = s->groups[cpu];

	if (group == IRQM_NONE || im_bits_test(s->left, cpu))
		return nr;
	/* Where a group stands in the list; what is noted from before proves false. */
	if (s->number[group] < nr && s->list[s->number[group]] == group)
		return nr;
	s->number[group] = nr;
	s->list[nr] = group;
	return nr + 1;
}

/* Puts a CPU, at a place among so many, into one of the nr groups listed. */
static void put(struct im_spread *s, unsigned int cpu, unsigned int place, unsigned int among,
		unsigned int nr)
{
	s->groups[cpu] = s->list[place * nr / among];
}

/* Deals the lonely CPUs of a stretch of the tree's order to the groups of its hosts. */
static void attach_stretch(struct im_spread *s, unsigned int begin, unsigned int end)
{
	const unsigned int *order = im_topology_order(s->t);
	unsigned int nr = 0, lonely = 0, place = 0, i;

	for (i = begin; i < end; i++) {
		nr = list_group(s, order[i], nr);
		lonely += is_lonely(s, order[i]);
	}
	for (i = begin; nr && i < end; i++) {
		if (is_lonely(s, order[i]))
			put(s, order[i], place++, lonely, nr);
	}
}

static void attach_level(struct im_spread *s, enum irqm_topology_level level)
{
	const unsigned int *domain = im_topology_domain(s->t, level);
	const unsigned int *order = im_topology_order(s->t);
	unsigned int begin, end;

	for (begin = 0; begin < s->t->nr_possible; begin = end) {
		bool lonely = is_lonely(s, order[begin]);

		for (end = begin + 1; end < s->t->nr_possible &&
				      domain[order[end]] == domain[order[begin]];
		     end++)
			lonely |= is_lonely(s, order[end]);
		if (lonely)
			attach_stretch(s, begin, end);
	}
}

static void find_lonely(struct im_spread *s)
{
	const uint16_t *node_of = im_topology_node_of(s->t);
	const unsigned int *order = im_topology_order(s->t);
	unsigned int i;

	for (i = 0; i < s->t->nr_nodes; i++)
		s->near[i] = (struct im_spread_near){ .distance = ~0U };
	for (i = 0; i < s->t->nr_possible; i++) {
		struct im_spread_near *node = &s->near[node_of[order[i]]];

		if (is_lonely(s, order[i]))
			node->lonely++;
		else if (!im_bits_test(s->left, order[i]) && s->groups[order[i]] != IRQM_NONE)
			node->is_settled = true;
	}
}

static bool is_nearest(const struct im_spread *s, unsigned int from, unsigned int node)
{
	return s->near[node].is_settled &&
	       im_topology_distances_from(s->t, from)[node] == s->near[from].distance;
}

static bool same_nearest(const struct im_spread *s, unsigned int a, unsigned int b)
{
	unsigned int node = 0;

	while (node < s->t->nr_nodes && is_nearest(s, a, node) == is_nearest(s, b, node))
		node++;
	return node == s->t->nr_nodes;
}

/* Finds out who leads a lonely node. */
static void join_leader(struct im_spread *s, unsigned int from)
{
	const uint16_t *distance = im_topology_distances_from(s->t, from);
	struct im_spread_near *me = &s->near[from];
	unsigned int node, leader = 0;

	for (node = 0; node < s->t->nr_nodes; node++) {
		if (s->near[node].is_settled && distance[node] < me->distance)
			me->distance = distance[node];
	}
	while (leader < from && (!s->near[leader].lonely ||
				 s->near[leader].leader != leader ||
				 !same_nearest(s, leader, from)))
		leader++;
	me->leader = leader;
	if (leader != from)
		s->near[leader].lonely += me->lonely;
}

/* Deals the lonely CPUs of all nodes that one leads to the groups of the nodes nearest to them. */
static void attach_led(struct im_spread *s, unsigned int leader)
{
	const uint16_t *node_of = im_topology_node_of(s->t);
	const unsigned int *order = im_topology_order(s->t);
	unsigned int i, nr = 0, place = 0;

	for (i = 0; i < s->t->nr_possible; i++) {
		if (is_nearest(s, leader, node_of[order[i]]))
			nr = list_group(s, order[i], nr);
	}
	for (i = 0; i < s->t->nr_possible; i++) {
		if (is_lonely(s, order[i]) && s->near[node_of[order[i]]].leader == leader)
			put(s, order[i], place++, s->near[leader].lonely, nr);
	}
}

/* Deals the CPUs that are left, all in domains without a group, to the nearest nodes. */
static void attach_far(struct im_spread *s)
{
	unsigned int node;

	find_lonely(s);
	for (node = 0; node < s->t->nr_nodes; node++) {
		if (s->near[node].lonely)
			join_leader(s, node);
	}
	for (node = 0; node < s->t->nr_nodes; node++) {
		if (s->near[node].lonely && s->near[node].leader == node)
			attach_led(s, node);
	}
}

void im_spread_attach(struct im_spread *s)
{
	unsigned int level = IRQM_TOPOLOGY_NR_LEVELS, cpu;

	for (cpu = 0; cpu < s->t->nr_cpus; cpu++) {
		if (s->groups[cpu] != IRQM_NONE)
			s->number[s->groups[cpu]] = 0;
	}
	while (level-- > 0)
		attach_level(s, s->t->level[level]);
	attach_far(s);
}
