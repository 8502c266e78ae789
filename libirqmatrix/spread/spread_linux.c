/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Spreading as Linux does, to the same groups.
 *
 * With more groups than nodes, nodes get groups by their number of CPUs (spread_apportion.c); so do
 * the clusters of a node if that is wanted and each gets a group. The CPUs of one node or cluster
 * are dealt by number to groups whose sizes differ by at most one, the larger first. A CPU that
 * joins a group is followed by its siblings as long as the group wants CPUs:
 *
 *	8 CPUs of a node, c and c + 4 being siblings, to 3 groups:	0 4 1 | 2 6 3 | 5 7
 *
 * With fewer groups, or as many, each node goes whole to the next group, by node number.
 *
 * Linux walks masks to find the next CPU and its siblings. Here the CPUs of a node are listed, and
 * usually the siblings are neighbours in the list already (c and c + 1): then groups are slices of
 * the list, which is much faster.
 */
#include "base/sort.h"
#include "spread_internal.h"

/* The mask that the current group is to be written to, or NULL where numbers are the result. */
static unsigned long *current_mask(const struct im_spread *s)
{
	return s->masks ? im_spread_mask(s, s->current) : NULL;
}

/* ---- Dealing the CPUs of a list ---- */

/*
 * Whether the CPUs of each core are neighbours in a list. Then, at any time, the CPUs that are in
 * no group yet are the rest of the list, and the siblings that are to follow come first in it.
 */
static bool has_cores_together(const struct im_spread *s, const unsigned int *list, unsigned int n)
{
	const unsigned int *next = im_topology_sibling(s->t);
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (next[list[i]] != IRQM_NONE && (i + 1 == n || next[list[i]] != list[i + 1]))
			return false;
	}
	return true;
}

