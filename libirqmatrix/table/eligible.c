/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Housekeeping at run time: which CPUs are eligible, moving interrupts off the others, and
 * returning them to better CPUs.
 */
#include "table_internal.h"

/*
 * These CPUs, or all when there is no mask. @restricted lets allocations skip the sets that differ
 * only while some CPU is not eligible.
 */
static void write_eligible(struct irqm_table *t, const unsigned long *cpus)
{
	unsigned int w;

	t->restricted = false;
	for (w = 0; w < t->words; w++) {
		t->eligible[w] = cpus ? cpus[w] & t->all[w] : t->all[w];
		t->restricted = t->restricted || t->eligible[w] != t->all[w];
	}
}

static int find_eligible(struct irqm_table *t, const struct im_table_irq *i, struct irqm_slot *slot)
{
	/* The first two sets hold the eligible ones of its own CPUs, near and not near. */
	return im_table_is_managed(i) ? im_table_alloc_managed(t, i->mask, 2, slot)
				      : im_table_alloc(t, i, i->mask, 2, slot);
}

/*
 * 0 when the interrupt is claimed and has a slot to go to, else why it stays. It must not leave its
 * own CPUs for this, and while a move is not done it has no room for a third slot.
 */
static int plan_one(struct irqm_table *t, unsigned int irq, struct im_table_batch *b)
{
	struct im_table_irq *i = &t->irqs[irq];
	struct irqm_slot slot;
	int err;

	if (i->busy || i->pending)
		return -IRQM_EBUSY;
	err = find_eligible(t, i, &slot);
	if (err)
		return err;
	im_table_claim(t, b, irq);
	im_table_plan_retarget(t, i, slot);
	return 0;
}

/* Old slots are left alone: irqm_table_move_done() will free them. */
static int plan_cpu(struct irqm_table *t, unsigned int cpu, struct im_table_batch *b,
		    enum irqm_table_strictness strictness, struct irqm_table_report *r)
{
	unsigned int place, irq;
	int err;

	im_table_for_each_on_cpu(t, place, cpu) {
		irq = im_table_irq_of(place);
		if (im_table_which_of(place) != IM_AT_SLOT || t->irqs[irq].state == IRQM_IRQ_FAILED)
			continue;
		err = plan_one(t, irq, b);
		if (!err)
			continue;
		im_table_note(r, irq, err);
		if (strictness == IRQM_TABLE_STRICT)
			return err;
		r->stayed++;
	}
	return 0;
}

/*
 * For a strict call that is refused before its first callback. The lock has been held since the
 * first claim, and no state has changed, so giving up the claims needs no look for WAITING ones.
 */
static void unplan_all(struct irqm_table *t, const struct im_table_batch *b)
{
	unsigned int irq;

	im_table_for_each_in_batch(t, irq, b) {
		im_table_unplan_retarget(t, &t->irqs[irq]);
		t->irqs[irq].busy = false;
	}
}

static int plan_cpus(struct irqm_table *t, struct im_table_batch *b,
		     enum irqm_table_strictness strictness, struct irqm_table_report *r)
{
	unsigned int cpu;
	int err = 0;

	for (cpu = 0; !err && cpu < t->nr_cpus; cpu++) {
		if (!im_bits_test(t->eligible, cpu))
			err = plan_cpu(t, cpu, b, strictness, r);
	}
	return err;
}

/*
 * The new set is written before slots are looked for, so that allocations of this and of other
 * calls respect it. A strict call that cannot move all puts the old set back.
 */
static int plan_eligible(struct irqm_table *t, const unsigned long *cpus, struct im_table_batch *b,
			 enum irqm_table_strictness strictness, struct irqm_table_report *r)
{
	int err;

	im_table_lock(t);
	err = im_table_begin_all(t);
	if (err)
		return im_table_refuse(t, err);
	im_copy(t->eligible_before, t->eligible, t->words * sizeof(*t->eligible));
	write_eligible(t, cpus);
	err = plan_cpus(t, b, strictness, r);
	if (err) {
		unplan_all(t, b);
		write_eligible(t, t->eligible_before);
		t->all_busy = false;
	}
	im_table_unlock(t);
	return err;
}

/* ---- Apply and settle ---- */

