/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Managed slots: one vector reserved on every CPU of a mask, and allocated on one of them.
 *
 * A reservation changes many CPUs. The sums and the indexes are therefore brought up to date for a
 * word of CPUs at a time: adding one to the keys of 64 CPUs takes hardly longer than to one key.
 */
#include "matrix_internal.h"

/* The next word after w that names a CPU, or IRQM_NONE; last is the last such word. */
static im_always_inline unsigned int next_word_until(const struct irqm_matrix *m,
						     const unsigned long *cpus, unsigned int w,
						     unsigned int last)
{
	return w < last ? im_matrix_next_word(m, cpus, w + 1) : IRQM_NONE;
}

/* How many of these nr CPUs of word w are online. Usually all are, and none is counted. */
static im_always_inline unsigned int nr_online(const struct irqm_matrix *m, unsigned int w,
					       unsigned long cpus, unsigned int nr)
{
	return im_likely(!(cpus & ~m->online[w])) ? nr : im_bits_popcount(cpus & m->online[w]);
}

/*
 * Reserving and unreserving are one algorithm. The functions below take the direction as a constant
 * and are inlined, so the compiler makes a copy of them for each direction, without a test of it.
 */
enum direction {
	RESERVE,
	UNRESERVE,
};

static im_always_inline bool change_lowest(enum direction direction, struct im_row_view view,
					   struct im_row *row, unsigned int *vector)
{
	return direction == RESERVE ? im_row_reserve_managed_lowest(view, row, vector)
				    : im_row_unreserve_managed_lowest(view, row, vector);
}

/* Whether a row has no vector left that could be reserved, or unreserved. */
static im_always_inline bool is_exhausted(enum direction direction, const struct irqm_matrix *m,
					  const struct im_row *row)
{
	return direction == RESERVE ? im_unlikely(!row->count.available)
				    : !im_row_has_spare(&m->rows, row);
}

/* Each of nr online CPUs has one available vector less, or one more. */
static im_always_inline void change_available(enum direction direction, struct irqm_matrix *m,
					      unsigned int nr)
{
	if (direction == RESERVE)
		m->global_available -= nr;
	else
		m->global_available += nr;
}

/* Changes one vector on each of some CPUs of word w, all of which have one to change. */
static im_always_inline void change_rows(enum direction direction, struct irqm_matrix *m,
					 unsigned int w, unsigned long cpus)
{
	const struct im_row_view view = im_row_view(&m->rows);
	unsigned long left, exhausted = 0;
	unsigned int nr = 0;

	for (left = cpus; left; left &= left - 1, nr++) {
		unsigned int cpu = w * IM_BITS + im_bits_lowest(left), vector;
		struct im_row *row = im_row_rw(&m->rows, cpu);

		if (!change_lowest(direction, view, row, &vector))
			continue; /* its counter is damaged; do not write outside the map */
		if (is_exhausted(direction, m, row)) {
			if (direction == UNRESERVE)
				im_keep_branch(); /* predicted well: most CPUs are alike */
			exhausted |= left & -left;
		}
	}
	/* Once for all rows. Only a trace would see it in between: see change_rows_traced(). */
	change_available(direction, m, nr_online(m, w, cpus, nr));
	if (!m->indexed)
		return;
	if (direction == RESERVE)
		im_matrix_index_reserve_managed(m, w, cpus, exhausted);
	else
		im_matrix_index_unreserve_managed(m, w, cpus, exhausted);
}

/* Brings the indexes up to date after a change of one CPU; its row says what its keys are. */
static im_always_inline void index_row(enum direction direction, struct irqm_matrix *m,
				       unsigned int w, unsigned long bit, const struct im_row *row)
{
	bool online = m->online[w] & bit;

	if (direction == RESERVE) {
		im_matrix_index_alloc(m, w, bit, row->count.available ? 0 : bit);
		im_index_set_ready(
			&m->spare, w, bit,
			online ? im_matrix_spare_key(m, row->count.managed_allocated) : 0);
		return;
	}
	im_matrix_index_free(m, w, bit, online ? row->count.available : 0);
	if (!im_row_has_spare(&m->rows, row))
		*im_index_ready_rw(&m->spare, w) &= ~bit;
}

/* Changes one vector of a single CPU and tells which. It needs no search for the largest key. */
static im_always_inline void change_row(enum direction direction, struct irqm_matrix *m,
					unsigned int w, unsigned long bit, unsigned int *vector)
{
	struct im_row *row = im_row_rw(&m->rows, w * IM_BITS + im_bits_lowest(bit));

	if (!change_lowest(direction, im_row_view(&m->rows), row, vector))
		return; /* its counter is damaged; do not write outside the map */
	change_available(direction, m, (m->online[w] & bit) != 0);
	if (m->indexed)
		index_row(direction, m, w, bit, row);
}

