/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_machine.h - a table to test, over a matrix, with hardware and queues that watch.
 *
 * Hardware and queues know what may be asked of them when: nothing is started twice or shut down
 * somewhere else, a queue is resumed only when it is stopped, each preparation is followed by one
 * completion or one abort, no callback comes while the lock is held, and in each of them the table
 * has no fault. What is not so is counted in @faults, the first of it told in @what.
 */
#ifndef TESTS_TABLE_MACHINE_H
#define TESTS_TABLE_MACHINE_H

#include <irqmatrix/irqmatrix.h>

#include "machine.h"

enum call_kind {
	CALL_STARTUP,
	CALL_SHUTDOWN,
	CALL_RETARGET,
	CALL_RERAISE,
	CALL_PREPARE,
	CALL_COMPLETE,
	CALL_ABORT,
	CALL_QUIESCE,
	CALL_RESUME,
	CALL_BROKEN,
	NR_CALL_KINDS,
};

/* The code that callbacks fail with. */
#define TABLE_FAULT (-4711)

struct table_call {
	enum call_kind kind;
	unsigned int irq;
	struct irqm_slot from;
	struct irqm_slot to;
	int code;
};

/* What the hardware and the queue of an interrupt know. */
struct table_device {
	bool up;
	bool stopped;
	bool prepared;
	struct irqm_slot slot;
};

#define TABLE_MAX_CALLS 4096
#define TABLE_MAX_FAILS 3

/*
 * @fail_at: numbers of calls that fail, counted from 1 over all callbacks that can; 0 for none
 * @calls: calls of callbacks that can fail, so far
 * @hook: called at the beginning of each callback: what another call does at that moment
 * @yield: called before the lock is taken and at the beginning of each callback: a scheduler may go
 *	on with another call; not called while the machine looks at itself
 */
struct table_machine {
	struct machine base;
	struct irqm_table *t;
	struct irqm_table_config config;
	struct faulty_mem mem;
	bool locked;
	unsigned int fail_at[TABLE_MAX_FAILS];
	unsigned int calls;
	struct table_call log[TABLE_MAX_CALLS];
	unsigned int nr_log;
	unsigned int counts[NR_CALL_KINDS];
	struct table_device *devices;
	void (*hook)(struct table_machine *x, enum call_kind kind, unsigned int irq);
	void (*yield)(struct table_machine *x);
	bool looking;
	unsigned int hooked;
	bool in_hook;
	bool skip_checks;
	unsigned int faults;
	char what[160];
};

/* CPUs 0 .. online - 1 of nr_cpus are online; each has nr_vectors. */
void table_start(struct table_machine *x, unsigned int nr_cpus, unsigned int online,
		 unsigned int nr_vectors, unsigned int nr_irqs);
bool table_end(struct table_machine *x);

/*
 * A machine with one of each kind of interrupt: 0 is regular, at CPU 2, and was at
 * 0; 1 is managed and up at CPU 1; 2 waits for CPU 3; 3 is idle; 4 is disabled, with a slot at CPU
 * 1; 5 and 6 are free.
 */
void table_start_each_kind(struct table_machine *x);

/* Gives everything back and ends it; what is wrong then, in words, or NULL. */
const char *table_end_clean(struct table_machine *x);

/* Ends it without looking whether all is well, because it is not. */
void table_abandon(struct table_machine *x);

/* Forgets the calls made so far, and lets the given ones fail from here on. */
void table_calls_clear(struct table_machine *x);
void table_fail(struct table_machine *x, unsigned int first, unsigned int second);

extern const struct irqm_chip_ops table_chip;
extern const struct irqm_queue_ops table_queue;
extern const struct irqm_lock_ops table_lock;

/* Requests with the usual callbacks. */
int table_regular(struct table_machine *x, unsigned int irq, const unsigned long *cpus);
int table_near(struct table_machine *x, unsigned int irq, const unsigned long *cpus,
	       const unsigned long *near_cpus);
int table_managed(struct table_machine *x, unsigned int irq, const unsigned long *cpus,
		  enum irqm_irq_user_change user_change);

struct irqm_irq_info table_info(struct table_machine *x, unsigned int irq);

/* What of an interrupt is not a matter of which CPU was best at the moment. */
struct table_aspect {
	enum irqm_irq_state state;
	enum irqm_irq_mode mode;
	unsigned int depth;
	bool suspended;
	bool moving;
	unsigned long cpus;
};

/* The same of @irq; that it is still claimed is a fault. */
struct table_aspect table_aspect(struct table_machine *x, unsigned int irq);
bool table_aspect_same(const struct table_aspect *a, const struct table_aspect *b);

/* All that can be asked of table, matrix, hardware and queues, as a text that the caller frees. */
char *table_snapshot(struct table_machine *x);

/* Counts a broken rule. */
void table_fault(struct table_machine *x, const char *what, unsigned int irq);

/* Looks at everything; how many faults there are, with the first in @what. */
unsigned int table_look(struct table_machine *x);

/* The same in words: NULL when all is well. */
const char *table_flaw(struct table_machine *x);

/* Deactivates (half of those that are FAILED not) and releases all; callbacks do not fail. */
void table_release_all(struct table_machine *x);

#endif
