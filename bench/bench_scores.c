/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_scores.c - how good the groups of the policies are.
 *
 * Prints rows for a few numbers of vectors, and a sum over all numbers of vectors, or over a sample
 * of them on a large machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/irqmatrix.h>

#include "bench_operations.h"
#include "bench_scores.h"
#include "bench_snapshot.h"
#include "bench_util.h"
#include "bench_wins.h"
#include "gbench.h"

/* With this many CPUs or more, only about this many numbers of vectors are looked at. */
#define MANY_CPUS 1024U
#define SAMPLES 512U

static const char *const level_names[IRQM_TOPOLOGY_NR_LEVELS] = {
	[IRQM_TOPOLOGY_PACKAGE] = "package",
	[IRQM_TOPOLOGY_NODE] = "node",
	[IRQM_TOPOLOGY_LLC] = "llc",
	[IRQM_TOPOLOGY_CLUSTER] = "cluster",
	[IRQM_TOPOLOGY_CORE] = "core",
};

/* What to do with a number of vectors. */
enum use {
	USE_NOT,
	USE_COUNT,
	USE_SHOW, /* show and count */
};

/* The state of scoring one machine. */
struct scorer {
	const struct bench_machine *machine;
	struct bench_snapshot *snapshot;
	unsigned int *groups;
	unsigned int domains[IRQM_TOPOLOGY_NR_LEVELS];            /* how many there are */
	enum irqm_topology_level levels[IRQM_TOPOLOGY_NR_LEVELS]; /* from the top of the tree */
	enum use *uses;                                           /* by number of vectors */
	struct bench_tally tallies[BENCH_POLICIES];
	unsigned int nr;
};

/* ---- Which numbers of vectors to look at ---- */

static void count_domains(struct scorer *s)
{
	const struct bench_machine *machine = s->machine;
	unsigned int i, level;

	for (i = 0; i < machine->nr_online; i++) {
		for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++)
			s->domains[level] += irqm_topology_domain(s->snapshot->topology,
								  (enum irqm_topology_level)level,
								  machine->cpus[i]) ==
					     machine->cpus[i];
	}
	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++)
		s->levels[level] = (enum irqm_topology_level)level;
	/* Domains are nested. */
	if (s->domains[IRQM_TOPOLOGY_PACKAGE] > s->domains[IRQM_TOPOLOGY_NODE]) {
		s->levels[0] = IRQM_TOPOLOGY_NODE;
		s->levels[1] = IRQM_TOPOLOGY_PACKAGE;
	}
}

static void show(struct scorer *s, unsigned int vectors)
{
	if (vectors >= 1 && vectors <= s->machine->nr_online)
		s->uses[vectors] = USE_SHOW;
}

static void choose_uses(struct scorer *s)
{
	unsigned int cpus = s->machine->nr_online, i;

	s->uses = program_alloc(cpus + 1, sizeof(*s->uses));
	for (i = 1; i <= cpus && cpus < MANY_CPUS; i++)
		s->uses[i] = USE_COUNT;
	for (i = 0; i < SAMPLES && cpus >= MANY_CPUS; i++)
		s->uses[1 + i * (cpus - 1) / (SAMPLES - 1)] = USE_COUNT;
	for (i = 1; i <= 3; i++)
		show(s, i);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++)
		show(s, s->domains[i]);
	show(s, s->domains[IRQM_TOPOLOGY_NODE] - 1);
	show(s, s->domains[IRQM_TOPOLOGY_NODE] + 1);
	show(s, cpus / 4);
	show(s, cpus / 2);
	show(s, cpus);
}

static bool start(struct scorer *s)
{
	s->snapshot = bench_snapshot_take(s->machine);
	if (!s->snapshot)
		return false;
	s->groups = program_alloc(s->machine->nr_cpus, sizeof(*s->groups));
	count_domains(s);
	choose_uses(s);
	return true;
}

