/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_fill.h - how full CPUs are, for the map and for the picture.
 */
#ifndef SIM_FILL_H
#define SIM_FILL_H

#include "sim_run.h"

/* How full a CPU is; the tenths are ten values, SIM_FILL_TENTHS + 0 to 9. */
enum sim_fill {
	SIM_FILL_OFFLINE,
	SIM_FILL_EMPTY,
	SIM_FILL_TENTHS,
	SIM_FILL_FULL = SIM_FILL_TENTHS + 10,
	SIM_NR_FILLS,
};

/*
 * The number of vectors that ten tenths stand for: the first of 10, 20 and 50 that every CPU stays
 * below in this run, else the capacity.
 */
unsigned int sim_ceiling(const struct sim_run *run);

/* The fill of the fullest online CPU among the possible CPUs of indices [first, end). */
enum sim_fill sim_fill_of(const struct sim_run *run, const struct sim_step *step,
			  unsigned int first, unsigned int end, unsigned int ceiling);

/* The possible CPU of an index; CPU numbers may have gaps. */
unsigned int sim_cpu_at(const struct tool_machine *machine, unsigned int index);

#endif
