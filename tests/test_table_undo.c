/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_undo.c - what a call that failed has to leave as it was, though nothing is started.
 *
 * Found by going through all states of small worlds, see explore/.
 */
#include "support/table_contract.h"

/* It waits because its CPUs were offline; one of them has come, but it is disabled. */
Test(table_undo, one_that_waits_and_is_disabled_waits_on_after_a_change_that_failed)
{
	static struct table_machine x;

	table_start(&x, 2, 0, 2, 1);
	DOES(&x, table_managed(&x, 0, one_cpu(0), IRQM_USER_MOVES));
	DOES(&x, irqm_table_activate(x.t, 0));
	DOES(&x, irqm_table_disable(x.t, 0));
	DOES(&x, irqm_table_cpu_online(x.t, 0, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	table_fail(&x, 1, 0);
	FAILS(&x, TABLE_FAULT,
	      irqm_table_set_affinity(x.t, 0, one_cpu(1), IRQM_ASKED_BY_DRIVER));
	CALLS_ARE(&x, CALL_PREPARE, 1);
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	ENDS_EMPTY(&x);
}
