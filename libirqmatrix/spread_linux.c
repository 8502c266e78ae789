/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Spreading as Linux does.
 *
 * Nodes get groups by their number of CPUs, the smallest node first, rounded down but at least one,
 * of what is left at that time. The CPUs of a node are dealt by number in shares that differ by at
 * most one, larger shares first, and whoever takes a CPU takes its siblings next.
 *
 * To be the same group for group, the order of nodes of equal size has to be the same too. Linux
 * sorts an array of all node numbers with a sort that is not stable, so what it leaves depends on
 * each step it takes, and on the numbers without CPUs, which count as smaller than all others.
 */
#include "sort.h"
#include "spread_internal.h"

/* A node or cluster that takes no part. */
#define NOT_THERE (~0U)

/* Negative, 0 or positive, as Linux compares: the difference of two unsigned numbers, as signed. */
static int compare(const struct im_share *shares, size_t a, size_t b)
{
	return (int)(shares[a].cpus - shares[b].cpus);
}

static void swap(struct im_share *shares, size_t a, size_t b)
{
	struct im_share share = shares[a];

	shares[a] = shares[b];
	shares[b] = share;
}

/*
 * Puts the root of a heap of n where it belongs: down along the larger children to a leaf, of
 * equals along the second, then up again to the first that is larger.
 */
static void settle(struct im_share *shares, size_t n, size_t root)
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
static void sort_as_linux(struct im_share *shares, size_t n)
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

/* Gives each share its groups, smallest first. total is the number of their CPUs. */
static void apportion(struct im_share *shares, size_t n, unsigned int total, unsigned int groups)
{
	size_t i;

	if (groups > total)
		groups = total;
	sort_as_linux(shares, n);
	for (i = 0; i < n; i++) {
		struct im_share *share = &shares[i];

		if (share->cpus == NOT_THERE)
			continue;
		/* Not multiplied for the last: 65,536 times 65,536 is the one product too large. */
		share->groups =
			share->cpus == total ? groups : groups * share->cpus / total;
		if (!share->groups)
			share->groups = 1;
		total -= share->cpus;
		groups -= share->groups;
	}
}

/* Puts a CPU that is left into the current group. */
static im_always_inline void put(struct im_spread *s, unsigned long *mask, unsigned int cpu)
{
	im_clear(s->left, cpu);
	if (mask)
		im_set(mask, cpu);
	else
		s->groups[cpu] = s->current;
}

static unsigned long *mask_of(const struct im_spread *s, unsigned int group)
{
	return s->masks ? s->masks + (size_t)group * im_words(s->t->nr_cpus) : NULL;
}

/*
 * Moves count CPUs of a list to the current group: the first one left, then its siblings, and
 * again. Returns the place in the list to go on from.
 */
static unsigned int take(struct im_spread *s, const unsigned int *list, unsigned int n,
			 unsigned int from, unsigned int count)
{
	const unsigned int *next = im_topology_sibling_const(s->t);
	unsigned long *mask = mask_of(s, s->current);

	for (; count && from < n; from++) {
		unsigned int cpu = list[from];

		if (!im_test(s->left, cpu))
			continue;
		put(s, mask, cpu);
		/* Those with lower numbers are in groups, or this would not be the first left. */
		for (count--, cpu = next[cpu]; count && cpu != IRQM_NONE; cpu = next[cpu]) {
			if (!im_test(s->left, cpu))
				continue;
			put(s, mask, cpu);
			count--;
		}
	}
	return from;
}

/* Deals the CPUs of a list to so many groups from the current one on. */
static void deal(struct im_spread *s, const unsigned int *list, unsigned int n, unsigned int groups)
{
	unsigned int extra = n % groups, from = 0, i;

	for (i = 0; i < groups; i++, s->current++) {
		if (s->current >= s->nr_groups)
			s->current = 0;
		from = take(s, list, n, from, n / groups + (i < extra));
	}
}

/*
 * Numbers the clusters of a node by their lowest CPU, and brings its CPUs into s->sublist by
 * cluster. Returns how many there are; 0 when some CPU is in none.
 */
