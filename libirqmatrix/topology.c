/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The snapshot of a machine.
 *
 * 1 Taking it
 * Every callback is asked once and its answer written down. From then on the machine is what is
 * written: whatever was odd about it is repaired while the notes are put in order, and nothing is
 * ever asked again.
 *
 * 2 The tree
 * It is not a tree of objects. Sorted by package, node, cache, cluster and core, the CPUs of every
 * domain of every level stand side by side, so a domain is an interval, and the place where a level
 * changes is the edge of one. Each CPU knows the lowest CPU of its domain on each level, which is
 * the domain's name. Numbers that callbacks give are used to tell domains apart and not otherwise.
 */
#include "sort.h"
#include "topology_internal.h"

#define DISTANCE_LOCAL 10U
#define DISTANCE_REMOTE 20U
#define DISTANCE_MAX 65535U

/* Where the next part lies, whose memory this is. */
static unsigned int part(size_t *at, size_t bytes)
{
	size_t start = *at;

	*at += bytes;
	return (unsigned int)start;
}

/* Where the parts lie, those of words first; returns where they end. */
static size_t lay_out(struct irqm_topology *t, unsigned int nr_cpus, unsigned int nr_nodes)
{
	const size_t words = im_words(nr_cpus), number = sizeof(unsigned int);
	const size_t pieces = words * nr_nodes < nr_cpus ? words * nr_nodes : nr_cpus;
	size_t at = sizeof(*t);

	t->nr_cpus = nr_cpus;
	t->node_room = nr_nodes;
	t->possible_at = part(&at, words * sizeof(unsigned long));
	t->present_at = part(&at, words * sizeof(unsigned long));
	t->cluster_at = part(&at, words * sizeof(unsigned long));
	t->bits_at = part(&at, pieces * sizeof(unsigned long));
	t->word_at = part(&at, pieces * number);
	t->piece_at = part(&at, (nr_nodes + 1) * number);
	t->domain_at = part(&at, IRQM_NR_LEVELS * nr_cpus * number);
	t->order_at = part(&at, nr_cpus * number);
	t->sibling_at = part(&at, nr_cpus * number);
	t->number_at = part(&at, nr_nodes * number);
	t->node_of_at = part(&at, nr_cpus * sizeof(uint16_t));
	t->capacity_at = part(&at, nr_cpus * sizeof(uint16_t));
	t->distance_at = part(&at, (size_t)nr_nodes * nr_nodes * sizeof(uint16_t));
	return at;
}

static int check_config(const struct irqm_topology_config *c)
{
	const struct irqm_topology_ops *ops = c ? c->ops : NULL;

	if (!ops || !ops->node || !ops->package || !ops->llc || !ops->cluster || !ops->core ||
	    !ops->distance || !ops->possible || !ops->present || !c->nr_cpus)
		return -IRQM_EINVAL;
	if (c->nr_cpus > IRQM_MAX_CPUS || c->nr_nodes > IRQM_MAX_NODES ||
	    c->node_end > IRQM_MAX_NODES)
		return -IRQM_ERANGE;
	return 0;
}

/* Apart, so that whoever takes a snapshot has no second one on its stack. */
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

/* ---- Asking ---- */

/* Notes the possible and the present CPUs; the order so far is that of their numbers. */
static void ask_masks(struct irqm_topology *t, const struct irqm_topology_config *c)
{
	unsigned int *order = im_topology_order(t), cpu;
	const size_t mask = im_words(t->nr_cpus) * sizeof(unsigned long);

	im_zero(im_topology_possible(t), mask);
	im_zero(im_topology_present(t), mask);
	im_zero(im_topology_cluster(t), mask);
	for (cpu = 0; cpu < t->nr_cpus; cpu++) {
		bool possible = c->ops->possible(c->ctx, cpu);
		bool present = c->ops->present(c->ctx, cpu);

		if (!possible)
			continue;
		im_set(im_topology_possible(t), cpu);
		order[t->nr_possible++] = cpu;
		if (present)
			im_set(im_topology_present(t), cpu);
	}
}

static unsigned int clamp_capacity(unsigned int capacity)
{
	if (!capacity)
		return 1;
	return capacity < IRQM_CAPACITY_FULL ? capacity : IRQM_CAPACITY_FULL;
}

