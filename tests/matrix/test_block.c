/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_block.c - runs of several vectors of one CPU, regular and managed.
 */
#include "support/contract.h"

#define ALLOC_BLOCK(x, mask, count, align, slot) \
	irqm_matrix_alloc_block((x)->m, mask, count, align, slot)

/* ---- Regular runs ---- */

Test(block, the_lowest_aligned_run_of_absolute_vectors)
{
	struct irqm_slot slot, busy = { 0, 9 };
	struct machine x;

	machine_start(&x, 2, 1, 40, 5, 37);
	ACCEPTED(&x, irqm_matrix_assign(x.m, busy));
	ACCEPTED(&x, ALLOC_BLOCK(&x, x.all, 4, 4, &slot));
	SLOT_IS(slot, 0, 12);
	ACCEPTED(&x, ALLOC_BLOCK(&x, x.all, 4, 1, &slot));
	SLOT_IS(slot, 0, 5);
	ACCEPTED(&x, ALLOC_BLOCK(&x, x.all, 3, 2, &slot));
	SLOT_IS(slot, 0, 16);
	ACCEPTED(&x, ALLOC_BLOCK(&x, x.all, 1, 8, &slot));
	SLOT_IS(slot, 0, 24);
	ACCEPTED(&x, ALLOC_BLOCK(&x, x.all, 1, 32, &slot));
	SLOT_IS(slot, 0, 32);
	cr_assert_eq(machine_stats(&x).total_allocated, 1 + 4 + 4 + 3 + 1 + 1);
	cr_assert_eq(machine_cpu(&x, 0).available, 32 - 14);
	ENDS_CLEAN(&x);
}

Test(block, each_vector_is_told_ascending_with_counters_step_by_step)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int i;

	machine_start(&x, 20, 2, 40, 8, 40);
	ACCEPTED(&x, ALLOC_BLOCK(&x, x.all, 5, 8, &slot));
	cr_assert_eq(x.log.nr, 5);
	for (i = 0; i < 5; i++) {
		EVENT_IS(&x, i, TRACE_ALLOC, 0, 8 + i);
		cr_assert_eq(x.log.events[i].stats.total_allocated, i + 1);
		cr_assert_eq(x.log.events[i].stats.global_available, 64 - i - 1);
		cr_assert_eq(x.log.events[i].cpu.available, 32 - i - 1);
	}
	ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, 5));
	cr_assert_eq(x.log.nr, 10);
	for (i = 0; i < 5; i++) {
		EVENT_IS(&x, 5 + i, TRACE_FREE, 0, 8 + i);
		cr_assert_eq(x.log.events[5 + i].stats.total_allocated, 4 - i);
	}
	ENDS_CLEAN(&x);
}

/* The most available among those with a run that fits, of equals the lowest. */
Test(block, a_cpu_without_a_run_is_passed_over)
{
	static const unsigned int machines[] = { 4, 20, 200, 4100 };
	struct irqm_slot slot;
	struct machine x;
	unsigned int i, cpu, v;

	for (i = 0; i < 4; i++) {
		machine_start(&x, machines[i], machines[i], 16, 0, 16);
		for (cpu = 0; cpu < machines[i]; cpu++) {
			for (v = 0; v < 16; v += cpu == 2 ? 1 : 4) {
				slot = (struct irqm_slot){ cpu, v };
				if (cpu != 2 || v < 8)
					GIVES(irqm_matrix_assign(x.m, slot), 0);
			}
		}
		ACCEPTED(&x, ALLOC_BLOCK(&x, x.all, 3, 1, &slot));
		SLOT_IS(slot, 0, 1);
		ACCEPTED(&x, ALLOC_BLOCK(&x, x.all, 4, 4, &slot));
		SLOT_IS(slot, 2, 8);
		ACCEPTED(&x, ALLOC_BLOCK(&x, cpu_range(2, 4), 4, 1, &slot));
		SLOT_IS(slot, 2, 12);
		REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, ALLOC_BLOCK(&x, x.all, 4, 1, &slot));
		ENDS_CLEAN(&x);
	}
}

