/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How good the groups of a set are. They may come from anywhere.
 *
 * The CPUs are listed by group, and those of a group in the order of the tree. There the CPUs of a
 * domain are neighbours, so the domains of a group are counted by comparing neighbours:
 *
 *	CPU      0  1  2  3	a group of four CPUs straddles two packages,
 *	package  0  0  2  2	since the package changes once
 *
 * Distances are those of nodes, so pairs of CPUs are not gone through one by one: a group with 3
 * CPUs on one node and 2 on another has 3 x 2 pairs at their distance, in either order.
 */
#include "base/divide.h"
#include "base/sort.h"
#include "spread_internal.h"

/* What is scored, and the sums so far. */
struct scoring {
	struct im_spread *s; /* for its memory; s->list holds the CPUs by group */
	const unsigned int *groups;
	const uint16_t *from_device; /* distances from its node, or NULL */
	unsigned int nearest;        /* distance from the device to the nearest group so far */
	uint64_t pairs;              /* pairs of CPUs that share a group */
	uint64_t distance;           /* sum of the distances of these pairs */
	struct irqm_spread_quality *score;
};

/* Sorting positions of the order of the snapshot: by group, then as they are in the order. */
static bool before_by_group(const void *ctx, unsigned int a, unsigned int b)
{
	const struct scoring *x = ctx;
	const unsigned int *order = im_topology_order(x->s->t);
	unsigned int group_a = x->groups[order[a]], group_b = x->groups[order[b]];

	return group_a != group_b ? group_a < group_b : a < b;
}

/*
 * Lists the CPUs that have a group, by group. Returns how many there are; 0 when some group number
 * is not below the limit.
 */
static unsigned int list_cpus(struct scoring *x, unsigned int limit)
{
	const unsigned int *order = im_topology_order(x->s->t);
	unsigned int i, nr = 0;

	for (i = 0; i < x->s->t->nr_possible; i++) {
		unsigned int group = x->groups[order[i]];

		if (group == IRQM_NONE)
			continue;
		if (group >= limit)
			return 0;
		x->s->list[nr++] = i;
	}
	im_sort(x->s->list, nr, before_by_group, x);
	for (i = 0; i < nr; i++)
		x->s->list[i] = order[x->s->list[i]];
	return nr;
}

/* A group is the interval [begin, end) of the list, here and below. */
static void count_cpus(struct scoring *x, unsigned int begin, unsigned int end)
{
	const uint16_t *capacity = im_topology_capacity(x->s->t);
	struct irqm_spread_quality *score = x->score;
	unsigned int cpus = end - begin, weight = 0, i;

	for (i = begin; i < end; i++)
		weight += capacity[x->s->list[i]];
	score->cpus_fewest = cpus < score->cpus_fewest ? cpus : score->cpus_fewest;
	score->cpus_most = cpus > score->cpus_most ? cpus : score->cpus_most;
	score->capacity_least = weight < score->capacity_least ? weight : score->capacity_least;
	score->capacity_most = weight > score->capacity_most ? weight : score->capacity_most;
}

/*
 * Lists in s->sublist the nodes of a group, and counts the group's CPUs on each. Only nodes of the
 * group are set to 0 first, so this takes no time for the machine's other nodes.
 */
static unsigned int count_nodes(struct scoring *x, unsigned int begin, unsigned int end)
{
	const uint16_t *node_of = im_topology_node_of(x->s->t);
	unsigned int i, nr = 0;

	for (i = begin; i < end; i++)
		x->s->nodes[node_of[x->s->list[i]]].cpus = 0;
	for (i = begin; i < end; i++) {
		unsigned int node = node_of[x->s->list[i]];

		if (!x->s->nodes[node].cpus++)
			x->s->sublist[nr++] = node;
	}
	return nr;
}

static void add_distances(struct scoring *x, unsigned int begin, unsigned int end)
{
	unsigned int nr = count_nodes(x, begin, end), *node = x->s->sublist, i, j;

	x->pairs += (uint64_t)(end - begin) * (end - begin);
	for (i = 0; i < nr; i++) {
		const uint16_t *row = im_topology_distances_from(x->s->t, node[i]);

		for (j = 0; j < nr; j++) {
			x->distance += (uint64_t)x->s->nodes[node[i]].cpus *
				       x->s->nodes[node[j]].cpus * row[node[j]];
			if (row[node[j]] > x->score->distance_worst)
				x->score->distance_worst = row[node[j]];
		}
	}
}

