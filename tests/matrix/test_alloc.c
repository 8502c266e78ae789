/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_alloc.c - regular slots: reserved with best effort, allocated, freed.
 */
#include "support/contract.h"

/* Machines without an index, with one word, several words and two levels. */
static const unsigned int machines[] = { 4, 16, 17, 64, 65, 200, 4096, 4100 };

#define FOR_EACH_MACHINE(x, i) \
	for ((i) = 0; (i) < sizeof(machines) / sizeof(machines[0]) && \
		      (machine_start(x, machines[i], machines[i], 24, 4, 20), true); \
	     (i)++)

/* ---- Reservations ---- */

Test(alloc, reserve_takes_no_slot_and_may_promise_too_much)
{
	struct machine x;
	unsigned int i;

	machine_start(&x, 2, 1, 8, 0, 4);
	for (i = 0; i < 10; i++) {
		ACCEPTED(&x, irqm_matrix_reserve(x.m));
		EVENT_IS(&x, i, TRACE_RESERVE, IRQM_NONE, IRQM_NONE);
	}
	cr_assert_eq(machine_stats(&x).reserved, 10);
	cr_assert_eq(machine_stats(&x).global_available, 4);
	cr_assert_eq(machine_stats(&x).total_allocated, 0);
	for (i = 10; i > 0; i--)
		ACCEPTED(&x, irqm_matrix_unreserve(x.m));
	EVENT_IS(&x, 19, TRACE_UNRESERVE, IRQM_NONE, IRQM_NONE);
	cr_assert_eq(machine_stats(&x).reserved, 0);
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unreserve(x.m));
	GIVES(irqm_matrix_reserve(NULL), -IRQM_EINVAL);
	GIVES(irqm_matrix_unreserve(NULL), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}

Test(alloc, alloc_reserved_uses_a_promise_up)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 2, 1, 8, 0, 2);
	REFUSED_SLOT(&x, -IRQM_ENOENT, slot, irqm_matrix_alloc_reserved(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_reserve(x.m));
	ACCEPTED(&x, irqm_matrix_reserve(x.m));
	ACCEPTED(&x, irqm_matrix_reserve(x.m));
	trace_log_clear(&x.log);
	ACCEPTED(&x, irqm_matrix_alloc_reserved(x.m, x.all, &slot));
	SLOT_IS(slot, 0, 0);
	cr_assert_eq(x.log.nr, 1);
	EVENT_IS(&x, 0, TRACE_ALLOC, 0, 0);
	cr_assert_eq(x.log.events[0].stats.reserved, 2);
	cr_assert_eq(machine_stats(&x).reserved, 2);
	ACCEPTED(&x, irqm_matrix_alloc_reserved(x.m, x.all, &slot));
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, irqm_matrix_alloc_reserved(x.m, x.all, &slot));
	cr_assert_eq(machine_stats(&x).reserved, 1);
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc_reserved(x.m, one_cpu(9), &slot));
	ENDS_CLEAN(&x);
}

Test(alloc, nothing_promised_is_told_before_no_room)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 2, 0, 8, 0, 2);
	REFUSED_SLOT(&x, -IRQM_ENOENT, slot, irqm_matrix_alloc_reserved(x.m, x.all, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc_reserved(x.m, one_cpu(2), &slot));
	ENDS_CLEAN(&x);
}

/* ---- The choice ---- */

Test(alloc, the_lowest_of_equal_cpus_and_the_lowest_vector)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int i, n;

	FOR_EACH_MACHINE(&x, i)
	{
		for (n = 0; n < 3; n++) {
			ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
			SLOT_IS(slot, n, 4);
		}
		ACCEPTED(&x, irqm_matrix_alloc(x.m, cpu_range(1, 3), &slot));
		SLOT_IS(slot, 1, 5);
		ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(machines[i] - 1), &slot));
		SLOT_IS(slot, machines[i] - 1, 4);
		ENDS_CLEAN(&x);
	}
}

Test(alloc, the_cpu_with_the_most_available_vectors)
{
	struct irqm_slot slot;
	unsigned int i, cpu;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		cpu = machines[i] - 2;
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, cpu_range(0, cpu)));
		ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
		SLOT_IS(slot, cpu, 4);
		ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
		SLOT_IS(slot, cpu + 1, 4);
		ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
		SLOT_IS(slot, 0, 5);
		ENDS_CLEAN(&x);
	}
}

