/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_hosted_topology.c - machines read through hwloc: synthetic ones, the live one, and what is
 * refused. Recorded ones are in test_hosted_xml.c.
 */
#include <unistd.h>

#include <criterion/criterion.h>

#include "hosted_machine.h"

/* What load gives for a text that is no machine; *t must stay as it was. */
static int refused(enum irqm_hwloc_source source, const char *text)
{
	struct irqm_hwloc *untouched = (struct irqm_hwloc *)&refused, *t = untouched;
	int error = irqm_hwloc_load(source, text, &t);

	cr_assert_eq(t, untouched);
	return error;
}

/* ---- Synthetic ---- */

Test(hosted_topology, all_levels_of_a_regular_machine)
{
	struct irqm_hwloc *t = synthetic("package:2 numa:1 l3:1 l2:2 core:2 l1:1 pu:1");

	expect(t, irqm_hwloc_ops.package, "00001111");
	expect(t, irqm_hwloc_ops.node, "00001111");
	expect(t, irqm_hwloc_ops.llc, "00001111");
	expect(t, irqm_hwloc_ops.cluster, "00112233");
	expect(t, irqm_hwloc_ops.core, "01234567");
	expect(t, online, "11111111");
	expect(t, possible, "11111111");
	expect(t, present, "11111111");
	cr_assert_eq(irqm_hwloc_nr_nodes(t), 2);
	irqm_hwloc_unload(t);
}

Test(hosted_topology, the_example_of_the_header)
{
	struct irqm_hwloc *t = synthetic("numa:8 core:64 pu:2");

	cr_assert_eq(irqm_hwloc_nr_cpus(t), 1024);
	cr_assert_eq(nr_online(t), 1024);
	cr_assert_eq(irqm_hwloc_nr_nodes(t), 8);
	cr_assert_eq(irqm_hwloc_ops.node(t, 1023), 7);
	cr_assert_eq(irqm_hwloc_ops.core(t, 1023), 511);
	irqm_hwloc_unload(t);
}

Test(hosted_topology, levels_that_are_missing_are_none)
{
	struct irqm_hwloc *t = synthetic("pu:4");

	expect(t, irqm_hwloc_ops.package, "----");
	expect(t, irqm_hwloc_ops.llc, "----");
	expect(t, irqm_hwloc_ops.cluster, "----");
	expect(t, irqm_hwloc_ops.core, "----");
	expect(t, irqm_hwloc_ops.node, "0000");
	cr_assert_eq(irqm_hwloc_ops.capacity(t, 3), 1024);
	irqm_hwloc_unload(t);
}

Test(hosted_topology, cpu_numbers_out_of_order)
{
	struct irqm_hwloc *t = synthetic("numa:2 core:2 pu:2(indexes=0,4,1,5,2,6,3,7)");

	expect(t, irqm_hwloc_ops.node, "00110011");
	expect(t, irqm_hwloc_ops.core, "01230123");
	irqm_hwloc_unload(t);
}

Test(hosted_topology, groups_inside_a_node_are_clusters)
{
	struct irqm_hwloc *t = synthetic("package:2 group:2 core:2 pu:1");

	expect(t, irqm_hwloc_ops.cluster, "00112233");
	irqm_hwloc_unload(t);
}

Test(hosted_topology, groups_of_nodes_packages_or_shared_caches_are_no_clusters)
{
	struct irqm_hwloc *t = synthetic("group:2 numa:2 core:2 pu:1");

	expect(t, irqm_hwloc_ops.cluster, "--------");
	irqm_hwloc_unload(t);
	t = synthetic("group:2 package:2 core:2 pu:1");
	expect(t, irqm_hwloc_ops.cluster, "--------");
	irqm_hwloc_unload(t);
	t = synthetic("group:2 l3:2 core:2 pu:1");
	expect(t, irqm_hwloc_ops.cluster, "--------");
	expect(t, irqm_hwloc_ops.llc, "00112233");
	irqm_hwloc_unload(t);
}

Test(hosted_topology, a_cache_of_one_core_is_no_cluster)
{
	struct irqm_hwloc *t = synthetic("l3:2 l2:2 core:1 pu:2");

	expect(t, irqm_hwloc_ops.cluster, "--------");
	irqm_hwloc_unload(t);
	t = synthetic("l3:2 core:2 l1:1 pu:2");
	expect(t, irqm_hwloc_ops.cluster, "--------");
	irqm_hwloc_unload(t);
}

Test(hosted_topology, a_shared_last_cache_is_no_cluster)
{
	struct irqm_hwloc *t = synthetic("l2:2 core:2 pu:2");

	expect(t, irqm_hwloc_ops.llc, "00001111");
	expect(t, irqm_hwloc_ops.cluster, "--------");
	irqm_hwloc_unload(t);
}

Test(hosted_topology, of_clusters_within_clusters_the_smallest)
{
	struct irqm_hwloc *t = synthetic("l3:1 l2:2 group:2 core:2 pu:1");

	expect(t, irqm_hwloc_ops.cluster, "00112233");
	irqm_hwloc_unload(t);
}

