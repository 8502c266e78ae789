/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_text.h - the answers as text.
 */
#ifndef PLAN_TEXT_H
#define PLAN_TEXT_H

#include "plan.h"

/* Prints the answers on stdout. */
void plan_print_text(const struct plan *plan);

#endif
