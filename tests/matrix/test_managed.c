/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_managed.c - managed slots: reserved on every CPU of a mask, allocated on one.
 */
#include "support/contract.h"
#include "support/must.h"

/* Machines without an index, with one word, several words and two levels. */
static const unsigned int machines[] = { 4, 16, 17, 64, 65, 200, 4096, 4100 };

#define FOR_EACH_MACHINE(x, i) \
	for ((i) = 0; (i) < sizeof(machines) / sizeof(machines[0]) && \
		      (machine_start(x, machines[i], machines[i], 24, 4, 20), true); \
	     (i)++)

/* ---- Reserving ---- */

Test(managed, reserve_sets_the_lowest_free_vector_aside_on_each_cpu)
{
	struct irqm_slot busy = { 2, 4 };
	unsigned int i, cpu;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		ACCEPTED(&x, irqm_matrix_assign(x.m, busy));
		ACCEPTED(&x, irqm_matrix_offline(x.m, 3));
		trace_log_clear(&x.log);
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
		cr_assert_eq(x.log.nr, machines[i]);
		for (cpu = 0; cpu < machines[i]; cpu++) {
			EVENT_IS(&x, cpu, TRACE_RESERVE_MANAGED, cpu, cpu == 2 ? 5 : 4);
			cr_assert_eq(machine_cpu(&x, cpu).managed, 1);
			cr_assert_eq(machine_cpu(&x, cpu).available, cpu == 2 ? 14 : 15);
		}
		cr_assert_eq(x.log.events[0].stats.global_available, 16 * (machines[i] - 1) - 2);
		cr_assert_eq(machine_stats(&x).global_available, 15 * (machines[i] - 1) - 1);
		cr_assert_eq(machine_stats(&x).total_allocated, 1);
		ENDS_CLEAN(&x);
	}
}

Test(managed, unreserve_takes_the_lowest_idle_one_back)
{
	struct irqm_slot slot;
	unsigned int i, last;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		last = machines[i] - 1;
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		SLOT_IS(slot, last, 4);
		trace_log_clear(&x.log);
		ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, x.all));
		cr_assert_eq(x.log.nr, machines[i]);
		EVENT_IS(&x, 0, TRACE_UNRESERVE_MANAGED, 0, 4);
		EVENT_IS(&x, last, TRACE_UNRESERVE_MANAGED, last, 5);
		cr_assert_eq(machine_state(&x, last, 4), IRQM_SLOT_MANAGED_ALLOCATED);
		cr_assert_eq(machine_state(&x, 0, 5), IRQM_SLOT_MANAGED);
		ENDS_CLEAN(&x);
	}
}

Test(managed, reserve_is_all_or_nothing)
{
	struct irqm_slot slot;
	unsigned int i, n, full;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		full = machines[i] - 1;
		for (n = 0; n < 16; n++)
			GIVES(irqm_matrix_alloc(x.m, one_cpu(full), &slot), 0);
		REFUSED(&x, -IRQM_ENOSPC, irqm_matrix_reserve_managed(x.m, x.all));
		REFUSED(&x, -IRQM_ENOSPC, irqm_matrix_reserve_managed(x.m, one_cpu(full)));
		ACCEPTED(&x, irqm_matrix_offline(x.m, full));
		REFUSED(&x, -IRQM_ENOSPC, irqm_matrix_reserve_managed(x.m, x.all));
		ACCEPTED(&x, irqm_matrix_free(x.m, slot));
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
		cr_assert_eq(machine_state(&x, full, 19), IRQM_SLOT_MANAGED);
		ENDS_CLEAN(&x);
	}
}

Test(managed, unreserve_is_all_or_nothing)
{
	struct irqm_slot slot;
	unsigned int i, last;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		last = machines[i] - 1;
		REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unreserve_managed(x.m, x.all));
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, cpu_range(0, last)));
		REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unreserve_managed(x.m, x.all));
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(0), &slot));
		REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unreserve_managed(x.m, cpu_range(0, last)));
		ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, cpu_range(1, last)));
		ACCEPTED(&x, irqm_matrix_free(x.m, slot));
		ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, one_cpu(0)));
		cr_assert_eq(machine_stats(&x).global_available, 16 * machines[i]);
		ENDS_CLEAN(&x);
	}
}

