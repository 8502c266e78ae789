/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The invariants: every counter is counted again from the bitmaps, and compared. The check trusts
 * the shape of the matrix, and nothing else.
 */
#include "matrix_internal.h"

/* How many invariants were broken, and where the caller wants the first one. */
struct report {
	unsigned int faults;
	struct irqm_matrix_fault *first;
};

/* Counts a fault if a number is not what it should be, and notes the first one. */
static void expect(struct report *r, enum im_matrix_invariant invariant, unsigned int cpu,
		   unsigned int expected, unsigned int found)
{
	if (expected == found)
		return;
	if (!r->faults++ && r->first)
		*r->first = (struct irqm_matrix_fault){
			.invariant = invariant,
			.cpu = cpu,
			.expected = expected,
			.found = found,
		};
}

/* Sums over all rows, from the bitmaps alone. */
struct sums {
	unsigned int online;
	unsigned int available; /* of online CPUs */
	unsigned int allocated;
};

/* What the bitmaps of one row say. */
struct census {
	struct im_row_counts count;
	unsigned int misplaced; /* taken vectors outside the window or on system vectors */
};

/* Reads the bitmaps of a row and none of its counters. */
static struct census take_census(const struct im_rows *rows, const struct im_row *row)
{
	const unsigned long *alloc = im_row_alloc_map(row),
			    *managed = im_row_managed_map(rows, row);
	const unsigned long *system = im_rows_system_map(rows);
	struct census c = { { 0, 0, 0, 0 }, 0 };
	unsigned int w, v;

	/* Over whole words, so that bits past the last vector are found as misplaced too. */
	for (w = 0; w < rows->words; w++) {
		unsigned long taken = alloc[w] | managed[w], window = 0;

		for (v = w * IM_BITS; v < (w + 1) * IM_BITS; v++)
			window |= im_rows_in_window(rows, v) ? im_bit(v) : 0;
		c.count.allocated += im_bits_popcount(alloc[w]);
		c.count.managed += im_bits_popcount(managed[w]);
		c.count.managed_allocated += im_bits_popcount(alloc[w] & managed[w]);
		c.count.available += im_bits_popcount(window & ~taken & ~system[w]);
		c.misplaced += im_bits_popcount(taken & (~window | system[w]));
	}
	return c;
}

/* Whether a vector and the one before can belong to one block: both managed, and alike in use. */
static bool can_join(const struct im_rows *rows, const struct im_row *row, unsigned int v)
{
	return v && im_row_is_managed(rows, row, v - 1) && im_row_is_managed(rows, row, v) &&
	       im_row_is_allocated(row, v - 1) == im_row_is_allocated(row, v);
}

/* How many vectors of a row are joined to the one before, but cannot be. */
static unsigned int bad_joins(const struct im_rows *rows, const struct im_row *row)
{
	unsigned int v, bad = 0;
	const unsigned long *joined;

	if (!rows->blocks)
		return 0;
	joined = im_row_joined_map(rows, row);
	im_bits_for_each(v, joined, rows->nr_vectors)
		bad += !can_join(rows, row, v);
	return bad;
}

/* The keys and ready bits of one CPU in both indexes. */
static void check_index_of_cpu(const struct irqm_matrix *m, unsigned int cpu, struct report *r)
{
	const struct im_row *row = im_row(&m->rows, cpu);
	unsigned int leaf = cpu / IM_BITS;

	expect(r, I_INDEX, cpu, row->count.available, im_index_key(&m->available, cpu));
	expect(r, I_INDEX, cpu, row->count.available > 0,
	       (im_index_ready(&m->available, leaf) & im_bit(cpu)) != 0);
	expect(r, I_INDEX, cpu, im_matrix_spare_key(m, row->count.managed_allocated),
	       im_index_key(&m->spare, cpu));
	expect(r, I_INDEX, cpu, im_row_has_spare(&m->rows, row),
	       (im_index_ready(&m->spare, leaf) & im_bit(cpu)) != 0);
}

/* Compares the counters of a row, and adds what the bitmaps say to the sums. */
static void check_row(const struct irqm_matrix *m, unsigned int cpu, struct sums *sums,
		      struct report *r)
{
	const struct im_row *row = im_row(&m->rows, cpu);
	struct census c = take_census(&m->rows, row);