/* ---- Nodes ---- */

Test(hosted_topology, of_nodes_over_the_same_cpus_the_lowest_number)
{
	struct irqm_hwloc *t = synthetic("[numa(indexes=1,0)] [numa] core:2 pu:1");

	expect(t, irqm_hwloc_ops.node, "00");
	cr_assert_eq(irqm_hwloc_nr_nodes(t), 1);
	irqm_hwloc_unload(t);
}

Test(hosted_topology, of_nodes_over_a_cpu_the_one_with_the_fewest_cpus)
{
	/* Node 0 is the whole machine's, nodes 1 and 2 each a package's. */
	struct irqm_hwloc *t = synthetic("[numa] package:2 [numa(indexes=1,2,0)] pu:2");

	expect(t, irqm_hwloc_ops.node, "1122");
	cr_assert_eq(irqm_hwloc_nr_nodes(t), 2);
	irqm_hwloc_unload(t);
}

Test(hosted_topology, numbers_beyond_the_machine_are_answered)
{
	struct irqm_hwloc *t = synthetic("package:1 core:1 pu:2");

	cr_assert_eq(irqm_hwloc_ops.node(t, 2), IRQM_NONE);
	cr_assert_eq(irqm_hwloc_ops.core(t, 70000), IRQM_NONE);
	cr_assert_not(irqm_hwloc_ops.possible(t, 2));
	cr_assert_not(irqm_hwloc_ops.present(t, IRQM_NONE));
	cr_assert_eq(irqm_hwloc_ops.capacity(t, 2), 1024);
	irqm_hwloc_unload(t);
}

/* ---- Live ---- */

Test(hosted_topology, the_live_machine_has_the_cpus_we_may_use)
{
	struct irqm_hwloc *t = load(IRQM_HWLOC_LIVE, NULL);

	cr_assert_gt(nr_online(t), 0);
	cr_assert_leq(nr_online(t), sysconf(_SC_NPROCESSORS_ONLN));
	cr_assert_leq(irqm_hwloc_nr_nodes(t), nr_online(t));
	irqm_hwloc_unload(t);
}

/* ---- Refusals ---- */

Test(hosted_topology, arguments_that_are_missing)
{
	struct irqm_hwloc *t;

	GIVES(irqm_hwloc_load(IRQM_HWLOC_SYNTHETIC, "pu:1", NULL), -IRQM_EINVAL);
	GIVES(irqm_hwloc_load(IRQM_HWLOC_LIVE, NULL, NULL), -IRQM_EINVAL);
	GIVES(irqm_hwloc_load((enum irqm_hwloc_source)3, "pu:1", &t), -IRQM_EINVAL);
	cr_assert_eq(refused(IRQM_HWLOC_SYNTHETIC, NULL), -IRQM_EINVAL);
	cr_assert_eq(refused(IRQM_HWLOC_XML, NULL), -IRQM_EINVAL);
	irqm_hwloc_unload(NULL);
}

Test(hosted_topology, texts_that_are_no_machine)
{
	static const char *const texts[] = { "", " ", "garbage", "core:2", "pu:0", "pu:",
					     "numa:2 core:16 core:16 pu:2" };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		cr_assert_eq(refused(IRQM_HWLOC_SYNTHETIC, texts[i]), -IRQM_EINVAL, "'%s'",
			     texts[i]);
}

Test(hosted_topology, machines_that_are_too_large, .timeout = 20)
{
	cr_assert_eq(refused(IRQM_HWLOC_SYNTHETIC, "pu:65537"), -IRQM_ERANGE);
	cr_assert_eq(refused(IRQM_HWLOC_SYNTHETIC, "numa:256 core:256 pu:2"), -IRQM_ERANGE);
	cr_assert_eq(refused(IRQM_HWLOC_SYNTHETIC, "pu:18446744073709551616"), -IRQM_ERANGE);
	cr_assert_eq(refused(IRQM_HWLOC_SYNTHETIC, "pu:-1"), -IRQM_ERANGE);
	cr_assert_eq(refused(IRQM_HWLOC_SYNTHETIC, "pu:2(indexes=0,65536)"), -IRQM_ERANGE);
}

Test(hosted_topology, counts_in_brackets_are_no_cpus)
{
	irqm_hwloc_unload(synthetic("[numa(memory=100000)] core:2(indexes=pu:70000) pu:1"));
}

Test(hosted_topology, files_that_cannot_be_read)
{
	cr_assert_eq(refused(IRQM_HWLOC_XML, "/nonexistent/machine.xml"), -IRQM_ENOENT);
	cr_assert_eq(refused(IRQM_HWLOC_XML, "/"), -IRQM_ENOENT);
	cr_assert_eq(refused(IRQM_HWLOC_XML, ""), -IRQM_ENOENT);
}

Test(hosted_topology, files_that_are_no_machine)
{
	cr_assert_eq(refused(IRQM_HWLOC_XML, "/dev/null"), -IRQM_EINVAL);
	cr_assert_eq(refused(IRQM_HWLOC_XML, "/proc/version"), -IRQM_EINVAL);
}
