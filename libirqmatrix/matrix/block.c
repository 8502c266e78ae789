/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Runs of several vectors of one CPU: multi-MSI.
 *
 * A regular run is just so many regular slots. A managed one keeps its shape as long as it is
 * reserved, or the guarantee would be void: single allocations, or blocks of another size, would
 * nibble at it. The joined map of a row says which managed vectors belong together.
 *
 * The sums follow vector by vector, for the trace to see; the indexes follow once per block.
 */
#include "matrix_internal.h"

/* What was wrong with the arguments that all calls for blocks share, else 0. */
static int check_block(const struct irqm_matrix *m, const unsigned long *cpus, unsigned int count,
		       unsigned int align)
{
	if (im_matrix_is_absent(m) || !cpus || !count || !align || (align & (align - 1)))
		return -IRQM_EINVAL;
	if (count > m->rows.nr_vectors || align > m->rows.nr_vectors)
		return -IRQM_ERANGE;
	return im_matrix_first_word(m, cpus) == IRQM_NONE ? -IRQM_EINVAL : 0;
}

static int check_managed_block(const struct irqm_matrix *m, const unsigned long *cpus,
			       unsigned int count)
{
	if (!im_matrix_is_absent(m) && !m->rows.blocks)
		return -IRQM_EINVAL;
	return check_block(m, cpus, count, 1);
}

/* The next CPU of a mask at or after from, else nr_cpus. */
static unsigned int next_cpu(const struct irqm_matrix *m, const unsigned long *cpus,
			     unsigned int from)
{
	return im_bits_next_set(cpus, m->rows.nr_cpus, from);
}

/* A CPU had so many available vectors when the room index last heard of it. */
static void index_room(struct irqm_matrix *m, unsigned int cpu, unsigned int before)
{
	unsigned int w = cpu / IM_BITS, now = im_row_rw(&m->rows, cpu)->count.available;

	if (!m->indexed)
		return;
	im_index_rekey(im_index_block_rw(&m->available, 0, w), im_bit(cpu), before, now);
	if (now)
		im_index_set_ready(&m->available, w, im_bit(cpu),
				   im_matrix_is_online(m, cpu) ? now : 0);
	else
		*im_index_ready_rw(&m->available, w) &= ~im_bit(cpu);
}

/* A CPU had so many managed slots in use when the spare index last heard of it. */
static void index_spare(struct irqm_matrix *m, unsigned int cpu, unsigned int before)
{
	const struct im_row *row = im_row_rw(&m->rows, cpu);
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
		cpu = im_index_pick_lowest(&m->available, cpus, m->online,
					   im_matrix_first_word(m, cpus), &alone);
		if (cpu == IRQM_NONE)
			return best;
		vector = im_row_find_run(&m->rows, im_row_rw(&m->rows, cpu), count, align);
		if (vector != IRQM_NONE)
			return (struct irqm_slot){ .cpu = cpu, .vector = vector };
	}
	for (cpu = next_cpu(m, cpus, 0); cpu < m->rows.nr_cpus; cpu = next_cpu(m, cpus, cpu + 1)) {
		const struct im_row *row = im_row_rw(&m->rows, cpu);

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

static void take_run(struct irqm_matrix *m, struct irqm_slot slot, unsigned int count)
{
	struct im_row *row = im_row_rw(&m->rows, slot.cpu);
	unsigned int end = slot.vector + count, before = row->count.available;

	for (; slot.vector < end; slot.vector++) {
		im_row_alloc(row, slot.vector);
		m->total_allocated++;
		m->global_available -= im_matrix_is_online(m, slot.cpu);
		im_trace(&m->trace, alloc, slot);
	}
	index_room(m, slot.cpu, before);
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
	take_run(m, run, count);
	*slot = run;
	im_matrix_debug_check(m);
	return 0;
}

/* Whether the whole run is in use, and all of it regular or exactly one managed block. */
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
	if (managed && (!im_row_is_managed(&m->rows, row, run.vector) ||
			im_row_is_joined(&m->rows, row, run.vector) ||
			im_row_block_size(&m->rows, row, run.vector) != count))
		return -IRQM_EINVAL;
	return 0;
}

static void give_run(struct irqm_matrix *m, struct irqm_slot slot, unsigned int count)
{
	struct im_row *row = im_row_rw(&m->rows, slot.cpu);
	unsigned int end = slot.vector + count, before = row->count.available;

	for (; slot.vector < end; slot.vector++) {
		im_row_free(row, slot.vector);
		m->total_allocated--;
		m->global_available += im_matrix_is_online(m, slot.cpu);
		im_trace(&m->trace, free, slot);
	}
	index_room(m, slot.cpu, before);
}

