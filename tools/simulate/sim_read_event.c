/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_read_event.c - an event of a scenario.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/program.h"
#include "sim_names.h"
#include "sim_read.h"
#include "sim_read_event.h"
#include "sim_read_expect.h"

/* An event has its kind, the members that any event may have, and those of its kind. */
static void check_members(const struct json_spot *spot, struct json_object *object,
			  enum sim_event_kind kind)
{
	const char *known[] = { sim_event_names[kind], "note", "expect", NULL, NULL };

	if (kind == SIM_EVENT_OVERRIDE)
		known[3] = "asker";
	if (kind == SIM_EVENT_ISOLATE)
		known[3] = "strict";
	json_check_members(spot, object, known);
}

static enum sim_event_kind find_kind(const struct json_spot *spot, struct json_object *object)
{
	enum sim_event_kind kind = SIM_NR_EVENTS, other;

	if (!json_object_is_type(object, json_type_object))
		json_wrong(spot, "must be an object {...}");
	for (other = 0; other < SIM_NR_EVENTS; other++) {
		if (!json_object_object_get_ex(object, sim_event_names[other], NULL))
			continue;
		if (kind != SIM_NR_EVENTS)
			json_wrong(spot, "\"%s\" and \"%s\" are two events",
				   sim_event_names[kind], sim_event_names[other]);
		kind = other;
	}
	if (kind == SIM_NR_EVENTS) {
		json_object_object_foreach(object, name, value)
		{
			(void)value;
			json_word(spot, "event", name, sim_event_names);
		}
		json_wrong(spot, "has no member; one such as \"load\" is needed");
	}
	return kind;
}

/* ---- Each kind ---- */

static void read_device(const struct json_spot *spot, const struct sim_setup *setup,
			struct sim_event *event, const char *text)
{
	unsigned int end;

	event->device = sim_find_device(setup, text);
	if (event->device == IRQM_NONE) {
		sim_read_irqs(spot, setup, text, &event->first, &end);
		json_wrong(spot, "\"%s\" is not a device", text);
	}
	event->first = setup->devices[event->device].first;
	event->end = event->first + setup->devices[event->device].request.vectors;
}

static void read_change(const struct json_spot *spot, const struct sim_setup *setup,
			struct sim_event *event, const char *name, struct json_object *value)
{
	struct irqm_irq_change *change = &event->changes[event->nr_changes];
	unsigned long *to = event->change_cpus + (size_t)event->nr_changes * setup->words, *mask;
	unsigned int end;

	if (!json_object_is_type(value, json_type_string))
		json_wrong(spot, "\"%s\": must be a string", name);
	mask = sim_read_some_cpus(spot, setup, name, json_object_get_string(value));
	memcpy(to, mask, setup->words * sizeof(unsigned long));
	free(mask);
	change->cpus = to;
	sim_read_irqs(spot, setup, name, &change->irq, &end);
	if (end != change->irq + 1)
		json_wrong(spot, "\"%s\": must be one interrupt, such as %sq0", name, name);
	event->nr_changes++;
}

static void read_override(const struct json_spot *spot, struct json_object *object,
			  const struct sim_setup *setup, struct sim_event *event)
{
	static const char *const askers[] = { "user", "driver", NULL };
	struct json_object *changes = json_member(spot, object, "override", json_type_object);
	const char *asker = json_text(spot, object, "asker");
	unsigned int nr = (unsigned int)json_object_object_length(changes);

	if (!nr)
		json_wrong(spot, "\"override\": at least one interrupt is needed");
	event->changes = program_alloc(nr, sizeof(*event->changes));
	event->change_cpus = program_alloc((size_t)nr * setup->words, sizeof(unsigned long));
	json_object_object_foreach(changes, name, value)
		read_change(spot, setup, event, name, value);
	if (asker)
		event->asker = json_word(spot, "asker", asker, askers);
}