/* Notes what each level calls the domain of each CPU, and how strong the CPUs are. */
static void ask_levels(struct irqm_topology *t, const struct irqm_topology_config *c)
{
	const struct irqm_topology_ops *ops = c->ops;
	const unsigned int *order = im_topology_order(t);
	unsigned int i;

	for (i = 0; i < t->nr_possible; i++) {
		unsigned int cpu = order[i];

		im_topology_domain(t, IRQM_LEVEL_PACKAGE)[cpu] = ops->package(c->ctx, cpu);
		im_topology_domain(t, IRQM_LEVEL_NODE)[cpu] = ops->node(c->ctx, cpu);
		im_topology_domain(t, IRQM_LEVEL_LLC)[cpu] = ops->llc(c->ctx, cpu);
		im_topology_domain(t, IRQM_LEVEL_CLUSTER)[cpu] = ops->cluster(c->ctx, cpu);
		im_topology_domain(t, IRQM_LEVEL_CORE)[cpu] = ops->core(c->ctx, cpu);
		if (im_topology_domain(t, IRQM_LEVEL_CLUSTER)[cpu] != IRQM_NONE)
			im_set(im_topology_cluster(t), cpu);
		im_topology_capacity(t)[cpu] = (uint16_t)clamp_capacity(
			ops->capacity ? ops->capacity(c->ctx, cpu) : IRQM_CAPACITY_FULL);
	}
}

static unsigned int ask_distance(const struct irqm_topology *t,
				 const struct irqm_topology_config *c, unsigned int from,
				 unsigned int to)
{
	const unsigned int *number = im_topology_number_const(t);
	unsigned int distance = 0;

	if (number[from] != IRQM_NONE && number[to] != IRQM_NONE)
		distance = c->ops->distance(c->ctx, number[from], number[to]);
	if (!distance)
		return from == to ? DISTANCE_LOCAL : DISTANCE_REMOTE;
	return distance < DISTANCE_MAX ? distance : DISTANCE_MAX;
}

static void ask_distances(struct irqm_topology *t, const struct irqm_topology_config *c)
{
	unsigned int from, to;

	for (from = 0; from < t->nr_nodes; from++) {
		for (to = 0; to < t->nr_nodes; to++)
			im_topology_distance(t)[(size_t)from * t->nr_nodes + to] =
				(uint16_t)ask_distance(t, c, from, to);
	}
}

/* ---- Putting in order ---- */

/* By one level, then another, then number. */
struct by_two {
	const unsigned int *first;
	const unsigned int *second;
};

static bool before_by_two(const void *ctx, unsigned int a, unsigned int b)
{
	const struct by_two *by = ctx;

	if (by->first[a] != by->first[b])
		return by->first[a] < by->first[b];
	if (by->second[a] != by->second[b])
		return by->second[a] < by->second[b];
	return a < b;
}

/*
 * Whether some domain of a level holds CPUs of several of another, of those of a mask. Reorders the
 * CPUs.
 */
static bool holds_several(struct irqm_topology *t, const unsigned long *cpus, enum irqm_level level,
			  enum irqm_level other)
{
	const struct by_two by = { im_topology_domain(t, level), im_topology_domain(t, other) };
	unsigned int *order = im_topology_order(t), last = IRQM_NONE, i;

	im_sort(order, t->nr_possible, before_by_two, &by);
	for (i = 0; i < t->nr_possible; i++) {
		if (!im_test(cpus, order[i]))
			continue;
		if (last != IRQM_NONE && by.first[order[i]] != IRQM_NONE &&
		    by.first[order[i]] == by.first[last] && by.second[order[i]] != by.second[last])
			return true;
		last = order[i];
	}
	return false;
}

/* By the CPUs that are there, if any: those that are not change nothing about them. */
static void choose_levels(struct irqm_topology *t)
{
	const unsigned long *present = im_topology_present_const(t);
	const unsigned long *cpus = im_next_set(present, t->nr_cpus, 0) < t->nr_cpus
					    ? present
					    : im_topology_possible_const(t);
	bool node_above = holds_several(t, cpus, IRQM_LEVEL_NODE, IRQM_LEVEL_PACKAGE) &&
			  !holds_several(t, cpus, IRQM_LEVEL_PACKAGE, IRQM_LEVEL_NODE);
	unsigned int i;

	for (i = 0; i < IRQM_NR_LEVELS; i++)
		t->level[i] = (enum irqm_level)i;
	if (node_above) {
		t->level[0] = IRQM_LEVEL_NODE;
		t->level[1] = IRQM_LEVEL_PACKAGE;
	}
}

