/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_override.c - the affinity of managed interrupts is changed. The numbers are those of the
 * RFD's items: options 1 to 4, and 3.1 to 3.17 of option 3.
 */
#include "support/contract.h"

static int by_user(struct table_machine *x, unsigned int irq, const unsigned long *cpus)
{
	return irqm_table_set_affinity(x->t, irq, cpus, IRQM_IRQ_ASKED_BY_USER);
}

static int by_driver(struct table_machine *x, unsigned int irq, const unsigned long *cpus)
{
	return irqm_table_set_affinity(x->t, irq, cpus, IRQM_IRQ_ASKED_BY_DRIVER);
}

/* A managed interrupt that is up, on a machine where users may do what drivers let them. */
static void begin(struct table_machine *x, const unsigned long *cpus,
		  enum irqm_irq_user_change user_change)
{
	table_start(x, 8, 6, 8, 6);
	ACCEPTED(x, irqm_table_set_policy(x->t, IRQM_TABLE_POLICY_DRIVER));
	ACCEPTED(x, table_managed(x, 0, cpus, user_change));
	ACCEPTED(x, irqm_table_activate(x->t, 0));
	table_calls_clear(x);
}

static unsigned long cpus_of(struct table_machine *x, unsigned int irq)
{
	unsigned long cpus = 0;

	GIVES(irqm_table_get_cpus(x->t, irq, &cpus), 0);
	return cpus;
}

/* Vectors are reserved on exactly these CPUs. */
static void set_aside_on(const struct table_machine *x, unsigned long cpus)
{
	unsigned int cpu;

	for (cpu = 0; cpu < 8; cpu++)
		cr_assert_eq(machine_cpu(&x->base, cpu).managed, cpus >> cpu & 1, "CPU %u", cpu);
}

/* ---- 3.1, 3.2: who may ---- */

Test(override, item_3_1_refused_by_default)
{
	struct table_machine x;

	table_start(&x, 8, 6, 8, 6);
	ACCEPTED(&x, table_managed(&x, 0, cpu_range(0, 2), IRQM_IRQ_USER_MOVES));
	ACCEPTED(&x, table_managed(&x, 1, cpu_range(0, 2), IRQM_IRQ_USER_BREAKS));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	REFUSED(&x, -IRQM_EPERM, by_user(&x, 0, cpu_range(2, 4)));
	REFUSED(&x, -IRQM_EPERM, by_user(&x, 1, cpu_range(2, 4)));
	REFUSED(&x, -IRQM_EPERM, by_user(&x, 0, cpu_range(0, 2)));
	ENDS_CLEAN(&x);
}

Test(override, item_3_1_the_driver_opts_in)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	ACCEPTED(&x, table_managed(&x, 1, cpu_range(0, 2), IRQM_IRQ_USER_REFUSED));
	ACCEPTED(&x, by_user(&x, 0, cpu_range(2, 4)));
	REFUSED(&x, -IRQM_EPERM, by_user(&x, 1, cpu_range(2, 4)));
	cr_assert_eq(cpus_of(&x, 0), 0xc);
	ENDS_CLEAN(&x);
}

Test(override, item_3_2_the_administrator_allows_all)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_REFUSED);
	REFUSED(&x, -IRQM_EPERM, by_user(&x, 0, cpu_range(2, 4)));
	ACCEPTED(&x, irqm_table_set_policy(x.t, IRQM_TABLE_POLICY_ALL));
	ACCEPTED(&x, by_user(&x, 0, cpu_range(2, 4)));
	cr_assert_eq(table_info(&x, 0).mode, IRQM_IRQ_MANAGED);
	ACCEPTED(&x, irqm_table_set_policy(x.t, IRQM_TABLE_POLICY_NEVER));
	REFUSED(&x, -IRQM_EPERM, by_user(&x, 0, cpu_range(0, 2)));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_set_policy(x.t, (enum irqm_table_policy)3));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_set_policy(NULL, IRQM_TABLE_POLICY_ALL));
	REFUSED(&x, -IRQM_EINVAL,
		irqm_table_set_affinity(NULL, 0, cpu_range(0, 2), IRQM_IRQ_ASKED_BY_USER));
	REFUSED(&x, -IRQM_EINVAL,
		irqm_table_set_affinity(x.t, 0, NULL, IRQM_IRQ_ASKED_BY_USER));
	ENDS_CLEAN(&x);
}

/* ---- The flow ---- */

