/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_arrows.c - CPUs go offline and come online at each arrow of a change, which is while
 * each of its callbacks runs; and other calls come at the same moments.
 */
#include "support/contract.h"

#define OLD cpu_range(0, 2)
#define OLD_BITS 0x3UL

/* The other call, made while callback number @at runs, and what it gave. */
static struct {
	unsigned int at;
	unsigned int seen;
	unsigned int cpu;
	int (*call)(struct table_machine *x);
	int code;
	bool made;
	enum call_kind kind;
	struct irqm_irq_info info;
	bool was_online;
} other;

static void on_callback(struct table_machine *x, enum call_kind kind, unsigned int irq)
{
	if (++other.seen != other.at)
		return;
	other.made = true;
	other.kind = kind;
	other.info = table_info(x, irq);
	other.was_online = machine_cpu(&x->base, other.cpu).online;
	other.code = other.call(x);
	cr_assert_eq(table_look(x), 0, "%s", x->what);
}

static int go_offline(struct table_machine *x)
{
	return irqm_table_cpu_offline(x->t, other.cpu, NULL);
}

static int come_online(struct table_machine *x)
{
	return irqm_table_cpu_online(x->t, other.cpu, NULL);
}

/* Interrupt 0 is up on {0,1}; 6 of 8 CPUs are online. */
static void begin(struct table_machine *x, unsigned int at, int (*call)(struct table_machine *x),
		  unsigned int cpu)
{
	table_start(x, 8, 6, 8, 4);
	ACCEPTED(x, irqm_table_set_policy(x->t, IRQM_TABLE_POLICY_DRIVER));
	ACCEPTED(x, table_managed(x, 0, OLD, IRQM_IRQ_USER_MOVES));
	ACCEPTED(x, irqm_table_activate(x->t, 0));
	ACCEPTED(x, table_regular(x, 1, NULL));
	memset(&other, 0, sizeof(other));
	other.at = at;
	other.call = call;
	other.cpu = cpu;
	table_calls_clear(x);
}

static int change(struct table_machine *x, unsigned long cpus)
{
	int code;

	x->hook = on_callback;
	code = irqm_table_set_affinity(x->t, 0, &cpus, IRQM_IRQ_ASKED_BY_USER);
	x->hook = NULL;
	INTACT(x);
	return code;
}

/* It is up when a CPU of its own is online, and else it waits. */
static void is_where_it_belongs(struct table_machine *x, unsigned long cpus)
{
	unsigned long now = 0;
	unsigned int cpu;
	bool online = false;

	GIVES(irqm_table_get_cpus(x->t, 0, &now), 0);
	cr_assert_eq(now, cpus, "%lx", now);
	for (cpu = 0; cpu < 8; cpu++)
		online = online || ((cpus >> cpu & 1) && machine_cpu(&x->base, cpu).online);
	STATE_IS(x, 0, online ? IRQM_IRQ_UP : IRQM_IRQ_WAITING);
	cr_assert_eq(x->devices[0].stopped, !online);
	cr_assert_not(x->devices[0].prepared);
}

/* Refused where it has a slot, and nowhere else. */
static void offline_at_each_arrow(unsigned long cpus, unsigned int fail_at, unsigned int *made)
{
	unsigned int at, cpu;
	struct table_machine x;
	int code;

	for (cpu = 0; cpu < 6; cpu++) {
		for (at = 1;; at++) {
			begin(&x, at, go_offline, cpu);
			x.fail_at[0] = fail_at;
			code = change(&x, cpus);
			cr_assert_eq(code, fail_at ? TABLE_FAULT : 0);
			is_where_it_belongs(&x, code ? OLD_BITS : cpus);
			if (other.made) {
				bool busy = other.info.slot.cpu == cpu;

				cr_assert_eq(other.code, busy ? -IRQM_EBUSY : 0,
					     "CPU %u at call %u gives %d", cpu, at, other.code);
				cr_assert_eq(machine_cpu(&x.base, cpu).online, busy);
				*made += 1;
			}
			ENDS_CLEAN(&x);
			if (!other.made)
				break;
		}
	}
}

