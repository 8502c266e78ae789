/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plain_table_threads.c - threads make random calls on one table at the same time, while callbacks
 * take their time and now and then fail. For ThreadSanitizer: what hardware and queues know of an
 * interrupt is not locked, for no two of its callbacks run at a time.
 *
 * IRQM_OPS says how many calls all threads make together.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/environment.h"
#include "support/expect.h"
#include "support/machine.h"
#include "support/must.h"
#include "support/op_random.h"

#define NR_THREADS 4
#define NR_IRQS 24U
#define NR_CPUS 6U
#define DEFAULT_CALLS 400000

/* The hardware of an interrupt, and the queue of one owner. */
struct device {
	bool up;
	struct irqm_slot slot;
};

struct queue {
	bool stopped;
	bool prepared;
};

static struct {
	pthread_mutex_t mutex;
	struct irqm_matrix *m;
	struct irqm_table *t;
	struct device devices[NR_IRQS];
	atomic_uint faults;
	atomic_uint clock;
	atomic_bool fail;
	unsigned int calls_each;
} s = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static void demand(bool true_, const char *what, unsigned int irq)
{
	if (true_)
		return;
	if (!atomic_fetch_add(&s.faults, 1))
		printf("interrupt %u: %s\n", irq, what);
}

/* ---- Callbacks ---- */

static void on_lock(void *ctx)
{
	pthread_mutex_lock(ctx);
}

static void on_unlock(void *ctx)
{
	pthread_mutex_unlock(ctx);
}

static const struct irqm_lock_ops lock_ops = { .lock = on_lock, .unlock = on_unlock };

/* Takes its time; now and then it fails. */
static int begin(void)
{
	unsigned int now = atomic_fetch_add(&s.clock, 1) * 2654435761U >> 16;

	if (now % 4 == 0)
		sched_yield();
	return atomic_load(&s.fail) && now % 197 == 0 ? -5 : 0;
}

static int on_startup(void *ctx, unsigned int irq, struct irqm_slot slot)
{
	struct device *d = &s.devices[irq];
	int code = begin();

	(void)ctx;
	demand(!d->up, "started twice", irq);
	if (!code) {
		d->up = true;
		d->slot = slot;
	}
	return code;
}

static int on_shutdown(void *ctx, unsigned int irq, struct irqm_slot slot)
{
	struct device *d = &s.devices[irq];
	int code = begin();

	(void)ctx;
	demand(d->up && d->slot.cpu == slot.cpu && d->slot.vector == slot.vector,
	       "shut down where it is not", irq);
	if (!code)
		d->up = false;
	return code;
}

static int on_retarget(void *ctx, unsigned int irq, struct irqm_slot from, struct irqm_slot to)
{
	struct device *d = &s.devices[irq];
	int code = begin();

	(void)ctx;
	demand(d->up && d->slot.cpu == from.cpu && d->slot.vector == from.vector,
	       "moved from where it is not", irq);
	if (!code)
		d->slot = to;
	return code;
}

static const struct irqm_chip_ops chip_ops = {
	.startup = on_startup,
	.shutdown = on_shutdown,
	.retarget = on_retarget,
};

static int on_prepare(void *ctx, unsigned int irq, const unsigned long *from,
		      const unsigned long *to, unsigned int drain_ms)
{
	struct queue *q = ctx;
	int code = begin();

	(void)drain_ms;
	demand(!q->prepared && from[0] != to[0], "prepared twice or for nothing", irq);
	if (!code)
		q->prepared = q->stopped = true;
	return code;
}

static int on_complete_or_abort(void *ctx, unsigned int irq)
{
	struct queue *q = ctx;
	int code = begin();

	demand(q->prepared, "was not prepared", irq);
	q->prepared = false;
	return code;
}

static int on_quiesce(void *ctx, unsigned int irq, unsigned int drain_ms)
{
	struct queue *q = ctx;
	int code = begin();

	(void)drain_ms;
	demand(s.devices[irq].up && !q->stopped, "drained while stopped", irq);
	if (!code)
		q->stopped = true;
	return code;
}

static int on_resume(void *ctx, unsigned int irq, struct irqm_slot slot)
{
	struct queue *q = ctx;
	int code = begin();

	demand(q->stopped && s.devices[irq].up && s.devices[irq].slot.cpu == slot.cpu,
	       "resumed while it runs", irq);
	if (!code)
		q->stopped = false;
	return code;
}

static const struct irqm_queue_ops queue_ops = {
	.prepare_move = on_prepare,
	.complete_move = on_complete_or_abort,
	.abort_move = on_complete_or_abort,
	.quiesce = on_quiesce,
	.resume = on_resume,
};

/* ---- Calls ---- */

static unsigned long any_mask(struct op_rng *rng)
{
	return 1 + op_rng_below(rng, (1U << NR_CPUS) - 1);
}

/* Each owner has a queue of its own, which begins running. */
static void request(struct op_rng *rng, unsigned int irq, struct queue *queue)
{
	unsigned long cpus = any_mask(rng);
	const struct irqm_irq_request r = {
		.mode = (enum irqm_irq_mode)op_rng_below(rng, 3),
		.cpus = &cpus,
		.user_change = (enum irqm_irq_user_change)op_rng_below(rng, 3),
		.queue = &queue_ops,
		.queue_ctx = queue,
	};

	irqm_table_request(s.t, irq, &r);
}

static void change(struct op_rng *rng, unsigned int irq)
{
	unsigned long cpus = any_mask(rng), more = any_mask(rng);
	const struct irqm_irq_change changes[2] = {
		{ irq, &cpus },
		{ op_rng_below(rng, NR_IRQS), &more },
	};
	enum irqm_irq_asker asker = (enum irqm_irq_asker)op_rng_below(rng, 2);

	if (op_rng_below(rng, 4))
		irqm_table_set_affinity(s.t, irq, &cpus, asker);
	else
		irqm_table_set_affinities(s.t, changes, 2, asker);
}

