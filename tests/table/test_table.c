/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_table.c - the life of a table, and of interrupts without hotplug and changes of affinity.
 */
#include "support/contract.h"
#include "support/must.h"

/* ---- Memory ---- */

Test(table, lives_in_the_callers_memory)
{
	struct irqm_table_fault fault;
	struct table_machine x;
	struct irqm_table *t;
	size_t bytes = 0;
	char *memory;

	table_start(&x, 4, 4, 16, 8);
	GIVES(irqm_table_size(&x.config, &bytes), 0);
	cr_assert_eq(x.mem.bytes, bytes);
	cr_assert_eq(x.mem.align, IRQM_TABLE_ALIGN);
	memory = must(aligned_alloc(IRQM_TABLE_ALIGN, (bytes + 64) / 64 * 64));
	GIVES(irqm_table_init(&x.config, memory, bytes - 1, &t), -IRQM_ENOSPC);
	GIVES(irqm_table_init(&x.config, memory + 8, bytes, &t), -IRQM_EINVAL);
	GIVES(irqm_table_init(&x.config, NULL, bytes, &t), -IRQM_EINVAL);
	GIVES(irqm_table_init(&x.config, memory, bytes, NULL), -IRQM_EINVAL);
	GIVES(irqm_table_init(NULL, memory, bytes, &t), -IRQM_EINVAL);
	GIVES(irqm_table_init(&x.config, memory, bytes, &t), 0);
	cr_assert_eq(irqm_table_check(t, NULL), 0);
	irqm_table_fini(t);
	cr_assert_eq(irqm_table_check(t, &fault), 1);
	cr_assert_eq(fault.invariant, 0);
	irqm_table_fini(NULL);
	irqm_table_destroy(NULL);
	free(memory);
	ENDS_CLEAN(&x);
}

Test(table, creating_fails_without_memory)
{
	struct irqm_table *t = NULL;
	struct table_machine x;

	table_start(&x, 4, 4, 16, 8);
	x.mem.fail_at = 2;
	GIVES(irqm_table_create(&x.config, &faulty_mem_ops, &x.mem, &t), -IRQM_ENOMEM);
	cr_assert_null(t);
	ENDS_CLEAN(&x);
}

Test(table, misaligned_memory_is_given_back)
{
	struct irqm_table *t = NULL;
	struct table_machine x;

	table_start(&x, 4, 4, 16, 8);
	x.mem.misalign_at = x.mem.allocs + 1;
	GIVES(irqm_table_create(&x.config, &faulty_mem_ops, &x.mem, &t), -IRQM_EINVAL);
	cr_assert_null(t);
	cr_assert_eq(x.mem.allocs, x.mem.misalign_at);
	ENDS_CLEAN(&x);
}

