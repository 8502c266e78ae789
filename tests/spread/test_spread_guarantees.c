/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_spread_guarantees.c - what holds for each set, whatever the policy.
 *
 * Each groups_are() and plainly() checks the whole contract as well; random requests on random
 * machines are in plain_spread.c.
 */
#include "support/spread_machine.h"

/* ---- CPUs and groups ---- */

Test(spread_guarantees, every_eligible_cpu_is_in_a_group_and_no_other)
{
	struct made_topology *m = made_new(8);
	unsigned long some[1] = { 0x55 };

	for_all_policies(m, WISH(.vectors = 2), "00001111");
	for_all_policies(m, WISH(.vectors = 2, .eligible = some), "0-0-1-1-");
	made_free(m);
}

Test(spread_guarantees, every_other_cpu_is_in_one_if_asked_for)
{
	struct made_topology *m = made_new(8);
	unsigned long some[1] = { 0x55 };

	made_say_runs(m, IRQM_TOPOLOGY_CORE, 2);
	for_all_policies(
		m, WISH(.vectors = 2, .eligible = some, .outside = IRQM_SPREAD_OUTSIDE_ATTACHED),
		"00001111");
	for_all_policies(
		m, WISH(.vectors = 4, .eligible = some, .outside = IRQM_SPREAD_OUTSIDE_ATTACHED),
		"00112233");
	made_free(m);
}

Test(spread_guarantees, with_more_vectors_than_cpus_the_last_are_empty)
{
	struct made_topology *m = made_new(5);
	struct irqm_topology *t = snapshot(m);
	unsigned int policy;

	for_all_policies(m, WISH(.vectors = 5), "01234");
	for_all_policies(m, WISH(.vectors = 9), "01234");
	for (policy = 0; policy < NR_POLICIES; policy++) {
		const struct irqm_spread_request r =
			WISH(.vectors = 9, .policy = (enum irqm_spread_policy)policy);
		struct spread_result s;

		cr_assert(spread_run(&s, t, &r));
		cr_assert_eq(s.usable[0], 5);
		/* Linux 7.3 gives vectors that are left all CPUs. */
		cr_assert_eq(irqm_cpumask_weight(s.masks + 5, 5),
			     policy == IRQM_SPREAD_LINUX_7_3 ? 5 : 0);
		spread_free(&s);
	}
	cr_assert(made_drop(t));
	made_free(m);
}

/* ---- Present CPUs ---- */

Test(spread_guarantees, possible_cpus_take_the_vectors_that_are_left)
{
	struct made_topology *m = made_new(8);

	made_say(m, MADE_PRESENT, "00111100");
	plainly(m, IRQM_SPREAD_LOCALITY, 6, "44012355");
	plainly(m, IRQM_SPREAD_LINUX_6_12, 6, "45012301");
	for_all_policies(m, WISH(.vectors = 8), "45012367");
	made_free(m);
}

Test(spread_guarantees, with_no_vector_left_possible_cpus_go_over_all)
{
	struct made_topology *m = made_new(8);

	made_say(m, MADE_PRESENT, "11110000");
	for_all_policies(m, WISH(.vectors = 2), "00110011");
	for_all_policies(m, WISH(.vectors = 4), "01230123");
	made_free(m);
}

Test(spread_guarantees, with_no_cpu_present_the_possible_ones_are_spread)
{
	struct made_topology *m = made_new(6);

	made_say(m, MADE_PRESENT, "000000");
	for_all_policies(m, WISH(.vectors = 3), "001122");
	made_free(m);
}

/* Group numbers went by the lowest possible CPU of a domain. */
Test(spread_guarantees, a_lower_cpu_that_is_not_present_changes_no_group)
{
	struct made_topology *m = made_new(6);

	made_say(m, IRQM_TOPOLOGY_LLC, "100011");
	made_say(m, MADE_POSSIBLE, "011111");
	made_say(m, MADE_PRESENT, "011111");
	plainly(m, IRQM_SPREAD_LOCALITY, 2, "-00011");
	made_say(m, MADE_POSSIBLE, "111111");
	plainly(m, IRQM_SPREAD_LOCALITY, 2, "100011");
	plainly(m, IRQM_SPREAD_LOCALITY, 6, "501234");
	made_free(m);
}

