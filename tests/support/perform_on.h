/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * perform_on.h - makes the call that an op was resolved to, on one kind of matrix.
 *
 * Who includes it has defined PERFORM_ON, the type of that matrix, and PERFORM(name), the function
 * that is irqm_matrix_name() there. It gets perform().
 */
#include "op_program.h"

static int perform(PERFORM_ON *m, const struct op_call *call, struct op_result *result)
{
	const struct irqm_matrix_demand demand[1] = { {
		.managed_cpus = call->mask,
		.managed = call->count,
		.regular_cpus = call->mask2,
		.regular = call->count2,
	} };
	struct irqm_slot at = call->slot, *slot = &result->slot;
	unsigned int cpu = at.cpu, vector = at.vector, count = call->count, align = call->align;
	struct irqm_matrix_lack *lack = &result->lack;
	unsigned int *missing = &result->missing;
	const unsigned long *cpus = call->mask;

#define CASE_CALL(NAME, name, SHAPE) \
	case OP_##NAME: \
		return PERFORM(name) SHAPE##_ARGUMENTS;
#define CASE_OTHER(NAME, name) \
	case OP_##NAME: \
		return 0;
	switch (call->code) {
		MATRIX_CALLS(CASE_CALL, CASE_OTHER)
	case NR_OP_CODES:
		break;
	}
	return 0;
}
