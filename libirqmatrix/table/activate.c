/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Interrupts come up and go down: activate, enable, resume, and back; what happens on failure. */
#include "table_internal.h"

/* ---- One callback, and what follows from it ---- */

static void settle_startup(struct irqm_table *t, unsigned int irq)
{
	im_table_lock(t);
	t->irqs[irq].started = true;
	im_table_set_state(t, &t->irqs[irq], IRQM_IRQ_UP);
	im_table_unlock(t);
}

int im_table_startup(struct irqm_table *t, unsigned int irq)
{
	int err = t->chip->startup(t->chip_ctx, irq, im_table_slot(&t->irqs[irq]));

	if (!err)
		settle_startup(t, irq);
	return err;
}

static void settle_shutdown(struct irqm_table *t, unsigned int irq)
{
	im_table_lock(t);
	t->irqs[irq].started = false;
	im_table_free_old_slot(t, &t->irqs[irq]);
	im_table_set_state(t, &t->irqs[irq], IRQM_IRQ_HELD);
	im_table_unlock(t);
}

int im_table_shutdown(struct irqm_table *t, unsigned int irq)
{
	int err = t->chip->shutdown(t->chip_ctx, irq, im_table_slot(&t->irqs[irq]));

	if (!err)
		settle_shutdown(t, irq);
	return err;
}

static void settle_resume_queue(struct irqm_table *t, unsigned int irq)
{
	im_table_lock(t);
	t->irqs[irq].quiet = false;
	im_table_unlock(t);
}

int im_table_resume_queue(struct irqm_table *t, unsigned int irq)
{
	const struct im_table_irq *i = &t->irqs[irq];
	int err;

	if (!i->quiet)
		return 0;
	err = i->queue->resume(i->queue_ctx, irq, im_table_slot(i));
	if (!err)
		settle_resume_queue(t, irq);
	return err;
}

/* ---- Failing ---- */

/* Down for good. Where the hardware may still deliver, nobody else gets the slot. */
static void settle_failed(struct irqm_table *t, unsigned int irq, int error, int shutdown_error)
{
	struct im_table_irq *i = &t->irqs[irq];

	im_table_lock(t);
	i->started = false;
	i->error = error;
	if (shutdown_error) {
		i->stuck = true;
	} else {
		im_table_free_old_slot(t, i);
		im_table_free_slot(t, i, IM_AT_SLOT);
	}
	im_table_set_state(t, i, IRQM_IRQ_FAILED);
	im_table_unlock(t);
}

void im_table_fail(struct irqm_table *t, unsigned int irq, int error)
{
	const struct im_table_irq *i = &t->irqs[irq];
	int shutdown_error = 0;

	if (i->state == IRQM_IRQ_FAILED)
		return;
	if (i->started)
		shutdown_error = t->chip->shutdown(t->chip_ctx, irq, im_table_slot(i));
	settle_failed(t, irq, error, shutdown_error);
}

int im_table_start(struct irqm_table *t, unsigned int irq)
{
	int err = im_table_startup(t, irq), undo;

	if (err)
		return err;
	err = im_table_resume_queue(t, irq);
	if (!err)
		return 0;
	undo = im_table_shutdown(t, irq);
	if (undo)
		settle_failed(t, irq, undo, undo);
	return err;
}

/* ---- Letting go ---- */

bool im_table_end_wait(struct irqm_table *t, struct im_table_irq *i)
{
	struct irqm_slot slot;

	if (im_table_alloc_managed(t, i->mask, IM_TABLE_OWN, &slot))
		return false;
	im_table_set_state(t, i, IRQM_IRQ_HELD);
	im_table_set_slot(t, i, IM_AT_SLOT, slot);
	return true;
}

/* Gives up the claim, unless the interrupt has to be started first, for which it gets a slot. */
static bool plan_unclaim(struct irqm_table *t, unsigned int irq)
{
	struct im_table_irq *i = &t->irqs[irq];
	bool start;

	im_table_lock(t);
	start = i->state == IRQM_IRQ_WAITING && im_table_is_wanted(i) && im_table_end_wait(t, i);
	if (!start)
		i->busy = false;
	im_table_unlock(t);
	return start;
}

