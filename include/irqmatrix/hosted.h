/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * hosted.h - callback tables for programs that have a C library: memory and machines.
 *
 * Needs the irqmatrix::hosted target (libirqmatrix-hosted), which uses libc and hwloc; the core
 * needs neither.
 */
#ifndef IRQMATRIX_HOSTED_H
#define IRQMATRIX_HOSTED_H

#include <irqmatrix/ops.h>
#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Memory from aligned_alloc() and free(). The context is not used; the node is ignored. */
IRQM_API extern const struct irqm_mem_ops irqm_malloc_ops;

/* The short lock of a table as a mutex. The context is an initialised pthread_mutex_t. */
IRQM_API extern const struct irqm_lock_ops irqm_pthread_lock_ops;

/**
 * struct irqm_arena - Memory handed out from one piece, front to back
 * @base: the piece, the caller's
 * @bytes: its size
 * @used: bytes handed out, alignment included
 *
 * Freeing the piece handed out last makes its room free again (what was skipped to align it stays
 * used); freeing any other does not, until the caller starts anew by setting @used to 0. Fill in
 * @base and @bytes, and zero @used.
 */
struct irqm_arena {
	void *base;
	size_t bytes;
	size_t used;
};

/* Memory from an arena. The context is a struct irqm_arena; the node is ignored. */
IRQM_API extern const struct irqm_mem_ops irqm_arena_ops;

struct irqm_hwloc;

/**
 * enum irqm_hwloc_source - What describes the machine
 * @IRQM_HWLOC_LIVE: the machine this runs on; the text is ignored and may be NULL. hwloc's own
 *	environment variables, such as HWLOC_XMLFILE, may put another in its place.
 * @IRQM_HWLOC_XML: the text is the path of an hwloc XML file
 * @IRQM_HWLOC_SYNTHETIC: the text is hwloc's synthetic notation, such as "numa:8 core:64 pu:2"
 */
enum irqm_hwloc_source {
	IRQM_HWLOC_LIVE,
	IRQM_HWLOC_XML,
	IRQM_HWLOC_SYNTHETIC,
};

/**
 * irqm_hwloc_load() - Read a machine through hwloc
 * @source: what describes it
 * @text: path or synthetic notation, see there
 * @t: set to the machine; end with irqm_hwloc_unload()
 *
 * CPU numbers are the operating system's (hwloc's os_index of the PUs), so they may be sparse and
 * out of order. CPUs that are offline or not allowed are possible and present but not online. The
 * machine this runs on lends nothing to a recorded or synthetic one.
 *
 * hwloc believes what is well-formed XML: it may complain on stderr (not if HWLOC_HIDE_ERRORS is
 * 2 in the environment), and it has been seen to crash on files damaged at random. Load a file
 * that nobody vouches for in a process of its own first.
 *
 * Context: process context; allocates memory, reads files.
 * Complexity: O(CPUs x levels), plus hwloc's own: seconds for ten thousand CPUs, and quadratic in
 * the children of one object, so give a large synthetic machine some levels.
 * Return: 0; -IRQM_EINVAL when a pointer is NULL, the source unknown, or the text describes no
 * machine or one without an online CPU; -IRQM_ENOENT when the file cannot be read; -IRQM_ENOMEM;
 * -IRQM_ERANGE when a CPU number is at or above IRQM_MAX_CPUS, or a synthetic machine has more CPUs
 * than that.
 * Source: ours.
 */
IRQM_API int irqm_hwloc_load(enum irqm_hwloc_source source, const char *text,
			     struct irqm_hwloc **t);

/**
 * irqm_hwloc_unload() - Forget a machine
 * @t: the machine, or NULL for no effect
 *
 * Context: process context.
 * Complexity: O(objects of the machine).
 * Return: nothing.
 * Source: ours.
 */
IRQM_API void irqm_hwloc_unload(struct irqm_hwloc *t);

/**
 * irqm_hwloc_nr_cpus() - How many CPU numbers the machine uses
 * @t: the machine
 *
 * Context: any.
 * Complexity: O(1).
 * Return: the highest CPU number + 1.
 * Source: ours.
 */
IRQM_API unsigned int irqm_hwloc_nr_cpus(const struct irqm_hwloc *t);

/**
 * irqm_hwloc_online() - Which CPUs are online
 * @t: the machine
 *
 * Context: any.
 * Complexity: O(1).
 * Return: a mask of irqm_hwloc_nr_cpus() CPUs, valid until the machine is unloaded.
 * Source: ours.
 */
IRQM_API const unsigned long *irqm_hwloc_online(const struct irqm_hwloc *t);

/**
 * irqm_hwloc_nr_nodes() - How many NUMA nodes have CPUs of their own
 * @t: the machine
 *
 * Context: any.
 * Complexity: O(1).
 * Return: the number of different answers, IRQM_NONE not counted, that the node member of
 * irqm_hwloc_ops gives over the online CPUs.
 * Source: ours.
 */
