// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A KUnit test of lib/group_cpus.c, as of Linux 7: is a machine divided in the same way while a CPU
 * is offline?
 *
 * Groups are made, compared and freed. Nothing uses them, so no interrupt and no queue depends on
 * the outcome. It fails where the CPUs of a core share an L2 that other cores do not use, and where
 * the numbers of siblings are far apart.
 */
#include <kunit/test.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/group_cpus.h>
#include <linux/slab.h>

/* Whether both have the same masks. */
static bool same_groups(const struct cpumask *a, const struct cpumask *b, unsigned int number)
{
	unsigned int i;

	for (i = 0; i < number; i++) {
		if (!cpumask_equal(&a[i], &b[i]))
			return false;
	}
	return true;
}

/*
 * Whether a CPU is online whose group, of those made after, had offline CPUs only before. If the
 * interrupts have the masks made before, and the queues are mapped by those made after, that CPU
 * has a queue whose interrupt goes nowhere.
 */
static bool leaves_cpu_alone(const struct cpumask *before, const struct cpumask *after,
			     unsigned int number)
{
	unsigned int i;

	for (i = 0; i < number; i++) {
		if (cpumask_intersects(&after[i], cpu_online_mask) &&
		    !cpumask_intersects(&before[i], cpu_online_mask))
			return true;
	}
	return false;
}

/* One group for each two CPUs. */
static void group_cpus_test_while_offline(struct kunit *test)
{
	unsigned int number = num_possible_cpus() / 2, used, cpu;
	struct cpumask *before = group_cpus_evenly(number, &used), *after;

	KUNIT_ASSERT_NOT_NULL(test, before);
	for (cpu = 1; cpu < nr_cpu_ids; cpu++) {
		if (!cpumask_test_cpu(cpu, cpu_online_mask) || remove_cpu(cpu))
			continue;
		after = group_cpus_evenly(number, &used);
		KUNIT_EXPECT_TRUE(test, same_groups(before, after, number));
		KUNIT_EXPECT_FALSE(test, leaves_cpu_alone(before, after, number));
		kfree(after);
		KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
	}
	kfree(before);
}

static struct kunit_case group_cpus_test_cases[] = {
	KUNIT_CASE(group_cpus_test_while_offline),
	{},
};

static struct kunit_suite group_cpus_test_suite = {
	.name = "group-cpus",
	.test_cases = group_cpus_test_cases,
};

kunit_test_suites(&group_cpus_test_suite);
