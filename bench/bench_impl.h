/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_impl.h - what the bench wants of an implementation of the matrix.
 *
 * There are two kinds of functions. What prepares a matrix is called through struct bench_impl and
 * not timed. What is timed is a loop over one operation, compiled once per implementation from
 * bench_loops.h, so that none pays for an adapter to the other's arguments: each call of the
 * matrix is one indirect call and one jump.
 */
#ifndef BENCH_IMPL_H
#define BENCH_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <irqmatrix/spread.h>
#include <irqmatrix/types.h>

#include "bench_machine.h"

/* The matrices: vectors, window, the one system vector. */
#define BENCH_VECTORS 256U
#define BENCH_FIRST 32U
#define BENCH_END 234U
#define BENCH_SYSTEM 128U
#define BENCH_USABLE (BENCH_END - BENCH_FIRST - 1U)

/* What is timed; each is a loop in bench_loops.h. */
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

/* Memory that is measured, in the order in which it is told. */
enum bench_size {
	SIZE_MATRIX,   /* of a matrix */
	SIZE_TOPOLOGY, /* of what spreading wants to know of the machine */
	SIZE_SPREAD,   /* that spreading takes while it works, besides the result */
	NR_SIZES,
};

/* What spreading gives. */
enum bench_form {
	FORM_MASKS,  /* a mask per group */
	FORM_GROUPS, /* the number of its group per CPU */
	NR_FORMS,
};

#define BENCH_POLICIES (IRQM_SPREAD_LINUX_CLUSTER + 1U)

/* Spreading all CPUs online over so many groups. */
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
 * @matrix: its matrix
 * @calls: the table its loops call through
 * @masks: what the loops over masks go through
 * @turn: the mask or CPU whose turn it is
 * @slots: for LOOP_FILL: where slots go; for LOOP_CHURN: one in use per CPU
 * @nr_slots: how many these are
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

/* Does n iterations, fewer when a call failed; returns how many it did. */
typedef uint64_t bench_loop_fn(struct bench *b, uint64_t n);

/**
 * struct bench_impl - An implementation
 * @name: name in options and results
 * @title: name for people
 * @data: its own
 * @create: makes matrix and calls, all CPUs offline; false when it cannot
 * @destroy: undoes that
 * @bytes: how much memory it takes; 0 when it takes none. Of spreading only after @spread_start
 * @faults: broken invariants, for those that can tell
 * @assign_system: before any CPU is online
 * @online: a CPU
 * @assign: a regular slot
 * @free_regular: a regular slot
 * @reserve_managed: over a mask
 * @alloc_managed: over a mask
 * @spread_start: optional; gets ready what @spread wants to know of the machine, in @spreading of
 *	the bench
 * @spread: groups all CPUs online in memory that it asks for, and frees that; NULL when it cannot
 * @spread_end: undoes @spread_start
 * @loops: what is timed, besides @spread
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
 * Linux's own code, when the build found a Linux source. Prepares it for the machine, while no
 * matrix of its lives, and puts what there is for it into list: a kernel as distributions build it,
 * and for up to 64 CPUs also one built for no more than that. Returns how many. Their titles are
 * valid until it is called again.
 */
unsigned int bench_linux(const struct bench_machine *machine, struct bench_impl *list);

/* Whether there is any, and which. NULL: none. */
const char *bench_linux_version(void);

/**
 * enum bench_load - What a matrix holds before an operation is measured on it
 * @LOAD_NONE: no matrix made yet; of an operation: needs none
 * @LOAD_EMPTY: nothing
 * @LOAD_HALF: half of the vectors of every CPU allocated
 * @LOAD_RISING: every second CPU has a quarter of its vectors in use, so that an index over all
 *	CPUs points at CPUs that MASKS_FULLEST excludes; the others more than that, from nearly all
 *	on the first down, so that each CPU of that mask beats all before it
 * @LOAD_MANAGED: as LOAD_HALF, and on every CPU 8 managed vectors, of which 4 are in use
 */
enum bench_load {
	LOAD_NONE,
	LOAD_EMPTY,
	LOAD_HALF,
	LOAD_RISING,
	LOAD_MANAGED,
};

/* Makes the matrix of b, with this load; ends the program when it cannot. */
void bench_load(struct bench *b, enum bench_load load);

/* Ends the program when the matrix is damaged; then its life. */
void bench_unload(struct bench *b);

/* Puts one allocated slot of each CPU, at random, into b->slots. Needs LOAD_HALF. */
void bench_pick_slots(struct bench *b);

#endif
