/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_load.h - loads the devices of a setup, and counts what each takes.
 */
#ifndef PLAN_LOAD_H
#define PLAN_LOAD_H

#include "simulate/sim_world.h"

/**
 * struct plan_device - What became of a device
 * @error: the error of loading it; 0 when it fits
 * @irq: the interrupt that got no vector, or IRQM_NONE
 * @regular: vectors in use by its regular interrupts
 * @managed: vectors in use by its managed interrupts
 * @aside: vectors reserved for its managed interrupts on all CPUs, in use or not
 * @promised: best-effort reservations of its interrupts that are not active
 */
struct plan_device {
	int error;
	unsigned int irq;
	unsigned int regular;
	unsigned int managed;
	unsigned int aside;
	unsigned int promised;
};

/*
 * Loads all devices; true when all fit. Fills in devices; when that is NULL, stops at the first
 * that does not fit.
 */
bool plan_load(struct sim_world *world, struct plan_device *devices);

#endif