/* Adds a CPU to the pieces of the node that is the last so far; from is where these begin. */
static unsigned int add_to_pieces(struct irqm_topology *t, unsigned int from, unsigned int end,
				  unsigned int cpu)
{
	unsigned int *word = im_topology_word(t);

	if (end == from || word[end - 1] != cpu / IM_BITS) {
		word[end] = cpu / IM_BITS;
		im_topology_bits(t)[end++] = 0;
	}
	im_topology_bits(t)[end - 1] |= im_bit(cpu);
	return end;
}

/*
 * Gives the nodes numbers from 0 on, in the order of those they have, and notes their CPUs; false
 * when there are too many.
 */
static bool number_nodes(struct irqm_topology *t)
{
	const unsigned int *node = im_topology_domain(t, IRQM_LEVEL_NODE);
	const struct by_two by = { node, node };
	unsigned int *order = im_topology_order(t), *piece = im_topology_piece(t), i, end = 0;

	im_sort(order, t->nr_possible, before_by_two, &by);
	for (i = 0; i < t->nr_possible; i++) {
		unsigned int cpu = order[i];

		if (i == 0 || node[cpu] != node[order[i - 1]]) {
			if (t->nr_nodes == t->node_room)
				return false;
			im_topology_number(t)[t->nr_nodes] = node[cpu];
			piece[t->nr_nodes++] = end;
		}
		im_topology_node_of(t)[cpu] = (uint16_t)(t->nr_nodes - 1);
		end = add_to_pieces(t, piece[t->nr_nodes - 1], end, cpu);
	}
	piece[t->nr_nodes] = end;
	return true;
}

/* By all levels from the top down, then number. */
static bool before_in_tree(const void *ctx, unsigned int a, unsigned int b)
{
	const struct irqm_topology *t = ctx;
	unsigned int i;

	for (i = 0; i < IRQM_NR_LEVELS; i++) {
		const unsigned int *domain = im_topology_domain_const(t, t->level[i]);

		if (domain[a] != domain[b])
			return domain[a] < domain[b];
	}
	return a < b;
}

/*
 * Whether two CPUs that agree on all levels above have the same domain. Without a cluster that is
 * their core's, without a core their own; cores are named after clusters.
 */
static bool is_same_domain(const struct irqm_topology *t, enum irqm_level level, unsigned int a,
			   unsigned int b)
{
	const unsigned int *core = im_topology_domain_const(t, IRQM_LEVEL_CORE);
	const unsigned int *domain = im_topology_domain_const(t, level);

	if (domain[a] != domain[b])
		return false;
	if (domain[a] != IRQM_NONE || level < IRQM_LEVEL_CLUSTER)
		return true;
	return core[a] == core[b] && core[a] != IRQM_NONE;
}

/*
 * Renames the domains of one level, whose CPUs stand side by side, to their lowest CPUs. above is
 * the level above, which has been renamed already, or NULL.
 */
static void name_domains(struct irqm_topology *t, enum irqm_level level, const unsigned int *above)
{
	const unsigned int *order = im_topology_order(t);
	unsigned int *domain = im_topology_domain(t, level), start, end, lowest, i;

	for (start = 0; start < t->nr_possible; start = end) {
		unsigned int first = order[start];

		lowest = first;
		for (end = start + 1; end < t->nr_possible; end++) {
			if (!is_same_domain(t, level, order[end], first) ||
			    (above && above[order[end]] != above[first]))
				break;
			if (order[end] < lowest)
				lowest = order[end];
		}
		for (i = start; i < end; i++)
			domain[order[i]] = lowest;
	}
}

static void link_siblings(struct irqm_topology *t)
{
	const unsigned int *core = im_topology_domain(t, IRQM_LEVEL_CORE);
	const unsigned int *order = im_topology_order(t);
	unsigned int *sibling = im_topology_sibling(t), i;

	for (i = 0; i < t->nr_possible; i++)
		sibling[order[i]] = i + 1 < t->nr_possible && core[order[i + 1]] == core[order[i]]
					    ? order[i + 1]
					    : IRQM_NONE;
}

static void build_tree(struct irqm_topology *t)
{
	const unsigned int *above = NULL;
	unsigned int i;

	im_sort(im_topology_order(t), t->nr_possible, before_in_tree, t);
	for (i = 0; i < IRQM_NR_LEVELS; i++) {
		name_domains(t, t->level[i], above);
		above = im_topology_domain(t, t->level[i]);
	}
	/* Again, so that the domain with the lowest CPU comes first on each level. */
	im_sort(im_topology_order(t), t->nr_possible, before_in_tree, t);
	link_siblings(t);
}

