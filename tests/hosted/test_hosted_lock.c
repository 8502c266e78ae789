/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_hosted_lock.c - the mutex as the short lock of a table.
 */
#include <pthread.h>

#include <criterion/criterion.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

#include "support/expect.h"

#define NR_THREADS 4
#define ROUNDS 20000

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static unsigned long counter;

static void *count(void *ctx)
{
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		irqm_pthread_lock_ops.lock(ctx);
		counter++;
		irqm_pthread_lock_ops.unlock(ctx);
	}
	return NULL;
}

Test(hosted_lock, one_thread_at_a_time_has_it)
{
	pthread_t threads[NR_THREADS];
	unsigned int i;

	for (i = 0; i < NR_THREADS; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, count, &mutex), 0);
	for (i = 0; i < NR_THREADS; i++)
		pthread_join(threads[i], NULL);
	cr_assert_eq(counter, (unsigned long)NR_THREADS * ROUNDS);
}

Test(hosted_lock, it_is_taken_between_lock_and_unlock)
{
	irqm_pthread_lock_ops.lock(&mutex);
	cr_assert_neq(pthread_mutex_trylock(&mutex), 0);
	irqm_pthread_lock_ops.unlock(&mutex);
	cr_assert_eq(pthread_mutex_trylock(&mutex), 0);
	pthread_mutex_unlock(&mutex);
}

static int nothing(void *ctx, unsigned int irq, struct irqm_slot slot)
{
	(void)ctx;
	(void)irq;
	(void)slot;
	return 0;
}

static int no_move(void *ctx, unsigned int irq, struct irqm_slot from, struct irqm_slot to)
{
	(void)to;
	return nothing(ctx, irq, from);
}

Test(hosted_lock, a_table_takes_it)
{
	static const struct irqm_chip_ops chip = { nothing, nothing, no_move, NULL };
	const struct irqm_matrix_config config = {
		.nr_cpus = 1, .nr_vectors = 8, .first = 1, .end = 8, .node = IRQM_NONE
	};
	struct irqm_table_config table = {
		.nr_irqs = 1,
		.nr_masks = 3,
		.node = IRQM_NONE,
		.chip = &chip,
		.lock = &irqm_pthread_lock_ops,
		.lock_ctx = &mutex,
	};
	const struct irqm_irq_request request = { .mode = IRQM_IRQ_REGULAR };
	struct irqm_table *t;

	GIVES(irqm_matrix_create(&config, &irqm_malloc_ops, NULL, &table.matrix), 0);
	GIVES(irqm_table_create(&table, &irqm_malloc_ops, NULL, &t), 0);
	GIVES(irqm_table_cpu_online(t, 0, NULL), 0);
	GIVES(irqm_table_request(t, 0, &request), 0);
	GIVES(irqm_table_activate(t, 0), 0);
	cr_assert_eq(pthread_mutex_trylock(&mutex), 0, "not given back");
	pthread_mutex_unlock(&mutex);
	irqm_table_destroy(t);
	irqm_matrix_destroy(table.matrix);
}
