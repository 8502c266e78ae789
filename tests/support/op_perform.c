/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * op_perform.c - the calls of op programs on a matrix.
 */
#define PERFORM_ON struct irqm_matrix
#define PERFORM(name) irqm_matrix_##name
#include "perform_on.h"

void op_perform(struct irqm_matrix *m, const struct op_call *call, struct op_result *result)
{
	result->code = perform(m, call, result);
}
