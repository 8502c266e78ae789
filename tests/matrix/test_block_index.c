/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_block_index.c - blocks on a matrix whose index has bounds above its leaves. A search in vain
 * lowers the bounds; freeing a block has to raise them again.
 */
#include "support/contract.h"

Test(block_index, a_block_that_is_freed_is_found_again_by_the_index)
{
	struct irqm_slot single, block = { 100, 0 }, slot;
	struct machine x;
	unsigned int i;

	machine_start_blocks(&x, 130, 130, 16);
	for (i = 0; i < 130 * 16; i++)
		GIVES(irqm_matrix_alloc(x.m, x.all, &slot), 0);
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, irqm_matrix_alloc(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_free_block(x.m, block, 8));
	ACCEPTED(&x, irqm_matrix_alloc(x.m, x.all, &slot));
	SLOT_IS(slot, 100, 0);
	ENDS_CLEAN(&x);

	machine_start_blocks(&x, 130, 130, 16);
	ACCEPTED(&x, irqm_matrix_reserve_managed(x.m, x.all));
	ACCEPTED(&x, irqm_matrix_reserve_managed_block(x.m, one_cpu(100), 4));
	ACCEPTED(&x, irqm_matrix_alloc_managed_block(x.m, one_cpu(100), 4, &block));
	for (i = 0; i < 130; i++)
		GIVES(irqm_matrix_alloc_managed(x.m, x.all, &slot), 0);
	SLOT_IS(slot, 100, 0);
	single = slot;
	REFUSED_SLOT(&x, -IRQM_ENOSPC, slot, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	ACCEPTED(&x, irqm_matrix_free(x.m, single));
	ACCEPTED(&x, irqm_matrix_free_block(x.m, block, 4));
	ACCEPTED(&x, irqm_matrix_alloc_managed(x.m, x.all, &slot));
	SLOT_IS(slot, 100, 0);
	ENDS_CLEAN(&x);
}