/* Changes CPU by CPU, so that each trace callback sees the sums as they are after its CPU. */
static im_always_inline void change_rows_traced(enum direction direction, struct irqm_matrix *m,
						unsigned int w, unsigned long cpus)
{
	struct irqm_slot slot = { .cpu = IRQM_NONE, .vector = IRQM_NONE };

	for (; cpus; cpus &= cpus - 1) {
		slot.cpu = w * IM_BITS + im_bits_lowest(cpus);
		change_row(direction, m, w, cpus & -cpus, &slot.vector);
		if (direction == RESERVE)
			im_trace(&m->trace, reserve_managed, slot);
		else
			im_trace(&m->trace, unreserve_managed, slot);
	}
}

static im_noinline void reserve_rows_traced(struct irqm_matrix *m, unsigned int w,
					    unsigned long cpus)
{
	change_rows_traced(RESERVE, m, w, cpus);
}

static im_noinline void unreserve_rows_traced(struct irqm_matrix *m, unsigned int w,
					      unsigned long cpus)
{
	change_rows_traced(UNRESERVE, m, w, cpus);
}

/* Changes one vector on each of some CPUs of word w in the fastest way that does it. */
static im_always_inline void change_word(enum direction direction, struct irqm_matrix *m,
					 unsigned int w, unsigned long cpus)
{
	unsigned int vector;

	if (im_unlikely(m->trace.ops)) {
		if (direction == RESERVE)
			reserve_rows_traced(m, w, cpus);
		else
			unreserve_rows_traced(m, w, cpus);
	} else if (!(cpus & (cpus - 1))) {
		change_row(direction, m, w, cpus, &vector);
	} else {
		change_rows(direction, m, w, cpus);
	}
}

/* Why the CPUs of a mask cannot all be changed. */
static im_always_inline int refusal(enum direction direction)
{
	return direction == RESERVE ? -IRQM_ENOSPC : -IRQM_ENOENT;
}

/* Changes the CPUs of the only word of a matrix without an index. */
static im_always_inline int change_few(enum direction direction, struct irqm_matrix *m,
				       unsigned long cpus)
{
	unsigned long left;

	if (!cpus)
		return -IRQM_EINVAL;
	for (left = cpus; left; left &= left - 1) {
		if (is_exhausted(direction, m, im_row(&m->rows, im_bits_lowest(left))))
			return refusal(direction);
	}
	change_word(direction, m, 0, cpus);
	im_matrix_debug_check(m);
	return 0;
}

/* Asks every CPU of the mask before it changes the first one, so that nothing has to be undone. */
static im_always_inline int change_indexed(enum direction direction, struct irqm_matrix *m,
					   const unsigned long *cpus)
{
	/* Ready in this index are the CPUs that have a vector to change. */
	const struct im_index *index = direction == RESERVE ? &m->available : &m->spare;
	unsigned int first = im_matrix_first_word(m, cpus), last, w;

	if (first == IRQM_NONE)
		return -IRQM_EINVAL;
	for (w = last = first; w != IRQM_NONE; w = im_matrix_next_word(m, cpus, w + 1)) {
		if (im_matrix_mask_word(m, cpus, w) & ~im_index_ready(index, w))
			return refusal(direction);
		last = w;
	}
	for (w = first; w != IRQM_NONE; w = next_word_until(m, cpus, w, last))
		change_word(direction, m, w, im_matrix_mask_word(m, cpus, w));
	im_matrix_debug_check(m);
	return 0;
}

static im_always_inline int change_mask(enum direction direction, struct irqm_matrix *m,
					const unsigned long *cpus)
{
	if (!m || !cpus)
		return -IRQM_EINVAL;
	if (!m->indexed)
		return change_few(direction, m, cpus[0] & m->cpu_tail);
	return change_indexed(direction, m, cpus);
}

int irqm_matrix_reserve_managed(struct irqm_matrix *m, const unsigned long *cpus)
{
	return change_mask(RESERVE, m, cpus);
}

int irqm_matrix_unreserve_managed(struct irqm_matrix *m, const unsigned long *cpus)
{
	return change_mask(UNRESERVE, m, cpus);
}

/*
 * The CPU with the fewest managed slots in use of those with a single spare vector, of equals the
 * highest, in a matrix without an index. Its mask is one word. Without blocks the counters alone
 * say whether there is a spare vector.
 */
static im_always_inline unsigned int least_managed(const struct irqm_matrix *m,
						   struct im_row_view view, unsigned long cpus)
{
	unsigned int best = IRQM_NONE, fewest = ~0U;

	for (; cpus; cpus &= cpus - 1) {
		unsigned int cpu = im_bits_lowest(cpus);
		const struct im_row *row = im_row(&m->rows, cpu);
		unsigned int its = row->count.managed_allocated;

		if (its <= fewest && its != row->count.managed &&
		    (!view.blocks || im_row_has_spare(&m->rows, row))) {
			im_keep_branch();
			fewest = its;
			best = cpu;
		}
	}
	return best;
}

