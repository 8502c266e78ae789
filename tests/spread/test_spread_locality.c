/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_spread_locality.c - the policy that puts locality first: shares, joined domains, devices.
 *
 * Its rules are checked on random machines by plain_spread.c.
 */
#include "support/spread_machine.h"

static void locally(struct made_topology *m, unsigned int vectors, const char *want)
{
	struct irqm_topology *t = snapshot(m);
	const struct irqm_spread_request r = WISH(.vectors = vectors);
	struct spread_result s;

	plainly(m, IRQM_SPREAD_LOCALITY, vectors, want);
	cr_assert(spread_run(&s, t, &r));
	cr_assert(spread_is_local(&s));
	spread_free(&s);
	cr_assert(made_drop(t));
}

/* ---- Shares ---- */

Test(spread_locality, largest_remainders_are_rounded_up)
{
	struct made_topology *m = made_new(10);

	/* 3.5, 2.1 and 1.4 */
	made_say(m, IRQM_TOPOLOGY_NODE, "0000011122");
	locally(m, 7, "0122345566");
	made_free(m);
}

Test(spread_locality, of_equal_remainders_the_first_are_rounded_up)
{
	struct made_topology *m = made_new(12);

	made_say_runs(m, IRQM_TOPOLOGY_LLC, 4);
	locally(m, 4, "001122223333");
	locally(m, 5, "001122334444");
	made_free(m);
}

Test(spread_locality, each_domain_gets_one_at_least)
{
	struct made_topology *m = made_new(11);

	made_say(m, IRQM_TOPOLOGY_NODE, "00000000012");
	locally(m, 3, "00000000012");
	locally(m, 4, "00001111123");
	made_free(m);
}

Test(spread_locality, no_domain_gets_more_than_it_has_cpus)
{
	struct made_topology *m = made_new(9);
	unsigned int cpu;

	made_say(m, IRQM_TOPOLOGY_NODE, "011111111");
	for (cpu = 1; cpu < 9; cpu++)
		m->answer[MADE_CAPACITY][cpu] = 64;
	/* Quotas 2.67 and 1.33 */
	locally(m, 4, "011122333");
	made_free(m);
}

/* Shares against a brute search for those that are nearest to the quotas. */
static uint64_t total_error(const unsigned int *weights, const unsigned int *shares,
			    unsigned int nr, unsigned int groups)
{
	uint64_t whole = 0, error = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		whole += weights[i];
	for (i = 0; i < nr; i++) {
		uint64_t has = shares[i] * whole, quota = (uint64_t)groups * weights[i];

		error += has > quota ? has - quota : quota - has;
	}
	return error;
}

/* The next of all shares within the limits; false after the last. */
static bool next_shares(const unsigned int *cpus, unsigned int nr, unsigned int *shares)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (shares[i]++ < cpus[i])
			return true;
		shares[i] = 1;
	}
	return false;
}

static uint64_t least_error(const unsigned int *weights, const unsigned int *cpus, unsigned int nr,
			    unsigned int groups)
{
	unsigned int shares[4] = { 1, 1, 1, 1 }, i, sum;
	uint64_t least = UINT64_MAX, error;

	do {
		for (sum = 0, i = 0; i < nr; i++)
			sum += shares[i];
		error = total_error(weights, shares, nr, groups);
		if (sum == groups && error < least)
			least = error;
	} while (next_shares(cpus, nr, shares));
	return least;
}

/* One domain per entry on a machine, as caches; returns what the library gave them. */
static void given(const unsigned int *capacity, const unsigned int *cpus, unsigned int nr,
		  unsigned int groups, unsigned int *shares, unsigned int *weights)
{
	struct made_topology *m;
	struct irqm_topology *t;
	struct irqm_spread_request r = WISH(.vectors = groups);
	struct spread_result s;
	unsigned int i, cpu = 0, end = 0;

	for (i = 0; i < nr; i++)
		end += cpus[i];
	m = made_new(end);
	for (end = 0, i = 0; i < nr; i++) {
		weights[i] = capacity[i] * cpus[i];
		for (end += cpus[i]; cpu < end; cpu++) {
			m->answer[IRQM_TOPOLOGY_LLC][cpu] = i;
			m->answer[MADE_CAPACITY][cpu] = capacity[i];
		}
	}
	t = snapshot(m);
	cr_assert(spread_run(&s, t, &r));
	for (end = 0, i = 0; i < nr; i++) {
		shares[i] = s.groups[end + cpus[i] - 1] - s.groups[end] + 1;
		end += cpus[i];
	}
	spread_free(&s);
	cr_assert(made_drop(t));
	made_free(m);
}