Test(alloc, only_online_cpus_of_the_mask)
{
	struct irqm_slot slot;
	unsigned int i, last;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		last = machines[i] - 1;
		ACCEPTED(&x, irqm_matrix_offline(x.m, last));
		REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, irqm_matrix_alloc(x.m, one_cpu(last), &slot));
		ACCEPTED(&x, irqm_matrix_alloc(x.m, cpu_range(last - 1, last + 1), &slot));
		SLOT_IS(slot, last - 1, 4);
		ACCEPTED(&x, irqm_matrix_alloc(x.m, cpu_range(last - 1, last + 1), &slot));
		SLOT_IS(slot, last - 1, 5);
		ACCEPTED(&x, irqm_matrix_online(x.m, last));
		ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
		SLOT_IS(slot, 0, 4);
		ACCEPTED(&x, irqm_matrix_alloc(x.m, cpu_range(last - 1, last + 1), &slot));
		SLOT_IS(slot, last, 4);
		ENDS_CLEAN(&x);
	}
}

Test(alloc, what_is_free_is_found_to_the_last_vector)
{
	struct irqm_slot slot;
	unsigned int i, n;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		for (n = 0; n < 16; n++) {
			GIVES(irqm_matrix_alloc(x.m, cpu_range(1, 3), &slot), 0);
			GIVES(irqm_matrix_alloc(x.m, cpu_range(1, 3), &slot), 0);
			SLOT_IS(slot, 2, 4 + n);
		}
		REFUSED_SLOT(&x, -IRQM_ENOSPC, slot,
			     irqm_matrix_alloc(x.m, cpu_range(1, 3), &slot));
		ACCEPTED(&x, irqm_matrix_free(x.m, (struct irqm_slot){ 2, 11 }));
		ACCEPTED(&x, irqm_matrix_alloc(x.m, cpu_range(1, 3), &slot));
		SLOT_IS(slot, 2, 11);
		ENDS_CLEAN(&x);
	}
}

Test(alloc, an_empty_mask_and_null_are_refused)
{
	struct irqm_slot slot;
	unsigned long mask[2] = { 0, ~0UL };
	struct machine x;

	machine_start(&x, IRQM_BITS_PER_LONG, 4, 24, 4, 20);
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc(x.m, mask, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc(x.m, NULL, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc_reserved(x.m, NULL, &slot));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_alloc(x.m, x.all, NULL));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_alloc_reserved(x.m, x.all, NULL));
	ACCEPTED(&x, irqm_matrix_reserve(x.m));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_alloc_reserved(x.m, x.all, NULL));
	GIVES(irqm_matrix_alloc(NULL, x.all, &slot), -IRQM_EINVAL);
	GIVES(irqm_matrix_alloc_reserved(NULL, x.all, &slot), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}

/* In the last word of a mask, above the last CPU. */
Test(alloc, bits_beyond_the_last_cpu_are_ignored)
{
	struct irqm_slot slot;
	unsigned int i, nr, words;
	unsigned long *mask;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		nr = machines[i];
		words = IRQM_CPUMASK_WORDS(nr);
		mask = calloc(words, sizeof(*mask));
		cr_assert_not_null(mask);
		irqm_cpumask_set_range(mask, nr, words * IRQM_BITS_PER_LONG);
		REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc(x.m, mask, &slot));
		REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc_managed(x.m, mask, &slot));
		REFUSED(&x, -IRQM_EINVAL, irqm_matrix_reserve_managed(x.m, mask));
		REFUSED(&x, -IRQM_EINVAL, irqm_matrix_unreserve_managed(x.m, mask));
		irqm_cpumask_set(mask, 2);
		ACCEPTED(&x, irqm_matrix_alloc(x.m, mask, &slot));
		SLOT_IS(slot, 2, 4);
		free(mask);
		ENDS_CLEAN(&x);
	}
}

/* ---- Events ---- */

