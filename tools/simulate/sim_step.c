/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_step.c - questions about an event that has happened.
 */
#include <stdlib.h>

#include "shared/program.h"
#include "sim_names.h"
#include "sim_step.h"

const char *const sim_what_names[SIM_NR_WHATS + 1] = {
	[SIM_WHAT_REQUESTED] = "requested",
	[SIM_WHAT_UP] = "up",
	[SIM_WHAT_RELEASED] = "released",
	[SIM_WHAT_DOWN] = "down",
	[SIM_WHAT_MOVED] = "moved",
	[SIM_WHAT_BROKE] = "broke affinity",
	[SIM_WHAT_HOME] = "back home",
	[SIM_WHAT_SHUT_DOWN] = "shut down",
	[SIM_WHAT_STARTED] = "started",
	[SIM_WHAT_HELD] = "held",
	[SIM_WHAT_LET_GO] = "let go",
	[SIM_WHAT_FAILED] = "failed",
	[SIM_WHAT_REGULAR] = "now regular",
	[SIM_WHAT_SEEN] = "old slot free",
	[SIM_NR_WHATS] = NULL,
};

/* ---- Kinds of changes ---- */

static bool has_moved(const struct sim_change *c)
{
	return c->before.slot.cpu != IRQM_NONE && c->after.slot.cpu != IRQM_NONE &&
	       c->before.slot.cpu != c->after.slot.cpu;
}

static bool is_down(const struct irqm_irq_info *info)
{
	return info->state == IRQM_IRQ_FREE || info->state == IRQM_IRQ_IDLE;
}

static bool became(const struct sim_change *c, enum irqm_irq_state state)
{
	return c->before.state != state && c->after.state == state;
}

static bool was_up(const struct sim_change *c, enum irqm_irq_state before)
{
	return c->before.state == before && c->after.state == IRQM_IRQ_UP;
}

bool sim_change_is(const struct sim_change *c, enum sim_what what)
{
	switch (what) {
	case SIM_WHAT_REQUESTED:
		return c->before.state == IRQM_IRQ_FREE && c->after.state == IRQM_IRQ_IDLE;
	case SIM_WHAT_UP:
		return is_down(&c->before) && c->after.state == IRQM_IRQ_UP;
	case SIM_WHAT_RELEASED:
		return became(c, IRQM_IRQ_FREE);
	case SIM_WHAT_DOWN:
		return !is_down(&c->before) && became(c, IRQM_IRQ_IDLE);
	case SIM_WHAT_MOVED:
		return has_moved(c);
	case SIM_WHAT_BROKE:
		return c->after.broken && !c->before.broken;
	case SIM_WHAT_HOME:
		return c->before.broken && !c->after.broken && !is_down(&c->after);
	case SIM_WHAT_SHUT_DOWN:
		return became(c, IRQM_IRQ_WAITING);
	case SIM_WHAT_STARTED:
		return was_up(c, IRQM_IRQ_WAITING);
	case SIM_WHAT_HELD:
		return became(c, IRQM_IRQ_HELD);
	case SIM_WHAT_LET_GO:
		return was_up(c, IRQM_IRQ_HELD);
	case SIM_WHAT_FAILED:
		return became(c, IRQM_IRQ_FAILED);
	case SIM_WHAT_REGULAR:
		return c->before.mode == IRQM_IRQ_MANAGED && c->after.mode != IRQM_IRQ_MANAGED &&
		       !is_down(&c->after);
	case SIM_WHAT_SEEN:
		return c->before.old_slot.cpu != IRQM_NONE &&
		       c->after.old_slot.cpu == IRQM_NONE && !is_down(&c->after);
	default:
		return false;
	}
}

/* ---- Numbers of a step ---- */

bool sim_step_number(const struct sim_step *step, enum sim_number number, unsigned int *value)
{
	const struct irqm_table_report *r = &step->report;
	const unsigned int values[SIM_NR_NUMBERS] = {
		[SIM_MOVED] = r->moved,
		[SIM_BROKEN] = r->broken,
		[SIM_SHUT_DOWN] = r->shut_down,
		[SIM_STARTED] = r->started,
		[SIM_STAYED] = r->stayed,
		[SIM_FAILED] = r->failed,
		[SIM_CPU] = step->cpu,
		[SIM_REGULAR] = step->answer.regular,
		[SIM_ROOM] = step->answer.available,
		[SIM_MISSING] = step->answer.missing,
		[SIM_ONLINE_CPUS] = step->all.online_cpus,
	};

	if (number == SIM_CPU && step->cpu == IRQM_NONE)
		return false;
	if ((number == SIM_REGULAR || number == SIM_ROOM || number == SIM_MISSING) &&
	    !step->has_answer)
		return false;
	*value = values[number];
	return true;
}

unsigned int sim_step_capacity(const struct sim_step *step)
{
	return step->all.end - step->all.first - step->all.system_in_window;
}

/* ---- Why it failed ---- */

char *sim_offline_reason(const struct sim_setup *setup, unsigned int cpu,
			 const struct irqm_table_offline_answer *a)
{
	char *name, *text;

	if (a->reason == IRQM_TABLE_OFFLINE_NO_VECTORS)
		return program_text("CPU %u has %u regular interrupt%s, the other online CPUs have "
				    "%u available vector%s: %u missing; CPU %u stays online",
				    cpu, a->regular, program_plural(a->regular), a->available,
				    program_plural(a->available), a->missing, cpu);
	if (a->irq == IRQM_NONE)
		return program_text("CPU %u: another call is working on all CPUs", cpu);
	name = sim_irq_name(setup, a->irq);
	text = program_text("CPU %u: another call is working on %s", cpu, name);
	free(name);
	return text;
}

char *sim_step_reason(const struct sim_setup *setup, const struct sim_step *step)
{
	char *error, *name, *text;

	if (!step->error)
		return NULL;
	if (step->has_answer)
		return sim_offline_reason(setup, step->cpu, &step->answer);
	error = sim_error_text(step->error);
	name = step->irq == IRQM_NONE ? NULL : sim_irq_name(setup, step->irq);
	if (step->cpu != IRQM_NONE)
		text = program_text("CPU %u%s%s: %s", step->cpu, name ? ", " : "",
				    name ? name : "", error);
	else
		text = program_text("%s%s%s", name ? name : "", name ? ": " : "", error);
	free(error);
	free(name);
	return text;
}
