/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * linux_perform.c - the calls of op programs on a matrix of Linux.
 */
#include "linux_perform.h"

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