Test(table_arrows, a_cpu_goes_offline_while_it_moves)
{
	unsigned int made = 0;

	offline_at_each_arrow(0x30, 0, &made);
	offline_at_each_arrow(0x10, 0, &made);
	offline_at_each_arrow(0x06, 0, &made);
	cr_assert_eq(made, 3 * 6 * 5);
}

Test(table_arrows, a_cpu_goes_offline_while_it_moves_to_offline_cpus)
{
	unsigned int made = 0;

	offline_at_each_arrow(0xc0, 0, &made);
	cr_assert_eq(made, 6 * 3);
}

/* Startup fails, and both CPUs of the old set may have gone meanwhile. */
Test(table_arrows, a_cpu_goes_offline_while_it_goes_back)
{
	unsigned int made = 0;

	offline_at_each_arrow(0x30, 2, &made);
	offline_at_each_arrow(0x30, 3, &made);
	cr_assert_gt(made, 6 * 8);
}

/* Two CPUs go at one moment, which are all of the old or of the new set. */
static int both_go_offline(struct table_machine *x)
{
	int first = irqm_table_cpu_offline(x->t, other.cpu, NULL);
	int second = irqm_table_cpu_offline(x->t, other.cpu + 1, NULL);

	cr_assert(first == 0 || first == -IRQM_EBUSY);
	cr_assert(second == 0 || second == -IRQM_EBUSY);
	return first ? first : second;
}

Test(table_arrows, all_cpus_of_a_set_go_offline)
{
	struct table_machine x;
	unsigned int at, fail_at, cpu, waiting = 0;
	int code;

	for (fail_at = 0; fail_at <= 3; fail_at++) {
		for (cpu = 0; cpu <= 4; cpu += 4) {
			for (at = 1; at <= 6; at++) {
				begin(&x, at, both_go_offline, cpu);
				x.fail_at[0] = fail_at;
				code = change(&x, 0x30);
				/* Without a startup the third call is the one of complete_move. */
				if (table_info(&x, 0).state == IRQM_IRQ_FAILED)
					CALLS_ARE(&x, CALL_COMPLETE, 1);
				else
					is_where_it_belongs(&x, code ? OLD_BITS : 0x30);
				waiting += table_info(&x, 0).state == IRQM_IRQ_WAITING;
				ENDS_CLEAN(&x);
			}
		}
	}
	cr_assert_gt(waiting, 0);
}

/* A CPU that comes online is never missed, wherever the call was. */
static void online_at_each_arrow(unsigned long cpus, unsigned int offline, unsigned int fail_at,
				 unsigned int *made)
{
	struct table_machine x;
	unsigned int at;
	int code;

	for (at = 1;; at++) {
		begin(&x, at, come_online, offline);
		if (machine_cpu(&x.base, offline).online)
			ACCEPTED(&x, irqm_table_cpu_offline(x.t, offline, NULL));
		table_calls_clear(&x);
		x.fail_at[0] = fail_at;
		code = change(&x, cpus);
		is_where_it_belongs(&x, code ? OLD_BITS : cpus);
		CALLS_ARE(&x, CALL_ABORT, code && x.calls > 1);
		if (!other.made) {
			ENDS_CLEAN(&x);
			return;
		}
		cr_assert_eq(other.code, 0);
		*made += 1;
		ENDS_CLEAN(&x);
	}
}

Test(table_arrows, a_cpu_comes_online_while_it_moves)
{
	unsigned int made = 0;

	online_at_each_arrow(0x80, 7, 0, &made);
	online_at_each_arrow(0xc0, 6, 0, &made);
	online_at_each_arrow(0x30, 5, 0, &made);
	online_at_each_arrow(0x30, 1, 0, &made);
	online_at_each_arrow(0x30, 0, 3, &made);
	cr_assert_geq(made, 3 + 3 + 5 + 5 + 6);
}

