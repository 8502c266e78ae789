/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_spread_linux.c - what went wrong in Linux once, and how it shares out clusters.
 *
 * That the groups are those of Linux 6.12 is shown by the oracle, with its own code. The rules of
 * 2026 are in spread_model.c, in words and as a model.
 */
#include "support/spread_machine.h"

static struct irqm_spread_request by(unsigned int policy, unsigned int vectors)
{
	return WISH(.vectors = vectors, .policy = (enum irqm_spread_policy)policy);
}

/* How many groups hold CPUs of a mask. */
static unsigned int groups_in(const struct spread_result *s, const char *list)
{
	unsigned long cpus[IRQM_CPUMASK_WORDS(256)];
	unsigned int cpu, other, nr = 0;

	set_mask(cpus, s->nr_cpus, list);
	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		if (!irqm_cpumask_test(cpus, cpu))
			continue;
		for (other = 0; other < cpu; other++) {
			if (irqm_cpumask_test(cpus, other) && s->groups[other] == s->groups[cpu])
				break;
		}
		nr += other == cpu;
	}
	return nr;
}

static void spread(struct spread_result *s, const struct irqm_topology *t,
		   const struct irqm_spread_request *r)
{
	cr_assert(spread_run(s, t, r));
	cr_assert(spread_is_sane(s));
}

/* ---- What went wrong once ---- */

/* c0af52437254: nodes were taken to be 0 .. n - 1. */
Test(spread_linux, node_numbers_with_gaps)
{
	struct made_topology *m = made_new(12);
	unsigned int policy;

	made_say(m, IRQM_TOPOLOGY_NODE, "000044447777");
	for (policy = 0; policy < NR_POLICIES; policy++) {
		struct irqm_spread_request r = by(policy, 3);
		struct irqm_topology *t = snapshot(m);
		struct spread_result s;

		spread(&s, t, &r);
		cr_assert_eq(groups_in(&s, "0-3"), 1);
		cr_assert_eq(groups_in(&s, "4-7"), 1);
		cr_assert_eq(groups_in(&s, "8-11"), 1);
		spread_free(&s);
		r = by(policy, 6);
		spread(&s, t, &r);
		cr_assert_eq(groups_in(&s, "0-3"), 2);
		cr_assert_eq(groups_in(&s, "4-7"), 2);
		cr_assert_eq(groups_in(&s, "8-11"), 2);
		spread_free(&s);
		cr_assert(made_drop(t));
	}
	made_free(m);
}

/* b6e5d5b94752: vectors before and after the spread ones had masks of some group. */
Test(spread_linux, pre_and_post_vectors_have_every_eligible_cpu)
{
	struct made_topology *m = made_new(8);
	struct irqm_topology *t = snapshot(m);
	unsigned long some[1] = { 0x7e };
	unsigned int policy;

	for (policy = 0; policy < NR_POLICIES; policy++) {
		struct irqm_spread_request r = by(policy, 5);
		struct spread_result s;

		r.pre_vectors = 2;
		r.post_vectors = 1;
		r.eligible = some;
		spread(&s, t, &r);
		cr_assert_eq(s.masks[0], 0x7e);
		cr_assert_eq(s.masks[1], 0x7e);
		cr_assert_eq(s.masks[2], 0x0e);
		cr_assert_eq(s.masks[3], 0x70);
		cr_assert_eq(s.masks[4], 0x7e);
		spread_free(&s);
	}
	cr_assert(made_drop(t));
	made_free(m);
}

/* fa8d7cdc849e: the vectors before were counted among those of the nodes. */
Test(spread_linux, a_vector_more_than_cpus_and_each_cpu_has_its_own)
{
	struct made_topology *m = made_new(8);
	unsigned int policy;

	for (policy = 0; policy < NR_POLICIES; policy++) {
		struct irqm_spread_request r = by(policy, 9);

		r.pre_vectors = 1;
		groups_are(m, &r, "01234567");
	}
	made_free(m);
}

