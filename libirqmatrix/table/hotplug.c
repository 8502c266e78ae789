/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * CPUs that go offline and come online.
 *
 * When a CPU goes offline, all interrupts with a slot there are claimed at once, and each gets a
 * plan: go to a slot elsewhere, which is allocated now, go back to its old slot, or park. So a lack
 * of room shows before the first callback. Parking comes last, because it drains queues: it costs
 * most, and a failure before it costs less to undo.
 *
 * The CPU is offline for the matrix from the first moment. Other calls go on meanwhile and allocate
 * slots elsewhere, so none of them adds an interrupt to those that have to leave.
 */
#include "table_internal.h"

/* ---- May it? ---- */

/*
 * One place in the list of the CPU. A claimed interrupt makes the CPU busy with either of its
 * slots: the call that claimed it may be about to start it here. An old slot and a FAILED interrupt
 * need no room elsewhere, and neither does a regular interrupt that can go back to its old slot. A
 * managed one has a vector reserved on each of its CPUs, or is shut down with the last of them.
 */
static void count_leaving(const struct irqm_table *t, unsigned int place, unsigned int cpu,
			  struct irqm_table_offline_answer *a)
{
	const struct im_table_irq *i = &t->irqs[im_table_irq_of(place)];

	if (i->busy && a->reason != IRQM_TABLE_OFFLINE_BUSY) {
		a->reason = IRQM_TABLE_OFFLINE_BUSY;
		a->irq = im_table_irq_of(place);
	}
	if (im_table_which_of(place) != IM_AT_SLOT || i->state == IRQM_IRQ_FAILED)
		return;
	if (!im_table_is_managed(i))
		a->regular += !i->pending;
	else if (im_table_any_online(t, im_table_mask_of(t, i->mask), cpu))
		a->managed++;
	else
		a->shut_down++;
}

/*
 * The CPU is online. Each regular interrupt needs a free vector on another CPU, and any will do:
 * the last sets of part 2 in table.h hold all CPUs. So comparing two sums is enough.
 */
static void answer_offline(const struct irqm_table *t, unsigned int cpu,
			   struct irqm_table_offline_answer *a)
{
	struct irqm_matrix_stats all = { .global_available = 0 };
	struct irqm_matrix_cpu_stats stats = { .available = 0 };
	unsigned int place;

	*a = (struct irqm_table_offline_answer){ .reason = IRQM_TABLE_OFFLINE_OK,
						 .irq = IRQM_NONE };
	if (t->all_busy)
		a->reason = IRQM_TABLE_OFFLINE_BUSY;
	im_table_for_each_on_cpu(t, place, cpu)
		count_leaving(t, place, cpu, a);
	irqm_matrix_get_stats(t->matrix, &all);
	irqm_matrix_get_cpu_stats(t->matrix, cpu, &stats);
	a->available = all.global_available - stats.available;
	a->missing = a->regular > a->available ? a->regular - a->available : 0;
	if (a->missing && a->reason == IRQM_TABLE_OFFLINE_OK)
		a->reason = IRQM_TABLE_OFFLINE_NO_VECTORS;
}

/* Only an online CPU can go offline; -IRQM_ERANGE for a CPU there is not. */
static int check_online(const struct irqm_table *t, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats stats;
	int err = irqm_matrix_get_cpu_stats(t->matrix, cpu, &stats);

	if (err)
		return err;
	return stats.online ? 0 : -IRQM_ENODEV;
}

int irqm_table_can_offline(struct irqm_table *t, unsigned int cpu,
			   struct irqm_table_offline_answer *answer)
{
	int err;

	if (!t || !answer)
		return -IRQM_EINVAL;
	im_table_lock(t);
	err = check_online(t, cpu);
	if (!err)
		answer_offline(t, cpu, answer);
	im_table_unlock(t);
	return err;
}

/* ---- Offline: plan ---- */

/* Refuses for the reasons that irqm_table_can_offline() tells, and puts them into the report. */
static int check_offline(const struct irqm_table *t, unsigned int cpu, struct irqm_table_report *r)
{
	struct irqm_table_offline_answer a;
	int err = check_online(t, cpu);

	if (err)
		return err;
	answer_offline(t, cpu, &a);
	if (a.reason == IRQM_TABLE_OFFLINE_OK)
		return 0;
	err = a.reason == IRQM_TABLE_OFFLINE_BUSY ? -IRQM_EBUSY : -IRQM_ENOSPC;
	im_table_note(r, a.irq, err);
	return err;
}

