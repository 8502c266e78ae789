/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_scenarios.c - situations of a table, and the call that is made in each of them.
 */
#include "table_scenarios.h"

#define USER IRQM_IRQ_ASKED_BY_USER

static bool up_regular(struct table_machine *x, unsigned int irq, unsigned int first,
		       unsigned int end)
{
	return !table_regular(x, irq, cpu_range(first, end)) && !irqm_table_activate(x->t, irq);
}

static bool up_managed(struct table_machine *x, unsigned int irq, unsigned int first,
		       unsigned int end)
{
	return !table_managed(x, irq, cpu_range(first, end), IRQM_IRQ_USER_MOVES) &&
	       !irqm_table_activate(x->t, irq);
}

static bool up_breakable(struct table_machine *x, unsigned int irq, unsigned int first,
			 unsigned int end)
{
	return !table_managed(x, irq, cpu_range(first, end), IRQM_IRQ_USER_BREAKS) &&
	       !irqm_table_activate(x->t, irq);
}

/* ---- Up and down ---- */

static bool regular_idle(struct table_machine *x)
{
	return !table_regular(x, 0, cpu_range(6, 8));
}

static bool managed_idle(struct table_machine *x)
{
	return !table_managed(x, 0, cpu_range(1, 3), IRQM_IRQ_USER_MOVES);
}

/* Its queue was stopped when its mask was changed. */
static bool managed_idle_stopped(struct table_machine *x)
{
	return managed_idle(x) && !irqm_table_set_affinity(x->t, 0, cpu_range(3, 5), USER);
}

static bool regular_up(struct table_machine *x)
{
	return up_regular(x, 0, 0, 2);
}

static bool managed_up(struct table_machine *x)
{
	return up_managed(x, 0, 1, 3);
}

static bool regular_moving(struct table_machine *x)
{
	return up_regular(x, 0, 0, 1) && !irqm_table_set_affinity(x->t, 0, cpu_range(1, 3), USER);
}

static bool disabled(struct table_machine *x)
{
	return managed_up(x) && !irqm_table_disable(x->t, 0);
}

static bool suspended(struct table_machine *x)
{
	return managed_up(x) && !irqm_table_suspend(x->t, 0);
}

/* Parked with its last CPU, and disabled before that came back. */
static bool disabled_waiting(struct table_machine *x)
{
	return up_managed(x, 0, 2, 3) && !irqm_table_cpu_offline(x->t, 2, NULL) &&
	       !irqm_table_disable(x->t, 0) && !irqm_table_cpu_online(x->t, 2, NULL);
}

static bool suspended_waiting(struct table_machine *x)
{
	return up_managed(x, 0, 2, 3) && !irqm_table_cpu_offline(x->t, 2, NULL) &&
	       !irqm_table_suspend(x->t, 0) && !irqm_table_cpu_online(x->t, 2, NULL);
}

static int activate(struct table_machine *x)
{
	return irqm_table_activate(x->t, 0);
}

static int deactivate(struct table_machine *x)
{
	return irqm_table_deactivate(x->t, 0);
}

static int disable(struct table_machine *x)
{
	return irqm_table_disable(x->t, 0);
}

static int enable(struct table_machine *x)
{
	return irqm_table_enable(x->t, 0);
}

static int suspend(struct table_machine *x)
{
	return irqm_table_suspend(x->t, 0);
}

static int resume(struct table_machine *x)
{
	return irqm_table_resume(x->t, 0);
}

/* ---- Affinity ---- */

static bool waiting(struct table_machine *x)
{
	return up_managed(x, 0, 6, 8);
}

static bool parked(struct table_machine *x)
{
	return up_managed(x, 0, 2, 3) && !irqm_table_cpu_offline(x->t, 2, NULL);
}

static bool breakable_up(struct table_machine *x)
{
	return up_breakable(x, 0, 1, 3);
}

static bool breakable_waiting(struct table_machine *x)
{
	return up_breakable(x, 0, 2, 3) && !irqm_table_cpu_offline(x->t, 2, NULL);
}

static bool queue_set(struct table_machine *x)
{
	return up_managed(x, 0, 0, 2) && up_managed(x, 1, 1, 3) && up_managed(x, 2, 6, 7) &&
	       up_managed(x, 3, 2, 4) && !irqm_table_disable(x->t, 3);
}

static int to_online(struct table_machine *x)
{
	return irqm_table_set_affinity(x->t, 0, cpu_range(4, 6), USER);
}

static int to_overlap(struct table_machine *x)
{
	return irqm_table_set_affinity(x->t, 0, cpu_range(0, 2), USER);
}

static int to_offline(struct table_machine *x)
{
	return irqm_table_set_affinity(x->t, 0, cpu_range(7, 8), USER);
}

static int all_to_online(struct table_machine *x)
{
	struct irqm_irq_change changes[4];
	unsigned int n;

	for (n = 0; n < 4; n++)
		changes[n] = (struct irqm_irq_change){ n, cpu_range(n + 1, n + 4) };
	return irqm_table_set_affinities(x->t, changes, 4, USER);
}

/* ---- All CPUs ---- */

