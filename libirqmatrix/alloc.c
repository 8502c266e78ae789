/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Regular slots: promised with best effort, given out, taken back. */
#include "matrix_internal.h"

int irqm_matrix_reserve(struct irqm_matrix *m)
{
	if (im_no_matrix(m))
		return -IRQM_EINVAL;
	if (m->reserved >= IRQM_MATRIX_MAX_RESERVED)
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
static im_always_inline unsigned int roomiest(const struct irqm_matrix *m, unsigned long cpus)
{
	unsigned int best = IRQM_NONE, available = 0;

	for (; cpus; cpus &= cpus - 1) {
		unsigned int cpu = im_lowest(cpus);
		unsigned int its = im_row_const(&m->rows, cpu)->count.available;

		if (its > available) {
			im_keep_branch();
			available = its;
			best = cpu;
		}
	}
	return best;
}

static im_noinline int attend_alloc(struct irqm_matrix *m, struct irqm_slot slot)
{
	im_trace(&m->trace, alloc, slot);
	im_debug_check(m);
	return 0;
}

/* Gives out the lowest vector of a CPU. */
static im_always_inline bool give_out(struct irqm_matrix *m, unsigned int cpu, unsigned int *vector)
{
	if (!im_row_take_lowest(im_view(&m->rows), im_row(&m->rows, cpu), vector))
		return false; /* a damaged counter must not become a wild write */
	m->total_allocated++;
	m->global_available--;
	return true;
}

static im_noinline int alloc_indexed(struct irqm_matrix *m, const unsigned long *cpus,
				     struct irqm_slot *slot)
{
	unsigned int edge = im_first_named(m, cpus), cpu, alone, vector, left;

	if (im_unlikely(edge == IRQM_NONE))
		return -IRQM_EINVAL;
	cpu = im_load_pick_lowest(&m->room, cpus, m->online, edge, &alone);
	if (im_unlikely(cpu == IRQM_NONE) || !give_out(m, cpu, &vector))
		return -IRQM_ENOSPC;
	im_put_slot(slot, cpu, vector);
	left = im_row(&m->rows, cpu)->count.available;
	im_index_take(m, cpu / IM_BITS, im_bit(cpu), left ? 0 : im_bit(cpu));
	if (alone)
		im_load_lower_bounds(&m->room, cpu / IM_BITS, alone, left);
	return m->attended ? attend_alloc(m, *slot) : 0;
}

/* No call is made in the common small case. */
static im_always_inline int alloc(struct irqm_matrix *m, const unsigned long *cpus,
				  struct irqm_slot *slot)
{
	unsigned int cpu, vector;

	if (im_unlikely(!m) || im_unlikely(!cpus) || im_unlikely(!slot))
		return -IRQM_EINVAL;
	if (m->indexed)
		return alloc_indexed(m, cpus, slot);
	cpu = roomiest(m, cpus[0] & m->online[0]);
	if (im_unlikely(cpu == IRQM_NONE))
		return im_no_cpu(m, cpus);
	if (!give_out(m, cpu, &vector))
		return -IRQM_ENOSPC;
	im_put_slot(slot, cpu, vector);
	return m->attended ? attend_alloc(m, *slot) : 0;
}

int irqm_matrix_alloc(struct irqm_matrix *m, const unsigned long *cpus, struct irqm_slot *slot)
{
	return alloc(m, cpus, slot);
}

int irqm_matrix_alloc_reserved(struct irqm_matrix *m, const unsigned long *cpus,
			       struct irqm_slot *slot)
{
	int err;

	if (im_no_matrix(m) || !cpus || !slot || im_first_named(m, cpus) == IRQM_NONE)
		return -IRQM_EINVAL;
	if (!m->reserved)
		return -IRQM_ENOENT;
	/* The promise is used up first, so that whoever traces sees it gone. */
	m->reserved--;
	err = alloc(m, cpus, slot);
	if (err)
		m->reserved++;
	return err;
}

static im_noinline int attend_free(struct irqm_matrix *m, struct irqm_slot slot)
{
	im_trace(&m->trace, free, slot);
	im_debug_check(m);
	return 0;
}

static im_always_inline int free_managed(struct irqm_matrix *m, struct im_row *row,
					 struct irqm_slot slot)
{
	unsigned long bit = im_bit(slot.cpu);

	if (im_unlikely(m->rows.blocks) && im_row_in_block(&m->rows, row, slot.vector))
		return -IRQM_EINVAL;
	im_row_unuse(row, slot.vector);
	m->total_allocated--;
	if (m->indexed)
		im_index_unuse(m, slot.cpu / IM_BITS, bit, bit,
			       im_is_online(m, slot.cpu)
				       ? im_spare_key(m, row->count.managed_allocated)
				       : 0);
	return m->attended ? attend_free(m, slot) : 0;
}

int irqm_matrix_free(struct irqm_matrix *m, struct irqm_slot slot)
{
	struct im_row *row;
	bool online;

	if (im_unlikely(!m))
		return -IRQM_EINVAL;
	if (im_unlikely(slot.cpu >= m->rows.nr_cpus) ||
	    im_unlikely(!im_in_window(&m->rows, slot.vector)))
		return -IRQM_ERANGE;
	row = im_row(&m->rows, slot.cpu);
	if (im_unlikely(!im_row_is_allocated(row, slot.vector)))
		return -IRQM_ENOENT;
	if (im_row_is_managed(&m->rows, row, slot.vector))
		return free_managed(m, row, slot);
	im_row_give(row, slot.vector);
	online = im_is_online(m, slot.cpu);
	m->total_allocated--;
	m->global_available += online;
	if (m->indexed)
		im_index_give(m, slot.cpu / IM_BITS, im_bit(slot.cpu),
			      online ? row->count.available : 0);
	return m->attended ? attend_free(m, slot) : 0;
}
