/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan.h - whether devices fit a machine, which CPUs may go offline, and what to change.
 *
 * Every answer comes from the library: devices are loaded on a simulated machine, and its CPUs are
 * asked about and taken offline.
 */
#ifndef PLAN_H
#define PLAN_H

#include "plan_load.h"

/**
 * struct plan_cpus - A small set of CPUs that has vectors for all interrupts
 * @found: whether there is such a set
 * @nr: number of CPUs
 * @cpus: the CPUs
 * @least: a lower bound of this number; @nr when the number is exact
 * @shut_down: managed interrupts that were shut down when the other CPUs went offline
 * @broken: regular interrupts that then left the CPUs they asked for
 */
struct plan_cpus {
	bool found;
	unsigned int nr;
	unsigned long *cpus;
	unsigned int least;
	unsigned int shut_down;
	unsigned int broken;
};

enum plan_kind {
	PLAN_FEWER_VECTORS,
	PLAN_SPREAD_ONLY,
	PLAN_FEWER_DEVICES,
};

/**
 * struct plan_change - A change with which everything fits
 * @kind: what changes
 * @text: its description
 * @first: the first device that changes
 * @nr: number of devices that change; all of them are alike
 * @number: vectors of each device, or number of devices that can stay
 */
struct plan_change {
	enum plan_kind kind;
	char *text;
	unsigned int first;
	unsigned int nr;
	unsigned int number;
};

/**
 * struct plan - All answers
 * @setup: the machine and its devices
 * @devices: what became of each device
 * @fits: whether all devices fit
 * @stats: statistics of the matrix with all devices loaded that fit
 * @answers: per CPU, whether it may go offline
 * @refused: the CPUs that may not go offline
 * @smallest: CPUs with vectors for all regular interrupts; managed ones may be shut down
 * @alive: CPUs with vectors for all regular interrupts, with which no managed one is shut down
 * @changes: changes of which each makes everything fit; none when everything fits already
 * @nr_changes: number of changes
 */
struct plan {
	struct sim_setup setup;
	struct plan_device *devices;
	bool fits;
	struct irqm_matrix_stats stats;
	struct irqm_table_offline_answer *answers;
	unsigned long *refused;
	struct plan_cpus smallest;
	struct plan_cpus alive;
	struct plan_change *changes;
	unsigned int nr_changes;
};

/* Fills in everything but the setup, which the caller has filled in. */
void plan_make(struct plan *plan);

void plan_free(struct plan *plan);

#endif
