/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Tracepoints. Usually they are off: nothing is compiled here, where a kernel has a jump that is
 * patched out. With SHIM_TRACE, and while shim_tracing is set, shim_event() gets the members that a
 * kernel's events read.
 */
#ifndef SHIM_TRACE_IRQ_MATRIX_H
#define SHIM_TRACE_IRQ_MATRIX_H

#include "linux_peer.h"

#ifdef SHIM_TRACE
static inline void shim_record(const char *name, unsigned int bit, unsigned int online_maps,
			       unsigned int available, unsigned int reserved,
			       unsigned int allocated, unsigned int cpu, unsigned int cpu_online,
			       unsigned int cpu_available, unsigned int cpu_allocated,
			       unsigned int cpu_managed)
{
	struct shim_event event = {
		name, { bit, online_maps, available, reserved, allocated, cpu, cpu_online,
			cpu_available, cpu_allocated, cpu_managed },
	};

	if (shim_tracing)
		shim_event(&event);
}

#define SHIM_EVENT_ENABLED	shim_tracing
#define SHIM_GLOBAL(name, bit_, m)						\
	shim_record(name, bit_, (m)->online_maps, (m)->global_available,	\
		    (m)->global_reserved, (m)->total_allocated, UINT_MAX, 0, 0, 0, 0)
#define SHIM_SLOT(name, bit_, cpu_, m, map)					\
	shim_record(name, bit_, (m)->online_maps, (m)->global_available,	\
		    (m)->global_reserved, (m)->total_allocated, cpu_,		\
		    (map)->online, (map)->available, (map)->allocated, (map)->managed)
#else
#define SHIM_EVENT_ENABLED	false
#define SHIM_GLOBAL(...)	do { } while (0)
#define SHIM_SLOT(...)		do { } while (0)
#endif

#define trace_irq_matrix_online_enabled()		SHIM_EVENT_ENABLED
#define trace_irq_matrix_offline_enabled()		SHIM_EVENT_ENABLED
#define trace_irq_matrix_reserve_enabled()		SHIM_EVENT_ENABLED
#define trace_irq_matrix_remove_reserved_enabled()	SHIM_EVENT_ENABLED
#define trace_irq_matrix_assign_system_enabled()	SHIM_EVENT_ENABLED
#define trace_irq_matrix_reserve_managed_enabled()	SHIM_EVENT_ENABLED
#define trace_irq_matrix_remove_managed_enabled()	SHIM_EVENT_ENABLED
#define trace_irq_matrix_alloc_managed_enabled()	SHIM_EVENT_ENABLED
#define trace_irq_matrix_assign_enabled()		SHIM_EVENT_ENABLED
#define trace_irq_matrix_alloc_enabled()		SHIM_EVENT_ENABLED
#define trace_irq_matrix_free_enabled()			SHIM_EVENT_ENABLED

#define trace_irq_matrix_online(m)		SHIM_GLOBAL("online", 0, m)
#define trace_irq_matrix_offline(m)		SHIM_GLOBAL("offline", 0, m)
#define trace_irq_matrix_reserve(m)		SHIM_GLOBAL("reserve", 0, m)
#define trace_irq_matrix_remove_reserved(m)	SHIM_GLOBAL("remove_reserved", 0, m)
#define trace_irq_matrix_assign_system(bit, m)	SHIM_GLOBAL("assign_system", bit, m)
#define trace_irq_matrix_reserve_managed(...)	SHIM_SLOT("reserve_managed", __VA_ARGS__)
#define trace_irq_matrix_remove_managed(...)	SHIM_SLOT("remove_managed", __VA_ARGS__)
#define trace_irq_matrix_alloc_managed(...)	SHIM_SLOT("alloc_managed", __VA_ARGS__)
#define trace_irq_matrix_assign(...)		SHIM_SLOT("assign", __VA_ARGS__)
#define trace_irq_matrix_alloc(...)		SHIM_SLOT("alloc", __VA_ARGS__)
#define trace_irq_matrix_free(...)		SHIM_SLOT("free", __VA_ARGS__)

#endif
