/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The machine that Linux's code believes to run on: one per process, set at run time by
 * linux_machine.c, read by Linux's code through the headers of this folder. Shared by all builds
 * of Linux's code in a program, so everything here is independent of NR_CPUS.
 */
#ifndef SHIM_STATE_H
#define SHIM_STATE_H

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHIM_BITS_PER_LONG	((unsigned int)(sizeof(long) * CHAR_BIT))

/* 65,536 units of 64 KiB are 4 GiB of address space, which a 32-bit machine does not have. */
#define SHIM_CPUS_MAX		(ULONG_MAX > 0xfffffffful ? 65536u : 4096u)
#define SHIM_CPU_WORDS_MAX	(65536u / SHIM_BITS_PER_LONG)
#define SHIM_NODES_MAX		1024u
#define SHIM_NODE_WORDS_MAX	(SHIM_NODES_MAX / SHIM_BITS_PER_LONG)

/* The distance of two CPUs' copies of the same per-CPU variable. */
#define SHIM_UNIT_BYTES		65536ul

/* The place of a CPU in the machine, in its per-CPU memory as in a kernel. */
struct shim_cpu_place {
	int node;
	unsigned long *siblings;
	unsigned long *cluster; /* NULL: it is a cluster of its own */
};

/* How many machines were started. Code that remembers its machine forgets it at the next one. */
extern unsigned long shim_boots;
extern unsigned int shim_nr_cpu_ids;
extern unsigned int shim_nr_node_ids;
extern unsigned long shim_cpu_possible[];
extern unsigned long shim_cpu_present[];
/* Each matrix has its own online CPUs; this points to those of the matrix being shown. */
extern unsigned long *shim_cpu_online;
extern unsigned long shim_default_affinity[];
extern unsigned long shim_node_possible[];
extern unsigned long **shim_node_cpus;

/* A per-CPU pointer is the address in CPU 0's unit; this is the distance to each CPU's unit. */
extern unsigned long shim_per_cpu_offset[];
extern struct shim_cpu_place *shim_cpu_place;

extern unsigned int shim_this_cpu;
extern unsigned long shim_this_cpu_offset;

static inline void shim_run_on(unsigned int cpu)
{
	if (shim_this_cpu != cpu) {
		shim_this_cpu = cpu;
		shim_this_cpu_offset = shim_per_cpu_offset[cpu];
	}
}

/* Returns zeroed memory in the unit of every possible CPU, or NULL when a unit is full. */
void *shim_alloc_percpu(size_t bytes, size_t align);
void shim_free_percpu(void *percpu);

/* Sum of all bytes ever allocated; per-CPU memory counts once for each possible CPU. */
extern size_t shim_bytes_allocated;
void *shim_kmalloc(size_t bytes);
void *shim_kzalloc(size_t bytes);
void *shim_kvmalloc(size_t bytes);
void shim_kfree(const void *memory);

struct shim_event; /* linux_peer.h */

/* For builds with SHIM_TRACE: whether events are recorded, and the function that records one. */
extern bool shim_tracing;
void shim_event(const struct shim_event *event);

void shim_warn(const char *file, int line, const char *condition);
_Noreturn void shim_bug(const char *file, int line, const char *condition);
void shim_message(void);

/* Calls fn(argument); returns 0, or -1 if a BUG_ON() ended the call. */
int shim_guarded(void (*fn)(void *argument), void *argument);

#endif
