// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The shims do what the kernel's functions do. Each is compared with code that is obviously right:
 * masks are arrays of bool. A wrong shim would make the comparison with Linux wrong.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "shim_prefix.h"
#include "linux_runtime.h"
#include "shim_irq.h"

#define BITS_MAX 400
#define WORDS_MAX (BITS_MAX / BITS_PER_LONG + 2)
#define ROUNDS 4000

static unsigned int random_state = 1;

static unsigned int random_below(unsigned int limit)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % limit;
}

/* A random mask in both forms. Words past its end are filled too, and must not matter. */
struct model {
	unsigned long words[WORDS_MAX];
	bool bits[BITS_MAX];
};

static void fill(struct model *m, unsigned int bits)
{
	static const unsigned int fills_of_40[] = { 1, 20, 39 };
	unsigned int i, density = random_below(3);

	for (i = 0; i < WORDS_MAX; i++)
		m->words[i] = density == 2 ? ~0ul : 0;
	for (i = 0; i < bits; i++) {
		m->bits[i] = random_below(40) < fills_of_40[density];
		if (m->bits[i])
			m->words[i / BITS_PER_LONG] |= 1ul << i % BITS_PER_LONG;
		else
			m->words[i / BITS_PER_LONG] &= ~(1ul << i % BITS_PER_LONG);
	}
}

static bool same(const unsigned long *words, const bool *bits, unsigned int number)
{
	unsigned int i;

	for (i = 0; i < number; i++)
		if ((words[i / BITS_PER_LONG] >> i % BITS_PER_LONG & 1) != bits[i])
			return false;
	return true;
}

static unsigned int model_next(const bool *bits, unsigned int size, unsigned int start, bool value)
{
	while (start < size && bits[start] != value)
		start++;
	return start < size ? start : size;
}

Test(shim, warn_returns_its_condition_and_counts_each_time)
{
	unsigned long before = linux_complaints()->warnings;
	int i, taken = 0;

	for (i = 0; i < 3; i++)
		if (WARN_ON_ONCE(i != 1))
			taken++;
	cr_expect_eq(taken, 2);
	cr_expect_eq(linux_complaints()->warnings, before + 2);
	cr_expect_str_eq(linux_complaints()->last, "i != 1");
	cr_expect_not(WARN_ON(0));
	cr_expect(WARN_ON(4));
	cr_expect_eq(linux_complaints()->warnings, before + 3);
}

static void run_into_bug(void *argument)
{
	int *reached = argument;

	*reached = 1;
	BUG_ON(*reached);
	*reached = 2;
}

Test(shim, bug_does_not_come_back_and_is_counted)
{
	unsigned long before = linux_complaints()->bugs;
	int reached = 0;

	cr_expect_eq(shim_guarded(run_into_bug, &reached), -1);
	cr_expect_eq(reached, 1);
	cr_expect_eq(linux_complaints()->bugs, before + 1);
}

Test(shim, searches_agree_with_a_bool_array)
{
	unsigned int round;

	for (round = 0; round < ROUNDS; round++) {
		unsigned int size = 1 + random_below(BITS_MAX), start = random_below(size + 2);
		struct model m;

		fill(&m, size);
		cr_assert_eq(find_first_bit(m.words, size), model_next(m.bits, size, 0, true));
		cr_assert_eq(find_first_zero_bit(m.words, size),
			     model_next(m.bits, size, 0, false));
		cr_assert_eq(find_next_bit(m.words, size, start),
			     model_next(m.bits, size, start, true));
		cr_assert_eq(find_next_zero_bit(m.words, size, start),
			     model_next(m.bits, size, start, false));
		cr_assert_eq(bitmap_empty(m.words, size),
			     model_next(m.bits, size, 0, true) == size);
	}
}