/* 060746d9e394: the second set began at the first vector of all. */
Test(spread_linux, a_set_starts_where_the_one_before_ends)
{
	struct made_topology *m = made_new(4);
	struct irqm_topology *t = snapshot(m);
	const unsigned int sets[] = { 2, 4 };
	unsigned int policy;

	for (policy = 0; policy < NR_POLICIES; policy++) {
		struct irqm_spread_request r = by(policy, 7);
		struct spread_result s;

		r.pre_vectors = 1;
		r.nr_sets = 2;
		r.set_vectors = sets;
		spread(&s, t, &r);
		cr_assert_eq(s.masks[1], 3);
		cr_assert_eq(s.masks[2], 0xc);
		cr_assert_eq(s.masks[3], 1);
		cr_assert_eq(s.masks[6], 8);
		spread_free(&s);
	}
	cr_assert(made_drop(t));
	made_free(m);
}

/* b82592199032: with more nodes than vectors only the first nodes were used. */
Test(spread_linux, eight_nodes_three_vectors_and_each_node_in_one_group)
{
	struct made_topology *m = made_new(32);
	struct irqm_topology *t;
	unsigned int policy, node;

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 4);
	t = snapshot(m);
	for (policy = 0; policy < NR_POLICIES; policy++) {
		const struct irqm_spread_request r = by(policy, 3);
		struct spread_result s;
		char cpus[16];

		spread(&s, t, &r);
		cr_assert_eq(s.usable[0], 3);
		for (node = 0; node < 8; node++) {
			snprintf(cpus, sizeof(cpus), "%u-%u", 4 * node, 4 * node + 3);
			cr_assert_eq(groups_in(&s, cpus), 1);
		}
		spread_free(&s);
	}
	cr_assert(made_drop(t));
	made_free(m);
}

/* 53c1788b7d77: CPUs were in no group when nodes were small and siblings many. */
Test(spread_linux, no_cpu_is_forgotten)
{
	struct made_topology *m = made_new(40);
	struct irqm_topology *t;
	unsigned int policy, vectors;

	made_say(m, IRQM_TOPOLOGY_NODE, "0000000000000000000000000000000111111123");
	made_say_runs(m, IRQM_TOPOLOGY_CORE, 4);
	made_say(m, MADE_PRESENT, "1111111111111111111111100000000111111110");
	t = snapshot(m);
	for (policy = 0; policy < NR_POLICIES; policy++) {
		for (vectors = 1; vectors < 44; vectors++) {
			const struct irqm_spread_request r = by(policy, vectors);

			cr_assert(spread_is_good(t, &r));
		}
	}
	cr_assert(made_drop(t));
	made_free(m);
}

/* b1a5a73e64e9: each node got as many vectors as any, or as the CPUs of the first allowed. */
Test(spread_linux, twelve_and_four_cpus_get_six_and_two_of_eight_vectors)
{
	struct made_topology *m = made_new(16);
	struct irqm_topology *t;
	unsigned int policy;

	made_say(m, IRQM_TOPOLOGY_NODE, "0010100000101000");
	t = snapshot(m);
	for (policy = 0; policy < NR_POLICIES; policy++) {
		const struct irqm_spread_request r = by(policy, 8);
		struct spread_result s;

		spread(&s, t, &r);
		cr_assert_eq(groups_in(&s, "2,4,10,12"), 2);
		cr_assert_eq(groups_in(&s, "0-1,3,5-9,11,13-15"), 6);
		spread_free(&s);
	}
	cr_assert(made_drop(t));
	made_free(m);
}

/* 08d835dff916: dealing the possible CPUs wrote over the masks of present ones. */
Test(spread_linux, possible_cpus_leave_the_groups_of_present_ones)
{
	struct made_topology *m = made_new(12);
	unsigned int policy, vectors;

	made_say(m, IRQM_TOPOLOGY_NODE, "000011112222");
	made_say(m, MADE_PRESENT, "110011001000");
	for (policy = 0; policy < NR_POLICIES; policy++) {
		for (vectors = 1; vectors < 15; vectors++) {
			const struct irqm_spread_request r = by(policy, vectors);
			struct irqm_topology *t = snapshot(m);
			struct spread_result s;

			spread(&s, t, &r);
			cr_assert(spread_ignores_absent(&s, m, 3));
			spread_free(&s);
			cr_assert(made_drop(t));
		}
	}
	made_free(m);
}

