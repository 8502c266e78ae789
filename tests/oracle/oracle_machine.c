/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_machine.c - machines to group CPUs of: recorded by hwloc, or random.
 */
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

#include "oracle_machine.h"
#include "support/must.h"

static void machine_init(struct oracle_machine *x, unsigned int nr_cpus)
{
	size_t words = IRQM_CPUMASK_WORDS(nr_cpus);

	memset(x, 0, sizeof(*x));
	x->possible = must_calloc(words, sizeof(*x->possible));
	x->present = must_calloc(words, sizeof(*x->present));
	x->started = must_calloc(words, sizeof(*x->started));
	x->possible_nodes = must_calloc(IRQM_CPUMASK_WORDS(LINUX_NODES_MAX),
					sizeof(*x->possible_nodes));
	x->node_of_cpu = must_calloc(nr_cpus, sizeof(*x->node_of_cpu));
	x->core_of_cpu = must_calloc(nr_cpus, sizeof(*x->core_of_cpu));
	x->cluster_of_cpu = must_calloc(nr_cpus, sizeof(*x->cluster_of_cpu));
	x->machine = (struct linux_machine){
		.nr_cpus = nr_cpus,
		.nr_nodes = 1,
		.possible = x->possible,
		.present = x->present,
		.started = x->started,
		.possible_nodes = x->possible_nodes,
		.node_of_cpu = x->node_of_cpu,
		.core_of_cpu = x->core_of_cpu,
	};
}

void oracle_machine_fini(struct oracle_machine *x)
{
	free(x->possible);
	free(x->present);
	free(x->started);
	free(x->possible_nodes);
	free(x->node_of_cpu);
	free(x->core_of_cpu);
	free(x->cluster_of_cpu);
	free(x->cluster_masks);
	memset(x, 0, sizeof(*x));
}

static void put_on_node(struct oracle_machine *x, unsigned int cpu, unsigned int node)
{
	x->node_of_cpu[cpu] = node;
	irqm_cpumask_set(x->possible_nodes, node);
	if (node >= x->machine.nr_nodes)
		x->machine.nr_nodes = node + 1;
}

/* ---- Recorded ---- */

/* The clusters of a recorded machine are hwloc's; a CPU in none is one of its own. */
static void take_cluster(struct oracle_machine *x, struct irqm_hwloc *t, unsigned int cpu)
{
	unsigned int cluster = irqm_hwloc_ops.cluster(t, cpu);

	x->clusters = ORACLE_CLUSTERS_FIRMWARE;
	x->machine.cluster_of_cpu = x->cluster_of_cpu;
	x->cluster_of_cpu[cpu] = cluster == IRQM_NONE ? x->machine.nr_cpus + cpu : cluster;
}

/* False for a node number that Linux has not. */
static bool take_cpu(struct oracle_machine *x, struct irqm_hwloc *t, unsigned int cpu)
{
	unsigned int node = irqm_hwloc_ops.node(t, cpu), core = irqm_hwloc_ops.core(t, cpu);

	x->core_of_cpu[cpu] = core == IRQM_NONE ? x->machine.nr_cpus + cpu : core;
	take_cluster(x, t, cpu);
	if (node != IRQM_NONE && node >= LINUX_NODES_MAX)
		return false;
	put_on_node(x, cpu, node == IRQM_NONE ? 0 : node);
	if (irqm_hwloc_ops.possible(t, cpu))
		irqm_cpumask_set(x->possible, cpu);
	if (irqm_hwloc_ops.present(t, cpu))
		irqm_cpumask_set(x->present, cpu);
	if (irqm_cpumask_test(irqm_hwloc_online(t), cpu))
		irqm_cpumask_set(x->started, cpu);
	return true;
}

