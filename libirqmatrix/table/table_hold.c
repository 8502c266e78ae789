/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What interrupts hold: slots, states, reservations, masks. It is written here, and under the short
 * lock, so that it agrees with the matrix whenever the lock is free. Nothing here calls back.
 */
#include "table_internal.h"

/* ---- Lists ---- */

/* At the head. The order matters: the interrupts of a CPU are planned in the order of its list. */
static void list_add(struct irqm_table *t, unsigned int *head, unsigned int place)
{
	im_table_at(t, place)->link = (struct im_table_link){ .next = *head, .prev = IM_TABLE_NIL };
	if (*head != IM_TABLE_NIL)
		im_table_at(t, *head)->link.prev = place;
	*head = place;
}

static void list_remove(struct irqm_table *t, unsigned int *head, unsigned int place)
{
	const struct im_table_link *link = &im_table_at(t, place)->link;

	if (link->prev == IM_TABLE_NIL)
		*head = link->next;
	else
		im_table_at(t, link->prev)->link.next = link->next;
	if (link->next != IM_TABLE_NIL)
		im_table_at(t, link->next)->link.prev = link->prev;
}

static unsigned int place_of(const struct irqm_table *t, const struct im_table_irq *i,
			     enum im_table_which which)
{
	return im_table_place((unsigned int)(i - t->irqs), which);
}

/* ---- Claims ---- */

/*
 * Every call on one interrupt begins here. The lock stays taken on success only; a claimed
 * interrupt is an error and not waited for.
 */
int im_table_begin(struct irqm_table *t, unsigned int irq, struct im_table_irq **i)
{
	if (!t)
		return -IRQM_EINVAL;
	if (irq >= t->nr_irqs)
		return -IRQM_ERANGE;
	im_table_lock(t);
	*i = &t->irqs[irq];
	if ((*i)->state == IRQM_IRQ_FREE)
		return im_table_refuse(t, -IRQM_ENOENT);
	return (*i)->busy ? im_table_refuse(t, -IRQM_EBUSY) : 0;
}

/*
 * The claim is set as a whole, so that nothing of an earlier call is left in it. Batches keep the
 * order in which they were claimed, and callbacks are made in that order.
 */
void im_table_claim(struct irqm_table *t, struct im_table_batch *b, unsigned int irq)
{
	struct im_table_irq *i = &t->irqs[irq];

	im_assert(!i->busy);
	i->busy = true;
	i->claim = (struct im_table_claim){ .next = IM_TABLE_NIL, .plan = IM_TABLE_STAY };
	if (b->first == IM_TABLE_NIL)
		b->first = irq;
	else
		t->irqs[b->last].claim.next = irq;
	b->last = irq;
}

int im_table_begin_all(struct irqm_table *t)
{
	if (t->all_busy)
		return -IRQM_EBUSY;
	t->all_busy = true;
	return 0;
}

/* The CPU that was leaving has left, or is online again: the check excuses its slots no more. */
void im_table_end_all(struct irqm_table *t)
{
	im_table_lock(t);
	t->all_busy = false;
	t->leaving = IRQM_NONE;
	im_table_unlock(t);
}

/* ---- States ---- */

#define TO(state) (1U << IRQM_IRQ_##state)

/* The transitions of table.h, step by step: what goes up or down is HELD in between. */
bool im_table_is_legal(enum irqm_irq_state from, enum irqm_irq_state to)
{
	static const unsigned int legal[IRQM_IRQ_NR_STATES] = {
		[IRQM_IRQ_FREE] = TO(IDLE),
		[IRQM_IRQ_IDLE] = TO(FREE) | TO(HELD) | TO(WAITING) | TO(FAILED),
		[IRQM_IRQ_UP] = TO(HELD) | TO(FAILED),
		[IRQM_IRQ_HELD] = TO(UP) | TO(WAITING) | TO(IDLE) | TO(FAILED),
		[IRQM_IRQ_WAITING] = TO(HELD) | TO(IDLE) | TO(FAILED),
		[IRQM_IRQ_FAILED] = TO(IDLE) | TO(FREE),
	};

	return legal[from] & (1U << to);
}