	expect(r, I_ALLOCATED, cpu, c.count.allocated, row->count.allocated);
	expect(r, I_MANAGED, cpu, c.count.managed, row->count.managed);
	expect(r, I_MANAGED_ALLOCATED, cpu, c.count.managed_allocated,
	       row->count.managed_allocated);
	expect(r, I_AVAILABLE, cpu, c.count.available, row->count.available);
	expect(r, I_PLACE, cpu, 0, c.misplaced);
	expect(r, I_BLOCKS, cpu, 0, bad_joins(&m->rows, row));
	sums->allocated += c.count.allocated;
	if (im_matrix_is_online(m, cpu)) {
		sums->online++;
		sums->available += c.count.available;
	}
}

/* The maps of system and of closed vectors, which all rows share. */
static void check_common(const struct im_rows *rows, struct report *r)
{
	unsigned int v, in_window = 0;

	for (v = 0; v < rows->words * IM_BITS; v++) {
		bool system = im_bits_test(im_rows_system_map(rows), v);

		in_window += system && im_rows_in_window(rows, v);
		expect(r, I_AVAILABLE, IRQM_NONE, system || !im_rows_in_window(rows, v),
		       im_bits_test(im_rows_closed_map(rows), v));
	}
	expect(r, I_SYSTEM_IN_WINDOW, IRQM_NONE, in_window, rows->system_in_window);
}

unsigned int irqm_matrix_check(const struct irqm_matrix *m, struct irqm_matrix_fault *first)
{
	struct report r = { .faults = 0, .first = first };
	struct sums sums = { 0, 0, 0 };
	unsigned int cpu;

	if (im_matrix_is_absent(m)) {
		expect(&r, I_MATRIX, IRQM_NONE, 1, 0);
		return r.faults;
	}
	check_common(&m->rows, &r);
	for (cpu = 0; cpu < m->rows.nr_cpus; cpu++)
		check_row(m, cpu, &sums, &r);
	expect(&r, I_GLOBAL_AVAILABLE, IRQM_NONE, sums.available, m->global_available);
	expect(&r, I_TOTAL_ALLOCATED, IRQM_NONE, sums.allocated, m->total_allocated);
	expect(&r, I_ONLINE_CPUS, IRQM_NONE, sums.online, m->online_cpus);
	expect(&r, I_RESERVED, IRQM_NONE, 0, m->reserved > IRQM_MATRIX_MAX_RESERVED);
	/* If rows are wrong themselves, an index that differs from them is no news. */
	if (!m->indexed || r.faults)
		return r.faults;
	for (cpu = 0; cpu < m->rows.nr_cpus; cpu++)
		check_index_of_cpu(m, cpu, &r);
	expect(&r, I_INDEX, IRQM_NONE, 0, im_index_bad_bounds(&m->available, m->online));
	expect(&r, I_INDEX, IRQM_NONE, 0, im_index_bad_bounds(&m->spare, m->online));
	return r.faults;
}

const char *irqm_matrix_invariant_text(unsigned int invariant)
{
	static const char *const text[IRQM_MATRIX_NR_INVARIANTS + 1] = {
		[I_MATRIX] = "there is a matrix",
		[I_ALLOCATED] = "popcount(alloc) = allocated",
		[I_MANAGED] = "popcount(managed) = managed",
		[I_MANAGED_ALLOCATED] = "popcount(alloc and managed) = managed_allocated",
		[I_AVAILABLE] =
			"available = vectors of the window that are not alloc, managed or system",
		[I_PLACE] = "no alloc or managed bit outside the window or on a system vector",
		[I_GLOBAL_AVAILABLE] = "sum of available over the online CPUs = global_available",
		[I_TOTAL_ALLOCATED] = "sum of allocated over all CPUs = total_allocated",
		[I_ONLINE_CPUS] = "number of online CPUs = online_cpus",
		[I_SYSTEM_IN_WINDOW] = "popcount(system and window) = system_in_window",
		[I_RESERVED] = "reserved has not wrapped",
		[I_INDEX] = "the index that finds the best CPU agrees with the rows",
		[I_BLOCKS] = "only managed vectors are joined, and a block is in use wholly or not",
	};

	return invariant <= IRQM_MATRIX_NR_INVARIANTS ? text[invariant] : "unknown invariant";
}
