/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_index.c - the index against a loop over all CPUs.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "matrix/index.h"
#include "support/must.h"

#define MAX_KEY 20U

/* Where the memory of an index begins: after its struct, aligned for a word. */
#define AT ((unsigned int)(im_bits_words(8 * sizeof(struct im_index)) * sizeof(unsigned long)))

/* An index and what it should know, as plain arrays. */
struct world {
	unsigned int nr_cpus;
	unsigned int words;
	struct im_index *index;
	unsigned int *key;
	bool *ready;
	unsigned long *online;
	unsigned long *cpus;
};

static void begin(struct world *w, unsigned int nr_cpus)
{
	unsigned int cpu;

	w->nr_cpus = nr_cpus;
	w->words = im_bits_words(nr_cpus);
	w->index = must_calloc(1, AT + im_index_bytes(nr_cpus, MAX_KEY));
	im_index_init(w->index, AT, nr_cpus, MAX_KEY);
	w->key = must_calloc(nr_cpus, sizeof(*w->key));
	w->ready = must_calloc(nr_cpus, sizeof(*w->ready));
	w->online = must_calloc(w->words, sizeof(*w->online));
	w->cpus = must_calloc(w->words, sizeof(*w->cpus));
	for (cpu = 0; cpu < nr_cpus; cpu++)
		w->key[cpu] = MAX_KEY;
}

static void finish(struct world *w)
{
	free(w->index);
	free(w->key);
	free(w->ready);
	free(w->online);
	free(w->cpus);
}

static unsigned int below(unsigned int limit)
{
	return (unsigned int)rand() % limit;
}

/* The key of an online CPU, 0 of an offline one: what raises bounds. */
static unsigned int bound_key(const struct world *w, unsigned int cpu)
{
	return im_bits_test(w->online, cpu) ? w->key[cpu] : 0;
}

/* One random change, as the matrix makes them: keys move by one, and a ready CPU has a key. */
static void change(struct world *w)
{
	unsigned int cpu = below(w->nr_cpus), leaf = cpu / IM_BITS;
	unsigned long bit = im_bit(cpu);

	switch (below(4)) {
	case 0:
		if (w->key[cpu] <= 1)
			return;
		w->key[cpu]--;
		im_index_subtract_one(w->index, leaf, bit);
		break;
	case 1:
		if (w->key[cpu] == MAX_KEY)
			return;
		w->key[cpu]++;
		w->ready[cpu] = true;
		im_index_add_one(w->index, leaf, bit);
		im_index_set_ready(w->index, leaf, bit, bound_key(w, cpu));
		break;
	case 2:
		w->ready[cpu] = !w->ready[cpu];
		if (w->ready[cpu])
			im_index_set_ready(w->index, leaf, bit, bound_key(w, cpu));
		else
			*im_index_ready_rw(w->index, leaf) &= ~bit;
		break;
	default:
		w->online[leaf] ^= bit;
		if (w->ready[cpu])
			im_index_raise_bounds(w->index, leaf, bound_key(w, cpu));
	}
}

static void random_mask(struct world *w)
{
	unsigned int one_in = 1 + below(3) * below(40), cpu, first = below(w->nr_cpus);
	unsigned int end = first + 1 + below(w->nr_cpus - first);

	memset(w->cpus, 0, w->words * sizeof(*w->cpus));
	for (cpu = first; cpu < end; cpu++) {
		if (below(one_in) == 0)
			im_bits_set(w->cpus, cpu);
	}
	im_bits_set(w->cpus, first);
}

static unsigned int pick_by_hand(const struct world *w, bool highest)
{
	unsigned int best = IRQM_NONE, key = 0, cpu;

	for (cpu = 0; cpu < w->nr_cpus; cpu++) {
		if (!im_bits_test(w->cpus, cpu) || !im_bits_test(w->online, cpu) || !w->ready[cpu])
			continue;
		if (w->key[cpu] > key || (highest && w->key[cpu] == key)) {
			key = w->key[cpu];
			best = cpu;
		}
	}
	return best;
}