int oracle_machine_load(struct oracle_machine *x, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct irqm_hwloc *t;
	int code = irqm_hwloc_load(IRQM_HWLOC_XML, path, &t);
	unsigned int cpu;

	if (code)
		return code;
	machine_init(x, irqm_hwloc_nr_cpus(t));
	snprintf(x->name, sizeof(x->name), "%s", slash ? slash + 1 : path);
	for (cpu = 0; cpu < x->machine.nr_cpus && !code; cpu++) {
		if (!take_cpu(x, t, cpu))
			code = -IRQM_ERANGE;
	}
	irqm_hwloc_unload(t);
	if (code)
		oracle_machine_fini(x);
	return code;
}

/* ---- Random ---- */

/* How the CPUs of a random machine lie. */
struct plan {
	unsigned int nodes;
	unsigned int threads;    /* of a core */
	bool siblings_far_apart; /* CPU n and n + half, rather than neighbours */
	unsigned int placement;  /* of nodes: in one piece, in turn, at random */
	unsigned int missing;    /* one CPU in this many is not possible, or not present; 0: none */
};

static struct plan random_plan(struct op_rng *rng, unsigned int nr_cpus)
{
	static const unsigned int nodes[] = { 1, 1, 2, 2, 4, 8, 16, 64 };
	struct plan plan = {
		.nodes = nodes[op_rng_below(rng, 8)],
		.threads = 1U << op_rng_below(rng, 3),
		.siblings_far_apart = op_rng_below(rng, 2),
		.placement = op_rng_below(rng, 4),
		.missing = op_rng_below(rng, 3) ? 0 : 2 + op_rng_below(rng, 12),
	};

	if (plan.nodes > nr_cpus)
		plan.nodes = nr_cpus;
	return plan;
}

static unsigned int random_node(const struct plan *plan, struct op_rng *rng, unsigned int nr_cpus,
				unsigned int cpu)
{
	if (plan->placement == 0)
		return op_rng_below(rng, plan->nodes);
	if (plan->placement == 1)
		return cpu % plan->nodes;
	return cpu * plan->nodes / nr_cpus;
}

static unsigned int core_of(const struct plan *plan, unsigned int nr_cpus, unsigned int cpu)
{
	unsigned int cores = (nr_cpus + plan->threads - 1) / plan->threads;

	return plan->siblings_far_apart ? cpu % cores : cpu / plan->threads;
}

const char *const oracle_clusters_names[ORACLE_NR_CLUSTERS] = {
	[ORACLE_CLUSTERS_OWN] = "each CPU its own",
	[ORACLE_CLUSTERS_CORES] = "each core",
	[ORACLE_CLUSTERS_NESTED] = "nested",
	[ORACLE_CLUSTERS_UNEVEN] = "uneven",
	[ORACLE_CLUSTERS_ACROSS] = "over nodes",
	[ORACLE_CLUSTERS_MISSING] = "some CPUs in none",
	[ORACLE_CLUSTERS_FIRMWARE] = "some CPUs their own",
	[ORACLE_CLUSTERS_CUT] = "cores over several",
	[ORACLE_CLUSTERS_OVERLAP] = "masks that overlap",
};

/* Whether Linux deals two CPUs in one step: those of a node that are present, or that are not. */
static bool are_dealt_together(const struct oracle_machine *x, unsigned int a, unsigned int b)
{
	return x->node_of_cpu[a] == x->node_of_cpu[b] && irqm_cpumask_test(x->possible, a) &&
	       irqm_cpumask_test(x->possible, b) &&
	       irqm_cpumask_test(x->present, a) == irqm_cpumask_test(x->present, b);
}

/*
 * Draws the mask of a CPU. Linux takes the mask of the lowest CPU that is in no cluster yet, and so
 * on, and looks at no other. Where those overlap it would put a CPU into two groups, or divide by
 * 0. So here they do not, and any other mask is of any CPUs.
 */
