/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_internal.c - damage to a table that its check has to find without going astray: in
 * lists that are too long, at vectors there are not, in interrupts that contradict themselves.
 */
#include "support/contract.h"
#include "table/table_internal.h"

/* Interrupt 0 is regular and up at CPU 0, and 1 waits for CPU 1. */
static void begin(struct table_machine *x)
{
	table_start(x, 2, 1, 4, 3);
	ACTIVATED_REGULAR(x, 0, NULL);
	ACCEPTED(x, table_managed(x, 1, one_cpu(1), IRQM_IRQ_USER_MOVES));
	ACCEPTED(x, irqm_table_activate(x->t, 1));
	STATE_IS(x, 1, IRQM_IRQ_WAITING);
}

static unsigned int first_fault(struct table_machine *x)
{
	struct irqm_table_fault fault = { 0, 0, 0, 0, 0 };

	cr_assert_geq(irqm_table_check(x->t, &fault), 1);
	return fault.invariant;
}

static struct im_table_link *link_of(struct table_machine *x, unsigned int irq,
				     enum im_table_which which)
{
	return &x->t->irqs[irq].at[which].link;
}

static void end(struct table_machine *x)
{
	INTACT(x);
	ENDS_CLEAN(x);
}

Test(table_internal, a_move_without_an_old_slot)
{
	static struct table_machine x;

	begin(&x);
	x.t->irqs[0].pending = true;
	cr_assert_eq(first_fault(&x), T_STATE);
	x.t->irqs[0].pending = false;
	end(&x);
}

Test(table_internal, hardware_that_is_up_without_a_slot)
{
	static struct table_machine x;

	begin(&x);
	x.t->irqs[1].started = true;
	cr_assert_eq(first_fault(&x), T_STATE);
	x.t->irqs[1].started = false;
	end(&x);
}

Test(table_internal, a_vector_that_does_not_exist)
{
	static struct table_machine x;
	struct irqm_slot slot;

	begin(&x);
	slot = x.t->irqs[0].at[IM_AT_SLOT].slot;
	x.t->irqs[0].at[IM_AT_SLOT].slot.vector = 4;
	cr_assert_eq(first_fault(&x), T_SLOTS);
	x.t->irqs[0].at[IM_AT_SLOT].slot = slot;
	end(&x);
}

/* A list that comes back to where it was: as each link says so, only its length tells. */
Test(table_internal, a_list_of_slots_that_goes_round)
{
	static struct table_machine x;
	struct im_table_link link, alone = { .next = IM_TABLE_NIL, .prev = IM_TABLE_NIL };

	begin(&x);
	link = *link_of(&x, 0, IM_AT_SLOT);
	*link_of(&x, 0, IM_AT_SLOT) = (struct im_table_link){ .next = 2, .prev = IM_TABLE_NIL };
	link_of(&x, 1, IM_AT_SLOT)->prev = 0;
	link_of(&x, 1, IM_AT_SLOT)->next = 4;
	*link_of(&x, 2, IM_AT_SLOT) = (struct im_table_link){ .next = IM_TABLE_NIL, .prev = 2 };
	cr_assert_eq(first_fault(&x), T_LISTS);
	*link_of(&x, 0, IM_AT_SLOT) = link;
	*link_of(&x, 1, IM_AT_SLOT) = alone;
	end(&x);
}

Test(table_internal, a_list_of_those_that_wait_with_one_too_many)
{
	static struct table_machine x;

	begin(&x);
	link_of(&x, 1, IM_AT_SLOT)->next = 4;
	*link_of(&x, 2, IM_AT_SLOT) = (struct im_table_link){ .next = 5, .prev = 2 };
	*link_of(&x, 2, IM_AT_OTHER) = (struct im_table_link){ .next = IM_TABLE_NIL, .prev = 4 };
	cr_assert_eq(first_fault(&x), T_LISTS);
	link_of(&x, 1, IM_AT_SLOT)->next = IM_TABLE_NIL;
	end(&x);
}

/* The memory past the last interrupt looks like an interrupt that is claimed. */
Test(table_internal, no_interrupt_behind_the_last_returns_home)
{
	static struct table_machine x;
	struct irqm_table_report r;
	struct im_table_irq behind;
	int code;

	begin(&x);
	memcpy(&behind, &x.t->irqs[3], sizeof(behind));
	x.t->irqs[3].state = IRQM_IRQ_UP;
	x.t->irqs[3].mode = IRQM_IRQ_REGULAR;
	x.t->irqs[3].busy = true;
	code = irqm_table_return_home(x.t, &r);
	memcpy(&x.t->irqs[3], &behind, sizeof(behind));
	cr_assert_eq(code, 0);
	cr_assert_eq(r.moved + r.stayed, 0);
	end(&x);
}
