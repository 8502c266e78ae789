/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_read_setup.c - the machine of a scenario, its vectors and its devices.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/program.h"
#include "sim_names.h"
#include "sim_read.h"
#include "sim_read_setup.h"

#define SETS_MAX 256U
#define DRAIN_MOST 3600000U

static const char *const change_names[] = { "refused", "moves", "breaks", NULL };
/* linux-cluster is the former name of linux-7.3. */
static const char *const spread_names[] = { "locality", "linux-6.12", "linux-7.3",
					    "linux-cluster", NULL };

/* ---- The machine ---- */

/* The file of this name, relative to the folder of the scenario; the text when there is none. */
static char *find_topology(const char *path, const char *text)
{
	const char *slash = strrchr(path, '/');
	char *beside = program_text("%.*s%s", slash && *text != '/' ? (int)(slash + 1 - path) : 0,
				    path, text);
	size_t length = strlen(text);

	if (!access(beside, F_OK) || (length > 4 && !strcmp(text + length - 4, ".xml")))
		return beside;
	free(beside);
	return program_text("%s", text);
}

static char *even_nodes(const struct json_spot *spot, struct json_object *machine)
{
	unsigned int cpus, nodes = 1;

	if (!json_number(spot, machine, "cpus", 1, IRQM_MAX_CPUS, &cpus))
		json_wrong(spot, "\"topology\" or \"cpus\" is needed");
	json_number(spot, machine, "nodes", 1, IRQM_TOPOLOGY_MAX_NODES, &nodes);
	if (cpus % nodes)
		json_wrong(spot, "\"cpus\" %u is not a multiple of \"nodes\" %u", cpus, nodes);
	return program_text("numa:%u core:%u pu:1", nodes, cpus / nodes);
}

static void read_machine(const char *path, struct json_object *object, struct sim_setup *setup)
{
	static const char *const known[] = { "topology", "cpus", "nodes", NULL };
	const struct json_spot whole = { path, "" }, spot = { path, "machine" };
	struct json_object *machine = json_member(&whole, object, "machine", json_type_object);
	const char *text;
	char *topology;

	if (!machine)
		json_wrong(&whole, "\"machine\" is missing");
	json_check_members(&spot, machine, known);
	text = json_text(&spot, machine, "topology");
	if (text && (json_object_object_get(machine, "cpus") ||
		     json_object_object_get(machine, "nodes")))
		json_wrong(&spot, "\"topology\" cannot be combined with \"cpus\" or \"nodes\"");
	topology = text ? find_topology(path, text) : even_nodes(&spot, machine);
	sim_setup_init(setup, topology);
	free(topology);
}

/* ---- Vectors ---- */

static void read_system(const struct json_spot *spot, struct json_object *window,
			struct sim_setup *setup)
{
	struct json_object *list = json_member(spot, window, "system", json_type_array);
	unsigned int nr = list ? (unsigned int)json_object_array_length(list) : 0, i;

	setup->system = program_alloc(nr, sizeof(*setup->system));
	setup->nr_system = nr;
	for (i = 0; i < nr; i++)
		setup->system[i] = json_number_of(spot, json_object_array_get_idx(list, i),
						  "system", 0, setup->vectors - 1);
}

static void read_window(const char *path, struct json_object *object, struct sim_setup *setup)
{
	static const char *const known[] = { "vectors", "first", "end", "system", NULL };
	const struct json_spot whole = { path, "" }, spot = { path, "window" };
	struct json_object *window = json_member(&whole, object, "window", json_type_object);

	if (!window)
		return;
	json_check_members(&spot, window, known);
	json_number(&spot, window, "vectors", 1, IRQM_MAX_VECTORS, &setup->vectors);
	json_number(&spot, window, "first", 0, IRQM_MAX_VECTORS - 1, &setup->first);
	json_number(&spot, window, "end", 1, IRQM_MAX_VECTORS, &setup->end);
	if (setup->first >= setup->end || setup->end > setup->vectors)
		json_wrong(&spot, "\"first\" %u and \"end\" %u: first < end <= %u is needed",
			   setup->first, setup->end, setup->vectors);
	read_system(&spot, window, setup);
}