static void draw_mask(struct oracle_machine *x, struct op_rng *rng, unsigned int cores,
		      unsigned int cpu)
{
	unsigned int nr_cpus = x->machine.nr_cpus, other, *cluster = x->cluster_of_cpu;
	unsigned long *mask = x->cluster_masks + (size_t)cpu * IRQM_CPUMASK_WORDS(nr_cpus);
	bool is_taken = irqm_cpumask_test(x->possible, cpu) && cluster[cpu] == nr_cpus;

	if (op_rng_below(rng, 32) == 0) {
		if (is_taken)
			cluster[cpu] = LINUX_NO_CLUSTER;
		return;
	}
	for (other = 0; other < nr_cpus; other++) {
		bool is_near = x->core_of_cpu[other] / cores == x->core_of_cpu[cpu] / cores;
		bool is_wanted = op_rng_below(rng, is_near ? 4 : 16) > (is_near ? 0 : 14);
		bool is_member = is_taken && are_dealt_together(x, cpu, other);

		if (other != cpu && (!is_wanted || (is_member && cluster[other] != nr_cpus)))
			continue;
		irqm_cpumask_set(mask, other);
		if (is_member)
			cluster[other] = cpu;
	}
}

static void draw_masks(struct oracle_machine *x, struct op_rng *rng, unsigned int cores)
{
	unsigned int cpu, nr_cpus = x->machine.nr_cpus;

	x->cluster_masks = must_calloc((size_t)nr_cpus * IRQM_CPUMASK_WORDS(nr_cpus),
				       sizeof(*x->cluster_masks));
	x->machine.cluster_masks = x->cluster_masks;
	x->machine.cluster_of_cpu = NULL;
	for (cpu = 0; cpu < nr_cpus; cpu++)
		x->cluster_of_cpu[cpu] = nr_cpus;
	for (cpu = 0; cpu < nr_cpus; cpu++)
		draw_mask(x, rng, cores, cpu);
}

/* Where clusters are inside nodes, the node is a part of their number. */
static void draw_clusters(struct oracle_machine *x, struct op_rng *rng,
			  enum oracle_clusters clusters)
{
	unsigned int nr_cpus = x->machine.nr_cpus, cores = 1U << op_rng_below(rng, 4), cpu;

	x->clusters = clusters;
	if (x->clusters != ORACLE_CLUSTERS_OWN)
		x->machine.cluster_of_cpu = x->cluster_of_cpu;
	x->machine.stays_in_own_masks = x->clusters == ORACLE_CLUSTERS_FIRMWARE;
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		unsigned int core = x->core_of_cpu[cpu], *cluster = &x->cluster_of_cpu[cpu];
		bool is_odd_one = op_rng_below(rng, 16) == 0;

		*cluster = core / cores + x->node_of_cpu[cpu] * 2 * nr_cpus;
		if (x->clusters == ORACLE_CLUSTERS_CORES)
			*cluster = core;
		else if (x->clusters == ORACLE_CLUSTERS_UNEVEN && core % 5 < 3)
			*cluster -= core / cores;
		else if (x->clusters == ORACLE_CLUSTERS_ACROSS)
			*cluster = core / cores;
		else if (x->clusters == ORACLE_CLUSTERS_MISSING && is_odd_one)
			*cluster = LINUX_NO_CLUSTER;
		else if (x->clusters == ORACLE_CLUSTERS_FIRMWARE && is_odd_one)
			*cluster = nr_cpus + cpu;
		else if (x->clusters == ORACLE_CLUSTERS_CUT)
			*cluster = op_rng_below(rng, 1 + nr_cpus / cores);
	}
	if (x->clusters == ORACLE_CLUSTERS_OVERLAP)
		draw_masks(x, rng, cores);
}

void oracle_machine_drawn(struct oracle_machine *x, struct op_rng *rng, unsigned int cpus_max)
{
	unsigned int clusters = op_rng_below(rng, ORACLE_NR_CLUSTERS);

	oracle_machine_drawn_kind(x, rng, cpus_max, (enum oracle_clusters)clusters);
}

void oracle_machine_drawn_kind(struct oracle_machine *x, struct op_rng *rng, unsigned int cpus_max,
			       enum oracle_clusters clusters)
{
	unsigned int cpu, nr_cpus = 1 + op_rng_below(rng, cpus_max);
	struct plan plan = random_plan(rng, nr_cpus);

