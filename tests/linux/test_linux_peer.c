// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Linux's unmodified code works in user space as it is known to work. Known results are checked on
 * every build of the program, also those where Linux's accounting goes wrong.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "linux_peer.h"

/* This build or the next one that can group CPUs (old versions cannot); NULL past the last. */
static const struct linux_build *next_grouping(const struct linux_build *const **list)
{
	while (**list && !(**list)->group_cpus_evenly)
		(*list)++;
	return **list;
}

static const unsigned long cpu0 = 1, cpu1 = 2, both = 3, none;

static struct linux_matrix *create_online(const struct linux_build *build, unsigned int nr_cpus,
					  unsigned int first, unsigned int end)
{
	struct linux_matrix *m = build->create(nr_cpus, 60, first, end);
	unsigned int cpu;

	cr_assert_not_null(m);
	for (cpu = 0; cpu < nr_cpus; cpu++)
		cr_assert_eq(build->online(m, cpu), 0);
	return m;
}

static struct linux_cpu_state cpu_state(const struct linux_build *build, struct linux_matrix *m,
					unsigned int cpu)
{
	struct linux_cpu_state state;

	build->inspect_cpu(m, cpu, &state);
	return state;
}

static struct linux_matrix_state state_of(const struct linux_build *build, struct linux_matrix *m)
{
	struct linux_matrix_state state;

	build->inspect(m, &state);
	return state;
}

Test(peer, builds_are_found_by_version_and_size)
{
	const struct linux_build *first = linux_builds[0];

	cr_assert_not_null(first);
	cr_expect_eq(linux_build_find(NULL, 2), first);
	cr_expect_eq(linux_build_find(first->version, 64)->nr_cpus_max, 64);
	cr_expect_geq(linux_build_find(first->version, 65)->nr_cpus_max, 65);
	cr_expect_eq(linux_build_find_large(first->version, 65536)->nr_cpus_max, 65536);
	cr_expect_null(linux_build_find(NULL, 65537));
	cr_expect_null(linux_build_find("0", 1));
}

Test(peer, allocates_as_linux_is_known_to)
{
	const struct linux_build *build, *const *list;
	unsigned int cpu;

	for (list = linux_builds; (build = *list) != NULL; list++) {
		struct linux_matrix *m = create_online(build, 2, 10, 20);

		cr_expect_eq(build->available(m, false, 0), 20);
		cr_expect_eq(build->alloc(m, &none, false, &cpu), -EINVAL);
		cr_expect_eq(build->alloc(m, &both, false, &cpu), 10);
		cr_expect_eq(cpu, 0, "ties go to the lowest CPU");
		cr_expect_eq(build->alloc(m, &both, false, &cpu), 10);
		cr_expect_eq(cpu, 1, "now it has more left");
		build->assign(m, 1, 11);
		cr_expect_eq(build->alloc(m, &cpu1, false, &cpu), 12);
		cr_expect_eq(build->allocated(m, 1), 3);
		cr_expect_eq(build->available(m, false, 0), 16);
		cr_expect_eq(build->available(m, true, 1), 9);
		cr_expect_eq(build->reserve_managed(m, &both), 0);
		cr_expect_eq(build->alloc_managed(m, &both, &cpu), 13);
		cr_expect_eq(cpu, 1, "managed ties go to the highest CPU");
		cr_expect_eq(cpu_state(build, m, 1).managed_allocated, 1);
		cr_expect_eq(*cpu_state(build, m, 1).managed_map, 1ul << 13);
		cr_expect_eq(*cpu_state(build, m, 1).alloc_map, 0xful << 10);
		build->free(m, 1, 13, true);
		build->remove_managed(m, &both);
		build->free(m, 1, 12, false);
		build->reserve(m);
		cr_expect_eq(build->reserved(m), 1);
		cr_expect_eq(build->alloc(m, &both, true, &cpu), 11);
		cr_expect_eq(build->reserved(m), 0);
		cr_expect_eq(state_of(build, m).total_allocated, 4);
		build->destroy(m);
	}
}

Test(peer, complains_where_linux_does)
{
	const struct linux_build *build, *const *list;

	for (list = linux_builds; (build = *list) != NULL; list++) {
		struct linux_matrix *m = create_online(build, 2, 10, 20);
		struct linux_complaints before = *linux_complaints();

		build->free(m, 0, 15, false);
		build->free(m, 0, 9, false);
		build->assign(m, 0, 20);
		build->remove_managed(m, &cpu0);
		cr_expect_eq(linux_complaints()->warnings, before.warnings + 4);
		cr_expect_eq(build->online(m, 0), LINUX_BUG);
		cr_expect_eq(build->assign_system(m, 0, 12, false), LINUX_BUG, "two are online");
		cr_expect_eq(linux_complaints()->bugs, before.bugs + 2);
		build->destroy(m);
	}
}

