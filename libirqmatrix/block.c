/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Runs of several vectors of one CPU: multi-MSI.
 *
 * A regular run is just so many regular slots. A managed one keeps its shape as long as it is
 * reserved, or the guarantee would be void: single allocations, or blocks of another size, would
 * nibble at it. The joined map of a row says which managed vectors belong together.
 */
#include "matrix_internal.h"

/* What was wrong with the arguments that all calls for blocks share, else 0. */
static int check_block(const struct irqm_matrix *m, const unsigned long *cpus, unsigned int count,
		       unsigned int align)
{
	if (im_no_matrix(m) || !cpus || !count || !align || (align & (align - 1)))
		return -IRQM_EINVAL;
	if (count > m->rows.nr_vectors || align > m->rows.nr_vectors)
		return -IRQM_ERANGE;
	return im_first_named(m, cpus) == IRQM_NONE ? -IRQM_EINVAL : 0;
}

static int check_managed_block(const struct irqm_matrix *m, const unsigned long *cpus,
			       unsigned int count)
{
	if (!im_no_matrix(m) && !m->rows.blocks)
		return -IRQM_EINVAL;
	return check_block(m, cpus, count, 1);
}

/* The next CPU of a mask at or after from, else nr_cpus. */
static unsigned int next_cpu(const struct irqm_matrix *m, const unsigned long *cpus,
			     unsigned int from)
{
	return im_next_set(cpus, m->rows.nr_cpus, from);
}

/* One vector changes hands; the trace sees each step. */
static void take_one(struct irqm_matrix *m, struct irqm_slot slot)
{
	im_row_take(im_row(&m->rows, slot.cpu), slot.vector);
	im_settle_take(m, slot.cpu);
	im_trace(&m->trace, alloc, slot);
}

/*
 * The CPU with the most available vectors among those with a run that fits. The one with the most
 * of all is asked first, and usually has one.
 */
static struct irqm_slot find_run(struct irqm_matrix *m, const unsigned long *cpus,
				 unsigned int count, unsigned int align)
{
	struct irqm_slot best = { .cpu = IRQM_NONE, .vector = IRQM_NONE };
	unsigned int most = 0, cpu, alone, vector;

	if (m->indexed) {
		cpu = im_load_pick_lowest(&m->room, cpus, m->online, im_first_named(m, cpus),
					  &alone);
		if (cpu == IRQM_NONE)
			return best;
		vector = im_row_find_run(&m->rows, im_row(&m->rows, cpu), count, align);
		if (vector != IRQM_NONE)
			return (struct irqm_slot){ .cpu = cpu, .vector = vector };
	}
	for (cpu = next_cpu(m, cpus, 0); cpu < m->rows.nr_cpus; cpu = next_cpu(m, cpus, cpu + 1)) {
		const struct im_row *row = im_row(&m->rows, cpu);

		if (!im_is_online(m, cpu) || row->count.available <= most)
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
	unsigned int i;
	int err;

	if (!slot)
		return -IRQM_EINVAL;
	err = check_block(m, cpus, count, align);
	if (err)
		return err;
	run = find_run(m, cpus, count, align);
	if (run.cpu == IRQM_NONE)
		return -IRQM_ENOSPC;
	for (i = 0; i < count; i++)
		take_one(m, (struct irqm_slot){ .cpu = run.cpu, .vector = run.vector + i });
	*slot = run;
	im_debug_check(m);
	return 0;
}

/* Whether the whole run is in use, and all of it regular or exactly one managed block. */
static int check_run(const struct irqm_matrix *m, struct irqm_slot run, unsigned int count)
{
	const struct im_row *row = im_row_const(&m->rows, run.cpu);
	unsigned int v, end = run.vector + count;
	bool managed = false;

	for (v = run.vector; v < end; v++) {
		if (!im_row_is_allocated(row, v))
			return -IRQM_ENOENT;
		managed |= im_row_is_managed(&m->rows, row, v);
	}
	if (managed && (!im_row_is_managed(&m->rows, row, run.vector) ||
			im_row_is_joined(&m->rows, row, run.vector) ||
			im_row_block_size(&m->rows, row, run.vector) != count))
		return -IRQM_EINVAL;
	return 0;
}

int irqm_matrix_free_block(struct irqm_matrix *m, struct irqm_slot slot, unsigned int count)
{
	struct im_row *row;
	unsigned int v;
	int err;

	if (!m || !count)
		return -IRQM_EINVAL;
	if (slot.cpu >= m->rows.nr_cpus || !im_in_window(&m->rows, slot.vector) ||
	    count > m->rows.end - slot.vector)
		return -IRQM_ERANGE;
	err = check_run(m, slot, count);
	if (err)
		return err;
	row = im_row(&m->rows, slot.cpu);
	for (v = slot.vector; v < slot.vector + count; v++) {
		if (im_row_is_managed(&m->rows, row, v)) {
			im_row_unuse(row, v);
			im_settle_unuse(m, slot.cpu);
		} else {
			im_row_give(row, v);
			im_settle_give(m, slot.cpu);
		}
		im_trace(&m->trace, free, ((struct irqm_slot){ .cpu = slot.cpu, .vector = v }));
	}
	im_debug_check(m);
	return 0;
}

/* The smallest power of two that is not below count. */
static unsigned int natural_align(unsigned int count)
{
	return count == 1 ? 1 : 1U << (32 - (unsigned int)__builtin_clz(count - 1));
}

static void set_block_aside(struct irqm_matrix *m, unsigned int cpu, unsigned int count)
{
	struct im_row *row = im_row(&m->rows, cpu);
	unsigned int start = im_row_find_run(&m->rows, row, count, natural_align(count)), v;

	im_row_join(&m->rows, row, start, count);
	for (v = start; v < start + count; v++) {
		im_row_set_aside(&m->rows, row, v);
		im_settle_set_aside(m, cpu);
		im_trace(&m->trace, reserve_managed,
			 ((struct irqm_slot){ .cpu = cpu, .vector = v }));
	}
}

int irqm_matrix_reserve_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
				      unsigned int count)
{
	unsigned int cpu;
	int err = check_managed_block(m, cpus, count);

	if (err)
		return err;
	for (cpu = next_cpu(m, cpus, 0); cpu < m->rows.nr_cpus; cpu = next_cpu(m, cpus, cpu + 1)) {
		if (im_row_find_run(&m->rows, im_row(&m->rows, cpu), count, natural_align(count)) ==
		    IRQM_NONE)
			return -IRQM_ENOSPC;
	}
	for (cpu = next_cpu(m, cpus, 0); cpu < m->rows.nr_cpus; cpu = next_cpu(m, cpus, cpu + 1))
		set_block_aside(m, cpu, count);
	im_debug_check(m);
	return 0;
}

