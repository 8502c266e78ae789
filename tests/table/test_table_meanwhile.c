/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_meanwhile.c - what other calls are told, and may do, while a call is in a callback.
 */
#include "support/contract.h"

/* What the hook was told. */
static struct irqm_table_report reports[4];
static struct irqm_table_offline_answer answer;
static int codes[4];

/* Makes the call that is going to be disturbed, which has to succeed. */
#define DISTURBED(x, by, call) \
	do { \
		(x)->hook = (by); \
		(x)->hooked = 0; \
		ACCEPTED(x, call); \
		(x)->hook = NULL; \
		cr_assert_gt((x)->hooked, 0, "nothing has happened"); \
	} while (0)

/* ---- Calls on all CPUs ---- */

static void try_all(struct table_machine *x, enum call_kind kind, unsigned int irq)
{
	(void)irq;
	if (kind != CALL_RETARGET || x->hooked++)
		return;
	codes[0] = irqm_table_cpu_offline(x->t, 1, &reports[0]);
	codes[1] = irqm_table_cpu_online(x->t, 3, &reports[1]);
	codes[2] = irqm_table_set_eligible(x->t, NULL, IRQM_TABLE_STRICT, &reports[2]);
	codes[3] = irqm_table_return_home(x->t, &reports[3]);
	GIVES(irqm_table_can_offline(x->t, 1, &answer), 0);
}

Test(table_meanwhile, one_call_at_a_time_works_on_all_cpus)
{
	static struct table_machine x;
	unsigned int n;

	table_start(&x, 4, 3, 4, 4);
	ACTIVATED_REGULAR(&x, 2, cpu_range(0, 2));
	CPU_IS(&x, 2, 0);
	DISTURBED(&x, try_all, irqm_table_cpu_offline(x.t, 0, NULL));
	CPU_IS(&x, 2, 1);
	for (n = 0; n < 4; n++) {
		cr_assert_eq(codes[n], -IRQM_EBUSY, "call %u", n);
		cr_assert_eq(reports[n].error, -IRQM_EBUSY, "call %u", n);
		cr_assert_eq(reports[n].irq, IRQM_NONE, "call %u: %u", n, reports[n].irq);
	}
	/* All CPUs come before the interrupt that is on its way to this one. */
	cr_assert_eq(answer.reason, IRQM_TABLE_OFFLINE_BUSY);
	cr_assert_eq(answer.irq, IRQM_NONE);
	ENDS_CLEAN(&x);
}

