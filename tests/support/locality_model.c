/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * locality_model.c - whether groups are local, seen split by split.
 */
#include "must.h"
#include "spread_model.h"

/* ---- Levels ---- */

/* Whether some node holds several packages, so that nodes come before packages. */
static bool nodes_are_above(const struct irqm_topology *t)
{
	unsigned int cpu, node;

	for (cpu = 0; cpu < irqm_topology_nr_cpus(t); cpu++) {
		node = irqm_topology_domain(t, IRQM_TOPOLOGY_NODE, cpu);
		if (node != IRQM_NONE &&
		    irqm_topology_domain(t, IRQM_TOPOLOGY_PACKAGE, cpu) !=
			    irqm_topology_domain(t, IRQM_TOPOLOGY_PACKAGE, node))
			return true;
	}
	return false;
}

void spread_levels(const struct irqm_topology *t, enum irqm_topology_level *level)
{
	unsigned int i, above = nodes_are_above(t);

	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++)
		level[i] = (enum irqm_topology_level)(i < 2 ? i ^ above : i);
}

/* ---- Segments ---- */

struct view {
	const struct irqm_topology *t;
	unsigned int nr_cpus;
	const unsigned int *groups;
	const unsigned int *segment; /* per CPU, IRQM_NONE: not of this stage */
};

struct domain {
	unsigned int lowest;
	struct spread_part part;
	unsigned int first; /* group */
	unsigned int last;
	unsigned int groups;
};

static bool wrong(const char *what, unsigned int level, unsigned int which)
{
	fprintf(stderr, "locality, level %u: %s %u\n", level, what, which);
	return false;
}

static unsigned int domain_of(const struct view *v, unsigned int level, unsigned int cpu)
{
	return irqm_topology_domain(v->t, (enum irqm_topology_level)level, cpu);
}

/* Whether a CPU is in the domain, and the segment, that another is in. */
static bool is_in(const struct view *v, unsigned int level, unsigned int cpu, unsigned int other)
{
	return v->segment[cpu] == v->segment[other] &&
	       domain_of(v, level, cpu) == domain_of(v, level, other);
}

/* Counts the groups of one domain of a segment; of all of it for IRQM_TOPOLOGY_NR_LEVELS. */
static void count_groups(const struct view *v, unsigned int level, struct domain *d)
{
	unsigned char *seen = must_calloc(v->nr_cpus, 1);
	unsigned int cpu, group;

	d->groups = 0;
	d->first = IRQM_NONE;
	d->last = 0;
	for (cpu = 0; cpu < v->nr_cpus; cpu++) {
		group = v->groups[cpu];
		if (v->segment[cpu] != v->segment[d->lowest] ||
		    (level != IRQM_TOPOLOGY_NR_LEVELS &&
		     domain_of(v, level, cpu) != domain_of(v, level, d->lowest)))
			continue;
		d->groups += !seen[group];
		seen[group] = 1;
		d->last = group > d->last ? group : d->last;
		d->first = group < d->first ? group : d->first;
	}
	free(seen);
}

/* Counts the domains on the levels below one domain of a segment. */
static void count_below(const struct view *v, unsigned int level, struct domain *d)
{
	enum irqm_topology_level order[IRQM_TOPOLOGY_NR_LEVELS];
	unsigned int i, cpu, lower, *below = d->part.below;
	bool is_below = false;

	spread_levels(v->t, order);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		for (cpu = 0; is_below && cpu < v->nr_cpus; cpu++) {
			if (!is_in(v, level, cpu, d->lowest))
				continue;
			for (lower = 0; lower < cpu; lower++) {
				if (is_in(v, level, lower, d->lowest) &&
				    domain_of(v, order[i], lower) == domain_of(v, order[i], cpu))
					break;
			}
			*below += lower == cpu;
		}
		below += is_below;
		is_below |= order[i] == level;
	}
}

/* Lists the domains of a segment by their lowest CPU. */
static unsigned int find_domains(const struct view *v, unsigned int level, unsigned int segment,
				 struct domain *domains)
{
	unsigned int cpu, i, nr = 0;

