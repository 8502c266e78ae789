/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_row.c - one CPU: its maps and counters.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/cpumask.h>
#include "matrix/row.h"
#include "support/expect.h"
#include "support/must.h"

#define AT ((unsigned int)(im_bits_words(8 * sizeof(struct im_rows)) * sizeof(unsigned long)))

static struct irqm_matrix_config shape(unsigned int nr_cpus, unsigned int nr_vectors,
				       unsigned int first, unsigned int end, bool blocks)
{
	return (struct irqm_matrix_config){
		.nr_cpus = nr_cpus,
		.nr_vectors = nr_vectors,
		.first = first,
		.end = end,
		.managed_blocks = blocks,
	};
}

static struct im_rows *make_rows(unsigned int nr_cpus, unsigned int nr_vectors, unsigned int first,
				 unsigned int end, bool blocks)
{
	const struct irqm_matrix_config config = shape(nr_cpus, nr_vectors, first, end, blocks);
	size_t bytes = AT + im_rows_bytes(&config);
	struct im_rows *rows = must_calloc(1, bytes);

	memset(rows, 0xa5, bytes);
	im_rows_init(rows, AT, &config);
	return rows;
}

/* Three rows of 200 vectors, window [10, 190), vector 100 a system vector. */
static struct im_rows *make(bool blocks)
{
	struct im_rows *rows = make_rows(3, 200, 10, 190, blocks);

	im_rows_close(rows, 100);
	return rows;
}

static void counts_are(const struct im_row *row, unsigned int available, unsigned int allocated,
		       unsigned int managed, unsigned int managed_allocated)
{
	cr_assert_eq(row->count.available, available);
	cr_assert_eq(row->count.allocated, allocated);
	cr_assert_eq(row->count.managed, managed);
	cr_assert_eq(row->count.managed_allocated, managed_allocated);
}

Test(row, begins_empty)
{
	struct im_rows *rows = make(true);
	unsigned int cpu;

	cr_assert_eq(rows->system_in_window, 1);
	for (cpu = 0; cpu < 3; cpu++) {
		const struct im_row *row = im_row_rw(rows, cpu);

		counts_are(row, 179, 0, 0, 0);
		cr_assert_eq(im_bits_weight(im_row_alloc_map(row), 200), 0);
		cr_assert_eq(im_bits_weight(im_row_managed_map(rows, row), 200), 0);
		cr_assert_eq(im_bits_weight(im_row_joined_map(rows, row), 200), 0);
	}
	free(rows);
}

Test(row, closed_are_the_system_vectors_and_all_outside)
{
	struct im_rows *rows = make(false);
	unsigned int v;

	im_rows_close(rows, 9);
	cr_assert_eq(rows->system_in_window, 1);
	for (v = 0; v < 200; v++) {
		cr_assert_eq(im_bits_test(im_rows_system_map(rows), v), v == 100 || v == 9);
		cr_assert_eq(im_bits_test(im_rows_closed_map(rows), v),
			     v < 10 || v >= 190 || v == 100);
	}
	counts_are(im_row_rw(rows, 2), 179, 0, 0, 0);
	free(rows);
}

Test(row, the_six_changes_undo_each_other)
{
	struct im_rows *rows = make(false);
	struct im_row *row = im_row_rw(rows, 1);

	im_row_alloc(row, 70);
	counts_are(row, 178, 1, 0, 0);
	cr_assert(im_row_is_allocated(row, 70));
	im_row_reserve_managed(rows, row, 71);
	counts_are(row, 177, 1, 1, 0);
	cr_assert(im_row_is_managed(rows, row, 71));
	cr_assert(im_row_has_spare(rows, row));
	im_row_alloc_managed(row, 71);
	counts_are(row, 177, 2, 1, 1);
	cr_assert_not(im_row_has_spare(rows, row));
	im_row_free_managed(row, 71);
	im_row_unreserve_managed(rows, row, 71);
	im_row_free(row, 70);
	counts_are(row, 179, 0, 0, 0);
	cr_assert_eq(im_bits_weight(row->maps, 2 * rows->words * IM_BITS), 0);
	free(rows);
}