Test(shim, last_and_clear_bits_agree_with_a_bool_array)
{
	unsigned int round;

	for (round = 0; round < ROUNDS; round++) {
		unsigned int size = 1 + random_below(BITS_MAX), last = size;
		unsigned int bit = random_below(size), expected = bit;
		struct model m;

		fill(&m, size);
		while (last && !m.bits[last - 1])
			last--;
		cr_assert_eq(find_last_bit(m.words, size), last ? last - 1 : size);
		for_each_clear_bit_from(bit, m.words, size)
		{
			expected = model_next(m.bits, size, expected, false);
			cr_assert_eq(bit, expected);
			expected++;
		}
		cr_assert_eq(model_next(m.bits, size, expected, false), size);
	}
}

/* Sizes that the compiler knows take other paths through the shims. */
#define CHECK_CONSTANT_SIZE(size) \
	do { \
		fill(&a, size); \
		fill(&b, size); \
		cr_assert_eq(find_first_bit(a.words, size), model_next(a.bits, size, 0, true)); \
		cr_assert_eq(find_first_zero_bit(a.words, size), \
			     model_next(a.bits, size, 0, false)); \
		for (i = 0; i <= (size) + 1; i++) { \
			cr_assert_eq(find_next_bit(a.words, size, i), \
				     model_next(a.bits, size, i, true)); \
			cr_assert_eq(find_next_zero_bit(a.words, size, i), \
				     model_next(a.bits, size, i, false)); \
		} \
		for (i = weight = common = 0; i < (size); i++) { \
			weight += a.bits[i]; \
			common += a.bits[i] && b.bits[i]; \
			rest.bits[i] = a.bits[i] && !b.bits[i]; \
		} \
		cr_assert_eq(bitmap_weight(a.words, size), weight); \
		cr_assert_eq(bitmap_empty(a.words, size), !weight); \
		cr_assert_eq(bitmap_intersects(a.words, b.words, size), common != 0); \
		cr_assert_eq(bitmap_weight_and(a.words, b.words, size), common); \
		cr_assert_eq(bitmap_andnot(rest.words, a.words, b.words, size), weight != common); \
		cr_assert(same(rest.words, rest.bits, size)); \
	} while (0)

Test(shim, constant_sizes_agree_with_a_bool_array)
{
	unsigned int round, i, weight, common;
	struct model a, b, rest;

	for (round = 0; round < ROUNDS / 10; round++) {
		CHECK_CONSTANT_SIZE(1);
		CHECK_CONSTANT_SIZE(7);
		CHECK_CONSTANT_SIZE(31);
		CHECK_CONSTANT_SIZE(32);
		CHECK_CONSTANT_SIZE(63);
		CHECK_CONSTANT_SIZE(64);
		CHECK_CONSTANT_SIZE(65);
		CHECK_CONSTANT_SIZE(128);
	}
}

Test(shim, combinations_agree_with_a_bool_array)
{
	unsigned int round, i;

	for (round = 0; round < ROUNDS; round++) {
		unsigned int size = 1 + random_below(BITS_MAX), weight = 0, common = 0;
		bool both[BITS_MAX], either[BITS_MAX], only[BITS_MAX];
		unsigned long result[WORDS_MAX];
		struct model a, b;

		fill(&a, size);
		fill(&b, size);
		for (i = 0; i < size; i++) {
			both[i] = a.bits[i] && b.bits[i];
			either[i] = a.bits[i] || b.bits[i];
			only[i] = a.bits[i] && !b.bits[i];
			weight += a.bits[i];
			common += both[i];
		}
		cr_assert_eq(bitmap_weight_and(a.words, b.words, size), common);
		cr_assert_eq(bitmap_and(result, a.words, b.words, size),
			     model_next(both, size, 0, true) < size);
		cr_assert(same(result, both, size));
		cr_assert_eq(bitmap_andnot(result, a.words, b.words, size),
			     model_next(only, size, 0, true) < size);
		cr_assert(same(result, only, size));
		bitmap_or(result, a.words, b.words, size);
		cr_assert(same(result, either, size));
		bitmap_copy(result, a.words, size);
		cr_assert(same(result, a.bits, size));
		cr_assert_eq(bitmap_intersects(a.words, b.words, size),
			     model_next(both, size, 0, true) < size);
		cr_assert_eq(bitmap_weight(a.words, size), weight);
	}
}

