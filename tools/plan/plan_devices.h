/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_devices.h - devices as they are written on the command line.
 */
#ifndef PLAN_DEVICES_H
#define PLAN_DEVICES_H

#include "simulate/sim_setup.h"

/* Adds the devices that a text such as "nvme*2:queues=32,managed" stands for. */
void plan_add_devices(struct sim_setup *setup, const char *text);

#endif
