/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_model.c - the groups that Linux makes, found the slow way.
 *
 * The rules. A stage spreads the present CPUs, the next one the rest. With no more vectors than
 * nodes that have CPUs, whole nodes go to the vectors in turn. Otherwise nodes get shares of the
 * vectors, of which there are no more than CPUs: from the smallest node on, of the vectors that are
 * left as much as its CPUs are of the CPUs that are left, rounded down, one at least. The order in
 * which nodes of one size come is what Linux's heap sort makes of an array of all node numbers, in
 * which those without CPUs are smaller than all others.
 *
 * A node then deals its CPUs to its vectors by number, as evenly as can be, the larger shares
 * first; after each CPU its SMT siblings come. In Linux 7.3 a node all of whose CPUs are in a
 * cluster is first shared out to its clusters, in the same way, if it has a vector for each.
 */
#include "must.h"
#include "spread_model.h"

struct bunch {
	unsigned int id;
	unsigned int cpus;
	unsigned int groups;
};

struct model {
	const struct irqm_topology *t;
	const struct made_topology *m;
	unsigned int nr_cpus;
	unsigned int vectors;
	bool by_cluster;
	unsigned int nr_numbers;
	unsigned int *number; /* per CPU: of its node */
	unsigned char *left;
	unsigned char *mine; /* the CPUs of the node or cluster that is being dealt */
	unsigned int *groups;
	unsigned int next;
};

/* ---- The order of bunches ---- */

static int compare(struct bunch a, struct bunch b)
{
	return (int)(a.cpus - b.cpus);
}

static void swap(struct bunch *a, struct bunch *b)
{
	struct bunch bunch = *a;

	*a = *b;
	*b = bunch;
}

/* Of the way from the root to a leaf along the larger children, all that is larger moves up. */
static void sink(struct bunch *heap, unsigned int n, unsigned int root)
{
	unsigned int way[40] = { root }, len = 0, at = root, i;
	struct bunch bunch = heap[root];

	while (2 * at + 1 < n) {
		bool both = 2 * at + 2 < n;

		at = 2 * at + 1;
		if (both && compare(heap[at], heap[at + 1]) <= 0)
			at++;
		way[++len] = at;
	}
	while (len && compare(bunch, heap[way[len]]) >= 0)
		len--;
	for (i = 0; i < len; i++)
		heap[way[i]] = heap[way[i + 1]];
	heap[way[len]] = bunch;
}

static void sort(struct bunch *heap, unsigned int n)
{
	unsigned int root, second;

	for (root = n / 2; root > 0; root--)
		sink(heap, n, root - 1);
	for (; n > 3; n -= 2) {
		swap(&heap[0], &heap[n - 1]);
		second = compare(heap[1], heap[2]) > 0 ? 1 : 2;
		swap(&heap[second], &heap[n - 2]);
		sink(heap, n - 2, second);
		sink(heap, n - 2, 0);
	}
	if (n > 1)
		swap(&heap[0], &heap[n - 1]);
	if (n == 3 && compare(heap[0], heap[1]) > 0)
		swap(&heap[0], &heap[1]);
}

static void share_out(struct bunch *bunches, unsigned int nr, uint64_t groups)
{
	uint64_t cpus = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		cpus += bunches[i].cpus;
	groups = groups < cpus ? groups : cpus;
	for (i = 0; i < nr; i++)
		bunches[i].cpus = bunches[i].cpus ? bunches[i].cpus : IRQM_NONE;
	sort(bunches, nr);
	for (i = 0; i < nr; i++) {
		bunches[i].groups = 0;
		if (bunches[i].cpus == IRQM_NONE)
			continue;
		bunches[i].groups = (unsigned int)(groups * bunches[i].cpus / cpus);
		if (!bunches[i].groups)
			bunches[i].groups = 1;
		groups -= bunches[i].groups;
		cpus -= bunches[i].cpus;
	}
}

/* ---- Dealing ---- */

static void give(struct model *x, unsigned int cpu, unsigned int *count)
{
	x->groups[cpu] = x->next;
	x->left[cpu] = 0;
	x->mine[cpu] = 0;
	--*count;
}

/* Linux takes siblings and clusters as they are said to be, whatever they reach into. */
static bool share(const struct model *x, enum irqm_topology_level level, unsigned int a,
		  unsigned int b)
{
	const unsigned int *said = x->m->answer[level];

	return a == b || (said[a] != IRQM_NONE && said[a] == said[b]);
}

