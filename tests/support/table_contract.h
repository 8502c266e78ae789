/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_contract.h - what every call on a table has to keep, as assertions for Criterion tests.
 *
 * In all of them @x is a struct table_machine and @call an expression that gives a code.
 */
#ifndef TESTS_TABLE_CONTRACT_H
#define TESTS_TABLE_CONTRACT_H

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "table_machine.h"

#define WELL(x) cr_assert_eq(table_look(x), 0, "%s", (x)->what)

/* The call succeeds. */
#define DOES(x, call) \
	do { \
		int code_ = (call); \
		cr_assert_eq(code_, 0, "%s gives %d", #call, code_); \
		WELL(x); \
	} while (0)

/* The call fails with this code and changes nothing that anybody can see. */
#define FAILS(x, code, call) \
	do { \
		char *before_ = table_snapshot(x), *after_; \
		int code_ = (call); \
		cr_assert_eq(code_, code, "%s gives %d", #call, code_); \
		after_ = table_snapshot(x); \
		cr_assert_eq(strcmp(before_, after_), 0, "%s left traces:\n%s%s", #call, before_, \
			     after_); \
		free(before_); \
		free(after_); \
		WELL(x); \
	} while (0)

#define STATE_IS(x, irq, state_) \
	cr_assert_eq(table_info(x, irq).state, (state_), "state %d", (int)table_info(x, irq).state)

#define CPU_IS(x, irq, cpu_) \
	cr_assert_eq(table_info(x, irq).slot.cpu, (cpu_), "CPU %u", table_info(x, irq).slot.cpu)

#define SLOT_IS_SAME(x, irq, slot_) \
	do { \
		cr_assert_eq(table_info(x, irq).slot.cpu, (slot_).cpu); \
		cr_assert_eq(table_info(x, irq).slot.vector, (slot_).vector); \
	} while (0)

#define CALLS_ARE(x, kind, number) \
	cr_assert_eq((x)->counts[kind], (number), "%u calls", (x)->counts[kind])

/* Call number @i of the log. */
#define CALL_IS(x, i, kind_, irq_) \
	do { \
		cr_assert_lt((unsigned int)(i), (x)->nr_log); \
		cr_assert_eq((x)->log[i].kind, (kind_), "call %u", (x)->log[i].kind); \
		cr_assert_eq((x)->log[i].irq, (irq_)); \
	} while (0)

/* Everything is given back, and nothing is left. */
#define ENDS_EMPTY(x) \
	do { \
		table_release_all(x); \
		cr_assert_eq((x)->faults, 0, "%s", (x)->what); \
		cr_assert_eq(machine_stats(&(x)->base).total_allocated, 0); \
		cr_assert_eq(machine_stats(&(x)->base).reserved, 0); \
		cr_assert(table_end(x), "%s", (x)->what); \
	} while (0)

/*
 * Interrupt 0 is regular, at CPU 2, and was at 0; 1 is managed and up at CPU 1; 2 waits for CPU 3;
 * 3 is idle; 4 is disabled, with a slot at CPU 1; 5 and 6 are free.
 */
static inline void table_start_each_kind(struct table_machine *x)
{
	table_start(x, 4, 3, 8, 7);
	DOES(x, table_regular(x, 0, cpu_range(0, 1)));
	DOES(x, irqm_table_activate(x->t, 0));
	DOES(x, irqm_table_set_affinity(x->t, 0, cpu_range(2, 3), IRQM_IRQ_ASKED_BY_USER));
	DOES(x, table_managed(x, 1, cpu_range(0, 2), IRQM_IRQ_USER_REFUSED));
	DOES(x, irqm_table_activate(x->t, 1));
	DOES(x, table_managed(x, 2, cpu_range(3, 4), IRQM_IRQ_USER_REFUSED));
	DOES(x, irqm_table_activate(x->t, 2));
	DOES(x, table_regular(x, 3, NULL));
	DOES(x, table_regular(x, 4, NULL));
	DOES(x, irqm_table_activate(x->t, 4));
	DOES(x, irqm_table_disable(x->t, 4));
	CPU_IS(x, 0, 2);
	CPU_IS(x, 1, 1);
	CPU_IS(x, 4, 1);
}

#endif
