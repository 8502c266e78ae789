/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_seldom_matrix.c - matrix, machine and spreading where other tests do not come: each here
 * takes one way of one condition.
 */
#include "support/spread_machine.h"
#include "support/contract.h"
#include "support/fence.h"

/* ---- A matrix that has ended ---- */

Test(seldom_matrix, each_call_on_one_that_has_ended_is_refused)
{
	const unsigned long cpus[IRQM_CPUMASK_WORDS(64)] = { ~0UL };
	const struct irqm_slot at = { 0, 0 };
	struct irqm_matrix_stats stats;
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 4, 4, 8, 0, 8);
	irqm_matrix_fini(x.m);
	GIVES(irqm_matrix_reserve(x.m), -IRQM_EINVAL);
	GIVES(irqm_matrix_unreserve(x.m), -IRQM_EINVAL);
	GIVES(irqm_matrix_alloc(x.m, cpus, &slot) ? -IRQM_EINVAL : 0, -IRQM_EINVAL);
	GIVES(irqm_matrix_alloc_reserved(x.m, cpus, &slot), -IRQM_EINVAL);
	GIVES(irqm_matrix_alloc_block(x.m, cpus, 1, 1, &slot), -IRQM_EINVAL);
	GIVES(irqm_matrix_reserve_managed_block(x.m, cpus, 1), -IRQM_EINVAL);
	GIVES(irqm_matrix_unreserve_managed_block(x.m, cpus, 1), -IRQM_EINVAL);
	GIVES(irqm_matrix_alloc_managed_block(x.m, cpus, 1, &slot), -IRQM_EINVAL);
	GIVES(irqm_matrix_unmanage(x.m, at), -IRQM_EINVAL);
	GIVES(irqm_matrix_get_stats(x.m, &stats), -IRQM_EINVAL);
	GIVES(irqm_matrix_free(x.m, at), -IRQM_ERANGE);
	GIVES(irqm_matrix_assign(x.m, at), -IRQM_ERANGE);
	GIVES(irqm_matrix_online(x.m, 0), -IRQM_ERANGE);
	cr_assert_geq(irqm_matrix_check(x.m, NULL), 1);
	irqm_matrix_destroy(x.m);
	faulty_mem_check(&x.mem);
	cr_assert_eq(x.mem.faults, 0);
}

/* ---- A dump whose last piece is full ---- */

struct count {
	size_t bytes;
	unsigned int empty;
};

static int count_text(void *ctx, const char *text, size_t bytes)
{
	struct count *count = ctx;

	cr_assert_not_null(text);
	count->bytes += bytes;
	count->empty += bytes == 0;
	return 0;
}

/* One blank more in each of the lines, until the text has had each length modulo a piece's. */
Test(seldom_matrix, no_piece_of_a_dump_is_empty)
{
	unsigned int indent, lines = 4;
	size_t first = 0;
	struct machine x;

	machine_start(&x, 3, 3, 8, 0, 8);
	for (indent = 1; indent <= 300; indent++) {
		struct count count = { 0, 0 };

		GIVES(irqm_matrix_dump(x.m, indent, count_text, &count), 0);
		cr_assert_eq(count.empty, 0, "indent %u", indent);
		first = indent == 1 ? count.bytes : first;
		cr_assert_eq(count.bytes, first + (indent - 1) * lines, "indent %u", indent);
	}
	ENDS_CLEAN(&x);
}

/* ---- What init made and destroy ends: there is nothing to free ---- */

Test(seldom_matrix, destroying_what_lies_in_the_callers_memory_ends_it)
{
	struct irqm_matrix_config config = { .nr_cpus = 2, .nr_vectors = 4, .end = 4 };
	struct made_topology *made = made_new(2);
	struct irqm_topology_config machine = made_config(made, 1);
	struct irqm_matrix_stats stats;
	struct irqm_topology *t;
	struct irqm_matrix *m;
	void *memory, *more;
	size_t bytes;

	GIVES(irqm_matrix_size(&config, &bytes), 0);
	memory = fence_new(bytes);
	GIVES(irqm_matrix_init(&config, memory, bytes, &m), 0);
	irqm_matrix_destroy(m);
	GIVES(irqm_matrix_get_stats(m, &stats), -IRQM_EINVAL);
	cr_assert(fence_holds(memory, bytes));
	fence_free(memory);

	GIVES(irqm_topology_size(&machine, &bytes), 0);
	more = fence_new(bytes);
	GIVES(irqm_topology_init(&machine, more, bytes, &t), 0);
	irqm_topology_destroy(t);
	cr_assert(fence_holds(more, bytes));
	fence_free(more);
	made_free(made);
}

/* ---- Spreading without the number of groups that hold a CPU ---- */

Test(seldom_matrix, how_many_groups_are_usable_need_not_be_asked)
{
	const unsigned int sets[] = { 4, 2 };
	struct irqm_spread_request r = WISH(.vectors = 6, .nr_sets = 2, .set_vectors = sets,
					    .agreement = IRQM_SPREAD_SETS_AGREE);
	unsigned int groups[2][2 * 8], usable[2];
	unsigned long masks[2][6 * IRQM_CPUMASK_WORDS(8)];
	struct made_topology *m = made_new(8);
	struct irqm_topology *t = snapshot(m);
	void *scratch;
	size_t bytes;

	GIVES(irqm_spread_scratch(t, &bytes), 0);
	scratch = fence_new(bytes);
	GIVES(irqm_spread_groups(t, &r, scratch, bytes, groups[0], usable), 0);
	GIVES(irqm_spread_groups(t, &r, scratch, bytes, groups[1], NULL), 0);
	cr_assert_eq(memcmp(groups[0], groups[1], sizeof(groups[0])), 0);
	GIVES(irqm_spread_masks(t, &r, scratch, bytes, masks[0], usable), 0);
	GIVES(irqm_spread_masks(t, &r, scratch, bytes, masks[1], NULL), 0);
	cr_assert_eq(memcmp(masks[0], masks[1], sizeof(masks[0])), 0);
	cr_assert_eq(usable[0], 4);
	cr_assert_eq(usable[1], 2);
	fence_free(scratch);
	cr_assert(made_drop(t));
	made_free(m);
}
