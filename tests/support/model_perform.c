/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * model_perform.c - the calls of op programs on the model.
 */
#include "model_perform.h"

static int perform_block(struct model *m, const struct op_call *call, struct op_result *result)
{
	switch (call->code) {
	case OP_ALLOC_BLOCK:
		return model_alloc_block(m, call->mask, call->count, call->align,
					 &result->slot);
	case OP_FREE_BLOCK:
		return model_free_block(m, call->slot, call->count);
	case OP_RESERVE_MANAGED_BLOCK:
		return model_reserve_managed_block(m, call->mask, call->count);
	case OP_UNRESERVE_MANAGED_BLOCK:
		return model_unreserve_managed_block(m, call->mask, call->count);
	case OP_ALLOC_MANAGED_BLOCK:
		return model_alloc_managed_block(m, call->mask, call->count, &result->slot);
	default:
		return 0;
	}
}

static int perform_question(const struct model *m, const struct op_call *call,
			    struct op_result *result)
{
	struct irqm_matrix_demand demand = {
		.managed_cpus = call->mask,
		.managed = call->count,
		.regular_cpus = call->mask2,
		.regular = call->count2,
	};

	if (call->code == OP_CAN_OFFLINE)
		return model_can_offline(m, call->slot.cpu, &result->missing);
	if (call->code == OP_CAN_SHRINK)
		return model_can_shrink(m, call->mask, &result->missing);
	return model_would_fit(m, &demand, &result->lack);
}

static int perform(struct model *m, const struct op_call *call, struct op_result *result)
{
	switch (call->code) {
	case OP_ONLINE:
		return model_online(m, call->slot.cpu);
	case OP_OFFLINE:
		return model_offline(m, call->slot.cpu);
	case OP_ALLOC:
		return model_alloc(m, call->mask, &result->slot);
	case OP_FREE:
		return model_free(m, call->slot);
	case OP_ALLOC_RESERVED:
		return model_alloc_reserved(m, call->mask, &result->slot);
	case OP_ALLOC_MANAGED:
		return model_alloc_managed(m, call->mask, &result->slot);
	case OP_RESERVE_MANAGED:
		return model_reserve_managed(m, call->mask);
	case OP_UNRESERVE_MANAGED:
		return model_unreserve_managed(m, call->mask);
	case OP_UNMANAGE:
		return model_unmanage(m, call->slot);
	case OP_RESERVE:
		return model_reserve(m);
	case OP_UNRESERVE:
		return model_unreserve(m);
	case OP_ASSIGN:
		return model_assign(m, call->slot);
	case OP_ASSIGN_SYSTEM:
		return model_assign_system(m, call->slot.vector);
	case OP_REPLACE_SYSTEM:
		return model_replace_system(m, call->slot);
	case OP_CAN_OFFLINE:
	case OP_CAN_SHRINK:
	case OP_WOULD_FIT:
		return perform_question(m, call, result);
	default:
		return perform_block(m, call, result);
	}
}

void model_perform(struct model *m, const struct op_call *call, struct op_result *result)
{
	result->code = perform(m, call, result);
}
