/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_matrix_check.c - sabotage: damage exactly one thing, expect exactly its invariant.
 */
#include "matrix/matrix_internal.h"
#include "support/contract.h"

/* What the check says of a matrix that was damaged: exactly these faults, this one first. */
static void expect_fault(const struct irqm_matrix *m, unsigned int faults,
			 enum im_matrix_invariant invariant, unsigned int cpu)
{
	struct irqm_matrix_fault fault = { 99, 99, 99, 99 };
	unsigned int found = irqm_matrix_check(m, &fault);

	cr_assert_eq(found, faults, "%u faults, the first is I%u", found, fault.invariant);
	cr_assert_eq(fault.invariant, invariant, "I%u", fault.invariant);
	cr_assert_eq(fault.cpu, cpu, "CPU %u", fault.cpu);
	cr_assert_neq(fault.expected, fault.found);
	cr_assert_eq(irqm_matrix_check(m, NULL), faults, "the first fault is optional");
}

/* Three CPUs of 100 online; on each some of everything, CPU 1 with one slot more. */
static void start(struct machine *x)
{
	struct irqm_slot slot;

	machine_start_blocks(x, 100, 3, 96);
	GIVES(irqm_matrix_assign_system(x->m, 5), 0);
	GIVES(irqm_matrix_reserve_managed(x->m, x->all), 0);
	GIVES(irqm_matrix_reserve_managed_block(x->m, x->all, 4), 0);
	GIVES(irqm_matrix_alloc_managed(x->m, one_cpu(1), &slot), 0);
	GIVES(irqm_matrix_alloc(x->m, one_cpu(1), &slot), 0);
	GIVES(irqm_matrix_reserve(x->m), 0);
	cr_assert_eq(irqm_matrix_check(x->m, NULL), 0);
}

static struct im_row *row_of(struct machine *x, unsigned int cpu)
{
	return im_row_rw(&x->m->rows, cpu);
}

static void end(struct machine *x)
{
	ENDS_CLEAN(x);
}

Test(check, i1_allocated)
{
	struct machine x;

	start(&x);
	row_of(&x, 1)->count.allocated++;
	expect_fault(x.m, 1, I_ALLOCATED, 1);
	end(&x);
}

Test(check, i2_managed)
{
	struct machine x;

	start(&x);
	row_of(&x, 70)->count.managed--;
	expect_fault(x.m, 1, I_MANAGED, 70);
	end(&x);
}

Test(check, i3_managed_allocated)
{
	struct machine x;

	start(&x);
	row_of(&x, 1)->count.managed_allocated++;
	expect_fault(x.m, 1, I_MANAGED_ALLOCATED, 1);
	end(&x);
}

Test(check, i4_available)
{
	struct machine x;

	start(&x);
	row_of(&x, 99)->count.available++;
	expect_fault(x.m, 1, I_AVAILABLE, 99);
	end(&x);
}

Test(check, i4_closed_vectors)
{
	struct machine x;

	start(&x);
	((unsigned long *)im_rows_closed_map(&x.m->rows))[0] |= 1UL << 9;
	expect_fault(x.m, 1, I_AVAILABLE, IRQM_NONE);
	end(&x);
}

Test(check, i5_taken_on_a_system_vector)
{
	struct machine x;

	start(&x);
	im_bits_set(row_of(&x, 2)->maps, 5);
	row_of(&x, 2)->count.allocated++;
	x.m->total_allocated++;
	expect_fault(x.m, 1, I_PLACE, 2);
	end(&x);
}

Test(check, i5_taken_outside_the_window)
{
	struct machine x;

	machine_start(&x, 4, 2, 96, 8, 40);
	im_bits_set(row_of(&x, 3)->maps + x.m->rows.words, 40);
	row_of(&x, 3)->count.managed++;
	expect_fault(x.m, 1, I_PLACE, 3);
	end(&x);
}