/* Whether a quota is below one, or above the number of CPUs. */
static bool reaches_limit(const unsigned int *weights, const unsigned int *cpus, unsigned int nr,
			  unsigned int groups)
{
	uint64_t whole = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		whole += weights[i];
	for (i = 0; i < nr; i++) {
		uint64_t quota = (uint64_t)groups * weights[i];

		if (quota < whole || quota > cpus[i] * whole)
			return true;
	}
	return false;
}

/* A limit that is reached changes the quotas of the others; then others may be a little nearer. */
Test(spread_locality, shares_are_as_near_to_the_quotas_as_any)
{
	struct op_rng rng = { .state = 77 };
	unsigned int round, worse = 0;

	for (round = 0; round < 3000; round++) {
		unsigned int capacity[4], cpus[4], shares[4], wanted[4], weights[4];
		unsigned int nr = 2 + op_rng_below(&rng, 3), all = 0, groups, i;
		struct spread_part parts[4];

		for (i = 0; i < nr; i++) {
			cpus[i] = 1 + op_rng_below(&rng, 6);
			capacity[i] = op_rng_below(&rng, 2) ? 1024 : 1 + op_rng_below(&rng, 1024);
			all += cpus[i];
		}
		groups = nr + op_rng_below(&rng, all - nr + 1);
		if (groups == 1)
			continue;
		given(capacity, cpus, nr, groups, shares, weights);
		for (i = 0; i < nr; i++)
			parts[i] = (struct spread_part){ .weight = weights[i], .cpus = cpus[i] };
		spread_share_out(parts, nr, groups, wanted);
		cr_assert_arr_eq(shares, wanted, nr * sizeof(*shares), "round %u", round);
		if (total_error(weights, shares, nr, groups) ==
		    least_error(weights, cpus, nr, groups))
			continue;
		cr_assert(reaches_limit(weights, cpus, nr, groups), "round %u", round);
		worse++;
	}
	cr_assert_leq(worse, 60, "%u", worse);
}

/* ---- Groups and domains ---- */

Test(spread_locality, no_group_reaches_into_two_domains_that_have_one_each)
{
	struct made_topology *m = made_new(16);

	made_say_runs(m, IRQM_TOPOLOGY_PACKAGE, 8);
	made_say_runs(m, IRQM_TOPOLOGY_LLC, 4);
	made_say_runs(m, IRQM_TOPOLOGY_CORE, 2);
	locally(m, 2, "0000000011111111");
	locally(m, 3, "0000111122222222");
	locally(m, 4, "0000111122223333");
	locally(m, 5, "0011222233334444");
	locally(m, 8, "0011223344556677");
	locally(m, 9, "0122334455667788");
	made_free(m);
}

Test(spread_locality, siblings_far_apart_in_number_are_together)
{
	struct made_topology *m = made_new(12);

	made_say(m, IRQM_TOPOLOGY_NODE, "000111000111");
	made_say(m, IRQM_TOPOLOGY_CORE, "012345012345");
	locally(m, 6, "012345012345");
	locally(m, 4, "011233011233");
	made_free(m);
}

Test(spread_locality, caches_are_joined_in_the_order_of_their_cpus)
{
	struct made_topology *m = made_new(10);

	made_say(m, IRQM_TOPOLOGY_LLC, "0123401234");
	locally(m, 2, "0011100111");
	locally(m, 3, "0012200122");
	made_free(m);
}

