/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_json.h - the answers as JSON.
 */
#ifndef PLAN_JSON_H
#define PLAN_JSON_H

#include "plan.h"

/* Prints one object on stdout. */
void plan_print_json(const struct plan *plan);

#endif
