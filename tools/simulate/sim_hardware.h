/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_hardware.h - simulated interrupt hardware and device queues: they record each callback, and
 * those that a scenario wants to fail return an error.
 */
#ifndef SIM_HARDWARE_H
#define SIM_HARDWARE_H

#include <irqmatrix/irqmatrix.h>

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

/* The names of the callbacks, as in ops.h; the list ends with NULL. */
extern const char *const sim_call_names[SIM_NR_CALLS + 1];

/* A callback that was called, and what it returned. */
struct sim_made_call {
	enum sim_call call;
	unsigned int irq;
	int error;
};

/* The next calls of this callback that are about interrupts [first, end) return this error. */
struct sim_fault {
	enum sim_call call;
	unsigned int first;
	unsigned int end;
	unsigned int times;
	int error;
};

/**
 * struct sim_hardware - The state of all hardware and queues: the context of their callbacks
 * @faults: calls that are to fail; used-up ones stay, with 0 times left
 * @nr_faults: number of faults
 * @calls: all callbacks so far
 * @nr_calls: number of callbacks
 * @max_calls: number of callbacks that @calls has memory for
 */
struct sim_hardware {
	struct sim_fault *faults;
	unsigned int nr_faults;
	struct sim_made_call *calls;
	unsigned int nr_calls;
	unsigned int max_calls;
};

void sim_hardware_fail(struct sim_hardware *hardware, const struct sim_fault *fault);

/* Frees what the hardware has recorded. */
void sim_hardware_free(struct sim_hardware *hardware);

extern const struct irqm_chip_ops sim_chip_ops;
extern const struct irqm_queue_ops sim_queue_ops;

#endif
