/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * <kunit/test.h> for Linux's code in user space: as much of KUnit as the tests in docs/upstream
 * use, and what they need beside matrix.c. A suite is found under the name KUNIT_SUITE.
 */
#ifndef KUNIT_TEST_H
#define KUNIT_TEST_H

/* @failed: expectations that did not hold; @first: the first of them */
struct kunit {
	unsigned int expectations;
	unsigned int failed;
	const char *first;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
};

struct kunit_suite {
	const char *name;
	struct kunit_case *test_cases;
};

/* clang-format off */
#define KUNIT_CASE(function) { .run_case = (function), .name = #function }
/* clang-format on */

#define KUNIT_EXPECT_TRUE(test, condition) \
	do { \
		(test)->expectations++; \
		if (!(condition) && !(test)->failed++) \
			(test)->first = #condition; \
	} while (0)
#define KUNIT_EXPECT_FALSE(test, condition) KUNIT_EXPECT_TRUE(test, !(condition))
#define KUNIT_EXPECT_EQ(test, left, right) KUNIT_EXPECT_TRUE(test, (left) == (right))
#define KUNIT_ASSERT_NOT_NULL(test, pointer) KUNIT_EXPECT_TRUE(test, (pointer) != NULL)

#ifdef KUNIT_SUITE
#define kunit_test_init_section_suites(suite) const struct kunit_suite *const KUNIT_SUITE = (suite)

#define kunit_test_suites(suite) const struct kunit_suite *const KUNIT_SUITE = (suite)

/* The machine has the calling thread stay on its CPU anyway. */
#define migrate_disable() ((void)0)
#define migrate_enable() ((void)0)
#define free_percpu(percpu) shim_free_percpu(percpu)
#endif

#endif
