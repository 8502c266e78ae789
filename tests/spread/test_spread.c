/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_spread.c - the contract of spreading: what is refused, and what is touched.
 */
#include "support/spread_machine.h"
#include "support/fence.h"

#define NR_CPUS 8
#define ROOM 64

/* A machine of two nodes of four CPUs, numbers 3 and 5, and memory for a few vectors. */
struct bench {
	struct made_topology *m;
	struct irqm_topology *t;
	size_t bytes;
	void *scratch;
	unsigned int *groups;
	unsigned int *usable;
	unsigned long *masks;
};

static struct bench set_up_with(const char *possible)
{
	struct bench b = { .m = made_new(NR_CPUS) };

	made_say(b.m, IRQM_TOPOLOGY_NODE, "33335555");
	made_say(b.m, MADE_POSSIBLE, possible);
	b.t = snapshot(b.m);
	GIVES(irqm_spread_scratch(b.t, &b.bytes), 0);
	b.scratch = fence_new(b.bytes);
	b.groups = fence_new(ROOM * sizeof(*b.groups));
	b.usable = fence_new(ROOM * sizeof(*b.usable));
	b.masks = fence_new(ROOM * sizeof(*b.masks));
	return b;
}

static struct bench set_up(void)
{
	return set_up_with("11111111");
}

static void untouched(const struct bench *b)
{
	cr_assert(fence_untouched(b->scratch, b->bytes));
	cr_assert(fence_untouched(b->groups, ROOM * sizeof(*b->groups)));
	cr_assert(fence_untouched(b->usable, ROOM * sizeof(*b->usable)));
	cr_assert(fence_untouched(b->masks, ROOM * sizeof(*b->masks)));
}

static void tear_down(struct bench *b)
{
	fence_free(b->scratch);
	fence_free(b->groups);
	fence_free(b->usable);
	fence_free(b->masks);
	cr_assert(made_drop(b->t));
	made_free(b->m);
}

/* Both calls, with this scratch memory. */
static void gives(const struct bench *b, int code, const struct irqm_spread_request *r,
		  void *scratch, size_t bytes)
{
	int groups = irqm_spread_groups(b->t, r, scratch, bytes, b->groups, b->usable);
	int masks = irqm_spread_masks(b->t, r, scratch, bytes, b->masks, b->usable);

	cr_assert_eq(groups, code, "groups: %s", irqm_error_text(groups));
	cr_assert_eq(masks, code, "masks: %s", irqm_error_text(masks));
}

static void refused(const struct bench *b, int code, struct irqm_spread_request r)
{
	gives(b, code, &r, b->scratch, b->bytes);
	untouched(b);
}

static void accepted(const struct bench *b, struct irqm_spread_request r)
{
	gives(b, 0, &r, b->scratch, b->bytes);
}

/* ---- Pointers and memory ---- */

Test(spread, pointers_that_are_missing)
{
	struct bench b = set_up();
	const struct irqm_spread_request r = WISH(.vectors = 2);

	GIVES(irqm_spread_groups(NULL, &r, b.scratch, b.bytes, b.groups, b.usable),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_groups(b.t, NULL, b.scratch, b.bytes, b.groups, b.usable),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_groups(b.t, &r, NULL, b.bytes, b.groups, b.usable), -IRQM_EINVAL);
	GIVES(irqm_spread_groups(b.t, &r, b.scratch, b.bytes, NULL, b.usable),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_masks(NULL, &r, b.scratch, b.bytes, b.masks, b.usable),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_masks(b.t, NULL, b.scratch, b.bytes, b.masks, b.usable),
	      -IRQM_EINVAL);
	GIVES(irqm_spread_masks(b.t, &r, NULL, b.bytes, b.masks, b.usable), -IRQM_EINVAL);
	GIVES(irqm_spread_masks(b.t, &r, b.scratch, b.bytes, NULL, b.usable), -IRQM_EINVAL);
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .nr_sets = 1));
	tear_down(&b);
}

Test(spread, usable_is_optional)
{
	struct bench b = set_up();
	const struct irqm_spread_request r = WISH(.vectors = 2);

	GIVES(irqm_spread_groups(b.t, &r, b.scratch, b.bytes, b.groups, NULL), 0);
	GIVES(irqm_spread_masks(b.t, &r, b.scratch, b.bytes, b.masks, NULL), 0);
	tear_down(&b);
}

