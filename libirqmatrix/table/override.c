/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The affinity of managed interrupts is changed: the flow of part 4 in table.h, for one interrupt
 * or for a set. The functions are in the order of its steps; "step 3" is the number it has there.
 *
 * The lock is dropped around each callback, because callbacks may sleep. Every other call may run
 * then. It cannot change the claimed interrupts, but CPUs come and go: cpu_offline is refused for a
 * CPU where a claimed interrupt has a slot, and for no other.
 *
 * The old CPUs stay reserved until no callback of the change can fail any more (step 9). So the way
 * back finds a vector on each of them, and never fails for lack of room.
 */
#include "table_internal.h"

/* ---- May it be changed? ---- */

/*
 * The driver knows its queue, and may always move it. For a user the administrator's policy comes
 * first, and the driver's wish second.
 */
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

/*
 * For a set, whose members are checked and claimed one after the other. One that is listed twice is
 * claimed by its first change, and so busy for the second.
 */
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

/* ---- 1: claim, reserve on new without old ---- */

/*
 * An equal mask is no change: the interrupt is neither claimed nor called back. A CPU that both
 * masks have keeps its vector and is not asked for a second one, so a full CPU does not stop a
 * change from {0,1} to {1}. Nothing is claimed before the reservation has succeeded.
 */
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

/*
 * No callback has been called, so reservations and claims are all there is to take back. The lock
 * has been held since the first claim: no CPU came online meanwhile, and an interrupt that is
 * WAITING has missed nothing. That is why its claim is given up without im_table_unclaim().
 */
static void unplan_changes(struct irqm_table *t, const struct im_table_batch *b)
{
	unsigned int irq;

	im_table_for_each_in_batch(t, irq, b) {
		im_table_drop_other_mask(t, &t->irqs[irq]);
		t->irqs[irq].busy = false;
	}
}

/* All are claimed under one hold of the lock, or none. */
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

/* ---- 2: prepare ---- */

/* From here on the queue is stopped, and abort_move() or complete_move() is due. */
static void settle_prepared(struct irqm_table *t, unsigned int irq)
{
	im_table_lock(t);
	t->irqs[irq].quiet = true;
	t->irqs[irq].claim.done = true;
	im_table_unlock(t);
}

/*
 * The queue stops and drains, which may take drain_ms. The interrupt stays up at its old CPU until
 * then, as what is in flight completes there; that CPU cannot go offline meanwhile. An interrupt
 * without callbacks of a queue has nothing to stop.
 */
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

/* ---- 3, 4: shut down, free the slot, the new CPUs ---- */

/*
 * The slot is freed, and its vector stays reserved. From here to step 5 the interrupt keeps no CPU
 * from going offline. One that was WAITING has no slot.
 */
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

/*
 * A disabled or suspended interrupt is down already. It gives up its slot all the same, because its
 * next slot has to be on one of the new CPUs.
 */
static int shutdown_one(struct irqm_table *t, unsigned int irq)
{
	int err = t->irqs[irq].started ? im_table_shutdown(t, irq) : 0;

	if (!err)
		settle_shutdown(t, irq);
	return err;
}

/*
 * The masks of all members change places at once. Both remain reserved, so the same function leads
 * back. Which CPUs are online does not matter here; step 5 looks.
 */
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

/*
 * Whether a new CPU is online is looked at and the slot is taken under one hold of the lock. A
 * cpu_offline of that CPU comes either before, and the slot is on another, or after, and is
 * refused. If none is online, the interrupt stays WAITING, which is success; im_table_unclaim()
 * looks again in step 10. A disabled or suspended one takes a slot too, and is HELD.
 */
static bool plan_startup(struct irqm_table *t, unsigned int irq)
{
	struct im_table_irq *i = &t->irqs[irq];
	bool start;

	im_table_lock(t);
	start = i->state == IRQM_IRQ_WAITING && im_table_end_wait(t, i) && im_table_is_wanted(i);
	im_table_unlock(t);
	return start;
}