IRQM_API unsigned int irqm_hwloc_nr_nodes(const struct irqm_hwloc *t);

/**
 * irqm_hwloc_node_end() - One above the highest number of a NUMA node
 * @t: the machine
 *
 * For the member node_end of struct irqm_topology_config. Nodes without CPUs count.
 *
 * Context: any.
 * Complexity: O(1).
 * Return: the number; 0 when the machine tells of no node, or one that Linux could not have: its
 * number is IRQM_TOPOLOGY_MAX_NODES or above.
 * Source: ours.
 */
IRQM_API unsigned int irqm_hwloc_node_end(const struct irqm_hwloc *t);

/**
 * struct irqm_hwloc_device - A device, and where it is
 * @name: what the operating system calls it, such as "nvme0n1" or "eth0"; empty when it has no name
 *	for it
 * @kind: what it is, such as "NVMe" or "Ethernet"
 * @is_pci: whether it is on PCI; the PCI numbers are 0 if not
 * @domain: of its PCI address, as the first number of 0000:3b:00.0
 * @bus: the second one
 * @slot: the third one
 * @function: the last one
 * @vendor_id: who made it, by PCI's number
 * @device_id: what the vendor calls it, likewise
 * @node: the NUMA node with CPUs that it is nearest to; of several that are equally near the lowest
 *	number; IRQM_NONE when none is known
 * @nr_nodes: how many nodes are equally near; 0 when none is known
 *
 * A PCI device that the operating system has several names for is several of these. Control
 * characters of a recorded name become question marks.
 */
struct irqm_hwloc_device {
	const char *name;
	const char *kind;
	bool is_pci;
	unsigned int domain;
	unsigned int bus;
	unsigned int slot;
	unsigned int function;
	unsigned int vendor_id;
	unsigned int device_id;
	unsigned int node;
	unsigned int nr_nodes;
};

/**
 * irqm_hwloc_nr_devices() - How many devices are known
 * @t: the machine
 *
 * Context: any.
 * Complexity: O(1).
 * Return: the number; 0 for a recording without devices, and for a synthetic machine.
 * Source: ours.
 */
IRQM_API unsigned int irqm_hwloc_nr_devices(const struct irqm_hwloc *t);

/**
 * irqm_hwloc_device_at() - One of the devices
 * @t: the machine
 * @index: 0 .. irqm_hwloc_nr_devices() - 1. Those on PCI come first, by address
 *
 * Context: any.
 * Complexity: O(1).
 * Return: the device, valid until the machine is unloaded; NULL when there is no such number.
 * Source: ours.
 */
IRQM_API const struct irqm_hwloc_device *irqm_hwloc_device_at(const struct irqm_hwloc *t,
							      unsigned int index);

/**
 * irqm_hwloc_find_device() - Look up a device by what people call it
 * @t: the machine
 * @text: its name ("nvme0n1"), its PCI address ("0000:3b:00.0"; without domain, "3b:00.0", it is in
 *	domain 0), or its PCI vendor and device ids ("8086:1572")
 * @from: the first index to look at; 0, or behind what was found, for the next
 *
 * Names are compared as they are, numbers as numbers.
 *
 * Context: any.
 * Complexity: O(devices).
 * Return: the index of the first such device; irqm_hwloc_nr_devices() when there is none.
 * Source: ours.
 */
IRQM_API unsigned int irqm_hwloc_find_device(const struct irqm_hwloc *t, const char *text,
					     unsigned int from);

/*
 * Where the CPUs of a machine sit. The context is a struct irqm_hwloc.
 *
 * Node numbers are the operating system's. When several nodes hold the same CPU, its node is the
 * one with the fewest CPUs, of these one with plain memory (DRAM), of these the lowest number.
 * Nodes without CPUs are the node of no CPU. The numbers of all other levels are our own.
 *
 * The last-level cache of a CPU is the largest data cache that holds it. Its cluster is what
 * several cores share below: the smallest such cache, or Group of hwloc that is part of one node
 * and holds neither packages nor shared caches.
 *
 * Distances are those of the first matrix of latencies, scaled so that a node is 10 from itself.
 *
 * Capacity is what Linux recorded (hwloc's LinuxCapacity), scaled to the highest, if every kind of
 * CPU has it; else from hwloc's ranking of the kinds, rank r of n counting from 0 giving
 * 1024 (r + 1) / n; 1024 for all when there is neither.
 *
 * What hwloc does not know of a CPU that is offline is IRQM_NONE.
 */
IRQM_API extern const struct irqm_topology_ops irqm_hwloc_ops;

#ifdef __cplusplus
}
#endif

#endif
