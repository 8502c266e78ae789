/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_hosted_snapshot.c - snapshots of machines that are read through hwloc.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hosted_machine.h"
#include "support/topology_model.h"

static struct irqm_topology *take(struct irqm_hwloc *machine)
{
	struct irqm_topology_config config = {
		.nr_cpus = irqm_hwloc_nr_cpus(machine),
		.node_end = irqm_hwloc_node_end(machine),
		.ops = &irqm_hwloc_ops,
		.ctx = machine,
	};

	return made_take(&config);
}

/* The snapshot is what the callbacks say, and needs them no more. */
static void check_machine(struct irqm_hwloc *machine, const char *name)
{
	struct made_topology *m = made_copy(irqm_hwloc_nr_cpus(machine), &irqm_hwloc_ops, machine);
	struct irqm_topology *t = take(machine);

	irqm_hwloc_unload(machine);
	cr_assert(snapshot_is_consistent(t), "%s", name);
	cr_assert(snapshot_is_of(t, m), "%s", name);
	cr_assert(made_drop(t), "%s", name);
	made_free(m);
}

Test(hosted_snapshot, synthetic_machines)
{
	static const char *const machines[] = {
		"pu:1",
		"pu:4",
		"package:2 numa:1 l3:1 l2:2 core:2 l1:1 pu:1",
		"package:2 numa:4 l3:2 core:4 pu:2",
		"numa:4 package:2 l3:1 core:4 pu:2",
		"numa:2 core:2 pu:2(indexes=0,4,1,5,2,6,3,7)",
		"[numa] package:2 [numa(indexes=1,2,0)] pu:2",
		"numa:8 core:64 pu:2",
	};
	size_t i;

	for (i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		check_machine(synthetic(machines[i]), machines[i]);
}

Test(hosted_snapshot, the_live_machine)
{
	check_machine(load(IRQM_HWLOC_LIVE, NULL), "live");
}

Test(hosted_snapshot, the_nodes_hold_the_packages_of_an_old_numa_machine)
{
	struct irqm_hwloc *machine = synthetic("numa:2 package:2 core:2 pu:1");
	struct irqm_topology *t = take(machine);

	cr_assert_eq(irqm_topology_domain(t, IRQM_TOPOLOGY_NODE, 3), 0);
	cr_assert_eq(irqm_topology_domain(t, IRQM_TOPOLOGY_PACKAGE, 3), 2);
	cr_assert_eq(irqm_topology_domain(t, IRQM_TOPOLOGY_NODE, 7), 4);
	cr_assert(made_drop(t));
	irqm_hwloc_unload(machine);
}

Test(hosted_snapshot, every_recorded_machine)
{
	const char *folder = getenv("IRQM_TOPOLOGY_DIR");
	struct dirent *entry;
	unsigned int nr = 0;
	char path[4096];
	DIR *dir;

	if (!folder || access(folder, R_OK))
		cr_skip_test("no recorded machines: IRQM_TOPOLOGY_DIR is not set or no folder");
	dir = opendir(folder);
	cr_assert_not_null(dir);
	while ((entry = readdir(dir))) {
		const char *dot = strrchr(entry->d_name, '.');

		if (!dot || strcmp(dot, ".xml"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		check_machine(load(IRQM_HWLOC_XML, path), path);
		nr++;
	}
	closedir(dir);
	cr_assert_gt(nr, 0);
}