/* What an allocation does next: the key shrinks, with the bounds that no other CPU reaches. */
static void take(struct world *w, unsigned int cpu, unsigned int alone)
{
	unsigned int leaf = cpu / IM_BITS, key, i;

	if (cpu == IRQM_NONE || w->key[cpu] <= 1)
		return;
	key = --w->key[cpu];
	im_index_subtract_one(w->index, leaf, im_bit(cpu));
	im_index_lower_bounds(w->index, leaf, alone, key);
	for (i = 1; i <= alone; i++, leaf /= IM_BITS)
		cr_assert_eq(im_index_bounds_rw(w->index, i)[leaf], key);
}

static void compare(struct world *w)
{
	unsigned int first = im_bits_next_set(w->cpus, w->nr_cpus, 0) / IM_BITS,
		     last = w->words - 1;
	unsigned int cpu, alone;

	while (!w->cpus[last])
		last--;
	cpu = im_index_pick_lowest(w->index, w->cpus, w->online, first, &alone);
	cr_assert_eq(cpu, pick_by_hand(w, false));
	cr_assert_eq(im_index_bad_bounds(w->index, w->online), 0);
	take(w, cpu, alone);
	cr_assert_eq(im_index_bad_bounds(w->index, w->online), 0);
	cpu = im_index_pick_highest(w->index, w->cpus, w->online, last, &alone);
	cr_assert_eq(cpu, pick_by_hand(w, true));
	cr_assert_eq(im_index_bad_bounds(w->index, w->online), 0);
	take(w, cpu, alone);
	cr_assert_eq(im_index_bad_bounds(w->index, w->online), 0);
}

static void live(unsigned int nr_cpus, unsigned int rounds, unsigned int changes)
{
	struct world w;
	unsigned int round, i, cpu;

	begin(&w, nr_cpus);
	for (round = 0; round < rounds; round++) {
		for (i = below(changes); i > 0; i--)
			change(&w);
		random_mask(&w);
		compare(&w);
	}
	for (cpu = 0; cpu < nr_cpus; cpu++)
		cr_assert_eq(im_index_key(w.index, cpu), w.key[cpu]);
	finish(&w);
}

Test(index, one_leaf)
{
	live(17, 3000, 8);
	live(IM_BITS, 3000, 30);
}

Test(index, two_levels)
{
	live(IM_BITS + 1, 2000, 60);
	live(1000, 1000, 400);
	live(IM_BITS * IM_BITS, 300, 3000);
}

Test(index, three_levels)
{
	live(IM_BITS * IM_BITS + 1, 200, 3000);
	live(3 * IM_BITS * IM_BITS - 7, 150, 9000);
}

Test(index, the_levels_of_the_largest_machine)
{
	struct world w;

	begin(&w, IRQM_MAX_CPUS);
	cr_assert_eq(w.index->top, IM_BITS == 64 ? 2 : 3);
	finish(&w);
}

/*
 * All keys shrink and no bound does, so that each bound is one too high: a search must not
 * depend on how many it can lower.
 */
Test(index, bounds_that_are_all_stale)
{
	struct world w;
	unsigned int leaf;

	begin(&w, 100 * IM_BITS);
	for (leaf = 0; leaf < w.words; leaf++) {
		w.online[leaf] = ~0UL;
		im_index_set_ready(w.index, leaf, ~0UL, MAX_KEY);
	}
	for (leaf = 0; leaf < w.words; leaf++)
		im_index_subtract_one(w.index, leaf, ~0UL);
	memset(w.ready, true, w.nr_cpus * sizeof(*w.ready));
	for (leaf = 0; leaf < w.nr_cpus; leaf++)
		w.key[leaf] = MAX_KEY - 1;
	memset(w.cpus, 0xff, w.words * sizeof(*w.cpus));
	compare(&w);
	w.cpus[0] = 0;
	compare(&w);
	finish(&w);
}

