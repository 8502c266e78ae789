/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_read.h - CPUs and interrupts that a scenario names, for the readers of its parts.
 */
#ifndef SIM_READ_H
#define SIM_READ_H

#include "shared/json_read.h"
#include "sim_setup.h"

/* The CPUs of a list; the caller frees the mask. The name is that of the member, for messages. */
unsigned long *sim_read_cpus(const struct json_spot *spot, const struct sim_setup *setup,
			     const char *name, const char *list);

/* Like sim_read_cpus(), and an empty list is wrong. */
unsigned long *sim_read_some_cpus(const struct json_spot *spot, const struct sim_setup *setup,
				  const char *name, const char *list);

/* Sets the interrupts [first, end) that a name stands for, see sim_find_irqs(). */
void sim_read_irqs(const struct json_spot *spot, const struct sim_setup *setup, const char *name,
		   unsigned int *first, unsigned int *end);

#endif