static unsigned int find_clusters(struct im_spread *s, const unsigned int *list, unsigned int n)
{
	const unsigned int *cluster = im_topology_domain_const(s->t, IRQM_LEVEL_CLUSTER);
	unsigned int i, nr = 0, begin = 0;

	for (i = 0; i < n; i++) {
		if (!im_test(im_topology_cluster_const(s->t), list[i]))
			return 0;
		s->number[cluster[list[i]]] = IRQM_NONE;
	}
	for (i = 0; i < n; i++) {
		unsigned int *number = &s->number[cluster[list[i]]];

		if (*number == IRQM_NONE) {
			*number = nr;
			s->clusters[nr] = (struct im_share){ .id = nr };
			nr++;
		}
		s->clusters[*number].cpus++;
	}
	for (i = 0; i < nr; i++) {
		s->clusters[i].begin = begin;
		begin += s->clusters[i].cpus;
		s->clusters[i].cpus = 0;
	}
	for (i = 0; i < n; i++) {
		struct im_share *share = &s->clusters[s->number[cluster[list[i]]]];

		s->sublist[share->begin + share->cpus++] = list[i];
	}
	return nr;
}

/* Deals the CPUs of a node to its groups, cluster by cluster if each gets one at least. */
static void deal_node(struct im_spread *s, const struct im_share *node, bool by_cluster)
{
	const unsigned int *list = s->list + node->begin;
	unsigned int nr = by_cluster ? find_clusters(s, list, node->cpus) : 0, i;

	if (!nr || nr > node->groups) {
		deal(s, list, node->cpus, node->groups);
		return;
	}
	apportion(s->clusters, nr, node->cpus, node->groups);
	for (i = 0; i < nr; i++)
		deal(s, s->sublist + s->clusters[i].begin, s->clusters[i].cpus,
		     s->clusters[i].groups);
}

/* Whether all nodes have numbers that Linux could give them; else their positions are taken. */
static bool has_linux_numbers(const struct irqm_topology *t)
{
	unsigned int d = t->nr_nodes;

	if (im_topology_number_const(t)[d - 1] == IRQM_NONE)
		d--;
	return !d || im_topology_number_const(t)[d - 1] < IRQM_MAX_NODES;
}

/* The number Linux knows a node by: a CPU without one is on node 0. */
static unsigned int linux_number(const struct irqm_topology *t, bool numbers, unsigned int node)
{
	unsigned int number = im_topology_number_const(t)[node];

	if (!numbers)
		return node;
	return number == IRQM_NONE ? 0 : number;
}

/* How many numbers of nodes Linux's array has. */
static unsigned int linux_numbers(const struct irqm_topology *t, bool numbers)
{
	unsigned int node, end = t->node_end;

	for (node = 0; node < t->nr_nodes; node++) {
		unsigned int number = linux_number(t, numbers, node);

		end = number < end ? end : number + 1;
	}
	return end;
}

/* Those of a piece of a node's CPUs that are left. */
static im_always_inline unsigned long piece_left(const struct im_spread *s, unsigned int piece)
{
	return im_topology_bits_const(s->t)[piece] &
	       s->left[im_topology_word_const(s->t)[piece]];
}

static bool has_left(const struct im_spread *s, unsigned int node)
{
	const unsigned int *piece = im_topology_piece_const(s->t);
	unsigned int p;

	for (p = piece[node]; p < piece[node + 1]; p++) {
		if (piece_left(s, p))
			return true;
	}
	return false;
}

/* The nodes as Linux numbers them. */
struct numbers {
	unsigned int end;   /* above all numbers */
	unsigned int mixed; /* CPUs without a node that share number 0 with a node, or NOT_THERE */
};

/* Fills s->nodes with the places of the nodes, by number. */
static struct numbers number_nodes(struct im_spread *s)
{
	const bool by_number = has_linux_numbers(s->t);
	struct numbers numbers = { linux_numbers(s->t, by_number), NOT_THERE };
	unsigned int i, node;