Test(managed, offline_cpus_can_be_reserved_and_given_up)
{
	struct machine x;

	machine_start(&x, 20, 0, 24, 4, 20);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_online(x.m, 5));
	cr_assert_eq(machine_stats(&x).global_available, 15);
	ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, x.all));
	cr_assert_eq(machine_stats(&x).global_available, 16);
	ACCEPTED(&x, irqm_matrix_online(x.m, 6));
	cr_assert_eq(machine_stats(&x).global_available, 32);
	ENDS_CLEAN(&x);
}

/* ---- The choice ---- */

Test(managed, the_highest_of_cpus_with_equally_few_in_use)
{
	struct irqm_slot slot;
	unsigned int i, last;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		last = machines[i] - 1;
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		SLOT_IS(slot, last, 4);
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		SLOT_IS(slot, last - 1, 4);
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(last), &slot));
		SLOT_IS(slot, last, 5);
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, cpu_range(0, 2), &slot));
		SLOT_IS(slot, 1, 4);
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, cpu_range(0, 2), &slot));
		SLOT_IS(slot, 0, 4);
		ENDS_CLEAN(&x);
	}
}

Test(managed, only_online_cpus_that_have_an_idle_one)
{
	struct irqm_slot slot;
	unsigned int i, last;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		last = machines[i] - 1;
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, cpu_range(1, last + 1)));
		ACCEPTED(&x, irqm_matrix_offline(x.m, last));
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		SLOT_IS(slot, last - 1, 4);
		REFUSED_SLOT(&x, -IRQM_ENOSPC, slot,
			     irqm_matrix_alloc_managed(x.m, cpu_range(last - 1, last + 1), &slot));
		REFUSED_SLOT(&x, -IRQM_ENOSPC, slot,
			     irqm_matrix_alloc_managed(x.m, one_cpu(0), &slot));
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, cpu_range(0, 2), &slot));
		SLOT_IS(slot, 1, 4);
		ACCEPTED(&x, irqm_matrix_online(x.m, last));
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		SLOT_IS(slot, last, 4);
		ENDS_CLEAN(&x);
	}
}

/* A CPU with fewer in use but nothing idle is passed over for one with more. */
Test(managed, a_cpu_without_an_idle_one_is_passed_over)
{
	struct irqm_slot slot;
	unsigned int i;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(1)));
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(1)));
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(1)));
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		SLOT_IS(slot, 1, 5);
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		SLOT_IS(slot, 1, 6);
		REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, irqm_matrix_alloc_managed(x.m, x.all, &slot));
		ENDS_CLEAN(&x);
	}
}

/* ---- Using and giving back ---- */

Test(managed, a_freed_one_stays_set_aside)
{
	struct irqm_slot slot, again;
	struct machine x;

	machine_start(&x, 20, 20, 24, 4, 20);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	trace_log_clear(&x.log);
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	EVENT_IS(&x, 0, TRACE_ALLOC_MANAGED, 19, 4);
	cr_assert_eq(x.log.events[0].state, IRQM_SLOT_MANAGED_ALLOCATED);
	cr_assert_eq(x.log.events[0].cpu.managed_allocated, 1);
	cr_assert_eq(machine_cpu(&x, 19).allocated, 1);
	cr_assert_eq(machine_cpu(&x, 19).available, 15);
	cr_assert_eq(machine_stats(&x).total_allocated, 1);
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	EVENT_IS(&x, 1, TRACE_FREE, 19, 4);
	cr_assert_eq(x.log.events[1].state, IRQM_SLOT_MANAGED);
	cr_assert_eq(machine_cpu(&x, 19).managed, 1);
	cr_assert_eq(machine_cpu(&x, 19).managed_allocated, 0);
	cr_assert_eq(machine_stats(&x).total_allocated, 0);
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &again));
	SLOT_IS(again, slot.cpu, slot.vector);
	ENDS_CLEAN(&x);
}

