/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_hotplug.c - CPUs go offline and come online under the interrupts of a table.
 */
#include "support/contract.h"

/* ---- Offline ---- */

Test(hotplug, regular_ones_stay_inside_their_mask)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_REGULAR(&x, 0, cpu_range(1, 3));
	CPU_IS(&x, 0, 1);
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, &r));
	CPU_IS(&x, 0, 2);
	CALLS_ARE(&x, CALL_RETARGET, 1);
	CALLS_ARE(&x, CALL_BROKEN, 0);
	cr_assert_eq(r.moved, 1);
	cr_assert_eq(r.broken, 0);
	cr_assert_eq(r.irq, IRQM_NONE);
	cr_assert_eq(machine_cpu(&x.base, 1).allocated, 0);
	ENDS_CLEAN(&x);
}

/* dd9f6d30c640, 2026: no callback told of it. */
Test(hotplug, a_broken_affinity_is_told_with_both_cpus)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_REGULAR(&x, 0, cpu_range(1, 2));
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, &r));
	CPU_IS(&x, 0, 0);
	cr_assert(table_info(&x, 0).broken);
	cr_assert_eq(r.broken, 1);
	CALLS_ARE(&x, CALL_BROKEN, 1);
	cr_assert_eq(x.log[x.nr_log - 1].from.cpu, 1);
	cr_assert_eq(x.log[x.nr_log - 1].to.cpu, 0);
	/* It is broken already: that is no news. */
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, &r));
	cr_assert_eq(r.moved, 1);
	cr_assert_eq(r.broken, 0);
	CALLS_ARE(&x, CALL_BROKEN, 1);
	ENDS_CLEAN(&x);
}

/* 88d724e2301a, 2024: -ENOSPC, and the interrupt stayed on a dead CPU. */
Test(hotplug, a_full_mask_sends_a_regular_one_to_any_online_cpu)
{
	struct table_machine x;
	unsigned int irq;

	table_start(&x, 3, 3, 2, 8);
	for (irq = 0; irq < 4; irq++)
		ACTIVATED_REGULAR(&x, irq, cpu_range(0, 2));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, NULL));
	for (irq = 0; irq < 4; irq++)
		cr_assert_neq(table_info(&x, irq).slot.cpu, 0);
	cr_assert_eq(machine_cpu(&x.base, 2).allocated, 2);
	ENDS_CLEAN(&x);
}

/* 77f85e66aa8b, reverted by 06efc7df3766: the outgoing CPU has most room, and was chosen again. */
Test(hotplug, the_outgoing_cpu_is_never_chosen)
{
	struct table_machine x;
	unsigned int irq;

	table_start(&x, 3, 3, 8, 12);
	ACTIVATED_REGULAR(&x, 0, cpu_range(1, 2));
	for (irq = 1; irq < 11; irq++)
		ACTIVATED_REGULAR(&x, irq, irq % 2 ? cpu_range(0, 1) : cpu_range(2, 3));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, NULL));
	cr_assert_neq(table_info(&x, 0).slot.cpu, 1);
	cr_assert_eq(machine_cpu(&x.base, 1).allocated, 0);
	ENDS_CLEAN(&x);
}

Test(hotplug, without_room_elsewhere_it_is_refused_with_numbers)
{
	struct irqm_table_offline_answer a;
	struct irqm_table_report r;
	struct table_machine x;
	unsigned int irq;

	table_start(&x, 2, 2, 4, 10);
	ACTIVATED_MANAGED(&x, 9, x.base.all);
	for (irq = 0; irq < 5; irq++)
		ACTIVATED_REGULAR(&x, irq, NULL);
	GIVES(irqm_table_can_offline(x.t, 0, &a), 0);
	cr_assert_eq(a.reason, IRQM_TABLE_OFFLINE_NO_VECTORS);
	cr_assert_eq(a.regular, 3);
	cr_assert_eq(a.available, 1);
	cr_assert_eq(a.missing, 2);
	cr_assert_eq(a.irq, IRQM_NONE);
	table_calls_clear(&x);
	REFUSED(&x, -IRQM_ENOSPC, irqm_table_cpu_offline(x.t, 0, &r));
	cr_assert_eq(r.error, -IRQM_ENOSPC);
	cr_assert_eq(x.nr_log, 0);
	ACCEPTED(&x, irqm_table_deactivate(x.t, 1));
	ACCEPTED(&x, irqm_table_deactivate(x.t, 3));
	GIVES(irqm_table_can_offline(x.t, 0, &a), 0);
	cr_assert_eq(a.reason, IRQM_TABLE_OFFLINE_OK);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, &r));
	ENDS_CLEAN(&x);
}