static void finish(struct scorer *s)
{
	bench_snapshot_drop(s->snapshot);
	free(s->groups);
	free(s->uses);
}

/* ---- Scores ---- */

static struct irqm_spread_quality score_of(const struct scorer *s, unsigned int vectors,
					   enum irqm_spread_policy policy)
{
	const struct bench_snapshot *snapshot = s->snapshot;
	const struct irqm_spread_request request = {
		.vectors = vectors,
		.device_node = IRQM_NONE,
		.policy = policy,
	};
	struct irqm_spread_quality score;
	int error = irqm_spread_groups(snapshot->topology, &request, snapshot->scratch,
				       snapshot->scratch_bytes, s->groups, NULL);

	if (!error)
		error = irqm_spread_score(snapshot->topology, s->groups, vectors, IRQM_NONE,
					  snapshot->scratch, snapshot->scratch_bytes, &score);
	if (error)
		program_die(EXIT_FAILURE, "%s: %u vectors: %s", s->machine->title, vectors,
			    irqm_error_text(error));
	return score;
}

static void keep(const struct scorer *s, unsigned int vectors, enum irqm_spread_policy policy,
		 const struct irqm_spread_quality *score)
{
	const struct gbench_number numbers[] = {
		{ "groups", score->groups },
		{ "cpus_fewest", score->cpus_fewest },
		{ "cpus_most", score->cpus_most },
		{ "capacity_least", score->capacity_least },
		{ "capacity_most", score->capacity_most },
		{ "straddling_package", score->straddling[IRQM_TOPOLOGY_PACKAGE] },
		{ "straddling_node", score->straddling[IRQM_TOPOLOGY_NODE] },
		{ "straddling_llc", score->straddling[IRQM_TOPOLOGY_LLC] },
		{ "straddling_cluster", score->straddling[IRQM_TOPOLOGY_CLUSTER] },
		{ "straddling_core", score->straddling[IRQM_TOPOLOGY_CORE] },
		{ "avoidable_package", score->avoidable[IRQM_TOPOLOGY_PACKAGE] },
		{ "avoidable_node", score->avoidable[IRQM_TOPOLOGY_NODE] },
		{ "avoidable_llc", score->avoidable[IRQM_TOPOLOGY_LLC] },
		{ "avoidable_cluster", score->avoidable[IRQM_TOPOLOGY_CLUSTER] },
		{ "avoidable_core", score->avoidable[IRQM_TOPOLOGY_CORE] },
		{ "distance_mean", score->distance_mean },
		{ "distance_worst", score->distance_worst },
	};
	char *name = program_text("score_%u/%s/%u", vectors, bench_policy_names[policy],
				  s->machine->nr_online);

	gbench_keep_numbers(name, s->machine->title, numbers,
			    sizeof(numbers) / sizeof(numbers[0]));
	free(name);
}

/* Writes a range; one number if both ends are the same. */
static char *range_text(unsigned int least, unsigned int most)
{
	return least == most ? program_text("%u", most) : program_text("%u-%u", least, most);
}

/* Writes a range of capacity, in CPUs of full capacity. */
static char *capacity_text(unsigned int least, unsigned int most)
{
	const double full = IRQM_TOPOLOGY_CAPACITY_FULL;

	return least == most ? program_text("%.2f", most / full)
			     : program_text("%.2f-%.2f", least / full, most / full);
}

static void print_score(const struct scorer *s, unsigned int vectors, const char *who,
			const struct irqm_spread_quality *score)
{
	char *cpus = range_text(score->cpus_fewest, score->cpus_most);
	char *capacity = capacity_text(score->capacity_least, score->capacity_most);
	unsigned int i;

	printf("%7u %-13s %9s %13s", vectors, who, cpus, capacity);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		unsigned int straddling = score->straddling[s->levels[i]];
		char *text = program_text("%u/%u", straddling, score->avoidable[s->levels[i]]);

		printf(" %7s", straddling ? text : "-");
		free(text);
	}
	printf(" %6.2f %5u\n", score->distance_mean / 100.0, score->distance_worst);
	free(cpus);
	free(capacity);
}

