/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Taking the snapshot of a machine, and what can be asked of it.
 *
 * Each callback is called once per CPU, or pair of nodes, and the answer is stored. Nothing is
 * called later, so the library never sees two answers that contradict each other because the
 * machine has changed in between. A single answer that makes no sense is repaired when it is
 * stored; answers that do not fit together are repaired when the tree is built (topology_tree.c).
 */
#include "base/sort.h"
#include "topology_internal.h"

#define DISTANCE_LOCAL 10U
#define DISTANCE_REMOTE 20U
#define DISTANCE_MAX 65535U

/* Gives the next array its place in the memory of a snapshot; returns the offset. */
static unsigned int allot(size_t *at, size_t bytes)
{
	size_t start = *at;

	*at += bytes;
	return (unsigned int)start;
}

/*
 * Allots memory to all arrays; returns the size of the snapshot. Arrays of the largest elements
 * come first, so that each one is aligned without gaps between them.
 */
static size_t lay_out(struct irqm_topology *t, unsigned int nr_cpus, unsigned int nr_nodes)
{
	const size_t words = im_bits_words(nr_cpus), number = sizeof(unsigned int);
	/* Of all nodes together; each piece holds a CPU. */
	const size_t pieces = words * nr_nodes < nr_cpus ? words * nr_nodes : nr_cpus;
	size_t at = sizeof(*t);

	t->nr_cpus = nr_cpus;
	t->max_nodes = nr_nodes;
	t->possible_at = allot(&at, words * sizeof(unsigned long));
	t->present_at = allot(&at, words * sizeof(unsigned long));
	t->bits_at = allot(&at, pieces * sizeof(unsigned long));
	t->word_at = allot(&at, pieces * number);
	t->piece_at = allot(&at, (nr_nodes + 1) * number);
	t->domain_at = allot(&at, (size_t)IRQM_TOPOLOGY_NR_LEVELS * nr_cpus * number);
	t->order_at = allot(&at, nr_cpus * number);
	t->sibling_at = allot(&at, nr_cpus * number);
	t->cluster_at = allot(&at, nr_cpus * number);
	t->weight_at = allot(&at, (nr_cpus + 1) * number);
	t->run_at = allot(&at, nr_cpus * number);
	t->number_at = allot(&at, nr_nodes * number);
	t->node_of_at = allot(&at, nr_cpus * sizeof(uint16_t));
	t->capacity_at = allot(&at, nr_cpus * sizeof(uint16_t));
	t->distance_at = allot(&at, (size_t)nr_nodes * nr_nodes * sizeof(uint16_t));
	t->joint_at = allot(&at, nr_cpus);
	return at;
}

static int check_config(const struct irqm_topology_config *c)
{
	const struct irqm_topology_ops *ops = c ? c->ops : NULL;

	if (!ops || !ops->node || !ops->package || !ops->llc || !ops->cluster || !ops->core ||
	    !ops->distance || !ops->possible || !ops->present || !c->nr_cpus)
		return -IRQM_EINVAL;
	if (c->nr_cpus > IRQM_MAX_CPUS || c->nr_nodes > IRQM_TOPOLOGY_MAX_NODES ||
	    c->node_end > IRQM_TOPOLOGY_MAX_NODES)
		return -IRQM_ERANGE;
	return 0;
}

/* Not inlined, since a caller that goes on would keep this struct on its stack. */
static im_noinline size_t size_of(unsigned int nr_cpus, unsigned int nr_nodes)
{
	struct irqm_topology scratch;

	return lay_out(&scratch, nr_cpus, nr_nodes);
}

int irqm_topology_size(const struct irqm_topology_config *config, size_t *bytes)
{
	int err = check_config(config);

	if (err)
		return err;
	if (!bytes || !config->nr_nodes)
		return -IRQM_EINVAL;
	*bytes = size_of(config->nr_cpus, config->nr_nodes);
	return 0;
}

/* ---- Calling the callbacks ---- */

/*
 * Stores which CPUs are possible and present. Also lists the possible ones by number, which is
 * what the order is sorted from.
 */
