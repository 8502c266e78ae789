/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_cpumask.c - sets of CPUs, against arrays of bool.
 */
#include <string.h>

#include <criterion/criterion.h>

#include <irqmatrix/irqmatrix.h>

#include "support/expect.h"
#include "support/op_random.h"

#define WORDS 8
#define CPUS (WORDS * IRQM_BITS_PER_LONG)

/* Sizes around the ends of words. */
static const unsigned int sizes[] = { 1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129, 200 };
#define NR_SIZES (sizeof(sizes) / sizeof(sizes[0]))

Test(cpumask, layout_is_that_of_linux_bitmaps)
{
	unsigned long mask[2] = { 0, 0 };

	irqm_cpumask_set(mask, 0);
	cr_assert_eq(mask[0], 1UL);
	irqm_cpumask_set(mask, IRQM_BITS_PER_LONG - 1);
	cr_assert_eq(mask[0], 1UL | 1UL << (IRQM_BITS_PER_LONG - 1));
	cr_assert_eq(mask[1], 0UL);
	irqm_cpumask_set(mask, IRQM_BITS_PER_LONG + 2);
	cr_assert_eq(mask[1], 4UL);
	cr_assert_eq(IRQM_BITS_PER_LONG, 8 * sizeof(unsigned long));
}

Test(cpumask, words_of_a_mask)
{
	cr_assert_eq(IRQM_CPUMASK_WORDS(0U), 0);
	cr_assert_eq(IRQM_CPUMASK_WORDS(1U), 1);
	cr_assert_eq(IRQM_CPUMASK_WORDS(IRQM_BITS_PER_LONG), 1);
	cr_assert_eq(IRQM_CPUMASK_WORDS(IRQM_BITS_PER_LONG + 1), 2);
	cr_assert_eq(IRQM_CPUMASK_WORDS(IRQM_MAX_CPUS), IRQM_MAX_CPUS / IRQM_BITS_PER_LONG);
}

Test(cpumask, set_clear_and_test_touch_one_cpu)
{
	unsigned long mask[WORDS], expected[WORDS];
	unsigned int cpu, twice;

	for (cpu = 0; cpu < CPUS; cpu++) {
		memset(mask, 0, sizeof(mask));
		for (twice = 0; twice < 2; twice++) {
			irqm_cpumask_set(mask, cpu);
			cr_assert(irqm_cpumask_test(mask, cpu));
			cr_assert_eq(irqm_cpumask_weight(mask, CPUS), 1);
		}
		memset(mask, 0xff, sizeof(mask));
		memset(expected, 0xff, sizeof(expected));
		expected[cpu / IRQM_BITS_PER_LONG] ^= 1UL << cpu % IRQM_BITS_PER_LONG;
		for (twice = 0; twice < 2; twice++) {
			irqm_cpumask_clear(mask, cpu);
			cr_assert_not(irqm_cpumask_test(mask, cpu));
			cr_assert_arr_eq(mask, expected, sizeof(mask));
		}
	}
}

static void fill(struct op_rng *rng, unsigned long *mask, bool *in)
{
	unsigned int cpu, density = 1 + op_rng_below(rng, 40);

	memset(mask, 0, WORDS * sizeof(*mask));
	for (cpu = 0; cpu < CPUS; cpu++) {
		in[cpu] = op_rng_below(rng, density) == 0;
		if (in[cpu])
			irqm_cpumask_set(mask, cpu);
	}
}

static unsigned int next_in(const bool *in, unsigned int nr, unsigned int from)
{
	for (; from < nr; from++) {
		if (in[from])
			return from;
	}
	return IRQM_NONE;
}

