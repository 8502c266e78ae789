/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_run.h - a scenario, run event by event.
 */
#ifndef SIM_RUN_H
#define SIM_RUN_H

#include "sim_step.h"
#include "sim_world.h"

/**
 * struct sim_run - A scenario that has been run
 * @scenario: the scenario
 * @path: path of its file
 * @world: the machine
 * @steps: the start, and one step per event
 * @nr_steps: number of steps so far
 */
struct sim_run {
	const struct sim_scenario *scenario;
	const char *path;
	struct sim_world world;
	struct sim_step *steps;
	unsigned int nr_steps;
};

/* Starts the machine. */
void sim_run_start(struct sim_run *run, const struct sim_scenario *scenario, const char *path);

/*
 * Lets the next event happen and returns the step, or NULL at the end. Ends the program when an
 * invariant of matrix or table is broken then, or when a call reports what has not happened.
 */
const struct sim_step *sim_run_next(struct sim_run *run);

void sim_run_end(struct sim_run *run);

/* The number of expectations that were not met. */
unsigned int sim_run_unmet(const struct sim_run *run);

#endif