static void ask_masks(struct irqm_topology *t, const struct irqm_topology_config *c)
{
	unsigned int *order = im_topology_order_rw(t), cpu;
	const size_t mask = im_bits_words(t->nr_cpus) * sizeof(unsigned long);

	im_zero(im_topology_possible_rw(t), mask);
	im_zero(im_topology_present_rw(t), mask);
	for (cpu = 0; cpu < t->nr_cpus; cpu++) {
		bool possible = c->ops->possible(c->ctx, cpu);
		bool present = c->ops->present(c->ctx, cpu);

		/* A CPU that is present but not possible counts as neither. */
		if (!possible)
			continue;
		im_bits_set(im_topology_possible_rw(t), cpu);
		order[t->nr_possible++] = cpu;
		if (present)
			im_bits_set(im_topology_present_rw(t), cpu);
	}
}

static unsigned int clamp_capacity(unsigned int capacity)
{
	if (!capacity)
		return 1;
	return capacity < IRQM_TOPOLOGY_CAPACITY_FULL ? capacity : IRQM_TOPOLOGY_CAPACITY_FULL;
}

/*
 * Stores for each CPU its capacity, and per level the number that the callback has for its domain.
 * These numbers serve to tell domains apart; building the tree replaces them by lowest CPUs.
 */
static void ask_levels(struct irqm_topology *t, const struct irqm_topology_config *c)
{
	const struct irqm_topology_ops *ops = c->ops;
	const unsigned int *order = im_topology_order(t);
	unsigned int i;

	for (i = 0; i < t->nr_possible; i++) {
		unsigned int cpu = order[i];

		im_topology_domain_rw(t, IRQM_TOPOLOGY_PACKAGE)[cpu] = ops->package(c->ctx, cpu);
		im_topology_domain_rw(t, IRQM_TOPOLOGY_NODE)[cpu] = ops->node(c->ctx, cpu);
		im_topology_domain_rw(t, IRQM_TOPOLOGY_LLC)[cpu] = ops->llc(c->ctx, cpu);
		im_topology_domain_rw(t, IRQM_TOPOLOGY_CLUSTER)[cpu] = ops->cluster(c->ctx, cpu);
		im_topology_domain_rw(t, IRQM_TOPOLOGY_CORE)[cpu] = ops->core(c->ctx, cpu);
		im_topology_capacity_rw(t)[cpu] = (uint16_t)clamp_capacity(
			ops->capacity ? ops->capacity(c->ctx, cpu) : IRQM_TOPOLOGY_CAPACITY_FULL);
	}
}

/* CPUs without a node are on a node of their own; there is no number to ask with. */
static unsigned int ask_distance(const struct irqm_topology *t,
				 const struct irqm_topology_config *c, unsigned int from,
				 unsigned int to)
{
	const unsigned int *number = im_topology_number(t);
	unsigned int distance = 0;

	if (number[from] != IRQM_NONE && number[to] != IRQM_NONE)
		distance = c->ops->distance(c->ctx, number[from], number[to]);
	if (!distance)
		return from == to ? DISTANCE_LOCAL : DISTANCE_REMOTE;
	return distance < DISTANCE_MAX ? distance : DISTANCE_MAX;
}

static void ask_distances(struct irqm_topology *t, const struct irqm_topology_config *c)
{
	uint16_t *distance = im_topology_distance_rw(t);
	unsigned int from, to;

	for (from = 0; from < t->nr_nodes; from++) {
		for (to = 0; to < t->nr_nodes; to++)
			*distance++ = (uint16_t)ask_distance(t, c, from, to);
	}
}

/* The memory's contents do not matter before, and have no meaning after an error. */
static int take_snapshot(struct irqm_topology *t, const struct irqm_topology_config *c)
{
	im_zero(t, sizeof(*t));
	t->node_end = c->node_end;
	lay_out(t, c->nr_cpus, c->nr_nodes);
	ask_masks(t, c);
	if (!t->nr_possible)
		return -IRQM_ENODEV;
	ask_levels(t, c);
	if (!im_topology_index_nodes(t))
		return -IRQM_ERANGE;
	ask_distances(t, c);
	im_topology_build_tree(t);
	return 0;
}

/* ---- Life cycle ---- */

int irqm_topology_init(const struct irqm_topology_config *config, void *memory, size_t bytes,
		       struct irqm_topology **t)
{
	size_t needed;
	int err = irqm_topology_size(config, &needed);

	if (err)
		return err;
	if (!memory || !t || (uintptr_t)memory % IRQM_TOPOLOGY_ALIGN)
		return -IRQM_EINVAL;
	if (bytes < needed)
		return -IRQM_ENOSPC;
	err = take_snapshot(memory, config);
	if (!err)
		*t = memory;
	return err;
}

