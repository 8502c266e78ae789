/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_picture.h - how full the CPUs are after each event, as a picture.
 */
#ifndef SIM_PICTURE_H
#define SIM_PICTURE_H

#include "sim_run.h"

/* Draws the run into a file, see picture_write(). */
void sim_draw(const struct sim_run *run, const char *path);

#endif