Test(block, wrong_numbers_are_refused)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 4, 4, 40, 8, 36);
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, ALLOC_BLOCK(&x, x.all, 0, 1, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, ALLOC_BLOCK(&x, x.all, 1, 0, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, ALLOC_BLOCK(&x, x.all, 1, 3, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, ALLOC_BLOCK(&x, x.all, 1, 48, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, ALLOC_BLOCK(&x, one_cpu(4), 1, 1, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, ALLOC_BLOCK(&x, NULL, 1, 1, &slot));
	REFUSED_SLOT(&x, -IRQM_ERANGE, slot, ALLOC_BLOCK(&x, x.all, 41, 1, &slot));
	REFUSED_SLOT(&x, -IRQM_ERANGE, slot, ALLOC_BLOCK(&x, x.all, IRQM_NONE, 1, &slot));
	REFUSED_SLOT(&x, -IRQM_ERANGE, slot, ALLOC_BLOCK(&x, x.all, 1, 64, &slot));
	REFUSED_SLOT(&x, -IRQM_ERANGE, slot, ALLOC_BLOCK(&x, x.all, 1, 1U << 31, &slot));
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, ALLOC_BLOCK(&x, x.all, 29, 1, &slot));
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, ALLOC_BLOCK(&x, x.all, 40, 1, &slot));
	REFUSED(&x, -IRQM_EINVAL, ALLOC_BLOCK(&x, x.all, 1, 1, NULL));
	GIVES(irqm_matrix_alloc_block(NULL, x.all, 1, 1, &slot), -IRQM_EINVAL);
	ACCEPTED(&x, ALLOC_BLOCK(&x, x.all, 28, 1, &slot));
	ENDS_CLEAN(&x);
}

Test(block, a_run_may_be_freed_slot_by_slot_or_in_parts)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 4, 4, 40, 8, 36);
	ACCEPTED(&x, ALLOC_BLOCK(&x, x.all, 6, 8, &slot));
	slot.vector += 2;
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_free_block(x.m, slot, 2));
	slot.vector -= 2;
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_free_block(x.m, slot, 6));
	ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, 2));
	slot.vector += 3;
	ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, 3));
	cr_assert_eq(machine_stats(&x).total_allocated, 0);
	ENDS_CLEAN(&x);
}

Test(block, free_block_refuses_runs_outside_the_window)
{
	struct irqm_slot slot = { 0, 33 }, below = { 0, 7 }, no_cpu = { 4, 10 };
	struct machine x;

	machine_start(&x, 4, 4, 40, 8, 36);
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_free_block(x.m, slot, 0));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_free_block(x.m, slot, 4));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_free_block(x.m, slot, IRQM_NONE));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_free_block(x.m, below, 1));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_free_block(x.m, no_cpu, 1));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_free_block(x.m, slot, 3));
	GIVES(irqm_matrix_free_block(NULL, slot, 1), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}

/* ---- Managed blocks ---- */

Test(block, a_managed_block_is_aligned_to_the_next_power_of_two)
{
	static const unsigned int counts[] = { 1, 2, 3, 4, 5, 7, 8, 9, 16, 17 };
	static const unsigned int starts[] = { 1, 2, 4, 4, 8, 8, 8, 16, 16, 32 };
	struct irqm_slot slot, busy = { 0, 0 };
	struct machine x;
	unsigned int i;

	for (i = 0; i < 10; i++) {
		machine_start_blocks(&x, 2, 1, 64);
		ACCEPTED(&x, irqm_matrix_assign(x.m, busy));
		ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, x.all, counts[i]));
		ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, counts[i], &slot));
		SLOT_IS(slot, 0, starts[i]);
		cr_assert_eq(machine_cpu(&x, 1).managed, counts[i]);
		cr_assert_eq(machine_state(&x, 1, 0), IRQM_SLOT_MANAGED);
		ENDS_CLEAN(&x);
	}
}