/*
 * The CPU is offline for the matrix already, so the slot that is found is on another one. An
 * interrupt with only its old slot here stays where it is. One whose move here is not done returns
 * to the slot it came from, which needs no new one. A managed one without another CPU online is
 * parked.
 */
static void plan_leave(struct irqm_table *t, struct im_table_irq *i, unsigned int cpu)
{
	struct irqm_slot slot;
	int err;

	if (im_table_slot(i).cpu != cpu)
		return;
	if (i->pending) {
		i->claim.plan = IM_TABLE_RETARGET_BACK;
		return;
	}
	err = im_table_is_managed(i)
		      ? im_table_alloc_managed(t, i->mask, IM_TABLE_OWN, &slot)
		      : im_table_alloc(t, i, i->mask, IM_TABLE_ANY, &slot);
	if (!err)
		im_table_plan_retarget(t, i, slot);
	else if (im_table_is_managed(i))
		i->claim.plan = IM_TABLE_PARK;
	im_assert(!err || im_table_is_managed(i)); /* there was room for all */
}

/*
 * Checks, claims and plans under one hold of the lock: what the check counted is what is planned
 * for, and nothing can take the room in between. FAILED interrupts keep their slots; there is no
 * hardware left that could be told to leave.
 */
static int plan_offline(struct irqm_table *t, unsigned int cpu, struct im_table_batch *b,
			struct irqm_table_report *r)
{
	unsigned int place, irq;
	int err;

	im_table_lock(t);
	err = check_offline(t, cpu, r);
	if (err)
		return im_table_refuse(t, err);
	err = irqm_matrix_offline(t->matrix, cpu);
	im_assert(!err);
	t->all_busy = true;
	t->leaving = cpu;
	im_table_for_each_on_cpu(t, place, cpu) {
		irq = im_table_irq_of(place);
		if (t->irqs[irq].state != IRQM_IRQ_FAILED)
			im_table_claim(t, b, irq);
	}
	im_table_for_each_in_batch(t, irq, b)
		plan_leave(t, &t->irqs[irq], cpu);
	im_table_unlock(t);
	return 0;
}

/* ---- Offline: apply and settle ---- */

/* From here on the queue has to be resumed with the next start, or if shutting down fails. */
static void settle_quiesced(struct irqm_table *t, unsigned int irq)
{
	im_table_lock(t);
	t->irqs[irq].quiet = true;
	im_table_unlock(t);
}

/* Its vectors stay reserved; the first of its CPUs that comes online starts it. */
static void settle_parked(struct irqm_table *t, unsigned int irq)
{
	im_table_lock(t);
	im_table_free_slot(t, &t->irqs[irq], IM_AT_SLOT);
	im_table_set_state(t, &t->irqs[irq], IRQM_IRQ_WAITING);
	im_table_unlock(t);
}

/*
 * Drains first, while the interrupt still arrives: what is in flight could not complete afterwards.
 * On error queue and hardware are as before, or the interrupt is FAILED.
 */
static int quiesce_and_shutdown(struct irqm_table *t, unsigned int irq)
{
	const struct im_table_irq *i = &t->irqs[irq];
	int err = 0, undo;

	if (i->queue)
		err = i->queue->quiesce(i->queue_ctx, irq, t->drain_ms);
	if (err)
		return err;
	if (i->queue)
		settle_quiesced(t, irq);
	err = im_table_shutdown(t, irq);
	if (!err)
		return 0;
	undo = im_table_resume_queue(t, irq);
	if (undo)
		im_table_fail(t, irq, undo);
	return err;
}

/* An interrupt that is disabled or suspended has no hardware to stop, but a slot to give up. */
static int park(struct irqm_table *t, unsigned int irq)
{
	int err = t->irqs[irq].started ? quiesce_and_shutdown(t, irq) : 0;

	if (!err)
		settle_parked(t, irq);
	return err;
}

/* Those that go to another slot, or back to their old one; stops at the first failure. */
static int retarget_all(struct irqm_table *t, const struct im_table_batch *b,
			struct irqm_table_report *r)
{
	unsigned int irq;
	int err;

