/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_faults.c - every callback that can fail does, at its first call, its second, and so on until
 * the scenario passes without one.
 */
#include "support/contract.h"
#include "support/must.h"

#define FAULT 4711

/* @fail_at: the call that fails, counted from 1 */
struct fault {
	unsigned int fail_at;
	unsigned int calls;
};

static int next_call(struct fault *fault)
{
	return ++fault->calls == fault->fail_at ? FAULT : 0;
}

static int faulty_visit(void *ctx, struct irqm_slot slot, enum irqm_slot_state state)
{
	(void)slot;
	(void)state;
	return next_call(ctx);
}

static int faulty_write(void *ctx, const char *text, size_t bytes)
{
	(void)text;
	(void)bytes;
	return next_call(ctx);
}

/* ---- Memory ---- */

/* Several matrices, each of which may fail to come into being. */
Test(faults, creating_matrices)
{
	static const unsigned int sizes[] = { 1, 16, 17, 64, 65, 5000 };
	struct irqm_matrix *made[6];
	struct faulty_mem mem;
	unsigned int fail_at, i, nr;
	int code = -1;

	for (fail_at = 1; code; fail_at++) {
		memset(&mem, 0, sizeof(mem));
		mem.fail_at = fail_at;
		for (nr = 0; nr < 6; nr++) {
			struct irqm_matrix_config config = {
				.nr_cpus = sizes[nr],
				.nr_vectors = 100,
				.first = 1,
				.end = 99,
				.managed_blocks = nr % 2,
			};

			made[nr] = NULL;
			code = irqm_matrix_create(&config, &faulty_mem_ops, &mem, &made[nr]);
			if (code)
				break;
		}
		cr_assert_eq(mem.live, nr);
		if (code) {
			cr_assert_eq(code, -IRQM_ENOMEM);
			cr_assert_null(made[nr]);
			cr_assert_eq(nr, fail_at - 1);
		}
		for (i = 0; i < nr; i++) {
			cr_assert_eq(irqm_matrix_check(made[i], NULL), 0);
			irqm_matrix_destroy(made[i]);
		}
		cr_assert_eq(mem.live, 0);
		cr_assert_eq(mem.faults, 0);
	}
	cr_assert_eq(fail_at, 8, "each matrix failed once, then none did");
}

/* ---- Walk and dump ---- */

static void populate(struct machine *x)
{
	struct irqm_slot slot;
	unsigned int n;

	machine_start(x, 70, 68, 80, 4, 70);
	ACCEPTED(x, irqm_matrix_reserve_managed(x->m, x->all));
	for (n = 0; n < 30; n++) {
		ACCEPTED(x, irqm_matrix_alloc(x->m, x->all, &slot));
		ACCEPTED(x, irqm_matrix_alloc_managed(x->m, x->all, &slot));
	}
	ACCEPTED(x, irqm_matrix_assign_system(x->m, 40));
}

/* Fails each call of a callback in turn; the matrix stays as it is whatever the callback says. */
#define FAIL_EACH_CALL(x, fault, call) \
	do { \
		char *before_ = matrix_snapshot((x)->m), *after_; \
		int code_ = FAULT; \
		for ((fault)->fail_at = 1; code_; (fault)->fail_at++) { \
			(fault)->calls = 0; \
			code_ = (call); \
			cr_assert(code_ == 0 || code_ == FAULT); \
			cr_assert_eq((fault)->calls, (fault)->fail_at - !code_); \
			INTACT(x); \
			after_ = matrix_snapshot((x)->m); \
			cr_assert_str_eq(before_, after_); \
			free(after_); \
		} \
		free(before_); \
	} while (0)

Test(faults, walking)
{
	struct fault fault = { 0, 0 };
	struct machine x;

	populate(&x);
	FAIL_EACH_CALL(&x, &fault, irqm_matrix_walk(x.m, faulty_visit, &fault));
	cr_assert_eq(fault.calls, 70 + 30);
	ENDS_CLEAN(&x);
}

Test(faults, dumping)
{
	struct fault fault = { 0, 0 };
	struct machine x;

	populate(&x);
	FAIL_EACH_CALL(&x, &fault, irqm_matrix_dump(x.m, 1, faulty_write, &fault));
	cr_assert_geq(fault.calls, 6);
	ENDS_CLEAN(&x);
}

/* ---- The watching itself ---- */

Test(faults, the_memory_callbacks_see_what_is_wrong)
{
	struct faulty_mem mem = { 0 };
	unsigned char *piece = faulty_mem_ops.alloc(&mem, 10, 8, IRQM_NONE);

	cr_assert_eq((uintptr_t)piece % 8, 0);
	cr_assert_eq(faulty_mem_check(&mem), 0);
	piece[10] ^= 1;
	cr_assert_eq(faulty_mem_check(&mem), 1);
	piece[10] ^= 1;
	piece[-1] ^= 1;
	cr_assert_eq(faulty_mem_check(&mem), 2);
	piece[-1] ^= 1;
	faulty_mem_ops.free(&mem, piece + 1, 10);
	cr_assert_eq(mem.faults, 3);
	faulty_mem_ops.free(&mem, piece, 9);
	cr_assert_eq(mem.faults, 4);
	cr_assert_eq(mem.live, 0);
	faulty_mem_ops.free(&mem, piece, 10);
	cr_assert_eq(mem.faults, 5);
	piece = faulty_mem_ops.alloc(&mem, 10, 12, IRQM_NONE);
	cr_assert_eq(mem.faults, 6);
	faulty_mem_ops.free(&mem, piece, 10);
	mem.fail_at = 3;
	cr_assert_null(faulty_mem_ops.alloc(&mem, 10, 4096, IRQM_NONE));
	piece = faulty_mem_ops.alloc(&mem, 10, 4096, IRQM_NONE);
	cr_assert_eq((uintptr_t)piece % 4096, 0);
	faulty_mem_ops.free(&mem, piece, 10);
	cr_assert_eq(mem.faults, 6);
}