/* CPU 2 has interrupts that move, that go back, that are shut down and that are disabled. */
static bool busy_cpu(struct table_machine *x)
{
	return up_regular(x, 0, 2, 4) && up_managed(x, 1, 1, 3) && up_managed(x, 2, 2, 3) &&
	       up_managed(x, 3, 2, 3) && up_regular(x, 4, 0, 1) &&
	       !irqm_table_set_affinity(x->t, 4, cpu_range(2, 3), USER) &&
	       up_regular(x, 5, 2, 3) && !irqm_table_disable(x->t, 5) &&
	       up_regular(x, 6, 2, 3) &&
	       !irqm_table_set_affinity(x->t, 6, cpu_range(4, 5), USER) && up_regular(x, 7, 2, 3);
}

static bool parked_four(struct table_machine *x)
{
	return up_managed(x, 0, 2, 3) && up_managed(x, 1, 2, 3) && up_managed(x, 2, 2, 8) &&
	       up_managed(x, 3, 2, 3) && up_regular(x, 4, 2, 3) &&
	       !irqm_table_cpu_offline(x->t, 2, NULL) && !irqm_table_disable(x->t, 3);
}

static bool strayed(struct table_machine *x)
{
	return parked_four(x) && up_regular(x, 5, 2, 3) && !irqm_table_cpu_online(x->t, 2, NULL);
}

static bool spread_out(struct table_machine *x)
{
	if (!up_managed(x, 0, 0, 3) || !up_managed(x, 1, 0, 4) || !up_regular(x, 2, 1, 3) ||
	    !up_regular(x, 3, 2, 6))
		return false;
	return !irqm_table_set_eligible(x->t, cpu_range(2, 6), IRQM_TABLE_BEST_EFFORT, NULL);
}

static int offline_2(struct table_machine *x)
{
	return irqm_table_cpu_offline(x->t, 2, NULL);
}

static int online_2(struct table_machine *x)
{
	return irqm_table_cpu_online(x->t, 2, NULL);
}

static int online_6(struct table_machine *x)
{
	return irqm_table_cpu_online(x->t, 6, NULL);
}

static int return_home(struct table_machine *x)
{
	return irqm_table_return_home(x->t, NULL);
}

static int isolate(struct table_machine *x)
{
	return irqm_table_set_eligible(x->t, cpu_range(0, 2), IRQM_TABLE_BEST_EFFORT, NULL);
}

static int isolate_strictly(struct table_machine *x)
{
	return irqm_table_set_eligible(x->t, cpu_range(0, 2), IRQM_TABLE_STRICT, NULL);
}

/* Both go where no move of them is unfinished. */
static bool on_isolated(struct table_machine *x)
{
	return up_managed(x, 0, 0, 3) && up_managed(x, 1, 0, 4) && up_regular(x, 2, 1, 3);
}

const struct table_scenario table_scenarios[] = {
	{ "activate a regular one, which breaks its affinity", regular_idle, activate },
	{ "activate a managed one", managed_idle, activate },
	{ "activate one whose queue is stopped", managed_idle_stopped, activate },
	{ "deactivate a regular one", regular_up, deactivate },
	{ "deactivate one that moves", regular_moving, deactivate },
	{ "deactivate a managed one", managed_up, deactivate },
	{ "disable", managed_up, disable },
	{ "disable one that moves", regular_moving, disable },
	{ "enable", disabled, enable },
	{ "enable one that waits", disabled_waiting, enable },
	{ "suspend", managed_up, suspend },
	{ "resume", suspended, resume },
	{ "resume one that waits", suspended_waiting, resume },
	{ "a regular one moves", regular_up, to_online },
	{ "override", managed_up, to_online },
	{ "override with an overlap", managed_up, to_overlap },
	{ "override to offline CPUs", managed_up, to_offline },
	{ "override one that waits", waiting, to_online },
	{ "override one that was shut down", parked, to_online },
	{ "override one that was shut down, to offline CPUs", parked, to_offline },
	{ "override while idle", managed_idle, to_online },
	{ "override while idle, again", managed_idle_stopped, to_offline },
	{ "override while disabled", disabled, to_online },
	{ "override while suspended", suspended, to_offline },
	{ "override a queue set", queue_set, all_to_online },
	{ "break, and move", breakable_up, to_online },
	{ "break, and stay", breakable_up, to_overlap },
	{ "break one that was shut down", breakable_waiting, to_online },
	{ "a CPU goes offline", busy_cpu, offline_2 },
	{ "a CPU with some of a queue set goes offline", queue_set, offline_2 },
	{ "a CPU comes online for four", parked_four, online_2 },
	{ "a CPU comes online for one", waiting, online_6 },
	{ "return home", strayed, return_home },
	{ "isolate CPUs", spread_out, isolate },
	{ "isolate CPUs, best effort", on_isolated, isolate },
	{ "isolate CPUs strictly", on_isolated, isolate_strictly },
};

const unsigned int nr_table_scenarios = sizeof(table_scenarios) / sizeof(table_scenarios[0]);

bool table_scenario_start(struct table_machine *x, const struct table_scenario *scenario)
{
	bool begun;

	table_start(x, 8, 6, 8, 8);
	begun = !irqm_table_set_policy(x->t, IRQM_TABLE_POLICY_DRIVER) && scenario->begin(x);
	table_calls_clear(x);
	return begun && !table_look(x);
}
