/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The vector matrix: its life, its online CPUs, its system vectors.
 *
 * 1 Concepts
 * A matrix is one piece of memory: its header (struct irqm_matrix), the mask of online CPUs, the
 * two indexes, the maps of system and of closed vectors, and one row per CPU. The parts find each
 * other by distances, not by pointers, so that a byte copy of the whole is a snapshot.
 *
 * Each number has few writers:
 *   row.h, row.c     the maps and counters of a row
 *   alloc.c          reserved; the sums over CPUs and the indexes, after a change of one vector
 *   managed.c        the sums and the indexes, for a word of CPUs at a time
 *   block.c          the sums and the indexes, for a run of vectors at a time
 *   matrix.c         the mask and number of online CPUs; the sums and the indexes, after a slot
 *                    was assigned or a system vector, which changes every row
 *
 * 2 Choosing a CPU
 * Two indexes answer which CPU of a mask is the best (see index.h). In the index "available", for
 * regular slots, that is the CPU with the most available vectors. In the index "spare", for managed
 * slots, it is the CPU with the fewest managed slots in use of those with a spare vector. A matrix
 * of a few CPUs has no index, because a loop over the rows is faster there.
 *
 * 3 Failing
 * A call finds out whether it can succeed before it changes anything, so no change is ever undone.
 * For one CPU the row's counters say so. For a mask that would take a look at every row; therefore
 * each index keeps, for each word of CPUs, a word of those with an available, or a spare, vector.
 */
#include "matrix_internal.h"

/* Where the parts of a matrix lie, as distances from its beginning. */
struct layout {
	size_t available_at;
	size_t spare_at;
	size_t rows_at;
	size_t bytes;
};

static bool has_index(const struct irqm_matrix_config *config)
{
	return config->nr_cpus > IM_MATRIX_SMALL_CPUS;
}

static int lay_out(const struct irqm_matrix_config *c, struct layout *l)
{
	if (!c || !c->nr_cpus || !c->nr_vectors || c->first >= c->end || c->end > c->nr_vectors)
		return -IRQM_EINVAL;
	if (c->nr_cpus > IRQM_MAX_CPUS || c->nr_vectors > IRQM_MAX_VECTORS)
		return -IRQM_ERANGE;
	/* The sums over all CPUs have to fit: 65,536 times 65,536 is one slot too many. */
	if (c->end - c->first > ~0U / c->nr_cpus)
		return -IRQM_ERANGE;
	l->available_at =
		sizeof(struct irqm_matrix) + im_bits_words(c->nr_cpus) * sizeof(unsigned long);
	/* Without indexes the rows take their place. */
	l->spare_at = l->available_at;
	l->rows_at = l->available_at;
	if (has_index(c)) {
		l->spare_at += im_index_bytes(c->nr_cpus, c->end - c->first);
		l->rows_at = l->spare_at + im_index_bytes(c->nr_cpus, c->end - c->first + 1);
	}
	l->bytes = l->rows_at + im_rows_bytes(c);
	return 0;
}

int irqm_matrix_size(const struct irqm_matrix_config *config, size_t *bytes)
{
	struct layout l;
	int err;

	if (!bytes)
		return -IRQM_EINVAL;
	err = lay_out(config, &l);
	if (!err)
		*bytes = l.bytes;
	return err;
}

/* Turns a distance from the beginning of the matrix into one from a struct in its header. */
static unsigned int distance(const struct irqm_matrix *m, const void *from, size_t at)
{
	return (unsigned int)(at - (size_t)((const char *)from - (const char *)m));
}

static void init_matrix(struct irqm_matrix *m, const struct irqm_matrix_config *c,
			const struct layout *l)
{
	im_zero(m, sizeof(*m));
	im_rows_init(&m->rows, (unsigned int)l->rows_at, c);
	m->cpu_words = im_bits_words(c->nr_cpus);
	m->cpu_tail = im_bits_tail(c->nr_cpus);
	im_zero(m->online, m->cpu_words * sizeof(unsigned long));
	m->trace.ops = c->trace;
	m->trace.ctx = c->trace_ctx;
	m->indexed = has_index(c);
	m->attended = IM_DEBUG_CHECKS || c->trace;
	if (!m->indexed)
		return;
	im_index_init(&m->available, distance(m, &m->available, l->available_at), c->nr_cpus,
		      c->end - c->first);
	im_index_set_all_ready(&m->available);
	im_index_init(&m->spare, distance(m, &m->spare, l->spare_at), c->nr_cpus,
		      im_matrix_spare_key(m, 0));
}

