/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_history.c - what went wrong in Linux's matrix and in others of its kind, once each.
 *
 * Named for the behaviour that was broken; the body says where. D1, D2, ... are the differences
 * listed in docs/differences.md.
 */
#include "support/contract.h"

/* ---- Fixed in Linux long ago ---- */

/* "irq/matrix: Fix the precedence fix for real", 2017: `-` binds before `?:`. */
Test(history, available_with_and_without_the_cpu_that_goes_down)
{
	unsigned int missing, n;
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 3, 3, 10, 0, 10);
	cr_assert_eq(machine_stats(&x).global_available, 30);
	for (n = 0; n < 25; n++)
		ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
	cr_assert_eq(machine_stats(&x).global_available, 5);
	ACCEPTED(&x, irqm_matrix_can_offline(x.m, 2, &missing));
	cr_assert_eq(missing, 8 - (5 - 2));
	ENDS_CLEAN(&x);
}

/* a0c9259dc4e1, 2018: the first CPU of the mask was filled to the brim. */
Test(history, allocations_are_spread_over_the_mask)
{
	unsigned int n, cpu;
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 4, 4, 256, 32, 236);
	for (n = 1; n <= 200; n++) {
		ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
		for (cpu = 0; cpu < 4; cpu++) {
			cr_assert_geq(machine_cpu(&x, cpu).allocated, n / 4);
			cr_assert_leq(machine_cpu(&x, cpu).allocated, (n + 3) / 4);
		}
	}
	ENDS_CLEAN(&x);
}

/* 651ca2c00405, 2018: offline discarded the bits of slots still in use. */
Test(history, slots_in_use_survive_offline_and_online)
{
	struct irqm_slot slot;
	struct machine x;
	char *before, *after;

	machine_start(&x, 4, 4, 64, 0, 64);
	before = matrix_snapshot(x.m);
	ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(2), &slot));
	ACCEPTED(&x, irqm_matrix_offline(x.m, 2));
	ACCEPTED(&x, irqm_matrix_online(x.m, 2));
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	after = matrix_snapshot(x.m);
	cr_assert_str_eq(before, after);
	free(before);
	free(after);
	ENDS_CLEAN(&x);
}

/* "genirq/matrix: Spread managed interrupts on allocation", 2018: all landed on the first CPU. */
Test(history, managed_slots_are_spread_over_the_mask)
{
	struct irqm_slot slot;
	unsigned int n, cpu;
	struct machine x;

	machine_start(&x, 20, 20, 64, 0, 64);
	for (n = 0; n < 10; n++)
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, cpu_range(3, 7)));
	for (n = 1; n <= 10; n++) {
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, cpu_range(3, 7), &slot));
		for (cpu = 3; cpu < 7; cpu++) {
			cr_assert_geq(machine_cpu(&x, cpu).managed_allocated, n / 4);
			cr_assert_leq(machine_cpu(&x, cpu).managed_allocated, (n + 3) / 4);
		}
	}
	ENDS_CLEAN(&x);
}

/* 57f01796f14f, 2018: a size in bits was used as one in bytes. */
Test(history, memory_grows_by_two_bits_per_vector)
{
	struct irqm_matrix_config config = { .nr_cpus = 1000, .nr_vectors = 256, .end = 256 };
	size_t small = 0, large = 0;

	GIVES(irqm_matrix_size(&config, &small), 0);
	cr_assert_leq(small, 1000 * 100 + 4096);
	config.nr_vectors = 256 + 640;
	GIVES(irqm_matrix_size(&config, &large), 0);
	cr_assert_leq(large - small, 1000 * 640 / 8 * 2 + 4096);
	cr_assert_geq(large - small, 1000 * 640 / 8 * 2);
}