Test(cpumask, next_and_weight_ignore_bits_beyond)
{
	struct op_rng rng = { .state = 1 };
	unsigned long mask[WORDS];
	bool in[CPUS];
	unsigned int round, from, cpu, count;
	size_t i;

	for (round = 0; round < 200; round++) {
		fill(&rng, mask, in);
		for (i = 0; i < NR_SIZES; i++) {
			for (count = 0, cpu = 0; cpu < sizes[i]; cpu++)
				count += in[cpu];
			cr_assert_eq(irqm_cpumask_weight(mask, sizes[i]), count);
			for (from = 0; from < sizes[i] + 3; from++)
				cr_assert_eq(irqm_cpumask_next(mask, sizes[i], from),
					     next_in(in, sizes[i], from));
			cr_assert_eq(irqm_cpumask_next(mask, sizes[i], IRQM_NONE), IRQM_NONE);
		}
	}
}

Test(cpumask, the_loop_visits_each_cpu_once_ascending)
{
	struct op_rng rng = { .state = 2 };
	unsigned long mask[WORDS];
	bool in[CPUS];
	unsigned int round, cpu, expected;
	size_t i;

	for (round = 0; round < 200; round++) {
		fill(&rng, mask, in);
		for (i = 0; i < NR_SIZES; i++) {
			expected = next_in(in, sizes[i], 0);
			irqm_for_each_cpu(cpu, mask, sizes[i]) {
				cr_assert_eq(cpu, expected);
				expected = next_in(in, sizes[i], cpu + 1);
			}
			cr_assert_eq(expected, IRQM_NONE);
			cr_assert_eq(cpu, IRQM_NONE);
		}
	}
}

Test(cpumask, the_loop_is_one_statement_and_can_be_left)
{
	unsigned long mask[WORDS] = { 0 };
	unsigned int cpu, visited = 0;

	irqm_cpumask_set_range(mask, 10, 100);
	if (visited)
		irqm_for_each_cpu(cpu, mask, CPUS)
			visited = CPUS;
	else
		irqm_for_each_cpu(cpu, mask, CPUS) {
			if (cpu == 70)
				break;
			visited++;
		}
	cr_assert_eq(cpu, 70);
	cr_assert_eq(visited, 60);
}

Test(cpumask, set_range_adds_just_the_range)
{
	unsigned long mask[WORDS];
	unsigned int first, end, cpu;

	for (first = 0; first < 140; first++) {
		for (end = 0; end < 140; end++) {
			memset(mask, 0, sizeof(mask));
			irqm_cpumask_set(mask, 137);
			irqm_cpumask_set_range(mask, first, end);
			for (cpu = 0; cpu < CPUS; cpu++)
				cr_assert_eq(irqm_cpumask_test(mask, cpu),
					     cpu == 137 || (cpu >= first && cpu < end),
					     "[%u, %u): CPU %u", first, end, cpu);
		}
	}
}

/* ---- Lists ---- */

static void parses_to(const char *list, const unsigned int *cpus, size_t nr)
{
	unsigned long mask[WORDS], expected[WORDS];
	size_t i;

	memset(mask, 0xff, sizeof(mask));
	memset(expected, 0, sizeof(expected));
	for (i = 0; i < nr; i++)
		irqm_cpumask_set(expected, cpus[i]);
	cr_assert_eq(irqm_cpumask_parse(mask, CPUS, list), 0, "%s", list);
	cr_assert_arr_eq(mask, expected, sizeof(mask), "%s", list);
}

static void refused(int code, unsigned int nr_cpus, const char *list)
{
	unsigned long mask[WORDS], before[WORDS];

	memset(mask, 0x5a, sizeof(mask));
	memcpy(before, mask, sizeof(mask));
	cr_assert_eq(irqm_cpumask_parse(mask, nr_cpus, list), code, "\"%s\"", list);
	cr_assert_arr_eq(mask, before, sizeof(mask), "\"%s\" left traces", list);
}

