/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Sharing groups out to domains, of which there are no more than groups.
 *
 * A domain's quota is in proportion to its capacity, but no less than one group and no more than
 * one for each of its CPUs. Quotas are rounded down, and the groups left over go to the largest
 * remainders: of all whole numbers these are the closest to the quotas, in squares. Of equal
 * remainders those are served first that need a group more on the levels below.
 *
 *	capacity 5, 3, 1 and 5 groups:	quotas 2.8, 1.7, 0.6
 *	0.6 becomes 1, 4 groups remain:	quotas 2.5, 1.5, 1
 *	rounded down:			2, 1, 1, and 1 group is left
 *
 * The remainders 0.5 and 0.5 are equal. If each of the two domains has two cores, the second needs
 * a group more, since its one group would reach into both cores: the result is 2, 2, 1.
 */
#include "base/divide.h"
#include "base/sort.h"
#include "spread_locality.h"

/* The groups that are not given yet, and the capacity of the domains they are for. */
struct pool {
	unsigned int groups;
	unsigned int weight;
};

static void give(struct im_spread_domain *domain, struct pool *pool, unsigned int groups)
{
	domain->groups = groups;
	pool->groups -= groups;
	pool->weight -= domain->weight;
}

/*
 * How far quotas are outside their limits, which are one group and one for each CPU. Everything is
 * multiplied by the pool's weight, so that there are no fractions.
 */
struct excess {
	uint64_t below;
	uint64_t above;
};

static struct excess excess_of(const struct im_spread_domain *domain, const struct pool *pool)
{
	uint64_t quota = (uint64_t)pool->groups * domain->weight;
	uint64_t most = (uint64_t)(domain->end - domain->begin) * pool->weight;

	return (struct excess){
		.below = quota < pool->weight ? pool->weight - quota : 0,
		.above = quota > most ? quota - most : 0,
	};
}

/*
 * Gives a domain whose quota is outside its limits the limit, as long as there is one.
 *
 * What one domain gets more, others get less. If in all more is missing below the limits than is
 * too much above them, the quotas of the rest fall: domains below their limit stay below it, and
 * can have it now, while domains above theirs may come back inside. Otherwise the reverse holds.
 * Then quotas are worked out anew.
 */
static void give_limits(struct im_spread_domain *domains, unsigned int nr, struct pool *pool)
{
	struct excess all, its;
	unsigned int i;

	do {
		const struct pool now = *pool;

		all = (struct excess){ 0, 0 };
		for (i = 0; i < nr; i++) {
			if (domains[i].groups) /* it has its limit */
				continue;
			its = excess_of(&domains[i], &now);
			all.below += its.below;
			all.above += its.above;
		}
		for (i = 0; i < nr; i++) {
			if (domains[i].groups)
				continue;
			its = excess_of(&domains[i], &now);
			if (all.below >= all.above && its.below)
				give(&domains[i], pool, 1);
			else if (all.below < all.above && its.above)
				give(&domains[i], pool, domains[i].end - domains[i].begin);
		}
	} while (all.below || all.above);
}

/* Sorting by remainders, the largest first; of equal ones in the order of the domains. */
static bool before_by_remainder(const void *ctx, unsigned int a, unsigned int b)
{
	const struct im_spread_domain *domains = ctx;

	if (domains[a].remainder != domains[b].remainder)
		return domains[a].remainder > domains[b].remainder;
	return a < b;
}

unsigned int im_spread_need(const struct im_spread *s, unsigned int level, unsigned int begin,
			    unsigned int end, unsigned int groups)
{
	unsigned int joints[IRQM_TOPOLOGY_NR_LEVELS + 1] = { 0 }, domains = 1, need = 0;

	/* A joint begins a domain on its own level and on all levels below. */
	for (begin++; begin < end; begin++)
		joints[s->line.joint[begin]]++;
	for (level++; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		domains += joints[level];
		need = 2 * need + (domains > groups);
	}
	return need;
}

/*
 * Sorts by need those domains of which only some are served, as their remainders are equal. order
 * is sorted by remainders, and its first ones are to be served. The remainders are not needed any
 * more, so the needs take their place.
 */
static void order_by_need(struct im_spread *s, unsigned int level, unsigned int *order,
			  unsigned int nr, unsigned int served)
{
	struct im_spread_domain *domains = s->domains;
	unsigned int begin = served, end = served, remainder, i;

	if (!served || served == nr)
		return;
	remainder = domains[order[served - 1]].remainder;
	while (begin && domains[order[begin - 1]].remainder == remainder)
		begin--;
	while (end < nr && domains[order[end]].remainder == remainder)
		end++;
	if (end == served) /* all that are equal are served */
		return;
	for (i = begin; i < end; i++) {
		struct im_spread_domain *domain = &domains[order[i]];

		domain->remainder = im_spread_need(s, level, domain->begin, domain->end,
						   domain->groups);
	}
	im_sort(order + begin, end - begin, before_by_remainder, domains);
}

void im_spread_share(struct im_spread *s, unsigned int level, unsigned int nr, unsigned int groups)
{
	struct pool pool = { .groups = groups }, rest;
	struct im_spread_domain *domains = s->domains;
	unsigned int *order = s->sublist, i, left = 0;
	uint64_t remainder;

	for (i = 0; i < nr; i++)
		pool.weight += domains[i].weight;
	give_limits(domains, nr, &pool);
	rest = pool;
	for (i = 0; i < nr; i++) {
		if (domains[i].groups)
			continue;
		give(&domains[i], &rest,
		     (unsigned int)im_divide((uint64_t)pool.groups * domains[i].weight, pool.weight,
					     &remainder));
		domains[i].remainder = (unsigned int)remainder;
		order[left++] = i;
	}
	im_sort(order, left, before_by_remainder, domains);
	order_by_need(s, level, order, left, rest.groups);
	for (i = 0; i < rest.groups; i++)
		domains[order[i]].groups++;
}
