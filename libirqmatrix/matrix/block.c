/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Runs of several vectors of one CPU, for multi-MSI.
 *
 * A regular run is a number of regular slots and nothing more: the matrix forgets that they were
 * allocated together. A managed run is a block, which keeps its shape while it is reserved. If
 * single allocations or blocks of another size could take vectors out of it, the vectors left would
 * no longer lie side by side, and the guarantee would be void. The joined map of a row says which
 * managed vectors belong together.
 *
 * The sums change vector by vector, because each trace callback shows them as they are then. The
 * indexes change once per run.
 */
#include "matrix_internal.h"

/* Checks the arguments that all calls share; managed ones pass an alignment of 1. */
static int check_block(const struct irqm_matrix *m, const unsigned long *cpus, unsigned int count,
		       unsigned int align)
{
	if (im_matrix_is_absent(m) || !cpus || !count || !align || (align & (align - 1)))
		return -IRQM_EINVAL;
	if (count > m->rows.nr_vectors || align > m->rows.nr_vectors)
		return -IRQM_ERANGE;
	return im_matrix_first_word(m, cpus) == IRQM_NONE ? -IRQM_EINVAL : 0;
}

/* A matrix without managed blocks has no map to keep their shape in. */
static int check_managed_block(const struct irqm_matrix *m, const unsigned long *cpus,
			       unsigned int count)
{
	if (!im_matrix_is_absent(m) && !m->rows.blocks)
		return -IRQM_EINVAL;
	return check_block(m, cpus, count, 1);
}

/* The available vectors of a CPU were before, and are what its row says now. */
static void index_available(struct irqm_matrix *m, unsigned int cpu, unsigned int before)
{
	unsigned int w = cpu / IM_BITS, now = im_row(&m->rows, cpu)->count.available;

	if (!m->indexed)
		return;
	im_index_rekey(im_index_block_rw(&m->available, 0, w), im_bit(cpu), before, now);
	if (now)
		im_index_set_ready(&m->available, w, im_bit(cpu),
				   im_matrix_is_online(m, cpu) ? now : 0);
	else
		*im_index_ready_rw(&m->available, w) &= ~im_bit(cpu);
}

/* The managed slots in use of a CPU were before, and are what its row says now. */
static void index_spare(struct irqm_matrix *m, unsigned int cpu, unsigned int before)
{
	const struct im_row *row = im_row(&m->rows, cpu);
	unsigned int w = cpu / IM_BITS, key = im_matrix_spare_key(m, row->count.managed_allocated);

	if (!m->indexed)
		return;
	im_index_rekey(im_index_block_rw(&m->spare, 0, w), im_bit(cpu),
		       im_matrix_spare_key(m, before), key);
	if (im_row_has_spare(&m->rows, row))
		im_index_set_ready(&m->spare, w, im_bit(cpu),
				   im_matrix_is_online(m, cpu) ? key : 0);
	else
		*im_index_ready_rw(&m->spare, w) &= ~im_bit(cpu);
}

/* What happens to the vectors of a run; a constant wherever it is a parameter. */
enum change {
	ALLOC,
	FREE,
	RESERVE_MANAGED,
	UNRESERVE_MANAGED,
	ALLOC_MANAGED,
	FREE_MANAGED,
};

/* Changes one vector in its row and in the sums, then tells the trace. */
static im_always_inline void change_slot(enum change change, struct irqm_matrix *m,
					 struct im_row *row, struct irqm_slot slot)
{
	unsigned int online = im_matrix_is_online(m, slot.cpu);

	switch (change) {
	case ALLOC:
		im_row_alloc(row, slot.vector);
		m->total_allocated++;
		m->global_available -= online;
		im_trace(&m->trace, alloc, slot);
		break;
	case FREE:
		im_row_free(row, slot.vector);
		m->total_allocated--;
		m->global_available += online;
		im_trace(&m->trace, free, slot);
		break;
	case RESERVE_MANAGED:
		im_row_reserve_managed(&m->rows, row, slot.vector);
		m->global_available -= online;
		im_trace(&m->trace, reserve_managed, slot);
		break;
	case UNRESERVE_MANAGED:
		im_row_unreserve_managed(&m->rows, row, slot.vector);
		m->global_available += online;
		im_trace(&m->trace, unreserve_managed, slot);
		break;
	case ALLOC_MANAGED:
		im_row_alloc_managed(row, slot.vector);
		m->total_allocated++;
		im_trace(&m->trace, alloc_managed, slot);
		break;
	case FREE_MANAGED:
		im_row_free_managed(row, slot.vector);
		m->total_allocated--;
		im_trace(&m->trace, free, slot);
		break;
	}
}