/* a0b0bad10587, 2023: they were counted, and the CPU could not go. */
Test(hotplug, managed_ones_alone_never_hold_a_cpu)
{
	struct irqm_table_offline_answer a;
	struct irqm_table_report r;
	struct table_machine x;
	unsigned int irq;

	table_start(&x, 2, 2, 4, 10);
	for (irq = 0; irq < 2; irq++)
		ACTIVATED_MANAGED(&x, irq, x.base.all);
	for (; irq < 4; irq++)
		ACTIVATED_MANAGED(&x, irq, cpu_range(0, 1));
	GIVES(irqm_table_can_offline(x.t, 0, &a), 0);
	cr_assert_eq(a.reason, IRQM_TABLE_OFFLINE_OK);
	cr_assert_eq(a.regular, 0);
	cr_assert_eq(a.managed, 1);
	cr_assert_eq(a.shut_down, 2);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, &r));
	cr_assert_eq(r.moved, 1);
	cr_assert_eq(r.shut_down, 2);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, &r));
	cr_assert_eq(r.shut_down, 2);
	for (irq = 0; irq < 4; irq++)
		STATE_IS(&x, irq, IRQM_IRQ_WAITING);
	ENDS_CLEAN(&x);
}

Test(hotplug, a_managed_one_moves_inside_its_set_though_all_else_is_full)
{
	struct table_machine x;
	unsigned int irq;

	table_start(&x, 3, 3, 2, 10);
	ACTIVATED_MANAGED(&x, 0, cpu_range(0, 2));
	CPU_IS(&x, 0, 1);
	for (irq = 1; irq < 4; irq++)
		ACTIVATED_REGULAR(&x, irq, irq == 1 ? cpu_range(0, 1) : cpu_range(2, 3));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, NULL));
	CPU_IS(&x, 0, 0);
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}

/* bf0beec0607d, 2020: requests were lost. The queue is drained, then the interrupt shut down. */
Test(hotplug, the_queue_is_drained_before_the_shutdown)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 3));
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, &r));
	cr_assert_eq(x.nr_log, 2);
	CALL_IS(&x, 0, CALL_QUIESCE, 0);
	CALL_IS(&x, 1, CALL_SHUTDOWN, 0);
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	cr_assert(table_info(&x, 0).queue_stopped);
	cr_assert_eq(r.shut_down, 1);
	cr_assert_eq(machine_cpu(&x.base, 2).managed, 1);
	cr_assert_eq(machine_cpu(&x.base, 2).allocated, 0);
	ENDS_CLEAN(&x);
}

Test(hotplug, a_queue_that_does_not_drain_in_time_keeps_the_cpu_online)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 3));
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_cpu_offline(x.t, 2, &r));
	CALLS_ARE(&x, CALL_QUIESCE, 1);
	CALLS_ARE(&x, CALL_SHUTDOWN, 0);
	cr_assert_eq(r.irq, 0);
	cr_assert_eq(r.error, TABLE_FAULT);
	cr_assert_eq(r.shut_down, 0);
	cr_assert(machine_cpu(&x.base, 2).online);
	ENDS_CLEAN(&x);
}

