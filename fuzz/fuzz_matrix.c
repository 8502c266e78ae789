/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fuzz_matrix.c - an op program on a matrix and on the model: see tests/support/op_program.h and
 * compare.h. A failure is shrunk and printed as calls.
 */
#include <stdlib.h>

#include "fuzz_target.h"
#include "support/compare.h"

/* CPUs times vectors: enough for every kind of index, and for many programs per second. */
#define CELLS_MAX (1U << 14)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!compare_bytes(data, size, CELLS_MAX))
		abort();
	return 0;
}
