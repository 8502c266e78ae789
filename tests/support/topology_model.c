/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * topology_model.c - what a snapshot has to answer, found the slow way.
 */
#include <stdio.h>

#include "topology_model.h"

static bool wrong(const char *what, unsigned int cpu, unsigned int got, unsigned int want)
{
	fprintf(stderr, "%s of CPU %u: %u, not %u\n", what, cpu, got, want);
	return false;
}

/* ---- Consistency ---- */

static bool absent_cpu_has_nothing(const struct irqm_topology *t, unsigned int cpu)
{
	unsigned int level;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		unsigned int domain = irqm_topology_domain(t, (enum irqm_topology_level)level, cpu);

		if (domain != IRQM_NONE)
			return wrong("domain, not being possible,", cpu, domain, IRQM_NONE);
	}
	if (irqm_topology_node(t, cpu) != IRQM_NONE)
		return wrong("node, not being possible,", cpu, irqm_topology_node(t, cpu),
			     IRQM_NONE);
	if (irqm_topology_capacity(t, cpu) || irqm_topology_distance(t, cpu, cpu))
		return wrong("capacity or distance, not being possible,", cpu, 1, 0);
	return true;
}

static bool is_named_for_lowest(const struct irqm_topology *t, enum irqm_topology_level level,
				unsigned int cpu)
{
	unsigned int domain = irqm_topology_domain(t, level, cpu);

	if (domain > cpu || irqm_topology_domain(t, level, domain) != domain)
		return wrong("lowest of the domain", cpu, domain, cpu);
	return true;
}

/* Whether all of the CPU's domain on one level are in its domain on another, as far as it tells. */
static bool is_within(const struct irqm_topology *t, enum irqm_topology_level level,
		      enum irqm_topology_level above, unsigned int cpu)
{
	return irqm_topology_domain(t, above, cpu) ==
	       irqm_topology_domain(t, above, irqm_topology_domain(t, level, cpu));
}

static bool possible_cpu_is_placed(const struct irqm_topology *t, unsigned int cpu)
{
	unsigned int level, distance = irqm_topology_distance(t, cpu, cpu);
	unsigned int capacity = irqm_topology_capacity(t, cpu);

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		if (!is_named_for_lowest(t, (enum irqm_topology_level)level, cpu))
			return false;
	}
	for (level = IRQM_TOPOLOGY_LLC; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		if (!is_within(t, (enum irqm_topology_level)level,
			       (enum irqm_topology_level)(level - 1), cpu))
			return wrong("level, not within the one above,", cpu, level, level - 1);
	}
	if (!is_within(t, IRQM_TOPOLOGY_LLC, IRQM_TOPOLOGY_PACKAGE, cpu))
		return wrong("level, not within its package,", cpu, IRQM_TOPOLOGY_LLC, 0);
	if (capacity < 1 || capacity > IRQM_TOPOLOGY_CAPACITY_FULL)
		return wrong("capacity", cpu, capacity, IRQM_TOPOLOGY_CAPACITY_FULL);
	if (distance < 1 || distance > 65535)
		return wrong("distance", cpu, distance, 10);
	return true;
}

bool snapshot_is_consistent(const struct irqm_topology *t)
{
	const unsigned long *possible = irqm_topology_possible(t);
	const unsigned long *present = irqm_topology_present(t);
	unsigned int cpu, nr = irqm_topology_nr_cpus(t), found = 0;
	bool nodes_within = true, packages_within = true;

	for (cpu = 0; cpu < nr; cpu++) {
		if (!irqm_cpumask_test(possible, cpu)) {
			if (irqm_cpumask_test(present, cpu))
				return wrong("presence, not being possible,", cpu, 1, 0);
			if (!absent_cpu_has_nothing(t, cpu))
				return false;
			continue;
		}
		found++;
		if (!possible_cpu_is_placed(t, cpu))
			return false;
		nodes_within &= is_within(t, IRQM_TOPOLOGY_NODE, IRQM_TOPOLOGY_PACKAGE, cpu);
		packages_within &= is_within(t, IRQM_TOPOLOGY_PACKAGE, IRQM_TOPOLOGY_NODE, cpu);
	}
	if (!found)
		return wrong("existence", 0, 0, 1);
	if (!nodes_within && !packages_within)
		return wrong("nesting of package and node", 0, 0, 1);
	return absent_cpu_has_nothing(t, nr) && absent_cpu_has_nothing(t, IRQM_NONE);
}

/* ---- The model ---- */

static bool is_possible(const struct made_topology *m, unsigned int cpu)
{
	return m->answer[MADE_POSSIBLE][cpu] == 1;
}

/* Whether a CPU has a say in which level is on top: those present, or all when none is. */
static bool has_say(const struct made_topology *m, unsigned int cpu)
{
	unsigned int other;

	if (!is_possible(m, cpu) || m->answer[MADE_PRESENT][cpu] == 1)
		return is_possible(m, cpu);
	for (other = 0; other < m->nr_cpus; other++) {
		if (is_possible(m, other) && m->answer[MADE_PRESENT][other] == 1)
			return false;
	}
	return true;
}