/* Changes count vectors from slot on, one by one, and then the indexes that have keys of them. */
static im_always_inline void change_run(enum change change, struct irqm_matrix *m,
					struct irqm_slot slot, unsigned int count)
{
	struct im_row *row = im_row_rw(&m->rows, slot.cpu);
	const struct im_row_counts before = row->count;
	unsigned int end = slot.vector + count;

	for (; slot.vector < end; slot.vector++)
		change_slot(change, m, row, slot);
	if (change != ALLOC_MANAGED && change != FREE_MANAGED)
		index_available(m, slot.cpu, before.available);
	if (change != ALLOC && change != FREE)
		index_spare(m, slot.cpu, before.managed_allocated);
}

/* ---- Regular runs ---- */

/*
 * The CPU with the most available vectors among those with a run that fits. The index gives the CPU
 * with the most of all, which usually has such a run; only if it has none are all CPUs compared.
 */
static struct irqm_slot find_run(struct irqm_matrix *m, const unsigned long *cpus,
				 unsigned int count, unsigned int align)
{
	struct irqm_slot best = { .cpu = IRQM_NONE, .vector = IRQM_NONE };
	unsigned int most = 0, cpu, alone, vector;

	if (m->indexed) {
		cpu = im_index_pick_lowest(&m->available, cpus, m->online,
					   im_matrix_first_word(m, cpus), &alone);
		if (cpu == IRQM_NONE)
			return best;
		vector = im_row_find_run(&m->rows, im_row(&m->rows, cpu), count, align);
		if (vector != IRQM_NONE)
			return (struct irqm_slot){ .cpu = cpu, .vector = vector };
	}
	im_bits_for_each(cpu, cpus, m->rows.nr_cpus) {
		const struct im_row *row = im_row(&m->rows, cpu);

		if (!im_matrix_is_online(m, cpu) || row->count.available <= most)
			continue;
		vector = im_row_find_run(&m->rows, row, count, align);
		if (vector != IRQM_NONE) {
			most = row->count.available;
			best = (struct irqm_slot){ .cpu = cpu, .vector = vector };
		}
	}
	return best;
}

int irqm_matrix_alloc_block(struct irqm_matrix *m, const unsigned long *cpus, unsigned int count,
			    unsigned int align, struct irqm_slot *slot)
{
	struct irqm_slot run;
	int err;

	if (!slot)
		return -IRQM_EINVAL;
	err = check_block(m, cpus, count, align);
	if (err)
		return err;
	run = find_run(m, cpus, count, align);
	if (run.cpu == IRQM_NONE)
		return -IRQM_ENOSPC;
	change_run(ALLOC, m, run, count);
	*slot = run;
	im_matrix_debug_check(m);
	return 0;
}

/* Checks that the whole run is in use, and is all regular or exactly one managed block. */
static int check_run(const struct irqm_matrix *m, struct irqm_slot run, unsigned int count)
{
	const struct im_row *row = im_row(&m->rows, run.cpu);
	unsigned int v, end = run.vector + count;
	bool managed = false;

	for (v = run.vector; v < end; v++) {
		if (!im_row_is_allocated(row, v))
			return -IRQM_ENOENT;
		managed |= im_row_is_managed(&m->rows, row, v);
	}
	/* A managed block is freed whole, so that it can be allocated again in the same shape. */
	if (managed && (!im_row_is_managed(&m->rows, row, run.vector) ||
			im_row_is_joined(&m->rows, row, run.vector) ||
			im_row_block_size(&m->rows, row, run.vector) != count))
		return -IRQM_EINVAL;
	return 0;
}

