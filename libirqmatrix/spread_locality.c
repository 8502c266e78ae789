/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Spreading by locality.
 *
 * The CPUs stand in the order of the tree, so a domain of any level is a segment of the list. At
 * first there is one segment, the machine, which has all groups. Level by level, from the packages
 * down, each segment is split along the domains of the level and its groups with it:
 *
 *   at least one group per domain    each domain gets its share of them
 *   fewer                            domains are joined to as many segments as there are groups
 *
 * Below the cores, CPUs are dealt evenly. In the end every segment has one group.
 */
#include "sort.h"
#include "spread_internal.h"

/* The computing power of a stretch of the list. */
static unsigned int weight_of(const struct im_spread *s, unsigned int begin, unsigned int end)
{
	const uint16_t *capacity = im_topology_capacity_const(s->t);
	unsigned int weight = 0;

	for (; begin < end; begin++)
		weight += capacity[s->list[begin]];
	return weight;
}

/* ---- Shares ---- */

/* A domain while its share is worked out: struct im_share with other eyes. */
#define its_weight id
#define its_lowest groups /* CPU, until it has groups */

/* floor(groups * weight / total), and what remains; the product may need 64 bits. */
static unsigned int quota(unsigned int groups, unsigned int weight, unsigned int total,
			  unsigned int *remainder)
{
	unsigned int quotient = 0, left = 0, bit;

	if (sizeof(unsigned long) > 4) {
		unsigned long product = (unsigned long)groups * weight;

		*remainder = (unsigned int)(product % total);
		return (unsigned int)(product / total);
	}
	/* Bit by bit: left stays below total, which is below 2^27. */
	for (bit = 1U << 31; bit; bit >>= 1) {
		quotient *= 2;
		left = 2 * left + ((groups & bit) ? weight : 0);
		while (left >= total) {
			left -= total;
			quotient++;
		}
	}
	*remainder = left;
	return quotient;
}

/* What is still to be shared out. */
struct pool {
	unsigned int groups;
	unsigned int weight;
};

static void settle(struct im_share *share, struct pool *pool, unsigned int groups)
{
	share->groups = groups;
	pool->groups -= groups;
	pool->weight -= share->its_weight;
}

/* How far quotas are below one, and above the number of CPUs, in groups times the pool's weight. */
struct excess {
	uint64_t below;
	uint64_t above;
};

static struct excess excess_of(const struct im_share *share, const struct pool *pool)
{
	uint64_t quota = (uint64_t)pool->groups * share->its_weight;
	uint64_t most = (uint64_t)share->cpus * pool->weight;

	return (struct excess){
		.below = quota < pool->weight ? pool->weight - quota : 0,
		.above = quota > most ? quota - most : 0,
	};
}

/*
 * Settles those whose quota is below one at one, or above the number of their CPUs at that. Either
 * makes the others' quotas worse on one side and better on the other, so the larger excess has to
 * go first; then quotas are worked out anew.
 */
static void settle_extremes(struct im_share *shares, unsigned int n, struct pool *pool)
{
	struct excess all, its;
	unsigned int i;

	do {
		const struct pool now = *pool;

		all = (struct excess){ 0, 0 };
		for (i = 0; i < n; i++) {
			if (shares[i].groups)
				continue;
			its = excess_of(&shares[i], &now);
			all.below += its.below;
			all.above += its.above;
		}
		for (i = 0; i < n; i++) {
			if (shares[i].groups)
				continue;
			its = excess_of(&shares[i], &now);
			if (all.below >= all.above && its.below)
				settle(&shares[i], pool, 1);
			else if (all.below < all.above && its.above)
				settle(&shares[i], pool, shares[i].cpus);
		}
	} while (all.below || all.above);
}

static bool before_by_remainder(const void *ctx, unsigned int a, unsigned int b)
{
	const struct im_share *shares = ctx;

	if (shares[a].begin != shares[b].begin)
		return shares[a].begin > shares[b].begin;
	return a < b;
}

/*
 * Shares groups out to n domains, at least one each and no more than each has CPUs: quotas rounded
 * down, then one more to those with the largest remainders. order has room for n numbers.
 */
static void share_out(struct im_share *shares, unsigned int n, struct pool pool,
		      unsigned int *order)
{
	unsigned int i, nr = 0;
	struct pool rest;

	for (i = 0; i < n; i++)
		shares[i].groups = 0;
	settle_extremes(shares, n, &pool);
	rest = pool;
	for (i = 0; i < n; i++) {
		if (shares[i].groups)
			continue;
		/* From here on, begin holds the remainder. */
		settle(&shares[i], &rest,
		       quota(pool.groups, shares[i].its_weight, pool.weight, &shares[i].begin));
		order[nr++] = i;
	}
	im_sort(order, nr, before_by_remainder, shares);
	for (i = 0; i < nr && rest.groups; i++, rest.groups--)
		shares[order[i]].groups++;
}

/* ---- Splitting ---- */

