/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * made_topology.c - a machine made up for a test, as topology callbacks that count what they are
 * asked.
 */
#include <stdio.h>
#include <string.h>

#include "expect.h"
#include "made_topology.h"
#include "must.h"

#define NR_AWKWARD 12

/* For distances and capacities. */
static const unsigned int awkward[NR_AWKWARD] = {
	0, 0, 1, 2, 10, 20, 1023, 1024, 1025, 65535, 65536, IRQM_NONE
};

/* ---- Answers ---- */

static unsigned int answer(struct made_topology *m, unsigned int question, unsigned int cpu)
{
	unsigned int drawn;

	if (cpu >= m->nr_cpus) {
		m->strays++;
		return IRQM_NONE;
	}
	m->asked[question][cpu]++;
	if (m->pool[question]) {
		drawn = op_rng_below(&m->rng, m->nr_cpus);
		m->answer[question][cpu] = m->pool[question][drawn];
	}
	return m->answer[question][cpu];
}

static unsigned int answer_package(void *ctx, unsigned int cpu)
{
	return answer(ctx, IRQM_TOPOLOGY_PACKAGE, cpu);
}

static unsigned int answer_node(void *ctx, unsigned int cpu)
{
	return answer(ctx, IRQM_TOPOLOGY_NODE, cpu);
}

static unsigned int answer_llc(void *ctx, unsigned int cpu)
{
	return answer(ctx, IRQM_TOPOLOGY_LLC, cpu);
}

static unsigned int answer_cluster(void *ctx, unsigned int cpu)
{
	return answer(ctx, IRQM_TOPOLOGY_CLUSTER, cpu);
}

static unsigned int answer_core(void *ctx, unsigned int cpu)
{
	return answer(ctx, IRQM_TOPOLOGY_CORE, cpu);
}

static bool answer_possible(void *ctx, unsigned int cpu)
{
	return answer(ctx, MADE_POSSIBLE, cpu) == 1;
}

static bool answer_present(void *ctx, unsigned int cpu)
{
	return answer(ctx, MADE_PRESENT, cpu) == 1;
}

static unsigned int answer_capacity(void *ctx, unsigned int cpu)
{
	return answer(ctx, MADE_CAPACITY, cpu);
}

static unsigned int answer_distance(void *ctx, unsigned int from, unsigned int to)
{
	struct made_topology *m = ctx;
	unsigned int *distance = made_distance(m, from, to);

	if (!distance) {
		m->strays++;
		return 0;
	}
	m->asked_distance[distance - m->distance]++;
	if (m->pool[IRQM_TOPOLOGY_NODE])
		*distance = awkward[op_rng_below(&m->rng, NR_AWKWARD)];
	return *distance;
}

const struct irqm_topology_ops made_topology_ops = {
	.node = answer_node,
	.package = answer_package,
	.llc = answer_llc,
	.cluster = answer_cluster,
	.core = answer_core,
	.distance = answer_distance,
	.possible = answer_possible,
	.present = answer_present,
	.capacity = answer_capacity,
};

/* ---- Making one ---- */

struct made_topology *made_new(unsigned int nr_cpus)
{
	static const unsigned int usual[NR_MADE_QUESTIONS] = {
		[IRQM_TOPOLOGY_PACKAGE] = IRQM_NONE,
		[IRQM_TOPOLOGY_NODE] = IRQM_NONE,
		[IRQM_TOPOLOGY_LLC] = IRQM_NONE,
		[IRQM_TOPOLOGY_CLUSTER] = IRQM_NONE,
		[IRQM_TOPOLOGY_CORE] = IRQM_NONE,
		[MADE_POSSIBLE] = 1,
		[MADE_PRESENT] = 1,
		[MADE_CAPACITY] = 1024,
	};
	struct made_topology *m = must_calloc(1, sizeof(*m));
	unsigned int q, cpu;

	m->nr_cpus = nr_cpus;
	for (q = 0; q < NR_MADE_QUESTIONS; q++) {
		m->answer[q] = must_calloc(nr_cpus, sizeof(unsigned int));
		m->asked[q] = must_calloc(nr_cpus, sizeof(unsigned int));
		for (cpu = 0; cpu < nr_cpus; cpu++)
			m->answer[q][cpu] = usual[q];
	}
	made_link_nodes(m);
	return m;
}

void made_free(struct made_topology *m)
{
	unsigned int q;

	for (q = 0; q < NR_MADE_QUESTIONS; q++) {
		free(m->answer[q]);
		free(m->asked[q]);
		free(m->pool[q]);
	}
	free(m->nodes);
	free(m->distance);
	free(m->asked_distance);
	free(m);
}

