/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_machine.c - a table to test, over a matrix, with hardware and queues that watch.
 */
#include <stdlib.h>
#include <string.h>

#include "contract.h"
#include "must.h"
#include "table_machine.h"

static bool same_slot(struct irqm_slot a, struct irqm_slot b)
{
	return a.cpu == b.cpu && a.vector == b.vector;
}

void table_fault(struct table_machine *x, const char *what, unsigned int irq)
{
	if (!x->faults++)
		snprintf(x->what, sizeof(x->what), "interrupt %u: %s", irq, what);
}

static void demand(struct table_machine *x, bool true_, const char *what, unsigned int irq)
{
	if (!true_)
		table_fault(x, what, irq);
}

static void yield(struct table_machine *x)
{
	if (x->yield && !x->looking)
		x->yield(x);
}

unsigned int table_look(struct table_machine *x)
{
	struct irqm_table_fault fault = { 0, 0, 0, 0, 0 };
	bool looking = x->looking;
	char what[120];

	x->looking = true;
	if (irqm_table_check(x->t, &fault)) {
		snprintf(what, sizeof(what), "T%u at CPU %u: expected %u, found %u",
			 fault.invariant, fault.cpu, fault.expected, fault.found);
		table_fault(x, what, fault.irq);
	}
	if (faulty_mem_check(&x->mem) || faulty_mem_check(&x->base.mem))
		table_fault(x, "memory written out of bounds", IRQM_NONE);
	x->looking = looking;
	return x->faults;
}

const char *table_flaw(struct table_machine *x)
{
	return table_look(x) ? x->what : NULL;
}

/* ---- The lock ---- */

static void on_lock(void *ctx)
{
	struct table_machine *x = ctx;

	yield(x);
	demand(x, !x->locked, "lock taken twice", IRQM_NONE);
	x->locked = true;
}

static void on_unlock(void *ctx)
{
	struct table_machine *x = ctx;

	demand(x, x->locked, "unlocked without a lock", IRQM_NONE);
	x->locked = false;
}

const struct irqm_lock_ops table_lock = { .lock = on_lock, .unlock = on_unlock };

/* ---- Callbacks ---- */

static const struct irqm_slot nowhere = { IRQM_NONE, IRQM_NONE };

/* The beginning of each callback; what it returns. */
static int begin(struct table_machine *x, enum call_kind kind, unsigned int irq,
		 struct irqm_slot from, struct irqm_slot to)
{
	bool can_fail = kind != CALL_RERAISE && kind != CALL_BROKEN;
	int code = 0;
	unsigned int i;

	demand(x, !x->locked, "a callback under the lock", irq);
	yield(x);
	if (!x->skip_checks)
		table_look(x);
	if (can_fail) {
		x->calls++;
		for (i = 0; i < TABLE_MAX_FAILS; i++)
			code = x->fail_at[i] == x->calls ? TABLE_FAULT : code;
	}
	if (x->nr_log < TABLE_MAX_CALLS)
		x->log[x->nr_log++] = (struct table_call){ kind, irq, from, to, code };
	x->counts[kind]++;
	if (x->hook && !x->in_hook) {
		x->in_hook = true;
		x->hook(x, kind, irq);
		x->in_hook = false;
	}
	return code;
}

static int on_startup(void *ctx, unsigned int irq, struct irqm_slot slot)
{
	struct table_machine *x = ctx;
	int code = begin(x, CALL_STARTUP, irq, nowhere, slot);

	demand(x, !x->devices[irq].up, "started twice", irq);
	if (!code) {
		x->devices[irq].up = true;
		x->devices[irq].slot = slot;
	}
	return code;
}

static int on_shutdown(void *ctx, unsigned int irq, struct irqm_slot slot)
{
	struct table_machine *x = ctx;
	int code = begin(x, CALL_SHUTDOWN, irq, slot, nowhere);

	demand(x, x->devices[irq].up, "shut down twice", irq);
	demand(x, same_slot(x->devices[irq].slot, slot), "shut down elsewhere", irq);
	if (!code)
		x->devices[irq].up = false;
	return code;
}

