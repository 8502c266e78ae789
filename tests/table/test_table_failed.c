/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_failed.c - interrupts that are FAILED, in the worst case with hardware that could not
 * even be shut down; and callbacks that are not there.
 */
#include "support/contract.h"

/*
 * An interrupt that is managed on {2}, could not be resumed when it was enabled, and then not shut
 * down: the hardware may still deliver at its slot.
 */
static void make_stuck(struct table_machine *x, unsigned int irq)
{
	ACTIVATED_MANAGED(x, irq, cpu_range(2, 3));
	ACCEPTED(x, irqm_table_cpu_offline(x->t, 2, NULL));
	ACCEPTED(x, irqm_table_disable(x->t, irq));
	ACCEPTED(x, irqm_table_cpu_online(x->t, 2, NULL));
	table_fail(x, 2, 3);
	GIVES(irqm_table_enable(x->t, irq), TABLE_FAULT);
	INTACT(x);
	STATE_IS(x, irq, IRQM_IRQ_FAILED);
	cr_assert_eq(table_info(x, irq).error, TABLE_FAULT);
	CPU_IS(x, irq, 2);
	cr_assert(x->devices[irq].up);
	table_calls_clear(x);
}

static void begin_stuck(struct table_machine *x)
{
	table_start(x, 4, 4, 2, 4);
	make_stuck(x, 0);
}

Test(table_failed, nobody_else_gets_the_slot_of_one_that_is_stuck)
{
	struct table_machine x;

	begin_stuck(&x);
	ACCEPTED(&x, table_regular(&x, 1, cpu_range(2, 3)));
	ACCEPTED(&x, table_regular(&x, 2, cpu_range(2, 3)));
	ACCEPTED(&x, irqm_table_activate(x.t, 1));
	CPU_IS(&x, 1, 2);
	ACCEPTED(&x, irqm_table_activate(x.t, 2));
	cr_assert_neq(table_info(&x, 2).slot.cpu, 2);
	ENDS_CLEAN(&x);
}

Test(table_failed, deactivating_one_that_is_stuck_tries_to_shut_it_down_again)
{
	struct table_machine x;

	begin_stuck(&x);
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_deactivate(x.t, 0));
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_deactivate(x.t, 0));
	CALLS_ARE(&x, CALL_SHUTDOWN, 1);
	STATE_IS(&x, 0, IRQM_IRQ_IDLE);
	cr_assert_eq(table_info(&x, 0).depth, 1);
	cr_assert_eq(table_info(&x, 0).error, 0);
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}

Test(table_failed, releasing_one_that_is_stuck_works_whatever_the_hardware_says)
{
	struct table_machine x;

	begin_stuck(&x);
	table_fail(&x, 1, 0);
	ACCEPTED(&x, irqm_table_release(x.t, 0));
	CALLS_ARE(&x, CALL_SHUTDOWN, 1);
	STATE_IS(&x, 0, IRQM_IRQ_FREE);
	cr_assert_eq(table_info(&x, 0).error, 0);
	x.devices[0].up = false;
	ENDS_CLEAN(&x);
}

static int code_meanwhile;

static void disable_meanwhile(struct table_machine *x, enum call_kind kind, unsigned int irq)
{
	if (kind == CALL_SHUTDOWN && !x->hooked++)
		code_meanwhile = irqm_table_disable(x->t, irq);
}

/* While its hardware is shut down once more, it is nobody else's. */
Test(table_failed, one_that_is_stuck_is_busy_while_it_is_released)
{
	static struct table_machine x;

	begin_stuck(&x);
	x.hook = disable_meanwhile;
	ACCEPTED(&x, irqm_table_release(x.t, 0));
	x.hook = NULL;
	cr_assert_eq(x.hooked, 1);
	cr_assert_eq(code_meanwhile, -IRQM_EBUSY);
	STATE_IS(&x, 0, IRQM_IRQ_FREE);
	ENDS_CLEAN(&x);
}

