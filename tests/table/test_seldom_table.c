/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_seldom_table.c - tables where other tests do not come: each here takes one way of one
 * condition.
 */
#include "support/contract.h"
#include "support/fence.h"

/* ---- What a table needs ---- */

static int size_of(const struct irqm_table_config *config)
{
	size_t bytes = 0;
	int code = irqm_table_size(config, &bytes);

	cr_assert_eq(code == 0, bytes != 0);
	return code;
}

Test(seldom_table, a_lock_needs_both_halves)
{
	static struct table_machine x;
	struct irqm_lock_ops half = table_lock;
	struct irqm_table_config config;

	table_start(&x, 2, 2, 2, 1);
	config = x.config;
	config.lock = &half;
	cr_assert_eq(size_of(&config), 0);
	half.unlock = NULL;
	cr_assert_eq(size_of(&config), -IRQM_EINVAL);
	half = (struct irqm_lock_ops){ .unlock = table_lock.unlock };
	cr_assert_eq(size_of(&config), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}

static unsigned int locked, unlocked;

static void count_lock(void *ctx)
{
	(void)ctx;
	cr_assert_eq(locked++, unlocked);
}

static void count_unlock(void *ctx)
{
	(void)ctx;
	cr_assert_eq(locked, ++unlocked);
}

Test(seldom_table, the_lock_is_taken_when_there_is_one)
{
	static const struct irqm_lock_ops lock = { .lock = count_lock, .unlock = count_unlock };
	static struct table_machine x;

	table_start(&x, 2, 2, 2, 1);
	irqm_table_destroy(x.t);
	x.config.lock = &lock;
	GIVES(irqm_table_create(&x.config, &faulty_mem_ops, &x.mem, &x.t), 0);
	GIVES(table_regular(&x, 0, NULL), 0);
	cr_assert_eq(locked, 1);
	GIVES(irqm_table_activate(x.t, 0), 0);
	cr_assert_gt(locked, 1);
	cr_assert_eq(locked, unlocked);
	ENDS_CLEAN(&x);
}

Test(seldom_table, a_chip_needs_three_callbacks)
{
	static struct table_machine x;
	struct irqm_chip_ops chip = table_chip;
	struct irqm_table_config config;

	table_start(&x, 2, 2, 2, 1);
	config = x.config;
	config.chip = &chip;
	chip.reraise = NULL;
	cr_assert_eq(size_of(&config), 0);
	chip.startup = NULL;
	cr_assert_eq(size_of(&config), -IRQM_EINVAL);
	chip = table_chip;
	chip.shutdown = NULL;
	cr_assert_eq(size_of(&config), -IRQM_EINVAL);
	chip = table_chip;
	chip.retarget = NULL;
	cr_assert_eq(size_of(&config), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}

Test(seldom_table, no_table_over_a_matrix_that_has_ended)
{
	static struct table_machine x;
	struct irqm_matrix_config shape = { .nr_cpus = 2, .nr_vectors = 4, .end = 4 };
	struct irqm_table_config config;
	struct irqm_matrix *m;
	void *memory;
	size_t bytes;

	table_start(&x, 2, 2, 2, 1);
	GIVES(irqm_matrix_size(&shape, &bytes), 0);
	memory = fence_new(bytes);
	GIVES(irqm_matrix_init(&shape, memory, bytes, &m), 0);
	config = x.config;
	config.matrix = m;
	cr_assert_eq(size_of(&config), 0);
	irqm_matrix_fini(m);
	cr_assert_eq(size_of(&config), -IRQM_EINVAL);
	fence_free(memory);
	ENDS_CLEAN(&x);
}

Test(seldom_table, creating_needs_memory_callbacks_and_somewhere_to_put_it)
{
	static struct table_machine x;
	struct irqm_mem_ops mem = faulty_mem_ops;
	struct irqm_table *t = NULL;
	void *memory;
	size_t bytes;

	table_start(&x, 2, 2, 2, 1);
	GIVES(irqm_table_create(&x.config, NULL, NULL, &t), -IRQM_EINVAL);
	GIVES(irqm_table_create(&x.config, &mem, &x.mem, NULL), -IRQM_EINVAL);
	mem.alloc = NULL;
	GIVES(irqm_table_create(&x.config, &mem, &x.mem, &t), -IRQM_EINVAL);
	mem = faulty_mem_ops;
	mem.free = NULL;
	GIVES(irqm_table_create(&x.config, &mem, &x.mem, &t), -IRQM_EINVAL);
	cr_assert_null(t);
	/* What lies in the caller's memory is ended, and nothing is freed. */
	GIVES(irqm_table_size(&x.config, &bytes), 0);
	memory = fence_new(bytes);
	GIVES(irqm_table_init(&x.config, memory, bytes, &t), 0);
	irqm_table_destroy(t);
	cr_assert_eq(irqm_table_check(t, NULL), 1);
	cr_assert(fence_holds(memory, bytes));
	fence_free(memory);
	ENDS_CLEAN(&x);
}

/* ---- Queues ---- */

static int request_with(struct table_machine *x, const struct irqm_queue_ops *queue,
			enum irqm_irq_mode mode)
{
	const struct irqm_irq_request request = {
		.mode = mode,
		.cpus = one_cpu(0),
		.queue = queue,
		.queue_ctx = x,
	};

	return irqm_table_request(x->t, 0, &request);
}

Test(seldom_table, the_queue_of_a_managed_one_is_whole)
{
	static struct table_machine x;
	struct irqm_queue_ops queue = table_queue;

	table_start(&x, 2, 2, 2, 1);
#define NEEDS(member) \
	do { \
		queue = table_queue; \
		queue.member = NULL; \
		REFUSED(&x, -IRQM_EINVAL, request_with(&x, &queue, IRQM_IRQ_MANAGED)); \
		ACCEPTED(&x, request_with(&x, &queue, IRQM_IRQ_REGULAR)); \
		ACCEPTED(&x, irqm_table_release(x.t, 0)); \
	} while (0)
	NEEDS(prepare_move);
	NEEDS(complete_move);
	NEEDS(abort_move);
	NEEDS(quiesce);
	NEEDS(resume);
	queue = table_queue;
	queue.affinity_broken = NULL;
	ACCEPTED(&x, request_with(&x, &queue, IRQM_IRQ_MANAGED));
	ENDS_CLEAN(&x);
}

/* Away from its CPUs, and no callback to tell: no queue, or one without affinity_broken. */
Test(seldom_table, nobody_is_told_of_a_broken_affinity)
{
	static struct table_machine x;
	const struct irqm_queue_ops deaf = { .resume = NULL };
	unsigned int pass;

	table_start(&x, 2, 0, 2, 1);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 1, NULL));
	for (pass = 0; pass < 2; pass++) {
		ACCEPTED(&x, request_with(&x, pass ? &deaf : NULL, IRQM_IRQ_REGULAR));
		ACCEPTED(&x, irqm_table_activate(x.t, 0));
		cr_assert(table_info(&x, 0).broken);
		CALLS_ARE(&x, CALL_BROKEN, 0);
		ACCEPTED(&x, irqm_table_deactivate(x.t, 0));
		ACCEPTED(&x, irqm_table_release(x.t, 0));
	}
	ENDS_CLEAN(&x);
}

