/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Joining domains to fewer groups than there are of them.
 *
 * Packages and nodes first stand in a chain, each followed by the nearest of the rest, other
 * domains by number. The chain is cut into pieces of about the same capacity. Domains that are not
 * alike may be joined more evenly without regard to the chain, the strongest first, each to the
 * group that is the weakest then; that is taken when it is. Last, packages or nodes of the same
 * capacity change places as long as that brings groups nearer together.
 */
#include "base/sort.h"
#include "spread_locality.h"

/* More packages or nodes than these keep their places: a round takes the cube of their number. */
#define EXCHANGED_AT_MOST 64U
#define ROUNDS_AT_MOST 8U

/* ---- The chain ---- */

/* The node that a domain is on, by its lowest CPU. */
static unsigned int node_of(const struct im_spread *s, unsigned int domain)
{
	return im_topology_node_of(s->t)[s->domains[domain].lowest];
}

/* Lists the nodes that domains are on, each once, in their order; returns how many there are. */
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

/* Moves the number at a place forward; the others keep their order. */
static void move_forward(unsigned int *numbers, unsigned int from, unsigned int to)
{
	unsigned int number = numbers[from];

	for (; from > to; from--)
		numbers[from] = numbers[from - 1];
	numbers[to] = number;
}

/* Lets each node be followed by the nearest of the rest; returns the length of the chain. */
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

/* The place of the node that is the farthest from the first. */
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
 * Orders nodes as a chain from the first, or, when that is shorter, as one from the far end; then
 * turned round, so that the first is not among the last.
 */
static void chain_nodes(struct im_spread *s, unsigned int *nodes, unsigned int nr)
{
	unsigned int *other = nodes + nr, i, first = nodes[0];
	uint64_t length;

	for (i = 0; i < nr; i++)
		other[i] = nodes[i];
	move_forward(other, find_farthest(s, other, nr), 0);
	length = link_nearest(s, nodes, nr);
	if (link_nearest(s, other, nr) >= length)
		return;
	for (i = 0; other[i] != first; i++)
		;
	first = 2 * i < nr;
	for (i = 0; i < nr; i++)
		nodes[i] = first ? other[i] : other[nr - 1 - i];
}

static bool before_in_chain(const void *ctx, unsigned int a, unsigned int b)
{
	const struct im_spread *s = ctx;
	unsigned int rank_a = s->rank[node_of(s, a)], rank_b = s->rank[node_of(s, b)];

	return rank_a != rank_b ? rank_a < rank_b : a < b;
}

/* Fills an order with the numbers of the domains along the chain. */
static void chain(struct im_spread *s, unsigned int nr, unsigned int *order)
{
	unsigned int *nodes = s->chain, nr_nodes = list_nodes(s, nr, nodes), i;

	chain_nodes(s, nodes, nr_nodes);
	for (i = 0; i < nr_nodes; i++)
		s->rank[nodes[i]] = i;
	im_sort(order, nr, before_in_chain, s);
}

/* ---- Cutting it ---- */

