/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_world.h - a simulated machine: a matrix, a table over it, and hardware and queues that do as
 * they are told, unless they are to fail.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "sim_setup.h"

enum sim_call {
	SIM_STARTUP,
	SIM_SHUTDOWN,
	SIM_RETARGET,
	SIM_RERAISE,
	SIM_PREPARE_MOVE,
	SIM_COMPLETE_MOVE,
	SIM_ABORT_MOVE,
	SIM_QUIESCE,
	SIM_RESUME,
	SIM_AFFINITY_BROKEN,
	SIM_NR_CALLS,
};

/* As in ops.h; followed by NULL. */
extern const char *const sim_call_names[SIM_NR_CALLS + 1];

/* A callback that was called, and what it returned. */
struct sim_made_call {
	enum sim_call call;
	unsigned int irq;
	int error;
};

/* Callbacks that are going to fail: so often, for the interrupts [first, end). */
struct sim_fault {
	enum sim_call call;
	unsigned int first;
	unsigned int end;
	unsigned int times;
	int error;
};

/**
 * struct sim_world - A simulated machine
 * @setup: what it started from
 * @m: the matrix
 * @t: the table
 * @loaded: per device, whether any of its interrupts has an owner
 * @faults: those to come
 * @nr_faults: how many
 * @calls: callbacks so far
 * @nr_calls: how many
 * @room: how many @calls has room for
 */
struct sim_world {
	const struct sim_setup *setup;
	struct irqm_matrix *m;
	struct irqm_table *t;
	bool *loaded;
	struct sim_fault *faults;
	unsigned int nr_faults;
	struct sim_made_call *calls;
	unsigned int nr_calls;
	unsigned int room;
};

/* With the CPUs online, and nothing loaded. */
void sim_world_start(struct sim_world *world, const struct sim_setup *setup);

void sim_world_end(struct sim_world *world);

void sim_world_fail(struct sim_world *world, const struct sim_fault *fault);

/*
 * Requests all interrupts of a device and activates the active ones; all or nothing, as far as
 * nothing fails when that is undone. Returns the code of the library, and sets irq to the
 * interrupt that it is about.
 */
int sim_world_load(struct sim_world *world, unsigned int device, unsigned int *irq);

/* Deactivates and releases what the device has; stops at the first that fails. */
int sim_world_unload(struct sim_world *world, unsigned int device, unsigned int *irq);

/* What the checks of table and matrix find wrong, or NULL; ends with free(). */
char *sim_world_check(struct sim_world *world);

/* All about one interrupt. */
struct irqm_irq_info sim_world_info(struct sim_world *world, unsigned int irq);

/* How many CPUs are online. */
unsigned int sim_world_online(const struct sim_world *world);

/* The callbacks of the hardware and of queues. */
extern const struct irqm_chip_ops sim_chip_ops;
extern const struct irqm_queue_ops sim_queue_ops;

#endif