/* "Create mask for single vector": a device with one vector had none. */
Test(spread_linux, one_vector_has_all_cpus)
{
	struct made_topology *m = made_new(10);
	unsigned int policy;

	made_say(m, IRQM_TOPOLOGY_NODE, "0011223344");
	made_say(m, MADE_PRESENT, "1111000000");
	for (policy = 0; policy < NR_POLICIES; policy++)
		plainly(m, (enum irqm_spread_policy)policy, 1, "0000000000");
	made_free(m);
}

/* "avoid acquiring cpu hotplug lock": spreading inside a hotplug callback waited for itself. */
Test(spread_linux, nobody_is_asked_for_anything)
{
	struct made_topology *m = made_random(5);
	struct irqm_topology *t = snapshot(m);
	unsigned int policy;

	/* Who is asked now, finds no machine. */
	made_free(m);
	for (policy = 0; policy < NR_POLICIES; policy++) {
		const struct irqm_spread_request r = by(policy, 5);

		cr_assert(spread_is_good(t, &r));
	}
	cr_assert(made_drop(t));
}

/* df831e977394: no groups at all gave a pointer to nothing, which was written to. */
Test(spread_linux, no_groups_are_an_error)
{
	struct made_topology *m = made_new(4);
	struct irqm_topology *t = snapshot(m);
	unsigned int policy, groups[4] = { 7, 7, 7, 7 };
	unsigned long masks[1] = { 7 };
	_Alignas(IRQM_SPREAD_ALIGN) static char scratch[32768];

	for (policy = 0; policy < NR_POLICIES; policy++) {
		const struct irqm_spread_request r = by(policy, 0);

		GIVES(irqm_spread_groups(t, &r, scratch, sizeof(scratch), groups, NULL),
		      -IRQM_EINVAL);
		GIVES(irqm_spread_masks(t, &r, scratch, sizeof(scratch), masks, NULL),
		      -IRQM_EINVAL);
	}
	cr_assert_eq(groups[0], 7);
	cr_assert_eq(masks[0], 7);
	cr_assert(made_drop(t));
	made_free(m);
}

/* "Don't return with empty masks on error": callers took empty masks for a result. */
Test(spread_linux, an_error_leaves_no_empty_masks)
{
	struct made_topology *m = made_new(4);
	struct irqm_topology *t = snapshot(m);
	const struct irqm_spread_request r = by(IRQM_SPREAD_LINUX_6_12, 2);
	unsigned long masks[2] = { 5, 6 };
	_Alignas(IRQM_SPREAD_ALIGN) static char scratch[32768];
	size_t bytes;

	irqm_spread_scratch(t, &bytes);
	GIVES(irqm_spread_masks(t, &r, scratch, bytes - 1, masks, NULL), -IRQM_ENOSPC);
	cr_assert_eq(masks[0], 5);
	cr_assert_eq(masks[1], 6);
	cr_assert(made_drop(t));
	made_free(m);
}

/* 2026: an architecture that said of a CPU that no cluster holds it. */
Test(spread_linux, a_cpu_without_a_cluster_is_as_if_there_were_none)
{
	struct made_topology *m = made_new(8);

	made_say(m, IRQM_TOPOLOGY_CLUSTER, "01010101");
	plainly(m, IRQM_SPREAD_LINUX_7_3, 2, "10101010");
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "0101010-");
	plainly(m, IRQM_SPREAD_LINUX_7_3, 2, "00001111");
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "--------");
	plainly(m, IRQM_SPREAD_LINUX_7_3, 2, "00001111");
	made_free(m);
}

/* Linux 7.3 on LoongArch and others: each CPU is a cluster of its own, siblings or not. */
Test(spread_linux, siblings_stay_together_where_their_clusters_are_not_used)
{
	struct made_topology *m = made_new(4);

	made_say(m, IRQM_TOPOLOGY_CORE, "0110");
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "0123");
	plainly(m, IRQM_SPREAD_LINUX_7_3, 2, "0110");
	plainly(m, IRQM_SPREAD_LINUX_6_12, 2, "0110");
	/* A group for each cluster: the clusters are used. */
	plainly(m, IRQM_SPREAD_LINUX_7_3, 4, "3021");
	/* A cluster that not all CPUs of the node have switches clusters off. */
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "0-00");
	plainly(m, IRQM_SPREAD_LINUX_7_3, 2, "0110");
	made_free(m);
}