	for (i = 0; i < numbers.end; i++)
		s->nodes[i] = (struct im_share){ .id = NOT_THERE, .cpus = NOT_THERE };
	for (node = 0; node < s->t->nr_nodes; node++) {
		struct im_share *share = &s->nodes[linux_number(s->t, by_number, node)];

		if (share->id == NOT_THERE)
			share->id = node;
		else
			numbers.mixed = node;
	}
	return numbers;
}

/* Marks the nodes with CPUs that are left; returns how many. */
static unsigned int mark_nodes(struct im_spread *s, struct numbers numbers)
{
	unsigned int i, nr = 0;

	for (i = 0; i < numbers.end; i++) {
		struct im_share *share = &s->nodes[i];

		if (share->id == NOT_THERE ||
		    !(has_left(s, share->id) ||
		      (!i && numbers.mixed != NOT_THERE && has_left(s, numbers.mixed))))
			continue;
		share->cpus = 0;
		nr++;
	}
	return nr;
}

/* Puts all CPUs of a node into the current group. */
static void move_node(struct im_spread *s, unsigned int node)
{
	const unsigned int *piece = im_topology_piece_const(s->t);
	unsigned long *mask = mask_of(s, s->current);
	unsigned int p;

	for (p = piece[node]; p < piece[node + 1]; p++) {
		unsigned int word = im_topology_word_const(s->t)[p];
		unsigned long left = piece_left(s, p);

		s->left[word] &= ~left;
		if (mask)
			mask[word] |= left;
		for (; !mask && left; left &= left - 1)
			s->groups[word * IM_BITS + im_lowest(left)] = s->current;
	}
}

/* Fewer groups than nodes: each node goes whole to the next group. */
static void deal_whole_nodes(struct im_spread *s, struct numbers numbers)
{
	unsigned int i;

	for (i = 0; i < numbers.end; i++) {
		if (s->nodes[i].cpus == NOT_THERE)
			continue;
		move_node(s, s->nodes[i].id);
		if (!i && numbers.mixed != NOT_THERE)
			move_node(s, numbers.mixed);
		if (++s->current == s->nr_groups)
			s->current = 0;
	}
}

/* Lists the CPUs of a node that are left, from a place of the list on; returns where they end. */
static unsigned int list_node(struct im_spread *s, unsigned int node, unsigned int end)
{
	const unsigned int *piece = im_topology_piece_const(s->t);
	unsigned int p;

	for (p = piece[node]; p < piece[node + 1]; p++) {
		unsigned int cpu = im_topology_word_const(s->t)[p] * IM_BITS;
		unsigned long left = piece_left(s, p);

		for (; left; left &= left - 1)
			s->list[end++] = cpu + im_lowest(left);
	}
	return end;
}

static bool before_by_number(const void *ctx, unsigned int a, unsigned int b)
{
	(void)ctx;
	return a < b;
}

/* Lists the CPUs that are left by node; returns how many there are. */
static unsigned int list_nodes(struct im_spread *s, struct numbers numbers)
{
	unsigned int i, end = 0;

	for (i = 0; i < numbers.end; i++) {
		struct im_share *share = &s->nodes[i];

		if (share->cpus == NOT_THERE)
			continue;
		share->begin = end;
		end = list_node(s, share->id, end);
		if (!i && numbers.mixed != NOT_THERE) {
			end = list_node(s, numbers.mixed, end);
			im_sort(s->list, end, before_by_number, NULL);
		}
		share->cpus = end - share->begin;
	}
	return end;
}

unsigned int im_spread_linux(struct im_spread *s, bool by_cluster)
{
	const struct numbers numbers = number_nodes(s);
	unsigned int i, dealt = 0;

	if (s->nr_groups <= mark_nodes(s, numbers)) {
		deal_whole_nodes(s, numbers);
		return s->nr_groups;
	}
	apportion(s->nodes, numbers.end, list_nodes(s, numbers), s->nr_groups);
	for (i = 0; i < numbers.end; i++) {
		if (s->nodes[i].cpus == NOT_THERE)
			continue;
		deal_node(s, &s->nodes[i], by_cluster);
		dealt += s->nodes[i].groups;
	}
	return dealt;
}
