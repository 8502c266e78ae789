/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_read_setup.h - the machine of a scenario, its vectors and its devices.
 */
#ifndef SIM_READ_SETUP_H
#define SIM_READ_SETUP_H

#include "shared/json_read.h"
#include "sim_setup.h"

/* Fills in the setup from the object of a file. */
void sim_read_setup(const char *path, struct json_object *object, struct sim_setup *setup);

#endif