/* ---- Moves ---- */

Test(seldom_table, a_move_is_done_at_its_vector_and_no_other)
{
	static struct table_machine x;
	struct irqm_slot slot;

	table_start(&x, 2, 2, 4, 1);
	ACTIVATED_REGULAR(&x, 0, one_cpu(0));
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 0, one_cpu(1), IRQM_IRQ_ASKED_BY_USER));
	slot = table_info(&x, 0).slot;
	slot.vector++;
	REFUSED(&x, -IRQM_ENOENT, irqm_table_move_done(x.t, 0, slot));
	slot.vector--;
	slot.cpu = 0;
	REFUSED(&x, -IRQM_ENOENT, irqm_table_move_done(x.t, 0, slot));
	slot.cpu = 1;
	ACCEPTED(&x, irqm_table_move_done(x.t, 0, slot));
	ENDS_CLEAN(&x);
}

/* ---- Questions ---- */

Test(seldom_table, no_table_has_no_counters)
{
	static struct table_machine x;
	struct irqm_table_stats stats;

	table_start(&x, 2, 2, 2, 1);
	GIVES(irqm_table_get_stats(NULL, &stats), -IRQM_EINVAL);
	GIVES(irqm_table_get_stats(x.t, NULL), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}

/* Of two interrupts one has its only CPU, and the other has to go elsewhere; neither moves. */
Test(seldom_table, nowhere_has_no_vector_either)
{
	static struct table_machine x;
	unsigned int irq;

	table_start(&x, 2, 2, 1, 2);
	for (irq = 0; irq < 2; irq++) {
		ACTIVATED_REGULAR(&x, irq, one_cpu(0));
		cr_assert_eq(table_info(&x, irq).old_slot.cpu, IRQM_NONE);
		cr_assert_eq(table_info(&x, irq).old_slot.vector, IRQM_NONE);
	}
	cr_assert_eq(x.nr_log, 3);
	CALL_IS(&x, 2, CALL_BROKEN, 1);
	cr_assert_eq(x.log[2].from.cpu, IRQM_NONE);
	cr_assert_eq(x.log[2].from.vector, IRQM_NONE);
	cr_assert_eq(x.log[2].to.cpu, 1);
	ENDS_CLEAN(&x);
}

/* ---- Isolation ---- */

Test(seldom_table, cpus_of_any_word_may_be_isolated)
{
	static struct table_machine x;
	unsigned long mask[IRQM_CPUMASK_WORDS(200)] = { 0 };
	unsigned int without;

	table_start(&x, 200, 200, 2, 1);
	ACTIVATED_REGULAR(&x, 0, NULL);
	for (without = 0; without < 200; without += 66) {
		memset(mask, 0, sizeof(mask));
		irqm_cpumask_set_range(mask, 0, 200);
		irqm_cpumask_clear(mask, without);
		ACCEPTED(&x, irqm_table_set_eligible(x.t, mask, IRQM_TABLE_STRICT, NULL));
		cr_assert_neq(table_info(&x, 0).slot.cpu, without);
		if (table_info(&x, 0).old_slot.cpu != IRQM_NONE)
			ACCEPTED(&x, irqm_table_move_done(x.t, 0, table_info(&x, 0).slot));
	}
	ENDS_CLEAN(&x);
}

/* It holds its slot, as its hardware may still deliver there, and is not moved. */
Test(seldom_table, one_that_is_stuck_does_not_keep_a_cpu_from_being_isolated)
{
	static struct table_machine x;
	struct irqm_table_report r;

	table_start(&x, 2, 2, 2, 1);
	ACCEPTED(&x, table_managed(&x, 0, one_cpu(0), IRQM_IRQ_USER_MOVES));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	ACCEPTED(&x, irqm_table_disable(x.t, 0));
	ACCEPTED(&x, irqm_table_set_affinity(x.t, 0, one_cpu(1), IRQM_IRQ_ASKED_BY_DRIVER));
	table_fail(&x, 2, 3); /* to let the queue go, and to shut down again */
	GIVES(irqm_table_enable(x.t, 0), TABLE_FAULT);
	INTACT(&x);
	STATE_IS(&x, 0, IRQM_IRQ_FAILED);
	CPU_IS(&x, 0, 1);
	table_calls_clear(&x);
	ACCEPTED(&x, irqm_table_set_eligible(x.t, one_cpu(0), IRQM_TABLE_STRICT, &r));
	cr_assert_eq(r.moved + r.stayed, 0);
	CPU_IS(&x, 0, 1);
	ENDS_CLEAN(&x);
}
