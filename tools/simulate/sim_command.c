/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_command.c - the options of irqmatrix simulate.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/picture.h"
#include "shared/program.h"
#include "sim_command.h"
#include "sim_json.h"
#include "sim_map.h"
#include "sim_picture.h"
#include "sim_run.h"
#include "sim_text.h"

enum option_key {
	KEY_VERBOSE = 'v',
	KEY_JSON = 'j',
	KEY_PLOT = 'P',
};

static const struct argp_option option_list[] = {
	{ "verbose", KEY_VERBOSE, NULL, 0, "Print each changed interrupt and each callback", 0 },
	{ "json", KEY_JSON, NULL, 0, "Print one JSON object instead of text", 0 },
	{ "plot", KEY_PLOT, "FILE", 0,
	  "Also draw how full the CPUs are after each event; FILE ends in .svg, .pdf or .png",
	  0 },
	{ 0 },
};

struct wish {
	const char *path;
	const char *plot;
	bool json;
	enum sim_detail detail;
};

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct wish *wish = state->input;

	switch (key) {
	case KEY_VERBOSE:
		wish->detail = SIM_FULL;
		return 0;
	case KEY_JSON:
		wish->json = true;
		return 0;
	case KEY_PLOT:
		wish->plot = text;
		return 0;
	case ARGP_KEY_ARG:
		if (wish->path)
			argp_error(state, "%s: only one scenario is possible", text);
		wish->path = text;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a scenario is needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void run_all(struct sim_run *run, const struct wish *wish)
{
	const struct sim_step *step;

	if (!wish->json)
		sim_print_head(run);
	while ((step = sim_run_next(run))) {
		if (!wish->json)
			sim_print_step(run, step, wish->detail);
	}
	if (wish->json)
		sim_print_json(run);
	else
		sim_print_end(run);
}

int simulate_command(int argc, char **argv)
{
	struct wish wish = { .detail = SIM_BRIEF };
	struct sim_scenario *scenario;
	struct sim_run run;
	unsigned int unmet;
	const struct argp argp = {
		.options = option_list,
		.parser = parse_option,
		.args_doc = "SCENARIO.json",
		.doc = "Run a scenario on a simulated machine: devices are loaded and unloaded, "
		       "CPUs go offline and come back, affinities change. Print what moved, what "
		       "was shut down and what failed, and why.\v"
		       "irqmatrix-simulate(1) describes scenarios.",
	};

	argp_parse(&argp, argc, argv, 0, NULL, &wish);
	if (wish.plot)
		picture_check(wish.plot);
	scenario = sim_scenario_load(wish.path);
	sim_run_start(&run, scenario, wish.path);
	run_all(&run, &wish);
	if (wish.plot)
		sim_draw(&run, wish.plot);
	unmet = sim_run_unmet(&run);
	sim_run_end(&run);
	sim_scenario_free(scenario);
	if (fflush(stdout) || ferror(stdout))
		program_die(EXIT_FAILURE, "standard output: %s", strerror(errno));
	if (unmet)
		program_die(EXIT_FAILURE, "%s: %u not as expected", wish.path, unmet);
	return EXIT_SUCCESS;
}
