/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * errors.h - the error codes.
 *
 * A call returns 0 or one of these codes with a minus sign, such as -IRQM_ENOSPC. The numbers are
 * those errno numbers that are the same on every Linux architecture. No call reads or writes a
 * variable errno.
 */
#ifndef IRQMATRIX_ERRORS_H
#define IRQMATRIX_ERRORS_H

#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IRQM_EPERM 1   /* the policy forbids it */
#define IRQM_ENOENT 2  /* there is nothing to undo, free or find */
#define IRQM_ENOMEM 12 /* the memory callback returned NULL */
#define IRQM_EBUSY 16  /* it is in use, or already in the state asked for */
#define IRQM_ENODEV 19 /* the CPU exists but is offline */
#define IRQM_EINVAL 22 /* malformed: NULL, an empty mask, a count of 0, an impossible shape */
#define IRQM_ENOSPC 28 /* too few: vectors, masks of a table, bytes of memory */
#define IRQM_ERANGE 34 /* a number beyond its limit: CPU, vector, interrupt, counter */

/**
 * irqm_error_text() - Describe an error code in a few words
 * @code: what a call returned: 0 or a negative IRQM_E* number
 *
 * For messages to people.
 *
 * Context: any.
 * Return: a constant string, never NULL: "success" for 0, "unknown error" for an unknown code.
 */
IRQM_API const char *irqm_error_text(int code);

#ifdef __cplusplus
}
#endif

#endif
