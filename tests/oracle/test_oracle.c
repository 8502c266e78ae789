/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_oracle.c - the corpus and random op programs on Linux's own matrix and on ours.
 *
 * usage: test_oracle [FOLDER WITH THE CORPUS]
 *
 * Two variables of the environment, as for the random test: IRQM_SEED, the seed to begin with (1),
 * and IRQM_OPS, how many calls all kinds of machines get together. A build with sanitizers, or one
 * that checks each step by itself, makes a tenth of the calls unless IRQM_OPS says otherwise.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "oracle_programs.h"
#include "support/corpus.h"
#include "support/environment.h"

#define ALL_CALLS 20000000
/* After this many calls each number must have been met. */
#define CALLS_THAT_MEET_ALL 1000000

static double seconds_since(clock_t start)
{
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* How many calls were compared with each version. */
static struct {
	const char *version;
	size_t calls;
} versions[8];

static bool run_build(const struct op_program *p, const struct oracle_options *options,
		      struct oracle_tally *tally, struct oracle_report *report)
{
	size_t before = tally->calls, i = 0;
	bool same = oracle_run(p, options, tally, report);

	while (i < 7 && versions[i].version &&
	       strcmp(versions[i].version, options->build->version) != 0)
		i++;
	versions[i].version = options->build->version;
	versions[i].calls += tally->calls - before;
	return same;
}

/* ---- The corpus ---- */

/* Runs a program on all builds that can hold it, with both sorts of callers. */
static bool run_everywhere(const struct op_program *p, struct oracle_tally *tally)
{
	const struct linux_build *const *build;
	struct oracle_options options = { 0 };
	struct oracle_report report;

	for (build = linux_builds; *build; build++) {
		if (!oracle_holds(*build, &p->shape))
			continue;
		options.build = *build;
		if (!run_build(p, &options, tally, &report)) {
			fprintf(stderr, "Linux %s, op %zu: %s\n", (*build)->version, report.op,
				report.what);
			oracle_explain(stderr, p, &options);
			return false;
		}
	}
	return true;
}

static bool run_file(const char *folder, const char *name, struct oracle_tally *tally)
{
	struct op_bytes bytes = { NULL, 0, 0 };
	struct op_program p;
	char path[4096];
	bool same = false;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "r");
	if (file && corpus_read(file, &bytes)) {
		p = op_program_decode(bytes.bytes, bytes.nr);
		same = run_everywhere(&p, tally);
		op_program_fini(&p);
	}
	if (file)
		fclose(file);
	free(bytes.bytes);
	if (!same)
		fprintf(stderr, "%s: not read, or Linux and ours disagree\n", path);
	return same;
}

static bool is_program(const char *name)
{
	size_t length = strlen(name);

	return length > 4 && strcmp(name + length - 4, ".ops") == 0;
}

static bool run_corpus(const char *folder, struct oracle_tally *tally)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool same = dir != NULL;
	size_t files = 0;

	while (dir && (entry = readdir(dir)) != NULL) {
		if (!is_program(entry->d_name))
			continue;
		same &= run_file(folder, entry->d_name, tally);
		files++;
	}
	if (dir)
		closedir(dir);
	printf("%-34s %10zu calls, %zu files on all builds that hold them\n", "the corpus",
	       tally->calls, files);
	return same && files > 0;
}

/* ---- Random programs ---- */

/* Linux 6.1 alone has no long rows: a kind no build holds is left out, and that is said. */
static bool is_held(enum oracle_kind kind, uint64_t seed)
{
	struct oracle_options options;
	struct op_program p = oracle_program(kind, seed, &options);

	op_program_fini(&p);
	return options.build != NULL;
}

static bool run_random(const struct op_program *p, const struct oracle_options *options,
		       struct oracle_tally *tally)
{
	struct oracle_report report;

	if (run_build(p, options, tally, &report))
		return true;
	fprintf(stderr, "Linux %s, op %zu: %s\n", options->build->version, report.op, report.what);
	oracle_explain(stderr, p, options);
	return false;
}

/* A program runs on the build that it draws, and on those of 6.12 and 7 that are as large. */
static bool run_seed(enum oracle_kind kind, uint64_t seed, struct oracle_tally *tally)
{
	static const char *const always[] = { "6.12", "7" };
	struct oracle_options options;
	struct op_program p = oracle_program(kind, seed, &options);
	const struct linux_build *drawn = options.build;
	bool same = run_random(&p, &options, tally);
	size_t i;

	for (i = 0; same && i < sizeof(always) / sizeof(always[0]); i++) {
		options.build = linux_build_find_large(always[i], drawn->nr_cpus_max);
		if (options.build && options.build != drawn &&
		    oracle_holds(options.build, &p.shape))
			same = run_random(&p, &options, tally);
	}
	if (!same)
		fprintf(stderr, "seed %llu, %s\n", (unsigned long long)seed,
			oracle_kinds[kind].name);
	op_program_fini(&p);
	return same;
}

static bool run_kind(enum oracle_kind kind, uint64_t all, struct oracle_tally *tally)
{
	uint64_t first = environment_number("IRQM_SEED", 1), seed = first;
	size_t before = tally->calls;
	uint64_t end = before + all * oracle_kinds[kind].percent / 100;
	clock_t start = clock();
	bool same = true;

	if (!is_held(kind, seed)) {
		printf("%-34s left out: no Linux here has as many vectors\n",
		       oracle_kinds[kind].name);
		return true;
	}
	for (; same && tally->calls < end; seed++)
		same = run_seed(kind, seed, tally);
	printf("%-34s %10zu calls, seeds %llu to %llu, %.1f s\n", oracle_kinds[kind].name,
	       tally->calls - before, (unsigned long long)first, (unsigned long long)(seed - 1),
	       seconds_since(start));
	fflush(stdout);
	return same;
}

/* Every number that programs can meet was met, or the run proves less than it says. */
static bool met_all(const struct oracle_tally *tally)
{
	unsigned int number;
	bool all = true;

	for (number = 1; number < ORACLE_NR_NUMBERS; number++) {
		if (number == 7 || number == 8 || !*oracle_number_text(number) ||
		    tally->d[number].calls)
			continue;
		printf("D%u was never met\n", number);
		all = false;
	}
	return all && tally->refused && tally->bugs && tally->texts;
}

int main(int argc, char **argv)
{
	uint64_t all = environment_number("IRQM_OPS", SLOW_BUILD ? ALL_CALLS / 10 : ALL_CALLS);
	struct oracle_tally tally = { 0 };
	clock_t start = clock();
	unsigned int kind, i;
	bool same = argc < 2 || run_corpus(argv[1], &tally);

	for (kind = 0; same && kind < ORACLE_NR_KINDS; kind++)
		same = run_kind((enum oracle_kind)kind, all, &tally);
	printf("\n");
	for (i = 0; versions[i].version; i++)
		printf("%12zu calls compared with Linux %s\n", versions[i].calls,
		       versions[i].version);
	oracle_tally_print(stdout, &tally);
	printf("\n%s, %.1f s\n", same ? "no disagreement" : "DISAGREEMENT", seconds_since(start));
	if (same && all >= CALLS_THAT_MEET_ALL)
		same = met_all(&tally);
	return !same;
}
