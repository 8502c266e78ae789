/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * trace.h - tell the caller's trace callbacks, if there are any.
 */
#ifndef IRQMATRIX_TRACE_H
#define IRQMATRIX_TRACE_H

#include <irqmatrix/ops.h>
#include "base/port.h"

struct im_trace {
	const struct irqm_trace_ops *ops;
	void *ctx;
};

/* im_trace(&m->trace, alloc, slot) calls ops->alloc(ctx, slot) when somebody listens. */
#define im_trace(trace, event, ...) \
	do { \
		if (im_unlikely((trace)->ops && (trace)->ops->event)) \
			(trace)->ops->event((trace)->ctx, __VA_ARGS__); \
	} while (0)

/* The same for the events without an argument. */
#define im_trace_plain(trace, event) \
	do { \
		if (im_unlikely((trace)->ops && (trace)->ops->event)) \
			(trace)->ops->event((trace)->ctx); \
	} while (0)

#endif