void im_table_unclaim(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r)
{
	int err;

	while (plan_unclaim(t, irq)) {
		err = im_table_start(t, irq);
		if (err)
			im_table_fail(t, irq, err);
		if (!r)
			continue;
		r->started += !err;
		r->failed += err != 0;
		if (err)
			im_table_note(r, irq, err);
	}
}

void im_table_unclaim_all(struct irqm_table *t, const struct im_table_batch *b,
			  struct irqm_table_report *r)
{
	unsigned int irq, following;

	im_table_for_each_in_batch_safe(t, irq, following, b)
		im_table_unclaim(t, irq, r);
}

void im_table_tell_broken(struct irqm_table *t, unsigned int irq, struct irqm_slot from)
{
	const struct im_table_irq *i = &t->irqs[irq];

	if (i->queue && i->queue->affinity_broken)
		i->queue->affinity_broken(i->queue_ctx, irq, from, im_table_slot(i));
}

/* ---- Activate ---- */

/* Takes a slot, or begins to wait; whether there is something to start comes with it. */
static int plan_activate(struct irqm_table *t, struct im_table_irq *i)
{
	struct irqm_slot slot;
	int err;

	if (im_table_is_managed(i)) {
		im_table_set_state(t, i, IRQM_IRQ_WAITING);
		im_table_end_wait(t, i);
		return 0;
	}
	err = im_table_alloc(t, i, i->mask, IM_TABLE_ANY, &slot);
	if (err)
		return err;
	im_table_set_state(t, i, IRQM_IRQ_HELD);
	im_table_set_slot(t, i, IM_AT_SLOT, slot);
	return 0;
}

static void settle_activate(struct irqm_table *t, unsigned int irq, int err)
{
	struct im_table_irq *i = &t->irqs[irq];

	im_table_lock(t);
	if (err && i->state != IRQM_IRQ_FAILED) {
		im_table_free_slot(t, i, IM_AT_SLOT);
		im_table_set_state(t, i, IRQM_IRQ_IDLE);
	} else {
		im_table_unreserve(t, i);
	}
	im_table_unlock(t);
}

int irqm_table_activate(struct irqm_table *t, unsigned int irq)
{
	const struct irqm_slot nowhere = { .cpu = IRQM_NONE, .vector = IRQM_NONE };
	struct im_table_batch b = { .first = IM_TABLE_NIL };
	struct im_table_irq *i;
	int err = im_table_begin(t, irq, &i);

	if (err)
		return err;
	if (i->state != IRQM_IRQ_IDLE)
		return im_table_refuse(t, -IRQM_EINVAL);
	err = plan_activate(t, i);
	if (err)
		return im_table_refuse(t, err);
	im_table_claim(t, &b, irq);
	im_table_unlock(t);
	if (i->state == IRQM_IRQ_HELD && im_table_is_wanted(i))
		err = im_table_start(t, irq);
	settle_activate(t, irq, err);
	if (!err && im_table_is_broken(t, i))
		im_table_tell_broken(t, irq, nowhere);
	im_table_unclaim(t, irq, NULL);
	return err;
}

/* ---- Deactivate ---- */

static void settle_deactivate(struct irqm_table *t, unsigned int irq, int err)
{
	struct im_table_irq *i = &t->irqs[irq];

	im_table_lock(t);
	if (err) {
		im_table_unreserve(t, i);
	} else {
		i->started = i->stuck = false;
		i->error = 0;
		if (i->state == IRQM_IRQ_UP)
			im_table_set_state(t, i, IRQM_IRQ_HELD);
		im_table_free_old_slot(t, i);
		im_table_free_slot(t, i, IM_AT_OTHER);
		im_table_free_slot(t, i, IM_AT_SLOT);
		im_table_drop_other_mask(t, i);
		im_table_set_state(t, i, IRQM_IRQ_IDLE);
	}
	im_table_unlock(t);
}

int irqm_table_deactivate(struct irqm_table *t, unsigned int irq)
{
	struct im_table_batch b = { .first = IM_TABLE_NIL };
	struct im_table_irq *i;
	int err = im_table_begin(t, irq, &i);

	if (err)
		return err;
	if (i->state == IRQM_IRQ_IDLE)
		return im_table_refuse(t, -IRQM_EINVAL);
	if (!im_table_is_managed(i))
		err = im_table_reserve(t, i);
	if (err)
		return im_table_refuse(t, err);
	im_table_claim(t, &b, irq);
	im_table_unlock(t);
	if (i->started || i->stuck)
		err = t->chip->shutdown(t->chip_ctx, irq, im_table_slot(i));
	settle_deactivate(t, irq, err);
	im_table_unclaim(t, irq, NULL);
	return err;
}

