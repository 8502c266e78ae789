/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_run.c - a scenario, event by event, with what came of each.
 */
#include <stdlib.h>
#include <string.h>

#include "shared/program.h"
#include "sim_judge.h"
#include "sim_perform.h"
#include "sim_run.h"

static unsigned int count(const struct sim_step *step, enum sim_what what)
{
	unsigned int nr = 0, i;

	for (i = 0; i < step->nr_changes; i++)
		nr += sim_change_is(&step->changes[i], what);
	return nr;
}

/* ---- Before and after ---- */

static struct irqm_irq_info *take_infos(struct sim_world *world)
{
	unsigned int nr = world->setup->nr_irqs, irq;
	struct irqm_irq_info *infos = program_alloc(nr, sizeof(*infos));

	for (irq = 0; irq < nr; irq++)
		infos[irq] = sim_world_info(world, irq);
	return infos;
}

static bool same_slot(struct irqm_slot a, struct irqm_slot b)
{
	return a.cpu == b.cpu && a.vector == b.vector;
}

static bool same_info(const struct irqm_irq_info *a, const struct irqm_irq_info *b)
{
	return a->state == b->state && a->mode == b->mode && same_slot(a->slot, b->slot) &&
	       same_slot(a->old_slot, b->old_slot) && a->depth == b->depth &&
	       a->suspended == b->suspended && a->broken == b->broken && a->error == b->error;
}

static void find_changes(struct sim_world *world, struct sim_step *step,
			 const struct irqm_irq_info *before)
{
	unsigned int nr = world->setup->nr_irqs, irq;
	struct irqm_irq_info *after = take_infos(world);
	unsigned int changes = 0;

	for (irq = 0; irq < nr; irq++)
		changes += !same_info(&before[irq], &after[irq]);
	step->changes = program_alloc(changes, sizeof(*step->changes));
	for (irq = 0; irq < nr; irq++) {
		if (!same_info(&before[irq], &after[irq]))
			step->changes[step->nr_changes++] =
				(struct sim_change){ irq, before[irq], after[irq] };
	}
	free(after);
}

/* Sets the CPUs that are online; hibernation brings back those that were. */
static void take_online(struct sim_world *world, unsigned long *mask)
{
	unsigned int nr_cpus = world->setup->machine->nr_cpus, cpu;
	struct irqm_matrix_cpu_stats stats = { .online = false };

	for (cpu = 0; cpu < nr_cpus; cpu++) {
		irqm_matrix_get_cpu_stats(world->m, cpu, &stats);
		if (stats.online)
			irqm_cpumask_set(mask, cpu);
	}
}

static void take_state(struct sim_world *world, struct sim_step *step)
{
	unsigned int nr_cpus = world->setup->machine->nr_cpus, cpu;

	step->cpus = program_alloc(nr_cpus, sizeof(*step->cpus));
	for (cpu = 0; cpu < nr_cpus; cpu++)
		irqm_matrix_get_cpu_stats(world->m, cpu, &step->cpus[cpu]);
	irqm_matrix_get_stats(world->m, &step->all);
	irqm_table_get_stats(world->t, &step->table);
}

static void take_calls(const struct sim_hardware *hardware, struct sim_step *step,
		       unsigned int from)
{
	step->nr_calls = hardware->nr_calls - from;
	step->calls = program_alloc(step->nr_calls, sizeof(*step->calls));
	if (step->nr_calls)
		memcpy(step->calls, hardware->calls + from,
		       step->nr_calls * sizeof(*step->calls));
}

/* Some calls report nothing. For these the report is what has changed. */
static void fill_report(struct sim_step *step)
{
	struct irqm_table_report *report = &step->report;

	switch (step->event->kind) {
	case SIM_EVENT_OFFLINE:
	case SIM_EVENT_ONLINE:
	case SIM_EVENT_HIBERNATE:
	case SIM_EVENT_ISOLATE:
	case SIM_EVENT_RETURN_HOME:
		return;
	default:
		report->moved = count(step, SIM_WHAT_MOVED);
		report->broken = count(step, SIM_WHAT_BROKE);
		report->shut_down = count(step, SIM_WHAT_SHUT_DOWN);
		report->started = count(step, SIM_WHAT_STARTED);
		report->failed = count(step, SIM_WHAT_FAILED);
	}
}

