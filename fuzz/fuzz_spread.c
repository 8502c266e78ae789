/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fuzz_spread.c - hostile machines and requests: the contracts of topology.h and spread.h, and what
 * the models of the policies make of them. See tests/support/spread_drawn.h.
 */
#include <stdlib.h>

#include "fuzz_target.h"
#include "support/spread_drawn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!spread_drawn_run(data, size))
		abort();
	return 0;
}
