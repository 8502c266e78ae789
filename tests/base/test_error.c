/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_error.c - error codes and their texts.
 */
#include <string.h>

#include <criterion/criterion.h>

#include <irqmatrix/irqmatrix.h>

static const int codes[] = { IRQM_EPERM, IRQM_ENOENT, IRQM_ENOMEM, IRQM_EBUSY,
			     IRQM_ENODEV, IRQM_EINVAL, IRQM_ENOSPC, IRQM_ERANGE };
#define NR_CODES (sizeof(codes) / sizeof(codes[0]))

Test(error, numbers_are_those_of_linux)
{
	static const int linux_numbers[NR_CODES] = { 1, 2, 12, 16, 19, 22, 28, 34 };
	size_t i;

	for (i = 0; i < NR_CODES; i++)
		cr_assert_eq(codes[i], linux_numbers[i]);
}

Test(error, success_and_unknown_codes_have_their_texts)
{
	cr_assert_str_eq(irqm_error_text(0), "success");
	cr_assert_str_eq(irqm_error_text(-5), "unknown error");
	cr_assert_str_eq(irqm_error_text(-1000), "unknown error");
	cr_assert_str_eq(irqm_error_text(-2147483647 - 1), "unknown error");
}

/* A call returns codes negated; the positive number is none. */
Test(error, positive_numbers_are_unknown)
{
	size_t i;

	for (i = 0; i < NR_CODES; i++)
		cr_assert_str_eq(irqm_error_text(codes[i]), "unknown error");
}

Test(error, every_code_has_a_text_of_its_own)
{
	size_t i, j;

	for (i = 0; i < NR_CODES; i++) {
		const char *text = irqm_error_text(-codes[i]);

		cr_assert_not_null(text);
		cr_assert_gt(strlen(text), 3);
		cr_assert_str_neq(text, "unknown error");
		cr_assert_str_neq(text, "success");
		for (j = 0; j < i; j++)
			cr_assert_str_neq(text, irqm_error_text(-codes[j]));
	}
}

Test(error, every_code_from_minus_1_to_minus_40_has_a_text)
{
	size_t i, known = 0;
	int code;

	for (code = -40; code < 0; code++) {
		cr_assert_not_null(irqm_error_text(code));
		if (strcmp(irqm_error_text(code), "unknown error") == 0)
			continue;
		known++;
		for (i = 0; i < NR_CODES && codes[i] != -code; i++)
			;
		cr_assert_lt(i, NR_CODES, "%d has a text and no name", code);
	}
	cr_assert_eq(known, NR_CODES);
}