int irqm_matrix_init(const struct irqm_matrix_config *config, void *memory, size_t bytes,
		     struct irqm_matrix **m)
{
	struct layout l;
	int err;

	if (!memory || !m || (uintptr_t)memory % IRQM_MATRIX_ALIGN)
		return -IRQM_EINVAL;
	err = lay_out(config, &l);
	if (err)
		return err;
	if (bytes < l.bytes)
		return -IRQM_ENOSPC;
	init_matrix(memory, config, &l);
	*m = memory;
	return 0;
}

void irqm_matrix_fini(struct irqm_matrix *m)
{
	/* Without CPUs a matrix is absent: later calls with the stale pointer are refused. */
	if (m)
		im_zero(m, sizeof(*m) + m->cpu_words * sizeof(unsigned long));
}

int irqm_matrix_create(const struct irqm_matrix_config *config, const struct irqm_mem_ops *mem,
		       void *mem_ctx, struct irqm_matrix **m)
{
	struct im_object o = { .mem = mem, .mem_ctx = mem_ctx };
	void *memory;
	int err;

	if (!im_object_has_ops(&o) || !m)
		return -IRQM_EINVAL;
	err = irqm_matrix_size(config, &o.bytes);
	if (!err)
		err = im_object_alloc(&o, IRQM_MATRIX_ALIGN, config->node, &memory);
	if (err)
		return err;
	err = im_object_keep(&o, memory, irqm_matrix_init(config, memory, o.bytes, m));
	if (!err)
		(*m)->object = o;
	return err;
}

void irqm_matrix_destroy(struct irqm_matrix *m)
{
	struct im_object o;

	if (!m)
		return;
	o = m->object; /* before the header is wiped */
	irqm_matrix_fini(m);
	im_object_free(&o, m);
}

int im_matrix_no_cpu_error(const struct irqm_matrix *m, const unsigned long *cpus)
{
	return im_matrix_first_word(m, cpus) == IRQM_NONE ? -IRQM_EINVAL : -IRQM_ENOSPC;
}

/* The row of a CPU has had one vector allocated. */
static void settle_alloc(struct irqm_matrix *m, unsigned int cpu)
{
	m->total_allocated++;
	m->global_available -= im_matrix_is_online(m, cpu);
	if (m->indexed)
		im_matrix_index_alloc(m, cpu / IM_BITS, im_bit(cpu),
				      im_row(&m->rows, cpu)->count.available ? 0 : im_bit(cpu));
}

/* The row of a CPU has had one vector freed. */
static void settle_free(struct irqm_matrix *m, unsigned int cpu)
{
	bool online = im_matrix_is_online(m, cpu);

	m->total_allocated--;
	m->global_available += online;
	if (m->indexed)
		im_matrix_index_free(m, cpu / IM_BITS, im_bit(cpu),
				     online ? im_row(&m->rows, cpu)->count.available : 0);
}

/* Keys and ready bits are kept of offline CPUs too; bounds are of online ones only. */
static void raise_bounds(struct irqm_matrix *m, unsigned int cpu, const struct im_row *row)
{
	im_index_raise_bounds(&m->available, cpu / IM_BITS, row->count.available);
	if (im_row_has_spare(&m->rows, row))
		im_index_raise_bounds(&m->spare, cpu / IM_BITS,
				      im_matrix_spare_key(m, row->count.managed_allocated));
}

int irqm_matrix_online(struct irqm_matrix *m, unsigned int cpu)
{
	const struct im_row *row;

	if (!m)
		return -IRQM_EINVAL;
	if (cpu >= m->rows.nr_cpus)
		return -IRQM_ERANGE;
	if (im_matrix_is_online(m, cpu))
		return -IRQM_EBUSY;
	/* The row has been kept while the CPU was offline, so that only the sums change. */
	row = im_row(&m->rows, cpu);
	im_bits_set(m->online, cpu);
	m->online_cpus++;
	m->global_available += row->count.available;
	if (m->indexed)
		raise_bounds(m, cpu, row);
	im_trace(&m->trace, online, cpu);
	im_matrix_debug_check(m);
	return 0;
}