Test(shim, runs_of_bits_agree_with_a_bool_array)
{
	unsigned int round, i;

	for (round = 0; round < ROUNDS; round++) {
		unsigned int size = 1 + random_below(BITS_MAX), first = random_below(size);
		unsigned int length = random_below(size - first + 1);
		bool value = random_below(2);
		struct model m;

		fill(&m, size);
		for (i = 0; i < length; i++)
			m.bits[first + i] = value;
		if (value)
			bitmap_set(m.words, first, length);
		else
			bitmap_clear(m.words, first, length);
		cr_assert(same(m.words, m.bits, size));
		m.bits[first] = true;
		bitmap_set(m.words, first, 1);
		cr_assert(same(m.words, m.bits, size));
		first = model_next(m.bits, size, 0, false);
		if (first < size)
			cr_assert_eq(bitmap_find_next_zero_area(m.words, size, 0, 1, 0), first);
		else
			cr_assert(bitmap_find_next_zero_area(m.words, size, 0, 1, 0) >= size);
	}
}

Test(shim, single_bits_agree_with_a_bool_array)
{
	unsigned int round;

	for (round = 0; round < ROUNDS; round++) {
		unsigned int size = 1 + random_below(BITS_MAX), bit = random_below(size);
		struct model m;

		fill(&m, size);
		cr_assert_eq(test_bit(bit, m.words), m.bits[bit]);
		cr_assert_eq(test_and_set_bit(bit, m.words), m.bits[bit]);
		cr_assert(test_and_clear_bit(bit, m.words));
		cr_assert_not(test_and_clear_bit(bit, m.words));
		set_bit(bit, m.words);
		m.bits[bit] = true;
		cr_assert(same(m.words, m.bits, size));
		clear_bit(bit, m.words);
		m.bits[bit] = false;
		cr_assert(same(m.words, m.bits, size));
		__set_bit(bit, m.words);
		cr_assert(test_bit(bit, m.words));
		__clear_bit(bit, m.words);
		cr_assert(same(m.words, m.bits, size));
	}
}

Test(shim, words_are_searched_right)
{
	unsigned int bit;

	for (bit = 0; bit < BITS_PER_LONG; bit++) {
		cr_expect_eq(__ffs(~0ul << bit), bit);
		cr_expect_eq(__fls(1ul << bit | 1), bit);
		cr_expect_eq(hweight_long(~0ul << bit), BITS_PER_LONG - bit);
		cr_expect_eq(fns(~0ul, bit), bit);
	}
	cr_expect_eq(GENMASK(5, 2), 0x3cul);
	cr_expect_eq(fns(4, 1), BITS_PER_LONG);
}

/* CPUs 0, 64, 65 and 127 of a machine with 130 CPUs, and a bit past the last CPU to be ignored. */
Test(shim, cpu_masks_end_with_the_machine)
{
	const struct linux_machine machine = { .nr_cpus = 130 };
	static struct cpumask mask;
	unsigned int cpu, seen = 0, sum = 0;

	cr_assert_eq(linux_machine_start(&machine), 0);
	mask.bits[0] = 1;
	mask.bits[1] = 3ul | 1ul << 63;
	mask.bits[130 / 64] = 1ul << 130 % 64;
	for_each_cpu(cpu, &mask)
	{
		seen++;
		sum += cpu;
	}
	cr_expect_eq(seen, 4);
	cr_expect_eq(sum, 64 + 65 + 127);
	cr_expect_geq(cpu, 130);
	cr_expect_eq(cpumask_weight(&mask), 4);
	cr_expect_eq(cpumask_weight_and(&mask, &mask), 4);
	cr_expect_eq(cpumask_weight_and(&mask, cpumask_of(64)), 1);
	cr_expect_eq(cpumask_first(&mask), 0);
	cr_expect_eq(cpumask_next(0, &mask), 64);
	cr_expect(cpumask_next(127, &mask) >= 130);
	cr_expect_eq(cpumask_weight(cpu_possible_mask), 130);
	cr_expect_eq(cpumask_weight(cpu_present_mask), 130);
}

