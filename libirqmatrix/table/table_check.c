/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The invariants of a table: its interrupts against the matrix, the lists and the counters. All of
 * it is done under the lock, where they hold even while other calls are between two callbacks. What
 * a claimed interrupt may hold in between is excused, and nothing else.
 */
#include <irqmatrix/check.h>
#include "table_internal.h"

struct report {
	unsigned int faults;
	struct irqm_table_fault *first;
};

/* Only the first fault is described: the later ones often follow from it. */
static void expect(struct report *r, enum im_table_invariant invariant, unsigned int irq,
		   unsigned int cpu, unsigned int expected, unsigned int found)
{
	if (expected == found)
		return;
	if (!r->faults++ && r->first)
		*r->first = (struct irqm_table_fault){
			.invariant = invariant,
			.irq = irq,
			.cpu = cpu,
			.expected = expected,
			.found = found,
		};
}

/* ---- One interrupt ---- */

/* What an unclaimed interrupt has to hold in each state: 0 no, 1 yes, 2 either. */
struct holding {
	unsigned int slot;
	unsigned int started;
	unsigned int wanted;
	unsigned int reserved; /* of a regular one */
	unsigned int managed;
};

static const struct holding holdings[IRQM_IRQ_NR_STATES] = {
	[IRQM_IRQ_FREE] = { .slot = 0, .started = 0, .wanted = 1, .reserved = 0, .managed = 2 },
	[IRQM_IRQ_IDLE] = { .slot = 0, .started = 0, .wanted = 2, .reserved = 1, .managed = 2 },
	[IRQM_IRQ_UP] = { .slot = 1, .started = 1, .wanted = 1, .reserved = 0, .managed = 2 },
	[IRQM_IRQ_HELD] = { .slot = 1, .started = 0, .wanted = 0, .reserved = 0, .managed = 2 },
	[IRQM_IRQ_WAITING] = { .slot = 0, .started = 0, .wanted = 2, .reserved = 0, .managed = 1 },
	[IRQM_IRQ_FAILED] = { .slot = 2, .started = 0, .wanted = 2, .reserved = 0, .managed = 2 },
};

static void expect_flag(struct report *r, unsigned int irq, unsigned int expected,
			unsigned int found)
{
	if (expected <= 1)
		expect(r, T_STATE, irq, IRQM_NONE, expected, found);
}

/*
 * The state of an interrupt that no call works on. A FAILED one has a slot only if it is stuck: its
 * shutdown failed, and its hardware may still deliver there. A second slot or mask is what a move
 * or a stuck interrupt has.
 */
static void check_quiet_state(const struct im_table_irq *i, unsigned int irq, struct report *r)
{
	const struct holding *h = &holdings[i->state];

	expect_flag(r, irq, i->state == IRQM_IRQ_FAILED ? i->stuck : h->slot,
		    im_table_has(i, IM_AT_SLOT));
	expect_flag(r, irq, h->started, i->started);
	expect_flag(r, irq, h->wanted, im_table_is_wanted(i));
	expect_flag(r, irq, im_table_is_managed(i) ? 0 : h->reserved, i->reserved);
	expect_flag(r, irq, h->managed, im_table_is_managed(i));
	expect(r, T_STATE, irq, IRQM_NONE, i->pending, im_table_has(i, IM_AT_OTHER));
	expect(r, T_STATE, irq, IRQM_NONE, 0, i->other_mask != IM_MASK_NONE && !i->stuck);
	expect(r, T_STATE, irq, IRQM_NONE, 0, i->stuck && i->state != IRQM_IRQ_FAILED);
	expect(r, T_STATE, irq, IRQM_NONE, 0, i->quiet && i->started);
}

/* What holds while a call works on an interrupt too; the rest only before and after it. */
static void check_state(const struct im_table_irq *i, unsigned int irq, struct report *r)
{
	if (i->state >= IRQM_IRQ_NR_STATES) {
		expect(r, T_STATE, irq, IRQM_NONE, 0, i->state);
		return;
	}
	expect(r, T_STATE, irq, IRQM_NONE, i->state != IRQM_IRQ_FREE, i->mask != IM_MASK_NONE);
	expect(r, T_STATE, irq, IRQM_NONE, 0, i->pending && !im_table_has(i, IM_AT_OTHER));
	expect(r, T_STATE, irq, IRQM_NONE, 0, i->started && !im_table_has(i, IM_AT_SLOT));
	if (!i->busy)
		check_quiet_state(i, irq, r);
}

static bool is_online(const struct irqm_table *t, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats stats;

	return !irqm_matrix_get_cpu_stats(t->matrix, cpu, &stats) && stats.online;
}

