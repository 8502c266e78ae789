/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_spread_agreement.c - sets that map to the same CPUs, and how large they should be.
 */
#include "support/spread_machine.h"

#define AGREE .agreement = IRQM_SPREAD_SETS_AGREE
#define NUMBERS(...) ((const unsigned int[]){ __VA_ARGS__ })
#define SETS(...) \
	.nr_sets = sizeof(NUMBERS(__VA_ARGS__)) / sizeof(unsigned int), \
	.set_vectors = NUMBERS(__VA_ARGS__)

Test(spread_agreement, sets_of_equal_size_are_the_same)
{
	struct made_topology *m = made_new(8);

	for_all_policies(m, WISH(.vectors = 8, SETS(4, 4), AGREE), "00112233 00112233");
	made_free(m);
}

/* Alone, the smaller set would have a group for each node. */
Test(spread_agreement, a_smaller_set_joins_neighbours_of_the_largest)
{
	struct made_topology *m = made_new(8);

	made_say(m, IRQM_TOPOLOGY_NODE, "00000111");
	groups_are(m, &WISH(.vectors = 6, SETS(4, 2)), "00122333 00000111");
	groups_are(m, &WISH(.vectors = 6, SETS(4, 2), AGREE), "00122333 00011111");
	groups_are(m, &WISH(.vectors = 6, SETS(2, 4), AGREE), "00011111 00122333");
	groups_are(m, &WISH(.vectors = 12, SETS(3, 6, 1, 2), AGREE),
		   "00111222 01223455 00000000 00001111");
	made_free(m);
}

Test(spread_agreement, other_vectors_stay_around_the_sets)
{
	struct made_topology *m = made_new(4);

	for_all_policies(m,
			 WISH(.vectors = 9, .pre_vectors = 1, .post_vectors = 2, SETS(2, 4), AGREE),
			 "0011 0123");
	made_free(m);
}

Test(spread_agreement, cpus_outside_join_all_sets_alike)
{
	struct made_topology *m = made_new(8);
	unsigned long some[1] = { 0x55 };

	made_say_runs(m, IRQM_TOPOLOGY_CORE, 2);
	for_all_policies(m,
			 WISH(.vectors = 6, SETS(4, 2), AGREE, .eligible = some,
			      .outside = IRQM_SPREAD_OUTSIDE_ATTACHED),
			 "00112233 00001111");
	made_free(m);
}

Test(spread_agreement, the_device_comes_first_in_all_sets)
{
	struct made_topology *m = made_new(8);

	made_say(m, IRQM_TOPOLOGY_NODE, "00001111");
	groups_are(m, &WISH_AT(1, .vectors = 6, SETS(4, 2), AGREE), "22330011 11110000");
	made_free(m);
}

/* Groups that hold no CPU come last in the largest set, so they do in the others. */
Test(spread_agreement, more_vectors_than_cpus)
{
	struct made_topology *m = made_new(4);
	struct irqm_topology *t = snapshot(m);
	const struct irqm_spread_request r = WISH(.vectors = 14, SETS(8, 4, 2), AGREE);
	struct spread_result s;

	for_all_policies(m, r, "0123 0011 0000");
	cr_assert(spread_run(&s, t, &r));
	cr_assert_eq(s.usable[0], 4);
	cr_assert_eq(s.usable[1], 2);
	cr_assert_eq(s.usable[2], 1);
	spread_free(&s);
	/* Three groups hold a CPU, so of those joined by two the first and the second do. */
	made_say(m, MADE_POSSIBLE, "1110");
	cr_assert(made_drop(t));
	t = snapshot(m);
	cr_assert(spread_run(&s, t, &WISH(.vectors = 6, SETS(4, 2), AGREE)));
	cr_assert_eq(s.usable[0], 3);
	cr_assert_eq(s.usable[1], 2);
	spread_free(&s);
	cr_assert(made_drop(t));
	made_free(m);
}

Test(spread_agreement, the_largest_set_is_found_wherever_it_is)
{
	struct made_topology *m = made_new(4);

	for_all_policies(m, WISH(.vectors = 7, SETS(1, 2, 4), AGREE), "0000 0011 0123");
	for_all_policies(m, WISH(.vectors = 7, SETS(1, 4, 2), AGREE), "0000 0123 0011");
	made_free(m);
}

Test(spread_agreement, cpus_that_are_left_out_are_in_no_group_of_any_set)
{
	struct made_topology *m = made_new(6);
	unsigned long some[1];

	set_mask(some, 6, "0-3");
	for_all_policies(m, WISH(.vectors = 6, SETS(4, 2), AGREE, .eligible = some),
			 "0123-- 0011--");
	made_free(m);
}

Test(spread_agreement, one_set_agrees_with_itself)
{
	struct made_topology *m = made_new(4);

	for_all_policies(m, WISH(.vectors = 2, AGREE), "0011");
	made_free(m);
}

