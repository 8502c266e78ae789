/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Regular slots: promised with best effort, given out, taken back. */
#include "matrix_internal.h"

int irqm_matrix_reserve(struct irqm_matrix *m)
{
	if (im_no_matrix(m))
		return -IRQM_EINVAL;
	if (m->reserved >= IRQM_MAX_RESERVED)
		return -IRQM_ERANGE;
	m->reserved++;
	im_trace_plain(&m->trace, reserve);
	im_debug_check(m);
	return 0;
}

int irqm_matrix_unreserve(struct irqm_matrix *m)
{
	if (im_no_matrix(m))
		return -IRQM_EINVAL;
	if (!m->reserved)
		return -IRQM_ENOENT;
	m->reserved--;
	im_trace_plain(&m->trace, unreserve);
	im_debug_check(m);
	return 0;
}

/* Without an index: a look at each row of the only word. */
static im_always_inline unsigned int roomiest(const struct irqm_matrix *m,
					      const unsigned long *cpus)
{
	unsigned long left = cpus[0] & im_online_map_const(m)[0];
	unsigned int best = IRQM_NONE, available = 0;

	for (; left; left &= left - 1) {
		unsigned int cpu = im_lowest(left);
		unsigned int its = im_row_const(&m->rows, cpu)->count.available;

		if (its > available) {
			available = its;
			best = cpu;
		}
	}
	return best;
}

/* Gives out a slot and uses up so many promises. */
static im_always_inline int alloc(struct irqm_matrix *m, const unsigned long *cpus,
				  unsigned int promises, struct irqm_slot *slot)
{
	struct im_counts before;
	struct im_row *row;
	unsigned int edge, cpu, vector;

	if (!m || !cpus || !slot)
		return -IRQM_EINVAL;
	edge = im_first_word(m, cpus);
	if (edge == IRQM_NONE)
		return -IRQM_EINVAL;
	if (m->reserved < promises)
		return -IRQM_ENOENT;
	cpu = m->indexed ? im_load_pick(&m->room, cpus, im_online_map(m), edge)
			 : roomiest(m, cpus);
	if (cpu == IRQM_NONE)
		return -IRQM_ENOSPC;
	row = im_row(&m->rows, cpu);
	vector = im_row_find_free(&m->rows, row);
	if (im_unlikely(vector == IRQM_NONE))
		return -IRQM_ENOSPC; /* a damaged counter must not become a wild write */
	before = row->count;
	im_row_take(row, vector);
	im_settle(m, cpu, row, before);
	m->reserved -= promises;
	*slot = (struct irqm_slot){ .cpu = cpu, .vector = vector };
	im_trace(&m->trace, alloc, *slot);
	im_debug_check(m);
	return 0;
}

int irqm_matrix_alloc(struct irqm_matrix *m, const unsigned long *cpus, struct irqm_slot *slot)
{
	return alloc(m, cpus, 0, slot);
}

int irqm_matrix_alloc_reserved(struct irqm_matrix *m, const unsigned long *cpus,
			       struct irqm_slot *slot)
{
	return alloc(m, cpus, 1, slot);
}

int irqm_matrix_free(struct irqm_matrix *m, struct irqm_slot slot)
{
	struct im_counts before;
	struct im_row *row;

	if (!m)
		return -IRQM_EINVAL;
	if (slot.cpu >= m->rows.nr_cpus || !im_in_window(&m->rows, slot.vector))
		return -IRQM_ERANGE;
	row = im_row(&m->rows, slot.cpu);
	if (!im_row_is_allocated(row, slot.vector))
		return -IRQM_ENOENT;
	before = row->count;
	if (!im_row_is_managed(&m->rows, row, slot.vector)) {
		im_row_give(row, slot.vector);
	} else {
		if (im_row_in_block(&m->rows, row, slot.vector))
			return -IRQM_EINVAL;
		im_row_unuse(row, slot.vector);
	}
	im_settle(m, slot.cpu, row, before);
	im_trace(&m->trace, free, slot);
	im_debug_check(m);
	return 0;
}