/*
 * FAILED interrupts that are stuck may be on offline CPUs, and on CPUs that are not theirs. While a
 * CPU is leaving, it is offline for the matrix, and its interrupts have not left yet.
 */
static void check_slot(struct irqm_table *t, const struct im_table_irq *i, unsigned int irq,
		       struct irqm_slot slot, struct report *r)
{
	enum irqm_slot_state state = IRQM_SLOT_OUTSIDE;

	if (!im_table_is_slot(slot))
		return;
	irqm_matrix_slot_state(t->matrix, slot, &state);
	expect(r, T_SLOTS, irq, slot.cpu, 1,
	       state == IRQM_SLOT_REGULAR || state == IRQM_SLOT_MANAGED_ALLOCATED);
	if (slot.cpu >= t->nr_cpus)
		return;
	t->tally[slot.cpu].slots++;
	if (i->state == IRQM_IRQ_FAILED)
		return;
	expect(r, T_ONLINE, irq, slot.cpu, 1, slot.cpu == t->leaving || is_online(t, slot.cpu));
	if (i->busy)
		return;
	expect(r, T_SLOTS, irq, slot.cpu, im_table_is_managed(i),
	       state == IRQM_SLOT_MANAGED_ALLOCATED);
	if (im_table_is_managed(i))
		expect(r, T_ONLINE, irq, slot.cpu, 1, im_table_in_mask(t, i->mask, slot.cpu));
}

/*
 * Counts an interrupt on the CPUs where a vector is reserved for it: those of both masks while its
 * mask is changed, but not while it becomes regular, as nothing is reserved for the new mask then.
 */
static void tally_managed(struct irqm_table *t, const struct im_table_irq *i)
{
	const unsigned long *mask = im_table_mask_of(t, i->mask), *other = mask;
	unsigned int cpu, w;

	if (i->other_mask != IM_MASK_NONE && !i->claim.breaking)
		other = im_table_mask_of(t, i->other_mask);
	for (w = 0; w < t->words; w++)
		t->scratch[w] = mask[w] | other[w];
	irqm_for_each_cpu(cpu, t->scratch, t->nr_cpus)
		t->tally[cpu].managed++;
}

static void count_ref(struct irqm_table *t, unsigned int mask)
{
	if (mask < t->pool.nr_masks)
		t->refs[mask]++;
}

static void check_irq(struct irqm_table *t, unsigned int irq, struct report *r)
{
	const struct im_table_irq *i = &t->irqs[irq];

	check_state(i, irq, r);
	count_ref(t, i->mask);
	count_ref(t, i->other_mask);
	count_ref(t, i->near_mask);
	if (i->mask == IM_MASK_NONE)
		return;
	check_slot(t, i, irq, im_table_slot(i), r);
	check_slot(t, i, irq, im_table_other(i), r);
	if (im_table_is_managed(i))
		tally_managed(t, i);
	if (i->state == IRQM_IRQ_WAITING && !i->busy && im_table_is_wanted(i) && !t->all_busy)
		expect(r, T_WAITING, irq, IRQM_NONE, 0,
		       im_table_any_online(t, im_table_mask_of(t, i->mask), IRQM_NONE));
}

/* ---- All of them ---- */

static void check_irqs(struct irqm_table *t, struct report *r)
{
	unsigned int in_state[IRQM_IRQ_NR_STATES] = { 0 }, reserved = t->reserved_before, irq, n;
	struct irqm_matrix_stats stats = { .reserved = 0 };

	for (irq = 0; irq < t->nr_irqs; irq++) {
		check_irq(t, irq, r);
		reserved += t->irqs[irq].reserved;
		if (t->irqs[irq].state < IRQM_IRQ_NR_STATES)
			in_state[t->irqs[irq].state]++;
	}
	for (n = 0; n < IRQM_IRQ_NR_STATES; n++)
		expect(r, T_STATE, IRQM_NONE, IRQM_NONE, in_state[n], t->in_state[n]);
	irqm_matrix_get_stats(t->matrix, &stats);
	expect(r, T_RESERVED, IRQM_NONE, IRQM_NONE, reserved, stats.reserved);
}

/*
 * Whether a place exists and links back to the one before. Lists may be damaged in any way, so the
 * check takes no step without asking, and no more steps than the list can have members.
 */
static bool is_linked(const struct irqm_table *t, unsigned int place, unsigned int prev)
{
	return im_table_irq_of(place) < t->nr_irqs && im_table_at(t, place)->link.prev == prev;
}