/* Fills in the CPUs that are not isolated; NULL when no CPU is isolated. */
static void read_isolate(const struct json_spot *spot, struct json_object *object,
			 const struct sim_setup *setup, struct sim_event *event)
{
	unsigned int nr_cpus = setup->machine->nr_cpus, i;

	event->cpus = sim_read_cpus(spot, setup, "isolate",
				    json_text_needed(spot, object, "isolate"));
	event->strictness = json_truth(spot, object, "strict", false) ? IRQM_TABLE_STRICT
								      : IRQM_TABLE_BEST_EFFORT;
	if (irqm_cpumask_next(event->cpus, nr_cpus, 0) == IRQM_NONE) {
		free(event->cpus);
		event->cpus = NULL;
		return;
	}
	for (i = 0; i < setup->words; i++)
		event->cpus[i] = ~event->cpus[i] & irqm_topology_possible(setup->machine->t)[i];
	if (irqm_cpumask_next(event->cpus, nr_cpus, 0) == IRQM_NONE)
		json_wrong(spot, "\"isolate\": at least one CPU must not be isolated");
}

static void read_fail(const struct json_spot *spot, struct json_object *object,
		      const struct sim_setup *setup, struct sim_event *event)
{
	static const char *const known[] = { "call", "irq", "times", "error", NULL };
	struct json_object *fail = json_member(spot, object, "fail", json_type_object);
	struct sim_fault *fault = &event->fault;
	const char *irq, *error, *call;

	json_check_members(spot, fail, known);
	call = json_text_needed(spot, fail, "call");
	fault->call = json_word(spot, "call", call, sim_call_names);
	if (fault->call == SIM_RERAISE || fault->call == SIM_AFFINITY_BROKEN)
		json_wrong(spot, "\"call\" \"%s\" cannot fail", call);
	irq = json_text(spot, fail, "irq");
	sim_read_irqs(spot, setup, irq ? irq : "all", &fault->first, &fault->end);
	fault->times = 1;
	json_number(spot, fail, "times", 1, 1000000, &fault->times);
	error = json_text(spot, fail, "error");
	fault->error = error ? sim_error_of(error) : -IRQM_ENOMEM;
	if (!fault->error)
		json_wrong(spot, "\"error\" \"%s\": must be one of EPERM, ENOENT, ENOMEM, EBUSY, "
				 "ENODEV, EINVAL, ENOSPC, ERANGE",
			   error);
}

static void read_hibernate(const struct json_spot *spot, struct json_object *object,
			   const struct sim_setup *setup, struct sim_event *event)
{
	json_number(spot, object, "hibernate", 0, setup->machine->nr_cpus - 1, &event->cpu);
	if (tool_machine_next(setup->machine, event->cpu) != event->cpu)
		json_wrong(spot, "\"hibernate\": %s has no CPU %u", setup->machine->title,
			   event->cpu);
}

static void read_kind(const struct json_spot *spot, struct json_object *object,
		      const struct sim_setup *setup, struct sim_event *event)
{
	const char *name = sim_event_names[event->kind];

	switch (event->kind) {
	case SIM_EVENT_LOAD:
	case SIM_EVENT_UNLOAD:
		read_device(spot, setup, event, json_text_needed(spot, object, name));
		break;
	case SIM_EVENT_OFFLINE:
	case SIM_EVENT_ONLINE:
	case SIM_EVENT_CAN_OFFLINE:
		event->cpus = sim_read_some_cpus(spot, setup, name,
						 json_text_needed(spot, object, name));
		break;
	case SIM_EVENT_HIBERNATE:
		read_hibernate(spot, object, setup, event);
		break;
	case SIM_EVENT_OVERRIDE:
		read_override(spot, object, setup, event);
		break;
	case SIM_EVENT_ISOLATE:
		read_isolate(spot, object, setup, event);
		break;
	case SIM_EVENT_FAIL:
		read_fail(spot, object, setup, event);
		break;
	case SIM_EVENT_POLICY:
		event->policy = json_word(spot, name, json_text_needed(spot, object, name),
					  sim_policy_names);
		break;
	case SIM_EVENT_RETURN_HOME:
		if (!json_truth(spot, object, name, false))
			json_wrong(spot, "\"%s\": must be true", name);
		break;
	default:
		sim_read_irqs(spot, setup, json_text_needed(spot, object, name), &event->first,
			      &event->end);
		break;
	}
}

