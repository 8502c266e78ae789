/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * op_shrink.h - makes a failing op program short.
 */
#ifndef TESTS_OP_SHRINK_H
#define TESTS_OP_SHRINK_H

#include <stdint.h>

#include "op_program.h"

/*
 * Leaves out ops and repeats, and makes the machine smaller, as long as @fails says that what is
 * left still fails. @p itself must fail. Asks at most @tries times. Gives a program to end with
 * op_program_fini().
 */
struct op_program op_shrink(const struct op_program *p,
			    bool (*fails)(void *ctx, const struct op_program *p), void *ctx,
			    size_t tries);

/* As often as there is something to try. */
#define OP_SHRINK_TRIES SIZE_MAX

#endif