/* ---- Disable and suspend, and back ---- */

/* Down, unless it is down; claims the interrupt, and leaves it claimed. */
static int claim_and_shutdown(struct irqm_table *t, unsigned int irq, struct im_table_irq *i)
{
	struct im_table_batch b = { .first = IM_TABLE_NIL };

	im_table_claim(t, &b, irq);
	im_table_unlock(t);
	return i->started ? im_table_shutdown(t, irq) : 0;
}

/* Takes back the slot that an interrupt got in vain. */
static void settle_waiting(struct irqm_table *t, unsigned int irq)
{
	im_table_lock(t);
	if (t->irqs[irq].state == IRQM_IRQ_HELD) {
		im_table_free_slot(t, &t->irqs[irq], IM_AT_SLOT);
		im_table_set_state(t, &t->irqs[irq], IRQM_IRQ_WAITING);
	}
	im_table_unlock(t);
}

/* Up, if nothing else holds it down; claims the interrupt, and leaves it claimed. */
static int claim_and_start(struct irqm_table *t, unsigned int irq, struct im_table_irq *i)
{
	bool waited = i->state == IRQM_IRQ_WAITING, start = im_table_is_wanted(i);
	struct im_table_batch b = { .first = IM_TABLE_NIL };
	int err;

	if (waited)
		start = start && im_table_end_wait(t, i);
	else if (i->state != IRQM_IRQ_HELD)
		start = false;
	im_table_claim(t, &b, irq);
	im_table_unlock(t);
	err = start ? im_table_start(t, irq) : 0;
	if (err && waited)
		settle_waiting(t, irq);
	return err;
}

static void settle_depth(struct irqm_table *t, unsigned int irq, unsigned int depth)
{
	im_table_lock(t);
	t->irqs[irq].depth = (uint16_t)depth;
	im_table_unlock(t);
}

static void settle_suspended(struct irqm_table *t, unsigned int irq)
{
	im_table_lock(t);
	t->irqs[irq].suspended = true;
	im_table_unlock(t);
}

int irqm_table_disable(struct irqm_table *t, unsigned int irq)
{
	struct im_table_irq *i;
	int err = im_table_begin(t, irq, &i);

	if (err)
		return err;
	if (i->depth == IRQM_TABLE_MAX_DEPTH)
		return im_table_refuse(t, -IRQM_ERANGE);
	err = claim_and_shutdown(t, irq, i);
	if (!err)
		settle_depth(t, irq, i->depth + 1U);
	im_table_unclaim(t, irq, NULL);
	return err;
}

int irqm_table_enable(struct irqm_table *t, unsigned int irq)
{
	struct im_table_irq *i;
	int err = im_table_begin(t, irq, &i);

	if (err)
		return err;
	if (!i->depth)
		return im_table_refuse(t, -IRQM_ENOENT);
	i->depth--;
	err = claim_and_start(t, irq, i);
	if (err)
		settle_depth(t, irq, i->depth + 1U);
	im_table_unclaim(t, irq, NULL);
	return err;
}

int irqm_table_suspend(struct irqm_table *t, unsigned int irq)
{
	struct im_table_irq *i;
	int err = im_table_begin(t, irq, &i);

	if (err)
		return err;
	if (i->suspended)
		return im_table_refuse(t, -IRQM_EINVAL);
	err = claim_and_shutdown(t, irq, i);
	if (!err)
		settle_suspended(t, irq);
	im_table_unclaim(t, irq, NULL);
	return err;
}

int irqm_table_resume(struct irqm_table *t, unsigned int irq)
{
	struct im_table_irq *i;
	int err = im_table_begin(t, irq, &i);

	if (err)
		return err;
	if (!i->suspended)
		return im_table_refuse(t, -IRQM_ENOENT);
	i->suspended = false;
	err = claim_and_start(t, irq, i);
	if (err)
		settle_suspended(t, irq);
	im_table_unclaim(t, irq, NULL);
	return err;
}
