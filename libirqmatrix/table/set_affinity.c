/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The affinity of one interrupt is changed. Regular ones, and managed ones that a user makes
 * regular ("breaks"), are moved here while they are up; those that stay managed are changed in
 * override.c.
 *
 * The new mask is the interrupt's second one from plan to settle, so that the pool keeps it while
 * the lock is dropped, whichever of the two masks the interrupt ends up with.
 */
#include "table_internal.h"

int irqm_table_set_policy(struct irqm_table *t, enum irqm_table_policy policy)
{
	if (!t || (policy != IRQM_TABLE_POLICY_NEVER && policy != IRQM_TABLE_POLICY_DRIVER &&
		   policy != IRQM_TABLE_POLICY_ALL))
		return -IRQM_EINVAL;
	im_table_lock(t);
	t->policy = policy;
	im_table_unlock(t);
	return 0;
}

/* ---- Regular interrupts ---- */

/*
 * A regular slot on one of the new CPUs, and only there: a caller who asks for CPUs gets one of
 * them or an error. -IRQM_ENODEV tells offline CPUs from full ones.
 */
static int find_slot(struct irqm_table *t, const struct im_table_irq *i, unsigned int mask,
		     struct irqm_slot *slot)
{
	if (!im_table_any_online(t, im_table_mask_of(t, mask), IRQM_NONE))
		return -IRQM_ENODEV;
	return im_table_alloc(t, i, mask, IM_TABLE_OWN, slot);
}

/* An interrupt that is at one of the new CPUs already stays there, and needs no callback. */
static int plan_move(struct irqm_table *t, struct im_table_irq *i, unsigned int mask)
{
	struct irqm_slot slot;
	int err;

	if (im_table_in_mask(t, mask, im_table_slot(i).cpu))
		return 0;
	if (i->pending)
		return -IRQM_EBUSY;
	err = find_slot(t, i, mask, &slot);
	if (!err)
		im_table_plan_retarget(t, i, slot);
	return err;
}

/* The masks change places if the move stands; the one that is left over is forgotten. */
static void settle_regular(struct irqm_table *t, unsigned int irq, int err)
{
	struct im_table_irq *i = &t->irqs[irq];

	im_table_lock(t);
	if (err) {
		im_table_unplan_retarget(t, i);
	} else {
		unsigned int old = i->mask;

		im_table_settle_retarget(t, i);
		i->mask = i->other_mask;
		i->other_mask = old;
	}
	im_table_drop_other_mask(t, i);
	im_table_unlock(t);
}

/*
 * Called with the lock held, which it drops. An interrupt without a slot gets the mask alone: it is
 * looked at when the interrupt is activated.
 */
static int set_regular(struct irqm_table *t, unsigned int irq, const unsigned long *cpus)
{
	struct im_table_batch b = { .first = IM_TABLE_NIL };
	struct im_table_irq *i = &t->irqs[irq];
	unsigned int mask = im_mask_get(&t->pool, cpus);
	int err;

	if (mask == IM_MASK_NONE)
		return im_table_refuse(t, -IRQM_ENOSPC);
	im_table_claim(t, &b, irq);
	i->other_mask = mask;
	err = im_table_has(i, IM_AT_SLOT) ? plan_move(t, i, mask) : 0;
	im_table_unlock(t);
	if (!err && i->claim.plan == IM_TABLE_RETARGET)
		err = im_table_retarget(t, irq);
	settle_regular(t, irq, err);
	im_table_unclaim(t, irq, NULL);
	return err;
}

/* ---- Managed interrupts that a user breaks ---- */

/*
 * An IDLE interrupt needs the reservation of a regular one. A WAITING one gets a slot, since a
 * regular interrupt does not wait. One that has a slot is moved live. All are errors if there is no
 * room, and then nothing has changed.
 */
static int plan_break(struct irqm_table *t, struct im_table_irq *i, unsigned int mask)
{
	struct irqm_slot slot;
	int err;

	switch ((enum irqm_irq_state)i->state) {
	case IRQM_IRQ_IDLE:
		return im_table_reserve(t, i);
	case IRQM_IRQ_WAITING:
		err = find_slot(t, i, mask, &slot);
		if (err)
			return err;
		im_table_set_state(t, i, IRQM_IRQ_HELD);
		im_table_set_slot(t, i, IM_AT_SLOT, slot);
		i->claim.plan = IM_TABLE_PARK; /* if it cannot be started */
		return 0;
	default:
		return plan_move(t, i, mask);
	}
}