/* The end of the domain that begins at a place of the list. */
static unsigned int domain_end(const struct im_spread *s, const unsigned int *domain,
			       unsigned int begin, unsigned int end)
{
	unsigned int place = begin + 1;

	while (place < end && domain[s->list[place]] == domain[s->list[begin]])
		place++;
	return place;
}

static unsigned int lowest_of(const struct im_spread *s, unsigned int begin, unsigned int end)
{
	unsigned int lowest = s->list[begin];

	for (; begin < end; begin++) {
		if (s->list[begin] < lowest)
			lowest = s->list[begin];
	}
	return lowest;
}

/* Fills s->clusters with the domains of a segment; returns how many. */
static unsigned int find_domains(struct im_spread *s, const unsigned int *domain,
				 unsigned int begin, unsigned int end)
{
	unsigned int nr = 0, next;

	for (; begin < end; begin = next) {
		next = domain_end(s, domain, begin, end);
		s->clusters[nr++] = (struct im_share){
			.its_weight = weight_of(s, begin, next),
			.cpus = next - begin,
			.begin = begin,
			.its_lowest = lowest_of(s, begin, next),
		};
	}
	return nr;
}

static bool before_by_lowest(const void *ctx, unsigned int a, unsigned int b)
{
	const struct im_share *domains = ctx;

	return domains[a].its_lowest < domains[b].its_lowest;
}

/* The place of a node in a chain, while domains are put in order. */
#define its_rank id
#define in_chain groups

/* Lists the nodes that domains are on, by its lowest CPU each; returns how many there are. */
static unsigned int list_nodes(struct im_spread *s, const unsigned int *order, unsigned int nr,
			       unsigned int *nodes)
{
	const uint16_t *node_of = im_topology_node_of_const(s->t);
	unsigned int i, nr_nodes = 0;

	for (i = 0; i < s->t->nr_nodes; i++)
		s->nodes[i].in_chain = 0;
	for (i = 0; i < nr; i++) {
		unsigned int node = node_of[s->clusters[order[i]].its_lowest];

		if (!s->nodes[node].in_chain)
			nodes[nr_nodes++] = node;
		s->nodes[node].in_chain = 1;
	}
	return nr_nodes;
}

static bool before_in_chain(const void *ctx, unsigned int a, unsigned int b)
{
	const struct im_spread *s = ctx;
	const uint16_t *node_of = im_topology_node_of_const(s->t);
	unsigned int rank_a = s->nodes[node_of[s->clusters[a].its_lowest]].its_rank;
	unsigned int rank_b = s->nodes[node_of[s->clusters[b].its_lowest]].its_rank;

	return rank_a != rank_b ? rank_a < rank_b : before_by_lowest(s->clusters, a, b);
}

/*
 * Changes the order of domains so that the node of each is followed by the nearest of the rest, of
 * equals the first.
 */
static void chain(struct im_spread *s, unsigned int *order, unsigned int nr)
{
	const uint16_t *distance = im_topology_distance_const(s->t);
	unsigned int *nodes = s->sublist, nr_nodes = list_nodes(s, order, nr, nodes), i, j;

	for (i = 0; i < nr_nodes; i++) {
		const uint16_t *row = distance + (size_t)nodes[i] * s->t->nr_nodes;
		unsigned int best = i + 1, next;

		s->nodes[nodes[i]].its_rank = i;
		if (best == nr_nodes)
			break;
		for (j = i + 2; j < nr_nodes; j++) {
			if (row[nodes[j]] < row[nodes[best]])
				best = j;
		}
		/* Moved, not swapped, so that the others keep their order. */
		next = nodes[best];
		for (j = best; j > i + 1; j--)
			nodes[j] = nodes[j - 1];
		nodes[i + 1] = next;
	}
	im_sort(order, nr, before_in_chain, s);
}

/* Brings the CPUs of domains that begin at a place of the list into another order of domains. */
static void rearrange(struct im_spread *s, unsigned int begin, const unsigned int *order,
		      unsigned int nr)
{
	unsigned int i, n, place = 0;

	for (i = 0; i < nr; i++) {
		const struct im_share *domain = &s->clusters[order[i]];

		for (n = 0; n < domain->cpus; n++)
			s->sublist[place++] = s->list[domain->begin + n];
	}
	for (n = 0; n < place; n++)
		s->list[begin + n] = s->sublist[n];
}

/*
 * Finds the domains of a segment and puts them in order: by the lowest of the CPUs there are, or by
 * distance when some have to be joined. Returns how many there are.
 */
static unsigned int line_up(struct im_spread *s, enum irqm_level level, struct im_segment segment,
			    unsigned int end)
{
	const unsigned int *domain = im_topology_domain_const(s->t, level);
	unsigned int nr = find_domains(s, domain, segment.begin, end), i;
	unsigned int *order = s->cluster_of;
	bool moved = false;

	for (i = 0; i < nr; i++)
		order[i] = i;
	im_sort(order, nr, before_by_lowest, s->clusters);
	if (segment.groups < nr && (level == IRQM_LEVEL_NODE || level == IRQM_LEVEL_PACKAGE))
		chain(s, order, nr);
	for (i = 0; i < nr; i++)
		moved |= order[i] != i;
	if (!moved)
		return nr;
	rearrange(s, segment.begin, order, nr);
	return find_domains(s, domain, segment.begin, end);
}

