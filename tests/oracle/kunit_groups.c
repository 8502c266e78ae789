/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * kunit_groups.c - the KUnit test of docs/upstream on the grouping of CPUs, with what it needs to
 * take a CPU of the shims' machine offline. Compiled once for each grouping that is tested.
 */
#include <string.h>

#include "shim_irq.h"

/* Of linux_peer.h and linux_runtime.h, whose other names the prefix of this build would change. */
void linux_machine_set_online(const unsigned long *mask);
int linux_machine_make_siblings(void);

#define num_possible_cpus() cpumask_weight(cpu_possible_mask)

static unsigned long online[SHIM_CPU_WORDS_MAX];

static int set_online(void)
{
	linux_machine_set_online(online);
	return linux_machine_make_siblings();
}

static int remove_cpu(unsigned int cpu)
{
	memcpy(online, shim_cpu_online, sizeof(online));
	clear_bit(cpu, online);
	return set_online();
}

static int add_cpu(unsigned int cpu)
{
	set_bit(cpu, online);
	return set_online();
}

#include "../../docs/upstream/group_cpus_kunit.c"
