/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_spread_choice.c - small machines on which one rule of spreading by locality decides, or on
 * which it would show if one were worked out wrongly.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "support/spread_machine.h"
#include "support/fence.h"

/*
 * Of each CPU its number on some levels and its capacity, a digit each; between nodes so many hops
 * of 5, a digit per pair, line by line.
 */
struct choice {
	const char *level[IRQM_TOPOLOGY_NR_LEVELS];
	const char *capacity;
	const char *hops;
	unsigned int vectors;
	const char *groups;
};

static struct made_topology *machine_of(const struct choice *c)
{
	struct made_topology *m = made_new((unsigned int)strlen(c->groups));
	unsigned int level, i;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		if (c->level[level])
			made_say(m, level, c->level[level]);
	}
	if (c->capacity)
		made_say(m, MADE_CAPACITY, c->capacity);
	made_link_nodes(m);
	for (i = 0; c->hops && c->hops[i]; i++)
		m->distance[i] = 10 + 5 * (unsigned int)(c->hops[i] - '0');
	return m;
}

static void choose(const struct choice *choices, size_t nr)
{
	const struct choice *c;

	for (c = choices; c < choices + nr; c++) {
		const struct irqm_spread_request r = WISH(.vectors = c->vectors);
		struct made_topology *m = machine_of(c);
		struct irqm_topology *t = snapshot(m);

		groups_are(m, &r, c->groups);
		cr_assert(spread_is_right(t, m, &r, 0));
		cr_assert(made_drop(t));
		made_free(m);
	}
}

#define CHOOSE(choices) choose(choices, sizeof(choices) / sizeof((choices)[0]))

/* ---- Shares ---- */

/*
 * A domain that does not get its share because of a limit leaves more or less to the others, which
 * may bring these to a limit. Eight vectors and a capacity of 48: of the quotas, those of the first
 * four are below one, and those of the next three, which are one at first, are then.
 */
Test(spread_choice, limits_are_reached_one_after_the_other)
{
	static const struct choice choices[] = {
		{ { [IRQM_TOPOLOGY_LLC] = "01234567777" }, "22226665566", NULL, 8, "01234567777" },
	};

	CHOOSE(choices);
}

/*
 * Domains are alike when they have as many CPUs and are as strong. Each of these is alike in one
 * only, or looks so when it is not counted from where the package begins.
 */
Test(spread_choice, domains_that_are_not_alike_get_different_shares)
{
	static const struct choice choices[] = {
		/* As strong, but one CPU cannot have two vectors. */
		{ { [IRQM_TOPOLOGY_LLC] = "0111", [IRQM_TOPOLOGY_CORE] = "0111" },
		  "6222",
		  NULL,
		  3,
		  "0112" },
		/* As many CPUs, one three times as strong; in the second package. */
		{ { "01111", [IRQM_TOPOLOGY_LLC] = "01122" }, "21133", NULL, 4, "01123" },
		/* As strong; in the second package. */
		{ { "01111", [IRQM_TOPOLOGY_LLC] = "01222", [IRQM_TOPOLOGY_CORE] = "01222" },
		  "23111",
		  NULL,
		  4,
		  "01223" },
		/* As strong, 3, 1 and 2 CPUs; in the third package. */
		{ { "012222223",
		    [IRQM_TOPOLOGY_LLC] = "012223445",
		    [IRQM_TOPOLOGY_CORE] = "012223445" },
		  "442226334",
		  NULL,
		  8,
		  "012234567" },
	};

	CHOOSE(choices);
}

Test(spread_choice, the_first_groups_of_a_core_are_the_larger_ones)
{
	static const struct choice choices[] = {
		{ { [IRQM_TOPOLOGY_CORE] = "000" }, NULL, NULL, 2, "001" },
		{ { [IRQM_TOPOLOGY_CORE] = "00000" }, NULL, NULL, 2, "00011" },
		{ { [IRQM_TOPOLOGY_CORE] = "00000000" }, NULL, NULL, 3, "00011122" },
	};

	CHOOSE(choices);
}

/* ---- Joined in a row, or the strongest first ---- */

