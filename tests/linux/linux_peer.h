/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Linux's own interrupt allocator and its own CPU grouping, compiled in user space. The tests
 * compare the library's decisions with theirs, the bench its speed.
 *
 * A program may hold several *builds* of Linux's code: versions, and sizes of machine they are
 * compiled for (NR_CPUS). Each build is a table of functions, struct linux_build. The functions
 * jump to Linux's own and add almost nothing to its cost.
 *
 * All builds run on one *machine*: how many CPUs there are, on which NUMA nodes, and which are
 * siblings. A process has one machine at a time, because nr_cpu_ids and its like are global
 * variables in Linux. It can be replaced while no matrix exists. Nothing here is safe to call from
 * two threads.
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
 * Masks are arrays of unsigned long, with CPU 0 in the least significant bit of the first word.
 * They have at least as many bits as the machine has CPUs, and in a build of one word NR_CPUS bits.
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
	const unsigned int *cluster_of_cpu;  /* the same for clusters; LINUX_NO_CLUSTER: its mask is
						 * empty; NULL: each CPU is its own cluster, also
						 * when it is not started */
	const unsigned long *cluster_masks;  /* instead: the mask of each CPU, one after the other,
						 * in as many words as nr_cpus bits take */
	bool stays_in_own_masks;             /* the masks of a CPU that is not started hold that
						 * CPU; false: they are empty */
};

/*
 * Only Linux 7 looks at clusters. Architectures tell it:
 *   x86            the CPUs that share an L2; the masks of a CPU that is not started are empty
 *   arm64, RISC-V  what the firmware says; a CPU of which it says nothing has a number of its own;
 *                  stays_in_own_masks
 *   others         no cluster_of_cpu
 */
#define LINUX_NO_CLUSTER (~0u)

/*
 * Makes this the machine; the arguments are copied. Returns 0, -EINVAL for arguments that make no
 * machine, -EBUSY while a matrix exists, -ENOMEM.
 */
int linux_machine_start(const struct linux_machine *machine);

/*
 * From now on these CPUs are online and all others offline, as after the start of a machine the
 * started ones are. As on x86, the masks of nodes, cores and clusters lose a CPU that goes offline,
 * and its own become empty; cluster masks that were given stay. A CPU that is online is present
 * from then on.
 */
void linux_machine_set_online(const unsigned long *mask);

/* CPUs of the machine; 0 before the first machine was started. */
unsigned int linux_machine_cpus(void);

/* The mask that Linux gives to vectors without affinity. Each start of a machine sets all CPUs. */
void linux_machine_set_default_affinity(const unsigned long *mask);

/* --------------------------------------------------------------------- what Linux complained of */

/* Counters only grow. A WARN_ON_ONCE() counts each time. */
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

/* What a trace event reads: the bit, four counters of the matrix, the CPU and four of its own. */
struct shim_event {
	const char *name;
	unsigned int numbers[LINUX_EVENT_NUMBERS];
};

/* @nr also counts events that did not fit. */
struct linux_events {
	unsigned int nr;
	struct shim_event event[LINUX_EVENTS_MAX];
};

/* From now on, builds that record events write them there; NULL: they stop. */
void linux_record(struct linux_events *to);

/* ---------------------------------------------------------------------------------------- text */

/* Begins as { 0 }, grows as needed, keeps its memory for the next use; text is NUL-terminated. */
struct linux_text {
	char *text;
	size_t length;
	size_t capacity;
};

void linux_text_clear(struct linux_text *text);
void linux_text_free(struct linux_text *text);
/* Knows the formats that Linux's code uses: %u %d %s %%, a width or *, and the list %*pbl. */
void linux_text_printf(struct linux_text *text, const char *format, ...);
/* Appends bytes; always returns 0. */
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

/* Masks made by Linux: mask i begins at words + i * stride. linux_masks_free() frees them. */
struct linux_masks {
	unsigned long *words;
	size_t stride; /* in words */
	unsigned int number;
	bool *managed; /* of affinity masks: one each; else NULL */
};

void linux_masks_free(struct linux_masks *masks);

/* What a driver with several kinds of queues asks for; nr_sets 0: all vectors left are one set. */
struct linux_affinity {
	unsigned int pre_vectors, post_vectors;
	unsigned int nr_sets;
	unsigned int set_size[LINUX_AFFINITY_SETS];
};

/*
 * Functions that work on "this CPU" in Linux take it as an argument here. Results and arguments are
 * otherwise Linux's own; a vector is what Linux calls a bit.
 */
struct linux_build {
	const char *version;      /* "6.12.117" */
	unsigned int nr_cpus_max; /* NR_CPUS */
	unsigned int bits_max;    /* largest matrix; more gives no matrix */

	/* Starts a machine of nr_cpus plain CPUs unless it has that size. NULL on failure. */
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
	 * These return 0, -ENOMEM when Linux gave no masks, or -EINVAL where Linux would write past
	 * its array: for 0 groups, and for sets larger than the vectors. group_cpus_evenly is NULL
	 * in versions without that function.
	 */
	int (*group_cpus_evenly)(unsigned int groups, struct linux_masks *masks);
	/* The form of Linux 7, which returns how many masks hold a CPU; in the glue as well. */
	int (*group_cpus_counted)(unsigned int groups, struct linux_masks *masks,
				  unsigned int *used);
	/* Only in the glue: its policy from now on, an enum irqm_spread_policy. */
	void (*choose_policy)(int policy);
	int (*create_affinity_masks)(unsigned int vectors, const struct linux_affinity *affinity,
				     struct linux_masks *masks);
};

/* All builds of this program, sorted by version and NR_CPUS; ends with NULL. */
extern const struct linux_build *const linux_builds[];

/*
 * The build for a machine of nr_cpus CPUs: the one with the smallest NR_CPUS that is large enough,
 * of the version that begins with the given text ("6.12"; NULL: the first of the list). NULL when
 * there is none.
 */
const struct linux_build *linux_build_find(const char *version, unsigned int nr_cpus);

/* The build with at least this NR_CPUS: a distribution's large kernel runs small machines too. */
const struct linux_build *linux_build_find_large(const char *version, unsigned int nr_cpus_max);

#endif
