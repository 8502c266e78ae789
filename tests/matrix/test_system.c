/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_system.c - system vectors, and slots taken over from before the matrix existed.
 */
#include "support/contract.h"

/* ---- System vectors ---- */

Test(system, a_system_vector_is_unusable_everywhere)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int cpu;

	machine_start(&x, 4, 3, 64, 8, 40);
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 8));
	EVENT_IS(&x, 0, TRACE_ASSIGN_SYSTEM, IRQM_NONE, 8);
	for (cpu = 0; cpu < 4; cpu++) {
		cr_assert_eq(machine_state(&x, cpu, 8), IRQM_SLOT_SYSTEM);
		cr_assert_eq(machine_cpu(&x, cpu).available, 31);
	}
	cr_assert_eq(machine_stats(&x).system_in_window, 1);
	cr_assert_eq(machine_stats(&x).global_available, 3 * 31);
	ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
	SLOT_IS(slot, 0, 9);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(3)));
	cr_assert_eq(machine_state(&x, 3, 9), IRQM_SLOT_MANAGED);
	ENDS_CLEAN(&x);
}

Test(system, a_system_vector_need_not_be_in_the_window)
{
	struct machine x;

	machine_start(&x, 4, 3, 64, 8, 40);
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 7));
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 40));
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 63));
	cr_assert_eq(machine_stats(&x).system_in_window, 0);
	cr_assert_eq(machine_stats(&x).global_available, 3 * 32);
	cr_assert_eq(machine_state(&x, 0, 7), IRQM_SLOT_SYSTEM);
	cr_assert_eq(machine_state(&x, 3, 63), IRQM_SLOT_SYSTEM);
	cr_assert_eq(machine_state(&x, 3, 62), IRQM_SLOT_OUTSIDE);
	ENDS_CLEAN(&x);
}

Test(system, assign_system_refuses_vectors_in_use)
{
	struct irqm_slot slot = { 3, 20 };
	struct machine x;

	machine_start(&x, 4, 1, 64, 8, 40);
	ACCEPTED(&x, irqm_matrix_assign(x.m, slot));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(2)));
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_assign_system(x.m, 20));
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_assign_system(x.m, 8));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_assign_system(x.m, 64));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_assign_system(x.m, IRQM_NONE));
	GIVES(irqm_matrix_assign_system(NULL, 20), -IRQM_EINVAL);
	ACCEPTED(&x, irqm_matrix_free(x.m, slot));
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 20));
	ENDS_CLEAN(&x);
}

Test(system, all_vectors_may_become_system_vectors)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int vector;

	machine_start(&x, 20, 19, 70, 3, 69);
	for (vector = 0; vector < 70; vector++)
		ACCEPTED(&x, irqm_matrix_assign_system(x.m, vector));
	cr_assert_eq(machine_stats(&x).system_in_window, 66);
	cr_assert_eq(machine_stats(&x).global_available, 0);
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, irqm_matrix_alloc(x.m, x.all, &slot));
	REFUSED(&x, -IRQM_ENOSPC, irqm_matrix_reserve_managed(x.m, x.all));
	ENDS_CLEAN(&x);
}

Test(system, replace_system_takes_a_live_slot)
{
	struct irqm_slot slot;
	struct machine x;
	unsigned int online;

	for (online = 0; online < 2; online++) {
		machine_start(&x, 20, 3, 64, 8, 40);
		ACCEPTED(&x, irqm_matrix_alloc(x.m, one_cpu(1), &slot));
		if (!online)
			ACCEPTED(&x, irqm_matrix_offline(x.m, 1));
		trace_log_clear(&x.log);
		ACCEPTED(&x, irqm_matrix_replace_system(x.m, slot));
		cr_assert_eq(x.log.nr, 1);
		EVENT_IS(&x, 0, TRACE_ASSIGN_SYSTEM, IRQM_NONE, slot.vector);
		cr_assert_eq(machine_stats(&x).total_allocated, 0);
		cr_assert_eq(machine_stats(&x).system_in_window, 1);
		cr_assert_eq(machine_stats(&x).global_available, (2 + online) * 31);
		cr_assert_eq(machine_cpu(&x, 1).available, 31);
		cr_assert_eq(machine_state(&x, 0, slot.vector), IRQM_SLOT_SYSTEM);
		REFUSED(&x, -IRQM_ENOENT, irqm_matrix_replace_system(x.m, slot));
		ENDS_CLEAN(&x);
	}
}

