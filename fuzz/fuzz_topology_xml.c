/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * fuzz_topology_xml.c - loads any file as a machine. The machine has to be consistent, it must be
 * possible to take a snapshot of it, and spreading over that has to keep its guarantees.
 *
 * hwloc crashes on some files that are well-formed but wrong; hosted.h says so. So hwloc alone
 * loads each file in another process first. The library loads only files that hwloc has survived.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <hwloc.h>
#include <irqmatrix/hosted.h>

#include "fuzz_target.h"
#include "support/spread_check.h"
#include "support/topology_model.h"
#include "trial.h"

/* Larger machines are loaded, but nothing is spread over them. */
#define CPUS_SPREAD 64U

/* Loads a machine by hwloc alone, with the settings of irqm_hwloc_load(). */
static bool load_tree(const char *text, size_t bytes)
{
	hwloc_topology_t tree;
	bool loaded;

	if (hwloc_topology_init(&tree))
		return false;
	hwloc_topology_set_flags(tree, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
	hwloc_topology_set_type_filter(tree, HWLOC_OBJ_PCI_DEVICE, HWLOC_TYPE_FILTER_KEEP_ALL);
	hwloc_topology_set_type_filter(tree, HWLOC_OBJ_OS_DEVICE, HWLOC_TYPE_FILTER_KEEP_ALL);
	loaded = hwloc_topology_set_xmlbuffer(tree, text, (int)bytes + 1) == 0 &&
		 hwloc_topology_load(tree) == 0;
	hwloc_topology_destroy(tree);
	return loaded;
}

/* ---- The library ---- */

/* Makes a file in memory, on no disk. */
static void make_file(const uint8_t *data, size_t size, char *path, size_t bytes, int *file)
{
	*file = memfd_create("topology", 0);
	if (*file < 0 || write(*file, data, size) != (ssize_t)size) {
		fprintf(stderr, "no memory for a file\n");
		abort();
	}
	snprintf(path, bytes, "/proc/self/fd/%d", *file);
}

static bool spread_over(const struct irqm_topology *t)
{
	struct spread_wish w;
	unsigned int policy;
	bool good = true;

	for (policy = 0; good && policy <= IRQM_SPREAD_LINUX_7_3; policy++) {
		spread_wish_plain(&w, (enum irqm_spread_policy)policy, 3);
		good = spread_is_good(t, &w.request);
	}
	return good;
}

/* Each name of a device finds the device, or one before it. */
static bool device_is_found(const struct irqm_hwloc *hwloc, unsigned int index)
{
	const struct irqm_hwloc_device *d = irqm_hwloc_device_at(hwloc, index);
	char text[64];
	bool found;

	if (!d || !d->name || !d->kind)
		return false;
	found = !*d->name || irqm_hwloc_find_device(hwloc, d->name, 0) <= index;
	if (!d->is_pci)
		return found;
	snprintf(text, sizeof(text), "%04x:%02x:%02x.%x", d->domain, d->bus, d->slot, d->function);
	found = found && irqm_hwloc_find_device(hwloc, text, 0) <= index;
	snprintf(text, sizeof(text), "%04x:%04x", d->vendor_id, d->device_id);
	return found && irqm_hwloc_find_device(hwloc, text, 0) <= index;
}

static bool devices_hold(const struct irqm_hwloc *hwloc)
{
	unsigned int i, nr = irqm_hwloc_nr_devices(hwloc);

	for (i = 0; i < nr; i++) {
		if (!device_is_found(hwloc, i)) {
			fprintf(stderr, "device %u is not found\n", i);
			return false;
		}
	}
	return !irqm_hwloc_device_at(hwloc, nr);
}

static bool machine_holds(struct irqm_hwloc *hwloc)
{
	const struct irqm_topology_config config = {
		.nr_cpus = irqm_hwloc_nr_cpus(hwloc),
		.node_end = irqm_hwloc_node_end(hwloc),
		.ops = &irqm_hwloc_ops,
		.ctx = hwloc,
	};
	struct faulty_mem mem = { 0 };
	struct irqm_topology *t = NULL;
	int err = irqm_topology_create(&config, &faulty_mem_ops, &mem, &t);
	bool good = err == 0 || err == -IRQM_ERANGE;

	if (!err)
		good = snapshot_is_consistent(t) &&
		       (config.nr_cpus > CPUS_SPREAD || spread_over(t));
	else if (!good)
		fprintf(stderr, "no snapshot: %s\n", irqm_error_text(err));
	irqm_topology_destroy(t);
	return good && devices_hold(hwloc) && !mem.live && !mem.faults;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setenv("HWLOC_HIDE_ERRORS", "2", 1);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct irqm_hwloc *hwloc = NULL;
	char path[64];
	int file, err;

	if (!trial_survived(load_tree, data, size))
		return 0;
	make_file(data, size, path, sizeof(path), &file);
	err = irqm_hwloc_load(IRQM_HWLOC_XML, path, &hwloc);
	close(file);
	if (!err && !machine_holds(hwloc)) {
		fprintf(stderr, "the machine of %zu bytes is not consistent\n", size);
		abort();
	}
	irqm_hwloc_unload(hwloc);
	return 0;
}