static void refused(struct made_topology *m, struct irqm_spread_request r)
{
	struct irqm_topology *t = snapshot(m);
	unsigned int groups[16], usable[2] = { 77, 77 };
	unsigned long masks[16];
	size_t bytes;
	void *scratch;

	memset(groups, 0x5a, sizeof(groups));
	memset(masks, 0x5a, sizeof(masks));
	GIVES(irqm_spread_scratch(t, &bytes), 0);
	scratch = must(aligned_alloc(IRQM_SPREAD_ALIGN, (bytes + IRQM_SPREAD_ALIGN - 1) /
								IRQM_SPREAD_ALIGN *
								IRQM_SPREAD_ALIGN));
	GIVES(irqm_spread_groups(t, &r, scratch, bytes, groups, usable), -IRQM_EINVAL);
	GIVES(irqm_spread_masks(t, &r, scratch, bytes, masks, usable), -IRQM_EINVAL);
	cr_assert_eq(groups[0], 0x5a5a5a5a);
	cr_assert_eq(usable[0], 77);
	free(scratch);
	cr_assert(made_drop(t));
}

Test(spread_agreement, sets_that_cannot_agree_are_refused)
{
	struct made_topology *m = made_new(4);

	refused(m, WISH(.vectors = 7, SETS(4, 3), AGREE));
	refused(m, WISH(.vectors = 8, SETS(3, 5), AGREE));
	refused(m, WISH(.vectors = 8, SETS(4, 4),
			.agreement = (enum irqm_spread_agreement)(IRQM_SPREAD_SETS_AGREE + 1)));
	made_free(m);
}

/* ---- Numbers ---- */

static void agreeing(const struct irqm_topology *t, unsigned int a, unsigned int b,
		     unsigned int want_a, unsigned int want_b)
{
	const unsigned int most[2] = { a, b };
	unsigned int vectors[2];

	GIVES(irqm_spread_calc_agreeing(t, &WISH(.vectors = 0), most, vectors), 0);
	cr_assert_eq(vectors[0], want_a, "%u and %u give %u", a, b, vectors[0]);
	cr_assert_eq(vectors[1], want_b, "%u and %u give %u", a, b, vectors[1]);
}

Test(spread_agreement, numbers_that_divide_each_other)
{
	struct made_topology *m = made_new(16);
	struct irqm_topology *t = snapshot(m);

	agreeing(t, 1, 1, 1, 1);
	agreeing(t, 8, 8, 8, 8);
	agreeing(t, 100, 200, 16, 16);
	agreeing(t, 16, 8, 16, 8);
	agreeing(t, 8, 16, 8, 16);
	agreeing(t, 16, 6, 16, 4);
	agreeing(t, 6, 16, 4, 16);
	agreeing(t, 13, 6, 12, 6);
	agreeing(t, 7, 6, 6, 6);
	agreeing(t, 5, 4, 4, 4);
	cr_assert(made_drop(t));
	made_free(m);
}

/* Against all pairs there are. */
Test(spread_agreement, no_other_pair_is_larger)
{
	struct made_topology *m = made_new(40);
	struct irqm_topology *t = snapshot(m);
	unsigned int most[2], got[2], x, y, best, large;

	for (most[0] = 1; most[0] <= 45; most[0]++) {
		for (most[1] = 1; most[1] <= 45; most[1]++) {
			GIVES(irqm_spread_calc_agreeing(t, &WISH(.vectors = 0), most, got),
			      0);
			cr_assert(got[0] && got[0] <= most[0] && got[0] <= 40);
			cr_assert(got[1] && got[1] <= most[1] && got[1] <= 40);
			cr_assert(got[0] % got[1] == 0 || got[1] % got[0] == 0);
			best = got[0] + got[1];
			large = most[0] < most[1] ? got[1] : got[0];
			for (x = 1; x <= most[0] && x <= 40; x++) {
				for (y = 1; y <= most[1] && y <= 40; y++) {
					if (x % y && y % x)
						continue;
					cr_assert_leq(x + y, best);
					if (x + y == best)
						cr_assert_leq(most[0] < most[1] ? y : x, large);
				}
			}
		}
	}
	cr_assert(made_drop(t));
	made_free(m);
}

Test(spread_agreement, only_eligible_cpus_count)
{
	struct made_topology *m = made_new(16);
	struct irqm_topology *t = snapshot(m);
	const unsigned int most[2] = { 16, 16 }, none[2] = { 0, 16 };
	/* What follows is not one of the two. */
	const unsigned int nothing[3] = { 16, 0, 16 };
	unsigned long some[1] = { 0x707 }, empty[1] = { 0 };
	unsigned int got[2] = { 77, 77 };

	GIVES(irqm_spread_calc_agreeing(t, &WISH(.eligible = empty), most, got),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_calc_agreeing(t, &WISH(.eligible = some), none, got),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_calc_agreeing(t, &WISH(.eligible = some), nothing, got),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_calc_agreeing(NULL, &WISH(.eligible = some), most, got),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_calc_agreeing(t, NULL, most, got), -IRQM_EINVAL);
	GIVES(irqm_spread_calc_agreeing(t, &WISH(.eligible = some), NULL, got),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_calc_agreeing(t, &WISH(.eligible = some), most, NULL),
	      -IRQM_EINVAL);
	cr_assert_eq(got[0], 77);
	GIVES(irqm_spread_calc_agreeing(t, &WISH(.eligible = some), most, got), 0);
	cr_assert_eq(got[0], 6);
	cr_assert_eq(got[1], 6);
	cr_assert(made_drop(t));
	made_free(m);
}
