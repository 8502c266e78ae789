/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_schedule.c - hotplug, changes of affinity, activation, release at the same time: all
 * interleavings at every lock and callback.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "support/table_schedule.h"

#define USER IRQM_IRQ_ASKED_BY_USER
#define DRIVER IRQM_IRQ_ASKED_BY_DRIVER

/*
 * Four CPUs, of which 0 to 2 are online. Interrupt 0 is managed on {1,2}; 1 is regular on {1,2};
 * 2 is managed on {2} and a user may break it; 3 is managed on {3} and waits.
 */
static bool four(struct table_machine *x)
{
	return !table_managed(x, 0, cpu_range(1, 3), IRQM_IRQ_USER_MOVES) &&
	       !table_regular(x, 1, cpu_range(1, 3)) &&
	       !table_managed(x, 2, cpu_range(2, 3), IRQM_IRQ_USER_BREAKS) &&
	       !table_managed(x, 3, cpu_range(3, 4), IRQM_IRQ_USER_MOVES);
}

static bool all_up(struct table_machine *x)
{
	return four(x) && !irqm_table_activate(x->t, 0) && !irqm_table_activate(x->t, 1) &&
	       !irqm_table_activate(x->t, 2) && !irqm_table_activate(x->t, 3);
}

static bool all_idle(struct table_machine *x)
{
	return four(x);
}

static bool disabled(struct table_machine *x)
{
	return all_up(x) && !irqm_table_disable(x->t, 0) && !irqm_table_suspend(x->t, 2);
}

/* Only CPU 0 is online: 0, 2 and 3 wait, 1 is away from home. */
static bool parked(struct table_machine *x)
{
	return all_up(x) && !irqm_table_cpu_offline(x->t, 1, NULL) &&
	       !irqm_table_cpu_offline(x->t, 2, NULL);
}

/* 1 has an old slot. */
static bool moving(struct table_machine *x)
{
	return all_up(x) && !irqm_table_set_affinity(x->t, 1, cpu_range(0, 1), USER);
}

