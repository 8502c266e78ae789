/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Managed slots: one vector set aside on every CPU of a mask.
 *
 * Reserving touches many CPUs, so the sums and the indexes are brought up to date a word of CPUs at
 * a time: adding one to the keys of 64 CPUs costs hardly more than to that of one.
 */
#include "matrix_internal.h"

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

static void reserve_word(struct irqm_matrix *m, unsigned int w, unsigned long cpus)
{
	unsigned long online = m->online[w], full = 0, left;
	unsigned int best_key = 0;

	for (left = cpus; left; left &= left - 1) {
		unsigned int bit = im_lowest(left), cpu = w * IM_BITS + bit, vector;
		struct im_row *row = im_row(&m->rows, cpu);

		if (!im_row_set_aside_lowest(&m->rows, row, &vector))
			continue; /* a damaged counter must not become a wild write */
		if (im_unlikely(!row->count.available))
			full |= 1UL << bit;
		if ((online >> bit) & 1) {
			unsigned int key = im_spare_key(m, row->count.managed_allocated);

			m->global_available--;
			best_key = key > best_key ? key : best_key;
		}
		im_trace(&m->trace, reserve_managed,
			 ((struct irqm_slot){ .cpu = cpu, .vector = vector }));
	}
	if (m->indexed)
		im_index_set_aside(m, w, cpus, full, cpus, best_key);
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

static void unreserve_word(struct irqm_matrix *m, unsigned int w, unsigned long cpus)
{
	unsigned long online = m->online[w], lose = 0, left;
	unsigned int best_key = 0;

	for (left = cpus; left; left &= left - 1) {
		unsigned int bit = im_lowest(left), cpu = w * IM_BITS + bit, vector;
		struct im_row *row = im_row(&m->rows, cpu);

		if (!im_row_put_back_lowest(&m->rows, row, &vector))
			continue; /* as above */
		if (!im_row_has_spare(&m->rows, row))
			lose |= 1UL << bit;
		if ((online >> bit) & 1) {
			unsigned int key = row->count.available;

			m->global_available++;
			best_key = key > best_key ? key : best_key;
		}
		im_trace(&m->trace, unreserve_managed,
			 ((struct irqm_slot){ .cpu = cpu, .vector = vector }));
	}
	if (m->indexed)
		im_index_put_back(m, w, cpus, lose, best_key);
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
static im_always_inline unsigned int least_managed(const struct irqm_matrix *m, unsigned long cpus)
{
	unsigned int best = IRQM_NONE, fewest = ~0U;

	for (; cpus; cpus &= cpus - 1) {
		const struct im_row *row = im_row_const(&m->rows, im_lowest(cpus));

		if (row->count.managed_allocated <= fewest && im_row_has_spare(&m->rows, row)) {
			im_keep_branch();
			fewest = row->count.managed_allocated;
			best = im_lowest(cpus);
		}
	}
	return best;
}

static im_always_inline unsigned int best_cpu(struct irqm_matrix *m, const unsigned long *cpus)
{
	unsigned int edge;

	if (im_likely(!m->indexed))
		return least_managed(m, cpus[0] & m->online[0]);
	edge = im_last_word(m, cpus);
	return edge == IRQM_NONE ? IRQM_NONE
				 : im_load_pick_highest(&m->spare, cpus, m->online, edge);
}

static im_noinline int attend_alloc_managed(struct irqm_matrix *m, unsigned int cpu,
					    unsigned int vector)
{
	if (m->indexed)
		im_index_use(m, cpu / IM_BITS, im_bit(cpu),
			     im_row_has_spare(&m->rows, im_row(&m->rows, cpu)) ? 0 : im_bit(cpu));
	im_trace(&m->trace, alloc_managed, ((struct irqm_slot){ .cpu = cpu, .vector = vector }));
	im_debug_check(m);
	return 0;
}

static im_noinline int no_cpu(const struct irqm_matrix *m, const unsigned long *cpus)
{
	return im_first_word(m, cpus) == IRQM_NONE ? -IRQM_EINVAL : -IRQM_ENOSPC;
}

int irqm_matrix_alloc_managed(struct irqm_matrix *m, const unsigned long *cpus,
			      struct irqm_slot *slot)
{
	struct im_row *row;
	unsigned int cpu, vector;

	if (im_unlikely(!m) || im_unlikely(!cpus) || im_unlikely(!slot))
		return -IRQM_EINVAL;
	cpu = best_cpu(m, cpus);
	if (im_unlikely(cpu == IRQM_NONE))
		return no_cpu(m, cpus);
	row = im_row(&m->rows, cpu);
	if (!im_row_use_lowest(&m->rows, row, &vector))
		return -IRQM_ENOSPC; /* as above */
	m->total_allocated++;
	im_put_slot(slot, cpu, vector);
	return m->attended ? attend_alloc_managed(m, cpu, vector) : 0;
}
