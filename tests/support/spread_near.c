/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_near.c - whether CPUs that were attached to groups are near the CPUs these were made for.
 *
 * A CPU has hosts: the CPUs with a group at the deepest level on which it shares a domain with any,
 * or else all that are on the nearest nodes. CPUs with the same hosts, for the same reason, have to
 * be dealt evenly to the hosts' groups.
 */
#include "spread_check.h"
#include "must.h"

enum part {
	PART_NONE,
	PART_HOST,  /* has a group */
	PART_GUEST, /* was attached */
};

struct guests {
	const struct irqm_topology *t;
	unsigned int nr_cpus;
	const unsigned int *groups;
	unsigned char *part;
	unsigned char *hosts; /* per guest and CPU */
	unsigned int *level;  /* per guest, IRQM_TOPOLOGY_NR_LEVELS when far */
};

/* The two levels on top are in either order; a domain of the lower one lies within one above. */
static unsigned int level_below(const struct irqm_topology *t, unsigned int level)
{
	unsigned int cpu, domain;

	if (level > IRQM_TOPOLOGY_NODE)
		return level;
	for (cpu = 0; cpu < irqm_topology_nr_cpus(t); cpu++) {
		domain = irqm_topology_domain(t, IRQM_TOPOLOGY_NODE, cpu);
		if (domain != IRQM_NONE &&
		    irqm_topology_domain(t, IRQM_TOPOLOGY_PACKAGE, cpu) !=
			    irqm_topology_domain(t, IRQM_TOPOLOGY_PACKAGE, domain))
			return level == IRQM_TOPOLOGY_NODE ? IRQM_TOPOLOGY_PACKAGE
							   : IRQM_TOPOLOGY_NODE;
	}
	return level;
}

static unsigned int add_hosts(struct guests *g, unsigned int guest, unsigned int level)
{
	unsigned char *hosts = g->hosts + (size_t)guest * g->nr_cpus;
	unsigned int cpu, nr = 0;

	for (cpu = 0; cpu < g->nr_cpus; cpu++) {
		hosts[cpu] =
			g->part[cpu] == PART_HOST &&
			irqm_topology_domain(g->t, (enum irqm_topology_level)level, cpu) ==
				irqm_topology_domain(g->t, (enum irqm_topology_level)level, guest);
		nr += hosts[cpu];
	}
	return nr;
}

static void find_hosts(struct guests *g, unsigned int guest)
{
	unsigned char *hosts = g->hosts + (size_t)guest * g->nr_cpus;
	unsigned int level, cpu, distance, nearest = IRQM_NONE;

	for (level = IRQM_TOPOLOGY_NR_LEVELS; level-- > 0;) {
		g->level[guest] = level_below(g->t, level);
		if (add_hosts(g, guest, g->level[guest]))
			return;
	}
	g->level[guest] = IRQM_TOPOLOGY_NR_LEVELS;
	for (cpu = 0; cpu < g->nr_cpus; cpu++) {
		distance = irqm_topology_distance(g->t, guest, cpu);
		if (g->part[cpu] == PART_HOST && distance < nearest)
			nearest = distance;
	}
	for (cpu = 0; cpu < g->nr_cpus; cpu++)
		hosts[cpu] = g->part[cpu] == PART_HOST &&
			     irqm_topology_distance(g->t, guest, cpu) == nearest;
}

static bool group_is_of_host(const struct guests *g, unsigned int guest)
{
	unsigned int cpu;

	for (cpu = 0; cpu < g->nr_cpus; cpu++) {
		if (g->hosts[(size_t)guest * g->nr_cpus + cpu] &&
		    g->groups[cpu] == g->groups[guest])
			return true;
	}
	fprintf(stderr, "CPU %u is in group %u, where no CPU is near\n", guest, g->groups[guest]);
	return false;
}