Test(peer, shows_what_debugfs_shows)
{
	const struct linux_build *build, *const *list;
	struct linux_text text = { 0 };
	unsigned int cpu;

	for (list = linux_builds; (build = *list) != NULL; list++) {
		struct linux_matrix *m = build->create(3, 60, 10, 20);

		cr_expect_eq(build->assign_system(m, 0, 11, false), 0);
		build->online(m, 0);
		build->online(m, 2);
		build->alloc(m, &cpu0, false, &cpu);
		build->alloc(m, &cpu0, false, &cpu);
		linux_text_clear(&text);
		build->debug_show(m, &text, 1);
		cr_expect_str_eq(text.text,
				 "Online bitmaps:        2\n"
				 "Global available:     16\n"
				 "Global reserved:       0\n"
				 "Total allocated:       2\n"
				 "System: 1: 11\n"
				 " | CPU | avl | man | mac | act | vectors\n"
				 "     0     7     0     0    2  10,12\n"
				 "     2     9     0     0    0  \n");
		build->destroy(m);
	}
	linux_text_free(&text);
}

/* The memory of a matrix, with per-CPU memory counted for possible CPUs only. */
Test(peer, counts_the_bytes_of_a_matrix)
{
	const struct linux_build *build = linux_build_find("6.12", 65);
	const unsigned long possible = 0x0f;
	const struct linux_machine machine = { .nr_cpus = 8, .possible = &possible };
	struct linux_matrix *m;

	if (!build)
		cr_skip_test("no 6.12 here");
	m = build->create(2, 256, 32, 234);
	cr_expect_eq(m->bytes, 312);
	build->destroy(m);
	cr_assert_eq(linux_machine_start(&machine), 0);
	m = build->create(8, 256, 32, 234);
	cr_expect_eq(m->bytes, 120 + 4 * 96);
	cr_expect_eq(linux_machine_start(&machine), -EBUSY);
	build->destroy(m);
}

/* D1: managed bits reserved while a CPU is offline are not counted, so alloc tries a full CPU. */
Test(peer, d1_reserving_on_an_offline_cpu_leaves_available_wrong)
{
	const struct linux_build *build, *const *list;
	unsigned int cpu, i;

	for (list = linux_builds; (build = *list) != NULL; list++) {
		struct linux_matrix *m = create_online(build, 2, 0, 4);

		build->offline(m, 1);
		for (i = 0; i < 3; i++)
			cr_expect_eq(build->reserve_managed(m, &cpu1), 0);
		build->online(m, 1);
		cr_expect_eq(cpu_state(build, m, 1).available, 4, "one vector is free");
		build->alloc(m, &cpu0, false, &cpu);
		build->alloc(m, &cpu0, false, &cpu);
		cr_expect_eq(build->alloc(m, &both, false, &cpu), 3);
		cr_expect_eq(cpu, 1);
		cr_expect_eq(build->alloc(m, &both, false, &cpu), -ENOSPC, "no other CPU is tried");
		cr_expect_eq(build->alloc(m, &cpu0, false, &cpu), 2, "CPU 0 had one available");
		build->destroy(m);
	}
}

Test(peer, d1_unreserving_on_an_offline_cpu_loses_capacity)
{
	const struct linux_build *build, *const *list;

	for (list = linux_builds; (build = *list) != NULL; list++) {
		struct linux_matrix *m = create_online(build, 2, 0, 4);

		build->reserve_managed(m, &cpu1);
		build->offline(m, 1);
		build->remove_managed(m, &cpu1);
		build->online(m, 1);
		cr_expect_eq(cpu_state(build, m, 1).available, 3, "all four are free");
		cr_expect_eq(*cpu_state(build, m, 1).managed_map, 0);
		build->destroy(m);
	}
}

Test(peer, d2_freeing_on_an_offline_cpu_keeps_total_allocated)
{
	const struct linux_build *build, *const *list;
	unsigned int cpu;

	for (list = linux_builds; (build = *list) != NULL; list++) {
		struct linux_matrix *m = create_online(build, 2, 0, 4);

		cr_expect_eq(build->alloc(m, &cpu1, false, &cpu), 0);
		build->offline(m, 1);
		build->free(m, 1, 0, false);
		cr_expect_eq(cpu_state(build, m, 1).allocated, 0);
		cr_expect_eq(state_of(build, m).total_allocated, 1, "nothing is allocated");
		build->destroy(m);
	}
}

