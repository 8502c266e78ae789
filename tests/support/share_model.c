/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * share_model.c - shares of groups, from the factor that all quotas have in common.
 */
#include "must.h"
#include "spread_model.h"

/* What a share is when the quota is weight * num / den: no less than one, no more than CPUs. */
static uint64_t clamped(uint64_t num, uint64_t den, const struct spread_part *part)
{
	uint64_t quota = num * part->weight;

	if (quota < den)
		return den;
	return quota < part->cpus * den ? quota : part->cpus * den;
}

/* The largest factor num / den, of those at which a share reaches a limit, that is not too much. */
static void find_factor(const struct spread_part *parts, unsigned int nr, unsigned int groups,
			uint64_t *num, uint64_t *den)
{
	unsigned int i, j;
	uint64_t sum;

	*num = 0;
	*den = 1;
	for (i = 0; i < 2 * nr; i++) {
		uint64_t n = i < nr ? 1 : parts[i - nr].cpus, d = parts[i % nr].weight;

		for (sum = 0, j = 0; j < nr; j++)
			sum += clamped(n, d, &parts[j]);
		if (sum <= groups * d && n * *den > *num * d) {
			*num = n;
			*den = d;
		}
	}
}

/* A share while it is worked out. */
struct share {
	bool is_at_limit;
	bool is_served;
	uint64_t remainder;
};

/* Settles those at a limit; returns the weight of the others, and how many groups are left. */
static uint64_t settle(const struct spread_part *parts, unsigned int nr, unsigned int *left,
		       struct share *shares, unsigned int *groups)
{
	uint64_t num, den, weight = 0;
	unsigned int i;

	find_factor(parts, nr, *left, &num, &den);
	for (i = 0; i < nr; i++) {
		groups[i] = 0;
		if (num * parts[i].weight < den)
			groups[i] = 1;
		else if (num * parts[i].weight >= parts[i].cpus * den)
			groups[i] = parts[i].cpus;
		else
			weight += parts[i].weight;
		shares[i].is_at_limit = groups[i];
	}
	for (i = 0; i < nr; i++)
		*left -= groups[i];
	return weight;
}

/* On the first level below on which one has more domains than groups and the other has not. */
static bool needs_more(const struct spread_part *a, unsigned int a_groups,
		       const struct spread_part *b, unsigned int b_groups)
{
	unsigned int i;

	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		if ((a->below[i] > a_groups) != (b->below[i] > b_groups))
			return a->below[i] > a_groups;
	}
	return false;
}

/* Who gets a group more: largest remainder, then need, then the first. */
static unsigned int next_served(const struct spread_part *parts, unsigned int nr,
				const struct share *shares, const unsigned int *groups)
{
	unsigned int i, best = IRQM_NONE;

	for (i = 0; i < nr; i++) {
		if (shares[i].is_at_limit || shares[i].is_served)
			continue;
		if (best == IRQM_NONE || shares[i].remainder > shares[best].remainder ||
		    (shares[i].remainder == shares[best].remainder &&
		     needs_more(&parts[i], groups[i], &parts[best], groups[best])))
			best = i;
	}
	return best;
}

void spread_share_out(const struct spread_part *parts, unsigned int nr, unsigned int groups,
		      unsigned int *out)
{
	struct share *shares = must_calloc(nr, sizeof(*shares));
	unsigned int left = groups, rest, i;
	uint64_t weight = settle(parts, nr, &left, shares, out);

	for (rest = left, i = 0; i < nr; i++) {
		if (shares[i].is_at_limit)
			continue;
		out[i] = (unsigned int)((uint64_t)left * parts[i].weight / weight);
		shares[i].remainder = (uint64_t)left * parts[i].weight % weight;
		rest -= out[i];
	}
	for (; rest; rest--) {
		i = next_served(parts, nr, shares, out);
		if (i == IRQM_NONE)
			break;
		shares[i].is_served = true;
	}
	for (i = 0; i < nr; i++)
		out[i] += shares[i].is_served;
	free(shares);
}

void spread_fair_shares(const struct spread_part *parts, unsigned int nr, unsigned int groups,
			double *fair)
{
	struct share *shares = must_calloc(nr, sizeof(*shares));
	unsigned int *settled = must_calloc(nr, sizeof(*settled)), left = groups, i;
	uint64_t weight = settle(parts, nr, &left, shares, settled);

	for (i = 0; i < nr; i++)
		fair[i] = shares[i].is_at_limit ? settled[i]
						: (double)left * parts[i].weight / (double)weight;
	free(settled);
	free(shares);
}