static int take(struct irqm_topology *t, const struct irqm_topology_config *c, size_t bytes)
{
	im_zero(t, sizeof(*t));
	t->bytes = bytes;
	t->node_end = c->node_end;
	lay_out(t, c->nr_cpus, c->nr_nodes);
	ask_masks(t, c);
	if (!t->nr_possible)
		return -IRQM_ENODEV;
	ask_levels(t, c);
	if (!number_nodes(t))
		return -IRQM_ERANGE;
	ask_distances(t, c);
	choose_levels(t);
	build_tree(t);
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
	err = take(memory, config, needed);
	if (!err)
		*t = memory;
	return err;
}

static bool before_by_number(const void *ctx, unsigned int a, unsigned int b)
{
	(void)ctx;
	return a < b;
}

/* Counts the different nodes of the possible CPUs; nodes has room for one number per CPU. */
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

/* Fills in how many nodes there are. */
static int find_nodes(struct irqm_topology_config *c, const struct irqm_mem_ops *mem, void *mem_ctx)
{
	size_t bytes = c->nr_cpus * sizeof(unsigned int);
	unsigned int *nodes = mem->alloc(mem_ctx, bytes, IRQM_TOPOLOGY_ALIGN, IRQM_NONE);

	if (!nodes)
		return -IRQM_ENOMEM;
	c->nr_nodes = count_nodes(c, nodes);
	mem->free(mem_ctx, nodes, bytes);
	if (!c->nr_nodes)
		return -IRQM_ENODEV;
	return 0;
}

int irqm_topology_create(const struct irqm_topology_config *config, const struct irqm_mem_ops *mem,
			 void *mem_ctx, struct irqm_topology **t)
{
	struct irqm_topology_config c;
	struct irqm_topology *made;
	size_t bytes;
	int err = check_config(config);

	if (err)
		return err;
	if (!mem || !mem->alloc || !mem->free || !t)
		return -IRQM_EINVAL;
	c = *config;
	if (!c.nr_nodes)
		err = find_nodes(&c, mem, mem_ctx);
	if (!err)
		err = irqm_topology_size(&c, &bytes);
	if (err)
		return err;
	made = mem->alloc(mem_ctx, bytes, IRQM_TOPOLOGY_ALIGN, IRQM_NONE);
	if (!made)
		return -IRQM_ENOMEM;
	err = take(made, &c, bytes);
	if (err) {
		mem->free(mem_ctx, made, bytes);
		return err;
	}
	made->mem = mem;
	made->mem_ctx = mem_ctx;
	*t = made;
	return 0;
}

void irqm_topology_destroy(struct irqm_topology *t)
{
	if (t && t->mem)
		t->mem->free(t->mem_ctx, t, t->bytes);
}

/* ---- Questions ---- */

unsigned int irqm_topology_nr_cpus(const struct irqm_topology *t)
{
	return t ? t->nr_cpus : 0;
}

const unsigned long *irqm_topology_possible(const struct irqm_topology *t)
{
	return t ? im_topology_possible_const(t) : NULL;
}

const unsigned long *irqm_topology_present(const struct irqm_topology *t)
{
	return t ? im_topology_present_const(t) : NULL;
}

unsigned int irqm_topology_node(const struct irqm_topology *t, unsigned int cpu)
{
	if (!t || !im_topology_has(t, cpu))
		return IRQM_NONE;
	return im_topology_number_const(t)[im_topology_node_of_const(t)[cpu]];
}

unsigned int irqm_topology_domain(const struct irqm_topology *t, enum irqm_level level,
				  unsigned int cpu)
{
	if (!t || (unsigned int)level >= IRQM_NR_LEVELS || !im_topology_has(t, cpu))
		return IRQM_NONE;
	return im_topology_domain_const(t, level)[cpu];
}

unsigned int irqm_topology_distance(const struct irqm_topology *t, unsigned int from,
				    unsigned int to)
{
	const uint16_t *node_of;

	if (!t || !im_topology_has(t, from) || !im_topology_has(t, to))
		return 0;
	node_of = im_topology_node_of_const(t);
	return im_topology_distance_const(t)[(size_t)node_of[from] * t->nr_nodes + node_of[to]];
}

unsigned int irqm_topology_capacity(const struct irqm_topology *t, unsigned int cpu)
{
	return t && im_topology_has(t, cpu) ? im_topology_capacity_const(t)[cpu] : 0;
}