Test(cpumask, parse_reads_lists)
{
	static const unsigned int example[] = { 0, 1, 2, 3, 8, 12, 13, 14, 15 };
	static const unsigned int single[] = { 7 }, overlap[] = { 1, 2, 3, 4 }, ends[] = { 0, 200 };
	static const unsigned int zeros[] = { 5, 6 };

	parses_to("0-3,8,12-15", example, 9);
	parses_to("", NULL, 0);
	parses_to("7", single, 1);
	parses_to("7-7", single, 1);
	parses_to("2-4,1-3,2", overlap, 4);
	parses_to("200,0", ends, 2);
	parses_to("005-0006", zeros, 2);
}

Test(cpumask, parse_refuses_what_is_no_list)
{
	static const char *const wrong[] = { ",", "1,", ",1", "1,,2", "-", "1-", "-1", "1-2-3", "a",
					     "1 ", " 1", "1, 2", "1-3:2", "0x1", "1\n", "3-1", "+1",
					     "1-3,5-4", "all", "1;2", "1-,2" };
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		refused(-IRQM_EINVAL, 128, wrong[i]);
	refused(-IRQM_EINVAL, 128, NULL);
	GIVES(irqm_cpumask_parse(NULL, 128, "1"), -IRQM_EINVAL);
	refused(-IRQM_EINVAL, 0, "");
	refused(-IRQM_EINVAL, IRQM_MAX_CPUS + 1, "");
}

Test(cpumask, parse_refuses_cpus_that_do_not_exist)
{
	refused(-IRQM_ERANGE, 4, "4");
	refused(-IRQM_ERANGE, 4, "0-4");
	refused(-IRQM_ERANGE, 4, "1,3,5");
	refused(-IRQM_ERANGE, 4, "0-65536");
	refused(-IRQM_ERANGE, 128, "128");
	refused(-IRQM_ERANGE, IRQM_MAX_CPUS, "65536");
	refused(-IRQM_ERANGE, IRQM_MAX_CPUS, "99999");
	refused(-IRQM_ERANGE, IRQM_MAX_CPUS, "655350");
	/* 2^32, 2^64 and more must not come round to small numbers. */
	refused(-IRQM_ERANGE, 128, "4294967296");
	refused(-IRQM_ERANGE, 128, "4294967297");
	refused(-IRQM_ERANGE, 128, "1-4294967298");
	refused(-IRQM_ERANGE, 128, "18446744073709551616");
	refused(-IRQM_ERANGE, 128, "18446744073709551617");
	refused(-IRQM_ERANGE, 128, "99999999999999999999999999999999999999");
}

/* Writes a mask as the kernel does, and reads it again. */
Test(cpumask, parse_reads_back_what_a_mask_is)
{
	struct op_rng rng = { .state = 2 };
	unsigned long mask[WORDS], again[WORDS];
	char list[8 * CPUS];
	bool in[CPUS];
	unsigned int round, cpu, last;
	size_t at;

	for (round = 0; round < 300; round++) {
		fill(&rng, mask, in);
		at = 0;
		list[0] = '\0';
		for (cpu = next_in(in, CPUS, 0); cpu < CPUS; cpu = next_in(in, CPUS, last + 1)) {
			for (last = cpu; last + 1 < CPUS && in[last + 1];)
				last++;
			at += (size_t)sprintf(list + at, "%s%u", at ? "," : "", cpu);
			if (last > cpu)
				at += (size_t)sprintf(list + at, "-%u", last);
		}
		cr_assert_eq(irqm_cpumask_parse(again, CPUS, list), 0, "%s", list);
		cr_assert_arr_eq(mask, again, sizeof(mask), "%s", list);
	}
}

Test(cpumask, parse_leaves_words_beyond_alone)
{
	unsigned long mask[3] = { ~0UL, ~0UL, 0x77 };

	GIVES(irqm_cpumask_parse(mask, IRQM_BITS_PER_LONG + 1, "0"), 0);
	cr_assert_eq(mask[0], 1UL);
	cr_assert_eq(mask[1], 0UL);
	cr_assert_eq(mask[2], 0x77UL);
}
