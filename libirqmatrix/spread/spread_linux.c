/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Spreading as Linux does.
 *
 * Nodes get groups by their number of CPUs (spread_apportion.c). The CPUs of a node are dealt by
 * number in shares that differ by at most one, larger shares first, and whoever takes a CPU takes
 * its siblings next.
 */
#include "base/sort.h"
#include "spread_internal.h"

static unsigned long *mask_of(const struct im_spread *s, unsigned int group)
{
	return s->masks ? im_spread_mask(s, group) : NULL;
}

/*
 * Whether a list is in line: the CPUs of each core stand side by side. Then those that are in no
 * group yet are the rest of the list at any time, and the siblings to come are at its head.
 */
static bool is_in_line(const struct im_spread *s, const unsigned int *list, unsigned int n)
{
	const unsigned int *next = im_topology_sibling(s->t);
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (next[list[i]] != IRQM_NONE && (i + 1 == n || next[list[i]] != list[i + 1]))
			return false;
	}
	return true;
}

/* Puts the first so many CPUs of a list into the current group. */
static im_always_inline void put_line(struct im_spread *s, const unsigned int *list,
				      unsigned int count)
{
	unsigned long *mask = mask_of(s, s->current);
	const unsigned int group = s->current;
	unsigned int *groups = s->groups, i;

	for (i = 0; !mask && i < count; i++)
		groups[list[i]] = group;
	for (i = 0; mask && i < count;) {
		unsigned int word = list[i] / IM_BITS;
		unsigned long bits = 0;

		for (; i < count && list[i] / IM_BITS == word; i++)
			bits |= im_bit(list[i]);
		mask[word] |= bits;
	}
}

static im_always_inline void put(struct im_spread *s, unsigned long *mask, unsigned int cpu)
{
	s->groups[cpu] = s->current;
	if (mask)
		im_bits_set(mask, cpu);
}

/*
 * Moves count CPUs of a list to the current group: the first one that is in none, then its
 * siblings, and again. Returns the place in the list to go on from.
 */
static unsigned int take(struct im_spread *s, const unsigned int *list, unsigned int n,
			 unsigned int from, unsigned int count)
{
	const unsigned int *next = im_topology_sibling(s->t);
	unsigned long *mask = mask_of(s, s->current);

	for (; count && from < n; from++) {
		unsigned int cpu = list[from];

		if (s->groups[cpu] != IRQM_NONE)
			continue;
		put(s, mask, cpu);
		/* Those with lower numbers are in groups, or this would not be the first. */
		for (count--, cpu = next[cpu]; count && cpu != IRQM_NONE; cpu = next[cpu]) {
			if (!im_bits_test(s->left, cpu) || s->groups[cpu] != IRQM_NONE)
				continue;
			put(s, mask, cpu);
			count--;
		}
	}
	return from;
}

/* Deals the CPUs of a list that is in line to so many groups from the current one on. */
static void deal_line(struct im_spread *s, const unsigned int *list, unsigned int n,
		      unsigned int groups)
{
	unsigned int size = n / groups, extra = n % groups, i;

	for (i = 0; i < groups; i++, s->current++) {
		unsigned int count = size + (i < extra);

		if (s->current >= s->nr_groups)
			s->current = 0;
		put_line(s, list, count);
		list += count;
	}
}

/* The same for any list. */
static void deal_any(struct im_spread *s, const unsigned int *list, unsigned int n,
		     unsigned int groups)
{
	unsigned int size = n / groups, extra = n % groups, from = 0, i;

	/* Where masks are the result, the numbers are there to tell who is in a group. */
	for (i = 0; i < n; i++)
		s->groups[list[i]] = IRQM_NONE;
	for (i = 0; i < groups; i++, s->current++) {
		if (s->current >= s->nr_groups)
			s->current = 0;
		from = take(s, list, n, from, size + (i < extra));
	}
}

/* The end of the cluster that begins at a place of a list. */
static unsigned int cluster_end(const unsigned int *cluster, const unsigned int *list,
				unsigned int n, unsigned int begin)
{
	unsigned int end = begin + 1;

	while (end < n && cluster[list[end]] == cluster[list[begin]])
		end++;
	return end;
}

/*
 * Numbers the clusters of a node by their lowest CPU, and counts their CPUs. Returns how many there
 * are; 0 when some CPU is in none.
 */