/* Vectors, not CPUs, are counted. */
static unsigned int found(const struct irqm_matrix *m)
{
	struct irqm_matrix_fault fault = { 99, 99, 99, 99 };

	irqm_matrix_check(m, &fault);
	cr_assert_eq(fault.expected, 0);
	return fault.found;
}

Test(check, i5_says_how_many)
{
	struct machine x;

	machine_start(&x, 4, 2, 96, 8, 40);
	im_bits_set(row_of(&x, 3)->maps + x.m->rows.words, 40);
	im_bits_set(row_of(&x, 3)->maps + x.m->rows.words, 7);
	row_of(&x, 3)->count.managed += 2;
	expect_fault(x.m, 1, I_PLACE, 3);
	cr_assert_eq(found(x.m), 2);
	end(&x);
}

Test(check, i6_global_available)
{
	struct machine x;

	start(&x);
	x.m->global_available--;
	expect_fault(x.m, 1, I_GLOBAL_AVAILABLE, IRQM_NONE);
	end(&x);
}

Test(check, i7_total_allocated)
{
	struct machine x;

	start(&x);
	x.m->total_allocated++;
	expect_fault(x.m, 1, I_TOTAL_ALLOCATED, IRQM_NONE);
	end(&x);
}

Test(check, i8_online_cpus)
{
	struct machine x;

	start(&x);
	x.m->online_cpus--;
	expect_fault(x.m, 1, I_ONLINE_CPUS, IRQM_NONE);
	end(&x);
}

Test(check, i9_system_in_window)
{
	struct machine x;

	start(&x);
	x.m->rows.system_in_window++;
	expect_fault(x.m, 1, I_SYSTEM_IN_WINDOW, IRQM_NONE);
	end(&x);
}

Test(check, i10_reserved)
{
	struct machine x;

	start(&x);
	x.m->reserved = 0U - 1;
	expect_fault(x.m, 1, I_RESERVED, IRQM_NONE);
	x.m->reserved = IRQM_MATRIX_MAX_RESERVED + 1;
	expect_fault(x.m, 1, I_RESERVED, IRQM_NONE);
	end(&x);
}

Test(check, i11_key_of_room)
{
	struct machine x;

	start(&x);
	im_index_block_rw(&x.m->available, 0, 1)[0] ^= im_bit(80);
	expect_fault(x.m, 1, I_INDEX, 80);
	end(&x);
}

Test(check, i11_key_of_the_first_and_of_the_last_cpu)
{
	struct machine x;

	start(&x);
	im_index_block_rw(&x.m->available, 0, 0)[0] ^= im_bit(0);
	expect_fault(x.m, 1, I_INDEX, 0);
	im_index_block_rw(&x.m->available, 0, 0)[0] ^= im_bit(0);
	im_index_block_rw(&x.m->available, 0, 1)[0] ^= im_bit(99);
	expect_fault(x.m, 1, I_INDEX, 99);
	end(&x);
}

Test(check, i11_ready_for_room)
{
	struct machine x;

	start(&x);
	*im_index_ready_rw(&x.m->available, 0) &= ~im_bit(17);
	expect_fault(x.m, 1, I_INDEX, 17);
	end(&x);
}

Test(check, i11_key_of_spare)
{
	struct machine x;

	start(&x);
	im_index_block_rw(&x.m->spare, 0, 0)[0] ^= im_bit(50);
	expect_fault(x.m, 1, I_INDEX, 50);
	end(&x);
}

Test(check, i11_ready_with_spare)
{
	struct machine x;

	start(&x);
	*im_index_ready_rw(&x.m->spare, 0) |= im_bit(1);
	expect_fault(x.m, 1, I_INDEX, 1);
	end(&x);
}

