/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_topology_internal.c - the order in which a snapshot keeps its CPUs, and what else only those
 * who spread see.
 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "support/expect.h"
#include "support/must.h"
#include "support/topology_model.h"
#include "topology/topology_internal.h"

/* Each possible CPU is there once. */
static void holds_each_once(const struct irqm_topology *t)
{
	const unsigned int *order = im_topology_order(t);
	bool *seen = must_calloc(t->nr_cpus, sizeof(bool));
	unsigned int i;

	cr_assert_eq(t->nr_possible, irqm_cpumask_weight(irqm_topology_possible(t), t->nr_cpus));
	for (i = 0; i < t->nr_possible; i++) {
		cr_assert_lt(order[i], t->nr_cpus);
		cr_assert(irqm_cpumask_test(irqm_topology_possible(t), order[i]));
		cr_assert_not(seen[order[i]], "CPU %u twice", order[i]);
		seen[order[i]] = true;
	}
	free(seen);
}

/* The interval of the order that is the domain of its first CPU; where it ends. */
static unsigned int end_of_domain(const struct irqm_topology *t, enum irqm_topology_level level,
				  unsigned int start)
{
	const unsigned int *order = im_topology_order(t);
	unsigned int name = irqm_topology_domain(t, level, order[start]), i;

	for (i = start; i < t->nr_possible; i++) {
		if (irqm_topology_domain(t, level, order[i]) != name)
			break;
	}
	return i;
}

/*
 * The CPUs of each domain stand side by side, beginning with the lowest; and within the domain
 * above, the lowest comes first.
 */
static void domains_are_intervals(const struct irqm_topology *t, unsigned int i)
{
	const unsigned int *order = im_topology_order(t);
	enum irqm_topology_level level = t->level[i];
	bool *seen = must_calloc(t->nr_cpus, sizeof(bool));
	unsigned int start, end, name, previous = IRQM_NONE, previous_above = IRQM_NONE;

	for (start = 0; start < t->nr_possible; start = end) {
		unsigned int above = i ? irqm_topology_domain(t, t->level[i - 1], order[start]) : 0;

		name = irqm_topology_domain(t, level, order[start]);
		end = end_of_domain(t, level, start);
		cr_assert_not(seen[name], "level %u: domain of CPU %u in two pieces", level, name);
		seen[name] = true;
		cr_assert_eq(order[start], name, "CPU %u before %u", order[start], name);
		if (previous != IRQM_NONE && above == previous_above)
			cr_assert_lt(previous, name);
		previous = name;
		previous_above = above;
	}
	free(seen);
}

static void is_in_order(const struct irqm_topology *t)
{
	const unsigned int *order = im_topology_order(t);
	unsigned int i;

	holds_each_once(t);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++)
		domains_are_intervals(t, i);
	for (i = 1; i < t->nr_possible; i++) {
		if (irqm_topology_domain(t, IRQM_TOPOLOGY_CORE, order[i]) ==
		    irqm_topology_domain(t, IRQM_TOPOLOGY_CORE, order[i - 1]))
			cr_assert_lt(order[i - 1], order[i], "threads of a core");
	}
}

/* From the top: packages and nodes, whichever is above, then the rest as the enum has it. */
static void levels_are_named_once(const struct irqm_topology *t)
{
	bool node_above = t->level[0] == IRQM_TOPOLOGY_NODE;

	cr_assert_eq(t->level[0], node_above ? IRQM_TOPOLOGY_NODE : IRQM_TOPOLOGY_PACKAGE);
	cr_assert_eq(t->level[1], node_above ? IRQM_TOPOLOGY_PACKAGE : IRQM_TOPOLOGY_NODE);
	cr_assert_eq(t->level[2], IRQM_TOPOLOGY_LLC);
	cr_assert_eq(t->level[3], IRQM_TOPOLOGY_CLUSTER);
	cr_assert_eq(t->level[4], IRQM_TOPOLOGY_CORE);
}

