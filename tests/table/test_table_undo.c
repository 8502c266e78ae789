/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_undo.c - what a call that failed has to leave as it was, though nothing is started.
 *
 * Found by going through all states of small worlds, see explore/.
 */
#include "support/contract.h"

/* It waits because its CPUs were offline; one of them has come, but it is disabled. */
Test(table_undo, one_that_waits_and_is_disabled_waits_on_after_a_change_that_failed)
{
	static struct table_machine x;

	table_start(&x, 2, 0, 2, 1);
	ACCEPTED(&x, table_managed(&x, 0, one_cpu(0), IRQM_IRQ_USER_MOVES));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 0, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT,
		irqm_table_set_affinity(x.t, 0, one_cpu(1), IRQM_IRQ_ASKED_BY_DRIVER));
	CALLS_ARE(&x, CALL_PREPARE, 1);
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	ENDS_CLEAN(&x);
}

/* It was parked before the one whose queue could not be drained. */
Test(table_undo, one_that_is_disabled_gets_its_slot_back_when_a_cpu_stays)
{
	static struct table_machine x;

	table_start(&x, 2, 1, 2, 2);
	ACCEPTED(&x, table_managed(&x, 0, one_cpu(0), IRQM_IRQ_USER_MOVES));
	ACCEPTED(&x, table_managed(&x, 1, one_cpu(0), IRQM_IRQ_USER_MOVES));
	ACCEPTED(&x, irqm_table_activate(x.t, 1));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_HELD);
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_cpu_offline(x.t, 0, NULL));
	CALLS_ARE(&x, CALL_QUIESCE, 1);
	STATE_IS(&x, 0, IRQM_IRQ_HELD);
	CPU_IS(&x, 0, 0);
	ENDS_CLEAN(&x);
}

/* Its way back fails too: it stays at a CPU it did not ask for. */
Test(table_undo, one_that_cannot_go_back_is_counted_as_broken_and_told)
{
	static struct table_machine x;
	struct irqm_table_report r;

	table_start(&x, 2, 2, 2, 2);
	ACCEPTED(&x, table_regular(&x, 0, one_cpu(0)));
	ACCEPTED(&x, table_managed(&x, 1, one_cpu(0), IRQM_IRQ_USER_MOVES));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	ACCEPTED(&x, irqm_table_activate(x.t, 1));
	table_fail(&x, 2, 3); /* the drain, and the way back */
	GIVES(irqm_table_cpu_offline(x.t, 0, &r), TABLE_FAULT);
	INTACT(&x);
	CPU_IS(&x, 0, 1);
	cr_assert(table_info(&x, 0).broken);
	cr_assert_eq(r.moved, 1);
	cr_assert_eq(r.broken, 1);
	CALLS_ARE(&x, CALL_BROKEN, 1);
	STATE_IS(&x, 1, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}
