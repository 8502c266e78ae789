/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/hosted.h>

#include "oracle_spread.h"
#include "support/expect.h"
#include "support/must.h"

/* A CPU that is not started is the cluster with this number more than its own, above all others. */
#define NOT_STARTED (1U << 31)

struct oracle_spread {
	const struct oracle_machine *x;
	enum irqm_spread_policy policy;
	struct irqm_topology *t;
	void *scratch;
	size_t bytes;
};

enum irqm_spread_policy oracle_spread_policy(const char *version)
{
	if (strncmp(version, "6.12.", 5) == 0)
		return IRQM_SPREAD_LINUX_6_12;
	return strncmp(version, "7.", 2) == 0 ? IRQM_SPREAD_LINUX_7_3 : IRQM_SPREAD_LOCALITY;
}

/* ---- The machine as callbacks: nodes, clusters and cores, which is what Linux is told ---- */

static unsigned int node(void *ctx, unsigned int cpu)
{
	return ((const struct oracle_machine *)ctx)->node_of_cpu[cpu];
}

/* Linux knows the siblings of a CPU from its first start on. */
static unsigned int core(void *ctx, unsigned int cpu)
{
	const struct oracle_machine *x = ctx;

	return irqm_cpumask_test(x->started, cpu) ? x->core_of_cpu[cpu] : IRQM_NONE;
}

/* As the shims have it: the masks of a CPU that is not started are empty, or hold that CPU. */
static unsigned int cluster(void *ctx, unsigned int cpu)
{
	const struct oracle_machine *x = ctx;

	if (x->machine.cluster_masks)
		return x->cluster_of_cpu[cpu];
	if (!x->machine.cluster_of_cpu)
		return cpu;
	if (irqm_cpumask_test(x->started, cpu) || x->cluster_of_cpu[cpu] == LINUX_NO_CLUSTER)
		return x->cluster_of_cpu[cpu];
	return x->machine.stays_in_own_masks ? NOT_STARTED + cpu : IRQM_NONE;
}

static unsigned int no_level(void *ctx, unsigned int cpu)
{
	(void)ctx;
	(void)cpu;
	return IRQM_NONE;
}

static unsigned int no_distance(void *ctx, unsigned int from, unsigned int to)
{
	(void)ctx;
	(void)from;
	(void)to;
	return 0;
}

static bool possible(void *ctx, unsigned int cpu)
{
	return irqm_cpumask_test(((const struct oracle_machine *)ctx)->possible, cpu);
}

static bool present(void *ctx, unsigned int cpu)
{
	return irqm_cpumask_test(((const struct oracle_machine *)ctx)->present, cpu);
}

static const struct irqm_topology_ops ops = {
	.node = node,
	.package = no_level,
	.llc = no_level,
	.cluster = cluster,
	.core = core,
	.distance = no_distance,
	.possible = possible,
	.present = present,
};

struct oracle_spread *oracle_spread_start(const struct oracle_machine *x,
					  enum irqm_spread_policy policy)
{
	struct oracle_spread *s = must_calloc(1, sizeof(*s));
	const struct irqm_topology_config config = {
		.nr_cpus = x->machine.nr_cpus,
		.node_end = x->machine.nr_nodes,
		.ops = &ops,
		.ctx = (void *)(uintptr_t)x, /* the callbacks take it as const again */
	};
	int err = irqm_topology_create(&config, &irqm_malloc_ops, NULL, &s->t);

	EXPECT(!err, "%s: no snapshot: %s", x->name, irqm_error_text(err));
	s->x = x;
	s->policy = policy;
	irqm_spread_scratch(s->t, &s->bytes);
	s->scratch = must(aligned_alloc(IRQM_SPREAD_ALIGN, (s->bytes + IRQM_SPREAD_ALIGN - 1) /
								   IRQM_SPREAD_ALIGN *
								   IRQM_SPREAD_ALIGN));
	return s;
}

void oracle_spread_end(struct oracle_spread *s)
{
	irqm_topology_destroy(s->t);
	free(s->scratch);
	free(s);
}

/* Always false, to be returned. */
static bool differ(const struct oracle_spread *s, unsigned int vectors, const char *what,
		   unsigned int which)
{
	fprintf(stderr, "%s, %u vectors: %s %u differs from Linux\n", s->x->name, vectors, what,
		which);
	return false;
}

/* How many masks a set takes: Linux 7.3 packs those that hold CPUs. */
static unsigned int masks_of_set(const struct oracle_spread *s,
				 const struct irqm_spread_request *request,
				 const unsigned int *usable, unsigned int set)
{
	return s->policy == IRQM_SPREAD_LINUX_7_3 ? usable[set] : request->set_vectors[set];
}

/*
 * Linux gives the vectors that are not spread all CPUs, ours the possible ones. What follows the
 * masks that group_cpus_evenly() of Linux 7.3 says it has made is no result.
 */
static bool same_masks(const struct oracle_spread *s, const struct irqm_spread_request *request,
		       const unsigned int *usable, const struct linux_masks *linux_masks,
		       const unsigned long *ours)
{
	unsigned int i, cpu, nr_cpus = s->x->machine.nr_cpus, words = IRQM_CPUMASK_WORDS(nr_cpus);
	unsigned int end = request->pre_vectors, set;

	for (set = 0; set < request->nr_sets; set++)
		end += masks_of_set(s, request, usable, set);
	for (i = 0; i < (linux_masks->managed ? request->vectors : end); i++) {
		bool spread = i >= request->pre_vectors && i < end;
		const unsigned long *theirs = linux_masks->words + i * linux_masks->stride;

		for (cpu = 0; cpu < nr_cpus; cpu++) {
			bool there = irqm_cpumask_test(spread ? theirs : s->x->possible, cpu);

			if (irqm_cpumask_test(ours + (size_t)i * words, cpu) != there)
				return differ(s, request->vectors, "the mask of vector", i);
		}
	}
	return true;
}

