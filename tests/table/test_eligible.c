/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_eligible.c - housekeeping at run time: interrupts leave CPUs that become isolated.
 */
#include "support/contract.h"

static int isolate(struct table_machine *x, const unsigned long *eligible,
		   enum irqm_table_strictness strictness, struct irqm_table_report *r)
{
	return irqm_table_set_eligible(x->t, eligible, strictness, r);
}

/* 11ea68f553e2, 2020: managed interrupts went to isolated CPUs though others were in the mask. */
Test(eligible, new_ones_prefer_eligible_cpus_among_their_own)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 8);
	ACCEPTED(&x, isolate(&x, cpu_range(0, 2), IRQM_TABLE_STRICT, NULL));
	ACTIVATED_MANAGED(&x, 0, x.base.all);
	CPU_IS(&x, 0, 1);
	ACTIVATED_MANAGED(&x, 1, cpu_range(2, 4));
	CPU_IS(&x, 1, 3);
	ACTIVATED_REGULAR(&x, 2, NULL);
	CPU_IS(&x, 2, 0);
	ACTIVATED_REGULAR(&x, 3, cpu_range(2, 3));
	CPU_IS(&x, 3, 2);
	cr_assert_not(table_info(&x, 3).broken);
	ENDS_CLEAN(&x);
}

Test(eligible, both_kinds_move_off_and_keep_to_their_own_cpus)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 8);
	ACTIVATED_MANAGED(&x, 0, x.base.all);
	CPU_IS(&x, 0, 3);
	ACTIVATED_REGULAR(&x, 1, cpu_range(2, 4));
	CPU_IS(&x, 1, 2);
	ACTIVATED_REGULAR(&x, 2, cpu_range(2, 3));
	ACCEPTED(&x, isolate(&x, cpu_range(0, 2), IRQM_TABLE_BEST_EFFORT, &r));
	CPU_IS(&x, 0, 1);
	CPU_IS(&x, 1, 2);
	CPU_IS(&x, 2, 2);
	cr_assert_eq(r.moved, 1);
	cr_assert_eq(r.stayed, 2);
	cr_assert_eq(r.error, -IRQM_ENOSPC);
	cr_assert_eq(table_info(&x, 0).old_slot.cpu, 3);
	ENDS_CLEAN(&x);
}

Test(eligible, strict_fails_as_a_whole)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 8);
	ACTIVATED_MANAGED(&x, 0, x.base.all);
	ACTIVATED_REGULAR(&x, 1, cpu_range(2, 3));
	table_calls_clear(&x);
	REFUSED(&x, -IRQM_ENOSPC, isolate(&x, cpu_range(0, 2), IRQM_TABLE_STRICT, &r));
	cr_assert_eq(x.nr_log, 0);
	cr_assert_eq(r.irq, 1);
	ACTIVATED_REGULAR(&x, 2, NULL);
	ACCEPTED(&x, irqm_table_deactivate(x.t, 1));
	ACCEPTED(&x, isolate(&x, cpu_range(0, 2), IRQM_TABLE_STRICT, &r));
	cr_assert_eq(r.moved, 1);
	ENDS_CLEAN(&x);
}

/* Also the eligible CPUs are as before. */
Test(eligible, strict_goes_back_when_the_hardware_fails)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 8);
	ACTIVATED_MANAGED(&x, 0, x.base.all);
	ACTIVATED_MANAGED(&x, 1, cpu_range(0, 3));
	table_fail(&x, 2, 0);
	REFUSED(&x, TABLE_FAULT, isolate(&x, cpu_range(0, 2), IRQM_TABLE_STRICT, &r));
	CALLS_ARE(&x, CALL_RETARGET, 3);
	cr_assert_eq(r.moved, 0);
	ACTIVATED_MANAGED(&x, 2, x.base.all);
	CPU_IS(&x, 2, 1);
	ACTIVATED_MANAGED(&x, 3, x.base.all);
	CPU_IS(&x, 3, 0);
	ACTIVATED_MANAGED(&x, 4, x.base.all);
	CPU_IS(&x, 4, 3);
	ENDS_CLEAN(&x);
}

Test(eligible, best_effort_leaves_those_the_hardware_cannot_move)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 8);
	ACTIVATED_MANAGED(&x, 0, x.base.all);
	ACTIVATED_MANAGED(&x, 1, cpu_range(0, 3));
	table_fail(&x, 1, 0);
	ACCEPTED(&x, isolate(&x, cpu_range(0, 2), IRQM_TABLE_BEST_EFFORT, &r));
	cr_assert_eq(r.moved, 1);
	cr_assert_eq(r.stayed, 1);
	cr_assert_eq(r.error, TABLE_FAULT);
	ENDS_CLEAN(&x);
}

