/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_oracle_online.c - do groups depend on which CPUs are online at the moment (D20)?
 *
 * On each machine CPUs are grouped at boot, and again while up to three CPUs are offline. In the
 * glue the second groups must be the first ones, whatever the policy, and with a policy of Linux
 * the first ones must be Linux's. Machines are random ones, and recorded ones if the variable
 * IRQM_TOPOLOGY_DIR of the environment names a folder of them.
 *
 * Prints, for Linux and for the glue, on how many machines it matters: a driver that maps its
 * queues anew by the second groups, while the interrupts have the masks of the first, leaves an
 * online CPU with an interrupt of offline CPUs only. These are comparisons of groups, nothing
 * more.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/irqmatrix.h>

#include "oracle_machine.h"
#include "support/must.h"

#define MACHINES (SLOW_BUILD ? 500U : 10000U)
#define MACHINES_PER_ROW (SLOW_BUILD ? 150U : 1500U)
#define CPUS_MAX 24U
#define OFFLINE_MAX 3U
/* Up to this many CPUs every set of CPUs is tried, above it some. */
#define CPUS_EVERY_SET 10U
#define SETS 6U

extern const struct linux_build glue_small_linux_build, glue_large_linux_build;

/* Who groups: Linux's own code, or the glue with a policy. */
struct side {
	const char *name;
	const char *version; /* NULL: the glue */
	enum irqm_spread_policy policy;
};

static const struct side sides[] = {
	{ "Linux 7", "7", IRQM_SPREAD_LINUX_7_3 },
	{ "Linux 6.12", "6.12", IRQM_SPREAD_LINUX_6_12 },
	{ "ours, as 7.3", NULL, IRQM_SPREAD_LINUX_7_3 },
	{ "ours, as 6.12", NULL, IRQM_SPREAD_LINUX_6_12 },
	{ "ours, locality", NULL, IRQM_SPREAD_LOCALITY },
};

#define NR_SIDES (sizeof(sides) / sizeof(sides[0]))

/* ---- Groups ---- */

/* NULL: there is no such source here. */
static const struct linux_build *build_of(const struct side *side, unsigned int nr_cpus)
{
	if (side->version)
		return linux_build_find(side->version, nr_cpus);
	return nr_cpus <= 64 ? &glue_small_linux_build : &glue_large_linux_build;
}

/* The group of each CPU; IRQM_NONE: none. False: the CPUs are not divided. */
static bool group(const struct linux_build *build, unsigned int nr_cpus, unsigned int groups,
		  unsigned int *group_of_cpu)
{
	struct linux_masks masks = { 0 };
	unsigned int cpu, number;
	bool divided = build->group_cpus_evenly(groups, &masks) == 0;

	memset(group_of_cpu, 0xff, nr_cpus * sizeof(*group_of_cpu));
	for (number = 0; divided && number < groups; number++) {
		irqm_for_each_cpu(cpu, masks.words + number * masks.stride, nr_cpus) {
			divided &= group_of_cpu[cpu] == IRQM_NONE;
			group_of_cpu[cpu] = number;
		}
	}
	linux_masks_free(&masks);
	return divided;
}

static void choose(const struct side *side, const struct linux_build *build)
{
	if (!side->version)
		build->choose_policy((int)side->policy);
}

/* ---- Who is online ---- */

/* A set of CPUs that go offline, as indexes into those that are online at boot. */
struct away {
	unsigned int nr;
	unsigned int index[OFFLINE_MAX];
};

/* The next set, in a fixed order; false after the last. */
static bool next_set(struct away *away, unsigned int online)
{
	unsigned int i = away->nr, k;

	while (i && away->index[i - 1] == online - 1 - (away->nr - i))
		i--;
	if (i) {
		away->index[i - 1]++;
		for (k = i; k < away->nr; k++)
			away->index[k] = away->index[k - 1] + 1;
		return true;
	}
	if (away->nr == OFFLINE_MAX || away->nr + 2 > online)
		return false;
	away->nr++;
	for (k = 0; k < away->nr; k++)
		away->index[k] = k;
	return true;
}