int irqm_matrix_free_block(struct irqm_matrix *m, struct irqm_slot slot, unsigned int count)
{
	int err;

	if (!m || !count)
		return -IRQM_EINVAL;
	if (slot.cpu >= m->rows.nr_cpus || !im_rows_in_window(&m->rows, slot.vector) ||
	    count > m->rows.end - slot.vector)
		return -IRQM_ERANGE;
	err = check_run(m, slot, count);
	if (err)
		return err;
	if (im_row_is_managed(&m->rows, im_row(&m->rows, slot.cpu), slot.vector))
		change_run(FREE_MANAGED, m, slot, count);
	else
		change_run(FREE, m, slot, count);
	im_matrix_debug_check(m);
	return 0;
}

/* ---- Managed blocks ---- */

/* The smallest power of two that is not below count: multi-MSI needs a block aligned to it. */
static unsigned int natural_align(unsigned int count)
{
	return 1U << im_bits_length(count - 1);
}

/* Where a CPU's next block to reserve, or to unreserve, begins; IRQM_NONE if there is none. */
static im_always_inline unsigned int find_block(enum change change, const struct irqm_matrix *m,
						unsigned int cpu, unsigned int count)
{
	const struct im_row *row = im_row(&m->rows, cpu);

	return change == RESERVE_MANAGED
		       ? im_row_find_run(&m->rows, row, count, natural_align(count))
		       : im_row_find_spare_block(&m->rows, row, count);
}

/* Reserves or unreserves a block on a CPU that has been found to have one. */
static im_always_inline void change_block(enum change change, struct irqm_matrix *m,
					  unsigned int cpu, unsigned int count)
{
	const struct irqm_slot slot = {
		.cpu = cpu,
		.vector = find_block(change, m, cpu, count),
	};

	if (change == RESERVE_MANAGED)
		im_row_join(&m->rows, im_row_rw(&m->rows, cpu), slot.vector, count);
	else
		im_row_split(&m->rows, im_row_rw(&m->rows, cpu), slot.vector, count);
	change_run(change, m, slot, count);
}

/*
 * Reserves or unreserves a block on every CPU of a mask. All CPUs are asked before the first is
 * changed, so that nothing ever has to be undone.
 */
static im_always_inline int change_mask(enum change change, struct irqm_matrix *m,
					const unsigned long *cpus, unsigned int count)
{
	unsigned int cpu;
	int err = check_managed_block(m, cpus, count);

	if (err)
		return err;
	im_bits_for_each(cpu, cpus, m->rows.nr_cpus) {
		if (find_block(change, m, cpu, count) == IRQM_NONE)
			return change == RESERVE_MANAGED ? -IRQM_ENOSPC : -IRQM_ENOENT;
	}
	im_bits_for_each(cpu, cpus, m->rows.nr_cpus)
		change_block(change, m, cpu, count);
	im_matrix_debug_check(m);
	return 0;
}

int irqm_matrix_reserve_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
				      unsigned int count)
{
	return change_mask(RESERVE_MANAGED, m, cpus, count);
}

int irqm_matrix_unreserve_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
					unsigned int count)
{
	return change_mask(UNRESERVE_MANAGED, m, cpus, count);
}

/* The CPU with the fewest managed slots in use of those with such a block; ties to the highest. */
static struct irqm_slot find_spare_block(const struct irqm_matrix *m, const unsigned long *cpus,
					 unsigned int count)
{
	struct irqm_slot best = { .cpu = IRQM_NONE, .vector = IRQM_NONE };
	unsigned int fewest = ~0U, cpu, vector;

	im_bits_for_each(cpu, cpus, m->rows.nr_cpus) {
		const struct im_row *row = im_row(&m->rows, cpu);

		if (!im_matrix_is_online(m, cpu) || row->count.managed_allocated > fewest)
			continue;
		vector = im_row_find_spare_block(&m->rows, row, count);
		if (vector != IRQM_NONE) {
			fewest = row->count.managed_allocated;
			best = (struct irqm_slot){ .cpu = cpu, .vector = vector };
		}
	}
	return best;
}

int irqm_matrix_alloc_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
				    unsigned int count, struct irqm_slot *slot)
{
	struct irqm_slot block;
	int err;

	if (!slot)
		return -IRQM_EINVAL;
	err = check_managed_block(m, cpus, count);
	if (err)
		return err;
	block = find_spare_block(m, cpus, count);
	if (block.cpu == IRQM_NONE)
		return -IRQM_ENOSPC;
	change_run(ALLOC_MANAGED, m, block, count);
	*slot = block;
	im_matrix_debug_check(m);
	return 0;
}