Test(spread_locality, nodes_that_hold_packages_come_before_them)
{
	struct made_topology *m = made_new(8);

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 4);
	made_say(m, IRQM_TOPOLOGY_PACKAGE, "00112233");
	locally(m, 2, "00001111");
	locally(m, 3, "00112222");
	locally(m, 4, "00112233");
	made_free(m);
}

/* ---- Capacities ---- */

Test(spread_locality, strong_cpus_get_more_vectors)
{
	struct made_topology *m = made_new(12);
	unsigned int cpu;

	/* Two strong cores of two CPUs, two clusters of four weak ones. */
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "001122223333");
	made_say(m, IRQM_TOPOLOGY_CORE, "001123456789");
	for (cpu = 4; cpu < 12; cpu++)
		m->answer[MADE_CAPACITY][cpu] = 512;
	locally(m, 4, "001122223333");
	locally(m, 8, "012344556677");
	made_free(m);
}

Test(spread_locality, a_weak_cluster_is_joined_and_a_strong_one_stands_alone)
{
	struct made_topology *m = made_new(6);
	unsigned int cpu;

	made_say(m, IRQM_TOPOLOGY_CLUSTER, "001234");
	for (cpu = 2; cpu < 6; cpu++)
		m->answer[MADE_CAPACITY][cpu] = 512;
	locally(m, 2, "001111");
	made_free(m);
}

/* ---- Distances ---- */

/* One CPU per node; what is not said is 40. */
static struct made_topology *nodes(unsigned int nr)
{
	struct made_topology *m = made_new(nr);
	unsigned int from, to;

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 1);
	for (from = 0; from < nr; from++) {
		for (to = 0; to < nr; to++)
			*made_distance(m, from, to) = from == to ? 10 : 40;
	}
	return m;
}

static void link_nodes(struct made_topology *m, unsigned int a, unsigned int b,
		       unsigned int distance)
{
	*made_distance(m, a, b) = distance;
	*made_distance(m, b, a) = distance;
}

Test(spread_locality, nodes_in_a_line)
{
	static const unsigned int line[] = { 0, 4, 2, 5, 1, 3 };
	struct made_topology *m = nodes(6);
	unsigned int i, j;

	for (i = 0; i < 6; i++) {
		for (j = 0; j < i; j++)
			link_nodes(m, line[i], line[j], 10 + 5 * (i - j));
	}
	locally(m, 2, "010101");
	locally(m, 3, "021201");
	made_free(m);
}

Test(spread_locality, packages_in_a_ring)
{
	struct made_topology *m = nodes(8);
	unsigned int i, j;

	/* Around the ring the numbers are 0, 3, 6, 1, 4, 7, 2, 5. */
	for (i = 0; i < 8; i++) {
		for (j = 0; j < i; j++)
			link_nodes(m, 3 * i % 8, 3 * j % 8,
				   10 + 6 * (i - j < 4 ? i - j : 8 - (i - j)));
	}
	made_say_runs(m, IRQM_TOPOLOGY_PACKAGE, 1);
	locally(m, 4, "01302312");
	made_free(m);
}

Test(spread_locality, two_halves_far_from_each_other)
{
	struct made_topology *m = nodes(8);
	unsigned int i, j;

	for (i = 0; i < 8; i++) {
		for (j = i % 2; j < i; j += 2)
			link_nodes(m, i, j, 20);
	}
	locally(m, 2, "01010101");
	locally(m, 4, "02021313");
	made_free(m);
}

Test(spread_locality, packages_are_joined_by_the_distance_of_their_nodes)
{
	struct made_topology *m = made_new(8);

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 2);
	made_say_runs(m, IRQM_TOPOLOGY_PACKAGE, 2);
	*made_distance(m, 0, 1) = 30;
	*made_distance(m, 0, 2) = 15;
	*made_distance(m, 0, 3) = 30;
	locally(m, 2, "00110011");
	made_free(m);
}

Test(spread_locality, without_distances_nodes_are_joined_as_they_come)
{
	struct made_topology *m = made_new(8);

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 1);
	locally(m, 3, "00011222");
	locally(m, 5, "00122344");
	made_free(m);
}

