/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_held.c - interrupts that are disabled or suspended.
 */
#include "support/contract.h"

Test(table_held, disabling_nests_and_keeps_the_slot)
{
	struct irqm_slot slot;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_REGULAR(&x, 0, NULL);
	slot = table_info(&x, 0).slot;
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_HELD);
	CALLS_ARE(&x, CALL_SHUTDOWN, 1);
	cr_assert_eq(table_info(&x, 0).depth, 2);
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_HELD);
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	CALLS_ARE(&x, CALL_STARTUP, 2);
	SLOT_IS_SAME(&x, 0, slot);
	ENDS_CLEAN(&x);
}

Test(table_held, suspending_does_not_nest)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_MANAGED(&x, 0, x.base.all);
	ACCEPTED(&x, irqm_table_suspend(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_HELD);
	REFUSED(&x, -IRQM_EINVAL, irqm_table_suspend(x.t, 0));
	ACCEPTED(&x, irqm_table_resume(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	REFUSED(&x, -IRQM_ENOENT, irqm_table_resume(x.t, 0));
	ENDS_CLEAN(&x);
}

Test(table_held, it_starts_when_it_is_neither_disabled_nor_suspended)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_REGULAR(&x, 0, NULL);
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_suspend(x.t, 0));
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_HELD);
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_resume(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_HELD);
	CALLS_ARE(&x, CALL_STARTUP, 1);
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}

Test(table_held, one_that_is_disabled_before_activation_gets_a_slot_and_no_start)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACCEPTED(&x, table_regular(&x, 0, NULL));
	ACCEPTED(&x, table_managed(&x, 1, x.base.all, IRQM_IRQ_USER_REFUSED));
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_suspend(x.t, 1));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	ACCEPTED(&x, irqm_table_activate(x.t, 1));
	STATE_IS(&x, 0, IRQM_IRQ_HELD);
	STATE_IS(&x, 1, IRQM_IRQ_HELD);
	cr_assert_eq(x.nr_log, 0);
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	ACCEPTED(&x, irqm_table_resume(x.t, 1));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	STATE_IS(&x, 1, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}

Test(table_held, depth_survives_deactivation_and_not_release)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_REGULAR(&x, 0, NULL);
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_suspend(x.t, 0));
	ACCEPTED(&x, irqm_table_deactivate(x.t, 0));
	cr_assert_eq(table_info(&x, 0).depth, 1);
	cr_assert(table_info(&x, 0).suspended);
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_HELD);
	ACCEPTED(&x, irqm_table_deactivate(x.t, 0));
	ACCEPTED(&x, irqm_table_release(x.t, 0));
	ACCEPTED(&x, table_regular(&x, 0, NULL));
	cr_assert_eq(table_info(&x, 0).depth, 0);
	cr_assert_not(table_info(&x, 0).suspended);
	ENDS_CLEAN(&x);
}

Test(table_held, depth_has_a_limit)
{
	struct table_machine x;
	unsigned int n;

	table_start(&x, 2, 2, 2, 1);
	ACCEPTED(&x, table_regular(&x, 0, NULL));
	for (n = 0; n < IRQM_TABLE_MAX_DEPTH; n++)
		GIVES(irqm_table_disable(x.t, 0), 0);
	REFUSED(&x, -IRQM_ERANGE, irqm_table_disable(x.t, 0));
	cr_assert_eq(table_info(&x, 0).depth, IRQM_TABLE_MAX_DEPTH);
	ENDS_CLEAN(&x);
}

Test(table_held, disabling_ends_a_move)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_REGULAR(&x, 0, NULL);
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 0, cpu_range(2, 3), IRQM_IRQ_ASKED_BY_USER));
	cr_assert_eq(table_info(&x, 0).old_slot.cpu, 0);
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	cr_assert_eq(table_info(&x, 0).old_slot.cpu, IRQM_NONE);
	cr_assert_eq(machine_cpu(&x.base, 0).allocated, 0);
	ENDS_CLEAN(&x);
}

/* A disabled interrupt moves without the hardware, and leaves nothing behind. */
Test(table_held, a_disabled_interrupt_moves_at_once)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACTIVATED_REGULAR(&x, 0, NULL);
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 0, cpu_range(2, 3), IRQM_IRQ_ASKED_BY_USER));
	CPU_IS(&x, 0, 2);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	CPU_IS(&x, 0, 0);
	CALLS_ARE(&x, CALL_RETARGET, 0);
	cr_assert_eq(machine_stats(&x.base).total_allocated, 1);
	STATE_IS(&x, 0, IRQM_IRQ_HELD);
	ENDS_CLEAN(&x);
}

/* Failing is told, and nothing has happened. */
Test(table_held, callbacks_that_fail)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACCEPTED(&x, table_regular(&x, 0, NULL));
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_activate(x.t, 0));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_disable(x.t, 0));
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_suspend(x.t, 0));
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_deactivate(x.t, 0));
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_enable(x.t, 0));
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	ACCEPTED(&x, irqm_table_suspend(x.t, 0));
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_resume(x.t, 0));
	ENDS_CLEAN(&x);
}