Test(block, all_steps_of_a_managed_block_are_told)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int i;

	machine_start_blocks(&x, 2, 1, 16);
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, x.all, 3));
	cr_assert_eq(x.log.nr, 6);
	for (i = 0; i < 6; i++) {
		EVENT_IS(&x, i, TRACE_RESERVE_MANAGED, i / 3, i % 3);
		cr_assert_eq(x.log.events[i].cpu.managed, i % 3 + 1);
	}
	trace_log_clear(&x.log);
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 3, &slot));
	ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, 3));
	ACCEPTED(&x, irqm_matrix_unreserve_managed_block(x.m, x.all, 3));
	cr_assert_eq(x.log.nr, 12);
	for (i = 0; i < 3; i++) {
		EVENT_IS(&x, i, TRACE_ALLOC_MANAGED, 0, i);
		cr_assert_eq(x.log.events[i].cpu.managed_allocated, i + 1);
		EVENT_IS(&x, 3 + i, TRACE_FREE, 0, i);
		EVENT_IS(&x, 6 + i, TRACE_UNRESERVE_MANAGED, 0, i);
		EVENT_IS(&x, 9 + i, TRACE_UNRESERVE_MANAGED, 1, i);
	}
	cr_assert_eq(machine_cpu(&x, 1).available, 16);
	ENDS_CLEAN(&x);
}

Test(block, nothing_nibbles_at_a_managed_block)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start_blocks(&x, 20, 20, 64);
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, x.all, 4));
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unreserve_managed(x.m, x.all));
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot,
		     irqm_matrix_alloc_managed_block(x.m, x.all, 2, &slot));
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot,
		     irqm_matrix_alloc_managed_block(x.m, x.all, 5, &slot));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unreserve_managed_block(x.m, x.all, 3));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, x.all, 2));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	SLOT_IS(slot, 19, 4);
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 2, &slot));
	SLOT_IS(slot, 18, 6);
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 4, &slot));
	SLOT_IS(slot, 17, 0);
	ENDS_CLEAN(&x);
}

/* Two blocks side by side are not one, nor are singles side by side. */
Test(block, neighbours_do_not_merge)
{
	struct irqm_slot slot, first = { 0, 0 };
	struct machine x;
	unsigned int i;

	machine_start_blocks(&x, 1, 1, 16);
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, x.all, 4));
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, x.all, 4));
	for (i = 0; i < 4; i++)
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot,
		     irqm_matrix_alloc_managed_block(x.m, x.all, 8, &slot));
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 4, &slot));
	SLOT_IS(slot, 0, 0);
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 4, &slot));
	SLOT_IS(slot, 0, 4);
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot,
		     irqm_matrix_alloc_managed_block(x.m, x.all, 4, &slot));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_free_block(x.m, first, 8));
	ACCEPTED(&x, irqm_matrix_free_block(x.m, first, 4));
	ACCEPTED(&x, irqm_matrix_unreserve_managed_block(x.m, x.all, 4));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unreserve_managed_block(x.m, x.all, 4));
	ENDS_CLEAN(&x);
}

Test(block, a_managed_block_is_freed_as_a_whole)
{
	struct irqm_slot slot, part, regular;
	struct machine x;

	machine_start_blocks(&x, 20, 20, 64);
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, x.all, 4));
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 4, &slot));
	SLOT_IS(slot, 19, 0);
	for (part = slot; part.vector < 4; part.vector++)
		REFUSED(&x, -IRQM_EINVAL, irqm_matrix_free(x.m, part));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(19), &regular));
	SLOT_IS(regular, 19, 4);
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_free_block(x.m, slot, 3));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_free_block(x.m, slot, 5));
	part = (struct irqm_slot){ 19, 1 };
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_free_block(x.m, part, 3));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_free_block(x.m, part, 4));
	part.cpu = 18;
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_free(x.m, part));
	part.vector = 0;
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_free_block(x.m, part, 4));
	ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, 4));
	cr_assert_eq(machine_state(&x, 19, 3), IRQM_SLOT_MANAGED);
	cr_assert_eq(machine_cpu(&x, 19).managed, 4);
	ENDS_CLEAN(&x);
}

Test(block, a_block_of_one_is_a_single)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start_blocks(&x, 20, 20, 64);
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, x.all, 1));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, 1));
	ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 1, &slot));
	SLOT_IS(slot, 19, 0);
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	ACCEPTED(&x, irqm_matrix_unreserve_managed_block(x.m, x.all, 1));
	cr_assert_eq(machine_stats(&x).global_available, 20 * 64);
	ENDS_CLEAN(&x);
}