Test(spread_choice, domains_are_joined_the_more_even_way)
{
	static const struct choice choices[] = {
		/* 8, 3, 2 and 3; the strongest first makes 8, 3, 3 and 2, which is no better. */
		{ { [IRQM_TOPOLOGY_LLC] = "01234" }, "83221", NULL, 4, "01233" },
		/* 6, 3 and 16, where there is a domain for each group that is not begun yet. */
		{ { [IRQM_TOPOLOGY_LLC] = "01233" }, "33397", NULL, 3, "00122" },
		/* A row is 7, 15 and 6; of the strongest, 8, 7 and 7, the first 7 gets 6 more. */
		{ { [IRQM_TOPOLOGY_LLC] = "0123" }, "7876", NULL, 3, "0120" },
		/* A row, which begins at node 1, is 1 and 9. */
		{ { [IRQM_TOPOLOGY_NODE] = "012" }, "811", "011104140", 2, "100" },
		/* A row is 11 and 3. */
		{ { [IRQM_TOPOLOGY_NODE] = "012" }, "293", "015101510", 2, "010" },
		/* Caches stay in a row, 3 and 5, though two of them are as strong. */
		{ { [IRQM_TOPOLOGY_LLC] = "0112" }, "3212", NULL, 2, "0111" },
	};

	CHOOSE(choices);
}

/* ---- The chain ---- */

Test(spread_choice, a_chain_begins_where_it_is_shorter)
{
	static const struct choice choices[] = {
		/* 1 - 0 - 2 is shorter than 0 - 2 - 1 by its last link. */
		{ { [IRQM_TOPOLOGY_NODE] = "012" }, NULL, "021206160", 2, "101" },
		/* 1 and 2 are equally far from 0: the first is the far end. */
		{ { [IRQM_TOPOLOGY_NODE] = "012" }, "174", "011102120", 2, "101" },
	};

	CHOOSE(choices);
}

/* A machine so small that a chain of one node ends where scratch memory does. */
Test(spread_choice, packages_on_one_node_need_no_chain)
{
	static const struct choice choices[] = {
		{ { "012", [IRQM_TOPOLOGY_NODE] = "000" }, NULL, NULL, 2, "011" },
		{ { "012" }, NULL, NULL, 2, "011" },
	};

	CHOOSE(choices);
}

/* ---- Changing places ---- */

Test(spread_choice, nodes_of_the_same_capacity_change_places)
{
	static const struct choice choices[] = {
		/* The nearest two are together. */
		{ { [IRQM_TOPOLOGY_NODE] = "012" }, NULL, "045405550", 2, "001" },
		{ { [IRQM_TOPOLOGY_NODE] = "012" }, NULL, "032303230", 2, "010" },
		{ { [IRQM_TOPOLOGY_NODE] = "0123" }, NULL, "0314306416054450", 3, "0201" },
		/* 2 and 4 hops; the other pairs would be 5 and 3. */
		{ { [IRQM_TOPOLOGY_NODE] = "0123" }, NULL, "0532504534032530", 2, "0110" },
		/* 3 and 4 hops; 1 and 3 could change places for 4 and 6. */
		{ { [IRQM_TOPOLOGY_NODE] = "0123" }, "9474", "0324306526044540", 2, "0011" },
	};

	CHOOSE(choices);
}

/* What counts is the distance of all pairs of CPUs, not of nodes. */
Test(spread_choice, a_node_of_more_cpus_counts_more)
{
	static const struct choice choices[] = {
		/* Two CPUs with one at 1 hop are farther than one with one at 3. */
		{ { [IRQM_TOPOLOGY_NODE] = "0012" }, "1334", "011103130", 2, "1100" },
		/* Two with one at 2 hops, and one with one at 4. */
		{ { [IRQM_TOPOLOGY_NODE] = "01233" }, NULL, "0242204644042640", 2, "01100" },
	};

	CHOOSE(choices);
}

/* All nodes are 4 hops apart, but for two that follow each other. */
static bool nearest_are_joined(unsigned int nodes, unsigned int near)
{
	struct made_topology *m = made_new(nodes);
	const struct irqm_spread_request r = WISH(.vectors = nodes - 1);
	struct irqm_topology *t;
	struct spread_result s;
	unsigned int i;
	bool joined;

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 1);
	for (i = 0; i < nodes * nodes; i++)
		*made_distance(m, i / nodes, i % nodes) = i / nodes == i % nodes ? 10 : 30;
	*made_distance(m, near, near + 1) = 15;
	*made_distance(m, near + 1, near) = 15;
	t = snapshot(m);
	cr_assert(spread_run(&s, t, &r));
	joined = s.groups[near] == s.groups[near + 1];
	spread_free(&s);
	cr_assert(made_drop(t));
	made_free(m);
	return joined;
}

