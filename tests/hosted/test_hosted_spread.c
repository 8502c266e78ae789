/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_hosted_spread.c - spreading over machines that are read through hwloc.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hosted_machine.h"
#include "support/spread_machine.h"
#include "support/fence.h"

struct spot {
	const char *name;
	unsigned int node_end;
	struct made_topology *m;
	struct irqm_topology *t;
	unsigned long *eligible;
};

static void right(const struct spot *s, const struct irqm_spread_request *r)
{
	cr_assert(spread_is_right(s->t, s->m, r, s->node_end), "%s", s->name);
}

/* By all policies; where it matters, with a device. */
static void right_by_all(const struct spot *s, struct irqm_spread_request r)
{
	unsigned int policy;

	for (policy = 0; policy < NR_POLICIES; policy++) {
		r.policy = (enum irqm_spread_policy)policy;
		right(s, &r);
	}
	if (!s->m->nr_nodes)
		return;
	r.policy = IRQM_SPREAD_LOCALITY;
	r.device_node = irqm_topology_node(s->t, s->m->nr_cpus - 1);
	right(s, &r);
}

static void check_counts(const struct spot *s)
{
	unsigned int n = s->m->nr_cpus, nodes = s->m->nr_nodes, i;
	const unsigned int counts[] = { 1, 2, 3, 5, 7, nodes + 1, 2 * nodes + 1, n / 4 + 1,
					n / 2 + 1, n - n / 4, n, n + 3 };

	for (i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		right_by_all(s, WISH(.vectors = counts[i]));
}

static void check_sets(const struct spot *s)
{
	unsigned int sets[17], i, sum, nr, n = s->m->nr_cpus;

	for (nr = 1; nr <= 17; nr += 8) {
		for (sum = 5, i = 0; i < nr; i++) {
			sets[i] = 1 + (n / 2 * i + i) % (n + 2);
			sum += sets[i];
		}
		right_by_all(s, WISH(.vectors = sum, .pre_vectors = 2, .post_vectors = 3,
				     .nr_sets = nr, .set_vectors = sets));
	}
}

/* Leaves out one CPU in every few, or all but the first few. */
static void check_eligible(const struct spot *s)
{
	unsigned int cpu, of, i, n = s->m->nr_cpus;
	const unsigned int counts[] = { 1, 3, n / 4 + 1, n / 2 };

	for (of = 1; of <= 4; of++) {
		memset(s->eligible, 0, IRQM_CPUMASK_WORDS(n) * sizeof(*s->eligible));
		for (cpu = 0; cpu < n; cpu++) {
			if (of == 1 ? cpu <= n / 3 : cpu % of == 0)
				irqm_cpumask_set(s->eligible, cpu);
		}
		for (i = 0; i < sizeof(counts) / sizeof(*counts); i++)
			right_by_all(s, WISH(.vectors = counts[i] + 1, .eligible = s->eligible,
					     .outside = IRQM_SPREAD_OUTSIDE_ATTACHED));
	}
}

/* ---- Against Linux's policies ---- */

static struct irqm_spread_quality score_of(const struct spot *s, enum irqm_spread_policy policy,
					   unsigned int vectors, unsigned int *groups,
					   void *scratch, size_t bytes)
{
	struct irqm_spread_request r = WISH(.vectors = vectors, .policy = policy);
	struct irqm_spread_quality score;

	GIVES(irqm_spread_groups(s->t, &r, scratch, bytes, groups, NULL), 0);
	GIVES(irqm_spread_score(s->t, groups, vectors, IRQM_NONE, scratch, bytes, &score),
	      0);
	return score;
}

/* Negative when a straddles less than b, on the first level on which they differ. */
static int compare_straddles(const struct irqm_topology *t, const struct irqm_spread_quality *a,
			     const struct irqm_spread_quality *b)
{
	enum irqm_topology_level level[IRQM_TOPOLOGY_NR_LEVELS];
	unsigned int i;

	spread_levels(t, level);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		if (a->avoidable[level[i]] != b->avoidable[level[i]])
			return a->avoidable[level[i]] < b->avoidable[level[i]] ? -1 : 1;
	}
	return 0;
}

/*
 * Whatever the number of vectors, neither of Linux's policies straddles less, unless its groups are
 * less even.
 */