	im_table_for_each_in_batch(t, irq, b) {
		if (t->irqs[irq].claim.plan != IM_TABLE_RETARGET &&
		    t->irqs[irq].claim.plan != IM_TABLE_RETARGET_BACK)
			continue;
		err = im_table_retarget(t, irq);
		if (err) {
			im_table_note(r, irq, err);
			return err;
		}
	}
	return 0;
}

/* Those without another CPU online; stops at the first failure. */
static int park_all(struct irqm_table *t, const struct im_table_batch *b,
		    struct irqm_table_report *r)
{
	unsigned int irq;
	int err;

	im_table_for_each_in_batch(t, irq, b) {
		if (t->irqs[irq].claim.plan != IM_TABLE_PARK)
			continue;
		err = park(t, irq);
		if (err) {
			im_table_note(r, irq, err);
			return err;
		}
		r->shut_down++;
	}
	return 0;
}

/* After a failure some have left and others have not: undo_offline() looks at each. */
static int apply_offline(struct irqm_table *t, const struct im_table_batch *b,
			 struct irqm_table_report *r)
{
	int err = retarget_all(t, b, r);

	return err ? err : park_all(t, b, r);
}

/* ---- Those that wait ---- */

/*
 * Claims those that lack nothing but this CPU. One that another call has claimed is passed over:
 * im_table_unclaim() of that call looks which CPUs are online, and starts it.
 */
static void claim_waiting(struct irqm_table *t, unsigned int cpu, struct im_table_batch *b)
{
	unsigned int place;

	im_table_for_each_waiting(t, place) {
		const struct im_table_irq *i = &t->irqs[im_table_irq_of(place)];

		if (!i->busy && im_table_is_wanted(i) && im_table_in_mask(t, i->mask, cpu))
			im_table_claim(t, b, im_table_irq_of(place));
	}
}

/* ---- Offline: it stays after all ---- */

/* Allocations may use the CPU again, and other interrupts may come here, from this moment. */
static void settle_online(struct irqm_table *t, unsigned int cpu)
{
	int err;

	im_table_lock(t);
	err = irqm_matrix_online(t->matrix, cpu);
	im_assert(!err);
	(void)err;
	t->leaving = IRQM_NONE;
	im_table_unlock(t);
}

/*
 * @done is true for an interrupt that is still elsewhere, because it could not be brought back. A
 * parked one takes a slot again. If it is wanted, giving up the claim does that and starts it;
 * otherwise it only has to be HELD again as it was.
 */
static void settle_undone(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r)
{
	struct im_table_irq *i = &t->irqs[irq];

	im_table_lock(t);
	r->moved += i->claim.done;
	r->failed += i->state == IRQM_IRQ_FAILED;
	if (i->state == IRQM_IRQ_WAITING && !im_table_is_wanted(i))
		im_table_end_wait(t, i);
	im_table_unplan_retarget(t, i);
	im_table_unlock(t);
}

/*
 * While the CPU was offline for the matrix, other calls may have left interrupts WAITING for it. No
 * cpu_online will come for them, so they are started here.
 */
static void settle_waiting(struct irqm_table *t, unsigned int cpu, struct im_table_batch *b)
{
	im_table_lock(t);
	claim_waiting(t, cpu, b);
	im_table_unlock(t);
}

/*
 * Counts and tells when a regular interrupt has moved to a CPU that it did not ask for. One that
 * was not on its own CPUs before is not broken anew.
 */
static void note_broken(struct irqm_table *t, unsigned int irq, struct irqm_slot from,
			struct irqm_table_report *r)
{
	const struct im_table_irq *i = &t->irqs[irq];

	if (!im_table_is_broken(t, i) || !im_table_in_mask(t, i->mask, from.cpu))
		return;
	r->broken++;
	im_table_tell_broken(t, irq, from);
}

/*
 * The way back is the same retarget, with the slots exchanged. It may fail too; then the interrupt
 * stays where it went. Its slot before settling is read first, to tell where it came from.
 */
static void undo_one(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r)
{
	const struct im_table_irq *i = &t->irqs[irq];
	struct irqm_slot from = im_table_other(i);

	if (i->claim.done)
		im_table_retarget(t, irq);
	settle_undone(t, irq, r);
	if (i->claim.done)
		note_broken(t, irq, from, r);
}

/*
 * The CPU is online again before anything returns to it. What was shut down and is started again is
 * as before, so neither is counted; interrupts that only waited are.
 */
static void undo_offline(struct irqm_table *t, unsigned int cpu, const struct im_table_batch *b,
			 struct irqm_table_report *r)
{
	struct im_table_batch waiting = { .first = IM_TABLE_NIL };
	unsigned int irq;

