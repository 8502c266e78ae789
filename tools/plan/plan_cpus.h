/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_cpus.h - the smallest sets of CPUs that have vectors for all interrupts.
 */
#ifndef PLAN_CPUS_H
#define PLAN_CPUS_H

#include "plan.h"
#include "simulate/sim_world.h"

/* Fills in the sets. All devices that fit are loaded in this world. */
void plan_find_cpus(struct plan *plan, struct sim_world *world);

#endif
