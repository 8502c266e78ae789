/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_json.h - the groups as JSON.
 */
#ifndef SPREAD_JSON_H
#define SPREAD_JSON_H

#include "spread_job.h"

/* Prints one object on stdout. */
void spread_print_json(const struct spread_job *job);

#endif
