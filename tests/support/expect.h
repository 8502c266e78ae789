/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * expect.h - what has to be true, in the same words for tests with Criterion and programs without.
 *
 * With TESTS_WITH_CRITERION what is not true ends the test, as cr_assert() does; else the program,
 * with a message. Codes are always those that the library gives: 0, or a negative error.
 */
#ifndef TESTS_EXPECT_H
#define TESTS_EXPECT_H

#ifdef TESTS_WITH_CRITERION
#include <criterion/criterion.h>

#define EXPECT(condition, ...) cr_assert(condition, __VA_ARGS__)
#else
#include <stdio.h>
#include <stdlib.h>

#define EXPECT(condition, ...) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: ", __FILE__, __LINE__); \
			fprintf(stderr, __VA_ARGS__); \
			fprintf(stderr, "\n"); \
			abort(); \
		} \
	} while (0)
#endif

/* The call gives this code. */
#define GIVES(call, code) \
	do { \
		int code_ = (call), expected_ = (code); \
		EXPECT(code_ == expected_, "%s gives %d, not %d", #call, code_, expected_); \
	} while (0)

#endif