	for (cpu = 0; cpu < v->nr_cpus; cpu++) {
		if (v->segment[cpu] != segment)
			continue;
		for (i = 0; i < nr; i++) {
			if (domain_of(v, level, domains[i].lowest) == domain_of(v, level, cpu))
				break;
		}
		if (i == nr)
			domains[nr++] = (struct domain){ .lowest = cpu };
		domains[i].part.cpus++;
		domains[i].part.weight += irqm_topology_capacity(v->t, cpu);
	}
	for (i = 0; i < nr; i++) {
		count_groups(v, level, &domains[i]);
		count_below(v, level, &domains[i]);
	}
	return nr;
}

static bool shares_are_right(const struct domain *domains, unsigned int nr, unsigned int level,
			     unsigned int groups)
{
	struct spread_part *parts = must_calloc(nr, sizeof(*parts));
	unsigned int *shares = must_calloc(nr, sizeof(*shares)), i;
	bool good = true;

	for (i = 0; i < nr; i++)
		parts[i] = domains[i].part;
	spread_share_out(parts, nr, groups, shares);
	for (i = 0; i < nr && good; i++)
		good = shares[i] == domains[i].groups ||
		       wrong("another share has the domain of CPU", level, domains[i].lowest);
	free(parts);
	free(shares);
	return good;
}

/* Each group stays in one domain, and domains are numbered in the order of their lowest CPUs. */
static bool is_shared_out(const struct domain *domains, unsigned int nr, unsigned int level,
			  const struct domain *whole)
{
	unsigned int i, next = whole->first;

	for (i = 0; i < nr; i++) {
		if (domains[i].first != next ||
		    domains[i].last - domains[i].first + 1 != domains[i].groups)
			return wrong("shared or not in order is the domain of CPU", level,
				     domains[i].lowest);
		next = domains[i].last + 1;
	}
	if (next != whole->last + 1)
		return wrong("not all groups are in domains", level, next);
	return shares_are_right(domains, nr, level, whole->groups);
}

/* The sum of the squares of the groups' capacities. */
static uint64_t unevenness(const struct domain *domains, unsigned int nr, const unsigned int *group)
{
	uint64_t sum = 0;
	unsigned int i, j;

	for (i = 0; i < nr; i++) {
		for (j = 0; j < nr; j++)
			sum += group[i] == group[j]
				       ? (uint64_t)domains[i].part.weight * domains[j].part.weight
				       : 0;
	}
	return sum;
}

/* Groups of domains in a row: each begins where the capacity before it is nearest to its share. */
static uint64_t unevenness_in_a_row(const struct domain *domains, unsigned int nr,
				    unsigned int groups)
{
	unsigned int *group = must_calloc(nr, sizeof(*group)), i, next = 0;
	uint64_t whole = 0, seen = 0, sum;

	for (i = 0; i < nr; i++)
		whole += domains[i].part.weight;
	for (i = 0; i < nr; i++) {
		uint64_t before = 2 * seen, after = before + 2 * domains[i].part.weight;
		bool is_due = next < groups && groups * (before + after) >= 4 * next * whole;

		next += is_due || !next || nr - i == groups - next;
		group[i] = next - 1;
		seen += domains[i].part.weight;
	}
	sum = unevenness(domains, nr, group);
	free(group);
	return sum;
}

/* Groups are numbered in the order of their lowest CPUs, and hold neighbours if all are alike. */
static bool is_joined_in_order(const struct domain *domains, unsigned int nr, unsigned int level,
			       const struct domain *whole)
{
	unsigned int i, next = whole->first;
	bool alike = true;

	for (i = 0; i < nr; i++)
		alike &= domains[i].part.weight == domains[0].part.weight;
	for (i = 0; i < nr; i++) {
		if (domains[i].first > next || (alike && next && domains[i].first + 1 < next))
			return wrong("not joined in order is the domain of CPU", level,
				     domains[i].lowest);
		next += domains[i].first == next;
	}
	return true;
}

