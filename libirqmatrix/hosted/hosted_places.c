/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * hosted_places.c - where the CPUs of an hwloc tree are.
 *
 * The objects of each level number the CPUs of their complete sets, so that a CPU that is offline
 * has a place too if it was recorded. When several objects hold a CPU the best one comes first, and
 * its number stays.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/cpumask.h>
#include <irqmatrix/errors.h>
#include <irqmatrix/topology.h>

#include "hosted_places.h"

/* ---- Levels ---- */

/* Gives this number to each CPU in set that has none yet; returns whether there was one. */
static bool fill(struct irqm_hwloc *t, hwloc_const_bitmap_t set, enum level level,
		 unsigned int number)
{
	bool filled = false;
	int cpu;

	for (cpu = hwloc_bitmap_first(set); cpu >= 0 && (unsigned int)cpu < t->nr_cpus;
	     cpu = hwloc_bitmap_next(set, cpu)) {
		unsigned int *place = &t->places[cpu].number[level];

		if (*place == IRQM_NONE) {
			*place = number;
			filled = true;
		}
	}
	return filled;
}

static void fill_type(struct irqm_hwloc *t, hwloc_topology_t tree, hwloc_obj_type_t type,
		      enum level level)
{
	hwloc_obj_t obj = NULL;

	while ((obj = hwloc_get_next_obj_by_type(tree, type, obj)))
		fill(t, obj->complete_cpuset, level, obj->logical_index);
}

/* From the top down, so that the last-level cache of a CPU comes first, at whatever level it is. */
static void fill_llc(struct irqm_hwloc *t, hwloc_topology_t tree)
{
	unsigned int number = 0;
	int depth;

	for (depth = 0; depth < hwloc_topology_get_depth(tree); depth++) {
		hwloc_obj_t obj = NULL;

		if (!hwloc_obj_type_is_dcache(hwloc_get_depth_type(tree, depth)))
			continue;
		while ((obj = hwloc_get_next_obj_by_depth(tree, depth, obj)))
			number += fill(t, obj->complete_cpuset, LEVEL_LLC, number);
	}
}

/* Whether obj holds several cores: it branches above the level of cores. */
static bool has_several_cores(hwloc_topology_t tree, hwloc_obj_t obj)
{
	while (obj->arity == 1)
		obj = obj->first_child;
	return obj->depth < hwloc_get_type_or_below_depth(tree, HWLOC_OBJ_CORE);
}

static bool is_below_cache(hwloc_obj_t obj)
{
	while ((obj = obj->parent)) {
		if (hwloc_obj_type_is_dcache(obj->type))
			return true;
	}
	return false;
}

/*
 * hwloc makes a Group of everything without a type of its own: clusters, but also drawers of
 * packages, or nodes that are near each other. Without the name it is taken for a cluster when it
 * is part of one node and holds neither packages nor caches that several cores share.
 */
static bool group_is_cluster(const struct irqm_hwloc *t, hwloc_topology_t tree, hwloc_obj_t group)
{
	unsigned int cpu = (unsigned int)hwloc_bitmap_first(group->cpuset);
	hwloc_obj_t node, obj;

	if (group->subtype && !strcmp(group->subtype, "Cluster"))
		return true;
	if (cpu >= t->nr_cpus)
		return false;
	node = hwloc_get_numanode_obj_by_os_index(tree, t->places[cpu].number[LEVEL_NODE]);
	if (node && (!hwloc_bitmap_isincluded(group->cpuset, node->cpuset) ||
		     hwloc_bitmap_isequal(group->cpuset, node->cpuset)))
		return false;
	for (obj = group->first_child; obj; obj = obj->first_child) {
		if (obj->type == HWLOC_OBJ_PACKAGE ||
		    (hwloc_obj_type_is_dcache(obj->type) && has_several_cores(tree, obj)))
			return false;
	}
	return true;
}

static bool is_cluster(const struct irqm_hwloc *t, hwloc_topology_t tree, hwloc_obj_t obj)
{
	if (!has_several_cores(tree, obj))
		return false;
	if (obj->type == HWLOC_OBJ_GROUP)
		return group_is_cluster(t, tree, obj);
	return hwloc_obj_type_is_dcache(obj->type) && is_below_cache(obj);
}

/*
 * From the bottom up, so that the smallest of nested clusters counts. Nodes are filled in before.
 */
static void fill_clusters(struct irqm_hwloc *t, hwloc_topology_t tree)
{
	unsigned int number = 0;
	int depth;

	for (depth = hwloc_topology_get_depth(tree) - 1; depth > 0; depth--) {
		hwloc_obj_t obj = NULL;

		while ((obj = hwloc_get_next_obj_by_depth(tree, depth, obj))) {
			if (is_cluster(t, tree, obj))
				number += fill(t, obj->complete_cpuset, LEVEL_CLUSTER, number);
		}
	}
}

/* ---- Nodes ---- */

static int is_special_memory(const struct hwloc_obj *node)
{
	return node->subtype && strcmp(node->subtype, "DRAM");
}

