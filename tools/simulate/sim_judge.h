/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_judge.h - compares what came of an event with what the scenario expects.
 */
#ifndef SIM_JUDGE_H
#define SIM_JUDGE_H

#include "sim_step.h"
#include "sim_world.h"

/* Fills in the expectations that are not met. */
void sim_judge(struct sim_world *world, struct sim_step *step);

#endif