/* The guarantee: whatever else is taken, one alloc over the reserved mask succeeds. */
Test(managed, a_reservation_survives_exhaustion)
{
	struct irqm_slot slot, managed;
	unsigned int i, cpu, given = 0;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		if (machines[i] > 200)
			ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, cpu_range(4, machines[i])));
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, cpu_range(1, 4)));
		for (given = 0; irqm_matrix_alloc(x.m, cpu_range(0, 4), &slot) == 0;)
			given++;
		cr_assert_eq(given, 16 + 3 * 15);
		INTACT(&x);
		for (cpu = 1; cpu < 3; cpu++) {
			ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, cpu_range(1, 4), &managed));
			SLOT_IS(managed, 4 - cpu, 4);
			ACCEPTED(&x, irqm_matrix_free(x.m, managed));
			ACCEPTED(&x, irqm_matrix_offline(x.m, 4 - cpu));
		}
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, cpu_range(1, 4), &managed));
		SLOT_IS(managed, 1, 4);
		ENDS_CLEAN(&x);
	}
}

/* ---- Giving up the guarantee ---- */

Test(managed, a_slot_in_use_becomes_regular_and_keeps_its_vector)
{
	struct irqm_slot slot, again;
	unsigned int i, last;
	struct machine x;

	FOR_EACH_MACHINE(&x, i)
	{
		last = machines[i] - 1;
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
		ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(last)));
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(last), &slot));
		trace_log_clear(&x.log);
		ACCEPTED(&x, irqm_matrix_unmanage(x.m, slot));
		cr_assert_eq(x.log.nr, 1);
		EVENT_IS(&x, 0, TRACE_UNMANAGE, last, 4);
		cr_assert_eq(machine_state(&x, last, 4), IRQM_SLOT_REGULAR);
		cr_assert_eq(machine_cpu(&x, last).managed, 1);
		cr_assert_eq(machine_cpu(&x, last).managed_allocated, 0);
		cr_assert_eq(machine_cpu(&x, last).allocated, 1);
		cr_assert_eq(machine_cpu(&x, last).available, 14);
		ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(last), &again));
		SLOT_IS(again, last, 5);
		ACCEPTED(&x, irqm_matrix_unmanage(x.m, again));
		ACCEPTED(&x, irqm_matrix_offline(x.m, last));
		ACCEPTED(&x, irqm_matrix_free(x.m, slot));
		ACCEPTED(&x, irqm_matrix_free(x.m, again));
		ACCEPTED(&x, irqm_matrix_unreserve_managed(x.m, cpu_range(0, last)));
		ACCEPTED(&x, irqm_matrix_online(x.m, last));
		cr_assert_eq(machine_stats(&x).global_available, 16 * machines[i]);
		ENDS_CLEAN(&x);
	}
}

Test(managed, only_a_managed_slot_in_use_can_become_regular)
{
	struct irqm_slot slot, idle = { 0, 5 }, outside = { 0, 3 }, beyond = { 20, 4 };
	struct machine x;

	machine_start(&x, 20, 20, 24, 4, 20);
	ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(0), &slot));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(0)));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unmanage(x.m, slot));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_unmanage(x.m, idle));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_unmanage(x.m, outside));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_unmanage(x.m, beyond));
	GIVES(irqm_matrix_unmanage(NULL, slot), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
	machine_start_blocks(&x, 20, 20, 24);
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, one_cpu(0), 2));
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, one_cpu(0), 2, &slot));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_unmanage(x.m, slot));
	ENDS_CLEAN(&x);
}

Test(managed, an_empty_mask_and_null_are_refused)
{
	unsigned long none[1] = { 0 };
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 20, 4, 24, 4, 20);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_reserve_managed(x.m, none));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_reserve_managed(x.m, NULL));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_unreserve_managed(x.m, none));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_unreserve_managed(x.m, NULL));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc_managed(x.m, none, &slot));
	REFUSED_SLOT(&x, -IRQM_EINVAL, slot, irqm_matrix_alloc_managed(x.m, NULL, &slot));
	REFUSED(&x, -IRQM_EINVAL, irqm_matrix_alloc_managed(x.m, x.all, NULL));
	GIVES(irqm_matrix_reserve_managed(NULL, x.all), -IRQM_EINVAL);
	GIVES(irqm_matrix_unreserve_managed(NULL, x.all), -IRQM_EINVAL);
	GIVES(irqm_matrix_alloc_managed(NULL, x.all, &slot), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}

