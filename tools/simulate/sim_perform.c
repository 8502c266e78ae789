/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_perform.c - lets an event happen, through the calls of the table.
 */
#include "shared/program.h"
#include "sim_perform.h"

/* Records the first failure, and what it was about. */
static void fail(struct sim_step *step, int error, unsigned int cpu, unsigned int irq)
{
	if (step->error || !error)
		return;
	step->error = error;
	step->cpu = cpu;
	step->irq = irq;
}

static void add_report(struct sim_step *step, const struct irqm_table_report *report)
{
	struct irqm_table_report *sum = &step->report;

	sum->moved += report->moved;
	sum->broken += report->broken;
	sum->shut_down += report->shut_down;
	sum->started += report->started;
	sum->stayed += report->stayed;
	sum->failed += report->failed;
	if (!step->why && report->error) {
		step->why = report->error;
		step->irq = report->irq;
	}
}

/* ---- CPUs ---- */

static int offline_one(struct sim_world *world, struct sim_step *step, unsigned int cpu)
{
	struct irqm_table_report report = { .irq = IRQM_NONE };
	struct irqm_table_offline_answer answer;
	int asked = irqm_table_can_offline(world->t, cpu, &answer);
	int error = irqm_table_cpu_offline(world->t, cpu, &report);

	add_report(step, &report);
	fail(step, error, cpu, report.irq);
	if (error && !asked && answer.reason != IRQM_TABLE_OFFLINE_OK) {
		step->has_answer = true;
		step->answer = answer;
	}
	return error;
}

static int online_one(struct sim_world *world, struct sim_step *step, unsigned int cpu)
{
	struct irqm_table_report report = { .irq = IRQM_NONE };
	int error = irqm_table_cpu_online(world->t, cpu, &report);

	add_report(step, &report);
	fail(step, error, cpu, report.irq);
	return error;
}

/* Changes the CPUs one after the other, up to the first that fails. */
static void change_cpus(struct sim_world *world, struct sim_step *step,
			int (*change)(struct sim_world *world, struct sim_step *step,
				      unsigned int cpu))
{
	unsigned int nr_cpus = world->setup->machine->nr_cpus, cpu;
	const unsigned long *cpus = step->event->cpus;

	irqm_for_each_cpu(cpu, cpus, nr_cpus) {
		if (change(world, step, cpu))
			return;
	}
}

static bool is_online(struct sim_world *world, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats stats = { .online = false };

	irqm_matrix_get_cpu_stats(world->m, cpu, &stats);
	return stats.online;
}

/* Takes all CPUs but one offline. When one cannot go, those that went come back. */
static void hibernate(struct sim_world *world, struct sim_step *step)
{
	unsigned int nr_cpus = world->setup->machine->nr_cpus, stays = step->event->cpu, cpu, back;

	if (!is_online(world, stays)) {
		fail(step, -IRQM_ENODEV, stays, IRQM_NONE);
		return;
	}
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		if (cpu == stays || !is_online(world, cpu) || !offline_one(world, step, cpu))
			continue;
		for (back = 0; back < cpu; back++) {
			if (back != stays && irqm_cpumask_test(step->was_online, back))
				online_one(world, step, back);
		}
		break;
	}
}

static void ask_cpus(struct sim_world *world, struct sim_step *step)
{
	unsigned int nr_cpus = world->setup->machine->nr_cpus, cpu;
	const unsigned long *cpus = step->event->cpus;

	step->answers = program_alloc(nr_cpus, sizeof(*step->answers));
	irqm_for_each_cpu(cpu, cpus, nr_cpus) {
		fail(step, irqm_table_can_offline(world->t, cpu, &step->answers[cpu]), cpu,
		     IRQM_NONE);
		if (step->answers[cpu].reason != IRQM_TABLE_OFFLINE_OK)
			irqm_cpumask_set(step->refused, cpu);
	}
}

/* ---- Interrupts ---- */

static void change_affinity(struct sim_world *world, struct sim_step *step)
{
	const struct sim_event *event = step->event;
	int error;

	if (event->nr_changes == 1)
		error = irqm_table_set_affinity(world->t, event->changes[0].irq,
						event->changes[0].cpus, event->asker);
	else
		error = irqm_table_set_affinities(world->t, event->changes, event->nr_changes,
						  event->asker);
	fail(step, error, IRQM_NONE, event->nr_changes == 1 ? event->changes[0].irq : IRQM_NONE);
}

