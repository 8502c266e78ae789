/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_topology_repair.c - what a snapshot makes of a machine: regular, odd, contradictory, huge.
 */
#include <string.h>

#include <criterion/criterion.h>

#include "support/expect.h"
#include "support/topology_model.h"

/* The lowest CPU of the domain of each CPU, one digit each; '-' for IRQM_NONE. */
#define DOMAINS_ARE(t, level, names) \
	do { \
		char got_[11] = ""; \
		unsigned int cpu_; \
		for (cpu_ = 0; cpu_ < irqm_topology_nr_cpus(t) && cpu_ < 10; cpu_++) { \
			unsigned int name_ = irqm_topology_domain(t, level, cpu_); \
			got_[cpu_] = name_ == IRQM_NONE ? '-' : (char)('0' + name_); \
		} \
		cr_assert_str_eq(got_, names); \
	} while (0)

static struct irqm_topology *take(struct made_topology *m)
{
	struct irqm_topology_config config = made_config(m, 0);

	return made_take(&config);
}

static void end(struct irqm_topology *t, struct made_topology *m)
{
	cr_assert(snapshot_is_consistent(t));
	cr_assert(made_drop(t), "memory leaked or written out of bounds");
	made_free(m);
}

/* The same, for machines small enough for the model. */
static void end_small(struct irqm_topology *t, struct made_topology *m)
{
	cr_assert(snapshot_is_of(t, m));
	end(t, m);
}

/* ---- Machines as they should be ---- */

Test(topology_repair, a_regular_machine_has_all_levels)
{
	struct made_topology *m = made_new(8);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_PACKAGE, "00000000");
	made_say(m, IRQM_TOPOLOGY_NODE, "00001111");
	made_say(m, IRQM_TOPOLOGY_LLC, "00112222");
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "00112233");
	made_say(m, IRQM_TOPOLOGY_CORE, "01233445");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_PACKAGE, "00000000");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_NODE, "00004444");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_LLC, "00224444");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CLUSTER, "00224466");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CORE, "01234567");
	cr_assert_eq(irqm_topology_node(t, 7), 1);
	end_small(t, m);
}

Test(topology_repair, numbers_of_cpus_say_nothing_about_where_they_are)
{
	struct made_topology *m = made_new(8);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_PACKAGE, "10101010");
	made_say(m, IRQM_TOPOLOGY_NODE, "10101010");
	made_say(m, IRQM_TOPOLOGY_LLC, "31203120");
	made_say(m, IRQM_TOPOLOGY_CORE, "76547654");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_PACKAGE, "01010101");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_LLC, "01230123");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CORE, "01230123");
	end_small(t, m);
}

Test(topology_repair, numbers_of_domains_may_be_any)
{
	static const unsigned int numbers[] = { IRQM_NONE - 1, 0, 1U << 31, 65536, 0xffff,
						IRQM_NONE - 2 };
	struct made_topology *m = made_new(6);
	struct irqm_topology *t;
	unsigned int level, cpu;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++)
		memcpy(m->answer[level], numbers, sizeof(numbers));
	made_link_nodes(m);
	*made_distance(m, IRQM_NONE - 1, 1U << 31) = 77;
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_NODE, "012345");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CORE, "012345");
	for (cpu = 0; cpu < 6; cpu++)
		cr_assert_eq(irqm_topology_node(t, cpu), numbers[cpu]);
	cr_assert_eq(irqm_topology_distance(t, 0, 2), 77);
	cr_assert_eq(irqm_topology_distance(t, 2, 0), 20);
	end_small(t, m);
}

/* ---- Existence ---- */

Test(topology_repair, a_cpu_that_is_present_but_not_possible_is_neither)
{
	struct made_topology *m = made_new(4);
	struct irqm_topology *t;

	made_say(m, MADE_POSSIBLE, "0101");
	made_say(m, MADE_PRESENT, "0011");
	t = take(m);
	cr_assert_eq(irqm_cpumask_weight(irqm_topology_possible(t), 4), 2);
	cr_assert_eq(irqm_cpumask_weight(irqm_topology_present(t), 4), 1);
	cr_assert(irqm_cpumask_test(irqm_topology_present(t), 3));
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CORE, "-1-3");
	end_small(t, m);
}

