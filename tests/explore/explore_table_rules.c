/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore_table_rules.c - the rules that hold after each call on a table, whatever callbacks fail.
 */
#include <string.h>

#include "explore_table_world.h"

/* Notes a broken rule; always returns false. */
static bool say(struct table_world *w, unsigned int irq, const char *what)
{
	table_fault(&w->x, what, irq);
	return false;
}

/* ---- Views ---- */

static void view_irq(struct table_world *w, struct table_view *v, unsigned int irq)
{
	const struct table_device *device = &w->x.devices[irq];
	struct irqm_irq_info *info = &v->info[irq];

	*info = table_info(&w->x, irq);
	v->cpus[irq] = 0;
	irqm_table_get_cpus(w->x.t, irq, &v->cpus[irq]);
	v->facts[v->nr_facts++] = (uint32_t)v->cpus[irq];
	v->facts[v->nr_facts++] = info->state | (uint32_t)info->mode << 4 |
				  (uint32_t)info->user_change << 8 | info->depth << 12;
	v->facts[v->nr_facts++] = info->suspended | info->busy << 1 | device->up << 2 |
				  device->prepared << 3;
	v->facts[v->nr_facts++] = (uint32_t)info->error;
	v->held[v->nr_held++] = info->queue_stopped | device->stopped << 1;
	v->held[v->nr_held++] = info->slot.cpu << 16 | (info->slot.vector & 0xffff);
	v->held[v->nr_held++] = info->old_slot.cpu << 16 | (info->old_slot.vector & 0xffff);
}

static void view_cpu(struct table_world *w, struct table_view *v, unsigned int cpu)
{
	uint32_t states = 0;
	unsigned int vector;

	v->facts[v->nr_facts++] = machine_cpu(&w->x.base, cpu).online;
	for (vector = 0; vector < w->shape->nr_vectors; vector++)
		states = states << 4 | machine_state(&w->x.base, cpu, vector);
	v->vectors[v->nr_vectors++] = states;
}

void table_view_take(struct table_world *w, struct table_view *v)
{
	struct table_hidden hidden;
	unsigned int n;

	v->nr_facts = v->nr_held = v->nr_vectors = 0;
	table_hidden_get(w->x.t, &hidden);
	v->facts[v->nr_facts++] = hidden.policy;
	v->facts[v->nr_facts++] = (uint32_t)hidden.eligible;
	for (n = 0; n < w->shape->nr_irqs; n++) {
		view_irq(w, v, n);
		v->facts[v->nr_facts++] = (uint32_t)hidden.near_mask[n];
		v->facts[v->nr_facts++] = (uint32_t)hidden.other_mask[n];
	}
	for (n = 0; n < w->shape->nr_cpus; n++)
		view_cpu(w, v, n);
	v->nr_order = table_hidden_order(w->x.t, v->order);
}

static bool same_words(const uint32_t *a, size_t nr_a, const uint32_t *b, size_t nr_b)
{
	return nr_a == nr_b && !memcmp(a, b, nr_a * sizeof(*a));
}

static bool same_facts(const struct table_view *a, const struct table_view *b)
{
	return same_words(a->facts, a->nr_facts, b->facts, b->nr_facts);
}

static bool same_holdings(const struct table_view *a, const struct table_view *b)
{
	return same_facts(a, b) && same_words(a->held, a->nr_held, b->held, b->nr_held);
}

static bool same_vectors(const struct table_view *a, const struct table_view *b)
{
	return same_holdings(a, b) &&
	       same_words(a->vectors, a->nr_vectors, b->vectors, b->nr_vectors);
}

bool table_view_same(const struct table_view *a, const struct table_view *b)
{
	return same_vectors(a, b) && same_words(a->order, a->nr_order, b->order, b->nr_order);
}

/* ---- Errors ---- */

/*
 * A set of changes that is refused may have reserved vectors for its first changes, and unreserved
 * them again. Unreserving frees the lowest spare vector of a CPU, which need not be the reserved
 * one. So after such a call the managed vectors may be others.
 */
bool table_keeps_refused(struct table_world *w, const struct table_step *step, int code)
{
	if (!code || table_view_same(&w->before, &w->after))
		return true;
	return (step->code == TABLE_SET_AFFINITIES && same_holdings(&w->before, &w->after)) ||
	       say(w, IRQM_NONE, "a call was refused, but something has changed");
}

static unsigned int nr_in(const struct table_world *w, const struct table_view *v,
			  enum irqm_irq_state state)
{
	unsigned int irq, nr = 0;

	for (irq = 0; irq < w->shape->nr_irqs; irq++)
		nr += v->info[irq].state == state;
	return nr;
}

/* Whether the callback failed when the call could not go back, because the change was made. */
static bool was_made(const struct table_world *w)
{
	unsigned int i;

	for (i = 0; i < w->x.nr_log; i++) {
		if (w->x.log[i].kind == CALL_COMPLETE)
			return true;
	}
	return false;
}

