/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Linux's own interrupt allocator and its own CPU grouping, compiled in user space: the oracle and
 * the rival of ours.
 *
 * A program may hold several *builds* of Linux's code: versions, and sizes of machine they are
 * compiled for (NR_CPUS). Each build is a table of functions, struct linux_build. The functions
 * hand on to Linux's own with a jump and hide none of its cost.
 *
 * All builds run on one *machine*: how many CPUs, on which NUMA nodes, which of them siblings.
 * There is one machine at a time in a process, because nr_cpu_ids and its like are global variables
 * in Linux. It can be exchanged while no matrix lives. Nothing here is safe to call from two
 * threads.
 *
 *	const struct linux_build *linux = linux_build_find("6.12", 64);
 *	struct linux_matrix *m = linux->create(64, 256, 32, 236);
 *	unsigned int cpu;
 *
 *	linux->online(m, 0);
 *	int vector = linux->alloc(m, mask, false, &cpu);
 *	linux->free(m, cpu, vector, false);
 *	linux->destroy(m);
 *
 * Masks are arrays of unsigned long, CPU 0 in the least significant bit of the first word, holding
 * at least as many bits as the machine has CPUs - and NR_CPUS of them in a build of one word.
 */
#ifndef LINUX_PEER_H
#define LINUX_PEER_H

#include <stdbool.h>
#include <stddef.h>

#define LINUX_CPUS_MAX 65536u
#define LINUX_NODES_MAX 1024u
#define LINUX_AFFINITY_SETS 4u

/* Returned by online() and assign_system() when Linux would have stopped the machine: BUG_ON(). */
#define LINUX_BUG (-1000)

/* ------------------------------------------------------------------------------- the machine */

struct linux_machine {
	unsigned int nr_cpus;                /* 1..65536 */
	unsigned int nr_nodes;               /* 1..1024 (64 in a build of one word); 0: 1 */
	const unsigned long *possible;       /* NULL: every CPU; must hold at least one */
	const unsigned long *present;        /* NULL: every possible CPU */
	const unsigned long *started;        /* CPUs in node and sibling masks; NULL: possible */
	const unsigned long *possible_nodes; /* NULL: every node */
	const unsigned int *node_of_cpu;     /* by CPU, below nr_nodes; NULL: all on node 0 */
	const unsigned int *core_of_cpu;     /* by CPU, any numbers: equal means siblings;
						 * NULL: each CPU is its own core */
};

/*
 * Makes this the machine; the arguments are copied. Returns 0, -EINVAL for nonsense, -EBUSY while
 * a matrix lives, -ENOMEM.
 */
int linux_machine_start(const struct linux_machine *machine);

/* CPUs of the machine; 0 before the first one was started. */
unsigned int linux_machine_cpus(void);

/* What Linux gives to vectors without affinity: all CPUs from each start of a machine on. */
void linux_machine_set_default_affinity(const unsigned long *mask);

/* --------------------------------------------------------------------- what Linux complained of */

/* Counters only grow. Every WARN_ON_ONCE() counts every time. */
struct linux_complaints {
	unsigned long warnings; /* WARN_ON() and WARN_ON_ONCE() */
	unsigned long bugs;     /* BUG_ON() */
	unsigned long messages; /* pr_warn() */
	const char *last;       /* condition of the last warning or bug, or NULL */
};

const struct linux_complaints *linux_complaints(void);

/* -------------------------------------------------------------------------------------- events */

#define LINUX_EVENTS_MAX 256u
#define LINUX_EVENT_NUMBERS 10

/* What a trace event has read: bit, the four figures of the matrix, CPU and its four. */
struct shim_event {
	const char *name;
	unsigned int numbers[LINUX_EVENT_NUMBERS];
};

/* @nr counts also those that had no room. */
struct linux_events {
	unsigned int nr;
	struct shim_event event[LINUX_EVENTS_MAX];
};

/* Builds that record events do so here from now on; NULL: no longer. */
void linux_record(struct linux_events *to);

/* ---------------------------------------------------------------------------------------- text */

/* Begins as { 0 }, grows by itself, keeps its memory for the next use; text is NUL-terminated. */
struct linux_text {
	char *text;
	size_t length;
	size_t capacity;
};

void linux_text_clear(struct linux_text *text);
void linux_text_free(struct linux_text *text);
/* Knows what Linux's code prints here: %u %d %s %%, a width or *, and the bitmap list %*pbl. */
void linux_text_printf(struct linux_text *text, const char *format, ...);
/* Appends bytes; always 0. */
int linux_text_write(struct linux_text *text, const void *from, size_t bytes);

/* -------------------------------------------------------------------------------------- a build */

struct irq_matrix;
struct irqm_matrix;

struct linux_matrix {
	struct irq_matrix *irq; /* what Linux itself calls the matrix */
	unsigned long *online;  /* nr_cpus bits */
	size_t bytes;           /* all of Linux's memory for it */
	unsigned int nr_cpus;
	unsigned int bits;
};

