/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * contract.h - what every call has to keep, as assertions for Criterion tests.
 *
 * In all of them @x is a struct machine and @call an expression that gives a code. After each call
 * the invariants hold, and the memory around the matrix is as it was.
 */
#ifndef TESTS_CONTRACT_H
#define TESTS_CONTRACT_H

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "machine.h"

#define INTACT(x) \
	do { \
		struct irqm_matrix_fault fault_ = { 0, 0, 0, 0 }; \
		unsigned int faults_ = irqm_matrix_check((x)->m, &fault_); \
		cr_assert_eq(faults_, 0, "I%u on CPU %u: expected %u, found %u", \
			     fault_.invariant, fault_.cpu, fault_.expected, fault_.found); \
		cr_assert_eq(faulty_mem_check(&(x)->mem), 0, "wrote outside its memory"); \
	} while (0)

/* The call succeeds. */
#define ACCEPTED(x, call) \
	do { \
		int code_ = (call); \
		cr_assert_eq(code_, 0, "%s gives %d", #call, code_); \
		INTACT(x); \
	} while (0)

/* The call fails with -@error and changes nothing that anybody can see; no event is traced. */
#define REFUSED(x, error, call) \
	do { \
		char *before_ = matrix_snapshot((x)->m), *after_; \
		size_t events_ = (x)->log.nr; \
		int code_ = (call); \
		cr_assert_eq(code_, -(error), "%s gives %d", #call, code_); \
		after_ = matrix_snapshot((x)->m); \
		cr_assert_eq(strcmp(before_, after_), 0, "%s left traces", #call); \
		cr_assert_eq((x)->log.nr, events_, "%s told of something", #call); \
		free(before_); \
		free(after_); \
		INTACT(x); \
	} while (0)

/* As REFUSED, and @slot, a struct irqm_slot, is not touched. */
#define REFUSED_SLOT(x, error, slot, call) \
	do { \
		(slot).cpu = 0xbad; \
		(slot).vector = 0xbad; \
		REFUSED(x, error, call); \
		cr_assert_eq((slot).cpu, 0xbad); \
		cr_assert_eq((slot).vector, 0xbad); \
	} while (0)

#define SLOT_IS(slot, cpu_, vector_) \
	do { \
		cr_assert_eq((slot).cpu, (cpu_), "CPU %u", (slot).cpu); \
		cr_assert_eq((slot).vector, (vector_), "vector %u", (slot).vector); \
	} while (0)

/* Event number @i of the log. */
#define EVENT_IS(x, i, kind_, cpu_, vector_) \
	do { \
		cr_assert_gt((x)->log.nr, (size_t)(i)); \
		cr_assert_eq((x)->log.events[i].kind, (kind_)); \
		SLOT_IS((x)->log.events[i].slot, cpu_, vector_); \
	} while (0)

#define ENDS_CLEAN(x) cr_assert(machine_end(x), "memory leaked or written out of bounds")

#endif
