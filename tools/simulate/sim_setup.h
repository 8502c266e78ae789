/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_setup.h - a machine, its vectors and its devices, from which a simulated machine starts.
 */
#ifndef SIM_SETUP_H
#define SIM_SETUP_H

#include "shared/tool_machine.h"

/* As in Linux on x86: 256 vectors, of which interrupts get those in [SIM_FIRST, SIM_END). */
#define SIM_VECTORS 256U
#define SIM_FIRST 32U
#define SIM_END 236U

/* No device has more vectors: MSI-X has 2048. */
#define SIM_VECTORS_MAX 4096U
#define SIM_DEVICES_MAX 4096U
#define SIM_IRQS_MAX 262144U

/**
 * struct sim_device - A device, and the interrupts that it requests
 * @name: its name; its interrupts are called NAMEq0, NAMEq1, ...
 * @mode: mode of the interrupts whose vectors are spread; pre and post vectors are regular
 * @user_change: what the driver lets users do with managed interrupts
 * @request: how its vectors are spread
 * @sets: vectors of each set, or NULL for one set
 * @eligible: CPUs to spread over, or NULL for all
 * @own: the driver's own mask for each vector that is spread, or NULL
 * @active: number of vectors that are activated when the device is loaded, the first ones
 * @first: the interrupt number of its first vector
 * @masks: a mask per vector; not used for regular pre and post vectors
 */
struct sim_device {
	char *name;
	enum irqm_irq_mode mode;
	enum irqm_irq_user_change user_change;
	struct irqm_spread_request request;
	unsigned int *sets;
	unsigned long *eligible;
	unsigned long *own;
	unsigned int active;
	unsigned int first;
	unsigned long *masks;
};

/**
 * struct sim_setup - A machine, its vectors and its devices
 * @machine: the machine
 * @words: words of a mask of CPUs
 * @vectors: number of vectors of a CPU
 * @first: the first vector that interrupts get
 * @end: one past the last one
 * @system: system vectors, which no interrupt gets
 * @nr_system: number of system vectors
 * @online: the CPUs that are online at the start
 * @policy: what users may do with managed interrupts at the start
 * @drain_ms: time for queues to drain, in milliseconds
 * @devices: the devices, in the order of their interrupt numbers
 * @nr_devices: number of devices
 * @nr_irqs: number of interrupts of all devices
 */
struct sim_setup {
	struct tool_machine *machine;
	unsigned int words;
	unsigned int vectors;
	unsigned int first;
	unsigned int end;
	unsigned int *system;
	unsigned int nr_system;
	unsigned long *online;
	enum irqm_table_policy policy;
	unsigned int drain_ms;
	struct sim_device *devices;
	unsigned int nr_devices;
	unsigned int nr_irqs;
};

/* Loads the machine; its vectors are those of Linux, and it has no devices yet. */
void sim_setup_init(struct sim_setup *setup, const char *topology);

void sim_setup_free(struct sim_setup *setup);

/* The number of vectors that are spread: all but the pre and post vectors. */
unsigned int sim_device_spread_vectors(const struct sim_device *device);

/* Whether a vector is spread: it is neither a pre nor a post vector. */
bool sim_device_is_spread(const struct sim_device *device, unsigned int vector);

/*
 * Fills in the masks of a device. Returns NULL, or why this machine cannot have it; the caller
 * frees the text.
 */
char *sim_device_spread(const struct sim_setup *setup, struct sim_device *device);

void sim_device_free(struct sim_device *device);

/* Numbers the interrupts of all devices. Returns NULL, or what is wrong; the caller frees it. */
char *sim_setup_number(struct sim_setup *setup);

/* The device of an interrupt. */
const struct sim_device *sim_device_of(const struct sim_setup *setup, unsigned int irq);

#endif