Test(topology_repair, perhaps_no_cpu_is_present)
{
	struct made_topology *m = made_new(4);
	struct irqm_topology *t;

	made_say(m, MADE_PRESENT, "0000");
	t = take(m);
	cr_assert_eq(irqm_cpumask_weight(irqm_topology_possible(t), 4), 4);
	cr_assert_eq(irqm_cpumask_weight(irqm_topology_present(t), 4), 0);
	end_small(t, m);
}

Test(topology_repair, domains_are_named_for_possible_cpus_only)
{
	struct made_topology *m = made_new(8);
	struct irqm_topology *t;

	made_say(m, MADE_POSSIBLE, "00100101");
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "00001111");
	made_say(m, IRQM_TOPOLOGY_CORE, "00001111");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_PACKAGE, "--2--5-5");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CORE, "--2--5-5");
	end_small(t, m);
}

/* ---- Nesting ---- */

Test(topology_repair, a_cache_cluster_or_core_in_two_domains_above_is_two)
{
	static const enum irqm_topology_level below[] = { IRQM_TOPOLOGY_LLC, IRQM_TOPOLOGY_CLUSTER,
							  IRQM_TOPOLOGY_CORE };
	unsigned int i, above;

	for (i = 0; i < 3; i++) {
		for (above = 0; above < below[i]; above++) {
			struct made_topology *m = made_new(6);
			struct irqm_topology *t;

			made_say(m, above, "001100");
			made_say(m, below[i], "011221");
			t = take(m);
			DOMAINS_ARE(t, (enum irqm_topology_level)above, "002200");
			DOMAINS_ARE(t, below[i], "012341");
			end_small(t, m);
		}
	}
}

Test(topology_repair, a_split_goes_down_through_all_levels)
{
	struct made_topology *m = made_new(4);
	struct irqm_topology *t;
	unsigned int level;

	for (level = IRQM_TOPOLOGY_NODE; level < IRQM_TOPOLOGY_NR_LEVELS; level++)
		made_say(m, level, "0000");
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "0101");
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "0011");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_NODE, "0000");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_PACKAGE, "0101");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_LLC, "0101");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CLUSTER, "0123");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CORE, "0123");
	end_small(t, m);
}

Test(topology_repair, nodes_that_hold_several_packages_are_above_them)
{
	struct made_topology *m = made_new(8);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_NODE, "00001111");
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "00112222");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_NODE, "00004444");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_PACKAGE, "00224444");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_LLC, "00224444");
	end_small(t, m);
}

Test(topology_repair, packages_that_hold_several_nodes_are_above_them)
{
	struct made_topology *m = made_new(8);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_NODE, "00112222");
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "00001111");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_PACKAGE, "00004444");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_NODE, "00224444");
	end_small(t, m);
}

Test(topology_repair, packages_are_above_when_there_is_some_of_both)
{
	struct made_topology *m = made_new(8);
	struct irqm_topology *t;

	/* Node 0 holds packages 0 and 1, package 2 holds nodes 1 and 2. */
	made_say(m, IRQM_TOPOLOGY_NODE, "00001122");
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "00112222");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_PACKAGE, "00224444");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_NODE, "00224466");
	cr_assert_eq(irqm_topology_node(t, 0), irqm_topology_node(t, 2), "the number stays");
	cr_assert_eq(irqm_topology_distance(t, 0, 2), 10, "and so do distances");
	end_small(t, m);
}

Test(topology_repair, cpus_that_are_not_possible_have_no_say_in_what_is_above)
{
	struct made_topology *m = made_new(8);
	struct irqm_topology *t;

	/* As above, but no callback has named node 2. */
	made_say(m, IRQM_TOPOLOGY_NODE, "00001122");
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "00112222");
	made_say(m, MADE_POSSIBLE, "11111100");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_NODE, "000044--");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_PACKAGE, "002244--");
	end_small(t, m);
}

/* ---- What is missing ---- */