/* "Improve target CPU selection for managed interrupts", 2018: went by available vectors. */
Test(history, the_managed_choice_ignores_regular_load_and_foreign_reservations)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int n;

	machine_start(&x, 4, 4, 64, 0, 64);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	for (n = 0; n < 50; n++)
		ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(3), &slot));
	for (n = 0; n < 10; n++)
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(3)));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	cr_assert_eq(slot.cpu, 3);
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	cr_assert_eq(slot.cpu, 2);
	ENDS_CLEAN(&x);
}

/* 784a0830377d, 2020: on a machine of one CPU an empty mask was taken for that CPU. */
Test(history, an_empty_mask_is_refused_on_one_cpu)
{
	unsigned long none[1] = { 0 };
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 1, 1, 64, 0, 64);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_reserve(x.m));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc(x.m, none, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc_reserved(x.m, none, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc_managed(x.m, none, &slot));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_reserve_managed(x.m, none));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_unreserve_managed(x.m, none));
	ENDS_CLEAN(&x);
}

/* c93a5e20c3c2, 2021: the legacy interrupt that was never allocated made counters wrap. */
Test(history, freeing_twice_or_what_was_never_allocated_moves_no_counter)
{
	struct irqm_slot slot, never = { 1, 2 };
	struct machine x;

	machine_start(&x, 2, 2, 64, 0, 64);
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_free(x.m, never));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_free(x.m, slot));
	ENDS_CLEAN(&x);
}

/* a0b0bad10587, 2023: managed slots counted as slots that must move, and kept CPUs online. */
Test(history, managed_slots_alone_never_keep_a_cpu_online)
{
	unsigned int missing = 1, n;
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 2, 2, 16, 0, 16);
	for (n = 0; n < 16; n++)
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	for (n = 0; n < 16; n++)
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(1), &slot));
	ACCEPTED(&x, irqm_matrix_can_offline(x.m, 1, &missing));
	cr_assert_eq(missing, 0);
	missing = 1;
	ACCEPTED(&x, irqm_matrix_can_shrink(x.m, one_cpu(0), &missing));
	cr_assert_eq(missing, 0);
	ENDS_CLEAN(&x);
}

/* Dynamic bitmaps, 2023: 256 vectors were the limit, too few for RISC-V. */
Test(history, rows_of_any_length)
{
	static const unsigned int lengths[] = { 255, 257, 2047, 2048, 2049, 65535, 65536 };
	unsigned int i, n;
	struct irqm_slot slot;
	struct machine x;

	for (i = 0; i < 7; i++) {
		machine_start(&x, 2, 1, lengths[i], 0, lengths[i]);
		for (n = 0; n < lengths[i]; n++) {
			GIVES(irqm_matrix_alloc(x.m, x.all, &slot), 0);
			cr_assert(slot.cpu == 0 && slot.vector == n);
		}
		INTACT(&x);
		GIVES(irqm_matrix_alloc(x.m, x.all, &slot), -IRQM_ENOSPC);
		ENDS_CLEAN(&x);
	}
}

/* mlx5, 2023: a mask with bits beyond the last CPU crashed in reserve_managed. */
Test(history, masks_with_bits_beyond_the_last_cpu)
{
	unsigned long wild[1] = { ~0UL };
	struct irqm_matrix_demand demand = { wild, 1, wild, 1 };
	struct irqm_matrix_lack lack;
	struct irqm_slot slot;
	unsigned int missing;
	struct machine x;

	machine_start(&x, 5, 5, 16, 0, 16);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, wild));
	cr_assert_eq(x.log.counts[TRACE_RESERVE_MANAGED], 5);
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, wild, &slot));
	SLOT_IS(slot, 4, 0);
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, wild));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, wild, &slot));
	SLOT_IS(slot, 0, 0);
	ACCEPTED(&x, irqm_matrix_alloc_block(x.m, wild, 2, 2, &slot));
	SLOT_IS(slot, 1, 0);
	ACCEPTED(&x, irqm_matrix_can_shrink(x.m, wild, &missing));
	cr_assert_eq(missing, 0);
	ACCEPTED(&x, irqm_matrix_would_fit(x.m, &demand, &lack));
	cr_assert(lack.managed == 0 && lack.regular == 0);
	ENDS_CLEAN(&x);
}

