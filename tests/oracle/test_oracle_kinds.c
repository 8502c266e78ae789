/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_oracle_kinds.c - many requests on random machines with each kind of clusters: are ours
 * Linux's, mask for mask?
 *
 * usage: test_oracle_kinds [--requests N] [--seed N]
 *
 * Each policy of Linux gets N requests on machines of each kind: group_cpus_evenly() with any
 * number and irq_create_affinity_masks() with any sets, in turn. Prints how many there were, and
 * how many differed, by kind of clusters and by what else the machines are. A kind that differs is
 * given up soon, and the smallest machine that differed is printed.
 */
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/irqmatrix.h>

#include "oracle_machine.h"
#include "oracle_spread.h"

#define REQUESTS (SLOW_BUILD ? 1000U : 20000U)
#define REQUESTS_PER_MACHINE 24U
#define DIFFERENCES_MAX 200U

enum trait {
	TRAIT_SMT_1,
	TRAIT_SMT_2,
	TRAIT_SMT_4,
	TRAIT_NODES,
	TRAIT_SPARSE,
	TRAIT_ABSENT,
	TRAIT_OFFLINE,
	NR_TRAITS,
};

static const char *const trait_names[NR_TRAITS] = {
	[TRAIT_SMT_1] = "a thread per core",
	[TRAIT_SMT_2] = "2 threads per core",
	[TRAIT_SMT_4] = "4 threads per core",
	[TRAIT_NODES] = "several nodes",
	[TRAIT_SPARSE] = "sparse CPU numbers",
	[TRAIT_ABSENT] = "absent CPUs",
	[TRAIT_OFFLINE] = "offline CPUs",
};

struct count {
	size_t requests;
	size_t differences;
};

/* What is asked: a version of Linux and our policy. */
enum side {
	SIDE_6_12,
	SIDE_7,
	NR_SIDES,
};

static const char *const side_versions[NR_SIDES] = { "6.12", "7" };

static struct count by_kind[ORACLE_NR_CLUSTERS][NR_SIDES];
static struct count by_trait[NR_TRAITS][NR_SIDES];

/* The smallest machine that differed: what to draw it from. */
struct smallest {
	uint64_t seed;
	unsigned int nr_cpus;
};

/* ---- One machine ---- */

static bool has_trait(const struct oracle_machine *x, enum trait trait)
{
	unsigned int nr_cpus = x->machine.nr_cpus;
	unsigned int possible = irqm_cpumask_weight(x->possible, nr_cpus);
	unsigned int present = irqm_cpumask_weight(x->present, nr_cpus);

	switch (trait) {
	case TRAIT_SMT_1:
		return x->threads == 1;
	case TRAIT_SMT_2:
		return x->threads == 2;
	case TRAIT_SMT_4:
		return x->threads == 4;
	case TRAIT_NODES:
		return x->machine.nr_nodes > 1;
	case TRAIT_SPARSE:
		return possible < nr_cpus;
	case TRAIT_ABSENT:
		return present < possible;
	default:
		return irqm_cpumask_weight(x->started, nr_cpus) < present;
	}
}

static void add(const struct oracle_machine *x, enum side side, struct count count)
{
	unsigned int trait;

	by_kind[x->clusters][side].requests += count.requests;
	by_kind[x->clusters][side].differences += count.differences;
	for (trait = 0; trait < NR_TRAITS; trait++) {
		if (!has_trait(x, (enum trait)trait))
			continue;
		by_trait[trait][side].requests += count.requests;
		by_trait[trait][side].differences += count.differences;
	}
}

static bool run_request(struct oracle_spread *ours, const struct linux_build *build,
			unsigned int nr_cpus, struct op_rng *rng)
{
	struct linux_affinity wish;
	unsigned int vectors;

	if (op_rng_below(rng, 2))
		return oracle_spread_same_groups(ours, build, 1 + op_rng_below(rng, nr_cpus + 2));
	vectors = oracle_spread_draw(&wish, nr_cpus, rng);
	return oracle_spread_same_affinity(ours, build, &wish, vectors);
}

static struct count run_side(const struct oracle_machine *x, const struct linux_build *build,
			     struct op_rng *rng)
{
	struct oracle_spread *ours = oracle_spread_start(x, oracle_spread_policy(build->version));
	struct count count = { 0 };

	for (; count.requests < REQUESTS_PER_MACHINE; count.requests++)
		count.differences += !run_request(ours, build, x->machine.nr_cpus, rng);
	oracle_spread_end(ours);
	return count;
}

/* Masks of one word, or of several; few machines are large, as they take long. */
static const struct linux_build *build_of(enum side side, const struct oracle_machine *x,
					  uint64_t seed)
{
	unsigned int least = seed % 2 && x->machine.nr_cpus <= 256 ? 256 : x->machine.nr_cpus;

	return linux_build_find_large(side_versions[side], least);
}