static void unuse_block(struct irqm_matrix *m, struct irqm_slot slot, unsigned int count)
{
	struct im_row *row = im_row_rw(&m->rows, slot.cpu);
	unsigned int end = slot.vector + count, before = row->count.managed_allocated;

	for (; slot.vector < end; slot.vector++) {
		im_row_free_managed(row, slot.vector);
		m->total_allocated--;
		im_trace(&m->trace, free, slot);
	}
	index_spare(m, slot.cpu, before);
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
	if (im_row_is_managed(&m->rows, im_row_rw(&m->rows, slot.cpu), slot.vector))
		unuse_block(m, slot, count);
	else
		give_run(m, slot, count);
	im_matrix_debug_check(m);
	return 0;
}

/* The smallest power of two that is not below count. */
static unsigned int natural_align(unsigned int count)
{
	return count == 1 ? 1 : 1U << (32 - (unsigned int)__builtin_clz(count - 1));
}

static void set_block_aside(struct irqm_matrix *m, unsigned int cpu, unsigned int count)
{
	struct im_row *row = im_row_rw(&m->rows, cpu);
	unsigned int start = im_row_find_run(&m->rows, row, count, natural_align(count));
	unsigned int before = row->count.available, v;

	im_row_join(&m->rows, row, start, count);
	for (v = start; v < start + count; v++) {
		im_row_reserve_managed(&m->rows, row, v);
		m->global_available -= im_matrix_is_online(m, cpu);
		im_trace(&m->trace, reserve_managed,
			 ((struct irqm_slot){ .cpu = cpu, .vector = v }));
	}
	index_room(m, cpu, before);
	index_spare(m, cpu, row->count.managed_allocated);
}

int irqm_matrix_reserve_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
				      unsigned int count)
{
	unsigned int cpu;
	int err = check_managed_block(m, cpus, count);

	if (err)
		return err;
	for (cpu = next_cpu(m, cpus, 0); cpu < m->rows.nr_cpus; cpu = next_cpu(m, cpus, cpu + 1)) {
		if (im_row_find_run(&m->rows, im_row_rw(&m->rows, cpu), count,
				    natural_align(count)) == IRQM_NONE)
			return -IRQM_ENOSPC;
	}
	for (cpu = next_cpu(m, cpus, 0); cpu < m->rows.nr_cpus; cpu = next_cpu(m, cpus, cpu + 1))
		set_block_aside(m, cpu, count);
	im_matrix_debug_check(m);
	return 0;
}

static void put_block_back(struct irqm_matrix *m, unsigned int cpu, unsigned int count)
{
	struct im_row *row = im_row_rw(&m->rows, cpu);
	unsigned int start = im_row_find_spare_block(&m->rows, row, count);
	unsigned int before = row->count.available, v;

	im_row_split(&m->rows, row, start, count);
	for (v = start; v < start + count; v++) {
		im_row_unreserve_managed(&m->rows, row, v);
		m->global_available += im_matrix_is_online(m, cpu);
		im_trace(&m->trace, unreserve_managed,
			 ((struct irqm_slot){ .cpu = cpu, .vector = v }));
	}
	index_room(m, cpu, before);
	index_spare(m, cpu, row->count.managed_allocated);
}

int irqm_matrix_unreserve_managed_block(struct irqm_matrix *m, const unsigned long *cpus,
					unsigned int count)
{
	unsigned int cpu;
	int err = check_managed_block(m, cpus, count);

	if (err)
		return err;
	for (cpu = next_cpu(m, cpus, 0); cpu < m->rows.nr_cpus; cpu = next_cpu(m, cpus, cpu + 1)) {
		if (im_row_find_spare_block(&m->rows, im_row_rw(&m->rows, cpu), count) == IRQM_NONE)
			return -IRQM_ENOENT;
	}
	for (cpu = next_cpu(m, cpus, 0); cpu < m->rows.nr_cpus; cpu = next_cpu(m, cpus, cpu + 1))
		put_block_back(m, cpu, count);
	im_matrix_debug_check(m);
	return 0;
}

/* The CPU with the fewest managed slots in use of those with such a block; ties to the highest. */
static struct irqm_slot find_spare_block(struct irqm_matrix *m, const unsigned long *cpus,
					 unsigned int count)
{
	struct irqm_slot best = { .cpu = IRQM_NONE, .vector = IRQM_NONE };
	unsigned int fewest = ~0U, cpu, vector;

	for (cpu = next_cpu(m, cpus, 0); cpu < m->rows.nr_cpus; cpu = next_cpu(m, cpus, cpu + 1)) {
		const struct im_row *row = im_row_rw(&m->rows, cpu);

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

static void use_block(struct irqm_matrix *m, struct irqm_slot slot, unsigned int count)
{
	struct im_row *row = im_row_rw(&m->rows, slot.cpu);
	unsigned int end = slot.vector + count, before = row->count.managed_allocated;

	for (; slot.vector < end; slot.vector++) {
		im_row_alloc_managed(row, slot.vector);
		m->total_allocated++;
		im_trace(&m->trace, alloc_managed, slot);
	}
	index_spare(m, slot.cpu, before);
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
	use_block(m, block, count);
	*slot = block;
	im_matrix_debug_check(m);
	return 0;
}
