/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_json.c - a run as JSON.
 */
#include <stdlib.h>

#include "shared/json_make.h"
#include "sim_json.h"
#include "sim_names.h"

static void add_irq(struct json_object *object, const struct sim_setup *setup, unsigned int irq)
{
	char *name = sim_irq_name(setup, irq);

	json_add_text(object, "irq", name);
	free(name);
}

/* A number, or its name where it has one. */
static void add_error(struct json_object *object, const char *key, int error)
{
	const char *name = sim_error_name(error);

	if (!error)
		json_add_text(object, key, "ok");
	else if (name)
		json_add_text(object, key, name);
	else
		json_add_number(object, key, error);
}

static struct json_object *slot_of(struct irqm_slot slot)
{
	struct json_object *object;

	if (slot.cpu == IRQM_NONE)
		return NULL;
	object = json_new_object();
	json_add_number(object, "cpu", slot.cpu);
	json_add_number(object, "vector", slot.vector);
	return object;
}

static void add_slot(struct json_object *object, const char *key, struct irqm_slot slot)
{
	struct json_object *value = slot_of(slot);

	if (value)
		json_add(object, key, value);
}

static struct json_object *info_of(const struct irqm_irq_info *info)
{
	struct json_object *object = json_new_object();

	json_add_text(object, "state", sim_state_names[info->state]);
	json_add_text(object, "mode", sim_mode_names[info->mode]);
	add_slot(object, "slot", info->slot);
	add_slot(object, "old_slot", info->old_slot);
	json_add_number(object, "depth", info->depth);
	json_add_bool(object, "suspended", info->suspended);
	json_add_bool(object, "broken", info->broken);
	return object;
}

static struct json_object *changes_of(const struct sim_setup *setup, const struct sim_step *step)
{
	struct json_object *array = json_new_array();
	unsigned int i, what;

	for (i = 0; i < step->nr_changes; i++) {
		const struct sim_change *c = &step->changes[i];
		struct json_object *object = json_new_object(), *whats = json_new_array();

		add_irq(object, setup, c->irq);
		for (what = 0; what < SIM_NR_WHATS; what++) {
			if (sim_change_is(c, what))
				json_append_text(whats, sim_what_names[what]);
		}
		json_add(object, "what", whats);
		json_add(object, "before", info_of(&c->before));
		json_add(object, "after", info_of(&c->after));
		json_append(array, object);
	}
	return array;
}

static struct json_object *calls_of(const struct sim_setup *setup, const struct sim_step *step)
{
	struct json_object *array = json_new_array();
	unsigned int i;

	for (i = 0; i < step->nr_calls; i++) {
		struct json_object *object = json_new_object();

		json_add_text(object, "call", sim_call_names[step->calls[i].call]);
		add_irq(object, setup, step->calls[i].irq);
		add_error(object, "result", step->calls[i].error);
		json_append(array, object);
	}
	return array;
}

static struct json_object *cpus_of(const struct sim_setup *setup, const struct sim_step *step)
{
	struct json_object *array = json_new_array();
	unsigned int cpu;

	for (cpu = tool_machine_next(setup->machine, 0); cpu != IRQM_NONE;
	     cpu = tool_machine_next(setup->machine, cpu + 1)) {
		const struct irqm_matrix_cpu_stats *stats = &step->cpus[cpu];
		struct json_object *object = json_new_object();

		json_add_number(object, "cpu", cpu);
		json_add_bool(object, "online", stats->online);
		json_add_number(object, "regular", stats->allocated - stats->managed_allocated);
		json_add_number(object, "managed", stats->managed_allocated);
		json_add_number(object, "set_aside", stats->managed);
		json_add_number(object, "available", stats->available);
		json_append(array, object);
	}
	return array;
}

static struct json_object *sums_of(const struct sim_step *step)
{
	struct json_object *object = json_new_object(), *states = json_new_object();
	unsigned int state;

	for (state = 0; state < IRQM_IRQ_NR_STATES; state++)
		json_add_number(states, sim_state_names[state], step->table.in_state[state]);
	json_add_number(object, "online_cpus", step->all.online_cpus);
	json_add_number(object, "in_use", step->all.total_allocated);
	json_add_number(object, "available", step->all.global_available);
	json_add_number(object, "promised", step->all.reserved);
	json_add(object, "interrupts", states);
	return object;
}

static void add_answers(struct json_object *object, const struct sim_setup *setup,
			const struct sim_step *step)
{
	unsigned int nr_cpus = setup->machine->nr_cpus, cpu;
	struct json_object *array = json_new_array();

	irqm_for_each_cpu(cpu, step->refused, nr_cpus) {
		struct json_object *one = json_new_object();

		json_add_number(one, "cpu", cpu);
		json_add_number(one, "regular", step->answers[cpu].regular);
		json_add_number(one, "room", step->answers[cpu].available);
		json_add_number(one, "missing", step->answers[cpu].missing);
		json_append(array, one);
	}
	json_add(object, "refused", array);
}

static void add_outcome(struct json_object *object, const struct sim_setup *setup,
			const struct sim_step *step)
{
	char *reason = sim_step_reason(setup, step);
	unsigned int i, value;

	add_error(object, "result", step->error);
	if (reason)
		json_add_text(object, "reason", reason);
	free(reason);
	if (step->irq != IRQM_NONE)
		add_irq(object, setup, step->irq);
	if (!step->error && step->why)
		add_error(object, "why", step->why);
	for (i = 0; i < SIM_ONLINE_CPUS; i++) {
		if (sim_step_number(step, i, &value))
			json_add_number(object, sim_number_names[i], value);
	}
	if (step->answers)
		add_answers(object, setup, step);
	json_add(object, "changes", changes_of(setup, step));
	json_add(object, "calls", calls_of(setup, step));
}

static struct json_object *step_of(const struct sim_run *run, unsigned int number)
{
	const struct sim_step *step = &run->steps[number];
	const struct sim_setup *setup = &run->scenario->setup;
	struct json_object *object = json_new_object(), *array = json_new_array();
	unsigned int i;

	json_add_number(object, "number", number);
	json_add_text(object, "event", step->event ? sim_event_names[step->event->kind] : "start");
	if (step->event) {
		json_add_text(object, "text", step->event->text);
		add_outcome(object, setup, step);
	}
	json_add(object, "cpus", cpus_of(setup, step));
	json_add(object, "sums", sums_of(step));
	for (i = 0; i < step->nr_unmet; i++)
		json_append_text(array, step->unmet[i]);
	json_add(object, "unmet", array);
	return object;
}

void sim_print_json(const struct sim_run *run)
{
	const struct sim_scenario *scenario = run->scenario;
	struct json_object *object = json_new_object(), *array = json_new_array();
	unsigned int i;

	json_add_text(object, "scenario", run->path);
	json_add_text(object, "title", scenario->title);
	json_add_text(object, "machine", scenario->setup.machine->title);
	json_add_number(object, "capacity", sim_step_capacity(&run->steps[0]));
	for (i = 0; i < run->nr_steps; i++)
		json_append(array, step_of(run, i));
	json_add(object, "steps", array);
	json_add_number(object, "unmet", sim_run_unmet(run));
	json_print(object);
}
