/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plain_random.c - random op programs on matrix and model, without a test framework, for machines
 * and compilers that have none.
 */
#include <stdio.h>

#include "support/random_run.h"

int main(void)
{
	unsigned int size;

	for (size = 0; size < NR_OP_SIZES; size++) {
		if (!random_run(stdout, (enum op_size)size))
			return 1;
	}
	printf("%zu calls in all\n", random_run_calls());
	return 0;
}