static int on_retarget(void *ctx, unsigned int irq, struct irqm_slot from, struct irqm_slot to)
{
	struct table_machine *x = ctx;
	int code = begin(x, CALL_RETARGET, irq, from, to);

	demand(x, x->devices[irq].up, "moved while down", irq);
	demand(x, same_slot(x->devices[irq].slot, from), "moved from elsewhere", irq);
	if (!code)
		x->devices[irq].slot = to;
	return code;
}

static void on_reraise(void *ctx, unsigned int irq, struct irqm_slot from, struct irqm_slot to)
{
	struct table_machine *x = ctx;

	begin(x, CALL_RERAISE, irq, from, to);
	demand(x, x->devices[irq].up && same_slot(x->devices[irq].slot, to),
	       "raised where it is not", irq);
}

const struct irqm_chip_ops table_chip = {
	.startup = on_startup,
	.shutdown = on_shutdown,
	.retarget = on_retarget,
	.reraise = on_reraise,
};

static int on_prepare(void *ctx, unsigned int irq, const unsigned long *from,
		      const unsigned long *to, unsigned int drain_ms)
{
	struct table_machine *x = ctx;
	size_t bytes = IRQM_CPUMASK_WORDS(x->base.config.nr_cpus) * sizeof(unsigned long);
	int code = begin(x, CALL_PREPARE, irq, nowhere, nowhere);

	demand(x, !x->devices[irq].prepared, "prepared twice", irq);
	demand(x, memcmp(from, to, bytes) != 0, "prepared for no change", irq);
	demand(x, drain_ms == x->config.drain_ms, "another time to drain", irq);
	if (!code)
		x->devices[irq].prepared = x->devices[irq].stopped = true;
	return code;
}

static int on_complete(void *ctx, unsigned int irq)
{
	struct table_machine *x = ctx;
	int code = begin(x, CALL_COMPLETE, irq, nowhere, nowhere);

	demand(x, x->devices[irq].prepared, "completed what was not prepared", irq);
	x->devices[irq].prepared = false;
	return code;
}

static int on_abort(void *ctx, unsigned int irq)
{
	struct table_machine *x = ctx;
	int code = begin(x, CALL_ABORT, irq, nowhere, nowhere);

	demand(x, x->devices[irq].prepared, "aborted what was not prepared", irq);
	x->devices[irq].prepared = false;
	return code;
}

static int on_quiesce(void *ctx, unsigned int irq, unsigned int drain_ms)
{
	struct table_machine *x = ctx;
	int code = begin(x, CALL_QUIESCE, irq, nowhere, nowhere);

	demand(x, x->devices[irq].up, "drained without interrupts", irq);
	demand(x, !x->devices[irq].stopped, "stopped twice", irq);
	demand(x, drain_ms == x->config.drain_ms, "another time to drain", irq);
	if (!code)
		x->devices[irq].stopped = true;
	return code;
}

static int on_resume(void *ctx, unsigned int irq, struct irqm_slot slot)
{
	struct table_machine *x = ctx;
	int code = begin(x, CALL_RESUME, irq, nowhere, slot);

	demand(x, x->devices[irq].stopped, "resumed while it runs", irq);
	demand(x, x->devices[irq].up, "resumed without interrupts", irq);
	demand(x, same_slot(x->devices[irq].slot, slot), "resumed elsewhere", irq);
	if (!code)
		x->devices[irq].stopped = false;
	return code;
}

static void on_broken(void *ctx, unsigned int irq, struct irqm_slot from, struct irqm_slot to)
{
	begin(ctx, CALL_BROKEN, irq, from, to);
}

const struct irqm_queue_ops table_queue = {
	.prepare_move = on_prepare,
	.complete_move = on_complete,
	.abort_move = on_abort,
	.quiesce = on_quiesce,
	.resume = on_resume,
	.affinity_broken = on_broken,
};

