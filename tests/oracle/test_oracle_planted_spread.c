/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_oracle_planted_spread.c - is a change in Linux 7's group_cpus.c noticed, and how soon?
 *
 * usage: test_oracle_planted_spread NAME
 *
 * Spreads over random machines by ours and by the copy of Linux with the planted change of this
 * name, until they disagree; the name "nothing" is the copy without a change, where they must not.
 */
#include <string.h>

#include <irqmatrix/irqmatrix.h>

#include "oracle_machine.h"
#include "oracle_spread.h"

/* A change must be noticed on one of this many machines. */
#define MACHINES_MAX 3000U
#define CPUS_MAX 40U

#define PLANTED(name) extern const struct linux_build planted_spread_##name##_linux_build;
#include "planted_spread_list.h"
#undef PLANTED

static const struct {
	const char *name;
	const struct linux_build *build;
} planted[] = {
#define PLANTED(name) { #name, &planted_spread_##name##_linux_build },
#include "planted_spread_list.h"
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

static bool agree_on(const struct linux_build *build, unsigned int seed)
{
	struct oracle_machine x;
	struct oracle_spread *ours;
	unsigned int groups;
	bool same;

	oracle_machine_random(&x, seed, CPUS_MAX);
	same = linux_machine_start(&x.machine) == 0;
	ours = oracle_spread_start(&x, IRQM_SPREAD_LINUX_7_3);
	for (groups = 1; same && groups <= x.machine.nr_cpus + 1; groups++)
		same = oracle_spread_same_groups(ours, build, groups);
	oracle_spread_end(ours);
	oracle_machine_fini(&x);
	return same;
}

int main(int argc, char **argv)
{
	const struct linux_build *build = argc == 2 ? find(argv[1]) : NULL;
	unsigned int seed = 0;

	if (!build) {
		printf("no such change, or it does not apply to this Linux\n");
		return 1;
	}
	while (seed < MACHINES_MAX && agree_on(build, seed))
		seed++;
	if (seed == MACHINES_MAX)
		printf("nothing noticed on %u machines\n", seed);
	else
		printf("noticed on machine %u\n", seed);
	return (seed == MACHINES_MAX) != (strcmp(argv[1], "nothing") == 0);
}