Test(table, a_malformed_configuration_is_refused)
{
	struct irqm_chip_ops chip = table_chip;
	struct irqm_lock_ops lock = table_lock;
	struct irqm_mem_ops mem = faulty_mem_ops;
	struct irqm_table_config c;
	struct table_machine x;
	struct irqm_table *t;
	size_t bytes;

	table_start(&x, 4, 4, 16, 8);
#define REFUSED_WITH(error, change) \
	do { \
		c = x.config; \
		change; \
		cr_assert_eq(irqm_table_size(&c, &bytes), error, #change); \
		GIVES(irqm_table_create(&c, &faulty_mem_ops, &x.mem, &t), error); \
	} while (0)
	REFUSED_WITH(-IRQM_EINVAL, c.matrix = NULL);
	REFUSED_WITH(-IRQM_EINVAL, c.nr_irqs = 0);
	REFUSED_WITH(-IRQM_EINVAL, c.nr_masks = 0);
	REFUSED_WITH(-IRQM_EINVAL, c.chip = NULL);
	REFUSED_WITH(-IRQM_ERANGE, c.nr_irqs = IRQM_TABLE_MAX_IRQS + 1);
	REFUSED_WITH(-IRQM_ERANGE, c.nr_masks = IRQM_TABLE_MAX_IRQS + 1);
	chip.startup = NULL;
	REFUSED_WITH(-IRQM_EINVAL, c.chip = &chip);
	chip = table_chip;
	chip.shutdown = NULL;
	REFUSED_WITH(-IRQM_EINVAL, c.chip = &chip);
	chip = table_chip;
	chip.retarget = NULL;
	REFUSED_WITH(-IRQM_EINVAL, c.chip = &chip);
	lock.lock = NULL;
	REFUSED_WITH(-IRQM_EINVAL, c.lock = &lock);
	lock = table_lock;
	lock.unlock = NULL;
	REFUSED_WITH(-IRQM_EINVAL, c.lock = &lock);
	c = x.config;
	c.nr_irqs = c.nr_masks = IRQM_TABLE_MAX_IRQS;
	GIVES(irqm_table_size(&c, &bytes), 0);
	GIVES(irqm_table_size(NULL, &bytes), -IRQM_EINVAL);
	GIVES(irqm_table_size(&x.config, NULL), -IRQM_EINVAL);
	mem.free = NULL;
	GIVES(irqm_table_create(&x.config, &mem, NULL, &t), -IRQM_EINVAL);
	mem = faulty_mem_ops;
	mem.alloc = NULL;
	GIVES(irqm_table_create(&x.config, &mem, NULL, &t), -IRQM_EINVAL);
	GIVES(irqm_table_create(&x.config, NULL, NULL, &t), -IRQM_EINVAL);
	ENDS_CLEAN(&x);
}

/* Also without a lock, for one who never makes two calls at a time. */
Test(table, a_million_interrupts)
{
	struct irqm_table_config c;
	struct irqm_irq_request request = { .mode = IRQM_IRQ_REGULAR };
	struct irqm_table_stats stats;
	struct table_machine x;
	struct irqm_table *t;
	size_t bytes = 0;
	unsigned int irq;

	table_start(&x, 64, 64, 256, 1000);
	c = x.config;
	c.lock = NULL;
	c.nr_irqs = 1000000;
	c.nr_masks = 100;
	GIVES(irqm_table_size(&c, &bytes), 0);
	cr_assert_leq(bytes, 80u * 1000000 + 100 * (8 + 20) + 64 * 21 + 1024);
	GIVES(irqm_table_create(&c, &faulty_mem_ops, &x.mem, &t), 0);
	for (irq = 0; irq < 1000000; irq += 999)
		GIVES(irqm_table_request(t, irq, &request), 0);
	x.skip_checks = true;
	GIVES(irqm_table_activate(t, 999), 0);
	cr_assert_eq(irqm_table_check(t, NULL), 0);
	GIVES(irqm_table_get_stats(t, &stats), 0);
	cr_assert_eq(stats.in_state[IRQM_IRQ_FREE], 1000000 - 1002);
	cr_assert_eq(stats.in_state[IRQM_IRQ_IDLE], 1001);
	cr_assert_eq(stats.in_state[IRQM_IRQ_UP], 1);
	cr_assert_eq(stats.masks, 1);
	cr_assert_eq(stats.nr_irqs, 1000000);
	cr_assert_eq(stats.nr_masks, 100);
	irqm_table_destroy(t);
	table_abandon(&x);
}

/* ---- Requests ---- */

Test(table, a_regular_interrupt_holds_a_reservation_and_no_vector)
{
	struct table_machine x;
	unsigned int irq;

	table_start(&x, 2, 2, 8, 200);
	for (irq = 0; irq < 200; irq++)
		ACCEPTED(&x, table_regular(&x, irq, NULL));
	cr_assert_eq(machine_stats(&x.base).total_allocated, 0);
	cr_assert_eq(machine_stats(&x.base).reserved, 200);
	ACCEPTED(&x, irqm_table_activate(x.t, 7));
	cr_assert_eq(machine_stats(&x.base).reserved, 199);
	cr_assert_eq(machine_stats(&x.base).total_allocated, 1);
	ACCEPTED(&x, irqm_table_deactivate(x.t, 7));
	cr_assert_eq(machine_stats(&x.base).reserved, 200);
	cr_assert_eq(machine_stats(&x.base).total_allocated, 0);
	ENDS_CLEAN(&x);
}

Test(table, a_managed_interrupt_has_a_vector_on_each_cpu_online_or_not)
{
	struct table_machine x;
	unsigned int cpu;

	table_start(&x, 4, 2, 8, 4);
	ACCEPTED(&x, table_managed(&x, 0, cpu_range(1, 4), IRQM_IRQ_USER_REFUSED));
	for (cpu = 0; cpu < 4; cpu++)
		cr_assert_eq(machine_cpu(&x.base, cpu).managed, cpu > 0);
	cr_assert_eq(machine_stats(&x.base).reserved, 0);
	ACCEPTED(&x, irqm_table_release(x.t, 0));
	for (cpu = 0; cpu < 4; cpu++)
		cr_assert_eq(machine_cpu(&x.base, cpu).managed, 0);
	ENDS_CLEAN(&x);
}

/* D8: Linux takes the mask of the teardown, which need not be the one that was reserved. */
Test(table, remembers_the_mask_it_reserved)
{
	unsigned long mask = 0x6;
	unsigned long cpus = 0;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACCEPTED(&x, table_managed(&x, 0, &mask, IRQM_IRQ_USER_REFUSED));
	mask = 0x9;
	GIVES(irqm_table_get_cpus(x.t, 0, &cpus), 0);
	cr_assert_eq(cpus, 0x6);
	ACCEPTED(&x, irqm_table_release(x.t, 0));
	ENDS_CLEAN(&x);
}

Test(table, bits_beyond_the_last_cpu_are_ignored)
{
	unsigned long wild = ~0UL, beyond = ~0xfUL, cpus = 0;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	ACCEPTED(&x, table_managed(&x, 0, &wild, IRQM_IRQ_USER_REFUSED));
	ACCEPTED(&x, table_regular(&x, 1, &wild));
	GIVES(irqm_table_get_cpus(x.t, 0, &cpus), 0);
	cr_assert_eq(cpus, 0xf);
	REFUSED(&x, -IRQM_EINVAL, table_managed(&x, 2, &beyond, IRQM_IRQ_USER_REFUSED));
	ENDS_CLEAN(&x);
}

Test(table, equal_masks_are_kept_once)
{
	struct irqm_table_stats stats;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 6);
	ACCEPTED(&x, table_managed(&x, 0, cpu_range(0, 2), IRQM_IRQ_USER_REFUSED));
	ACCEPTED(&x, table_managed(&x, 1, cpu_range(0, 2), IRQM_IRQ_USER_REFUSED));
	ACCEPTED(&x, table_near(&x, 2, cpu_range(0, 3), cpu_range(0, 2)));
	GIVES(irqm_table_get_stats(x.t, &stats), 0);
	cr_assert_eq(stats.masks, 2);
	ENDS_CLEAN(&x);
}

