/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_hosted_devices.c - devices of machines that are read through hwloc, the nodes they are near
 * to, and how nodes are numbered.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hosted_by_hand.h"
#include "hosted_machine.h"

static struct irqm_hwloc *load_text(const char *text)
{
	char path[] = "/tmp/irqmatrix-test-XXXXXX";
	struct irqm_hwloc *t;

	write_down(text, path);
	t = load(IRQM_HWLOC_XML, path);
	unlink(path);
	return t;
}

static const struct irqm_hwloc_device *found(const struct irqm_hwloc *t, const char *text)
{
	unsigned int index = irqm_hwloc_find_device(t, text, 0);

	cr_assert_lt(index, irqm_hwloc_nr_devices(t), "no %s", text);
	return irqm_hwloc_device_at(t, index);
}

static void is_missing(const struct irqm_hwloc *t, const char *text)
{
	cr_assert_eq(irqm_hwloc_find_device(t, text, 0), irqm_hwloc_nr_devices(t), "%s", text);
}

Test(hosted_devices, those_on_pci_come_first_by_address)
{
	struct irqm_hwloc *t = load_text(by_hand);
	const char *const names[] = { "", "ib?0", "mlx5_0", "dax0", "pmem0" };
	unsigned int i;

	cr_assert_eq(irqm_hwloc_nr_devices(t), 5);
	for (i = 0; i < 5; i++) {
		const struct irqm_hwloc_device *device = irqm_hwloc_device_at(t, i);

		cr_assert_str_eq(device->name, names[i]);
		cr_assert_eq(device->is_pci, i < 3);
		cr_assert_eq(device->node, i < 4 ? 7 : 0);
		cr_assert_eq(device->nr_nodes, i < 4 ? 1 : 2, "all nodes with CPUs");
	}
	cr_assert_null(irqm_hwloc_device_at(t, 5));
	irqm_hwloc_unload(t);
}

Test(hosted_devices, a_device_is_told_in_full)
{
	struct irqm_hwloc *t = load_text(by_hand);
	const struct irqm_hwloc_device *device = found(t, "8086:0953");

	cr_assert_str_eq(device->kind, "NVMe");
	cr_assert_eq(device->domain, 1);
	cr_assert_eq(device->bus, 0x81);
	cr_assert_eq(device->slot, 0x1f);
	cr_assert_eq(device->function, 7);
	cr_assert_eq(device->vendor_id, 0x8086);
	cr_assert_eq(device->device_id, 0x0953);
	cr_assert_str_eq(found(t, "mlx5_0")->kind, "InfiniBand");
	cr_assert_str_eq(found(t, "pmem0")->kind, "Block");
	cr_assert_eq(found(t, "pmem0")->vendor_id, 0);
	irqm_hwloc_unload(t);
}

Test(hosted_devices, by_name_address_and_id)
{
	struct irqm_hwloc *t = load_text(by_hand);
	unsigned int first;

	cr_assert_eq(found(t, "0001:81:1f.7"), found(t, "8086:0953"));
	cr_assert_eq(found(t, "1:81:1F.7"), found(t, "8086:953"));
	first = irqm_hwloc_find_device(t, "15b3:1017", 0);
	cr_assert_eq(irqm_hwloc_find_device(t, "15b3:1017", first + 1), first + 1);
	cr_assert_eq(irqm_hwloc_find_device(t, "15b3:1017", first + 2), 5);
	cr_assert_eq(irqm_hwloc_find_device(t, "pmem0", 4), 4);
	cr_assert_eq(irqm_hwloc_find_device(t, "pmem0", ~0U), 5);
	irqm_hwloc_unload(t);
}

Test(hosted_devices, what_only_looks_like_one_is_not_found)
{
	static const char *const wrong[] = {
		"",
		" ",
		"nvme",
		"mlx5_0 ",
		"81:1f.7",
		"0001:81:1f.6",
		"0001:81:1f.7 ",
		"0001:81:1f",
		"0001::81.7",
		"0001:81:1f.",
		":81:1f.7",
		"0x1:81:1f.7",
		"100000001:81:1f.7",
		"8086:",
		":0953",
		"8086:0953:",
		"8086:0954",
		"+8086:0953",
		"0000:0000",
		"00:00.0",
		"0",
		"ib",
		"ib\n0",
	};
	struct irqm_hwloc *t = load_text(by_hand);
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		is_missing(t, wrong[i]);
	irqm_hwloc_unload(t);
}

Test(hosted_devices, without_a_domain_it_is_domain_0)
{
	char *text = strdup(by_hand), *at;
	struct irqm_hwloc *t;

	cr_assert_not_null(text);
	while ((at = strstr(text, "0001:8")))
		memcpy(at, "0000", 4);
	t = load_text(text);
	free(text);
	cr_assert_eq(found(t, "81:1f.7"), found(t, "8086:0953"));
	cr_assert_eq(found(t, "0:81:1f.7"), found(t, "8086:0953"));
	is_missing(t, "0001:81:1f.7");
	irqm_hwloc_unload(t);
}

