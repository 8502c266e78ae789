/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_oracle_planted.c - is a change in Linux's matrix.c noticed, and how soon?
 *
 * usage: test_oracle_planted NAME
 *
 * Runs random programs on ours and on the copy of Linux with the planted change of this name, until
 * they disagree; the name "nothing" is the copy without a change, where they must not.
 */
#include <string.h>

#include "oracle_programs.h"

/* A change must be noticed within this many calls. */
#define CALLS_MAX 200000

#define PLANTED(name) extern const struct linux_build planted_##name##_linux_build;
#include "planted_list.h"
#undef PLANTED

static const struct {
	const char *name;
	const struct linux_build *build;
} planted[] = {
#define PLANTED(name) { #name, &planted_##name##_linux_build },
#include "planted_list.h"
#undef PLANTED
};

static const struct linux_build *find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(planted) / sizeof(planted[0]); i++) {
		if (strcmp(planted[i].name, name) == 0)
			return planted[i].build;
	}
	return NULL;
}

/* Whether no program notices anything, kind after kind, seed after seed. */
static bool agree(const struct linux_build *build, struct oracle_tally *tally,
		  struct oracle_report *report)
{
	struct oracle_options options;
	struct op_program p;
	unsigned int i;
	bool same = true;

	for (i = 0; same && tally->calls < CALLS_MAX; i++) {
		p = oracle_program((enum oracle_kind)(i % ORACLE_NR_KINDS), i, &options);
		options.build = build;
		same = !oracle_holds(build, &p.shape) || oracle_run(&p, &options, tally, report);
		op_program_fini(&p);
	}
	return same;
}

int main(int argc, char **argv)
{
	const struct linux_build *build = argc == 2 ? find(argv[1]) : NULL;
	struct oracle_tally tally = { 0 };
	struct oracle_report report;
	bool same;

	if (!build) {
		printf("no such change, or it does not apply to this Linux\n");
		return 1;
	}
	same = agree(build, &tally, &report);
	if (same)
		printf("nothing noticed in %zu calls\n", tally.calls);
	else
		printf("noticed at call %zu: %s\n", tally.calls, report.what);
	return same != (strcmp(argv[1], "nothing") == 0);
}