/* Numbers of the whole matrix, as they stand in Linux's structure. */
struct linux_matrix_state {
	unsigned int matrix_bits, alloc_start, alloc_end, alloc_size;
	unsigned int global_available, global_reserved, systembits_inalloc;
	unsigned int total_allocated, online_maps;
	unsigned long *system_map; /* Linux's own memory; matrix_bits bits */
};

/* Numbers and maps of one CPU. */
struct linux_cpu_state {
	unsigned int available, allocated, managed, managed_allocated;
	bool initialized, online;
	unsigned long *alloc_map, *managed_map; /* Linux's own memory; matrix_bits bits */
};

/* Masks made by Linux: number i begins at words + i * stride. Freed by linux_masks_free(). */
struct linux_masks {
	unsigned long *words;
	size_t stride; /* in words */
	unsigned int number;
	bool *managed; /* of affinity masks: one each; else NULL */
};

void linux_masks_free(struct linux_masks *masks);

/* The wishes of a driver with several kinds of queues; nr_sets 0: one set, what is left. */
struct linux_affinity {
	unsigned int pre_vectors, post_vectors;
	unsigned int nr_sets;
	unsigned int set_size[LINUX_AFFINITY_SETS];
};

/*
 * The functions that work on "this CPU" in Linux take it as an argument here. Values and arguments
 * are Linux's own, a vector being what Linux calls a bit.
 */
struct linux_build {
	const char *version;      /* "6.12.117" */
	unsigned int nr_cpus_max; /* NR_CPUS */
	unsigned int bits_max;    /* largest matrix; more gives no matrix */

	/* Starts a machine of nr_cpus plain CPUs unless one of that size runs. NULL: impossible. */
	struct linux_matrix *(*create)(unsigned int nr_cpus, unsigned int bits, unsigned int first,
				       unsigned int end);
	void (*destroy)(struct linux_matrix *m);

	int (*online)(struct linux_matrix *m, unsigned int cpu);
	void (*offline)(struct linux_matrix *m, unsigned int cpu);
	int (*assign_system)(struct linux_matrix *m, unsigned int cpu, unsigned int vector,
			     bool replace);
	void (*assign)(struct linux_matrix *m, unsigned int cpu, unsigned int vector);

	void (*reserve)(struct linux_matrix *m);
	void (*remove_reserved)(struct linux_matrix *m);
	int (*alloc)(struct linux_matrix *m, const unsigned long *mask, bool reserved,
		     unsigned int *cpu);
	int (*reserve_managed)(struct linux_matrix *m, const unsigned long *mask);
	void (*remove_managed)(struct linux_matrix *m, const unsigned long *mask);
	int (*alloc_managed)(struct linux_matrix *m, const unsigned long *mask, unsigned int *cpu);
	void (*free)(struct linux_matrix *m, unsigned int cpu, unsigned int vector, bool managed);

	unsigned int (*available)(struct linux_matrix *m, bool cpudown, unsigned int cpu);
	unsigned int (*reserved)(struct linux_matrix *m);
	unsigned int (*allocated)(struct linux_matrix *m, unsigned int cpu);

	/* Appends what debugfs shows. */
	void (*debug_show)(struct linux_matrix *m, struct linux_text *text, int indent);

	/* The library's matrix inside; NULL in a build of Linux's own code. */
	struct irqm_matrix *(*core)(struct linux_matrix *m);

	void (*inspect)(const struct linux_matrix *m, struct linux_matrix_state *state);
	void (*inspect_cpu)(const struct linux_matrix *m, unsigned int cpu,
			    struct linux_cpu_state *state);

	/*
	 * Return 0, or -ENOMEM when Linux gave no masks, or -EINVAL where it would write past its
	 * array: no groups at all, sets larger than the vectors. group_cpus_evenly is NULL in a
	 * version that has no such function.
	 */
	int (*group_cpus_evenly)(unsigned int groups, struct linux_masks *masks);
	/* The form of later versions, which tells how many masks hold a CPU; only in the glue. */
	int (*group_cpus_counted)(unsigned int groups, struct linux_masks *masks,
				  unsigned int *used);
	int (*create_affinity_masks)(unsigned int vectors, const struct linux_affinity *affinity,
				     struct linux_masks *masks);
};

/* All builds of this program, sorted by version and NR_CPUS; ends with NULL. */
extern const struct linux_build *const linux_builds[];

/*
 * The build a machine of nr_cpus CPUs would use: the smallest NR_CPUS that holds it, of the version
 * that begins with the given text ("6.12"; NULL: the first there is). NULL when there is none.
 */
const struct linux_build *linux_build_find(const char *version, unsigned int nr_cpus);

/* The same, with at least this NR_CPUS: how a distribution's large kernel runs a small machine. */
const struct linux_build *linux_build_find_large(const char *version, unsigned int nr_cpus_max);

#endif
