/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_model.c - the interrupt table as an array of plain structs: one interrupt at a time.
 */
#include <string.h>

#include "table_model.h"

#define BIT(cpu) (1ULL << (cpu))
#define ALL(m) ((m)->nr_cpus == 64 ? ~0ULL : BIT((m)->nr_cpus) - 1)
#define FOR_EACH_IRQ(m, i) \
	for ((i) = (m)->irqs; (i) < (m)->irqs + (m)->nr_irqs; (i)++)

void table_model_start(struct table_model *m, unsigned int nr_cpus, unsigned int nr_vectors,
		       uint64_t online)
{
	struct model_irq *i;

	memset(m, 0, sizeof(*m));
	m->nr_irqs = TABLE_MODEL_IRQS;
	m->nr_cpus = nr_cpus;
	m->nr_vectors = nr_vectors;
	m->online = online;
	m->eligible = ALL(m);
	FOR_EACH_IRQ(m, i)
	i->cpu = i->old = IRQM_NONE;
}

/* ---- Counting ---- */

static bool managed(const struct model_irq *i)
{
	return i->mode == IRQM_IRQ_MANAGED;
}

/* One that FAILED while a user broke it can be stuck at a regular slot, which no CPU of it has. */
static bool stuck_outside(const struct model_irq *i)
{
	return i->state == IRQM_IRQ_FAILED && i->cpu != IRQM_NONE &&
	       !((i->mask | i->also_aside) & BIT(i->cpu));
}

/* Managed slots in use on a CPU. */
static unsigned int managed_in_use(const struct table_model *m, unsigned int cpu)
{
	const struct model_irq *i;
	unsigned int nr = 0;

	FOR_EACH_IRQ(m, i)
	{
		if (managed(i) && !stuck_outside(i))
			nr += (i->cpu == cpu) + (i->old == cpu);
	}
	return nr;
}

unsigned int table_model_available(const struct table_model *m, unsigned int cpu)
{
	const struct model_irq *i;
	unsigned int nr = 0;

	FOR_EACH_IRQ(m, i)
	{
		if (i->state == IRQM_IRQ_FREE)
			continue;
		if (managed(i))
			nr += ((i->mask | i->also_aside) & BIT(cpu)) != 0;
		if (!managed(i) || stuck_outside(i))
			nr += (i->cpu == cpu) + (i->old == cpu);
	}
	return m->nr_vectors - nr;
}

/* ---- Choosing ---- */

static unsigned int most_room(const struct table_model *m, uint64_t cpus)
{
	unsigned int cpu, best = IRQM_NONE, room = 0;

	for (cpu = 0; cpu < m->nr_cpus; cpu++) {
		unsigned int its = table_model_available(m, cpu);

		if ((cpus & m->online & BIT(cpu)) && its > room) {
			room = its;
			best = cpu;
		}
	}
	return best;
}

static unsigned int fewest_managed(const struct table_model *m, uint64_t cpus)
{
	unsigned int cpu, best = IRQM_NONE, fewest = ~0U;

	for (cpu = 0; cpu < m->nr_cpus; cpu++) {
		unsigned int its = managed_in_use(m, cpu);

		if ((cpus & m->online & BIT(cpu)) && its <= fewest) {
			fewest = its;
			best = cpu;
		}
	}
	return best;
}

static unsigned int managed_choice(const struct table_model *m, uint64_t mask)
{
	unsigned int cpu = fewest_managed(m, mask & m->eligible);

	return cpu != IRQM_NONE ? cpu : fewest_managed(m, mask);
}

/* The eight sets of part 2 in table.h, written out; the first of them, up to a number. */
static unsigned int regular_choice(const struct table_model *m, const struct model_irq *i,
				   uint64_t mask, unsigned int nr_sets)
{
	uint64_t near_mask = i->near_mask ? i->near_mask : ALL(m);
	const uint64_t sets[8] = {
		mask & near_mask & m->eligible,
		mask & m->eligible,
		mask & near_mask,
		mask,
		near_mask & m->eligible,
		m->eligible,
		near_mask,
		ALL(m),
	};
	unsigned int n, cpu = IRQM_NONE;

	for (n = 0; n < nr_sets && cpu == IRQM_NONE; n++)
		cpu = most_room(m, sets[n]);
	return cpu;
}