/* ---- Life ---- */

void table_start(struct table_machine *x, unsigned int nr_cpus, unsigned int online,
		 unsigned int nr_vectors, unsigned int nr_irqs)
{
	memset(x, 0, sizeof(*x));
	machine_start(&x->base, nr_cpus, online, nr_vectors, 0, nr_vectors);
	x->config = (struct irqm_table_config){
		.matrix = x->base.m,
		.nr_irqs = nr_irqs,
		.nr_masks = 3 * nr_irqs,
		.drain_ms = 250,
		.node = IRQM_NONE,
		.lock = &table_lock,
		.lock_ctx = x,
		.chip = &table_chip,
		.chip_ctx = x,
	};
	x->devices = must_calloc(nr_irqs, sizeof(*x->devices));
	GIVES(irqm_table_create(&x->config, &faulty_mem_ops, &x->mem, &x->t), 0);
}

bool table_end(struct table_machine *x)
{
	bool clean = table_look(x) == 0;

	irqm_table_destroy(x->t);
	free(x->devices);
	return machine_end(&x->base) && clean && x->mem.faults == 0 && x->mem.live == 0;
}

const char *table_end_clean(struct table_machine *x)
{
	struct irqm_matrix_stats left;

	table_release_all(x);
	left = machine_stats(&x->base);
	if (left.total_allocated || left.reserved)
		table_fault(x, "something is left", IRQM_NONE);
	if (!table_end(x) && !x->faults)
		return "memory leaked or written out of bounds";
	return x->faults ? x->what : NULL;
}

void table_abandon(struct table_machine *x)
{
	irqm_table_destroy(x->t);
	free(x->devices);
	machine_end(&x->base);
}

void table_calls_clear(struct table_machine *x)
{
	x->nr_log = 0;
	x->calls = 0;
	memset(x->counts, 0, sizeof(x->counts));
	memset(x->fail_at, 0, sizeof(x->fail_at));
}

void table_fail(struct table_machine *x, unsigned int first, unsigned int second)
{
	table_calls_clear(x);
	x->fail_at[0] = first;
	x->fail_at[1] = second;
}

/* ---- Interrupts ---- */

/* A new owner begins with a queue that runs. */
static int request_it(struct table_machine *x, unsigned int irq,
		      const struct irqm_irq_request *request)
{
	int err = irqm_table_request(x->t, irq, request);

	if (!err)
		memset(&x->devices[irq], 0, sizeof(x->devices[irq]));
	return err;
}

int table_near(struct table_machine *x, unsigned int irq, const unsigned long *cpus,
	       const unsigned long *near_cpus)
{
	const struct irqm_irq_request request = {
		.mode = IRQM_IRQ_REGULAR,
		.cpus = cpus,
		.near_cpus = near_cpus,
		.queue = &table_queue,
		.queue_ctx = x,
	};

	return request_it(x, irq, &request);
}

int table_regular(struct table_machine *x, unsigned int irq, const unsigned long *cpus)
{
	return table_near(x, irq, cpus, NULL);
}

int table_managed(struct table_machine *x, unsigned int irq, const unsigned long *cpus,
		  enum irqm_irq_user_change user_change)
{
	const struct irqm_irq_request request = {
		.mode = IRQM_IRQ_MANAGED,
		.cpus = cpus,
		.user_change = user_change,
		.queue = &table_queue,
		.queue_ctx = x,
	};

	return request_it(x, irq, &request);
}

struct irqm_irq_info table_info(struct table_machine *x, unsigned int irq)
{
	struct irqm_irq_info info;

	memset(&info, 0, sizeof(info));
	if (irqm_table_get(x->t, irq, &info))
		table_fault(x, "cannot be asked about", irq);
	return info;
}

struct table_aspect table_aspect(struct table_machine *x, unsigned int irq)
{
	struct irqm_irq_info info = table_info(x, irq);
	struct table_aspect aspect = {
		.state = info.state,
		.mode = info.mode,
		.depth = info.depth,
		.suspended = info.suspended,
		.moving = info.old_slot.cpu != IRQM_NONE,
	};

