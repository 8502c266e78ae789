/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "row.h"

void im_row_join(const struct im_rows *rows, struct im_row *row, unsigned int vector,
		 unsigned int count)
{
	unsigned long *joined = row->maps + 2 * rows->words;
	unsigned int v;

	for (v = vector + 1; v < vector + count; v++)
		im_set(joined, v);
}

void im_row_split(const struct im_rows *rows, struct im_row *row, unsigned int vector,
		  unsigned int count)
{
	unsigned long *joined = row->maps + 2 * rows->words;
	unsigned int v;

	for (v = vector + 1; v < vector + count; v++)
		im_clear(joined, v);
}

unsigned int im_row_block_size(const struct im_rows *rows, const struct im_row *row,
			       unsigned int vector)
{
	if (!rows->blocks)
		return 1;
	return im_next_clear(im_joined_map(rows, row), rows->end, vector + 1) - vector;
}

/*
 * The first vector at or after from and below end that is free (invert = ~0) or taken (invert =
 * 0), else end.
 */
static unsigned int next_vector(const struct im_rows *rows, const struct im_row *row,
				unsigned int from, unsigned int end, unsigned long invert)
{
	const unsigned long *alloc = im_alloc_map(row), *managed = im_managed_map(rows, row);
	const unsigned long *closed = im_closed_map(rows);
	unsigned long edge = ~0UL << (from % IM_BITS);
	unsigned int w;

	for (w = from / IM_BITS; w * IM_BITS < end; w++) {
		unsigned long word = ((alloc[w] | managed[w] | closed[w]) ^ invert) & edge;

		if (word) {
			unsigned int vector = w * IM_BITS + im_lowest(word);

			return vector < end ? vector : end;
		}
		edge = ~0UL;
	}
	return end;
}

/*
 * A run that fails at a taken vector cannot start at or before it, so the search goes on behind;
 * each vector is looked at a bounded number of times.
 */
unsigned int im_row_find_run(const struct im_rows *rows, const struct im_row *row,
			     unsigned int count, unsigned int align)
{
	unsigned int end = rows->end, start = rows->first, taken;

	while (start < end) {
		start = next_vector(rows, row, start, end, ~0UL);
		start = (start + align - 1) & ~(align - 1);
		if (start >= end || count > end - start)
			return IRQM_NONE;
		taken = next_vector(rows, row, start, start + count, 0);
		if (taken == start + count)
			return start;
		start = taken + 1;
	}
	return IRQM_NONE;
}

unsigned int im_row_find_spare_block(const struct im_rows *rows, const struct im_row *row,
				     unsigned int count)
{
	const unsigned long *managed = im_managed_map(rows, row);
	unsigned int v = im_next_set(managed, rows->end, rows->first);

	while (v < rows->end) {
		unsigned int size = im_row_block_size(rows, row, v);

		if (size == count && !im_row_is_allocated(row, v))
			return v;
		v = im_next_set(managed, rows->end, v + size);
	}
	return IRQM_NONE;
}

bool im_row_find_single(const struct im_rows *rows, const struct im_row *row, unsigned int *vector)
{
	*vector = im_row_find_spare_block(rows, row, 1);
	return *vector != IRQM_NONE;
}

static size_t row_bytes(unsigned int nr_vectors, bool blocks)
{
	return sizeof(struct im_row) +
	       (blocks ? 3 : 2) * im_words(nr_vectors) * sizeof(unsigned long);
}

size_t im_rows_bytes(unsigned int nr_cpus, unsigned int nr_vectors, bool blocks)
{
	return nr_cpus * row_bytes(nr_vectors, blocks) +
	       2 * im_words(nr_vectors) * sizeof(unsigned long);
}

void im_rows_init(struct im_rows *rows, unsigned int at, unsigned int nr_cpus,
		  unsigned int nr_vectors, unsigned int first, unsigned int end, bool blocks)
{
	unsigned int words = im_words(nr_vectors), cpu, v;
	unsigned int map_bytes = words * (unsigned int)sizeof(unsigned long);
	unsigned long *closed;

	im_zero(rows, sizeof(*rows));
	rows->nr_cpus = nr_cpus;
	rows->nr_vectors = nr_vectors;
	rows->first = first;
	rows->end = end;
	rows->first_word = first / IM_BITS;
	rows->end_word = im_words(end);
	rows->words = words;
	rows->row_bytes = (unsigned int)row_bytes(nr_vectors, blocks);
	rows->blocks = blocks;
	rows->system_at = at;
	rows->closed_at = at + map_bytes;
	rows->rows_at = at + 2 * map_bytes;

	im_zero((char *)rows + at, 2 * map_bytes);
	closed = (unsigned long *)(void *)((char *)rows + rows->closed_at);
	for (v = 0; v < words * IM_BITS; v++) {
		if (!im_in_window(rows, v))
			im_set(closed, v);
	}
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		struct im_row *row = im_row(rows, cpu);

		im_zero(row, rows->row_bytes);
		row->count.available = end - first;
	}
}

void im_rows_close(struct im_rows *rows, unsigned int vector)
{
	unsigned long *system = (unsigned long *)(void *)((char *)rows + rows->system_at);
	unsigned long *closed = (unsigned long *)(void *)((char *)rows + rows->closed_at);
	unsigned int cpu;

	im_set(system, vector);
	if (!im_in_window(rows, vector))
		return;
	im_set(closed, vector);
	rows->system_in_window++;
	for (cpu = 0; cpu < rows->nr_cpus; cpu++)
		im_row(rows, cpu)->count.available--;
}