static void print_head(const struct scorer *s)
{
	unsigned int i;

	printf("\n%s\n", s->machine->title);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		unsigned int nr = s->domains[s->levels[i]];

		printf("%s%u %s%s", i ? ", " : "", nr, level_names[s->levels[i]],
		       program_plural(nr));
	}
	printf("\n%45s %s\n", "", "groups in several / reached into without need");
	printf("%7s %-13s %9s %13s", "vectors", "policy", "CPUs", "capacity");
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++)
		printf(" %7s", level_names[s->levels[i]]);
	printf(" %6s %5s\n", "mean", "worst");
}

/* Prints a line for each policy, or one line for policies with the same score. */
static void print_scores(const struct scorer *s, unsigned int vectors,
			 const struct irqm_spread_quality scores[BENCH_POLICIES])
{
	const struct irqm_spread_quality *plain = &scores[IRQM_SPREAD_LINUX_6_12];
	const struct irqm_spread_quality *cluster = &scores[IRQM_SPREAD_LINUX_7_3];
	const struct irqm_spread_quality *locality = &scores[IRQM_SPREAD_LOCALITY];
	bool both = !memcmp(plain, cluster, sizeof(*plain));
	bool all = both && !memcmp(plain, locality, sizeof(*plain));
	const char *first = all ? "all" : "both linux";

	print_score(s, vectors, both ? first : "linux-6.12", plain);
	if (!both)
		print_score(s, vectors, "linux-7.3", cluster);
	if (!all)
		print_score(s, vectors, "locality", locality);
}

/* Scores a number of vectors, prints the scores if wanted, and counts which policy is better. */
static void look_at(struct scorer *s, unsigned int vectors)
{
	struct irqm_spread_quality scores[BENCH_POLICIES];
	unsigned int i;

	for (i = 0; i < BENCH_POLICIES; i++) {
		scores[i] = score_of(s, vectors, (enum irqm_spread_policy)i);
		if (s->uses[vectors] == USE_SHOW)
			keep(s, vectors, (enum irqm_spread_policy)i, &scores[i]);
	}
	s->nr += BENCH_POLICIES;
	if (s->uses[vectors] == USE_SHOW)
		print_scores(s, vectors, scores);
	for (i = 0; i < BENCH_POLICIES; i++)
		bench_tally_add(&s->tallies[i], s->levels, vectors, &scores[IRQM_SPREAD_LOCALITY],
				&scores[i]);
}

static void print_tallies(const struct scorer *s)
{
	unsigned int i, cpus = s->machine->nr_online;

	printf("\nfor %s%u numbers of vectors from 1 to %u, less being better:\n",
	       cpus < MANY_CPUS ? "all " : "a sample of ", s->nr / BENCH_POLICIES, cpus);
	bench_tally_print(s->tallies);
	for (i = IRQM_SPREAD_LINUX_6_12; i < BENCH_POLICIES; i++) {
		char *name = program_text("wins/%s/%u", bench_policy_names[i], cpus);

		bench_tally_keep(&s->tallies[i], name, s->machine->title);
		free(name);
	}
}

unsigned int bench_scores(const struct bench_options *options)
{
	unsigned int i, vectors, nr = 0;

	for (i = 0; i < options->nr_machines; i++) {
		struct scorer s = { .machine = options->machines[i] };

		if (!start(&s)) {
			printf("\n%s: left out, there are no snapshots of more than %u nodes\n",
			       s.machine->title, IRQM_TOPOLOGY_MAX_NODES);
			continue;
		}
		print_head(&s);
		for (vectors = 1; vectors <= s.machine->nr_online; vectors++) {
			if (s.uses[vectors] != USE_NOT)
				look_at(&s, vectors);
		}
		print_tallies(&s);
		finish(&s);
		nr += s.nr;
	}
	fflush(stdout);
	return nr;
}
