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

/* The numbers that an event has. */
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

/* The number of vectors that each of these CPUs has in use, or available. */
struct sim_expected_cpus {
	unsigned long *cpus;
	unsigned int number;
};

/*
 * The interrupts [first, end) are on one of these CPUs, on none for an empty mask, or in a state.
 */
struct sim_expected_irqs {
	unsigned int first;
	unsigned int end;
	unsigned long *cpus;
	enum irqm_irq_state state;
};

/**
 * struct sim_expect - What is expected of an event; everything is optional
 * @has_error: whether @error is given
 * @error: what the call returns
 * @given: per number, whether it is given
 * @numbers: the numbers
 * @irq: the interrupt that failed or stayed, or IRQM_NONE
 * @refused: the CPUs that may not go offline, or NULL
 * @in_use: vectors in use, for sets of CPUs
 * @nr_in_use: number of elements of @in_use
 * @available: vectors available, for sets of CPUs
 * @nr_available: number of elements of @available
 * @at: the CPUs that interrupts are on
 * @nr_at: number of elements of @at
 * @state: the states of interrupts
 * @nr_states: number of elements of @state
 * @calls: the callbacks, in order
 * @nr_calls: number of callbacks
 * @has_calls: whether the callbacks are given
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
 * struct sim_event - An event
 * @kind: its kind
 * @text: its description, such as "offline 3"
 * @note: the remark of the scenario, or NULL
 * @device: the device to load or unload
 * @cpus: the CPUs to change or to ask about; for isolation those that are not isolated, NULL when
 * 	no CPU is isolated
 * @cpu: the CPU that stays online in hibernation
 * @first: the first interrupt that it is about
 * @end: one past the last interrupt
 * @changes: new affinities of interrupts
 * @change_cpus: the masks of @changes
 * @nr_changes: number of changes
 * @asker: who asks for the changes
 * @strictness: strictness of isolation
 * @fault: the callback that is to fail
 * @policy: the new policy
 * @expect: what is expected of the event
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

/**
 * struct sim_scenario - A scenario
 * @title: its title
 * @reported: the report of a problem that it is about, or NULL
 * @shows: what it shows of the problem, or NULL
 * @setup: the machine, its vectors and devices
 * @events: the events
 * @nr_events: number of events
 */
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

/* Makes a scenario of the object of a file, and frees the object. The path is for messages. */
struct sim_scenario *sim_scenario_of(const char *path, struct json_object *object);

void sim_scenario_free(struct sim_scenario *scenario);

#endif