Test(spread_linux, a_core_is_cut_where_its_clusters_are_used)
{
	struct made_topology *m = made_new(6);

	made_say(m, IRQM_TOPOLOGY_CORE, "001122");
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "010101");
	plainly(m, IRQM_SPREAD_LINUX_7_3, 2, "101010");
	plainly(m, IRQM_SPREAD_LINUX_6_12, 2, "000111");
	/* CPUs 0 and 1 are siblings in two clusters, 2 and 4 as well. */
	made_say(m, IRQM_TOPOLOGY_CORE, "001213");
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "010111");
	plainly(m, IRQM_SPREAD_LINUX_7_3, 3, "010122");
	made_free(m);
}

/* A core over packages, caches or nodes: a node's CPUs are siblings whatever is in between. */
Test(spread_linux, siblings_in_two_packages_or_caches_stay_together)
{
	struct made_topology *m = made_new(8);

	made_say(m, IRQM_TOPOLOGY_CORE, "01230123");
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "00001111");
	made_say(m, IRQM_TOPOLOGY_LLC, "00001111");
	plainly(m, IRQM_SPREAD_LINUX_6_12, 4, "01230123");
	plainly(m, IRQM_SPREAD_LINUX_7_3, 4, "01230123");
	/* Those on another node are not dealt along. */
	made_say(m, IRQM_TOPOLOGY_NODE, "00001111");
	plainly(m, IRQM_SPREAD_LINUX_6_12, 4, "22330011");
	made_free(m);
}

/* Scratch memory may hold anything, also what marks a CPU that is to be dealt. */
Test(spread_linux, siblings_elsewhere_are_not_taken_for_what_memory_held)
{
	struct irqm_spread_request r = by(IRQM_SPREAD_LINUX_6_12, 4);
	_Alignas(IRQM_SPREAD_ALIGN) static unsigned int scratch[8192];
	struct made_topology *m = made_new(8);
	struct irqm_topology *t;
	unsigned long masks[4];
	unsigned int i;

	/* Each core is on both nodes, which get two groups each. */
	made_say(m, IRQM_TOPOLOGY_NODE, "00001111");
	made_say(m, IRQM_TOPOLOGY_CORE, "01230123");
	t = snapshot(m);
	for (i = 0; i < sizeof(scratch) / sizeof(*scratch); i++)
		scratch[i] = IRQM_NONE - 1;
	GIVES(irqm_spread_masks(t, &r, scratch, sizeof(scratch), masks, NULL), 0);
	for (i = 0; i < 4; i++)
		cr_assert_eq(masks[i], 3UL << (i < 2 ? 4 + 2 * i : 2 * i - 4), "mask %u", i);
	cr_assert(made_drop(t));
	made_free(m);
}

static void masks_are(const unsigned long *masks, unsigned int nr, const unsigned long *want)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		cr_assert_eq(masks[i], want[i], "mask %u is %lx, not %lx", i, masks[i], want[i]);
}

Test(spread_linux, of_7_3_packs_the_masks_of_sets)
{
	static const unsigned int sets[] = { 3, 2, 4 };
	static const unsigned long packed[] = { 3, 1, 2, 1, 2, 1, 2, 3, 3, 3, 3 };
	static const unsigned long in_place[] = { 3, 1, 2, 0, 1, 2, 1, 2, 0, 0, 3 };
	struct irqm_spread_request r = WISH(.vectors = 11, .pre_vectors = 1, .post_vectors = 1,
					    .nr_sets = 3, .set_vectors = sets,
					    .policy = IRQM_SPREAD_LINUX_7_3);
	struct made_topology *m = made_new(2);
	struct irqm_topology *t = snapshot(m);
	unsigned long masks[11];
	_Alignas(IRQM_SPREAD_ALIGN) static char scratch[32768];
	unsigned int usable[3];

	GIVES(irqm_spread_masks(t, &r, scratch, sizeof(scratch), masks, usable), 0);
	masks_are(masks, 11, packed);
	cr_assert(usable[0] == 2 && usable[1] == 2 && usable[2] == 2);
	r.policy = IRQM_SPREAD_LINUX_6_12;
	GIVES(irqm_spread_masks(t, &r, scratch, sizeof(scratch), masks, usable), 0);
	masks_are(masks, 11, in_place);
	cr_assert(made_drop(t));
	made_free(m);
}