Test(spread, scratch_that_is_not_aligned)
{
	struct bench b = set_up();
	char *memory = fence_new(b.bytes + IRQM_SPREAD_ALIGN);
	const struct irqm_spread_request r = WISH(.vectors = 2);
	unsigned int off;

	for (off = 1; off < IRQM_SPREAD_ALIGN; off++) {
		gives(&b, -IRQM_EINVAL, &r, memory + off, b.bytes);
		untouched(&b);
	}
	cr_assert(fence_untouched(memory, b.bytes + IRQM_SPREAD_ALIGN));
	fence_free(memory);
	tear_down(&b);
}

Test(spread, scratch_that_is_a_byte_short)
{
	struct bench b = set_up();
	const struct irqm_spread_request r = WISH(.vectors = 2);

	gives(&b, -IRQM_ENOSPC, &r, b.scratch, b.bytes - 1);
	gives(&b, -IRQM_ENOSPC, &r, b.scratch, 0);
	untouched(&b);
	gives(&b, 0, &r, b.scratch, b.bytes);
	cr_assert(fence_holds(b.scratch, b.bytes));
	gives(&b, 0, &r, b.scratch, SIZE_MAX);
	cr_assert(fence_holds(b.scratch, b.bytes));
	tear_down(&b);
}

Test(spread, scratch_is_about_74_bytes_per_cpu_and_17_kib)
{
	static const unsigned int sizes[] = { 1, 63, 65, 4096, IRQM_MAX_CPUS };
	size_t i, bytes;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct made_topology *m = made_new(sizes[i]);
		struct irqm_topology *t = snapshot(m);

		GIVES(irqm_spread_scratch(t, &bytes), 0);
		cr_assert_leq(bytes, (size_t)74 * sizes[i] + 16384 + 512);
		cr_assert_geq(bytes, (size_t)73 * sizes[i]);
		cr_assert(made_drop(t));
		made_free(m);
	}
	GIVES(irqm_spread_scratch(NULL, &bytes), -IRQM_EINVAL);
}

Test(spread, scratch_asks_where_to_put_its_answer)
{
	struct bench b = set_up();

	GIVES(irqm_spread_scratch(b.t, NULL), -IRQM_EINVAL);
	tear_down(&b);
}

/* ---- Requests ---- */

Test(spread, policies_and_outsides_that_do_not_exist)
{
	struct bench b = set_up();

	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .policy = (enum irqm_spread_policy)3));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .policy = (enum irqm_spread_policy) - 1));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .outside = (enum irqm_spread_outside)2));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .outside = (enum irqm_spread_outside) - 1));
	tear_down(&b);
}

/* D17 */
Test(spread, without_sets_a_vector_has_to_be_left)
{
	struct bench b = set_up();

	refused(&b, -IRQM_EINVAL, WISH(.vectors = 0));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .pre_vectors = 2));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .post_vectors = 2));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .pre_vectors = 1, .post_vectors = 1));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .pre_vectors = 3));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .post_vectors = UINT_MAX));
	/* 2^32 more than 1 */
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .pre_vectors = UINT_MAX, .post_vectors = 2));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .pre_vectors = 2, .post_vectors = UINT_MAX));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .pre_vectors = 1, .post_vectors = UINT_MAX));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 4, .pre_vectors = 3, .post_vectors = UINT_MAX));
	accepted(&b, WISH(.vectors = 3, .pre_vectors = 1, .post_vectors = 1));
	tear_down(&b);
}

