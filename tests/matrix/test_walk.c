/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_walk.c - visiting all slots in use or managed.
 */
#include "support/contract.h"

struct visit {
	struct irqm_slot slot;
	enum irqm_slot_state state;
};

/* @stop_at: the visit that ends the walk, counted from 1; 0: none */
struct visits {
	struct visit seen[64];
	unsigned int nr;
	unsigned int stop_at;
	int answer;
};

static int remember(void *ctx, struct irqm_slot slot, enum irqm_slot_state state)
{
	struct visits *v = ctx;

	if (v->nr < 64) {
		v->seen[v->nr].slot = slot;
		v->seen[v->nr].state = state;
	}
	v->nr++;
	return v->nr == v->stop_at ? v->answer : 0;
}

#define VISIT_IS(v, i, cpu_, vector_, state_) \
	do { \
		SLOT_IS((v).seen[i].slot, cpu_, vector_); \
		cr_assert_eq((v).seen[i].state, (state_)); \
	} while (0)

/* CPU 0: system 5, managed 4; CPU 66, offline: managed 4 in use, regular 6 and 69 */
static void start(struct machine *x)
{
	struct irqm_slot slot;

	machine_start(x, 70, 68, 80, 4, 70);
	ACCEPTED(x, irqm_matrix_assign_system(x->m, 5));
	ACCEPTED(x, irqm_matrix_assign_system(x->m, 75));
	ACCEPTED(x, irqm_matrix_reserve_managed(x->m, one_cpu(0)));
	ACCEPTED(x, irqm_matrix_reserve_managed(x->m, one_cpu(66)));
	ACCEPTED(x, irqm_matrix_alloc_managed(x->m, one_cpu(66), &slot));
	ACCEPTED(x, irqm_matrix_alloc(x->m, one_cpu(66), &slot));
	ACCEPTED(x, irqm_matrix_assign(x->m, (struct irqm_slot){ 66, 69 }));
	ACCEPTED(x, irqm_matrix_reserve_managed(x->m, one_cpu(69)));
	ACCEPTED(x, irqm_matrix_offline(x->m, 66));
}

Test(walk, visits_all_in_order_and_nothing_else)
{
	struct visits v = { .nr = 0 };
	struct machine x;

	start(&x);
	GIVES(irqm_matrix_walk(x.m, remember, &v), 0);
	cr_assert_eq(v.nr, 5);
	VISIT_IS(v, 0, 0, 4, IRQM_SLOT_MANAGED);
	VISIT_IS(v, 1, 66, 4, IRQM_SLOT_MANAGED_ALLOCATED);
	VISIT_IS(v, 2, 66, 6, IRQM_SLOT_REGULAR);
	VISIT_IS(v, 3, 66, 69, IRQM_SLOT_REGULAR);
	VISIT_IS(v, 4, 69, 4, IRQM_SLOT_MANAGED);
	ENDS_CLEAN(&x);
}

Test(walk, what_the_visitor_returns_ends_it)
{
	static const int answers[] = { 1, -1, -IRQM_EINVAL, 12345 };
	struct machine x;
	unsigned int i, stop;

	start(&x);
	for (i = 0; i < 4; i++) {
		for (stop = 1; stop <= 5; stop++) {
			struct visits v = { .stop_at = stop, .answer = answers[i] };

			GIVES(irqm_matrix_walk(x.m, remember, &v), answers[i]);
			cr_assert_eq(v.nr, stop);
		}
	}
	ENDS_CLEAN(&x);
}

Test(walk, an_empty_matrix_has_nothing_to_visit)
{
	struct visits v = { .nr = 0 };
	struct machine x;

	machine_start(&x, 70, 3, 80, 4, 70);
	ACCEPTED(&x, irqm_matrix_assign_system(x.m, 20));
	GIVES(irqm_matrix_walk(x.m, remember, &v), 0);
	cr_assert_eq(v.nr, 0);
	ENDS_CLEAN(&x);
}

Test(walk, null_is_refused)
{
	struct visits v = { .nr = 0 };
	struct machine x;

	start(&x);
	GIVES(irqm_matrix_walk(NULL, remember, &v), -IRQM_EINVAL);
	GIVES(irqm_matrix_walk(x.m, NULL, &v), -IRQM_EINVAL);
	cr_assert_eq(v.nr, 0);
	ENDS_CLEAN(&x);
}

static int count(void *ctx, struct irqm_slot slot, enum irqm_slot_state state)
{
	unsigned int *counts = ctx;

	(void)slot;
	counts[state]++;
	return 0;
}

/* The context may be NULL: it is the visitor's business. */
static int ignore(void *ctx, struct irqm_slot slot, enum irqm_slot_state state)
{
	(void)slot;
	(void)state;
	return ctx ? 1 : 0;
}

Test(walk, visits_as_many_as_the_counters_say)
{
	unsigned int counts[6] = { 0 }, n;
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 20, 20, 130, 1, 129);
	for (n = 0; n < 100; n++)
		GIVES(irqm_matrix_reserve_managed(x.m, x.all), 0);
	for (n = 0; n < 500; n++)
		GIVES(irqm_matrix_alloc_managed(x.m, x.all, &slot), 0);
	for (n = 0; n < 20 * 28; n++)
		GIVES(irqm_matrix_alloc(x.m, x.all, &slot), 0);
	GIVES(irqm_matrix_walk(x.m, count, counts), 0);
	cr_assert_eq(counts[IRQM_SLOT_REGULAR], 20 * 28);
	cr_assert_eq(counts[IRQM_SLOT_MANAGED_ALLOCATED], 500);
	cr_assert_eq(counts[IRQM_SLOT_MANAGED], 1500);
	cr_assert_eq(counts[IRQM_SLOT_FREE] + counts[IRQM_SLOT_SYSTEM], 0);
	GIVES(irqm_matrix_walk(x.m, ignore, NULL), 0);
	ENDS_CLEAN(&x);
}
