/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_oracle_glue.c - the kernel glue, compiled unchanged on the shims, against Linux's own code.
 *
 * Every entry point of irq_matrix.c: answers, complaints, trace events, the text of debugfs, and
 * that the library's matrix goes through the one call that it should. Of group_cpus.c: groups and
 * affinity masks on random machines, all numbers of groups. IRQM_OPS is how many calls are made.
 */
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/irqmatrix.h>

#include "oracle_machine.h"
#include "oracle_programs.h"
#include "support/environment.h"
#include "support/op_random.h"

#define ALL_CALLS 1000000
#define ALL_MACHINES 200
#define GROUPS_PER_MACHINE 12

extern const struct linux_build glue_small_linux_build, glue_large_linux_build;
extern const struct linux_build traced_small_linux_build, traced_large_linux_build;

static const struct {
	const struct linux_build *glue;
	const struct linux_build *linux_build;
} builds[] = {
	{ &glue_small_linux_build, &traced_small_linux_build },
	{ &glue_large_linux_build, &traced_large_linux_build },
};

/* Chooses the builds of a program: the smallest that hold it. */
static bool choose(const struct op_shape *shape, struct oracle_options *options)
{
	size_t i;

	for (i = 0; i < sizeof(builds) / sizeof(builds[0]); i++) {
		options->glue = builds[i].glue;
		options->build = builds[i].linux_build;
		if (oracle_holds(options->build, shape))
			return true;
	}
	return false;
}

static bool run_program(const struct op_program *p, const struct oracle_options *options,
			struct oracle_tally *tally)
{
	struct oracle_report report;

	if (oracle_run(p, options, tally, &report))
		return true;
	fprintf(stderr, "op %zu: %s\n", report.op, report.what);
	oracle_explain(stderr, p, options);
	return false;
}

static bool run_seed(enum oracle_kind kind, uint64_t seed, struct oracle_tally *tally)
{
	struct oracle_options options;
	struct op_program p = oracle_program(kind, seed, &options);
	bool same = !choose(&p.shape, &options) || run_program(&p, &options, tally);

	if (!same)
		fprintf(stderr, "seed %llu, %s\n", (unsigned long long)seed,
			oracle_kinds[kind].name);
	op_program_fini(&p);
	return same;
}

static bool run_programs(size_t calls, struct oracle_tally *tally)
{
	unsigned int kind;
	uint64_t seed;
	size_t end;

	for (kind = 0; kind < ORACLE_NR_KINDS; kind++) {
		end = tally->calls + calls * oracle_kinds[kind].percent / 100;
		for (seed = 1; tally->calls < end && seed < calls; seed++) {
			if (!run_seed((enum oracle_kind)kind, seed, tally))
				return false;
		}
	}
	return true;
}

/* ---- Groups ---- */

static bool same_masks(const struct linux_masks *a, const struct linux_masks *b)
{
	unsigned int i;

	for (i = 0; i < a->number; i++) {
		if (memcmp(a->words + i * a->stride, b->words + i * b->stride,
			   a->stride * sizeof(*a->words)) ||
		    (a->managed && a->managed[i] != b->managed[i]))
			return false;
	}
	return a->number == b->number && a->stride == b->stride;
}

/* The form that counts makes the same masks, warns of none that is empty, and counts the others. */
static bool same_counted(const struct linux_build *glue, const struct linux_masks *masks,
			 unsigned int groups)
{
	unsigned long start = linux_complaints()->warnings;
	unsigned int used = 0, holding = 0, i, w;
	struct linux_masks counted = { 0 };
	bool same = glue->group_cpus_counted(groups, &counted, &used) == 0 &&
		    same_masks(&counted, masks) && linux_complaints()->warnings == start;

	for (i = 0; same && i < groups; i++) {
		for (w = 0; w < counted.stride && !counted.words[i * counted.stride + w]; w++)
			;
		holding += w < counted.stride;
	}
	linux_masks_free(&counted);
	return same && holding == used;
}

/* Both build's groups and the affinity masks that Linux makes of them; the same warnings. */
static bool same_groups(const struct linux_build *glue, const struct linux_build *theirs,
			unsigned int groups)
{
	const struct linux_affinity wish = { .pre_vectors = 1 };
	unsigned long start = linux_complaints()->warnings, warnings;
	struct linux_masks ours = { 0 }, his = { 0 };
	bool same;

	same = theirs->group_cpus_evenly(groups, &his) == 0;
	warnings = linux_complaints()->warnings - start;
	same = glue->group_cpus_evenly(groups, &ours) == 0 && same && same_masks(&ours, &his) &&
	       linux_complaints()->warnings - start == 2 * warnings &&
	       same_counted(glue, &ours, groups);
	linux_masks_free(&ours);
	linux_masks_free(&his);
	if (!same)
		return false;
	same = theirs->create_affinity_masks(groups + 1, &wish, &his) == 0 &&
	       glue->create_affinity_masks(groups + 1, &wish, &ours) == 0 &&
	       same_masks(&ours, &his);
	linux_masks_free(&ours);
	linux_masks_free(&his);
	return same;
}

static bool run_machine(uint64_t seed, struct op_rng *rng)
{
	unsigned int large = seed % 8 == 0, i, groups, most;
	struct oracle_machine x;
	bool same = true;

	oracle_machine_random(&x, seed, large ? 1024 : 64);
	if (linux_machine_start(&x.machine)) {
		oracle_machine_fini(&x);
		return false;
	}
	most = x.machine.nr_cpus + 3;
	for (i = 0; same && i < GROUPS_PER_MACHINE; i++) {
		groups = i < 4 ? i + 1 : 1 + op_rng_below(rng, most);
		same = same_groups(builds[large].glue, builds[large].linux_build, groups);
		if (!same) {
			fprintf(stderr, "seed %llu: %u groups differ\n", (unsigned long long)seed,
				groups);
			oracle_machine_print(stderr, &x);
		}
	}
	oracle_machine_fini(&x);
	return same;
}

static bool run_machines(unsigned int number)
{
	struct op_rng rng = { .state = 1 };
	uint64_t seed;

	for (seed = 1; seed <= number; seed++) {
		if (!run_machine(seed, &rng))
			return false;
	}
	return true;
}

int main(void)
{
	size_t calls = environment_number("IRQM_OPS", ALL_CALLS);
	struct oracle_tally tally = { 0 };
	bool same;

	if (calls > ALL_CALLS)
		calls = ALL_CALLS;
	if (SLOW_BUILD)
		calls /= 10;
	same = run_programs(calls, &tally);
	oracle_tally_print(stdout, &tally);
	printf("%zu trace events, %zu texts of debugfs\n", tally.events, tally.texts);
	printf("all questions on CPUs never online %zu, online %zu, offline again %zu times\n",
	       tally.asked[ORACLE_NEVER_ONLINE], tally.asked[ORACLE_ONLINE],
	       tally.asked[ORACLE_OFFLINE_AGAIN]);
	same = same && run_machines(SLOW_BUILD ? ALL_MACHINES / 4 : ALL_MACHINES);
	printf("%s\n", same ? "no disagreement" : "DISAGREEMENT");
	return !(same && tally.events && tally.texts && tally.refused && tally.bugs &&
		 tally.asked[ORACLE_NEVER_ONLINE] && tally.asked[ORACLE_ONLINE] &&
		 tally.asked[ORACLE_OFFLINE_AGAIN]);
}