Test(peer, d3_unreserving_nothing_wraps)
{
	const struct linux_build *build, *const *list;

	for (list = linux_builds; (build = *list) != NULL; list++) {
		struct linux_matrix *m = create_online(build, 1, 0, 4);

		build->remove_reserved(m);
		cr_expect_eq(build->reserved(m), 4294967295u);
		build->destroy(m);
	}
}

Test(peer, d4_d5_system_vectors_are_not_checked)
{
	const struct linux_build *build, *const *list;

	for (list = linux_builds; (build = *list) != NULL; list++) {
		struct linux_matrix *m = build->create(1, 60, 10, 20);
		unsigned long warnings = linux_complaints()->warnings;

		cr_expect_eq(build->assign_system(m, 0, 60, false), 0, "D4: one past the end");
		cr_expect_eq(build->assign_system(m, 0, 11, false), 0);
		cr_expect_eq(build->assign_system(m, 0, 11, false), 0);
		cr_expect_eq(state_of(build, m).systembits_inalloc, 2, "D4: counted twice");
		build->online(m, 0);
		build->assign(m, 0, 11);
		cr_expect_eq(build->allocated(m, 0), 1, "D5: a system vector is assigned");
		cr_expect_eq(linux_complaints()->warnings, warnings);
		build->destroy(m);
	}
}

static bool has_cpu(const struct linux_masks *masks, unsigned int group, unsigned int cpu)
{
	return masks->words[group * masks->stride + cpu / 64] >> cpu % 64 & 1;
}

/* Each CPU is in exactly one group, no group is empty, and no bit lies past the last CPU. */
static void expect_partition(const struct linux_masks *masks, unsigned int nr_cpus)
{
	unsigned int cpu, group, groups_of_cpu, cpus_of_group;

	for (cpu = 0; cpu < nr_cpus; cpu++) {
		for (group = groups_of_cpu = 0; group < masks->number; group++)
			groups_of_cpu += has_cpu(masks, group, cpu);
		cr_assert_eq(groups_of_cpu, 1, "CPU %u is in %u groups", cpu, groups_of_cpu);
	}
	for (group = 0; group < masks->number; group++) {
		for (cpu = cpus_of_group = 0; cpu < masks->stride * 64; cpu++)
			cpus_of_group += has_cpu(masks, group, cpu);
		cr_assert(cpus_of_group >= 1 || masks->number > nr_cpus);
	}
}

Test(peer, groups_are_a_partition_on_random_machines)
{
	const struct linux_build *build, *const *list;
	unsigned int nodes[200], cores[200], cpu, round, groups;
	struct linux_masks masks;

	for (list = linux_builds; (build = next_grouping(&list)) != NULL; list++) {
		unsigned int cpus_max = build->nr_cpus_max < 200 ? build->nr_cpus_max : 200;

		for (round = 0; round < 60; round++) {
			struct linux_machine machine = {
				.nr_cpus = 1 + (unsigned int)rand() % cpus_max,
				.nr_nodes = 1 + (unsigned int)rand() % 9,
				.node_of_cpu = nodes,
				.core_of_cpu = cores,
			};

			for (cpu = 0; cpu < machine.nr_cpus; cpu++) {
				nodes[cpu] = (unsigned int)rand() % machine.nr_nodes;
				cores[cpu] = cpu % (machine.nr_cpus / 2 + 1);
			}
			cr_assert_eq(linux_machine_start(&machine), 0);
			groups = 1 + (unsigned int)rand() % machine.nr_cpus;
			cr_assert_eq(build->group_cpus_evenly(groups, &masks), 0);
			expect_partition(&masks, machine.nr_cpus);
			linux_masks_free(&masks);
		}
	}
}

/* Nodes of two and six CPUs, siblings 0+4, 1+5, ...: siblings share a group if it has two CPUs. */
Test(peer, groups_follow_nodes_and_siblings)
{
	static const unsigned int nodes[] = { 1, 0, 0, 0, 1, 0, 0, 0 },
				  cores[] = { 0, 1, 2, 3, 0, 1, 2, 3 };
	static const unsigned long expected[] = { 0x11, 0x22, 0x44, 0x88 };
	const struct linux_machine machine = {
		.nr_cpus = 8,
		.nr_nodes = 2,
		.node_of_cpu = nodes,
		.core_of_cpu = cores,
	};
	const struct linux_build *build, *const *list;
	struct linux_masks masks;
	unsigned int i;

	cr_assert_eq(linux_machine_start(&machine), 0);
	for (list = linux_builds; (build = next_grouping(&list)) != NULL; list++) {
		cr_assert_eq(build->group_cpus_evenly(4, &masks), 0);
		for (i = 0; i < 4; i++)
			cr_expect_eq(masks.words[i * masks.stride], expected[i]);
		linux_masks_free(&masks);
		cr_expect_eq(build->group_cpus_evenly(0, &masks), -EINVAL);
	}
}

