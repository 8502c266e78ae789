/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_oracle_upstream_groups.c - the KUnit test of docs/upstream on the grouping of CPUs: it must
 * fail on Linux 7 as it is, and pass on the glue with the same policy (D20).
 */
#include <stdio.h>

#include <irqmatrix/spread.h>

#include "kunit/test.h"
#include "linux_peer.h"
#include "linux_runtime.h"

#define CPUS 8U

extern const struct kunit_suite *const kunit_groups_linux, *const kunit_groups_glue;
extern const struct linux_build glue_small_linux_build;

static bool passes(const char *title, const struct kunit_suite *suite)
{
	struct kunit test = { 0, 0, NULL };

	suite->test_cases->run_case(&test);
	printf("%s %s on %s: %u of %u expectations failed\n", test.failed ? "not ok" : "ok",
	       suite->test_cases->name, title, test.failed, test.expectations);
	return !test.failed && test.expectations;
}

/* The siblings of a core are CPUS / 2 apart, and share an L2. */
int main(void)
{
	unsigned int core[CPUS], cpu;
	const struct linux_machine machine = {
		.nr_cpus = CPUS,
		.core_of_cpu = core,
		.cluster_of_cpu = core,
	};
	bool linux_passes, glue_passes;

	for (cpu = 0; cpu < CPUS; cpu++)
		core[cpu] = cpu % (CPUS / 2);
	if (linux_machine_start(&machine) || linux_machine_make_siblings())
		return 1;
	linux_passes = passes("Linux as it is", kunit_groups_linux);
	glue_small_linux_build.choose_policy(IRQM_SPREAD_LINUX_7_3);
	glue_passes = passes("the glue", kunit_groups_glue);
	return linux_passes || !glue_passes;
}
