/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * model_perform.c - the calls of op programs on the model.
 */
#include "model_perform.h"

#define PERFORM_ON struct model
#define PERFORM(name) model_##name
#include "perform_on.h"

void model_perform(struct model *m, const struct op_call *call, struct op_result *result)
{
	result->code = perform(m, call, result);
}
