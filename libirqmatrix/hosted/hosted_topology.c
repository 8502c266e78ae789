/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * hosted_topology.c - machines read through hwloc.
 *
 * The tree of hwloc is read once, when a machine is loaded, and freed. The callbacks answer from
 * what was copied for each CPU.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <irqmatrix/cpumask.h>
#include <irqmatrix/errors.h>
#include <irqmatrix/hosted.h>

#include "hosted_devices.h"
#include "hosted_places.h"

/* ---- Load ---- */

static int hwloc_error(void)
{
	return errno == ENOMEM ? -IRQM_ENOMEM : -IRQM_EINVAL;
}

/* Reads the file here, so that neither hwloc nor the XML library interprets its name. */
static int set_xml(hwloc_topology_t tree, const char *path)
{
	FILE *file = fopen(path, "rb");
	size_t size = 0, got;
	char *text = NULL;
	int error = 0;

	if (!file)
		return -IRQM_ENOENT;
	do {
		char *more = realloc(text, size + BUFSIZ + 1);

		if (!more) {
			error = -IRQM_ENOMEM;
			break;
		}
		text = more;
		got = fread(text + size, 1, BUFSIZ, file);
		size += got;
	} while (got && size < INT_MAX - BUFSIZ);
	if (!error && ferror(file))
		error = -IRQM_ENOENT;
	fclose(file);
	if (!error) {
		text[size] = '\0';
		if (hwloc_topology_set_xmlbuffer(tree, text, (int)size + 1))
			error = hwloc_error();
	}
	free(text);
	return error;
}

/*
 * Whether a synthetic notation has too many CPUs: their number is the product of the counts outside
 * of brackets. hwloc would take most of a day to build a machine that is then refused.
 */
static bool is_too_large(const char *text)
{
	unsigned long cpus = 1, count;
	int brackets = 0;

	for (; *text; text++) {
		brackets += (*text == '(' || *text == '[') - (*text == ')' || *text == ']');
		if (*text != ':' || brackets)
			continue;
		count = strtoul(text + 1, NULL, 0);
		if (count > IRQM_MAX_CPUS / cpus)
			return true;
		cpus *= count ? count : 1;
	}
	return false;
}

static int build_tree(hwloc_topology_t tree, enum irqm_hwloc_source source, const char *text)
{
	int error = 0;

	errno = 0;
	hwloc_topology_set_flags(tree, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
	hwloc_topology_set_type_filter(tree, HWLOC_OBJ_PCI_DEVICE, HWLOC_TYPE_FILTER_KEEP_ALL);
	hwloc_topology_set_type_filter(tree, HWLOC_OBJ_OS_DEVICE, HWLOC_TYPE_FILTER_KEEP_ALL);
	if (source == IRQM_HWLOC_XML)
		error = set_xml(tree, text);
	else if (source == IRQM_HWLOC_SYNTHETIC && is_too_large(text))
		error = -IRQM_ERANGE;
	else if (source == IRQM_HWLOC_SYNTHETIC && hwloc_topology_set_synthetic(tree, text))
		error = hwloc_error();
	if (!error && hwloc_topology_load(tree))
		error = hwloc_error();
	return error;
}

int irqm_hwloc_load(enum irqm_hwloc_source source, const char *text, struct irqm_hwloc **t)
{
	struct irqm_hwloc *new;
	hwloc_topology_t tree;
	int error;

	if (!t || (source != IRQM_HWLOC_LIVE && !text) || source > IRQM_HWLOC_SYNTHETIC)
		return -IRQM_EINVAL;
	new = calloc(1, sizeof(*new));
	if (!new || hwloc_topology_init(&tree)) {
		free(new);
		return -IRQM_ENOMEM;
	}
	error = build_tree(tree, source, text);
	if (!error)
		error = hosted_read_tree(new, tree);
	if (!error)
		error = hosted_read_devices(new, tree);
	hwloc_topology_destroy(tree);
	if (error)
		irqm_hwloc_unload(new);
	else
		*t = new;
	return error;
}

void irqm_hwloc_unload(struct irqm_hwloc *t)
{
	if (!t)
		return;
	free(t->places);
	free(t->possible);
	free(t->online);
	free(t->distance_nodes);
	free(t->distances);
	hosted_forget_devices(t);
	free(t);
}

unsigned int irqm_hwloc_nr_cpus(const struct irqm_hwloc *t)
{
	return t->nr_cpus;
}

const unsigned long *irqm_hwloc_online(const struct irqm_hwloc *t)
{
	return t->online;
}

unsigned int irqm_hwloc_nr_nodes(const struct irqm_hwloc *t)
{
	return t->nr_nodes;
}

unsigned int irqm_hwloc_node_end(const struct irqm_hwloc *t)
{
	return t->node_end;
}

/* ---- Callbacks ---- */

static unsigned int number_of(const struct irqm_hwloc *t, unsigned int cpu, enum level level)
{
	return cpu < t->nr_cpus ? t->places[cpu].number[level] : IRQM_NONE;
}

static unsigned int node_of(void *ctx, unsigned int cpu)
{
	return number_of(ctx, cpu, LEVEL_NODE);
}

static unsigned int package_of(void *ctx, unsigned int cpu)
{
	return number_of(ctx, cpu, LEVEL_PACKAGE);
}

static unsigned int llc_of(void *ctx, unsigned int cpu)
{
	return number_of(ctx, cpu, LEVEL_LLC);
}

static unsigned int cluster_of(void *ctx, unsigned int cpu)
{
	return number_of(ctx, cpu, LEVEL_CLUSTER);
}

static unsigned int core_of(void *ctx, unsigned int cpu)
{
	return number_of(ctx, cpu, LEVEL_CORE);
}

static unsigned int distance(void *ctx, unsigned int from, unsigned int to)
{
	return hosted_distance(ctx, from, to);
}

/* All possible CPUs are present: hwloc does not know of others. */
static bool is_present(void *ctx, unsigned int cpu)
{
	const struct irqm_hwloc *t = ctx;

	return cpu < t->nr_cpus && irqm_cpumask_test(t->possible, cpu);
}

static unsigned int capacity(void *ctx, unsigned int cpu)
{
	const struct irqm_hwloc *t = ctx;

	return cpu < t->nr_cpus ? t->places[cpu].capacity : HOSTED_STRONGEST;
}

const struct irqm_topology_ops irqm_hwloc_ops = {
	.node = node_of,
	.package = package_of,
	.llc = llc_of,
	.cluster = cluster_of,
	.core = core_of,
	.distance = distance,
	.possible = is_present,
	.present = is_present,
	.capacity = capacity,
};
