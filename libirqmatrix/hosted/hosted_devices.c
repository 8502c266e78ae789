/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * hosted_devices.c - devices of a machine, and the NUMA nodes they are near to.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/cpumask.h>
#include <irqmatrix/errors.h>
#include <irqmatrix/hosted.h>

#include "hosted_devices.h"

#define KIND_BYTES 64

/* ---- What kind ---- */

/* The kind by PCI class. A subclass with a name of its own comes before its class. */
static const char *pci_kind(unsigned int class)
{
	static const struct {
		unsigned int mask, class;
		const char *kind;
	} kinds[] = {
		{ 0xffff, 0x0104, "RAID" },
		{ 0xffff, 0x0106, "SATA" },
		{ 0xffff, 0x0107, "SAS" },
		{ 0xffff, 0x0108, "NVMe" },
		{ 0xffff, 0x0200, "Ethernet" },
		{ 0xffff, 0x0207, "InfiniBand" },
		{ 0xffff, 0x0604, "PCI bridge" },
		{ 0xffff, 0x0c03, "USB" },
		{ 0xffff, 0x0c06, "InfiniBand" },
		{ 0xff00, 0x0100, "Storage" },
		{ 0xff00, 0x0200, "Network" },
		{ 0xff00, 0x0300, "Display" },
		{ 0xff00, 0x0400, "Multimedia" },
		{ 0xff00, 0x0500, "Memory" },
		{ 0xff00, 0x0600, "Bridge" },
		{ 0xff00, 0x0c00, "Serial bus" },
		{ 0xff00, 0x1000, "Encryption" },
		{ 0xff00, 0x1200, "Accelerator" },
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if ((class & kinds[i].mask) == kinds[i].class)
			return kinds[i].kind;
	}
	return "Other";
}

/* ---- Where ---- */

static void add_node(hwloc_bitmap_t nodes, unsigned int node)
{
	if (node != IRQM_NONE)
		hwloc_bitmap_set(nodes, node);
}

/* Adds the nodes of the CPUs in a set. */
static void nodes_of_cpus(const struct irqm_hwloc *t, hwloc_const_bitmap_t cpus,
			  hwloc_bitmap_t nodes)
{
	int cpu;

	for (cpu = hwloc_bitmap_first(cpus); cpu >= 0 && (unsigned int)cpu < t->nr_cpus;
	     cpu = hwloc_bitmap_next(cpus, cpu))
		add_node(nodes, t->places[cpu].number[LEVEL_NODE]);
}

/*
 * Adds the nearest nodes with CPUs to a node that may have none; adds none if distances are
 * unknown.
 */
static void nearest_nodes(const struct irqm_hwloc *t, unsigned int from, hwloc_bitmap_t nodes)
{
	unsigned int nearest = ~0U, last = IRQM_NONE, cpu;

	for (cpu = 0; cpu < t->nr_cpus; cpu++) {
		unsigned int node = t->places[cpu].number[LEVEL_NODE], distance;

		if (node == last)
			continue;
		last = node;
		distance = node == IRQM_NONE ? 0 : hosted_distance(t, from, node);
		if (!distance || distance > nearest)
			continue;
		if (distance < nearest)
			hwloc_bitmap_zero(nodes);
		nearest = distance;
		add_node(nodes, node);
	}
}

/* Fills in the nodes of a device. Its place in the tree of hwloc says which CPUs it is near to. */
static int place(const struct irqm_hwloc *t, hwloc_obj_t obj, struct irqm_hwloc_device *device)
{
	hwloc_bitmap_t nodes = hwloc_bitmap_alloc();

	if (!nodes)
		return -IRQM_ENOMEM;
	obj = hwloc_get_non_io_ancestor_obj(NULL, obj);
	if (obj && obj->cpuset)
		nodes_of_cpus(t, obj->cpuset, nodes);
	if (obj && obj->nodeset && hwloc_bitmap_iszero(nodes) &&
	    hwloc_bitmap_weight(obj->nodeset) == 1)
		nearest_nodes(t, (unsigned int)hwloc_bitmap_first(obj->nodeset), nodes);
	device->nr_nodes = (unsigned int)hwloc_bitmap_weight(nodes);
	device->node = device->nr_nodes ? (unsigned int)hwloc_bitmap_first(nodes) : IRQM_NONE;
	hwloc_bitmap_free(nodes);
	return 0;
}

/* ---- Load ---- */

/* A copy of a text, its control characters replaced; NULL when there is no memory. */
static char *plain_copy(const char *text)
{
	size_t bytes = text ? strlen(text) + 1 : 1, i;
	char *copy = calloc(bytes, 1);

	for (i = 0; copy && i + 1 < bytes; i++)
		copy[i] = iscntrl((unsigned char)text[i]) ? '?' : text[i];
	return copy;
}

static hwloc_obj_t pci_above(hwloc_obj_t obj)
{
	while (obj && obj->type == HWLOC_OBJ_OS_DEVICE)
		obj = obj->parent;
	return obj && obj->type == HWLOC_OBJ_PCI_DEVICE ? obj : NULL;
}

static bool has_os_device(hwloc_obj_t pci)
{
	hwloc_obj_t child;

	for (child = pci->io_first_child; child; child = child->next_sibling) {
		if (child->type == HWLOC_OBJ_OS_DEVICE)
			return true;
	}
	return false;
}

