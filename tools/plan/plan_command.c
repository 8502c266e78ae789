/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_command.c - the options of irqmatrix plan.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"
#include "plan_command.h"
#include "plan_devices.h"
#include "plan_json.h"
#include "plan_text.h"
#include "shared/program.h"
#include "simulate/sim_scenario.h"

#define WISHES_MAX 256U

enum option_key {
	KEY_TOPOLOGY = 't',
	KEY_DEVICE = 'd',
	KEY_SCENARIO = 's',
	KEY_JSON = 'j',
};

static const struct argp_option option_list[] = {
	{ "topology", KEY_TOPOLOGY, "FILE|SYNTHETIC", 0,
	  "The machine: an hwloc XML file, or hwloc's synthetic notation, such as "
	  "\"numa:8 core:64 pu:2\" (the one this runs on)",
	  0 },
	{ "device", KEY_DEVICE, "NAME[*N]:WORD,..", 0,
	  "A device, or N of them: vectors=N or queues=N, pre=N, post=N, active=N, node=N, and "
	  "regular, spread-only or managed (regular)",
	  0 },
	{ "scenario", KEY_SCENARIO, "FILE", 0, "Use the machine and the devices of a scenario", 0 },
	{ "json", KEY_JSON, NULL, 0, "Print one JSON object instead of text", 0 },
	{ 0 },
};

struct wish {
	const char *topology;
	const char *scenario;
	const char *devices[WISHES_MAX];
	unsigned int nr_devices;
	bool json;
};

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct wish *wish = state->input;

	switch (key) {
	case KEY_TOPOLOGY:
		wish->topology = text;
		return 0;
	case KEY_SCENARIO:
		wish->scenario = text;
		return 0;
	case KEY_DEVICE:
		if (wish->nr_devices == WISHES_MAX)
			argp_error(state, "--device: more than %u times", WISHES_MAX);
		wish->devices[wish->nr_devices++] = text;
		return 0;
	case KEY_JSON:
		wish->json = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "%s: this command takes no arguments", text);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Takes the machine and devices of a scenario. Its events are read too, which finds mistakes. */
static void take_scenario(struct plan *plan, const char *path)
{
	struct sim_scenario *scenario = sim_scenario_load(path);

	plan->setup = scenario->setup;
	scenario->setup = (struct sim_setup){ .machine = NULL };
	sim_scenario_free(scenario);
}

static void prepare(struct plan *plan, const struct wish *wish)
{
	unsigned int i;

	if (wish->scenario && (wish->topology || wish->nr_devices))
		program_die(PROGRAM_USAGE, "--scenario cannot be combined with --topology or "
					   "--device");
	if (!wish->scenario && !wish->nr_devices)
		program_die(PROGRAM_USAGE, "--device or --scenario is needed");
	if (wish->scenario) {
		take_scenario(plan, wish->scenario);
		return;
	}
	sim_setup_init(&plan->setup, wish->topology);
	for (i = 0; i < wish->nr_devices; i++)
		plan_add_devices(&plan->setup, wish->devices[i]);
}

int plan_command(int argc, char **argv)
{
	struct wish wish = { .topology = NULL };
	struct plan plan = { .fits = false };
	const struct argp argp = {
		.options = option_list,
		.parser = parse_option,
		.doc = "Say whether the interrupts of devices fit a machine, which CPUs may then "
		       "go offline, how few CPUs suffice, and what to change when the devices do "
		       "not fit.\v"
		       "Defaults are in parentheses. See irqmatrix-plan(1).",
	};

	argp_parse(&argp, argc, argv, 0, NULL, &wish);
	prepare(&plan, &wish);
	plan_make(&plan);
	if (wish.json)
		plan_print_json(&plan);
	else
		plan_print_text(&plan);
	plan_free(&plan);
	if (fflush(stdout) || ferror(stdout))
		program_die(EXIT_FAILURE, "standard output: %s", strerror(errno));
	return EXIT_SUCCESS;
}