Test(table_meanwhile, a_cpu_that_cannot_go_or_come_is_no_interrupts_fault)
{
	static struct table_machine x;
	struct irqm_table_report r;

	table_start(&x, 2, 1, 4, 2);
	REFUSED(&x, -IRQM_ERANGE, irqm_table_cpu_offline(x.t, 2, &r));
	cr_assert_eq(r.irq, IRQM_NONE);
	REFUSED(&x, -IRQM_ENODEV, irqm_table_cpu_offline(x.t, 1, &r));
	cr_assert_eq(r.irq, IRQM_NONE);
	REFUSED(&x, -IRQM_EINVAL, irqm_table_cpu_online(x.t, 0, &r));
	cr_assert_eq(r.irq, IRQM_NONE);
	cr_assert_eq(r.error, -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}

static void ask_about_the_other(struct table_machine *x, enum call_kind kind, unsigned int irq)
{
	if (kind == CALL_RERAISE && !x->hooked++)
		GIVES(irqm_table_can_offline(x->t, table_info(x, irq).slot.cpu, &answer), 0);
}

/* A CPU that is leaving is nowhere to go back to, as it is no room for regular ones. */
Test(table_meanwhile, nothing_would_go_back_to_a_cpu_that_is_leaving)
{
	static struct table_machine x;
	unsigned int was;

	table_start(&x, 3, 3, 4, 4);
	ACTIVATED_MANAGED(&x, 1, cpu_range(0, 2));
	was = table_info(&x, 1).slot.cpu;
	ACCEPTED(&x, irqm_table_set_eligible(x.t, one_cpu(1 - was), IRQM_TABLE_STRICT, NULL));
	cr_assert_eq(table_info(&x, 1).old_slot.cpu, was);
	GIVES(irqm_table_can_offline(x.t, 1 - was, &answer), 0);
	cr_assert_eq(answer.managed, 1);
	cr_assert_eq(answer.shut_down, 0);
	DISTURBED(&x, ask_about_the_other, irqm_table_cpu_offline(x.t, was, NULL));
	cr_assert_eq(answer.reason, IRQM_TABLE_OFFLINE_BUSY);
	cr_assert_eq(answer.managed, 0);
	cr_assert_eq(answer.shut_down, 1);
	ENDS_CLEAN(&x);
}

/* ---- A call on one interrupt ---- */

static void try_offline(struct table_machine *x, enum call_kind kind, unsigned int irq)
{
	if (kind != CALL_SHUTDOWN || x->hooked++)
		return;
	GIVES(irqm_table_can_offline(x->t, table_info(x, irq).slot.cpu, &answer), 0);
	codes[0] = irqm_table_cpu_offline(x->t, table_info(x, irq).slot.cpu, &reports[0]);
}

/* That there is no room either comes second. */
Test(table_meanwhile, a_cpu_whose_interrupt_is_worked_on_stays)
{
	static struct table_machine x;
	unsigned int irq;

	table_start(&x, 2, 2, 2, 5);
	for (irq = 1; irq < 5; irq++) {
		ACTIVATED_REGULAR(&x, irq, NULL);
	}
	DISTURBED(&x, try_offline, irqm_table_disable(x.t, 3));
	cr_assert_eq(answer.reason, IRQM_TABLE_OFFLINE_BUSY);
	cr_assert_eq(answer.irq, 3);
	cr_assert_eq(answer.missing, 2);
	cr_assert_eq(codes[0], -IRQM_EBUSY);
	cr_assert_eq(reports[0].error, -IRQM_EBUSY);
	cr_assert_eq(reports[0].irq, 3);
	ENDS_CLEAN(&x);
}

static void try_return(struct table_machine *x, enum call_kind kind, unsigned int irq)
{
	(void)irq;
	if (kind != CALL_SHUTDOWN || x->hooked++)
		return;
	codes[0] = irqm_table_return_home(x->t, &reports[0]);
}

/* Only regular interrupts return home, so only one of these stays because it is claimed. */
Test(table_meanwhile, one_that_is_worked_on_does_not_return_home)
{
	static struct table_machine x;

	table_start(&x, 2, 2, 4, 4);
	ACCEPTED(&x, table_managed(&x, 1, x.base.all, IRQM_IRQ_USER_REFUSED));
	ACCEPTED(&x, table_regular(&x, 2, NULL));
	ACCEPTED(&x, irqm_table_activate(x.t, 1));
	ACCEPTED(&x, irqm_table_activate(x.t, 2));
	DISTURBED(&x, try_return, irqm_table_disable(x.t, 1));
	cr_assert_eq(codes[0], 0);
	cr_assert_eq(reports[0].stayed, 0);
	cr_assert_eq(reports[0].irq, IRQM_NONE);
	DISTURBED(&x, try_return, irqm_table_disable(x.t, 2));
	cr_assert_eq(codes[0], 0);
	cr_assert_eq(reports[0].stayed, 1);
	cr_assert_eq(reports[0].irq, 2);
	cr_assert_eq(reports[0].error, -IRQM_EBUSY);
	ENDS_CLEAN(&x);
}

static void return_home(struct table_machine *x, enum call_kind kind, unsigned int irq)
{
	if (kind != CALL_PREPARE || irq != 0 || x->hooked++)
		return;
	codes[0] = irqm_table_return_home(x->t, &reports[0]);
}

/* What a call has claimed is its own, though another one claims one by one meanwhile. */
Test(table_meanwhile, others_return_home_while_a_set_changes)
{
	const struct irqm_irq_change changes[2] = { { 0, one_cpu(2) }, { 1, one_cpu(3) } };
	static struct table_machine x;
	unsigned int irq;

	table_start(&x, 4, 4, 4, 6);
	for (irq = 0; irq < 2; irq++) {
		ACTIVATED_MANAGED(&x, irq, one_cpu(irq));
	}
	ACTIVATED_REGULAR(&x, 5, NULL);
	DISTURBED(&x, return_home,
		  irqm_table_set_affinities(x.t, changes, 2, IRQM_IRQ_ASKED_BY_DRIVER));
	cr_assert_eq(codes[0], 0);
	CPU_IS(&x, 0, 2);
	CPU_IS(&x, 1, 3);
	CALLS_ARE(&x, CALL_PREPARE, 2);
	CALLS_ARE(&x, CALL_COMPLETE, 2);
	ENDS_CLEAN(&x);
}

static void make_room(struct table_machine *x, enum call_kind kind, unsigned int irq)
{
	(void)irq;
	if (kind == CALL_RETARGET && !x->hooked++)
		GIVES(irqm_table_deactivate(x->t, 2), 0);
}

/* Room is found for all before any moves; who would rather be where room came later returns. */
Test(table_meanwhile, an_interrupt_leaves_a_cpu_once)
{
	static struct table_machine x;
	struct irqm_table_report r;

	table_start(&x, 3, 3, 1, 4);
	ACTIVATED_REGULAR(&x, 2, one_cpu(0));
	ACTIVATED_REGULAR(&x, 1, cpu_range(0, 2));
	CPU_IS(&x, 1, 1);
	DISTURBED(&x, make_room, irqm_table_cpu_offline(x.t, 1, &r));
	cr_assert_eq(r.moved, 1);
	cr_assert_eq(r.broken, 1);
	CALLS_ARE(&x, CALL_RETARGET, 1);
	CPU_IS(&x, 1, 2);
	ACCEPTED(&x, irqm_table_return_home(x.t, NULL));
	CPU_IS(&x, 1, 0);
	ENDS_CLEAN(&x);
}

/* ---- A CPU that comes online ---- */

static void suspend_others(struct table_machine *x, enum call_kind kind, unsigned int irq)
{
	if (kind != CALL_STARTUP || x->hooked++)
		return;
	cr_assert_eq(irq, 2);
	codes[0] = irqm_table_suspend(x->t, 0);
	codes[1] = irqm_table_suspend(x->t, 1);
}

/* 0 is disabled, 1 waits for another CPU; 2, which began to wait last, comes first. */
Test(table_meanwhile, only_what_a_cpu_starts_is_claimed)
{
	static struct table_machine x;
	unsigned int irq;

	table_start(&x, 4, 2, 4, 4);
	for (irq = 0; irq < 3; irq++) {
		ACTIVATED_MANAGED(&x, irq, one_cpu(irq == 1 ? 2 : 3));
	}
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	DISTURBED(&x, suspend_others, irqm_table_cpu_online(x.t, 3, NULL));
	cr_assert_eq(codes[0], 0);
	cr_assert_eq(codes[1], 0);
	cr_assert(table_info(&x, 0).suspended);
	cr_assert(table_info(&x, 1).suspended);
	ENDS_CLEAN(&x);
}

static void bring_3_online(struct table_machine *x, enum call_kind kind, unsigned int irq)
{
	(void)irq;
	if (kind == CALL_PREPARE && !x->hooked++)
		GIVES(irqm_table_cpu_online(x->t, 3, NULL), 0);
}

/* Its old CPU has come, so it is started there, before its queue is told and let run again. */
Test(table_meanwhile, the_old_cpu_comes_online_before_a_change_fails)
{
	static struct table_machine x;

	table_start(&x, 4, 4, 4, 1);
	ACTIVATED_MANAGED(&x, 0, one_cpu(3));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 3, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	/* Its queue is stopped already: prepare, startup at 1, startup at 3, abort, resume. */
	table_fail(&x, 2, 0);
	x.hook = bring_3_online;
	x.hooked = 0;
	GIVES(irqm_table_set_affinity(x.t, 0, one_cpu(1), IRQM_IRQ_ASKED_BY_DRIVER),
	      TABLE_FAULT);
	INTACT(&x);
	cr_assert_eq(x.hooked, 1);
	cr_assert_eq(x.nr_log, 5);
	CALL_IS(&x, 2, CALL_STARTUP, 0);
	cr_assert_eq(x.log[2].to.cpu, 3);
	CALL_IS(&x, 3, CALL_ABORT, 0);
	CALL_IS(&x, 4, CALL_RESUME, 0);
	x.hook = NULL;
	CPU_IS(&x, 0, 3);
	ENDS_CLEAN(&x);
}