	machine_init(x, nr_cpus);
	x->threads = plan.threads;
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		put_on_node(x, cpu, random_node(&plan, rng, nr_cpus, cpu));
		x->core_of_cpu[cpu] = core_of(&plan, nr_cpus, cpu);
		if (cpu && plan.missing && op_rng_below(rng, plan.missing) == 0)
			continue;
		irqm_cpumask_set(x->possible, cpu);
		if (cpu && plan.missing && op_rng_below(rng, plan.missing) == 0)
			continue;
		irqm_cpumask_set(x->present, cpu);
		if (cpu && plan.missing && op_rng_below(rng, 4) == 0)
			continue;
		irqm_cpumask_set(x->started, cpu);
	}
	draw_clusters(x, rng, clusters);
}

void oracle_machine_random(struct oracle_machine *x, uint64_t seed, unsigned int cpus_max)
{
	struct op_rng rng = { .state = seed };

	oracle_machine_drawn(x, &rng, cpus_max);
	snprintf(x->name, sizeof(x->name), "random-%llu-of-%u", (unsigned long long)seed,
		 cpus_max);
}

/* ---- Text ---- */

/* How many values from here on are equal, or go up one by one. */
static unsigned int run_length(const unsigned int *values, unsigned int nr, unsigned int step)
{
	unsigned int n = 1;

	while (n < nr && values[n] == values[n - 1] + step && values[n] != IRQM_NONE)
		n++;
	while (!step && n < nr && values[n] == values[0])
		n++;
	return n;
}

void oracle_values_print(FILE *out, const unsigned int *values, unsigned int nr)
{
	unsigned int i, n, up;

	for (i = 0; i < nr; i += n) {
		n = run_length(values + i, nr - i, 0);
		up = values[i] == IRQM_NONE ? 0 : run_length(values + i, nr - i, 1);
		if (values[i] == IRQM_NONE)
			fprintf(out, " -*%u", n);
		else if (up > n)
			fprintf(out, " %u+%u", values[i], n = up);
		else
			fprintf(out, " %u*%u", values[i], n);
	}
	fprintf(out, "\n");
}

static void print_mask(FILE *out, const char *name, const unsigned long *mask, unsigned int nr)
{
	unsigned int first = irqm_cpumask_next(mask, nr, 0), end;

	fprintf(out, "%s", name);
	while (first < nr) {
		for (end = first; end < nr && irqm_cpumask_test(mask, end);)
			end++;
		fprintf(out, " %u-%u", first, end - 1);
		first = irqm_cpumask_next(mask, nr, end);
	}
	fprintf(out, "\n");
}

void oracle_machine_print(FILE *out, const struct oracle_machine *x)
{
	unsigned int nr_cpus = x->machine.nr_cpus, cpu;
	char name[32];

	fprintf(out, "machine %s\ncpus %u nodes %u\n", x->name, nr_cpus, x->machine.nr_nodes);
	print_mask(out, "possible", x->possible, nr_cpus);
	print_mask(out, "present", x->present, nr_cpus);
	print_mask(out, "started", x->started, nr_cpus);
	print_mask(out, "possible_nodes", x->possible_nodes, x->machine.nr_nodes);
	fprintf(out, "node");
	oracle_values_print(out, x->node_of_cpu, nr_cpus);
	fprintf(out, "core");
	oracle_values_print(out, x->core_of_cpu, nr_cpus);
	if (x->machine.cluster_of_cpu) {
		fprintf(out, "cluster");
		oracle_values_print(out, x->cluster_of_cpu, nr_cpus);
	}
	for (cpu = 0; x->machine.cluster_masks && cpu < nr_cpus; cpu++) {
		snprintf(name, sizeof(name), "cluster_mask_of %u:", cpu);
		print_mask(out, name, x->cluster_masks + (size_t)cpu * IRQM_CPUMASK_WORDS(nr_cpus),
			   nr_cpus);
	}
	if (x->machine.stays_in_own_masks)
		fprintf(out, "stays_in_own_masks\n");
}
