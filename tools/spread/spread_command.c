/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_command.c - the options of irqmatrix spread.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/picture.h"
#include "shared/program.h"
#include "spread_command.h"
#include "spread_json.h"
#include "spread_picture.h"
#include "spread_request.h"
#include "spread_text.h"

enum option_key {
	KEY_TOPOLOGY = 't',
	KEY_VECTORS = 'n',
	KEY_SETS = 's',
	KEY_ELIGIBLE = 'e',
	KEY_ATTACH = 'a',
	KEY_DEVICE = 'd',
	KEY_DEVICE_NODE = 'N',
	KEY_LIST_DEVICES = 'l',
	KEY_POLICY = 'p',
	KEY_COMPARE = 'c',
	KEY_JSON = 'j',
	KEY_PLOT = 'P',
	KEY_PRE = 256,
	KEY_POST,
	KEY_AGREE,
};

enum option_group {
	GROUP_WHAT = 1,
	GROUP_WHERE,
	GROUP_HOW,
	GROUP_OUTPUT,
};

static const struct argp_option option_list[] = {
	{ NULL, 0, NULL, 0, "What to spread:", GROUP_WHAT },
	{ "vectors", KEY_VECTORS, "N", 0,
	  "All vectors of the device (one per eligible CPU, plus those of --pre and --post)",
	  GROUP_WHAT },
	{ "pre", KEY_PRE, "N", 0,
	  "The first N vectors are not spread: all eligible CPUs may take them",
	  GROUP_WHAT },
	{ "post", KEY_POST, "N", 0, "The last N vectors are not spread either", GROUP_WHAT },
	{ "sets", KEY_SETS, "N,N,..", 0,
	  "Spread several sets of vectors, each over all CPUs; N vectors in each set", GROUP_WHAT },
	{ "agree", KEY_AGREE, NULL, 0,
	  "The sets map to the same CPUs, as receive and transmit queues should",
	  GROUP_WHAT },

	{ NULL, 0, NULL, 0, "Where:", GROUP_WHERE },
	{ "topology", KEY_TOPOLOGY, "FILE|SYNTHETIC", 0,
	  "The machine: an hwloc XML file, or hwloc's synthetic notation, such as "
	  "\"numa:8 core:64 pu:2\" (the one this runs on)",
	  GROUP_WHERE },
	{ "eligible", KEY_ELIGIBLE, "LIST", 0,
	  "Only these CPUs, such as 0-3,8, take interrupts (all)", GROUP_WHERE },
	{ "attach", KEY_ATTACH, NULL, 0,
	  "The CPUs that are not eligible join the nearest group, instead of none",
	  GROUP_WHERE },
	{ "device", KEY_DEVICE, "ADDRESS|NAME|ID", 0,
	  "Start near this device: 0000:3b:00.0, nvme0n1 or 8086:1572", GROUP_WHERE },
	{ "device-node", KEY_DEVICE_NODE, "N", 0, "Start near this NUMA node", GROUP_WHERE },
	{ "list-devices", KEY_LIST_DEVICES, NULL, 0,
	  "List the devices that --device knows, and exit",
	  GROUP_WHERE },

	{ NULL, 0, NULL, 0, "How:", GROUP_HOW },
	{ "policy", KEY_POLICY, "POLICY", 0, "locality, linux-6.12 or linux-7.3 (locality)",
	  GROUP_HOW },
	{ "compare", KEY_COMPARE, "POLICY,POLICY", OPTION_ARG_OPTIONAL,
	  "Show two policies side by side, with their scores (locality,linux-6.12)", GROUP_HOW },

	{ NULL, 0, NULL, 0, "Output:", GROUP_OUTPUT },
	{ "json", KEY_JSON, NULL, 0, "Print one JSON object instead of tables", GROUP_OUTPUT },
	{ "plot", KEY_PLOT, "FILE", 0,
	  "Also draw the machine, its groups in colour; FILE ends in .svg, .pdf or .png",
	  GROUP_OUTPUT },
	{ 0 },
};

/* Where the text of an option goes; NULL for an option without text. */
static const char **text_of(struct spread_wish *wish, int key)
{
	switch (key) {
	case KEY_TOPOLOGY:
		return &wish->topology;
	case KEY_VECTORS:
		return &wish->vectors;
	case KEY_PRE:
		return &wish->pre;
	case KEY_POST:
		return &wish->post;
	case KEY_SETS:
		return &wish->sets;
	case KEY_ELIGIBLE:
		return &wish->eligible;
	case KEY_DEVICE:
		return &wish->device;
	case KEY_DEVICE_NODE:
		return &wish->device_node;
	case KEY_POLICY:
		return &wish->policy;
	case KEY_PLOT:
		return &wish->plot;
	default:
		return NULL;
	}
}

/* "--compare A,B" as well as "--compare=A,B". */
static error_t take_operand(struct spread_wish *wish, const char *text, struct argp_state *state)
{
	if (!wish->compare || *wish->compare)
		argp_error(state, "%s: this command takes no arguments", text);
	wish->compare = text;
	return 0;
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct spread_wish *wish = state->input;
	const char **place = text_of(wish, key);

	if (place) {
		*place = text;
		return 0;
	}
	switch (key) {
	case KEY_AGREE:
		wish->agree = true;
		return 0;
	case KEY_ATTACH:
		wish->attach = true;
		return 0;
	case KEY_LIST_DEVICES:
		wish->list_devices = true;
		return 0;
	case KEY_JSON:
		wish->json = true;
		return 0;
	case KEY_COMPARE:
		wish->compare = text ? text : "";
		return 0;
	case ARGP_KEY_ARG:
		return take_operand(wish, text, state);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void list_devices(const struct spread_wish *wish)
{
	struct tool_machine *machine = tool_machine_load(wish->topology);

	spread_list_devices(machine);
	tool_machine_free(machine);
}

int spread_command(int argc, char **argv)
{
	struct spread_wish wish = { .topology = NULL };
	struct spread_job job;
	const struct argp argp = {
		.options = option_list,
		.parser = parse_option,
		.doc = "Divide the CPUs of a machine among the vectors of a device, so that CPUs "
		       "near each other share a vector, and say how good the groups are.\v"
		       "Defaults are in parentheses. See irqmatrix-spread(1).",
	};

	argp_parse(&argp, argc, argv, 0, NULL, &wish);
	if (wish.list_devices) {
		list_devices(&wish);
		return EXIT_SUCCESS;
	}
	if (wish.plot)
		picture_check(wish.plot);
	spread_job_prepare(&job, &wish);
	spread_job_run(&job);
	if (wish.plot)
		spread_draw(&job, wish.plot);
	if (wish.json)
		spread_print_json(&job);
	else
		spread_print_text(&job);
	spread_job_free(&job);
	if (fflush(stdout) || ferror(stdout))
		program_die(EXIT_FAILURE, "standard output: %s", strerror(errno));
	return EXIT_SUCCESS;
}
