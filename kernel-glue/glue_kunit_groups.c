// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit test of group_cpus_evenly().
 */
#include <kunit/test.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/group_cpus.h>
#include <linux/minmax.h>
#include <linux/slab.h>

static struct cpumask *groups_of_cpus(unsigned int number)
{
#ifdef IRQMATRIX_COUNTS_MASKS
	unsigned int used;

	return group_cpus_evenly(number, &used);
#else
	return group_cpus_evenly(number);
#endif
}

static unsigned int differing(const struct cpumask *a, const struct cpumask *b, unsigned int number)
{
	unsigned int i, differ = 0;

	for (i = 0; a && b && i < number; i++)
		differ += !cpumask_equal(&a[i], &b[i]);
	return a && b ? differ : number;
}

/* How many groups differ from those made before. These are compared and freed, and never used. */
static unsigned int differ_now(const struct cpumask *before, unsigned int number)
{
	struct cpumask *now = groups_of_cpus(number);
	unsigned int differ = differing(before, now, number);

	kfree(now);
	return differ;
}

/*
 * D20: groups are made again while CPU 1 is offline. Not with the kernel's own grouping: a driver
 * that starts at that moment would keep what it gets.
 */
static void __init d20_groups_while_a_cpu_is_offline(struct kunit *test)
{
	unsigned int number = max(num_possible_cpus() / 2, 1U);
	struct cpumask *before = groups_of_cpus(number);
	int err = -EPERM;

	KUNIT_EXPECT_EQ(test, differ_now(before, number), 0);
	if (IS_ENABLED(CONFIG_IRQMATRIX))
		err = remove_cpu(1);
	if (!err) {
		KUNIT_EXPECT_EQ(test, differ_now(before, number), 0);
		KUNIT_EXPECT_EQ(test, add_cpu(1), 0);
		KUNIT_EXPECT_EQ(test, differ_now(before, number), 0);
	}
	kfree(before);
	if (err)
		kunit_skip(test, "CPU 1 stays online: %d", err);
}

/* debugfs still shows the case after the boot, when the function is gone. */
static struct kunit_case __refdata cases[] = {
	KUNIT_CASE(d20_groups_while_a_cpu_is_offline),
	{ }
};

static struct kunit_suite suite = {
	.name = "group_cpus",
	.test_cases = cases,
};
kunit_test_init_section_suite(suite);
