/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * irqmatrix.h - front page: include this, read on in the order below.
 *
 * libirqmatrix decides which CPU and which vector an interrupt gets, and keeps the promises it
 * makes about that.
 *
 * Every CPU has the same number of interrupt vectors, so all of them form a matrix: CPU by
 * vector. One place of it is a slot. Allocation uses the vectors of a window [first, end); system
 * vectors are out of use on every CPU. There are two kinds of interrupts:
 *
 *   regular   take any CPU of a mask. Before one is started it may hold a reservation, which is a
 *             promise without a slot and may be broken; once started it holds a slot.
 *   managed   have a vector set aside on every CPU of a mask, so that moving within the mask never
 *             fails, and CPUs may come and go.
 *
 * Glossary: possible, present and online CPUs are nested sets, the first the largest. Available
 * are the vectors of a CPU's window that are not system, managed or regular-allocated. Allocated
 * are the slots in use, of both kinds.
 *
 * The library has no state of its own, no lock, no libc: it works on memory of the caller's, or
 * from callbacks. Example:
 *
 *	struct irqm_matrix_config config = {
 *		.nr_cpus = 4, .nr_vectors = 256, .first = 32, .end = 236, .node = IRQM_NONE,
 *	};
 *	unsigned long cpus = 0xf;
 *	struct irqm_matrix *m;
 *	struct irqm_slot slot;
 *
 *	if (irqm_matrix_create(&config, &irqm_malloc_ops, NULL, &m) == 0) {
 *		irqm_matrix_online(m, 0);
 *		if (irqm_matrix_alloc(m, &cpus, &slot) == 0)
 *			printf("CPU %u vector %u\n", slot.cpu, slot.vector);
 *		irqm_matrix_destroy(m);
 *	}
 */
#ifndef IRQMATRIX_IRQMATRIX_H
#define IRQMATRIX_IRQMATRIX_H

#include <irqmatrix/types.h>
#include <irqmatrix/errors.h>
#include <irqmatrix/cpumask.h>
#include <irqmatrix/ops.h>
#include <irqmatrix/matrix.h>
#include <irqmatrix/check.h>
#include <irqmatrix/topology.h>
#include <irqmatrix/spread.h>
#include <irqmatrix/table.h>

#endif
