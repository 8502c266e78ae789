/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_moves.c - live moves: two slots for a while, and what ends that.
 */
#include "support/contract.h"

static void up_at(struct table_machine *x, unsigned int irq, unsigned int cpu)
{
	ACTIVATED_REGULAR(x, irq, cpu_range(cpu, cpu + 1));
	CPU_IS(x, irq, cpu);
}

static int user_moves(struct table_machine *x, unsigned int irq, const unsigned long *cpus)
{
	return irqm_table_set_affinity(x->t, irq, cpus, IRQM_IRQ_ASKED_BY_USER);
}

Test(table_moves, the_old_slot_stays_until_the_first_interrupt)
{
	struct table_machine x;
	struct irqm_slot old;

	table_start(&x, 4, 4, 8, 4);
	up_at(&x, 0, 0);
	old = table_info(&x, 0).slot;
	ACCEPTED(&x, user_moves(&x, 0, cpu_range(2, 3)));
	CPU_IS(&x, 0, 2);
	cr_assert_eq(table_info(&x, 0).old_slot.cpu, 0);
	cr_assert_eq(machine_stats(&x.base).total_allocated, 2);
	REFUSED(&x, -IRQM_ENOENT, irqm_table_move_done(x.t, 0, old));
	ACCEPTED(&x, irqm_table_move_done(x.t, 0, table_info(&x, 0).slot));
	cr_assert_eq(machine_stats(&x.base).total_allocated, 1);
	cr_assert_eq(table_info(&x, 0).old_slot.cpu, IRQM_NONE);
	REFUSED(&x, -IRQM_ENOENT, irqm_table_move_done(x.t, 0, table_info(&x, 0).slot));
	ENDS_CLEAN(&x);
}

/* 80ae7b1a918e: a new move while the old slot was not cleaned up corrupted a list. */
Test(table_moves, a_second_move_at_once_is_busy)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	up_at(&x, 0, 0);
	ACCEPTED(&x, user_moves(&x, 0, cpu_range(2, 3)));
	REFUSED(&x, -IRQM_EBUSY, user_moves(&x, 0, cpu_range(3, 4)));
	ACCEPTED(&x, irqm_table_move_done(x.t, 0, table_info(&x, 0).slot));
	ACCEPTED(&x, user_moves(&x, 0, cpu_range(3, 4)));
	ENDS_CLEAN(&x);
}

/* Xen c7564d7366: needless shuffling. */
Test(table_moves, a_mask_with_the_present_cpu_is_no_move)
{
	unsigned long cpus = 0;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	up_at(&x, 0, 2);
	ACCEPTED(&x, user_moves(&x, 0, x.base.all));
	CALLS_ARE(&x, CALL_RETARGET, 0);
	GIVES(irqm_table_get_cpus(x.t, 0, &cpus), 0);
	cr_assert_eq(cpus, 0xf);
	ACCEPTED(&x, user_moves(&x, 0, cpu_range(0, 1)));
	ACCEPTED(&x, user_moves(&x, 0, cpu_range(0, 2)));
	CALLS_ARE(&x, CALL_RETARGET, 1);
	ENDS_CLEAN(&x);
}

/* e84cf6aa501c, Xen 369558924a and 817d1cd627, LoongArch (L13): the old CPU is off and on again. */
Test(table_moves, the_old_cpu_going_offline_ends_the_move)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	up_at(&x, 0, 0);
	ACCEPTED(&x, user_moves(&x, 0, cpu_range(2, 3)));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, NULL));
	cr_assert_eq(table_info(&x, 0).old_slot.cpu, IRQM_NONE);
	cr_assert_eq(machine_cpu(&x.base, 0).allocated, 0);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 0, NULL));
	REFUSED(&x, -IRQM_ENOENT, irqm_table_move_done(x.t, 0, table_info(&x, 0).slot));
	ACCEPTED(&x, user_moves(&x, 0, cpu_range(3, 4)));
	ENDS_CLEAN(&x);
}

/* Xen e2bb28d621: an interrupt that was pending at the old vector was lost. */
Test(table_moves, what_is_pending_at_the_old_slot_is_raised_again_exactly_once)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	up_at(&x, 0, 0);
	ACCEPTED(&x, user_moves(&x, 0, cpu_range(2, 3)));
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, NULL));
	CALLS_ARE(&x, CALL_RERAISE, 1);
	cr_assert_eq(x.log[0].from.cpu, 0);
	cr_assert_eq(x.log[0].to.cpu, 2);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	CALLS_ARE(&x, CALL_RERAISE, 2);
	cr_assert_eq(x.log[x.nr_log - 2].from.cpu, 2);
	ENDS_CLEAN(&x);
}