/* Each domain goes whole to one group, and no group has more than it need have. */
static bool is_joined(const struct domain *domains, unsigned int nr, unsigned int level,
		      const struct domain *whole)
{
	unsigned int *group = must_calloc(nr, sizeof(*group)), i;
	bool far = level == IRQM_TOPOLOGY_NODE || level == IRQM_TOPOLOGY_PACKAGE, alike = true;
	uint64_t sum, least;

	for (i = 0; i < nr; i++) {
		if (domains[i].groups != 1)
			wrong("in several groups is the domain of CPU", level, domains[i].lowest);
		group[i] = domains[i].groups == 1 ? domains[i].first : IRQM_NONE;
		alike &= domains[i].part.weight == domains[0].part.weight;
	}
	sum = unevenness(domains, nr, group);
	least = unevenness_in_a_row(domains, nr, whole->groups);
	for (i = 0; i < nr && group[i] != IRQM_NONE; i++)
		;
	free(group);
	if (i < nr)
		return false;
	/* Those that are far from each other may stand in another row. */
	if ((!far || alike) && sum > least)
		return wrong("joined unevenly", level, whole->groups);
	return far || is_joined_in_order(domains, nr, level, whole);
}

/* A segment whose groups are its own is split, or its domains are joined. */
static bool segment_is_split(const struct view *v, unsigned int level, unsigned int segment)
{
	struct domain *domains = must_calloc(v->nr_cpus, sizeof(*domains)), whole;
	unsigned int nr = find_domains(v, level, segment, domains);
	bool good = true;

	whole = domains[0];
	count_groups(v, IRQM_TOPOLOGY_NR_LEVELS, &whole);
	if (whole.last - whole.first + 1 != whole.groups)
		good = wrong("groups are not side by side after", level, whole.first);
	else if (whole.groups >= nr)
		good = is_shared_out(domains, nr, level, &whole);
	else if (whole.groups > 1)
		good = is_joined(domains, nr, level, &whole);
	free(domains);
	return good;
}

/*
 * Makes a segment of each domain that got groups of its own; what was joined is one per group.
 * Segments are named by their lowest CPUs.
 */
static void split(struct view *v, unsigned int level, unsigned int *next)
{
	unsigned int cpu, lower;

	for (cpu = 0; cpu < v->nr_cpus; cpu++) {
		next[cpu] = v->segment[cpu] == IRQM_NONE ? IRQM_NONE : cpu;
		for (lower = 0; lower < cpu; lower++) {
			if (v->segment[cpu] == IRQM_NONE || v->segment[lower] != v->segment[cpu])
				continue;
			if (v->groups[lower] == v->groups[cpu] ||
			    domain_of(v, level, lower) == domain_of(v, level, cpu)) {
				next[cpu] = next[lower];
				break;
			}
		}
	}
}

/* SMT siblings are dealt by number, evenly. */
static bool core_is_dealt(const struct view *v, unsigned int segment)
{
	unsigned int cpu, group = IRQM_NONE, size = 0, fewest = IRQM_NONE, most = 0;

	for (cpu = 0; cpu <= v->nr_cpus; cpu++) {
		if (cpu < v->nr_cpus && v->segment[cpu] != segment)
			continue;
		if (cpu < v->nr_cpus && v->groups[cpu] == group) {
			size++;
			continue;
		}
		if (group != IRQM_NONE) {
			fewest = size < fewest ? size : fewest;
			most = size > most ? size : most;
			if (cpu < v->nr_cpus && v->groups[cpu] != group + 1)
				return wrong("out of order in its core is CPU", IRQM_TOPOLOGY_CORE,
					     cpu);
		}
		group = cpu < v->nr_cpus ? v->groups[cpu] : IRQM_NONE;
		size = 1;
	}
	return most - fewest <= 1 || wrong("unequal groups in a core", IRQM_TOPOLOGY_CORE, segment);
}

static bool stage_is_local(struct view *v, unsigned int *segment, unsigned int *next)
{
	enum irqm_topology_level order[IRQM_TOPOLOGY_NR_LEVELS], level;
	unsigned int i, cpu;

	v->segment = segment;
	spread_levels(v->t, order);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		level = order[i];
		for (cpu = 0; cpu < v->nr_cpus; cpu++) {
			if (segment[cpu] == cpu && !segment_is_split(v, level, cpu))
				return false;
		}
		split(v, level, next);
		memcpy(segment, next, v->nr_cpus * sizeof(*segment));
	}
	for (cpu = 0; cpu < v->nr_cpus; cpu++) {
		if (segment[cpu] == cpu && !core_is_dealt(v, cpu))
			return false;
	}
	return true;
}