Test(table, a_request_without_room_changes_nothing)
{
	struct table_machine x;

	table_start(&x, 2, 2, 2, 8);
	ACCEPTED(&x, table_managed(&x, 0, cpu_range(0, 2), IRQM_IRQ_USER_REFUSED));
	ACCEPTED(&x, table_managed(&x, 1, cpu_range(1, 2), IRQM_IRQ_USER_REFUSED));
	REFUSED(&x, -IRQM_ENOSPC, table_managed(&x, 2, cpu_range(0, 2), IRQM_IRQ_USER_REFUSED));
	ENDS_CLEAN(&x);
}

Test(table, a_request_without_a_place_for_its_mask_changes_nothing)
{
	struct table_machine x;

	table_start(&x, 8, 8, 8, 4);
	irqm_table_destroy(x.t);
	x.config.nr_masks = 2;
	GIVES(irqm_table_create(&x.config, &faulty_mem_ops, &x.mem, &x.t), 0);
	ACCEPTED(&x, table_managed(&x, 0, cpu_range(0, 1), IRQM_IRQ_USER_REFUSED));
	REFUSED(&x, -IRQM_ENOSPC, table_near(&x, 1, cpu_range(0, 2), cpu_range(0, 3)));
	ACCEPTED(&x, table_near(&x, 1, cpu_range(0, 2), cpu_range(0, 1)));
	REFUSED(&x, -IRQM_ENOSPC, table_managed(&x, 2, cpu_range(0, 3), IRQM_IRQ_USER_REFUSED));
	REFUSED(&x, -IRQM_ENOSPC,
		irqm_table_set_affinity(x.t, 1, cpu_range(3, 4), IRQM_IRQ_ASKED_BY_USER));
	REFUSED(&x, -IRQM_ENOSPC,
		irqm_table_set_affinity(x.t, 0, cpu_range(3, 4), IRQM_IRQ_ASKED_BY_DRIVER));
	ACCEPTED(&x, irqm_table_release(x.t, 0));
	ACCEPTED(&x, table_managed(&x, 0, cpu_range(0, 1), IRQM_IRQ_USER_BREAKS));
	ACCEPTED(&x, irqm_table_set_policy(x.t, IRQM_TABLE_POLICY_DRIVER));
	REFUSED(&x, -IRQM_ENOSPC,
		irqm_table_set_affinity(x.t, 0, cpu_range(3, 4), IRQM_IRQ_ASKED_BY_USER));
	ENDS_CLEAN(&x);
}