void made_say(struct made_topology *m, unsigned int question, const char *answers)
{
	unsigned int cpu;

	for (cpu = 0; cpu < m->nr_cpus && answers[cpu]; cpu++)
		m->answer[question][cpu] = answers[cpu] == '-' ? IRQM_NONE
							       : (unsigned int)(answers[cpu] - '0');
	if (question == IRQM_TOPOLOGY_NODE)
		made_link_nodes(m);
}

void made_say_runs(struct made_topology *m, unsigned int question, unsigned int size)
{
	unsigned int cpu;

	for (cpu = 0; cpu < m->nr_cpus; cpu++)
		m->answer[question][cpu] = cpu / size;
	if (question == IRQM_TOPOLOGY_NODE)
		made_link_nodes(m);
}

static int compare_numbers(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

void made_link_nodes(struct made_topology *m)
{
	unsigned int i, nr = 0;
	size_t pairs;

	free(m->nodes);
	free(m->distance);
	free(m->asked_distance);
	m->nodes = must_calloc(m->nr_cpus, sizeof(unsigned int));
	memcpy(m->nodes, m->answer[IRQM_TOPOLOGY_NODE], m->nr_cpus * sizeof(unsigned int));
	qsort(m->nodes, m->nr_cpus, sizeof(unsigned int), compare_numbers);
	for (i = 0; i < m->nr_cpus && m->nodes[i] != IRQM_NONE; i++) {
		if (nr == 0 || m->nodes[i] != m->nodes[nr - 1])
			m->nodes[nr++] = m->nodes[i];
	}
	m->nr_nodes = nr;
	pairs = (size_t)nr * nr;
	m->distance = must_calloc(pairs, sizeof(unsigned int));
	m->asked_distance = must_calloc(pairs, sizeof(unsigned int));
}

unsigned int *made_distance(struct made_topology *m, unsigned int from, unsigned int to)
{
	const unsigned int *row = bsearch(&from, m->nodes, m->nr_nodes, sizeof(unsigned int),
					  compare_numbers);
	const unsigned int *column = bsearch(&to, m->nodes, m->nr_nodes, sizeof(unsigned int),
					     compare_numbers);

	if (!row || !column)
		return NULL;
	return &m->distance[(size_t)(row - m->nodes) * m->nr_nodes + (size_t)(column - m->nodes)];
}

void made_turn_fickle(struct made_topology *m, uint64_t seed)
{
	size_t bytes = m->nr_cpus * sizeof(unsigned int);
	unsigned int q;

	m->rng.state = seed;
	for (q = 0; q < NR_MADE_QUESTIONS; q++) {
		m->pool[q] = must_calloc(1, bytes);
		memcpy(m->pool[q], m->answer[q], bytes);
	}
}

struct made_topology *made_copy(unsigned int nr_cpus, const struct irqm_topology_ops *ops,
				void *ctx)
{
	struct made_topology *m = made_new(nr_cpus);
	unsigned int cpu;
	size_t i;

	for (cpu = 0; cpu < nr_cpus; cpu++) {
		m->answer[IRQM_TOPOLOGY_PACKAGE][cpu] = ops->package(ctx, cpu);
		m->answer[IRQM_TOPOLOGY_NODE][cpu] = ops->node(ctx, cpu);
		m->answer[IRQM_TOPOLOGY_LLC][cpu] = ops->llc(ctx, cpu);
		m->answer[IRQM_TOPOLOGY_CLUSTER][cpu] = ops->cluster(ctx, cpu);
		m->answer[IRQM_TOPOLOGY_CORE][cpu] = ops->core(ctx, cpu);
		m->answer[MADE_POSSIBLE][cpu] = ops->possible(ctx, cpu);
		m->answer[MADE_PRESENT][cpu] = ops->present(ctx, cpu);
		m->answer[MADE_CAPACITY][cpu] = ops->capacity(ctx, cpu);
	}
	made_link_nodes(m);
	for (i = 0; i < (size_t)m->nr_nodes * m->nr_nodes; i++)
		m->distance[i] = ops->distance(ctx, m->nodes[i / m->nr_nodes],
					       m->nodes[i % m->nr_nodes]);
	return m;
}

/* ---- Snapshots ---- */

struct irqm_topology_config made_config(struct made_topology *m, unsigned int nr_nodes)
{
	struct irqm_topology_config config = {
		.nr_cpus = m->nr_cpus,
		.nr_nodes = nr_nodes,
		.ops = &made_topology_ops,
		.ctx = m,
	};

	return config;
}

static struct faulty_mem snapshot_mem;

struct irqm_topology *made_take(const struct irqm_topology_config *config)
{
	struct irqm_topology *t = NULL;

	GIVES(irqm_topology_create(config, &faulty_mem_ops, &snapshot_mem, &t), 0);
	return t;
}

bool made_drop(struct irqm_topology *t)
{
	unsigned int live = snapshot_mem.live;

	irqm_topology_destroy(t);
	return snapshot_mem.live == live - 1 && snapshot_mem.faults == 0;
}

/* ---- At random ---- */

/* Cuts CPUs, in the order of @seat, into domains that are cut again on the levels below. */
static void cut_orderly(struct made_topology *m, struct op_rng *rng, const unsigned int *seat)
{
	unsigned int size = 1, cpu;
	int level;

	for (level = IRQM_TOPOLOGY_CORE; level >= IRQM_TOPOLOGY_PACKAGE; level--) {
		unsigned int number_of = level == IRQM_TOPOLOGY_PACKAGE ? 3 : 4;

		size *= 1 + op_rng_below(rng, number_of);
		for (cpu = 0; cpu < m->nr_cpus; cpu++)
			m->answer[level][cpu] = seat[cpu] / size;
	}
	if (op_rng_below(rng, 2)) {
		unsigned int *packages = m->answer[IRQM_TOPOLOGY_PACKAGE];

		m->answer[IRQM_TOPOLOGY_PACKAGE] = m->answer[IRQM_TOPOLOGY_NODE];
		m->answer[IRQM_TOPOLOGY_NODE] = packages;
	}
}

static void scatter(struct made_topology *m, struct op_rng *rng)
{
	unsigned int level, cpu;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		unsigned int domains = 1 + op_rng_below(rng, 6);

		for (cpu = 0; cpu < m->nr_cpus; cpu++)
			m->answer[level][cpu] = op_rng_below(rng, domains);
	}
}

