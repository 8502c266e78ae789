/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Tracepoints that are switched off: in a kernel a jump that is patched out, here nothing.
 */
#ifndef SHIM_TRACE_IRQ_MATRIX_H
#define SHIM_TRACE_IRQ_MATRIX_H

#define trace_irq_matrix_online(...)	do { } while (0)
#define trace_irq_matrix_offline(...)	do { } while (0)
#define trace_irq_matrix_assign_system(...)	do { } while (0)
#define trace_irq_matrix_reserve_managed(...)	do { } while (0)
#define trace_irq_matrix_remove_managed(...)	do { } while (0)
#define trace_irq_matrix_alloc_managed(...)	do { } while (0)
#define trace_irq_matrix_assign(...)	do { } while (0)
#define trace_irq_matrix_reserve(...)	do { } while (0)
#define trace_irq_matrix_remove_reserved(...)	do { } while (0)
#define trace_irq_matrix_alloc(...)	do { } while (0)
#define trace_irq_matrix_free(...)	do { } while (0)

#endif