/* With an index of three words, whose bounds the other CPUs have worn down. */
Test(system, replace_system_of_a_slot_on_any_cpu)
{
	static const unsigned int cpus[] = { 0, 63, 64, 126, 128 };
	struct irqm_slot slot;
	struct machine x;
	unsigned int i, n;

	for (n = 0; n < sizeof(cpus) / sizeof(cpus[0]); n++) {
		machine_start(&x, 130, 130, 8, 0, 8);
		for (i = 0; i < 130 * 8; i++)
			GIVES(irqm_matrix_alloc(x.m, x.all, &slot), 0);
		/* Each CPU gives one vector back, but one of them has it replaced. */
		for (i = 0; i < 130; i++) {
			if (i != cpus[n])
				GIVES(irqm_matrix_free(x.m, (struct irqm_slot){ i, 3 }), 0);
		}
		slot = (struct irqm_slot){ cpus[n], 3 };
		ACCEPTED(&x, irqm_matrix_replace_system(x.m, slot));
		REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, irqm_matrix_alloc(x.m, x.all, &slot));
		slot = (struct irqm_slot){ cpus[n], 4 };
		ACCEPTED(&x, irqm_matrix_free(x.m, slot));
		ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
		SLOT_IS(slot, cpus[n], 4);
		ENDS_CLEAN(&x);
	}
}

Test(system, replace_system_refuses_what_is_not_a_lone_regular_slot)
{
	struct irqm_slot slot = { 0, 20 }, other = { 3, 20 }, managed, free_slot = { 0, 30 };
	struct irqm_slot wrong_cpu = { 4, 20 }, below = { 0, 7 }, above = { 0, 40 };
	struct machine x;

	machine_start(&x, 4, 2, 64, 8, 40);
	ACCEPTED(&x, irqm_matrix_assign(x.m, slot));
	ACCEPTED(&x, irqm_matrix_assign(x.m, other));
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_replace_system(x.m, slot));
	ACCEPTED(&x, irqm_matrix_free(x.m, other));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, cpu_range(1, 3)));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(1), &managed));
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_replace_system(x.m, managed));
	REFUSED(&x, -IRQM_ENOENT, irqm_matrix_replace_system(x.m, free_slot));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_replace_system(x.m, wrong_cpu));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_replace_system(x.m, below));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_replace_system(x.m, above));
	GIVES(irqm_matrix_replace_system(NULL, slot), -IRQM_EINVAL);
	managed.cpu = 0;
	ACCEPTED(&x, irqm_matrix_assign(x.m, managed));
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_replace_system(x.m, managed));
	ENDS_CLEAN(&x);
}

/* ---- Slots taken over ---- */

Test(system, an_assigned_slot_is_a_regular_one)
{
	struct irqm_slot online = { 0, 8 }, offline = { 3, 39 }, next;
	struct machine x;

	machine_start(&x, 4, 1, 64, 8, 40);
	ACCEPTED(&x, irqm_matrix_assign(x.m, online));
	ACCEPTED(&x, irqm_matrix_assign(x.m, offline));
	EVENT_IS(&x, 0, TRACE_ASSIGN, 0, 8);
	EVENT_IS(&x, 1, TRACE_ASSIGN, 3, 39);
	cr_assert_eq(machine_state(&x, 0, 8), IRQM_SLOT_REGULAR);
	cr_assert_eq(machine_state(&x, 3, 39), IRQM_SLOT_REGULAR);
	cr_assert_eq(machine_stats(&x).total_allocated, 2);
	cr_assert_eq(machine_stats(&x).global_available, 31);
	ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &next));
	SLOT_IS(next, 0, 9);
	ACCEPTED(&x, irqm_matrix_free(x.m, online));
	ACCEPTED(&x, irqm_matrix_free(x.m, offline));
	cr_assert_eq(machine_state(&x, 3, 39), IRQM_SLOT_FREE);
	ENDS_CLEAN(&x);
}

Test(system, assign_refuses_what_is_taken)
{
	struct irqm_slot slot = { 0, 8 }, system = { 0, 20 }, managed, wrong_cpu = { 4, 20 };
	struct irqm_slot below = { 0, 7 }, above = { 0, 40 };
	struct machine x;

	machine_start(&x, 4, 2, 64, 8, 40);
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 20));
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, one_cpu(1)));
	managed = (struct irqm_slot){ 1, 8 };
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_assign(x.m, managed));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, one_cpu(1), &managed));
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_assign(x.m, managed));
	ACCEPTED(&x, irqm_matrix_assign(x.m, slot));
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_assign(x.m, slot));
	REFUSED(&x, -IRQM_EBUSY, irqm_matrix_assign(x.m, system));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_assign(x.m, wrong_cpu));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_assign(x.m, below));
	REFUSED(&x, -IRQM_ERANGE, irqm_matrix_assign(x.m, above));
	GIVES(irqm_matrix_assign(NULL, slot), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}
