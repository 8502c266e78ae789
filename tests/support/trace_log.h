/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * trace_log.h - a list of trace events, written by a matrix or predicted by the model.
 */
#ifndef TESTS_TRACE_LOG_H
#define TESTS_TRACE_LOG_H

#include <irqmatrix/irqmatrix.h>

enum trace_kind {
	TRACE_ONLINE,
	TRACE_OFFLINE,
	TRACE_RESERVE,
	TRACE_UNRESERVE,
	TRACE_ASSIGN_SYSTEM,
	TRACE_ASSIGN,
	TRACE_RESERVE_MANAGED,
	TRACE_UNRESERVE_MANAGED,
	TRACE_ALLOC_MANAGED,
	TRACE_UNMANAGE,
	TRACE_ALLOC,
	TRACE_FREE,
	NR_TRACE_KINDS,
};

/* What an event does not have (the CPU of a reservation, say) is IRQM_NONE or zero. */
struct trace_event {
	enum trace_kind kind;
	struct irqm_slot slot;
	struct irqm_matrix_stats stats;
	struct irqm_matrix_cpu_stats cpu;
	enum irqm_slot_state state;
};

/*
 * @matrix: asked for the state at each event when @with_state is set; may be set after creation
 * @counts: events per kind since the last trace_log_fini()
 */
struct trace_log {
	struct trace_event *events;
	size_t nr;
	size_t room;
	size_t counts[NR_TRACE_KINDS];
	bool with_state;
	const struct irqm_matrix *matrix;
};

/* The context is a struct trace_log. */
extern const struct irqm_trace_ops trace_log_ops;

const char *trace_kind_name(enum trace_kind kind);

/* Appends a zeroed event, to be filled in by the caller. */
struct trace_event *trace_log_add(struct trace_log *log, enum trace_kind kind,
				  struct irqm_slot slot);

/* Forgets the events, keeps the counts. */
void trace_log_clear(struct trace_log *log);

void trace_log_fini(struct trace_log *log);

bool trace_event_equal(const struct trace_event *a, const struct trace_event *b);

bool matrix_stats_equal(const struct irqm_matrix_stats *a, const struct irqm_matrix_stats *b);

bool cpu_stats_equal(const struct irqm_matrix_cpu_stats *a, const struct irqm_matrix_cpu_stats *b);

#endif