static bool can_set_aside(const struct table_model *m, uint64_t cpus)
{
	unsigned int cpu;

	for (cpu = 0; cpu < m->nr_cpus; cpu++) {
		if ((cpus & BIT(cpu)) && !table_model_available(m, cpu))
			return false;
	}
	return true;
}

/* ---- The life of an interrupt ---- */

int table_model_request(struct table_model *m, unsigned int irq, enum irqm_irq_mode mode,
			uint64_t mask, uint64_t near_mask, enum irqm_irq_user_change user_change)
{
	struct model_irq *i = &m->irqs[irq];

	if (!mask)
		return -IRQM_EINVAL;
	if (i->state != IRQM_IRQ_FREE)
		return -IRQM_EBUSY;
	if (mode == IRQM_IRQ_MANAGED && !can_set_aside(m, mask))
		return -IRQM_ENOSPC;
	*i = (struct model_irq){
		.state = IRQM_IRQ_IDLE,
		.mode = mode,
		.user_change = user_change,
		.mask = mask,
		.near_mask = mode == IRQM_IRQ_MANAGED ? 0 : near_mask,
		.cpu = IRQM_NONE,
		.old = IRQM_NONE,
	};
	return 0;
}

int table_model_release(struct table_model *m, unsigned int irq)
{
	struct model_irq *i = &m->irqs[irq];

	if (i->state == IRQM_IRQ_FREE)
		return -IRQM_ENOENT;
	if (i->state != IRQM_IRQ_IDLE && i->state != IRQM_IRQ_FAILED)
		return -IRQM_EINVAL;
	*i = (struct model_irq){ .cpu = IRQM_NONE, .old = IRQM_NONE };
	return 0;
}

static bool active(const struct model_irq *i)
{
	return i->state == IRQM_IRQ_UP || i->state == IRQM_IRQ_HELD ||
	       i->state == IRQM_IRQ_WAITING;
}

/* An active interrupt is what its slot and those who hold it down make of it. */
static void settle(struct model_irq *i)
{
	if (i->cpu == IRQM_NONE) {
		i->state = IRQM_IRQ_WAITING;
	} else if (i->depth || i->suspended) {
		i->state = IRQM_IRQ_HELD;
		i->old = IRQM_NONE;
	} else {
		i->state = IRQM_IRQ_UP;
		i->stopped = false;
	}
}

int table_model_activate(struct table_model *m, unsigned int irq)
{
	struct model_irq *i = &m->irqs[irq];

	if (i->state == IRQM_IRQ_FREE)
		return -IRQM_ENOENT;
	if (i->state != IRQM_IRQ_IDLE)
		return -IRQM_EINVAL;
	i->cpu = managed(i) ? managed_choice(m, i->mask) : regular_choice(m, i, i->mask, 8);
	if (!managed(i) && i->cpu == IRQM_NONE)
		return -IRQM_ENOSPC;
	settle(i);
	return 0;
}

int table_model_deactivate(struct table_model *m, unsigned int irq)
{
	struct model_irq *i = &m->irqs[irq];

	if (i->state == IRQM_IRQ_FREE)
		return -IRQM_ENOENT;
	if (i->state == IRQM_IRQ_IDLE)
		return -IRQM_EINVAL;
	i->state = IRQM_IRQ_IDLE;
	i->cpu = i->old = IRQM_NONE;
	i->also_aside = 0;
	return 0;
}

/* One reason less: it starts, perhaps with a slot it can have now. */
static void wake(struct table_model *m, struct model_irq *i)
{
	if (!active(i) || i->depth || i->suspended)
		return;
	if (i->cpu == IRQM_NONE)
		i->cpu = managed_choice(m, i->mask);
	settle(i);
}