/* Whether interrupts may have other slots after an error: slots were freed and others allocated. */
static bool may_be_elsewhere(const struct table_world *w, const struct table_step *step)
{
	if (step->code == TABLE_SET_AFFINITY)
		return w->before.info[step->irq].mode == IRQM_IRQ_MANAGED;
	return step->code == TABLE_SET_AFFINITIES || step->code == TABLE_OFFLINE;
}

/* Whether an interrupt went back to its old slot, and looks for a better one without the CPU. */
static bool some_went_back(const struct table_world *w, unsigned int cpu)
{
	unsigned int irq;

	for (irq = 0; irq < w->shape->nr_irqs; irq++) {
		if (w->before.info[irq].slot.cpu == cpu &&
		    w->before.info[irq].old_slot.cpu != IRQM_NONE)
			return true;
	}
	return false;
}

/* Whether a call succeeds although a callback fails: it does what it can, and counts failures. */
static bool does_its_best(const struct table_world *w, const struct table_step *step)
{
	if (step->code == TABLE_OFFLINE)
		return some_went_back(w, step->cpu);
	return step->code == TABLE_RELEASE || step->code == TABLE_ONLINE ||
	       step->code == TABLE_RETURN_HOME ||
	       (step->code == TABLE_SET_ELIGIBLE && step->strictness == IRQM_TABLE_BEST_EFFORT);
}

bool table_keeps_faults(struct table_world *w, const struct table_step *step,
			const struct table_plan *plan, int code)
{
	unsigned int failed = nr_in(w, &w->after, IRQM_IRQ_FAILED);
	bool made = was_made(w);

	if (!code && !does_its_best(w, step))
		return say(w, step->irq, "a callback failed, but the call succeeds");
	if (code && code != TABLE_FAULT)
		return say(w, step->irq, "a callback failed, but the call gives another code");
	/* If the way back fails as well, the interrupt may be FAILED or elsewhere. */
	if (plan->second)
		return true;
	if (failed > nr_in(w, &w->before, IRQM_IRQ_FAILED) && !made && step->code != TABLE_ONLINE)
		return say(w, step->irq, "FAILED, though it could go back");
	if (!code || made)
		return true;
	if (may_be_elsewhere(w, step))
		return same_facts(&w->before, &w->after) ||
		       say(w, step->irq, "a callback failed, but something has changed");
	return same_vectors(&w->before, &w->after) ||
	       say(w, step->irq, "a callback failed, but slots have changed");
}

/* ---- Hardware and queues ---- */

static bool keeps_device(struct table_world *w, unsigned int irq)
{
	const struct irqm_irq_info *info = &w->after.info[irq];
	const struct table_device *device = &w->x.devices[irq];
	bool stuck = info->state == IRQM_IRQ_FAILED && info->slot.cpu != IRQM_NONE;

	if (info->state == IRQM_IRQ_FREE)
		return true; /* the hardware may still be up, if its shutdown failed */
	if (device->up != (info->state == IRQM_IRQ_UP || stuck))
		return say(w, irq, "its hardware is up, or is not, against the table");
	if (device->up && (device->slot.cpu != info->slot.cpu ||
			   device->slot.vector != info->slot.vector))
		return say(w, irq, "its hardware delivers elsewhere");
	if (device->stopped != info->queue_stopped || device->prepared)
		return say(w, irq, "its queue is in another state");
	return true;
}

bool table_keeps_devices(struct table_world *w)
{
	unsigned int irq;

	for (irq = 0; irq < w->shape->nr_irqs; irq++) {
		if (!keeps_device(w, irq))
			return false;
	}
	return true;
}

/* ---- Reports ---- */

static void count_one(const struct irqm_irq_info *before, const struct irqm_irq_info *after,
		      struct irqm_table_report *r)
{
	bool was_on = before->slot.cpu != IRQM_NONE, is_on = after->slot.cpu != IRQM_NONE;

	r->failed += after->state == IRQM_IRQ_FAILED && before->state != IRQM_IRQ_FAILED;
	if (after->state == IRQM_IRQ_FAILED)
		return;
	r->moved += was_on && is_on && before->slot.cpu != after->slot.cpu;
	r->broken += after->broken && !before->broken;
	r->shut_down += was_on && !is_on;
	r->started += !was_on && is_on;
}

bool table_keeps_report(struct table_world *w, const struct table_step *step,
			const struct irqm_table_report *report)
{
	struct irqm_table_report want = { .moved = 0 };
	unsigned int irq;

	if (step->code != TABLE_OFFLINE && step->code != TABLE_ONLINE &&
	    step->code != TABLE_RETURN_HOME && step->code != TABLE_SET_ELIGIBLE)
		return true;
	for (irq = 0; irq < w->shape->nr_irqs; irq++)
		count_one(&w->before.info[irq], &w->after.info[irq], &want);
	if (want.moved == report->moved && want.broken == report->broken &&
	    want.shut_down == report->shut_down && want.started == report->started &&
	    want.failed == report->failed)
		return true;
	snprintf(w->x.what, sizeof(w->x.what),
		 "moved %u broken %u shut down %u started %u failed %u, but it reports %u %u %u "
		 "%u %u",
		 want.moved, want.broken, want.shut_down, want.started, want.failed,
		 report->moved, report->broken, report->shut_down, report->started,
		 report->failed);
	return false;
}
