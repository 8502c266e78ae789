// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * KUnit tests of two accounting errors of kernel/irq/matrix.c.
 *
 * Paste (or include) this at the end of kernel/irq/matrix.c, because the tests read its counters.
 * All tests fail on Linux 6.12. Each has a matrix of its own and stays on the CPU that it runs on.
 */
#include <kunit/test.h>

#define TEST_VECTORS 4

static struct irq_matrix *test_matrix(struct kunit *test)
{
	struct irq_matrix *m = irq_alloc_matrix(TEST_VECTORS, 0, TEST_VECTORS);

	KUNIT_ASSERT_NOT_NULL(test, m);
	/* The functions below work on "this CPU". */
	migrate_disable();
	irq_matrix_online(m);
	return m;
}

static void test_matrix_end(struct irq_matrix *m)
{
	migrate_enable();
	free_percpu(m->maps);
	kfree(m);
}

/* Allocates until no vector is available; returns how many were allocated. */
static unsigned int test_fill(struct irq_matrix *m, const struct cpumask *mask)
{
	unsigned int cpu, number = 0;

	while (irq_matrix_alloc(m, mask, false, &cpu) >= 0)
		number++;
	return number;
}

/*
 * A managed vector that is reserved while the CPU is offline is never subtracted from available.
 * The CPU seems to have more vectors than it has, is chosen for allocations, and these fail.
 */
static void irq_matrix_test_reserve_managed_while_offline(struct kunit *test)
{
	struct irq_matrix *m = test_matrix(test);
	const struct cpumask *mask = cpumask_of(smp_processor_id());

	irq_matrix_offline(m);
	KUNIT_EXPECT_EQ(test, irq_matrix_reserve_managed(m, mask), 0);
	irq_matrix_online(m);
	KUNIT_EXPECT_EQ(test, irq_matrix_available(m, false), TEST_VECTORS - 1);
	KUNIT_EXPECT_EQ(test, test_fill(m, mask), TEST_VECTORS - 1);
	KUNIT_EXPECT_EQ(test, irq_matrix_available(m, false), 0);
	test_matrix_end(m);
}

/*
 * A managed vector that is removed while the CPU is offline is never added to available. That stays
 * too small, and some vectors are never allocated again.
 */
static void irq_matrix_test_remove_managed_while_offline(struct kunit *test)
{
	struct irq_matrix *m = test_matrix(test);
	const struct cpumask *mask = cpumask_of(smp_processor_id());

	KUNIT_EXPECT_EQ(test, irq_matrix_reserve_managed(m, mask), 0);
	irq_matrix_offline(m);
	irq_matrix_remove_managed(m, mask);
	irq_matrix_online(m);
	KUNIT_EXPECT_EQ(test, irq_matrix_available(m, false), TEST_VECTORS);
	KUNIT_EXPECT_EQ(test, test_fill(m, mask), TEST_VECTORS);
	test_matrix_end(m);
}

/* A vector that is freed while its CPU is offline stays counted in total_allocated for ever. */
static void irq_matrix_test_free_while_offline(struct kunit *test)
{
	struct irq_matrix *m = test_matrix(test);
	const struct cpumask *mask = cpumask_of(smp_processor_id());
	unsigned int cpu;
	int bit;

	bit = irq_matrix_alloc(m, mask, false, &cpu);
	KUNIT_EXPECT_EQ(test, bit, 0);
	KUNIT_EXPECT_EQ(test, m->total_allocated, 1);
	irq_matrix_offline(m);
	irq_matrix_free(m, cpu, bit, false);
	KUNIT_EXPECT_EQ(test, this_cpu_ptr(m->maps)->allocated, 0);
	KUNIT_EXPECT_EQ(test, m->total_allocated, 0);
	test_matrix_end(m);
}

static struct kunit_case irq_matrix_test_cases[] = {
	KUNIT_CASE(irq_matrix_test_reserve_managed_while_offline),
	KUNIT_CASE(irq_matrix_test_remove_managed_while_offline),
	KUNIT_CASE(irq_matrix_test_free_while_offline),
	{},
};

static struct kunit_suite irq_matrix_test_suite = {
	.name = "irq-matrix",
	.test_cases = irq_matrix_test_cases,
};

/* irq_alloc_matrix() is __init, so the suite has to run at boot. */
kunit_test_init_section_suites(&irq_matrix_test_suite);