int table_model_disable(struct table_model *m, unsigned int irq)
{
	struct model_irq *i = &m->irqs[irq];

	if (i->state == IRQM_IRQ_FREE)
		return -IRQM_ENOENT;
	i->depth++;
	if (active(i))
		settle(i);
	return 0;
}

int table_model_enable(struct table_model *m, unsigned int irq)
{
	struct model_irq *i = &m->irqs[irq];

	if (i->state == IRQM_IRQ_FREE || !i->depth)
		return -IRQM_ENOENT;
	i->depth--;
	wake(m, i);
	return 0;
}

int table_model_suspend(struct table_model *m, unsigned int irq)
{
	struct model_irq *i = &m->irqs[irq];

	if (i->state == IRQM_IRQ_FREE)
		return -IRQM_ENOENT;
	if (i->suspended)
		return -IRQM_EINVAL;
	i->suspended = true;
	if (active(i))
		settle(i);
	return 0;
}

int table_model_resume(struct table_model *m, unsigned int irq)
{
	struct model_irq *i = &m->irqs[irq];

	if (i->state == IRQM_IRQ_FREE || !i->suspended)
		return -IRQM_ENOENT;
	i->suspended = false;
	wake(m, i);
	return 0;
}

int table_model_move_done(struct table_model *m, unsigned int irq, unsigned int cpu)
{
	struct model_irq *i = &m->irqs[irq];

	if (i->state == IRQM_IRQ_FREE || i->old == IRQM_NONE || i->cpu != cpu)
		return -IRQM_ENOENT;
	i->old = IRQM_NONE;
	return 0;
}

/* ---- Affinity ---- */

static enum irqm_irq_user_change allowed(const struct table_model *m, const struct model_irq *i,
					 enum irqm_irq_asker asker)
{
	if (asker == IRQM_IRQ_ASKED_BY_DRIVER)
		return IRQM_IRQ_USER_MOVES;
	if (m->policy == IRQM_TABLE_POLICY_NEVER)
		return IRQM_IRQ_USER_REFUSED;
	if (m->policy == IRQM_TABLE_POLICY_ALL && i->user_change == IRQM_IRQ_USER_REFUSED)
		return IRQM_IRQ_USER_MOVES;
	return i->user_change;
}

/* A regular slot on other CPUs: where it goes, and what it leaves behind. */
static int move_regular(struct table_model *m, struct model_irq *i, uint64_t mask)
{
	unsigned int cpu;

	if (i->cpu != IRQM_NONE && (mask & BIT(i->cpu)))
		return 0;
	if (i->old != IRQM_NONE)
		return -IRQM_EBUSY;
	if (!(mask & m->online))
		return -IRQM_ENODEV;
	cpu = regular_choice(m, i, mask, 4);
	if (cpu == IRQM_NONE)
		return -IRQM_ENOSPC;
	if (i->state == IRQM_IRQ_UP)
		i->old = i->cpu;
	i->cpu = cpu;
	return 0;
}

static int set_regular(struct table_model *m, struct model_irq *i, uint64_t mask)
{
	int code = active(i) ? move_regular(m, i, mask) : 0;

	if (!code)
		i->mask = mask;
	return code;
}

static int break_it(struct table_model *m, struct model_irq *i, uint64_t mask)
{
	int code = active(i) ? move_regular(m, i, mask) : 0;

	if (code)
		return code;
	i->mode = IRQM_IRQ_REGULAR;
	i->mask = mask;
	if (active(i))
		settle(i);
	return 0;
}

int table_model_set_affinity(struct table_model *m, unsigned int irq, uint64_t mask,
			     enum irqm_irq_asker asker)
{
	struct model_irq *i = &m->irqs[irq];
	enum irqm_irq_user_change how = allowed(m, i, asker);

