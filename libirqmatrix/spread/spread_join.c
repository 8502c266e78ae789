/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Joining domains to fewer groups than there are domains. Each domain goes whole to one group.
 *
 * 1. The domains are put in a row: packages and nodes as a chain in which each is followed by the
 *    nearest of the rest, other domains by their lowest CPUs.
 *
 * 2. The row is cut into groups of about the same capacity:
 *
 *	capacity 1 1 1 1 1 to 2 groups:		1 1 | 1 1 1
 *	capacity 1 4 1 to 2 groups:		1 | 4 1
 *
 * 3. If capacities differ, the domains are also joined without regard to the row, the strongest
 *    first, each to the group that is the weakest at that time (in scheduling this is known as
 *    "longest processing time first"). That is taken if it is more even, as in the second example:
 *
 *	capacity 1 4 1 to 2 groups:		4 | 1 1
 *
 * 4. Packages or nodes of the same capacity change places between groups as long as that makes the
 *    distances inside groups less. This evens out that a chain only looks one step ahead.
 */
#include "base/sort.h"
#include "spread_locality.h"

/*
 * More packages or nodes than these do not change places: a round takes time in proportion to the
 * cube of their number.
 */
#define EXCHANGED_AT_MOST 64U
#define ROUNDS_AT_MOST 8U

/* ---- The chain ---- */

/* The index of the node that a domain is on; of several nodes that of its lowest CPU. */
static unsigned int node_of(const struct im_spread *s, unsigned int domain)
{
	return im_topology_node_of(s->t)[s->domains[domain].lowest];
}

/* Lists the nodes of the domains, each once, in the order of the domains; returns how many. */
static unsigned int list_nodes(struct im_spread *s, unsigned int nr, unsigned int *nodes)
{
	unsigned int i, nr_nodes = 0;

	for (i = 0; i < s->t->nr_nodes; i++)
		s->rank[i] = IRQM_NONE;
	for (i = 0; i < nr; i++) {
		unsigned int node = node_of(s, i);

		if (s->rank[node] == IRQM_NONE)
			nodes[nr_nodes++] = node;
		s->rank[node] = 0;
	}
	return nr_nodes;
}

/* Moves a number to a position before its own; the others keep their order. */
static void move_forward(unsigned int *numbers, unsigned int from, unsigned int to)
{
	unsigned int number = numbers[from];

	for (; from > to; from--)
		numbers[from] = numbers[from - 1];
	numbers[to] = number;
}

/*
 * Makes a chain of nodes from the first on: each is followed by the nearest of the rest, of equal
 * ones by the first. Returns its length, the sum of the distances.
 */
static uint64_t link_nearest(const struct im_spread *s, unsigned int *nodes, unsigned int nr)
{
	unsigned int i, j, best;
	uint64_t length = 0;

	for (i = 0; i + 1 < nr; i++) {
		const uint16_t *row = im_topology_distances_from(s->t, nodes[i]);

		best = i + 1;
		for (j = i + 2; j < nr; j++) {
			if (row[nodes[j]] < row[nodes[best]])
				best = j;
		}
		length += row[nodes[best]];
		move_forward(nodes, best, i + 1);
	}
	return length;
}

/* The position of the node that is the farthest from the first. */
static unsigned int find_farthest(const struct im_spread *s, const unsigned int *nodes,
				  unsigned int nr)
{
	const uint16_t *row = im_topology_distances_from(s->t, nodes[0]);
	unsigned int i, farthest = 0;

	for (i = 1; i < nr; i++) {
		if (row[nodes[i]] > row[nodes[farthest]])
			farthest = i;
	}
	return farthest;
}

/*
 * Puts nodes in the order of a chain. A chain from the first node may begin in the middle of the
 * machine and come back for what it has left out; so a second one is made from the node that is the
 * farthest from the first, and the shorter one is taken. The second one is reversed if the first
 * node, which has the lowest CPUs, is in its later half.
 */
static void chain_nodes(struct im_spread *s, unsigned int *nodes, unsigned int nr)
{
	unsigned int *other = nodes + nr, i, first = nodes[0];
	uint64_t length;
	bool is_early;

	for (i = 0; i < nr; i++)
		other[i] = nodes[i];
	move_forward(other, find_farthest(s, other, nr), 0);
	length = link_nearest(s, nodes, nr);
	if (link_nearest(s, other, nr) >= length)
		return;
	for (i = 0; other[i] != first; i++)
		;
	is_early = 2 * i < nr;
	for (i = 0; i < nr; i++)
		nodes[i] = is_early ? other[i] : other[nr - 1 - i];
}

