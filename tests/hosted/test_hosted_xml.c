/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_hosted_xml.c - machines read through hwloc from XML files: small ones that hwloc itself
 * writes here, after changes that its synthetic notation cannot express; and, where they are found,
 * recordings of real machines.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <hwloc.h>

#include "hosted_machine.h"

/* An hwloc machine to be changed and written out. */
static hwloc_topology_t make_tree(const char *text)
{
	hwloc_topology_t tree;

	cr_assert_eq(hwloc_topology_init(&tree), 0);
	hwloc_topology_set_flags(tree, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
	cr_assert_eq(hwloc_topology_set_synthetic(tree, text), 0);
	cr_assert_eq(hwloc_topology_load(tree), 0);
	return tree;
}

/* Loads XML text by way of a file, as everybody must. */
static struct irqm_hwloc *load_text(const char *text, size_t bytes)
{
	char path[] = "/tmp/irqmatrix-test-XXXXXX";
	int file = mkstemp(path);
	struct irqm_hwloc *t;

	cr_assert_geq(file, 0);
	cr_assert_eq(write(file, text, bytes), (ssize_t)bytes);
	close(file);
	t = load(IRQM_HWLOC_XML, path);
	unlink(path);
	return t;
}

/* Writes a tree as XML, with one piece of text replaced if from is given, and loads that. */
static struct irqm_hwloc *load_tree(hwloc_topology_t tree, const char *from, const char *to)
{
	struct irqm_hwloc *t;
	char *xml, *found, *text;
	int bytes;

	cr_assert_eq(hwloc_topology_export_xmlbuffer(tree, &xml, &bytes, 0), 0);
	if (!from) {
		t = load_text(xml, strlen(xml));
	} else {
		found = strstr(xml, from);
		cr_assert_not_null(found, "no '%s' in the XML", from);
		text = malloc((size_t)bytes + strlen(to));
		cr_assert_not_null(text);
		sprintf(text, "%.*s%s%s", (int)(found - xml), xml, to, found + strlen(from));
		t = load_text(text, strlen(text));
		free(text);
	}
	hwloc_free_xmlbuffer(tree, xml);
	hwloc_topology_destroy(tree);
	return t;
}

/* ---- Nodes ---- */

Test(hosted_xml, of_nodes_over_the_same_cpus_plain_memory_first)
{
	hwloc_topology_t tree = make_tree("[numa] [numa] pu:2");
	hwloc_obj_t special = hwloc_get_numanode_obj_by_os_index(tree, 0);
	struct irqm_hwloc *t;

	special->subtype = strdup("HBM");
	t = load_tree(tree, NULL, NULL);
	expect(t, irqm_hwloc_ops.node, "11");
	irqm_hwloc_unload(t);

	tree = make_tree("[numa] [numa] pu:2");
	special = hwloc_get_numanode_obj_by_os_index(tree, 0);
	special->subtype = strdup("DRAM");
	t = load_tree(tree, NULL, NULL);
	expect(t, irqm_hwloc_ops.node, "00");
	irqm_hwloc_unload(t);
}

Test(hosted_xml, nodes_without_cpus_are_nobodys)
{
	hwloc_topology_t tree = make_tree("numa:3 core:2 pu:1");
	hwloc_bitmap_t stay = hwloc_bitmap_alloc();
	struct irqm_hwloc *t;

	hwloc_bitmap_set_range(stay, 0, 3);
	cr_assert_eq(hwloc_topology_restrict(tree, stay, 0), 0);
	hwloc_bitmap_free(stay);
	cr_assert_eq(hwloc_get_nbobjs_by_type(tree, HWLOC_OBJ_NUMANODE), 3);
	t = load_tree(tree, NULL, NULL);
	expect(t, irqm_hwloc_ops.node, "0011");
	cr_assert_eq(irqm_hwloc_nr_nodes(t), 2);
	irqm_hwloc_unload(t);
}

/* ---- Clusters ---- */

Test(hosted_xml, a_group_that_is_called_cluster_is_one_even_if_it_is_a_node)
{
	hwloc_topology_t tree = make_tree("numa:2 core:2 pu:1");
	hwloc_obj_t group = NULL;
	struct irqm_hwloc *t;

	while ((group = hwloc_get_next_obj_by_type(tree, HWLOC_OBJ_GROUP, group)))
		group->subtype = strdup("Cluster");
	t = load_tree(tree, NULL, NULL);
	expect(t, irqm_hwloc_ops.cluster, "0011");
	irqm_hwloc_unload(t);
}

/* ---- CPUs that are missing ---- */

Test(hosted_xml, sparse_cpu_numbers)
{
	hwloc_topology_t tree = make_tree("numa:2 core:2 pu:2");
	hwloc_bitmap_t stay = hwloc_bitmap_alloc();
	struct irqm_hwloc *t;

	hwloc_bitmap_sscanf(stay, "0x6a");
	cr_assert_eq(hwloc_topology_restrict(tree, stay, 0), 0);
	hwloc_bitmap_free(stay);
	t = load_tree(tree, NULL, NULL);
	expect(t, possible, "0101011");
	expect(t, present, "0101011");
	expect(t, online, "0101011");
	expect(t, irqm_hwloc_ops.node, "-0-0-11");
	expect(t, irqm_hwloc_ops.core, "-0-1-23");
	irqm_hwloc_unload(t);
}

Test(hosted_xml, cpus_that_are_not_allowed_are_placed_but_not_online)
{
	hwloc_topology_t tree = make_tree("numa:2 core:2 pu:1");
	hwloc_bitmap_t allowed = hwloc_bitmap_alloc();
	struct irqm_hwloc *t;

	hwloc_bitmap_set_range(allowed, 0, 1);
	cr_assert_eq(hwloc_topology_allow(tree, allowed, NULL, HWLOC_ALLOW_FLAG_CUSTOM), 0);
	hwloc_bitmap_free(allowed);
	t = load_tree(tree, NULL, NULL);
	expect(t, online, "1100");
	expect(t, possible, "1111");
	expect(t, irqm_hwloc_ops.node, "0011");
	cr_assert_eq(irqm_hwloc_nr_nodes(t), 1, "only nodes of online CPUs count");
	irqm_hwloc_unload(t);
}

Test(hosted_xml, cpus_that_are_offline_are_possible_and_known_as_far_as_recorded)
{
	/* The complete set of the machine has three CPUs more than there are objects. */
	struct irqm_hwloc *t = load_tree(make_tree("core:2 pu:2"), "complete_cpuset=\"0x0000000f\"",
					 "complete_cpuset=\"0x0000007f\"");

	expect(t, online, "1111000");
	expect(t, possible, "1111111");
	expect(t, irqm_hwloc_ops.core, "0011---");
	irqm_hwloc_unload(t);
}

/* ---- Distances ---- */

/* Two nodes with these distances; kind is OR-ed to "from user". */
static struct irqm_hwloc *with_distances(hwloc_uint64_t values[4], unsigned long kind)
{
	hwloc_topology_t tree = make_tree("numa:2(indexes=7,3) pu:1");
	hwloc_obj_t nodes[2] = { hwloc_get_obj_by_type(tree, HWLOC_OBJ_NUMANODE, 0),
				 hwloc_get_obj_by_type(tree, HWLOC_OBJ_NUMANODE, 1) };
	hwloc_distances_add_handle_t handle = hwloc_distances_add_create(
		tree, "test", HWLOC_DISTANCES_KIND_FROM_USER | kind, 0);

	cr_assert_not_null(handle);
	cr_assert_eq(hwloc_distances_add_values(tree, handle, 2, nodes, values, 0), 0);
	cr_assert_eq(hwloc_distances_add_commit(tree, handle, 0), 0);
	return load_tree(tree, NULL, NULL);
}

Test(hosted_xml, distances_go_by_node_number)
{
	hwloc_uint64_t values[4] = { 10, 21, 32, 10 };
	struct irqm_hwloc *t = with_distances(values, HWLOC_DISTANCES_KIND_MEANS_LATENCY);

	expect(t, irqm_hwloc_ops.node, "73");
	cr_assert_eq(irqm_hwloc_ops.distance(t, 7, 7), 10);
	cr_assert_eq(irqm_hwloc_ops.distance(t, 7, 3), 21);
	cr_assert_eq(irqm_hwloc_ops.distance(t, 3, 7), 32);
	cr_assert_eq(irqm_hwloc_ops.distance(t, 3, 0), 0, "a node that does not exist");
	cr_assert_eq(irqm_hwloc_ops.distance(t, 0, 3), 0);
	irqm_hwloc_unload(t);
}

Test(hosted_xml, distances_are_scaled_to_ten_for_local)
{
	hwloc_uint64_t values[4] = { 100, 155, 400, 200 };
	struct irqm_hwloc *t = with_distances(values, HWLOC_DISTANCES_KIND_MEANS_LATENCY);

	cr_assert_eq(irqm_hwloc_ops.distance(t, 7, 3), 16);
	cr_assert_eq(irqm_hwloc_ops.distance(t, 3, 7), 20);
	irqm_hwloc_unload(t);
}

Test(hosted_xml, distances_of_absurd_size_stay_within_range)
{
	hwloc_uint64_t values[4] = { 1, ~0ULL, 5, 0 };
	struct irqm_hwloc *t = with_distances(values, HWLOC_DISTANCES_KIND_MEANS_LATENCY);

	cr_assert_eq(irqm_hwloc_ops.distance(t, 7, 3), ~0U);
	cr_assert_eq(irqm_hwloc_ops.distance(t, 3, 7), 0, "nothing to scale by");
	irqm_hwloc_unload(t);
}

Test(hosted_xml, bandwidths_are_no_distances)
{
	hwloc_uint64_t values[4] = { 10, 21, 21, 10 };
	struct irqm_hwloc *t = with_distances(values, HWLOC_DISTANCES_KIND_MEANS_BANDWIDTH);

	cr_assert_eq(irqm_hwloc_ops.distance(t, 7, 3), 0);
	cr_assert_eq(irqm_hwloc_ops.distance(t, 3, 3), 10);
	irqm_hwloc_unload(t);
}

/* ---- Capacity ---- */

/* CPUs 0-1 and 2-3 are of two kinds, with these ranks and capacities (NULL: not recorded). */
static struct irqm_hwloc *with_kinds(const int rank[2], char *capacity[2])
{
	hwloc_topology_t tree = make_tree("core:4 pu:1");
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	unsigned int kind;

	for (kind = 0; kind < 2; kind++) {
		struct hwloc_info_s info = { .name = (char *)"LinuxCapacity" };

		info.value = capacity[kind];
		hwloc_bitmap_zero(set);
		hwloc_bitmap_set_range(set, 2 * kind, 2 * (int)kind + 1);
		cr_assert_eq(hwloc_cpukinds_register(tree, set, rank[kind], info.value != NULL,
						     &info, 0),
			     0);
	}
	hwloc_bitmap_free(set);
	return load_tree(tree, NULL, NULL);
}

static void expect_capacity(struct irqm_hwloc *t, unsigned int low, unsigned int high)
{
	cr_assert_eq(irqm_hwloc_ops.capacity(t, 0), low);
	cr_assert_eq(irqm_hwloc_ops.capacity(t, 1), low);
	cr_assert_eq(irqm_hwloc_ops.capacity(t, 2), high);
	cr_assert_eq(irqm_hwloc_ops.capacity(t, 3), high);
	irqm_hwloc_unload(t);
}

Test(hosted_xml, capacity_by_rank)
{
	expect_capacity(with_kinds((int[]){ 3, 9 }, (char *[]){ NULL, NULL }), 512, 1024);
	expect_capacity(with_kinds((int[]){ 9, 3 }, (char *[]){ NULL, NULL }), 1024, 512);
}

Test(hosted_xml, capacity_as_linux_recorded_it)
{
	expect_capacity(with_kinds((int[]){ 1, 2 }, (char *[]){ (char *)"446", (char *)"1024" }),
			446, 1024);
	expect_capacity(with_kinds((int[]){ 1, 2 }, (char *[]){ (char *)"100", (char *)"200" }),
			512, 1024);
}

Test(hosted_xml, capacity_recorded_for_one_kind_only_does_not_count)
{
	expect_capacity(with_kinds((int[]){ 1, 2 }, (char *[]){ NULL, (char *)"300" }), 512, 1024);
}

Test(hosted_xml, capacity_is_equal_when_kinds_have_no_rank)
{
	expect_capacity(with_kinds((int[]){ -1, -1 }, (char *[]){ NULL, NULL }), 1024, 1024);
}

/* ---- Recordings ---- */

/*
 * What a recording holds: CPU numbers, CPUs online, and how many nodes, packages, last-level
 * caches, clusters and cores its CPUs are on.
 */
struct recording {
	const char *name;
	unsigned int nr_cpus, nr_online, nodes, packages, llcs, clusters, cores;
};

static const struct recording recordings[] = {
	{ "128arm-2pa2n8cluster4co", 128, 128, 4, 2, 4, 32, 128 },
	{ "128ia64-17n4s2c", 128, 128, 16, 64, 0, 0, 128 }, /* one node has no CPUs */
	{ "16amd64-4n4c-cgroup-distance-merge", 16, 4, 4, 4, 4, 0, 16 },
	{ "16amd64-8n2c", 16, 16, 8, 8, 16, 0, 16 },
	{ "16em64t-4s2c2t", 16, 16, 1, 4, 4, 0, 8 },
	{ "16em64t-4s2ca2c-cpusetreorder", 16, 11, 1, 4, 4, 8, 16 },
	{ "16ia64-8n2s", 16, 16, 8, 16, 16, 0, 16 },
	{ "192em64t-24n8c2t", 384, 384, 24, 24, 24, 0, 192 },
	{ "20em64t-hybrid-1p6c2t+2ca4co1t", 20, 20, 1, 1, 1, 2, 14 },
	{ "256ia64-64n2s2c", 256, 256, 64, 128, 0, 0, 256 },
	{ "2arm-2c", 2, 2, 1, 1, 0, 0, 2 },
	{ "2i386-2c-nohugepage", 2, 2, 1, 1, 1, 0, 2 },
	{ "2i386-2t-hugepagesizecount", 2, 2, 1, 1, 1, 0, 1 },
	{ "2pa-pcidomain32bits", 2, 2, 1, 2, 2, 0, 2 },
	{ "32amd64-4s2n4c-cgroup2", 32, 6, 8, 4, 8, 0, 32 },
	{ "32em64t-2n8c+dax+nvme+mic+dimms", 16, 16, 2, 2, 2, 0, 16 },
	{ "32intel64-2p8co2t+8ve", 32, 32, 2, 2, 2, 0, 16 },
	/* The package and L3 that contradict the nodes are left out by hwloc. */
	{ "40intel64-4n10c+pci-conflicts", 40, 40, 4, 3, 13, 0, 40 },
	{ "4fake-4gr1nu1pu", 4, 2, 4, 1, 0, 0, 0 },
	{ "64amd64-4s2n4ca2co", 64, 64, 8, 4, 8, 32, 64 },
	{ "64fake-4n2s2ca2c2t", 64, 64, 4, 8, 8, 16, 32 },
	{ "8em64t-2s2ca2c", 8, 8, 1, 2, 4, 0, 8 },
	{ "8em64t-2s2ca2c-buggynuma", 8, 8, 1, 2, 4, 0, 8 },
	{ "8ia64-2n2s2c", 8, 8, 2, 4, 8, 0, 8 },
	{ "8ia64-2s2c2t", 8, 8, 1, 2, 4, 0, 4 },
	{ "96em64t-4n4d3ca2co-pci", 96, 96, 4, 16, 16, 48, 96 },
	{ "fakeheterocpunuma", 24, 24, 3, 2, 0, 0, 12 },
	{ "fakememinitiators-1np2c+1npp+gi", 8, 8, 4, 2, 0, 0, 8 },
	{ "fakepcilocalities", 40, 40, 4, 4, 0, 0, 40 },
	{ "memorysidecaches", 80, 80, 4, 2, 2, 0, 40 },
	{ "nvidiagpunumanodes", 104, 32, 2, 2, 4, 4, 8 },
};

/* How many different answers the possible CPUs give. */
static unsigned int count_answers(struct irqm_hwloc *t, question_fn *question)
{
	unsigned int cpu, other, found = 0;

	for (cpu = 0; cpu < irqm_hwloc_nr_cpus(t); cpu++) {
		if (question(t, cpu) == IRQM_NONE)
			continue;
		for (other = 0; question(t, other) != question(t, cpu); other++)
			;
		found += other == cpu;
	}
	return found;
}

static bool is_possible(struct irqm_hwloc *t, unsigned int cpu)
{
	return irqm_hwloc_ops.possible(t, cpu);
}

/* CPUs of one core share its package, cache, cluster and node. */
static void check_cores(struct irqm_hwloc *t, const char *name)
{
	static question_fn *const *const questions[] = {
		&irqm_hwloc_ops.node,
		&irqm_hwloc_ops.package,
		&irqm_hwloc_ops.llc,
		&irqm_hwloc_ops.cluster,
	};
	unsigned int nr = irqm_hwloc_nr_cpus(t), cpu, other, i;

	for (cpu = 0; cpu < nr; cpu++) {
		for (other = 0; other < cpu; other++) {
			unsigned int core = irqm_hwloc_ops.core(t, cpu);

			if (core == IRQM_NONE || irqm_hwloc_ops.core(t, other) != core)
				continue;
			for (i = 0; i < 4; i++)
				cr_assert_eq((*questions[i])(t, cpu), (*questions[i])(t, other),
					     "%s: CPUs %u and %u, level %u", name, cpu, other, i);
		}
	}
}

static void check_recording(const struct recording *r, struct irqm_hwloc *t)
{
	unsigned int cpu, highest = 0;

	cr_assert_eq(irqm_hwloc_nr_cpus(t), r->nr_cpus, "%s", r->name);
	cr_assert_eq(nr_online(t), r->nr_online, "%s", r->name);
	cr_assert_eq(count_answers(t, irqm_hwloc_ops.node), r->nodes, "%s", r->name);
	cr_assert_eq(count_answers(t, irqm_hwloc_ops.package), r->packages, "%s", r->name);
	cr_assert_eq(count_answers(t, irqm_hwloc_ops.llc), r->llcs, "%s", r->name);
	cr_assert_eq(count_answers(t, irqm_hwloc_ops.cluster), r->clusters, "%s", r->name);
	cr_assert_eq(count_answers(t, irqm_hwloc_ops.core), r->cores, "%s", r->name);
	for (cpu = 0; cpu < r->nr_cpus; cpu++) {
		unsigned int capacity = irqm_hwloc_ops.capacity(t, cpu);

		cr_assert(!online(t, cpu) || is_possible(t, cpu), "%s: CPU %u", r->name, cpu);
		cr_assert(capacity >= 1 && capacity <= 1024, "%s: CPU %u", r->name, cpu);
		highest = capacity > highest ? capacity : highest;
	}
	cr_assert_eq(highest, 1024, "%s", r->name);
	check_cores(t, r->name);
}

static const char *recordings_folder(void)
{
	const char *folder = getenv("IRQM_TOPOLOGY_DIR");

	if (!folder || access(folder, R_OK))
		cr_skip_test("no recorded machines: IRQM_TOPOLOGY_DIR is not set or no folder");
	return folder;
}

Test(hosted_xml, recorded_machines_are_what_their_names_say)
{
	const char *folder = recordings_folder();
	char path[4096];
	size_t i;

	for (i = 0; i < sizeof(recordings) / sizeof(*recordings); i++) {
		struct irqm_hwloc *t;

		snprintf(path, sizeof(path), "%s/%s.xml", folder, recordings[i].name);
		t = load(IRQM_HWLOC_XML, path);
		check_recording(&recordings[i], t);
		irqm_hwloc_unload(t);
	}
}

/* A recording without an expectation here must at least load. */
Test(hosted_xml, every_recorded_machine_loads)
{
	const char *folder = recordings_folder();
	struct dirent *entry;
	unsigned int nr = 0;
	char path[4096];
	DIR *dir = opendir(folder);

	cr_assert_not_null(dir);
	while ((entry = readdir(dir))) {
		const char *dot = strrchr(entry->d_name, '.');
		struct irqm_hwloc *t;

		if (!dot || strcmp(dot, ".xml"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		t = load(IRQM_HWLOC_XML, path);
		check_cores(t, path);
		irqm_hwloc_unload(t);
		nr++;
	}
	closedir(dir);
	cr_assert_geq(nr, sizeof(recordings) / sizeof(*recordings));
}

Test(hosted_xml, a_hybrid_machine_has_weaker_cores)
{
	struct irqm_hwloc *t;
	char path[4096];
	unsigned int cpu;

	snprintf(path, sizeof(path), "%s/20em64t-hybrid-1p6c2t+2ca4co1t.xml", recordings_folder());
	t = load(IRQM_HWLOC_XML, path);
	for (cpu = 0; cpu < 20; cpu++) {
		cr_assert_eq(irqm_hwloc_ops.capacity(t, cpu), cpu < 12 ? 1024 : 512);
		cr_assert_eq(irqm_hwloc_ops.cluster(t, cpu) == IRQM_NONE, cpu < 12);
	}
	irqm_hwloc_unload(t);
}