	if (!mask)
		return -IRQM_EINVAL;
	if (i->state == IRQM_IRQ_FREE)
		return -IRQM_ENOENT;
	if (i->state == IRQM_IRQ_FAILED)
		return -IRQM_EINVAL;
	if (!managed(i))
		return set_regular(m, i, mask);
	if (how == IRQM_IRQ_USER_REFUSED)
		return -IRQM_EPERM;
	if (how == IRQM_IRQ_USER_BREAKS)
		return break_it(m, i, mask);
	return table_model_set_affinities(m, &irq, &mask, 1, asker);
}

/* What keeps one interrupt of a set from changing; its mask grows by the CPUs that are reserved. */
static int plan_one(struct table_model *m, struct model_irq *i, uint64_t mask,
		    enum irqm_irq_asker asker)
{
	enum irqm_irq_user_change how = allowed(m, i, asker);

	if (i->state == IRQM_IRQ_FREE)
		return -IRQM_ENOENT;
	if (!managed(i) || i->state == IRQM_IRQ_FAILED)
		return -IRQM_EINVAL;
	if (how == IRQM_IRQ_USER_REFUSED)
		return -IRQM_EPERM;
	if (how == IRQM_IRQ_USER_BREAKS)
		return -IRQM_EINVAL;
	if (mask == i->mask)
		return 0;
	if (i->old != IRQM_NONE)
		return -IRQM_EBUSY;
	if (!can_set_aside(m, mask & ~i->mask))
		return -IRQM_ENOSPC;
	i->mask |= mask;
	return 0;
}

int table_model_set_affinities(struct table_model *m, const unsigned int *irqs,
			       const uint64_t *masks, unsigned int count, enum irqm_irq_asker asker)
{
	bool claimed[TABLE_MODEL_IRQS] = { false };
	struct table_model before = *m;
	unsigned int n;
	int code = 0;

	for (n = 0; n < count && !code; n++) {
		if (claimed[irqs[n]])
			code = -IRQM_EBUSY;
		else
			code = plan_one(m, &m->irqs[irqs[n]], masks[n], asker);
		claimed[irqs[n]] = claimed[irqs[n]] || before.irqs[irqs[n]].mask != masks[n];
	}
	if (code) {
		*m = before;
		return code;
	}
	for (n = 0; n < count; n++) {
		struct model_irq *i = &m->irqs[irqs[n]];

		if (before.irqs[irqs[n]].mask == masks[n])
			continue;
		i->mask = masks[n];
		i->stopped = true;
		i->cpu = IRQM_NONE;
	}
	for (n = 0; n < count; n++) {
		struct model_irq *i = &m->irqs[irqs[n]];

		if (before.irqs[irqs[n]].mask == masks[n] || !active(i))
			continue;
		i->cpu = managed_choice(m, i->mask);
		settle(i);
	}
	return 0;
}

int table_model_return_home(struct table_model *m)
{
	struct model_irq *i;
	unsigned int cpu;

	FOR_EACH_IRQ(m, i)
	{
		uint64_t near_mask = i->near_mask ? i->near_mask : ALL(m);
		unsigned int level;

		if (managed(i) || !active(i) || i->old != IRQM_NONE)
			continue;
		level = 4 * !(i->mask & BIT(i->cpu)) + 2 * !(m->eligible & BIT(i->cpu)) +
			!(near_mask & BIT(i->cpu));
		cpu = regular_choice(m, i, i->mask, level < 4 ? level : 4);
		if (cpu == IRQM_NONE)
			continue;
		if (i->state == IRQM_IRQ_UP)
			i->old = i->cpu;
		i->cpu = cpu;
	}
	return 0;
}

/* ---- CPUs ---- */

int table_model_cpu_online(struct table_model *m, unsigned int cpu)
{
	struct model_irq *i;

	if (m->online & BIT(cpu))
		return -IRQM_EINVAL;
	m->online |= BIT(cpu);
	FOR_EACH_IRQ(m, i)
	{
		if (i->state == IRQM_IRQ_WAITING && (i->mask & BIT(cpu)))
			wake(m, i);
	}
	return 0;
}
