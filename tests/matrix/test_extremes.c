/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_extremes.c - the smallest and largest machines, sizes around the ends of words and index
 * levels, windows at the edges, sparse CPU numbers.
 */
#include "support/contract.h"
#include "support/must.h"

/* Where a machine gets an index, a second word, and more levels. */
static const unsigned int cpus[] = { 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65,
				     127, 128, 129, 1023, 1024, 1025, 2047, 2048, 2049, 4095,
				     4096, 4097, 8191, 8192, 8193, 65535, 65536 };
#define NR_CPUS (sizeof(cpus) / sizeof(cpus[0]))

/* ---- Numbers of CPUs ---- */

Test(extremes, one_cpu_with_one_vector)
{
	struct irqm_slot slot, again;
	unsigned int missing = 9;
	struct machine x;

	machine_start(&x, 1, 1, 1, 0, 1);
	ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
	SLOT_IS(slot, 0, 0);
	REFUSED_SLOT(&x, -IRQM_ENOSPC, again, irqm_matrix_alloc(x.m, x.all, &again));
	REFUSED(&x, -IRQM_ENOSPC, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_can_offline(x.m, 0, &missing));
	cr_assert_eq(missing, 1);
	ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, 1));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	REFUSED_SLOT(&x, -IRQM_ENOSPC, again, irqm_matrix_alloc(x.m, x.all, &again));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_alloc_block(x.m, x.all, 1, 1, &slot));
	ACCEPTED(&x, irqm_matrix_replace_system(x.m, slot));
	REFUSED_SLOT(&x, -IRQM_ENOSPC, again, irqm_matrix_alloc(x.m, x.all, &again));
	ENDS_CLEAN(&x);
}

/* Lowest first for regular slots, highest first for managed ones, at every size. */
Test(extremes, first_and_last_cpu_at_every_size)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int i, n;

	for (i = 0; i < NR_CPUS; i++) {
		n = cpus[i];
		machine_start(&x, n, n, 5, 1, 4);
		ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
		SLOT_IS(slot, 0, 1);
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		SLOT_IS(slot, n - 1, n == 1 ? 2 : 1);
		ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(n - 1), &slot));
		SLOT_IS(slot, n - 1, n == 1 ? 3 : 2);
		ACCEPTED(&x, irqm_matrix_assign_system(x.m, n == 1 ? 0 : 3));
		cr_assert_eq(machine_stats(&x).total_allocated, 3);
		cr_assert_eq(machine_stats(&x).online_cpus, n);
		ENDS_CLEAN(&x);
	}
}

/* One allocation per CPU visits each CPU once, upwards; a managed one downwards. */
Test(extremes, a_round_visits_every_cpu)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int i, n;

	for (i = 0; i < NR_CPUS; i++) {
		machine_start(&x, cpus[i], cpus[i], 3, 0, 3);
		GIVES(irqm_matrix_reserve_managed(x.m, x.all), 0);
		for (n = 0; n < 2 * cpus[i]; n++) {
			GIVES(irqm_matrix_alloc(x.m, x.all, &slot), 0);
			cr_assert(slot.cpu == n % cpus[i] && slot.vector == 1 + n / cpus[i]);
		}
		GIVES(irqm_matrix_alloc(x.m, x.all, &slot), -IRQM_ENOSPC);
		for (n = cpus[i]; n > 0; n--) {
			GIVES(irqm_matrix_alloc_managed(x.m, x.all, &slot), 0);
			cr_assert(slot.cpu == n - 1 && slot.vector == 0);
		}
		GIVES(irqm_matrix_alloc_managed(x.m, x.all, &slot), -IRQM_ENOSPC);
		INTACT(&x);
		ENDS_CLEAN(&x);
	}
}

/* The only CPU with a free vector is found wherever it is, through any mask that holds it. */
Test(extremes, the_only_cpu_with_room)
{
	unsigned int i, n, at, where[5];
	struct irqm_slot slot;
	struct machine x;

	for (i = 0; i < NR_CPUS; i++) {
		n = cpus[i];
		machine_start(&x, n, n, 1, 0, 1);
		for (at = 0; at < n; at++)
			GIVES(irqm_matrix_alloc(x.m, x.all, &slot), 0);
		where[0] = 0;
		where[1] = n / 3;
		where[2] = n / 2;
		where[3] = n - 1 - n / 7;
		where[4] = n - 1;
		for (at = 0; at < 5; at++) {
			slot = (struct irqm_slot){ where[at], 0 };
			ACCEPTED(&x, irqm_matrix_free(x.m, slot));
			ACCEPTED(&x, irqm_matrix_alloc(x.m, cpu_range(where[at], n), &slot));
			SLOT_IS(slot, where[at], 0);
			ACCEPTED(&x, irqm_matrix_free(x.m, slot));
			ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
			SLOT_IS(slot, where[at], 0);
		}
		ENDS_CLEAN(&x);
	}
}