/* Cuts an order of domains into groups, the middle of a domain deciding. */
static void cut(struct im_spread *s, const unsigned int *order, unsigned int nr,
		unsigned int groups)
{
	unsigned int made = 0, i, whole = 0, seen = 0;

	for (i = 0; i < nr; i++)
		whole += s->domains[i].weight;
	for (i = 0; i < nr; i++) {
		struct im_spread_domain *domain = &s->domains[order[i]];
		uint64_t middle = (2 * (uint64_t)seen + domain->weight) * groups;

		/* The first opens a group, and so do those that are needed for the rest. */
		if (made < groups && (!made || nr - i == groups - made ||
				      middle >= 2 * (uint64_t)made * whole))
			made++;
		domain->groups = made - 1;
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

static uint64_t unevenness_of_cut(struct im_spread *s, unsigned int nr, unsigned int groups)
{
	unsigned int i;

	for (i = 0; i < groups; i++)
		s->bins[i].weight = 0;
	for (i = 0; i < nr; i++)
		s->bins[s->domains[i].groups].weight += s->domains[i].weight;
	return unevenness(s->bins, groups);
}

/* ---- Without regard to it ---- */

static bool are_alike(const struct im_spread *s, unsigned int nr)
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

/* Adds capacity to the weakest bin, which is the first of a heap, and restores the heap. */
static void add_to_weakest(struct im_spread_bin *bins, unsigned int nr, unsigned int weight)
{
	unsigned int place = 0, child;
	struct im_spread_bin bin = { bins[0].weight + weight, bins[0].number };

	while ((child = 2 * place + 1) < nr) {
		if (child + 1 < nr && is_weaker(&bins[child + 1], &bins[child]))
			child++;
		if (is_weaker(&bin, &bins[child]))
			break;
		bins[place] = bins[child];
		place = child;
	}
	bins[place] = bin;
}

/* Joins the strongest domains first, each to the weakest group. */
static void join_strongest_first(struct im_spread *s, unsigned int nr, unsigned int groups)
{
	unsigned int *order = s->sublist, i;

	for (i = 0; i < nr; i++)
		order[i] = i;
	im_sort(order, nr, before_by_weight, s->domains);
	for (i = 0; i < groups; i++)
		s->bins[i] = (struct im_spread_bin){ .weight = 0, .number = i };
	for (i = 0; i < nr; i++) {
		s->domains[order[i]].groups = s->bins[0].number;
		add_to_weakest(s->bins, groups, s->domains[order[i]].weight);
	}
}

/* Numbers groups in the order in which domains name them. */
static void number_groups(struct im_spread *s, const unsigned int *order, unsigned int nr,
			  unsigned int groups)
{
	unsigned int i, next = 0;

	for (i = 0; i < groups; i++)
		s->bins[i].number = IRQM_NONE;
	for (i = 0; i < nr; i++) {
		struct im_spread_domain *domain = &s->domains[order[i]];

		if (s->bins[domain->groups].number == IRQM_NONE)
			s->bins[domain->groups].number = next++;
		domain->groups = s->bins[domain->groups].number;
	}
}

/* ---- Changing places ---- */

static unsigned int cpus_of(const struct im_spread *s, unsigned int domain)
{
	return s->domains[domain].end - s->domains[domain].begin;
}

/* How far a domain is from the others of a group, both ways, but for one that leaves it. */
static uint64_t distance_to(const struct im_spread *s, unsigned int nr, unsigned int domain,
			    unsigned int group, unsigned int but)
{
	unsigned int node = node_of(s, domain), i;
	const uint16_t *from = im_topology_distances_from(s->t, node);
	uint64_t sum = 0;

	for (i = 0; i < nr; i++) {
		if (s->domains[i].groups == group && i != domain && i != but)
			sum += (uint64_t)cpus_of(s, i) *
			       (from[node_of(s, i)] +
				im_topology_distances_from(s->t, node_of(s, i))[node]);
	}
	return sum * cpus_of(s, domain);
}

/* Whether groups become nearer when two domains change places. */
static bool is_nearer(const struct im_spread *s, unsigned int nr, unsigned int a, unsigned int b)
{
	unsigned int group_a = s->domains[a].groups, group_b = s->domains[b].groups;

	return distance_to(s, nr, a, group_b, b) + distance_to(s, nr, b, group_a, a) <
	       distance_to(s, nr, a, group_a, b) + distance_to(s, nr, b, group_b, a);
}

/* Each makes the sum of distances less, so there is an end to exchanges; two rounds are usual. */
static void exchange(struct im_spread *s, unsigned int nr)
{
	struct im_spread_domain *domains = s->domains;
	unsigned int rounds = ROUNDS_AT_MOST, a, b, group;
	bool changed = nr <= EXCHANGED_AT_MOST;

	for (; changed && rounds; rounds--) {
		changed = false;
		for (a = 0; a < nr; a++) {
			for (b = a + 1; b < nr; b++) {
				group = domains[a].groups;
				if (group == domains[b].groups ||
				    domains[a].weight != domains[b].weight ||
				    !is_nearer(s, nr, a, b))
					continue;
				domains[a].groups = domains[b].groups;
				domains[b].groups = group;
				changed = true;
			}
		}
	}
}

/* ---- All together ---- */

void im_spread_join(struct im_spread *s, unsigned int level, unsigned int nr, unsigned int groups)
{
	const bool is_far = s->t->level[level] <= IRQM_TOPOLOGY_NODE;
	unsigned int *order = s->number, i;
	uint64_t along;

	for (i = 0; i < nr; i++)
		order[i] = i;
	if (is_far)
		chain(s, nr, order);
	cut(s, order, nr, groups);
	along = unevenness_of_cut(s, nr, groups);
	if (!are_alike(s, nr)) {
		join_strongest_first(s, nr, groups);
		if (unevenness(s->bins, groups) >= along)
			cut(s, order, nr, groups);
	}
	if (is_far)
		exchange(s, nr);
	number_groups(s, order, nr, groups);
}
