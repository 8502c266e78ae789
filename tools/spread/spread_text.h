/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_text.h - the groups as tables.
 */
#ifndef SPREAD_TEXT_H
#define SPREAD_TEXT_H

#include "spread_job.h"

void spread_print_text(const struct spread_job *job);

/* The devices of a machine, for --list-devices. */
void spread_list_devices(const struct tool_machine *machine);

#endif
