/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_report.c - what the check of a table says about damage: the first fault to the letter,
 * and how many there are.
 */
#include "matrix/matrix_internal.h"
#include "support/contract.h"
#include "support/must.h"
#include "table/table_internal.h"

/* The first fault is this, and there are @faults in all; 0: any number. */
static void says(struct table_machine *x, const char *damage, unsigned int faults,
		 struct irqm_table_fault want)
{
	struct irqm_table_fault got = { 99, 99, 99, 99, 99 };
	unsigned int found = irqm_table_check(x->t, &got);

	cr_expect_eq(memcmp(&want, &got, sizeof(got)), 0,
		     "%s: T%u: irq %u CPU %u expected %u found %u", damage, got.invariant, got.irq,
		     got.cpu, got.expected, got.found);
	cr_expect(faults ? found == faults : found > 0, "%s: %u faults", damage, found);
}

/* A table is one piece of memory, so that what was done to it can be taken back. */
#define SAYS(x, damage, faults, ...) \
	do { \
		void *was_ = must(malloc((x)->t->object.bytes)); \
		memcpy(was_, (x)->t, (x)->t->object.bytes); \
		damage; \
		says(x, #damage, faults, (struct irqm_table_fault){ __VA_ARGS__ }); \
		memcpy((x)->t, was_, ((struct irqm_table *)was_)->object.bytes); \
		free(was_); \
		cr_assert_eq(irqm_table_check((x)->t, NULL), 0); \
	} while (0)

Test(table_report, an_interrupt_that_contradicts_itself)
{
	struct table_machine x;
	struct im_table_irq *i;

	table_start_each_kind(&x);
	i = x.t->irqs;
	SAYS(&x, i[5].state = IRQM_IRQ_NR_STATES, 2, T_STATE, 5, IRQM_NONE, 0, IRQM_IRQ_NR_STATES);
	SAYS(&x, i[3].mask = IM_MASK_NONE, 0, T_STATE, 3, IRQM_NONE, 1, 0);
	SAYS(&x, i[5].mask = i[3].mask, 0, T_STATE, 5, IRQM_NONE, 0, 1);
	SAYS(&x, i[3].pending = true, 2, T_STATE, 3, IRQM_NONE, 0, 1);
	SAYS(&x, i[3].busy = i[3].pending = true, 1, T_STATE, 3, IRQM_NONE, 0, 1);
	SAYS(&x, i[3].busy = i[3].started = true, 1, T_STATE, 3, IRQM_NONE, 0, 1);
	SAYS(&x, i[4].at[IM_AT_SLOT].slot.cpu = IRQM_NONE, 0, T_STATE, 4, IRQM_NONE, 1, 0);
	SAYS(&x, i[1].started = false, 1, T_STATE, 1, IRQM_NONE, 1, 0);
	SAYS(&x, i[4].depth = 0, 1, T_STATE, 4, IRQM_NONE, 0, 1);
	SAYS(&x, i[3].reserved = false, 2, T_STATE, 3, IRQM_NONE, 1, 0);
	SAYS(&x, i[2].mode = IRQM_IRQ_REGULAR, 2, T_STATE, 2, IRQM_NONE, 1, 0);
	SAYS(&x, i[0].pending = false, 1, T_STATE, 0, IRQM_NONE, 0, 1);
	SAYS(&x, i[1].other_mask = i[1].mask, 2, T_STATE, 1, IRQM_NONE, 0, 1);
	SAYS(&x, i[1].stuck = true, 1, T_STATE, 1, IRQM_NONE, 0, 1);
	SAYS(&x, i[1].quiet = true, 1, T_STATE, 1, IRQM_NONE, 0, 1);
	table_abandon(&x);
}

Test(table_report, a_slot_that_is_not_there)
{
	struct table_machine x;
	struct im_table_irq *i;

	table_start_each_kind(&x);
	i = x.t->irqs;
	/* The slot; then, at CPU 1: how many there are, one of the list, how long the list is. */
	SAYS(&x, i[4].at[IM_AT_SLOT].slot.cpu = 4, 4, T_SLOTS, 4, 4, 1, 0);
	SAYS(&x, i[4].at[IM_AT_SLOT].slot.vector = 8, 1, T_SLOTS, 4, 1, 1, 0);
	SAYS(&x, i[1].mask = i[2].mask, 0, T_ONLINE, 1, 1, 1, 0);
	SAYS(&x, i[4].at[IM_AT_SLOT].slot.vector = im_table_slot(&i[1]).vector, 2,
	     T_SLOTS, 4, 1, 0, 1);
	table_abandon(&x);
}

Test(table_report, counters_that_are_wrong)
{
	struct table_machine x;

	table_start_each_kind(&x);
	SAYS(&x, x.t->in_state[IRQM_IRQ_FREE]++, 1, T_STATE, IRQM_NONE, IRQM_NONE, 2, 3);
	SAYS(&x, x.t->in_state[IRQM_IRQ_FAILED]++, 1, T_STATE, IRQM_NONE, IRQM_NONE, 0, 1);
	SAYS(&x, x.t->pool.places[0].refs++, 1, T_MASKS, IRQM_NONE, IRQM_NONE, 1, 2);
	SAYS(&x, x.t->pool.used++, 1, T_MASKS, IRQM_NONE, IRQM_NONE, 4, 5);
	table_abandon(&x);
}

/* It is not counted, for there is no counter: what is behind them stays as it is. */
Test(table_report, a_mask_that_is_not_there)
{
	struct table_machine x;
	unsigned int nr_masks;

	table_start_each_kind(&x);
	nr_masks = x.t->pool.nr_masks;
	cr_assert_eq(nr_masks % 2, 1, "so there is room behind the last counter");
	x.t->refs[nr_masks] = 77;
	x.t->irqs[3].near_mask = nr_masks;
	cr_assert_eq(irqm_table_check(x.t, NULL), 0);
	cr_assert_eq(x.t->refs[nr_masks], 77);
	table_abandon(&x);
}

/* ---- Lists ---- */

/* A free interrupt comes to the head of the list of a CPU, as if it were claimed. */
static void put_on(struct table_machine *x, unsigned int cpu, unsigned int irq,
		   unsigned int vector)
{
	unsigned int head = x->t->on_cpu[cpu];

	x->t->irqs[irq].busy = true;
	x->t->irqs[irq].at[IM_AT_SLOT].slot = (struct irqm_slot){ cpu, vector };
	x->t->irqs[irq].at[IM_AT_SLOT].link =
		(struct im_table_link){ .next = head, .prev = IM_TABLE_NIL };
	im_table_at(x->t, head)->link.prev = irq * 2;
	x->t->on_cpu[cpu] = irq * 2;
}

static void put_two_on(struct table_machine *x, unsigned int vector)
{
	put_on(x, 2, 5, vector);
	put_on(x, 2, 6, vector);
}

/* What is behind the last interrupt looks like one at the head of a list. */
static void put_behind_the_end(struct table_machine *x)
{
	x->t->irqs[7].at[IM_AT_SLOT].link.prev = IM_TABLE_NIL;
	x->t->on_cpu[3] = 7 * 2;
}

/* CPU 2 has one slot, CPU 3 none. */
Test(table_report, lists_of_slots)
{
	struct table_machine x;

	table_start_each_kind(&x);
	SAYS(&x, x.t->on_cpu[2] = IM_TABLE_NIL, 1, T_LISTS, IRQM_NONE, 2, 1, 0);
	SAYS(&x, x.t->on_cpu[3] = 999, 1, T_LISTS, IRQM_NONE, 3, IM_TABLE_NIL, 999);
	SAYS(&x, put_behind_the_end(&x), 0, T_LISTS, IRQM_NONE, 3, IM_TABLE_NIL, 14);
	SAYS(&x, put_on(&x, 2, 5, 3), 1, T_LISTS, IRQM_NONE, 2, 1, 2);
	SAYS(&x, put_two_on(&x, 3), 3, T_SLOTS, 5, 2, 0, 1);
	SAYS(&x, put_two_on(&x, 8), 2, T_LISTS, IRQM_NONE, 2, IM_TABLE_NIL, 0);
	table_abandon(&x);
}

/* So many more interrupts, which do not wait, are behind the one that does. */
static void let_wait(struct table_machine *x, unsigned int more)
{
	static const unsigned int who[] = { 5, 6, 3 };
	unsigned int n, last = 2;

	for (n = 0; n < more; n++) {
		x->t->irqs[last].at[IM_AT_SLOT].link.next = who[n] * 2;
		x->t->irqs[who[n]].at[IM_AT_SLOT].link =
			(struct im_table_link){ .next = IM_TABLE_NIL, .prev = last * 2 };
		last = who[n];
	}
}

Test(table_report, the_list_of_those_that_wait)
{
	struct table_machine x;

	table_start_each_kind(&x);
	SAYS(&x, x.t->waiting = IM_TABLE_NIL, 1, T_LISTS, IRQM_NONE, IRQM_NONE, 1, 0);
	SAYS(&x, x.t->irqs[2].at[IM_AT_SLOT].link.next = 8, 1,
	     T_LISTS, IRQM_NONE, IRQM_NONE, IM_TABLE_NIL, 8);
	SAYS(&x, let_wait(&x, 1), 2, T_LISTS, 5, IRQM_NONE, IRQM_IRQ_WAITING, IRQM_IRQ_FREE);
	SAYS(&x, let_wait(&x, 3), 3, T_LISTS, 5, IRQM_NONE, IRQM_IRQ_WAITING, IRQM_IRQ_FREE);
	table_abandon(&x);
}

/* ---- The matrix ---- */

Test(table_report, a_matrix_that_holds_something_else)
{
	struct table_machine x;
	struct irqm_matrix *m;
	struct irqm_slot slot;

	table_start_each_kind(&x);
	m = x.base.m;
	GIVES(irqm_matrix_alloc(m, one_cpu(1), &slot), 0);
	says(&x, "a slot", 1, (struct irqm_table_fault){ T_SLOTS, IRQM_NONE, 1, 2, 3 });
	GIVES(irqm_matrix_free(m, slot), 0);
	GIVES(irqm_matrix_reserve_managed(m, one_cpu(2)), 0);
	says(&x, "managed", 1, (struct irqm_table_fault){ T_MANAGED, IRQM_NONE, 2, 0, 1 });
	GIVES(irqm_matrix_unreserve_managed(m, one_cpu(2)), 0);
	GIVES(irqm_matrix_reserve(m), 0);
	says(&x, "reserved", 1,
	     (struct irqm_table_fault){ T_RESERVED, IRQM_NONE, IRQM_NONE, 1, 2 });
	GIVES(irqm_matrix_unreserve(m), 0);
	GIVES(irqm_matrix_offline(m, 1), 0);
	says(&x, "offline", 2, (struct irqm_table_fault){ T_ONLINE, 1, 1, 1, 0 });
	GIVES(irqm_matrix_online(m, 1), 0);
	GIVES(irqm_matrix_online(m, 3), 0);
	says(&x, "online", 1, (struct irqm_table_fault){ T_WAITING, 2, IRQM_NONE, 0, 1 });
	GIVES(irqm_matrix_offline(m, 3), 0);
	m->total_allocated++;
	says(&x, "damaged", 1, (struct irqm_table_fault){ T_MATRIX, IRQM_NONE, IRQM_NONE, 0, 1 });
	m->total_allocated--;
	cr_assert_eq(irqm_table_check(x.t, NULL), 0);
	table_abandon(&x);
}

Test(table_report, one_that_waits_though_cpu_0_is_online)
{
	struct table_machine x;

	table_start(&x, 2, 2, 4, 2);
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, NULL));
	ACTIVATED_MANAGED(&x, 1, one_cpu(0));
	GIVES(irqm_matrix_online(x.base.m, 0), 0);
	says(&x, "online", 1, (struct irqm_table_fault){ T_WAITING, 1, IRQM_NONE, 0, 1 });
	table_abandon(&x);
}

/* The check excuses slots on a CPU while it is leaving, and neither before nor after. */
Test(table_report, a_slot_at_a_cpu_that_is_offline)
{
	struct irqm_table_fault want = { T_ONLINE, 1, 0, 1, 0 };
	struct table_machine x;
	unsigned int n;

	table_start(&x, 2, 2, 4, 2);
	for (n = 0; n < 2; n++) {
		ACTIVATED_REGULAR(&x, 1, one_cpu(0));
		GIVES(irqm_matrix_offline(x.base.m, 0), 0);
		says(&x, "offline", 1, want);
		GIVES(irqm_matrix_online(x.base.m, 0), 0);
		ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, NULL));
		ACCEPTED(&x, irqm_table_cpu_online(x.t, 0, NULL));
		ACCEPTED(&x, irqm_table_deactivate(x.t, 1));
		ACCEPTED(&x, irqm_table_release(x.t, 1));
	}
	ENDS_CLEAN(&x);
}
