/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_step.h - an event that has happened, and what came of it.
 */
#ifndef SIM_STEP_H
#define SIM_STEP_H

#include "sim_scenario.h"

/* An interrupt that the event has changed. */
struct sim_change {
	unsigned int irq;
	struct irqm_irq_info before;
	struct irqm_irq_info after;
};

/**
 * struct sim_step - What came of an event
 * @event: the event; NULL for the start
 * @error: what the call returned; of several calls the first error
 * @cpu: the CPU at which it failed, or IRQM_NONE
 * @irq: the interrupt that failed or stayed, or IRQM_NONE
 * @has_answer: whether @answer is valid
 * @answer: why the CPU may not go offline
 * @report: the sum of what the calls report; for calls without report, what has changed
 * @why: why the first interrupt stayed or failed; 0 when none did
 * @answers: per CPU, for SIM_EVENT_CAN_OFFLINE
 * @refused: the CPUs that may not go offline, for SIM_EVENT_CAN_OFFLINE
 * @was_online: the CPUs that were online before
 * @changes: the interrupts that have changed, by number
 * @nr_changes: number of changes
 * @calls: the callbacks
 * @nr_calls: number of callbacks
 * @cpus: statistics of each CPU afterwards
 * @all: statistics of the matrix afterwards
 * @table: statistics of the table afterwards
 * @unmet: the expectations that were not met, a text each
 * @nr_unmet: number of these
 */
struct sim_step {
	const struct sim_event *event;
	int error;
	unsigned int cpu;
	unsigned int irq;
	bool has_answer;
	struct irqm_table_offline_answer answer;
	struct irqm_table_report report;
	int why;
	struct irqm_table_offline_answer *answers;
	unsigned long *refused;
	unsigned long *was_online;
	struct sim_change *changes;
	unsigned int nr_changes;
	struct sim_made_call *calls;
	unsigned int nr_calls;
	struct irqm_matrix_cpu_stats *cpus;
	struct irqm_matrix_stats all;
	struct irqm_table_stats table;
	char **unmet;
	unsigned int nr_unmet;
};

/* The kinds of changes; the text has a line for each. */
enum sim_what {
	SIM_WHAT_REQUESTED,
	SIM_WHAT_UP,
	SIM_WHAT_RELEASED,
	SIM_WHAT_DOWN,
	SIM_WHAT_MOVED,
	SIM_WHAT_BROKE,
	SIM_WHAT_HOME,
	SIM_WHAT_SHUT_DOWN,
	SIM_WHAT_STARTED,
	SIM_WHAT_HELD,
	SIM_WHAT_LET_GO,
	SIM_WHAT_FAILED,
	SIM_WHAT_REGULAR,
	SIM_WHAT_SEEN,
	SIM_NR_WHATS,
};

/* "moved", "broke affinity", ...; the list ends with NULL. */
extern const char *const sim_what_names[SIM_NR_WHATS + 1];

/* Whether a change is of this kind; it may be of several. */
bool sim_change_is(const struct sim_change *change, enum sim_what what);

/* Sets a number of the step; false when the step does not have this number. */
bool sim_step_number(const struct sim_step *step, enum sim_number number, unsigned int *value);

/* The number of vectors that interrupts can get on a CPU. */
unsigned int sim_step_capacity(const struct sim_step *step);

/* Why the step failed; NULL when it has not. The caller frees the text. */
char *sim_step_reason(const struct sim_setup *setup, const struct sim_step *step);

/* Why a CPU may not go offline; the caller frees the text. */
char *sim_offline_reason(const struct sim_setup *setup, unsigned int cpu,
			 const struct irqm_table_offline_answer *answer);

#endif