Test(table, malformed_requests_are_refused)
{
	struct irqm_queue_ops queue = table_queue;
	struct irqm_irq_request r = { .mode = IRQM_IRQ_MANAGED, .cpus = cpu_range(0, 4) }, bad;
	unsigned long none = 0;
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
#define REFUSED_REQUEST(change) \
	do { \
		bad = r; \
		change; \
		REFUSED(&x, -IRQM_EINVAL, irqm_table_request(x.t, 0, &bad)); \
	} while (0)
	REFUSED_REQUEST(bad.cpus = NULL);
	REFUSED_REQUEST(bad.cpus = &none);
	REFUSED_REQUEST(bad.near_cpus = &none);
	REFUSED_REQUEST(bad.mode = (enum irqm_irq_mode)3);
	REFUSED_REQUEST(bad.user_change = (enum irqm_irq_user_change)3);
	REFUSED_REQUEST(bad.mode = IRQM_IRQ_SPREAD_ONLY; bad.cpus = NULL);
#define REFUSED_QUEUE(member) \
	REFUSED_REQUEST(queue = table_queue; queue.member = NULL; bad.queue = &queue)
	REFUSED_QUEUE(prepare_move);
	REFUSED_QUEUE(complete_move);
	REFUSED_QUEUE(abort_move);
	REFUSED_QUEUE(quiesce);
	REFUSED_QUEUE(resume);
	REFUSED(&x, -IRQM_EINVAL, irqm_table_request(x.t, 0, NULL));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_request(NULL, 0, &r));
	REFUSED(&x, -IRQM_ERANGE, irqm_table_request(x.t, 4, &r));
	ACCEPTED(&x, irqm_table_request(x.t, 0, &r));
	REFUSED(&x, -IRQM_EBUSY, irqm_table_request(x.t, 0, &r));
	ENDS_CLEAN(&x);
}

/* ---- Activation ---- */

/* 784a0830377d, a0c9259dc4e1: and they spread by room. */
Test(table, activation_goes_to_the_cpu_with_the_most_room)
{
	struct table_machine x;
	unsigned int irq;

	table_start(&x, 4, 4, 8, 16);
	for (irq = 0; irq < 16; irq++) {
		ACTIVATED_REGULAR(&x, irq, NULL);
		CPU_IS(&x, irq, irq % 4);
	}
	ENDS_CLEAN(&x);
}

/* Fills CPUs [first, end) with regular interrupts from irq on; returns the next number. */
static unsigned int fill(struct table_machine *x, unsigned int first, unsigned int end,
			 unsigned int irq)
{
	while (machine_cpu(&x->base, first).available) {
		ACCEPTED(x, table_regular(x, irq, cpu_range(first, first + 1)));
		ACCEPTED(x, irqm_table_activate(x->t, irq++));
		while (first < end && !machine_cpu(&x->base, first).available)
			first++;
		if (first == end)
			break;
	}
	return irq;
}