Test(hosted_devices, a_synthetic_machine_has_none)
{
	struct irqm_hwloc *t = synthetic("numa:2 pu:2");

	cr_assert_eq(irqm_hwloc_nr_devices(t), 0);
	cr_assert_null(irqm_hwloc_device_at(t, 0));
	is_missing(t, "eth0");
	irqm_hwloc_unload(t);
}

Test(hosted_devices, the_live_machine_tells_of_its_own)
{
	struct irqm_hwloc *t = load(IRQM_HWLOC_LIVE, NULL);
	unsigned int i;

	for (i = 0; i < irqm_hwloc_nr_devices(t); i++) {
		const struct irqm_hwloc_device *device = irqm_hwloc_device_at(t, i);

		if (*device->name)
			cr_assert_str_eq(found(t, device->name)->name, device->name);
		cr_assert_eq(device->node == IRQM_NONE, device->nr_nodes == 0);
	}
	irqm_hwloc_unload(t);
}

/* ---- Nodes ---- */

Test(hosted_devices, nodes_without_cpus_count_for_the_end)
{
	struct irqm_hwloc *t = load_text(by_hand);

	cr_assert_eq(irqm_hwloc_nr_nodes(t), 2);
	cr_assert_eq(irqm_hwloc_node_end(t), 10);
	irqm_hwloc_unload(t);
}

Test(hosted_devices, a_node_number_beyond_linux_is_no_end)
{
	struct irqm_hwloc *t = synthetic("numa:2(indexes=1023,4) pu:1");

	cr_assert_eq(irqm_hwloc_node_end(t), 1024);
	irqm_hwloc_unload(t);
	t = synthetic("numa:2(indexes=1024,4) pu:1");
	cr_assert_eq(irqm_hwloc_node_end(t), 0);
	irqm_hwloc_unload(t);
}

/* ---- Recordings ---- */

/* A device of a recording, and its node; nr_nodes nodes are as near. */
struct recorded {
	const char *machine, *text, *name, *kind;
	unsigned int node, nr_nodes, node_end;
};

static const struct recorded recorded[] = {
	{ "96em64t-4n4d3ca2co-pci", "eth0", "eth0", "Ethernet", 0, 1, 4 },
	{ "96em64t-4n4d3ca2co-pci", "0000:32:00.0", "eth2", "Ethernet", 1, 1, 4 },
	{ "32em64t-2n8c+dax+nvme+mic+dimms", "nvme0n1", "nvme0n1", "NVMe", 0, 1, 2 },
	{ "32em64t-2n8c+dax+nvme+mic+dimms", "1a03:2000", "", "Display", 0, 1, 2 },
	{ "40intel64-4n10c+pci-conflicts", "01:00.0", "sda", "RAID", 0, 4, 4 },
	{ "fakepcilocalities", "eth3", "eth3", "Ethernet", 0, 1, 4 },
	{ "nvidiagpunumanodes", "0004:05:00.0", "", "Display", 0, 1, 9 },
	{ "nvidiagpunumanodes", "0035:04:00.0", "", "Display", 8, 1, 9 },
	{ "128ia64-17n4s2c", NULL, NULL, NULL, 0, 0, 17 },
};

Test(hosted_devices, of_recorded_machines)
{
	const char *folder = getenv("IRQM_TOPOLOGY_DIR");
	char path[4096];
	size_t i;

	if (!folder || access(folder, R_OK))
		cr_skip_test("no recorded machines: IRQM_TOPOLOGY_DIR is not set or no folder");
	for (i = 0; i < sizeof(recorded) / sizeof(*recorded); i++) {
		const struct recorded *r = &recorded[i];
		const struct irqm_hwloc_device *device;
		struct irqm_hwloc *t;

		snprintf(path, sizeof(path), "%s/%s.xml", folder, r->machine);
		t = load(IRQM_HWLOC_XML, path);
		cr_expect_eq(irqm_hwloc_node_end(t), r->node_end, "%s: %u", r->machine,
			     irqm_hwloc_node_end(t));
		device = r->text ? found(t, r->text) : NULL;
		if (device) {
			cr_expect_str_eq(device->name, r->name);
			cr_expect_str_eq(device->kind, r->kind);
			cr_expect_eq(device->node, r->node, "%s: node %d", r->text,
				     (int)device->node);
			cr_expect_eq(device->nr_nodes, r->nr_nodes, "%s: %u nodes", r->text,
				     device->nr_nodes);
		}
		irqm_hwloc_unload(t);
	}
}