static void random_set(struct away *away, struct op_rng *rng, unsigned int online)
{
	unsigned int i, most = online - 1 < OFFLINE_MAX ? online - 1 : OFFLINE_MAX;

	away->nr = most ? 1 + op_rng_below(rng, most) : 0;
	for (i = 0; i < away->nr; i++)
		away->index[i] = op_rng_below(rng, online);
}

/* Takes the CPUs of a set away from those that were started. */
static void go_offline(const struct oracle_machine *x, const struct away *away,
		       unsigned long *online)
{
	unsigned int cpu, index = 0, i, nr_cpus = x->machine.nr_cpus;

	memcpy(online, x->started, IRQM_CPUMASK_WORDS(nr_cpus) * sizeof(*online));
	irqm_for_each_cpu(cpu, x->started, nr_cpus) {
		for (i = 0; i < away->nr; i++) {
			if (away->index[i] == index)
				irqm_cpumask_clear(online, cpu);
		}
		index++;
	}
	linux_machine_set_online(online);
}

/* Whether a CPU is online whose interrupt, by the first groups, has offline CPUs only. */
static bool strands(const unsigned long *online, unsigned int nr_cpus, unsigned int groups,
		    const unsigned int *first, const unsigned int *second)
{
	bool *alive = must_calloc(groups, sizeof(*alive)), stranded = false;
	unsigned int cpu;

	irqm_for_each_cpu(cpu, online, nr_cpus)
		alive[first[cpu]] = true;
	irqm_for_each_cpu(cpu, online, nr_cpus)
		stranded |= !alive[second[cpu]];
	free(alive);
	return stranded;
}

/* ---- The same groups ---- */

struct trial {
	const struct oracle_machine *x;
	const struct side *side;
	const struct linux_build *build;
	unsigned int groups;
	unsigned int *first;
	unsigned int *second;
	unsigned long *online;
};

static size_t compared, compared_with_linux, sets_tried;

static bool same(const struct trial *t, const char *what)
{
	compared++;
	if (memcmp(t->first, t->second, t->x->machine.nr_cpus * sizeof(*t->first)) == 0)
		return true;
	fprintf(stderr, "%s, %u groups: %s\nfirst ", t->side->name, t->groups, what);
	oracle_values_print(stderr, t->first, t->x->machine.nr_cpus);
	fprintf(stderr, "second");
	oracle_values_print(stderr, t->second, t->x->machine.nr_cpus);
	oracle_machine_print(stderr, t->x);
	return false;
}

static bool second_is_first(struct trial *t, const struct away *away)
{
	go_offline(t->x, away, t->online);
	sets_tried++;
	return group(t->build, t->x->machine.nr_cpus, t->groups, t->second) &&
	       same(t, "other groups while CPUs are offline");
}

static bool every_set(struct trial *t, struct op_rng *rng)
{
	unsigned int online = irqm_cpumask_weight(t->x->started, t->x->machine.nr_cpus), i;
	struct away away = { 0 };
	bool good = true;

	if (online <= CPUS_EVERY_SET) {
		while (good && next_set(&away, online))
			good = second_is_first(t, &away);
		return good;
	}
	for (i = 0; good && i < SETS; i++) {
		random_set(&away, rng, online);
		good = second_is_first(t, &away);
	}
	return good;
}

/* With a policy of Linux, the first groups are its own, if its source is here. */
static bool as_linux(struct trial *t)
{
	const struct side *theirs = &sides[t->side->policy == IRQM_SPREAD_LINUX_6_12];
	const struct linux_build *build = build_of(theirs, t->x->machine.nr_cpus);

	if (t->side->policy == IRQM_SPREAD_LOCALITY || !build)
		return true;
	compared_with_linux++;
	return group(build, t->x->machine.nr_cpus, t->groups, t->second) &&
	       same(t, "other groups than Linux makes at boot");
}

/*
 * CPUs that were not started come online, one after the other. At the end the groups are those of a
 * machine that booted with all of them.
 */