static void check_wins(const struct spot *s)
{
	unsigned int vectors, policy, n = s->m->nr_cpus;
	unsigned int *groups = must_calloc(n, sizeof(*groups));
	size_t bytes;
	void *scratch;

	GIVES(irqm_spread_scratch(s->t, &bytes), 0);
	scratch = fence_new(bytes);
	for (vectors = 1; vectors <= n; vectors++) {
		struct irqm_spread_quality ours =
			score_of(s, IRQM_SPREAD_LOCALITY, vectors, groups, scratch, bytes);

		for (policy = IRQM_SPREAD_LINUX_6_12; policy < NR_POLICIES; policy++) {
			struct irqm_spread_quality theirs =
				score_of(s, (enum irqm_spread_policy)policy, vectors, groups,
					 scratch, bytes);
			unsigned int our_range = ours.capacity_most - ours.capacity_least;
			unsigned int range = theirs.capacity_most - theirs.capacity_least;

			if (our_range >= range)
				cr_expect(
					compare_straddles(s->t, &ours, &theirs) <= 0,
					"%s: %u vectors, policy %u", s->name, vectors, policy);
		}
	}
	fence_free(scratch);
	free(groups);
}

/* ---- Machines ---- */

static void check_machine(struct irqm_hwloc *machine, const char *name)
{
	unsigned int nr = irqm_hwloc_nr_cpus(machine);
	struct spot s = {
		.name = name,
		.node_end = irqm_hwloc_node_end(machine),
		.m = made_copy(nr, &irqm_hwloc_ops, machine),
		.eligible = must_calloc(IRQM_CPUMASK_WORDS(nr), sizeof(unsigned long)),
	};
	struct irqm_topology_config config = made_config(s.m, 0);

	irqm_hwloc_unload(machine);
	config.node_end = s.node_end;
	s.t = made_take(&config);
	check_counts(&s);
	check_sets(&s);
	check_wins(&s);
	if (irqm_cpumask_test(irqm_topology_possible(s.t), 0))
		check_eligible(&s);
	cr_assert(made_drop(s.t), "%s", name);
	made_free(s.m);
	free(s.eligible);
}

Test(hosted_spread, synthetic_machines)
{
	static const char *const machines[] = {
		"pu:1",
		"pu:6",
		"package:2 numa:1 l3:1 l2:2 core:2 l1:1 pu:1",
		"package:2 numa:4 l3:2 core:4 pu:2",
		"numa:4 package:2 l3:1 core:4 pu:2",
		"numa:2 core:2 pu:2(indexes=0,4,1,5,2,6,3,7)",
		"numa:2 core:3 pu:2(indexes=0,60,1,50,2,40,3,30,4,20,5,10)",
		"[numa] package:2 [numa(indexes=1,2,0)] pu:2",
		"package:1 numa:1 group:5 core:3 pu:2",
		"package:3 l3:3 core:3 pu:3",
		"numa:8 core:16 pu:2",
	};
	size_t i;

	for (i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		check_machine(synthetic(machines[i]), machines[i]);
}

Test(hosted_spread, the_live_machine)
{
	check_machine(load(IRQM_HWLOC_LIVE, NULL), "live");
}

/* The path of a recorded machine; false when there are none at all. */
static bool recorded(char *path, size_t bytes, const char *name)
{
	const char *folder = getenv("IRQM_TOPOLOGY_DIR");

	if (!folder || access(folder, R_OK))
		return false;
	snprintf(path, bytes, "%s/%s", folder, name);
	return true;
}

Test(hosted_spread, every_recorded_machine)
{
	struct dirent *entry;
	unsigned int nr = 0;
	char path[4096];
	DIR *dir;

	if (!recorded(path, sizeof(path), "."))
		cr_skip_test("no recorded machines: IRQM_TOPOLOGY_DIR is not set or no folder");
	dir = opendir(path);
	cr_assert_not_null(dir);
	while ((entry = readdir(dir))) {
		const char *dot = strrchr(entry->d_name, '.');

		if (!dot || strcmp(dot, ".xml"))
			continue;
		recorded(path, sizeof(path), entry->d_name);
		check_machine(load(IRQM_HWLOC_XML, path), path);
		nr++;
	}
	closedir(dir);
	cr_assert_gt(nr, 0);
}

/* Six strong cores of two CPUs, and two caches of four weak ones. */
Test(hosted_spread, a_recorded_hybrid_machine)
{
	struct irqm_hwloc *machine;
	struct made_topology *m;
	char path[4096];

	if (!recorded(path, sizeof(path), "20em64t-hybrid-1p6c2t+2ca4co1t.xml"))
		cr_skip_test("no recorded machines: IRQM_TOPOLOGY_DIR is not set or no folder");
	machine = load(IRQM_HWLOC_XML, path);
	m = made_copy(20, &irqm_hwloc_ops, machine);
	irqm_hwloc_unload(machine);
	cr_assert_gt(m->answer[MADE_CAPACITY][0], m->answer[MADE_CAPACITY][19]);
	plainly(m, IRQM_SPREAD_LOCALITY, 20, "0123456789abcdefghij");
	made_free(m);
}