/* In how many domains of a level a group holds CPUs. */
static unsigned int count_domains(const struct scoring *x, enum irqm_topology_level level,
				  unsigned int begin, unsigned int end)
{
	const unsigned int *domain = im_topology_domain(x->s->t, level);
	unsigned int i, nr = 1;

	for (i = begin + 1; i < end; i++)
		nr += domain[x->s->list[i]] != domain[x->s->list[i - 1]];
	return nr;
}

/*
 * Counts the domains that a group reaches into. avoidable becomes their sum for now; finish()
 * subtracts what cannot be avoided.
 */
static void look_at_domains(struct scoring *x, unsigned int begin, unsigned int end)
{
	unsigned int level, nr;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		nr = count_domains(x, level, begin, end);
		x->score->straddling[level] += nr > 1;
		x->score->avoidable[level] += nr;
	}
}

/* Counts the groups that are nearest to the device, beginning anew when one is nearer. */
static void look_at_device(struct scoring *x, unsigned int begin, unsigned int end)
{
	const uint16_t *node_of = im_topology_node_of(x->s->t);
	unsigned int nearest = ~0U, i;

	for (i = begin; i < end; i++) {
		unsigned int far = x->from_device[node_of[x->s->list[i]]];

		nearest = far < nearest ? far : nearest;
	}
	if (nearest < x->nearest) {
		x->nearest = nearest;
		x->score->near_device = 0;
	}
	x->score->near_device += nearest == x->nearest;
}

static void look_at_groups(struct scoring *x, unsigned int nr)
{
	const unsigned int *list = x->s->list;
	unsigned int begin, end;

	for (begin = 0; begin < nr; begin = end) {
		end = begin + 1;
		while (end < nr && x->groups[list[end]] == x->groups[list[begin]])
			end++;
		x->score->groups++;
		count_cpus(x, begin, end);
		add_distances(x, begin, end);
		look_at_domains(x, begin, end);
		if (x->from_device)
			look_at_device(x, begin, end);
	}
}

/* In how many domains of a level the groups hold CPUs, all groups together. */
static unsigned int count_all_domains(const struct scoring *x, enum irqm_topology_level level)
{
	const unsigned int *domain = im_topology_domain(x->s->t, level);
	const unsigned int *order = im_topology_order(x->s->t);
	unsigned int i, nr = 0, last = IRQM_NONE;

	for (i = 0; i < x->s->t->nr_possible; i++) {
		if (x->groups[order[i]] == IRQM_NONE)
			continue;
		nr += domain[order[i]] != last;
		last = domain[order[i]];
	}
	return nr;
}

/* Works out what depends on all groups. The mean is rounded to the nearest. */
static void finish(struct scoring *x)
{
	struct irqm_spread_quality *score = x->score;
	unsigned int level, domains;
	uint64_t remainder;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		domains = count_all_domains(x, level);
		score->avoidable[level] -= domains > score->groups ? domains : score->groups;
	}
	score->distance_mean =
		(unsigned int)im_divide(100 * x->distance + x->pairs / 2, x->pairs, &remainder);
}

int irqm_spread_score(const struct irqm_topology *t, const unsigned int *groups,
		      unsigned int vectors, unsigned int device_node, void *scratch, size_t bytes,
		      struct irqm_spread_quality *score)
{
	struct scoring x = { .groups = groups, .nearest = ~0U, .score = score };
	unsigned int nr;
	int err;

	if (!groups || !score)
		return -IRQM_EINVAL;
	err = im_spread_start(&x.s, t, device_node, scratch, bytes);
	if (err)
		return err;
	if (x.s->device != IRQM_NONE)
		x.from_device = im_topology_distances_from(t, x.s->device);
	nr = list_cpus(&x, vectors);
	if (!nr)
		return -IRQM_EINVAL;
	*score = (struct irqm_spread_quality){ .cpus_fewest = ~0U, .capacity_least = ~0U };
	look_at_groups(&x, nr);
	finish(&x);
	return 0;
}
