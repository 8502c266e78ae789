/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_spread_linux_nodes.c - numbers of nodes where Linux spreads, and cores whose CPUs are not
 * side by side.
 */
#include "support/spread_machine.h"

static void linux_policies(struct made_topology *m, struct irqm_spread_request r, const char *want)
{
	r.policy = IRQM_SPREAD_LINUX_6_12;
	groups_are(m, &r, want);
	r.policy = IRQM_SPREAD_LINUX_7_3;
	groups_are(m, &r, want);
}

/* CPUs without a node are on node 0, the first, while all others have numbers as Linux has. */
Test(spread_linux_nodes, numbers_beyond_those_of_linux_are_replaced_by_positions)
{
	static const unsigned int numbers[] = { 1, 1023, 1024, 1025, IRQM_NONE - 1 };
	struct made_topology *m = made_new(4);
	unsigned int i, cpu;

	for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		for (cpu = 2; cpu < 4; cpu++)
			m->answer[IRQM_TOPOLOGY_NODE][cpu] = numbers[i];
		made_link_nodes(m);
		linux_policies(m, WISH(.vectors = 2), numbers[i] < 1024 ? "0011" : "1100");
	}
	made_free(m);
}

/*
 * Which of equal nodes come first depends on how many numbers there are without CPUs. The caller
 * knows of none beyond the highest.
 */
Test(spread_linux_nodes, equal_nodes_of_any_numbers_come_as_in_linux)
{
	uint64_t seed;

	for (seed = 1; seed <= 100; seed++) {
		struct op_rng rng = { .state = seed };
		struct made_topology *m = made_new(6 + op_rng_below(&rng, 24));
		unsigned int cpus = 2 + op_rng_below(&rng, 2), cpu, number = 0, vectors;
		struct irqm_topology *t;

		for (cpu = 0; cpu < m->nr_cpus; cpu++) {
			if (cpu % cpus == 0)
				number += 1 + op_rng_below(&rng, 3);
			m->answer[IRQM_TOPOLOGY_NODE][cpu] = number;
		}
		made_link_nodes(m);
		t = snapshot(m);
		for (vectors = 1; vectors < m->nr_cpus; vectors++) {
			const struct irqm_spread_request r =
				WISH(.vectors = vectors, .policy = IRQM_SPREAD_LINUX_6_12);
			struct spread_result s;

			cr_assert(spread_run(&s, t, &r));
			cr_assert(spread_is_linux(&s, m, 0), "machine %u, %u vectors",
				  (unsigned int)seed, vectors);
			spread_free(&s);
		}
		cr_assert(made_drop(t));
		made_free(m);
	}
}

/* Siblings stay together, whether or not a third one takes part. */
Test(spread_linux_nodes, every_core_has_a_sibling_that_is_left_out)
{
	struct made_topology *m = made_new(6);
	unsigned long four[1] = { 0x0f };

	made_say(m, IRQM_TOPOLOGY_CORE, "010101");
	linux_policies(m, WISH(.vectors = 2, .eligible = four), "0101--");
	made_say(m, MADE_PRESENT, "111100");
	linux_policies(m, WISH(.vectors = 2), "010101");
	made_free(m);
}

/* The CPUs of node 0 and those without a node are one node, and dealt by number. */
Test(spread_linux_nodes, cpus_without_a_node_are_dealt_among_those_of_node_0)
{
	struct made_topology *m = made_new(6);

	made_say(m, IRQM_TOPOLOGY_NODE, "-0-0-0");
	plainly(m, IRQM_SPREAD_LINUX_6_12, 2, "000111");
	plainly(m, IRQM_SPREAD_LINUX_6_12, 3, "001122");
	made_free(m);
}

Test(spread_linux_nodes, a_node_0_without_eligible_cpus_is_no_node_to_deal)
{
	struct made_topology *m = made_new(6);
	unsigned long some[1];

	made_say(m, IRQM_TOPOLOGY_NODE, "0-1122");
	set_mask(some, 6, "2-5");
	groups_are(m, &WISH(.vectors = 3, .eligible = some, .policy = IRQM_SPREAD_LINUX_6_12),
		   "--0012");
	made_free(m);
}

/* All CPUs of a word but the first, which is not to be taken for a whole word. */
Test(spread_linux_nodes, a_word_of_cpus_without_its_first)
{
	struct made_topology *m = made_new(128);
	struct irqm_topology *t = snapshot(m);
	unsigned long some[IRQM_CPUMASK_WORDS(128)];
	unsigned int vectors;

	set_mask(some, 128, "1-127");
	for (vectors = 1; vectors <= 2; vectors++) {
		const struct irqm_spread_request r =
			WISH(.vectors = vectors, .eligible = some,
			     .policy = IRQM_SPREAD_LINUX_6_12);
		struct spread_result s;

		cr_assert(spread_run(&s, t, &r));
		cr_assert_eq(s.groups[0], IRQM_NONE);
		cr_assert_eq(s.groups[1], 0);
		cr_assert_eq(s.groups[127], vectors - 1);
		spread_free(&s);
	}
	cr_assert(made_drop(t));
	made_free(m);
}