/* D18 */
Test(spread, sets_that_do_not_add_up)
{
	static const unsigned int sets[] = { 2, 3 }, none[] = { 2, 0, 3 };
	static const unsigned int wrap[] = { UINT_MAX, 3 }, halves[] = { 1U << 31, 1U << 31, 5 };
	struct bench b = set_up();

	refused(&b, -IRQM_EINVAL, WISH(.vectors = 4, .nr_sets = 2, .set_vectors = sets));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 6, .nr_sets = 2, .set_vectors = sets));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 0, .nr_sets = 2, .set_vectors = sets));
	refused(&b, -IRQM_EINVAL,
		WISH(.vectors = 5, .pre_vectors = 1, .nr_sets = 2, .set_vectors = sets));
	refused(&b, -IRQM_EINVAL,
		WISH(.vectors = 8, .pre_vectors = 1, .post_vectors = 1, .nr_sets = 2,
		     .set_vectors = sets));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 5, .nr_sets = 3, .set_vectors = none));
	/* They add up in 32 bits. */
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .nr_sets = 2, .set_vectors = wrap));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 5, .nr_sets = 3, .set_vectors = halves));
	refused(&b, -IRQM_EINVAL,
		WISH(.vectors = 1, .pre_vectors = UINT_MAX - 3, .nr_sets = 2, .set_vectors = sets));
	accepted(&b, WISH(.vectors = 5, .nr_sets = 2, .set_vectors = sets));
	accepted(&b, WISH(.vectors = 8, .pre_vectors = 1, .post_vectors = 2, .nr_sets = 2,
			  .set_vectors = sets));
	tear_down(&b);
}

Test(spread, no_cpu_to_spread_over)
{
	struct bench b = set_up_with("11110000");
	unsigned long none[1] = { 0 }, impossible[1] = { 0xf0 };
	unsigned long beyond[1] = { ~0UL << NR_CPUS };

	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .eligible = none));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .eligible = impossible));
	refused(&b, -IRQM_EINVAL, WISH(.vectors = 2, .eligible = beyond));
	tear_down(&b);
}

Test(spread, eligible_cpus_that_are_not_possible_do_not_count)
{
	struct made_topology *m = made_new(NR_CPUS);
	unsigned long all[1] = { ~0UL };

	made_say(m, MADE_POSSIBLE, "10110111");
	groups_are(m, &WISH(.vectors = 2, .eligible = all), "0-00-111");
	groups_are(m, &WISH(.vectors = 3, .pre_vectors = 1, .eligible = all), "0-00-111");
	made_free(m);
}

Test(spread, a_device_on_no_node)
{
	struct bench b = set_up_with("11110000");
	enum irqm_spread_policy policy;
	unsigned int node;

	for (node = 0; node < 8; node++) {
		if (node == 3)
			accepted(&b, WISH_AT(node, .vectors = 2));
		else
			GIVES(irqm_spread_groups(b.t,
						 &WISH_AT(node, .vectors = 2),
						 b.scratch, b.bytes, b.groups, b.usable),
			      -IRQM_ENOENT);
	}
	for (policy = IRQM_SPREAD_LINUX_6_12; policy <= IRQM_SPREAD_LINUX_7_3; policy++)
		accepted(&b, WISH_AT(7, .vectors = 2, .policy = policy));
	tear_down(&b);
}

Test(spread, a_device_on_no_node_leaves_no_traces)
{
	struct bench b = set_up();

	refused(&b, -IRQM_ENOENT, WISH_AT(4, .vectors = 2));
	refused(&b, -IRQM_ENOENT, WISH_AT(IRQM_NONE - 1, .vectors = 2));
	tear_down(&b);
}

Test(spread, nobody_changes_the_machine_or_the_request)
{
	struct made_topology *m = made_random(3);
	struct irqm_topology_config config = made_config(m, m->nr_nodes + 1);
	struct irqm_spread_request r = WISH(.vectors = 7, .pre_vectors = 1, .post_vectors = 2);
	const struct irqm_spread_request before = r;
	struct spread_result first, second;
	struct irqm_topology *t;
	size_t bytes;
	void *memory, *copy;

	GIVES(irqm_topology_size(&config, &bytes), 0);
	memory = fence_new(bytes);
	copy = fence_new(bytes);
	GIVES(irqm_topology_init(&config, memory, bytes, &t), 0);
	memcpy(copy, memory, bytes);
	cr_assert(spread_run(&first, t, &r));
	cr_assert_eq(memcmp(copy, memory, bytes), 0);
	cr_assert_eq(memcmp(&before, &r, sizeof(r)), 0);
	/* A byte copy spreads the same. */
	memset(memory, 0xee, bytes);
	cr_assert(spread_run(&second, copy, &r));
	cr_assert_eq(memcmp(first.groups, second.groups, m->nr_cpus * sizeof(*first.groups)), 0);
	spread_free(&first);
	spread_free(&second);
	fence_free(memory);
	fence_free(copy);
	made_free(m);
}

/* ---- How many vectors ---- */