static void isolate(struct sim_world *world, struct sim_step *step)
{
	struct irqm_table_report report = { .irq = IRQM_NONE };
	int error = irqm_table_set_eligible(world->t, step->event->cpus, step->event->strictness,
					    &report);

	add_report(step, &report);
	fail(step, error, IRQM_NONE, report.irq);
}

static void return_home(struct sim_world *world, struct sim_step *step)
{
	struct irqm_table_report report = { .irq = IRQM_NONE };
	int error = irqm_table_return_home(world->t, &report);

	add_report(step, &report);
	fail(step, error, IRQM_NONE, report.irq);
}

static int see_first(struct irqm_table *t, unsigned int irq)
{
	struct irqm_irq_info info;
	int error = irqm_table_get(t, irq, &info);

	if (error || info.old_slot.cpu == IRQM_NONE)
		return error;
	return irqm_table_move_done(t, irq, info.slot);
}

/*
 * Calls change for the interrupts one after the other, up to the first failure. When there are
 * several, those that are not requested are left out.
 */
static void for_irqs(struct sim_world *world, struct sim_step *step,
		     int (*change)(struct irqm_table *t, unsigned int irq))
{
	unsigned int irq;

	for (irq = step->event->first; !step->error && irq < step->event->end; irq++) {
		bool alone = step->event->end == step->event->first + 1;

		if (alone || sim_world_info(world, irq).state != IRQM_IRQ_FREE)
			fail(step, change(world->t, irq), IRQM_NONE, irq);
	}
}

static void load(struct sim_world *world, struct sim_step *step)
{
	unsigned int irq = IRQM_NONE;
	int error = world->loaded[step->event->device] ? -IRQM_EBUSY : 0;

	if (!error)
		error = sim_world_load(world, step->event->device, &irq);
	fail(step, error, IRQM_NONE, irq);
}

static void unload(struct sim_world *world, struct sim_step *step)
{
	unsigned int irq = IRQM_NONE;
	int error = world->loaded[step->event->device] ? 0 : -IRQM_ENOENT;

	if (!error)
		error = sim_world_unload(world, step->event->device, &irq);
	fail(step, error, IRQM_NONE, irq);
}

/* ---- All ---- */

static void perform_irqs(struct sim_world *world, struct sim_step *step)
{
	switch (step->event->kind) {
	case SIM_EVENT_LOAD:
		load(world, step);
		break;
	case SIM_EVENT_UNLOAD:
		unload(world, step);
		break;
	case SIM_EVENT_OVERRIDE:
		change_affinity(world, step);
		break;
	case SIM_EVENT_DISABLE:
		for_irqs(world, step, irqm_table_disable);
		break;
	case SIM_EVENT_ENABLE:
		for_irqs(world, step, irqm_table_enable);
		break;
	case SIM_EVENT_SUSPEND:
		for_irqs(world, step, irqm_table_suspend);
		break;
	case SIM_EVENT_RESUME:
		for_irqs(world, step, irqm_table_resume);
		break;
	case SIM_EVENT_FIRST_INTERRUPT:
		for_irqs(world, step, see_first);
		break;
	default:
		break;
	}
}

void sim_perform(struct sim_world *world, struct sim_step *step)
{
	switch (step->event->kind) {
	case SIM_EVENT_OFFLINE:
		change_cpus(world, step, offline_one);
		break;
	case SIM_EVENT_ONLINE:
		change_cpus(world, step, online_one);
		break;
	case SIM_EVENT_CAN_OFFLINE:
		ask_cpus(world, step);
		break;
	case SIM_EVENT_HIBERNATE:
		hibernate(world, step);
		break;
	case SIM_EVENT_ISOLATE:
		isolate(world, step);
		break;
	case SIM_EVENT_RETURN_HOME:
		return_home(world, step);
		break;
	case SIM_EVENT_FAIL:
		sim_hardware_fail(&world->hardware, &step->event->fault);
		break;
	case SIM_EVENT_POLICY:
		fail(step, irqm_table_set_policy(world->t, step->event->policy), IRQM_NONE,
		     IRQM_NONE);
		break;
	default:
		perform_irqs(world, step);
		break;
	}
}