/* 2026: clusters that changed while CPUs were dealt to them. */
Test(spread_linux, a_machine_that_says_something_else_each_time)
{
	uint64_t seed;

	for (seed = 1; seed <= 300; seed++) {
		struct made_topology *m = made_random(seed);
		struct irqm_topology_config config = made_config(m, m->nr_nodes + 1);
		struct faulty_mem mem = { 0 };
		struct irqm_topology *t = NULL;
		unsigned int policy;

		made_turn_fickle(m, seed);
		for (policy = 0; policy < NR_POLICIES; policy++) {
			const struct irqm_spread_request r = by(policy, 1 + (seed + policy) % 9);

			if (irqm_topology_create(&config, &faulty_mem_ops, &mem, &t))
				continue;
			cr_assert(spread_is_good(t, &r), "machine %u", (unsigned int)seed);
			irqm_topology_destroy(t);
		}
		cr_assert_eq(mem.live + mem.faults, 0);
		made_free(m);
	}
}

/* The reviews of io_queue isolation: masks of CPUs to spread over, and what may be wrong. */
Test(spread_linux, fewer_eligible_cpus_than_vectors_or_sets)
{
	struct made_topology *m = made_new(8);
	unsigned long one[1] = { 0x10 }, two[1] = { 0x90 };
	const unsigned int sets[] = { 4, 1, 2 };
	unsigned int policy;

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 2);
	for (policy = 0; policy < NR_POLICIES; policy++) {
		struct irqm_spread_request r = by(policy, 7);

		r.nr_sets = 3;
		r.set_vectors = sets;
		r.eligible = one;
		groups_are(m, &r, "----0--- ----0--- ----0---");
		r.outside = IRQM_SPREAD_OUTSIDE_ATTACHED;
		groups_are(m, &r, "00000000 00000000 00000000");
		r.eligible = two;
		r.outside = IRQM_SPREAD_OUTSIDE_LEFT_OUT;
		if (policy == IRQM_SPREAD_LOCALITY)
			groups_are(m, &r, "----0--1 ----0--0 ----0--1");
	}
	made_free(m);
}

Test(spread_linux, only_cpus_that_are_not_present_are_eligible)
{
	struct made_topology *m = made_new(8);
	unsigned long some[1] = { 0xf0 };
	unsigned int policy;

	made_say(m, MADE_PRESENT, "11110000");
	for (policy = 0; policy < NR_POLICIES; policy++) {
		struct irqm_spread_request r = by(policy, 2);

		r.eligible = some;
		groups_are(m, &r, "----0011");
		r.outside = IRQM_SPREAD_OUTSIDE_ATTACHED;
		groups_are(m, &r, "00110011");
	}
	made_free(m);
}

/* As of 7.3 Linux packs them. */
Test(spread_linux, a_set_with_empty_groups_moves_no_other)
{
	struct made_topology *m = made_new(2);
	struct irqm_topology *t = snapshot(m);
	const unsigned int sets[] = { 4, 2 };
	unsigned int policy;

	for (policy = 0; policy < IRQM_SPREAD_LINUX_7_3; policy++) {
		struct irqm_spread_request r = by(policy, 6);
		struct spread_result s;

		r.nr_sets = 2;
		r.set_vectors = sets;
		spread(&s, t, &r);
		cr_assert_eq(s.usable[0], 2);
		cr_assert_eq(s.usable[1], 2);
		cr_assert_eq(s.masks[3], 0);
		cr_assert_eq(s.masks[4], 1);
		cr_assert_eq(s.masks[5], 2);
		spread_free(&s);
	}
	cr_assert(made_drop(t));
	made_free(m);
}

