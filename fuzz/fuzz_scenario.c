/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fuzz_scenario.c - runs any text as a scenario: irqmatrix simulate and irqmatrix plan, with
 * results as text and as JSON, which are thrown away.
 *
 * A mistake in the scenario has to end the tool with PROGRAM_USAGE. If the tool ends with another
 * status, the library is at fault or a call fails that must not, and the target fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "caught.h"
#include "fuzz_target.h"
#include "shared/json_read.h"
#include "shared/machine_file.h"
#include "plan/plan.h"
#include "plan/plan_json.h"
#include "plan/plan_text.h"
#include "shared/program.h"
#include "simulate/sim_json.h"
#include "simulate/sim_map.h"
#include "simulate/sim_run.h"
#include "simulate/sim_text.h"

/* A scenario with more work than this is not run. Its work is slots on all CPUs times calls. */
#define WORK_MAX (1ULL << 20)

struct input {
	const char *text;
	size_t bytes;
};

static struct sim_scenario *load(const struct input *input)
{
	return sim_scenario_of("scenario", json_read_text("scenario", input->text, input->bytes));
}

static bool is_small(const struct sim_scenario *scenario)
{
	const struct sim_setup *setup = &scenario->setup;
	unsigned long long slots = (unsigned long long)setup->machine->nr_cpus * setup->vectors;

	return slots * (setup->nr_irqs + scenario->nr_events) < WORK_MAX &&
	       (unsigned long long)setup->nr_irqs * scenario->nr_events < WORK_MAX >> 10;
}

static void simulate(void *ctx)
{
	struct sim_scenario *scenario = load(ctx);
	const struct sim_step *step;
	struct sim_run run;

	if (is_small(scenario)) {
		sim_run_start(&run, scenario, "scenario");
		sim_print_head(&run);
		while ((step = sim_run_next(&run)))
			sim_print_step(&run, step, SIM_FULL);
		sim_print_json(&run);
		sim_print_end(&run);
		sim_run_end(&run);
	}
	sim_scenario_free(scenario);
}

static void plan(void *ctx)
{
	struct sim_scenario *scenario = load(ctx);
	struct plan plan = { .fits = false };

	if (is_small(scenario)) {
		plan.setup = scenario->setup;
		scenario->setup = (struct sim_setup){ .machine = NULL };
		plan_make(&plan);
		plan_print_text(&plan);
		plan_print_json(&plan);
		plan_free(&plan);
	}
	sim_scenario_free(scenario);
}

static void try(void (*run)(void *ctx), const char *name, const uint8_t *data, size_t size)
{
	char *text = calloc(size + 1, 1);
	struct input input = { text, size };
	struct caught caught;

	if (!text)
		abort();
	memcpy(text, data, size);
	caught = caught_run(run, &input);
	free(text);
	if (caught.status == 0 || caught.status == PROGRAM_USAGE)
		return;
	fprintf(stderr, "%s ends with %d: %s\n", name, caught.status, caught.message);
	abort();
}

/* Makes libraries allocate what they keep for ever, before caught_run() notes what is allocated. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char text[] =
		"{\"title\":\"t\",\"machine\":{\"cpus\":2},"
		"\"devices\":[{\"name\":\"d\",\"mode\":\"managed\",\"vectors\":2}],"
		"\"events\":[{\"load\":\"d\"}]}";
	struct input input = { text, sizeof(text) - 1 };

	(void)argc;
	(void)argv;
	machine_quiet();
	if (!freopen("/dev/null", "w", stdout))
		abort();
	simulate(&input);
	plan(&input);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try(simulate, "irqmatrix simulate", data, size);
	try(plan, "irqmatrix plan", data, size);
	return 0;
}
