/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_model_all.c - the model where many interrupts move at once, and its comparison.
 */
#include <string.h>

#include "table_model.h"

#define BIT(cpu) (1ULL << (cpu))

static bool say(struct table_machine *x, unsigned int irq, const char *what)
{
	table_fault(x, what, irq);
	return false;
}

static bool managed(const struct model_irq *i)
{
	return i->mode == IRQM_IRQ_MANAGED;
}

/* Room that the online CPUs of a mask have left. */
static unsigned int room_in(const struct table_model *m, uint64_t cpus)
{
	unsigned int cpu, room = 0;

	for (cpu = 0; cpu < m->nr_cpus; cpu++)
		room += cpus & m->online & BIT(cpu) ? table_model_available(m, cpu) : 0;
	return room;
}

/* Takes over where an interrupt is; where it was before must be where it is from. */
static void take_over(struct model_irq *i, const struct irqm_irq_info *info)
{
	i->cpu = info->slot.cpu;
	i->old = info->old_slot.cpu;
}

/* ---- A CPU goes offline ---- */

static int offline_code(const struct table_model *m, unsigned int cpu)
{
	unsigned int irq, leaving = 0;

	if (!(m->online & BIT(cpu)))
		return -IRQM_ENODEV;
	for (irq = 0; irq < m->nr_irqs; irq++) {
		const struct model_irq *i = &m->irqs[irq];

		leaving += !managed(i) && i->state != IRQM_IRQ_FAILED && i->cpu == cpu &&
			   i->old == IRQM_NONE;
	}
	return leaving > room_in(m, m->online & ~BIT(cpu)) ? -IRQM_ENOSPC : 0;
}

/* What an interrupt must be after one CPU has gone, which it had to do with. */
static bool has_left(struct table_model *m, struct table_machine *x, unsigned int irq,
		     unsigned int cpu, const struct irqm_irq_info *info)
{
	struct model_irq *i = &m->irqs[irq];
	bool was_here = i->cpu == cpu;

	if (i->state == IRQM_IRQ_FAILED)
		return true;
	if (!was_here) {
		i->old = i->old == cpu ? IRQM_NONE : i->old;
		return true;
	}
	if (managed(i) && !(i->mask & m->online)) {
		i->stopped = i->stopped || i->state == IRQM_IRQ_UP;
		i->state = IRQM_IRQ_WAITING;
		i->cpu = i->old = IRQM_NONE;
		return true;
	}
	if (info->slot.cpu >= m->nr_cpus || !(m->online & BIT(info->slot.cpu)))
		return say(x, irq, "is at a CPU that is offline");
	if (managed(i) && !(i->mask & BIT(info->slot.cpu)))
		return say(x, irq, "has left its set");
	/* Went back to its old slot, or from there to one of its CPUs. */
	if (i->old != IRQM_NONE && info->slot.cpu != i->old && info->old_slot.cpu != i->old)
		return say(x, irq, "has not gone back to its old slot first");
	if (i->old == IRQM_NONE && info->old_slot.cpu != IRQM_NONE)
		return say(x, irq, "keeps a slot at a CPU that is gone");
	take_over(i, info);
	return true;
}

bool table_model_cpu_offline(struct table_model *m, unsigned int cpu, int code,
			     struct table_machine *x)
{
	bool touched[TABLE_MODEL_IRQS];
	unsigned int irq;

	if (code != offline_code(m, cpu))
		return say(x, IRQM_NONE, "going offline gives another code");
	if (code)
		return true;
	m->online &= ~BIT(cpu);
	for (irq = 0; irq < m->nr_irqs; irq++) {
		struct irqm_irq_info info = table_info(x, irq);

		touched[irq] = m->irqs[irq].cpu == cpu &&
			       m->irqs[irq].state != IRQM_IRQ_FAILED;
		if (!has_left(m, x, irq, cpu, &info))
			return false;
	}
	/* Affinity is broken only where nothing was left. */
	for (irq = 0; irq < m->nr_irqs; irq++) {
		const struct model_irq *i = &m->irqs[irq];

		if (touched[irq] && !managed(i) && i->cpu != IRQM_NONE &&
		    !(i->mask & BIT(i->cpu)) && room_in(m, i->mask))
			return say(x, irq, "has left its mask without need");
	}
	return true;
}

/* ---- Housekeeping ---- */

/* Whether an interrupt is at a CPU that it should leave now, and may. */
static bool should_leave(const struct table_model *m, const struct model_irq *i)
{
	return i->cpu != IRQM_NONE && i->state != IRQM_IRQ_FAILED &&
	       !(m->eligible & BIT(i->cpu));
}

