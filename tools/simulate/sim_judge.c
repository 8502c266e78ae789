/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_judge.c - compares what came of an event with what the scenario expects.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/program.h"
#include "sim_judge.h"
#include "sim_names.h"

static void unmet(struct sim_step *step, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void unmet(struct sim_step *step, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		program_die(EXIT_FAILURE, "no memory for a text");
	va_end(arguments);
	step->unmet = realloc(step->unmet, (step->nr_unmet + 1) * sizeof(*step->unmet));
	if (!step->unmet)
		program_die(EXIT_FAILURE, "no memory for a text");
	step->unmet[step->nr_unmet++] = text;
}

/* ---- Numbers ---- */

static void judge_numbers(struct sim_step *step)
{
	const struct sim_expect *expect = &step->event->expect;
	unsigned int i, found;

	for (i = 0; i < SIM_NR_NUMBERS; i++) {
		if (!expect->given[i])
			continue;
		if (!sim_step_number(step, i, &found))
			unmet(step, "%s: none, not %u", sim_number_names[i], expect->numbers[i]);
		else if (found != expect->numbers[i])
			unmet(step, "%s: %u, not %u", sim_number_names[i], found,
			      expect->numbers[i]);
	}
}

/* ---- CPUs ---- */

static void judge_counts(struct sim_world *world, struct sim_step *step, const char *name,
			 const struct sim_expected_cpus *expected)
{
	unsigned int nr_cpus = world->setup->machine->nr_cpus, cpu;

	irqm_for_each_cpu(cpu, expected->cpus, nr_cpus) {
		const struct irqm_matrix_cpu_stats *stats = &step->cpus[cpu];
		unsigned int found = strcmp(name, "in_use") ? stats->available : stats->allocated;

		if (found == expected->number)
			continue;
		unmet(step, "%s: CPU %u has %u, not %u", name, cpu, found, expected->number);
		return;
	}
}

static void judge_refused(struct sim_world *world, struct sim_step *step)
{
	const struct sim_setup *setup = world->setup;
	char *found, *wanted;

	if (!step->event->expect.refused)
		return;
	found = sim_mask_list(setup, step->refused);
	wanted = sim_mask_list(setup, step->event->expect.refused);
	if (strcmp(found, wanted))
		unmet(step, "refused: %s, not %s", found, wanted);
	free(found);
	free(wanted);
}

/* ---- Interrupts ---- */

static bool is_there(const struct sim_setup *setup, const struct irqm_irq_info *info,
		     const unsigned long *cpus)
{
	if (info->slot.cpu == IRQM_NONE)
		return irqm_cpumask_next(cpus, setup->machine->nr_cpus, 0) == IRQM_NONE;
	return irqm_cpumask_test(cpus, info->slot.cpu);
}

static void judge_places(struct sim_world *world, struct sim_step *step,
			 const struct sim_expected_irqs *expected)
{
	const struct sim_setup *setup = world->setup;
	unsigned int irq;

	for (irq = expected->first; irq < expected->end; irq++) {
		struct irqm_irq_info info = sim_world_info(world, irq);
		char *name, *list;

		if (is_there(setup, &info, expected->cpus))
			continue;
		name = sim_irq_name(setup, irq);
		list = sim_mask_list(setup, expected->cpus);
		if (info.slot.cpu == IRQM_NONE)
			unmet(step, "at: %s is nowhere, not at %s", name, list);
		else
			unmet(step, "at: %s is at CPU %u, not at %s", name, info.slot.cpu, list);
		free(name);
		free(list);
		return;
	}
}

static void judge_states(struct sim_world *world, struct sim_step *step,
			 const struct sim_expected_irqs *expected)
{
	unsigned int irq;

	for (irq = expected->first; irq < expected->end; irq++) {
		enum irqm_irq_state state = sim_world_info(world, irq).state;
		char *name;

		if (state == expected->state)
			continue;
		name = sim_irq_name(world->setup, irq);
		unmet(step, "state: %s is %s, not %s", name, sim_state_names[state],
		      sim_state_names[expected->state]);
		free(name);
		return;
	}
}

static void judge_irq(struct sim_world *world, struct sim_step *step)
{
	unsigned int wanted = step->event->expect.irq;
	char *found, *name;

	if (wanted == IRQM_NONE || wanted == step->irq)
		return;
	found = step->irq == IRQM_NONE ? program_text("none")
				       : sim_irq_name(world->setup, step->irq);
	name = sim_irq_name(world->setup, wanted);
	unmet(step, "irq: %s, not %s", found, name);
	free(found);
	free(name);
}

/* ---- Callbacks ---- */

static char *call_text(const struct sim_setup *setup, const struct sim_made_call *calls,
		       unsigned int nr, unsigned int at)
{
	char *name, *text;

	if (at >= nr)
		return program_text("none");
	name = sim_irq_name(setup, calls[at].irq);
	text = program_text("%s %s", sim_call_names[calls[at].call], name);
	free(name);
	return text;
}

/* Reports the first callback that differs. */
static void judge_calls(struct sim_world *world, struct sim_step *step)
{
	const struct sim_expect *expect = &step->event->expect;
	unsigned int i;

	if (!expect->has_calls)
		return;
	for (i = 0; i < step->nr_calls || i < expect->nr_calls; i++) {
		char *found = call_text(world->setup, step->calls, step->nr_calls, i);
		char *wanted = call_text(world->setup, expect->calls, expect->nr_calls, i);
		bool same = !strcmp(found, wanted);

		if (!same)
			unmet(step, "calls: number %u is %s, not %s", i + 1, found, wanted);
		free(found);
		free(wanted);
		if (!same)
			return;
	}
}

/* ---- All ---- */

void sim_judge(struct sim_world *world, struct sim_step *step)
{
	const struct sim_expect *expect = &step->event->expect;
	unsigned int i;

	if (expect->has_error && expect->error != step->error) {
		char *found = sim_error_text(step->error), *wanted = sim_error_text(expect->error);

		unmet(step, "result: %s, not %s", found, wanted);
		free(found);
		free(wanted);
	}
	judge_numbers(step);
	judge_irq(world, step);
	judge_refused(world, step);
	for (i = 0; i < expect->nr_in_use; i++)
		judge_counts(world, step, "in_use", &expect->in_use[i]);
	for (i = 0; i < expect->nr_available; i++)
		judge_counts(world, step, "available", &expect->available[i]);
	for (i = 0; i < expect->nr_at; i++)
		judge_places(world, step, &expect->at[i]);
	for (i = 0; i < expect->nr_states; i++)
		judge_states(world, step, &expect->state[i]);
	judge_calls(world, step);
}
