/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Live moves: an interrupt that is up gets another slot and keeps the old one for a while.
 *
 * A move is planned under the lock: the new slot becomes the other one. It is made by
 * chip->retarget() without the lock, and settled under the lock: the slots change places. A failed
 * retarget() leaves the plan, which im_table_unplan_retarget() then drops.
 */
#include "table_internal.h"

/*
 * The slot is in the list of its CPU from here on, and the interrupt is claimed. So this CPU cannot
 * go offline before the move has been made or dropped.
 */
void im_table_plan_retarget(struct irqm_table *t, struct im_table_irq *i, struct irqm_slot slot)
{
	im_table_set_slot(t, i, IM_AT_OTHER, slot);
	i->claim.plan = IM_TABLE_RETARGET;
	i->claim.done = false;
}

/*
 * Frees the slot that the interrupt did not go to. A move that stands is left alone, and so is
 * RETARGET_BACK, whose other slot was there before the plan.
 */
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

/* An interrupt that is down has no hardware to tell, and moves by bookkeeping alone. */
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

/* Nothing can arrive at the old slot of an interrupt that is down, so it is freed at once. */
void im_table_settle_retarget(struct irqm_table *t, struct im_table_irq *i)
{
	if (!i->started)
		im_table_free_old_slot(t, i);
}

/*
 * Usually called where the interrupt has just been handled at its new slot. The caller says which
 * slot that was, because by then the interrupt may have moved on, and a late call must not end the
 * later move.
 */
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

/*
 * Looks into the sets of part 2 in table.h that are better than the one its CPU is in, as far as
 * they hold its own CPUs: a broken affinity is to be mended, not exchanged for another. While a
 * move is not done, the second slot is taken, and the interrupt stays. If no set has a slot it
 * stays too, which is reported only if its affinity is broken.
 */
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

/* If the hardware refused, the interrupt is where it was, and the slot found for it is freed. */
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
