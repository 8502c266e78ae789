/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_scenario.h - a scenario: what a simulated machine starts from, what happens to it, and what
 * is expected of it.
 */
#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include "sim_hardware.h"
#include "sim_setup.h"

struct json_object;

enum sim_event_kind {
	SIM_EVENT_LOAD,
	SIM_EVENT_UNLOAD,
	SIM_EVENT_OFFLINE,
	SIM_EVENT_ONLINE,
	SIM_EVENT_CAN_OFFLINE,
	SIM_EVENT_HIBERNATE,
	SIM_EVENT_OVERRIDE,
	SIM_EVENT_ISOLATE,
	SIM_EVENT_RETURN_HOME,
	SIM_EVENT_DISABLE,
	SIM_EVENT_ENABLE,
	SIM_EVENT_SUSPEND,
	SIM_EVENT_RESUME,
	SIM_EVENT_FIRST_INTERRUPT,
	SIM_EVENT_FAIL,
	SIM_EVENT_POLICY,
	SIM_NR_EVENTS,
};

/* What can be counted of an event. */
enum sim_number {
	SIM_MOVED,
	SIM_BROKEN,
	SIM_SHUT_DOWN,
	SIM_STARTED,
	SIM_STAYED,
	SIM_FAILED,
	SIM_CPU,
	SIM_REGULAR,
	SIM_ROOM,
	SIM_MISSING,
	SIM_ONLINE_CPUS,
	SIM_NR_NUMBERS,
};

/* So many vectors of each of these CPUs are in use, or available. */
struct sim_expected_cpus {
	unsigned long *cpus;
	unsigned int number;
};

/* The interrupts [first, end) are on one of these CPUs (nowhere: an empty mask), or in a state. */
struct sim_expected_irqs {
	unsigned int first;
	unsigned int end;
	unsigned long *cpus;
	enum irqm_irq_state state;
};

/**
 * struct sim_expect - What is expected of an event; what is not given is NULL or not counted
 * @has_error: whether @error is
 * @error: what the call returns
 * @given: per number, whether it is
 * @numbers: the numbers
 * @irq: the interrupt that it is about, or IRQM_NONE
 * @refused: the CPUs that may not go offline
 * @in_use: vectors in use
 * @nr_in_use: how many of these
 * @available: vectors available
 * @nr_available: how many of these
 * @at: where interrupts are
 * @nr_at: how many of these
 * @state: in which states
 * @nr_states: how many of these
 * @calls: the callbacks, in order
 * @nr_calls: how many
 * @has_calls: whether they are given
 */
struct sim_expect {
	bool has_error;
	int error;
	bool given[SIM_NR_NUMBERS];
	unsigned int numbers[SIM_NR_NUMBERS];
	unsigned int irq;
	unsigned long *refused;
	struct sim_expected_cpus *in_use;
	unsigned int nr_in_use;
	struct sim_expected_cpus *available;
	unsigned int nr_available;
	struct sim_expected_irqs *at;
	unsigned int nr_at;
	struct sim_expected_irqs *state;
	unsigned int nr_states;
	struct sim_made_call *calls;
	unsigned int nr_calls;
	bool has_calls;
};

/**
 * struct sim_event - Something that happens
 * @kind: what
 * @text: the same for people, such as "offline 3"
 * @note: what the scenario says about it, or NULL
 * @device: to load or unload
 * @cpus: to go offline, to be asked for, or not to be isolated (NULL: none is)
 * @cpu: the one that stays at hibernation
 * @first: the first interrupt that it is about
 * @end: one behind the last
 * @changes: new CPUs of interrupts; their masks are in @change_cpus
 * @change_cpus: those masks
 * @nr_changes: how many
 * @asker: who wants that
 * @strictness: of isolation
 * @fault: what is going to fail
 * @policy: from now on
 * @expect: what is expected
 */
struct sim_event {
	enum sim_event_kind kind;
	char *text;
	char *note;
	unsigned int device;
	unsigned long *cpus;
	unsigned int cpu;
	unsigned int first;
	unsigned int end;
	struct irqm_irq_change *changes;
	unsigned long *change_cpus;
	unsigned int nr_changes;
	enum irqm_irq_asker asker;
	enum irqm_table_strictness strictness;
	struct sim_fault fault;
	enum irqm_table_policy policy;
	struct sim_expect expect;
};

struct sim_scenario {
	char *title;
	char *reported;
	char *shows;
	struct sim_setup setup;
	struct sim_event *events;
	unsigned int nr_events;
};

/* Reads the file. When anything in it is wrong, ends the program with a message. */
struct sim_scenario *sim_scenario_load(const char *path);

/* Makes a scenario of the object of a file, and gives up the object. The path is for messages. */
struct sim_scenario *sim_scenario_of(const char *path, struct json_object *object);

void sim_scenario_free(struct sim_scenario *scenario);

#endif