Test(shim, cpumask_of_holds_just_that_cpu)
{
	const struct linux_machine machine = { .nr_cpus = 65536 };
	unsigned int cpu;

	cr_assert_eq(linux_machine_start(&machine), 0);
	for (cpu = 0; cpu < 65536; cpu += cpu < 200 ? 1 : 977) {
		cr_expect_eq(cpumask_first(cpumask_of(cpu)), cpu);
		cr_expect_eq(cpumask_weight(cpumask_of(cpu)), 1);
	}
	cr_expect_eq(cpumask_first(cpumask_of(65535)), 65535);
}

Test(shim, units_of_cpus_are_64_kib_apart_and_zeroed)
{
	const struct linux_machine machine = { .nr_cpus = 65536 };
	unsigned int cpu;
	long *first, *second;

	cr_assert_eq(linux_machine_start(&machine), 0);
	first = alloc_percpu(long);
	second = alloc_percpu(long);
	cr_assert(first && second && first != second);
	for (cpu = 0; cpu < 65536; cpu += 4369) {
		cr_expect_eq((char *)per_cpu_ptr(first, cpu) - (char *)per_cpu_ptr(first, 0),
			     65536L * cpu);
		cr_expect_eq(*per_cpu_ptr(first, cpu), 0);
		*per_cpu_ptr(first, cpu) = cpu;
		*per_cpu_ptr(second, cpu) = -1;
		shim_run_on(cpu);
		cr_expect_eq(smp_processor_id(), cpu);
		cr_expect_eq(*this_cpu_ptr(first), cpu);
	}
	shim_free_percpu(second);
	cr_expect_eq(alloc_percpu(long), second, "freed memory is used again");
	cr_expect_eq(*per_cpu_ptr(second, 4369), 0);
	cr_expect_null(__alloc_percpu(65536, 8), "a unit can be full");
}

Test(shim, places_of_cpus_are_as_asked_for)
{
	const unsigned int nodes[] = { 0, 0, 1, 1, 0, 2 }, cores[] = { 7, 8, 9, 9, 7, 7 };
	const unsigned long started = 0x1f, nodes_possible = 3;
	const struct linux_machine machine = {
		.nr_cpus = 6,
		.nr_nodes = 3,
		.node_of_cpu = nodes,
		.core_of_cpu = cores,
		.started = &started,
		.possible_nodes = &nodes_possible,
	};
	unsigned int node, seen = 0;

	cr_assert_eq(linux_machine_start(&machine), 0);
	cr_assert_eq(linux_machine_make_siblings(), 0);
	cr_expect_eq(cpu_to_node(5), 2);
	cr_expect_eq(cpumask_of_node(0)->bits[0], 0x13);
	cr_expect_eq(cpumask_of_node(2)->bits[0], 0, "CPU 5 is not started");
	cr_expect_eq(topology_sibling_cpumask(4)->bits[0], 0x11);
	cr_expect_eq(topology_sibling_cpumask(1)->bits[0], 0x02);
	cr_expect_eq(topology_sibling_cpumask(2)->bits[0], 0x0c);
	cr_expect_eq(topology_sibling_cpumask(5)->bits[0], 0);
	for_each_node(node)
		seen += node + 1;
	cr_expect_eq(seen, 3, "node 2 is not possible");
}

/* CPUs 0 to 3 are a cluster, 4 and 5 are in none, 6 is one of its own; 3 and 6 are not started. */
static const unsigned int clusters[] = { 5, 5, 5, 5, LINUX_NO_CLUSTER, LINUX_NO_CLUSTER, 9 };
static const unsigned long without_3_and_6 = 0x37;

static void expect_clusters(const struct linux_machine *machine, const unsigned long *expected)
{
	unsigned int cpu;

	cr_assert_eq(linux_machine_start(machine), 0);
	cr_assert_eq(linux_machine_make_siblings(), 0);
	for (cpu = 0; cpu < machine->nr_cpus; cpu++)
		cr_expect_eq(topology_cluster_cpumask(cpu)->bits[0], expected[cpu]);
}