/* 3.5, 3.12, 3.13, 3.8, 3.15: before with a veto; shutdown and startup; after. */
Test(override, item_3_5_to_3_13_the_steps_in_order)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(3, 5)));
	cr_assert_eq(x.nr_log, 5);
	CALL_IS(&x, 0, CALL_PREPARE, 0);
	CALL_IS(&x, 1, CALL_SHUTDOWN, 0);
	CALL_IS(&x, 2, CALL_STARTUP, 0);
	CALL_IS(&x, 3, CALL_COMPLETE, 0);
	CALL_IS(&x, 4, CALL_RESUME, 0);
	CPU_IS(&x, 0, 4);
	set_aside_on(&x, 0x18);
	cr_assert_eq(table_info(&x, 0).old_slot.cpu, IRQM_NONE);
	ENDS_CLEAN(&x);
}

Test(override, item_3_3_offline_cpus_are_allowed)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(1, 8)));
	set_aside_on(&x, 0xfe);
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}

Test(override, item_3_4_fails_without_a_vector_on_each_new_cpu)
{
	struct table_machine x;
	unsigned int irq;

	table_start(&x, 8, 6, 2, 6);
	ACCEPTED(&x, irqm_table_set_policy(x.t, IRQM_TABLE_POLICY_ALL));
	ACCEPTED(&x, table_managed(&x, 0, cpu_range(0, 2), IRQM_IRQ_USER_MOVES));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	for (irq = 1; irq < 3; irq++) {
		ACTIVATED_REGULAR(&x, irq, cpu_range(4, 5));
	}
	table_calls_clear(&x);
	REFUSED(&x, -IRQM_ENOSPC, by_user(&x, 0, cpu_range(2, 5)));
	cr_assert_eq(x.nr_log, 0);
	ENDS_CLEAN(&x);
}

/* 3.6 and 3.14: the interrupt goes from an offline set to an online one. */
Test(override, item_3_6_offline_to_online_starts_it_and_its_queue)
{
	struct table_machine x;

	begin(&x, cpu_range(4, 6), IRQM_IRQ_USER_MOVES);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 4, NULL));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 5, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	table_calls_clear(&x);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(0, 1)));
	cr_assert_eq(x.nr_log, 4);
	CALL_IS(&x, 0, CALL_PREPARE, 0);
	CALL_IS(&x, 1, CALL_STARTUP, 0);
	CALL_IS(&x, 2, CALL_COMPLETE, 0);
	CALL_IS(&x, 3, CALL_RESUME, 0);
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}

/* 3.7: the queue is drained by prepare_move, and stays stopped. */
Test(override, item_3_7_online_to_offline_leaves_it_down)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(6, 8)));
	cr_assert_eq(x.nr_log, 3);
	CALL_IS(&x, 0, CALL_PREPARE, 0);
	CALL_IS(&x, 1, CALL_SHUTDOWN, 0);
	CALL_IS(&x, 2, CALL_COMPLETE, 0);
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	cr_assert(table_info(&x, 0).queue_stopped);
	set_aside_on(&x, 0xc0);
	ENDS_CLEAN(&x);
}

/* ec181b7f30bd: and takes no vector. */
Test(override, item_3_14_hotplug_starts_it_and_tells_the_queue)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(6, 8)));
	cr_assert_eq(machine_stats(&x.base).total_allocated, 0);
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 7, NULL));
	cr_assert_eq(x.nr_log, 2);
	CALL_IS(&x, 0, CALL_STARTUP, 0);
	CALL_IS(&x, 1, CALL_RESUME, 0);
	CPU_IS(&x, 0, 7);
	ENDS_CLEAN(&x);
}

Test(override, item_3_11_a_veto_releases_the_vectors_and_changes_nothing)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, by_user(&x, 0, cpu_range(1, 4)));
	cr_assert_eq(x.nr_log, 1);
	set_aside_on(&x, 0x3);
	ENDS_CLEAN(&x);
}

/* ---- What the RFD leaves open ---- */

/* 1: when the old reservation goes: after everything that can fail. */
static void old_is_reserved_until_complete(struct table_machine *x, enum call_kind kind,
					   unsigned int irq)
{
	(void)kind;
	(void)irq;
	set_aside_on(x, 0x1b);
	x->hooked++;
}

Test(override, open_1_both_sets_are_reserved_until_the_change_is_complete)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	x.hook = old_is_reserved_until_complete;
	ACCEPTED(&x, by_user(&x, 0, cpu_range(3, 5)));
	x.hook = NULL;
	cr_assert_eq(x.hooked, 5);
	set_aside_on(&x, 0x18);
	ENDS_CLEAN(&x);
}

