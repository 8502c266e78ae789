/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Managed slots: one vector set aside on every CPU of a mask.
 *
 * Reserving touches many CPUs, so the sums and the indexes are brought up to date a word of CPUs at
 * a time: adding one to the keys of 64 CPUs costs hardly more than to that of one.
 */
#include "matrix_internal.h"

/* What has become of the CPUs of one word. */
struct word_change {
	unsigned int best_key; /* the largest of an online CPU, in the index where keys have grown */
	unsigned long unready; /* CPUs that have nothing left, in the index where they have shrunk */
};

/* Whether a CPU of word w has no free vector to set aside. */
static bool lacks_room(struct irqm_matrix *m, unsigned int w, unsigned long cpus)
{
	if (m->indexed)
		return cpus & ~im_load_ready_const(&m->room, w);
	for (; cpus; cpus &= cpus - 1) {
		if (!im_row(&m->rows, im_lowest(cpus))->count.available)
			return true;
	}
	return false;
}

/* Whether a CPU of word w has no spare vector to take back. */
static bool lacks_spare(struct irqm_matrix *m, unsigned int w, unsigned long cpus)
{
	if (m->indexed)
		return cpus & ~im_load_ready_const(&m->spare, w);
	for (; cpus; cpus &= cpus - 1) {
		if (!im_row_has_spare(&m->rows, im_row(&m->rows, im_lowest(cpus))))
			return true;
	}
	return false;
}

static void set_aside(struct irqm_matrix *m, unsigned int cpu, bool online,
		      struct word_change *change)
{
	struct im_row *row = im_row(&m->rows, cpu);
	unsigned int vector = im_row_find_free(&m->rows, row);
	unsigned int key = im_spare_key(m, row->count.managed_allocated);

	if (im_unlikely(vector == IRQM_NONE))
		return; /* a damaged counter must not become a wild write */
	im_row_set_aside(&m->rows, row, vector);
	if (online) {
		m->global_available--;
		if (key > change->best_key)
			change->best_key = key;
	}
	if (!row->count.available)
		change->unready |= im_bit(cpu);
	im_trace(&m->trace, reserve_managed, ((struct irqm_slot){ .cpu = cpu, .vector = vector }));
}

static void reserve_word(struct irqm_matrix *m, unsigned int w, unsigned long cpus)
{
	unsigned long online = im_online_map(m)[w], left;
	struct word_change change = { 0 };

	for (left = cpus; left; left &= left - 1)
		set_aside(m, w * IM_BITS + im_lowest(left), online & left & -left, &change);
	if (!m->indexed)
		return;
	im_load_take_one(&m->room, w, cpus);
	*im_load_ready(&m->room, w) &= ~change.unready;
	*im_load_ready(&m->spare, w) |= cpus;
	im_load_raise_bounds(&m->spare, w, change.best_key);
}

int irqm_matrix_reserve_managed(struct irqm_matrix *m, const unsigned long *cpus)
{
	unsigned int edge, w;

	if (!m || !cpus)
		return -IRQM_EINVAL;
	edge = im_first_word(m, cpus);
	if (edge == IRQM_NONE)
		return -IRQM_EINVAL;
	for (w = edge; w < m->cpu_words; w++) {
		if (lacks_room(m, w, im_mask_word(m, cpus, w)))
			return -IRQM_ENOSPC;
	}
	for (w = edge; w < m->cpu_words; w++) {
		if (im_mask_word(m, cpus, w))
			reserve_word(m, w, im_mask_word(m, cpus, w));
	}
	im_debug_check(m);
	return 0;
}

static void put_back(struct irqm_matrix *m, unsigned int cpu, bool online,
		     struct word_change *change)
{
	struct im_row *row = im_row(&m->rows, cpu);
	unsigned int vector = im_row_find_spare(&m->rows, row);

	if (im_unlikely(vector == IRQM_NONE))
		return; /* as in set_aside() */
	im_row_put_back(&m->rows, row, vector);
	if (online) {
		m->global_available++;
		if (row->count.available > change->best_key)
			change->best_key = row->count.available;
	}
	if (!im_row_has_spare(&m->rows, row))
		change->unready |= im_bit(cpu);
	im_trace(&m->trace, unreserve_managed,
		 ((struct irqm_slot){ .cpu = cpu, .vector = vector }));
}

static void unreserve_word(struct irqm_matrix *m, unsigned int w, unsigned long cpus)
{
	unsigned long online = im_online_map(m)[w], left;
	struct word_change change = { 0 };

	for (left = cpus; left; left &= left - 1)
		put_back(m, w * IM_BITS + im_lowest(left), online & left & -left, &change);
	if (!m->indexed)
		return;
	im_load_add_one(&m->room, w, cpus);
	*im_load_ready(&m->room, w) |= cpus;
	*im_load_ready(&m->spare, w) &= ~change.unready;
	im_load_raise_bounds(&m->room, w, change.best_key);
}

int irqm_matrix_unreserve_managed(struct irqm_matrix *m, const unsigned long *cpus)
{
	unsigned int edge, w;

	if (!m || !cpus)
		return -IRQM_EINVAL;
	edge = im_first_word(m, cpus);
	if (edge == IRQM_NONE)
		return -IRQM_EINVAL;
	for (w = edge; w < m->cpu_words; w++) {
		if (lacks_spare(m, w, im_mask_word(m, cpus, w)))
			return -IRQM_ENOENT;
	}
	for (w = edge; w < m->cpu_words; w++) {
		if (im_mask_word(m, cpus, w))
			unreserve_word(m, w, im_mask_word(m, cpus, w));
	}
	im_debug_check(m);
	return 0;
}

/* Without an index: a look at each row of the only word. */
static im_always_inline unsigned int least_managed(const struct irqm_matrix *m,
						   const unsigned long *cpus)
{
	unsigned long left = cpus[0] & im_online_map_const(m)[0];
	unsigned int best = IRQM_NONE, fewest = ~0U;

	for (; left; left &= left - 1) {
		const struct im_row *row = im_row_const(&m->rows, im_lowest(left));

		if (row->count.managed_allocated <= fewest && im_row_has_spare(&m->rows, row)) {
			fewest = row->count.managed_allocated;
			best = im_lowest(left);
		}
	}
	return best;
}

int irqm_matrix_alloc_managed(struct irqm_matrix *m, const unsigned long *cpus,
			      struct irqm_slot *slot)
{
	struct im_counts before;
	struct im_row *row;
	unsigned int edge, cpu, vector;

	if (!m || !cpus || !slot)
		return -IRQM_EINVAL;
	edge = im_last_word(m, cpus);
	if (edge == IRQM_NONE)
		return -IRQM_EINVAL;
	cpu = m->indexed ? im_load_pick(&m->spare, cpus, im_online_map(m), edge)
			 : least_managed(m, cpus);
	if (cpu == IRQM_NONE)
		return -IRQM_ENOSPC;
	row = im_row(&m->rows, cpu);
	vector = im_row_find_spare(&m->rows, row);
	if (im_unlikely(vector == IRQM_NONE))
		return -IRQM_ENOSPC; /* as in set_aside() */
	before = row->count;
	im_row_use(row, vector);
	im_settle(m, cpu, row, before);
	*slot = (struct irqm_slot){ .cpu = cpu, .vector = vector };
	im_trace(&m->trace, alloc_managed, *slot);
	im_debug_check(m);
	return 0;
}