/* ---- Without trace callbacks, which is another way through the same words of CPUs ---- */

static void sound(const struct irqm_matrix *m)
{
	struct irqm_matrix_fault fault = { .invariant = 0 };

	cr_assert_eq(irqm_matrix_check(m, &fault), 0, "I%u, CPU %u", fault.invariant, fault.cpu);
}

static unsigned int available_on(const struct irqm_matrix *m, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats stats;

	GIVES(irqm_matrix_get_cpu_stats(m, cpu, &stats), 0);
	return stats.available;
}

/* Reserves until nothing is available, and unreserves all. CPU 1 is offline, 2 has one less. */
static void fill_and_empty(struct irqm_matrix *m, const struct irqm_matrix_config *c,
			   const unsigned long *all, const unsigned long *but_2)
{
	unsigned int window = c->end - c->first, i, last = c->nr_cpus - 1;
	struct irqm_slot slot = { 2, c->first };

	GIVES(irqm_matrix_assign(m, slot), 0);
	for (i = 0; i + 1 < window; i++) {
		GIVES(irqm_matrix_reserve_managed(m, all), 0);
		cr_assert_eq(available_on(m, 0), window - 1 - i);
		cr_assert_eq(available_on(m, 2), window - 2 - i);
		sound(m);
	}
	GIVES(irqm_matrix_reserve_managed(m, all), -IRQM_ENOSPC);
	GIVES(irqm_matrix_reserve_managed(m, but_2), 0);
	sound(m);
	GIVES(irqm_matrix_alloc(m, all, &slot), -IRQM_ENOSPC);
	GIVES(irqm_matrix_alloc_managed(m, all, &slot), 0);
	cr_assert_eq(slot.cpu, last);
	GIVES(irqm_matrix_free(m, slot), 0);
	GIVES(irqm_matrix_unreserve_managed(m, but_2), 0);
	sound(m);
	GIVES(irqm_matrix_alloc(m, all, &slot), 0);
	cr_assert_eq(slot.cpu, 0);
	GIVES(irqm_matrix_free(m, slot), 0);
	for (i = 0; i + 1 < window; i++) {
		GIVES(irqm_matrix_unreserve_managed(m, all), 0);
		sound(m);
	}
	GIVES(irqm_matrix_unreserve_managed(m, all), -IRQM_ENOENT);
	GIVES(irqm_matrix_alloc_managed(m, all, &slot), -IRQM_ENOSPC);
	cr_assert_eq(available_on(m, last), window);
}

Test(managed, all_vectors_of_all_cpus_with_nobody_listening)
{
	static const unsigned int sizes[] = { 3, 130, 200, 300 };
	struct faulty_mem mem = { 0 };
	unsigned int i, s, cpu;
	struct irqm_matrix *m;

	for (i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		for (s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
			struct irqm_matrix_config c = {
				.nr_cpus = machines[i],
				.nr_vectors = sizes[s],
				.first = machines[i] > 200 ? sizes[s] - 3 : 0,
				.end = sizes[s],
			};
			unsigned long *but_2;

			GIVES(irqm_matrix_create(&c, &faulty_mem_ops, &mem, &m), 0);
			for (cpu = 0; cpu < c.nr_cpus; cpu++)
				cr_assert_eq(cpu == 1 ? 0 : irqm_matrix_online(m, cpu), 0);
			but_2 = must_calloc(IRQM_CPUMASK_WORDS(c.nr_cpus), sizeof(*but_2));
			irqm_cpumask_set_range(but_2, 0, c.nr_cpus);
			irqm_cpumask_clear(but_2, 2);
			fill_and_empty(m, &c, cpu_range(0, c.nr_cpus), but_2);
			free(but_2);
			irqm_matrix_destroy(m);
		}
	}
}