/* A WAITING interrupt is in its list from the change of its state on, and never in another. */
void im_table_set_state(struct irqm_table *t, struct im_table_irq *i, enum irqm_irq_state state)
{
	im_assert(im_table_is_legal((enum irqm_irq_state)i->state, state));
	if (i->state == IRQM_IRQ_WAITING)
		list_remove(t, &t->waiting, place_of(t, i, IM_AT_SLOT));
	t->in_state[i->state]--;
	i->state = (uint8_t)state;
	t->in_state[state]++;
	if (state == IRQM_IRQ_WAITING)
		list_add(t, &t->waiting, place_of(t, i, IM_AT_SLOT));
}

/* ---- Slots ---- */

void im_table_set_slot(struct irqm_table *t, struct im_table_irq *i, enum im_table_which which,
		       struct irqm_slot slot)
{
	im_assert(!im_table_has(i, which));
	i->at[which].slot = slot;
	list_add(t, &t->on_cpu[slot.cpu], place_of(t, i, which));
}

/* A slot that is freed was allocated by the table, so the matrix cannot refuse it. */
void im_table_free_slot(struct irqm_table *t, struct im_table_irq *i, enum im_table_which which)
{
	struct irqm_slot *slot = &i->at[which].slot;
	int err;

	if (!im_table_is_slot(*slot))
		return;
	list_remove(t, &t->on_cpu[slot->cpu], place_of(t, i, which));
	err = irqm_matrix_free(t->matrix, *slot);
	im_assert(!err);
	(void)err;
	*slot = (struct irqm_slot){ .cpu = IRQM_NONE, .vector = IRQM_NONE };
}

/*
 * A place is in the list of its slot's CPU, so both change lists with their slots. Both are taken
 * out before either is added, because the two CPUs may be the same one.
 */
void im_table_swap(struct irqm_table *t, struct im_table_irq *i)
{
	struct irqm_slot slot = im_table_slot(i), other = im_table_other(i);

	list_remove(t, &t->on_cpu[slot.cpu], place_of(t, i, IM_AT_SLOT));
	list_remove(t, &t->on_cpu[other.cpu], place_of(t, i, IM_AT_OTHER));
	i->at[IM_AT_SLOT].slot = other;
	i->at[IM_AT_OTHER].slot = slot;
	list_add(t, &t->on_cpu[other.cpu], place_of(t, i, IM_AT_SLOT));
	list_add(t, &t->on_cpu[slot.cpu], place_of(t, i, IM_AT_OTHER));
}

void im_table_free_old_slot(struct irqm_table *t, struct im_table_irq *i)
{
	if (!i->pending)
		return;
	i->pending = false;
	im_table_free_slot(t, i, IM_AT_OTHER);
}

/* ---- Reservations ---- */

int im_table_reserve(struct irqm_table *t, struct im_table_irq *i)
{
	int err = irqm_matrix_reserve(t->matrix);

	if (!err)
		i->reserved = true;
	return err;
}

void im_table_unreserve(struct irqm_table *t, struct im_table_irq *i)
{
	int err;

	if (!i->reserved)
		return;
	err = irqm_matrix_unreserve(t->matrix);
	im_assert(!err);
	(void)err;
	i->reserved = false;
}

/*
 * The CPUs of one mask that are not in another, in scratch; false when there are none, because the
 * matrix takes an empty mask for a mistake.
 */
static bool subtract(struct irqm_table *t, unsigned int mask, unsigned int without)
{
	const unsigned long *a = im_table_mask_of(t, mask), *b;
	unsigned long any = 0;
	unsigned int w;

	b = without == IM_MASK_NONE ? NULL : im_table_mask_of(t, without);
	for (w = 0; w < t->words; w++) {
		t->scratch[w] = b ? a[w] & ~b[w] : a[w];
		any |= t->scratch[w];
	}
	return any;
}

int im_table_reserve_managed(struct irqm_table *t, unsigned int mask, unsigned int without)
{
	return subtract(t, mask, without) ? irqm_matrix_reserve_managed(t->matrix, t->scratch) : 0;
}

/* What the table has reserved and does not use can always be unreserved. */
void im_table_unreserve_managed(struct irqm_table *t, unsigned int mask, unsigned int without)
{
	int err;

	if (!subtract(t, mask, without))
		return;
	err = irqm_matrix_unreserve_managed(t->matrix, t->scratch);
	im_assert(!err);
	(void)err;
}

