/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_read_event.h - an event of a scenario.
 */
#ifndef SIM_READ_EVENT_H
#define SIM_READ_EVENT_H

#include "shared/json_read.h"
#include "sim_scenario.h"

/* Fills in an event. Its number, which counts from 1, is for messages. */
void sim_read_event(const char *path, struct json_object *object, unsigned int number,
		    const struct sim_setup *setup, struct sim_event *event);

/* Frees what sim_read_event() filled in. */
void sim_event_free(struct sim_event *event);

#endif
