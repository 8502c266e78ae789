/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * perform_on.h - makes the call that an op was resolved to, on one kind of matrix.
 *
 * Who includes it has defined PERFORM_ON, the type of that matrix, and PERFORM(name), the function
 * that is irqm_matrix_name() there. It gets perform(), which costs two jumps and no more, for calls
 * are also timed.
 */
#include "op_program.h"

static inline __attribute__((always_inline)) int
perform_code(enum op_code code, PERFORM_ON *m, const struct op_call *call, struct op_result *result)
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
	switch (code) {
		MATRIX_CALLS(CASE_CALL, CASE_OTHER)
	case NR_OP_CODES:
		break;
	}
	return 0;
}

typedef int performer(PERFORM_ON *m, const struct op_call *call, struct op_result *result);

#define PERFORMER(NAME, name) \
	static int perform_##name(PERFORM_ON *m, const struct op_call *call, \
				  struct op_result *result) \
	{ \
		return perform_code(OP_##NAME, m, call, result); \
	}
#define PERFORMER_OF_CALL(NAME, name, SHAPE) PERFORMER(NAME, name)
MATRIX_CALLS(PERFORMER_OF_CALL, PERFORMER)

static int perform(PERFORM_ON *m, const struct op_call *call, struct op_result *result)
{
#define ENTRY(NAME, name) [OP_##NAME] = perform_##name,
#define ENTRY_OF_CALL(NAME, name, SHAPE) ENTRY(NAME, name)
	static performer *const performers[NR_OP_CODES] = { MATRIX_CALLS(ENTRY_OF_CALL, ENTRY) };

	return performers[call->code](m, call, result);
}
