/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_matrix_internal.c - a matrix whose counters or index have been damaged: what it then gives
 * is an error and no vector, and nothing is written where it must not be.
 */
#include <signal.h>

#include "matrix/matrix_internal.h"
#include "support/contract.h"

/* Where all invariants are checked after each call, a call that goes on is stopped. */
#ifdef IRQM_DEBUG_CHECKS
#define NOTICED SIGABRT
#else
#define NOTICED 0
#endif

/* The maps of a CPU say that no vector is free, and its counters that all are. */
static void fill_map(struct machine *x, unsigned int cpu)
{
	memset(im_row_rw(&x->m->rows, cpu)->maps, 0xff, x->m->rows.words * sizeof(unsigned long));
}

/* The counters of a CPU say that it has managed vectors, and its map has none. */
static void claim_spare(struct machine *x, unsigned int cpu)
{
	im_row_rw(&x->m->rows, cpu)->count.managed = 1;
}

static void gives_no_vector(unsigned int nr_cpus)
{
	struct irqm_slot slot = { 0xbad, 0xbad };
	struct machine x;

	machine_start(&x, nr_cpus, nr_cpus, 8, 0, 8);
	fill_map(&x, 0);
	GIVES(irqm_matrix_alloc(x.m, one_cpu(0), &slot), -IRQM_ENOSPC);
	cr_assert_eq(slot.cpu, 0xbad);
	cr_assert_eq(faulty_mem_check(&x.mem), 0);
	machine_end(&x);
}

Test(matrix_internal, no_vector_though_the_counters_promise_one)
{
	gives_no_vector(2);
}

Test(matrix_internal, no_vector_though_the_index_promises_one)
{
	gives_no_vector(40);
}

/* Several CPUs at once, which is another way than one alone or one that is traced. */
static struct irqm_matrix *untraced(void *memory, size_t bytes)
{
	struct irqm_matrix_config config = { .nr_cpus = 3, .nr_vectors = 8, .end = 8 };
	struct irqm_matrix *m;

	GIVES(irqm_matrix_init(&config, memory, bytes, &m), 0);
	return m;
}

Test(matrix_internal, nothing_is_set_aside_though_the_counters_promise_room,
     .signal = NOTICED)
{
	_Alignas(IRQM_MATRIX_ALIGN) static char memory[2048];
	struct irqm_matrix *m = untraced(memory, sizeof(memory));
	struct machine x = { .m = m };

	fill_map(&x, 1);
	GIVES(irqm_matrix_reserve_managed(m, cpu_range(0, 3)), 0);
	cr_assert_eq(machine_cpu(&x, 0).managed, 1);
	cr_assert_eq(machine_cpu(&x, 1).managed, 0);
	cr_assert_eq(machine_cpu(&x, 1).available, 8);
	cr_assert_eq(machine_cpu(&x, 2).managed, 1);
}

Test(matrix_internal, nothing_is_put_back_though_the_counters_promise_it,
     .signal = NOTICED)
{
	_Alignas(IRQM_MATRIX_ALIGN) static char memory[2048];
	struct irqm_matrix *m = untraced(memory, sizeof(memory));
	struct machine x = { .m = m };

	GIVES(irqm_matrix_reserve_managed(m, cpu_range(0, 1)), 0);
	GIVES(irqm_matrix_reserve_managed(m, cpu_range(2, 3)), 0);
	claim_spare(&x, 1);
	GIVES(irqm_matrix_unreserve_managed(m, cpu_range(0, 3)), 0);
	cr_assert_eq(machine_cpu(&x, 0).managed, 0);
	cr_assert_eq(machine_cpu(&x, 1).managed, 1);
	cr_assert_eq(machine_cpu(&x, 1).available, 8);
	cr_assert_eq(machine_cpu(&x, 2).managed, 0);
}

/* A vector that is not managed claims to belong to the block of one that is. */
Test(matrix_internal, i12_joined_behind_a_block)
{
	struct irqm_matrix_fault fault = { 0, 0, 0, 0 };
	struct machine x;

	machine_start_blocks(&x, 2, 2, 8);
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, one_cpu(0), 2));
	cr_assert_eq(machine_state(&x, 0, 1), IRQM_SLOT_MANAGED);
	cr_assert_eq(machine_state(&x, 0, 2), IRQM_SLOT_FREE);
	im_bits_set(im_row_rw(&x.m->rows, 0)->maps + 2 * x.m->rows.words, 2);
	cr_assert_eq(irqm_matrix_check(x.m, &fault), 1);
	cr_assert_eq(fault.invariant, I_BLOCKS);
	im_bits_clear(im_row_rw(&x.m->rows, 0)->maps + 2 * x.m->rows.words, 2);
	ENDS_CLEAN(&x);
}