/* The last chance: the only CPU of the new set comes online during complete_move(). */
Test(table_arrows, a_cpu_that_comes_online_last_has_it_started_by_the_change)
{
	struct irqm_table_report r;
	struct table_machine x;

	begin(&x, 3, come_online, 7);
	cr_assert_eq(change(&x, 0x80), 0);
	cr_assert_eq(other.kind, CALL_COMPLETE);
	CPU_IS(&x, 0, 7);
	CALLS_ARE(&x, CALL_STARTUP, 1);
	CALLS_ARE(&x, CALL_RESUME, 1);
	GIVES(irqm_table_cpu_offline(x.t, 7, &r), 0);
	cr_assert_eq(r.shut_down, 1);
	ENDS_CLEAN(&x);
}

/* ---- Other calls ---- */

static int second_change(struct table_machine *x)
{
	return irqm_table_set_affinity(x->t, 0, cpu_range(2, 4), IRQM_IRQ_ASKED_BY_DRIVER);
}

static int do_disable(struct table_machine *x)
{
	return irqm_table_disable(x->t, 0);
}

static int do_suspend(struct table_machine *x)
{
	return irqm_table_suspend(x->t, 0);
}

static int do_deactivate(struct table_machine *x)
{
	return irqm_table_deactivate(x->t, 0);
}

static int do_release(struct table_machine *x)
{
	return irqm_table_release(x->t, 0);
}

static int do_move_done(struct table_machine *x)
{
	return irqm_table_move_done(x->t, 0, other.info.slot);
}

/* One that is being worked on is busy; nothing happens to it. */
Test(table_arrows, a_second_call_on_the_same_interrupt_is_busy)
{
	static const struct {
		int (*make)(struct table_machine *x);
	} calls[] = {
		{ second_change },
		{ do_disable },
		{ do_suspend },
		{ do_deactivate },
		{ do_release },
		{ do_move_done },
	};
	struct table_machine x;
	unsigned int n, at;

	for (n = 0; n < sizeof(calls) / sizeof(calls[0]); n++) {
		for (at = 1; at <= 5; at++) {
			begin(&x, at, calls[n].make, 0);
			cr_assert_eq(change(&x, 0x30), 0);
			cr_assert(other.made);
			cr_assert_eq(other.code, -IRQM_EBUSY, "call %u at %u gives %d", n, at,
				     other.code);
			cr_assert(other.info.busy);
			ENDS_CLEAN(&x);
		}
	}
}

static int another_up_and_down(struct table_machine *x)
{
	int code = irqm_table_activate(x->t, 1);

	return code ? code : irqm_table_deactivate(x->t, 1);
}

Test(table_arrows, other_interrupts_are_free)
{
	struct table_machine x;
	unsigned int at;

	for (at = 1; at <= 5; at++) {
		begin(&x, at, another_up_and_down, 0);
		cr_assert_eq(change(&x, 0x30), 0);
		cr_assert(other.made);
		cr_assert_eq(other.code, 0);
		ENDS_CLEAN(&x);
	}
}

/* ---- All CPUs, while one interrupt is worked on ---- */

static int send_home(struct table_machine *x)
{
	struct irqm_table_report r;
	int code = irqm_table_return_home(x->t, &r);

	cr_assert_eq(r.moved, 0);
	cr_assert_eq(r.stayed, 1);
	cr_assert_eq(r.irq, 1);
	cr_assert_eq(r.error, -IRQM_EBUSY);
	return code;
}

static int isolate(struct table_machine *x)
{
	const unsigned long all_but_2 = 0x3b;
	struct irqm_table_report r;
	int code = irqm_table_set_eligible(x->t, &all_but_2, IRQM_TABLE_BEST_EFFORT, &r);

	cr_assert_eq(r.stayed, 1);
	cr_assert_eq(r.error, -IRQM_EBUSY);
	return code;
}

Test(table_arrows, one_that_is_busy_stays_where_it_is)
{
	static const struct {
		int (*make)(struct table_machine *x);
	} calls[] = { { send_home }, { isolate } };
	struct table_machine x;
	unsigned int n;

	for (n = 0; n < 2; n++) {
		begin(&x, 1, calls[n].make, 0);
		ACCEPTED(&x, irqm_table_activate(x.t, 1));
		CPU_IS(&x, 1, 2);
		x.hook = on_callback;
		ACCEPTED(&x, irqm_table_disable(x.t, 1));
		x.hook = NULL;
		cr_assert(other.made);
		cr_assert_eq(other.code, 0);
		ENDS_CLEAN(&x);
	}
}