/* Of two nodes that hold the same CPU the better one comes first. */
static int compare_nodes(const void *a, const void *b)
{
	const struct hwloc_obj *x = *(const hwloc_obj_t *)a;
	const struct hwloc_obj *y = *(const hwloc_obj_t *)b;
	int more_cpus = hwloc_bitmap_weight(x->cpuset) - hwloc_bitmap_weight(y->cpuset);

	if (more_cpus)
		return more_cpus;
	if (is_special_memory(x) != is_special_memory(y))
		return is_special_memory(x) - is_special_memory(y);
	return (x->os_index > y->os_index) - (x->os_index < y->os_index);
}

/* The end of the node numbers. 0 when one is above the limit: Linux cannot have such a node. */
static unsigned int find_node_end(const hwloc_obj_t *nodes, size_t nr)
{
	unsigned int end = 0;
	size_t i;

	for (i = 0; i < nr; i++) {
		if (nodes[i]->os_index >= IRQM_TOPOLOGY_MAX_NODES)
			return 0;
		end = nodes[i]->os_index >= end ? nodes[i]->os_index + 1 : end;
	}
	return end;
}

static int fill_nodes(struct irqm_hwloc *t, hwloc_topology_t tree)
{
	hwloc_obj_t node = NULL, *nodes;
	size_t nr = 0, i;

	while ((node = hwloc_get_next_obj_by_type(tree, HWLOC_OBJ_NUMANODE, node)))
		nr++;
	if (!nr)
		return 0;
	nodes = calloc(nr, sizeof(hwloc_obj_t));
	if (!nodes)
		return -IRQM_ENOMEM;
	for (i = 0; i < nr; i++)
		nodes[i] = node = hwloc_get_next_obj_by_type(tree, HWLOC_OBJ_NUMANODE, node);
	qsort(nodes, nr, sizeof(hwloc_obj_t), compare_nodes);
	for (i = 0; i < nr; i++)
		fill(t, nodes[i]->complete_cpuset, LEVEL_NODE, nodes[i]->os_index);
	t->node_end = find_node_end(nodes, nr);
	free(nodes);
	return 0;
}

static int count_nodes(struct irqm_hwloc *t)
{
	hwloc_bitmap_t seen = hwloc_bitmap_alloc();
	unsigned int cpu;
	int failed = 0;

	if (!seen)
		return -IRQM_ENOMEM;
	for (cpu = 0; cpu < t->nr_cpus; cpu++) {
		unsigned int node = t->places[cpu].number[LEVEL_NODE];

		if (irqm_cpumask_test(t->online, cpu) && node != IRQM_NONE)
			failed |= hwloc_bitmap_set(seen, node);
	}
	t->nr_nodes = (unsigned int)hwloc_bitmap_weight(seen);
	hwloc_bitmap_free(seen);
	return failed ? -IRQM_ENOMEM : 0;
}

/* ---- Distances ---- */

/* Rows are scaled so that a node is HOSTED_LOCAL from itself; 0 stays unknown. */
static unsigned int scale_distance(hwloc_uint64_t value, hwloc_uint64_t local)
{
	hwloc_uint64_t limit = UINT_MAX;

	if (!local)
		return 0;
	if (value > (limit * local) / HOSTED_LOCAL || local > limit)
		return UINT_MAX;
	return (unsigned int)((value * HOSTED_LOCAL + local / 2) / local);
}

static int copy_distances(struct irqm_hwloc *t, const struct hwloc_distances_s *from)
{
	size_t nr = from->nbobjs, row, column;

	t->distance_nodes = calloc(nr, sizeof(unsigned int));
	t->distances = calloc(nr * nr, sizeof(unsigned int));
	if (!t->distance_nodes || !t->distances)
		return -IRQM_ENOMEM;
	t->nr_distances = (unsigned int)nr;
	for (row = 0; row < nr; row++) {
		const hwloc_uint64_t *values = from->values + row * nr;

		t->distance_nodes[row] = from->objs[row]->os_index;
		for (column = 0; column < nr; column++)
			t->distances[row * nr + column] =
				scale_distance(values[column], values[row]);
	}
	return 0;
}

/* Reads the first matrix of latencies. */
static int read_distances(struct irqm_hwloc *t, hwloc_topology_t tree)
{
	struct hwloc_distances_s *found;
	unsigned int nr = 1;
	int error;

	if (hwloc_distances_get_by_type(tree, HWLOC_OBJ_NUMANODE, &nr, &found,
					HWLOC_DISTANCES_KIND_MEANS_LATENCY, 0))
		return 0;
	if (!nr)
		return 0;
	error = copy_distances(t, found);
	hwloc_distances_release(tree, found);
	return error;
}

/* The row and column of a node in the distances; nr_distances when it has none. */
static size_t distance_index(const struct irqm_hwloc *t, unsigned int node)
{
	size_t i = 0;

	while (i < t->nr_distances && t->distance_nodes[i] != node)
		i++;
	return i;
}