/* Makes the bound of a leaf, as number and as planes, what it must not be. */
static void rebound(struct im_index *index, unsigned int leaf, unsigned int bound)
{
	unsigned int *bounds = im_index_bounds_rw(index, 1);

	im_index_rekey(im_index_block_rw(index, 1, 0), im_bit(leaf), bounds[leaf], bound);
	bounds[leaf] = bound;
}

Test(check, i11_bound_below_a_key)
{
	struct machine x;

	start(&x);
	rebound(&x.m->available, 0, row_of(&x, 0)->count.available - 1);
	expect_fault(x.m, 1, I_INDEX, IRQM_NONE);
	end(&x);
}

Test(check, i11_bound_of_spare_below_a_key)
{
	struct machine x;

	start(&x);
	rebound(&x.m->spare, 0, 1);
	expect_fault(x.m, 1, I_INDEX, IRQM_NONE);
	end(&x);
}

Test(check, i11_bound_and_its_planes_differ)
{
	struct machine x;

	start(&x);
	im_index_bounds_rw(&x.m->available, 1)[1]++;
	expect_fault(x.m, 1, I_INDEX, IRQM_NONE);
	end(&x);
}

Test(check, i11_limit_below_a_bound)
{
	struct machine x;

	start(&x);
	x.m->available.limit = 1;
	expect_fault(x.m, 1, I_INDEX, IRQM_NONE);
	end(&x);
}

/* The vectors of the block of 4 that start() reserved: the lowest aligned ones. */
#define BLOCK 8

Test(check, i12_joined_but_not_managed)
{
	struct machine x;

	start(&x);
	im_bits_set(row_of(&x, 0)->maps + 2 * x.m->rows.words, 90);
	expect_fault(x.m, 1, I_BLOCKS, 0);
	end(&x);
}

Test(check, i12_says_how_many)
{
	struct machine x;

	start(&x);
	im_bits_set(row_of(&x, 0)->maps + 2 * x.m->rows.words, 89);
	im_bits_set(row_of(&x, 0)->maps + 2 * x.m->rows.words, 90);
	im_bits_set(row_of(&x, 0)->maps + 2 * x.m->rows.words, 91);
	expect_fault(x.m, 1, I_BLOCKS, 0);
	cr_assert_eq(found(x.m), 3);
	end(&x);
}

Test(check, i12_joined_to_nothing)
{
	struct machine x;

	start(&x);
	im_bits_set(row_of(&x, 0)->maps + 2 * x.m->rows.words, 0);
	expect_fault(x.m, 1, I_BLOCKS, 0);
	end(&x);
}

Test(check, i12_joined_to_an_unmanaged_vector)
{
	struct machine x;

	start(&x);
	cr_assert_eq(machine_state(&x, 0, BLOCK), IRQM_SLOT_MANAGED);
	cr_assert_eq(machine_state(&x, 0, BLOCK - 1), IRQM_SLOT_FREE);
	im_bits_set(row_of(&x, 0)->maps + 2 * x.m->rows.words, BLOCK);
	expect_fault(x.m, 1, I_BLOCKS, 0);
	end(&x);
}

Test(check, i12_half_in_use)
{
	struct machine x;

	start(&x);
	im_row_alloc_managed(row_of(&x, 0), BLOCK + 3);
	x.m->total_allocated++;
	expect_fault(x.m, 1, I_BLOCKS, 0);
	end(&x);
}

Test(check, every_fault_is_counted)
{
	struct machine x;

	start(&x);
	x.m->online_cpus++;
	x.m->global_available++;
	row_of(&x, 4)->count.managed++;
	expect_fault(x.m, 3, I_MANAGED, 4);
	end(&x);
}

Test(check, no_matrix_is_a_fault)
{
	struct irqm_matrix_fault fault = { 99, 99, 99, 99 };
	struct irqm_matrix wiped;

	memset(&wiped, 0, sizeof(wiped));
	expect_fault(NULL, 1, I_MATRIX, IRQM_NONE);
	expect_fault(&wiped, 1, I_MATRIX, IRQM_NONE);
	irqm_matrix_check(NULL, &fault);
	cr_assert_eq(fault.expected, 1);
	cr_assert_eq(fault.found, 0);
}