/* The list of a CPU has as many members as interrupts have slots there, and no slot twice. */
static void check_list(struct irqm_table *t, unsigned int cpu, struct report *r)
{
	unsigned int place = t->on_cpu[cpu], prev = IM_TABLE_NIL, length = 0;

	im_zero(t->seen, im_bits_words(t->nr_vectors) * sizeof(*t->seen));
	while (place != IM_TABLE_NIL && is_linked(t, place, prev) &&
	       length <= t->tally[cpu].slots) {
		struct irqm_slot slot = im_table_at(t, place)->slot;
		unsigned int irq = im_table_irq_of(place);

		expect(r, T_LISTS, irq, cpu, cpu, slot.cpu);
		if (slot.vector < t->nr_vectors) {
			expect(r, T_SLOTS, irq, cpu, 0, im_bits_test(t->seen, slot.vector));
			im_bits_set(t->seen, slot.vector);
		}
		length++;
		prev = place;
		place = im_table_at(t, place)->link.next;
	}
	expect(r, T_LISTS, IRQM_NONE, cpu, IM_TABLE_NIL, place);
	expect(r, T_LISTS, IRQM_NONE, cpu, t->tally[cpu].slots, length);
}

static void check_waiting(const struct irqm_table *t, struct report *r)
{
	unsigned int place = t->waiting, prev = IM_TABLE_NIL, length = 0;

	while (place != IM_TABLE_NIL && is_linked(t, place, prev) &&
	       length <= t->in_state[IRQM_IRQ_WAITING]) {
		unsigned int irq = im_table_irq_of(place);

		expect(r, T_LISTS, irq, IRQM_NONE, IRQM_IRQ_WAITING, t->irqs[irq].state);
		length++;
		prev = place;
		place = im_table_at(t, place)->link.next;
	}
	expect(r, T_LISTS, IRQM_NONE, IRQM_NONE, IM_TABLE_NIL, place);
	expect(r, T_LISTS, IRQM_NONE, IRQM_NONE, t->in_state[IRQM_IRQ_WAITING], length);
}

static void check_cpus(struct irqm_table *t, struct report *r)
{
	struct irqm_matrix_cpu_stats stats = { .allocated = 0 };
	unsigned int cpu;

	for (cpu = 0; cpu < t->nr_cpus; cpu++) {
		irqm_matrix_get_cpu_stats(t->matrix, cpu, &stats);
		expect(r, T_SLOTS, IRQM_NONE, cpu, t->before[cpu].slots + t->tally[cpu].slots,
		       stats.allocated);
		expect(r, T_MANAGED, IRQM_NONE, cpu, t->before[cpu].managed + t->tally[cpu].managed,
		       stats.managed);
		check_list(t, cpu, r);
	}
}

static void check_masks(const struct irqm_table *t, struct report *r)
{
	unsigned int mask, used = 0;

	for (mask = 0; mask < t->pool.nr_masks; mask++) {
		expect(r, T_MASKS, IRQM_NONE, IRQM_NONE, t->refs[mask], t->pool.places[mask].refs);
		used += t->refs[mask] > 0;
	}
	expect(r, T_MASKS, IRQM_NONE, IRQM_NONE, used, t->pool.used);
}

unsigned int irqm_table_check(struct irqm_table *t, struct irqm_table_fault *first)
{
	struct report r = { .faults = 0, .first = first };

	if (!t || !t->nr_irqs) {
		expect(&r, T_TABLE, IRQM_NONE, IRQM_NONE, 1, 0);
		return r.faults;
	}
	im_table_lock(t);
	expect(&r, T_MATRIX, IRQM_NONE, IRQM_NONE, 0, irqm_matrix_check(t->matrix, NULL));
	im_zero(t->tally, t->nr_cpus * sizeof(*t->tally));
	im_zero(t->refs, t->pool.nr_masks * sizeof(*t->refs));
	check_irqs(t, &r);
	check_cpus(t, &r);
	check_waiting(t, &r);
	check_masks(t, &r);
	im_table_unlock(t);
	return r.faults;
}

const char *irqm_table_invariant_text(unsigned int invariant)
{
	static const char *const text[IRQM_TABLE_NR_INVARIANTS + 1] = {
		[T_TABLE] = "there is a table",
		[T_MATRIX] = "the matrix has no fault",
		[T_SLOTS] = "each slot in use is one interrupt's, and no other is in use",
		[T_MANAGED] =
			"a CPU has one vector reserved for each managed interrupt it may serve",
		[T_RESERVED] = "there are as many reservations as interrupts with one",
		[T_STATE] = "an interrupt holds what its state says",
		[T_ONLINE] =
			"slots are on CPUs that are online, managed ones on their interrupt's own",
		[T_LISTS] =
			"the lists of the interrupts of a CPU, and of those that wait, are right",
		[T_MASKS] = "each mask counts the interrupts that refer to it",
		[T_WAITING] = "no interrupt waits while a CPU of its own is online",
	};

	return invariant <= IRQM_TABLE_NR_INVARIANTS ? text[invariant] : "unknown invariant";
}