static bool before_in_chain(const void *ctx, unsigned int a, unsigned int b)
{
	const struct im_spread *s = ctx;
	unsigned int rank_a = s->rank[node_of(s, a)], rank_b = s->rank[node_of(s, b)];

	return rank_a != rank_b ? rank_a < rank_b : a < b;
}

/* Sorts domains along the chain of their nodes, those of one node by their lowest CPUs. */
static void sort_along_chain(struct im_spread *s, unsigned int nr, unsigned int *order)
{
	unsigned int *nodes = s->chain, nr_nodes = list_nodes(s, nr, nodes), i;

	chain_nodes(s, nodes, nr_nodes);
	for (i = 0; i < nr_nodes; i++)
		s->rank[nodes[i]] = i;
	im_sort(order, nr, before_in_chain, s);
}

/* ---- Cutting the row ---- */

/*
 * Cuts a row of domains into groups. Group g ought to begin at g / groups of the whole capacity;
 * the domain that lies across this point goes to the side on which its middle is. Both are
 * multiplied by 2 * groups, so that there are no fractions.
 */
static void cut(struct im_spread *s, const unsigned int *order, unsigned int nr,
		unsigned int groups)
{
	unsigned int made = 0, i, whole = 0, seen = 0;

	for (i = 0; i < nr; i++)
		whole += s->domains[i].weight;
	for (i = 0; i < nr; i++) {
		struct im_spread_domain *domain = &s->domains[order[i]];
		uint64_t middle = (2 * (uint64_t)seen + domain->weight) * groups;

		/* No group may be empty: the last domains open those that are not open yet. */
		if (made < groups && (!made || nr - i == groups - made ||
				      middle >= 2 * (uint64_t)made * whole))
			made++;
		domain->group = made - 1;
		seen += domain->weight;
	}
}

/* The sum of the squares of the groups' capacities: the less, the more even. */
static uint64_t unevenness(const struct im_spread_bin *bins, unsigned int groups)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < groups; i++)
		sum += (uint64_t)bins[i].weight * bins[i].weight;
	return sum;
}

/* Leaves in s->bins the capacity of each group. */
static uint64_t unevenness_of_cut(struct im_spread *s, unsigned int nr, unsigned int groups)
{
	unsigned int i;

	for (i = 0; i < groups; i++)
		s->bins[i].weight = 0;
	for (i = 0; i < nr; i++)
		s->bins[s->domains[i].group].weight += s->domains[i].weight;
	return unevenness(s->bins, groups);
}

/* ---- Without regard to the row ---- */

static bool are_equally_strong(const struct im_spread *s, unsigned int nr)
{
	unsigned int i = 1;

	while (i < nr && s->domains[i].weight == s->domains[0].weight)
		i++;
	return i == nr;
}

static bool before_by_weight(const void *ctx, unsigned int a, unsigned int b)
{
	const struct im_spread_domain *domains = ctx;

	if (domains[a].weight != domains[b].weight)
		return domains[a].weight > domains[b].weight;
	return a < b;
}

static bool is_weaker(const struct im_spread_bin *a, const struct im_spread_bin *b)
{
	return a->weight != b->weight ? a->weight < b->weight : a->number < b->number;
}

/*
 * Adds capacity to the weakest bin. The bins are a heap, of which it is the root; afterwards the
 * bin moves down to where it belongs.
 */
static void add_to_weakest(struct im_spread_bin *bins, unsigned int nr, unsigned int weight)
{
	unsigned int position = 0, child;
	struct im_spread_bin bin = { bins[0].weight + weight, bins[0].number };

	while ((child = 2 * position + 1) < nr) {
		if (child + 1 < nr && is_weaker(&bins[child + 1], &bins[child]))
			child++;
		if (is_weaker(&bin, &bins[child]))
			break;
		bins[position] = bins[child];
		position = child;
	}
	bins[position] = bin;
}

