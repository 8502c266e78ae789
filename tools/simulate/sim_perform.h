/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_perform.h - lets an event happen.
 */
#ifndef SIM_PERFORM_H
#define SIM_PERFORM_H

#include "sim_step.h"
#include "sim_world.h"

/* Lets the event happen, and fills in what the calls return and report. */
void sim_perform(struct sim_world *world, struct sim_step *step);

#endif
