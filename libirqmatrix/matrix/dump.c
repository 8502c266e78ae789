/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The matrix as text, in the layout of Linux's debugfs file. */
#include "matrix_internal.h"

/* Text that is collected and written in pieces, which are small because they lie on the stack. */
struct text {
	int (*write)(void *ctx, const char *text, size_t bytes);
	void *ctx;
	int stopped; /* the first return value of write that was not 0 */
	unsigned int used;
	char piece[128];
};

/* Writes the piece, unless write has asked to stop. No piece is ever empty. */
static void flush(struct text *t)
{
	if (!t->stopped)
		t->stopped = t->write(t->ctx, t->piece, t->used);
	t->used = 0;
}

static inline void put_char(struct text *t, char c)
{
	if (im_unlikely(t->used == sizeof(t->piece)))
		flush(t);
	t->piece[t->used++] = c;
}

static void put_text(struct text *t, const char *s)
{
	while (*s)
		put_char(t, *s++);
}

static void put_blanks(struct text *t, unsigned int count)
{
	while (count-- > 0)
		put_char(t, ' ');
}

/* A number, filled up with blanks on the left to this width. */
static void put_number(struct text *t, unsigned int number, unsigned int width)
{
	char digits[10];
	unsigned int n = 0;

	do {
		digits[n++] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	if (width > n)
		put_blanks(t, width - n);
	while (n > 0)
		put_char(t, digits[--n]);
}

static void put_counter(struct text *t, const char *name, unsigned int number)
{
	put_text(t, name);
	put_number(t, number, 6);
	put_char(t, '\n');
}

/* The set bits of a map as a list such as "0-3,8". */
static void put_list(struct text *t, const unsigned long *map, unsigned int bits)
{
	unsigned int first = im_bits_next_set(map, bits, 0), end;
	bool more = false;

	while (first < bits) {
		end = im_bits_next_clear(map, bits, first);
		if (more)
			put_char(t, ',');
		put_number(t, first, 0);
		if (end - first > 1) {
			put_char(t, '-');
			put_number(t, end - 1, 0);
		}
		more = true;
		first = im_bits_next_set(map, bits, end);
	}
}

static void put_row(struct text *t, const struct irqm_matrix *m, unsigned int cpu,
		    unsigned int indent)
{
	const struct im_row *row = im_row(&m->rows, cpu);

	put_blanks(t, indent + 1);
	put_number(t, cpu, 4);
	put_blanks(t, 2);
	put_number(t, row->count.available, 4);
	put_blanks(t, 2);
	put_number(t, row->count.managed, 4);
	put_blanks(t, 2);
	put_number(t, row->count.managed_allocated, 4);
	put_blanks(t, 1);
	put_number(t, row->count.allocated, 4);
	put_blanks(t, 2);
	put_list(t, im_row_alloc_map(row), m->rows.nr_vectors);
	put_char(t, '\n');
}

int irqm_matrix_dump(const struct irqm_matrix *m, unsigned int indent,
		     int (*write)(void *ctx, const char *text, size_t bytes), void *ctx)
{
	struct text t = { .write = write, .ctx = ctx };
	const unsigned long *system;
	unsigned int cpu;

	if (im_matrix_is_absent(m) || !write)
		return -IRQM_EINVAL;
	if (!indent)
		indent = 1;
	put_counter(&t, "Online bitmaps:   ", m->online_cpus);
	put_counter(&t, "Global available: ", m->global_available);
	put_counter(&t, "Global reserved:  ", m->reserved);
	put_counter(&t, "Total allocated:  ", m->total_allocated);
	system = im_rows_system_map(&m->rows);
	put_text(&t, "System: ");
	put_number(&t, im_bits_weight(system, m->rows.nr_vectors), 0);
	put_text(&t, ": ");
	put_list(&t, system, m->rows.nr_vectors);
	put_char(&t, '\n');
	put_blanks(&t, indent);
	put_text(&t, "| CPU | avl | man | mac | act | vectors\n");
	im_bits_for_each(cpu, m->online, m->rows.nr_cpus) {
		if (t.stopped)
			break;
		put_row(&t, m, cpu, indent);
	}
	flush(&t);
	return t.stopped;
}