Test(extremes, sparse_cpu_numbers)
{
	static const unsigned int numbers[] = { 0, 5, 63, 64, 4095, 4096, 40000, 65535 };
	struct irqm_slot slot;
	struct machine x;
	unsigned int i;

	machine_start(&x, 65536, 0, 8, 0, 8);
	for (i = 0; i < 8; i++)
		ACCEPTED(&x, irqm_matrix_online(x.m, numbers[i]));
	cr_assert_eq(machine_stats(&x).global_available, 64);
	for (i = 0; i < 64; i++) {
		GIVES(irqm_matrix_alloc(x.m, x.all, &slot), 0);
		SLOT_IS(slot, numbers[i % 8], i / 8);
	}
	GIVES(irqm_matrix_alloc(x.m, x.all, &slot), -IRQM_ENOSPC);
	ACCEPTED(&x, irqm_matrix_offline(x.m, 65535));
	ACCEPTED(&x, irqm_matrix_free(x.m, (struct irqm_slot){ 40000, 3 }));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, cpu_range(4097, 65536), &slot));
	SLOT_IS(slot, 40000, 3);
	INTACT(&x);
	ENDS_CLEAN(&x);
}

/* ---- Lengths and windows of rows ---- */

Test(extremes, windows_at_the_edges)
{
	static const struct {
		unsigned int nr_vectors, first, end;
	} w[] = {
		{ 1, 0, 1 },
		{ 64, 0, 1 },
		{ 64, 63, 64 },
		{ 65, 64, 65 },
		{ 65, 63, 65 },
		{ 128, 63, 65 },
		{ 128, 64, 128 },
		{ 200, 1, 199 },
		{ 200, 31, 33 },
		{ 33, 32, 33 },
		{ 65536, 65535, 65536 },
	};
	struct irqm_slot slot;
	struct machine x;
	unsigned int i, v, s;

	for (i = 0; i < sizeof(w) / sizeof(w[0]); i++) {
		for (s = 1; s < 20; s += 16) {
			machine_start(&x, s, s, w[i].nr_vectors, w[i].first, w[i].end);
			for (v = w[i].first; v < w[i].end; v++) {
				ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(s - 1), &slot));
				SLOT_IS(slot, s - 1, v);
			}
			GIVES(irqm_matrix_alloc(x.m, one_cpu(s - 1), &slot), -IRQM_ENOSPC);
			for (v = w[i].end; v > w[i].first; v--) {
				slot.vector = v - 1;
				ACCEPTED(&x, irqm_matrix_free(x.m, slot));
			}
			for (v = w[i].first; v < w[i].end; v++)
				ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
			GIVES(irqm_matrix_reserve_managed(x.m, x.all), -IRQM_ENOSPC);
			ENDS_CLEAN(&x);
		}
	}
}

Test(extremes, one_run_of_all_vectors)
{
	static const unsigned int lengths[] = { 1, 63, 64, 65, 128, 1000, 65535, 65536 };
	struct irqm_slot slot;
	struct machine x;
	unsigned int i;

	for (i = 0; i < 8; i++) {
		machine_start_blocks(&x, 2, 2, lengths[i]);
		x.log.with_state = false;
		ACCEPTED(&x, irqm_matrix_alloc_block(x.m, x.all, lengths[i], 1, &slot));
		SLOT_IS(slot, 0, 0);
		ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, one_cpu(1), lengths[i]));
		ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, lengths[i], &slot));
		SLOT_IS(slot, 1, 0);
		GIVES(irqm_matrix_alloc_block(x.m, x.all, 1, 1, &slot), -IRQM_ENOSPC);
		ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, lengths[i]));
		slot.cpu = 0;
		ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, lengths[i]));
		ACCEPTED(&x, irqm_matrix_unreserve_managed_block(x.m, one_cpu(1), lengths[i]));
		cr_assert_eq(machine_stats(&x).global_available, 2 * lengths[i]);
		ENDS_CLEAN(&x);
	}
}

Test(extremes, the_largest_alignment)
{
	struct irqm_slot slot = { 0, 0 };
	struct machine x;

	machine_start(&x, 1, 1, 65536, 0, 65536);
	ACCEPTED(&x, irqm_matrix_alloc_block(x.m, x.all, 1, 65536, &slot));
	SLOT_IS(slot, 0, 0);
	GIVES(irqm_matrix_alloc_block(x.m, x.all, 1, 65536, &slot), -IRQM_ENOSPC);
	ACCEPTED(&x, irqm_matrix_alloc_block(x.m, x.all, 1, 32768, &slot));
	SLOT_IS(slot, 0, 32768);
	GIVES(irqm_matrix_alloc_block(x.m, x.all, 1, 131072, &slot), -IRQM_ERANGE);
	ENDS_CLEAN(&x);
}

/* ---- All at once ---- */

static void *plain_alloc(void *ctx, size_t bytes, size_t align, unsigned int node)
{
	(void)ctx;
	(void)node;
	return aligned_alloc(align, (bytes + align - 1) / align * align);
}

static void plain_free(void *ctx, void *memory, size_t bytes)
{
	(void)ctx;
	(void)bytes;
	free(memory);
}

static const struct irqm_mem_ops plain_ops = { plain_alloc, plain_free };