/* A few CPUs say that they are somewhere else. */
static void misplace(struct made_topology *m, struct op_rng *rng)
{
	unsigned int n = 1 + op_rng_below(rng, 3);

	while (n--) {
		unsigned int *numbers = m->answer[op_rng_below(rng, IRQM_TOPOLOGY_NR_LEVELS)];

		numbers[op_rng_below(rng, m->nr_cpus)] = numbers[op_rng_below(rng, m->nr_cpus)];
	}
}

/* Numbers that are neither small nor in a row, and CPUs that know none. */
static void rename_domains(struct made_topology *m, struct op_rng *rng)
{
	unsigned int level, cpu;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		unsigned int *numbers = m->answer[level], way = op_rng_below(rng, 8);

		for (cpu = 0; cpu < m->nr_cpus; cpu++) {
			if (way == 0 || (way == 1 && op_rng_below(rng, 8) == 0))
				numbers[cpu] = IRQM_NONE;
			else if (way == 2)
				numbers[cpu] = IRQM_NONE - 1 - numbers[cpu];
			else if (way == 3)
				numbers[cpu] = numbers[cpu] * 0x9e3779b1U;
		}
	}
}

/* Which CPUs exist, how strong they are, and how far apart the nodes. */
static void furnish(struct made_topology *m, struct op_rng *rng)
{
	unsigned int of = 1 + op_rng_below(rng, 3), strange = op_rng_below(rng, 2), cpu;
	size_t i;

	for (cpu = 0; cpu < m->nr_cpus; cpu++) {
		m->answer[MADE_POSSIBLE][cpu] = op_rng_below(rng, of) == 0;
		m->answer[MADE_PRESENT][cpu] = op_rng_below(rng, of) == 0;
		m->answer[MADE_CAPACITY][cpu] = strange ? awkward[op_rng_below(rng, NR_AWKWARD)]
							: 512 * (1 + op_rng_below(rng, 2));
	}
	m->answer[MADE_POSSIBLE][op_rng_below(rng, m->nr_cpus)] = 1;
	made_link_nodes(m);
	for (i = 0; i < (size_t)m->nr_nodes * m->nr_nodes; i++)
		m->distance[i] = awkward[op_rng_below(rng, NR_AWKWARD)];
}

struct made_topology *made_drawn(struct op_rng *rng)
{
	static const unsigned int sizes[] = { 4, 16, 40, 130 };
	struct made_topology *m = made_new(1 + op_rng_below(rng, sizes[op_rng_below(rng, 4)]));
	unsigned int *seat = must_calloc(m->nr_cpus, sizeof(unsigned int)), cpu;
	unsigned int shuffle = op_rng_below(rng, 2);

	for (cpu = 0; cpu < m->nr_cpus; cpu++) {
		unsigned int other = shuffle ? op_rng_below(rng, cpu + 1) : cpu;

		seat[cpu] = seat[other];
		seat[other] = cpu;
	}
	if (op_rng_below(rng, 4))
		cut_orderly(m, rng, seat);
	else
		scatter(m, rng);
	if (op_rng_below(rng, 2))
		misplace(m, rng);
	if (op_rng_below(rng, 2))
		rename_domains(m, rng);
	furnish(m, rng);
	free(seat);
	return m;
}

struct made_topology *made_random(uint64_t seed)
{
	struct op_rng rng = { .state = seed };

	return made_drawn(&rng);
}
