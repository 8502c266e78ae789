/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How many groups a node or cluster gets where Linux spreads.
 *
 * The smallest part is served first. It gets groups in proportion to its CPUs, rounded down, but at
 * least one; then the next, of the groups and CPUs that remain:
 *
 *	CPUs 1, 5, 10 and 4 groups:	4 * 1 / 16 = 0, at least 1
 *					3 * 5 / 15 = 1
 *					2 * 10 / 10 = 2
 *
 * So parts of equal size can get different numbers of groups, depending on which is served first,
 * and to be the same as Linux group for group their order has to be the same too. Linux sorts an
 * array of all node numbers by heap sort, which leaves equal elements in an order that depends on
 * each step it takes, and also on the elements without CPUs, which count as smaller than all
 * others. Hence the same steps here.
 */
#include "spread_internal.h"

/* Negative, 0 or positive, as Linux compares: the difference of two unsigned numbers, as signed. */
static int compare(const struct im_spread_part *parts, size_t a, size_t b)
{
	return (int)(parts[a].cpus - parts[b].cpus);
}

static void swap(struct im_spread_part *parts, size_t a, size_t b)
{
	struct im_spread_part part = parts[a];

	parts[a] = parts[b];
	parts[b] = part;
}

/*
 * Moves the root of a part of the heap of n down to where it belongs. As in Linux this goes along
 * the larger children (of equal ones the second) to a leaf, then up again to the first element
 * that is larger than the root.
 */
static void sift_down(struct im_spread_part *parts, size_t n, size_t root)
{
	size_t place = root, child, end;

	while ((child = 2 * place + 1) + 1 < n)
		place = compare(parts, child, child + 1) > 0 ? child : child + 1;
	if (child + 1 == n)
		place = child;
	while (place != root && compare(parts, root, place) >= 0)
		place = (place - 1) / 2;
	end = place;
	while (place != root) {
		place = (place - 1) / 2;
		swap(parts, place, end);
	}
}

/* The heap sort of Linux 6.12's lib/sort.c, which removes the two largest from the heap at once. */
static void sort_as_linux(struct im_spread_part *parts, size_t n)
{
	size_t i, second;

	if (n < 2)
		return;
	for (i = n / 2; i-- > 0;)
		sift_down(parts, n, i);
	while (n > 3) {
		swap(parts, 0, --n);
		second = compare(parts, 1, 2) <= 0 ? 2 : 1;
		swap(parts, second, --n);
		sift_down(parts, n, second);
		sift_down(parts, n, 0);
	}
	swap(parts, 0, --n);
	if (n == 2 && compare(parts, 0, 1) > 0)
		swap(parts, 0, 1);
}

void im_spread_apportion(struct im_spread_part *parts, size_t n, unsigned int total,
			 unsigned int groups)
{
	size_t i;

	if (groups > total)
		groups = total;
	sort_as_linux(parts, n);
	for (i = 0; i < n; i++) {
		struct im_spread_part *part = &parts[i];

		if (part->cpus == IM_SPREAD_SKIPPED)
			continue;
		im_assert(total && part->cpus <= total);
		/* Not multiplied for the last: 65,536 times 65,536 is the one product too large. */
		part->groups = part->cpus == total ? groups : groups * part->cpus / total;
		if (!part->groups)
			part->groups = 1;
		total -= part->cpus;
		groups -= part->groups;
	}
}