/* Joins domains to fewer segments, as even as their order allows. Returns how many it made. */
static unsigned int join(const struct im_spread *s, unsigned int begin, unsigned int nr,
			 unsigned int groups, struct im_segment *to)
{
	unsigned int made = 0, i, whole = 0, seen = 0;

	for (i = 0; i < nr; i++)
		whole += s->clusters[i].its_weight;
	for (i = 0; i < nr; i++) {
		const struct im_share *domain = &s->clusters[i];
		/* The middle of the domain decides, unless the rest is needed for the rest. */
		uint64_t middle = (2 * (uint64_t)seen + domain->its_weight) * groups;

		if (!made || nr - i == groups - made || middle >= 2 * (uint64_t)made * whole)
			if (made < groups)
				to[made++] = (struct im_segment){ begin, 1 };
		begin += domain->cpus;
		seen += domain->its_weight;
	}
	return made;
}

/* Splits a segment along the domains of a level. Returns how many it became. */
static unsigned int split_segment(struct im_spread *s, enum irqm_level level,
				  struct im_segment segment, unsigned int end,
				  struct im_segment *to)
{
	unsigned int nr, i, begin = segment.begin;
	struct pool pool = { .groups = segment.groups };

	*to = segment;
	if (segment.groups == 1)
		return 1;
	nr = line_up(s, level, segment, end);
	if (nr == 1)
		return 1;
	if (segment.groups < nr)
		return join(s, begin, nr, segment.groups, to);
	pool.weight = weight_of(s, begin, end);
	share_out(s->clusters, nr, pool, s->sublist);
	for (i = 0; i < nr; i++) {
		to[i] = (struct im_segment){ begin, s->clusters[i].groups };
		begin += s->clusters[i].cpus;
	}
	return nr;
}

/* Puts the CPUs of the segments into groups; those of a segment of several are SMT siblings. */
static void deal(struct im_spread *s, const struct im_segment *segments, unsigned int nr,
		 unsigned int end)
{
	unsigned int i, place, size, next;

	for (i = 0; i < nr; i++) {
		next = i + 1 < nr ? segments[i + 1].begin : end;
		size = next - segments[i].begin;
		for (place = 0; place < size; place++)
			s->groups[s->list[segments[i].begin + place]] =
				s->current + place * segments[i].groups / size;
		s->current += segments[i].groups;
	}
}

/* Lists the CPUs that are left in the order of the tree, and takes them; returns how many. */
static unsigned int list_cpus(struct im_spread *s)
{
	const unsigned int *order = im_topology_order_const(s->t);
	unsigned int i, nr = 0;

	for (i = 0; i < s->t->nr_possible; i++) {
		if (im_test(s->left, order[i]))
			s->list[nr++] = order[i];
	}
	im_zero(s->left, im_words(s->t->nr_cpus) * sizeof(*s->left));
	return nr;
}

void im_spread_locality(struct im_spread *s, unsigned int groups)
{
	unsigned int end = list_cpus(s), nr = 1, level, i, made;
	struct im_segment *segments = s->segments, *split = s->split, *swap;

	segments[0] = (struct im_segment){ 0, groups };
	for (level = 0; level < IRQM_NR_LEVELS; level++) {
		made = 0;
		for (i = 0; i < nr; i++)
			made += split_segment(s, s->t->level[level], segments[i],
					      i + 1 < nr ? segments[i + 1].begin : end,
					      split + made);
		swap = segments;
		segments = split;
		split = swap;
		nr = made;
	}
	deal(s, segments, nr, end);
}

/* ---- Order ---- */

static bool before_by_distance(const void *ctx, unsigned int a, unsigned int b)
{
	const unsigned int *nearest = ctx;

	return nearest[a] != nearest[b] ? nearest[a] < nearest[b] : a < b;
}

void im_spread_order(struct im_spread *s, unsigned int nr, unsigned int node)
{
	const uint16_t *row = im_topology_distance_const(s->t) + (size_t)node * s->t->nr_nodes;
	const uint16_t *node_of = im_topology_node_of_const(s->t);
	unsigned int *nearest = s->list, *order = s->sublist, *number = s->cluster_of, i, cpu;

	/* By the nearest CPU of each group. */
	for (i = 0; i < nr; i++) {
		order[i] = i;
		nearest[i] = ~0U;
	}
	for (cpu = 0; cpu < s->t->nr_cpus; cpu++) {
		if (s->groups[cpu] != IRQM_NONE && row[node_of[cpu]] < nearest[s->groups[cpu]])
			nearest[s->groups[cpu]] = row[node_of[cpu]];
	}
	im_sort(order, nr, before_by_distance, nearest);
	for (i = 0; i < nr; i++)
		number[order[i]] = i;
	for (cpu = 0; cpu < s->t->nr_cpus; cpu++) {
		if (s->groups[cpu] != IRQM_NONE)
			s->groups[cpu] = number[s->groups[cpu]];
	}
}