Test(block, reserving_blocks_is_all_or_nothing)
{
	struct irqm_slot slot, busy = { 7, 3 };
	struct machine x;

	machine_start_blocks(&x, 20, 10, 8);
	ACCEPTED(&x, irqm_matrix_assign(x.m, busy));
	REFUSED(&x, -IRQM_ENOSPC, irqm_matrix_reserve_managed_block(x.m, x.all, 8));
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, x.all, 4));
	cr_assert_eq(machine_state(&x, 7, 4), IRQM_SLOT_MANAGED);
	cr_assert_eq(machine_state(&x, 8, 0), IRQM_SLOT_MANAGED);
	REFUSED(&x, -IRQM_ENOSPC, irqm_matrix_reserve_managed_block(x.m, x.all, 4));
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, one_cpu(7), 4, &slot));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unreserve_managed_block(x.m, x.all, 4));
	ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, 4));
	ACCEPTED(&x, irqm_matrix_unreserve_managed_block(x.m, x.all, 4));
	ENDS_CLEAN(&x);
}

/* The fewest managed slots in use, of equals the highest; only online CPUs with such a block. */
Test(block, the_cpu_of_a_managed_block)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start_blocks(&x, 20, 20, 16);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(9)));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(9), &slot));
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, cpu_range(6, 10), 2));
	ACCEPTED(&x, irqm_matrix_offline(x.m, 7));
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 2, &slot));
	SLOT_IS(slot, 8, 0);
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 2, &slot));
	SLOT_IS(slot, 6, 0);
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 2, &slot));
	SLOT_IS(slot, 9, 2);
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot,
		     irqm_matrix_alloc_managed_block(x.m, x.all, 2, &slot));
	ENDS_CLEAN(&x);
}

/* Wherever a block lies in the words of a row, its ends are known. */
Test(block, blocks_across_words_of_a_row)
{
	struct irqm_slot slot = { 0, 0 };
	struct machine x;
	unsigned int n;

	machine_start_blocks(&x, 1, 1, 512);
	for (n = 0; n < 4; n++)
		ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, x.all, 100));
	REFUSED(&x, -IRQM_ENOSPC, irqm_matrix_reserve_managed_block(x.m, x.all, 100));
	for (n = 0; n < 112; n++)
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	REFUSED(&x, -IRQM_ENOSPC, irqm_matrix_reserve_managed(x.m, x.all));
	for (n = 0; n < 4; n++) {
		ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 100, &slot));
		SLOT_IS(slot, 0, n * 128);
	}
	for (n = 0; n < 112; n++) {
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		SLOT_IS(slot, 0, n / 28 * 128 + 100 + n % 28);
	}
	for (n = 0; n < 4; n++) {
		slot.vector = n * 128;
		ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, 100));
	}
	ENDS_CLEAN(&x);
}

Test(block, larger_machines_follow_blocks)
{
	static const unsigned int machines[] = { 4, 20, 200, 4100 };
	struct irqm_slot block, slot, run, rest;
	struct machine x;
	unsigned int i, last;

	for (i = 0; i < 4; i++) {
		last = machines[i] - 2;
		machine_start_blocks(&x, machines[i], last + 1, 64);
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
		ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, x.all, 8));
		ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 8, &block));
		SLOT_IS(block, last, 8);
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		SLOT_IS(slot, last - 1, 0);
		ACCEPTED(&x, irqm_matrix_free_block(x.m, block, 8));
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		SLOT_IS(slot, last, 0);
		ACCEPTED(&x, irqm_matrix_unreserve_managed_block(x.m, cpu_range(1, last + 2), 8));
		ACCEPTED(&x, ALLOC_BLOCK(&x, x.all, 8, 8, &slot));
		SLOT_IS(slot, 1, 8);

		/* The first CPU fills up, and has available vectors again. */
		ACCEPTED(&x, ALLOC_BLOCK(&x, one_cpu(0), 48, 16, &run));
		ACCEPTED(&x, ALLOC_BLOCK(&x, one_cpu(0), 7, 1, &rest));
		REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, irqm_matrix_alloc(x.m, one_cpu(0), &slot));
		ACCEPTED(&x, irqm_matrix_free_block(x.m, rest, 7));
		ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(0), &slot));
		SLOT_IS(slot, 0, 1);
		ACCEPTED(&x, irqm_matrix_free_block(x.m, run, 48));
		ENDS_CLEAN(&x);
	}
}

