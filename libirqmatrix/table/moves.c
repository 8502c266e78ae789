/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Live moves: an interrupt that is up gets another slot and keeps the old one for a while. */
#include "table_internal.h"

void im_table_plan_retarget(struct irqm_table *t, struct im_table_irq *i, struct irqm_slot slot)
{
	im_table_set_slot(t, i, IM_AT_OTHER, slot);
	i->claim.plan = IM_TABLE_RETARGET;
	i->claim.done = false;
}

/* Only a plan that was not carried out. */
void im_table_unplan_retarget(struct irqm_table *t, struct im_table_irq *i)
{
	if (i->claim.plan == IM_TABLE_RETARGET && !i->claim.done)
		im_table_free_slot(t, i, IM_AT_OTHER);
}

/*
 * The hardware delivers at the other slot from here on, so the two change places. The slot it left
 * is not freed: an interrupt may still be on its way there, and if a later callback fails, the way
 * back is this same step. @done says whether the interrupt is at the slot of its plan. If it is, it
 * waits for irqm_table_move_done() at that slot. If it is not, everything is as before the plan:
 * RETARGET_BACK began while a move was pending, RETARGET did not.
 */
static void settle_swap(struct irqm_table *t, unsigned int irq)
{
	struct im_table_irq *i = &t->irqs[irq];

	im_table_lock(t);
	im_table_swap(t, i);
	i->claim.done = !i->claim.done;
	i->pending = i->claim.done || i->claim.plan == IM_TABLE_RETARGET_BACK;
	im_table_unlock(t);
}

int im_table_retarget(struct irqm_table *t, unsigned int irq)
{
	const struct im_table_irq *i = &t->irqs[irq];
	int err = 0;

	if (i->started)
		err = t->chip->retarget(t->chip_ctx, irq, im_table_slot(i), im_table_other(i));
	if (!err)
		settle_swap(t, irq);
	return err;
}

void im_table_settle_retarget(struct irqm_table *t, struct im_table_irq *i)
{
	if (!i->started)
		im_table_free_old_slot(t, i);
}

int irqm_table_move_done(struct irqm_table *t, unsigned int irq, struct irqm_slot slot)
{
	struct im_table_irq *i;
	int err = im_table_begin(t, irq, &i);

	if (err)
		return err;
	if (!i->pending || im_table_slot(i).cpu != slot.cpu ||
	    im_table_slot(i).vector != slot.vector)
		return im_table_refuse(t, -IRQM_ENOENT);
	im_table_free_old_slot(t, i);
	im_table_unlock(t);
	return 0;
}

/* ---- Home ---- */

/* A better set among its own CPUs than the one it is in has a slot: that is where it goes. */
static bool plan_home(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r)
{
	struct im_table_irq *i = &t->irqs[irq];
	struct irqm_slot slot;
	unsigned int level;
	bool going = false;

	im_table_lock(t);
	level = im_table_level_of(t, i, im_table_slot(i).cpu);
	if (level && i->pending) {
		r->stayed++;
		im_table_note(r, irq, -IRQM_EBUSY);
	} else if (level &&
		   !im_table_alloc(t, i, i->mask,
				   level < IM_TABLE_OWN ? level : IM_TABLE_OWN,
				   &slot)) {
		im_table_plan_retarget(t, i, slot);
		going = true;
	} else if (level >= IM_TABLE_OWN) {
		r->stayed++;
		im_table_note(r, irq, -IRQM_ENOSPC);
	}
	im_table_unlock(t);
	return going;
}

static void settle_home(struct irqm_table *t, unsigned int irq, int err,
			struct irqm_table_report *r)
{
	struct im_table_irq *i = &t->irqs[irq];

	im_table_lock(t);
	if (err) {
		im_table_unplan_retarget(t, i);
		r->stayed++;
		im_table_note(r, irq, err);
	} else {
		im_table_settle_retarget(t, i);
		r->moved++;
	}
	im_table_unlock(t);
}

void im_table_retarget_home(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r)
{
	int err;

	if (!plan_home(t, irq, r))
		return;
	err = im_table_retarget(t, irq);
	settle_home(t, irq, err, r);
}
