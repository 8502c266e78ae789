/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Questions: counters, the state of a slot, what would fit. None of them changes the matrix, so all
 * of them take it as const.
 */
#include "matrix_internal.h"

int irqm_matrix_get_stats(const struct irqm_matrix *m, struct irqm_matrix_stats *stats)
{
	if (im_matrix_is_absent(m) || !stats)
		return -IRQM_EINVAL;
	stats->nr_cpus = m->rows.nr_cpus;
	stats->nr_vectors = m->rows.nr_vectors;
	stats->first = m->rows.first;
	stats->end = m->rows.end;
	stats->online_cpus = m->online_cpus;
	stats->global_available = m->global_available;
	stats->reserved = m->reserved;
	stats->total_allocated = m->total_allocated;
	stats->system_in_window = m->rows.system_in_window;
	return 0;
}

/* The bounds check refuses a matrix that has ended, too: it has no CPUs. */
int irqm_matrix_get_cpu_stats(const struct irqm_matrix *m, unsigned int cpu,
			      struct irqm_matrix_cpu_stats *stats)
{
	const struct im_row *row;

	if (!m || !stats)
		return -IRQM_EINVAL;
	if (cpu >= m->rows.nr_cpus)
		return -IRQM_ERANGE;
	row = im_row(&m->rows, cpu);
	stats->online = im_matrix_is_online(m, cpu);
	stats->available = row->count.available;
	stats->allocated = row->count.allocated;
	stats->managed = row->count.managed;
	stats->managed_allocated = row->count.managed_allocated;
	return 0;
}

/* Slots that need a place on another CPU before this one goes; managed slots stay with it. */
static unsigned int regular_slots(const struct im_row *row)
{
	return row->count.allocated - row->count.managed_allocated;
}

static unsigned int shortfall(unsigned int wanted, unsigned int available)
{
	return wanted > available ? wanted - available : 0;
}

int irqm_matrix_can_offline(const struct irqm_matrix *m, unsigned int cpu, unsigned int *missing)
{
	const struct im_row *row;

	if (!m || !missing)
		return -IRQM_EINVAL;
	if (cpu >= m->rows.nr_cpus)
		return -IRQM_ERANGE;
	if (!im_matrix_is_online(m, cpu))
		return -IRQM_ENODEV;
	row = im_row(&m->rows, cpu);
	/* Its own available vectors go with it. */
	*missing = shortfall(regular_slots(row), m->global_available - row->count.available);
	return 0;
}

int irqm_matrix_can_shrink(const struct irqm_matrix *m, const unsigned long *cpus,
			   unsigned int *missing)
{
	unsigned int available = 0, moving = 0, staying = 0, cpu;

	if (im_matrix_is_absent(m) || !cpus || !missing ||
	    im_matrix_first_word(m, cpus) == IRQM_NONE)
		return -IRQM_EINVAL;
	im_bits_for_each(cpu, m->online, m->rows.nr_cpus) {
		const struct im_row *row = im_row(&m->rows, cpu);

		if (im_bits_test(cpus, cpu)) {
			staying++;
			available += row->count.available;
		} else {
			moving += regular_slots(row);
		}
	}
	if (!staying)
		return -IRQM_ENODEV;
	*missing = shortfall(moving, available);
	return 0;
}

/* Whether vectors are wanted of a mask that names no CPU. Without a demand the mask may be NULL. */
static bool names_no_cpu(const struct irqm_matrix *m, const unsigned long *cpus,
			 unsigned int wanted)
{
	return wanted && (!cpus || im_matrix_first_word(m, cpus) == IRQM_NONE);
}

/* The sum, or the largest number if the sum does not fit. */
static unsigned int add_capped(unsigned int a, unsigned int b)
{
	return a > ~0U - b ? ~0U : a + b;
}

int irqm_matrix_would_fit(const struct irqm_matrix *m, const struct irqm_matrix_demand *demand,
			  struct irqm_matrix_lack *lack)
{
	unsigned int lack_managed = 0, for_regular = 0, cpu;

	if (im_matrix_is_absent(m) || !demand || !lack ||
	    names_no_cpu(m, demand->managed_cpus, demand->managed) ||
	    names_no_cpu(m, demand->regular_cpus, demand->regular))
		return -IRQM_EINVAL;
	for (cpu = 0; cpu < m->rows.nr_cpus; cpu++) {
		unsigned int available = im_row(&m->rows, cpu)->count.available;

		/* Managed vectors come first: regular ones can go to any CPU of their mask. */
		if (demand->managed && im_bits_test(demand->managed_cpus, cpu)) {
			lack_managed = add_capped(lack_managed,
						  shortfall(demand->managed, available));
			available = shortfall(available, demand->managed);
		}
		if (demand->regular && im_bits_test(demand->regular_cpus, cpu) &&
		    im_matrix_is_online(m, cpu))
			for_regular = add_capped(for_regular, available);
	}
	lack->managed = lack_managed;
	lack->regular = shortfall(demand->regular, for_regular);
	return 0;
}

/* ---- Slots one by one ---- */

/* System vectors may lie outside the window, and are told as system vectors there as well. */
static enum irqm_slot_state state_of(const struct im_rows *rows, const struct im_row *row,
				     unsigned int vector)
{
	bool managed = im_row_is_managed(rows, row, vector);

	if (im_row_is_allocated(row, vector))
		return managed ? IRQM_SLOT_MANAGED_ALLOCATED : IRQM_SLOT_REGULAR;
	if (managed)
		return IRQM_SLOT_MANAGED;
	if (im_bits_test(im_rows_system_map(rows), vector))
		return IRQM_SLOT_SYSTEM;
	return im_rows_in_window(rows, vector) ? IRQM_SLOT_FREE : IRQM_SLOT_OUTSIDE;
}

int irqm_matrix_slot_state(const struct irqm_matrix *m, struct irqm_slot slot,
			   enum irqm_slot_state *state)
{
	if (!m || !state)
		return -IRQM_EINVAL;
	if (slot.cpu >= m->rows.nr_cpus || slot.vector >= m->rows.nr_vectors)
		return -IRQM_ERANGE;
	*state = state_of(&m->rows, im_row(&m->rows, slot.cpu), slot.vector);
	return 0;
}

int irqm_matrix_walk(const struct irqm_matrix *m,
		     int (*visit)(void *ctx, struct irqm_slot slot, enum irqm_slot_state state),
		     void *ctx)
{
	unsigned int cpu, w;

	if (im_matrix_is_absent(m) || !visit)
		return -IRQM_EINVAL;
	for (cpu = 0; cpu < m->rows.nr_cpus; cpu++) {
		const struct im_row *row = im_row(&m->rows, cpu);
		const unsigned long *managed = im_row_managed_map(&m->rows, row);

		for (w = m->rows.first_word; w < m->rows.end_word; w++) {
			/* Free slots are not visited, and most words have no other. */
			unsigned long left = im_row_alloc_map(row)[w] | managed[w];

			for (; left; left &= left - 1) {
				struct irqm_slot slot = {
					.cpu = cpu,
					.vector = w * IM_BITS + im_bits_lowest(left),
				};
				int stop = visit(ctx, slot, state_of(&m->rows, row, slot.vector));

				if (stop)
					return stop;
			}
		}
	}
	return 0;
}