static unsigned int find_clusters(struct im_spread *s, const unsigned int *list, unsigned int n)
{
	const unsigned int *cluster = im_topology_domain(s->t, IRQM_TOPOLOGY_CLUSTER);
	unsigned int *end = s->sublist, i, nr = 0;

	for (i = 0; i < n; i = end[i]) {
		if (!im_bits_test(im_topology_cluster(s->t), list[i]))
			return 0;
		s->number[cluster[list[i]]] = IRQM_NONE;
		end[i] = cluster_end(cluster, list, n, i);
	}
	for (i = 0; i < n; i = end[i]) {
		unsigned int *number = &s->number[cluster[list[i]]];

		if (*number == IRQM_NONE) {
			*number = nr;
			s->clusters[nr] = (struct im_spread_part){ .id = nr, .begin = i };
			nr++;
		}
		s->clusters[*number].cpus += end[i] - i;
	}
	return nr;
}

/* Brings the CPUs of a node into the order of its clusters; returns the list of them. */
static const unsigned int *line_up(struct im_spread *s, const unsigned int *list, unsigned int n,
				   unsigned int nr)
{
	const unsigned int *cluster = im_topology_domain(s->t, IRQM_TOPOLOGY_CLUSTER);
	unsigned int i, begin = 0;
	bool in_line = true;

	for (i = 0; i < nr; i++) {
		in_line &= s->clusters[i].begin == begin;
		s->clusters[i].begin = begin;
		begin += s->clusters[i].cpus;
	}
	if (in_line)
		return list;
	for (i = 0; i < n; i++) {
		struct im_spread_part *share = &s->clusters[s->number[cluster[list[i]]]];

		s->sublist[share->begin++] = list[i];
	}
	for (i = 0; i < nr; i++)
		s->clusters[i].begin -= s->clusters[i].cpus;
	return s->sublist;
}

/* Deals the CPUs of a node to its groups, cluster by cluster if each gets one at least. */
static void deal_node(struct im_spread *s, const struct im_spread_part *node)
{
	const unsigned int *list = s->list + node->begin;
	unsigned int nr = s->by_cluster ? find_clusters(s, list, node->cpus) : 0, i;
	void (*deal)(struct im_spread * s, const unsigned int *list, unsigned int n,
		     unsigned int groups);

	deal = is_in_line(s, list, node->cpus) ? deal_line : deal_any;
	if (!nr || nr > node->groups) {
		deal(s, list, node->cpus, node->groups);
		return;
	}
	list = line_up(s, list, node->cpus, nr);
	im_spread_apportion(s->clusters, nr, node->cpus, node->groups);
	for (i = 0; i < nr; i++)
		deal(s, list + s->clusters[i].begin, s->clusters[i].cpus, s->clusters[i].groups);
}

/* Node numbers as Linux knows them. */
struct numbers {
	bool by_position;   /* the snapshot has numbers that Linux cannot have */
	unsigned int end;   /* above all numbers */
	unsigned int mixed; /* the node without a number, if there is also node 0 */
};

/* Whether some node has a number that Linux could not give it. */
static bool has_foreign_numbers(const struct irqm_topology *t)
{
	unsigned int d = t->nr_nodes;

	if (im_topology_number(t)[d - 1] == IRQM_NONE)
		d--;
	return d && im_topology_number(t)[d - 1] >= IRQM_TOPOLOGY_MAX_NODES;
}

/* The number Linux knows a node by: a CPU without one is on node 0. */
static unsigned int linux_number(const struct irqm_topology *t, struct numbers numbers,
				 unsigned int node)
{
	unsigned int number = im_topology_number(t)[node];

	if (numbers.by_position)
		return node;
	return number == IRQM_NONE ? 0 : number;
}

/* How many numbers of nodes Linux's array has. */
static unsigned int linux_numbers(const struct irqm_topology *t, struct numbers numbers)
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
	return im_topology_bits(s->t)[piece] &
	       s->left[im_topology_word(s->t)[piece]];
}

static bool has_left(const struct im_spread *s, unsigned int node)
{
	const unsigned int *piece = im_topology_piece(s->t);
	unsigned int p;

	for (p = piece[node]; p < piece[node + 1]; p++) {
		if (piece_left(s, p))
			return true;
	}
	return false;
}

/* Fills s->nodes with the places of the nodes, by number. */
static struct numbers number_nodes(struct im_spread *s)
{
	struct numbers numbers = { has_foreign_numbers(s->t), 0, IM_SPREAD_ABSENT };
	unsigned int i, node;

