/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * assert_abort.c - the assert hook for programs, in debug builds: prints what is broken, and
 * aborts.
 */
#include "../base/port.h"

#include <stdio.h>
#include <stdlib.h>

void im_assert_failed(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: libirqmatrix is broken: %s\n", file, line, what);
	abort();
}