static void all_cpus(struct op_rng *rng)
{
	unsigned long cpus = any_mask(rng);

	switch (op_rng_below(rng, 8)) {
	case 0:
		irqm_table_return_home(s.t, NULL);
		break;
	case 1:
		irqm_table_set_eligible(s.t, op_rng_below(rng, 2) ? &cpus : NULL,
					(enum irqm_table_strictness)op_rng_below(rng, 2), NULL);
		break;
	case 2:
	case 3:
	case 4:
		irqm_table_cpu_offline(s.t, op_rng_below(rng, NR_CPUS), NULL);
		break;
	default:
		irqm_table_cpu_online(s.t, op_rng_below(rng, NR_CPUS), NULL);
	}
}

static void up_or_down(struct op_rng *rng, unsigned int irq)
{
	static const struct {
		int (*make)(struct irqm_table *t, unsigned int irq);
	} calls[] = {
		{ irqm_table_activate },
		{ irqm_table_activate },
		{ irqm_table_activate },
		{ irqm_table_deactivate },
		{ irqm_table_disable },
		{ irqm_table_enable },
		{ irqm_table_enable },
		{ irqm_table_suspend },
		{ irqm_table_resume },
		{ irqm_table_resume },
		{ irqm_table_release },
	};

	calls[op_rng_below(rng, sizeof(calls) / sizeof(calls[0]))].make(s.t, irq);
}

static void arrive(unsigned int irq)
{
	struct irqm_irq_info info;

	if (!irqm_table_get(s.t, irq, &info))
		irqm_table_move_done(s.t, irq, info.slot);
}

struct caller {
	pthread_t thread;
	uint64_t seed;
	struct queue *queues; /* one for each call */
};

static void *run(void *caller)
{
	struct caller *c = caller;
	struct op_rng rng = { .state = c->seed };
	unsigned int n;

	for (n = 0; n < s.calls_each; n++) {
		unsigned int irq = op_rng_below(&rng, NR_IRQS), kind = op_rng_below(&rng, 100);

		if (kind < 15)
			request(&rng, irq, &c->queues[n]);
		else if (kind < 60)
			up_or_down(&rng, irq);
		else if (kind < 70)
			arrive(irq);
		else if (kind < 88)
			change(&rng, irq);
		else
			all_cpus(&rng);
		if (n % 16 == 0)
			demand(irqm_table_check(s.t, NULL) == 0, "the table has a fault", irq);
	}
	return NULL;
}

/* ---- Beginning and end ---- */

static void release_all(void)
{
	unsigned int irq;

	atomic_store(&s.fail, false);
	for (irq = 0; irq < NR_IRQS; irq++) {
		struct irqm_irq_info info;

		irqm_table_get(s.t, irq, &info);
		demand(!info.busy, "still claimed", irq);
		demand(info.state == IRQM_IRQ_FAILED ||
			       s.devices[irq].up == (info.state == IRQM_IRQ_UP),
		       "is up or down against its state", irq);
		if (info.state != IRQM_IRQ_FREE && info.state != IRQM_IRQ_IDLE)
			demand(!irqm_table_deactivate(s.t, irq), "cannot be deactivated", irq);
		if (info.state != IRQM_IRQ_FREE)
			demand(!irqm_table_release(s.t, irq), "cannot be released", irq);
	}
}

int main(void)
{
	struct caller callers[NR_THREADS];
	struct irqm_table_config config;
	struct irqm_matrix_stats stats;
	struct machine x;
	unsigned int n;

	machine_start(&x, NR_CPUS, NR_CPUS, 8, 0, 8);
	x.log.matrix = NULL;
	config = (struct irqm_table_config){
		.matrix = x.m,
		.nr_irqs = NR_IRQS,
		.nr_masks = 3 * NR_IRQS,
		.node = IRQM_NONE,
		.lock = &lock_ops,
		.lock_ctx = &s.mutex,
		.chip = &chip_ops,
	};
	s.m = x.m;
	s.calls_each = (unsigned int)environment_number("IRQM_OPS", DEFAULT_CALLS) / NR_THREADS;
	GIVES(irqm_table_create(&config, &faulty_mem_ops, &x.mem, &s.t), 0);
	GIVES(irqm_table_set_policy(s.t, IRQM_TABLE_POLICY_ALL), 0);
	atomic_store(&s.fail, true);
	for (n = 0; n < NR_THREADS; n++) {
		callers[n].seed = n + 1;
		callers[n].queues = must_calloc(s.calls_each, sizeof(struct queue));
		if (pthread_create(&callers[n].thread, NULL, run, &callers[n]))
			return 1;
	}
	for (n = 0; n < NR_THREADS; n++)
		pthread_join(callers[n].thread, NULL);
	release_all();
	demand(irqm_table_check(s.t, NULL) == 0, "the table has a fault", IRQM_NONE);
	irqm_matrix_get_stats(x.m, &stats);
	demand(!stats.total_allocated && !stats.reserved, "something is left", IRQM_NONE);
	irqm_table_destroy(s.t);
	printf("%u threads, %u calls each, %u callbacks, %u faults\n", NR_THREADS, s.calls_each,
	       atomic_load(&s.clock), atomic_load(&s.faults));
	for (n = 0; n < NR_THREADS; n++)
		free(callers[n].queues);
	irqm_matrix_destroy(x.m);
	trace_log_fini(&x.log);
	free(x.all);
	return atomic_load(&s.faults) != 0;
}
