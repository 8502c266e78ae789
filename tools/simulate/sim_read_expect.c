/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_read_expect.c - what a scenario expects of an event.
 */
#include <stdlib.h>
#include <string.h>

#include "shared/program.h"
#include "sim_names.h"
#include "sim_read.h"
#include "sim_read_expect.h"

static const char *const members[] = {
	"result", "moved", "broken", "shut_down", "started", "stayed", "failed", "cpu", "regular",
	"room", "missing", "online_cpus", "irq", "refused", "in_use", "available", "at", "state",
	"calls", NULL
};

static void read_result(const struct json_spot *spot, struct json_object *object,
			struct sim_expect *expect)
{
	const char *result = json_text(spot, object, "result");

	if (!result)
		return;
	expect->has_error = true;
	expect->error = sim_error_of(result);
	if (!expect->error && strcmp(result, "ok"))
		json_wrong(spot, "\"result\" \"%s\": must be one of ok, EPERM, ENOENT, ENOMEM, "
				 "EBUSY, ENODEV, EINVAL, ENOSPC, ERANGE",
			   result);
}

static void read_numbers(const struct json_spot *spot, struct json_object *object,
			 struct sim_expect *expect)
{
	unsigned int i;

	for (i = 0; i < SIM_NR_NUMBERS; i++)
		expect->given[i] = json_number(spot, object, sim_number_names[i], 0, IRQM_NONE,
					       &expect->numbers[i]);
}

/* Reads { "0-3": 12, ... }, and returns how many there are. */
static unsigned int read_counts(const struct json_spot *spot, struct json_object *object,
				const struct sim_setup *setup, const char *name,
				struct sim_expected_cpus **counts)
{
	struct json_object *list = json_member(spot, object, name, json_type_object);
	unsigned int nr = 0;

	if (!list)
		return 0;
	*counts = program_alloc((size_t)json_object_object_length(list), sizeof(**counts));
	json_object_object_foreach(list, cpus, value)
	{
		(*counts)[nr].cpus = sim_read_some_cpus(spot, setup, name, cpus);
		(*counts)[nr++].number = json_number_of(spot, value, cpus, 0, IRQM_MAX_VECTORS);
	}
	return nr;
}

/* Reads { "nvme0q2": "4-7", ... }, or { "nvme0q2": "up", ... }, and returns how many there are. */
static unsigned int read_irqs(const struct json_spot *spot, struct json_object *object,
			      const struct sim_setup *setup, const char *name,
			      struct sim_expected_irqs **irqs)
{
	struct json_object *list = json_member(spot, object, name, json_type_object);
	unsigned int nr = 0;

	if (!list)
		return 0;
	*irqs = program_alloc((size_t)json_object_object_length(list), sizeof(**irqs));
	json_object_object_foreach(list, irq, value)
	{
		struct sim_expected_irqs *one = &(*irqs)[nr++];

		sim_read_irqs(spot, setup, irq, &one->first, &one->end);
		if (!json_object_is_type(value, json_type_string))
			json_wrong(spot, "\"%s\": must be a string", irq);
		if (!strcmp(name, "state"))
			one->state = json_word(spot, irq, json_object_get_string(value),
					       sim_state_names);
		else
			one->cpus = sim_read_cpus(spot, setup, irq,
						  json_object_get_string(value));
	}
	return nr;
}

/* Reads "prepare_move nvme0q2". */
static void read_call(const struct json_spot *spot, struct json_object *value,
		      const struct sim_setup *setup, struct sim_made_call *call)
{
	const char *text = json_object_get_string(value), *blank;
	unsigned int end;
	char *name;

	blank = json_object_is_type(value, json_type_string) ? strchr(text, ' ') : NULL;
	if (!blank)
		json_wrong(spot, "\"calls\": must be strings such as \"startup %sq0\"",
			   setup->devices[0].name);
	name = program_text("%.*s", (int)(blank - text), text);
	call->call = json_word(spot, "calls", name, sim_call_names);
	sim_read_irqs(spot, setup, blank + 1, &call->irq, &end);
	if (end != call->irq + 1)
		json_wrong(spot, "\"calls\" \"%s\": must name one interrupt", text);
	free(name);
}

static void read_calls(const struct json_spot *spot, struct json_object *object,
		       const struct sim_setup *setup, struct sim_expect *expect)
{
	struct json_object *list = json_member(spot, object, "calls", json_type_array);
	unsigned int i;

	if (!list)
		return;
	expect->has_calls = true;
	expect->nr_calls = (unsigned int)json_object_array_length(list);
	expect->calls = program_alloc(expect->nr_calls, sizeof(*expect->calls));
	for (i = 0; i < expect->nr_calls; i++)
		read_call(spot, json_object_array_get_idx(list, i), setup, &expect->calls[i]);
}

void sim_read_expect(const struct json_spot *spot, struct json_object *object,
		     const struct sim_setup *setup, struct sim_expect *expect)
{
	char *place = program_text("%s, expect", spot->place);
	const struct json_spot inside = { spot->file, place };
	const char *irq, *refused;
	unsigned int end;

	json_check_members(&inside, object, members);
	read_result(&inside, object, expect);
	read_numbers(&inside, object, expect);
	irq = json_text(&inside, object, "irq");
	if (irq)
		sim_read_irqs(&inside, setup, irq, &expect->irq, &end);
	if (irq && end != expect->irq + 1)
		json_wrong(&inside, "\"irq\" \"%s\": must be one interrupt", irq);
	refused = json_text(&inside, object, "refused");
	if (refused)
		expect->refused = sim_read_cpus(&inside, setup, "refused", refused);
	expect->nr_in_use = read_counts(&inside, object, setup, "in_use", &expect->in_use);
	expect->nr_available = read_counts(&inside, object, setup, "available",
					   &expect->available);
	expect->nr_at = read_irqs(&inside, object, setup, "at", &expect->at);
	expect->nr_states = read_irqs(&inside, object, setup, "state", &expect->state);
	read_calls(&inside, object, setup, expect);
	free(place);
}

void sim_expect_free(struct sim_expect *expect)
{
	unsigned int i;

	for (i = 0; i < expect->nr_in_use; i++)
		free(expect->in_use[i].cpus);
	for (i = 0; i < expect->nr_available; i++)
		free(expect->available[i].cpus);
	for (i = 0; i < expect->nr_at; i++)
		free(expect->at[i].cpus);
	free(expect->in_use);
	free(expect->available);
	free(expect->at);
	free(expect->state);
	free(expect->calls);
	free(expect->refused);
}