/* It keeps its slot, for the CPU may come back. */
Test(table_failed, the_cpu_of_one_that_is_stuck_may_go)
{
	struct irqm_table_offline_answer a;
	struct table_machine x;

	begin_stuck(&x);
	GIVES(irqm_table_can_offline(x.t, 2, &a), 0);
	cr_assert_eq(a.reason, IRQM_TABLE_OFFLINE_OK);
	cr_assert_eq(a.shut_down, 0);
	ACCEPTED(&x, irqm_table_set_eligible(x.t, cpu_range(0, 2), IRQM_TABLE_STRICT, NULL));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	cr_assert_eq(machine_cpu(&x.base, 2).allocated, 1);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, NULL));
	cr_assert_eq(x.nr_log, 0);
	STATE_IS(&x, 0, IRQM_IRQ_FAILED);
	ENDS_CLEAN(&x);
}

/* One that is FAILED is left alone and one beside it leaves, whatever their numbers are. */
Test(table_failed, others_leave_the_cpu_of_one_that_is_stuck)
{
	static struct table_machine x;
	struct irqm_table_stats stats;
	struct irqm_table_report r;
	unsigned int n;

	for (n = 0; n < 4; n++) {
		unsigned int stuck = n < 2 ? n + 1 : 5 - n, other = n < 2 ? 4 : n - 2;

		table_start(&x, 4, 4, 4, 8);
		make_stuck(&x, stuck);
		ACCEPTED(&x, table_regular(&x, other, cpu_range(2, 4)));
		ACCEPTED(&x,
			 irqm_table_set_affinity(x.t, other, one_cpu(2), IRQM_IRQ_ASKED_BY_USER));
		ACCEPTED(&x, irqm_table_activate(x.t, other));
		GIVES(irqm_table_get_stats(x.t, &stats), 0);
		cr_assert_eq(stats.in_state[IRQM_IRQ_FAILED], 1);
		ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, &r));
		cr_assert_eq(r.moved, 1);
		cr_assert_eq(r.shut_down + r.failed, 0);
		STATE_IS(&x, stuck, IRQM_IRQ_FAILED);
		ENDS_CLEAN(&x);
	}
}

/* Whether users may break it or not. */
Test(table_failed, one_that_failed_gets_no_other_cpus)
{
	static struct table_machine x;

	table_start(&x, 4, 4, 4, 4);
	ACCEPTED(&x, irqm_table_set_policy(x.t, IRQM_TABLE_POLICY_DRIVER));
	ACCEPTED(&x, table_managed(&x, 1, one_cpu(2), IRQM_IRQ_USER_BREAKS));
	ACCEPTED(&x, irqm_table_activate(x.t, 1));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
	table_fail(&x, 1, 0);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, NULL));
	STATE_IS(&x, 1, IRQM_IRQ_FAILED);
	REFUSED(&x, -IRQM_EINVAL,
		irqm_table_set_affinity(x.t, 1, one_cpu(3), IRQM_IRQ_ASKED_BY_USER));
	REFUSED(&x, -IRQM_EINVAL,
		irqm_table_set_affinity(x.t, 1, one_cpu(3), IRQM_IRQ_ASKED_BY_DRIVER));
	ENDS_CLEAN(&x);
}

/* The queue cannot go on at the old CPU, and it cannot be shut down: nothing of the new is kept. */
Test(table_failed, one_that_is_stuck_at_its_old_cpu_keeps_its_own_set)
{
	static struct table_machine x;

	table_start(&x, 4, 4, 4, 4);
	ACTIVATED_MANAGED(&x, 1, one_cpu(0));
	/* prepare, shutdown fails; abort, resume fails, shutdown fails */
	table_fail(&x, 2, 4);
	x.fail_at[2] = 5;
	GIVES(irqm_table_set_affinity(x.t, 1, one_cpu(2), IRQM_IRQ_ASKED_BY_DRIVER),
	      TABLE_FAULT);
	INTACT(&x);
	STATE_IS(&x, 1, IRQM_IRQ_FAILED);
	CPU_IS(&x, 1, 0);
	cr_assert_eq(machine_cpu(&x.base, 0).managed, 1);
	cr_assert_eq(machine_cpu(&x.base, 2).managed, 0);
	table_calls_clear(&x);
	ENDS_CLEAN(&x);
}