/* Still done: it has moved. Not done: it could not, or was brought back, and frees what it got. */
static void settle_one(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r)
{
	struct im_table_irq *i = &t->irqs[irq];

	im_table_lock(t);
	r->moved += i->claim.done;
	if (i->claim.done)
		im_table_settle_retarget(t, i);
	im_table_unplan_retarget(t, i);
	im_table_unlock(t);
}

/* Last, after all are back: an allocation before this would still avoid the CPUs. */
static void settle_refused(struct irqm_table *t)
{
	im_table_lock(t);
	write_eligible(t, t->eligible_before);
	im_table_unlock(t);
}

/* A strict call stops at the first failure; the other kind counts it and goes on. */
static int retarget_all(struct irqm_table *t, const struct im_table_batch *b,
			enum irqm_table_strictness strictness, struct irqm_table_report *r)
{
	unsigned int irq;
	int err;

	im_table_for_each_in_batch(t, irq, b) {
		err = im_table_retarget(t, irq);
		if (!err)
			continue;
		im_table_note(r, irq, err);
		if (strictness == IRQM_TABLE_STRICT)
			return err;
		r->stayed++;
	}
	return 0;
}

/* If the way back fails as well, the interrupt stays on an eligible CPU, and counts as moved. */
static void retarget_back(struct irqm_table *t, const struct im_table_batch *b)
{
	unsigned int irq;

	im_table_for_each_in_batch(t, irq, b) {
		if (t->irqs[irq].claim.done)
			im_table_retarget(t, irq);
	}
	settle_refused(t);
}

int irqm_table_set_eligible(struct irqm_table *t, const unsigned long *cpus,
			    enum irqm_table_strictness strictness, struct irqm_table_report *report)
{
	struct im_table_batch b = { .first = IM_TABLE_NIL };
	struct irqm_table_report r;
	unsigned int irq, following;
	int err;

	if (!t || (cpus && im_table_is_empty(t, cpus)) ||
	    (strictness != IRQM_TABLE_BEST_EFFORT && strictness != IRQM_TABLE_STRICT))
		return -IRQM_EINVAL;
	im_table_report_init(&r);
	err = plan_eligible(t, cpus, &b, strictness, &r);
	if (err) {
		im_table_note(&r, IRQM_NONE, err);
		im_table_report_out(report, &r);
		return err;
	}
	err = retarget_all(t, &b, strictness, &r);
	if (err)
		retarget_back(t, &b);
	im_table_for_each_in_batch_safe(t, irq, following, &b) {
		settle_one(t, irq, &r);
		im_table_unclaim(t, irq, &r);
	}
	im_table_end_all(t);
	im_table_report_out(report, &r);
	return err;
}

/* ---- Return home ---- */

/*
 * Claims one interrupt at a time, so that a long table keeps no other call from working on the
 * rest. Managed interrupts never leave their CPUs and have nothing to return to.
 */
static bool plan_return(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r)
{
	struct im_table_batch b = { .first = IM_TABLE_NIL };
	struct im_table_irq *i = &t->irqs[irq];
	bool take;

	im_table_lock(t);
	take = !im_table_is_managed(i) && (i->state == IRQM_IRQ_UP || i->state == IRQM_IRQ_HELD);
	if (take && i->busy) {
		r->stayed++;
		im_table_note(r, irq, -IRQM_EBUSY);
		take = false;
	}
	if (take)
		im_table_claim(t, &b, irq);
	im_table_unlock(t);
	return take;
}

/* Keeps cpu_offline and set_eligible out until the last interrupt has been looked at. */
static int plan_all(struct irqm_table *t)
{
	int err;

	im_table_lock(t);
	err = im_table_begin_all(t);
	im_table_unlock(t);
	return err;
}

int irqm_table_return_home(struct irqm_table *t, struct irqm_table_report *report)
{
	struct irqm_table_report r;
	unsigned int irq;
	int err;

	if (!t)
		return -IRQM_EINVAL;
	im_table_report_init(&r);
	err = plan_all(t);
	for (irq = 0; !err && irq < t->nr_irqs; irq++) {
		if (!plan_return(t, irq, &r))
			continue;
		im_table_retarget_home(t, irq, &r);
		im_table_unclaim(t, irq, &r);
	}
	if (err)
		im_table_note(&r, IRQM_NONE, err);
	else
		im_table_end_all(t);
	im_table_report_out(report, &r);
	return err;
}
