/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_override_sets.c - the interrupts of a queue set change their CPUs together, or none does.
 * It is the eighth of the points that the RFD leaves open.
 */
#include "support/contract.h"

#define NR 4

static void begin(struct table_machine *x, unsigned int nr_vectors)
{
	unsigned int irq;

	table_start(x, 8, 8, nr_vectors, 8);
	ACCEPTED(x, irqm_table_set_policy(x->t, IRQM_TABLE_POLICY_DRIVER));
	for (irq = 0; irq < NR; irq++) {
		ACCEPTED(x, table_managed(x, irq, cpu_range(irq, irq + 1), IRQM_IRQ_USER_MOVES));
		ACCEPTED(x, irqm_table_activate(x->t, irq));
	}
	table_calls_clear(x);
}

/* Interrupt n goes to CPU n + 4. */
static int move_all(struct table_machine *x)
{
	struct irqm_irq_change changes[NR];
	unsigned int n;

	for (n = 0; n < NR; n++)
		changes[n] = (struct irqm_irq_change){ n, cpu_range(n + 4, n + 5) };
	return irqm_table_set_affinities(x->t, changes, NR, IRQM_IRQ_ASKED_BY_USER);
}

Test(override_sets, all_move_step_by_step)
{
	static const enum call_kind steps[] = {
		CALL_PREPARE,
		CALL_SHUTDOWN,
		CALL_STARTUP,
		CALL_COMPLETE,
		CALL_RESUME,
	};
	struct table_machine x;
	unsigned int n;

	begin(&x, 8);
	ACCEPTED(&x, move_all(&x));
	cr_assert_eq(x.nr_log, 5 * NR);
	for (n = 0; n < 5 * NR; n++)
		CALL_IS(&x, n, steps[n / NR], n % NR);
	for (n = 0; n < NR; n++)
		CPU_IS(&x, n, n + 4);
	ENDS_CLEAN(&x);
}

/* Whichever of prepare, shutdown and startup fails for whichever of them. */
Test(override_sets, none_moves_when_one_cannot)
{
	struct table_machine x;
	unsigned int at;

	for (at = 1; at <= 3 * NR; at++) {
		begin(&x, 8);
		table_fail(&x, at, 0);
		REFUSED(&x, TABLE_FAULT, move_all(&x));
		CALLS_ARE(&x, CALL_COMPLETE, 0);
		CALLS_ARE(&x, CALL_ABORT, at <= NR ? at - 1 : NR);
		ENDS_CLEAN(&x);
	}
}

/* When all have moved, one whose queue fails does not take the others along. */
Test(override_sets, the_others_stand_when_a_queue_fails_afterwards)
{
	struct table_machine x;
	unsigned int at, n;

	for (at = 3 * NR + 1; at <= 5 * NR; at++) {
		begin(&x, 8);
		table_fail(&x, at, 0);
		cr_assert_eq(move_all(&x), TABLE_FAULT);
		INTACT(&x);
		for (n = 0; n < NR; n++)
			STATE_IS(&x, n, n == (at - 1) % NR ? IRQM_IRQ_FAILED : IRQM_IRQ_UP);
		cr_assert_eq(machine_cpu(&x.base, 0).managed, 0);
		ENDS_CLEAN(&x);
	}
}

Test(override_sets, none_moves_without_room_for_all)
{
	struct table_machine x;

	begin(&x, 1);
	ACTIVATED_REGULAR(&x, 7, cpu_range(7, 8));
	table_calls_clear(&x);
	REFUSED(&x, -IRQM_ENOSPC, move_all(&x));
	cr_assert_eq(x.nr_log, 0);
	ENDS_CLEAN(&x);
}

/* It waits for CPU 7, and then can neither be resumed nor be shut down. */
static void fail_for_good(struct table_machine *x, unsigned int irq)
{
	ACCEPTED(x, irqm_table_set_policy(x->t, IRQM_TABLE_POLICY_ALL));
	ACCEPTED(x, table_managed(x, irq, cpu_range(7, 8), IRQM_IRQ_USER_MOVES));
	ACCEPTED(x, irqm_table_activate(x->t, irq));
	ACCEPTED(x, irqm_table_cpu_offline(x->t, 7, NULL));
	ACCEPTED(x, irqm_table_disable(x->t, irq));
	ACCEPTED(x, irqm_table_cpu_online(x->t, 7, NULL));
	table_fail(x, 2, 3);
	GIVES(irqm_table_enable(x->t, irq), TABLE_FAULT);
	STATE_IS(x, irq, IRQM_IRQ_FAILED);
	table_calls_clear(x);
}

