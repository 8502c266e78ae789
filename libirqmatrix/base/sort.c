/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "sort.h"

static bool is_sorted(const unsigned int *numbers, size_t n, im_sort_before_fn *before,
		      const void *ctx)
{
	size_t i;

	for (i = 1; i < n; i++) {
		if (before(ctx, numbers[i], numbers[i - 1]))
			return false;
	}
	return true;
}

/* Moves the number at root down to its place in a heap of n, whose top is the last in order. */
static void sift_down(unsigned int *numbers, size_t n, size_t root, im_sort_before_fn *before,
		      const void *ctx)
{
	unsigned int number = numbers[root];
	size_t child;

	for (; (child = 2 * root + 1) < n; root = child) {
		if (child + 1 < n && before(ctx, numbers[child], numbers[child + 1]))
			child++;
		if (!before(ctx, number, numbers[child]))
			break;
		numbers[root] = numbers[child];
	}
	numbers[root] = number;
}

void im_sort(unsigned int *numbers, size_t n, im_sort_before_fn *before, const void *ctx)
{
	unsigned int last;
	size_t i;

	if (is_sorted(numbers, n, before, ctx))
		return;
	/* A heapsort: makes a heap, then moves its top to the end again and again. */
	for (i = n / 2; i-- > 0;)
		sift_down(numbers, n, i, before, ctx);
	for (i = n - 1; i > 0; i--) {
		last = numbers[i];
		numbers[i] = numbers[0];
		numbers[0] = last;
		sift_down(numbers, i, 0, before, ctx);
	}
}
