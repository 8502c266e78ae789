/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sort.h - sorting numbers in place, without recursion and without memory.
 */
#ifndef IRQMATRIX_SORT_H
#define IRQMATRIX_SORT_H

#include "port.h"

/* Whether a has to come before b. Never both ways round; of equals any order is right. */
typedef bool im_sort_before_fn(const void *ctx, unsigned int a, unsigned int b);

/* O(n log n) calls of before; O(n) when the numbers are in order already. */
void im_sort(unsigned int *numbers, size_t n, im_sort_before_fn *before, const void *ctx);

#endif
