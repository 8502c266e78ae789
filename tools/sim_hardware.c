/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_hardware.c - interrupt hardware and device queues that do as they are told, write down that
 * they were called, and fail when they are to.
 */
#include <stdio.h>
#include <stdlib.h>

#include "program.h"
#include "sim_world.h"

const char *const sim_call_names[SIM_NR_CALLS + 1] = {
	[SIM_STARTUP] = "startup",
	[SIM_SHUTDOWN] = "shutdown",
	[SIM_RETARGET] = "retarget",
	[SIM_RERAISE] = "reraise",
	[SIM_PREPARE_MOVE] = "prepare_move",
	[SIM_COMPLETE_MOVE] = "complete_move",
	[SIM_ABORT_MOVE] = "abort_move",
	[SIM_QUIESCE] = "quiesce",
	[SIM_RESUME] = "resume",
	[SIM_AFFINITY_BROKEN] = "affinity_broken",
	[SIM_NR_CALLS] = NULL,
};

static void note(struct sim_world *world, enum sim_call call, unsigned int irq, int error)
{
	if (world->nr_calls == world->room) {
		world->room = world->room ? 2 * world->room : 1024;
		world->calls = realloc(world->calls, world->room * sizeof(*world->calls));
		if (!world->calls)
			program_die(EXIT_FAILURE, "no memory for %u callbacks", world->room);
	}
	world->calls[world->nr_calls++] = (struct sim_made_call){ call, irq, error };
}

/* The first fault that is meant for this call, and not used up. */
static int next_error(struct sim_world *world, enum sim_call call, unsigned int irq)
{
	unsigned int i;

	for (i = 0; i < world->nr_faults; i++) {
		struct sim_fault *fault = &world->faults[i];

		if (fault->call == call && fault->times && irq >= fault->first &&
		    irq < fault->end) {
			fault->times--;
			return fault->error;
		}
	}
	return 0;
}

static int perform(void *ctx, enum sim_call call, unsigned int irq)
{
	int error = next_error(ctx, call, irq);

	note(ctx, call, irq, error);
	return error;
}

void sim_world_fail(struct sim_world *world, const struct sim_fault *fault)
{
	world->faults = realloc(world->faults, (world->nr_faults + 1) * sizeof(*fault));
	if (!world->faults)
		program_die(EXIT_FAILURE, "no memory for %u faults", world->nr_faults + 1);
	world->faults[world->nr_faults++] = *fault;
}

/* ---- The chip ---- */

static int startup(void *ctx, unsigned int irq, struct irqm_slot slot)
{
	(void)slot;
	return perform(ctx, SIM_STARTUP, irq);
}

static int shut_down(void *ctx, unsigned int irq, struct irqm_slot slot)
{
	(void)slot;
	return perform(ctx, SIM_SHUTDOWN, irq);
}

static int retarget(void *ctx, unsigned int irq, struct irqm_slot from, struct irqm_slot to)
{
	(void)from;
	(void)to;
	return perform(ctx, SIM_RETARGET, irq);
}

static void reraise(void *ctx, unsigned int irq, struct irqm_slot from, struct irqm_slot to)
{
	(void)from;
	(void)to;
	note(ctx, SIM_RERAISE, irq, 0);
}

const struct irqm_chip_ops sim_chip_ops = {
	.startup = startup,
	.shutdown = shut_down,
	.retarget = retarget,
	.reraise = reraise,
};

/* ---- The queue ---- */

static int prepare_move(void *ctx, unsigned int irq, const unsigned long *from,
			const unsigned long *to, unsigned int drain_ms)
{
	(void)from;
	(void)to;
	(void)drain_ms;
	return perform(ctx, SIM_PREPARE_MOVE, irq);
}

static int complete_move(void *ctx, unsigned int irq)
{
	return perform(ctx, SIM_COMPLETE_MOVE, irq);
}

static int abort_move(void *ctx, unsigned int irq)
{
	return perform(ctx, SIM_ABORT_MOVE, irq);
}

static int quiesce(void *ctx, unsigned int irq, unsigned int drain_ms)
{
	(void)drain_ms;
	return perform(ctx, SIM_QUIESCE, irq);
}

static int resume(void *ctx, unsigned int irq, struct irqm_slot slot)
{
	(void)slot;
	return perform(ctx, SIM_RESUME, irq);
}

static void affinity_broken(void *ctx, unsigned int irq, struct irqm_slot from,
			    struct irqm_slot to)
{
	(void)from;
	(void)to;
	note(ctx, SIM_AFFINITY_BROKEN, irq, 0);
}

const struct irqm_queue_ops sim_queue_ops = {
	.prepare_move = prepare_move,
	.complete_move = complete_move,
	.abort_move = abort_move,
	.quiesce = quiesce,
	.resume = resume,
	.affinity_broken = affinity_broken,
};
