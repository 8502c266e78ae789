/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_impl.h - the functions that the bench needs of an implementation of the matrix.
 *
 * There are two kinds. Functions that prepare a matrix are called through struct bench_impl and are
 * not timed. The timed functions are loops over one operation. They are compiled once per
 * implementation from bench_loops.h, so that no implementation pays for an adapter to another's
 * arguments: each call of the matrix is one indirect call and one jump.
 */
#ifndef BENCH_IMPL_H
#define BENCH_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <irqmatrix/spread.h>
#include <irqmatrix/types.h>

#include "bench_machine.h"

/* The shape of the matrices: vectors, window, the one system vector. */
#define BENCH_VECTORS 256U
#define BENCH_FIRST 32U
#define BENCH_END 234U
#define BENCH_SYSTEM 128U
#define BENCH_USABLE (BENCH_END - BENCH_FIRST - 1U)

/* The timed loops of bench_loops.h. */
enum bench_loop {
	LOOP_ALLOC_FREE,
	LOOP_ALLOC_FREE_MANAGED,
	LOOP_RESERVE_MANAGED,
	LOOP_FILL,
	LOOP_CHURN,
	LOOP_ONLINE_OFFLINE,
	LOOP_SHOW,
	LOOP_AVAILABLE,
	LOOP_ALLOCATED,
	NR_LOOPS,
};

/* Memory that is measured, in the order of the output. */
enum bench_size {
	SIZE_MATRIX,   /* of a matrix */
	SIZE_TOPOLOGY, /* of the snapshot of the machine that spreading needs */
	SIZE_SPREAD,   /* of spreading while it works, without the result */
	NR_SIZES,
};

/* The form of spreading's result. */
enum bench_form {
	FORM_MASKS,  /* a mask per group */
	FORM_GROUPS, /* the number of its group per CPU */
	NR_FORMS,
};

#define BENCH_POLICIES (IRQM_SPREAD_LINUX_7_3 + 1U)

/* A request to spread all CPUs online over a number of groups. */
struct bench_spreading {
	unsigned int groups;
	enum irqm_spread_policy policy;
	enum bench_form form;
};

/* Text that a matrix printed. */
struct bench_output {
	char *text;
	size_t used;
	size_t room;
};

struct bench_impl;

/**
 * struct bench - One implementation on one machine
 * @impl: the implementation
 * @machine: the machine
 * @matrix: the matrix of the implementation
 * @calls: the table that its loops call through
 * @masks: the masks that loops go through
 * @turn: the mask or CPU whose turn it is
 * @slots: for LOOP_FILL: the slots that it allocates; for LOOP_CHURN: an allocated one per CPU
 * @nr_slots: how many slots
 * @random: state of bench_random()
 * @output: for LOOP_SHOW
 * @spreading: what the implementation keeps for spreading
 * @sum: for LOOP_AVAILABLE and LOOP_ALLOCATED, so that the compiler keeps the calls
 */
struct bench {
	const struct bench_impl *impl;
	const struct bench_machine *machine;
	void *matrix;
	const void *calls;
	const struct bench_mask_set *masks;
	unsigned int turn;
	struct irqm_slot *slots;
	uint64_t nr_slots;
	uint64_t random;
	struct bench_output output;
	void *spreading;
	uint64_t sum;
};

/* Does n iterations, or fewer if a call fails; returns how many it did. */
typedef uint64_t bench_loop_fn(struct bench *b, uint64_t n);

/**
 * struct bench_impl - An implementation
 * @name: name in options and results
 * @title: name for people
 * @data: data of the implementation
 * @create: makes matrix and calls, all CPUs offline; false if it cannot
 * @destroy: undoes @create
 * @bytes: how much memory is taken; 0 for none. Known for spreading only after @spread_start
 * @faults: how many faults the implementation finds in itself; 0 if it cannot look for any
 * @assign_system: makes a system vector, before any CPU is online
 * @online: takes a CPU online
 * @assign: assigns a regular slot
 * @free_regular: frees a regular slot
 * @reserve_managed: reserves managed vectors over a mask
 * @alloc_managed: allocates a managed vector over a mask
 * @spread_start: optional; prepares what @spread needs to know of the machine, in @spreading of
 *	the bench
 * @spread: groups all CPUs online, in memory that it allocates and frees; NULL if it cannot group
 * @spread_end: undoes @spread_start
 * @loops: the timed functions, besides @spread
 *
 * Functions that return an int give 0 or a negative number.
 */
struct bench_impl {
	const char *name;
	const char *title;
	const void *data;
	bool (*create)(struct bench *b);
	void (*destroy)(struct bench *b);
	size_t (*bytes)(const struct bench *b, enum bench_size size);
	unsigned int (*faults)(const struct bench *b);
	int (*assign_system)(struct bench *b, unsigned int vector);
	int (*online)(struct bench *b, unsigned int cpu);
	int (*assign)(struct bench *b, struct irqm_slot slot);
	int (*free_regular)(struct bench *b, struct irqm_slot slot);
	int (*reserve_managed)(struct bench *b, const unsigned long *cpus);
	int (*alloc_managed)(struct bench *b, const unsigned long *cpus, struct irqm_slot *slot);
	bool (*spread_start)(struct bench *b);
	int (*spread)(struct bench *b, const struct bench_spreading *what);
	void (*spread_end)(struct bench *b);
	bench_loop_fn *loops[NR_LOOPS];
};

/* How many implementations a machine can be measured with. */
#define BENCH_IMPLS_MAX 3U

extern const struct bench_impl bench_irqmatrix;

/*
 * Linux's own code, if the build found a Linux source. Prepares it for the machine, while it has no
 * matrix, and writes the implementations for the machine to list: a kernel as distributions build
 * it, and for up to 64 CPUs also one built for no more than that. Returns how many. Their titles
 * are valid until the next call.
 */
unsigned int bench_linux(const struct bench_machine *machine, struct bench_impl *list);

/*
 * Makes the peer the newest version of Linux that begins with a text: "6.12", "7". False if the
 * build has none.
 */
bool bench_linux_choose(const char *version);

/* The version of Linux's code; NULL if there is none. */
const char *bench_linux_version(void);

/**
 * enum bench_load - What a matrix holds before an operation is measured on it
 * @LOAD_NONE: there is no matrix yet; an operation with this load needs none
 * @LOAD_EMPTY: the matrix is empty
 * @LOAD_HALF: half of the vectors of every CPU are allocated
 * @LOAD_RISING: every second CPU has a quarter of its vectors allocated, so that an index over all
 *	CPUs points at CPUs that MASKS_FULLEST excludes. The others have more, from nearly all on
 *	the first of them downwards, so that each CPU of that mask has more available than all
 *	before it
 * @LOAD_MANAGED: as LOAD_HALF, and every CPU has 8 managed vectors, of which 4 are allocated
 */
enum bench_load {
	LOAD_NONE,
	LOAD_EMPTY,
	LOAD_HALF,
	LOAD_RISING,
	LOAD_MANAGED,
};

/* Makes the matrix of b, with this load; ends the program if it cannot. */
void bench_load(struct bench *b, enum bench_load load);

/* Destroys the matrix; ends the program if the matrix is damaged. */
void bench_unload(struct bench *b);

/* Writes a random allocated slot of each CPU to b->slots. Needs LOAD_HALF. */
void bench_pick_slots(struct bench *b);

#endif