static bool before_by_number(const void *ctx, unsigned int a, unsigned int b)
{
	(void)ctx;
	return a < b;
}

/* Counts the different nodes of the possible CPUs. nodes is memory for a number per CPU. */
static unsigned int count_nodes(const struct irqm_topology_config *c, unsigned int *nodes)
{
	unsigned int cpu, i, nr = 0, different = 0;

	for (cpu = 0; cpu < c->nr_cpus; cpu++) {
		if (c->ops->possible(c->ctx, cpu))
			nodes[nr++] = c->ops->node(c->ctx, cpu);
	}
	im_sort(nodes, nr, before_by_number, NULL);
	for (i = 0; i < nr; i++)
		different += i == 0 || nodes[i] != nodes[i - 1];
	return different;
}

/*
 * Sets nr_nodes of a configuration that leaves it 0. The size of a snapshot depends on it, so the
 * nodes are counted first, in memory of their own, and asked for once more by the snapshot.
 */
static int find_nodes(struct irqm_topology_config *c, const struct im_object *object)
{
	struct im_object numbers = *object;
	void *memory;
	int err;

	numbers.bytes = c->nr_cpus * sizeof(unsigned int);
	err = im_object_alloc(&numbers, IRQM_TOPOLOGY_ALIGN, IRQM_NONE, &memory);
	if (err)
		return err;
	c->nr_nodes = count_nodes(c, memory);
	im_object_free(&numbers, memory);
	return c->nr_nodes ? 0 : -IRQM_ENODEV;
}

int irqm_topology_create(const struct irqm_topology_config *config, const struct irqm_mem_ops *mem,
			 void *mem_ctx, struct irqm_topology **t)
{
	struct im_object object = { .mem = mem, .mem_ctx = mem_ctx };
	struct irqm_topology_config c;
	void *memory;
	int err = check_config(config);

	if (err)
		return err;
	if (!im_object_has_ops(&object) || !t)
		return -IRQM_EINVAL;
	c = *config; /* the caller's is not to be changed */
	if (!c.nr_nodes)
		err = find_nodes(&c, &object);
	if (!err)
		err = irqm_topology_size(&c, &object.bytes);
	if (!err)
		err = im_object_alloc(&object, IRQM_TOPOLOGY_ALIGN, IRQM_NONE, &memory);
	if (err)
		return err;
	err = im_object_keep(&object, memory, irqm_topology_init(&c, memory, object.bytes, t));
	if (!err)
		(*t)->object = object;
	return err;
}

void irqm_topology_destroy(struct irqm_topology *t)
{
	if (t)
		im_object_free(&t->object, t);
}

/* ---- Questions ---- */

unsigned int irqm_topology_nr_cpus(const struct irqm_topology *t)
{
	return t ? t->nr_cpus : 0;
}

const unsigned long *irqm_topology_possible(const struct irqm_topology *t)
{
	return t ? im_topology_possible(t) : NULL;
}

const unsigned long *irqm_topology_present(const struct irqm_topology *t)
{
	return t ? im_topology_present(t) : NULL;
}

unsigned int irqm_topology_node(const struct irqm_topology *t, unsigned int cpu)
{
	if (!t || !im_topology_has(t, cpu))
		return IRQM_NONE;
	return im_topology_number(t)[im_topology_node_of(t)[cpu]];
}

unsigned int irqm_topology_domain(const struct irqm_topology *t, enum irqm_topology_level level,
				  unsigned int cpu)
{
	if (!t || (unsigned int)level >= IRQM_TOPOLOGY_NR_LEVELS || !im_topology_has(t, cpu))
		return IRQM_NONE;
	return im_topology_domain(t, level)[cpu];
}

unsigned int irqm_topology_distance(const struct irqm_topology *t, unsigned int from,
				    unsigned int to)
{
	const uint16_t *node_of;

	if (!t || !im_topology_has(t, from) || !im_topology_has(t, to))
		return 0;
	node_of = im_topology_node_of(t);
	return im_topology_distances_from(t, node_of[from])[node_of[to]];
}

unsigned int irqm_topology_capacity(const struct irqm_topology *t, unsigned int cpu)
{
	return t && im_topology_has(t, cpu) ? im_topology_capacity(t)[cpu] : 0;
}