unsigned int hosted_distance(const struct irqm_hwloc *t, unsigned int from, unsigned int to)
{
	size_t row, column;

	if (from == to)
		return HOSTED_LOCAL;
	row = distance_index(t, from);
	column = distance_index(t, to);
	if (row == t->nr_distances || column == t->nr_distances)
		return 0;
	return t->distances[row * t->nr_distances + column];
}

/* ---- Capacity ---- */

/* The capacity that Linux gives for a kind of CPU; 0 when it was not recorded. */
static unsigned long recorded_capacity(hwloc_topology_t tree, unsigned int kind)
{
	struct hwloc_info_s *infos;
	unsigned int nr, i;

	if (hwloc_cpukinds_get_info(tree, kind, NULL, NULL, &nr, &infos, 0))
		return 0;
	for (i = 0; i < nr; i++) {
		if (!strcmp(infos[i].name, "LinuxCapacity"))
			return strtoul(infos[i].value, NULL, 10);
	}
	return 0;
}

/*
 * If every kind of CPU has a recorded capacity, capacities are these, scaled to the highest. Else,
 * if hwloc ranks the kinds, 0 being the weakest, they are evenly spaced: rank r of n kinds is
 * 1024 * (r + 1) / n. Else all CPUs are equal.
 */
static int fill_capacity(struct irqm_hwloc *t, hwloc_topology_t tree)
{
	unsigned int nr = (unsigned int)hwloc_cpukinds_get_nr(tree, 0), kind;
	unsigned long highest = 0, lowest = ULONG_MAX;
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	int rank, cpu;

	if (!set)
		return -IRQM_ENOMEM;
	for (kind = 0; kind < nr; kind++) {
		unsigned long capacity = recorded_capacity(tree, kind);

		highest = capacity > highest ? capacity : highest;
		lowest = capacity < lowest ? capacity : lowest;
	}
	for (kind = 0; kind < nr; kind++) {
		unsigned long capacity = HOSTED_STRONGEST;

		if (hwloc_cpukinds_get_info(tree, kind, set, &rank, NULL, NULL, 0))
			continue;
		if (lowest)
			capacity = recorded_capacity(tree, kind) * HOSTED_STRONGEST / highest;
		else if (rank >= 0)
			capacity = ((unsigned long)rank + 1) * HOSTED_STRONGEST / nr;
		for (cpu = hwloc_bitmap_first(set); cpu >= 0 && (unsigned int)cpu < t->nr_cpus;
		     cpu = hwloc_bitmap_next(set, cpu))
			t->places[cpu].capacity = capacity ? (unsigned int)capacity : 1;
	}
	hwloc_bitmap_free(set);
	return 0;
}

/* ---- All ---- */

/* Allocates memory, and reads which CPUs there are. */
static int start(struct irqm_hwloc *t, hwloc_topology_t tree)
{
	hwloc_const_bitmap_t possible = hwloc_topology_get_complete_cpuset(tree);
	hwloc_const_bitmap_t allowed = hwloc_topology_get_allowed_cpuset(tree);
	hwloc_obj_t pu = NULL;
	unsigned int words, i;
	int last = hwloc_bitmap_last(possible);

	if (last < 0 || last >= (int)IRQM_MAX_CPUS)
		return -IRQM_ERANGE;
	t->nr_cpus = (unsigned int)last + 1;
	words = IRQM_CPUMASK_WORDS(t->nr_cpus);
	t->places = calloc(t->nr_cpus, sizeof(struct place));
	t->possible = calloc(words, sizeof(unsigned long));
	t->online = calloc(words, sizeof(unsigned long));
	if (!t->places || !t->possible || !t->online)
		return -IRQM_ENOMEM;
	for (i = 0; i < t->nr_cpus; i++) {
		memset(t->places[i].number, 0xff, sizeof(t->places[i].number));
		t->places[i].capacity = HOSTED_STRONGEST;
	}
	hwloc_bitmap_to_ulongs(possible, words, t->possible);
	while ((pu = hwloc_get_next_obj_by_type(tree, HWLOC_OBJ_PU, pu))) {
		if (pu->os_index < t->nr_cpus && hwloc_bitmap_isset(allowed, pu->os_index))
			irqm_cpumask_set(t->online, pu->os_index);
	}
	return irqm_cpumask_next(t->online, t->nr_cpus, 0) == IRQM_NONE ? -IRQM_EINVAL : 0;
}

int hosted_read_tree(struct irqm_hwloc *t, hwloc_topology_t tree)
{
	int error = start(t, tree);

	if (!error)
		error = fill_nodes(t, tree);
	if (!error)
		error = count_nodes(t);
	if (!error)
		error = read_distances(t, tree);
	if (!error)
		error = fill_capacity(t, tree);
	if (error)
		return error;
	fill_type(t, tree, HWLOC_OBJ_PACKAGE, LEVEL_PACKAGE);
	fill_type(t, tree, HWLOC_OBJ_CORE, LEVEL_CORE);
	fill_llc(t, tree);
	fill_clusters(t, tree);
	return 0;
}
