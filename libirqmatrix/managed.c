/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Managed slots: one vector set aside on every CPU of a mask.
 *
 * Reserving touches many CPUs, so the sums and the indexes are brought up to date a word of CPUs at
 * a time: adding one to the keys of 64 CPUs costs hardly more than to that of one.
 */
#include "matrix_internal.h"

/* What the indexes want to know of the CPUs of a word whose rows have changed. */
struct outcome {
	unsigned long out; /* those that have nothing left to give in the index where keys shrink */
	unsigned int key;  /* the largest of an online one, 0 for none, where they have grown */
};

/* The next word that names a CPU after w, where the last such word is known; else IRQM_NONE. */
static im_always_inline unsigned int next_word_until(const struct irqm_matrix *m,
						     const unsigned long *cpus, unsigned int w,
						     unsigned int last)
{
	return w < last ? im_next_word(m, cpus, w + 1) : IRQM_NONE;
}

/* Sets one vector aside on each of some CPUs of word w, all of which have room. */
static im_always_inline struct outcome reserve_rows(struct irqm_matrix *m, unsigned int w,
						    unsigned long cpus)
{
	const struct im_view view = im_view(&m->rows);
	const bool traced = m->trace.ops;
	unsigned long online = m->online[w], full = 0;
	unsigned int fewest = ~0U;

	for (; cpus; cpus &= cpus - 1) {
		unsigned int bit = im_lowest(cpus), cpu = w * IM_BITS + bit, vector, its;
		unsigned int is_online = (online >> bit) & 1;
		struct im_row *row = im_row(&m->rows, cpu);

		if (!im_row_set_aside_lowest(view, row, &vector))
			continue; /* a damaged counter must not become a wild write */
		if (im_unlikely(!row->count.available))
			full |= 1UL << bit;
		m->global_available -= is_online;
		its = row->count.managed_allocated | (is_online - 1);
		fewest = its < fewest ? its : fewest;
		if (im_unlikely(traced))
			im_trace(&m->trace, reserve_managed,
				 ((struct irqm_slot){ .cpu = cpu, .vector = vector }));
	}
	return (struct outcome){
		.out = full,
		.key = fewest == ~0U ? 0 : im_spare_key(m, fewest),
	};
}

/* The same without an index, for the CPUs of the only word. */
static int reserve_few(struct irqm_matrix *m, unsigned long cpus)
{
	unsigned long left;

	if (!cpus)
		return -IRQM_EINVAL;
	for (left = cpus; left; left &= left - 1) {
		if (!im_row(&m->rows, im_lowest(left))->count.available)
			return -IRQM_ENOSPC;
	}
	reserve_rows(m, 0, cpus);
	im_debug_check(m);
	return 0;
}

int irqm_matrix_reserve_managed(struct irqm_matrix *m, const unsigned long *cpus)
{
	unsigned int first, last, w;

	if (!m || !cpus)
		return -IRQM_EINVAL;
	if (!m->indexed)
		return reserve_few(m, cpus[0] & m->cpu_tail);
	first = im_first_word(m, cpus);
	if (first == IRQM_NONE)
		return -IRQM_EINVAL;
	for (w = last = first; w != IRQM_NONE; w = im_next_word(m, cpus, w + 1)) {
		if (im_mask_word(m, cpus, w) & ~im_load_ready_const(&m->room, w))
			return -IRQM_ENOSPC;
		last = w;
	}
	for (w = first; w != IRQM_NONE; w = next_word_until(m, cpus, w, last)) {
		unsigned long named = im_mask_word(m, cpus, w);
		struct outcome o = reserve_rows(m, w, named);

		im_index_set_aside(m, w, named, o.out, named, o.key);
	}
	im_debug_check(m);
	return 0;
}

/* Takes one spare vector back on each of some CPUs of word w, all of which have one. */
static im_always_inline struct outcome unreserve_rows(struct irqm_matrix *m, unsigned int w,
						      unsigned long cpus)
{
	const struct im_view view = im_view(&m->rows);
	const bool traced = m->trace.ops;
	unsigned long online = m->online[w], lose = 0;
	unsigned int most = 0;

	for (; cpus; cpus &= cpus - 1) {
		unsigned int bit = im_lowest(cpus), cpu = w * IM_BITS + bit, vector, its;
		unsigned int is_online = (online >> bit) & 1;
		struct im_row *row = im_row(&m->rows, cpu);

		if (!im_row_put_back_lowest(view, row, &vector))
			continue; /* as in reserve_rows() */
		if (!im_row_has_spare(&m->rows, row)) {
			im_keep_branch(); /* usually all alike */
			lose |= 1UL << bit;
		}
		m->global_available += is_online;
		its = row->count.available & (0 - is_online);
		most = its > most ? its : most;
		if (im_unlikely(traced))
			im_trace(&m->trace, unreserve_managed,
				 ((struct irqm_slot){ .cpu = cpu, .vector = vector }));
	}
	return (struct outcome){ .out = lose, .key = most };
}

