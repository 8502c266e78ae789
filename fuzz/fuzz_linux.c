/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fuzz_linux.c - op programs and spreading on Linux's own matrix.c and group_cpus.c and on ours.
 * See tests/oracle/oracle_drawn.h.
 */
#include <stdlib.h>

#include "fuzz_target.h"
#include "oracle_drawn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!oracle_drawn_run(data, size))
		abort();
	return 0;
}
