/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * contract.h - what every call has to keep, on a matrix and on a table.
 *
 * In all of them @x points to a struct machine or to a struct table_machine, @call is an expression
 * that gives a code, and @code one that it may give: 0, or a negative error. After each call the
 * invariants hold, and the memory around the object is as it was.
 */
#ifndef TESTS_CONTRACT_H
#define TESTS_CONTRACT_H

#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "machine.h"
#include "table_machine.h"

#define OF_MACHINE(x, what) \
	_Generic((x), struct machine *: machine_##what, struct table_machine *: table_##what)(x)

/* ---- Calls ---- */

#define INTACT(x) \
	do { \
		const char *flaw_ = OF_MACHINE(x, flaw); \
		EXPECT(!flaw_, "%s", flaw_); \
	} while (0)

/* The call succeeds. */
#define ACCEPTED(x, call) \
	do { \
		GIVES(call, 0); \
		INTACT(x); \
	} while (0)

/* The call fails and changes nothing that anybody can see; of a matrix no event is traced. */
#define REFUSED(x, code, call) \
	do { \
		char *before_ = OF_MACHINE(x, snapshot), *after_; \
		GIVES(call, code); \
		after_ = OF_MACHINE(x, snapshot); \
		EXPECT(strcmp(before_, after_) == 0, "%s left traces:\n%s%s", #call, before_, \
		       after_); \
		free(before_); \
		free(after_); \
		INTACT(x); \
	} while (0)

/* As REFUSED, and @slot, a struct irqm_slot, is not touched. */
#define REFUSED_SLOT(x, code, slot, call) \
	do { \
		(slot).cpu = 0xbad; \
		(slot).vector = 0xbad; \
		REFUSED(x, code, call); \
		SLOT_IS(slot, 0xbad, 0xbad); \
	} while (0)

/* Nothing is left, of a table after everything was given back, and no memory has leaked. */
#define ENDS_CLEAN(x) \
	do { \
		const char *flaw_ = OF_MACHINE(x, end_clean); \
		EXPECT(!flaw_, "%s", flaw_); \
	} while (0)

/* ---- Interrupts of a table that are requested and activated ---- */

#define ACTIVATED_REGULAR(x, irq, cpus) \
	do { \
		ACCEPTED(x, table_regular(x, irq, cpus)); \
		ACCEPTED(x, irqm_table_activate((x)->t, irq)); \
	} while (0)

/* Of which users cannot change the affinity. */
#define ACTIVATED_MANAGED(x, irq, cpus) \
	do { \
		ACCEPTED(x, table_managed(x, irq, cpus, IRQM_IRQ_USER_REFUSED)); \
		ACCEPTED(x, irqm_table_activate((x)->t, irq)); \
	} while (0)

/* ---- What it looks like ---- */

#define SLOT_IS(slot, cpu_, vector_) \
	do { \
		EXPECT((slot).cpu == (cpu_), "CPU %u", (slot).cpu); \
		EXPECT((slot).vector == (vector_), "vector %u", (slot).vector); \
	} while (0)

/* Event number @i of the log of a matrix. */
#define EVENT_IS(x, i, kind_, cpu_, vector_) \
	do { \
		EXPECT((x)->log.nr > (size_t)(i), "%zu events", (x)->log.nr); \
		EXPECT((x)->log.events[i].kind == (kind_), "another event: %s", \
		       trace_kind_name((x)->log.events[i].kind)); \
		SLOT_IS((x)->log.events[i].slot, cpu_, vector_); \
	} while (0)

/* An interrupt of a table. */
#define STATE_IS(x, irq, state_) \
	EXPECT(table_info(x, irq).state == (state_), "state %d", (int)table_info(x, irq).state)

#define CPU_IS(x, irq, cpu_) \
	EXPECT(table_info(x, irq).slot.cpu == (cpu_), "CPU %u", table_info(x, irq).slot.cpu)

#define SLOT_IS_SAME(x, irq, slot_) \
	SLOT_IS(table_info(x, irq).slot, (slot_).cpu, (slot_).vector)

#define CALLS_ARE(x, kind, number) \
	EXPECT((x)->counts[kind] == (number), "%u calls", (x)->counts[kind])

/* Call number @i of the log of a table. */
#define CALL_IS(x, i, kind_, irq_) \
	do { \
		EXPECT((unsigned int)(i) < (x)->nr_log, "%u calls", (x)->nr_log); \
		EXPECT((x)->log[i].kind == (kind_), "call %u", (x)->log[i].kind); \
		EXPECT((x)->log[i].irq == (irq_), "of interrupt %u", (x)->log[i].irq); \
	} while (0)

#endif
