/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Live moves: an interrupt that is up gets another slot and keeps the old one for a while. */
#include "table_internal.h"

void im_report_init(struct irqm_table_report *r)
{
	*r = (struct irqm_table_report){ .irq = IRQM_NONE };
}

void im_note(struct irqm_table_report *r, unsigned int irq, int error)
{
	if (r->error)
		return;
	r->irq = irq;
	r->error = error;
}

void im_report_out(struct irqm_table_report *to, const struct irqm_table_report *r)
{
	if (to)
		*to = *r;
}

int im_begin_all(struct irqm_table *t)
{
	if (t->all_busy)
		return -IRQM_EBUSY;
	t->all_busy = true;
	return 0;
}

void im_end_all(struct irqm_table *t)
{
	im_lock(t);
	t->all_busy = false;
	t->leaving = IRQM_NONE;
	im_unlock(t);
}

void im_plan_go(struct irqm_table *t, struct im_irq *i, struct irqm_slot slot)
{
	im_hold(t, i, 1, slot);
	i->plan = IM_GO;
	i->done = false;
}

/* Only a plan that was not carried out. */
void im_unplan(struct irqm_table *t, struct im_irq *i)
{
	if (i->plan == IM_GO && !i->done)
		im_drop(t, i, 1);
}

/* Forward and back: slot and other change places. */
static void settle_swap(struct irqm_table *t, unsigned int irq)
{
	struct im_irq *i = &t->irqs[irq];

	im_lock(t);
	im_swap(t, i);
	i->done = !i->done;
	i->pending = i->done || i->plan == IM_GO_BACK;
	im_unlock(t);
}

int im_go(struct irqm_table *t, unsigned int irq)
{
	const struct im_irq *i = &t->irqs[irq];
	int err = 0;

	if (i->started)
		err = t->chip->retarget(t->chip_ctx, irq, i->slot, i->other);
	if (!err)
		settle_swap(t, irq);
	return err;
}

void im_settle_go(struct irqm_table *t, struct im_irq *i)
{
	if (!i->started)
		im_drop_old(t, i);
}

int irqm_table_move_done(struct irqm_table *t, unsigned int irq, struct irqm_slot slot)
{
	struct im_irq *i;
	int err = im_begin(t, irq, &i);

	if (err)
		return err;
	if (!i->pending || i->slot.cpu != slot.cpu || i->slot.vector != slot.vector)
		return im_refuse(t, -IRQM_ENOENT);
	im_drop_old(t, i);
	im_unlock(t);
	return 0;
}

/* ---- Home ---- */

/* A better set among its own CPUs than the one it is in has a slot: that is where it goes. */
static bool plan_home(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r)
{
	struct im_irq *i = &t->irqs[irq];
	struct irqm_slot slot;
	unsigned int level;
	bool going = false;

	im_lock(t);
	level = im_level_of(t, i, i->slot.cpu);
	if (level && i->pending) {
		r->stayed++;
		im_note(r, irq, -IRQM_EBUSY);
	} else if (level && !im_alloc(t, i, i->mask, level < IM_OWN ? level : IM_OWN, &slot)) {
		im_plan_go(t, i, slot);
		going = true;
	} else if (level >= IM_OWN) {
		r->stayed++;
		im_note(r, irq, -IRQM_ENOSPC);
	}
	im_unlock(t);
	return going;
}

static void settle_home(struct irqm_table *t, unsigned int irq, int err,
			struct irqm_table_report *r)
{
	struct im_irq *i = &t->irqs[irq];

	im_lock(t);
	if (err) {
		im_unplan(t, i);
		r->stayed++;
		im_note(r, irq, err);
	} else {
		im_settle_go(t, i);
		r->moved++;
	}
	im_unlock(t);
}

void im_go_home(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r)
{
	int err;

	if (!plan_home(t, irq, r))
		return;
	err = im_go(t, irq);
	settle_home(t, irq, err, r);
}

/* Claims a regular interrupt that has a slot; one that somebody works on stays. */
static bool plan_return(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r)
{
	struct im_batch b = { .first = IM_NIL };
	struct im_irq *i = &t->irqs[irq];
	bool take;

	im_lock(t);
	take = !im_is_managed(i) && (i->state == IRQM_IRQ_UP || i->state == IRQM_IRQ_HELD);
	if (take && i->busy) {
		r->stayed++;
		im_note(r, irq, -IRQM_EBUSY);
		take = false;
	}
	if (take)
		im_claim(t, &b, irq);
	im_unlock(t);
	return take;
}

static int plan_all(struct irqm_table *t)
{
	int err;

	im_lock(t);
	err = im_begin_all(t);
	im_unlock(t);
	return err;
}

int irqm_table_return_home(struct irqm_table *t, struct irqm_table_report *report)
{
	struct irqm_table_report r;
	unsigned int irq;
	int err;

	if (!t)
		return -IRQM_EINVAL;
	im_report_init(&r);
	err = plan_all(t);
	for (irq = 0; !err && irq < t->nr_irqs; irq++) {
		if (!plan_return(t, irq, &r))
			continue;
		im_go_home(t, irq, &r);
		im_let_go(t, irq, &r);
	}
	if (err)
		im_note(&r, IRQM_NONE, err);
	else
		im_end_all(t);
	im_report_out(report, &r);
	return err;
}
