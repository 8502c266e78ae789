/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_faults.c - in every scenario every callback fails at every call: alone, with each
 * later call failing as well, and with each pair of later calls.
 *
 * Afterwards the table and the matrix agree, each interrupt is as before, or as if nothing had
 * failed, or IRQM_IRQ_FAILED, and everything can be given back.
 */
#include <stdio.h>

#include "support/contract.h"
#include "support/table_scenarios.h"

#define NR_IRQS 8

struct view {
	struct table_aspect irqs[NR_IRQS];
};

static struct view look(struct table_machine *x)
{
	struct view view;
	unsigned int irq;

	for (irq = 0; irq < NR_IRQS; irq++)
		view.irqs[irq] = table_aspect(x, irq);
	return view;
}

struct run {
	const struct table_scenario *scenario;
	struct view before;
	struct view after; /* when nothing fails */
	unsigned int placements;
	unsigned int failed; /* interrupts that became so */
};

/* An interrupt whose way back failed as well stays where it went: as before, but moving. */
static bool stranded(const struct table_aspect *now, const struct table_aspect *before)
{
	struct table_aspect back = *now;

	back.moving = before->moving;
	return now->moving && table_aspect_same(&back, before);
}

static void check_view(struct run *run, struct table_machine *x, unsigned int faults,
		       const char *when)
{
	struct view now = look(x);
	unsigned int irq;

	for (irq = 0; irq < NR_IRQS; irq++) {
		const struct table_aspect *a = &now.irqs[irq];
		const struct table_aspect *before = &run->before.irqs[irq];

		run->failed += a->state == IRQM_IRQ_FAILED;
		cr_assert(a->state == IRQM_IRQ_FAILED || table_aspect_same(a, before) ||
				  table_aspect_same(a, &run->after.irqs[irq]) ||
				  (faults > 1 && stranded(a, before)),
			  "%s, %s: interrupt %u is neither before nor after: state %d, moving %d",
			  run->scenario->name, when, irq, a->state, a->moving);
	}
}

/* A failed call, after which nothing is FAILED, has left everything as it was. */
static void check_strong(struct run *run, struct table_machine *x, int code, const char *when)
{
	struct view now = look(x);
	bool failed = false, unlike = false;
	unsigned int irq;

	for (irq = 0; irq < NR_IRQS; irq++) {
		failed = failed || now.irqs[irq].state == IRQM_IRQ_FAILED;
		unlike = unlike || !table_aspect_same(&now.irqs[irq], &run->before.irqs[irq]);
	}
	if (code && !failed)
		cr_assert_not(unlike, "%s, %s: failed and left traces", run->scenario->name, when);
}

/* The call, with these calls of callbacks failing; how many there were. */
static unsigned int run_once(struct run *run, unsigned int first, unsigned int second,
			     unsigned int third)
{
	struct table_machine x;
	unsigned int calls;
	char when[60];
	int code;

	cr_assert(table_scenario_start(&x, run->scenario), "%s: %s", run->scenario->name, x.what);
	x.fail_at[0] = first;
	x.fail_at[1] = second;
	x.fail_at[2] = third;
	code = run->scenario->call(&x);
	calls = x.calls;
	snprintf(when, sizeof(when), "failing at %u, %u, %u", first, second, third);
	cr_assert_eq(table_look(&x), 0, "%s, %s: %s", run->scenario->name, when, x.what);
	check_view(run, &x, 1U + (second > 0) + (third > 0), when);
	if (!second)
		check_strong(run, &x, code, when);
	table_release_all(&x);
	cr_assert_eq(x.faults, 0, "%s, %s: %s", run->scenario->name, when, x.what);
	cr_assert_eq(machine_stats(&x.base).total_allocated, 0);
	cr_assert_eq(machine_stats(&x.base).reserved, 0);
	cr_assert(table_end(&x));
	run->placements++;
	return calls;
}

static unsigned int begin(struct run *run, const struct table_scenario *scenario)
{
	struct table_machine x;
	unsigned int calls;

	memset(run, 0, sizeof(*run));
	run->scenario = scenario;
	cr_assert(table_scenario_start(&x, scenario), "%s: %s", scenario->name, x.what);
	run->before = look(&x);
	cr_assert_eq(scenario->call(&x), 0, "%s", scenario->name);
	run->after = look(&x);
	calls = x.calls;
	ENDS_CLEAN(&x);
	return calls;
}

Test(table_faults, each_call_fails_alone)
{
	unsigned int n, at, sum = 0, failed = 0;
	struct run run;

	for (n = 0; n < nr_table_scenarios; n++) {
		unsigned int calls = begin(&run, &table_scenarios[n]);

		for (at = 1; run_once(&run, at, 0, 0) >= at;)
			at++;
		cr_assert_eq(at, calls + 1, "%s", run.scenario->name);
		sum += run.placements - 1;
		failed += run.failed;
	}
	fprintf(stderr, "%u scenarios, %u placements of one fault, %u interrupts failed\n",
		nr_table_scenarios, sum, failed);
	cr_assert_gt(sum, 80);
}

Test(table_faults, each_call_fails_and_a_later_one_too)
{
	unsigned int n, at, second, sum = 0, failed = 0;
	struct run run;

	for (n = 0; n < nr_table_scenarios; n++) {
		unsigned int calls = begin(&run, &table_scenarios[n]);

		for (at = 1; at <= calls; at++) {
			for (second = at + 1; run_once(&run, at, second, 0) >= second;)
				second++;
			run.placements--; /* the second was not reached */
		}
		sum += run.placements;
		failed += run.failed;
	}
	fprintf(stderr, "%u scenarios, %u placements of two faults, %u interrupts failed\n",
		nr_table_scenarios, sum, failed);
	cr_assert_gt(failed, 0);
}

Test(table_faults, each_call_fails_and_two_later_ones_too)
{
	unsigned int n, at, second, third, sum = 0, failed = 0;
	struct run run;

	for (n = 0; n < nr_table_scenarios; n++) {
		unsigned int calls = begin(&run, &table_scenarios[n]);

		for (at = 1; at <= calls; at++) {
			unsigned int reached = at + 1;

			for (second = at + 1; second <= reached; second++) {
				for (third = second + 1;
				     (reached = run_once(&run, at, second, third)) >= third;)
					third++;
				run.placements--;
			}
		}
		sum += run.placements;
		failed += run.failed;
	}
	fprintf(stderr, "%u scenarios, %u placements of three faults, %u interrupts failed\n",
		nr_table_scenarios, sum, failed);
	cr_assert_gt(failed, 0);
}
