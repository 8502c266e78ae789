/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_scenarios.h - situations of a table, and the call that is made in each of them.
 */
#ifndef TESTS_TABLE_SCENARIOS_H
#define TESTS_TABLE_SCENARIOS_H

#include "table_machine.h"

/*
 * @begin: makes the situation, on 8 CPUs of which 6 are online, with 8 interrupts; callbacks do not
 *	fail. False when it could not.
 * @call: makes the call; gives its code
 */
struct table_scenario {
	const char *name;
	bool (*begin)(struct table_machine *x);
	int (*call)(struct table_machine *x);
};

extern const struct table_scenario table_scenarios[];
extern const unsigned int nr_table_scenarios;

/* A machine in the situation of a scenario, with the count of calls at 0. */
bool table_scenario_start(struct table_machine *x, const struct table_scenario *scenario);

#endif