Test(eligible, one_whose_move_is_not_done_stays_or_is_busy)
{
	struct irqm_table_report r;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 8);
	ACTIVATED_MANAGED(&x, 0, x.base.all);
	ACCEPTED(&x, isolate(&x, cpu_range(0, 3), IRQM_TABLE_STRICT, NULL));
	REFUSED(&x, -IRQM_EBUSY, isolate(&x, cpu_range(0, 2), IRQM_TABLE_STRICT, &r));
	ACCEPTED(&x, isolate(&x, cpu_range(0, 2), IRQM_TABLE_BEST_EFFORT, &r));
	cr_assert_eq(r.stayed, 1);
	cr_assert_eq(r.error, -IRQM_EBUSY);
	ENDS_CLEAN(&x);
}

Test(eligible, all_are_eligible_again)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 8);
	ACCEPTED(&x, isolate(&x, cpu_range(0, 1), IRQM_TABLE_STRICT, NULL));
	ACCEPTED(&x, isolate(&x, NULL, IRQM_TABLE_STRICT, NULL));
	ACTIVATED_MANAGED(&x, 0, x.base.all);
	CPU_IS(&x, 0, 3);
	ENDS_CLEAN(&x);
}

/* A CPU that comes online starts what waits for it, eligible or not. */
Test(eligible, the_only_cpu_of_a_set_is_used_though_isolated)
{
	struct table_machine x;

	table_start(&x, 4, 3, 8, 8);
	ACTIVATED_MANAGED(&x, 0, cpu_range(3, 4));
	ACCEPTED(&x, isolate(&x, cpu_range(0, 1), IRQM_TABLE_STRICT, NULL));
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 3, NULL));
	CPU_IS(&x, 0, 3);
	ENDS_CLEAN(&x);
}

Test(eligible, malformed_wishes_are_refused)
{
	unsigned long none = 0;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 8);
	REFUSED(&x, -IRQM_EINVAL, isolate(&x, &none, IRQM_TABLE_STRICT, NULL));
	REFUSED(&x, -IRQM_EINVAL, isolate(&x, NULL, (enum irqm_table_strictness)2, NULL));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_set_eligible(NULL, NULL, IRQM_TABLE_STRICT, NULL));
	ENDS_CLEAN(&x);
}

/* The third and the fourth of its own sets: not eligible, but near; and neither. */
Test(eligible, a_wish_finds_all_sets_of_its_own_cpus)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACCEPTED(&x, isolate(&x, cpu_range(0, 2), IRQM_TABLE_STRICT, NULL));
	ACCEPTED(&x, table_near(&x, 0, cpu_range(0, 1), cpu_range(0, 3)));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	CPU_IS(&x, 0, 0);
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 0, cpu_range(2, 4), IRQM_IRQ_ASKED_BY_USER));
	CPU_IS(&x, 0, 2);
	ACCEPTED(&x, irqm_table_move_done(x.t, 0, table_info(&x, 0).slot));
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 0, cpu_range(3, 4), IRQM_IRQ_ASKED_BY_USER));
	CPU_IS(&x, 0, 3);
	ENDS_CLEAN(&x);
}

Test(eligible, an_interrupt_leaves_for_a_cpu_that_nothing_speaks_for)
{
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACCEPTED(&x, isolate(&x, cpu_range(0, 2), IRQM_TABLE_STRICT, NULL));
	ACCEPTED(&x, table_near(&x, 0, cpu_range(1, 2), cpu_range(0, 2)));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	ACCEPTED(&x, table_near(&x, 1, cpu_range(1, 2), cpu_range(0, 2)));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, NULL));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, NULL));
	CPU_IS(&x, 0, 2);
	ACCEPTED(&x, irqm_table_activate(x.t, 1));
	CPU_IS(&x, 1, 3);
	ENDS_CLEAN(&x);
}

/* Masks of several words: the sets are worked out for all of them. */
Test(eligible, the_last_of_many_cpus)
{
	struct table_machine x;

	table_start(&x, 200, 200, 8, 4);
	ACCEPTED(&x, isolate(&x, cpu_range(100, 199), IRQM_TABLE_STRICT, NULL));
	ACTIVATED_REGULAR(&x, 0, cpu_range(70, 200));
	CPU_IS(&x, 0, 100);
	ACTIVATED_MANAGED(&x, 1, cpu_range(150, 200));
	CPU_IS(&x, 1, 198);
	ACCEPTED(&x, isolate(&x, cpu_range(199, 200), IRQM_TABLE_STRICT, NULL));
	CPU_IS(&x, 0, 199);
	CPU_IS(&x, 1, 199);
	ENDS_CLEAN(&x);
}