/* The first level from the top on which two CPUs are apart. */
static unsigned int joint_between(const struct irqm_topology *t, unsigned int a, unsigned int b)
{
	unsigned int i;

	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		if (irqm_topology_domain(t, t->level[i], a) !=
		    irqm_topology_domain(t, t->level[i], b))
			break;
	}
	return i;
}

/* How many CPUs follow each other by number from a place of the order on. */
static unsigned int run_from(const struct irqm_topology *t, unsigned int place)
{
	const unsigned int *order = im_topology_order(t);
	unsigned int run = 1;

	while (place + run < t->nr_possible && order[place + run] == order[place] + run)
		run++;
	return run;
}

/* What a snapshot has noted of each place, and of all levels. */
static void places_are_noted(const struct irqm_topology *t)
{
	const unsigned int *order = im_topology_order(t);
	unsigned int levels = 0, sum = 0, i;

	for (i = 0; i < t->nr_possible; i++) {
		unsigned int joint = i ? joint_between(t, order[i - 1], order[i]) : 0;

		cr_assert_eq(im_topology_joint(t)[i], joint, "joint at %u", i);
		cr_assert_eq(im_topology_weight(t)[i], sum, "weight at %u", i);
		cr_assert_eq(im_topology_run(t)[i], run_from(t, i), "run at %u", i);
		levels |= i ? 1U << joint : 0;
		sum += irqm_topology_capacity(t, order[i]);
	}
	cr_assert_eq(im_topology_weight(t)[i], sum);
	cr_assert_eq(t->levels, levels);
}

/* CPUs of each domain of a level, if all have as many and the same capacity; else 0. */
static unsigned int common_size(const struct irqm_topology *t, enum irqm_topology_level level)
{
	const unsigned int *order = im_topology_order(t);
	unsigned int start, end, size = 0, weight = 0, sum, i;

	for (start = 0; start < t->nr_possible; start = end) {
		end = end_of_domain(t, level, start);
		for (i = start, sum = 0; i < end; i++)
			sum += irqm_topology_capacity(t, order[i]);
		if (start && (end - start != size || sum != weight))
			return 0;
		size = end - start;
		weight = sum;
	}
	return size;
}

static void sizes_are_noted(const struct irqm_topology *t)
{
	unsigned int i;

	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++)
		cr_assert_eq(t->size[i], common_size(t, t->level[i]), "level %u", i);
}

static void check_snapshot(const struct irqm_topology *t)
{
	levels_are_named_once(t);
	is_in_order(t);
	places_are_noted(t);
	sizes_are_noted(t);
}

static void check_order(struct made_topology *m)
{
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t = made_take(&config);

	check_snapshot(t);
	cr_assert(made_drop(t));
}

Test(topology_internal, domains_of_random_machines_are_intervals)
{
	uint64_t seed;

	for (seed = 1; seed <= 3000; seed++) {
		struct made_topology *m = made_random(seed);

		check_order(m);
		made_free(m);
	}
}

/* There is room for all the nodes it can come up with; sometimes no CPU turns up. */
Test(topology_internal, domains_of_fickle_machines_are_intervals)
{
	unsigned int taken = 0;
	uint64_t seed;

	for (seed = 1; seed <= 1000; seed++) {
		struct made_topology *m = made_random(seed);
		struct irqm_topology_config config = made_config(m, m->nr_nodes + 1);
		struct irqm_topology *t = NULL;
		struct faulty_mem mem = { 0 };
		int err;

		made_turn_fickle(m, seed);
		err = irqm_topology_create(&config, &faulty_mem_ops, &mem, &t);
		if (!err) {
			check_snapshot(t);
			irqm_topology_destroy(t);
			taken++;
		} else {
			cr_assert_eq(err, -IRQM_ENODEV);
		}
		made_free(m);
	}
	cr_assert_gt(taken, 800);
}