static void describe(hwloc_obj_t obj, hwloc_obj_t pci, struct irqm_hwloc_device *device,
		     char *kind)
{
	if (!pci) {
		hwloc_obj_type_snprintf(kind, KIND_BYTES, obj, 0);
		return;
	}
	snprintf(kind, KIND_BYTES, "%s", pci_kind(pci->attr->pcidev.class_id));
	device->domain = pci->attr->pcidev.domain;
	device->bus = pci->attr->pcidev.bus;
	device->slot = pci->attr->pcidev.dev;
	device->function = pci->attr->pcidev.func;
	device->vendor_id = pci->attr->pcidev.vendor_id;
	device->device_id = pci->attr->pcidev.device_id;
}

/* Adds obj, which is an OS device, or a PCI device without OS device. */
static int add_device(struct irqm_hwloc *t, hwloc_obj_t obj)
{
	struct irqm_hwloc_device *device = &t->devices[t->nr_devices++];
	hwloc_obj_t pci = pci_above(obj);
	char kind[KIND_BYTES];
	const char *name = obj->type == HWLOC_OBJ_OS_DEVICE ? obj->name : NULL;

	device->is_pci = pci != NULL;
	describe(obj, pci, device, kind);
	device->name = plain_copy(name);
	device->kind = plain_copy(kind);
	if (!device->name || !device->kind)
		return -IRQM_ENOMEM;
	return place(t, obj, device);
}

static int compare(const void *a, const void *b)
{
	const struct irqm_hwloc_device *x = a, *y = b;

	if (x->is_pci != y->is_pci)
		return y->is_pci - x->is_pci;
	if (x->domain != y->domain)
		return x->domain < y->domain ? -1 : 1;
	if (x->bus != y->bus)
		return (int)x->bus - (int)y->bus;
	if (x->slot != y->slot)
		return (int)x->slot - (int)y->slot;
	if (x->function != y->function)
		return (int)x->function - (int)y->function;
	return strcmp(x->name, y->name);
}

int hosted_read_devices(struct irqm_hwloc *t, hwloc_topology_t tree)
{
	int nr_pci = hwloc_get_nbobjs_by_type(tree, HWLOC_OBJ_PCI_DEVICE);
	int nr_os = hwloc_get_nbobjs_by_type(tree, HWLOC_OBJ_OS_DEVICE);
	size_t nr = (size_t)(nr_pci > 0 ? nr_pci : 0) + (size_t)(nr_os > 0 ? nr_os : 0);
	hwloc_obj_t obj = NULL;
	int error = 0;

	if (!nr)
		return 0;
	t->devices = calloc(nr, sizeof(*t->devices));
	if (!t->devices)
		return -IRQM_ENOMEM;
	while (!error && (obj = hwloc_get_next_osdev(tree, obj)))
		error = add_device(t, obj);
	obj = NULL;
	while (!error && (obj = hwloc_get_next_pcidev(tree, obj))) {
		if (!has_os_device(obj))
			error = add_device(t, obj);
	}
	if (!error)
		qsort(t->devices, t->nr_devices, sizeof(*t->devices), compare);
	return error;
}

void hosted_forget_devices(struct irqm_hwloc *t)
{
	unsigned int i;

	for (i = 0; i < t->nr_devices; i++) {
		free((char *)t->devices[i].name);
		free((char *)t->devices[i].kind);
	}
	free(t->devices);
}

/* ---- Questions ---- */

unsigned int irqm_hwloc_nr_devices(const struct irqm_hwloc *t)
{
	return t->nr_devices;
}

const struct irqm_hwloc_device *irqm_hwloc_device_at(const struct irqm_hwloc *t, unsigned int index)
{
	return index < t->nr_devices ? &t->devices[index] : NULL;
}

/*
 * Reads hexadecimal numbers with these separators between them; false when the text is different.
 */
static bool hex_numbers(const char *text, const char *separators, unsigned long *numbers)
{
	size_t i, digits;

	for (i = 0; i <= strlen(separators); i++, text += digits + 1) {
		digits = strspn(text, "0123456789abcdefABCDEF");
		if (digits < 1 || digits > 8 || text[digits] != separators[i])
			return false;
		numbers[i] = strtoul(text, NULL, 16);
	}
	return true;
}

static bool has_address(const struct irqm_hwloc_device *device, const char *text)
{
	unsigned long n[4];

	if (hex_numbers(text, ":.", n + 1))
		n[0] = 0;
	else if (!hex_numbers(text, "::.", n))
		return false;
	return device->is_pci && n[0] == device->domain && n[1] == device->bus &&
	       n[2] == device->slot && n[3] == device->function;
}

static bool has_id(const struct irqm_hwloc_device *device, const char *text)
{
	unsigned long n[2];

	return device->is_pci && hex_numbers(text, ":", n) && n[0] == device->vendor_id &&
	       n[1] == device->device_id;
}

unsigned int irqm_hwloc_find_device(const struct irqm_hwloc *t, const char *text,
				    unsigned int from)
{
	unsigned int i = from;

	if (!*text)
		return t->nr_devices;
	while (i < t->nr_devices && strcmp(t->devices[i].name, text) &&
	       !has_address(&t->devices[i], text) && !has_id(&t->devices[i], text))
		i++;
	return i < t->nr_devices ? i : t->nr_devices;
}
