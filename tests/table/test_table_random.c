/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_random.c - random calls on a table and on its model, compared after each.
 */
#include <stdio.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "support/table_random.h"

#ifdef IRQM_DEBUG_CHECKS
#define SEEDS 150
#else
#define SEEDS 600
#endif
#define CALLS 600

/* A small IRQM_OPS makes it short. */
static uint64_t nr_seeds(void)
{
	const char *text = getenv("IRQM_OPS");
	unsigned long wish = text && *text ? strtoul(text, NULL, 0) / CALLS : SEEDS;

	return wish < SEEDS ? wish : SEEDS;
}

Test(table_random, table_and_model_agree)
{
	static const int codes[] = {
		IRQM_EPERM,
		IRQM_ENOENT,
		IRQM_EBUSY,
		IRQM_ENODEV,
		IRQM_EINVAL,
		IRQM_ENOSPC,
	};
	struct table_random_report report = { 0 };
	uint64_t seeds = nr_seeds(), seed;
	unsigned int n;

	for (seed = 1; seed <= seeds; seed++)
		cr_assert(table_random_run(stderr, seed, CALLS, &report));
	fprintf(stderr, "%zu calls, %zu of them refused\n", report.calls, report.refused);
	for (n = 0; n < sizeof(codes) / sizeof(codes[0]); n++)
		cr_assert_gt(report.codes[codes[n]], 20, "%s", irqm_error_text(-codes[n]));
}

Test(table_random, a_damaged_model_is_noticed)
{
	FILE *null = fopen("/dev/null", "w");

	cr_assert_not_null(null);
	cr_assert_not(table_random_damaged(null, 1, CALLS, 100));
	cr_assert(table_random_damaged(null, 1, CALLS, CALLS + 1));
	fclose(null);
}
