/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Rows: runs of free vectors, blocks of managed ones, and how all rows begin. */
#include "row.h"

void im_row_join(const struct im_rows *rows, struct im_row *row, unsigned int vector,
		 unsigned int count)
{
	unsigned long *joined = row->maps + 2 * (size_t)rows->words;
	unsigned int v;

	for (v = vector + 1; v < vector + count; v++)
		im_bits_set(joined, v);
}

void im_row_split(const struct im_rows *rows, struct im_row *row, unsigned int vector,
		  unsigned int count)
{
	unsigned long *joined = row->maps + 2 * (size_t)rows->words;
	unsigned int v;

	for (v = vector + 1; v < vector + count; v++)
		im_bits_clear(joined, v);
}

unsigned int im_row_block_size(const struct im_rows *rows, const struct im_row *row,
			       unsigned int vector)
{
	if (!rows->blocks)
		return 1;
	return im_bits_next_clear(im_row_joined_map(rows, row), rows->end, vector + 1) - vector;
}

/*
 * Finds runs of n set bits, n being at most the bits of a word: bit v of the result says that one
 * starts at bit v. Runs may continue in the next word. If two runs of "have" bits start at v and at
 * v + step, one of "have + step" bits starts at v; so each step can double the length.
 */
static unsigned long run_starts(unsigned long word, unsigned long next, unsigned int n)
{
	unsigned int have = 1, step;

	while (have < n && word) {
		step = n - have < have ? n - have : have;
		word &= word >> step | next << (IM_BITS - step);
		next &= next >> step;
		have += step;
	}
	return word;
}

/* A word with every align-th bit set, beginning with bit 0; align is a power of two. */
static unsigned long every(unsigned int align)
{
	unsigned long bits = 1;
	unsigned int step;

	for (step = IM_BITS / 2; step >= align; step /= 2)
		bits |= bits << step;
	return bits;
}

/* The free vectors of word w; past the window there are none. */
static unsigned long free_word(const struct im_rows *rows, const struct im_row *row, unsigned int w)
{
	if (w >= rows->end_word)
		return 0;
	return ~(im_row_alloc_map(row)[w] | im_row_managed_map(rows, row)[w] |
		 im_rows_closed_map(rows)[w]);
}

/* How many vectors are free from this one on, if the first IM_BITS of them are known to be. */
static unsigned int free_size(const struct im_rows *rows, const struct im_row *row,
			      unsigned int vector)
{
	unsigned int w = vector / IM_BITS + 1;

	while (free_word(rows, row, w) == ~0UL)
		w++;
	return w * IM_BITS + im_bits_lowest(~free_word(rows, row, w)) - vector;
}

/*
 * A run that is longer than a word is searched for by its first IM_BITS vectors, and then measured.
 * If it ends too soon, so do all runs that start later in the same word, and the search goes on in
 * the word where it ended. So each word is read a few times at most.
 */
unsigned int im_row_find_run(const struct im_rows *rows, const struct im_row *row,
			     unsigned int count, unsigned int align)
{
	unsigned int in_word = count < IM_BITS ? count : IM_BITS;
	unsigned int stride = align > IM_BITS ? align / IM_BITS : 1;
	unsigned int w = (rows->first_word + stride - 1) & ~(stride - 1), vector, size;
	unsigned long aligned = every(align), starts;

	while (w < rows->end_word) {
		starts = run_starts(free_word(rows, row, w), free_word(rows, row, w + 1), in_word) &
			 aligned;
		if (!starts) {
			w += stride;
			continue;
		}
		vector = w * IM_BITS + im_bits_lowest(starts);
		size = count > IM_BITS ? free_size(rows, row, vector) : count;
		if (size >= count)
			return vector;
		w = ((vector + size) / IM_BITS + stride - 1) & ~(stride - 1);
	}
	return IRQM_NONE;
}

static unsigned long joined_word(const struct im_rows *rows, const struct im_row *row,
				 unsigned int w)
{
	return w < rows->end_word ? im_row_joined_map(rows, row)[w] : 0;
}

/* The vectors of word w that the next vector is joined to. */
static unsigned long followed(const struct im_rows *rows, const struct im_row *row, unsigned int w)
{
	return joined_word(rows, row, w) >> 1 | joined_word(rows, row, w + 1) << (IM_BITS - 1);
}

