/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Spreading by locality.
 *
 * The CPUs stand in the order of the tree, so a domain of any level is a segment of the list. At
 * first there is one segment, the machine, which has all groups. Level by level, from the packages
 * down, each segment is split along the domains of the level and its groups with it:
 *
 *   at least one group per domain    each domain gets its share of them (spread_share.c)
 *   fewer                            domains are joined to as many groups (spread_join.c)
 *
 * Below the cores, CPUs are dealt evenly. In the end every segment has one group.
 */
#include "sort.h"
#include "spread_locality.h"

/* ---- Domains ---- */

/* A new domain of the list that begins at a place and ends before a CPU of another one. */
static struct im_domain look_at(const struct im_spread *s, const unsigned int *name,
				unsigned int begin, unsigned int end)
{
	const uint16_t *capacity = im_topology_capacity_const(s->t);
	unsigned int first = s->list[begin], place;
	struct im_domain domain = { .weight = capacity[first], .begin = begin, .lowest = first };

	for (place = begin + 1; place < end && name[s->list[place]] == name[first]; place++) {
		domain.weight += capacity[s->list[place]];
		if (s->list[place] < domain.lowest)
			domain.lowest = s->list[place];
	}
	domain.cpus = place - begin;
	return domain;
}

/* Fills s->domains with the domains of a segment; returns how many. */
static unsigned int find_domains(struct im_spread *s, const unsigned int *name, unsigned int begin,
				 unsigned int end)
{
	unsigned int nr = 0;

	for (; begin < end; begin += s->domains[nr++].cpus)
		s->domains[nr] = look_at(s, name, begin, end);
	return nr;
}

static bool before_by_lowest(const void *ctx, unsigned int a, unsigned int b)
{
	const struct im_domain *domains = ctx;

	return domains[a].lowest < domains[b].lowest;
}

void im_spread_rearrange(struct im_spread *s, unsigned int begin, const unsigned int *order,
			 unsigned int nr)
{
	unsigned int i, n, place = 0;
	bool moved = false;

	for (i = 0; i < nr; i++)
		moved |= order[i] != i;
	if (!moved)
		return;
	for (i = 0; i < nr; i++) {
		const struct im_domain *domain = &s->domains[order[i]];

		for (n = 0; n < domain->cpus; n++)
			s->sublist[place++] = s->list[domain->begin + n];
	}
	for (n = 0; n < place; n++)
		s->list[begin + n] = s->sublist[n];
}

/*
 * Finds the domains of a segment, by the lowest of the CPUs that are left: the order of the tree
 * goes by those that are possible. Returns how many there are.
 */
static unsigned int line_up(struct im_spread *s, enum irqm_level level, unsigned int begin,
			    unsigned int end)
{
	const unsigned int *name = im_topology_domain_const(s->t, level);
	unsigned int nr = find_domains(s, name, begin, end), *order = s->number, i;
	bool in_order = true;

	for (i = 1; i < nr; i++)
		in_order &= s->domains[i - 1].lowest < s->domains[i].lowest;
	if (in_order)
		return nr;
	for (i = 0; i < nr; i++)
		order[i] = i;
	im_sort(order, nr, before_by_lowest, s->domains);
	im_spread_rearrange(s, begin, order, nr);
	return find_domains(s, name, begin, end);
}

/* ---- Splitting ---- */

/* Splits a segment along the domains of a level. Returns how many it became. */
static unsigned int split_segment(struct im_spread *s, unsigned int level,
				  struct im_segment segment, unsigned int end,
				  struct im_segment *to)
{
	unsigned int nr, i;

	*to = segment;
	if (segment.groups == 1)
		return 1;
	nr = line_up(s, s->t->level[level], segment.begin, end);
	if (nr == 1)
		return 1;
	if (segment.groups < nr) {
		im_spread_join(s, level, nr, segment.groups, to);
		return segment.groups;
	}
	im_spread_share(s, level, nr, segment.groups);
	for (i = 0; i < nr; i++)
		to[i] = (struct im_segment){ s->domains[i].begin, s->domains[i].groups };
	return nr;
}

/* Puts the CPUs of the segments into groups; those of a segment of several are SMT siblings. */
static void deal(struct im_spread *s, const struct im_segment *segments, unsigned int nr,
		 unsigned int end)
{
	unsigned int i, place, size, next;

	for (i = 0; i < nr; i++) {
		next = i + 1 < nr ? segments[i + 1].begin : end;
		size = next - segments[i].begin;
		for (place = 0; place < size; place++)
			s->groups[s->list[segments[i].begin + place]] =
				s->current + place * segments[i].groups / size;
		s->current += segments[i].groups;
	}
}

/* Lists the CPUs that are left in the order of the tree, and takes them; returns how many. */
static unsigned int list_cpus(struct im_spread *s)
{
	const unsigned int *order = im_topology_order_const(s->t);
	unsigned int i, nr = 0;

	for (i = 0; i < s->t->nr_possible; i++) {
		if (im_test(s->left, order[i]))
			s->list[nr++] = order[i];
	}
	im_zero(s->left, im_words(s->t->nr_cpus) * sizeof(*s->left));
	return nr;
}

void im_spread_locality(struct im_spread *s, unsigned int groups)
{
	unsigned int end = list_cpus(s), nr = 1, level, i, made;
	struct im_segment *segments = s->segments, *split = s->split, *swap;

	segments[0] = (struct im_segment){ 0, groups };
	for (level = 0; level < IRQM_NR_LEVELS; level++) {
		made = 0;
		for (i = 0; i < nr; i++)
			made += split_segment(s, level, segments[i],
					      i + 1 < nr ? segments[i + 1].begin : end,
					      split + made);
		swap = segments;
		segments = split;
		split = swap;
		nr = made;
	}
	deal(s, segments, nr, end);
}

/* ---- Order ---- */

static bool before_by_distance(const void *ctx, unsigned int a, unsigned int b)
{
	const unsigned int *nearest = ctx;

	return nearest[a] != nearest[b] ? nearest[a] < nearest[b] : a < b;
}

void im_spread_order(struct im_spread *s, unsigned int nr, unsigned int node)
{
	const uint16_t *row = im_topology_distance_const(s->t) + (size_t)node * s->t->nr_nodes;
	const uint16_t *node_of = im_topology_node_of_const(s->t);
	unsigned int *nearest = s->list, *order = s->sublist, *number = s->number, i, cpu;

	/* By the nearest CPU of each group. */
	for (i = 0; i < nr; i++) {
		order[i] = i;
		nearest[i] = ~0U;
	}
	for (cpu = 0; cpu < s->t->nr_cpus; cpu++) {
		if (s->groups[cpu] != IRQM_NONE && row[node_of[cpu]] < nearest[s->groups[cpu]])
			nearest[s->groups[cpu]] = row[node_of[cpu]];
	}
	im_sort(order, nr, before_by_distance, nearest);
	for (i = 0; i < nr; i++)
		number[order[i]] = i;
	for (cpu = 0; cpu < s->t->nr_cpus; cpu++) {
		if (s->groups[cpu] != IRQM_NONE)
			s->groups[cpu] = number[s->groups[cpu]];
	}
}
