/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_spread_score.c - scores of groups made by hand. Those of spread groups are compared with a
 * plain count wherever a test spreads.
 */
#include "support/spread_machine.h"
#include "support/fence.h"

#define ROOM 32

/* A machine, and memory to work in. */
struct bench {
	struct made_topology *m;
	struct irqm_topology *t;
	size_t bytes;
	void *scratch;
	unsigned int groups[ROOM];
	struct irqm_spread_quality score;
};

static void take_machine(struct bench *b, struct made_topology *m)
{
	memset(b, 0, sizeof(*b));
	b->m = m;
	b->t = snapshot(m);
	GIVES(irqm_spread_scratch(b->t, &b->bytes), 0);
	b->scratch = fence_new(b->bytes);
}

static void tear_down(struct bench *b)
{
	cr_assert(fence_holds(b->scratch, b->bytes));
	fence_free(b->scratch);
	cr_assert(made_drop(b->t));
	made_free(b->m);
}

/* One character per CPU: its group, '-' for none. */
static void say_groups(struct bench *b, const char *groups)
{
	unsigned int cpu;

	for (cpu = 0; groups[cpu]; cpu++)
		b->groups[cpu] = groups[cpu] == '-' ? IRQM_NONE : (unsigned int)(groups[cpu] - '0');
}

static int score_of(struct bench *b, const char *groups, unsigned int vectors,
		    unsigned int device_node)
{
	say_groups(b, groups);
	return irqm_spread_score(b->t, b->groups, vectors, device_node, b->scratch, b->bytes,
				 &b->score);
}

static void scored(struct bench *b, const char *groups)
{
	cr_assert_eq(score_of(b, groups, 9, IRQM_NONE), 0);
}

/* Two packages of two nodes of two cores of two CPUs, all in order. */
static struct made_topology *orderly(void)
{
	struct made_topology *m = made_new(16);
	unsigned int from, to;

	made_say_runs(m, IRQM_TOPOLOGY_PACKAGE, 8);
	made_say_runs(m, IRQM_TOPOLOGY_NODE, 4);
	made_say_runs(m, IRQM_TOPOLOGY_CORE, 2);
	for (from = 0; from < 4; from++) {
		for (to = 0; to < 4; to++)
			*made_distance(m, from, to) = from / 2 == to / 2 ? 16 : 22;
		*made_distance(m, from, from) = 10;
	}
	return m;
}

/* ---- What is refused ---- */

Test(spread_score, bad_arguments_change_nothing)
{
	struct irqm_spread_quality before;
	struct bench b;

	take_machine(&b, orderly());
	memset(&b.score, 0x5a, sizeof(b.score));
	before = b.score;
	say_groups(&b, "0123012301230123");
	GIVES(irqm_spread_score(NULL, b.groups, 4, IRQM_NONE, b.scratch, b.bytes, &b.score),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_score(b.t, NULL, 4, IRQM_NONE, b.scratch, b.bytes, &b.score),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_score(b.t, b.groups, 4, IRQM_NONE, NULL, b.bytes, &b.score),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_score(b.t, b.groups, 4, IRQM_NONE, b.scratch, b.bytes, NULL),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_score(b.t, b.groups, 4, IRQM_NONE, (char *)b.scratch + 8,
				b.bytes, &b.score),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_score(b.t, b.groups, 4, IRQM_NONE, b.scratch, b.bytes - 1,
				&b.score),
	      -IRQM_ENOSPC);
	cr_assert_eq(score_of(&b, "0123012301230123", 3, IRQM_NONE), -IRQM_EINVAL);
	cr_assert_eq(score_of(&b, "0123012301230123", 0, IRQM_NONE), -IRQM_EINVAL);
	cr_assert_eq(score_of(&b, "----------------", 4, IRQM_NONE), -IRQM_EINVAL);
	cr_assert_eq(score_of(&b, "0123012301230123", 4, 4), -IRQM_ENOENT);
	cr_assert_eq(memcmp(&before, &b.score, sizeof(before)), 0);
	tear_down(&b);
}