/*
 * Of the vectors of word w that start a block, those whose block has this size. If that is more
 * than a word, all blocks larger than a word are among them.
 */
static unsigned long of_size(const struct im_rows *rows, const struct im_row *row, unsigned int w,
			     unsigned int count)
{
	unsigned long word = followed(rows, row, w), next;
	unsigned int more = count - 1;

	if (!more)
		return ~word;
	next = followed(rows, row, w + 1);
	if (more >= IM_BITS)
		return run_starts(word, next, IM_BITS);
	return run_starts(word, next, more) & ~(word >> more | next << (IM_BITS - more));
}

unsigned int im_row_find_spare_block(const struct im_rows *rows, const struct im_row *row,
				     unsigned int count)
{
	const unsigned long *alloc = im_row_alloc_map(row),
			    *managed = im_row_managed_map(rows, row);
	unsigned int w, vector;

	for (w = rows->first_word; w < rows->end_word; w++) {
		unsigned long starts = managed[w] & ~alloc[w] & ~joined_word(rows, row, w);

		if (starts)
			starts &= of_size(rows, row, w, count);
		if (!starts)
			continue;
		vector = w * IM_BITS + im_bits_lowest(starts);
		/* A block larger than a word has to be measured; at most one starts in a word. */
		if (count <= IM_BITS || im_row_block_size(rows, row, vector) == count)
			return vector;
	}
	return IRQM_NONE;
}

bool im_row_find_single(const struct im_rows *rows, const struct im_row *row, unsigned int *vector)
{
	*vector = im_row_find_spare_block(rows, row, 1);
	return *vector != IRQM_NONE;
}

/* The third map, of joined vectors, is there only for blocks. */
static size_t row_bytes(const struct irqm_matrix_config *c)
{
	return sizeof(struct im_row) + (c->managed_blocks ? 3 : 2) *
					       (size_t)im_bits_words(c->nr_vectors) *
					       sizeof(unsigned long);
}

size_t im_rows_bytes(const struct irqm_matrix_config *c)
{
	return c->nr_cpus * row_bytes(c) +
	       2 * (size_t)im_bits_words(c->nr_vectors) * sizeof(unsigned long);
}

void im_rows_init(struct im_rows *rows, unsigned int at, const struct irqm_matrix_config *c)
{
	const unsigned int nr_cpus = c->nr_cpus, available = c->end - c->first;
	unsigned int words = im_bits_words(c->nr_vectors), cpu, v;
	unsigned int map_bytes = words * (unsigned int)sizeof(unsigned long);
	unsigned long *closed;

	im_zero(rows, sizeof(*rows));
	rows->nr_cpus = c->nr_cpus;
	rows->nr_vectors = c->nr_vectors;
	rows->first = c->first;
	rows->end = c->end;
	rows->first_word = c->first / IM_BITS;
	rows->end_word = im_bits_words(c->end);
	rows->words = words;
	rows->row_bytes = (unsigned int)row_bytes(c);
	rows->blocks = c->managed_blocks;
	rows->system_at = at;
	rows->closed_at = at + map_bytes;
	rows->rows_at = at + 2 * map_bytes;

	im_zero((char *)rows + at, 2 * (size_t)map_bytes);
	closed = (unsigned long *)(void *)((char *)rows + rows->closed_at);
	for (v = 0; v < words * IM_BITS; v++) {
		if (!im_rows_in_window(rows, v))
			im_bits_set(closed, v);
	}
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		struct im_row *row = im_row_rw(rows, cpu);

		im_zero(row, rows->row_bytes);
		row->count.available = available;
	}
}

void im_rows_close(struct im_rows *rows, unsigned int vector)
{
	unsigned long *system = (unsigned long *)(void *)((char *)rows + rows->system_at);
	unsigned long *closed = (unsigned long *)(void *)((char *)rows + rows->closed_at);
	unsigned int cpu;

	im_bits_set(system, vector);
	if (!im_rows_in_window(rows, vector))
		return;
	im_bits_set(closed, vector);
	rows->system_in_window++;
	for (cpu = 0; cpu < rows->nr_cpus; cpu++)
		im_row_rw(rows, cpu)->count.available--;
}