/* ---- Clusters ---- */

/*
 * Machines with clusters of all sizes that are not side by side, in nodes, with siblings. In one of
 * four some CPU has no cluster, in one of four each node has one, in one of four no CPU has any.
 */
static struct made_topology *clustered(uint64_t seed)
{
	struct op_rng rng = { .state = seed };
	struct made_topology *m = made_new(1 + op_rng_below(&rng, 70));
	unsigned int nodes = 1 + op_rng_below(&rng, 4), clusters = 1 + op_rng_below(&rng, 5), cpu;
	unsigned int of = 1 + op_rng_below(&rng, 3);

	made_say_runs(m, IRQM_TOPOLOGY_CORE, 1 + op_rng_below(&rng, 3));
	for (cpu = 0; cpu < m->nr_cpus; cpu++) {
		unsigned int core = m->answer[IRQM_TOPOLOGY_CORE][cpu] * 0x9e3779b1U >> 8;

		m->answer[IRQM_TOPOLOGY_NODE][cpu] = core % nodes * 3;
		m->answer[IRQM_TOPOLOGY_CLUSTER][cpu] = core % nodes * 100;
		if (seed % 4 > 1)
			m->answer[IRQM_TOPOLOGY_CLUSTER][cpu] += core / nodes % clusters;
		if (seed % 4 == 0)
			m->answer[IRQM_TOPOLOGY_CLUSTER][cpu] = IRQM_NONE;
		m->answer[MADE_PRESENT][cpu] = op_rng_below(&rng, of) == 0;
	}
	if (seed % 4 == 3)
		m->answer[IRQM_TOPOLOGY_CLUSTER][op_rng_below(&rng, m->nr_cpus)] = IRQM_NONE;
	made_link_nodes(m);
	return m;
}

Test(spread_linux, clusters_are_shared_out_as_nodes_are)
{
	uint64_t seed;
	unsigned long different = 0;

	for (seed = 1; seed <= 400; seed++) {
		struct made_topology *m = clustered(seed);
		struct irqm_topology *t = snapshot(m);
		unsigned int vectors;

		for (vectors = 1; vectors <= m->nr_cpus; vectors += 1 + vectors / 8) {
			const struct irqm_spread_request r = by(IRQM_SPREAD_LINUX_7_3, vectors);
			const struct irqm_spread_request old = by(IRQM_SPREAD_LINUX_6_12, vectors);
			struct spread_result s, before;
			bool same;

			spread(&s, t, &r);
			spread(&before, t, &old);
			cr_assert(spread_is_linux(&s, m, 0), "machine %u", (unsigned int)seed);
			same = memcmp(s.groups, before.groups,
				      m->nr_cpus * sizeof(*s.groups)) == 0;
			cr_assert(same || seed % 4 > 1, "machine %u", (unsigned int)seed);
			different += !same;
			spread_free(&s);
			spread_free(&before);
		}
		cr_assert(made_drop(t));
		made_free(m);
	}
	cr_assert_gt(different, 500);
}

Test(spread_linux, clusters_get_as_much_of_a_node_as_they_have_cpus)
{
	struct made_topology *m = made_new(12);

	made_say(m, IRQM_TOPOLOGY_CLUSTER, "012012012222");
	/* 3, 3 and 6 CPUs: the second of the equal ones comes first. */
	plainly(m, IRQM_SPREAD_LINUX_7_3, 3, "012012012222");
	plainly(m, IRQM_SPREAD_LINUX_7_3, 4, "012012012333");
	/* Fewer groups than clusters */
	plainly(m, IRQM_SPREAD_LINUX_7_3, 2, "000000111111");
	made_free(m);
}

Test(spread_linux, each_node_decides_for_itself_whether_its_clusters_matter)
{
	struct made_topology *m = made_new(16);

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 8);
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "0101010123232-23");
	plainly(m, IRQM_SPREAD_LINUX_7_3, 4, "3232323200001111");
	made_free(m);
}
