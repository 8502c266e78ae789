/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * hosted.h - callback tables for programs that have a C library: memory and machines.
 *
 * It needs the irqmatrix::hosted target (libirqmatrix-hosted), which uses libc and hwloc. The core
 * needs neither.
 *
 * Common to the functions on a machine: a machine never changes, so any number of calls may read it
 * at the same time. They allocate nothing, except irqm_hwloc_load(). The machine must not be NULL,
 * except for irqm_hwloc_unload(). Masks and texts that they return are valid until the machine is
 * unloaded.
 */
#ifndef IRQMATRIX_HOSTED_H
#define IRQMATRIX_HOSTED_H

#include <irqmatrix/ops.h>
#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Memory from aligned_alloc() and free(). The context and the node are ignored. */
IRQM_API extern const struct irqm_mem_ops irqm_malloc_ops;

/* The short lock of a table as a mutex. The context is an initialised pthread_mutex_t. */
IRQM_API extern const struct irqm_lock_ops irqm_pthread_lock_ops;

/**
 * struct irqm_arena - A piece of memory that is handed out from front to back
 * @base: the piece, the caller's
 * @bytes: its size
 * @used: bytes handed out, with what was skipped for alignment
 *
 * The caller fills in @base and @bytes and sets @used to 0. Freeing the memory that was handed out
 * last makes it free again, but not what was skipped to align it. Freeing any other memory has no
 * effect; setting @used to 0 frees everything.
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
 * @IRQM_HWLOC_LIVE: the machine that the program runs on; the text is ignored and may be NULL.
 *	hwloc's own environment variables, such as HWLOC_XMLFILE, may replace it by another machine.
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
 * @text: a path or the synthetic notation, as @source says
 * @t: set to the machine; end it with irqm_hwloc_unload()
 *
 * CPU numbers are the operating system's (hwloc's os_index of the PUs), so they may be sparse and
 * out of order. CPUs that are offline or not allowed are possible and present but not online. The
 * operating system does not tell where an offline CPU is, so groups of CPUs may change when it is
 * loaded again with other CPUs online (D20). Load it once, or record it while all CPUs are online.
 * A recorded or synthetic machine takes nothing from the machine that the program runs on.
 *
 * hwloc trusts any well-formed XML. It may complain on stderr (not when HWLOC_HIDE_ERRORS is 2 in
 * the environment), and it has been seen to crash on files damaged at random. Load a file from an
 * untrusted source in a process of its own first.
 *
 * Context: process context; allocates memory, reads files.
 * Complexity: O(CPUs x levels) besides what hwloc takes, which grows at least with the square of
 * the children of one object. So give a large synthetic machine several levels; docs/worst-case.md
 * has times.
 * Return: 0; -IRQM_EINVAL when a pointer is NULL, the source unknown, or the text describes no
 * machine or one without an online CPU; -IRQM_ENOENT when the file cannot be read; -IRQM_ENOMEM
 * when memory is lacking; -IRQM_ERANGE when a CPU number is at or above IRQM_MAX_CPUS, or a
 * synthetic machine has more CPUs than that.
 */
IRQM_API int irqm_hwloc_load(enum irqm_hwloc_source source, const char *text,
			     struct irqm_hwloc **t);

/**
 * irqm_hwloc_unload() - Free a machine
 * @t: the machine, or NULL for no effect
 *
 * Context: process context; no other call may use the machine at the same time.
 * Complexity: O(objects of the machine).
 * Return: nothing.
 */
IRQM_API void irqm_hwloc_unload(struct irqm_hwloc *t);

/**
 * irqm_hwloc_nr_cpus() - How many CPU numbers the machine uses
 * @t: the machine
 *
 * Context: any.
 * Return: the highest CPU number + 1.
 */
IRQM_API unsigned int irqm_hwloc_nr_cpus(const struct irqm_hwloc *t);

/**
 * irqm_hwloc_online() - Which CPUs are online
 * @t: the machine
 *
 * Context: any.
 * Return: a mask of irqm_hwloc_nr_cpus() CPUs.
 */
IRQM_API const unsigned long *irqm_hwloc_online(const struct irqm_hwloc *t);

