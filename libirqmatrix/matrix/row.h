/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * row.h - the vectors of one CPU: its maps and counters, and the only code that changes them.
 *
 * All rows of a matrix have one shape. They follow its header in memory side by side, each with its
 * counters first and then its maps, so that one allocation touches one place. A row knows neither
 * whether its CPU is online nor the sums over all CPUs.
 */
#ifndef IRQMATRIX_ROW_H
#define IRQMATRIX_ROW_H

#include <irqmatrix/matrix.h>
#include "base/bits.h"

struct im_row_counts {
	unsigned int available;
	unsigned int allocated;
	unsigned int managed;
	unsigned int managed_allocated;
};

struct im_row {
	struct im_row_counts count;
	/*
	 * The maps, each of rows->words words: allocated vectors; managed vectors; and, only in a
	 * matrix with managed blocks, joined vectors: bit v says that v belongs to the same block
	 * as v - 1. A managed vector that is not joined starts a block, possibly of one vector.
	 */
	unsigned long maps[];
};

struct im_rows {
	unsigned int nr_cpus;
	unsigned int nr_vectors;
	unsigned int first;
	unsigned int end;
	/* The window touches the words [first_word, end_word) of a map. */
	unsigned int first_word;
	unsigned int end_word;
	unsigned int words; /* of one map */
	unsigned int row_bytes;
	unsigned int system_in_window;
	bool blocks;
	/*
	 * Distances from this struct, so that a copy of the whole memory is a working matrix: of
	 * the map of system vectors; of the map of closed vectors, which are the system vectors and
	 * all vectors outside the window; and of the rows.
	 */
	unsigned int system_at;
	unsigned int closed_at;
	unsigned int rows_at;
};

static im_always_inline struct im_row *im_row_rw(struct im_rows *rows, unsigned int cpu)
{
	return (struct im_row *)(void *)((char *)rows + rows->rows_at +
					 (size_t)cpu * rows->row_bytes);
}

static im_always_inline const struct im_row *im_row(const struct im_rows *rows,
						    unsigned int cpu)
{
	return (const struct im_row *)(const void *)((const char *)rows + rows->rows_at +
						     (size_t)cpu * rows->row_bytes);
}

static inline const unsigned long *im_rows_system_map(const struct im_rows *rows)
{
	return (const unsigned long *)(const void *)((const char *)rows + rows->system_at);
}

static inline const unsigned long *im_rows_closed_map(const struct im_rows *rows)
{
	return (const unsigned long *)(const void *)((const char *)rows + rows->closed_at);
}

static inline const unsigned long *im_row_alloc_map(const struct im_row *row)
{
	return row->maps;
}

static inline const unsigned long *im_row_managed_map(const struct im_rows *rows,
						      const struct im_row *row)
{
	return row->maps + rows->words;
}

static inline const unsigned long *im_row_joined_map(const struct im_rows *rows,
						     const struct im_row *row)
{
	return row->maps + 2 * (size_t)rows->words;
}

static inline bool im_rows_in_window(const struct im_rows *rows, unsigned int vector)
{
	return vector >= rows->first && vector < rows->end;
}

static inline bool im_row_is_allocated(const struct im_row *row, unsigned int vector)
{
	return im_bits_test(im_row_alloc_map(row), vector);
}

static inline bool im_row_is_managed(const struct im_rows *rows, const struct im_row *row,
				     unsigned int vector)
{
	return im_bits_test(im_row_managed_map(rows, row), vector);
}

/* Whether a vector belongs to the block of the one before; never in a matrix without blocks. */
static inline bool im_row_is_joined(const struct im_rows *rows, const struct im_row *row,
				    unsigned int vector)
{
	return rows->blocks && vector < rows->end &&
	       im_bits_test(im_row_joined_map(rows, row), vector);
}

/* Whether a vector is part of a block of several vectors. */
static inline bool im_row_in_block(const struct im_rows *rows, const struct im_row *row,
				   unsigned int vector)
{
	return im_row_is_joined(rows, row, vector) || im_row_is_joined(rows, row, vector + 1);
}

/* In a matrix with blocks, finds the lowest spare vector that is a block of its own. */
bool im_row_find_single(const struct im_rows *rows, const struct im_row *row, unsigned int *vector);

/* Whether there is a single spare vector: managed, not in use, in no block of several. */
static im_always_inline bool im_row_has_spare(const struct im_rows *rows, const struct im_row *row)
{
	unsigned int vector;

	if (im_unlikely(rows->blocks))
		return im_row_find_single(rows, row, &vector);
	return row->count.managed != row->count.managed_allocated;
}

/*
 * The seven changes a vector can go through. The plain functions change the vector that the caller
 * names. Those called "lowest" find it, and return false and change nothing when there is none.
 */

/* free -> regular slot in use */
static im_always_inline void im_row_alloc(struct im_row *row, unsigned int vector)
{
	im_bits_set(row->maps, vector);
	row->count.available--;
	row->count.allocated++;
}

/* regular slot in use -> free */
static im_always_inline void im_row_free(struct im_row *row, unsigned int vector)
{
	im_bits_clear(row->maps, vector);
	row->count.available++;
	row->count.allocated--;
}

/* free -> spare */
static im_always_inline void im_row_reserve_managed(const struct im_rows *rows, struct im_row *row,
						    unsigned int vector)
{
	im_bits_set(row->maps + rows->words, vector);
	row->count.available--;
	row->count.managed++;
}