/* Its CPUs near the device, its CPUs, CPUs near the device, any. */
Test(table, activation_falls_back_step_by_step)
{
	const unsigned long *near_cpus = cpu_range(1, 3);
	struct table_machine x;
	unsigned int irq = 0;

	table_start(&x, 4, 4, 2, 20);
	/* Its own CPUs are 0 and 1, near ones 1 and 2. */
	for (; irq < 2; irq++) {
		ACCEPTED(&x, table_near(&x, irq, cpu_range(0, 2), near_cpus));
		ACCEPTED(&x, irqm_table_activate(x.t, irq));
		CPU_IS(&x, irq, 1);
	}
	for (; irq < 4; irq++) {
		ACCEPTED(&x, table_near(&x, irq, cpu_range(0, 2), near_cpus));
		ACCEPTED(&x, irqm_table_activate(x.t, irq));
		CPU_IS(&x, irq, 0);
		cr_assert_not(table_info(&x, irq).broken);
	}
	CALLS_ARE(&x, CALL_BROKEN, 0);
	for (; irq < 6; irq++) {
		ACCEPTED(&x, table_near(&x, irq, cpu_range(0, 2), near_cpus));
		ACCEPTED(&x, irqm_table_activate(x.t, irq));
		CPU_IS(&x, irq, 2);
		cr_assert(table_info(&x, irq).broken);
	}
	CALLS_ARE(&x, CALL_BROKEN, 2);
	ACCEPTED(&x, table_near(&x, irq, cpu_range(0, 2), near_cpus));
	ACCEPTED(&x, irqm_table_activate(x.t, irq));
	CPU_IS(&x, irq, 3);
	cr_assert_eq(x.log[x.nr_log - 1].kind, CALL_BROKEN);
	cr_assert_eq(x.log[x.nr_log - 1].from.cpu, IRQM_NONE);
	cr_assert_eq(x.log[x.nr_log - 1].to.cpu, 3);
	ENDS_CLEAN(&x);
}

Test(table, activation_of_a_mask_without_an_online_cpu_breaks_affinity)
{
	struct table_machine x;

	table_start(&x, 4, 2, 4, 4);
	ACTIVATED_REGULAR(&x, 0, cpu_range(2, 4));
	CPU_IS(&x, 0, 0);
	cr_assert(table_info(&x, 0).broken);
	CALLS_ARE(&x, CALL_BROKEN, 1);
	ENDS_CLEAN(&x);
}

Test(table, activation_fails_when_no_cpu_has_a_vector)
{
	struct table_machine x;
	unsigned int irq;

	table_start(&x, 2, 2, 2, 8);
	irq = fill(&x, 0, 2, 0);
	cr_assert_eq(irq, 4);
	ACCEPTED(&x, table_regular(&x, irq, NULL));
	REFUSED(&x, -IRQM_ENOSPC, irqm_table_activate(x.t, irq));
	ENDS_CLEAN(&x);
}

Test(table, managed_interrupts_of_one_mask_spread_over_it)
{
	struct table_machine x;
	unsigned int irq;

	table_start(&x, 4, 4, 8, 8);
	for (irq = 0; irq < 8; irq++) {
		ACTIVATED_MANAGED(&x, irq, x.base.all);
		CPU_IS(&x, irq, 3 - irq % 4);
	}
	ENDS_CLEAN(&x);
}

Test(table, a_managed_interrupt_without_an_online_cpu_waits)
{
	struct table_machine x;

	table_start(&x, 4, 2, 8, 4);
	ACTIVATED_MANAGED(&x, 0, cpu_range(2, 4));
	STATE_IS(&x, 0, IRQM_IRQ_WAITING);
	cr_assert_eq(x.nr_log, 0);
	ACCEPTED(&x, irqm_table_deactivate(x.t, 0));
	cr_assert_eq(x.nr_log, 0);
	ENDS_CLEAN(&x);
}