static bool late_cpus(struct trial *t, struct op_rng *rng)
{
	unsigned int cpu, nr_cpus = t->x->machine.nr_cpus;
	struct linux_machine all = t->x->machine;
	bool good = linux_machine_start(&t->x->machine) == 0;

	memcpy(t->online, t->x->started, IRQM_CPUMASK_WORDS(nr_cpus) * sizeof(*t->online));
	irqm_for_each_cpu(cpu, t->x->possible, nr_cpus) {
		irqm_cpumask_set(t->online, cpu);
		linux_machine_set_online(t->online);
		if (op_rng_below(rng, 2))
			good &= group(t->build, nr_cpus, t->groups, t->second);
	}
	good &= group(t->build, nr_cpus, t->groups, t->second);
	all.present = NULL;
	all.started = NULL;
	good &= linux_machine_start(&all) == 0;
	return good && group(t->build, nr_cpus, t->groups, t->first) &&
	       same(t, "other groups after CPUs came online late");
}

static bool try_side(const struct oracle_machine *x, const struct side *side, struct op_rng *rng)
{
	unsigned int nr_cpus = x->machine.nr_cpus;
	struct trial t = {
		.x = x,
		.side = side,
		.build = build_of(side, nr_cpus),
		.groups = 1 + op_rng_below(rng, nr_cpus + 1),
		.first = must_calloc(nr_cpus, sizeof(*t.first)),
		.second = must_calloc(nr_cpus, sizeof(*t.second)),
		.online = must_calloc(IRQM_CPUMASK_WORDS(nr_cpus), sizeof(*t.online)),
	};
	bool good = linux_machine_start(&x->machine) == 0;

	choose(side, t.build);
	good = good && group(t.build, nr_cpus, t.groups, t.first) && as_linux(&t) &&
	       every_set(&t, rng) && late_cpus(&t, rng);
	free(t.first);
	free(t.second);
	free(t.online);
	return good;
}

static bool try_machine(const struct oracle_machine *x, struct op_rng *rng)
{
	size_t i;

	for (i = 0; i < NR_SIDES; i++) {
		if (!sides[i].version && !try_side(x, &sides[i], rng))
			return false;
	}
	return true;
}

static bool try_random(struct op_rng *rng)
{
	struct oracle_machine x;
	unsigned int seed;
	bool good = true;

	for (seed = 1; good && seed <= MACHINES; seed++) {
		oracle_machine_random(&x, seed, seed % 1000 ? CPUS_MAX : 200);
		/* Masks that overlap do not change here; no hardware is known that has them. */
		good = x.machine.cluster_masks || try_machine(&x, rng);
		oracle_machine_fini(&x);
	}
	printf("%u random machines\n", seed - 1);
	return good;
}

static int is_xml(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 4 && strcmp(entry->d_name + length - 4, ".xml") == 0;
}

/* Some records are broken on purpose, and some machines are larger than the glue's build. */
static bool try_recorded(const char *folder, struct op_rng *rng)
{
	struct dirent **entries;
	struct oracle_machine x;
	int i, nr = folder ? scandir(folder, &entries, is_xml, alphasort) : 0, taken = 0;
	char path[4096];
	bool good = true;

	for (i = 0; i < nr; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		free(entries[i]);
		if (!good || oracle_machine_load(&x, path))
			continue;
		if (x.machine.nr_cpus <= glue_large_linux_build.nr_cpus_max) {
			good = try_machine(&x, rng);
			taken++;
		}
		oracle_machine_fini(&x);
	}
	if (nr > 0)
		free(entries);
	printf("%d recorded machines\n", taken);
	return good;
}

/* ---- How often it matters ---- */

static const struct kind {
	const char *name;
	unsigned int threads;
	bool far_apart;       /* siblings */
	unsigned int cluster; /* its cores */
} kinds[] = {
	{ "no SMT, L2 per core", 1, false, 1 },
	{ "siblings side by side, L2 per core", 2, false, 1 },
	{ "siblings n/2 apart, L2 per core", 2, true, 1 },
	{ "SMT, L2 for 4 cores", 2, false, 4 },
};