Test(shim, each_cpu_is_a_cluster_where_none_are_known)
{
	const struct linux_machine machine = { .nr_cpus = 3, .started = &without_3_and_6 };
	static const unsigned long expected[] = { 1, 2, 4 };

	expect_clusters(&machine, expected);
}

Test(shim, cluster_masks_are_empty_where_a_cpu_is_not_started)
{
	const struct linux_machine machine = {
		.nr_cpus = 7,
		.cluster_of_cpu = clusters,
		.started = &without_3_and_6,
	};
	static const unsigned long expected[] = { 7, 7, 7, 0, 0, 0, 0 };

	expect_clusters(&machine, expected);
	cr_expect_eq(topology_sibling_cpumask(2)->bits[0], 4);
	cr_expect_eq(topology_sibling_cpumask(3)->bits[0], 0);
}

Test(shim, masks_of_a_cpu_that_is_not_started_may_hold_it)
{
	const struct linux_machine machine = {
		.nr_cpus = 7,
		.core_of_cpu = clusters,
		.cluster_of_cpu = clusters,
		.started = &without_3_and_6,
		.stays_in_own_masks = true,
	};
	static const unsigned long expected[] = { 7, 7, 7, 8, 0, 0, 0x40 };

	expect_clusters(&machine, expected);
	cr_expect_eq(topology_sibling_cpumask(0)->bits[0], 7);
	cr_expect_eq(topology_sibling_cpumask(3)->bits[0], 8);
}

Test(shim, cluster_masks_may_be_any)
{
	static const unsigned long masks[] = { 3, 6, 0 };
	const struct linux_machine machine = { .nr_cpus = 3, .cluster_masks = masks };
	const struct linux_machine plain = { .nr_cpus = 3 };
	static const unsigned long expected[] = { 1, 2, 4 };

	expect_clusters(&machine, masks);
	expect_clusters(&plain, expected);
}

Test(shim, memory_of_objects_is_zeroed)
{
	struct flexible {
		long head;
		int tail[];
	} *flexible = kzalloc_flex(*flexible, tail, 50);
	long *array = kzalloc_objs(*array, 100);
	int i;

	for (i = 0; i < 100; i++)
		cr_expect_eq(array[i], 0);
	for (i = 0; i < 50; i++)
		cr_expect_eq(flexible->tail[i], 0);
	cr_expect_null(kzalloc_objs(*array, SIZE_MAX / 4));
	kfree(array);
	kfree(flexible);
}

Test(shim, text_is_printed_as_by_the_c_library)
{
	unsigned long map[3] = { 0x8000000000000017ul, 1, 0xf0 };
	struct linux_text text = { 0 };
	char expected[200];

	linux_text_printf(&text, "%u|%6u|%d|%4d|%s|%*s|%%|%*u\n", 0u, 4294967295u, -2147483647 - 1,
			  -3, "abc", 5, "x", 12, 77u);
	snprintf(expected, sizeof(expected), "%u|%6u|%d|%4d|%s|%*s|%%|%*u\n", 0u, 4294967295u,
		 -2147483647 - 1, -3, "abc", 5, "x", 12, 77u);
	cr_expect_str_eq(text.text, expected);
	linux_text_clear(&text);
	linux_text_printf(&text, "[%*pbl][%*pbl]", 136, map, 134, map);
	linux_text_printf(&text, "[%*pbl][%*pbl]", 1, map, 0, map);
	cr_expect_str_eq(text.text, "[0-2,4,63-64,132-135][0-2,4,63-64,132-133][0][]");
	linux_text_free(&text);
	cr_expect_null(text.text);
}

/* Linux's decisions depend on heapsort's order of equal elements; only sorting is tested here. */
static int by_value(const void *left, const void *right)
{
	return *(const int *)left - *(const int *)right;
}

Test(shim, sort_sorts)
{
	int values[100], i;

	for (i = 0; i < 100; i++)
		values[i] = random_below(50);
	sort(values, 100, sizeof(values[0]), by_value, NULL);
	for (i = 1; i < 100; i++)
		cr_expect_leq(values[i - 1], values[i]);
}