Test(spread_score, cpus_that_are_not_possible_do_not_count)
{
	struct made_topology *m = made_new(4);
	struct bench b;

	made_say(m, MADE_POSSIBLE, "1101");
	take_machine(&b, m);
	scored(&b, "0080");
	cr_assert_eq(b.score.groups, 1);
	cr_assert_eq(b.score.cpus_most, 3);
	cr_assert_eq(score_of(&b, "0090", 9, IRQM_NONE), 0);
	cr_assert_eq(score_of(&b, "--0-", 9, IRQM_NONE), -IRQM_EINVAL);
	tear_down(&b);
}

/* ---- What is counted ---- */

Test(spread_score, groups_that_hold_none_do_not_count)
{
	struct bench b;

	take_machine(&b, orderly());
	scored(&b, "1111111133333333");
	cr_assert_eq(b.score.groups, 2);
	cr_assert_eq(b.score.cpus_fewest, 8);
	cr_assert_eq(b.score.cpus_most, 8);
	tear_down(&b);
}

Test(spread_score, cpus_and_capacity_of_the_smallest_and_largest)
{
	struct made_topology *m = made_new(6);
	struct bench b;

	m->answer[MADE_CAPACITY][0] = 100;
	m->answer[MADE_CAPACITY][1] = 200;
	m->answer[MADE_CAPACITY][2] = 300;
	take_machine(&b, m);
	scored(&b, "00123-");
	cr_assert_eq(b.score.groups, 4);
	cr_assert_eq(b.score.cpus_fewest, 1);
	cr_assert_eq(b.score.cpus_most, 2);
	cr_assert_eq(b.score.capacity_least, 300);
	cr_assert_eq(b.score.capacity_most, 1024);
	tear_down(&b);
}

Test(spread_score, groups_that_straddle_a_level)
{
	struct bench b;

	take_machine(&b, orderly());
	/* 0: a core; 1: two cores; 2: two nodes; 3: all that is left, in three nodes. */
	scored(&b, "0011223333333333");
	cr_assert_eq(b.score.straddling[IRQM_TOPOLOGY_PACKAGE], 1);
	cr_assert_eq(b.score.straddling[IRQM_TOPOLOGY_NODE], 1);
	cr_assert_eq(b.score.straddling[IRQM_TOPOLOGY_CORE], 1);
	scored(&b, "0011122333333333");
	cr_assert_eq(b.score.straddling[IRQM_TOPOLOGY_PACKAGE], 1);
	cr_assert_eq(b.score.straddling[IRQM_TOPOLOGY_NODE], 2);
	cr_assert_eq(b.score.straddling[IRQM_TOPOLOGY_CORE], 3);
	tear_down(&b);
}

/* Fewer groups than domains have to straddle, whichever of them it is that does. */
Test(spread_score, what_is_unavoidable_does_not_count_as_avoidable)
{
	struct bench b;

	take_machine(&b, orderly());
	scored(&b, "0000000000000000");
	cr_assert_eq(b.score.straddling[IRQM_TOPOLOGY_NODE], 1);
	cr_assert_eq(b.score.avoidable[IRQM_TOPOLOGY_NODE], 0);
	scored(&b, "0000000011111111");
	cr_assert_eq(b.score.straddling[IRQM_TOPOLOGY_NODE], 2);
	cr_assert_eq(b.score.avoidable[IRQM_TOPOLOGY_NODE], 0);
	cr_assert_eq(b.score.avoidable[IRQM_TOPOLOGY_PACKAGE], 0);
	scored(&b, "0101010101010101");
	cr_assert_eq(b.score.avoidable[IRQM_TOPOLOGY_PACKAGE], 2);
	cr_assert_eq(b.score.avoidable[IRQM_TOPOLOGY_NODE], 4);
	cr_assert_eq(b.score.avoidable[IRQM_TOPOLOGY_CORE], 8);
	tear_down(&b);
}