Test(topology_internal, domains_of_a_huge_scattered_machine_are_intervals)
{
	struct made_topology *m = made_new(IRQM_MAX_CPUS);
	unsigned int cpu;

	for (cpu = 0; cpu < IRQM_MAX_CPUS; cpu++) {
		unsigned int place = cpu * 40503U % IRQM_MAX_CPUS;

		m->answer[IRQM_TOPOLOGY_PACKAGE][cpu] = place / 1024;
		m->answer[IRQM_TOPOLOGY_NODE][cpu] = place / 8192;
		m->answer[IRQM_TOPOLOGY_LLC][cpu] = place / 100;
		m->answer[IRQM_TOPOLOGY_CLUSTER][cpu] = place / 8;
		m->answer[IRQM_TOPOLOGY_CORE][cpu] = place / 2;
		m->answer[MADE_POSSIBLE][cpu] = place % 3 != 0;
	}
	made_link_nodes(m);
	check_order(m);
	made_free(m);
}

/* Nodes of one size and capacity, of caches that differ in size, and of cores in capacity. */
Test(topology_internal, levels_are_alike_or_not)
{
	struct made_topology *m = made_new(12);
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_NODE, "000000111111");
	made_say(m, IRQM_TOPOLOGY_LLC, "001111002222");
	made_say(m, IRQM_TOPOLOGY_CORE, "001122334455");
	made_say(m, MADE_CAPACITY, "555544554455");
	t = made_take(&config);
	check_snapshot(t);
	cr_assert_eq(t->size[0], 12);
	cr_assert_eq(t->size[1], 6);
	cr_assert_eq(t->size[2], 0);
	cr_assert_eq(t->size[4], 0);
	cr_assert(made_drop(t));
	made_free(m);
}

/* All of the memory holds some number that a CPU may have, or that may follow that of the last. */
static void take_in_used_memory(struct made_topology *m)
{
	struct irqm_topology_config config = made_config(m, m->nr_cpus);
	unsigned int *memory, was, i;
	struct irqm_topology *t;
	size_t bytes, room;

	GIVES(irqm_topology_size(&config, &bytes), 0);
	room = (bytes + IRQM_TOPOLOGY_ALIGN) & ~(size_t)(IRQM_TOPOLOGY_ALIGN - 1);
	memory = must(aligned_alloc(IRQM_TOPOLOGY_ALIGN, room));
	for (was = 0; was <= m->nr_cpus; was++) {
		for (i = 0; i < room / sizeof(*memory); i++)
			memory[i] = was;
		GIVES(irqm_topology_init(&config, memory, bytes, &t), 0);
		check_snapshot(t);
	}
	free(memory);
	made_free(m);
}

Test(topology_internal, what_the_memory_held_is_not_seen)
{
	struct made_topology *m = made_new(4);

	/* The order ends with 2, and what follows it in memory is the sibling of CPU 0. */
	made_say(m, IRQM_TOPOLOGY_CORE, "0120");
	take_in_used_memory(m);
	m = made_new(6);
	made_say(m, MADE_POSSIBLE, "011010");
	take_in_used_memory(m);
}

Test(topology_internal, packages_are_above_nodes_that_are_the_same)
{
	struct made_topology *m = made_new(4);
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_NODE, "1001");
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "0550");
	t = made_take(&config);
	cr_assert_eq(t->level[0], IRQM_TOPOLOGY_PACKAGE);
	cr_assert_eq(t->level[1], IRQM_TOPOLOGY_NODE);
	cr_assert(made_drop(t));
	made_free(m);
}

Test(topology_internal, nodes_have_numbers_in_the_order_of_those_they_are_known_by)
{
	struct made_topology *m = made_new(5);
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_NODE, "5-070");
	t = made_take(&config);
	cr_assert_eq(t->nr_nodes, 4);
	cr_assert_eq(im_topology_number(t)[0], 0);
	cr_assert_eq(im_topology_number(t)[1], 5);
	cr_assert_eq(im_topology_number(t)[2], 7);
	cr_assert_eq(im_topology_number(t)[3], IRQM_NONE);
	cr_assert_eq(im_topology_node_of(t)[0], 1);
	cr_assert_eq(im_topology_node_of(t)[1], 3);
	cr_assert_eq(im_topology_node_of(t)[4], 0);
	cr_assert(made_drop(t));
	made_free(m);
}

