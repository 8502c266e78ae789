/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <string.h>

#include "worst_calls.h"

/*
 * What each call may cost: per word, per CPU, once; then the count it is judged with, and whether
 * it needs managed blocks. A quarter above the worst that long searches have found, at 16 to 8,192
 * CPUs, with 256 vectors.
 */
#define LIMITS_ALLOC { 130, 0, 1000 }, 0, false
#define LIMITS_ALLOC_RESERVED { 130, 0, 1100 }, 0, false
#define LIMITS_ALLOC_BLOCK { 0, 230, 1500 }, WORST_BLOCK_MAX, false
#define LIMITS_FREE { 0, 0, 190 }, 0, false
#define LIMITS_FREE_BLOCK { 0, 0, 1230 }, WORST_BLOCK_MAX, false
#define LIMITS_RESERVE { 0, 0, 14 }, 0, false
#define LIMITS_UNRESERVE { 0, 0, 14 }, 0, false
#define LIMITS_RESERVE_MANAGED { 0, 37, 200 }, 0, false
#define LIMITS_UNRESERVE_MANAGED { 0, 42, 250 }, 0, false
#define LIMITS_ALLOC_MANAGED { 130, 0, 1000 }, 0, false
#define LIMITS_UNMANAGE { 0, 0, 200 }, 0, false
#define LIMITS_RESERVE_MANAGED_BLOCK { 0, 1220, 500 }, WORST_BLOCK_MAX, true
#define LIMITS_UNRESERVE_MANAGED_BLOCK { 0, 405, 500 }, 1, true
#define LIMITS_ALLOC_MANAGED_BLOCK { 0, 115, 500 }, 1, true
#define LIMITS_ASSIGN { 0, 0, 105 }, 0, false
#define LIMITS_ONLINE { 0, 0, 260 }, 0, false
#define LIMITS_OFFLINE { 0, 0, 20 }, 0, false
#define LIMITS_ASSIGN_SYSTEM { 0, 41, 150 }, 0, false
#define LIMITS_REPLACE_SYSTEM { 0, 40, 250 }, 0, false
#define LIMITS_CAN_OFFLINE { 0, 0, 25 }, 0, false
#define LIMITS_CAN_SHRINK { 0, 24, 50 }, 0, false
#define LIMITS_WOULD_FIT { 0, 44, 80 }, 1, false

#define CALL(NAME, name, SHAPE) [OP_##NAME] = { #name, OP_##NAME, LIMITS_##NAME },
const struct worst_call worst_calls[WORST_NR_CALLS] = {
	[WORST_FREE_MANAGED] = { "free_managed", OP_FREE, LIMITS_FREE },
	MATRIX_CALLS(CALL, NO_CALL)
};

unsigned long worst_bound_of(unsigned int call, unsigned int nr_cpus)
{
	const struct worst_bound *b = &worst_calls[call].bound;
	unsigned long words = IRQM_CPUMASK_WORDS(nr_cpus);

	return b->per_word * words + (unsigned long)b->per_cpu * nr_cpus + b->flat;
}

unsigned int worst_call_named(const char *name)
{
	unsigned int call;

	for (call = 0; call < WORST_NR_CALLS; call++) {
		if (worst_calls[call].name && strcmp(worst_calls[call].name, name) == 0)
			break;
	}
	return call;
}

struct op_shape worst_shape(unsigned int call, unsigned int nr_cpus)
{
	return (struct op_shape){
		.nr_cpus = nr_cpus,
		.nr_vectors = WORST_VECTORS,
		.first = WORST_FIRST,
		.end = WORST_END,
		.managed_blocks = worst_calls[call].blocks,
	};
}
