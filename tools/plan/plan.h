/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan.h - whether devices fit a machine, what may go, and what would have to change.
 *
 * Every answer comes from the library: devices are really loaded on a simulated machine, CPUs are
 * really asked for and taken offline.
 */
#ifndef PLAN_H
#define PLAN_H

#include "plan_load.h"

/**
 * struct plan_cpus - CPUs that everything could live on
 * @found: whether there are any but all of them
 * @nr: how many
 * @cpus: which
 * @least: no fewer would do, as far as is known; @nr when that is exact
 * @shut_down: managed interrupts that were shut down when the others really went offline
 * @broken: regular ones that went where they did not ask to be
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
 * @text: the same for people
 * @first: the first device that is changed
 * @nr: how many devices, all alike
 * @number: vectors of each, or devices that can stay
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
 * @devices: per device
 * @fits: whether all do
 * @stats: of the matrix, with those loaded that fit
 * @answers: per CPU, whether it may go offline
 * @refused: the CPUs that may not
 * @smallest: CPUs that regular interrupts can live on, managed ones being shut down
 * @alive: CPUs with which no managed one is shut down either
 * @changes: what would make everything fit, each by itself; none when everything fits already
 * @nr_changes: how many
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
