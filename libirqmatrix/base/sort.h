/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sort.h - sorting numbers in place, without recursion and without memory.
 */
#ifndef IRQMATRIX_SORT_H
#define IRQMATRIX_SORT_H

#include "port.h"

/* Whether a has to come before b. Equal numbers, of which neither does, end up in any order. */
typedef bool im_sort_before_fn(const void *ctx, unsigned int a, unsigned int b);

/* Calls before O(n log n) times; O(n) times when the numbers are in order already. */
void im_sort(unsigned int *numbers, size_t n, im_sort_before_fn *before, const void *ctx);

#endif
