/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_meter.h - instructions and time of one call.
 */
#ifndef WORST_METER_H
#define WORST_METER_H

#include "worst_calls.h"

/* Whether this processor's instructions can be counted. */
bool worst_can_step(void);

/*
 * Makes the call, the processor stopping after each instruction; returns how many it took, without
 * those of an op that is no call. More than limit are not counted.
 */
unsigned long worst_step_through(worst_perform_fn *perform, struct irqm_matrix *m,
				 const struct op_call *call, unsigned long limit,
				 struct op_result *result);

/* Nanoseconds of the call, without those of an op that is no call. */
double worst_clock(worst_perform_fn *perform, struct irqm_matrix *m, const struct op_call *call,
		   struct op_result *result);

/*
 * The mean without the lowest and highest tenth; sorts the numbers, of which there is at least one.
 * A median would not do: some clocks tick every ten nanoseconds only.
 */
double worst_typical(double *numbers, unsigned int nr);

#endif
