/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_setup.h - a machine, its vectors and its devices: what a simulated machine starts from.
 */
#ifndef SIM_SETUP_H
#define SIM_SETUP_H

#include "shared/tool_machine.h"

/* What Linux has on x86: 256 vectors, of which these are given out. */
#define SIM_VECTORS 256U
#define SIM_FIRST 32U
#define SIM_END 236U

/* No PCI device has more vectors; what is no PCI device neither. */
#define SIM_VECTORS_MAX 4096U
#define SIM_DEVICES_MAX 4096U
#define SIM_IRQS_MAX 262144U

/**
 * struct sim_device - A device, and what it wants
 * @name: its interrupts are called NAMEq0, NAMEq1, ...
 * @mode: what those of the vectors that are spread are; those before and behind are regular
 * @user_change: what its driver lets users do to managed ones
 * @request: how its vectors are spread; the numbers are those of the device
 * @sets: vectors of each set, or NULL for one set
 * @eligible: CPUs to spread over, or NULL for all
 * @own: a mask per spread vector that the driver has itself, or NULL
 * @active: the first so many are activated when the device is loaded
 * @first: the interrupt number of its first vector
 * @masks: a mask per vector; not looked at for a regular one before or behind
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
 * struct sim_setup - All of it
 * @machine: the machine
 * @words: of a mask
 * @vectors: per CPU
 * @first: the first that is given out
 * @end: one behind the last
 * @system: vectors that no interrupt gets
 * @nr_system: how many
 * @online: the CPUs that are online at the start
 * @policy: what users may do at the start
 * @drain_ms: what queues are given to drain
 * @devices: the devices; interrupt numbers follow each other
 * @nr_devices: how many
 * @nr_irqs: interrupts of all devices
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

/* A machine with the window of Linux and its online CPUs, without devices. */
void sim_setup_init(struct sim_setup *setup, const char *topology);

void sim_setup_free(struct sim_setup *setup);

/* How many of its vectors are spread. */
unsigned int sim_device_spread_vectors(const struct sim_device *device);

/* Which vectors are spread: [pre, pre + those). */
bool sim_device_is_spread(const struct sim_device *device, unsigned int vector);

/*
 * Fills in the masks of a device. NULL, or what is wrong with its numbers for this machine; ends
 * with free().
 */
char *sim_device_spread(const struct sim_setup *setup, struct sim_device *device);

void sim_device_free(struct sim_device *device);

/* Gives all interrupts their numbers. NULL, or what is wrong; ends with free(). */
char *sim_setup_number(struct sim_setup *setup);

/* The device of an interrupt. */
const struct sim_device *sim_device_of(const struct sim_setup *setup, unsigned int irq);

#endif