/* ---- As text ---- */

static void say_override(FILE *stream, struct json_object *changes)
{
	unsigned int nr = 0;

	json_object_object_foreach(changes, name, value)
	{
		if (nr++ < 4)
			fprintf(stream, "%s %s to %s", nr > 1 ? "," : "", name,
				json_object_get_string(value));
	}
	if (nr > 4)
		fprintf(stream, ", and %u more", nr - 4);
}

static void say_fail(FILE *stream, const struct sim_setup *setup, const struct sim_fault *fault)
{
	char *name = fault->end == fault->first + 1 ? sim_irq_name(setup, fault->first)
						    : program_text("any");

	fprintf(stream, " %s of %s", sim_call_names[fault->call], name);
	if (fault->times == 1)
		fputs(" once", stream);
	else
		fprintf(stream, " %u times", fault->times);
	fprintf(stream, ", %s", sim_error_name(fault->error));
	free(name);
}

static char *make_text(struct json_object *object, const struct sim_setup *setup,
		       const struct sim_event *event)
{
	struct json_object *value = json_object_object_get(object, sim_event_names[event->kind]);
	const char *name;
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	if (!stream)
		program_die(EXIT_FAILURE, "no memory for a text");
	for (name = sim_event_names[event->kind]; *name; name++)
		fputc(*name == '_' ? ' ' : *name, stream);
	if (event->kind == SIM_EVENT_OVERRIDE)
		say_override(stream, value);
	else if (event->kind == SIM_EVENT_FAIL)
		say_fail(stream, setup, &event->fault);
	else if (event->kind == SIM_EVENT_ISOLATE && !event->cpus)
		fputs(" none", stream);
	else if (event->kind == SIM_EVENT_HIBERNATE)
		fprintf(stream, " to CPU %u", event->cpu);
	else if (event->kind != SIM_EVENT_RETURN_HOME)
		fprintf(stream, " %s", json_object_get_string(value));
	if (event->kind == SIM_EVENT_ISOLATE && event->strictness == IRQM_TABLE_STRICT)
		fputs(", strictly", stream);
	if (event->kind == SIM_EVENT_OVERRIDE && event->asker == IRQM_IRQ_ASKED_BY_DRIVER)
		fputs(", by the driver", stream);
	if (fclose(stream))
		program_die(EXIT_FAILURE, "no memory for a text");
	return text;
}

/* ---- All of it ---- */

void sim_read_event(const char *path, struct json_object *object, unsigned int number,
		    const struct sim_setup *setup, struct sim_event *event)
{
	char *place = program_text("event %u", number), *named;
	struct json_spot spot = { path, place };
	struct json_object *expect;
	const char *note;

	event->kind = find_kind(&spot, object);
	named = program_text("%s (%s)", place, sim_event_names[event->kind]);
	spot.place = named;
	check_members(&spot, object, event->kind);
	event->end = setup->nr_irqs;
	read_kind(&spot, object, setup, event);
	event->text = make_text(object, setup, event);
	note = json_text(&spot, object, "note");
	event->note = note ? program_text("%s", note) : NULL;
	event->expect.irq = IRQM_NONE;
	expect = json_member(&spot, object, "expect", json_type_object);
	if (expect)
		sim_read_expect(&spot, expect, setup, &event->expect);
	free(place);
	free(named);
}

void sim_event_free(struct sim_event *event)
{
	free(event->text);
	free(event->note);
	free(event->cpus);
	free(event->changes);
	free(event->change_cpus);
	sim_expect_free(&event->expect);
}