/* Tells the trace, if there is one, and checks the matrix, if the build asks for it. */
static im_noinline int report_alloc_managed(struct irqm_matrix *m, struct irqm_slot slot)
{
	im_trace(&m->trace, alloc_managed, slot);
	im_matrix_debug_check(m);
	return 0;
}

/* Allocates the lowest spare vector of an online CPU; false when its row has none. */
static im_always_inline bool alloc_lowest(struct irqm_matrix *m, struct im_row_view view,
					  unsigned int cpu, unsigned int *vector)
{
	if (!im_row_alloc_managed_lowest(view, im_row_rw(&m->rows, cpu), vector))
		return false; /* its counter is damaged; do not write outside the map */
	m->total_allocated++;
	return true;
}

static im_noinline int alloc_managed_indexed(struct irqm_matrix *m, const unsigned long *cpus,
					     struct irqm_slot *slot)
{
	unsigned int edge = im_matrix_last_word(m, cpus), cpu, alone, vector;
	const struct im_row *row;

	if (im_unlikely(edge == IRQM_NONE))
		return -IRQM_EINVAL;
	cpu = im_index_pick_highest(&m->spare, cpus, m->online, edge, &alone);
	if (im_unlikely(cpu == IRQM_NONE) || !alloc_lowest(m, im_row_view(&m->rows), cpu, &vector))
		return -IRQM_ENOSPC;
	im_matrix_put_slot(slot, cpu, vector);
	row = im_row(&m->rows, cpu);
	im_matrix_index_alloc_managed(m, cpu / IM_BITS, im_bit(cpu),
				      im_row_has_spare(&m->rows, row) ? 0 : im_bit(cpu));
	if (alone) /* no other CPU has this key, so its bounds shrink with it */
		im_index_lower_bounds(&m->spare, cpu / IM_BITS, alone,
				      im_matrix_spare_key(m, row->count.managed_allocated));
	return m->attended ? report_alloc_managed(m, *slot) : 0;
}

/* Allocates in a matrix without an index. */
static im_always_inline int alloc_managed(struct irqm_matrix *m, struct im_row_view view,
					  const unsigned long *cpus, struct irqm_slot *slot)
{
	unsigned int cpu = least_managed(m, view, cpus[0] & m->online[0]), vector;

	if (im_unlikely(cpu == IRQM_NONE))
		return im_matrix_no_cpu_error(m, cpus);
	if (!alloc_lowest(m, view, cpu, &vector))
		return -IRQM_ENOSPC;
	im_matrix_put_slot(slot, cpu, vector);
	return m->attended ? report_alloc_managed(m, *slot) : 0;
}

/* Passes over blocks; apart from the usual case, which then is short enough to be inlined. */
static im_noinline int alloc_managed_single(struct irqm_matrix *m, const unsigned long *cpus,
					    struct irqm_slot *slot)
{
	return alloc_managed(m, im_row_view(&m->rows), cpus, slot);
}

int irqm_matrix_alloc_managed(struct irqm_matrix *m, const unsigned long *cpus,
			      struct irqm_slot *slot)
{
	struct im_row_view view;

	if (im_unlikely(!m) || im_unlikely(!cpus) || im_unlikely(!slot))
		return -IRQM_EINVAL;
	if (m->indexed)
		return alloc_managed_indexed(m, cpus, slot);
	if (im_unlikely(m->rows.blocks))
		return alloc_managed_single(m, cpus, slot);
	view = im_row_view(&m->rows);
	view.blocks = NULL; /* tells the compiler */
	return alloc_managed(m, view, cpus, slot);
}

int irqm_matrix_unmanage(struct irqm_matrix *m, struct irqm_slot slot)
{
	struct im_row *row;

	if (im_matrix_is_absent(m))
		return -IRQM_EINVAL;
	if (slot.cpu >= m->rows.nr_cpus || !im_rows_in_window(&m->rows, slot.vector))
		return -IRQM_ERANGE;
	row = im_row_rw(&m->rows, slot.cpu);
	if (!im_row_is_allocated(row, slot.vector) ||
	    !im_row_is_managed(&m->rows, row, slot.vector))
		return -IRQM_ENOENT;
	/* A block keeps its shape while it is reserved, so none of its vectors can leave it. */
	if (im_row_in_block(&m->rows, row, slot.vector))
		return -IRQM_EINVAL;
	im_row_unmanage(&m->rows, row, slot.vector);
	if (m->indexed)
		im_matrix_index_free_managed(
			m, slot.cpu / IM_BITS, im_bit(slot.cpu),
			im_row_has_spare(&m->rows, row) ? im_bit(slot.cpu) : 0,
			im_matrix_is_online(m, slot.cpu)
				? im_matrix_spare_key(m, row->count.managed_allocated)
				: 0);
	im_trace(&m->trace, unmanage, slot);
	im_matrix_debug_check(m);
	return 0;
}
