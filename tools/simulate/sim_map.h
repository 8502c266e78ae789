/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_map.h - how full the CPUs are after each event, as a map for a terminal.
 */
#ifndef SIM_MAP_H
#define SIM_MAP_H

#include "sim_run.h"

/* Prints the map, and the numbers at the end. */
void sim_print_end(const struct sim_run *run);

#endif
