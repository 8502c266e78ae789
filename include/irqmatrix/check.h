/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * check.h - are the counters of a matrix still right?
 *
 * Every counter of a matrix can be recomputed from its bitmaps. The check does that. It changes
 * nothing, calls no callback, and may run in production. The invariants by number:
 *
 *   per CPU
 *     I1   popcount(alloc) = allocated
 *     I2   popcount(managed) = managed
 *     I3   popcount(alloc and managed) = managed_allocated
 *     I4   available = vectors of the window that are not alloc, managed or system
 *     I5   no alloc or managed bit outside the window or on a system vector
 *   whole matrix
 *     I6   sum of available over the online CPUs = global_available
 *     I7   sum of allocated over all CPUs = total_allocated
 *     I8   number of online CPUs = online_cpus
 *     I9   popcount(system and window) = system_in_window
 *     I10  reserved <= INT_MAX; a counter that wrapped is above
 *     I11  the index that finds the best CPU agrees with the counters of the CPUs
 *     I12  blocks: only managed vectors are joined, and a block is allocated as a whole or not at
 *          all
 */
#ifndef IRQMATRIX_CHECK_H
#define IRQMATRIX_CHECK_H

#include <irqmatrix/matrix.h>
#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IRQM_MATRIX_NR_INVARIANTS 12U

/**
 * struct irqm_matrix_fault - One broken invariant
 * @invariant: its number, 1 .. IRQM_MATRIX_NR_INVARIANTS
 * @cpu: the CPU, or IRQM_NONE when it is an invariant of the whole matrix
 * @expected: what the bitmaps say
 * @found: what the counter, map or index says
 */
struct irqm_matrix_fault {
	unsigned int invariant;
	unsigned int cpu;
	unsigned int expected;
	unsigned int found;
};

/**
 * irqm_matrix_check() - Recompute every counter from the bitmaps and compare
 * @m: the matrix
 * @first: optional; set to the first fault when there is one, else untouched
 *
 * A fault means that the library has a bug or that the matrix's memory was overwritten. Wrong
 * arguments of a call never lead to one.
 *
 * Context: at least a shared lock, as matrix.h says.
 * Complexity: O(CPUs x words of a row).
 * Return: the number of faults, 0 when all is well; at least 1 when @m is NULL (reported as
 * invariant 0).
 */
IRQM_API unsigned int irqm_matrix_check(const struct irqm_matrix *m,
					struct irqm_matrix_fault *first);

/**
 * irqm_matrix_invariant_text() - Describe an invariant in words
 * @invariant: a number from struct irqm_matrix_fault
 *
 * Context: any.
 * Return: a constant string, never NULL; "unknown invariant" for other numbers.
 */
IRQM_API const char *irqm_matrix_invariant_text(unsigned int invariant);

#ifdef __cplusplus
}
#endif

#endif