static void put_block_back(struct irqm_matrix *m, unsigned int cpu, unsigned int count)
{
	struct im_row *row = im_row(&m->rows, cpu);
	unsigned int start = im_row_find_spare_block(&m->rows, row, count), v;

	im_row_split(&m->rows, row, start, count);
	for (v = start; v < start + count; v++) {
		im_row_put_back(&m->rows, row, v);
		im_settle_put_back(m, cpu);
		im_trace(&m->trace, unreserve_managed,
			 ((struct irqm_slot){ .cpu = cpu, .vector = v }));
	}
}

int irqm_matrix_unreserve_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
					unsigned int count)
{
	unsigned int cpu;
	int err = check_managed_block(m, cpus, count);

	if (err)
		return err;
	for (cpu = next_cpu(m, cpus, 0); cpu < m->rows.nr_cpus; cpu = next_cpu(m, cpus, cpu + 1)) {
		if (im_row_find_spare_block(&m->rows, im_row(&m->rows, cpu), count) == IRQM_NONE)
			return -IRQM_ENOENT;
	}
	for (cpu = next_cpu(m, cpus, 0); cpu < m->rows.nr_cpus; cpu = next_cpu(m, cpus, cpu + 1))
		put_block_back(m, cpu, count);
	im_debug_check(m);
	return 0;
}

/* The CPU with the fewest managed slots in use of those with such a block; ties to the highest. */
static struct irqm_slot find_spare_block(struct irqm_matrix *m, const unsigned long *cpus,
					 unsigned int count)
{
	struct irqm_slot best = { .cpu = IRQM_NONE, .vector = IRQM_NONE };
	unsigned int fewest = ~0U, cpu, vector;

	for (cpu = next_cpu(m, cpus, 0); cpu < m->rows.nr_cpus; cpu = next_cpu(m, cpus, cpu + 1)) {
		const struct im_row *row = im_row(&m->rows, cpu);

		if (!im_is_online(m, cpu) || row->count.managed_allocated > fewest)
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
	struct im_row *row;
	unsigned int v;
	int err;

	if (!slot)
		return -IRQM_EINVAL;
	err = check_managed_block(m, cpus, count);
	if (err)
		return err;
	block = find_spare_block(m, cpus, count);
	if (block.cpu == IRQM_NONE)
		return -IRQM_ENOSPC;
	row = im_row(&m->rows, block.cpu);
	for (v = block.vector; v < block.vector + count; v++) {
		im_row_use(row, v);
		im_settle_use(m, block.cpu);
		im_trace(&m->trace, alloc_managed,
			 ((struct irqm_slot){ .cpu = block.cpu, .vector = v }));
	}
	*slot = block;
	im_debug_check(m);
	return 0;
}