Test(index, nobody_to_be_found)
{
	struct world w;
	unsigned int alone;

	begin(&w, 200);
	memset(w.cpus, 0xff, w.words * sizeof(*w.cpus));
	cr_assert_eq(im_index_pick_lowest(w.index, w.cpus, w.online, 0, &alone), IRQM_NONE);
	cr_assert_eq(im_index_pick_highest(w.index, w.cpus, w.online, w.words - 1, &alone),
		     IRQM_NONE);
	finish(&w);
}

/* ---- Each way of the search, on machines where only one CPU is right ---- */

/* A machine of many leaves, all online and ready with the largest key. */
static void begin_alike(struct world *w, unsigned int nr_cpus)
{
	unsigned int leaf;

	begin(w, nr_cpus);
	for (leaf = 0; leaf < w->words; leaf++) {
		unsigned long all = leaf == w->words - 1 ? im_bits_tail(nr_cpus) : ~0UL;

		w->online[leaf] = all;
		im_index_set_ready(w->index, leaf, all, MAX_KEY);
	}
	memset(w->ready, true, nr_cpus * sizeof(*w->ready));
}

static void shrink(struct world *w, unsigned int cpu, unsigned int by)
{
	w->key[cpu] -= by;
	while (by-- > 0)
		im_index_subtract_one(w->index, cpu / IM_BITS, im_bit(cpu));
}

/*
 * The mask names CPU 5 of each of the leaves from .. last, all of which have less than the others,
 * and that of the leaf wanted least of that less.
 */
static void find_in_leaf(unsigned int nr_leaves, unsigned int from, unsigned int last,
			 unsigned int wanted)
{
	struct world w;
	unsigned int leaf, alone;

	begin_alike(&w, nr_leaves * IM_BITS);
	for (leaf = from; leaf <= last; leaf++) {
		im_bits_set(w.cpus, leaf * IM_BITS + 5);
		shrink(&w, leaf * IM_BITS + 5, leaf == wanted ? 1 : 2);
	}
	cr_assert_eq(im_index_pick_lowest(w.index, w.cpus, w.online, from, &alone),
		     wanted * IM_BITS + 5, "lowest of leaves %u to %u", from, last);
	cr_assert_eq(im_index_pick_highest(w.index, w.cpus, w.online, last, &alone),
		     wanted * IM_BITS + 5, "highest of leaves %u to %u", from, last);
	cr_assert_eq(im_index_bad_bounds(w.index, w.online), 0);
	finish(&w);
}

Test(index, the_best_cpu_in_the_first_or_last_leaf_of_a_mask)
{
	static const unsigned int from[] = { 0, 1, IM_BITS - 1, IM_BITS, IM_BITS + 1 };
	unsigned int i, nr, first;

	for (i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		for (nr = 1; nr < 9; nr++) {
			find_in_leaf(2 * IM_BITS, from[i], from[i] + nr - 1, from[i]);
			find_in_leaf(2 * IM_BITS, from[i], from[i] + nr - 1, from[i] + nr - 1);
		}
		first = from[i];
		find_in_leaf(2 * IM_BITS, first, 2 * IM_BITS - 1, first);
		find_in_leaf(2 * IM_BITS, first, 2 * IM_BITS - 1, 2 * IM_BITS - 1);
	}
	find_in_leaf(2 * IM_BITS, 0, IM_BITS - 1, 0);
	find_in_leaf(2 * IM_BITS, 0, IM_BITS - 1, IM_BITS - 1);
}

/* A walk passes from block to block of leaves, and looks at each whose bound can win. */
Test(index, the_best_cpu_in_each_block_of_the_largest_machine)
{
	const unsigned int leaves = IRQM_MAX_CPUS / IM_BITS;
	unsigned int leaf;

	for (leaf = 3; leaf < leaves; leaf += IM_BITS)
		find_in_leaf(leaves, 0, leaves - 1, leaf);
}