static unsigned int calculated(const struct bench *b, const struct irqm_spread_request *r,
			       unsigned int min, unsigned int max)
{
	unsigned int vectors = 0xbad;

	GIVES(irqm_spread_calc_vectors(b->t, r, min, max, &vectors), 0);
	return vectors;
}

static void not_calculated(const struct bench *b, int error, const struct irqm_spread_request *r,
			   unsigned int min, unsigned int max)
{
	unsigned int vectors = 0xbad;

	GIVES(irqm_spread_calc_vectors(b->t, r, min, max, &vectors), -error);
	cr_assert_eq(vectors, 0xbad);
}

Test(spread, one_vector_per_eligible_cpu_at_most)
{
	struct bench b = set_up_with("11111100");
	unsigned long three[1] = { 0xe0 | 2 | 4 };
	const struct irqm_spread_request plain = WISH(.vectors = 0);
	const struct irqm_spread_request some = WISH(.eligible = three);
	const struct irqm_spread_request more = WISH(.pre_vectors = 2, .post_vectors = 1);

	cr_assert_eq(calculated(&b, &plain, 1, 100), 6);
	cr_assert_eq(calculated(&b, &plain, 1, 6), 6);
	cr_assert_eq(calculated(&b, &plain, 1, 5), 5);
	cr_assert_eq(calculated(&b, &plain, 0, 0), 0);
	cr_assert_eq(calculated(&b, &plain, 0, UINT_MAX), 6);
	cr_assert_eq(calculated(&b, &some, 1, 100), 3);
	cr_assert_eq(calculated(&b, &more, 3, 100), 9);
	cr_assert_eq(calculated(&b, &more, 3, 9), 9);
	cr_assert_eq(calculated(&b, &more, 3, 8), 8);
	cr_assert_eq(calculated(&b, &more, 3, 3), 3);
	/* Fewer than the device works with is for the driver to see. */
	cr_assert_eq(calculated(&b, &plain, 50, 100), 6);
	tear_down(&b);
}

/* D19 */
Test(spread, numbers_of_vectors_that_cannot_be)
{
	struct bench b = set_up();
	unsigned long none[1] = { 0 };
	const struct irqm_spread_request plain = WISH(.vectors = 0);
	const struct irqm_spread_request nobody = WISH(.eligible = none);
	const struct irqm_spread_request more = WISH(.pre_vectors = 2, .post_vectors = 1);
	const struct irqm_spread_request wrap = WISH(.pre_vectors = UINT_MAX, .post_vectors = 2);
	const struct irqm_spread_request back = WISH(.pre_vectors = 2, .post_vectors = UINT_MAX);
	unsigned int vectors;

	GIVES(irqm_spread_calc_vectors(NULL, &plain, 1, 2, &vectors), -IRQM_EINVAL);
	GIVES(irqm_spread_calc_vectors(b.t, NULL, 1, 2, &vectors), -IRQM_EINVAL);
	GIVES(irqm_spread_calc_vectors(b.t, &plain, 1, 2, NULL), -IRQM_EINVAL);
	not_calculated(&b, IRQM_EINVAL, &plain, 3, 2);
	not_calculated(&b, IRQM_EINVAL, &nobody, 1, 2);
	not_calculated(&b, IRQM_ENOSPC, &more, 2, 100);
	not_calculated(&b, IRQM_ENOSPC, &more, 0, 100);
	not_calculated(&b, IRQM_ENOSPC, &wrap, 2, 100);
	not_calculated(&b, IRQM_ENOSPC, &back, 3, 100);
	tear_down(&b);
}

Test(spread, nothing_else_is_looked_at_for_the_number)
{
	struct bench b = set_up();
	const struct irqm_spread_request odd = WISH_AT(
		99, .vectors = 77, .nr_sets = 5, .policy = (enum irqm_spread_policy)9,
		.outside = (enum irqm_spread_outside)9);

	cr_assert_eq(calculated(&b, &odd, 1, 100), NR_CPUS);
	tear_down(&b);
}

/* ---- Sizes ---- */

Test(spread, one_cpu)
{
	struct made_topology *m = made_new(1);
	const unsigned int sets[] = { 1, 2 };
	enum irqm_spread_policy policy;

	for (policy = IRQM_SPREAD_LOCALITY; policy <= IRQM_SPREAD_LINUX_7_3; policy++) {
		plainly(m, policy, 1, "0");
		plainly(m, policy, 5, "0");
		groups_are(m,
			   &WISH(.vectors = 3, .nr_sets = 2, .set_vectors = sets,
				 .policy = policy),
			   "0 0");
	}
	made_free(m);
}