/* Without clusters, CPUs 0 to 3 and 4 to 6 are the groups. */
Test(peer, groups_follow_clusters_in_linux_7_alone)
{
	static const unsigned int clusters[] = { 0, 1, 1, 1, 1, 1, 0 };
	const struct linux_machine machine = { .nr_cpus = 7, .cluster_of_cpu = clusters };
	const struct linux_build *build, *const *list;
	struct linux_masks masks;
	unsigned int used;

	cr_assert_eq(linux_machine_start(&machine), 0);
	for (list = linux_builds; (build = next_grouping(&list)) != NULL; list++) {
		bool is_7 = strncmp(build->version, "7.", 2) == 0;

		cr_assert_eq(build->group_cpus_evenly(2, &masks), 0);
		cr_expect_eq(masks.words[0], is_7 ? 0x41 : 0x0f);
		cr_expect_eq(masks.words[masks.stride], is_7 ? 0x3e : 0x70);
		linux_masks_free(&masks);
		cr_expect_eq(build->group_cpus_counted != NULL, is_7);
		if (!build->group_cpus_counted)
			continue;
		cr_assert_eq(build->group_cpus_counted(9, &masks, &used), 0);
		cr_expect_eq(used, 7);
		linux_masks_free(&masks);
		cr_expect_eq(build->group_cpus_counted(0, &masks, &used), -EINVAL);
	}
}

Test(peer, affinity_masks_have_managed_vectors_between_plain_ones)
{
	const struct linux_machine machine = { .nr_cpus = 6 };
	struct linux_affinity wish = {
		.pre_vectors = 1,
		.post_vectors = 1,
		.nr_sets = 2,
		.set_size = { 2, 3 },
	};
	static const unsigned long expected[] = { 0x3f, 0x07, 0x38, 0x03, 0x0c, 0x30, 0x3f };
	const struct linux_build *build, *const *list;
	struct linux_masks masks;
	unsigned int i;

	cr_assert_eq(linux_machine_start(&machine), 0);
	for (list = linux_builds; (build = *list) != NULL; list++) {
		cr_assert_eq(build->create_affinity_masks(7, &wish, &masks), 0);
		for (i = 0; i < 7; i++) {
			cr_expect_eq(masks.words[i * masks.stride], expected[i]);
			cr_expect_eq(masks.managed[i], i > 0 && i < 6);
		}
		linux_masks_free(&masks);
		cr_expect_eq(build->create_affinity_masks(6, &wish, &masks), -EINVAL);
		cr_expect_eq(build->create_affinity_masks(2, &wish, &masks), -ENOMEM);
	}
}

/* The largest machine, 65,536 CPUs on 1,024 nodes, runs on the largest build. */
Test(peer, runs_the_largest_machine)
{
	const struct linux_build *build = linux_build_find(NULL, 65536);
	unsigned int *nodes = malloc(65536 * sizeof(*nodes)), cpu;
	struct linux_machine machine = { .nr_cpus = 65536, .nr_nodes = 1024, .node_of_cpu = nodes };
	unsigned long *all = malloc(65536 / 8);
	struct linux_masks masks;
	struct linux_matrix *m;

	for (cpu = 0; cpu < 65536; cpu++)
		nodes[cpu] = cpu / 64;
	memset(all, 0xff, 65536 / 8);
	cr_assert_eq(linux_machine_start(&machine), 0);
	if (build->group_cpus_evenly) {
		cr_assert_eq(build->group_cpus_evenly(1024, &masks), 0);
		for (cpu = 0; cpu < 65536; cpu += 777)
			cr_expect(has_cpu(&masks, cpu / 64, cpu));
		linux_masks_free(&masks);
	}
	m = build->create(65536, 256, 32, 234);
	cr_assert_not_null(m);
	build->online(m, 65535);
	cr_expect_eq(build->alloc(m, all, false, &cpu), 32);
	cr_expect_eq(cpu, 65535);
	build->destroy(m);
	free(nodes);
	free(all);
}