Test(topology_repair, without_levels_all_cpus_are_together_and_each_is_a_core)
{
	struct made_topology *m = made_new(4);
	struct irqm_topology *t = take(m);
	unsigned int level;

	for (level = 0; level < IRQM_TOPOLOGY_CLUSTER; level++)
		DOMAINS_ARE(t, (enum irqm_topology_level)level, "0000");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CLUSTER, "0123");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CORE, "0123");
	cr_assert_eq(irqm_topology_node(t, 2), IRQM_NONE);
	cr_assert_eq(irqm_topology_distance(t, 0, 3), 10);
	end_small(t, m);
}

Test(topology_repair, a_cpu_without_a_core_is_a_core_of_its_own)
{
	struct made_topology *m = made_new(6);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_CORE, "0-0-1-");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CORE, "010345");
	end_small(t, m);
}

Test(topology_repair, the_cpus_without_a_level_are_one_domain_of_each_domain_above)
{
	struct made_topology *m = made_new(9);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_NODE, "000001111");
	made_say(m, IRQM_TOPOLOGY_LLC, "-00--11--");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_LLC, "011005577");
	end_small(t, m);
}

/* Strong cores beside clusters of weak ones were a cluster, and got groups all together. */
Test(topology_repair, a_core_without_a_cluster_is_a_cluster_of_its_own)
{
	struct made_topology *m = made_new(9);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_CORE, "001122--3");
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "----11--1");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CLUSTER, "002244674");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CORE, "002244678");
	end_small(t, m);
}

/* A core is within its cluster, so siblings that disagree on that are not. */
Test(topology_repair, a_core_that_is_partly_in_a_cluster)
{
	struct made_topology *m = made_new(4);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_CORE, "0000");
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "-1-1");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CLUSTER, "0101");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CORE, "0101");
	end_small(t, m);
}

/* An absent CPU, of another package on the same node, would turn the tree upside down. */
Test(topology_repair, absent_cpus_do_not_say_what_is_above)
{
	struct made_topology *m = made_new(6);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_PACKAGE, "000012");
	made_say(m, IRQM_TOPOLOGY_NODE, "001122");
	made_say(m, MADE_PRESENT, "111100");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_PACKAGE, "000045");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_NODE, "002245");
	end_small(t, m);
	m = made_new(4);
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "0011");
	made_say(m, IRQM_TOPOLOGY_NODE, "0000");
	made_say(m, MADE_PRESENT, "0000");
	t = take(m);
	DOMAINS_ARE(t, IRQM_TOPOLOGY_NODE, "0000");
	end_small(t, m);
}

Test(topology_repair, any_level_but_core_may_be_missing)
{
	unsigned int level, other;

	for (level = 0; level < IRQM_TOPOLOGY_CORE; level++) {
		struct made_topology *m = made_new(8);
		struct irqm_topology *t;

		for (other = 0; other < IRQM_TOPOLOGY_NR_LEVELS; other++)
			made_say_runs(m, other, 4);
		made_say(m, level, "--------");
		t = take(m);
		for (other = IRQM_TOPOLOGY_LLC; other < IRQM_TOPOLOGY_NR_LEVELS; other++)
			DOMAINS_ARE(t, (enum irqm_topology_level)other, "00004444");
		end_small(t, m);
	}
}

/* ---- Numbers ---- */

Test(topology_repair, distances_that_are_not_known_are_ten_and_twenty)
{
	struct made_topology *m = made_new(3);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_NODE, "01-");
	t = take(m);
	cr_assert_eq(irqm_topology_distance(t, 0, 0), 10);
	cr_assert_eq(irqm_topology_distance(t, 0, 1), 20);
	cr_assert_eq(irqm_topology_distance(t, 2, 2), 10);
	cr_assert_eq(irqm_topology_distance(t, 2, 0), 20);
	cr_assert_eq(irqm_topology_distance(t, 0, 2), 20);
	end_small(t, m);
}

