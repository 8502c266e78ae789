/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * types.h - integers, sentinels and the slot.
 *
 * The only file that knows whether it is compiled inside a kernel, and, outside hosted/, the only
 * one that includes system headers.
 */
#ifndef IRQMATRIX_TYPES_H
#define IRQMATRIX_TYPES_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Marks what the shared library exports; everything else is hidden. */
#define IRQM_API __attribute__((visibility("default")))

/* "No CPU", "no node", "no vector". */
#define IRQM_NONE (~0U)

/* The limits of every matrix and every mask. */
#define IRQM_MAX_CPUS 65536U
#define IRQM_MAX_VECTORS 65536U

/**
 * struct irqm_slot - One vector of one CPU: what an allocation gives and a free takes
 * @cpu: logical CPU number, 0 .. nr_cpus - 1
 * @vector: index of the vector on that CPU, 0 .. nr_vectors - 1
 */
struct irqm_slot {
	unsigned int cpu;
	unsigned int vector;
};

#ifdef __cplusplus
}
#endif

#endif