/* How far a package is went by the CPU of its that came first in the tree. */
Test(spread_guarantees, a_cpu_that_is_not_present_brings_no_package_nearer)
{
	struct made_topology *m = made_new(9);
	unsigned int from, to;

	made_say(m, IRQM_TOPOLOGY_PACKAGE, "100221133");
	made_say(m, IRQM_TOPOLOGY_NODE, "300112344");
	made_say(m, MADE_PRESENT, "011111111");
	for (from = 0; from < 5; from++) {
		for (to = 0; to < 5; to++)
			*made_distance(m, from, to) = from == to ? 10 : 50;
	}
	*made_distance(m, 0, 3) = 20;
	*made_distance(m, 0, 1) = 30;
	made_say(m, MADE_POSSIBLE, "011111111");
	plainly(m, IRQM_SPREAD_LOCALITY, 2, "-00001111");
	made_say(m, MADE_POSSIBLE, "111111111");
	plainly(m, IRQM_SPREAD_LOCALITY, 2, "100001111");
	made_free(m);
}

/* ---- Sets ---- */

Test(spread_guarantees, each_set_is_spread_by_itself)
{
	struct made_topology *m = made_new(4);
	const unsigned int sets[] = { 2, 4, 1, 6 };

	for_all_policies(m, WISH(.vectors = 13, .nr_sets = 4, .set_vectors = sets),
			 "0011 0123 0000 0123");
	for_all_policies(m,
			 WISH(.vectors = 16, .pre_vectors = 2, .post_vectors = 1, .nr_sets = 4,
			      .set_vectors = sets),
			 "0011 0123 0000 0123");
	made_free(m);
}

Test(spread_guarantees, sixteen_sets_and_more)
{
	struct made_topology *m = made_random(11);
	struct irqm_topology *t = snapshot(m);
	unsigned int sets[20], nr, i, policy, vectors;

	for (nr = 1; nr <= 20; nr++) {
		for (vectors = 3, i = 0; i < nr; i++) {
			sets[i] = 1 + (i * 7) % 13;
			vectors += sets[i];
		}
		for (policy = 0; policy < NR_POLICIES; policy++)
			cr_assert(spread_is_good(
				t, &WISH(.vectors = vectors, .pre_vectors = 1, .post_vectors = 2,
					 .nr_sets = nr, .set_vectors = sets,
					 .policy = (enum irqm_spread_policy)policy)));
	}
	cr_assert(made_drop(t));
	made_free(m);
}

/* ---- CPUs that are not eligible ---- */

Test(spread_guarantees, attached_cpus_join_the_nearest_level)
{
	struct made_topology *m = made_new(16);
	unsigned long some[1];

	/* Two nodes, each of two caches, each of two cores, each of two CPUs. */
	made_say_runs(m, IRQM_TOPOLOGY_NODE, 8);
	made_say_runs(m, IRQM_TOPOLOGY_LLC, 4);
	made_say_runs(m, IRQM_TOPOLOGY_CORE, 2);
	set_mask(some, 16, "0,3,4,6,8,9");
	groups_are(m,
		   &WISH(.vectors = 6, .eligible = some, .outside = IRQM_SPREAD_OUTSIDE_ATTACHED),
		   "0011223345454455");
	made_free(m);
}