int irqm_matrix_offline(struct irqm_matrix *m, unsigned int cpu)
{
	if (!m)
		return -IRQM_EINVAL;
	if (cpu >= m->rows.nr_cpus)
		return -IRQM_ERANGE;
	if (!im_matrix_is_online(m, cpu))
		return -IRQM_ENODEV;
	/* Its keys and bounds stay: a search passes over CPUs that are not online. */
	im_bits_clear(m->online, cpu);
	m->online_cpus--;
	m->global_available -= im_row(&m->rows, cpu)->count.available;
	im_trace(&m->trace, offline, cpu);
	im_matrix_debug_check(m);
	return 0;
}

/*
 * Whether a vector is allocated or managed on any CPU but one; offline ones count, as their slots
 * are kept. Looks at every row: system vectors are assigned at boot and hardly ever later.
 */
static bool vector_in_use(const struct irqm_matrix *m, unsigned int vector, unsigned int except)
{
	unsigned int cpu;

	for (cpu = 0; cpu < m->rows.nr_cpus; cpu++) {
		const struct im_row *row = im_row(&m->rows, cpu);

		if (cpu != except && (im_row_is_allocated(row, vector) ||
				      im_row_is_managed(&m->rows, row, vector)))
			return true;
	}
	return false;
}

/* The CPUs of word w that have nothing available. */
static unsigned long full_cpus(const struct irqm_matrix *m, unsigned int w)
{
	unsigned int cpu = w * IM_BITS;
	unsigned long full = 0;

	for (; cpu < (w + 1) * IM_BITS && cpu < m->rows.nr_cpus; cpu++) {
		if (!im_row(&m->rows, cpu)->count.available)
			full |= im_bit(cpu);
	}
	return full;
}

/* Makes a vector that is free on every CPU a system vector. */
static void close_vector(struct irqm_matrix *m, unsigned int vector)
{
	unsigned int w;

	im_rows_close(&m->rows, vector);
	if (im_rows_in_window(&m->rows, vector)) {
		/* The vector was available on every CPU, so every key in "available" shrinks. */
		m->global_available -= m->online_cpus;
		for (w = 0; m->indexed && w < m->cpu_words; w++)
			im_matrix_index_alloc(m, w, w == m->cpu_words - 1 ? m->cpu_tail : ~0UL,
					      full_cpus(m, w));
	}
	im_trace(&m->trace, assign_system, vector);
	im_matrix_debug_check(m);
}

int irqm_matrix_assign_system(struct irqm_matrix *m, unsigned int vector)
{
	if (!m)
		return -IRQM_EINVAL;
	if (vector >= m->rows.nr_vectors)
		return -IRQM_ERANGE;
	if (im_bits_test(im_rows_system_map(&m->rows), vector))
		return 0;
	if (vector_in_use(m, vector, IRQM_NONE))
		return -IRQM_EBUSY;
	close_vector(m, vector);
	return 0;
}

int irqm_matrix_replace_system(struct irqm_matrix *m, struct irqm_slot slot)
{
	struct im_row *row;

	if (!m)
		return -IRQM_EINVAL;
	if (slot.cpu >= m->rows.nr_cpus || !im_rows_in_window(&m->rows, slot.vector))
		return -IRQM_ERANGE;
	row = im_row_rw(&m->rows, slot.cpu);
	if (im_row_is_managed(&m->rows, row, slot.vector))
		return -IRQM_EBUSY;
	if (!im_row_is_allocated(row, slot.vector))
		return -IRQM_ENOENT;
	if (vector_in_use(m, slot.vector, slot.cpu))
		return -IRQM_EBUSY;
	/* The slot is freed first, without a trace, so that closing finds it as on other CPUs. */
	im_row_free(row, slot.vector);
	settle_free(m, slot.cpu);
	close_vector(m, slot.vector);
	return 0;
}

int irqm_matrix_assign(struct irqm_matrix *m, struct irqm_slot slot)
{
	struct im_row *row;

	if (!m)
		return -IRQM_EINVAL;
	if (slot.cpu >= m->rows.nr_cpus || !im_rows_in_window(&m->rows, slot.vector))
		return -IRQM_ERANGE;
	row = im_row_rw(&m->rows, slot.cpu);
	if (im_bits_test(im_rows_closed_map(&m->rows), slot.vector) ||
	    im_row_is_managed(&m->rows, row, slot.vector) || im_row_is_allocated(row, slot.vector))
		return -IRQM_EBUSY;
	im_row_alloc(row, slot.vector);
	settle_alloc(m, slot.cpu);
	im_trace(&m->trace, assign, slot);
	im_matrix_debug_check(m);
	return 0;
}