/* spare -> free */
static im_always_inline void im_row_unreserve_managed(const struct im_rows *rows,
						      struct im_row *row, unsigned int vector)
{
	im_bits_clear(row->maps + rows->words, vector);
	row->count.available++;
	row->count.managed--;
}

/* spare -> managed slot in use */
static im_always_inline void im_row_alloc_managed(struct im_row *row, unsigned int vector)
{
	im_bits_set(row->maps, vector);
	row->count.allocated++;
	row->count.managed_allocated++;
}

/* managed slot in use -> spare */
static im_always_inline void im_row_free_managed(struct im_row *row, unsigned int vector)
{
	im_bits_clear(row->maps, vector);
	row->count.allocated--;
	row->count.managed_allocated--;
}

/* managed slot in use -> regular slot in use; it stays allocated */
static im_always_inline void im_row_unmanage(const struct im_rows *rows, struct im_row *row,
					     unsigned int vector)
{
	im_bits_clear(row->maps + rows->words, vector);
	row->count.managed--;
	row->count.managed_allocated--;
}

/*
 * What the search for a vector needs of the shape, by value. A loop over many rows keeps it in
 * registers; fields of struct im_rows it would have to read again for each row, because the
 * compiler cannot know that changing a row leaves them alone.
 */
struct im_row_view {
	const unsigned long *closed;
	size_t first_word;
	size_t end_word;
	size_t words;
	const struct im_rows *blocks; /* NULL in a matrix without blocks */
};

static im_always_inline struct im_row_view im_row_view(const struct im_rows *rows)
{
	return (struct im_row_view){
		.closed = im_rows_closed_map(rows),
		.first_word = rows->first_word,
		.end_word = rows->end_word,
		.words = rows->words,
		.blocks = im_unlikely(rows->blocks) ? rows : NULL,
	};
}

/* Sets the bit of the lowest free vector in one of the two maps. */
static im_always_inline bool im_row_mark_free(struct im_row_view view, const struct im_row *row,
					      unsigned long *map, unsigned int *vector)
{
	const unsigned long *alloc = row->maps, *managed = row->maps + view.words;
	size_t w;

	for (w = view.first_word; w < view.end_word; w++) {
		unsigned long free = ~(alloc[w] | managed[w] | view.closed[w]);

		if (free) {
			map[w] |= free & -free;
			*vector = (unsigned int)w * IM_BITS + im_bits_lowest(free);
			return true;
		}
	}
	return false;
}

/* Flips the bit of the lowest single spare vector in one of the two maps. */
static im_always_inline bool im_row_flip_spare(struct im_row_view view, const struct im_row *row,
					       unsigned long *map, unsigned int *vector)
{
	const unsigned long *alloc = row->maps, *managed = row->maps + view.words;
	size_t w;

	if (im_unlikely(view.blocks)) {
		if (!im_row_find_single(view.blocks, row, vector))
			return false;
		map[*vector / IM_BITS] ^= im_bit(*vector);
		return true;
	}
	for (w = view.first_word; w < view.end_word; w++) {
		unsigned long spare = managed[w] & ~alloc[w];

		if (spare) {
			map[w] ^= spare & -spare;
			*vector = (unsigned int)w * IM_BITS + im_bits_lowest(spare);
			return true;
		}
	}
	return false;
}

static im_always_inline bool im_row_alloc_lowest(struct im_row_view view, struct im_row *row,
						 unsigned int *vector)
{
	if (im_unlikely(!im_row_mark_free(view, row, row->maps, vector)))
		return false;
	row->count.available--;
	row->count.allocated++;
	return true;
}

static im_always_inline bool im_row_reserve_managed_lowest(struct im_row_view view,
							   struct im_row *row, unsigned int *vector)
{
	if (im_unlikely(!im_row_mark_free(view, row, row->maps + view.words, vector)))
		return false;
	row->count.available--;
	row->count.managed++;
	return true;
}

static im_always_inline bool im_row_unreserve_managed_lowest(struct im_row_view view,
							     struct im_row *row,
							     unsigned int *vector)
{
	if (im_unlikely(!im_row_flip_spare(view, row, row->maps + view.words, vector)))
		return false;
	row->count.available++;
	row->count.managed--;
	return true;
}

static im_always_inline bool im_row_alloc_managed_lowest(struct im_row_view view,
							 struct im_row *row, unsigned int *vector)
{
	if (im_unlikely(!im_row_flip_spare(view, row, row->maps, vector)))
		return false;
	row->count.allocated++;
	row->count.managed_allocated++;
	return true;
}

/* Makes the vectors [vector + 1, vector + count) belong to the block of vector, or to none. */
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

/* In a matrix with blocks: the lowest spare block of exactly this size, or IRQM_NONE. */
unsigned int im_row_find_spare_block(const struct im_rows *rows, const struct im_row *row,
				     unsigned int count);

/* Bytes of the rows and the maps they share, without struct im_rows; below 2 GiB at the limits. */
size_t im_rows_bytes(const struct irqm_matrix_config *config);

/* Fills in the shape and makes all rows empty; their memory begins at bytes after the struct. */
void im_rows_init(struct im_rows *rows, unsigned int at, const struct irqm_matrix_config *config);

/* Makes a vector a system vector; it must be free on every CPU. */
void im_rows_close(struct im_rows *rows, unsigned int vector);

#endif