/* The numbers of check.h, which callers may have written down. */
Test(check, the_numbers_of_the_invariants_stay)
{
	static const enum im_matrix_invariant by_number[] = {
		I_MATRIX, I_ALLOCATED, I_MANAGED, I_MANAGED_ALLOCATED, I_AVAILABLE, I_PLACE,
		I_GLOBAL_AVAILABLE, I_TOTAL_ALLOCATED, I_ONLINE_CPUS, I_SYSTEM_IN_WINDOW,
		I_RESERVED, I_INDEX, I_BLOCKS
	};
	unsigned int i;

	cr_assert_eq(sizeof(by_number) / sizeof(*by_number), IRQM_MATRIX_NR_INVARIANTS + 1);
	for (i = 0; i <= IRQM_MATRIX_NR_INVARIANTS; i++)
		cr_assert_eq(by_number[i], i);
}

Test(check, every_invariant_has_words_of_its_own)
{
	unsigned int i, j;

	for (i = 0; i <= IRQM_MATRIX_NR_INVARIANTS; i++) {
		cr_assert_neq(strcmp(irqm_matrix_invariant_text(i), "unknown invariant"), 0);
		for (j = 0; j < i; j++)
			cr_assert_neq(strcmp(irqm_matrix_invariant_text(i),
					     irqm_matrix_invariant_text(j)),
				      0);
	}
	cr_assert_eq(strcmp(irqm_matrix_invariant_text(IRQM_MATRIX_NR_INVARIANTS + 1),
			    "unknown invariant"),
		     0);
}

/* ---- Damage that calls meet: refused, or left alone, but never a write beside the maps ---- */

Test(damage, available_without_a_free_vector)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 2, 2, 64, 0, 64);
	memset(row_of(&x, 0)->maps, 0xff, sizeof(unsigned long) * x.m->rows.words);
	GIVES(irqm_matrix_alloc(x.m, one_cpu(0), &slot), -IRQM_ENOSPC);
	cr_assert_eq(faulty_mem_check(&x.mem), 0);
	end(&x);
}

Test(damage, managed_without_a_spare_vector)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 2, 2, 64, 0, 64);
	row_of(&x, 0)->count.managed = 1;
	GIVES(irqm_matrix_alloc_managed(x.m, one_cpu(0), &slot), -IRQM_ENOSPC);
	cr_assert_eq(faulty_mem_check(&x.mem), 0);
	end(&x);
}

Test(damage, ready_without_a_single_spare_vector)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start_blocks(&x, 20, 20, 64);
	*im_index_ready_rw(&x.m->spare, 0) |= im_bit(4);
	GIVES(irqm_matrix_alloc_managed(x.m, one_cpu(4), &slot), -IRQM_ENOSPC);
	cr_assert_eq(faulty_mem_check(&x.mem), 0);
	end(&x);
}

Test(damage, reservations_that_find_nothing)
{
	struct machine x;

#ifdef IRQM_DEBUG_CHECKS
	cr_skip("a debug build stops at the first broken invariant");
#endif
	machine_start(&x, 20, 20, 64, 0, 64);
	memset(row_of(&x, 3)->maps, 0xff, sizeof(unsigned long) * x.m->rows.words);
	GIVES(irqm_matrix_reserve_managed(x.m, one_cpu(3)), 0);
	cr_assert_eq(row_of(&x, 3)->count.managed, 0);
	*im_index_ready_rw(&x.m->spare, 0) |= im_bit(4);
	GIVES(irqm_matrix_unreserve_managed(x.m, one_cpu(4)), 0);
	cr_assert_eq(row_of(&x, 4)->count.managed, 0);
	cr_assert_eq(faulty_mem_check(&x.mem), 0);
	end(&x);
}