Test(topology_repair, distances_go_one_way_and_up_to_65535)
{
	struct made_topology *m = made_new(4);
	struct irqm_topology *t;

	made_say(m, IRQM_TOPOLOGY_NODE, "5050");
	*made_distance(m, 5, 5) = 13;
	*made_distance(m, 5, 0) = 1;
	*made_distance(m, 0, 5) = 65535;
	*made_distance(m, 0, 0) = 65536;
	t = take(m);
	cr_assert_eq(irqm_topology_distance(t, 0, 2), 13);
	cr_assert_eq(irqm_topology_distance(t, 0, 1), 1);
	cr_assert_eq(irqm_topology_distance(t, 1, 0), 65535);
	cr_assert_eq(irqm_topology_distance(t, 1, 3), 65535);
	irqm_topology_destroy(t);
	*made_distance(m, 0, 5) = IRQM_NONE;
	*made_distance(m, 0, 0) = 65534;
	t = take(m);
	cr_assert_eq(irqm_topology_distance(t, 1, 0), 65535);
	cr_assert_eq(irqm_topology_distance(t, 1, 3), 65534);
	irqm_topology_destroy(t);
	made_free(m);
}

Test(topology_repair, capacity_is_one_to_1024)
{
	static const unsigned int told[] = { 0, 1, 1023, 1024, 1025, 65536, 65537, IRQM_NONE };
	static const unsigned int kept[] = { 1, 1, 1023, 1024, 1024, 1024, 1024, 1024 };
	struct made_topology *m = made_new(8);
	struct irqm_topology *t;
	unsigned int cpu;

	memcpy(m->answer[MADE_CAPACITY], told, sizeof(told));
	t = take(m);
	for (cpu = 0; cpu < 8; cpu++)
		cr_assert_eq(irqm_topology_capacity(t, cpu), kept[cpu]);
	end_small(t, m);
}

Test(topology_repair, without_the_callback_capacity_is_1024)
{
	struct irqm_topology_ops ops = made_topology_ops;
	struct made_topology *m = made_new(3);
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t;

	ops.capacity = NULL;
	config.ops = &ops;
	made_say(m, MADE_CAPACITY, "123");
	made_say(m, MADE_POSSIBLE, "101");
	t = made_take(&config);
	cr_assert_eq(irqm_topology_capacity(t, 0), 1024);
	cr_assert_eq(irqm_topology_capacity(t, 1), 0);
	cr_assert_eq(irqm_topology_capacity(t, 2), 1024);
	end(t, m);
}

/* ---- Not there ---- */

Test(topology_repair, cpus_and_levels_that_do_not_exist_are_answered_as_not_there)
{
	struct made_topology *m = made_new(16);
	struct irqm_topology_config config = made_config(m, 4);
	static const unsigned int missing[] = { 3, 16, 63, 64, 65535, 65536, IRQM_NONE };
	struct irqm_topology *t;
	unsigned int i, level;

	m->answer[MADE_POSSIBLE][3] = 0;
	t = made_take(&config);
	for (i = 0; i < sizeof(missing) / sizeof(*missing); i++) {
		cr_assert_eq(irqm_topology_node(t, missing[i]), IRQM_NONE);
		cr_assert_eq(irqm_topology_capacity(t, missing[i]), 0);
		cr_assert_eq(irqm_topology_distance(t, missing[i], 0), 0);
		cr_assert_eq(irqm_topology_distance(t, 0, missing[i]), 0);
		for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++)
			cr_assert_eq(irqm_topology_domain(t, (enum irqm_topology_level)level,
							  missing[i]),
				     IRQM_NONE);
	}
	cr_assert_eq(irqm_topology_domain(t, IRQM_TOPOLOGY_NR_LEVELS, 0), IRQM_NONE);
	cr_assert_eq(irqm_topology_domain(t, (enum irqm_topology_level)7, 0), IRQM_NONE);
	cr_assert(made_drop(t));
	made_free(m);
}

/* ---- Sizes ---- */

Test(topology_repair, one_cpu)
{
	struct made_topology *m = made_new(1);
	struct irqm_topology *t = take(m);

	DOMAINS_ARE(t, IRQM_TOPOLOGY_PACKAGE, "0");
	DOMAINS_ARE(t, IRQM_TOPOLOGY_CORE, "0");
	end_small(t, m);
}