/* 2, L3: overlapping sets on a full CPU. */
Test(override, open_2_a_full_cpu_that_is_in_both_sets_is_no_obstacle)
{
	struct table_machine x;

	table_start(&x, 8, 6, 1, 6);
	ACCEPTED(&x, irqm_table_set_policy(x.t, IRQM_TABLE_POLICY_ALL));
	ACCEPTED(&x, table_managed(&x, 0, cpu_range(0, 2), IRQM_IRQ_USER_MOVES));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	cr_assert_eq(machine_cpu(&x.base, 1).available, 0);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(1, 2)));
	set_aside_on(&x, 0x2);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(1, 4)));
	set_aside_on(&x, 0xe);
	ENDS_CLEAN(&x);
}

/* 3, 5: startup fails, and prepare_move has drained the queue. */
Test(override, open_3_and_5_a_failing_startup_brings_it_back)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	table_fail(&x, 3, 0);
	REFUSED(&x, TABLE_FAULT, by_user(&x, 0, cpu_range(3, 5)));
	cr_assert_eq(x.nr_log, 6);
	CALL_IS(&x, 0, CALL_PREPARE, 0);
	CALL_IS(&x, 1, CALL_SHUTDOWN, 0);
	CALL_IS(&x, 2, CALL_STARTUP, 0);
	CALL_IS(&x, 3, CALL_STARTUP, 0);
	CALL_IS(&x, 4, CALL_ABORT, 0);
	CALL_IS(&x, 5, CALL_RESUME, 0);
	ENDS_CLEAN(&x);
}

Test(override, a_failing_shutdown_leaves_it_up)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	table_fail(&x, 2, 0);
	REFUSED(&x, TABLE_FAULT, by_user(&x, 0, cpu_range(3, 5)));
	CALLS_ARE(&x, CALL_STARTUP, 0);
	CALLS_ARE(&x, CALL_ABORT, 1);
	CALLS_ARE(&x, CALL_RESUME, 1);
	ENDS_CLEAN(&x);
}

/* The change has been made; what cannot go on is the queue. */
Test(override, a_failing_complete_or_resume_leaves_it_failed_on_its_new_cpus)
{
	struct table_machine x;
	unsigned int at;

	for (at = 4; at <= 5; at++) {
		begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
		table_fail(&x, at, 0);
		cr_assert_eq(by_user(&x, 0, cpu_range(3, 5)), TABLE_FAULT);
		INTACT(&x);
		STATE_IS(&x, 0, IRQM_IRQ_FAILED);
		set_aside_on(&x, 0x18);
		cr_assert_eq(cpus_of(&x, 0), 0x18);
		cr_assert_eq(table_info(&x, 0).error, TABLE_FAULT);
		table_calls_clear(&x);
		ACCEPTED(&x, irqm_table_deactivate(x.t, 0));
		ACCEPTED(&x, irqm_table_activate(x.t, 0));
		STATE_IS(&x, 0, IRQM_IRQ_UP);
		CALLS_ARE(&x, CALL_RESUME, 1);
		ENDS_CLEAN(&x);
	}
}

Test(override, open_7_empty_equal_and_absent_masks)
{
	unsigned long none = 0, beyond = ~0xffUL;
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	REFUSED(&x, -IRQM_EINVAL, by_user(&x, 0, &none));
	REFUSED(&x, -IRQM_EINVAL, by_user(&x, 0, &beyond));
	REFUSED(&x, -IRQM_EINVAL, by_user(&x, 0, NULL));
	REFUSED(&x, -IRQM_EINVAL,
		irqm_table_set_affinity(x.t, 0, x.base.all, (enum irqm_irq_asker)2));
	REFUSED(&x, 0, by_user(&x, 0, cpu_range(0, 2)));
	cr_assert_eq(x.nr_log, 0);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(7, 8)));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	ENDS_CLEAN(&x);
}

Test(override, open_7_a_second_change_while_the_first_waits_for_its_cpu)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(6, 7)));
	table_calls_clear(&x);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(7, 8)));
	cr_assert_eq(x.nr_log, 2);
	CALL_IS(&x, 0, CALL_PREPARE, 0);
	CALL_IS(&x, 1, CALL_COMPLETE, 0);
	set_aside_on(&x, 0x80);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 6, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(5, 6)));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	cr_assert_not(table_info(&x, 0).queue_stopped);
	ENDS_CLEAN(&x);
}

/* ---- Changes in other states ---- */

