/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_sort.c - sorting numbers in place.
 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/sort.h"
#include "support/must.h"
#include "support/op_random.h"

#define CANARY 0xc5c5c5c5U

/* The context counts how often it was asked. */
static bool before_by_number(const void *ctx, unsigned int a, unsigned int b)
{
	++*(size_t *)(uintptr_t)ctx;
	return a < b;
}

static bool before_by_key_downwards(const void *ctx, unsigned int a, unsigned int b)
{
	const unsigned int *key = ctx;

	return key[a] > key[b];
}

static int compare_numbers(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

/* n log2 n, rounded up, twice, and a little for the small ones. */
static size_t allowed(size_t n)
{
	size_t log = 0;

	while ((size_t)1 << log < n)
		log++;
	return 2 * n * log + 3 * n;
}

/* Sorts a copy and compares it with what qsort makes of another. Returns how often it compared. */
static size_t sorts_as_qsort(const unsigned int *numbers, size_t n)
{
	unsigned int *ours = must_calloc(n + 2, sizeof(*ours));
	unsigned int *theirs = must_calloc(n, sizeof(*theirs));
	size_t asked = 0;

	ours[0] = ours[n + 1] = CANARY;
	memcpy(ours + 1, numbers, n * sizeof(*ours));
	memcpy(theirs, numbers, n * sizeof(*theirs));
	qsort(theirs, n, sizeof(*theirs), compare_numbers);
	im_sort(ours + 1, n, before_by_number, &asked);
	cr_assert_eq(memcmp(ours + 1, theirs, n * sizeof(*ours)), 0, "%zu numbers", n);
	cr_assert(ours[0] == CANARY && ours[n + 1] == CANARY, "wrote outside the %zu numbers", n);
	cr_assert_leq(asked, allowed(n), "%zu comparisons of %zu numbers", asked, n);
	free(ours);
	free(theirs);
	return asked;
}

Test(sort, random_numbers_of_every_small_size_with_and_without_duplicates)
{
	static const unsigned int limits[] = { 1, 2, 3, 10, 100, 1000, IRQM_NONE };
	struct op_rng rng = { .state = 1 };
	unsigned int numbers[300], i, limit, n;

	for (n = 0; n <= 300; n++) {
		for (limit = 0; limit < sizeof(limits) / sizeof(*limits); limit++) {
			for (i = 0; i < n; i++)
				numbers[i] = op_rng_below(&rng, limits[limit]);
			sorts_as_qsort(numbers, n);
		}
	}
}

Test(sort, every_arrangement_of_up_to_six_numbers)
{
	unsigned int numbers[6], i, n, code, rest, codes = 1;

	for (n = 0; n <= 6; n++, codes *= 6) {
		for (code = 0; code < codes; code++) {
			for (i = 0, rest = code; i < n; i++, rest /= 6)
				numbers[i] = rest % 6;
			sorts_as_qsort(numbers, n);
		}
	}
}

Test(sort, the_largest_numbers_there_are)
{
	static const unsigned int numbers[] = { IRQM_NONE, 0, IRQM_NONE - 1, IRQM_NONE, 1, 0 };

	sorts_as_qsort(numbers, 6);
}

Test(sort, many_numbers_take_n_log_n_comparisons)
{
	static unsigned int numbers[100000];
	struct op_rng rng = { .state = 2 };
	unsigned int i, n, limit;

	for (n = 1000; n <= 100000; n *= 10) {
		for (limit = 2; limit <= 200000; limit *= 100) {
			for (i = 0; i < n; i++)
				numbers[i] = op_rng_below(&rng, limit);
			sorts_as_qsort(numbers, n);
		}
	}
}

/* The shapes that make a simple quicksort quadratic. */
Test(sort, no_arrangement_takes_more)
{
	static unsigned int numbers[65536];
	unsigned int i, n = 65536;

	for (i = 0; i < n; i++)
		numbers[i] = n - i;
	sorts_as_qsort(numbers, n);
	for (i = 0; i < n; i++)
		numbers[i] = i < n / 2 ? i : n - i;
	sorts_as_qsort(numbers, n);
	for (i = 0; i < n; i++)
		numbers[i] = i < n / 2 ? n / 2 - i : i - n / 2;
	sorts_as_qsort(numbers, n);
	for (i = 0; i < n; i++)
		numbers[i] = i % 256;
	sorts_as_qsort(numbers, n);
	for (i = 0; i < n; i++)
		numbers[i] = (i + 1) % n;
	sorts_as_qsort(numbers, n);
}

Test(sort, numbers_in_order_take_one_comparison_each)
{
	static unsigned int numbers[65536];
	unsigned int i;

	cr_assert_eq(sorts_as_qsort(numbers, 65536), 65535, "all alike");
	for (i = 0; i < 65536; i++)
		numbers[i] = i;
	cr_assert_eq(sorts_as_qsort(numbers, 65536), 65535);
	cr_assert_eq(sorts_as_qsort(numbers, 2), 1);
	cr_assert_eq(sorts_as_qsort(numbers, 1), 0);
	cr_assert_eq(sorts_as_qsort(numbers, 0), 0);
}

Test(sort, by_whatever_order_the_context_says)
{
	static const unsigned int key[] = { 30, 10, 50, 20, 40 };
	unsigned int numbers[] = { 0, 1, 2, 3, 4 };

	im_sort(numbers, 5, before_by_key_downwards, key);
	cr_assert(numbers[0] == 2 && numbers[1] == 4 && numbers[2] == 0);
	cr_assert(numbers[3] == 3 && numbers[4] == 1);
}
