/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How many groups nodes and clusters get where Linux spreads: by their number of CPUs, the smallest
 * first, rounded down but at least one, of what is left at that time.
 *
 * To be the same group for group, the order of nodes of equal size has to be the same too. Linux
 * sorts an array of all node numbers with a sort that is not stable, so what it leaves depends on
 * each step it takes, and on the numbers without CPUs, which count as smaller than all others.
 */
#include "spread_internal.h"

/* Negative, 0 or positive, as Linux compares: the difference of two unsigned numbers, as signed. */
static int compare(const struct im_spread_part *shares, size_t a, size_t b)
{
	return (int)(shares[a].cpus - shares[b].cpus);
}

static void swap(struct im_spread_part *shares, size_t a, size_t b)
{
	struct im_spread_part share = shares[a];

	shares[a] = shares[b];
	shares[b] = share;
}

/*
 * Puts the root of a heap of n where it belongs: down along the larger children to a leaf, of
 * equals along the second, then up again to the first that is larger.
 */
static void settle(struct im_spread_part *shares, size_t n, size_t root)
{
	size_t place = root, child, end;

	while ((child = 2 * place + 1) + 1 < n)
		place = compare(shares, child, child + 1) > 0 ? child : child + 1;
	if (child + 1 == n)
		place = child;
	while (place != root && compare(shares, root, place) >= 0)
		place = (place - 1) / 2;
	end = place;
	while (place != root) {
		place = (place - 1) / 2;
		swap(shares, place, end);
	}
}

/* The heap sort of Linux 6.12's lib/sort.c: from the heap it takes the two largest at a time. */
static void sort_as_linux(struct im_spread_part *shares, size_t n)
{
	size_t i, second;

	if (n < 2)
		return;
	for (i = n / 2; i-- > 0;)
		settle(shares, n, i);
	while (n > 3) {
		swap(shares, 0, --n);
		second = compare(shares, 1, 2) <= 0 ? 2 : 1;
		swap(shares, second, --n);
		settle(shares, n, second);
		settle(shares, n, 0);
	}
	swap(shares, 0, --n);
	if (n == 2 && compare(shares, 0, 1) > 0)
		swap(shares, 0, 1);
}

void im_spread_apportion(struct im_spread_part *shares, size_t n, unsigned int total,
			 unsigned int groups)
{
	size_t i;

	if (groups > total)
		groups = total;
	sort_as_linux(shares, n);
	for (i = 0; i < n; i++) {
		struct im_spread_part *share = &shares[i];

		if (share->cpus == IM_SPREAD_ABSENT)
			continue;
		im_assert(total && share->cpus <= total);
		/* Not multiplied for the last: 65,536 times 65,536 is the one product too large. */
		share->groups =
			share->cpus == total ? groups : groups * share->cpus / total;
		if (!share->groups)
			share->groups = 1;
		total -= share->cpus;
		groups -= share->groups;
	}
}