static bool same_hosts(const struct guests *g, unsigned int a, unsigned int b)
{
	return g->part[b] == PART_GUEST && g->level[a] == g->level[b] &&
	       memcmp(g->hosts + (size_t)a * g->nr_cpus, g->hosts + (size_t)b * g->nr_cpus,
		      g->nr_cpus) == 0;
}

/* Of the groups of a guest's hosts, none has more than one guest like it more than another. */
static bool dealt_evenly(const struct guests *g, unsigned int guest)
{
	unsigned int *guests = must_calloc(g->nr_cpus, sizeof(*guests)), cpu;
	unsigned int fewest = IRQM_NONE, most = 0;

	for (cpu = 0; cpu < g->nr_cpus; cpu++) {
		if (same_hosts(g, guest, cpu))
			guests[g->groups[cpu]]++;
	}
	for (cpu = 0; cpu < g->nr_cpus; cpu++) {
		unsigned int nr = guests[g->groups[cpu] < g->nr_cpus ? g->groups[cpu] : 0];

		if (!g->hosts[(size_t)guest * g->nr_cpus + cpu])
			continue;
		fewest = nr < fewest ? nr : fewest;
		most = nr > most ? nr : most;
	}
	free(guests);
	if (most - fewest <= 1)
		return true;
	fprintf(stderr, "CPUs as near as %u at level %u are dealt unevenly: %u and %u\n", guest,
		g->level[guest], most, fewest);
	return false;
}

/* Groups with a CPU in them are numbered below the number of CPUs. */
static bool guests_are_near(struct guests *g)
{
	unsigned int cpu, earlier;
	bool good = true;

	g->hosts = must_calloc((size_t)g->nr_cpus * g->nr_cpus, 1);
	g->level = must_calloc(g->nr_cpus, sizeof(*g->level));
	for (cpu = 0; cpu < g->nr_cpus && good; cpu++) {
		if (g->part[cpu] != PART_GUEST)
			continue;
		find_hosts(g, cpu);
		good = group_is_of_host(g, cpu);
	}
	for (cpu = 0; cpu < g->nr_cpus && good; cpu++) {
		if (g->part[cpu] != PART_GUEST)
			continue;
		for (earlier = 0; earlier < cpu && !same_hosts(g, cpu, earlier);)
			earlier++;
		if (earlier == cpu)
			good = dealt_evenly(g, cpu);
	}
	free(g->hosts);
	free(g->level);
	return good;
}

static enum part part_of(const struct spread_result *s, unsigned int cpu, bool by_presence)
{
	bool eligible = spread_eligible(s->t, s->request, cpu);

	if (!irqm_cpumask_test(irqm_topology_possible(s->t), cpu))
		return PART_NONE;
	if (!by_presence)
		return eligible ? PART_HOST : PART_GUEST;
	if (!eligible)
		return PART_NONE;
	return irqm_cpumask_test(irqm_topology_present(s->t), cpu) ? PART_HOST : PART_GUEST;
}

static bool set_is_near(const struct spread_result *s, unsigned int set, bool by_presence)
{
	struct guests g = {
		.t = s->t,
		.nr_cpus = s->nr_cpus,
		.groups = s->groups + (size_t)set * s->nr_cpus,
		.part = must_calloc(s->nr_cpus, 1),
	};
	unsigned int cpu, hosts = 0;
	bool good;

	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		g.part[cpu] = (unsigned char)part_of(s, cpu, by_presence);
		hosts += g.part[cpu] == PART_HOST;
	}
	good = (by_presence && (!hosts || hosts < spread_set_vectors(s->request, set))) ||
	       guests_are_near(&g);
	free(g.part);
	return good;
}

bool spread_is_near(const struct spread_result *s)
{
	unsigned int set;

	for (set = 0; set < s->nr_sets; set++) {
		if (s->request->outside == IRQM_SPREAD_OUTSIDE_ATTACHED &&
		    !set_is_near(s, set, false))
			return false;
		if (s->request->policy == IRQM_SPREAD_LOCALITY && !set_is_near(s, set, true))
			return false;
	}
	return true;
}
