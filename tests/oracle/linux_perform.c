/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * linux_perform.c - the calls of op programs on a matrix of Linux.
 */
#include "linux_perform.h"

bool linux_has(enum op_code code)
{
	switch (code) {
	case OP_ONLINE:
	case OP_OFFLINE:
	case OP_ASSIGN_SYSTEM:
	case OP_REPLACE_SYSTEM:
	case OP_ASSIGN:
	case OP_RESERVE:
	case OP_UNRESERVE:
	case OP_ALLOC:
	case OP_ALLOC_RESERVED:
	case OP_FREE:
	case OP_RESERVE_MANAGED:
	case OP_UNRESERVE_MANAGED:
	case OP_ALLOC_MANAGED:
	case OP_CAN_OFFLINE:
		return true;
	case OP_ALLOC_BLOCK:
	case OP_FREE_BLOCK:
	case OP_RESERVE_MANAGED_BLOCK:
	case OP_UNRESERVE_MANAGED_BLOCK:
	case OP_ALLOC_MANAGED_BLOCK:
	case OP_CAN_SHRINK:
	case OP_WOULD_FIT:
	case OP_DAMAGE_MODEL:
	case OP_UNMANAGE:
	case NR_OP_CODES:
		break;
	}
	return false;
}

struct linux_answer linux_perform(const struct linux_build *build, struct linux_matrix *m,
				  const struct op_call *call, bool managed)
{
	unsigned int cpu = call->slot.cpu, vector = call->slot.vector;
	struct linux_answer answer = { 0, IRQM_NONE };

	switch (call->code) {
	case OP_ONLINE:
		answer.value = build->online(m, cpu);
		break;
	case OP_OFFLINE:
		build->offline(m, cpu);
		break;
	case OP_ASSIGN_SYSTEM:
	case OP_REPLACE_SYSTEM:
		answer.value =
			build->assign_system(m, cpu, vector, call->code == OP_REPLACE_SYSTEM);
		break;
	case OP_ASSIGN:
		build->assign(m, cpu, vector);
		break;
	case OP_RESERVE:
		build->reserve(m);
		break;
	case OP_UNRESERVE:
		build->remove_reserved(m);
		break;
	case OP_ALLOC:
	case OP_ALLOC_RESERVED:
		answer.value = build->alloc(m, call->mask, call->code == OP_ALLOC_RESERVED,
					    &answer.cpu);
		break;
	case OP_FREE:
		build->free(m, cpu, vector, managed);
		break;
	case OP_RESERVE_MANAGED:
		answer.value = build->reserve_managed(m, call->mask);
		break;
	case OP_UNRESERVE_MANAGED:
		build->remove_managed(m, call->mask);
		break;
	case OP_ALLOC_MANAGED:
		answer.value = build->alloc_managed(m, call->mask, &answer.cpu);
		break;
	case OP_CAN_OFFLINE: /* the question of x86's lapic_can_unplug_cpu() */
		answer.value = (int)(build->allocated(m, cpu) - build->available(m, true, cpu));
		break;
	default:
		break;
	}
	return answer;
}
