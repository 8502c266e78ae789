/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * core_counted.c - the copy of the library that counts its steps.
 *
 * A step is a basic block of the source as it is written: the copy is compiled without
 * optimisation, so that each turn of a loop and each arm of a condition is one call of the hook
 * below, whatever the compiler would have unrolled, merged or turned into a conditional move. That
 * makes it a number that hardly depends on the compiler and not at all on the machine.
 *
 * All symbols of the copy begin with counted_, so that it can live beside the library, and so do
 * those that it needs.
 */
#include <string.h>

#define irqm_matrix_size counted_irqm_matrix_size
#define irqm_matrix_init counted_irqm_matrix_init
#define irqm_matrix_slot_state counted_irqm_matrix_slot_state
#define irqm_matrix_reserve counted_irqm_matrix_reserve
#define irqm_matrix_check counted_irqm_matrix_check
#define irqm_matrix_alloc counted_irqm_matrix_alloc
#define irqm_matrix_alloc_reserved counted_irqm_matrix_alloc_reserved
#define irqm_matrix_alloc_block counted_irqm_matrix_alloc_block
#define irqm_matrix_free counted_irqm_matrix_free
#define irqm_matrix_free_block counted_irqm_matrix_free_block
#define irqm_matrix_reserve_managed counted_irqm_matrix_reserve_managed
#define irqm_matrix_unreserve_managed counted_irqm_matrix_unreserve_managed
#define irqm_matrix_alloc_managed counted_irqm_matrix_alloc_managed
#define irqm_matrix_reserve_managed_block counted_irqm_matrix_reserve_managed_block
#define irqm_matrix_unreserve_managed_block counted_irqm_matrix_unreserve_managed_block
#define irqm_matrix_alloc_managed_block counted_irqm_matrix_alloc_managed_block
#define irqm_matrix_assign counted_irqm_matrix_assign
#define irqm_matrix_online counted_irqm_matrix_online
#define irqm_matrix_offline counted_irqm_matrix_offline
#define irqm_matrix_assign_system counted_irqm_matrix_assign_system
#define irqm_matrix_replace_system counted_irqm_matrix_replace_system
#define irqm_matrix_can_offline counted_irqm_matrix_can_offline
#define irqm_matrix_can_shrink counted_irqm_matrix_can_shrink
#define irqm_matrix_would_fit counted_irqm_matrix_would_fit

#define WORST_CORE worst_counted
#include "worst_core.h"

unsigned long worst_steps;

/* Its real name is known to the compiler: __sanitizer_cov_trace_pc(). */
void counted___sanitizer_cov_trace_pc(void);
void *counted_memcpy(void *to, const void *from, size_t bytes);
void *counted_memset(void *to, int byte, size_t bytes);

void counted___sanitizer_cov_trace_pc(void)
{
	worst_steps++;
}

void *counted_memcpy(void *to, const void *from, size_t bytes)
{
	return memcpy(to, from, bytes);
}

void *counted_memset(void *to, int byte, size_t bytes)
{
	return memset(to, byte, bytes);
}