/* The queue stays stopped until step 8: complete_move() has to come first. */
static int startup_one(struct irqm_table *t, unsigned int irq)
{
	return plan_startup(t, irq) ? im_table_startup(t, irq) : 0;
}

/*
 * One step for all members before any takes the next one, so that the first failure finds them at
 * the same step or the one before it, and all can go back.
 */
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

/*
 * On its old CPUs, perhaps another one than before, if its own went offline after step 4. One that
 * was WAITING and is disabled or suspended goes on WAITING, even if an old CPU is online by now:
 * it had no slot when the change began, and cpu_online would not give it one either.
 */
static int startup_back_one(struct irqm_table *t, unsigned int irq)
{
	const struct im_table_irq *i = &t->irqs[irq];

	return i->claim.waited && !im_table_is_wanted(i) ? 0 : startup_one(t, irq);
}

/*
 * One step for all members, on the way back or after the last step that can be taken back. A member
 * for which it fails has nothing to fall back to and becomes FAILED; the others go on. The result
 * is the first error.
 */
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

/* Undoes prepare_move(), where that succeeded. */
static int abort_one(struct irqm_table *t, unsigned int irq)
{
	const struct im_table_irq *i = &t->irqs[irq];

	return i->claim.done ? i->queue->abort_move(i->queue_ctx, irq) : 0;
}

/* The queue of an interrupt that is down stays stopped: what starts the interrupt resumes it. */
static int resume_one(struct irqm_table *t, unsigned int irq)
{
	return t->irqs[irq].started ? im_table_resume_queue(t, irq) : 0;
}

/*
 * Even shutting down failed, and the hardware may still deliver at a CPU that only the second mask
 * names. Its vector must stay reserved, or another interrupt could get it. So the interrupt keeps
 * its second mask until it is deactivated or released.
 */
static bool is_stuck_outside(const struct irqm_table *t, const struct im_table_irq *i)
{
	return i->stuck && !im_table_in_mask(t, i->mask, im_table_slot(i).cpu);
}

/*
 * Step 9. The second mask is the old one if the change stands, and the new one after the way back.
 * Its CPUs that the first mask has as well keep their vectors.
 */
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

/*
 * A startup() at the new CPUs failed. Some members are up there, some HELD, some WAITING; all have
 * to be down and without a slot before the old masks are theirs again.
 */
static void undo_masks(struct irqm_table *t, const struct im_table_batch *b)
{
	for_all_or_fail(t, b, shutdown_one);
	settle_masks(t, b);
}

/*
 * All members have their old masks; some may still be up, if a prepare_move() or shutdown() failed.
 * A queue runs again after its interrupt is up and what was prepared is dropped, not before.
 */
static void undo_changes(struct irqm_table *t, const struct im_table_batch *b)
{
	for_all_or_fail(t, b, startup_back_one);
	for_all_or_fail(t, b, abort_one);
	for_all_or_fail(t, b, resume_one);
}

/* ---- 7, 8: complete, resume ---- */

static int complete_one(struct irqm_table *t, unsigned int irq)
{
	const struct im_table_irq *i = &t->irqs[irq];

	return i->claim.done ? i->queue->complete_move(i->queue_ctx, irq) : 0;
}

/*
 * All members are up or WAITING at the new CPUs, and the change stands whatever fails now. The
 * resources of a queue that is complete are the new ones, so it could not go back any more.
 */
static int finish_changes(struct irqm_table *t, const struct im_table_batch *b)
{
	int completed = for_all_or_fail(t, b, complete_one);
	int resumed = for_all_or_fail(t, b, resume_one);

	return completed ? completed : resumed;
}

/* ---- All of it ---- */

/*
 * Steps 2 to 8 and the ways back. Up to step 3 the masks are the old ones, and nothing has to be
 * brought back but hardware and queues; after step 4 the masks as well.
 */
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

/*
 * Steps 2 to 10, without the lock. Giving up the claims comes last: cpu_online passes over claimed
 * interrupts, and im_table_unclaim_all() starts those whose CPU came online since step 5.
 */
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
