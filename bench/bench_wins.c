/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_wins.c - counts the cases in which the policy locality is better, or worse, than Linux's.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench_operations.h"
#include "bench_util.h"
#include "bench_wins.h"
#include "gbench.h"

static const struct criterion {
	const char *title;
	const char *name;
} criteria[NR_CRITERIA] = {
	[IN_STRADDLES] = { "straddling", "straddling" },
	[IN_BALANCE] = { "balance", "balance" },
	[IN_DISTANCE] = { "mean distance", "distance" },
	[IN_STRADDLES_BALANCED] = { "straddling, where balance is equal", "straddling_balanced" },
};

/* Negative if a is better, which means less; positive if b is; 0 if they are equal. */
static int compare(unsigned int a, unsigned int b)
{
	return (a > b) - (a < b);
}

static int compare_straddles(const enum irqm_topology_level *levels,
			     const struct irqm_spread_quality *a,
			     const struct irqm_spread_quality *b)
{
	unsigned int i;
	int result = 0;

	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS && !result; i++)
		result = compare(a->avoidable[levels[i]], b->avoidable[levels[i]]);
	return result;
}

static void count(struct bench_tally *tally, enum bench_criterion criterion, int result)
{
	tally->better[criterion] += result < 0;
	tally->equal[criterion] += result == 0;
	tally->worse[criterion] += result > 0;
}

void bench_tally_add(struct bench_tally *tally, const enum irqm_topology_level *levels,
		     unsigned int vectors, const struct irqm_spread_quality *first,
		     const struct irqm_spread_quality *second)
{
	int straddles = compare_straddles(levels, first, second);
	int balance = compare(first->capacity_most - first->capacity_least,
			      second->capacity_most - second->capacity_least);
	unsigned int nr_worse = tally->worse[IN_STRADDLES_BALANCED];

	count(tally, IN_STRADDLES, straddles);
	count(tally, IN_BALANCE, balance);
	count(tally, IN_DISTANCE, compare(first->distance_mean, second->distance_mean));
	if (balance)
		return;
	count(tally, IN_STRADDLES_BALANCED, straddles);
	if (straddles > 0 && nr_worse < BENCH_WORSE_TOLD)
		tally->worse_at[nr_worse] = vectors;
}

static void print_worse_at(const struct bench_tally *tally, const char *rival)
{
	unsigned int nr = tally->worse[IN_STRADDLES_BALANCED], i;

	if (!nr)
		return;
	printf("more straddling than %s at equal balance with", rival);
	for (i = 0; i < nr && i < BENCH_WORSE_TOLD; i++)
		printf("%s %u", i ? "," : "", tally->worse_at[i]);
	printf("%s vectors\n", nr > BENCH_WORSE_TOLD ? ", .." : "");
}

void bench_tally_print(const struct bench_tally tallies[BENCH_POLICIES])
{
	unsigned int policy, i;

	printf("%-36s", "locality against");
	for (policy = IRQM_SPREAD_LINUX_6_12; policy < BENCH_POLICIES; policy++)
		printf(" | %-23s", bench_policy_names[policy]);
	printf("\n%-36s", "");
	for (policy = IRQM_SPREAD_LINUX_6_12; policy < BENCH_POLICIES; policy++)
		printf(" | %7s %7s %7s", "better", "equal", "worse");
	printf("\n");
	for (i = 0; i < NR_CRITERIA; i++) {
		printf("%-36s", criteria[i].title);
		for (policy = IRQM_SPREAD_LINUX_6_12; policy < BENCH_POLICIES; policy++)
			printf(" | %7u %7u %7u", tallies[policy].better[i],
			       tallies[policy].equal[i], tallies[policy].worse[i]);
		printf("\n");
	}
	for (policy = IRQM_SPREAD_LINUX_6_12; policy < BENCH_POLICIES; policy++)
		print_worse_at(&tallies[policy], bench_policy_names[policy]);
}

void bench_tally_keep(const struct bench_tally *tally, const char *name, const char *label)
{
	struct gbench_number numbers[3 * NR_CRITERIA];
	char *names[3 * NR_CRITERIA];
	unsigned int i, nr = 0;

	for (i = 0; i < NR_CRITERIA; i++) {
		names[nr] = program_text("%s_better", criteria[i].name);
		numbers[nr++].value = tally->better[i];
		names[nr] = program_text("%s_equal", criteria[i].name);
		numbers[nr++].value = tally->equal[i];
		names[nr] = program_text("%s_worse", criteria[i].name);
		numbers[nr++].value = tally->worse[i];
	}
	for (i = 0; i < nr; i++)
		numbers[i].name = names[i];
	gbench_keep_numbers(name, label, numbers, nr);
	for (i = 0; i < nr; i++)
		free(names[i]);
}