Test(row, the_lowest_is_found_until_none_is_left)
{
	struct im_rows *rows = make(false);
	struct im_row *row = im_row_rw(rows, 0);
	unsigned int v, found = 0;

	for (v = 10; v < 190; v++) {
		if (v == 100)
			continue;
		cr_assert(v % 2 ? im_row_alloc_lowest(im_row_view(rows), row, &found)
				: im_row_reserve_managed_lowest(im_row_view(rows), row, &found));
		cr_assert_eq(found, v);
	}
	found = 7;
	cr_assert_not(im_row_alloc_lowest(im_row_view(rows), row, &found));
	cr_assert_not(im_row_reserve_managed_lowest(im_row_view(rows), row, &found));
	cr_assert_eq(found, 7);
	counts_are(row, 0, 90, 89, 0);
	for (v = 10; v < 190; v += 2) {
		if (v == 100)
			continue;
		cr_assert(v % 4 ? im_row_alloc_managed_lowest(im_row_view(rows), row, &found)
				: im_row_unreserve_managed_lowest(im_row_view(rows), row, &found));
		cr_assert_eq(found, v);
	}
	cr_assert_not(im_row_alloc_managed_lowest(im_row_view(rows), row, &found));
	cr_assert_not(im_row_unreserve_managed_lowest(im_row_view(rows), row, &found));
	counts_are(row, 44, 135, 45, 45);
	free(rows);
}

/* The lowest run by looking at every start. */
static unsigned int run_by_hand(const struct im_rows *rows, const struct im_row *row,
				unsigned int count, unsigned int align)
{
	unsigned int start, v;

	for (start = 0; start + count <= rows->end; start += align) {
		for (v = start; v < start + count; v++) {
			if (im_bits_test(im_rows_closed_map(rows), v) ||
			    im_row_is_allocated(row, v) || im_row_is_managed(rows, row, v))
				break;
		}
		if (v == start + count)
			return start;
	}
	return IRQM_NONE;
}

Test(row, runs_of_any_size_and_alignment)
{
	struct im_rows *rows = make(false);
	unsigned int round, v, count, align;

	srand(2);
	for (round = 0; round < 60; round++) {
		struct im_row *row = im_row_rw(rows, 2);

		memset(row->maps, 0, 2 * rows->words * sizeof(unsigned long));
		for (v = 10; v < 190; v++) {
			if (rand() % (int)(2 + round) == 0)
				im_bits_set(row->maps + (rand() % 2) * (int)rows->words, v);
		}
		for (align = 1; align <= 128; align *= 2) {
			for (count = 1; count <= 190; count++)
				cr_assert_eq(im_row_find_run(rows, row, count, align),
					     run_by_hand(rows, row, count, align));
		}
	}
	free(rows);
}

/* Reserves a block, as block.c does. */
static void set_block(struct im_rows *rows, struct im_row *row, unsigned int start,
		      unsigned int count)
{
	unsigned int v;

	im_row_join(rows, row, start, count);
	for (v = start; v < start + count; v++)
		im_row_reserve_managed(rows, row, v);
}

Test(row, neighbouring_blocks_keep_their_sizes)
{
	struct im_rows *rows = make(true);
	struct im_row *row = im_row_rw(rows, 1);
	unsigned int v;

	set_block(rows, row, 56, 8);
	set_block(rows, row, 64, 4);
	set_block(rows, row, 68, 1);
	set_block(rows, row, 188, 2);
	cr_assert_eq(im_row_block_size(rows, row, 56), 8);
	cr_assert_eq(im_row_block_size(rows, row, 64), 4);
	cr_assert_eq(im_row_block_size(rows, row, 68), 1);
	cr_assert_eq(im_row_block_size(rows, row, 188), 2);
	cr_assert_eq(im_row_find_spare_block(rows, row, 8), 56);
	cr_assert_eq(im_row_find_spare_block(rows, row, 4), 64);
	cr_assert_eq(im_row_find_spare_block(rows, row, 1), 68);
	cr_assert_eq(im_row_find_spare_block(rows, row, 2), 188);
	cr_assert_eq(im_row_find_spare_block(rows, row, 3), IRQM_NONE);
	cr_assert(im_row_find_single(rows, row, &v));
	cr_assert_eq(v, 68);
	for (v = 56; v < 68; v++)
		cr_assert(im_row_in_block(rows, row, v));
	cr_assert_not(im_row_in_block(rows, row, 68));
	cr_assert(im_row_in_block(rows, row, 189));
	im_row_alloc_managed(row, 68);
	cr_assert_not(im_row_has_spare(rows, row));
	im_row_split(rows, row, 56, 8);
	cr_assert_eq(im_row_find_spare_block(rows, row, 1), 56);
	cr_assert_eq(im_row_block_size(rows, row, 64), 4);
	free(rows);
}