Test(override, while_idle_the_queue_is_asked_and_resumed_at_activation)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	ACCEPTED(&x, irqm_table_deactivate(x.t, 0));
	table_calls_clear(&x);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(3, 5)));
	cr_assert_eq(x.nr_log, 2);
	CALL_IS(&x, 0, CALL_PREPARE, 0);
	CALL_IS(&x, 1, CALL_COMPLETE, 0);
	STATE_IS(&x, 0, IRQM_IRQ_IDLE);
	set_aside_on(&x, 0x18);
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	CALLS_ARE(&x, CALL_RESUME, 1);
	ENDS_CLEAN(&x);
}

Test(override, while_disabled_it_stays_down_with_its_depth)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	table_calls_clear(&x);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(3, 5)));
	CALLS_ARE(&x, CALL_STARTUP, 0);
	CALLS_ARE(&x, CALL_SHUTDOWN, 0);
	STATE_IS(&x, 0, IRQM_IRQ_HELD);
	cr_assert_eq(table_info(&x, 0).depth, 2);
	CPU_IS(&x, 0, 4);
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	ACCEPTED(&x, irqm_table_enable(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	CALLS_ARE(&x, CALL_RESUME, 1);
	ENDS_CLEAN(&x);
}

Test(override, while_suspended_it_stays_down)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_MOVES);
	ACCEPTED(&x, irqm_table_suspend(x.t, 0));
	ACCEPTED(&x, by_user(&x, 0, cpu_range(6, 8)));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 6, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	ACCEPTED(&x, irqm_table_resume(x.t, 0));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}

/* 4. "EBUSY while another change is under way": also a move that is not done. */
Test(override, while_a_move_is_not_done_it_is_busy)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 3), IRQM_IRQ_USER_MOVES);
	CPU_IS(&x, 0, 2);
	ACCEPTED(&x, irqm_table_set_eligible(x.t, cpu_range(0, 2), IRQM_TABLE_BEST_EFFORT, NULL));
	cr_assert_eq(table_info(&x, 0).old_slot.cpu, 2);
	REFUSED(&x, -IRQM_EBUSY, by_user(&x, 0, cpu_range(3, 5)));
	ACCEPTED(&x, irqm_table_move_done(x.t, 0, table_info(&x, 0).slot));
	ACCEPTED(&x, by_user(&x, 0, cpu_range(3, 5)));
	ENDS_CLEAN(&x);
}

Test(override, without_a_queue_nobody_is_asked)
{
	struct irqm_irq_request r = { .mode = IRQM_IRQ_MANAGED, .cpus = cpu_range(0, 2) };
	struct table_machine x;

	table_start(&x, 8, 6, 8, 6);
	ACCEPTED(&x, irqm_table_set_policy(x.t, IRQM_TABLE_POLICY_ALL));
	ACCEPTED(&x, irqm_table_request(x.t, 0, &r));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	ACCEPTED(&x, by_user(&x, 0, cpu_range(3, 4)));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 3, NULL));
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 3, NULL));
	cr_assert_eq(x.nr_log, 5);
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}

/* ---- Options 1, 2 and 4 ---- */

/* Best effort, affinity writable, unplug breaks it. */
Test(override, option_1_spread_only_is_regular_after_its_first_mask)
{
	struct irqm_irq_request r = {
		.mode = IRQM_IRQ_SPREAD_ONLY,
		.cpus = cpu_range(2, 3),
		.queue = &table_queue,
	};
	struct table_machine x;

	table_start(&x, 8, 6, 8, 6);
	r.queue_ctx = &x;
	ACCEPTED(&x, irqm_table_request(x.t, 0, &r));
	set_aside_on(&x, 0);
	cr_assert_eq(machine_stats(&x.base).reserved, 1);
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	CPU_IS(&x, 0, 2);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(3, 4)));
	CPU_IS(&x, 0, 3);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 3, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	CALLS_ARE(&x, CALL_BROKEN, 1);
	ENDS_CLEAN(&x);
}

/* At any time, whatever users may, through the same flow. */
Test(override, option_2_a_mask_of_the_drivers_own)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 2), IRQM_IRQ_USER_BREAKS);
	ACCEPTED(&x, irqm_table_set_policy(x.t, IRQM_TABLE_POLICY_NEVER));
	ACCEPTED(&x, by_driver(&x, 0, cpu_range(3, 5)));
	cr_assert_eq(x.nr_log, 5);
	set_aside_on(&x, 0x18);
	cr_assert_eq(table_info(&x, 0).mode, IRQM_IRQ_MANAGED);
	ENDS_CLEAN(&x);
}