Test(topology_repair, as_many_cpus_as_there_can_be)
{
	struct made_topology *m = made_new(IRQM_MAX_CPUS);
	struct irqm_topology *t;
	unsigned int cpu;

	made_say_runs(m, IRQM_TOPOLOGY_PACKAGE, 8192);
	made_say_runs(m, IRQM_TOPOLOGY_NODE, 4096);
	made_say_runs(m, IRQM_TOPOLOGY_LLC, 64);
	made_say_runs(m, IRQM_TOPOLOGY_CLUSTER, 8);
	made_say_runs(m, IRQM_TOPOLOGY_CORE, 2);
	t = take(m);
	for (cpu = 0; cpu < IRQM_MAX_CPUS; cpu++) {
		cr_assert_eq(irqm_topology_domain(t, IRQM_TOPOLOGY_PACKAGE, cpu), cpu & ~8191U);
		cr_assert_eq(irqm_topology_domain(t, IRQM_TOPOLOGY_NODE, cpu), cpu & ~4095U);
		cr_assert_eq(irqm_topology_domain(t, IRQM_TOPOLOGY_LLC, cpu), cpu & ~63U);
		cr_assert_eq(irqm_topology_domain(t, IRQM_TOPOLOGY_CLUSTER, cpu), cpu & ~7U);
		cr_assert_eq(irqm_topology_domain(t, IRQM_TOPOLOGY_CORE, cpu), cpu & ~1U);
	}
	end(t, m);
}

/* CPUs go round the nodes, so that those of a node are far apart. */
Test(topology_repair, cpus_in_the_most_scattered_order)
{
	struct made_topology *m = made_new(IRQM_MAX_CPUS);
	struct irqm_topology *t;
	unsigned int cpu;

	for (cpu = 0; cpu < IRQM_MAX_CPUS; cpu++) {
		m->answer[IRQM_TOPOLOGY_NODE][cpu] = IRQM_NONE - 1 - cpu % 64;
		m->answer[IRQM_TOPOLOGY_CORE][cpu] = cpu % 32768;
	}
	made_link_nodes(m);
	t = take(m);
	for (cpu = 0; cpu < IRQM_MAX_CPUS; cpu++) {
		cr_assert_eq(irqm_topology_domain(t, IRQM_TOPOLOGY_NODE, cpu), cpu % 64);
		cr_assert_eq(irqm_topology_domain(t, IRQM_TOPOLOGY_CORE, cpu), cpu % 32768);
	}
	end(t, m);
}

Test(topology_repair, the_highest_cpu_alone)
{
	struct made_topology *m = made_new(IRQM_MAX_CPUS);
	struct irqm_topology *t;
	unsigned int level;

	memset(m->answer[MADE_POSSIBLE], 0, IRQM_MAX_CPUS * sizeof(unsigned int));
	m->answer[MADE_POSSIBLE][IRQM_MAX_CPUS - 1] = 1;
	t = take(m);
	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++)
		cr_assert_eq(
			irqm_topology_domain(t, (enum irqm_topology_level)level, IRQM_MAX_CPUS - 1),
			IRQM_MAX_CPUS - 1);
	end(t, m);
}

Test(topology_repair, as_many_nodes_as_there_can_be_and_one_more)
{
	struct made_topology *m = made_new(IRQM_TOPOLOGY_MAX_NODES + 1);
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t;
	struct faulty_mem mem = { 0 };

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 1);
	m->answer[MADE_POSSIBLE][500] = 0;
	*made_distance(m, 1024, 0) = 99;
	for (config.nr_nodes = 0; config.nr_nodes <= 1024; config.nr_nodes += 1024) {
		t = made_take(&config);
		cr_assert_eq(irqm_topology_distance(t, 1024, 0), 99);
		cr_assert_eq(irqm_topology_node(t, 1024), 1024);
		cr_assert(snapshot_is_consistent(t));
		cr_assert(made_drop(t));
	}
	t = NULL;
	m->answer[MADE_POSSIBLE][500] = 1;
	for (config.nr_nodes = 0; config.nr_nodes <= 1024; config.nr_nodes += 1024) {
		GIVES(irqm_topology_create(&config, &faulty_mem_ops, &mem, &t),
		      -IRQM_ERANGE);
		cr_assert_null(t);
		cr_assert(mem.live == 0 && mem.faults == 0);
	}
	made_free(m);
}