/* Everything is moved before anything is shut down, and goes back when a shutdown fails. */
Test(hotplug, what_has_moved_goes_back_when_the_cpu_stays)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 3));
	ACTIVATED_MANAGED(&x, 1, cpu_range(2, 3));
	ACTIVATED_REGULAR(&x, 2, cpu_range(2, 4));
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 2, cpu_range(2, 3), IRQM_IRQ_ASKED_BY_USER));
	ACCEPTED(&x, irqm_table_move_done(x.t, 2, table_info(&x, 2).slot));
	/* retarget; quiesce and shutdown of the one; quiesce of the other */
	table_fail(&x, 4, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_cpu_offline(x.t, 2, &r));
	/* What was shut down and started again is as before: neither counts. */
	cr_assert_eq(r.moved, 0);
	cr_assert_eq(r.shut_down, 0);
	cr_assert_eq(r.started, 0);
	CALLS_ARE(&x, CALL_RETARGET, 2);
	CALLS_ARE(&x, CALL_SHUTDOWN, 1);
	CALLS_ARE(&x, CALL_STARTUP, 1);
	CALLS_ARE(&x, CALL_RESUME, 1);
	CALLS_ARE(&x, CALL_BROKEN, 0);
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_cpu_offline(x.t, 2, &r));
	CALLS_ARE(&x, CALL_RETARGET, 1);
	cr_assert_eq(r.irq, 2, "the one that did not move");
	cr_assert_eq(r.error, TABLE_FAULT);
	ENDS_CLEAN(&x);
}

/* 91f26cb4cd3c: a shut-down interrupt was migrated. */
Test(hotplug, an_interrupt_that_waits_takes_no_vector)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 3));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	CPU_IS(&x, 0, IRQM_NONE);
	cr_assert_eq(machine_stats(&x.base).total_allocated, 0);
	ENDS_CLEAN(&x);
}

Test(hotplug, an_idle_interrupt_is_left_alone)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACCEPTED(&x, table_regular(&x, 0, cpu_range(2, 3)));
	ACCEPTED(&x, table_managed(&x, 1, cpu_range(2, 3), IRQM_IRQ_USER_REFUSED));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, NULL));
	cr_assert_eq(x.nr_log, 0);
	STATE_IS(&x, 1, IRQM_IRQ_IDLE);
	ENDS_CLEAN(&x);
}

/* ---- Online ---- */

Test(hotplug, the_first_cpu_starts_it_and_resumes_its_queue)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 3));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, &r));
	cr_assert_eq(x.nr_log, 2);
	CALL_IS(&x, 0, CALL_STARTUP, 0);
	CALL_IS(&x, 1, CALL_RESUME, 0);
	cr_assert_eq(r.started, 1);
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	cr_assert_not(table_info(&x, 0).queue_stopped);
	ENDS_CLEAN(&x);
}

/* 2b32fc8ff08d, 2025: the depth went down with each CPU of the set. */
Test(hotplug, it_is_started_exactly_once)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 4));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 3, NULL));
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 3, NULL));
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, NULL));
	CALLS_ARE(&x, CALL_STARTUP, 1);
	CALLS_ARE(&x, CALL_RESUME, 1);
	CPU_IS(&x, 0, 3);
	ENDS_CLEAN(&x);
}

/* One that was never up has no stopped queue. */
Test(hotplug, one_that_was_activated_without_a_cpu_is_started_without_resume)
{
	struct table_machine x;

	table_start(&x, 4, 2, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 4));
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, NULL));
	CALLS_ARE(&x, CALL_STARTUP, 1);
	CALLS_ARE(&x, CALL_RESUME, 0);
	ENDS_CLEAN(&x);
}

/* 788019eb559f, 2025: the restart set the depth to 0. */
Test(hotplug, a_disabled_one_stays_disabled_and_keeps_its_depth)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 3));
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, NULL));
	cr_assert_eq(x.nr_log, 0);
	cr_assert_eq(table_info(&x, 0).depth, 2);
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	cr_assert_eq(x.nr_log, 0);
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	CALLS_ARE(&x, CALL_STARTUP, 1);
	ENDS_CLEAN(&x);
}

Test(hotplug, one_that_is_disabled_while_it_waits_resumes_its_queue_when_enabled)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 3));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	table_calls_clear(&x);
	table_fail(&x, 2, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_enable(x.t, 0));
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	CALL_IS(&x, 0, CALL_STARTUP, 0);
	CALL_IS(&x, 1, CALL_RESUME, 0);
	ENDS_CLEAN(&x);
}

Test(hotplug, one_that_is_enabled_without_its_cpu_waits_on)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 3));
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}

