/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Regular slots: reserved with best effort, allocated, freed.
 *
 * These are the calls that a machine makes most often. In a small matrix without a trace
 * irqm_matrix_alloc() calls no other function; rare work is in functions that are not inlined.
 */
#include "matrix_internal.h"

int irqm_matrix_reserve(struct irqm_matrix *m)
{
	if (im_matrix_is_absent(m))
		return -IRQM_EINVAL;
	if (m->reserved >= IRQM_MATRIX_MAX_RESERVED)
		return -IRQM_ERANGE;
	m->reserved++;
	im_trace_plain(&m->trace, reserve);
	im_matrix_debug_check(m);
	return 0;
}

int irqm_matrix_unreserve(struct irqm_matrix *m)
{
	if (im_matrix_is_absent(m))
		return -IRQM_EINVAL;
	if (!m->reserved)
		return -IRQM_ENOENT;
	m->reserved--;
	im_trace_plain(&m->trace, unreserve);
	im_matrix_debug_check(m);
	return 0;
}

/*
 * The CPU with the most available vectors, of equals the lowest, in a matrix without an index. Its
 * mask is one word.
 */
static im_always_inline unsigned int most_available(const struct irqm_matrix *m, unsigned long cpus)
{
	unsigned int best = IRQM_NONE, available = 0;

	for (; cpus; cpus &= cpus - 1) {
		unsigned int cpu = im_bits_lowest(cpus);
		unsigned int its = im_row(&m->rows, cpu)->count.available;

		if (its > available) {
			im_keep_branch();
			available = its;
			best = cpu;
		}
	}
	return best;
}

/* Tells the trace, if there is one, and checks the matrix, if the build asks for it. */
static im_noinline int report_alloc(struct irqm_matrix *m, struct irqm_slot slot)
{
	im_trace(&m->trace, alloc, slot);
	im_matrix_debug_check(m);
	return 0;
}

/* Allocates the lowest vector of an online CPU; false when its row has none. */
static im_always_inline bool alloc_lowest(struct irqm_matrix *m, unsigned int cpu,
					  unsigned int *vector)
{
	if (!im_row_alloc_lowest(im_row_view(&m->rows), im_row_rw(&m->rows, cpu), vector))
		return false; /* its counter is damaged; do not write outside the map */
	m->total_allocated++;
	m->global_available--;
	return true;
}

static im_noinline int alloc_indexed(struct irqm_matrix *m, const unsigned long *cpus,
				     struct irqm_slot *slot)
{
	unsigned int edge = im_matrix_first_word(m, cpus), cpu, alone, vector, left;

	if (im_unlikely(edge == IRQM_NONE))
		return -IRQM_EINVAL;
	cpu = im_index_pick_lowest(&m->available, cpus, m->online, edge, &alone);
	if (im_unlikely(cpu == IRQM_NONE) || !alloc_lowest(m, cpu, &vector))
		return -IRQM_ENOSPC;
	im_matrix_put_slot(slot, cpu, vector);
	left = im_row(&m->rows, cpu)->count.available;
	im_matrix_index_alloc(m, cpu / IM_BITS, im_bit(cpu), left ? 0 : im_bit(cpu));
	if (alone) /* no other CPU has this key, so its bounds shrink with it */
		im_index_lower_bounds(&m->available, cpu / IM_BITS, alone, left);
	return m->attended ? report_alloc(m, *slot) : 0;
}

static im_always_inline int alloc(struct irqm_matrix *m, const unsigned long *cpus,
				  struct irqm_slot *slot)
{
	unsigned int cpu, vector;

	if (im_unlikely(!m) || im_unlikely(!cpus) || im_unlikely(!slot))
		return -IRQM_EINVAL;
	if (m->indexed)
		return alloc_indexed(m, cpus, slot);
	cpu = most_available(m, cpus[0] & m->online[0]);
	if (im_unlikely(cpu == IRQM_NONE))
		return im_matrix_no_cpu_error(m, cpus);
	if (!alloc_lowest(m, cpu, &vector))
		return -IRQM_ENOSPC;
	im_matrix_put_slot(slot, cpu, vector);
	return m->attended ? report_alloc(m, *slot) : 0;
}

int irqm_matrix_alloc(struct irqm_matrix *m, const unsigned long *cpus, struct irqm_slot *slot)
{
	return alloc(m, cpus, slot);
}

int irqm_matrix_alloc_reserved(struct irqm_matrix *m, const unsigned long *cpus,
			       struct irqm_slot *slot)
{
	int err;

	if (im_matrix_is_absent(m) || !cpus || !slot || im_matrix_first_word(m, cpus) == IRQM_NONE)
		return -IRQM_EINVAL;
	if (!m->reserved)
		return -IRQM_ENOENT;
	/* Before the allocation, so that its trace callback already sees it in the statistics. */
	m->reserved--;
	err = alloc(m, cpus, slot);
	if (err)
		m->reserved++;
	return err;
}

static im_noinline int report_free(struct irqm_matrix *m, struct irqm_slot slot)
{
	im_trace(&m->trace, free, slot);
	im_matrix_debug_check(m);
	return 0;
}

/* The vector stays reserved on its CPU and is spare again. */
static im_always_inline int free_managed(struct irqm_matrix *m, struct im_row *row,
					 struct irqm_slot slot)
{
	unsigned long bit = im_bit(slot.cpu);

	/* A block is freed as a whole, by irqm_matrix_free_block(). */
	if (im_unlikely(m->rows.blocks) && im_row_in_block(&m->rows, row, slot.vector))
		return -IRQM_EINVAL;
	im_row_free_managed(row, slot.vector);
	m->total_allocated--;
	if (m->indexed)
		im_matrix_index_free_managed(
			m, slot.cpu / IM_BITS, bit, bit,
			im_matrix_is_online(m, slot.cpu)
				? im_matrix_spare_key(m, row->count.managed_allocated)
				: 0);
	return m->attended ? report_free(m, slot) : 0;
}

int irqm_matrix_free(struct irqm_matrix *m, struct irqm_slot slot)
{
	struct im_row *row;
	bool online;

	if (im_unlikely(!m))
		return -IRQM_EINVAL;
	if (im_unlikely(slot.cpu >= m->rows.nr_cpus) ||
	    im_unlikely(!im_rows_in_window(&m->rows, slot.vector)))
		return -IRQM_ERANGE;
	row = im_row_rw(&m->rows, slot.cpu);
	if (im_unlikely(!im_row_is_allocated(row, slot.vector)))
		return -IRQM_ENOENT;
	if (im_row_is_managed(&m->rows, row, slot.vector))
		return free_managed(m, row, slot);
	im_row_free(row, slot.vector);
	online = im_matrix_is_online(m, slot.cpu);
	m->total_allocated--;
	m->global_available += online;
	if (m->indexed)
		im_matrix_index_free(m, slot.cpu / IM_BITS, im_bit(slot.cpu),
				     online ? row->count.available : 0);
	return m->attended ? report_free(m, slot) : 0;
}