static void read_start(const char *path, struct json_object *object, struct sim_setup *setup)
{
	const struct json_spot spot = { path, "" };
	const char *list = json_text(&spot, object, "online");
	const char *policy = json_text(&spot, object, "policy");

	if (list) {
		free(setup->online);
		setup->online = sim_read_some_cpus(&spot, setup, "online", list);
	}
	if (policy)
		setup->policy = json_word(&spot, "policy", policy, sim_policy_names);
	json_number(&spot, object, "drain_ms", 0, DRAIN_MOST, &setup->drain_ms);
}

/* ---- Devices ---- */

static const char *const device_members[] = {
	"name", "mode", "vectors", "pre", "post", "sets", "agree", "active", "node", "spread",
	"eligible", "attach", "cpus", "user_change", NULL
};

static void read_sets(const struct json_spot *spot, struct json_object *object,
		      struct sim_device *device)
{
	struct json_object *list = json_member(spot, object, "sets", json_type_array);
	unsigned int nr = list ? (unsigned int)json_object_array_length(list) : 0, sum = 0, i;

	if (!list)
		return;
	if (!nr || nr > SETS_MAX)
		json_wrong(spot, "\"sets\": must be 1 to %u sets", SETS_MAX);
	device->sets = program_alloc(nr, sizeof(*device->sets));
	device->request.nr_sets = nr;
	for (i = 0; i < nr; i++) {
		device->sets[i] = json_number_of(spot, json_object_array_get_idx(list, i), "sets",
						 1, SIM_VECTORS_MAX);
		sum += device->sets[i];
	}
	if (sum != sim_device_spread_vectors(device))
		json_wrong(spot, "\"sets\": their sum is %u, but the device has %u vectors without "
				 "\"pre\" and \"post\"",
			   sum, sim_device_spread_vectors(device));
	if (json_truth(spot, object, "agree", false))
		device->request.agreement = IRQM_SPREAD_SETS_AGREE;
}

static void read_numbers(const struct json_spot *spot, struct json_object *object,
			 const struct sim_setup *setup, struct sim_device *device)
{
	struct irqm_spread_request *r = &device->request;

	if (!json_number(spot, object, "vectors", 1, SIM_VECTORS_MAX, &r->vectors))
		json_wrong(spot, "\"vectors\" is missing");
	json_number(spot, object, "pre", 0, SIM_VECTORS_MAX, &r->pre_vectors);
	json_number(spot, object, "post", 0, SIM_VECTORS_MAX, &r->post_vectors);
	if (r->pre_vectors + r->post_vectors >= r->vectors)
		json_wrong(spot, "\"pre\" %u and \"post\" %u leave none of %u vectors to spread",
			   r->pre_vectors, r->post_vectors, r->vectors);
	device->active = r->vectors;
	json_number(spot, object, "active", 0, r->vectors, &device->active);
	r->device_node = IRQM_NONE;
	if (json_number(spot, object, "node", 0, IRQM_NONE - 1, &r->device_node) &&
	    tool_machine_cpu_of(setup->machine, r->device_node) == IRQM_NONE)
		json_wrong(spot, "\"node\" %u: no CPU of %s is on this node", r->device_node,
			   setup->machine->title);
}

/* One mask for all vectors that are spread, or a list with one for each. */
static void read_own(const struct json_spot *spot, struct json_object *object,
		     const struct sim_setup *setup, struct sim_device *device)
{
	struct json_object *value;
	unsigned int nr = sim_device_spread_vectors(device), i;
	bool is_list;

	if (!json_object_object_get_ex(object, "cpus", &value))
		return;
	is_list = json_object_is_type(value, json_type_array);
	if (!is_list && !json_object_is_type(value, json_type_string))
		json_wrong(spot, "\"cpus\": must be a string or a list of strings");
	if (is_list && json_object_array_length(value) != nr)
		json_wrong(spot, "\"cpus\": %u strings, but %u vectors without \"pre\" and "
				 "\"post\"",
			   (unsigned int)json_object_array_length(value), nr);
	device->own = program_alloc((size_t)nr * setup->words, sizeof(unsigned long));
	for (i = 0; i < nr; i++) {
		struct json_object *one = is_list ? json_object_array_get_idx(value, i) : value;
		unsigned long *mask;

		if (!json_object_is_type(one, json_type_string))
			json_wrong(spot, "\"cpus\": must be a string or a list of strings");
		mask = sim_read_some_cpus(spot, setup, "cpus", json_object_get_string(one));
		memcpy(device->own + (size_t)i * setup->words, mask,
		       setup->words * sizeof(unsigned long));
		free(mask);
	}
}

