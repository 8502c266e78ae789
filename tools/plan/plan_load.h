/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_load.h - loads the devices of a setup, and counts what each takes.
 */
#ifndef PLAN_LOAD_H
#define PLAN_LOAD_H

#include "simulate/sim_world.h"

/**
 * struct plan_device - What became of a device
 * @error: of loading it; 0 when it fits
 * @irq: the interrupt that got nothing, or IRQM_NONE
 * @regular: vectors in use that it took, regular
 * @managed: the same, managed
 * @aside: vectors that it had set aside, on all CPUs
 * @promised: promises that hold no vector yet
 */
struct plan_device {
	int error;
	unsigned int irq;
	unsigned int regular;
	unsigned int managed;
	unsigned int aside;
	unsigned int promised;
};

/* Loads all devices; true when all fit. Fills in devices unless that is NULL. */
bool plan_load(struct sim_world *world, struct plan_device *devices);

#endif