/* Puts the first count CPUs of a list into the current group; in masks, a word at a time. */
static im_always_inline void put_slice(struct im_spread *s, const unsigned int *list,
				       unsigned int count)
{
	unsigned long *mask = current_mask(s);
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

/* In place of a group number: the CPU is in the list that is being dealt, and in no group yet. */
#define TO_BE_DEALT (IRQM_NONE - 1)

/* Numbers are written even where masks are the result: they say which CPUs are in a group. */
static im_always_inline void put(struct im_spread *s, unsigned long *mask, unsigned int cpu)
{
	s->groups[cpu] = s->current;
	if (mask)
		im_bits_set(mask, cpu);
}

/*
 * Puts count CPUs of a list into the current group: the first one that is in no group, then its
 * siblings in the list, then the first one again. All CPUs before the position from are in groups;
 * returns the next such position.
 */
static unsigned int put_cores(struct im_spread *s, const unsigned int *list, unsigned int n,
			      unsigned int from, unsigned int count)
{
	const unsigned int *next = im_topology_sibling(s->t);
	unsigned long *mask = current_mask(s);

	for (; count && from < n; from++) {
		unsigned int cpu = list[from];

		if (s->groups[cpu] != TO_BE_DEALT)
			continue;
		put(s, mask, cpu);
		/* Siblings with lower numbers are in groups, or this CPU would not be the first. */
		for (count--, cpu = next[cpu]; count && cpu != IRQM_NONE; cpu = next[cpu]) {
			if (s->groups[cpu] != TO_BE_DEALT)
				continue;
			put(s, mask, cpu);
			count--;
		}
	}
	return from;
}

/* Deals the n CPUs of a list to groups from the current one on, if cores are together in it. */
static void deal_slices(struct im_spread *s, const unsigned int *list, unsigned int n,
			unsigned int groups)
{
	unsigned int size = n / groups, extra = n % groups, i;

	for (i = 0; i < groups; i++, s->current++) {
		unsigned int count = size + (i < extra);

		if (s->current >= s->nr_groups)
			s->current = 0;
		put_slice(s, list, count);
		list += count;
	}
}

/* Deals the n CPUs of a list, whatever its order, to groups from the current one on. */
static void deal_any(struct im_spread *s, const unsigned int *list, unsigned int n,
		     unsigned int groups)
{
	unsigned int size = n / groups, extra = n % groups, from = 0, i;

	/*
	 * Siblings may be on another node, in another cluster, or not in this stage, so their
	 * numbers are read too. Where masks are the result, nobody has written them yet.
	 */
	if (s->masks && !s->has_clear_groups)
		im_fill(s->groups, 0xff, s->t->nr_cpus * sizeof(*s->groups));
	s->has_clear_groups = true;
	for (i = 0; i < n; i++)
		s->groups[list[i]] = TO_BE_DEALT;
	for (i = 0; i < groups; i++, s->current++) {
		if (s->current >= s->nr_groups)
			s->current = 0;
		from = put_cores(s, list, n, from, size + (i < extra));
	}
}

/* ---- Clusters ---- */

/* The end of the interval of a list, from a position on, whose CPUs are in one cluster. */
static unsigned int cluster_end(const unsigned int *cluster, const unsigned int *list,
				unsigned int n, unsigned int begin)
{
	unsigned int end = begin + 1;

	while (end < n && cluster[list[end]] == cluster[list[begin]])
		end++;
	return end;
}

/*
 * Finds the clusters of a node, in the order of their lowest CPUs, and counts their CPUs. s->number
 * says for the name of a cluster which one it is. Returns how many there are; 0 when some CPU is in
 * none, as Linux then knows no clusters on the node.
 *
 * A cluster's CPUs need not be neighbours in the list, so it may be met several times; s->sublist
 * says where each interval ends.
 */
static unsigned int find_clusters(struct im_spread *s, const unsigned int *list, unsigned int n)
{
	const unsigned int *cluster = im_topology_cluster(s->t);
	unsigned int *end = s->sublist, i, nr = 0;

	for (i = 0; i < n; i = end[i]) {
		if (cluster[list[i]] == IRQM_NONE)
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

/* Sorts the CPUs of a node by cluster, then number; returns the list of them. */
static const unsigned int *sort_by_cluster(struct im_spread *s, const unsigned int *list,
					   unsigned int n, unsigned int nr)
{
	const unsigned int *cluster = im_topology_cluster(s->t);
	unsigned int i, begin = 0;
	bool is_sorted = true;

	for (i = 0; i < nr; i++) {
		is_sorted &= s->clusters[i].begin == begin;
		s->clusters[i].begin = begin;
		begin += s->clusters[i].cpus;
	}
	if (is_sorted)
		return list;
	/* begin is where the next CPU of the cluster goes, and is put right at the end. */
	for (i = 0; i < n; i++) {
		struct im_spread_part *part = &s->clusters[s->number[cluster[list[i]]]];

		s->sublist[part->begin++] = list[i];
	}
	for (i = 0; i < nr; i++)
		s->clusters[i].begin -= s->clusters[i].cpus;
	return s->sublist;
}

/* ---- Nodes ---- */

/* Deals the CPUs of a node to its groups; cluster by cluster if it has a group for each. */
static void deal_node(struct im_spread *s, const struct im_spread_part *node)
{
	const unsigned int *list = s->list + node->begin;
	unsigned int nr = s->by_cluster ? find_clusters(s, list, node->cpus) : 0, i;
	void (*deal)(struct im_spread *s, const unsigned int *list, unsigned int n,
		     unsigned int groups);

	deal = has_cores_together(s, list, node->cpus) ? deal_slices : deal_any;
	if (!nr || nr > node->groups) {
		deal(s, list, node->cpus, node->groups);
		return;
	}
	list = sort_by_cluster(s, list, node->cpus, nr);
	im_spread_apportion(s->clusters, nr, node->cpus, node->groups);
	for (i = 0; i < nr; i++)
		deal(s, list + s->clusters[i].begin, s->clusters[i].cpus, s->clusters[i].groups);
}

/*
 * The numbers by which Linux knows the nodes. Two nodes of the snapshot can be one there: Linux has
 * CPUs without a node on node 0.
 */
struct numbering {
	bool by_index;      /* numbers are indices: the snapshot's are larger than Linux can have */
	unsigned int end;   /* above all numbers */
	unsigned int mixed; /* index of the node that is part of node 0, or IRQM_NONE */
};

/* Whether some node has a number that Linux cannot have. Numbers ascend; IRQM_NONE is the last. */
static bool has_large_numbers(const struct irqm_topology *t)
{
	unsigned int nr = t->nr_nodes;

	if (im_topology_number(t)[nr - 1] == IRQM_NONE)
		nr--;
	return nr && im_topology_number(t)[nr - 1] >= IRQM_TOPOLOGY_MAX_NODES;
}

/* The number by which Linux knows a node, given by its index. */
static unsigned int linux_number(const struct irqm_topology *t, struct numbering numbering,
				 unsigned int node)
{
	unsigned int number = im_topology_number(t)[node];

	if (numbering.by_index)
		return node;
	return number == IRQM_NONE ? 0 : number;
}

/*
 * How many elements Linux's array of nodes has. It has one for each number, with CPUs or without,
 * and sorts all of them; how many there are shows in the order of nodes with equal CPUs.
 */
static unsigned int linux_numbers(const struct irqm_topology *t, struct numbering numbering)
{
	unsigned int node, end = t->node_end;

	for (node = 0; node < t->nr_nodes; node++) {
		unsigned int number = linux_number(t, numbering, node);

		end = number < end ? end : number + 1;
	}
	return end;
}

/* The CPUs of the stage in a piece (a word of the mask) of a node. */
static im_always_inline unsigned long piece_cpus(const struct im_spread *s, unsigned int piece)
{
	return im_topology_bits(s->t)[piece] &
	       s->cpus[im_topology_word(s->t)[piece]];
}

static bool has_cpus(const struct im_spread *s, unsigned int node)
{
	const unsigned int *piece = im_topology_piece(s->t);
	unsigned int p;

	for (p = piece[node]; p < piece[node + 1]; p++) {
		if (piece_cpus(s, p))
			return true;
	}
	return false;
}

/* Fills s->nodes as Linux's array: at each number the index of the node, if there is one. */
static struct numbering number_nodes(struct im_spread *s)
{
	struct numbering numbering = {
		.by_index = has_large_numbers(s->t),
		.mixed = IRQM_NONE,
	};
	unsigned int i, node;

	numbering.end = linux_numbers(s->t, numbering);
	for (i = 0; i < numbering.end; i++)
		s->nodes[i] = (struct im_spread_part){ .id = IRQM_NONE, .cpus = IM_SPREAD_SKIPPED };
	for (node = 0; node < s->t->nr_nodes; node++) {
		struct im_spread_part *part = &s->nodes[linux_number(s->t, numbering, node)];

		if (part->id == IRQM_NONE)
			part->id = node;
		else
			numbering.mixed = node;
	}
	return numbering;
}

/* Sets CPUs of those nodes to 0 that have some in the stage, so that they are not skipped. */
static unsigned int mark_nodes(struct im_spread *s, struct numbering numbering)
{
	unsigned int i, nr = 0;

	for (i = 0; i < numbering.end; i++) {
		struct im_spread_part *part = &s->nodes[i];

		if (part->id == IRQM_NONE ||
		    !(has_cpus(s, part->id) ||
		      (!i && numbering.mixed != IRQM_NONE && has_cpus(s, numbering.mixed))))
			continue;
		part->cpus = 0;
		nr++;
	}
	return nr;
}

/* Puts the CPUs of a word into a group. Most words are full; a loop without tests is faster. */
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

/* Puts all CPUs that a node has in the stage into the current group. */
static void move_node(struct im_spread *s, unsigned int node)
{
	const unsigned int *piece = im_topology_piece(s->t);
	unsigned long *mask = current_mask(s);
	unsigned int p;

	for (p = piece[node]; p < piece[node + 1]; p++) {
		unsigned int word = im_topology_word(s->t)[p];

		if (mask)
			mask[word] |= piece_cpus(s, p);
		else
			fill(s->groups + (size_t)word * IM_BITS, piece_cpus(s, p), s->current);
	}
}

/* Deals nodes whole, for no more groups than nodes; after the last group comes the first. */
static void deal_whole_nodes(struct im_spread *s, struct numbering numbering)
{
	unsigned int i;

	for (i = 0; i < numbering.end; i++) {
		if (s->nodes[i].cpus == IM_SPREAD_SKIPPED)
			continue;
		move_node(s, s->nodes[i].id);
		if (!i && numbering.mixed != IRQM_NONE)
			move_node(s, numbering.mixed);
		if (++s->current == s->nr_groups)
			s->current = 0;
	}
}

/* Lists the CPUs of a word, of which the lowest bit is CPU first; returns how many. */
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

/* Lists the CPUs that a node has in the stage from a position on; returns where they end. */
static unsigned int list_node(struct im_spread *s, unsigned int node, unsigned int end)
{
	const unsigned int *piece = im_topology_piece(s->t);
	unsigned int p;

	for (p = piece[node]; p < piece[node + 1]; p++)
		end += list_word(s->list + end, im_topology_word(s->t)[p] * IM_BITS,
				 piece_cpus(s, p));
	return end;
}

static bool before_by_number(const void *ctx, unsigned int a, unsigned int b)
{
	(void)ctx;
	return a < b;
}

/* Lists the CPUs of the stage by node number, then CPU; returns how many there are. */
static unsigned int list_nodes(struct im_spread *s, struct numbering numbering)
{
	unsigned int i, end = 0;

	for (i = 0; i < numbering.end; i++) {
		struct im_spread_part *part = &s->nodes[i];

		if (part->cpus == IM_SPREAD_SKIPPED)
			continue;
		part->begin = end;
		end = list_node(s, part->id, end);
		if (!i && numbering.mixed != IRQM_NONE) {
			end = list_node(s, numbering.mixed, end);
			im_sort(s->list, end, before_by_number, NULL);
		}
		part->cpus = end - part->begin;
	}
	return end;
}

/* Gives each node groups and deals its CPUs to them, for more groups than nodes. */
static unsigned int deal_in_nodes(struct im_spread *s, struct numbering numbering)
{
	unsigned int i, dealt = 0;

	im_spread_apportion(s->nodes, numbering.end, list_nodes(s, numbering), s->nr_groups);
	for (i = 0; i < numbering.end; i++) {
		if (s->nodes[i].cpus == IM_SPREAD_SKIPPED)
			continue;
		deal_node(s, &s->nodes[i]);
		dealt += s->nodes[i].groups;
	}
	return dealt;
}

unsigned int im_spread_linux(struct im_spread *s)
{
	const struct numbering numbering = number_nodes(s);
	unsigned int dealt = s->nr_groups;

	if (s->nr_groups <= mark_nodes(s, numbering))
		deal_whole_nodes(s, numbering);
	else
		dealt = deal_in_nodes(s, numbering);
	return dealt;
}
