/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The vector matrix.
 *
 * 1 Concepts
 * A matrix is one piece of memory: its header (struct irqm_matrix), the mask of online CPUs, the
 * two indexes, the maps of system and of closed vectors, and one row per CPU. Distances stand in
 * for pointers, so that a byte copy is a snapshot.
 *
 * Who writes what:
 *   row.h, row.c     the maps and counters of a row
 *   settle_*()       the sums over CPUs and the indexes, after one row has changed
 *   alloc.c          the same where every nanosecond counts
 *   managed.c        the same for whole words of CPUs, when a mask is reserved or unreserved
 *   block.c          the same for whole blocks of vectors
 *   matrix.c         the mask and number of online CPUs; system vectors, which change every row
 *   alloc.c          reserved, as well
 *
 * 2 Choosing a CPU
 * Two indexes answer "which CPU of this mask": room for regular slots, by available vectors, and
 * spare for managed ones, by managed slots in use (see index.h). A matrix of a few CPUs has
 * none; a loop over the rows is faster there.
 *
 * 3 Failing
 * A call first finds out whether it can succeed, then changes things. There is no undoing. For
 * one CPU that is clear; for a mask it is why the indexes keep a word of "has room" and "has a
 * spare" per word of CPUs.
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
	/* The sums over all CPUs have to fit: one slot too many is 65,536 times 65,536. */
	if (c->end - c->first > ~0U / c->nr_cpus)
		return -IRQM_ERANGE;
	l->available_at =
		sizeof(struct irqm_matrix) + im_bits_words(c->nr_cpus) * sizeof(unsigned long);
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

/* Distance of a part from the struct that counts it. */
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
	o = m->object;
	irqm_matrix_fini(m);
	im_object_free(&o, m);
}

int im_matrix_no_cpu_error(const struct irqm_matrix *m, const unsigned long *cpus)
{
	return im_matrix_first_word(m, cpus) == IRQM_NONE ? -IRQM_EINVAL : -IRQM_ENOSPC;
}

/* What the indexes want to know of one CPU. */
struct one {
	struct im_row *row;
	unsigned int word;
	unsigned long bit;
	bool online;
};

static im_always_inline struct one look_at(struct irqm_matrix *m, unsigned int cpu)
{
	return (struct one){
		.row = im_row_rw(&m->rows, cpu),
		.word = cpu / IM_BITS,
		.bit = im_bit(cpu),
		.online = im_matrix_is_online(m, cpu),
	};
}

static im_always_inline unsigned long full_bit(const struct one *c)
{
	return c->row->count.available ? 0 : c->bit;
}

static im_always_inline unsigned long spare_bit(const struct irqm_matrix *m, const struct one *c)
{
	return im_row_has_spare(&m->rows, c->row) ? c->bit : 0;
}

static im_always_inline unsigned int spare_key(const struct irqm_matrix *m, const struct one *c)
{
	return im_matrix_spare_key(m, c->row->count.managed_allocated);
}

static im_always_inline unsigned int available_key(const struct one *c)
{
	return c->online ? c->row->count.available : 0;
}

static void settle_take(struct irqm_matrix *m, unsigned int cpu)
{
	struct one c = look_at(m, cpu);

	m->total_allocated++;
	m->global_available -= c.online;
	if (m->indexed)
		im_matrix_index_alloc(m, c.word, c.bit, full_bit(&c));
}

static void settle_give(struct irqm_matrix *m, unsigned int cpu)
{
	struct one c = look_at(m, cpu);

	m->total_allocated--;
	m->global_available += c.online;
	if (m->indexed)
		im_matrix_index_free(m, c.word, c.bit, available_key(&c));
}

int irqm_matrix_online(struct irqm_matrix *m, unsigned int cpu)
{
	struct one c;

	if (!m)
		return -IRQM_EINVAL;
	if (cpu >= m->rows.nr_cpus)
		return -IRQM_ERANGE;
	if (im_matrix_is_online(m, cpu))
		return -IRQM_EBUSY;
	im_bits_set(m->online, cpu);
	m->online_cpus++;
	c = look_at(m, cpu);
	m->global_available += c.row->count.available;
	if (m->indexed) {
		im_index_raise_bounds(&m->available, c.word, available_key(&c));
		if (spare_bit(m, &c))
			im_index_raise_bounds(&m->spare, c.word, spare_key(m, &c));
	}
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
	im_bits_clear(m->online, cpu);
	m->online_cpus--;
	m->global_available -= im_row_rw(&m->rows, cpu)->count.available;
	im_trace(&m->trace, offline, cpu);
	im_matrix_debug_check(m);
	return 0;
}

/* Whether a vector is allocated or managed on any CPU but one. */
static bool vector_in_use(struct irqm_matrix *m, unsigned int vector, unsigned int except)
{
	unsigned int cpu;

	for (cpu = 0; cpu < m->rows.nr_cpus; cpu++) {
		const struct im_row *row = im_row_rw(&m->rows, cpu);

		if (cpu != except && (im_row_is_allocated(row, vector) ||
				      im_row_is_managed(&m->rows, row, vector)))
			return true;
	}
	return false;
}

/* The CPUs of word w that have nothing available. */
static unsigned long full_cpus(struct irqm_matrix *m, unsigned int w)
{
	unsigned int cpu = w * IM_BITS;
	unsigned long full = 0;

	for (; cpu < (w + 1) * IM_BITS && cpu < m->rows.nr_cpus; cpu++) {
		if (!im_row_rw(&m->rows, cpu)->count.available)
			full |= im_bit(cpu);
	}
	return full;
}

/* Makes a vector that no row holds a system vector. */
static void close_vector(struct irqm_matrix *m, unsigned int vector)
{
	unsigned int w;

	im_rows_close(&m->rows, vector);
	if (im_rows_in_window(&m->rows, vector)) {
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
	im_row_free(row, slot.vector);
	settle_give(m, slot.cpu);
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
	settle_take(m, slot.cpu);
	im_trace(&m->trace, assign, slot);
	im_matrix_debug_check(m);
	return 0;
}
