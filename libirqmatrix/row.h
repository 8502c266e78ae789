/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * row.h - the vectors of one CPU: its maps and counters, and the only code that changes them.
 *
 * All rows of a matrix have one shape and lie side by side behind it in memory, each with its
 * counters first and its maps behind them, so that one allocation touches one place. Nothing here
 * knows whether a CPU is online, nor the sums over all CPUs.
 */
#ifndef IRQMATRIX_ROW_H
#define IRQMATRIX_ROW_H

#include "bits.h"

struct im_counts {
	unsigned int available;
	unsigned int allocated;
	unsigned int managed;
	unsigned int managed_allocated;
};

struct im_row {
	struct im_counts count;
	/*
	 * The maps, nr words each: allocated vectors; managed vectors; and, only in a matrix with
	 * managed blocks, joined vectors: bit v says that v belongs to the same block as v - 1. A
	 * managed vector that is not joined starts a block, possibly of one.
	 */
	unsigned long maps[];
};

struct im_rows {
	unsigned int nr_cpus;
	unsigned int nr_vectors;
	unsigned int first;
	unsigned int end;
	unsigned int first_word; /* the words of a map that the window touches: [first_word, */
	unsigned int end_word;   /* end_word) */
	unsigned int words;      /* of one map */
	unsigned int row_bytes;
	unsigned int system_in_window;
	bool blocks;
	/*
	 * Distances from this struct, so that a copy of the whole memory is a working matrix: the
	 * system vectors; the closed ones, which are the system vectors and all outside the window;
	 * and the rows.
	 */
	unsigned int system_at;
	unsigned int closed_at;
	unsigned int rows_at;
};

static im_always_inline struct im_row *im_row(struct im_rows *rows, unsigned int cpu)
{
	return (struct im_row *)(void *)((char *)rows + rows->rows_at +
					 (size_t)cpu * rows->row_bytes);
}

static im_always_inline const struct im_row *im_row_const(const struct im_rows *rows,
							  unsigned int cpu)
{
	return (const struct im_row *)(const void *)((const char *)rows + rows->rows_at +
						     (size_t)cpu * rows->row_bytes);
}

static inline const unsigned long *im_system_map(const struct im_rows *rows)
{
	return (const unsigned long *)(const void *)((const char *)rows + rows->system_at);
}

static inline const unsigned long *im_closed_map(const struct im_rows *rows)
{
	return (const unsigned long *)(const void *)((const char *)rows + rows->closed_at);
}

static inline const unsigned long *im_alloc_map(const struct im_row *row)
{
	return row->maps;
}

static inline const unsigned long *im_managed_map(const struct im_rows *rows,
						  const struct im_row *row)
{
	return row->maps + rows->words;
}

static inline const unsigned long *im_joined_map(const struct im_rows *rows,
						 const struct im_row *row)
{
	return row->maps + 2 * rows->words;
}

static inline bool im_in_window(const struct im_rows *rows, unsigned int vector)
{
	return vector >= rows->first && vector < rows->end;
}

static inline bool im_row_is_allocated(const struct im_row *row, unsigned int vector)
{
	return im_test(im_alloc_map(row), vector);
}

static inline bool im_row_is_managed(const struct im_rows *rows, const struct im_row *row,
				     unsigned int vector)
{
	return im_test(im_managed_map(rows, row), vector);
}

/* Whether the vector belongs to the block of the one before; never in a matrix without blocks. */
static inline bool im_row_is_joined(const struct im_rows *rows, const struct im_row *row,
				    unsigned int vector)
{
	return rows->blocks && vector < rows->end && im_test(im_joined_map(rows, row), vector);
}

/* Whether the vector is part of a block of more than one. */
static inline bool im_row_in_block(const struct im_rows *rows, const struct im_row *row,
				   unsigned int vector)
{
	return im_row_is_joined(rows, row, vector) || im_row_is_joined(rows, row, vector + 1);
}

/* The lowest free vector of the window, or IRQM_NONE. */
static im_always_inline unsigned int im_row_find_free(const struct im_rows *rows,
						      const struct im_row *row)
{
	const unsigned long *alloc = im_alloc_map(row), *managed = im_managed_map(rows, row);
	const unsigned long *closed = im_closed_map(rows);
	unsigned int w;

	for (w = rows->first_word; w < rows->end_word; w++) {
		unsigned long taken = alloc[w] | managed[w] | closed[w];

		if (~taken)
			return w * IM_BITS + im_lowest(~taken);
	}
	return IRQM_NONE;
}