static void deal(struct model *x, unsigned int groups)
{
	unsigned int all = 0, cpu, sibling, i, count;

	for (cpu = 0; cpu < x->nr_cpus; cpu++)
		all += x->mine[cpu];
	for (i = 0; i < groups; i++, x->next++) {
		x->next = x->next < x->vectors ? x->next : 0;
		count = all / groups + (i < all % groups);
		for (cpu = 0; cpu < x->nr_cpus && count; cpu++) {
			if (!x->mine[cpu])
				continue;
			give(x, cpu, &count);
			for (sibling = 0; sibling < x->nr_cpus && count; sibling++) {
				if (x->mine[sibling] &&
				    share(x, IRQM_TOPOLOGY_CORE, sibling, cpu))
					give(x, sibling, &count);
			}
		}
	}
}

/* Numbers clusters of a node by their lowest CPUs. Returns how many; 0 when a CPU is in none. */
static unsigned int find_clusters(const struct model *x, unsigned int node, unsigned int *number)
{
	unsigned int cpu, lower, nr = 0;

	for (cpu = 0; cpu < x->nr_cpus; cpu++) {
		number[cpu] = IRQM_NONE;
		if (!x->left[cpu] || x->number[cpu] != node)
			continue;
		if (x->m->answer[IRQM_TOPOLOGY_CLUSTER][cpu] == IRQM_NONE)
			return 0;
		for (lower = 0; lower < cpu && number[cpu] == IRQM_NONE; lower++) {
			if (number[lower] != IRQM_NONE &&
			    share(x, IRQM_TOPOLOGY_CLUSTER, lower, cpu))
				number[cpu] = number[lower];
		}
		if (number[cpu] == IRQM_NONE)
			number[cpu] = nr++;
	}
	return nr;
}

static void deal_clusters(struct model *x, const unsigned int *number, unsigned int nr,
			  unsigned int groups)
{
	struct bunch *clusters = must_calloc(nr, sizeof(*clusters));
	unsigned int i, cpu;

	for (i = 0; i < nr; i++)
		clusters[i].id = i;
	for (cpu = 0; cpu < x->nr_cpus; cpu++) {
		if (number[cpu] != IRQM_NONE)
			clusters[number[cpu]].cpus++;
	}
	share_out(clusters, nr, groups);
	for (i = 0; i < nr; i++) {
		for (cpu = 0; cpu < x->nr_cpus; cpu++)
			x->mine[cpu] = number[cpu] == clusters[i].id;
		deal(x, clusters[i].groups);
	}
	free(clusters);
}

static void deal_node(struct model *x, unsigned int node, unsigned int groups)
{
	unsigned int *number = must_calloc(x->nr_cpus, sizeof(*number)), nr = 0, cpu;

	if (x->by_cluster)
		nr = find_clusters(x, node, number);
	if (nr && nr <= groups) {
		deal_clusters(x, number, nr, groups);
	} else {
		for (cpu = 0; cpu < x->nr_cpus; cpu++)
			x->mine[cpu] = x->left[cpu] && x->number[cpu] == node;
		deal(x, groups);
	}
	free(number);
}

static void deal_whole_node(struct model *x, unsigned int node)
{
	unsigned int cpu;

	for (cpu = 0; cpu < x->nr_cpus; cpu++) {
		if (x->left[cpu] && x->number[cpu] == node)
			x->groups[cpu] = x->next;
	}
	x->next = (x->next + 1) % x->vectors;
}

/* Returns to how many vectors it dealt. */
static unsigned int run_stage(struct model *x)
{
	struct bunch *nodes = must_calloc(x->nr_numbers, sizeof(*nodes));
	unsigned int i, cpu, nr = 0, dealt = 0;

	for (i = 0; i < x->nr_numbers; i++)
		nodes[i].id = i;
	for (cpu = 0; cpu < x->nr_cpus; cpu++)
		nodes[x->number[cpu]].cpus += x->left[cpu];
	for (i = 0; i < x->nr_numbers; i++)
		nr += nodes[i].cpus != 0;
	if (x->vectors <= nr) {
		for (i = 0; i < x->nr_numbers; i++) {
			if (nodes[i].cpus)
				deal_whole_node(x, i);
		}
		dealt = x->vectors;
	} else if (nr) {
		share_out(nodes, x->nr_numbers, x->vectors);
		for (i = 0; i < x->nr_numbers; i++) {
			if (nodes[i].groups)
				deal_node(x, nodes[i].id, nodes[i].groups);
			dealt += nodes[i].groups;
		}
	}
	free(nodes);
	return dealt;
}

/* ---- Nodes ---- */

