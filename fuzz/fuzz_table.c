/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fuzz_table.c - calls on an interrupt table: beside its model, with callbacks that fail, or two or
 * three at the same time. The first byte says which; see tests/support/table_random.h and
 * table_race.h for the others.
 */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz_target.h"
#include "support/table_race.h"
#include "support/table_random.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool (*const ways[])(FILE *, const unsigned char *, size_t) = {
		table_drawn_run,
		table_drawn_faults,
		table_race_run,
	};

	if (size && !ways[data[0] % 3](stderr, data + 1, size - 1))
		abort();
	return 0;
}