static bool set_is_local(const struct spread_result *s, unsigned int set, bool present)
{
	struct view v = { .t = s->t, .nr_cpus = s->nr_cpus };
	unsigned int *segment = must_calloc(s->nr_cpus, sizeof(*segment)), cpu, lowest = IRQM_NONE;
	unsigned int *next = must_calloc(s->nr_cpus, sizeof(*next));
	bool good;

	v.groups = s->groups + (size_t)set * s->nr_cpus;
	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		segment[cpu] = IRQM_NONE;
		if (!spread_eligible(s->t, s->request, cpu) ||
		    irqm_cpumask_test(irqm_topology_present(s->t), cpu) != present)
			continue;
		lowest = lowest == IRQM_NONE ? cpu : lowest;
		segment[cpu] = lowest;
	}
	good = lowest == IRQM_NONE || stage_is_local(&v, segment, next);
	free(segment);
	free(next);
	return good;
}

static bool set_has_room(const struct spread_result *s, unsigned int set)
{
	unsigned int cpu, present = 0;

	for (cpu = 0; cpu < s->nr_cpus; cpu++)
		present += spread_eligible(s->t, s->request, cpu) &&
			   irqm_cpumask_test(irqm_topology_present(s->t), cpu);
	return present < spread_set_vectors(s->request, set);
}

bool spread_is_local(const struct spread_result *s)
{
	unsigned int set;

	for (set = 0; set < s->nr_sets; set++) {
		if (!set_is_local(s, set, true))
			return false;
		/* Without room they were attached. */
		if (set_has_room(s, set) && !set_is_local(s, set, false))
			return false;
	}
	return true;
}

/* ---- Order ---- */

static unsigned int a_cpu_on(const struct irqm_topology *t, unsigned int node)
{
	unsigned int cpu = 0;

	while (!irqm_cpumask_test(irqm_topology_possible(t), cpu) ||
	       irqm_topology_node(t, cpu) != node)
		cpu++;
	return cpu;
}

static bool set_is_ordered(const struct spread_result *s, const unsigned int *groups,
			   const unsigned int *before)
{
	unsigned int device = a_cpu_on(s->t, s->request->device_node), cpu, group, distance;
	unsigned int *old = must_calloc(2 * (size_t)s->nr_cpus, sizeof(*old));
	unsigned int *nearest = old + s->nr_cpus;
	bool good = true;

	memset(old, 0xff, 2 * s->nr_cpus * sizeof(*old));
	for (cpu = 0; cpu < s->nr_cpus && good; cpu++) {
		if (!spread_eligible(s->t, s->request, cpu) ||
		    !irqm_cpumask_test(irqm_topology_present(s->t), cpu))
			continue;
		group = groups[cpu];
		distance = irqm_topology_distance(s->t, device, cpu);
		good = old[group] == IRQM_NONE || old[group] == before[cpu] ||
		       wrong("the device changes the group of CPU", 0, cpu);
		old[group] = before[cpu];
		nearest[group] = distance < nearest[group] ? distance : nearest[group];
	}
	for (group = 1; group < s->nr_cpus && nearest[group] != IRQM_NONE && good; group++)
		good = nearest[group - 1] < nearest[group] ||
		       (nearest[group - 1] == nearest[group] && old[group - 1] < old[group]) ||
		       wrong("nearer to the device than the one before is group", 0, group);
	free(old);
	return good;
}

bool spread_is_ordered(const struct spread_result *s)
{
	struct irqm_spread_request r = *s->request;
	struct spread_result without;
	unsigned int set;
	bool good;

	r.device_node = IRQM_NONE;
	good = spread_run(&without, s->t, &r);
	for (set = 0; set < s->nr_sets && good; set++)
		good = set_is_ordered(s, s->groups + (size_t)set * s->nr_cpus,
				      without.groups + (size_t)set * s->nr_cpus);
	spread_free(&without);
	return good;
}
