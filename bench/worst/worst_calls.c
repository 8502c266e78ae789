/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "worst_calls.h"

#define INFO(call, ...) [CALL_##call] = { __VA_ARGS__ }
/*
 * A quarter above the worst that long searches have found, at 16 to 8,192 CPUs, with 256 vectors
 * and blocks of up to 32.
 */
#define BOUND(words, cpus, once) .bound = { .per_word = (words), .per_cpu = (cpus), .flat = (once) }

const struct worst_call_info worst_calls[NR_CALLS] = {
	INFO(NOTHING, .name = "nothing"),
	INFO(ALLOC, .name = "alloc", BOUND(130, 0, 1000)),
	INFO(ALLOC_RESERVED, .name = "alloc_reserved", BOUND(130, 0, 1100)),
	INFO(ALLOC_BLOCK, .name = "alloc_block", BOUND(0, 230, 1500)),
	INFO(FREE, .name = "free", BOUND(0, 0, 190)),
	INFO(FREE_BLOCK, .name = "free_block", BOUND(0, 0, 1230)),
	INFO(RESERVE_MANAGED, .name = "reserve_managed", BOUND(0, 37, 200)),
	INFO(UNRESERVE_MANAGED, .name = "unreserve_managed", BOUND(0, 42, 250)),
	INFO(ALLOC_MANAGED, .name = "alloc_managed", BOUND(130, 0, 1000)),
	INFO(FREE_MANAGED, .name = "free_managed", BOUND(0, 0, 190)),
	INFO(RESERVE_MANAGED_BLOCK, .name = "reserve_managed_block", BOUND(0, 1220, 500),
	     .blocks = true),
	INFO(UNRESERVE_MANAGED_BLOCK, .name = "unreserve_managed_block", BOUND(0, 405, 500),
	     .blocks = true),
	INFO(ALLOC_MANAGED_BLOCK, .name = "alloc_managed_block", BOUND(0, 115, 500),
	     .blocks = true),
	INFO(ASSIGN, .name = "assign", BOUND(0, 0, 105)),
	INFO(ONLINE, .name = "online", BOUND(0, 0, 260)),
	INFO(OFFLINE, .name = "offline", BOUND(0, 0, 20)),
	INFO(ASSIGN_SYSTEM, .name = "assign_system", BOUND(0, 41, 150)),
	INFO(REPLACE_SYSTEM, .name = "replace_system", BOUND(0, 40, 250)),
	INFO(CAN_OFFLINE, .name = "can_offline", BOUND(0, 0, 25)),
	INFO(CAN_SHRINK, .name = "can_shrink", BOUND(0, 24, 50)),
	INFO(WOULD_FIT, .name = "would_fit", BOUND(0, 44, 80)),
};

unsigned long worst_bound_of(enum worst_call call, unsigned int nr_cpus)
{
	const struct worst_bound *b = &worst_calls[call].bound;
	unsigned long words = IRQM_CPUMASK_WORDS(nr_cpus);

	return b->per_word * words + (unsigned long)b->per_cpu * nr_cpus + b->flat;
}