/* What is left of a node was forgotten when its first CPU had a group. */
Test(spread_guarantees, attached_cpus_of_a_node_that_is_cut_in_two)
{
	struct made_topology *m = made_new(6);
	unsigned long some[1] = { 0x3 };

	made_say(m, IRQM_TOPOLOGY_PACKAGE, "001111");
	made_say(m, IRQM_TOPOLOGY_NODE, "000011");
	for_all_policies(
		m, WISH(.vectors = 2, .eligible = some, .outside = IRQM_SPREAD_OUTSIDE_ATTACHED),
		"010011");
	made_free(m);
}

/* All of them went to the first of the nodes, each node's to its first group. */
Test(spread_guarantees, attached_cpus_are_dealt_to_all_nodes_that_are_equally_near)
{
	struct made_topology *m = made_new(8);
	unsigned long some[1] = { 0x0f };
	const struct irqm_spread_request r =
		WISH(.vectors = 4, .eligible = some, .outside = IRQM_SPREAD_OUTSIDE_ATTACHED);

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 2);
	groups_are(m, &r, "01230123");
	made_say_runs(m, IRQM_TOPOLOGY_PACKAGE, 2);
	groups_are(m, &r, "01230123");
	made_say(m, IRQM_TOPOLOGY_NODE, "00112345");
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "00112345");
	groups_are(m, &r, "01230123");
	made_free(m);
}

/* A CPU that had been attached itself stood for its node. */
/* Node 2 is as near to node 0 as to node 1, node 3 to node 1 alone. */
Test(spread_guarantees, attached_cpus_of_nodes_with_other_nearest_nodes_are_dealt_apart)
{
	struct made_topology *m = made_new(8);
	unsigned long some[1];
	unsigned int from, to;

	made_say(m, IRQM_TOPOLOGY_NODE, "00112233");
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "00112233");
	made_link_nodes(m);
	for (from = 0; from < 4; from++) {
		for (to = 0; to < 4; to++)
			*made_distance(m, from, to) = from == to ? 10 : 15;
	}
	*made_distance(m, 3, 0) = 20;
	*made_distance(m, 0, 3) = 20;
	set_mask(some, 8, "0-3");
	groups_are(m,
		   &WISH(.vectors = 4, .eligible = some, .policy = IRQM_SPREAD_LOCALITY,
			 .outside = IRQM_SPREAD_OUTSIDE_ATTACHED),
		   "01230223");
	made_free(m);
}

Test(spread_guarantees, attached_cpus_do_not_follow_attached_ones)
{
	struct made_topology *m = made_new(5);
	unsigned long some[1] = { 0x11 };

	/* CPU 1 joins CPU 0 in its package; CPU 2 is nearest to CPU 1, then to CPU 4. */
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "00122");
	made_say(m, IRQM_TOPOLOGY_NODE, "01233");
	*made_distance(m, 2, 0) = 40;
	*made_distance(m, 2, 1) = 15;
	*made_distance(m, 2, 3) = 30;
	for_all_policies(
		m, WISH(.vectors = 2, .eligible = some, .outside = IRQM_SPREAD_OUTSIDE_ATTACHED),
		"00111");
	made_free(m);
}

/* ---- Everything ---- */

static void all_numbers(struct made_topology *m, uint64_t seed)
{
	struct irqm_topology_config config = made_config(m, 0);
	struct irqm_topology *t;
	unsigned int vectors, policy;

	config.node_end = 300;
	t = made_take(&config);
	for (vectors = 1; vectors <= m->nr_cpus + 2; vectors++) {
		for (policy = 0; policy < NR_POLICIES; policy++) {
			const struct irqm_spread_request r =
				WISH(.vectors = vectors, .policy = (enum irqm_spread_policy)policy);

			cr_assert(spread_is_right(t, m, &r, 300), "machine %u",
				  (unsigned int)seed);
		}
	}
	cr_assert(made_drop(t));
}

Test(spread_guarantees, every_number_of_vectors)
{
	uint64_t seed;

	for (seed = 1000001; seed <= 1000060; seed++) {
		struct made_topology *m = made_random(seed);

		all_numbers(m, seed);
		made_free(m);
	}
}
