/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Looking at slots one by one. */
#include "matrix_internal.h"

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
