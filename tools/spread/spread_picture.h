/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_picture.h - a picture of the machine with its groups in colour.
 */
#ifndef SPREAD_PICTURE_H
#define SPREAD_PICTURE_H

#include "spread_job.h"

/* Draws the groups into a file, see picture_write(). */
void spread_draw(const struct spread_job *job, const char *path);

#endif