	settle_online(t, cpu);
	im_table_for_each_in_batch(t, irq, b)
		undo_one(t, irq, r);
	im_table_unclaim_all(t, b, r);
	r->shut_down = 0;
	r->started = 0;
	settle_waiting(t, cpu, &waiting);
	im_table_unclaim_all(t, &waiting, r);
}

/* ---- Offline: it is gone ---- */

/* Its old slot, if it has one, is on the CPU that has gone: nothing can arrive there any more. */
static void settle_old_slot(struct irqm_table *t, unsigned int irq)
{
	im_table_lock(t);
	im_table_free_old_slot(t, &t->irqs[irq]);
	im_table_unlock(t);
}

/*
 * What is pending at the CPU that goes is raised at the new slot, before the old slot is freed, so
 * that no interrupt is lost. An interrupt that went back to its old slot may be at a CPU it did not
 * ask for while its own have room, so it looks for a better one; its plan is overwritten by that,
 * which is why @moved and @went_back are read first.
 */
static void finish_one(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r)
{
	const struct im_table_irq *i = &t->irqs[irq];
	struct irqm_slot from = im_table_other(i);
	bool moved = i->claim.done, went_back = i->claim.plan == IM_TABLE_RETARGET_BACK;
	struct irqm_table_report home;

	if (i->started && t->chip->reraise)
		t->chip->reraise(t->chip_ctx, irq, from, im_table_slot(i));
	settle_old_slot(t, irq);
	if (!moved)
		return;
	r->moved++;
	im_table_report_init(&home);
	if (went_back && im_table_is_broken(t, i))
		im_table_retarget_home(t, irq, &home);
	note_broken(t, irq, from, r);
}

/* The CPU has no interrupt left, whatever fails from here on: nothing leads back to it. */
static void finish_offline(struct irqm_table *t, const struct im_table_batch *b,
			   struct irqm_table_report *r)
{
	unsigned int irq;

	im_table_for_each_in_batch(t, irq, b)
		finish_one(t, irq, r);
	im_table_unclaim_all(t, b, r);
}

/* A call that is refused in its plan has changed nothing; later failures are undone. */
int irqm_table_cpu_offline(struct irqm_table *t, unsigned int cpu, struct irqm_table_report *report)
{
	struct im_table_batch b = { .first = IM_TABLE_NIL };
	struct irqm_table_report r;
	int err;

	if (!t)
		return -IRQM_EINVAL;
	im_table_report_init(&r);
	err = plan_offline(t, cpu, &b, &r);
	if (err) {
		im_table_note(&r, IRQM_NONE, err);
		im_table_report_out(report, &r);
		return err;
	}
	err = apply_offline(t, &b, &r);
	if (err)
		undo_offline(t, cpu, &b, &r);
	else
		finish_offline(t, &b, &r);
	im_table_end_all(t);
	im_table_report_out(report, &r);
	return err;
}

/* ---- Online ---- */

/*
 * What waits for the CPU is claimed in the same hold of the lock that brings it online: no
 * interrupt is between WAITING and started without a claim. The matrix says -IRQM_EBUSY for a CPU
 * that is online, which here would mean "try again later".
 */
static int plan_online(struct irqm_table *t, unsigned int cpu, struct im_table_batch *b)
{
	int err;

	im_table_lock(t);
	if (t->all_busy)
		return im_table_refuse(t, -IRQM_EBUSY);
	err = irqm_matrix_online(t->matrix, cpu);
	if (err)
		return im_table_refuse(t, err == -IRQM_EBUSY ? -IRQM_EINVAL : err);
	t->all_busy = true;
	claim_waiting(t, cpu, b);
	im_table_unlock(t);
	return 0;
}

int irqm_table_cpu_online(struct irqm_table *t, unsigned int cpu, struct irqm_table_report *report)
{
	struct im_table_batch b = { .first = IM_TABLE_NIL };
	struct irqm_table_report r;
	int err;

	if (!t)
		return -IRQM_EINVAL;
	im_table_report_init(&r);
	err = plan_online(t, cpu, &b);
	if (err) {
		im_table_note(&r, IRQM_NONE, err);
	} else {
		im_table_unclaim_all(t, &b, &r);
		im_table_end_all(t);
	}
	im_table_report_out(report, &r);
	return err;
}