/* A node's number looks like the CPU that would come next. */
Test(spread_locality, the_last_cpu_has_no_next)
{
	struct made_topology *m = made_new(2);

	made_say(m, IRQM_TOPOLOGY_NODE, "22");
	plainly(m, IRQM_SPREAD_LOCALITY, 1, "00");
	plainly(m, IRQM_SPREAD_LOCALITY, 2, "01");
	made_free(m);
}

/* Wherever one of two packages ends, vectors do not straddle it. */
Test(spread_locality, a_package_may_end_at_any_cpu)
{
	enum {
		NR = 70
	};
	char text[NR + 1] = { 0 };
	unsigned int first, cpu;

	for (first = 1; first < NR; first++) {
		struct made_topology *m = made_new(NR);

		for (cpu = 0; cpu < NR; cpu++)
			text[cpu] = cpu < first ? '0' : '1';
		made_say(m, IRQM_TOPOLOGY_PACKAGE, text);
		plainly(m, IRQM_SPREAD_LOCALITY, 2, text);
		made_free(m);
	}
}

/* Machines whose firmware puts each CPU into a package took seconds: packages were chained. */
Test(spread_locality, a_package_per_cpu, .timeout = 20)
{
	struct made_topology *m = made_new(IRQM_MAX_CPUS);
	struct irqm_topology *t;
	struct spread_result s;
	const struct irqm_spread_request r = WISH(.vectors = 100);
	unsigned int cpu;

	made_say_runs(m, IRQM_TOPOLOGY_PACKAGE, 1);
	made_say_runs(m, IRQM_TOPOLOGY_NODE, IRQM_MAX_CPUS / 2);
	t = snapshot(m);
	cr_assert(spread_run(&s, t, &r));
	cr_assert_eq(s.usable[0], 100);
	for (cpu = 1; cpu < IRQM_MAX_CPUS; cpu++)
		cr_assert_leq(s.groups[cpu] - s.groups[cpu - 1], 1);
	spread_free(&s);
	cr_assert(made_drop(t));
	made_free(m);
}

/* ---- Devices ---- */

static void near_device(struct made_topology *m, unsigned int vectors, unsigned int device,
			const char *want)
{
	struct irqm_topology *t = snapshot(m);
	const struct irqm_spread_request r = WISH_AT(device, .vectors = vectors);
	struct spread_result s;

	groups_are(m, &r, want);
	cr_assert(spread_run(&s, t, &r));
	cr_assert(spread_is_ordered(&s));
	spread_free(&s);
	cr_assert(made_drop(t));
}

Test(spread_locality, the_vectors_nearest_to_the_device_come_first)
{
	struct made_topology *m = made_new(8);

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 2);
	*made_distance(m, 2, 0) = 30;
	*made_distance(m, 2, 1) = 40;
	*made_distance(m, 2, 3) = 12;
	near_device(m, 4, 2, "22330011");
	near_device(m, 8, 2, "45670123");
	near_device(m, 1, 2, "00000000");
	near_device(m, 8, 0, "01234567");
	made_free(m);
}

/* A group of several nodes was as far as its lowest CPU. */
Test(spread_locality, a_group_that_reaches_to_the_device_comes_first)
{
	struct made_topology *m = made_new(8);

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 2);
	locally(m, 2, "00001111");
	near_device(m, 2, 3, "11110000");
	near_device(m, 2, 1, "00001111");
	made_free(m);
}

Test(spread_locality, cpus_that_are_not_present_come_after_the_order_of_the_device)
{
	struct made_topology *m = made_new(8);

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 2);
	made_say(m, MADE_PRESENT, "10101010");
	near_device(m, 8, 1, "14052637");
	made_free(m);
}

Test(spread_locality, linux_does_not_look_at_the_device)
{
	struct made_topology *m = made_new(8);

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 4);
	groups_are(m, &WISH_AT(1, .vectors = 1, .policy = IRQM_SPREAD_LINUX_6_12), "00000000");
	groups_are(m, &WISH_AT(1, .vectors = 2, .policy = IRQM_SPREAD_LINUX_6_12), "00001111");
	made_free(m);
}
