/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Interrupts come up and go down: activate, enable, resume, and back; what happens on failure.
 *
 * Each public call here claims its one interrupt, drops the lock, calls back, and writes the
 * outcome under the lock in a settle_*() function. When a callback fails, the call returns its
 * error with the interrupt as it was; only when undoing fails too is the interrupt FAILED. While
 * the lock is dropped, the CPU of the interrupt's slot cannot go offline, and cpu_online passes
 * over it.
 */
#include "table_internal.h"

/* ---- One callback, and what follows from it ---- */

/* The state changes after the hardware: UP means that the hardware delivers. */
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

/*
 * Down at the slot it has, which it keeps. With the hardware down nothing can arrive at the old
 * slot of a move any more, so that one is freed without waiting for irqm_table_move_done().
 */
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

/* Only what the table has stopped runs again; a queue that was never stopped is not called. */
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

/*
 * Down until it is deactivated or released. If shutting down failed, the hardware may still deliver
 * at the slot. The interrupt keeps it then and is stuck, so that no other interrupt gets the slot
 * together with the stray deliveries.
 */
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

/*
 * The last resort of calls that have nothing to fall back to. An interrupt that an earlier step of
 * the same call has made FAILED keeps the error of that step.
 */
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

/*
 * Hardware first and queue second, so that no request of the queue waits for an interrupt that
 * nothing delivers. If the queue does not run, the hardware goes down again; if that fails as well,
 * the interrupt is FAILED and stuck.
 */
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

/* ---- Giving up the claim ---- */

/*
 * Looks which CPUs are online and takes the slot under one hold of the lock, so that no CPU goes
 * offline in between. A WAITING interrupt is linked where its slot will be: its state has to change
 * before the slot is set.
 */
bool im_table_end_wait(struct irqm_table *t, struct im_table_irq *i)
{
	struct irqm_slot slot;

	if (im_table_alloc_managed(t, i->mask, IM_TABLE_OWN, &slot))
		return false;
	im_table_set_state(t, i, IRQM_IRQ_HELD);
	im_table_set_slot(t, i, IM_AT_SLOT, slot);
	return true;
}

/*
 * Gives up the claim, unless the interrupt is WAITING while one of its CPUs is online: then it gets
 * a slot, and has to be started first. Both are decided under the lock, so a cpu_online that passed
 * over the claimed interrupt is not missed, and one that comes later finds it unclaimed.
 */
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

/*
 * In a loop: after a start, failed or not, the claim is still there, and the next look gives it up.
 */
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

/* The queue may set up elsewhere what it keeps per CPU; there is nothing to refuse. */
void im_table_tell_broken(struct irqm_table *t, unsigned int irq, struct irqm_slot from)
{
	const struct im_table_irq *i = &t->irqs[irq];

	if (i->queue && i->queue->affinity_broken)
		i->queue->affinity_broken(i->queue_ctx, irq, from, im_table_slot(i));
}

/* ---- Activate ---- */

/*
 * A regular interrupt without a slot is an error. A managed one is WAITING then: its vector is
 * reserved, and the first of its CPUs that comes online starts it.
 */
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

/*
 * The reservation of a regular interrupt is kept until it is up, so that a failed activation finds
 * it as before. A FAILED interrupt does not go back to IDLE: its hardware may still deliver.
 */
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

/*
 * On success all slots are freed; the masks and the reservations stay. On error the interrupt
 * stays as it is, and the reservation that was made for the time after is undone.
 */
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

/*
 * A regular interrupt reserves before it frees its slot: the reservation can fail, and must not
 * when the hardware is down already. The queue is not called; its driver is the caller.
 */
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

/*
 * Begins with the lock held, drops it, and leaves the interrupt claimed, so that the caller can
 * settle its flag before another call sees the interrupt down without a reason.
 */
static int claim_and_shutdown(struct irqm_table *t, unsigned int irq, struct im_table_irq *i)
{
	struct im_table_batch b = { .first = IM_TABLE_NIL };

	im_table_claim(t, &b, irq);
	im_table_unlock(t);
	return i->started ? im_table_shutdown(t, irq) : 0;
}

/* Starting failed: an interrupt that was WAITING gives up the slot it got for that. */
static void settle_waiting(struct irqm_table *t, unsigned int irq)
{
	im_table_lock(t);
	if (t->irqs[irq].state == IRQM_IRQ_HELD) {
		im_table_free_slot(t, &t->irqs[irq], IM_AT_SLOT);
		im_table_set_state(t, &t->irqs[irq], IRQM_IRQ_WAITING);
	}
	im_table_unlock(t);
}

/*
 * The caller has cleared one reason to be down; if the other is left, the interrupt stays down. One
 * that is WAITING is started if one of its CPUs has come online before, since cpu_online starts
 * only what is wanted. Begins with the lock held, drops it, and leaves the interrupt claimed.
 */
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

/* The depth is counted up only after the hardware is down: an error leaves both as they were. */
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

/*
 * The depth is counted down under the lock first, since im_table_is_wanted() reads it, and up again
 * if starting fails.
 */
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

/* As for irqm_table_disable(): the flag is set only after the hardware is down. */
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

/* As for irqm_table_enable(): the flag is cleared first, and set again if starting fails. */
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
