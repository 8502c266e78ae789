/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_pair.h - what the parts of the oracle share: both matrices, and how far Linux's figures
 * have drifted away from the right ones.
 *
 * All figures are unsigned and wrap, as Linux's do. A drift is Linux's figure minus ours.
 */
#ifndef ORACLE_PAIR_H
#define ORACLE_PAIR_H

#include "oracle.h"

/* A set of D-numbers. */
#define ORACLE_BIT(number) (1U << (number))

/*
 * @started: whether the CPU was ever online; only then does Linux compute its available
 * @available: drift; before @started Linux's figure itself
 * @managed_allocated: drift
 * @numbers: whose work the drift is
 */
struct oracle_cpu {
	bool started;
	unsigned int available;
	unsigned int managed_allocated;
	unsigned int numbers;
};

/*
 * @global_available, @total_allocated, @system_in_window: drift of the whole matrix
 * @mask: the mask of the call, no bit beyond the machine
 * @before: state of the slot of the call, before it
 * @warnings, @bugs, @messages: complaints that Linux must make during this call
 * @frees: counted for D9
 * @seen: numbers this program has met
 * @row_words: words in a bitmap of vectors
 * @rows, @scratch: room for the bitmaps of all CPUs, allocated and managed
 * @glue, @wrapped: with the glue, its build and its matrix, which holds @ours
 * @bytes: size of @memory, where @ours is; with the glue room for a copy of it
 * @our_events, @their_events: what was traced during this call
 */
struct oracle_pair {
	const struct linux_build *build;
	struct linux_matrix *theirs;
	struct irqm_matrix *ours;
	void *memory;
	size_t bytes;
	const struct linux_build *glue;
	struct linux_matrix *wrapped;
	struct linux_events our_events;
	struct linux_events their_events;
	struct oracle_cpu *cpus;
	unsigned int global_available;
	unsigned int total_allocated;
	unsigned int system_in_window;
	struct op_run run;
	unsigned long *mask;
	enum irqm_slot_state before;
	unsigned long warnings;
	unsigned long bugs;
	unsigned long messages;
	unsigned int wrong_free_every;
	unsigned int frees;
	unsigned int seen;
	unsigned int row_words;
	unsigned long *rows;
	struct linux_text text;
	struct oracle_tally *tally;
	struct oracle_report *report;
};

/* Always false, to be returned. */
__attribute__((format(printf, 2, 3))) bool oracle_differ(struct oracle_pair *pair,
							 const char *format, ...);

/* ---- Figures (oracle_state.c) ---- */

struct irqm_matrix_cpu_stats oracle_cpu_stats(const struct oracle_pair *pair, unsigned int cpu);
struct irqm_matrix_stats oracle_stats(const struct oracle_pair *pair);
enum irqm_slot_state oracle_slot_state(const struct oracle_pair *pair, struct irqm_slot slot);

/* This call is in the territory of a number. */
void oracle_enter(struct oracle_pair *pair, unsigned int number);

/* Available of a CPU that was started drifts; so does the sum when the CPU is online. */
void oracle_drift(struct oracle_pair *pair, unsigned int cpu, unsigned int by,
		  unsigned int number);

/* The first CPU at or after @from in the mask of the call, or IRQM_NONE. */
static inline unsigned int oracle_next(const struct oracle_pair *pair, unsigned int from)
{
	return irqm_cpumask_next(pair->mask, pair->run.shape.nr_cpus, from);
}

bool oracle_same_stats(struct oracle_pair *pair);
bool oracle_same_cpu(struct oracle_pair *pair, unsigned int cpu);
bool oracle_same_text(struct oracle_pair *pair);
bool oracle_same_everything(struct oracle_pair *pair);

/* ---- One call on Linux, after it was made on ours (all others) ---- */

typedef bool oracle_side(struct oracle_pair *pair, const struct op_call *call,
			 const struct op_result *ours);

oracle_side oracle_online, oracle_offline, oracle_can_offline;
oracle_side oracle_assign, oracle_free, oracle_reserve, oracle_unreserve;
oracle_side oracle_alloc, oracle_alloc_managed, oracle_reserve_managed, oracle_unreserve_managed;
/* System vectors, assigned and replaced. */
oracle_side oracle_system;

/* Undoes one irq_matrix_remove_reserved(). */
void oracle_reserve_again(struct oracle_pair *pair);

/* Whether Linux stops the machine at a system vector as such, at this moment. */
bool oracle_system_refused(const struct oracle_pair *pair, const struct op_call *call);
/* Linux alone is asked, and must refuse. */
bool oracle_system_bug(struct oracle_pair *pair, const struct op_call *call);

/* ---- With the glue (oracle_glue.c) ---- */

/*
 * Makes a call through the glue. What it has to do and to answer is found out beforehand on a copy
 * of the matrix; @ours is filled in with that. What it complains of is expected of both.
 */
bool oracle_glue_call(struct oracle_pair *pair, const struct op_call *call,
		      struct op_result *ours);
/* The glue must stop the machine. */
bool oracle_glue_bug(struct oracle_pair *pair, const struct op_call *call);
bool oracle_glue_same_events(struct oracle_pair *pair, const struct op_result *ours);
/* Asks the glue every question on one CPU, in whatever state that is. */
bool oracle_glue_same_answers(struct oracle_pair *pair, unsigned int cpu);
bool oracle_glue_same_text(struct oracle_pair *pair, unsigned int indent, const char *text);

#endif