Test(alloc, events_come_after_the_change_and_show_it)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 3, 2, 24, 4, 20);
	ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	cr_assert_eq(x.log.nr, 2);
	EVENT_IS(&x, 0, TRACE_ALLOC, 0, 4);
	cr_assert_eq(x.log.events[0].stats.total_allocated, 1);
	cr_assert_eq(x.log.events[0].stats.global_available, 31);
	cr_assert_eq(x.log.events[0].cpu.available, 15);
	cr_assert_eq(x.log.events[0].state, IRQM_SLOT_REGULAR);
	EVENT_IS(&x, 1, TRACE_FREE, 0, 4);
	cr_assert_eq(x.log.events[1].stats.total_allocated, 0);
	cr_assert_eq(x.log.events[1].cpu.available, 16);
	cr_assert_eq(x.log.events[1].state, IRQM_SLOT_FREE);
	ENDS_CLEAN(&x);
}

/* Each call that is traced, once. */
static void all_calls(struct irqm_matrix *m)
{
	struct irqm_slot slot, other;

	GIVES(irqm_matrix_online(m, 0), 0);
	GIVES(irqm_matrix_reserve(m), 0);
	GIVES(irqm_matrix_unreserve(m), 0);
	GIVES(irqm_matrix_alloc(m, one_cpu(0), &slot), 0);
	GIVES(irqm_matrix_replace_system(m, slot), 0);
	GIVES(irqm_matrix_assign_system(m, 3), 0);
	slot.vector = 7;
	GIVES(irqm_matrix_assign(m, slot), 0);
	GIVES(irqm_matrix_free(m, slot), 0);
	GIVES(irqm_matrix_alloc_block(m, one_cpu(0), 2, 2, &slot), 0);
	GIVES(irqm_matrix_free_block(m, slot, 2), 0);
	GIVES(irqm_matrix_reserve_managed_block(m, one_cpu(0), 2), 0);
	GIVES(irqm_matrix_alloc_managed_block(m, one_cpu(0), 2, &other), 0);
	GIVES(irqm_matrix_free_block(m, other, 2), 0);
	GIVES(irqm_matrix_unreserve_managed_block(m, one_cpu(0), 2), 0);
	GIVES(irqm_matrix_reserve_managed(m, one_cpu(0)), 0);
	GIVES(irqm_matrix_alloc_managed(m, one_cpu(0), &slot), 0);
	GIVES(irqm_matrix_free(m, slot), 0);
	GIVES(irqm_matrix_unreserve_managed(m, one_cpu(0)), 0);
	GIVES(irqm_matrix_offline(m, 0), 0);
	cr_assert_eq(irqm_matrix_check(m, NULL), 0);
}

/* The table is optional, and so is every member of it. */
Test(alloc, nobody_need_listen)
{
	static const struct irqm_trace_ops none = { .alloc = NULL };
	struct irqm_matrix_config config = {
		.nr_vectors = 16,
		.end = 16,
		.managed_blocks = true,
	};
	struct faulty_mem mem = { 0 };
	struct irqm_matrix *m;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		config.nr_cpus = i % 2 ? 4 : 20;
		config.trace = i / 2 ? &none : NULL;
		GIVES(irqm_matrix_create(&config, &faulty_mem_ops, &mem, &m), 0);
		all_calls(m);
		irqm_matrix_destroy(m);
	}
	cr_assert_eq(mem.faults, 0);
}

/* ---- Free ---- */

Test(alloc, free_refuses_what_is_not_in_use)
{
	struct irqm_slot slot, free_slot = { 1, 10 }, system = { 1, 12 }, reserved = { 2, 4 };
	struct irqm_slot wrong_cpu = { 4, 10 }, below = { 1, 3 }, above = { 1, 20 };
	struct machine x;

	machine_start(&x, 4, 3, 24, 4, 20);
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 12));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(2)));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_free(x.m, slot));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_free(x.m, free_slot));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_free(x.m, system));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_free(x.m, reserved));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_free(x.m, wrong_cpu));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_free(x.m, below));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_free(x.m, above));
	wrong_cpu.cpu = IRQM_NONE;
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_free(x.m, wrong_cpu));
	above.vector = IRQM_NONE;
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_free(x.m, above));
	GIVES(irqm_matrix_free(NULL, slot), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}