/* ---- Rows of any shape, against a look at every vector ---- */

static unsigned int below(unsigned int end)
{
	return (unsigned int)rand() % end;
}

/* A row of a random window; past it is nothing, or bits that could be mistaken for its vectors. */
static struct im_rows *make_any(bool blocks)
{
	static const unsigned int sizes[] = { 1, 31, 32, 33, 64, 100, 128, 193, 256, 700, 3000 };
	unsigned int nr = sizes[below(11)], first = below(2) ? 0 : below(nr);
	unsigned int end = below(2) ? nr : first + 1 + below(nr - first);
	unsigned int nr_cpus = 1 + below(2), closed = below(3);
	struct im_rows *rows = make_rows(nr_cpus, nr, first, end, blocks);

	while (closed-- > 0 && rows->system_in_window < end - first) {
		unsigned int v = first + below(end - first);

		if (!im_bits_test(im_rows_closed_map(rows), v))
			im_rows_close(rows, v);
	}
	if (nr_cpus == 2)
		memset(im_row_rw(rows, 1), below(2) ? 0xff : 0, rows->row_bytes);
	return rows;
}

/* What the vectors [v, v + size) become; singles in a matrix without blocks. */
static void fill_run(struct im_rows *rows, struct im_row *row, unsigned int v, unsigned int size)
{
	unsigned int how = below(6), end = v + size;

	if (rows->blocks && (how == 1 || how == 2))
		im_row_join(rows, row, v, size);
	for (; v < end; v++) {
		if (how == 0)
			im_row_alloc(row, v);
		else if (how <= 4)
			im_row_reserve_managed(rows, row, v);
		if (how == 1 || how == 3)
			im_row_alloc_managed(row, v);
	}
}

/* Runs of every kind side by side, around the vectors that are closed. */
static void fill_any(struct im_rows *rows, struct im_row *row)
{
	static const unsigned int longest[] = { 1, 3, 20, 150, 900 };
	unsigned int most = longest[below(5)], v = rows->first, size;

	while (v < rows->end) {
		unsigned int wanted = 1 + below(most);

		for (size = 0; size < wanted && v + size < rows->end; size++) {
			if (im_bits_test(im_rows_closed_map(rows), v + size))
				break;
		}
		if (size && below(8))
			fill_run(rows, row, v, size);
		v += size ? size : 1;
	}
}

Test(row, runs_in_rows_of_any_shape)
{
	unsigned int round, i;

	srand(3);
	for (round = 0; round < 400; round++) {
		struct im_rows *rows = make_any(round % 2);
		struct im_row *row = im_row_rw(rows, 0);

		fill_any(rows, row);
		for (i = 0; i < 100; i++) {
			unsigned int align = 1U << below(9);
			unsigned int count = 1 + below(i % 4 ? 200 : rows->nr_vectors);

			count = i < 40 ? 1 + i * i / 20 : count;
			cr_assert_eq(im_row_find_run(rows, row, count, align),
				     run_by_hand(rows, row, count, align),
				     "round %u, %u aligned to %u", round, count, align);
		}
		free(rows);
	}
}

/* The only free vectors are one run. */
Test(row, a_run_is_of_no_less_than_the_size_wanted)
{
	unsigned int size, start, count, v;

	for (size = 1; size <= 199; size++) {
		for (start = 0; start + size <= 200; start += 1 + below(16)) {
			struct im_rows *rows = make_rows(1, 200, 0, 200, false);
			struct im_row *row = im_row_rw(rows, 0);

			for (v = 0; v < 200; v++) {
				if (v < start || v >= start + size)
					im_row_alloc(row, v);
			}
			for (count = 1; count <= 200; count++)
				cr_assert_eq(im_row_find_run(rows, row, count, 1),
					     count <= size ? start : IRQM_NONE);
			free(rows);
		}
	}
}

/* The lowest spare block of a size by measuring every block. */
static unsigned int spare_block_by_hand(const struct im_rows *rows, const struct im_row *row,
					unsigned int count)
{
	unsigned int v, size;

	for (v = rows->first; v < rows->end; v += size) {
		for (size = 1; im_row_is_joined(rows, row, v + size); size++)
			;
		if (size == count && im_row_is_managed(rows, row, v) &&
		    !im_row_is_allocated(row, v))
			return v;
	}
	return IRQM_NONE;
}