/* Checks members that need or exclude others. */
static void check_device(const struct json_spot *spot, struct json_object *object,
			 const struct sim_device *device)
{
	static const char *const spreading[] = { "sets", "agree", "spread", "eligible", "attach" };
	bool has_spread = device->mode != IRQM_IRQ_REGULAR && !device->own;
	unsigned int i;

	for (i = 0; i < sizeof(spreading) / sizeof(*spreading); i++) {
		if (!has_spread && json_object_object_get(object, spreading[i]))
			json_wrong(spot, "\"%s\" cannot be combined with \"cpus\" or mode regular",
				   spreading[i]);
	}
	if (device->mode != IRQM_IRQ_MANAGED && json_object_object_get(object, "user_change"))
		json_wrong(spot, "\"user_change\" needs mode managed");
	if (json_object_object_get(object, "attach") && !device->eligible)
		json_wrong(spot, "\"attach\" needs \"eligible\"");
	if (json_object_object_get(object, "agree") && !device->sets)
		json_wrong(spot, "\"agree\" needs \"sets\"");
}

static enum irqm_spread_policy read_policy(const struct json_spot *spot, const char *name)
{
	unsigned int policy = json_word(spot, "spread", name, spread_names);

	return policy < IRQM_SPREAD_LINUX_7_3 ? policy : IRQM_SPREAD_LINUX_7_3;
}

static void read_how(const struct json_spot *spot, struct json_object *object,
		     const struct sim_setup *setup, struct sim_device *device)
{
	const char *change = json_text(spot, object, "user_change");
	const char *spread = json_text(spot, object, "spread");
	const char *eligible = json_text(spot, object, "eligible");

	device->mode = json_word(spot, "mode", json_text_needed(spot, object, "mode"),
				 sim_mode_names);
	if (change)
		device->user_change = json_word(spot, "user_change", change, change_names);
	if (spread)
		device->request.policy = read_policy(spot, spread);
	if (eligible)
		device->eligible = sim_read_some_cpus(spot, setup, "eligible", eligible);
	if (json_truth(spot, object, "attach", false))
		device->request.outside = IRQM_SPREAD_OUTSIDE_ATTACHED;
}

/* Reads the next device of the setup. */
static void read_device(const char *path, struct json_object *object, struct sim_setup *setup,
			unsigned int number)
{
	char *place = program_text("device %u", number), *wrong;
	struct json_spot spot = { path, place };
	struct sim_device *device = &setup->devices[setup->nr_devices];
	const char *name;

	json_check_members(&spot, object, device_members);
	name = json_text_needed(&spot, object, "name");
	if (sim_wrong_name(name))
		json_wrong(&spot, "\"name\" \"%s\": %s", name, sim_wrong_name(name));
	if (sim_find_device(setup, name) != IRQM_NONE)
		json_wrong(&spot, "\"name\" \"%s\": another device has this name", name);
	free(place);
	place = program_text("device %s", name);
	spot.place = place;
	device->name = program_text("%s", name);
	read_how(&spot, object, setup, device);
	read_numbers(&spot, object, setup, device);
	read_sets(&spot, object, device);
	read_own(&spot, object, setup, device);
	check_device(&spot, object, device);
	wrong = sim_device_spread(setup, device);
	if (wrong)
		json_wrong(&spot, "%s", wrong);
	setup->nr_devices++;
	free(place);
}

static void read_devices(const char *path, struct json_object *object, struct sim_setup *setup)
{
	const struct json_spot spot = { path, "" };
	struct json_object *list = json_member(&spot, object, "devices", json_type_array);
	unsigned int nr = list ? (unsigned int)json_object_array_length(list) : 0, i;
	char *wrong;

	if (!nr)
		json_wrong(&spot, "\"devices\": at least one is needed");
	if (nr > SIM_DEVICES_MAX)
		json_wrong(&spot, "\"devices\": more than %u of them", SIM_DEVICES_MAX);
	setup->devices = program_alloc(nr, sizeof(*setup->devices));
	for (i = 0; i < nr; i++)
		read_device(path, json_object_array_get_idx(list, i), setup, i + 1);
	wrong = sim_setup_number(setup);
	if (wrong)
		json_wrong(&spot, "\"devices\": %s", wrong);
}

void sim_read_setup(const char *path, struct json_object *object, struct sim_setup *setup)
{
	read_machine(path, object, setup);
	read_window(path, object, setup);
	read_start(path, object, setup);
	read_devices(path, object, setup);
}