/* a6c11c0a5235, CVE-2024-31076: the new CPU goes offline before the first interrupt. */
Test(table_moves, the_new_cpu_going_offline_returns_its_vector)
{
	struct table_machine x;
	struct irqm_slot old;

	table_start(&x, 4, 4, 8, 4);
	up_at(&x, 0, 0);
	old = table_info(&x, 0).slot;
	ACCEPTED(&x, user_moves(&x, 0, cpu_range(2, 3)));
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	SLOT_IS_SAME(&x, 0, old);
	cr_assert(table_info(&x, 0).broken);
	CALLS_ARE(&x, CALL_RETARGET, 1);
	CALLS_ARE(&x, CALL_BROKEN, 1);
	cr_assert_eq(machine_stats(&x.base).total_allocated, 1);
	cr_assert_eq(machine_cpu(&x.base, 2).allocated, 0);
	ENDS_CLEAN(&x);
}

/* It goes back first, which always works, and then to another of its CPUs. */
Test(table_moves, the_new_cpu_going_offline_does_not_break_affinity_without_need)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	up_at(&x, 0, 0);
	ACCEPTED(&x, user_moves(&x, 0, cpu_range(2, 4)));
	CPU_IS(&x, 0, 2);
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, &r));
	CPU_IS(&x, 0, 3);
	cr_assert_eq(table_info(&x, 0).old_slot.cpu, 0);
	CALLS_ARE(&x, CALL_RETARGET, 2);
	CALLS_ARE(&x, CALL_BROKEN, 0);
	cr_assert_eq(r.moved, 1);
	cr_assert_eq(r.broken, 0);
	ENDS_CLEAN(&x);
}

Test(table_moves, a_failing_retarget_leaves_the_old_slot_working)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	up_at(&x, 0, 0);
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, user_moves(&x, 0, cpu_range(2, 3)));
	ENDS_CLEAN(&x);
}

Test(table_moves, a_mask_without_room_or_cpus_changes_nothing)
{
	struct table_machine x;

	table_start(&x, 4, 3, 1, 4);
	up_at(&x, 0, 0);
	up_at(&x, 1, 1);
	REFUSED(&x, -IRQM_ENOSPC, user_moves(&x, 0, cpu_range(1, 2)));
	REFUSED(&x, -IRQM_ENODEV, user_moves(&x, 0, cpu_range(3, 4)));
	ENDS_CLEAN(&x);
}

Test(table_moves, an_idle_interrupt_just_gets_its_mask)
{
	struct table_machine x;

	table_start(&x, 4, 3, 8, 4);
	ACCEPTED(&x, table_regular(&x, 0, NULL));
	ACCEPTED(&x, user_moves(&x, 0, cpu_range(3, 4)));
	ACCEPTED(&x, user_moves(&x, 0, cpu_range(1, 2)));
	cr_assert_eq(x.nr_log, 0);
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	CPU_IS(&x, 0, 1);
	ENDS_CLEAN(&x);
}

/* Xen 43427e65cc: each time a vector leaked. */
Test(table_moves, moving_often_leaks_nothing)
{
	struct table_machine x;
	unsigned int n;

	table_start(&x, 4, 4, 4, 4);
	up_at(&x, 0, 0);
	x.skip_checks = true;
	for (n = 1; n < 100000; n++) {
		cr_assert_eq(user_moves(&x, 0, cpu_range(n % 4, n % 4 + 1)), 0);
		GIVES(irqm_table_move_done(x.t, 0, table_info(&x, 0).slot), 0);
	}
	INTACT(&x);
	cr_assert_eq(machine_stats(&x.base).total_allocated, 1);
	ENDS_CLEAN(&x);
}

/* ---- Home ---- */

Test(table_moves, a_broken_one_returns_home_when_told_to)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	up_at(&x, 0, 2);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	ACCEPTED(&x, irqm_table_return_home(x.t, &r));
	cr_assert_eq(r.moved, 0);
	cr_assert_eq(r.stayed, 1);
	cr_assert_eq(r.error, -IRQM_ENOSPC);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, NULL));
	CPU_IS(&x, 0, 0);
	ACCEPTED(&x, irqm_table_return_home(x.t, &r));
	CPU_IS(&x, 0, 2);
	cr_assert_eq(r.moved, 1);
	cr_assert_eq(table_info(&x, 0).old_slot.cpu, 0);
	ACCEPTED(&x, irqm_table_return_home(x.t, &r));
	cr_assert_eq(r.moved + r.stayed, 0);
	ENDS_CLEAN(&x);
}

Test(table_moves, one_away_from_its_device_returns_to_near_cpus)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 3, NULL));
	ACCEPTED(&x, table_near(&x, 0, NULL, cpu_range(3, 4)));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	CPU_IS(&x, 0, 0);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 3, NULL));
	ACCEPTED(&x, irqm_table_return_home(x.t, &r));
	CPU_IS(&x, 0, 3);
	ENDS_CLEAN(&x);
}