/* ---- Its memory ---- */

Test(index, it_begins_alike_whatever_its_memory_held)
{
	size_t bytes = AT + im_index_bytes(200, MAX_KEY);
	char *zero = must_calloc(1, bytes), *garbage = must_calloc(1, bytes);

	memset(garbage, 0xa5, bytes);
	im_index_init((struct im_index *)(void *)zero, AT, 200, MAX_KEY);
	im_index_set_all_ready((struct im_index *)(void *)zero);
	im_index_init((struct im_index *)(void *)garbage, AT, 200, MAX_KEY);
	im_index_set_all_ready((struct im_index *)(void *)garbage);
	cr_assert_eq(memcmp(zero, garbage, sizeof(struct im_index)), 0);
	cr_assert_eq(memcmp(zero + AT, garbage + AT, bytes - AT), 0);
	free(zero);
	free(garbage);
}

/* Planes for each bit of a key and for being ready; above, planes, plain bounds, and the limit. */
Test(index, it_takes_no_more_memory_than_it_needs)
{
	const size_t word = sizeof(unsigned long);

	cr_assert_eq(im_index_bytes(IM_BITS, 0), (1 + 1) * word);
	cr_assert_eq(im_index_bytes(IM_BITS, 1), (1 + 1) * word);
	cr_assert_eq(im_index_bytes(IM_BITS, 255), (8 + 1) * word);
	cr_assert_eq(im_index_bytes(IM_BITS, 256), (9 + 1) * word);
	cr_assert_eq(im_index_bytes(3 * IM_BITS, 255),
		     3 * (8 + 1) * word + 8 * word + 4 * sizeof(unsigned int) + 8 * word);
}

/* ---- What the invariant check asks ---- */

static void is_bad(struct world *w, unsigned int level, unsigned int entry)
{
	cr_assert_gt(im_index_bad_bounds(w->index, w->online), 0, "level %u, entry %u", level,
		     entry);
}

/* Above the top is the limit, in planes all of whose bits agree. */
static void set_bound(struct world *w, unsigned int level, unsigned int entry, unsigned int key)
{
	unsigned int *bound = im_index_bounds_rw(w->index, level) + entry;
	unsigned long entries = level > w->index->top ? ~0UL : im_bit(entry);

	im_index_rekey(im_index_block_rw(w->index, level, entry / IM_BITS), entries, *bound, key);
	*bound = key;
}

Test(index, each_bound_that_is_too_low_is_seen)
{
	struct world w;
	unsigned int level, entry;

	begin_alike(&w, IM_BITS * IM_BITS + 70);
	for (level = 1; level <= w.index->top + 1; level++) {
		for (entry = 0; entry < (level > w.index->top ? 1 : w.index->level[level].entries);
		     entry++) {
			set_bound(&w, level, entry, MAX_KEY - 1);
			is_bad(&w, level, entry);
			set_bound(&w, level, entry, MAX_KEY);
		}
	}
	cr_assert_eq(im_index_bad_bounds(w.index, w.online), 0);
	finish(&w);
}

Test(index, each_plane_that_differs_from_its_bound_is_seen)
{
	struct world w;
	unsigned int level, entry, p;

	begin_alike(&w, 3 * IM_BITS);
	for (level = 1; level <= 2; level++) {
		for (entry = 0; entry < (level == 1 ? 3 : IM_BITS); entry++) {
			for (p = 0; p < w.index->planes; p++) {
				unsigned long *plane = im_index_block_rw(w.index, level, 0) + p;

				*plane ^= im_bit(entry);
				is_bad(&w, level, entry);
				*plane ^= im_bit(entry);
			}
		}
	}
	cr_assert_eq(im_index_bad_bounds(w.index, w.online), 0);
	finish(&w);
}