/* ---- Checks ---- */

_Noreturn static void stop(const struct sim_run *run, const struct sim_step *step,
			   const char *fault)
{
	program_die(EXIT_FAILURE, "%s: event %u (%s): the library is at fault: %s", run->path,
		    run->nr_steps, step->event ? step->event->text : "start", fault);
}

static void check(struct sim_run *run, const struct sim_step *step)
{
	char *fault = sim_world_check(&run->world);

	if (fault)
		stop(run, step, fault);
}

/*
 * A call must report what has changed. Events of several calls are left out, as they may change an
 * interrupt more than once.
 */
static void check_report(const struct sim_run *run, const struct sim_step *step)
{
	const struct irqm_table_report *r = &step->report;
	const struct sim_event *event = step->event;
	unsigned int nr_cpus = run->scenario->setup.machine->nr_cpus;

	if (event->kind == SIM_EVENT_HIBERNATE ||
	    ((event->kind == SIM_EVENT_OFFLINE || event->kind == SIM_EVENT_ONLINE) &&
	     irqm_cpumask_weight(event->cpus, nr_cpus) > 1))
		return;
	if (r->moved != count(step, SIM_WHAT_MOVED))
		stop(run, step, "the reported moves are not those that happened");
	if (r->shut_down != count(step, SIM_WHAT_SHUT_DOWN) ||
	    r->started != count(step, SIM_WHAT_STARTED))
		stop(run, step, "the reported shutdowns and starts are not those that happened");
	if (r->failed != count(step, SIM_WHAT_FAILED))
		stop(run, step, "the reported failures are not those that happened");
}

/* ---- The run ---- */

static struct sim_step *new_step(struct sim_run *run, const struct sim_event *event)
{
	struct sim_step *step = &run->steps[run->nr_steps];

	*step = (struct sim_step){ .event = event, .cpu = IRQM_NONE, .irq = IRQM_NONE };
	step->refused = program_alloc(run->scenario->setup.words, sizeof(unsigned long));
	step->was_online = program_alloc(run->scenario->setup.words, sizeof(unsigned long));
	return step;
}

void sim_run_start(struct sim_run *run, const struct sim_scenario *scenario, const char *path)
{
	*run = (struct sim_run){ .scenario = scenario, .path = path };
	run->steps = program_alloc(scenario->nr_events + 1, sizeof(*run->steps));
	sim_world_start(&run->world, &scenario->setup);
	check(run, new_step(run, NULL));
	take_state(&run->world, &run->steps[0]);
	run->nr_steps = 1;
}

const struct sim_step *sim_run_next(struct sim_run *run)
{
	struct sim_world *world = &run->world;
	unsigned int calls = world->hardware.nr_calls;
	struct irqm_irq_info *before;
	struct sim_step *step;

	if (run->nr_steps > run->scenario->nr_events)
		return NULL;
	step = new_step(run, &run->scenario->events[run->nr_steps - 1]);
	before = take_infos(world);
	take_online(world, step->was_online);
	sim_perform(world, step);
	find_changes(world, step, before);
	free(before);
	take_calls(&world->hardware, step, calls);
	take_state(world, step);
	fill_report(step);
	check(run, step);
	check_report(run, step);
	sim_judge(world, step);
	run->nr_steps++;
	return step;
}

static void free_step(struct sim_step *step)
{
	unsigned int i;

	for (i = 0; i < step->nr_unmet; i++)
		free(step->unmet[i]);
	free(step->unmet);
	free(step->answers);
	free(step->refused);
	free(step->was_online);
	free(step->changes);
	free(step->calls);
	free(step->cpus);
}

void sim_run_end(struct sim_run *run)
{
	unsigned int i;

	for (i = 0; i < run->nr_steps; i++)
		free_step(&run->steps[i]);
	free(run->steps);
	sim_world_end(&run->world);
}

unsigned int sim_run_unmet(const struct sim_run *run)
{
	unsigned int nr = 0, i;

	for (i = 0; i < run->nr_steps; i++)
		nr += run->steps[i].nr_unmet;
	return nr;
}