Test(block, sums_follow_each_vector_of_a_managed_block)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int i;

	machine_start_blocks(&x, 20, 1, 64);
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, cpu_range(0, 2), 3));
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, x.all, 3, &slot));
	ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, 3));
	ACCEPTED(&x, irqm_matrix_unreserve_managed_block(x.m, cpu_range(0, 2), 3));
	cr_assert_eq(x.log.nr, 18);
	for (i = 0; i < 3; i++) {
		const struct trace_event *e = x.log.events + i;

		cr_assert_eq(e[0].stats.global_available, 64 - i - 1);
		cr_assert_eq(e[3].stats.global_available, 61);
		cr_assert_eq(e[6].stats.total_allocated, i + 1);
		cr_assert_eq(e[9].stats.total_allocated, 2 - i);
		cr_assert_eq(e[12].stats.global_available, 61 + i + 1);
		cr_assert_eq(e[12].cpu.managed, 2 - i);
		cr_assert_eq(e[15].stats.global_available, 64);
	}
	ENDS_CLEAN(&x);
}

/* The last vector of a row, at the end of a word, has no neighbour in the next CPU's row. */
Test(block, rows_do_not_merge)
{
	struct irqm_slot last = { 0, 63 }, slot;
	struct machine x;
	unsigned int n, cpu;

	machine_start_blocks(&x, 3, 3, 64);
	for (n = 0; n < 64; n++)
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, cpu_range(0, 2)));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(2), &slot));
	cr_assert_eq(machine_cpu(&x, 2).available, 63);
	for (cpu = 0; cpu < 2; cpu++) {
		for (n = 0; n < 64; n++)
			ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(cpu), &last));
		SLOT_IS(last, cpu, 63);
		ACCEPTED(&x, irqm_matrix_free(x.m, last));
		ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, one_cpu(cpu)));
		cr_assert_eq(machine_state(&x, cpu, 63), IRQM_SLOT_FREE);
	}
	ENDS_CLEAN(&x);
}

/* ---- Refusals ---- */

Test(block, a_matrix_without_managed_blocks_refuses_them)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 20, 20, 64, 0, 64);
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_reserve_managed_block(x.m, x.all, 1));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_unreserve_managed_block(x.m, x.all, 1));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot,
		     irqm_matrix_alloc_managed_block(x.m, x.all, 1, &slot));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_reserve_managed_block(x.m, x.all, 65));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(1), &slot));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(1), &slot));
	slot.vector = 0;
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_free_block(x.m, slot, 2));
	ACCEPTED(&x, irqm_matrix_free_block(x.m, slot, 1));
	ENDS_CLEAN(&x);
}

Test(block, managed_blocks_refuse_wrong_arguments)
{
	unsigned long none[1] = { 0 };
	struct irqm_slot slot;
	struct machine x;

	machine_start_blocks(&x, 20, 20, 64);
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, x.all, 2));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_reserve_managed_block(x.m, x.all, 0));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_reserve_managed_block(x.m, none, 2));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_reserve_managed_block(x.m, NULL, 2));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_reserve_managed_block(x.m, x.all, 65));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_unreserve_managed_block(x.m, x.all, 0));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_unreserve_managed_block(x.m, none, 2));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_unreserve_managed_block(x.m, NULL, 2));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_unreserve_managed_block(x.m, x.all, IRQM_NONE));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot,
		     irqm_matrix_alloc_managed_block(x.m, x.all, 0, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc_managed_block(x.m, none, 2, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc_managed_block(x.m, NULL, 2, &slot));
	REFUSED_SLOT(&x, -IRQM_ERANGE, slot,
		     irqm_matrix_alloc_managed_block(x.m, x.all, 65, &slot));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_alloc_managed_block(x.m, x.all, 2, NULL));
	GIVES(irqm_matrix_reserve_managed_block(NULL, x.all, 2), -IRQM_EINVAL);
	GIVES(irqm_matrix_unreserve_managed_block(NULL, x.all, 2), -IRQM_EINVAL);
	GIVES(irqm_matrix_alloc_managed_block(NULL, x.all, 2, &slot), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}
