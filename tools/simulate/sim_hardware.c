/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_hardware.c - simulated interrupt hardware and device queues.
 */
#include <stdlib.h>

#include "shared/program.h"
#include "sim_hardware.h"

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

static void note(struct sim_hardware *hardware, enum sim_call call, unsigned int irq, int error)
{
	if (hardware->nr_calls == hardware->max_calls) {
		hardware->max_calls = hardware->max_calls ? 2 * hardware->max_calls : 1024;
		hardware->calls = realloc(hardware->calls,
					  hardware->max_calls * sizeof(*hardware->calls));
		if (!hardware->calls)
			program_die(EXIT_FAILURE, "no memory for %u callbacks",
				    hardware->max_calls);
	}
	hardware->calls[hardware->nr_calls++] = (struct sim_made_call){ call, irq, error };
}

/* The error of the first fault that matches this call and is not used up; 0 when none does. */
static int next_error(struct sim_hardware *hardware, enum sim_call call, unsigned int irq)
{
	unsigned int i;

	for (i = 0; i < hardware->nr_faults; i++) {
		struct sim_fault *fault = &hardware->faults[i];

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

void sim_hardware_fail(struct sim_hardware *hardware, const struct sim_fault *fault)
{
	unsigned int nr = hardware->nr_faults + 1;

	hardware->faults = realloc(hardware->faults, nr * sizeof(*fault));
	if (!hardware->faults)
		program_die(EXIT_FAILURE, "no memory for %u faults", nr);
	hardware->faults[hardware->nr_faults++] = *fault;
}

void sim_hardware_free(struct sim_hardware *hardware)
{
	free(hardware->faults);
	free(hardware->calls);
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