Test(override, option_4_it_becomes_regular_and_keeps_its_slot)
{
	struct irqm_slot slot;
	struct table_machine x;

	begin(&x, cpu_range(0, 3), IRQM_IRQ_USER_BREAKS);
	slot = table_info(&x, 0).slot;
	cr_assert_eq(slot.cpu, 2);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(2, 5)));
	cr_assert_eq(x.nr_log, 0);
	SLOT_IS_SAME(&x, 0, slot);
	cr_assert_eq(table_info(&x, 0).mode, IRQM_IRQ_REGULAR);
	set_aside_on(&x, 0);
	cr_assert_eq(machine_state(&x.base, slot.cpu, slot.vector), IRQM_SLOT_REGULAR);
	ACCEPTED(&x, irqm_table_set_policy(x.t, IRQM_TABLE_POLICY_NEVER));
	ACCEPTED(&x, by_user(&x, 0, cpu_range(0, 1)));
	CPU_IS(&x, 0, 0);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, NULL));
	STATE_IS(&x, 0, IRQM_IRQ_UP);
	ENDS_CLEAN(&x);
}

Test(override, option_4_it_becomes_regular_and_moves)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 3), IRQM_IRQ_USER_BREAKS);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(4, 5)));
	cr_assert_eq(x.nr_log, 1);
	CALL_IS(&x, 0, CALL_RETARGET, 0);
	set_aside_on(&x, 0);
	cr_assert_eq(machine_state(&x.base, 2, 0), IRQM_SLOT_REGULAR);
	ACCEPTED(&x, irqm_table_move_done(x.t, 0, table_info(&x, 0).slot));
	cr_assert_eq(machine_stats(&x.base).total_allocated, 1);
	ENDS_CLEAN(&x);
}

Test(override, option_4_while_a_move_inside_its_set_is_not_done)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 3), IRQM_IRQ_USER_BREAKS);
	ACCEPTED(&x, irqm_table_set_eligible(x.t, cpu_range(0, 2), IRQM_TABLE_BEST_EFFORT, NULL));
	CPU_IS(&x, 0, 1);
	REFUSED(&x, -IRQM_EBUSY, by_user(&x, 0, cpu_range(4, 5)));
	ACCEPTED(&x, by_user(&x, 0, cpu_range(1, 5)));
	set_aside_on(&x, 0);
	cr_assert_eq(machine_stats(&x.base).total_allocated, 2);
	ACCEPTED(&x, irqm_table_move_done(x.t, 0, table_info(&x, 0).slot));
	ENDS_CLEAN(&x);
}

Test(override, option_4_while_idle_disabled_or_waiting)
{
	struct table_machine x;

	begin(&x, cpu_range(0, 3), IRQM_IRQ_USER_BREAKS);
	ACCEPTED(&x, table_managed(&x, 1, cpu_range(6, 8), IRQM_IRQ_USER_BREAKS));
	ACCEPTED(&x, table_managed(&x, 2, cpu_range(6, 8), IRQM_IRQ_USER_BREAKS));
	ACCEPTED(&x, irqm_table_activate(x.t, 2));
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	table_calls_clear(&x);
	ACCEPTED(&x, by_user(&x, 0, cpu_range(4, 5)));
	STATE_IS(&x, 0, IRQM_IRQ_HELD);
	CPU_IS(&x, 0, 4);
	cr_assert_eq(x.nr_log, 0);
	ACCEPTED(&x, by_user(&x, 1, cpu_range(7, 8)));
	STATE_IS(&x, 1, IRQM_IRQ_IDLE);
	cr_assert_eq(machine_stats(&x.base).reserved, 1);
	REFUSED(&x, -IRQM_ENODEV, by_user(&x, 2, cpu_range(7, 8)));
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, by_user(&x, 2, cpu_range(1, 8)));
	ACCEPTED(&x, by_user(&x, 2, cpu_range(1, 8)));
	STATE_IS(&x, 2, IRQM_IRQ_UP);
	CPU_IS(&x, 2, 1);
	set_aside_on(&x, 0);
	ENDS_CLEAN(&x);
}

Test(override, option_4_without_room_it_stays_managed)
{
	struct table_machine x;

	table_start(&x, 8, 6, 1, 6);
	ACCEPTED(&x, irqm_table_set_policy(x.t, IRQM_TABLE_POLICY_DRIVER));
	ACCEPTED(&x, table_managed(&x, 0, cpu_range(0, 2), IRQM_IRQ_USER_BREAKS));
	ACCEPTED(&x, table_managed(&x, 1, cpu_range(2, 3), IRQM_IRQ_USER_BREAKS));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	REFUSED(&x, -IRQM_ENOSPC, by_user(&x, 0, cpu_range(2, 3)));
	table_fail(&x, 1, 0);
	REFUSED(&x, TABLE_FAULT, by_user(&x, 0, cpu_range(3, 4)));
	ENDS_CLEAN(&x);
}
