/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_core.h - the calls of one copy of the core, as struct worst_core wants them. Compiled once
 * for each copy: whoever includes it has defined WORST_CORE, the name of the table, and may have
 * renamed the functions of the library.
 */
#include <irqmatrix/irqmatrix.h>

#include "worst_calls.h"

static int call_nothing(void *m, struct worst_args *a)
{
	(void)m;
	(void)a;
	return 0;
}

static int call_alloc(void *m, struct worst_args *a)
{
	return irqm_matrix_alloc(m, a->mask, &a->slot);
}

static int call_alloc_reserved(void *m, struct worst_args *a)
{
	return irqm_matrix_alloc_reserved(m, a->mask, &a->slot);
}

static int call_alloc_block(void *m, struct worst_args *a)
{
	return irqm_matrix_alloc_block(m, a->mask, a->count, 1, &a->slot);
}

/* Of regular slots and of managed ones. */
static int call_free(void *m, struct worst_args *a)
{
	return irqm_matrix_free(m, a->slot);
}

static int call_free_block(void *m, struct worst_args *a)
{
	return irqm_matrix_free_block(m, a->slot, a->count);
}

static int call_reserve_managed(void *m, struct worst_args *a)
{
	return irqm_matrix_reserve_managed(m, a->mask);
}

static int call_unreserve_managed(void *m, struct worst_args *a)
{
	return irqm_matrix_unreserve_managed(m, a->mask);
}

static int call_alloc_managed(void *m, struct worst_args *a)
{
	return irqm_matrix_alloc_managed(m, a->mask, &a->slot);
}

static int call_reserve_managed_block(void *m, struct worst_args *a)
{
	return irqm_matrix_reserve_managed_block(m, a->mask, a->count);
}

static int call_unreserve_managed_block(void *m, struct worst_args *a)
{
	return irqm_matrix_unreserve_managed_block(m, a->mask, 1);
}

static int call_alloc_managed_block(void *m, struct worst_args *a)
{
	return irqm_matrix_alloc_managed_block(m, a->mask, 1, &a->slot);
}

static int call_assign(void *m, struct worst_args *a)
{
	return irqm_matrix_assign(m, a->slot);
}

static int call_online(void *m, struct worst_args *a)
{
	return irqm_matrix_online(m, a->slot.cpu);
}

static int call_offline(void *m, struct worst_args *a)
{
	return irqm_matrix_offline(m, a->slot.cpu);
}

static int call_assign_system(void *m, struct worst_args *a)
{
	return irqm_matrix_assign_system(m, a->slot.vector);
}

static int call_replace_system(void *m, struct worst_args *a)
{
	return irqm_matrix_replace_system(m, a->slot);
}

static int call_can_offline(void *m, struct worst_args *a)
{
	unsigned int missing;

	return irqm_matrix_can_offline(m, a->slot.cpu, &missing);
}

static int call_can_shrink(void *m, struct worst_args *a)
{
	unsigned int missing;

	return irqm_matrix_can_shrink(m, a->mask, &missing);
}

static int call_would_fit(void *m, struct worst_args *a)
{
	const struct irqm_matrix_demand demand = {
		.managed_cpus = a->mask, .managed = 1, .regular_cpus = a->mask, .regular = 1
	};
	struct irqm_matrix_lack lack;

	return irqm_matrix_would_fit(m, &demand, &lack);
}

const struct worst_core WORST_CORE = {
	.size = irqm_matrix_size,
	.init = irqm_matrix_init,
	.slot_state = irqm_matrix_slot_state,
	.reserve = irqm_matrix_reserve,
	.check = irqm_matrix_check,
	.call = {
		[CALL_NOTHING] = call_nothing,
		[CALL_ALLOC] = call_alloc,
		[CALL_ALLOC_RESERVED] = call_alloc_reserved,
		[CALL_ALLOC_BLOCK] = call_alloc_block,
		[CALL_FREE] = call_free,
		[CALL_FREE_BLOCK] = call_free_block,
		[CALL_RESERVE_MANAGED] = call_reserve_managed,
		[CALL_UNRESERVE_MANAGED] = call_unreserve_managed,
		[CALL_ALLOC_MANAGED] = call_alloc_managed,
		[CALL_FREE_MANAGED] = call_free,
		[CALL_RESERVE_MANAGED_BLOCK] = call_reserve_managed_block,
		[CALL_UNRESERVE_MANAGED_BLOCK] = call_unreserve_managed_block,
		[CALL_ALLOC_MANAGED_BLOCK] = call_alloc_managed_block,
		[CALL_ASSIGN] = call_assign,
		[CALL_ONLINE] = call_online,
		[CALL_OFFLINE] = call_offline,
		[CALL_ASSIGN_SYSTEM] = call_assign_system,
		[CALL_REPLACE_SYSTEM] = call_replace_system,
		[CALL_CAN_OFFLINE] = call_can_offline,
		[CALL_CAN_SHRINK] = call_can_shrink,
		[CALL_WOULD_FIT] = call_would_fit,
	},
};