/* ---- While a CPU goes offline ---- */

static int another_goes_offline(struct table_machine *x)
{
	GIVES(irqm_table_cpu_online(x->t, 7, NULL), -IRQM_EBUSY);
	GIVES(irqm_table_return_home(x->t, NULL), -IRQM_EBUSY);
	GIVES(irqm_table_set_eligible(x->t, NULL, IRQM_TABLE_STRICT, NULL), -IRQM_EBUSY);
	return irqm_table_cpu_offline(x->t, 3, NULL);
}

static int ask_whether_it_may(struct table_machine *x)
{
	struct irqm_table_offline_answer a;

	GIVES(irqm_table_can_offline(x->t, 3, &a), 0);
	cr_assert_eq(a.reason, IRQM_TABLE_OFFLINE_BUSY);
	cr_assert_eq(a.irq, IRQM_NONE);
	return 0;
}

Test(table_arrows, one_cpu_at_a_time)
{
	struct table_machine x;
	unsigned int at;

	for (at = 1; at <= 2; at++) {
		begin(&x, at, another_goes_offline, 0);
		/* It would rather be on CPU 2, and must not go there meanwhile. */
		ACTIVATED_REGULAR(&x, 2, cpu_range(2, 3));
		ACCEPTED(&x, irqm_table_cpu_offline(x.t, 2, NULL));
		ACCEPTED(&x, irqm_table_cpu_online(x.t, 2, NULL));
		CPU_IS(&x, 2, 3);
		ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, NULL));
		x.hook = on_callback;
		ACCEPTED(&x, irqm_table_cpu_offline(x.t, 1, NULL));
		cr_assert(other.made);
		cr_assert_eq(other.code, -IRQM_EBUSY);
		CPU_IS(&x, 2, 3);
		other.seen = 0;
		other.call = ask_whether_it_may;
		ACCEPTED(&x, irqm_table_cpu_online(x.t, 1, NULL));
		cr_assert_eq(other.code, 0);
		x.hook = NULL;
		ENDS_CLEAN(&x);
	}
}

static int activate_waiting(struct table_machine *x)
{
	return irqm_table_activate(x->t, 2);
}

/*
 * One that is activated while its only CPU is going waits; when the CPU stays after all, because
 * another interrupt's queue does not drain, it is started.
 */
Test(table_arrows, one_activated_while_its_cpu_is_going_is_started_when_the_cpu_stays)
{
	struct table_machine x;

	begin(&x, 1, activate_waiting, 2);
	ACCEPTED(&x, table_managed(&x, 2, cpu_range(2, 3), IRQM_IRQ_USER_REFUSED));
	ACTIVATED_MANAGED(&x, 3, cpu_range(2, 3));
	table_fail(&x, 1, 0);
	x.hook = on_callback;
	GIVES(irqm_table_cpu_offline(x.t, 2, NULL), TABLE_FAULT);
	x.hook = NULL;
	cr_assert_eq(other.code, 0);
	STATE_IS(&x, 2, IRQM_IRQ_UP);
	STATE_IS(&x, 3, IRQM_IRQ_UP);
	INTACT(&x);
	ENDS_CLEAN(&x);
}

/* The question tells who is in the way. */
static int ask_why_busy(struct table_machine *x)
{
	struct irqm_table_offline_answer a;

	GIVES(irqm_table_can_offline(x->t, other.info.slot.cpu, &a), 0);
	cr_assert_eq(a.irq, 0);
	return a.reason == IRQM_TABLE_OFFLINE_BUSY ? 0 : -1;
}

Test(table_arrows, the_question_names_the_interrupt_that_is_busy)
{
	struct table_machine x;

	begin(&x, 1, ask_why_busy, 0);
	cr_assert_eq(change(&x, 0x30), 0);
	cr_assert_eq(other.code, 0);
	ENDS_CLEAN(&x);
}
