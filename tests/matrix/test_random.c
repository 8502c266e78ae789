/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_random.c - random op programs on matrix and model, for machines of all sizes.
 */
#include <criterion/criterion.h>

#include "support/random_run.h"

#define RANDOM_TEST(name, size) \
	Test(random, name) \
	{ \
		cr_assert(random_run(stderr, size), "matrix and model disagree"); \
		cr_assert_gt(random_run_calls(), 0); \
	}

RANDOM_TEST(tiny_machines, OP_SIZE_TINY)
RANDOM_TEST(machines_without_an_index, OP_SIZE_SMALL)
RANDOM_TEST(machines_of_one_mask_word, OP_SIZE_WORD)
RANDOM_TEST(machines_of_one_index_level, OP_SIZE_LARGE)
RANDOM_TEST(machines_of_two_index_levels, OP_SIZE_HUGE)
RANDOM_TEST(long_rows, OP_SIZE_LONG)

Test(random, shares_add_up)
{
	unsigned int size, sum = 0;

	for (size = 0; size < NR_OP_SIZES; size++)
		sum += random_run_percent[size];
	cr_assert_eq(sum, 100);
}