/* 167d7ede0007: an event was declared and never emitted. */
Test(history, every_event_is_emitted)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int kind;

	machine_start(&x, 2, 0, 16, 0, 16);
	ACCEPTED(&x, irqm_matrix_online(x.m, 0));
	ACCEPTED(&x, irqm_matrix_reserve(x.m));
	ACCEPTED(&x, irqm_matrix_unreserve(x.m));
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 3));
	ACCEPTED(&x, irqm_matrix_assign(x.m, (struct irqm_slot){ 1, 4 }));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_unmanage(x.m, slot));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_offline(x.m, 0));
	for (kind = 0; kind < NR_TRACE_KINDS; kind++)
		cr_assert_gt(x.log.counts[kind], 0, "%s", trace_kind_name((enum trace_kind)kind));
	ENDS_CLEAN(&x);
}

/* 4900be83602b, 2017: each requested interrupt took a vector at once, used or not. */
Test(history, idle_interrupts_take_no_vector)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int n;

	machine_start(&x, 2, 2, 64, 0, 64);
	for (n = 0; n < 200; n++)
		ACCEPTED(&x, irqm_matrix_reserve(x.m));
	cr_assert_eq(machine_stats(&x).total_allocated, 0);
	cr_assert_eq(machine_stats(&x).global_available, 128);
	ACCEPTED(&x, irqm_matrix_alloc_reserved(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	ACCEPTED(&x, irqm_matrix_reserve(x.m));
	cr_assert_eq(machine_stats(&x).reserved, 200);
	cr_assert_eq(machine_stats(&x).total_allocated, 0);
	ENDS_CLEAN(&x);
}

/* "x86/apic: Make sure we don't BUG on legacy vectors": import, then a second CPU comes up. */
Test(history, vectors_taken_over_before_the_second_cpu_is_online)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int v;

	machine_start(&x, 20, 1, 64, 16, 64);
	for (v = 16; v < 32; v++)
		ACCEPTED(&x, irqm_matrix_assign(x.m, (struct irqm_slot){ 0, v }));
	ACCEPTED(&x, irqm_matrix_online(x.m, 1));
	cr_assert_eq(machine_cpu(&x, 0).available, 32);
	cr_assert_eq(machine_cpu(&x, 1).available, 48);
	ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
	SLOT_IS(slot, 1, 16);
	for (v = 16; v < 32; v++)
		ACCEPTED(&x, irqm_matrix_free(x.m, (struct irqm_slot){ 0, v }));
	cr_assert_eq(machine_cpu(&x, 0).available, 48);
	ENDS_CLEAN(&x);
}

/* Xen 43427e65cc: used vectors leaked when an interrupt was torn down. */
Test(history, a_hundred_thousand_lives_leave_nothing_behind)
{
	struct irqm_slot slot;
	struct machine x;
	char *before, *after;
	unsigned int n;

	machine_start(&x, 20, 20, 64, 0, 64);
	before = matrix_snapshot(x.m);
	for (n = 0; n < 100000; n++) {
		x.log.nr = 0;
		GIVES(irqm_matrix_reserve_managed(x.m, cpu_range(n % 20, 20)), 0);
		GIVES(irqm_matrix_alloc_managed(x.m, cpu_range(n % 20, 20), &slot), 0);
		GIVES(irqm_matrix_free(x.m, slot), 0);
		GIVES(irqm_matrix_unreserve_managed(x.m, cpu_range(n % 20, 20)), 0);
	}
	after = matrix_snapshot(x.m);
	cr_assert_str_eq(before, after);
	free(before);
	free(after);
	INTACT(&x);
	ENDS_CLEAN(&x);
}
