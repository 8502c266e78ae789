/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_divide.c - division of 64-bit numbers as 32-bit code does it, on any machine.
 */
#include <criterion/criterion.h>

#include "base/divide.h"
#include "support/op_random.h"

static void divides(uint64_t a, uint64_t b)
{
	uint64_t left = ~(uint64_t)0, slowly_left = ~(uint64_t)0;

	cr_assert_eq(im_divide(a, b, &left), a / b, "%llu / %llu", (unsigned long long)a,
		     (unsigned long long)b);
	cr_assert_eq(left, a % b);
	cr_assert_eq(im_divide_slowly(a, b, &slowly_left), a / b, "%llu / %llu bit by bit",
		     (unsigned long long)a, (unsigned long long)b);
	cr_assert_eq(slowly_left, a % b);
}

Test(divide, at_the_limits)
{
	static const uint64_t ends[] = { 0, 1, 2, 3, UINT32_MAX, (uint64_t)1 << 32,
					 ((uint64_t)1 << 63) - 1, (uint64_t)1 << 63, UINT64_MAX };
	size_t a, b;

	for (a = 0; a < sizeof(ends) / sizeof(ends[0]); a++) {
		for (b = 0; b < sizeof(ends) / sizeof(ends[0]); b++) {
			if (ends[b] && ends[b] < (uint64_t)1 << 63)
				divides(ends[a], ends[b]);
		}
	}
}

Test(divide, numbers_of_any_length)
{
	struct op_rng rng = { .state = 1 };
	unsigned int i;

	for (i = 0; i < 20000; i++) {
		uint64_t a = op_rng_next(&rng) >> op_rng_below(&rng, 64);
		uint64_t b = op_rng_next(&rng) >> (1 + op_rng_below(&rng, 63));

		divides(a, b ? b : 1);
	}
}
