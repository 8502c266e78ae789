/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * irqmatrix.h - the front page: include this, then read the headers in the order below.
 *
 * libirqmatrix decides which CPU and which vector an interrupt gets, and keeps the reservations it
 * has made.
 *
 * Every CPU has the same number of interrupt vectors, so together they form a matrix: CPU by
 * vector. One place of the matrix is a slot. Allocation uses the vectors of a window [first, end).
 * System vectors are excluded on every CPU. There are two kinds of interrupts:
 *
 *   regular   may be on any CPU of a mask. Before it is started it may have a best-effort
 *             reservation, which holds no slot and is no guarantee; once started it holds a slot.
 *   managed   has a vector reserved on every CPU of a mask. So moving it within the mask never
 *             fails, while CPUs come and go.
 *
 * Glossary:
 *
 *   possible, present, online   nested sets of CPUs, the first the largest
 *   allocated                   slots that an interrupt holds, regular or managed
 *   spare                       managed vectors that are reserved and not allocated
 *   available                   vectors of a CPU's window that are not system, managed or
 *                               regular-allocated
 *
 * The library has no state of its own, no lock and no libc. It works on memory that the caller
 * hands over or that callbacks provide. Example (irqm_malloc_ops is from hosted.h):
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
