/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_oracle_upstream.c - the KUnit tests of docs/upstream, on Linux as it is and on a copy with
 * the repair that docs/upstream/README.md proposes. Each must fail on the former, and pass on the
 * latter.
 */
#include <stdio.h>

#include "kunit/test.h"
#include "linux_peer.h"

extern const struct kunit_suite *const kunit_as_it_is, *const kunit_repaired;

static bool passes(const struct kunit_case *test_case)
{
	struct kunit test = { 0, 0, NULL };

	test_case->run_case(&test);
	printf("%s %s", test.failed ? "not ok" : "ok", test_case->name);
	if (test.failed)
		printf(": %u of %u expectations, first %s", test.failed, test.expectations,
		       test.first);
	printf("\n");
	return !test.failed && test.expectations;
}

static unsigned int count_passed(const char *title, const struct kunit_suite *suite,
				 unsigned int *cases)
{
	const struct kunit_case *test_case;
	unsigned int passed = 0;

	printf("# %s\n", title);
	*cases = 0;
	for (test_case = suite->test_cases; test_case->run_case; test_case++) {
		passed += passes(test_case);
		++*cases;
	}
	return passed;
}

int main(void)
{
	const struct linux_machine machine = { .nr_cpus = 2 };
	unsigned int cases, passed_as_it_is, passed_repaired;

	if (linux_machine_start(&machine))
		return 1;
	passed_as_it_is = count_passed("Linux as it is", kunit_as_it_is, &cases);
	passed_repaired = count_passed("Linux, repaired", kunit_repaired, &cases);
	return passed_as_it_is != 0 || passed_repaired != cases || cases == 0;
}
