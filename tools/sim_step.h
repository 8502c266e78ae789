/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_step.h - an event that has happened, and what came of it.
 */
#ifndef SIM_STEP_H
#define SIM_STEP_H

#include "sim_scenario.h"

/* An interrupt that is not what it was before the event. */
struct sim_change {
	unsigned int irq;
	struct irqm_irq_info before;
	struct irqm_irq_info after;
};

/**
 * struct sim_step - What came of an event
 * @event: the event; NULL for the start
 * @error: what the call returned; of several calls the first that failed
 * @cpu: the CPU at which it failed, or IRQM_NONE
 * @irq: the interrupt because of which something failed or stayed, or IRQM_NONE
 * @has_answer: whether @answer is why the CPU may not go offline
 * @answer: that
 * @report: what the calls say they did, in all; where they say nothing, what has changed
 * @why: why the first one stayed or failed; 0 when none did
 * @answers: per CPU, with SIM_EVENT_CAN_OFFLINE
 * @refused: the CPUs that may not go offline, likewise
 * @was_online: the CPUs that were online before
 * @changes: by interrupt
 * @nr_changes: how many
 * @calls: the callbacks
 * @nr_calls: how many
 * @cpus: afterwards, per CPU
 * @all: afterwards, of the matrix
 * @table: afterwards, of the table
 * @unmet: what was expected and is not so, a text each
 * @nr_unmet: how many
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

/**
 * struct sim_run - A scenario that has been run
 * @scenario: the scenario
 * @path: of its file
 * @world: the machine
 * @steps: the start, and one per event
 * @nr_steps: how many have been made
 */
struct sim_run {
	const struct sim_scenario *scenario;
	const char *path;
	struct sim_world world;
	struct sim_step *steps;
	unsigned int nr_steps;
};

/* Starts the machine. */
void sim_run_start(struct sim_run *run, const struct sim_scenario *scenario, const char *path);

/*
 * Lets the next event happen and returns the step, or NULL at the end. Ends the program when an
 * invariant of matrix or table is broken then, or a call does not say what it did.
 */
const struct sim_step *sim_run_next(struct sim_run *run);

void sim_run_end(struct sim_run *run);

/* How many expectations were not met. */
unsigned int sim_run_unmet(const struct sim_run *run);

/* ---- Parts of it ---- */

/* Lets the event happen, and fills in what the calls say. */
void sim_perform(struct sim_world *world, struct sim_step *step);

/* Compares what came of it with what was expected; fills in what is not so. */
void sim_judge(struct sim_world *world, struct sim_step *step);

/* A number of the step; false when it has none. */
bool sim_step_number(const struct sim_step *step, enum sim_number number, unsigned int *value);

/* How many vectors of a CPU are taken: in use, or set aside. */
unsigned int sim_taken(const struct sim_step *step, unsigned int cpu);

/* Vectors that a CPU has for interrupts. */
unsigned int sim_capacity(const struct sim_step *step);

/* What people call a change; each is told of in a line. */
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

/* "moved", "broke affinity", ...; followed by NULL. */
extern const char *const sim_what_names[SIM_NR_WHATS + 1];

/* Whether a change is one of these. */
bool sim_change_is(const struct sim_change *change, enum sim_what what);

/* Why it failed, in words that name CPUs, interrupts and numbers; NULL when it has not. */
char *sim_step_reason(const struct sim_setup *setup, const struct sim_step *step);

/* ---- Output ---- */

enum sim_detail {
	SIM_BRIEF,
	SIM_FULL,
};

void sim_print_head(const struct sim_run *run);

void sim_print_step(const struct sim_run *run, const struct sim_step *step,
		    enum sim_detail detail);

/* The heat map, and the CPUs at the end. */
void sim_print_end(const struct sim_run *run);

void sim_print_map(const struct sim_run *run);

void sim_print_json(const struct sim_run *run);

void sim_draw(const struct sim_run *run, const char *path);

/* How full a CPU is. */
enum sim_fill {
	SIM_FILL_OFFLINE,
	SIM_FILL_EMPTY,
	SIM_FILL_TENTHS,
	SIM_FILL_FULL = SIM_FILL_TENTHS + 10,
	SIM_NR_FILLS,
};

/* The number of vectors that ten tenths are: as few as show what CPUs had at the most. */
unsigned int sim_ceiling(const struct sim_run *run);

/* Of the fullest online CPU of possible CPUs [first, end), by index. */
enum sim_fill sim_fill_of(const struct sim_run *run, const struct sim_step *step,
			  unsigned int first, unsigned int end, unsigned int ceiling);

#endif
