/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * trace_log.c - a list of trace events, written by a matrix or predicted by the model.
 */
#include <string.h>

#include "must.h"
#include "trace_log.h"

static const char *const kind_names[NR_TRACE_KINDS] = {
	[TRACE_ONLINE] = "online",
	[TRACE_OFFLINE] = "offline",
	[TRACE_RESERVE] = "reserve",
	[TRACE_UNRESERVE] = "unreserve",
	[TRACE_ASSIGN_SYSTEM] = "assign_system",
	[TRACE_ASSIGN] = "assign",
	[TRACE_RESERVE_MANAGED] = "reserve_managed",
	[TRACE_UNRESERVE_MANAGED] = "unreserve_managed",
	[TRACE_ALLOC_MANAGED] = "alloc_managed",
	[TRACE_UNMANAGE] = "unmanage",
	[TRACE_ALLOC] = "alloc",
	[TRACE_FREE] = "free",
};

const char *trace_kind_name(enum trace_kind kind)
{
	return kind_names[kind];
}

struct trace_event *trace_log_add(struct trace_log *log, enum trace_kind kind,
				  struct irqm_slot slot)
{
	struct trace_event *event;

	log->events = must_grow(log->events, log->nr, &log->room, sizeof(*log->events));
	event = &log->events[log->nr++];
	memset(event, 0, sizeof(*event));
	event->kind = kind;
	event->slot = slot;
	log->counts[kind]++;
	return event;
}

void trace_log_clear(struct trace_log *log)
{
	log->nr = 0;
}

void trace_log_fini(struct trace_log *log)
{
	free(log->events);
	log->events = NULL;
	log->nr = 0;
	log->room = 0;
	memset(log->counts, 0, sizeof(log->counts));
}

bool matrix_stats_equal(const struct irqm_matrix_stats *a, const struct irqm_matrix_stats *b)
{
	return a->nr_cpus == b->nr_cpus && a->nr_vectors == b->nr_vectors &&
	       a->first == b->first && a->end == b->end && a->online_cpus == b->online_cpus &&
	       a->global_available == b->global_available && a->reserved == b->reserved &&
	       a->total_allocated == b->total_allocated &&
	       a->system_in_window == b->system_in_window;
}

bool cpu_stats_equal(const struct irqm_matrix_cpu_stats *a, const struct irqm_matrix_cpu_stats *b)
{
	return a->online == b->online && a->available == b->available &&
	       a->allocated == b->allocated && a->managed == b->managed &&
	       a->managed_allocated == b->managed_allocated;
}

bool trace_event_equal(const struct trace_event *a, const struct trace_event *b)
{
	return a->kind == b->kind && a->slot.cpu == b->slot.cpu &&
	       a->slot.vector == b->slot.vector && a->state == b->state &&
	       matrix_stats_equal(&a->stats, &b->stats) && cpu_stats_equal(&a->cpu, &b->cpu);
}

static void record(void *ctx, enum trace_kind kind, unsigned int cpu, unsigned int vector)
{
	struct trace_log *log = ctx;
	struct irqm_slot slot = { cpu, vector };
	struct trace_event *event = trace_log_add(log, kind, slot);

	if (!log->with_state || !log->matrix)
		return;
	irqm_matrix_get_stats(log->matrix, &event->stats);
	if (cpu != IRQM_NONE)
		irqm_matrix_get_cpu_stats(log->matrix, cpu, &event->cpu);
	if (cpu != IRQM_NONE && vector != IRQM_NONE)
		irqm_matrix_slot_state(log->matrix, slot, &event->state);
}

static void on_online(void *ctx, unsigned int cpu)
{
	record(ctx, TRACE_ONLINE, cpu, IRQM_NONE);
}

static void on_offline(void *ctx, unsigned int cpu)
{
	record(ctx, TRACE_OFFLINE, cpu, IRQM_NONE);
}

static void on_reserve(void *ctx)
{
	record(ctx, TRACE_RESERVE, IRQM_NONE, IRQM_NONE);
}

static void on_unreserve(void *ctx)
{
	record(ctx, TRACE_UNRESERVE, IRQM_NONE, IRQM_NONE);
}

static void on_assign_system(void *ctx, unsigned int vector)
{
	record(ctx, TRACE_ASSIGN_SYSTEM, IRQM_NONE, vector);
}

static void on_assign(void *ctx, struct irqm_slot slot)
{
	record(ctx, TRACE_ASSIGN, slot.cpu, slot.vector);
}

static void on_reserve_managed(void *ctx, struct irqm_slot slot)
{
	record(ctx, TRACE_RESERVE_MANAGED, slot.cpu, slot.vector);
}

static void on_unreserve_managed(void *ctx, struct irqm_slot slot)
{
	record(ctx, TRACE_UNRESERVE_MANAGED, slot.cpu, slot.vector);
}

static void on_alloc_managed(void *ctx, struct irqm_slot slot)
{
	record(ctx, TRACE_ALLOC_MANAGED, slot.cpu, slot.vector);
}

static void on_unmanage(void *ctx, struct irqm_slot slot)
{
	record(ctx, TRACE_UNMANAGE, slot.cpu, slot.vector);
}

static void on_alloc(void *ctx, struct irqm_slot slot)
{
	record(ctx, TRACE_ALLOC, slot.cpu, slot.vector);
}

static void on_free(void *ctx, struct irqm_slot slot)
{
	record(ctx, TRACE_FREE, slot.cpu, slot.vector);
}

const struct irqm_trace_ops trace_log_ops = {
	.online = on_online,
	.offline = on_offline,
	.reserve = on_reserve,
	.unreserve = on_unreserve,
	.assign_system = on_assign_system,
	.assign = on_assign,
	.reserve_managed = on_reserve_managed,
	.unreserve_managed = on_unreserve_managed,
	.alloc_managed = on_alloc_managed,
	.unmanage = on_unmanage,
	.alloc = on_alloc,
	.free = on_free,
};
