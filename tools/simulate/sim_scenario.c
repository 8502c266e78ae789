/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_scenario.c - a scenario as a whole.
 */
#include <stdlib.h>

#include "shared/json_read.h"
#include "shared/program.h"
#include "sim_read_event.h"
#include "sim_read_setup.h"
#include "sim_scenario.h"

#define EVENTS_MAX 10000U

static const char *const members[] = {
	"title", "reported", "shows", "machine", "window", "online", "policy", "drain_ms",
	"devices", "events", NULL
};

/* A copy of a text, or NULL. */
static char *copy(const char *text)
{
	return text ? program_text("%s", text) : NULL;
}

static void read_events(const char *path, struct json_object *object,
			struct sim_scenario *scenario)
{
	const struct json_spot spot = { path, "" };
	struct json_object *events = json_member(&spot, object, "events", json_type_array);
	unsigned int nr = events ? (unsigned int)json_object_array_length(events) : 0, i;

	if (!nr)
		json_wrong(&spot, "\"events\": at least one is needed");
	if (nr > EVENTS_MAX)
		json_wrong(&spot, "\"events\": more than %u of them", EVENTS_MAX);
	scenario->events = program_alloc(nr, sizeof(*scenario->events));
	scenario->nr_events = nr;
	for (i = 0; i < nr; i++)
		sim_read_event(path, json_object_array_get_idx(events, i), i + 1,
			       &scenario->setup, &scenario->events[i]);
}

struct sim_scenario *sim_scenario_of(const char *path, struct json_object *object)
{
	const struct json_spot spot = { path, "" };
	struct sim_scenario *scenario = program_alloc(1, sizeof(*scenario));

	json_check_members(&spot, object, members);
	scenario->title = copy(json_text_needed(&spot, object, "title"));
	scenario->reported = copy(json_text(&spot, object, "reported"));
	scenario->shows = copy(json_text(&spot, object, "shows"));
	sim_read_setup(path, object, &scenario->setup);
	read_events(path, object, scenario);
	json_object_put(object);
	return scenario;
}

struct sim_scenario *sim_scenario_load(const char *path)
{
	return sim_scenario_of(path, json_read_file(path));
}

void sim_scenario_free(struct sim_scenario *scenario)
{
	unsigned int i;

	for (i = 0; i < scenario->nr_events; i++)
		sim_event_free(&scenario->events[i]);
	free(scenario->events);
	sim_setup_free(&scenario->setup);
	free(scenario->title);
	free(scenario->reported);
	free(scenario->shows);
	free(scenario);
}