/* How many different numbers of nodes are below one. */
static unsigned int rank(const struct model *x, unsigned int number)
{
	unsigned int cpu, lower, node, nr = 0;

	for (cpu = 0; cpu < x->nr_cpus; cpu++) {
		node = irqm_topology_node(x->t, cpu);
		if (!irqm_cpumask_test(irqm_topology_possible(x->t), cpu) || node >= number)
			continue;
		for (lower = 0; lower < cpu; lower++) {
			if (irqm_topology_node(x->t, lower) == node)
				break;
		}
		nr += lower == cpu;
	}
	return nr;
}

/* Without a node is node 0. Numbers that Linux could not have are replaced by their ranks. */
static void number_nodes(struct model *x, unsigned int node_end)
{
	unsigned int cpu, node;
	bool small = true;

	for (cpu = 0; cpu < x->nr_cpus; cpu++) {
		node = irqm_topology_node(x->t, cpu);
		small &= node == IRQM_NONE || node < IRQM_TOPOLOGY_MAX_NODES;
	}
	x->nr_numbers = node_end ? node_end : 1;
	for (cpu = 0; cpu < x->nr_cpus; cpu++) {
		if (!irqm_cpumask_test(irqm_topology_possible(x->t), cpu))
			continue;
		node = irqm_topology_node(x->t, cpu);
		if (!small)
			node = rank(x, node);
		else if (node == IRQM_NONE)
			node = 0;
		x->number[cpu] = node;
		x->nr_numbers = node < x->nr_numbers ? x->nr_numbers : node + 1;
	}
}

/* ---- Sets ---- */

static void start_stage(struct model *x, const struct irqm_spread_request *r, bool present)
{
	unsigned int cpu;

	for (cpu = 0; cpu < x->nr_cpus; cpu++)
		x->left[cpu] = spread_eligible(x->t, r, cpu) &&
			       irqm_cpumask_test(irqm_topology_present(x->t), cpu) == present;
}

static bool set_is_linux(struct model *x, const struct spread_result *s, unsigned int set)
{
	const unsigned int *groups = s->groups + (size_t)set * s->nr_cpus;
	unsigned int cpu, dealt;

	x->vectors = spread_set_vectors(s->request, set);
	x->next = 0;
	start_stage(x, s->request, true);
	dealt = run_stage(x);
	x->next = dealt < x->vectors ? dealt : 0;
	start_stage(x, s->request, false);
	run_stage(x);
	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		if (spread_eligible(s->t, s->request, cpu) && groups[cpu] != x->groups[cpu]) {
			fprintf(stderr, "policy %d, %u vectors: CPU %u is in %u, not in %u\n",
				(int)s->request->policy, x->vectors, cpu, groups[cpu],
				x->groups[cpu]);
			return false;
		}
	}
	return true;
}

bool spread_is_linux(const struct spread_result *s, const struct made_topology *m,
		     unsigned int node_end)
{
	unsigned int nr = s->nr_cpus, set;
	struct model x = {
		.t = s->t,
		.m = m,
		.nr_cpus = nr,
		.by_cluster = s->request->policy == IRQM_SPREAD_LINUX_7_3,
		.number = must_calloc(nr, sizeof(*x.number)),
		.left = must_calloc(nr, 1),
		.mine = must_calloc(nr, 1),
		.groups = must_calloc(nr, sizeof(*x.groups)),
	};
	bool same = true;

	number_nodes(&x, node_end);
	for (set = 0; set < s->nr_sets && same; set++)
		same = set_is_linux(&x, s, set);
	free(x.number);
	free(x.left);
	free(x.mine);
	free(x.groups);
	return same;
}

/* ---- All of it ---- */

static bool is_by_policy(const struct spread_result *s, const struct made_topology *m,
			 unsigned int node_end)
{
	if (s->request->policy != IRQM_SPREAD_LOCALITY)
		return spread_is_linux(s, m, node_end);
	if (s->request->device_node != IRQM_NONE)
		return spread_is_ordered(s);
	return spread_is_local(s);
}

bool spread_is_right(const struct irqm_topology *t, struct made_topology *m,
		     const struct irqm_spread_request *r, unsigned int node_end)
{
	struct spread_result s;
	struct spread_wish w;
	bool right;

	if (r->agreement == IRQM_SPREAD_SETS_AGREE) {
		spread_wish_only(&w, r, spread_largest_set(r));
		return spread_is_right(t, m, &w.request, node_end) && spread_is_good(t, r);
	}
	right = spread_run(&s, t, r) && is_by_policy(&s, m, node_end) &&
		spread_ignores_absent(&s, m, node_end);
	spread_free(&s);
	return right && spread_is_good(t, r);
}
