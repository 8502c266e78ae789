/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_json.h - a run as JSON.
 */
#ifndef SIM_JSON_H
#define SIM_JSON_H

#include "sim_run.h"

/* Prints one object on stdout. */
void sim_print_json(const struct sim_run *run);

#endif