	numbers.end = linux_numbers(s->t, numbers);
	for (i = 0; i < numbers.end; i++)
		s->nodes[i] =
			(struct im_spread_part){ .id = IM_SPREAD_ABSENT, .cpus = IM_SPREAD_ABSENT };
	for (node = 0; node < s->t->nr_nodes; node++) {
		struct im_spread_part *share = &s->nodes[linux_number(s->t, numbers, node)];

		if (share->id == IM_SPREAD_ABSENT)
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
		struct im_spread_part *share = &s->nodes[i];

		if (share->id == IM_SPREAD_ABSENT ||
		    !(has_left(s, share->id) ||
		      (!i && numbers.mixed != IM_SPREAD_ABSENT && has_left(s, numbers.mixed))))
			continue;
		share->cpus = 0;
		nr++;
	}
	return nr;
}

/* Sets the numbers of the CPUs of a word. Whole words are the rule, and fast. */
static void fill(unsigned int *groups, unsigned long cpus, unsigned int group)
{
	unsigned int i;

	if (cpus == ~0UL) {
		for (i = 0; i < IM_BITS; i++)
			groups[i] = group;
		return;
	}
	for (; cpus; cpus &= cpus - 1)
		groups[im_bits_lowest(cpus)] = group;
}

/* Puts all CPUs of a node into the current group. */
static void move_node(struct im_spread *s, unsigned int node)
{
	const unsigned int *piece = im_topology_piece(s->t);
	unsigned long *mask = mask_of(s, s->current);
	unsigned int p;

	for (p = piece[node]; p < piece[node + 1]; p++) {
		unsigned int word = im_topology_word(s->t)[p];

		if (mask)
			mask[word] |= piece_left(s, p);
		else
			fill(s->groups + (size_t)word * IM_BITS, piece_left(s, p), s->current);
	}
}

/* Fewer groups than nodes: each node goes whole to the next group. */
static void deal_whole_nodes(struct im_spread *s, struct numbers numbers)
{
	unsigned int i;

	for (i = 0; i < numbers.end; i++) {
		if (s->nodes[i].cpus == IM_SPREAD_ABSENT)
			continue;
		move_node(s, s->nodes[i].id);
		if (!i && numbers.mixed != IM_SPREAD_ABSENT)
			move_node(s, numbers.mixed);
		if (++s->current == s->nr_groups)
			s->current = 0;
	}
}

/* Lists the CPUs of a word; returns how many. */
static unsigned int list_word(unsigned int *list, unsigned int first, unsigned long cpus)
{
	unsigned int n = 0;

	if (cpus == ~0UL) {
		for (; n < IM_BITS; n++)
			list[n] = first + n;
		return n;
	}
	for (; cpus; cpus &= cpus - 1)
		list[n++] = first + im_bits_lowest(cpus);
	return n;
}

/* Lists the CPUs of a node that are left, from a place of the list on; returns where they end. */
static unsigned int list_node(struct im_spread *s, unsigned int node, unsigned int end)
{
	const unsigned int *piece = im_topology_piece(s->t);
	unsigned int p;

	for (p = piece[node]; p < piece[node + 1]; p++)
		end += list_word(s->list + end, im_topology_word(s->t)[p] * IM_BITS,
				 piece_left(s, p));
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
		struct im_spread_part *share = &s->nodes[i];

		if (share->cpus == IM_SPREAD_ABSENT)
			continue;
		share->begin = end;
		end = list_node(s, share->id, end);
		if (!i && numbers.mixed != IM_SPREAD_ABSENT) {
			end = list_node(s, numbers.mixed, end);
			im_sort(s->list, end, before_by_number, NULL);
		}
		share->cpus = end - share->begin;
	}
	return end;
}

/* More groups than nodes: each node gets its share of them. */
static unsigned int deal_shares(struct im_spread *s, struct numbers numbers)
{
	unsigned int i, dealt = 0;

	im_spread_apportion(s->nodes, numbers.end, list_nodes(s, numbers), s->nr_groups);
	for (i = 0; i < numbers.end; i++) {
		if (s->nodes[i].cpus == IM_SPREAD_ABSENT)
			continue;
		deal_node(s, &s->nodes[i]);
		dealt += s->nodes[i].groups;
	}
	return dealt;
}

unsigned int im_spread_linux(struct im_spread *s)
{
	const struct numbers numbers = number_nodes(s);
	unsigned int dealt = s->nr_groups;

	if (s->nr_groups <= mark_nodes(s, numbers))
		deal_whole_nodes(s, numbers);
	else
		dealt = deal_shares(s, numbers);
	return dealt;
}
