/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_score_model.c - scores by plain counting: every group with every domain, every CPU with
 * every other.
 */
#include "fence.h"
#include "spread_check.h"

struct view {
	const struct irqm_topology *t;
	unsigned int nr_cpus;
	const unsigned int *groups;
	unsigned int vectors;
	unsigned int device; /* a CPU of its node, or IRQM_NONE */
};

static bool is_in(const struct view *v, unsigned int cpu, unsigned int group)
{
	return irqm_cpumask_test(irqm_topology_possible(v->t), cpu) && v->groups[cpu] == group;
}

static void count_group(const struct view *v, unsigned int group, struct irqm_spread_quality *score)
{
	unsigned int cpu, cpus = 0, capacity = 0;

	for (cpu = 0; cpu < v->nr_cpus; cpu++) {
		if (!is_in(v, cpu, group))
			continue;
		cpus++;
		capacity += irqm_topology_capacity(v->t, cpu);
	}
	if (!cpus)
		return;
	if (!score->groups++) {
		score->cpus_fewest = score->cpus_most = cpus;
		score->capacity_least = score->capacity_most = capacity;
	}
	score->cpus_fewest = cpus < score->cpus_fewest ? cpus : score->cpus_fewest;
	score->cpus_most = cpus > score->cpus_most ? cpus : score->cpus_most;
	score->capacity_least = capacity < score->capacity_least ? capacity
								 : score->capacity_least;
	score->capacity_most = capacity > score->capacity_most ? capacity : score->capacity_most;
}

/* Domains are named by their lowest CPUs, whether these have a group or not. */
static unsigned int domains_of(const struct view *v, enum irqm_topology_level level,
			       unsigned int group)
{
	unsigned char *seen = must_calloc(v->nr_cpus, 1);
	unsigned int cpu, nr = 0;

	for (cpu = 0; cpu < v->nr_cpus; cpu++) {
		unsigned int domain = irqm_topology_domain(v->t, level, cpu);

		if (domain == IRQM_NONE || v->groups[cpu] == IRQM_NONE ||
		    (group != IRQM_NONE && v->groups[cpu] != group))
			continue;
		nr += !seen[domain];
		seen[domain] = 1;
	}
	free(seen);
	return nr;
}

static void count_level(const struct view *v, enum irqm_topology_level level,
			struct irqm_spread_quality *score)
{
	unsigned int group, nr, pairs = 0, all = domains_of(v, level, IRQM_NONE);

	for (group = 0; group < v->vectors; group++) {
		nr = domains_of(v, level, group);
		pairs += nr;
		score->straddling[level] += nr > 1;
	}
	score->avoidable[level] = pairs - (all > score->groups ? all : score->groups);
}

static void count_distances(const struct view *v, struct irqm_spread_quality *score)
{
	unsigned int from, to, distance;
	uint64_t sum = 0, pairs = 0;

	for (from = 0; from < v->nr_cpus; from++) {
		for (to = 0; to < v->nr_cpus; to++) {
			distance = irqm_topology_distance(v->t, from, to);
			if (!distance || v->groups[from] == IRQM_NONE ||
			    v->groups[from] != v->groups[to])
				continue;
			sum += distance;
			pairs++;
			score->distance_worst = distance > score->distance_worst
							? distance
							: score->distance_worst;
		}
	}
	score->distance_mean = (unsigned int)((100 * sum + pairs / 2) / pairs);
}

static void count_near(const struct view *v, struct irqm_spread_quality *score)
{
	unsigned int cpu, group, distance, nearest = IRQM_NONE;
	bool near;

	for (cpu = 0; cpu < v->nr_cpus; cpu++) {
		distance = irqm_topology_distance(v->t, v->device, cpu);
		if (distance && v->groups[cpu] != IRQM_NONE && distance < nearest)
			nearest = distance;
	}
	for (group = 0; group < v->vectors; group++) {
		for (near = false, cpu = 0; cpu < v->nr_cpus; cpu++)
			near |= is_in(v, cpu, group) &&
				irqm_topology_distance(v->t, v->device, cpu) == nearest;
		score->near_device += near;
	}
}

static unsigned int a_cpu_on(const struct irqm_topology *t, unsigned int node)
{
	unsigned int cpu;

	for (cpu = 0; node != IRQM_NONE && cpu < irqm_topology_nr_cpus(t); cpu++) {
		if (irqm_topology_node(t, cpu) == node)
			return cpu;
	}
	return IRQM_NONE;
}

static bool score_is_right(const struct view *v, unsigned int device_node)
{
	struct irqm_spread_quality want, got;
	unsigned int group, level;
	size_t bytes;
	void *scratch;
	int err;

	memset(&want, 0, sizeof(want));
	for (group = 0; group < v->vectors; group++)
		count_group(v, group, &want);
	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++)
		count_level(v, (enum irqm_topology_level)level, &want);
	count_distances(v, &want);
	if (v->device != IRQM_NONE)
		count_near(v, &want);
	irqm_spread_scratch(v->t, &bytes);
	scratch = fence_new(bytes);
	err = irqm_spread_score(v->t, v->groups, v->vectors, device_node, scratch, bytes, &got);
	if (!fence_holds(scratch, bytes))
		err = 1;
	fence_free(scratch);
	if (!err && memcmp(&want, &got, sizeof(want)) == 0)
		return true;
	fprintf(stderr, "the score of %u vectors is not what counting gives: %d\n", v->vectors,
		err);
	return false;
}

bool spread_scores_are_right(const struct spread_result *s)
{
	struct view v = { .t = s->t, .nr_cpus = s->nr_cpus };
	unsigned int set;

	v.device = a_cpu_on(s->t, s->request->device_node);
	for (set = 0; set < s->nr_sets; set++) {
		v.groups = s->groups + (size_t)set * s->nr_cpus;
		v.vectors = spread_set_vectors(s->request, set);
		if (!score_is_right(&v, v.device == IRQM_NONE ? IRQM_NONE
							      : s->request->device_node))
			return false;
	}
	return true;
}
