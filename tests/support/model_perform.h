/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * model_perform.h - the calls of op programs on the model.
 */
#ifndef TESTS_MODEL_PERFORM_H
#define TESTS_MODEL_PERFORM_H

#include "model.h"
#include "op_program.h"

/* As op_perform(). */
void model_perform(struct model *m, const struct op_call *call, struct op_result *result);

#endif
