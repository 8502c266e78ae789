/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_read_expect.h - what a scenario expects of an event.
 */
#ifndef SIM_READ_EXPECT_H
#define SIM_READ_EXPECT_H

#include "shared/json_read.h"
#include "sim_scenario.h"

/* Fills in what is expected of the event at this spot. */
void sim_read_expect(const struct json_spot *spot, struct json_object *object,
		     const struct sim_setup *setup, struct sim_expect *expect);

/* Frees what sim_read_expect() filled in. */
void sim_expect_free(struct sim_expect *expect);

#endif
