/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_spread_join.c - fewer vectors than domains, and equal claims to one vector more. That the
 * result is the best or nearly is shown by plain_spread_best.
 */
#include "support/spread_machine.h"

/* Nodes with this many CPUs each; a function of their numbers gives the distances. */
static struct made_topology *nodes_apart(unsigned int nr, unsigned int cpus,
					 unsigned int (*apart)(unsigned int from, unsigned int to))
{
	struct made_topology *m = made_new(nr * cpus);
	unsigned int from, to;

	made_say_runs(m, IRQM_TOPOLOGY_NODE, cpus);
	for (from = 0; from < nr; from++) {
		for (to = 0; to < nr; to++)
			*made_distance(m, from, to) = 10 + 5 * apart(from, to);
	}
	return m;
}

static unsigned int difference(unsigned int a, unsigned int b)
{
	return a < b ? b - a : a - b;
}

/* ---- Equal claims ---- */

/* Two caches of four CPUs: the first is one core, the second two. Three vectors. */
Test(spread_join, who_has_more_domains_than_vectors_further_down_gets_one_more)
{
	struct made_topology *m = made_new(8);

	made_say(m, IRQM_TOPOLOGY_LLC, "00001111");
	made_say(m, IRQM_TOPOLOGY_CORE, "00001122");
	plainly(m, IRQM_SPREAD_LOCALITY, 3, "00001122");
	made_say(m, IRQM_TOPOLOGY_CORE, "00112222");
	plainly(m, IRQM_SPREAD_LOCALITY, 3, "00112222");
	made_free(m);
}

/* Alike at all levels but the next: two packages, the second of two nodes. */
Test(spread_join, the_next_level_counts_as_well)
{
	struct made_topology *m = made_new(8);

	made_say(m, IRQM_TOPOLOGY_PACKAGE, "00001111");
	made_say(m, IRQM_TOPOLOGY_NODE, "00001122");
	made_say_runs(m, IRQM_TOPOLOGY_LLC, 1);
	made_say_runs(m, IRQM_TOPOLOGY_CLUSTER, 1);
	made_say_runs(m, IRQM_TOPOLOGY_CORE, 1);
	plainly(m, IRQM_SPREAD_LOCALITY, 3, "00001122");
	made_free(m);
}

/* Both need more at the cores, but only the second at the clusters above them. */
Test(spread_join, the_nearer_level_decides)
{
	struct made_topology *m = made_new(8);

	made_say(m, IRQM_TOPOLOGY_LLC, "00001111");
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "00001122");
	made_say(m, IRQM_TOPOLOGY_CORE, "01234455");
	plainly(m, IRQM_SPREAD_LOCALITY, 3, "00001122");
	made_free(m);
}

Test(spread_join, whose_need_is_equal_comes_by_number)
{
	struct made_topology *m = made_new(12);

	made_say_runs(m, IRQM_TOPOLOGY_LLC, 4);
	made_say_runs(m, IRQM_TOPOLOGY_CORE, 2);
	plainly(m, IRQM_SPREAD_LOCALITY, 4, "001122223333");
	plainly(m, IRQM_SPREAD_LOCALITY, 5, "001122334444");
	made_free(m);
}

/* ---- Evenly ---- */

Test(spread_join, domains_that_are_alike_are_joined_in_a_row)
{
	struct made_topology *m = made_new(10);

	made_say_runs(m, IRQM_TOPOLOGY_CORE, 1);
	plainly(m, IRQM_SPREAD_LOCALITY, 4, "0011122333");
	plainly(m, IRQM_SPREAD_LOCALITY, 3, "0001111222");
	made_free(m);
}

/* In a row, the best is five and three. */
Test(spread_join, domains_that_are_not_alike_are_joined_as_evenly_as_can_be)
{
	struct made_topology *m = made_new(8);

	made_say(m, IRQM_TOPOLOGY_LLC, "00011123");
	plainly(m, IRQM_SPREAD_LOCALITY, 2, "00011101");
	made_free(m);
}

/*
 * In a row 6 and 6; the strongest first, each to the weakest, would be 7 and 5. Then either way 5
 * and 7.
 */
Test(spread_join, a_row_that_is_as_even_stays_a_row)
{
	struct made_topology *m = made_new(12);

	made_say(m, IRQM_TOPOLOGY_LLC, "000111223344");
	plainly(m, IRQM_SPREAD_LOCALITY, 2, "000000111111");
	made_say(m, IRQM_TOPOLOGY_LLC, "000112233444");
	plainly(m, IRQM_SPREAD_LOCALITY, 2, "000001111111");
	made_free(m);
}

/* A weak core and a strong one are as much as two of the middle. */
Test(spread_join, capacity_is_what_is_even)
{
	struct made_topology *m = made_new(4);

	m->answer[MADE_CAPACITY][0] = 1000;
	m->answer[MADE_CAPACITY][1] = 600;
	m->answer[MADE_CAPACITY][2] = 600;
	m->answer[MADE_CAPACITY][3] = 200;
	plainly(m, IRQM_SPREAD_LOCALITY, 2, "0110");
	made_free(m);
}