Test(table, the_life_of_an_interrupt_in_wrong_order_is_refused)
{
	struct irqm_slot slot = { 0, 0 };
	struct table_machine x;

	table_start(&x, 4, 4, 8, 4);
	REFUSED(&x, -IRQM_ENOENT, irqm_table_release(x.t, 0));
	REFUSED(&x, -IRQM_ENOENT, irqm_table_activate(x.t, 0));
	REFUSED(&x, -IRQM_ENOENT, irqm_table_deactivate(x.t, 0));
	REFUSED(&x, -IRQM_ENOENT, irqm_table_disable(x.t, 0));
	REFUSED(&x, -IRQM_ENOENT, irqm_table_enable(x.t, 0));
	REFUSED(&x, -IRQM_ENOENT, irqm_table_suspend(x.t, 0));
	REFUSED(&x, -IRQM_ENOENT, irqm_table_resume(x.t, 0));
	REFUSED(&x, -IRQM_ENOENT, irqm_table_move_done(x.t, 0, slot));
	REFUSED(&x, -IRQM_ENOENT,
		irqm_table_set_affinity(x.t, 0, x.base.all, IRQM_IRQ_ASKED_BY_USER));
	ACCEPTED(&x, table_regular(&x, 0, NULL));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_deactivate(x.t, 0));
	REFUSED(&x, -IRQM_ENOENT, irqm_table_enable(x.t, 0));
	REFUSED(&x, -IRQM_ENOENT, irqm_table_resume(x.t, 0));
	ACCEPTED(&x, irqm_table_activate(x.t, 0));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_activate(x.t, 0));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_release(x.t, 0));
	REFUSED(&x, -IRQM_ENOENT, irqm_table_move_done(x.t, 0, table_info(&x, 0).slot));
	ENDS_CLEAN(&x);
}

Test(table, numbers_beyond_the_last_and_null_are_refused)
{
	struct irqm_slot slot = { 0, 0 };
	struct irqm_irq_info info;
	struct table_machine x;
	unsigned long cpus;

	table_start(&x, 4, 4, 8, 4);
#define REFUSED_NUMBER(call) \
	do { \
		struct irqm_table *t = x.t; \
		unsigned int irq = 4; \
		REFUSED(&x, -IRQM_ERANGE, call); \
		t = NULL; \
		irq = 0; \
		REFUSED(&x, -IRQM_EINVAL, call); \
	} while (0)
	REFUSED_NUMBER(irqm_table_release(t, irq));
	REFUSED_NUMBER(irqm_table_activate(t, irq));
	REFUSED_NUMBER(irqm_table_deactivate(t, irq));
	REFUSED_NUMBER(irqm_table_disable(t, irq));
	REFUSED_NUMBER(irqm_table_enable(t, irq));
	REFUSED_NUMBER(irqm_table_suspend(t, irq));
	REFUSED_NUMBER(irqm_table_resume(t, irq));
	REFUSED_NUMBER(irqm_table_move_done(t, irq, slot));
	REFUSED_NUMBER(irqm_table_get(t, irq, &info));
	REFUSED_NUMBER(irqm_table_get_cpus(t, irq, &cpus));
	REFUSED_NUMBER(irqm_table_set_affinity(t, irq, x.base.all, IRQM_IRQ_ASKED_BY_USER));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_get(x.t, 0, NULL));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_get_cpus(x.t, 0, NULL));
	REFUSED(&x, -IRQM_ENOENT, irqm_table_get_cpus(x.t, 0, &cpus));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_get_stats(x.t, NULL));
	REFUSED(&x, -IRQM_EINVAL, irqm_table_get_stats(NULL, NULL));
	ENDS_CLEAN(&x);
}

/* What the matrix holds before the table comes is not the table's. */
Test(table, slots_and_reservations_of_others_stay)
{
	struct table_machine x;
	struct irqm_slot slot;

	table_start(&x, 4, 1, 8, 4);
	irqm_table_destroy(x.t);
	GIVES(irqm_matrix_assign(x.base.m, (struct irqm_slot){ 0, 2 }), 0);
	GIVES(irqm_matrix_reserve(x.base.m), 0);
	GIVES(irqm_matrix_reserve_managed(x.base.m, x.base.all), 0);
	GIVES(irqm_matrix_alloc_managed(x.base.m, x.base.all, &slot), 0);
	GIVES(irqm_table_create(&x.config, &faulty_mem_ops, &x.mem, &x.t), 0);
	ACTIVATED_REGULAR(&x, 0, NULL);
	ACCEPTED(&x, irqm_table_cpu_online(x.t, 1, NULL));
	ACCEPTED(&x, irqm_table_cpu_offline(x.t, 0, NULL));
	table_release_all(&x);
	cr_assert_eq(machine_stats(&x.base).total_allocated, 2);
	cr_assert_eq(machine_stats(&x.base).reserved, 1);
	cr_assert(table_end(&x));
}