Test(row, spare_blocks_in_rows_of_any_shape)
{
	unsigned int round, count, single;

	srand(4);
	for (round = 0; round < 800; round++) {
		struct im_rows *rows = make_any(true);
		struct im_row *row = im_row_rw(rows, 0);

		fill_any(rows, row);
		for (count = 1; count <= 200; count++)
			cr_assert_eq(im_row_find_spare_block(rows, row, count),
				     spare_block_by_hand(rows, row, count), "round %u, %u", round,
				     count);
		for (count = 201; count <= rows->nr_vectors; count += 1 + below(100))
			cr_assert_eq(im_row_find_spare_block(rows, row, count),
				     spare_block_by_hand(rows, row, count), "round %u, %u", round,
				     count);
		if (!im_row_find_single(rows, row, &single))
			single = IRQM_NONE;
		cr_assert_eq(single, spare_block_by_hand(rows, row, 1), "round %u", round);
		cr_assert_eq(im_row_has_spare(rows, row), single != IRQM_NONE);
		free(rows);
	}
}

/* Blocks of each size around the words of a row, wherever they start, with a smaller one before. */
Test(row, a_spare_block_is_of_exactly_the_size_wanted)
{
	unsigned int size, start, other;

	for (size = 1; size <= 140; size++) {
		for (start = 1; start + size < 200; start += 13) {
			struct im_rows *rows = make_rows(1, 200, 0, 200, true);
			struct im_row *row = im_row_rw(rows, 0);

			set_block(rows, row, start, size);
			set_block(rows, row, start + size, 200 - start - size);
			for (other = 1; other < 200; other++) {
				unsigned int found = im_row_find_spare_block(rows, row, other);

				if (other == size)
					cr_assert_eq(found, start);
				else if (other == 200 - start - size)
					cr_assert_eq(found, start + size);
				else
					cr_assert_eq(found, IRQM_NONE);
			}
			free(rows);
		}
	}
}

Test(row, sizes_from_the_smallest_to_the_largest)
{
	const struct irqm_matrix_config smallest = shape(1, 1, 0, 1, false);
	const struct irqm_matrix_config largest = shape(65536, 65536, 0, 65536, true);
	size_t map = 65536 / 8;

	cr_assert_eq(im_rows_bytes(&smallest),
		     sizeof(struct im_row) + 4 * sizeof(unsigned long));
	cr_assert_eq(im_rows_bytes(&largest),
		     65536 * (sizeof(struct im_row) + 3 * map) + 2 * map);
}

/*
 * A row in which only the vectors that free_ones names are free. Right after the maps that all rows
 * share lies the row's number of available vectors, which must not be read as part of a map.
 */
static unsigned int run_with_free(unsigned int nr_vectors, const char *free_ones,
				  unsigned int count)
{
	struct im_rows *rows = make_rows(2, nr_vectors, 0, nr_vectors, false);
	struct im_row *row = im_row_rw(rows, 0);
	unsigned long mask[8] = { 0 };
	unsigned int v, found;

	GIVES(irqm_cpumask_parse(mask, nr_vectors, free_ones), 0);
	for (v = 0; v < nr_vectors; v++) {
		if (!im_bits_test(mask, v))
			im_row_alloc(row, v);
	}
	found = im_row_find_run(rows, row, count, 1);
	free(rows);
	return found;
}

Test(row, a_run_does_not_reach_beyond_the_window)
{
	cr_assert_eq(run_with_free(64, "57,59,62,63", 4), IRQM_NONE);
	cr_assert_eq(run_with_free(64, "48-51,54,56,62,63", 6), IRQM_NONE);
	cr_assert_eq(run_with_free(128, "57,59,126,127", 4), IRQM_NONE);
	cr_assert_eq(run_with_free(64, "57,59-63", 4), 59);
}

/* The first run is one too short, and the next begins in the word in which it ended. */
Test(row, a_long_run_behind_one_that_is_too_short)
{
	cr_assert_eq(run_with_free(512, "0-125,127-254", 127), 127);
	cr_assert_eq(run_with_free(512, "0-125,127-254", 128), 127);
	cr_assert_eq(run_with_free(512, "0-125,127-254", 129), IRQM_NONE);
	cr_assert_eq(run_with_free(512, "3-188,190-380", 191), 190);
}