static bool has_moved_or_stayed(struct table_model *m, struct table_machine *x, unsigned int irq)
{
	struct model_irq *i = &m->irqs[irq];
	struct irqm_irq_info info = table_info(x, irq);

	if (!should_leave(m, i) || info.slot.cpu == i->cpu)
		return true;
	if (i->old != IRQM_NONE)
		return say(x, irq, "moves though an earlier move is not done");
	if (!(i->mask & m->eligible & m->online & BIT(info.slot.cpu)))
		return say(x, irq, "has not gone to an eligible CPU of its own");
	if (info.old_slot.cpu != (i->state == IRQM_IRQ_UP ? i->cpu : IRQM_NONE))
		return say(x, irq, "has not kept its old slot");
	take_over(i, &info);
	return true;
}

/* One that is still there could not go. */
static bool had_to_stay(const struct table_model *m, const struct model_irq *i)
{
	uint64_t good = i->mask & m->eligible & m->online;

	if (!should_leave(m, i) || i->old != IRQM_NONE)
		return true;
	return managed(i) ? !good : !room_in(m, good);
}

bool table_model_set_eligible(struct table_model *m, uint64_t eligible,
			      enum irqm_table_strictness strictness, int code,
			      struct table_machine *x)
{
	struct table_model before = *m;
	unsigned int irq, stayed = 0;

	m->eligible = eligible;
	if (code &&
	    (strictness != IRQM_TABLE_STRICT || (code != -IRQM_ENOSPC && code != -IRQM_EBUSY)))
		return say(x, IRQM_NONE, "isolating gives another code");
	for (irq = 0; irq < m->nr_irqs; irq++) {
		if (!has_moved_or_stayed(m, x, irq))
			return false;
	}
	for (irq = 0; irq < m->nr_irqs; irq++) {
		const struct model_irq *i = &m->irqs[irq];

		if (!code && !had_to_stay(m, i))
			return say(x, irq, "stays at an isolated CPU without need");
		stayed += should_leave(m, i);
	}
	if (!code && strictness == IRQM_TABLE_STRICT && stayed)
		return say(x, IRQM_NONE, "strictly isolated, and some stayed");
	if (code && !stayed)
		return say(x, IRQM_NONE, "refused to isolate without need");
	if (code)
		*m = before;
	return true;
}

/* ---- Comparison ---- */

static bool agrees(const struct table_model *m, struct table_machine *x, unsigned int irq)
{
	const struct model_irq *i = &m->irqs[irq];
	struct irqm_irq_info info = table_info(x, irq);
	unsigned long cpus = 0;
	bool broken, up;

	if (info.state != i->state)
		return say(x, irq, "is in another state");
	if (info.state == IRQM_IRQ_FREE)
		return true;
	irqm_table_get_cpus(x->t, irq, &cpus);
	broken = !managed(i) && i->cpu != IRQM_NONE && !(i->mask & BIT(i->cpu));
	if (info.mode != i->mode || cpus != i->mask)
		return say(x, irq, "has another mode or mask");
	if (info.slot.cpu != i->cpu || info.old_slot.cpu != i->old || info.broken != broken)
		return say(x, irq, "is at another CPU");
	if (info.depth != i->depth || info.suspended != i->suspended || info.busy)
		return say(x, irq, "is held down by something else");
	if (info.queue_stopped != i->stopped || x->devices[irq].stopped != i->stopped)
		return say(x, irq, "has a queue that runs or not");
	/* One that is FAILED has a slot only if its hardware may still deliver there. */
	up = i->state == IRQM_IRQ_UP || (i->state == IRQM_IRQ_FAILED && i->cpu != IRQM_NONE);
	if (x->devices[irq].up != up || x->devices[irq].prepared)
		return say(x, irq, "has hardware in another state");
	return true;
}

bool table_model_agrees(const struct table_model *m, struct table_machine *x)
{
	unsigned int irq, cpu;

	for (irq = 0; irq < m->nr_irqs; irq++) {
		if (!agrees(m, x, irq))
			return false;
	}
	for (cpu = 0; cpu < m->nr_cpus; cpu++) {
		struct irqm_matrix_cpu_stats stats = machine_cpu(&x->base, cpu);

		if (stats.available != table_model_available(m, cpu) ||
		    stats.online != ((m->online >> cpu) & 1))
			return say(x, cpu, "(a CPU) has other counters");
	}
	return table_look(x) == 0;
}
