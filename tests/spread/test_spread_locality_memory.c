/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_spread_locality_memory.c - how scratch memory is divided, and that neither what it held nor
 * what lies after a mask makes a difference.
 */
#include "spread/spread_locality.h"
#include "support/spread_machine.h"
#include "support/fence.h"

/* ---- Scratch memory ---- */

/* A part that begins where another one ends. */
static char *part_at(const void *part, const char *end, size_t bytes)
{
	cr_assert_eq((const char *)part, end, "%td bytes from where it should be",
		     (const char *)part - end);
	return (char *)part + bytes;
}

/* All parts in the order in which they lie; returns where the last one ends. */
static char *end_of_parts(const struct im_spread *s, size_t cpus, size_t nodes)
{
	const size_t numbers = cpus * sizeof(unsigned int);
	char *end = (char *)s + sizeof(*s);

	end = part_at(s->cpus, end, IRQM_CPUMASK_WORDS(cpus) * sizeof(unsigned long));
	end = part_at(s->list, end, numbers);
	end = part_at(s->sublist, end, numbers);
	end = part_at(s->number, end, numbers);
	end = part_at(s->groups, end, numbers);
	end = part_at(s->nodes, end, IRQM_TOPOLOGY_MAX_NODES * sizeof(*s->nodes));
	end = part_at(s->near, end, nodes * sizeof(*s->near));
	/* What Linux has for itself lies where locality has what is its own, and is no longer. */
	cr_assert_leq(part_at(s->clusters, end, cpus * sizeof(*s->clusters)), (char *)s->rank);
	end = part_at(s->weights, end, numbers + sizeof(unsigned int));
	end = part_at(s->starts, end, numbers + sizeof(unsigned int));
	end = part_at(s->segments, end, (cpus / 2 + 1) * sizeof(*s->segments));
	end = part_at(s->split, end, (cpus / 2 + 1) * sizeof(*s->split));
	end = part_at(s->domains, end, cpus * sizeof(*s->domains));
	end = part_at(s->bins, end, cpus * sizeof(*s->bins));
	end = part_at(s->rank, end, nodes * sizeof(*s->rank));
	end = part_at(s->chain, end, 2 * nodes * sizeof(*s->chain));
	return part_at(s->joints, end, cpus);
}

Test(spread_locality_memory, parts_lie_side_by_side)
{
	unsigned int cpus;

	for (cpus = 1; cpus <= 130; cpus++) {
		struct made_topology *m = made_new(cpus);
		struct irqm_topology *t;
		struct im_spread *s;
		size_t bytes;
		char *scratch;

		made_say_runs(m, IRQM_TOPOLOGY_NODE, 1 + cpus % 7);
		t = snapshot(m);
		GIVES(irqm_spread_scratch(t, &bytes), 0);
		scratch = fence_new(bytes);
		cr_assert_eq(im_spread_start(&s, t, IRQM_NONE, scratch, bytes), 0);
		cr_assert_eq((char *)s, scratch);
		cr_assert_eq(end_of_parts(s, cpus, t->nr_nodes), scratch + bytes);
		fence_free(scratch);
		cr_assert(made_drop(t));
		made_free(m);
	}
}

/* Absent CPUs join groups that are there, or not: the call before knew all CPUs to be present. */
Test(spread_locality_memory, what_the_call_before_noted_is_not_seen)
{
	const struct irqm_spread_request r = WISH(.vectors = 2);
	struct made_topology *m = made_new(8);
	struct irqm_topology *all = snapshot(m), *some;
	unsigned long masks[2];
	unsigned int usable;
	size_t bytes;
	void *scratch;

	made_say(m, MADE_PRESENT, "11000000");
	some = snapshot(m);
	GIVES(irqm_spread_scratch(all, &bytes), 0);
	scratch = fence_new(bytes);
	GIVES(irqm_spread_masks(all, &r, scratch, bytes, masks, &usable), 0);
	cr_assert(masks[0] == 0x0f && masks[1] == 0xf0);
	GIVES(irqm_spread_masks(some, &r, scratch, bytes, masks, &usable), 0);
	cr_assert_eq(masks[0] ^ masks[1], 0xff);
	cr_assert_eq(irqm_cpumask_weight(masks, 8), 4);
	fence_free(scratch);
	cr_assert(made_drop(all));
	cr_assert(made_drop(some));
	made_free(m);
}

/* ---- Masks ---- */

/* Both results are this code. */
static void spread_gives(const struct irqm_topology *t, int code,
			 const struct irqm_spread_request *r)
{
	unsigned long masks[16];
	unsigned int groups[160];
	size_t bytes;
	void *scratch;

	GIVES(irqm_spread_scratch(t, &bytes), 0);
	scratch = fence_new(bytes);
	GIVES(irqm_spread_groups(t, r, scratch, bytes, groups, NULL), code);
	GIVES(irqm_spread_masks(t, r, scratch, bytes, masks, NULL), code);
	fence_free(scratch);
}

Test(spread_locality_memory, what_follows_a_mask_makes_nobody_eligible)
{
	const unsigned long nobody[] = { 0, ~0UL }, absent[] = { 0xf0, ~0UL };
	struct made_topology *m = made_new(8);
	struct irqm_topology *t;
	unsigned int policy;

	made_say(m, MADE_PRESENT, "11110000");
	made_say(m, IRQM_TOPOLOGY_CLUSTER, "01230123");
	t = snapshot(m);
	for (policy = 0; policy < NR_POLICIES; policy++) {
		struct irqm_spread_request r =
			WISH(.vectors = 2, .policy = (enum irqm_spread_policy)policy);

		r.eligible = nobody;
		spread_gives(t, -IRQM_EINVAL, &r);
		r.eligible = absent;
		groups_are(m, &r, "----0011");
	}
	cr_assert(made_drop(t));
	made_free(m);
}

Test(spread_locality_memory, cpus_of_all_words_are_eligible)
{
	struct made_topology *m = made_new(160);
	struct irqm_topology *t = snapshot(m);
	unsigned long mask[IRQM_CPUMASK_WORDS(160)];
	const unsigned int most[] = { 100, 100 };
	struct irqm_spread_request r = WISH(.vectors = 2, .eligible = mask);
	unsigned int vectors, agreeing[2];

	set_mask(mask, 160, "5,70-72,158-159");
	GIVES(irqm_spread_calc_vectors(t, &r, 1, 100, &vectors), 0);
	cr_assert_eq(vectors, 6);
	GIVES(irqm_spread_calc_agreeing(t, &r, most, agreeing), 0);
	cr_assert(agreeing[0] == 6 && agreeing[1] == 6);
	set_mask(mask, 160, "158-159");
	GIVES(irqm_spread_calc_vectors(t, &r, 1, 100, &vectors), 0);
	cr_assert_eq(vectors, 2);
	spread_gives(t, 0, &r);
	cr_assert(made_drop(t));
	made_free(m);
}
