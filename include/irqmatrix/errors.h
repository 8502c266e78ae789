/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * errors.h - the error codes.
 *
 * A call returns 0 or one of these negated: -IRQM_ENOSPC. The numbers are the errno numbers that
 * are the same on every Linux architecture; no errno variable is read or written anywhere.
 */
#ifndef IRQMATRIX_ERRORS_H
#define IRQMATRIX_ERRORS_H

#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IRQM_EPERM 1   /* policy forbids it */
#define IRQM_ENOENT 2  /* there is nothing to undo, free or find */
#define IRQM_ENOMEM 12 /* the memory callback gave NULL */
#define IRQM_EBUSY 16  /* the thing is in use, or already in that state */
#define IRQM_ENODEV 19 /* the CPU exists but is offline */
#define IRQM_EINVAL 22 /* malformed: NULL, empty mask, zero count, impossible shape */
#define IRQM_ENOSPC 28 /* no room left */
#define IRQM_ERANGE 34 /* a number beyond its limit: CPU, vector, counter */

/**
 * irqm_error_text() - Describe an error code in a few words
 * @code: what a call returned: 0 or a negative IRQM_E* number
 *
 * For messages to people. A code the library does not know gives "unknown error"; 0 gives
 * "success".
 *
 * Context: any; no lock, no sleeping, no callback.
 * Complexity: O(1).
 * Return: a constant string, never NULL.
 * Source: ours.
 */
IRQM_API const char *irqm_error_text(int code);

#ifdef __cplusplus
}
#endif

#endif