/* Fixed in 2024: it was restarted before its device was resumed. */
Test(hotplug, a_suspended_one_stays_down_until_it_is_resumed)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 3));
	ACCEPTED(&x, irqm_table_suspend(x.t, 0));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, NULL));
	cr_assert_eq(x.nr_log, 0);
	ACCEPTED(&x, irqm_table_resume(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}

/* Hibernation: all CPUs but one go, and come back, while everything is suspended. */
Test(hotplug, hibernating_to_one_cpu_and_back)
{
	struct table_machine x;
	unsigned int n;

	table_start(&x, 8, 8, 16, 24);
	for (n = 0; n < 8; n++) {
		ACTIVATED_MANAGED(&x, n, cpu_range(n, n + 1));
		ACTIVATED_REGULAR(&x, 8 + n, NULL);
	}
	for (n = 0; n < 16; n++)
		ACCEPTED(&x, irqm_table_suspend(x.t, n));
	for (n = 7; n > 0; n--)
		ACCEPTED(&x, irqm_table_cpu_offline(x.t, n, NULL));
	for (n = 1; n < 8; n++)
		ACCEPTED(&x, irqm_table_cpu_online(x.t, n, NULL));
	CALLS_ARE(&x, CALL_STARTUP, 16);
	for (n = 0; n < 16; n++) {
		ACCEPTED(&x, irqm_table_resume(x.t, n));
		STATE_IS(&x, n, IRQM_IRQ_UP);
	}
	CALLS_ARE(&x, CALL_STARTUP, 32);
	ENDS_CLEAN(&x);
}

/* One that cannot be started does not keep the others down, and can be released. */
Test(hotplug, one_that_cannot_be_started_fails_alone)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 3));
	ACTIVATED_MANAGED(&x, 1, cpu_range(2, 3));
	ACTIVATED_MANAGED(&x, 2, cpu_range(2, 3));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	table_fail(&x, 3, 0);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, &r));
	cr_assert_eq(r.started, 2);
	cr_assert_eq(r.failed, 1);
	cr_assert_eq(r.error, TABLE_FAULT);
	STATE_IS(&x, r.irq, IRQM_IRQ_FAILED);
	STATE_IS(&x, 1 - r.irq, IRQM_IRQ_UP);
	cr_assert_eq(table_info(&x, r.irq).error, TABLE_FAULT);
	REFUSED(&x, -IRQM_EINVAL, irqm_table_activate(x.t, r.irq));
	REFUSED(&x, -IRQM_EINVAL,
		irqm_table_set_affinity(x.t, r.irq, x.base.all, IRQM_IRQ_ASKED_BY_DRIVER));
	ACCEPTED(&x, irqm_table_deactivate(x.t, r.irq));
	ACCEPTED(&x, irqm_table_activate(x.t, r.irq));
	STATE_IS(&x, r.irq, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}

Test(hotplug, wrong_cpus_are_refused)
{
	struct irqm_table_offline_answer a;
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 2, 8, 4);
	REFUSED(&x, -IRQM_ENODEV, irqm_table_cpu_offline(x.t, 2, &r));
	cr_assert_eq(r.error, -IRQM_ENODEV);
	REFUSED(&x, -IRQM_ERANGE, irqm_table_cpu_offline(x.t, 4, NULL));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_cpu_offline(NULL, 0, NULL));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_cpu_online(x.t, 1, &r));
	cr_assert_eq(r.error, -IRQM_EINVAL);
	REFUSED(&x, -IRQM_ERANGE, irqm_table_cpu_online(x.t, 4, NULL));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_cpu_online(NULL, 0, NULL));
	REFUSED(&x, -IRQM_ENODEV, irqm_table_can_offline(x.t, 2, &a));
	REFUSED(&x, -IRQM_ERANGE, irqm_table_can_offline(x.t, 4, &a));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_can_offline(x.t, 0, NULL));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_can_offline(NULL, 0, &a));
	ENDS_CLEAN(&x);
}

/* The last CPU can go when only managed interrupts are there. */
Test(hotplug, the_last_cpu)
{
	struct table_machine x;

	table_start(&x, 2, 1, 8, 4);
	ACTIVATED_MANAGED(&x, 0, x.base.all);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 1, NULL));
	CPU_IS(&x, 0, 1);
	ACTIVATED_REGULAR(&x, 1, NULL);
	REFUSED(&x, -IRQM_ENOSPC, irqm_table_cpu_offline(x.t, 1, NULL));
	ENDS_CLEAN(&x);
}