static void draw_machine(struct oracle_machine *x, struct op_rng *rng, enum oracle_clusters kind,
			 uint64_t seed)
{
	static const unsigned int cpus_max[] = { 8, 16, 32, 64 };

	*rng = (struct op_rng){ .state = seed * ORACLE_NR_CLUSTERS + kind };
	oracle_machine_drawn_kind(x, rng, seed % 64 ? cpus_max[seed % 4] : 400, kind);
	snprintf(x->name, sizeof(x->name), "%s, seed %llu", oracle_clusters_names[kind],
		 (unsigned long long)seed);
}

/* Returns whether all are the same. */
static bool run_machine(enum oracle_clusters kind, enum side side, uint64_t seed)
{
	const struct linux_build *build;
	struct oracle_machine x;
	struct op_rng rng;
	struct count count;

	draw_machine(&x, &rng, kind, seed);
	build = build_of(side, &x, seed);
	if (linux_machine_start(&x.machine)) {
		fprintf(stderr, "%s: no machine\n", x.name);
		exit(1);
	}
	count = run_side(&x, build, &rng);
	add(&x, side, count);
	oracle_machine_fini(&x);
	return count.differences == 0;
}

/* ---- All machines ---- */

static void print_machine(enum oracle_clusters kind, uint64_t seed)
{
	struct oracle_machine x;
	struct op_rng rng;

	draw_machine(&x, &rng, kind, seed);
	oracle_machine_print(stdout, &x);
	oracle_machine_fini(&x);
}

static unsigned int cpus_of(enum oracle_clusters kind, uint64_t seed)
{
	struct oracle_machine x;
	struct op_rng rng;
	unsigned int nr_cpus;

	draw_machine(&x, &rng, kind, seed);
	nr_cpus = x.machine.nr_cpus;
	oracle_machine_fini(&x);
	return nr_cpus;
}

static bool run_kind(enum oracle_clusters kind, enum side side, size_t requests, uint64_t seed)
{
	const struct count *count = &by_kind[kind][side];
	struct smallest smallest = { 0, UINT32_MAX };

	for (; count->requests < requests && count->differences < DIFFERENCES_MAX; seed++) {
		if (run_machine(kind, side, seed) || cpus_of(kind, seed) >= smallest.nr_cpus)
			continue;
		smallest = (struct smallest){ seed, cpus_of(kind, seed) };
	}
	if (count->differences) {
		printf("Linux %s differs on:\n", side_versions[side]);
		print_machine(kind, smallest.seed);
	}
	return count->differences == 0;
}

static void print_row(const char *name, const struct count *counts)
{
	unsigned int side;

	printf("%-20s", name);
	for (side = 0; side < NR_SIDES; side++)
		printf(" %11zu %11zu", counts[side].requests, counts[side].differences);
	printf("\n");
}

static void print_tables(void)
{
	unsigned int i;

	printf("%-20s %23s %23s\n", "", "linux-6.12", "linux-7.3");
	printf("%-20s %11s %11s %11s %11s\n", "clusters", "requests", "different", "requests",
	       "different");
	for (i = 0; i < ORACLE_NR_CLUSTERS; i++)
		print_row(oracle_clusters_names[i], by_kind[i]);
	printf("of these machines\n");
	for (i = 0; i < NR_TRAITS; i++)
		print_row(trait_names[i], by_trait[i]);
}

/* A version that is not here is left out, and that is said. */
static bool run_side_kinds(enum side side, size_t requests, uint64_t seed)
{
	const struct linux_build *build = linux_build_find(side_versions[side], 400);
	unsigned int kind;
	bool same = true;

	if (!build || !build->group_cpus_evenly) {
		printf("left out: no source of Linux %s: run scripts/linux-source %s\n",
		       side_versions[side], side_versions[side]);
		return true;
	}
	printf("Linux %s\n", build->version);
	for (kind = 0; kind < ORACLE_NR_CLUSTERS; kind++)
		same &= run_kind((enum oracle_clusters)kind, side, requests, seed);
	return same;
}

int main(int argc, char **argv)
{
	size_t requests = REQUESTS;
	uint64_t seed = 1;
	unsigned int side;
	bool same = true;
	int i;

	for (i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--requests") == 0)
			requests = strtoul(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--seed") == 0)
			seed = strtoull(argv[i + 1], NULL, 10);
		else
			break;
	}
	if (i < argc) {
		fprintf(stderr, "usage: test_oracle_kinds [--requests N] [--seed N]\n");
		return 2;
	}
	for (side = 0; side < NR_SIDES; side++)
		same &= run_side_kinds((enum side)side, requests, seed);
	print_tables();
	return !same;
}