Test(table_failed, disabling_and_suspending_one_that_failed_is_remembered)
{
	struct table_machine x;

	begin_stuck(&x);
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_suspend(x.t, 0));
	ACCEPTED(&x, irqm_table_resume(x.t, 0));
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	CALLS_ARE(&x, CALL_STARTUP, 0);
	STATE_IS(&x, 0, IRQM_IRQ_FAILED);
	ENDS_CLEAN(&x);
}

/* Nothing can be done about it, so it does not count as one that stayed. */
Test(table_failed, one_that_is_stuck_does_not_keep_a_cpu_from_being_isolated)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 4, 4);
	make_stuck(&x, 3);
	ACTIVATED_REGULAR(&x, 1, cpu_range(2, 4));
	ACCEPTED(&x, irqm_table_set_eligible(x.t, cpu_range(0, 2), IRQM_TABLE_BEST_EFFORT, &r));
	cr_assert_eq(r.stayed, 1);
	cr_assert_eq(r.irq, 1);
	ACCEPTED(&x, irqm_table_set_eligible(x.t, NULL, IRQM_TABLE_BEST_EFFORT, NULL));
	ACCEPTED(&x, irqm_table_deactivate(x.t, 1));
	ACCEPTED(&x, irqm_table_set_eligible(x.t, cpu_range(0, 2), IRQM_TABLE_STRICT, &r));
	cr_assert_eq(r.moved + r.stayed, 0);
	ENDS_CLEAN(&x);
}

/* The queue is drained, the hardware does not go down: the queue goes on, and all is as before. */
Test(table_failed, one_that_cannot_be_shut_down_keeps_the_cpu_online)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 4, 4);
	ACTIVATED_MANAGED(&x, 1, cpu_range(2, 3));
	table_fail(&x, 2, 0);
	REFUSED(&x, TABLE_FAULT, irqm_table_cpu_offline(x.t, 2, &r));
	CALLS_ARE(&x, CALL_QUIESCE, 1);
	CALLS_ARE(&x, CALL_SHUTDOWN, 1);
	CALLS_ARE(&x, CALL_RESUME, 1);
	STATE_IS(&x, 1, IRQM_IRQ_UP);
	cr_assert_eq(r.irq, 1);
	cr_assert_eq(r.error, TABLE_FAULT);
	cr_assert_eq(r.failed, 0);
	ENDS_CLEAN(&x);
}

/* Nor does the queue go on after that: now the interrupt has FAILED, and is counted. */
Test(table_failed, one_that_cannot_be_shut_down_nor_resumed_is_counted)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 4, 4);
	ACTIVATED_MANAGED(&x, 1, cpu_range(2, 3));
	table_fail(&x, 2, 3);
	GIVES(irqm_table_cpu_offline(x.t, 2, &r), TABLE_FAULT);
	INTACT(&x);
	STATE_IS(&x, 1, IRQM_IRQ_FAILED);
	cr_assert_eq(r.failed, 1);
	cr_assert_eq(r.moved, 0);
	cr_assert(machine_cpu(&x.base, 2).online);
	table_calls_clear(&x);
	ENDS_CLEAN(&x);
}

/*
 * Two change together, and the second cannot be started. Of the two that are brought back, the
 * first cannot be shut down at its new CPU, and keeps the reservations on both sets.
 */