/* Joins the strongest domains first, each to the group that is the weakest at that time. */
static void join_strongest_first(struct im_spread *s, unsigned int nr, unsigned int groups)
{
	unsigned int *order = s->sublist, i;

	for (i = 0; i < nr; i++)
		order[i] = i;
	im_sort(order, nr, before_by_weight, s->domains);
	/* Bins without capacity that ascend by number are a heap already. */
	for (i = 0; i < groups; i++)
		s->bins[i] = (struct im_spread_bin){ .weight = 0, .number = i };
	for (i = 0; i < nr; i++) {
		s->domains[order[i]].group = s->bins[0].number;
		add_to_weakest(s->bins, groups, s->domains[order[i]].weight);
	}
}

/* Numbers groups in the order in which domains of the row meet them first. */
static void number_groups(struct im_spread *s, const unsigned int *order, unsigned int nr,
			  unsigned int groups)
{
	unsigned int i, next = 0;

	for (i = 0; i < groups; i++)
		s->bins[i].number = IRQM_NONE;
	for (i = 0; i < nr; i++) {
		struct im_spread_domain *domain = &s->domains[order[i]];

		if (s->bins[domain->group].number == IRQM_NONE)
			s->bins[domain->group].number = next++;
		domain->group = s->bins[domain->group].number;
	}
}

/* ---- Changing places ---- */

static unsigned int cpus_of(const struct im_spread *s, unsigned int domain)
{
	return s->domains[domain].end - s->domains[domain].begin;
}

/*
 * The sum of the distances between the CPUs of a domain and those of a group, both ways. The domain
 * itself does not count, nor does another one that is to leave the group.
 */
static uint64_t distance_to(const struct im_spread *s, unsigned int nr, unsigned int domain,
			    unsigned int group, unsigned int leaving)
{
	unsigned int node = node_of(s, domain), i;
	const uint16_t *from = im_topology_distances_from(s->t, node);
	uint64_t sum = 0;

	for (i = 0; i < nr; i++) {
		if (s->domains[i].group == group && i != domain && i != leaving)
			sum += (uint64_t)cpus_of(s, i) *
			       (from[node_of(s, i)] +
				im_topology_distances_from(s->t, node_of(s, i))[node]);
	}
	return sum * cpus_of(s, domain);
}

/* Whether the distances inside groups become less when two domains change places. */
static bool is_nearer(const struct im_spread *s, unsigned int nr, unsigned int a, unsigned int b)
{
	unsigned int group_a = s->domains[a].group, group_b = s->domains[b].group;

	return distance_to(s, nr, a, group_b, b) + distance_to(s, nr, b, group_a, a) <
	       distance_to(s, nr, a, group_a, b) + distance_to(s, nr, b, group_b, a);
}

/*
 * Lets domains of equal capacity change places, which keeps the groups as even as they are. Each
 * exchange makes the sum of distances less, so this comes to an end; usually in the second round.
 */
static void exchange(struct im_spread *s, unsigned int nr)
{
	struct im_spread_domain *domains = s->domains;
	unsigned int rounds = ROUNDS_AT_MOST, a, b, group;
	bool changed = nr <= EXCHANGED_AT_MOST;

	for (; changed && rounds; rounds--) {
		changed = false;
		for (a = 0; a < nr; a++) {
			for (b = a + 1; b < nr; b++) {
				group = domains[a].group;
				if (group == domains[b].group ||
				    domains[a].weight != domains[b].weight ||
				    !is_nearer(s, nr, a, b))
					continue;
				domains[a].group = domains[b].group;
				domains[b].group = group;
				changed = true;
			}
		}
	}
}

/* ---- All together ---- */

void im_spread_join(struct im_spread *s, unsigned int level, unsigned int nr, unsigned int groups)
{
	const bool has_distances = im_spread_has_distances(s, level);
	unsigned int *order = s->number, i;
	uint64_t unevenness_of_row;

	for (i = 0; i < nr; i++)
		order[i] = i;
	if (has_distances)
		sort_along_chain(s, nr, order);
	cut(s, order, nr, groups);
	unevenness_of_row = unevenness_of_cut(s, nr, groups);
	if (!are_equally_strong(s, nr)) {
		join_strongest_first(s, nr, groups);
		if (unevenness(s->bins, groups) >= unevenness_of_row)
			cut(s, order, nr, groups);
	}
	if (has_distances)
		exchange(s, nr);
	number_groups(s, order, nr, groups);
}
