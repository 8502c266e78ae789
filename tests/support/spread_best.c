/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_best.c - the best groups of a small machine, by trying all.
 */
#include "expect.h"
#include "must.h"
#include "spread_best.h"

#define NEARLY 1e-9

/* A machine of CPUs 0 .. nr - 1, all present. Levels are counted from the top of the tree. */
struct small {
	unsigned int nr;
	unsigned int groups;
	unsigned int domain[IRQM_TOPOLOGY_NR_LEVELS][BEST_CPUS_MAX];
	unsigned int capacity[BEST_CPUS_MAX];
	unsigned int distance[BEST_CPUS_MAX][BEST_CPUS_MAX];
	unsigned int first; /* level that has several domains; IRQM_TOPOLOGY_NR_LEVELS: none */
};

/* Groups that are being tried. */
struct attempt {
	const struct small *m;
	unsigned int group[BEST_CPUS_MAX];
	struct best_cost cost;
	unsigned int segment[BEST_CPUS_MAX]; /* of each CPU, named by its first */
	bool unclean;                        /* some group straddles for no reason */
};

static void read_machine(struct small *m, const struct irqm_topology *t)
{
	enum irqm_topology_level level[IRQM_TOPOLOGY_NR_LEVELS];
	unsigned int i, cpu, other;

	m->nr = irqm_topology_nr_cpus(t);
	spread_levels(t, level);
	m->first = IRQM_TOPOLOGY_NR_LEVELS;
	for (i = IRQM_TOPOLOGY_NR_LEVELS; i-- > 0;) {
		for (cpu = 0; cpu < m->nr; cpu++) {
			m->domain[i][cpu] = irqm_topology_domain(t, level[i], cpu);
			if (m->domain[i][cpu] != m->domain[i][0])
				m->first = i;
		}
	}
	for (cpu = 0; cpu < m->nr; cpu++) {
		m->capacity[cpu] = irqm_topology_capacity(t, cpu);
		for (other = 0; other < m->nr; other++)
			m->distance[cpu][other] = irqm_topology_distance(t, cpu, other);
	}
}

/* ---- Cost ---- */

static unsigned int count_straddles(const struct attempt *a, unsigned int level)
{
	const unsigned int *domain = a->m->domain[level];
	unsigned int cpu, lower, pairs = 0;

	for (cpu = 0; cpu < a->m->nr; cpu++) {
		for (lower = 0; lower < cpu; lower++) {
			if (a->group[lower] == a->group[cpu] && domain[lower] == domain[cpu])
				break;
		}
		pairs += lower == cpu;
	}
	return pairs - a->m->groups;
}

/* The domains of a segment on a level. */
struct parts {
	unsigned int nr;
	unsigned int groups; /* of all of them */
	unsigned int domain[BEST_CPUS_MAX];
	struct spread_part part[BEST_CPUS_MAX];
	unsigned int share[BEST_CPUS_MAX]; /* groups that reach into it */
};

static bool is_first_of_group(const struct attempt *a, unsigned int cpu, unsigned int level,
			      bool in_domain)
{
	const unsigned int *domain = a->m->domain[level];
	unsigned int lower;

	for (lower = 0; lower < cpu; lower++) {
		if (a->segment[lower] == a->segment[cpu] && a->group[lower] == a->group[cpu] &&
		    (!in_domain || domain[lower] == domain[cpu]))
			return false;
	}
	return true;
}

static void find_parts(const struct attempt *a, unsigned int level, unsigned int segment,
		       struct parts *p)
{
	unsigned int cpu, i;

	memset(p, 0, sizeof(*p));
	for (cpu = segment; cpu < a->m->nr; cpu++) {
		if (a->segment[cpu] != segment)
			continue;
		for (i = 0; i < p->nr && p->domain[i] != a->m->domain[level][cpu]; i++)
			;
		if (i == p->nr)
			p->domain[p->nr++] = a->m->domain[level][cpu];
		p->part[i].weight += a->m->capacity[cpu];
		p->part[i].cpus++;
		p->share[i] += is_first_of_group(a, cpu, level, true);
		p->groups += is_first_of_group(a, cpu, level, false);
	}
}

static double shares_cost(const struct parts *p)
{
	double fair[BEST_CPUS_MAX], cost = 0;
	unsigned int i;

	spread_fair_shares(p->part, p->nr, p->groups, fair);
	for (i = 0; i < p->nr; i++)
		cost += (p->share[i] - fair[i]) * (p->share[i] - fair[i]);
	return cost;
}

static void split(struct attempt *a, unsigned int level, unsigned int *next)
{
	unsigned int cpu, lower;

	for (cpu = 0; cpu < a->m->nr; cpu++) {
		for (lower = 0; lower < cpu; lower++) {
			if (a->segment[lower] == a->segment[cpu] &&
			    (a->group[lower] == a->group[cpu] ||
			     a->m->domain[level][lower] == a->m->domain[level][cpu]))
				break;
		}
		next[cpu] = lower < cpu ? next[lower] : cpu;
	}
}

static void level_cost(struct attempt *a, unsigned int level)
{
	unsigned int next[BEST_CPUS_MAX], cpu, i, sum;
	struct parts p;

	a->cost.part[BEST_STRADDLES(level)] = count_straddles(a, level);
	for (cpu = 0; cpu < a->m->nr; cpu++) {
		if (a->segment[cpu] != cpu)
			continue;
		find_parts(a, level, cpu, &p);
		for (sum = 0, i = 0; i < p.nr; i++)
			sum += p.share[i];
		/* More than has to be. What may come of it is taken for the best there is. */
		if (sum > (p.nr > p.groups ? p.nr : p.groups))
			a->unclean = true;
		else if (p.groups >= p.nr)
			a->cost.part[BEST_SHARES(level)] += shares_cost(&p);
	}
	split(a, level, next);
	memcpy(a->segment, next, sizeof(next));
}