/* CPUs that both masks have keep their vector, which the first mask still needs. */
void im_table_drop_other_mask(struct irqm_table *t, struct im_table_irq *i)
{
	if (i->other_mask == IM_MASK_NONE)
		return;
	if (im_table_is_managed(i))
		im_table_unreserve_managed(t, i->other_mask, i->mask);
	im_mask_put(&t->pool, i->other_mask);
	i->other_mask = IM_MASK_NONE;
}

/* ---- Choosing a slot ---- */

/* The three bits of a set's number; see im_table_alloc() in table_internal.h. */
#define NOT_NEAR 1U
#define NOT_ELIGIBLE 2U
#define NOT_ITS_OWN 4U

/* The CPUs of one set, in scratch; each bit of its number that is not set asks for a condition. */
static const unsigned long *level_cpus(struct irqm_table *t, unsigned int mask,
				       unsigned int near_mask, unsigned int level)
{
	const unsigned long *own = im_table_mask_of(t, mask), *near = NULL;
	unsigned int w;

	if (near_mask != IM_MASK_NONE)
		near = im_table_mask_of(t, near_mask);
	for (w = 0; w < t->words; w++) {
		unsigned long cpus = t->all[w];

		if (!(level & NOT_ITS_OWN))
			cpus &= own[w];
		if (!(level & NOT_ELIGIBLE))
			cpus &= t->eligible[w];
		if (!(level & NOT_NEAR) && near)
			cpus &= near[w];
		t->scratch[w] = cpus;
	}
	return t->scratch;
}

/* Whether a set is equal to an earlier one, where no slot was found: a search is saved. */
static bool repeats(const struct irqm_table *t, unsigned int near_mask, unsigned int level)
{
	return ((level & NOT_NEAR) && near_mask == IM_MASK_NONE) ||
	       ((level & NOT_ELIGIBLE) && !t->restricted);
}

int im_table_alloc(struct irqm_table *t, const struct im_table_irq *i, unsigned int mask,
		   unsigned int levels, struct irqm_slot *slot)
{
	unsigned int level;

	for (level = 0; level < levels; level++) {
		if (repeats(t, i->near_mask, level))
			continue;
		if (!irqm_matrix_alloc(t->matrix,
				       level_cpus(t, mask, i->near_mask, level), slot))
			return 0;
	}
	return -IRQM_ENOSPC;
}

int im_table_alloc_managed(struct irqm_table *t, unsigned int mask, unsigned int levels,
			   struct irqm_slot *slot)
{
	unsigned int level;

	for (level = 0; level < levels; level++) {
		if (repeats(t, IM_MASK_NONE, level))
			continue;
		if (!irqm_matrix_alloc_managed(t->matrix, level_cpus(t, mask, IM_MASK_NONE, level),
					       slot))
			return 0;
	}
	return -IRQM_ENOSPC;
}

/* The number of the best set that a CPU is in; 0 for one that has nothing to improve. */
unsigned int im_table_level_of(const struct irqm_table *t, const struct im_table_irq *i,
			       unsigned int cpu)
{
	unsigned int level = 0;

	if (!im_table_in_mask(t, i->mask, cpu))
		level |= NOT_ITS_OWN;
	if (!im_bits_test(t->eligible, cpu))
		level |= NOT_ELIGIBLE;
	if (i->near_mask != IM_MASK_NONE && !im_table_in_mask(t, i->near_mask, cpu))
		level |= NOT_NEAR;
	return level;
}

bool im_table_is_empty(const struct irqm_table *t, const unsigned long *cpus)
{
	return irqm_cpumask_next(cpus, t->nr_cpus, 0) == IRQM_NONE;
}

bool im_table_any_online(const struct irqm_table *t, const unsigned long *cpus, unsigned int but)
{
	struct irqm_matrix_cpu_stats stats;
	unsigned int cpu;

	irqm_for_each_cpu(cpu, cpus, t->nr_cpus) {
		if (cpu != but && !irqm_matrix_get_cpu_stats(t->matrix, cpu, &stats) &&
		    stats.online)
			return true;
	}
	return false;
}