Test(topology_internal, siblings_and_clusters_are_kept_as_they_were_said)
{
	static const unsigned int siblings[] = { 3, 5, IRQM_NONE, IRQM_NONE, IRQM_NONE, IRQM_NONE };
	static const unsigned int clusters[] = { 0, IRQM_NONE, 2, 0, IRQM_NONE, 0 };
	struct made_topology *m = made_new(7);
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t;
	unsigned int cpu;

	/* A core over nodes and clusters, a cluster over nodes, and CPUs without either. */
	made_say(m, IRQM_TOPOLOGY_NODE, "0011001");
	made_say(m, IRQM_TOPOLOGY_CORE, "67-6-78");
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "4-14-41");
	made_say(m, MADE_POSSIBLE, "1111110");
	t = made_take(&config);
	for (cpu = 0; cpu < 6; cpu++) {
		cr_assert_eq(im_topology_sibling(t)[cpu], siblings[cpu], "CPU %u", cpu);
		cr_assert_eq(im_topology_cluster(t)[cpu], clusters[cpu], "CPU %u", cpu);
	}
	cr_assert(made_drop(t));
	made_free(m);
}

/* Where a part of a snapshot lies, and what it takes. */
struct part {
	unsigned int at;
	size_t bytes;
};

/* All parts in the order in which they lie, for a number of CPUs and of nodes. */
static void parts_are_as_large_as_what_they_hold(const struct irqm_topology *t, size_t cpus,
						 size_t nodes)
{
	const size_t words = IRQM_CPUMASK_WORDS(cpus), mask = words * sizeof(unsigned long);
	const size_t pieces = words * nodes < cpus ? words * nodes : cpus;
	const struct part parts[] = {
		{ t->possible_at, mask },
		{ t->present_at, mask },
		{ t->bits_at, pieces * sizeof(unsigned long) },
		{ t->word_at, 4 * pieces },
		{ t->piece_at, 4 * (nodes + 1) },
		{ t->domain_at, 4 * IRQM_TOPOLOGY_NR_LEVELS * cpus },
		{ t->order_at, 4 * cpus },
		{ t->sibling_at, 4 * cpus },
		{ t->cluster_at, 4 * cpus },
		{ t->weight_at, 4 * (cpus + 1) },
		{ t->run_at, 4 * cpus },
		{ t->number_at, 4 * nodes },
		{ t->node_of_at, 2 * cpus },
		{ t->capacity_at, 2 * cpus },
		{ t->distance_at, 2 * nodes * nodes },
		{ t->joint_at, cpus },
	};
	size_t end = sizeof(*t);
	unsigned int i;

	for (i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		cr_assert_eq(parts[i].at, end, "part %u at %u, not %zu", i, parts[i].at, end);
		end += parts[i].bytes;
	}
	cr_assert_eq(t->object.bytes, end);
}

/* Every part, of every size, starts where its elements may lie, and right after the one before. */
Test(topology_internal, parts_lie_side_by_side_and_aligned)
{
	unsigned int nr_cpus;

	for (nr_cpus = 1; nr_cpus <= 130; nr_cpus++) {
		struct made_topology *m = made_new(nr_cpus);
		struct irqm_topology_config config = made_config(m, 1 + nr_cpus % 5);
		struct irqm_topology *t = made_take(&config);

		cr_assert_eq(t->possible_at % sizeof(unsigned long), 0);
		parts_are_as_large_as_what_they_hold(t, nr_cpus, config.nr_nodes);
		cr_assert(made_drop(t));
		made_free(m);
	}
}
