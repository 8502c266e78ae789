/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_mask_pool.c - masks that are kept once.
 */
#include <criterion/criterion.h>

#include "table/mask_pool.h"
#include "support/machine.h"
#include "support/must.h"
#include "support/op_random.h"

static void *start(struct im_mask_pool *pool, unsigned int nr_masks, unsigned int nr_cpus)
{
	void *memory = must(malloc((size_t)im_mask_pool_bytes(nr_masks, nr_cpus)));

	im_mask_pool_init(pool, memory, nr_masks, nr_cpus);
	return memory;
}

Test(mask_pool, equal_masks_have_one_number)
{
	struct im_mask_pool pool;
	void *memory = start(&pool, 4, 100);
	unsigned int a = im_mask_get(&pool, cpu_range(3, 70));

	cr_assert_eq(im_mask_get(&pool, cpu_range(3, 70)), a);
	cr_assert_neq(im_mask_get(&pool, cpu_range(3, 71)), a);
	cr_assert_eq(pool.used, 2);
	cr_assert_eq(pool.places[a].refs, 2);
	free(memory);
}

Test(mask_pool, bits_beyond_the_last_cpu_do_not_count)
{
	struct im_mask_pool pool;
	void *memory = start(&pool, 4, 100);
	unsigned int a = im_mask_get(&pool, cpu_range(3, 100));

	cr_assert_eq(im_mask_get(&pool, cpu_range(3, 128)), a);
	cr_assert_eq(im_mask_words(&pool, a)[1], ~0UL >> 28);
	free(memory);
}

Test(mask_pool, a_full_pool_gives_none_until_one_is_put_back)
{
	struct im_mask_pool pool;
	void *memory = start(&pool, 3, 100);
	unsigned int n, numbers[3];

	for (n = 0; n < 3; n++)
		numbers[n] = im_mask_get(&pool, cpu_range(n, n + 2));
	cr_assert_eq(im_mask_get(&pool, cpu_range(50, 51)), IM_MASK_NONE);
	cr_assert_eq(im_mask_get(&pool, cpu_range(1, 3)), numbers[1]);
	im_mask_put(&pool, numbers[1]);
	cr_assert_eq(im_mask_get(&pool, cpu_range(50, 51)), IM_MASK_NONE);
	im_mask_put(&pool, numbers[1]);
	im_mask_put(&pool, IM_MASK_NONE);
	cr_assert_eq(im_mask_get(&pool, cpu_range(50, 51)), numbers[1]);
	free(memory);
}

/* Many masks that come and go, against an array of counts. */
Test(mask_pool, as_an_array_of_counts_would)
{
	unsigned int refs[300] = { 0 }, number[300], n, step, used = 0;
	struct im_mask_pool pool;
	void *memory = start(&pool, 150, 300);
	struct op_rng rng = { .state = 5 };

	for (step = 0; step < 200000; step++) {
		n = op_rng_below(&rng, 300);
		if (refs[n] && op_rng_below(&rng, 2)) {
			im_mask_put(&pool, number[n]);
			used -= --refs[n] == 0;
			continue;
		}
		number[n] = im_mask_get(&pool, cpu_range(n, 300));
		cr_assert_eq(number[n] == IM_MASK_NONE, !refs[n] && used == 150);
		if (number[n] == IM_MASK_NONE)
			continue;
		used += refs[n]++ == 0;
		cr_assert_eq(pool.places[number[n]].refs, refs[n]);
		cr_assert_eq(irqm_cpumask_next(im_mask_words(&pool, number[n]), 300, 0), n);
		cr_assert_eq(pool.used, used);
	}
	free(memory);
}

Test(mask_pool, the_smallest_keeps_one_mask)
{
	struct im_mask_pool pool;
	void *memory = start(&pool, 1, 64);
	unsigned int n, cpu;

	for (cpu = 0; cpu < 64; cpu++) {
		n = im_mask_get(&pool, cpu_range(cpu, 64));
		cr_assert_eq(n, 0);
		cr_assert_eq(im_mask_get(&pool, cpu_range(cpu + 1, 70)), IM_MASK_NONE);
		im_mask_put(&pool, n);
		cr_assert_eq(pool.used, 0);
	}
	free(memory);
}

/* A place and the words of each mask, and as many chains as the next power of two. */
Test(mask_pool, takes_no_more_memory_than_it_needs)
{
	const size_t place = sizeof(struct im_mask_place), word = sizeof(unsigned long);

	cr_assert_eq(im_mask_pool_bytes(4, 64), 4 * place + 4 * 4 + 4 * (64 / IM_BITS) * word);
	cr_assert_eq(im_mask_pool_bytes(6, 65),
		     6 * place + 8 * 4 + 6 * (64 / IM_BITS + 1) * word);
	cr_assert_eq(im_mask_pool_bytes(16, 1), 16 * place + 16 * 4 + 16 * word);
	cr_assert_eq(im_mask_pool_bytes(18, 1), 18 * place + 32 * 4 + 18 * word);
}