/**
 * irqm_hwloc_nr_nodes() - How many NUMA nodes have CPUs of their own
 * @t: the machine
 *
 * Context: any.
 * Return: how many different answers the member node of irqm_hwloc_ops gives for the online CPUs;
 * IRQM_NONE does not count.
 */
IRQM_API unsigned int irqm_hwloc_nr_nodes(const struct irqm_hwloc *t);

/**
 * irqm_hwloc_node_end() - One past the highest number of a NUMA node
 * @t: the machine
 *
 * For the member node_end of struct irqm_topology_config. Nodes without CPUs count.
 *
 * Context: any.
 * Return: the number; 0 when the machine has no node, or a node that Linux cannot have: its number
 * is IRQM_TOPOLOGY_MAX_NODES or above.
 */
IRQM_API unsigned int irqm_hwloc_node_end(const struct irqm_hwloc *t);

/**
 * struct irqm_hwloc_device - A device, and where it is
 * @name: its name in the operating system, such as "nvme0n1" or "eth0"; empty when it has none
 * @kind: what it is, such as "NVMe" or "Ethernet"
 * @is_pci: whether it is on PCI; if not, the PCI numbers below are 0
 * @domain: PCI domain: the first number of an address such as 0000:3b:00.0
 * @bus: PCI bus: the second number
 * @slot: PCI slot: the third number
 * @function: PCI function: the last number
 * @vendor_id: PCI vendor id
 * @device_id: PCI device id
 * @node: the nearest NUMA node with CPUs; of several that are equally near the one with the lowest
 *	number; IRQM_NONE when none is known
 * @nr_nodes: how many nodes are equally near; 0 when none is known
 *
 * A PCI device with several names in the operating system is listed once per name. Control
 * characters in a recorded name become question marks.
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
 * Return: the number; 0 for a recording without devices, and for a synthetic machine.
 */
IRQM_API unsigned int irqm_hwloc_nr_devices(const struct irqm_hwloc *t);

/**
 * irqm_hwloc_device_at() - One of the devices
 * @t: the machine
 * @index: 0 .. irqm_hwloc_nr_devices() - 1. Devices on PCI come first, by address.
 *
 * Context: any.
 * Return: the device, valid until the machine is unloaded; NULL when @index is too large.
 */
IRQM_API const struct irqm_hwloc_device *irqm_hwloc_device_at(const struct irqm_hwloc *t,
							      unsigned int index);

/**
 * irqm_hwloc_find_device() - Look up a device by its name, address or ids
 * @t: the machine
 * @text: its name ("nvme0n1"), its PCI address ("0000:3b:00.0"; without a domain, as "3b:00.0", in
 *	domain 0), or its PCI vendor and device ids ("8086:1572")
 * @from: the first index to look at: 0, or one past the index found last
 *
 * Names are compared as text, addresses and ids as numbers.
 *
 * Context: any.
 * Complexity: O(devices).
 * Return: the index of the first such device; irqm_hwloc_nr_devices() when there is none.
 */
IRQM_API unsigned int irqm_hwloc_find_device(const struct irqm_hwloc *t, const char *text,
					     unsigned int from);

/*
 * Where the CPUs of a machine sit. The context is a struct irqm_hwloc.
 *
 * Node numbers are the operating system's. When several nodes hold the same CPU, its node is the
 * one with the fewest CPUs; of several such, one with plain memory (DRAM); of several such, the one
 * with the lowest number. A node without CPUs is the node of no CPU. The numbers of all other
 * levels are our own.
 *
 * The last-level cache of a CPU is the largest data cache that holds the CPU. Its cluster is what
 * several cores share below that: the smallest such cache, or Group of hwloc that is part of one
 * node and holds neither packages nor shared caches.
 *
 * Distances are those of the first matrix of latencies, scaled so that a node is 10 from itself.
 *
 * Capacity is what Linux recorded (hwloc's LinuxCapacity), scaled to the highest, if every kind of
 * CPU has it. Otherwise it comes from hwloc's ranking of the kinds: rank r of n, counting from 0,
 * is 1024 (r + 1) / n. It is 1024 for all CPUs when there is neither.
 *
 * What hwloc does not know about an offline CPU is IRQM_NONE.
 */
IRQM_API extern const struct irqm_topology_ops irqm_hwloc_ops;

#ifdef __cplusplus
}
#endif

#endif