/* The same without an index, for the CPUs of the only word. */
static int unreserve_few(struct irqm_matrix *m, unsigned long cpus)
{
	unsigned long left;

	if (!cpus)
		return -IRQM_EINVAL;
	for (left = cpus; left; left &= left - 1) {
		if (!im_row_has_spare(&m->rows, im_row(&m->rows, im_lowest(left))))
			return -IRQM_ENOENT;
	}
	unreserve_rows(m, 0, cpus);
	im_debug_check(m);
	return 0;
}

int irqm_matrix_unreserve_managed(struct irqm_matrix *m, const unsigned long *cpus)
{
	unsigned int first, last, w;

	if (!m || !cpus)
		return -IRQM_EINVAL;
	if (!m->indexed)
		return unreserve_few(m, cpus[0] & m->cpu_tail);
	first = im_first_word(m, cpus);
	if (first == IRQM_NONE)
		return -IRQM_EINVAL;
	for (w = last = first; w != IRQM_NONE; w = im_next_word(m, cpus, w + 1)) {
		if (im_mask_word(m, cpus, w) & ~im_load_ready_const(&m->spare, w))
			return -IRQM_ENOENT;
		last = w;
	}
	for (w = first; w != IRQM_NONE; w = next_word_until(m, cpus, w, last)) {
		unsigned long named = im_mask_word(m, cpus, w);
		struct outcome o = unreserve_rows(m, w, named);

		im_index_put_back(m, w, named, o.out, o.key);
	}
	im_debug_check(m);
	return 0;
}

/* Without an index: a look at each row of the only word. */
static im_always_inline unsigned int least_managed(const struct irqm_matrix *m, unsigned long cpus,
						   bool blocks)
{
	unsigned int best = IRQM_NONE, fewest = ~0U;

	for (; cpus; cpus &= cpus - 1) {
		unsigned int cpu = im_lowest(cpus);
		const struct im_row *row = im_row_const(&m->rows, cpu);
		unsigned int its = row->count.managed_allocated;

		if (its <= fewest && its != row->count.managed &&
		    (!blocks || im_row_has_spare(&m->rows, row))) {
			im_keep_branch(); /* as in roomiest() */
			fewest = its;
			best = cpu;
		}
	}
	return best;
}

static im_noinline int attend_alloc_managed(struct irqm_matrix *m, unsigned int cpu,
					    unsigned int vector)
{
	const struct im_row *row = im_row(&m->rows, cpu);

	if (m->indexed)
		im_index_use(m, cpu / IM_BITS, im_bit(cpu),
			     im_row_has_spare(&m->rows, row) ? 0 : im_bit(cpu));
	im_trace(&m->trace, alloc_managed, ((struct irqm_slot){ .cpu = cpu, .vector = vector }));
	im_debug_check(m);
	return 0;
}

/* Puts the lowest spare vector of the CPU found into use. */
static im_always_inline int use(struct irqm_matrix *m, struct im_view view,
				const unsigned long *cpus, unsigned int cpu, struct irqm_slot *slot)
{
	unsigned int vector;

	if (im_unlikely(cpu == IRQM_NONE))
		return im_no_cpu(m, cpus);
	if (!im_row_use_lowest(view, im_row(&m->rows, cpu), &vector))
		return -IRQM_ENOSPC; /* as in reserve_rows() */
	m->total_allocated++;
	im_put_slot(slot, cpu, vector);
	return m->attended ? attend_alloc_managed(m, cpu, vector) : 0;
}

/* With an index or with blocks. */
static im_noinline int alloc_managed(struct irqm_matrix *m, const unsigned long *cpus,
				     struct irqm_slot *slot)
{
	unsigned int edge = im_last_word(m, cpus), cpu = IRQM_NONE;

	if (edge != IRQM_NONE)
		cpu = m->indexed ? im_load_pick_highest(&m->spare, cpus, m->online, edge)
				 : least_managed(m, cpus[0] & m->online[0], true);
	return use(m, im_view(&m->rows), cpus, cpu, slot);
}

int irqm_matrix_alloc_managed(struct irqm_matrix *m, const unsigned long *cpus,
			      struct irqm_slot *slot)
{
	struct im_view view;

	if (im_unlikely(!m) || im_unlikely(!cpus) || im_unlikely(!slot))
		return -IRQM_EINVAL;
	if (m->indexed || im_unlikely(m->rows.blocks))
		return alloc_managed(m, cpus, slot);
	view = im_view(&m->rows);
	view.blocks = NULL;
	return use(m, view, cpus, least_managed(m, cpus[0] & m->online[0], false), slot);
}