/* The single spare vectors among those of word w: managed, not in use, in no larger block. */
static inline unsigned long im_row_spare_word(const struct im_rows *rows, const struct im_row *row,
					      unsigned int w)
{
	unsigned long spare = im_managed_map(rows, row)[w] & ~im_alloc_map(row)[w];
	const unsigned long *joined;

	if (im_likely(!rows->blocks))
		return spare;
	joined = im_joined_map(rows, row);
	spare &= ~(joined[w] | joined[w] >> 1);
	if (w + 1 < rows->words)
		spare &= ~(joined[w + 1] << (IM_BITS - 1));
	return spare;
}

/* The lowest single spare vector, or IRQM_NONE. */
static im_always_inline unsigned int im_row_find_spare(const struct im_rows *rows,
						       const struct im_row *row)
{
	unsigned int w;

	for (w = rows->first_word; w < rows->end_word; w++) {
		unsigned long spare = im_row_spare_word(rows, row, w);

		if (spare)
			return w * IM_BITS + im_lowest(spare);
	}
	return IRQM_NONE;
}

/* Whether im_row_find_spare() would find one. */
static inline bool im_row_has_spare(const struct im_rows *rows, const struct im_row *row)
{
	if (row->count.managed == row->count.managed_allocated)
		return false;
	return im_likely(!rows->blocks) || im_row_find_spare(rows, row) != IRQM_NONE;
}

/* free -> regular slot in use */
static inline void im_row_take(struct im_row *row, unsigned int vector)
{
	im_set(row->maps, vector);
	row->count.available--;
	row->count.allocated++;
}

/* regular slot in use -> free */
static inline void im_row_give(struct im_row *row, unsigned int vector)
{
	im_clear(row->maps, vector);
	row->count.available++;
	row->count.allocated--;
}

/* free -> spare */
static inline void im_row_set_aside(const struct im_rows *rows, struct im_row *row,
				    unsigned int vector)
{
	im_set(row->maps + rows->words, vector);
	row->count.available--;
	row->count.managed++;
}

/* spare -> free */
static inline void im_row_put_back(const struct im_rows *rows, struct im_row *row,
				   unsigned int vector)
{
	im_clear(row->maps + rows->words, vector);
	row->count.available++;
	row->count.managed--;
}

/* spare -> managed slot in use */
static inline void im_row_use(struct im_row *row, unsigned int vector)
{
	im_set(row->maps, vector);
	row->count.allocated++;
	row->count.managed_allocated++;
}

/* managed slot in use -> spare */
static inline void im_row_unuse(struct im_row *row, unsigned int vector)
{
	im_clear(row->maps, vector);
	row->count.allocated--;
	row->count.managed_allocated--;
}

/* Makes the vectors [vector + 1, vector + count) of a set-aside block belong to it, or not. */
void im_row_join(const struct im_rows *rows, struct im_row *row, unsigned int vector,
		 unsigned int count);
void im_row_split(const struct im_rows *rows, struct im_row *row, unsigned int vector,
		  unsigned int count);

/* The size of the block that starts at a vector. */
unsigned int im_row_block_size(const struct im_rows *rows, const struct im_row *row,
			       unsigned int vector);

/* The lowest run of free vectors whose start is a multiple of align, or IRQM_NONE. */
unsigned int im_row_find_run(const struct im_rows *rows, const struct im_row *row,
			     unsigned int count, unsigned int align);

/* The lowest spare block of exactly this size, or IRQM_NONE. */
unsigned int im_row_find_spare_block(const struct im_rows *rows, const struct im_row *row,
				     unsigned int count);

/* Bytes that rows of this shape take behind struct im_rows; 0 when a size_t cannot hold them. */
size_t im_rows_bytes(unsigned int nr_cpus, unsigned int nr_vectors, bool blocks);

/* Fills in the shape and makes all rows empty; at is where the rows' memory begins. */
void im_rows_init(struct im_rows *rows, unsigned int at, unsigned int nr_cpus,
		  unsigned int nr_vectors, unsigned int first, unsigned int end, bool blocks);

/* Makes a vector a system vector; no row may hold it. */
void im_rows_close(struct im_rows *rows, unsigned int vector);

#endif