static void final_cost(struct attempt *a)
{
	unsigned int cpu, other;

	for (cpu = 0; cpu < a->m->nr; cpu++) {
		for (other = 0; other < a->m->nr; other++) {
			if (a->group[cpu] != a->group[other])
				continue;
			a->cost.part[BEST_EVENNESS] +=
				(double)a->m->capacity[cpu] * a->m->capacity[other];
			a->cost.part[BEST_DISTANCE] += a->m->distance[cpu][other];
		}
	}
}

/* Negative, 0 or positive; where they differ is told. */
static int compare(const struct best_cost *a, const struct best_cost *b, unsigned int *where)
{
	for (*where = 0; *where < NR_BEST_PARTS; ++*where) {
		double difference = a->part[*where] - b->part[*where];

		if (difference < -NEARLY || difference > NEARLY)
			return difference < 0 ? -1 : 1;
	}
	return 0;
}

/* Works out the cost level by level, as long as it is no worse than the best. */
static bool is_better(struct attempt *a, const struct best_cost *best)
{
	unsigned int level, where;

	memset(&a->cost, 0, sizeof(a->cost));
	memset(a->segment, 0, sizeof(a->segment));
	a->unclean = false;
	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS && !a->unclean; level++) {
		level_cost(a, level);
		/* Parts still to come are 0, so a is worse only if it is in those known. */
		if (best && compare(&a->cost, best, &where) > 0)
			return false;
	}
	if (!a->unclean)
		final_cost(a);
	return !best || compare(&a->cost, best, &where) < 0;
}

/* ---- Trying all ---- */

/* How much the CPU adds to the straddles of the first level that has several domains. */
static unsigned int adds(const struct attempt *a, unsigned int cpu)
{
	const unsigned int *domain = a->m->domain[a->m->first];
	unsigned int lower;
	bool alone = true;

	for (lower = 0; lower < cpu; lower++) {
		if (a->group[lower] != a->group[cpu])
			continue;
		if (domain[lower] == domain[cpu])
			return 0;
		alone = false;
	}
	return !alone;
}

/*
 * Goes through all ways to put the CPUs into the groups, a new group always being the next number.
 * Those that straddle the first level more often than the best do not go on.
 */
static void try_all(struct attempt *a, struct best_cost *best)
{
	unsigned int used[BEST_CPUS_MAX + 1] = { 0 }, straddles[BEST_CPUS_MAX + 1] = { 0 };
	unsigned int cpu = 0, nr = a->m->nr, first = a->m->first, most;

	a->group[0] = 0;
	for (;;) {
		most = first < IRQM_TOPOLOGY_NR_LEVELS
			       ? (unsigned int)best->part[BEST_STRADDLES(first)]
			       : 0;
		if (a->group[cpu] > used[cpu] || a->group[cpu] >= a->m->groups) {
			if (cpu-- == 0)
				return;
			a->group[cpu]++;
			continue;
		}
		used[cpu + 1] = used[cpu] + (a->group[cpu] == used[cpu]);
		straddles[cpu + 1] =
			straddles[cpu] + (first < IRQM_TOPOLOGY_NR_LEVELS ? adds(a, cpu) : 0);
		if (straddles[cpu + 1] > most || used[cpu + 1] + nr - cpu - 1 < a->m->groups) {
			a->group[cpu]++;
			continue;
		}
		if (cpu + 1 < nr) {
			a->group[++cpu] = 0;
			continue;
		}
		if (is_better(a, best))
			*best = a->cost;
		a->group[cpu]++;
	}
}

void best_compare(const struct irqm_topology *t, unsigned int vectors, struct best_tally *tally)
{
	struct best_cost ours, best;
	struct spread_result s;
	struct spread_wish w;
	struct attempt a;
	struct small m;
	unsigned int where;
	double much;

	read_machine(&m, t);
	m.groups = vectors;
	a.m = &m;
	spread_wish_plain(&w, IRQM_SPREAD_LOCALITY, vectors);
	EXPECT(spread_run(&s, t, &w.request), "%u groups are refused", vectors);
	memcpy(a.group, s.groups, m.nr * sizeof(*a.group));
	spread_free(&s);
	is_better(&a, NULL);
	ours = best = a.cost;
	tally->all++;
	EXPECT(!a.unclean, "ours of %u groups breaks a rule", vectors);
	try_all(&a, &best);
	if (compare(&ours, &best, &where) == 0)
		return;
	tally->worse[where]++;
	much = where < BEST_EVENNESS ? ours.part[where] - best.part[where]
				     : ours.part[where] / best.part[where];
	if (much > tally->most[where])
		tally->most[where] = much;
}

void best_print(const struct best_tally *tally)
{
	static const char *const what[] = { "straddles", "shares" };
	unsigned int i;

	printf("%lu times", tally->all);
	for (i = 0; i < NR_BEST_PARTS; i++) {
		if (!tally->worse[i])
			continue;
		printf("; %lu not the best in ", tally->worse[i]);
		if (i < BEST_EVENNESS)
			printf("%s of level %u, by %.2f at most", what[i % 2], i / 2,
			       tally->most[i]);
		else
			printf("%s, %.3f times the best at most",
			       i == BEST_EVENNESS ? "evenness" : "distance", tally->most[i]);
	}
	printf("\n");
}
