/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The affinity of managed interrupts is changed: the flow of part 4 in table.h, for one or for a
 * set. The functions are in the order of its steps.
 */
#include "table_internal.h"

/* ---- May it be changed? ---- */

enum irqm_irq_user_change im_table_allowed(const struct irqm_table *t, const struct im_table_irq *i,
					   enum irqm_irq_asker asker)
{
	if (asker == IRQM_IRQ_ASKED_BY_DRIVER)
		return IRQM_IRQ_USER_MOVES;
	if (t->policy == IRQM_TABLE_POLICY_NEVER)
		return IRQM_IRQ_USER_REFUSED;
	if (t->policy == IRQM_TABLE_POLICY_ALL && i->user_change == IRQM_IRQ_USER_REFUSED)
		return IRQM_IRQ_USER_MOVES;
	return (enum irqm_irq_user_change)i->user_change;
}

static int check_change(const struct irqm_table *t, const struct im_table_irq *i,
			enum irqm_irq_asker asker)
{
	if (i->state == IRQM_IRQ_FREE)
		return -IRQM_ENOENT;
	if (i->busy)
		return -IRQM_EBUSY;
	if (!im_table_is_managed(i) || i->state == IRQM_IRQ_FAILED)
		return -IRQM_EINVAL;
	switch (im_table_allowed(t, i, asker)) {
	case IRQM_IRQ_USER_REFUSED:
		return -IRQM_EPERM;
	case IRQM_IRQ_USER_BREAKS:
		return -IRQM_EINVAL;
	case IRQM_IRQ_USER_MOVES:
		break;
	}
	return 0;
}

/* ---- 1: claim, set aside on new without old ---- */

/* An equal mask is no change, and the interrupt is left alone. */
static int plan_change(struct irqm_table *t, const struct irqm_irq_change *change,
		       struct im_table_batch *b)
{
	struct im_table_irq *i = &t->irqs[change->irq];
	unsigned int mask = im_mask_get(&t->pool, change->cpus);
	int err = 0;

	if (mask == IM_MASK_NONE)
		return -IRQM_ENOSPC;
	if (mask != i->mask)
		err = i->pending ? -IRQM_EBUSY : im_table_reserve_managed(t, mask, i->mask);
	if (err || mask == i->mask) {
		im_mask_put(&t->pool, mask);
		return err;
	}
	im_table_claim(t, b, change->irq);
	i->other_mask = mask;
	i->claim.waited = i->state == IRQM_IRQ_WAITING;
	return 0;
}

static void unplan_changes(struct irqm_table *t, const struct im_table_batch *b)
{
	unsigned int irq;

	im_table_for_each_in_batch(t, irq, b) {
		im_table_drop_other_mask(t, &t->irqs[irq]);
		t->irqs[irq].busy = false;
	}
}

static int plan_changes(struct irqm_table *t, const struct irqm_irq_change *changes,
			unsigned int count, struct im_table_batch *b, enum irqm_irq_asker asker)
{
	unsigned int n;
	int err = 0;

	for (n = 0; !err && n < count; n++) {
		err = check_change(t, &t->irqs[changes[n].irq], asker);
		if (!err)
			err = plan_change(t, &changes[n], b);
	}
	if (err)
		unplan_changes(t, b);
	return err;
}

/* ---- 2: prepare_one ---- */

static void settle_prepared(struct irqm_table *t, unsigned int irq)
{
	im_table_lock(t);
	t->irqs[irq].quiet = true;
	t->irqs[irq].claim.done = true;
	im_table_unlock(t);
}

static int prepare_one(struct irqm_table *t, unsigned int irq)
{
	const struct im_table_irq *i = &t->irqs[irq];
	int err;

	if (!i->queue)
		return 0;
	err = i->queue->prepare_move(i->queue_ctx, irq, im_table_mask_of(t, i->mask),
				     im_table_mask_of(t, i->other_mask), t->drain_ms);
	if (!err)
		settle_prepared(t, irq);
	return err;
}

/* ---- 3, 4: shut down, give up the slot, the new CPUs ---- */

static void settle_shutdown(struct irqm_table *t, unsigned int irq)
{
	struct im_table_irq *i = &t->irqs[irq];

	im_table_lock(t);
	if (i->state == IRQM_IRQ_HELD) {
		im_table_free_slot(t, i, IM_AT_SLOT);
		im_table_set_state(t, i, IRQM_IRQ_WAITING);
	}
	im_table_unlock(t);
}

static int shutdown_one(struct irqm_table *t, unsigned int irq)
{
	int err = t->irqs[irq].started ? im_table_shutdown(t, irq) : 0;

	if (!err)
		settle_shutdown(t, irq);
	return err;
}

static void settle_masks(struct irqm_table *t, const struct im_table_batch *b)
{
	unsigned int irq;

	im_table_lock(t);
	im_table_for_each_in_batch(t, irq, b) {
		unsigned int mask = t->irqs[irq].mask;

		t->irqs[irq].mask = t->irqs[irq].other_mask;
		t->irqs[irq].other_mask = mask;
	}
	im_table_unlock(t);
}

/* ---- 5, 6: a slot of the new CPUs, start ---- */

static bool plan_startup(struct irqm_table *t, unsigned int irq)
{
	struct im_table_irq *i = &t->irqs[irq];
	bool start;

	im_table_lock(t);
	start = i->state == IRQM_IRQ_WAITING && im_table_end_wait(t, i) && im_table_is_wanted(i);
	im_table_unlock(t);
	return start;
}