/* ---- Near each other ---- */

/* Node 0 is in the middle of the line 1 - 0 - 2 - 3. */
static unsigned int along_a_line(unsigned int from, unsigned int to)
{
	static const unsigned int place[] = { 1, 0, 2, 3 };

	return difference(place[from], place[to]);
}

/* Six nodes along a line, node 0 the third of them, node 1 at the far end. */
static unsigned int along_a_longer_line(unsigned int from, unsigned int to)
{
	static const unsigned int place[] = { 2, 5, 0, 1, 3, 4 };

	return difference(place[from], place[to]);
}

/* Node 0 is nearer to the end at which numbers begin. */
Test(spread_join, a_longer_line_begins_where_the_first_node_is_nearer)
{
	struct made_topology *m = nodes_apart(6, 1, along_a_longer_line);

	plainly(m, IRQM_SPREAD_LOCALITY, 2, "010011");
	plainly(m, IRQM_SPREAD_LOCALITY, 3, "120012");
	made_free(m);
}

/* The same line, of which node 3 is the far end, and node 1 next to node 0. */
static unsigned int along_another_line(unsigned int from, unsigned int to)
{
	static const unsigned int place[] = { 2, 3, 0, 5, 1, 4 };

	return difference(place[from], place[to]);
}

/* Node 1 is far from node 0, but not the other way; from there the chain is short. */
static unsigned int one_way(unsigned int from, unsigned int to)
{
	static const unsigned int far[3][3] = { { 0, 8, 2 }, { 1, 0, 4 }, { 4, 6, 0 } };

	return far[from][to];
}

Test(spread_join, the_far_end_is_the_farthest_of_all_nodes)
{
	struct made_topology *m = nodes_apart(6, 1, along_another_line);

	plainly(m, IRQM_SPREAD_LOCALITY, 3, "110202");
	made_free(m);
	m = nodes_apart(3, 1, one_way);
	plainly(m, IRQM_SPREAD_LOCALITY, 2, "101");
	made_free(m);
}

/* Vectors are numbered along it; from node 0 on, it would have turned back. */
Test(spread_join, a_line_is_followed_from_its_end)
{
	struct made_topology *m = nodes_apart(4, 1, along_a_line);

	plainly(m, IRQM_SPREAD_LOCALITY, 2, "0011");
	plainly(m, IRQM_SPREAD_LOCALITY, 3, "1012");
	made_free(m);
}

static unsigned int around_a_ring(unsigned int from, unsigned int to)
{
	unsigned int way = difference(from, to);

	return way < 8 - way ? way : 8 - way;
}

Test(spread_join, a_ring_is_cut_into_arcs)
{
	struct made_topology *m = nodes_apart(8, 1, around_a_ring);

	plainly(m, IRQM_SPREAD_LOCALITY, 2, "00001111");
	plainly(m, IRQM_SPREAD_LOCALITY, 4, "00112233");
	made_free(m);
}

/* Pairs: 0 and 5, 1 and 4, 2 and 3. A chain from 0 finds them only if it hops to the nearest. */
static unsigned int by_pairs(unsigned int from, unsigned int to)
{
	return from == to ? 0 : from + to == 5 ? 1
					       : 4;
}

Test(spread_join, pairs_are_found_whatever_their_numbers)
{
	struct made_topology *m = nodes_apart(6, 2, by_pairs);

	plainly(m, IRQM_SPREAD_LOCALITY, 3, "001122221100");
	made_free(m);
}

/*
 * The chain from 0 is 0, 1, 2, 3 as each is the nearest of the rest; but 1 and 2 are the nearest of
 * all, so that 0 and 3 are what is left.
 */
static unsigned int with_a_detour(unsigned int from, unsigned int to)
{
	static const unsigned int apart[4][4] = {
		{ 0, 4, 5, 3 },
		{ 4, 0, 1, 9 },
		{ 5, 1, 0, 9 },
		{ 3, 9, 9, 0 },
	};

	return apart[from][to];
}

Test(spread_join, nodes_change_places_when_that_brings_them_nearer)
{
	struct made_topology *m = nodes_apart(4, 1, with_a_detour);

	plainly(m, IRQM_SPREAD_LOCALITY, 2, "0110");
	made_free(m);
}

/* More nodes than may change places, and more vectors than one word. */
static unsigned int far_and_near(unsigned int from, unsigned int to)
{
	return difference(from % 64, to % 64) % 7 + (from != to);
}

Test(spread_join, many_nodes)
{
	struct made_topology *m = nodes_apart(130, 1, far_and_near);
	struct irqm_topology *t = snapshot(m);
	unsigned int vectors;

	for (vectors = 1; vectors <= 130; vectors++)
		cr_assert(spread_is_right(t, m, &WISH(.vectors = vectors), 0));
	cr_assert(made_drop(t));
	made_free(m);
}