Test(spread, more_vectors_than_anybody_has)
{
	struct bench b = set_up();
	enum irqm_spread_policy policy;
	unsigned int cpu;

	for (policy = IRQM_SPREAD_LOCALITY; policy <= IRQM_SPREAD_LINUX_7_3; policy++) {
		const struct irqm_spread_request r = WISH(.vectors = UINT_MAX, .policy = policy);

		GIVES(irqm_spread_groups(b.t, &r, b.scratch, b.bytes, b.groups, b.usable),
		      0);
		cr_assert_eq(b.usable[0], NR_CPUS);
		for (cpu = 0; cpu < NR_CPUS; cpu++)
			cr_assert_eq(b.groups[cpu], cpu);
	}
	tear_down(&b);
}

Test(spread, numbers_of_cpus_around_a_word)
{
	unsigned int sizes[] = { 31, 32, 33, 63, 64, 65, 127, 129 }, i, vectors;
	enum irqm_spread_policy policy;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct made_topology *m = made_new(sizes[i]);
		struct irqm_topology *t;

		made_say_runs(m, IRQM_TOPOLOGY_CORE, 2);
		made_say_runs(m, IRQM_TOPOLOGY_NODE, 24);
		t = snapshot(m);
		for (policy = IRQM_SPREAD_LOCALITY; policy <= IRQM_SPREAD_LINUX_7_3; policy++) {
			for (vectors = 1; vectors <= sizes[i] + 2; vectors += 5)
				cr_assert(spread_is_good(
					t, &WISH(.vectors = vectors + 2, .pre_vectors = 1,
						 .post_vectors = 1, .policy = policy)));
		}
		cr_assert(made_drop(t));
		made_free(m);
	}
}

/* Each CPU its own vector, on one node and on some; then far fewer. */
static void spread_over_all(unsigned int cpus_per_node, unsigned int vectors)
{
	struct made_topology *m = made_new(IRQM_MAX_CPUS);
	unsigned int *seen = must_calloc(vectors, sizeof(*seen)), cpu, policy, usable;
	unsigned int *groups = must_calloc(IRQM_MAX_CPUS, sizeof(*groups));
	struct irqm_topology *t;
	size_t bytes;
	void *scratch;

	made_say_runs(m, IRQM_TOPOLOGY_CORE, 2);
	made_say_runs(m, IRQM_TOPOLOGY_NODE, cpus_per_node);
	t = snapshot(m);
	irqm_spread_scratch(t, &bytes);
	scratch = fence_new(bytes);
	for (policy = IRQM_SPREAD_LOCALITY; policy <= IRQM_SPREAD_LINUX_7_3; policy++) {
		const struct irqm_spread_request r =
			WISH(.vectors = vectors, .policy = (enum irqm_spread_policy)policy);

		memset(seen, 0, vectors * sizeof(*seen));
		GIVES(irqm_spread_groups(t, &r, scratch, bytes, groups, &usable), 0);
		cr_assert_eq(usable, vectors, "policy %u: %u usable", policy, usable);
		for (cpu = 0; cpu < IRQM_MAX_CPUS; cpu++)
			seen[groups[cpu]]++;
		for (cpu = 0; cpu < vectors; cpu++)
			cr_assert_eq(seen[cpu], IRQM_MAX_CPUS / vectors);
	}
	fence_free(scratch);
	free(groups);
	free(seen);
	cr_assert(made_drop(t));
	made_free(m);
}

Test(spread, sixty_five_thousand_cpus_of_one_node_a_vector_each)
{
	spread_over_all(IRQM_MAX_CPUS, IRQM_MAX_CPUS);
}

Test(spread, sixty_five_thousand_cpus_of_1024_nodes)
{
	spread_over_all(IRQM_MAX_CPUS / IRQM_TOPOLOGY_MAX_NODES, IRQM_MAX_CPUS);
	spread_over_all(IRQM_MAX_CPUS / IRQM_TOPOLOGY_MAX_NODES, 4096);
	spread_over_all(IRQM_MAX_CPUS / IRQM_TOPOLOGY_MAX_NODES, 128);
}