/* 4 G slots in 1 GiB. */
Test(extremes, the_largest_matrix)
{
	struct irqm_matrix_config config = {
		.nr_cpus = IRQM_MAX_CPUS,
		.nr_vectors = IRQM_MAX_VECTORS,
		.end = IRQM_MAX_VECTORS,
	};
	unsigned long *all = must_calloc(IRQM_CPUMASK_WORDS(IRQM_MAX_CPUS), sizeof(*all));
	struct irqm_slot slot, last = { 65535, 65535 };
	struct irqm_matrix_stats stats;
	unsigned int cpu, missing = 9;
	struct irqm_matrix *m;
	size_t bytes = 0;
	int code;

	/* One vector less, or the sum over all CPUs would wrap to 0. */
	GIVES(irqm_matrix_size(&config, &bytes), -IRQM_ERANGE);
	GIVES(irqm_matrix_create(&config, &plain_ops, NULL, &m), -IRQM_ERANGE);
	config.first = 1;
	GIVES(irqm_matrix_size(&config, &bytes), 0);
	cr_assert_geq(bytes, 1UL << 30);
	cr_assert_leq(bytes, (1UL << 30) + (1UL << 25));
	code = irqm_matrix_create(&config, &plain_ops, NULL, &m);
	if (code == -IRQM_ENOMEM)
		cr_skip_test("this machine has no GiB for it");
	cr_assert_eq(code, 0);
	GIVES(irqm_matrix_online(m, 65535), 0);
	GIVES(irqm_matrix_online(m, 0), 0);
	irqm_cpumask_set_range(all, 0, IRQM_MAX_CPUS);
	GIVES(irqm_matrix_assign(m, last), 0);
	GIVES(irqm_matrix_alloc(m, all, &slot), 0);
	SLOT_IS(slot, 0, 1);
	GIVES(irqm_matrix_reserve_managed(m, all), 0);
	GIVES(irqm_matrix_alloc_managed(m, all, &slot), 0);
	SLOT_IS(slot, 65535, 1);
	GIVES(irqm_matrix_assign_system(m, 65534), 0);
	GIVES(irqm_matrix_get_stats(m, &stats), 0);
	cr_assert_eq(stats.global_available, 2 * 65535 - 2 - 2 - 2);
	cr_assert_eq(stats.total_allocated, 3);
	for (cpu = 1; cpu < IRQM_MAX_CPUS - 1; cpu++)
		GIVES(irqm_matrix_online(m, cpu), 0);
	GIVES(irqm_matrix_get_stats(m, &stats), 0);
	cr_assert_eq(stats.global_available, 65536U * 65533U - 2);
	GIVES(irqm_matrix_can_offline(m, 0, &missing), 0);
	cr_assert_eq(missing, 0);
	cr_assert_eq(irqm_matrix_check(m, NULL), 0);
	irqm_matrix_destroy(m);
	free(all);
}

/* ---- Reservations ---- */

/*
 * Two thousand million calls would take too long, so the counter is looked for in the memory of the
 * matrix, as the one number that a reservation changes, and set by hand.
 */
Test(extremes, the_most_promises)
{
	struct irqm_matrix_config config = { .nr_cpus = 1, .nr_vectors = 8, .end = 8 };
	unsigned int almost = IRQM_MATRIX_MAX_RESERVED - 1, number, found = 0;
	unsigned char *memory, *before;
	struct irqm_matrix_stats stats;
	struct irqm_matrix *m;
	struct irqm_slot slot;
	size_t bytes = 0, at, counter = 0;

	GIVES(irqm_matrix_size(&config, &bytes), 0);
	bytes = (bytes + 63) / 64 * 64;
	memory = must(aligned_alloc(64, bytes));
	before = must(malloc(bytes));
	GIVES(irqm_matrix_init(&config, memory, bytes, &m), 0);
	GIVES(irqm_matrix_online(m, 0), 0);
	memcpy(before, memory, bytes);
	GIVES(irqm_matrix_reserve(m), 0);
	for (at = 0; at + sizeof(number) <= bytes; at += sizeof(number)) {
		memcpy(&number, memory + at, sizeof(number));
		if (memcmp(before + at, memory + at, sizeof(number)) && number == 1) {
			counter = at;
			found++;
		}
	}
	cr_assert_eq(found, 1);
	memcpy(memory + counter, &almost, sizeof(almost));
	GIVES(irqm_matrix_get_stats(m, &stats), 0);
	cr_assert_eq(stats.reserved, IRQM_MATRIX_MAX_RESERVED - 1);
	GIVES(irqm_matrix_reserve(m), 0);
	cr_assert_eq(irqm_matrix_check(m, NULL), 0);
	GIVES(irqm_matrix_reserve(m), -IRQM_ERANGE);
	GIVES(irqm_matrix_alloc_reserved(m, one_cpu(0), &slot), 0);
	GIVES(irqm_matrix_reserve(m), 0);
	GIVES(irqm_matrix_reserve(m), -IRQM_ERANGE);
	GIVES(irqm_matrix_get_stats(m, &stats), 0);
	cr_assert_eq(stats.reserved, IRQM_MATRIX_MAX_RESERVED);
	irqm_matrix_fini(m);
	free(memory);
	free(before);
}
