/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How good groups are.
 *
 * The CPUs are listed by group, inside a group in the order of the tree, where those of a domain
 * stand side by side: so domains are counted by looking at neighbours.
 */
#include "base/divide.h"
#include "base/sort.h"
#include "spread_internal.h"

/* What is being looked at, and what was seen so far. */
struct scoring {
	struct im_spread *s; /* its memory to work in */
	const unsigned int *groups;
	const uint16_t *from_device; /* distances to the nodes, or NULL */
	unsigned int nearest;        /* to the device */
	uint64_t pairs;              /* of CPUs that share a group */
	uint64_t distance;           /* of all of them */
	struct irqm_spread_quality *score;
};

static bool before_by_group(const void *ctx, unsigned int a, unsigned int b)
{
	const struct scoring *x = ctx;
	const unsigned int *order = im_topology_order(x->s->t);
	unsigned int group_a = x->groups[order[a]], group_b = x->groups[order[b]];

	return group_a != group_b ? group_a < group_b : a < b;
}

/* Lists the CPUs that have a group, all below a limit; returns how many, 0 when one is not. */
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

static void weigh(struct scoring *x, unsigned int begin, unsigned int end)
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

/* Lists the nodes of a group, and how many CPUs each has there; returns how many nodes. */
static unsigned int list_nodes(struct scoring *x, unsigned int begin, unsigned int end)
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

static void measure(struct scoring *x, unsigned int begin, unsigned int end)
{
	unsigned int nr = list_nodes(x, begin, end), *node = x->s->sublist, i, j;

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

/* Domains of a level in a stretch of the list. */
static unsigned int count_domains(const struct scoring *x, enum irqm_topology_level level,
				  unsigned int begin, unsigned int end)
{
	const unsigned int *domain = im_topology_domain(x->s->t, level);
	unsigned int i, nr = 1;

	for (i = begin + 1; i < end; i++)
		nr += domain[x->s->list[i]] != domain[x->s->list[i - 1]];
	return nr;
}

/* Notes which domains a group reaches into; those that it has to are subtracted at the end. */
static void see_domains(struct scoring *x, unsigned int begin, unsigned int end)
{
	unsigned int level, nr;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		nr = count_domains(x, level, begin, end);
		x->score->straddling[level] += nr > 1;
		x->score->avoidable[level] += nr;
	}
}

static void see_device(struct scoring *x, unsigned int begin, unsigned int end)
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

static void see_groups(struct scoring *x, unsigned int nr)
{
	const unsigned int *list = x->s->list;
	unsigned int begin, end;

	for (begin = 0; begin < nr; begin = end) {
		end = begin + 1;
		while (end < nr && x->groups[list[end]] == x->groups[list[begin]])
			end++;
		x->score->groups++;
		weigh(x, begin, end);
		measure(x, begin, end);
		see_domains(x, begin, end);
		if (x->from_device)
			see_device(x, begin, end);
	}
}

/* Domains of a level in all groups together. */
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
	see_groups(&x, nr);
	finish(&x);
	return 0;
}
