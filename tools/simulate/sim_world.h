/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_world.h - a simulated machine: a matrix, a table over it, simulated hardware and queues.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "sim_hardware.h"
#include "sim_setup.h"

/**
 * struct sim_world - A simulated machine
 * @setup: what it starts from
 * @m: the matrix
 * @t: the table
 * @loaded: per device, whether any of its interrupts is requested
 * @hardware: the hardware and the queues
 */
struct sim_world {
	const struct sim_setup *setup;
	struct irqm_matrix *m;
	struct irqm_table *t;
	bool *loaded;
	struct sim_hardware hardware;
};

/* The CPUs of the setup are online, and no device is loaded. */
void sim_world_start(struct sim_world *world, const struct sim_setup *setup);

void sim_world_end(struct sim_world *world);

/*
 * Requests all interrupts of a device and activates the active ones. When a call fails, all are
 * given back; a failure while they are given back leaves those that are left. Returns the code of
 * the library, and sets irq to the interrupt of the last call.
 */
int sim_world_load(struct sim_world *world, unsigned int device, unsigned int *irq);

/* Deactivates and releases the interrupts of a device; stops at the first failure. */
int sim_world_unload(struct sim_world *world, unsigned int device, unsigned int *irq);

/* What the checks of matrix and table find broken, or NULL; the caller frees the text. */
char *sim_world_check(struct sim_world *world);

/* The state of one interrupt. */
struct irqm_irq_info sim_world_info(struct sim_world *world, unsigned int irq);

#endif
