/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * trace.h - calls the caller's trace callbacks, if there are any.
 */
#ifndef IRQMATRIX_TRACE_H
#define IRQMATRIX_TRACE_H

#include <irqmatrix/ops.h>
#include "base/port.h"

struct im_trace {
	const struct irqm_trace_ops *ops;
	void *ctx;
};

/* im_trace(&m->trace, alloc, slot) calls ops->alloc(ctx, slot) if the caller has given it. */
#define im_trace(trace, event, ...) \
	do { \
		if (im_unlikely((trace)->ops && (trace)->ops->event)) \
			(trace)->ops->event((trace)->ctx, __VA_ARGS__); \
	} while (0)

/* im_trace_plain(&m->trace, reserve) calls ops->reserve(ctx), which has no other argument. */
#define im_trace_plain(trace, event) \
	do { \
		if (im_unlikely((trace)->ops && (trace)->ops->event)) \
			(trace)->ops->event((trace)->ctx); \
	} while (0)

#endif
