/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table_check.c - each invariant of a table is broken on purpose, and the check finds it.
 */
#include <stdio.h>

#include "matrix/matrix_internal.h"
#include "support/contract.h"
#include "table/table_internal.h"

static bool finds(struct table_machine *x, enum im_table_invariant invariant)
{
	struct irqm_table_fault fault = { 0, 0, 0, 0, 0 };
	unsigned int faults = irqm_table_check(x->t, &fault);

	if (fault.invariant != invariant)
		fprintf(stderr, "%u faults, T%u: irq %u CPU %u expected %u found %u\n", faults,
			fault.invariant, fault.irq, fault.cpu, fault.expected, fault.found);
	return faults && fault.invariant == invariant;
}

/* The damage is found as this invariant, and repaired for what comes after. */
#define DAMAGE(x, invariant, type, place, value) \
	do { \
		type was_ = (type)(place); \
		(place) = (value); \
		cr_assert(finds(x, invariant), "T%u: %s", invariant, #place); \
		(place) = was_; \
		cr_assert_eq(irqm_table_check((x)->t, NULL), 0); \
	} while (0)

Test(table_check, damage_to_the_matrix)
{
	struct table_machine x;

	table_start_each_kind(&x);
	GIVES(irqm_matrix_offline(x.base.m, 1), 0);
	cr_assert(finds(&x, T_ONLINE), "an online CPU that the table was not told of");
	cr_assert_gt(irqm_table_check(x.t, NULL), 0, "the first fault is optional");
	GIVES(irqm_matrix_online(x.base.m, 1), 0);
	DAMAGE(&x, T_MATRIX, unsigned int, x.base.m->total_allocated, 0);
	table_abandon(&x);
}

Test(table_check, a_vector_that_leaks)
{
	struct irqm_slot slot;
	struct table_machine x;

	table_start_each_kind(&x);
	GIVES(irqm_matrix_alloc(x.base.m, cpu_range(1, 2), &slot), 0);
	cr_assert(finds(&x, T_SLOTS));
	GIVES(irqm_matrix_free(x.base.m, slot), 0);
	cr_assert_eq(irqm_table_check(x.t, NULL), 0);
	GIVES(irqm_matrix_free(x.base.m, table_info(&x, 1).slot), 0);
	cr_assert(finds(&x, T_SLOTS), "a slot that is not in use");
	table_abandon(&x);
}

Test(table_check, two_interrupts_at_one_slot)
{
	struct table_machine x;
	struct irqm_slot slot;

	table_start_each_kind(&x);
	slot = x.t->irqs[4].at[IM_AT_SLOT].slot;
	GIVES(irqm_matrix_alloc(x.base.m, cpu_range(slot.cpu, slot.cpu + 1), &slot), 0);
	ACCEPTED(&x, irqm_matrix_free(x.base.m, slot));
	ACCEPTED(&x, irqm_table_activate(x.t, 3));
	if (x.t->irqs[3].at[IM_AT_SLOT].slot.cpu != x.t->irqs[4].at[IM_AT_SLOT].slot.cpu) {
		ACCEPTED(&x, irqm_table_set_affinity(x.t, 3,
						     cpu_range(slot.cpu, slot.cpu + 1),
						     IRQM_IRQ_ASKED_BY_USER));
		ACCEPTED(&x, irqm_table_move_done(x.t, 3, table_info(&x, 3).slot));
	}
	DAMAGE(&x, T_SLOTS, unsigned int, x.t->irqs[3].at[IM_AT_SLOT].slot.vector,
	       x.t->irqs[4].at[IM_AT_SLOT].slot.vector);
	DAMAGE(&x, T_SLOTS, unsigned int, x.t->irqs[3].at[IM_AT_SLOT].slot.cpu, 99);
	table_abandon(&x);
}

Test(table_check, a_guarantee_that_is_lost)
{
	struct table_machine x;

	table_start_each_kind(&x);
	GIVES(irqm_matrix_unreserve_managed(x.base.m, cpu_range(3, 4)), 0);
	cr_assert(finds(&x, T_MANAGED));
	GIVES(irqm_matrix_reserve_managed(x.base.m, cpu_range(3, 4)), 0);
	GIVES(irqm_matrix_reserve_managed(x.base.m, cpu_range(2, 3)), 0);
	cr_assert(finds(&x, T_MANAGED));
	table_abandon(&x);
}

Test(table_check, reservations_that_do_not_add_up)
{
	struct table_machine x;

	table_start_each_kind(&x);
	GIVES(irqm_matrix_reserve(x.base.m), 0);
	cr_assert(finds(&x, T_RESERVED));
	table_abandon(&x);
}

Test(table_check, an_interrupt_that_is_not_what_it_says)
{
	struct table_machine x;
	struct im_table_irq *i;

	table_start_each_kind(&x);
	i = x.t->irqs;
	DAMAGE(&x, T_STATE, bool, i[0].started, false);
	DAMAGE(&x, T_STATE, bool, i[0].pending, false);
	DAMAGE(&x, T_STATE, bool, i[0].quiet, true);
	DAMAGE(&x, T_STATE, bool, i[0].stuck, true);
	DAMAGE(&x, T_STATE, uint16_t, i[0].depth, 1);
	DAMAGE(&x, T_STATE, uint16_t, i[4].depth, 0);
	DAMAGE(&x, T_STATE, bool, i[3].reserved, false);
	DAMAGE(&x, T_STATE, bool, i[1].reserved, true);
	DAMAGE(&x, T_STATE, uint8_t, i[3].state, IRQM_IRQ_HELD);
	DAMAGE(&x, T_STATE, uint8_t, i[1].state, 77);
	DAMAGE(&x, T_STATE, uint8_t, i[2].mode, IRQM_IRQ_REGULAR);
	DAMAGE(&x, T_STATE, bool, i[5].suspended, true);
	DAMAGE(&x, T_STATE, unsigned int, x.t->in_state[IRQM_IRQ_UP], 9);
	DAMAGE(&x, T_STATE, unsigned int, i[0].other_mask, i[0].mask);
	table_abandon(&x);
}

Test(table_check, a_slot_where_it_must_not_be)
{
	unsigned int elsewhere;
	struct table_machine x;

	table_start_each_kind(&x);
	elsewhere = x.t->irqs[0].mask;
	DAMAGE(&x, T_ONLINE, unsigned int, x.t->irqs[1].mask, elsewhere);
	table_abandon(&x);
}

Test(table_check, lists_that_are_wrong)
{
	struct table_machine x;

	table_start_each_kind(&x);
	DAMAGE(&x, T_LISTS, unsigned int, x.t->on_cpu[0], IM_TABLE_NIL);
	DAMAGE(&x, T_LISTS, unsigned int, x.t->on_cpu[3], 2);
	DAMAGE(&x, T_LISTS, unsigned int, x.t->irqs[0].at[IM_AT_SLOT].link.prev, 2);
	DAMAGE(&x, T_LISTS, unsigned int, x.t->irqs[0].at[IM_AT_SLOT].link.next, 0);
	DAMAGE(&x, T_LISTS, unsigned int, x.t->irqs[0].at[IM_AT_SLOT].link.next, 999);
	DAMAGE(&x, T_LISTS, unsigned int, x.t->waiting, IM_TABLE_NIL);
	DAMAGE(&x, T_LISTS, unsigned int, x.t->irqs[2].at[IM_AT_SLOT].link.next, 4);
	table_abandon(&x);
}

Test(table_check, masks_that_miscount)
{
	struct table_machine x;

	table_start_each_kind(&x);
	DAMAGE(&x, T_MASKS, unsigned int, x.t->pool.places[0].refs, 5);
	DAMAGE(&x, T_MASKS, unsigned int, x.t->pool.used, 1);
	table_abandon(&x);
}

Test(table_check, one_that_waits_without_need)
{
	struct table_machine x;

	table_start_each_kind(&x);
	GIVES(irqm_matrix_online(x.base.m, 3), 0);
	cr_assert(finds(&x, T_WAITING));
	x.t->all_busy = true;
	cr_assert_eq(irqm_table_check(x.t, NULL), 0);
	table_abandon(&x);
}

/* The table on top of table.h; up and down lead through HELD. */
Test(table_check, transitions_are_those_of_the_header)
{
	static const char *const legal[] = {
		[IRQM_IRQ_FREE] = "-I----",
		[IRQM_IRQ_IDLE] = "F--HWX",
		[IRQM_IRQ_UP] = "---H-X",
		[IRQM_IRQ_HELD] = "-IU-WX",
		[IRQM_IRQ_WAITING] = "-I-H-X",
		[IRQM_IRQ_FAILED] = "FI----",
	};
	unsigned int from, to;

	for (from = 0; from < IRQM_IRQ_NR_STATES; from++) {
		for (to = 0; to < IRQM_IRQ_NR_STATES; to++)
			cr_assert_eq(im_table_is_legal((enum irqm_irq_state)from,
						       (enum irqm_irq_state)to),
				     legal[from][to] != '-', "%u to %u", from, to);
	}
}

/* There cannot be that many interrupts, so the number is written into the matrix. */
Test(table_check, a_matrix_that_can_hold_no_more_reservations)
{
	struct table_machine x;
	unsigned int reserved;

	table_start_each_kind(&x);
	ACCEPTED(&x, irqm_table_set_policy(x.t, IRQM_TABLE_POLICY_DRIVER));
	ACCEPTED(&x, table_managed(&x, 5, cpu_range(0, 1), IRQM_IRQ_USER_BREAKS));
	reserved = x.base.m->reserved;
	x.base.m->reserved = IRQM_MATRIX_MAX_RESERVED;
	x.skip_checks = true;
	GIVES(irqm_table_deactivate(x.t, 4), -IRQM_ERANGE);
	GIVES(irqm_table_set_affinity(x.t, 5, cpu_range(1, 2), IRQM_IRQ_ASKED_BY_USER),
	      -IRQM_ERANGE);
	GIVES(table_regular(&x, 6, NULL), -IRQM_ERANGE);
	x.base.m->reserved = reserved;
	INTACT(&x);
	STATE_IS(&x, 4, IRQM_IRQ_HELD);
	cr_assert_eq(table_info(&x, 5).mode, IRQM_IRQ_MANAGED);
	table_abandon(&x);
}

/* Where the first fault is, and what was found there. */
static bool says(struct table_machine *x, struct irqm_table_fault want)
{
	struct irqm_table_fault got = { 99, 99, 99, 99, 99 };

	irqm_table_check(x->t, &got);
	if (memcmp(&want, &got, sizeof(got)) != 0)
		fprintf(stderr, "T%u: irq %u CPU %u expected %u found %u\n", got.invariant,
			got.irq, got.cpu, got.expected, got.found);
	return memcmp(&want, &got, sizeof(got)) == 0;
}

#define SAYS(x, ...) cr_assert(says(x, (struct irqm_table_fault){ __VA_ARGS__ }))

Test(table_check, the_first_fault_says_where_and_what)
{
	struct table_machine x;
	unsigned int list;

	table_start_each_kind(&x);
	CPU_IS(&x, 1, 1);
	CPU_IS(&x, 4, 1);
	x.t->irqs[1].mode = IRQM_IRQ_REGULAR;
	SAYS(&x, T_SLOTS, 1, 1, 0, 1);
	x.t->irqs[1].mode = IRQM_IRQ_MANAGED;
	list = x.t->on_cpu[0];
	x.t->on_cpu[0] = x.t->on_cpu[1];
	SAYS(&x, T_LISTS, 4, 0, 0, 1);
	x.t->on_cpu[0] = list;
	list = x.t->waiting;
	x.t->waiting = 2 * 3;
	x.t->irqs[3].at[IM_AT_SLOT].link = (struct im_table_link){ IM_TABLE_NIL, IM_TABLE_NIL };
	SAYS(&x, T_LISTS, 3, IRQM_NONE, IRQM_IRQ_WAITING, IRQM_IRQ_IDLE);
	x.t->waiting = list;
	cr_assert_eq(irqm_table_check(x.t, NULL), 0);
	table_abandon(&x);
}

/* A FAILED interrupt has its slot just when the hardware may still deliver there. */
Test(table_check, a_failed_one_that_only_says_it_is_stuck)
{
	struct table_machine x;

	table_start_each_kind(&x);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 3, NULL));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 3, NULL));
	ACCEPTED(&x, irqm_table_disable(x.t, 2));
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 3, NULL));
	table_fail(&x, 2, 3);
	GIVES(irqm_table_enable(x.t, 2), TABLE_FAULT);
	table_calls_clear(&x);
	STATE_IS(&x, 2, IRQM_IRQ_FAILED);
	CPU_IS(&x, 2, 3);
	DAMAGE(&x, T_STATE, bool, x.t->irqs[2].stuck, false);
	table_abandon(&x);
}

Test(table_check, no_table_is_a_fault)
{
	struct irqm_table_fault fault = { T_LISTS, 0, 0, 9, 9 };

	cr_assert_eq(irqm_table_check(NULL, &fault), 1);
	cr_assert_eq(fault.invariant, T_TABLE);
	cr_assert_eq(fault.irq, IRQM_NONE);
	cr_assert_eq(fault.cpu, IRQM_NONE);
	cr_assert_eq(fault.expected, 1);
	cr_assert_eq(fault.found, 0);
}

Test(table_check, each_invariant_has_its_text)
{
	unsigned int n, m;

	for (n = 0; n <= IRQM_TABLE_NR_INVARIANTS; n++) {
		for (m = 0; m < n; m++)
			cr_assert_neq(strcmp(irqm_table_invariant_text(n),
					     irqm_table_invariant_text(m)),
				      0);
		cr_assert_str_neq(irqm_table_invariant_text(n), "unknown invariant");
	}
	cr_assert_str_eq(irqm_table_invariant_text(n), "unknown invariant");
}