Test(override_sets, none_moves_when_one_must_not)
{
	struct irqm_irq_change changes[2] = { { 0, cpu_range(4, 5) }, { 5, cpu_range(5, 6) } };
	unsigned long none = 0;
	struct table_machine x;

	begin(&x, 8);
#define SET(count) irqm_table_set_affinities(x.t, changes, count, IRQM_IRQ_ASKED_BY_USER)
	REFUSED(&x, -IRQM_ENOENT, SET(2));
	ACCEPTED(&x, table_regular(&x, 5, NULL));
	REFUSED(&x, -IRQM_EINVAL, SET(2));
	ACCEPTED(&x, irqm_table_release(x.t, 5));
	ACCEPTED(&x, table_managed(&x, 5, cpu_range(0, 1), IRQM_IRQ_USER_REFUSED));
	REFUSED(&x, -IRQM_EPERM, SET(2));
	ACCEPTED(&x, irqm_table_release(x.t, 5));
	ACCEPTED(&x, table_managed(&x, 5, cpu_range(0, 1), IRQM_IRQ_USER_BREAKS));
	REFUSED(&x, -IRQM_EINVAL, SET(2));
	ACCEPTED(&x, irqm_table_release(x.t, 5));
	fail_for_good(&x, 5);
	REFUSED(&x, -IRQM_EINVAL, SET(2));
	changes[1].irq = 0;
	REFUSED(&x, -IRQM_EBUSY, SET(2));
	changes[1].irq = 8;
	REFUSED(&x, -IRQM_ERANGE, SET(2));
	changes[1] = (struct irqm_irq_change){ 1, &none };
	REFUSED(&x, -IRQM_EINVAL, SET(2));
	changes[1].cpus = NULL;
	REFUSED(&x, -IRQM_EINVAL, SET(2));
	REFUSED(&x, -IRQM_EINVAL, SET(0));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_set_affinities(x.t, NULL, 1, IRQM_IRQ_ASKED_BY_USER));
	REFUSED(&x, -IRQM_EINVAL,
		irqm_table_set_affinities(NULL, changes, 1, IRQM_IRQ_ASKED_BY_USER));
	REFUSED(&x, -IRQM_EINVAL,
		irqm_table_set_affinities(x.t, changes, 1, (enum irqm_irq_asker)2));
	cr_assert_eq(x.nr_log, 0);
	ENDS_CLEAN(&x);
}

/* Two change places; an equal mask is no change for that one. */
Test(override_sets, two_change_places_and_a_third_stays)
{
	struct irqm_irq_change changes[3] = {
		{ 0, cpu_range(1, 2) },
		{ 2, cpu_range(2, 3) },
		{ 1, cpu_range(0, 1) },
	};
	struct table_machine x;

	begin(&x, 2);
	ACCEPTED(&x, irqm_table_set_affinities(x.t, changes, 3, IRQM_IRQ_ASKED_BY_DRIVER));
	CPU_IS(&x, 0, 1);
	CPU_IS(&x, 1, 0);
	CPU_IS(&x, 2, 2);
	CALLS_ARE(&x, CALL_PREPARE, 2);
	ENDS_CLEAN(&x);
}

/* Queues of one set that share CPUs, one of them waiting, one disabled, one idle. */
Test(override_sets, queues_that_share_cpus_in_all_states)
{
	struct irqm_irq_change changes[NR];
	struct table_machine x;
	unsigned int n;

	begin(&x, 8);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, NULL));
	ACCEPTED(&x, irqm_table_disable(x.t, 2));
	ACCEPTED(&x, irqm_table_deactivate(x.t, 3));
	for (n = 0; n < NR; n++)
		changes[n] = (struct irqm_irq_change){ n, cpu_range(0, 6) };
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_set_affinities(x.t, changes, NR, IRQM_IRQ_ASKED_BY_USER));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	STATE_IS(&x, 1, IRQM_IRQ_UP);
	STATE_IS(&x, 2, IRQM_IRQ_HELD);
	STATE_IS(&x, 3, IRQM_IRQ_IDLE);
	CALLS_ARE(&x, CALL_PREPARE, NR);
	CALLS_ARE(&x, CALL_COMPLETE, NR);
	CALLS_ARE(&x, CALL_SHUTDOWN, 1);
	CALLS_ARE(&x, CALL_STARTUP, 2);
	CALLS_ARE(&x, CALL_RESUME, 2);
	for (n = 0; n < 6; n++)
		cr_assert_eq(machine_cpu(&x.base, n).managed, NR);
	ENDS_CLEAN(&x);
}

Test(override_sets, each_change_is_looked_at)
{
	struct irqm_irq_change changes[3];
	static struct table_machine x;
	unsigned int irq;

	table_start(&x, 4, 4, 4, 4);
	for (irq = 0; irq < 3; irq++)
		ACCEPTED(&x, table_managed(&x, irq, one_cpu(0), IRQM_IRQ_USER_REFUSED));
	for (irq = 0; irq < 3; irq++) {
		unsigned int n;

		for (n = 0; n < 3; n++)
			changes[n] = (struct irqm_irq_change){ n, one_cpu(1) };
		changes[irq].irq = 4;
		REFUSED(&x, -IRQM_ERANGE,
			irqm_table_set_affinities(x.t, changes, 3, IRQM_IRQ_ASKED_BY_DRIVER));
		changes[irq] = (struct irqm_irq_change){ irq, NULL };
		REFUSED(&x, -IRQM_EINVAL,
			irqm_table_set_affinities(x.t, changes, 3, IRQM_IRQ_ASKED_BY_DRIVER));
		changes[irq].cpus = cpu_range(4, 4);
		REFUSED(&x, -IRQM_EINVAL,
			irqm_table_set_affinities(x.t, changes, 3, IRQM_IRQ_ASKED_BY_DRIVER));
	}
	ENDS_CLEAN(&x);
}