static bool same_groups(const struct oracle_spread *s, const struct irqm_spread_request *request,
			const unsigned long *masks, const unsigned int *usable)
{
	unsigned int set, cpu, group, first = request->pre_vectors, nr_cpus = s->x->machine.nr_cpus;
	unsigned int *groups = must_calloc((size_t)request->nr_sets * nr_cpus, sizeof(*groups));
	bool same = irqm_spread_groups(s->t, request, s->scratch, s->bytes, groups, NULL) == 0;

	for (set = 0; same && set < request->nr_sets; set++) {
		unsigned int holding = 0, words = IRQM_CPUMASK_WORDS(nr_cpus);

		for (group = 0; group < masks_of_set(s, request, usable, set); group++)
			holding += irqm_cpumask_weight(masks + (size_t)(first + group) * words,
						       nr_cpus) != 0;
		same = holding == usable[set] || differ(s, request->vectors, "usable of set", set);
		for (cpu = 0; same && cpu < nr_cpus; cpu++) {
			group = groups[(size_t)set * nr_cpus + cpu];
			same = group == IRQM_NONE
				       ? !irqm_cpumask_test(s->x->possible, cpu)
				       : irqm_cpumask_test(masks + (size_t)(first + group) * words,
							   cpu);
			if (!same)
				differ(s, request->vectors, "the group number of CPU", cpu);
		}
		first += masks_of_set(s, request, usable, set);
	}
	free(groups);
	return same;
}

bool oracle_spread_same(struct oracle_spread *s, const struct linux_affinity *wish,
			unsigned int vectors, const struct linux_masks *masks)
{
	size_t words = IRQM_CPUMASK_WORDS(s->x->machine.nr_cpus);
	unsigned int usable[LINUX_AFFINITY_SETS];
	const struct irqm_spread_request request = {
		.vectors = vectors,
		.pre_vectors = wish->pre_vectors,
		.post_vectors = wish->post_vectors,
		.nr_sets = wish->nr_sets,
		.set_vectors = wish->set_size,
		.device_node = IRQM_NONE,
		.policy = s->policy,
	};
	unsigned long *ours = must_calloc(vectors * words, sizeof(*ours));
	int err = irqm_spread_masks(s->t, &request, s->scratch, s->bytes, ours, usable);
	bool same = !err && same_masks(s, &request, usable, masks, ours) &&
		    same_groups(s, &request, ours, usable);

	if (err)
		fprintf(stderr, "%s, %u vectors: %s\n", s->x->name, vectors, irqm_error_text(err));
	free(ours);
	return same;
}

bool oracle_spread_same_groups(struct oracle_spread *s, const struct linux_build *build,
			       unsigned int groups)
{
	const struct linux_affinity wish = { .nr_sets = 1, .set_size = { groups } };
	unsigned int possible = irqm_cpumask_weight(s->x->possible, s->x->machine.nr_cpus);
	unsigned long warnings = linux_complaints()->warnings;
	bool counts = build->group_cpus_counted != NULL;
	struct linux_masks masks = { 0 };
	unsigned int used = 0;
	bool same = (counts ? build->group_cpus_counted(groups, &masks, &used)
			    : build->group_cpus_evenly(groups, &masks)) == 0 &&
		    oracle_spread_same(s, &wish, groups, &masks);

	linux_masks_free(&masks);
	if (same && counts && used != (groups < possible ? groups : possible))
		return differ(s, groups, "the number of masks is", used);
	if (same && (linux_complaints()->warnings != warnings) != (!counts && groups > possible))
		return differ(s, groups, "a warning, or none, with groups:", groups);
	return same;
}

bool oracle_spread_same_affinity(struct oracle_spread *s, const struct linux_build *build,
				 const struct linux_affinity *wish, unsigned int vectors)
{
	struct linux_masks masks = { 0 };
	bool same = build->create_affinity_masks(vectors, wish, &masks) == 0 &&
		    oracle_spread_same(s, wish, vectors, &masks);
	unsigned int i;

	for (i = 0; same && i < vectors; i++) {
		if (masks.managed[i] !=
		    (i >= wish->pre_vectors && i < vectors - wish->post_vectors))
			same = differ(s, vectors, "managed or not: vector", i);
	}
	linux_masks_free(&masks);
	return same;
}

unsigned int oracle_spread_draw(struct linux_affinity *wish, unsigned int nr_cpus,
				struct op_rng *rng)
{
	unsigned int set, vectors;

	*wish = (struct linux_affinity){
		.pre_vectors = op_rng_below(rng, 3),
		.post_vectors = op_rng_below(rng, 3),
		.nr_sets = 1 + op_rng_below(rng, LINUX_AFFINITY_SETS),
	};
	vectors = wish->pre_vectors + wish->post_vectors;
	for (set = 0; set < wish->nr_sets; set++) {
		wish->set_size[set] = 1 + op_rng_below(rng, nr_cpus + 8);
		vectors += wish->set_size[set];
	}
	return vectors;
}