/* As spread.h says of the time it takes. The group of two would be that of nodes 31 and 32. */
Test(spread_choice, up_to_64_nodes_change_places)
{
	cr_assert(nearest_are_joined(63, 30));
	cr_assert(nearest_are_joined(64, 30));
	cr_assert_not(nearest_are_joined(65, 31));
	cr_assert(nearest_are_joined(65, 32));
}

/* 64 nodes, anywhere; made from a number. */
static struct made_topology *nodes_anywhere(uint64_t seed)
{
	struct made_topology *m = made_new(64);
	struct op_rng rng = { .state = seed };
	unsigned int from, to;

	made_say_runs(m, IRQM_TOPOLOGY_NODE, 1);
	for (from = 0; from < 64; from++) {
		for (to = 0; to < from; to++) {
			*made_distance(m, from, to) = 11 + op_rng_below(&rng, 3000);
			*made_distance(m, to, from) = *made_distance(m, from, to);
		}
		*made_distance(m, from, from) = 10;
	}
	return m;
}

/* By how much all pairs of CPUs of a group become farther when the groups of two are exchanged. */
static long farther(struct made_topology *m, const unsigned int *groups, unsigned int a,
		    unsigned int b)
{
	unsigned int other;
	long sum = 0, more;

	for (other = 0; other < m->nr_cpus; other++) {
		if (other == a || other == b)
			continue;
		more = (long)*made_distance(m, b, other) - (long)*made_distance(m, a, other);
		if (groups[other] == groups[a])
			sum += more;
		else if (groups[other] == groups[b])
			sum -= more;
	}
	return sum;
}

/* Whether two nodes are left that could change places, in 16 groups. */
static bool exchanges_are_left(uint64_t seed)
{
	struct made_topology *m = nodes_anywhere(seed);
	struct irqm_topology *t = snapshot(m);
	const struct irqm_spread_request r = WISH(.vectors = 16);
	struct spread_result s;
	unsigned int a, b;
	bool left = false;

	cr_assert(spread_run(&s, t, &r));
	for (a = 0; a < 64; a++) {
		for (b = 0; b < a; b++)
			left |= s.groups[a] != s.groups[b] && farther(m, s.groups, a, b) < 0;
	}
	spread_free(&s);
	cr_assert(made_drop(t));
	made_free(m);
	return left;
}

/* Changing places has an end: of 200 such machines three take eight rounds or more. */
Test(spread_choice, nodes_change_places_for_eight_rounds)
{
	cr_assert_not(exchanges_are_left(1));
	cr_assert_not(exchanges_are_left(41));
	cr_assert_not(exchanges_are_left(121));
	cr_assert(exchanges_are_left(22), "a ninth round was made");
}

/* ---- CPUs that are attached ---- */

/* The nearest node to CPU 0 is that of CPU 2, which is not eligible and in no group. */
Test(spread_choice, nobody_is_attached_to_a_cpu_without_a_group)
{
	static const struct choice choice = {
		{ "012", [IRQM_TOPOLOGY_NODE] = "012" }, NULL, "041401110", 1, "00-"
	};
	struct made_topology *m = machine_of(&choice);
	const unsigned long eligible = 3;

	made_say(m, MADE_PRESENT, "011");
	groups_are(m, &WISH(.vectors = 1, .eligible = &eligible), choice.groups);
	made_free(m);
}

/* ---- Many CPUs ---- */

/* Masks are filled word by word, also those between the first and the last. */
Test(spread_choice, masks_of_several_words)
{
	struct made_topology *m = made_new(500);
	struct irqm_topology *t = snapshot(m);
	unsigned int vectors;

	for (vectors = 1; vectors < 5; vectors++)
		cr_assert(spread_is_good(t, &WISH(.vectors = vectors)));
	cr_assert(made_drop(t));
	made_free(m);
}

