// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The glue's group_cpus.c itself, followed by what stands in for a boot: it forgets its machine.
 * Compiled once for each form of group_cpus_evenly().
 */
#include "group_cpus.c"

#include "linux_groups.h"

static unsigned long boot;

static void forget_machine(void)
{
	irqm_topology_destroy(machine.snapshot);
	kvfree(machine.facts);
	memset(&machine, 0, sizeof(machine));
	boot = shim_boots;
}

void linux_groups_choose(int wanted)
{
	forget_machine();
	policy = (enum irqm_spread_policy)wanted;
}

void linux_groups_boot(void)
{
	if (boot != shim_boots)
		forget_machine();
}