static int startup_one(struct irqm_table *t, unsigned int irq)
{
	return plan_startup(t, irq) ? im_table_startup(t, irq) : 0;
}

/* One step for all, until one fails. */
static int for_all(struct irqm_table *t, const struct im_table_batch *b,
		   int (*step)(struct irqm_table *t, unsigned int irq))
{
	unsigned int irq;
	int err;

	im_table_for_each_in_batch(t, irq, b) {
		err = step(t, irq);
		if (err)
			return err;
	}
	return 0;
}

/* ---- Back ---- */

/* One that waited and is held down goes on waiting, though a CPU of it may be online. */
static int startup_back_one(struct irqm_table *t, unsigned int irq)
{
	const struct im_table_irq *i = &t->irqs[irq];

	return i->claim.waited && !im_table_is_wanted(i) ? 0 : startup_one(t, irq);
}

/* One step for all; an interrupt for which it fails has nothing left to fall back to. */
static int for_all_or_fail(struct irqm_table *t, const struct im_table_batch *b,
			   int (*step)(struct irqm_table *t, unsigned int irq))
{
	unsigned int irq;
	int err, first = 0;

	im_table_for_each_in_batch(t, irq, b) {
		err = step(t, irq);
		if (err)
			im_table_fail(t, irq, err);
		if (!first)
			first = err;
	}
	return first;
}

static int abort_one(struct irqm_table *t, unsigned int irq)
{
	const struct im_table_irq *i = &t->irqs[irq];

	return i->claim.done ? i->queue->abort_move(i->queue_ctx, irq) : 0;
}

static int resume_one(struct irqm_table *t, unsigned int irq)
{
	return t->irqs[irq].started ? im_table_resume_queue(t, irq) : 0;
}

/* The hardware may still deliver at a CPU that only the second mask names. */
static bool is_stuck_outside(const struct irqm_table *t, const struct im_table_irq *i)
{
	return i->stuck && !im_table_in_mask(t, i->mask, im_table_slot(i).cpu);
}

static void settle_changes(struct irqm_table *t, const struct im_table_batch *b)
{
	unsigned int irq;

	im_table_lock(t);
	im_table_for_each_in_batch(t, irq, b) {
		if (!is_stuck_outside(t, &t->irqs[irq]))
			im_table_drop_other_mask(t, &t->irqs[irq]);
	}
	im_table_unlock(t);
}

/* From the new CPUs, or on the way to them, to the old ones. */
static void undo_masks(struct irqm_table *t, const struct im_table_batch *b)
{
	for_all_or_fail(t, b, shutdown_one);
	settle_masks(t, b);
}

/* From wherever it failed. */
static void undo_changes(struct irqm_table *t, const struct im_table_batch *b)
{
	for_all_or_fail(t, b, startup_back_one);
	for_all_or_fail(t, b, abort_one);
	for_all_or_fail(t, b, resume_one);
}

/* ---- 7 to 9: complete, resume, give back ---- */

static int complete_one(struct irqm_table *t, unsigned int irq)
{
	const struct im_table_irq *i = &t->irqs[irq];

	return i->claim.done ? i->queue->complete_move(i->queue_ctx, irq) : 0;
}

static int finish_changes(struct irqm_table *t, const struct im_table_batch *b)
{
	int completed = for_all_or_fail(t, b, complete_one);
	int resumed = for_all_or_fail(t, b, resume_one);

	return completed ? completed : resumed;
}

/* ---- All of it ---- */

static int make_changes(struct irqm_table *t, const struct im_table_batch *b)
{
	int err = for_all(t, b, prepare_one);

	if (!err)
		err = for_all(t, b, shutdown_one);
	if (err) {
		undo_changes(t, b);
		return err;
	}
	settle_masks(t, b);
	err = for_all(t, b, startup_one);
	if (!err)
		return finish_changes(t, b);
	undo_masks(t, b);
	undo_changes(t, b);
	return err;
}

/* What has been planned is carried out, and the claims are given up. */
static int apply_changes(struct irqm_table *t, const struct im_table_batch *b)
{
	int err = make_changes(t, b);

	settle_changes(t, b);
	im_table_unclaim_all(t, b, NULL);
	return err;
}

int im_table_change(struct irqm_table *t, const struct irqm_irq_change *change)
{
	struct im_table_batch b = { .first = IM_TABLE_NIL };
	int err = plan_change(t, change, &b);

	im_table_unlock(t);
	return err ? err : apply_changes(t, &b);
}

int irqm_table_set_affinities(struct irqm_table *t, const struct irqm_irq_change *changes,
			      unsigned int count, enum irqm_irq_asker asker)
{
	struct im_table_batch b = { .first = IM_TABLE_NIL };
	unsigned int n;
	int err;

	if (!t || !changes || !count ||
	    (asker != IRQM_IRQ_ASKED_BY_USER && asker != IRQM_IRQ_ASKED_BY_DRIVER))
		return -IRQM_EINVAL;
	for (n = 0; n < count; n++) {
		if (!changes[n].cpus || im_table_is_empty(t, changes[n].cpus))
			return -IRQM_EINVAL;
		if (changes[n].irq >= t->nr_irqs)
			return -IRQM_ERANGE;
	}
	im_table_lock(t);
	err = plan_changes(t, changes, count, &b, asker);
	im_table_unlock(t);
	return err ? err : apply_changes(t, &b);
}