/* Whether two CPUs are together on one level and apart on the other. */
static bool some_holds_several(const struct made_topology *m, unsigned int one, unsigned int other)
{
	unsigned int a, b;

	for (a = 0; a < m->nr_cpus; a++) {
		for (b = 0; b < a; b++) {
			if (has_say(m, a) && has_say(m, b) && m->answer[one][a] != IRQM_NONE &&
			    m->answer[one][a] == m->answer[one][b] &&
			    m->answer[other][a] != m->answer[other][b])
				return true;
		}
	}
	return false;
}

/* The levels from the top of the machine down. */
static void order_levels(const struct made_topology *m, unsigned int order[IRQM_TOPOLOGY_NR_LEVELS])
{
	unsigned int i;

	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++)
		order[i] = i;
	if (some_holds_several(m, IRQM_TOPOLOGY_NODE, IRQM_TOPOLOGY_PACKAGE) &&
	    !some_holds_several(m, IRQM_TOPOLOGY_PACKAGE, IRQM_TOPOLOGY_NODE)) {
		order[0] = IRQM_TOPOLOGY_NODE;
		order[1] = IRQM_TOPOLOGY_PACKAGE;
	}
}

/* Together on this level means: on this one and on all above. */
static bool are_together(const struct made_topology *m,
			 const unsigned int order[IRQM_TOPOLOGY_NR_LEVELS], unsigned int level,
			 unsigned int a, unsigned int b)
{
	unsigned int i;

	if (a == b)
		return true;
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		if (m->answer[order[i]][a] != m->answer[order[i]][b])
			return false;
		if (order[i] >= IRQM_TOPOLOGY_CLUSTER && m->answer[order[i]][a] == IRQM_NONE &&
		    (m->answer[IRQM_TOPOLOGY_CORE][a] == IRQM_NONE ||
		     m->answer[IRQM_TOPOLOGY_CORE][a] != m->answer[IRQM_TOPOLOGY_CORE][b]))
			return false;
		if (order[i] == level)
			break;
	}
	return true;
}

static bool levels_are_of(const struct irqm_topology *t, const struct made_topology *m,
			  unsigned int cpu, const unsigned int order[IRQM_TOPOLOGY_NR_LEVELS])
{
	static const char *const names[IRQM_TOPOLOGY_NR_LEVELS] = { "package domain", "node domain",
								    "llc domain", "cluster domain",
								    "core domain" };
	unsigned int level, lowest;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		unsigned int domain = irqm_topology_domain(t, (enum irqm_topology_level)level, cpu);

		for (lowest = 0; !is_possible(m, lowest) ||
				 !are_together(m, order, level, lowest, cpu);
		     lowest++)
			;
		if (domain != lowest)
			return wrong(names[level], cpu, domain, lowest);
	}
	return true;
}

static unsigned int repaired_distance(struct made_topology *m, unsigned int from, unsigned int to)
{
	const unsigned int *distance = made_distance(m, from, to);

	if (!distance || !*distance)
		return from == to ? 10 : 20;
	return *distance > 65535 ? 65535 : *distance;
}

static bool distances_are_of(const struct irqm_topology *t, struct made_topology *m,
			     unsigned int from)
{
	const unsigned int *node = m->answer[IRQM_TOPOLOGY_NODE];
	unsigned int to;

	for (to = 0; to < m->nr_cpus; to++) {
		unsigned int got = irqm_topology_distance(t, from, to), want = 0;

		if (is_possible(m, to))
			want = repaired_distance(m, node[from], node[to]);
		if (got != want)
			return wrong("distance", from, got, want);
	}
	return true;
}

static unsigned int repaired_capacity(unsigned int capacity)
{
	if (capacity == 0)
		return 1;
	return capacity > 1024 ? 1024 : capacity;
}

static bool cpu_is_of(const struct irqm_topology *t, struct made_topology *m, unsigned int cpu,
		      const unsigned int order[IRQM_TOPOLOGY_NR_LEVELS])
{
	unsigned int capacity = repaired_capacity(m->answer[MADE_CAPACITY][cpu]);
	unsigned int node = m->answer[IRQM_TOPOLOGY_NODE][cpu];

	if (irqm_topology_node(t, cpu) != node)
		return wrong("node", cpu, irqm_topology_node(t, cpu), node);
	if (irqm_topology_capacity(t, cpu) != capacity)
		return wrong("capacity", cpu, irqm_topology_capacity(t, cpu), capacity);
	return levels_are_of(t, m, cpu, order) && distances_are_of(t, m, cpu);
}

bool snapshot_is_of(const struct irqm_topology *t, struct made_topology *m)
{
	unsigned int order[IRQM_TOPOLOGY_NR_LEVELS], cpu, got, want;

	if (irqm_topology_nr_cpus(t) != m->nr_cpus)
		return wrong("number", 0, irqm_topology_nr_cpus(t), m->nr_cpus);
	order_levels(m, order);
	for (cpu = 0; cpu < m->nr_cpus; cpu++) {
		got = irqm_cpumask_test(irqm_topology_possible(t), cpu);
		want = is_possible(m, cpu);
		if (got != want)
			return wrong("possibility", cpu, got, want);
		got = irqm_cpumask_test(irqm_topology_present(t), cpu);
		want = want && m->answer[MADE_PRESENT][cpu] == 1;
		if (got != want)
			return wrong("presence", cpu, got, want);
		if (is_possible(m, cpu) && !cpu_is_of(t, m, cpu, order))
			return false;
	}
	return true;
}