#define NR_KINDS (sizeof(kinds) / sizeof(kinds[0]))
#define ROW_CPUS 32U

/* A machine of a kind: 4 to 32 CPUs on 1 or 2 nodes, all online. */
struct row_machine {
	struct oracle_machine x;
	unsigned int node[ROW_CPUS];
	unsigned int core[ROW_CPUS];
	unsigned int cluster[ROW_CPUS];
	unsigned long all;
};

static void draw(struct row_machine *m, const struct kind *kind, struct op_rng *rng)
{
	unsigned int cpu, n = 4 + 2 * op_rng_below(rng, ROW_CPUS / 2 - 1);
	unsigned int nodes = 1 + op_rng_below(rng, 2), cores = n / kind->threads;

	memset(m, 0, sizeof(*m));
	for (cpu = 0; cpu < n; cpu++) {
		m->core[cpu] = kind->far_apart ? cpu % cores : cpu / kind->threads;
		m->cluster[cpu] = m->core[cpu] / kind->cluster;
		m->node[cpu] = m->core[cpu] * nodes / cores;
		irqm_cpumask_set(&m->all, cpu);
	}
	m->x.started = &m->all;
	m->x.machine = (struct linux_machine){
		.nr_cpus = n,
		.nr_nodes = nodes,
		.node_of_cpu = m->node,
		.core_of_cpu = m->core,
		.cluster_of_cpu = m->cluster,
	};
}

/* One machine of a row: whether this side strands a CPU. */
static bool matters(const struct row_machine *m, const struct side *side,
		    const struct linux_build *build, unsigned int groups, const struct away *away)
{
	unsigned int first[ROW_CPUS], second[ROW_CPUS], n = m->x.machine.nr_cpus;
	unsigned long online = 0;

	if (linux_machine_start(&m->x.machine))
		return true;
	choose(side, build);
	if (!group(build, n, groups, first))
		return true;
	go_offline(&m->x, away, &online);
	return !group(build, n, groups, second) || strands(&online, n, groups, first, second);
}

/* Returns how often the glue strands a CPU, which must be never. */
static unsigned int print_row(const struct kind *kind)
{
	unsigned int times[NR_SIDES] = { 0 }, wrong = 0, i;
	struct op_rng rng = { .state = 1 };
	struct row_machine m;
	size_t s;

	for (i = 0; i < MACHINES_PER_ROW; i++) {
		unsigned int groups;
		struct away away;

		draw(&m, kind, &rng);
		groups = 2 + op_rng_below(&rng, m.x.machine.nr_cpus - 1);
		random_set(&away, &rng, m.x.machine.nr_cpus);
		for (s = 0; s < NR_SIDES; s++) {
			const struct linux_build *build = build_of(&sides[s], ROW_CPUS);

			times[s] += build && matters(&m, &sides[s], build, groups, &away);
		}
	}
	printf("%-36s", kind->name);
	for (s = 0; s < NR_SIDES; s++) {
		if (build_of(&sides[s], ROW_CPUS))
			printf(" %14u", times[s]);
		else
			printf(" %14s", "no source");
		wrong += sides[s].version ? 0 : times[s];
	}
	printf("\n");
	return wrong;
}

static bool print_table(void)
{
	unsigned int wrong = 0;
	size_t i;

	printf("\nOn how many of %u machines an online CPU has an interrupt of offline CPUs only:\n"
	       "%-36s",
	       MACHINES_PER_ROW, "");
	for (i = 0; i < NR_SIDES; i++)
		printf(" %14s", sides[i].name);
	printf("\n");
	for (i = 0; i < NR_KINDS; i++)
		wrong += print_row(&kinds[i]);
	return wrong == 0;
}

int main(void)
{
	struct op_rng rng = { .state = 1 };
	bool good = try_recorded(getenv("IRQM_TOPOLOGY_DIR"), &rng);

	good = good && try_random(&rng);
	printf("%zu sets of CPUs offline, %zu groupings compared, %zu of them with Linux's\n",
	       sets_tried, compared, compared_with_linux);
	return !(print_table() && good && compared_with_linux);
}
