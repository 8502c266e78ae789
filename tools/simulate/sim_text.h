/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_text.h - a run as text.
 */
#ifndef SIM_TEXT_H
#define SIM_TEXT_H

#include "sim_run.h"

enum sim_detail {
	SIM_BRIEF,
	SIM_FULL,
};

/* Prints the title of the scenario, its machine and its devices. */
void sim_print_head(const struct sim_run *run);

/* Prints what came of an event. */
void sim_print_step(const struct sim_run *run, const struct sim_step *step,
		    enum sim_detail detail);

#endif
