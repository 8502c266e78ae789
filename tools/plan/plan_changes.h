/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_changes.h - the changes of devices with which everything fits.
 */
#ifndef PLAN_CHANGES_H
#define PLAN_CHANGES_H

#include "plan.h"

/* Fills in the changes. */
void plan_find_changes(struct plan *plan);

#endif