	irqm_table_get_cpus(x->t, irq, &aspect.cpus);
	if (info.busy)
		table_fault(x, "still claimed", irq);
	return aspect;
}

bool table_aspect_same(const struct table_aspect *a, const struct table_aspect *b)
{
	return a->state == b->state && a->mode == b->mode && a->depth == b->depth &&
	       a->suspended == b->suspended && a->moving == b->moving && a->cpus == b->cpus;
}

static int write_irq(struct table_machine *x, unsigned int irq, char *text, size_t bytes)
{
	unsigned int words = IRQM_CPUMASK_WORDS(x->base.config.nr_cpus);
	unsigned long *cpus = must_calloc(words, sizeof(*cpus));
	struct irqm_irq_info info = table_info(x, irq);
	const struct table_device *device = &x->devices[irq];
	int at;

	irqm_table_get_cpus(x->t, irq, cpus);
	at = snprintf(text, bytes,
		      "%u: state %d mode %d slot %u/%u old %u/%u depth %u%s%s%s%s error %d "
		      "cpus %lx device%s%s%s\n",
		      irq, info.state, info.mode, info.slot.cpu, info.slot.vector,
		      info.old_slot.cpu, info.old_slot.vector, info.depth,
		      info.suspended ? " suspended" : "", info.broken ? " broken" : "",
		      info.queue_stopped ? " stopped" : "", info.busy ? " busy" : "", info.error,
		      cpus[0], device->up ? " up" : "", device->stopped ? " stopped" : "",
		      device->prepared ? " prepared" : "");
	free(cpus);
	return at;
}

char *table_snapshot(struct table_machine *x)
{
	char *matrix = matrix_snapshot(x->base.m), *text;
	size_t bytes = strlen(matrix) + 320 * (x->config.nr_irqs + 1UL), at;
	struct irqm_table_stats stats;
	unsigned int irq;

	text = must(malloc(bytes));
	irqm_table_get_stats(x->t, &stats);
	at = (size_t)snprintf(text, bytes, "%smasks %u\n", matrix, stats.masks);
	for (irq = 0; irq < x->config.nr_irqs; irq++)
		at += (size_t)write_irq(x, irq, text + at, bytes - at);
	free(matrix);
	return text;
}

void table_release_all(struct table_machine *x)
{
	unsigned int irq;

	table_calls_clear(x);
	for (irq = 0; irq < x->config.nr_irqs; irq++) {
		enum irqm_irq_state state = table_info(x, irq).state;

		if (state == IRQM_IRQ_FREE)
			continue;
		/* Half of those that are FAILED are given back directly. */
		if (state == IRQM_IRQ_FAILED && irq % 2)
			state = IRQM_IRQ_IDLE;
		if (state != IRQM_IRQ_IDLE && irqm_table_deactivate(x->t, irq))
			table_fault(x, "cannot be deactivated", irq);
		if (irqm_table_release(x->t, irq))
			table_fault(x, "cannot be released", irq);
	}
	table_look(x);
}

void table_start_each_kind(struct table_machine *x)
{
	table_start(x, 4, 3, 8, 7);
	ACTIVATED_REGULAR(x, 0, cpu_range(0, 1));
	ACCEPTED(x, irqm_table_set_affinity(x->t, 0, cpu_range(2, 3), IRQM_IRQ_ASKED_BY_USER));
	ACTIVATED_MANAGED(x, 1, cpu_range(0, 2));
	ACTIVATED_MANAGED(x, 2, cpu_range(3, 4));
	ACCEPTED(x, table_regular(x, 3, NULL));
	ACTIVATED_REGULAR(x, 4, NULL);
	ACCEPTED(x, irqm_table_disable(x->t, 4));
	CPU_IS(x, 0, 2);
	CPU_IS(x, 1, 1);
	CPU_IS(x, 4, 1);
}