#define CALL(name_, expression) \
	static int make_##name_(struct table_machine *x) \
	{ \
		return expression; \
	} \
	static const struct schedule_call name_ = { #name_, make_##name_ }

CALL(activate_0, irqm_table_activate(x->t, 0));
CALL(deactivate_0, irqm_table_deactivate(x->t, 0));
CALL(release_0, irqm_table_release(x->t, 0));
CALL(disable_0, irqm_table_disable(x->t, 0));
CALL(enable_0, irqm_table_enable(x->t, 0));
CALL(suspend_2, irqm_table_suspend(x->t, 2));
CALL(resume_2, irqm_table_resume(x->t, 2));
CALL(activate_1, irqm_table_activate(x->t, 1));
CALL(deactivate_1, irqm_table_deactivate(x->t, 1));
CALL(activate_3, irqm_table_activate(x->t, 3));
CALL(deactivate_3, irqm_table_deactivate(x->t, 3));
CALL(override_0_online, irqm_table_set_affinity(x->t, 0, cpu_range(0, 2), USER));
CALL(override_0_offline, irqm_table_set_affinity(x->t, 0, cpu_range(3, 4), DRIVER));
CALL(override_3, irqm_table_set_affinity(x->t, 3, cpu_range(1, 2), DRIVER));
CALL(break_2, irqm_table_set_affinity(x->t, 2, cpu_range(0, 1), USER));
CALL(break_2_stays, irqm_table_set_affinity(x->t, 2, cpu_range(0, 3), USER));
CALL(move_1, irqm_table_set_affinity(x->t, 1, cpu_range(0, 1), USER));
CALL(done_1, irqm_table_move_done(x->t, 1, table_info(x, 1).slot));
CALL(offline_0, irqm_table_cpu_offline(x->t, 0, NULL));
CALL(offline_1, irqm_table_cpu_offline(x->t, 1, NULL));
CALL(offline_2, irqm_table_cpu_offline(x->t, 2, NULL));
CALL(online_1, irqm_table_cpu_online(x->t, 1, NULL));
CALL(online_2, irqm_table_cpu_online(x->t, 2, NULL));
CALL(online_3, irqm_table_cpu_online(x->t, 3, NULL));
CALL(home, irqm_table_return_home(x->t, NULL));
CALL(isolate, irqm_table_set_eligible(x->t, cpu_range(0, 2), IRQM_TABLE_BEST_EFFORT, NULL));

static int make_swap_0_and_2(struct table_machine *x)
{
	const struct irqm_irq_change changes[2] = {
		{ 0, cpu_range(2, 3) },
		{ 2, cpu_range(0, 2) },
	};

	return irqm_table_set_affinities(x->t, changes, 2, DRIVER);
}

static const struct schedule_call swap_0_and_2 = { "swap_0_and_2", make_swap_0_and_2 };

static const struct schedule_call *const all_calls[] = {
	&activate_0,
	&deactivate_0,
	&release_0,
	&disable_0,
	&enable_0,
	&suspend_2,
	&resume_2,
	&activate_1,
	&deactivate_1,
	&activate_3,
	&deactivate_3,
	&override_0_online,
	&override_0_offline,
	&override_3,
	&break_2,
	&break_2_stays,
	&move_1,
	&done_1,
	&offline_0,
	&offline_1,
	&offline_2,
	&online_1,
	&online_2,
	&online_3,
	&home,
	&isolate,
	&swap_0_and_2,
};

#define NR_CALLS (sizeof(all_calls) / sizeof(all_calls[0]))

/*
 * Pairs with more interleavings than this are gone through with a few switches only, in which a
 * call may be left that often before it is done. IRQM_INTERLEAVINGS=all goes through all of all.
 */
#define MAX_RUNS 1500
#define SWITCHES 3

struct sum {
	struct schedule_report all;
	struct schedule_report bounded;
	unsigned int nr_all;
	unsigned int nr_bounded;
};

/* Triples take more steps, and get fewer switches. */
#define TRIPLE_SWITCHES 2

static void explore(struct schedule_case *c, struct sum *sum, unsigned int switches)
{
	const char *wish = getenv("IRQM_INTERLEAVINGS");
	struct schedule_report report = { 0 };
	enum schedule_result result;

	c->max_runs = wish && !strcmp(wish, "all") ? 0 : MAX_RUNS;
	result = schedule_explore(stderr, c, &report);
	cr_assert_neq(result, SCHEDULE_WRONG);
	if (result == SCHEDULE_GOOD) {
		sum->nr_all++;
		sum->all.interleavings += report.interleavings;
		sum->all.busy += report.busy;
		return;
	}
	c->max_runs = 0;
	c->max_switches = switches;
	cr_assert_eq(schedule_explore(stderr, c, &sum->bounded), SCHEDULE_GOOD);
	sum->nr_bounded++;
}

static void tell(const char *name, const struct sum *sum, unsigned int switches)
{
	fprintf(stderr,
		"%s: %u cases with all %lu interleavings, in %lu a call was busy; "
		"%u with all %lu of up to %u switches\n",
		name, sum->nr_all, sum->all.interleavings, sum->all.busy, sum->nr_bounded,
		sum->bounded.interleavings, switches);
}

/* All pairs of calls, also of a call with itself. */
static void explore_pairs(const char *name, bool (*begin)(struct table_machine *x))
{
	struct sum sum = { .nr_all = 0 };
	unsigned int a, b;

	for (a = 0; a < NR_CALLS; a++) {
		for (b = a; b < NR_CALLS; b++) {
			struct schedule_case c = {
				.begin = begin,
				.calls = { all_calls[a], all_calls[b] },
				.nr_calls = 2,
			};

			explore(&c, &sum, SWITCHES);
		}
	}
	tell(name, &sum, SWITCHES);
	cr_assert_gt(sum.all.interleavings, NR_CALLS * NR_CALLS);
	cr_assert_gt(sum.all.busy, 0);
}

Test(table_schedule, pairs_with_all_up)
{
	explore_pairs("all up", all_up);
}

Test(table_schedule, pairs_with_all_idle)
{
	explore_pairs("all idle", all_idle);
}

Test(table_schedule, pairs_with_one_disabled_and_one_suspended)
{
	explore_pairs("disabled and suspended", disabled);
}

Test(table_schedule, pairs_with_all_parked)
{
	explore_pairs("all parked", parked);
}

Test(table_schedule, pairs_with_one_moving)
{
	explore_pairs("one moving", moving);
}

/* ---- Three at a time, and callbacks that fail ---- */

static const struct schedule_call *const few_calls[] = {
	&override_0_online,
	&override_0_offline,
	&offline_1,
	&offline_2,
	&online_3,
	&online_2,
	&disable_0,
	&deactivate_0,
	&release_0,
	&break_2,
};

#define NR_FEW (sizeof(few_calls) / sizeof(few_calls[0]))

static void explore_triples(const char *name, bool (*begin)(struct table_machine *x))
{
	struct sum sum = { .nr_all = 0 };
	unsigned int a, b, c;

	for (a = 0; a < NR_FEW; a++) {
		for (b = a + 1; b < NR_FEW; b++) {
			for (c = b + 1; c < NR_FEW; c++) {
				struct schedule_case one = {
					.begin = begin,
					.calls = { few_calls[a], few_calls[b], few_calls[c] },
					.nr_calls = 3,
				};

				explore(&one, &sum, TRIPLE_SWITCHES);
			}
		}
	}
	tell(name, &sum, TRIPLE_SWITCHES);
	cr_assert_gt(sum.all.interleavings + sum.bounded.interleavings, NR_FEW * NR_FEW);
}

Test(table_schedule, triples_with_all_up)
{
	explore_triples("three, all up", all_up);
}

Test(table_schedule, triples_with_all_parked)
{
	explore_triples("three, all parked", parked);
}

/* The invariants hold at each step, nothing stays claimed, and everything can be given back. */
Test(table_schedule, pairs_with_callbacks_that_fail)
{
	struct sum sum = { .nr_all = 0 };
	unsigned int a, b, at;

	for (a = 0; a < NR_FEW; a++) {
		for (b = a + 1; b < NR_FEW; b++) {
			for (at = 1; at <= 6; at++) {
				struct schedule_case c = {
					.begin = all_up,
					.calls = { few_calls[a], few_calls[b] },
					.nr_calls = 2,
					.fail_at = at,
				};

				explore(&c, &sum, TRIPLE_SWITCHES);
			}
		}
	}
	tell("one fault, all up", &sum, TRIPLE_SWITCHES);
	cr_assert_gt(sum.all.interleavings, NR_FEW * NR_FEW);
}