Test(table_failed, one_that_is_stuck_at_its_new_cpu_keeps_both_sets)
{
	const struct irqm_irq_change changes[2] = { { 0, cpu_range(2, 3) },
						    { 1, cpu_range(3, 4) } };
	struct table_machine x;
	unsigned int irq;

	table_start(&x, 4, 4, 2, 4);
	for (irq = 0; irq < 2; irq++) {
		ACTIVATED_MANAGED(&x, irq, cpu_range(irq, irq + 1));
	}
	/* prepare, shutdown, startup for both; the last one fails, then shutdown, twice */
	table_fail(&x, 6, 7);
	x.fail_at[2] = 8;
	GIVES(irqm_table_set_affinities(x.t, changes, 2, IRQM_IRQ_ASKED_BY_DRIVER),
	      TABLE_FAULT);
	INTACT(&x);
	STATE_IS(&x, 0, IRQM_IRQ_FAILED);
	CPU_IS(&x, 0, 2);
	cr_assert_not(table_info(&x, 0).broken);
	STATE_IS(&x, 1, IRQM_IRQ_UP);
	CPU_IS(&x, 1, 1);
	cr_assert_eq(machine_cpu(&x.base, 0).managed, 1);
	cr_assert_eq(machine_cpu(&x.base, 2).managed, 1);
	cr_assert_eq(machine_cpu(&x.base, 3).managed, 0);
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_deactivate(x.t, 0));
	cr_assert_eq(machine_cpu(&x.base, 2).managed, 0);
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	CPU_IS(&x, 0, 0);
	ENDS_CLEAN(&x);
}

/*
 * An interrupt whose queue was stopped before it became regular: it is started elsewhere, the queue
 * does not go on, and it cannot be shut down. That it failed is all there is to say.
 */
Test(table_failed, nobody_is_told_that_one_is_broken_which_failed)
{
	static struct table_machine x;

	table_start(&x, 3, 3, 1, 4);
	ACCEPTED(&x, irqm_table_set_policy(x.t, IRQM_TABLE_POLICY_DRIVER));
	ACCEPTED(&x, table_managed(&x, 1, one_cpu(1), IRQM_IRQ_USER_BREAKS));
	ACCEPTED(&x, irqm_table_activate(x.t, 1));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, NULL));
	ACCEPTED(&x, irqm_table_disable(x.t, 1));
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 1, one_cpu(0), IRQM_IRQ_ASKED_BY_USER));
	ACCEPTED(&x, irqm_table_deactivate(x.t, 1));
	ACCEPTED(&x, irqm_table_enable(x.t, 1));
	ACTIVATED_REGULAR(&x, 2, one_cpu(0));
	table_fail(&x, 2, 3);
	GIVES(irqm_table_activate(x.t, 1), TABLE_FAULT);
	INTACT(&x);
	STATE_IS(&x, 1, IRQM_IRQ_FAILED);
	CPU_IS(&x, 1, 2);
	CALLS_ARE(&x, CALL_RESUME, 1);
	CALLS_ARE(&x, CALL_BROKEN, 0);
	table_calls_clear(&x);
	ENDS_CLEAN(&x);
}

/* ---- Callbacks that are not there ---- */

Test(table_failed, optional_callbacks_may_be_missing)
{
	const struct irqm_irq_request bare = { .mode = IRQM_IRQ_REGULAR, .cpus = cpu_range(1, 2) };
	struct irqm_queue_ops queue = { .affinity_broken = NULL };
	struct irqm_irq_request r = bare;
	struct irqm_chip_ops chip = table_chip;
	struct table_machine x;

	table_start(&x, 4, 4, 4, 4);
	irqm_table_destroy(x.t);
	chip.reraise = NULL;
	x.config.chip = &chip;
	GIVES(irqm_table_create(&x.config, &faulty_mem_ops, &x.mem, &x.t), 0);
	r.queue = &queue;
	ACCEPTED(&x, irqm_table_request(x.t, 0, &bare));
	ACCEPTED(&x, irqm_table_request(x.t, 1, &r));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	ACCEPTED(&x, irqm_table_activate(x.t, 1));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, NULL));
	cr_assert(table_info(&x, 0).broken);
	cr_assert(table_info(&x, 1).broken);
	CALLS_ARE(&x, CALL_RERAISE, 0);
	ENDS_CLEAN(&x);
}