/* Packages of 30, some and the rest of 70 CPUs; all but the last are eligible. */
Test(spread_choice, a_package_of_those_that_are_left_may_end_at_any_cpu)
{
	enum {
		NR = 70
	};
	unsigned long eligible[IRQM_CPUMASK_WORDS(NR)];
	char text[NR + 1] = { 0 };
	unsigned int end, cpu;

	set_mask(eligible, NR, "0-68");
	for (end = 31; end < NR - 1; end++) {
		struct made_topology *m = made_new(NR);

		for (cpu = 0; cpu < NR; cpu++)
			text[cpu] = (char)('0' + (cpu >= 30) + (cpu >= end));
		made_say(m, IRQM_TOPOLOGY_PACKAGE, text);
		text[NR - 1] = '-';
		groups_are(m, &WISH(.vectors = 3, .eligible = eligible), text);
		made_free(m);
	}
}

/* ---- What stands after memory ---- */

enum {
	PAGES = 16,
	CPUS_MOST = 200,
};

/* The end of some pages with no memory after them: a read past the end stops the program. */
static char *new_end(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *memory = mmap(NULL, (PAGES + 1) * page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	cr_assert_neq(memory, MAP_FAILED);
	cr_assert_eq(mprotect(memory + PAGES * page, page, PROT_NONE), 0);
	return memory + PAGES * page;
}

static void free_end(char *end)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	munmap(end - PAGES * page, (PAGES + 1) * page);
}

/* So many bytes, aligned, before an end; those of a multiple of the alignment end right there. */
static char *bytes_before(char *end, size_t bytes)
{
	cr_assert_leq(bytes, PAGES * (size_t)sysconf(_SC_PAGESIZE));
	return end - (bytes + IRQM_SPREAD_ALIGN - 1) / IRQM_SPREAD_ALIGN * IRQM_SPREAD_ALIGN;
}

/* All but the first CPU or two are eligible, so that the line is in scratch memory. */
Test(spread_choice, nothing_beyond_scratch_memory_is_read)
{
	unsigned long eligible[IRQM_CPUMASK_WORDS(CPUS_MOST)];
	unsigned int groups[CPUS_MOST], nr, first;
	char *end = new_end();
	size_t bytes;

	memset(eligible, 0xff, sizeof(eligible));
	for (nr = 4; nr <= CPUS_MOST; nr++) {
		struct made_topology *m = made_new(nr);
		struct irqm_topology *t;

		made_say_runs(m, IRQM_TOPOLOGY_LLC, (nr + 1) / 2);
		t = snapshot(m);
		GIVES(irqm_spread_scratch(t, &bytes), 0);
		for (first = 0; first < 2; first++) {
			const struct irqm_spread_request r = WISH(.vectors = 2,
								  .eligible = eligible);

			eligible[0] = ~1UL << first;
			GIVES(irqm_spread_groups(t, &r, bytes_before(end, bytes), bytes,
						 groups, NULL),
			      0);
			cr_assert_eq(groups[nr - 1], 1);
		}
		cr_assert(made_drop(t));
		made_free(m);
	}
	free_end(end);
}

/* Two caches of different size, so that joints have to be looked at, in eights or one by one. */
static void spread_before_an_end(char *end, unsigned int nr, unsigned int last)
{
	struct made_topology *m = made_new(nr);
	struct irqm_topology_config config = made_config(m, 1);
	unsigned int groups[CPUS_MOST], cpu;
	size_t bytes, scratch_bytes;
	struct irqm_topology *t;
	void *scratch;

	for (cpu = 0; cpu < nr; cpu++)
		m->answer[IRQM_TOPOLOGY_LLC][cpu] = cpu + last >= nr;
	GIVES(irqm_topology_size(&config, &bytes), 0);
	GIVES(irqm_topology_init(&config, bytes_before(end, bytes), bytes, &t), 0);
	GIVES(irqm_spread_scratch(t, &scratch_bytes), 0);
	scratch = fence_new(scratch_bytes);
	GIVES(irqm_spread_groups(t, &WISH(.vectors = 2), scratch, scratch_bytes, groups,
				 NULL),
	      0);
	cr_assert_eq(groups[nr - last - 1], 0);
	cr_assert_eq(groups[nr - last], 1);
	fence_free(scratch);
	made_free(m);
}

Test(spread_choice, nothing_beyond_a_snapshot_is_read)
{
	char *end = new_end();
	unsigned int nr;

	for (nr = 67; nr <= CPUS_MOST; nr++) {
		spread_before_an_end(end, nr, 32);
		spread_before_an_end(end, nr, 33);
	}
	free_end(end);
}