Test(table_moves, one_whose_move_is_not_done_or_fails_stays_where_it_is)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	up_at(&x, 0, 2);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, NULL));
	table_fail(&x, 1, 0);
	REFUSED(&x, 0, irqm_table_return_home(x.t, &r));
	cr_assert_eq(r.stayed, 1);
	cr_assert_eq(r.irq, 0);
	cr_assert_eq(r.error, TABLE_FAULT);
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 0, cpu_range(1, 2), IRQM_IRQ_ASKED_BY_USER));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, NULL));
	CPU_IS(&x, 0, 0);
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 0, cpu_range(3, 4), IRQM_IRQ_ASKED_BY_USER));
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 0, cpu_range(2, 4), IRQM_IRQ_ASKED_BY_USER));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_return_home(NULL, &r));
	ENDS_CLEAN(&x);
}

/* A managed interrupt stays where it is, though an eligible CPU of its own has come online. */
Test(table_moves, only_regular_ones_return)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACCEPTED(&x, irqm_table_set_eligible(x.t, cpu_range(0, 2), IRQM_TABLE_STRICT, NULL));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, NULL));
	ACTIVATED_MANAGED(&x, 0, cpu_range(1, 3));
	CPU_IS(&x, 0, 2);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 1, NULL));
	REFUSED(&x, 0, irqm_table_return_home(x.t, &r));
	cr_assert_eq(r.moved + r.stayed, 0);
	CPU_IS(&x, 0, 2);
	ENDS_CLEAN(&x);
}

/* The move that is not done keeps it from a better set, and that is told. */
Test(table_moves, one_whose_move_is_not_done_is_counted)
{
	static struct table_machine x;
	struct irqm_table_report r;

	table_start(&x, 4, 4, 8, 4);
	ACCEPTED(&x, table_near(&x, 1, NULL, one_cpu(3)));
	ACCEPTED(&x, irqm_table_activate(x.t, 1));
	CPU_IS(&x, 1, 3);
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 1, one_cpu(0), IRQM_IRQ_ASKED_BY_USER));
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 1, x.base.all, IRQM_IRQ_ASKED_BY_USER));
	REFUSED(&x, 0, irqm_table_return_home(x.t, &r));
	cr_assert_eq(r.stayed, 1);
	cr_assert_eq(r.moved, 0);
	cr_assert_eq(r.irq, 1);
	cr_assert_eq(r.error, -IRQM_EBUSY);
	ENDS_CLEAN(&x);
}

/* Home is among its own CPUs: one that has to be elsewhere does not go from there to elsewhere. */
Test(table_moves, one_without_room_at_home_stays)
{
	static struct table_machine x;
	struct irqm_table_report r;
	unsigned int irq;

	table_start(&x, 3, 3, 1, 4);
	for (irq = 1; irq < 3; irq++) {
		ACTIVATED_REGULAR(&x, irq, one_cpu(0));
	}
	cr_assert(table_info(&x, 2).broken);
	REFUSED(&x, 0, irqm_table_return_home(x.t, &r));
	cr_assert_eq(r.moved, 0);
	cr_assert_eq(r.stayed, 1);
	cr_assert_eq(r.irq, 2);
	cr_assert_eq(r.error, -IRQM_ENOSPC);
	ENDS_CLEAN(&x);
}

/* The least good of its own CPUs is home when there is no other: nothing stays behind. */
Test(table_moves, one_at_its_only_cpu_is_at_home)
{
	static struct table_machine x;
	struct irqm_table_report r;

	table_start(&x, 3, 3, 4, 4);
	ACCEPTED(&x, table_near(&x, 1, one_cpu(1), one_cpu(0)));
	ACCEPTED(&x, irqm_table_activate(x.t, 1));
	ACCEPTED(&x, irqm_table_set_eligible(x.t, one_cpu(0), IRQM_TABLE_BEST_EFFORT, NULL));
	CPU_IS(&x, 1, 1);
	REFUSED(&x, 0, irqm_table_return_home(x.t, &r));
	cr_assert_eq(r.moved + r.stayed, 0);
	cr_assert_eq(r.irq, IRQM_NONE);
	cr_assert_eq(r.error, 0);
	ENDS_CLEAN(&x);
}

/* A managed one has moved off the CPU, and only its old slot is there. */
Test(table_moves, an_old_slot_does_not_count_when_its_cpu_goes)
{
	static struct table_machine x;
	struct irqm_table_offline_answer a;

	table_start(&x, 3, 3, 4, 4);
	ACTIVATED_MANAGED(&x, 1, cpu_range(0, 2));
	ACCEPTED(&x, irqm_table_set_eligible(x.t, one_cpu(1 - table_info(&x, 1).slot.cpu),
					     IRQM_TABLE_STRICT, NULL));
	cr_assert_neq(table_info(&x, 1).old_slot.cpu, IRQM_NONE);
	GIVES(irqm_table_can_offline(x.t, table_info(&x, 1).old_slot.cpu, &a), 0);
	cr_assert_eq(a.managed + a.shut_down + a.regular, 0);
	GIVES(irqm_table_can_offline(x.t, table_info(&x, 1).slot.cpu, &a), 0);
	cr_assert_eq(a.managed, 1);
	ENDS_CLEAN(&x);
}
