/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_names.h - what devices, interrupts, CPUs, errors and the words of a scenario are called.
 */
#ifndef SIM_NAMES_H
#define SIM_NAMES_H

#include "sim_scenario.h"

/* ---- Words of a scenario; each list ends with NULL ---- */

/* "regular", "spread-only", "managed", by enum irqm_irq_mode. */
extern const char *const sim_mode_names[];

/* "never", "driver", "all", by enum irqm_table_policy. */
extern const char *const sim_policy_names[];

/* The states of interrupts, by enum irqm_irq_state. */
extern const char *const sim_state_names[IRQM_IRQ_NR_STATES + 1];

extern const char *const sim_event_names[SIM_NR_EVENTS + 1];

extern const char *const sim_number_names[SIM_NR_NUMBERS + 1];

/* ---- Devices and interrupts ---- */

/* The index of the device with this name; IRQM_NONE when there is none. */
unsigned int sim_find_device(const struct sim_setup *setup, const char *name);

/* Why a device cannot have this name, or NULL. */
const char *sim_wrong_name(const char *name);

/* Sets the interrupts [first, end) that "all", a device or an interrupt names; false if none. */
bool sim_find_irqs(const struct sim_setup *setup, const char *name, unsigned int *first,
		   unsigned int *end);

/* "nvme0q3"; the caller frees it. */
char *sim_irq_name(const struct sim_setup *setup, unsigned int irq);

/* "nvme0q1-4,7 eth0q0", of ascending numbers; the caller frees it. */
char *sim_irq_list(const struct sim_setup *setup, const unsigned int *irqs, unsigned int nr);

/* ---- CPUs ---- */

/* "0-3,8"; "none" for an empty mask; the caller frees it. */
char *sim_mask_list(const struct sim_setup *setup, const unsigned long *mask);

/*
 * The mask of a list of CPUs of the machine; the caller frees it. NULL when the list is wrong; then
 * wrong is the reason, which the caller frees.
 */
unsigned long *sim_parse_cpus(const struct sim_setup *setup, const char *list, char **wrong);

/* ---- Errors ---- */

/* "ok", "ENOSPC (no room left)", "-5 (unknown error)"; the caller frees it. */
char *sim_error_text(int error);

/* "ENOSPC"; NULL for a number without a name. */
const char *sim_error_name(int error);

/* The negative number of a name; 0 when no error has this name. */
int sim_error_of(const char *name);

#endif