Test(spread_score, domains_without_a_group_do_not_excuse)
{
	struct bench b;

	take_machine(&b, orderly());
	/* Two nodes, two groups, both in both. */
	scored(&b, "00110011--------");
	cr_assert_eq(b.score.avoidable[IRQM_TOPOLOGY_NODE], 2);
	tear_down(&b);
}

Test(spread_score, mean_distance_is_over_all_pairs_and_selves)
{
	struct bench b;

	take_machine(&b, orderly());
	scored(&b, "0000111122223333");
	cr_assert_eq(b.score.distance_mean, 1000);
	cr_assert_eq(b.score.distance_worst, 10);
	/* Two pairs at 10, each CPU with itself, and two at 16. */
	scored(&b, "0---0-----------");
	cr_assert_eq(b.score.distance_mean, 1300);
	cr_assert_eq(b.score.distance_worst, 16);
	/* 9 pairs: 5 at 10, 4 at 22; 15 1/3, rounded. */
	scored(&b, "00------0-------");
	cr_assert_eq(b.score.distance_mean, 1533);
	cr_assert_eq(b.score.distance_worst, 22);
	tear_down(&b);
}

Test(spread_score, distances_may_differ_by_direction)
{
	struct made_topology *m = made_new(2);
	struct bench b;

	made_say(m, IRQM_TOPOLOGY_NODE, "01");
	*made_distance(m, 0, 1) = 20;
	*made_distance(m, 1, 0) = 40;
	take_machine(&b, m);
	scored(&b, "00");
	cr_assert_eq(b.score.distance_mean, 2000);
	cr_assert_eq(b.score.distance_worst, 40);
	tear_down(&b);
}

Test(spread_score, groups_near_the_device)
{
	struct bench b;

	take_machine(&b, orderly());
	cr_assert_eq(score_of(&b, "0011001122334455", 9, IRQM_NONE), 0);
	cr_assert_eq(b.score.near_device, 0);
	cr_assert_eq(score_of(&b, "0011001122334455", 9, 1), 0);
	cr_assert_eq(b.score.near_device, 2);
	cr_assert_eq(score_of(&b, "0011001122334455", 9, 2), 0);
	cr_assert_eq(b.score.near_device, 2);
	/* Nobody on the device's node has a group: the next best are those at 16. */
	cr_assert_eq(score_of(&b, "0123----44444444", 9, 1), 0);
	cr_assert_eq(b.score.near_device, 4);
	tear_down(&b);
}

/* 65,536 CPUs in one group, as far from each other as can be: the sums need all their bits. */
Test(spread_score, the_largest_sums)
{
	const unsigned int nr = IRQM_MAX_CPUS;
	struct made_topology *m = made_new(nr);
	struct irqm_spread_quality score;
	struct irqm_topology *t;
	unsigned int *groups = must_calloc(nr, sizeof(*groups)), from, to;
	size_t bytes;
	void *scratch;

	made_say_runs(m, IRQM_TOPOLOGY_NODE, nr / 2);
	for (from = 0; from < 2; from++) {
		for (to = 0; to < 2; to++)
			*made_distance(m, from, to) = 65535;
	}
	t = snapshot(m);
	GIVES(irqm_spread_scratch(t, &bytes), 0);
	scratch = fence_new(bytes);
	GIVES(irqm_spread_score(t, groups, 1, IRQM_NONE, scratch, bytes, &score), 0);
	cr_assert_eq(score.distance_mean, 6553500);
	cr_assert_eq(score.capacity_most, nr * 1024);
	cr_assert(fence_holds(scratch, bytes));
	fence_free(scratch);
	free(groups);
	cr_assert(made_drop(t));
	made_free(m);
}
