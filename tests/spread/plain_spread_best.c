/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plain_spread_best.c - whether IRQM_SPREAD_LOCALITY finds the best groups there are: all ways to
 * divide the CPUs of a small machine are tried.
 *
 * usage: plain_spread_best [CPUS [RANDOM [SEED]]]
 *
 * Every tree of up to a number of CPUs is tried with every number of vectors, and some random
 * machines of up to 10 CPUs with capacities and distances. Exceptions have to be few and small; up
 * to 7 CPUs that are all alike there is none. docs/spreading.md lists them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/must.h"
#include "support/spread_best.h"

#define EVERY_TREE 8
#define RANDOM_MACHINES 3000

/* Exceptions in a thousand times. */
#define TREES_MOST 20
#define RANDOM_MOST 8

/* Trees of fewer CPUs have no exceptions. */
#define FIRST_EXCEPTION 8

static struct best_tally tally;

/* All numbers of vectors. */
static void try_machine(struct made_topology *m)
{
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t = made_take(&config);
	unsigned int vectors;

	for (vectors = 1; vectors <= m->nr_cpus; vectors++)
		best_compare(t, vectors, &tally);
	made_drop(t);
}

/* joint[i]: how many levels, from the core up, set CPUs i and i + 1 apart. */
static void cut(struct made_topology *m, const unsigned int *joint)
{
	unsigned int level, cpu, apart;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		apart = IRQM_TOPOLOGY_NR_LEVELS - 1 - level;
		m->answer[level][0] = 0;
		for (cpu = 1; cpu < m->nr_cpus; cpu++)
			m->answer[level][cpu] =
				m->answer[level][cpu - 1] + (joint[cpu - 1] > apart);
	}
	made_link_nodes(m);
}

static int compare_runs(const unsigned int *a, unsigned int a_size, const unsigned int *b,
			unsigned int b_size)
{
	unsigned int i;

	if (a_size != b_size)
		return a_size < b_size ? -1 : 1;
	for (i = 0; i + 1 < a_size; i++) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return 0;
}

/* Of trees that differ only in the order of domains, the one with the larger ones first. */
static bool is_canonical(const unsigned int *joint, unsigned int nr)
{
	unsigned int level, begin, middle, end;

	for (level = 1; level <= IRQM_TOPOLOGY_NR_LEVELS; level++) {
		for (begin = 0; begin < nr; begin = middle) {
			for (middle = begin + 1; middle < nr && joint[middle - 1] < level;)
				middle++;
			if (middle == nr || joint[middle - 1] > level)
				continue;
			for (end = middle + 1; end < nr && joint[end - 1] < level;)
				end++;
			if (compare_runs(joint + begin, middle - begin, joint + middle,
					 end - middle) < 0)
				return false;
		}
	}
	return true;
}

static bool next_joints(unsigned int *joint, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (++joint[i] <= IRQM_TOPOLOGY_NR_LEVELS)
			return true;
		joint[i] = 0;
	}
	return false;
}

static unsigned long try_trees(unsigned int nr_cpus)
{
	struct made_topology *m = made_new(nr_cpus);
	unsigned int joint[BEST_CPUS_MAX] = { 0 };
	unsigned long trees = 0;

	do {
		if (!is_canonical(joint, nr_cpus))
			continue;
		cut(m, joint);
		try_machine(m);
		trees++;
	} while (next_joints(joint, nr_cpus - 1));
	made_free(m);
	return trees;
}

/* Strong and weak cores, nodes in a line, on a ring or anywhere. */
static void furnish(struct made_topology *m, struct op_rng *rng)
{
	const unsigned int *core = m->answer[IRQM_TOPOLOGY_CORE];
	unsigned int kinds = 1 + op_rng_below(rng, 3), way = op_rng_below(rng, 3), cpu, i, j, hops;

	for (cpu = 0; cpu < m->nr_cpus; cpu++) {
		if (cpu && core[cpu] == core[cpu - 1])
			m->answer[MADE_CAPACITY][cpu] = m->answer[MADE_CAPACITY][cpu - 1];
		else
			m->answer[MADE_CAPACITY][cpu] = 1024 - 300 * op_rng_below(rng, kinds);
	}
	for (i = 0; i < m->nr_nodes; i++) {
		for (j = 0; j < i; j++) {
			hops = way ? i - j : op_rng_below(rng, 4);
			if (way == 2 && hops > m->nr_nodes - hops)
				hops = m->nr_nodes - hops;
			m->distance[i * m->nr_nodes + j] = 10 + 6 * hops;
			m->distance[j * m->nr_nodes + i] = 10 + 6 * hops;
		}
	}
}

static void try_random(unsigned long nr, uint64_t seed)
{
	unsigned int joint[BEST_CPUS_MAX], nr_cpus, i;
	struct made_topology *m;

	for (; nr > 0; nr--, seed++) {
		struct op_rng rng = { .state = seed };

		nr_cpus = 2 + op_rng_below(&rng, BEST_CPUS_MAX - 1);
		m = made_new(nr_cpus);
		for (i = 0; i < nr_cpus; i++)
			joint[i] = op_rng_below(&rng, IRQM_TOPOLOGY_NR_LEVELS + 1);
		cut(m, joint);
		furnish(m, &rng);
		try_machine(m);
		made_free(m);
	}
}

/* Prints the exceptions. A few in a thousand are allowed, none of them large. */
static bool is_fine(unsigned int most)
{
	static const double limits[NR_BEST_PARTS] = {
		[BEST_SHARES(0)] = 0,
		[BEST_STRADDLES(1)] = 0,
		[BEST_SHARES(1)] = 0.5,
		[BEST_STRADDLES(2)] = 1,
		[BEST_SHARES(2)] = 0.5,
		[BEST_STRADDLES(3)] = 1,
		[BEST_SHARES(3)] = 0.5,
		[BEST_STRADDLES(4)] = 1,
		[BEST_SHARES(4)] = 0.5,
		[BEST_EVENNESS] = 1.4,
		[BEST_DISTANCE] = 1.6,
	};
	unsigned long worse = 0;
	bool fine = true;
	unsigned int i;

	best_print(&tally);
	for (i = 0; i < NR_BEST_PARTS; i++) {
		worse += tally.worse[i];
		fine &= !tally.worse[i] || tally.most[i] <= limits[i] + 1e-9;
	}
	if (fine && worse * 1000 <= tally.all * most)
		return true;
	printf("too many exceptions, or too large ones\n");
	return false;
}

int main(int argc, char **argv)
{
	unsigned long cpus = argc > 1 ? strtoul(argv[1], NULL, 0) : EVERY_TREE, nr, trees;
	unsigned long random = argc > 2 ? strtoul(argv[2], NULL, 0) : RANDOM_MACHINES;
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 0) : 1;
	bool fine = true;

	if (cpus > BEST_CPUS_MAX) {
		fprintf(stderr, "plain_spread_best: %lu CPUs: at most %d\n", cpus, BEST_CPUS_MAX);
		return 2;
	}
	for (nr = 1; nr <= cpus; nr++) {
		tally = (struct best_tally){ 0 };
		trees = try_trees((unsigned int)nr);
		printf("%lu CPUs, %lu trees: ", nr, trees);
		fine = is_fine(nr < FIRST_EXCEPTION ? 0 : TREES_MOST) && fine;
	}
	tally = (struct best_tally){ 0 };
	try_random(random, seed);
	printf("%lu random machines: ", random);
	fine = is_fine(RANDOM_MOST) && fine;
	return !fine;
}