/* A managed slot, if there is one, becomes a regular one, and its CPU has nothing to unreserve. */
static void unmanage(struct irqm_table *t, struct irqm_slot slot)
{
	if (!irqm_matrix_unmanage(t->matrix, slot))
		irqm_cpumask_clear(t->scratch, slot.cpu);
}

/*
 * It is regular from here on. Its slot, and the old slot if it has moved, must not be freed by
 * unreserving the old mask: they become regular first, and their CPUs are left out. All of it is
 * one hold of the lock, so the matrix and the mode never contradict each other.
 */
static void settle_broken(struct irqm_table *t, struct im_table_irq *i)
{
	int err;

	im_copy(t->scratch, im_table_mask_of(t, i->mask), t->words * sizeof(*t->scratch));
	unmanage(t, im_table_slot(i));
	unmanage(t, im_table_other(i));
	if (!im_table_is_empty(t, t->scratch)) {
		err = irqm_matrix_unreserve_managed(t->matrix, t->scratch);
		im_assert(!err);
		(void)err;
	}
	im_mask_put(&t->pool, i->mask);
	i->mask = i->other_mask;
	i->other_mask = IM_MASK_NONE;
	i->mode = IRQM_IRQ_REGULAR;
	im_table_settle_retarget(t, i);
}

/* It stays managed, at its slot or WAITING, as it was. The new mask was never reserved. */
static void settle_unbroken(struct irqm_table *t, struct im_table_irq *i)
{
	im_mask_put(&t->pool, i->other_mask);
	i->other_mask = IM_MASK_NONE;
	if (i->claim.plan == IM_TABLE_PARK && i->state == IRQM_IRQ_HELD) {
		im_table_free_slot(t, i, IM_AT_SLOT);
		im_table_set_state(t, i, IRQM_IRQ_WAITING);
	}
	im_table_unplan_retarget(t, i);
}

static void settle_break(struct irqm_table *t, unsigned int irq, int err)
{
	im_table_lock(t);
	if (err)
		settle_unbroken(t, &t->irqs[irq]);
	else
		settle_broken(t, &t->irqs[irq]);
	im_table_unlock(t);
}

/*
 * Called with the lock held, which it drops. Between plan and settle the interrupt is still managed
 * and may already hold a regular slot; the flag @breaking tells the check so.
 */
static int break_managed(struct irqm_table *t, unsigned int irq, const unsigned long *cpus)
{
	struct im_table_batch b = { .first = IM_TABLE_NIL };
	struct im_table_irq *i = &t->irqs[irq];
	unsigned int mask = im_mask_get(&t->pool, cpus);
	int err;

	if (mask == IM_MASK_NONE)
		return im_table_refuse(t, -IRQM_ENOSPC);
	im_table_claim(t, &b, irq);
	i->other_mask = mask;
	i->claim.breaking = true;
	err = plan_break(t, i, mask);
	im_table_unlock(t);
	if (!err && i->claim.plan == IM_TABLE_RETARGET)
		err = im_table_retarget(t, irq);
	else if (!err && i->claim.plan == IM_TABLE_PARK && im_table_is_wanted(i))
		err = im_table_start(t, irq);
	settle_break(t, irq, err);
	im_table_unclaim(t, irq, NULL);
	return err;
}

/* What the policy allows is asked once, under the lock that the plan needs anyway. */
int irqm_table_set_affinity(struct irqm_table *t, unsigned int irq, const unsigned long *cpus,
			    enum irqm_irq_asker asker)
{
	const struct irqm_irq_change change = { .irq = irq, .cpus = cpus };
	enum irqm_irq_user_change how;
	struct im_table_irq *i;
	int err;

	if (!t || !cpus || im_table_is_empty(t, cpus) ||
	    (asker != IRQM_IRQ_ASKED_BY_USER && asker != IRQM_IRQ_ASKED_BY_DRIVER))
		return -IRQM_EINVAL;
	err = im_table_begin(t, irq, &i);
	if (err)
		return err;
	if (i->state == IRQM_IRQ_FAILED)
		return im_table_refuse(t, -IRQM_EINVAL);
	if (!im_table_is_managed(i))
		return set_regular(t, irq, cpus);
	how = im_table_allowed(t, i, asker);
	if (how == IRQM_IRQ_USER_REFUSED)
		return im_table_refuse(t, -IRQM_EPERM);
	if (how == IRQM_IRQ_USER_BREAKS)
		return break_managed(t, irq, cpus);
	return im_table_change(t, &change);
}
