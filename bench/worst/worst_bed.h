/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_bed.h - brings matrices into a state and measures one call on them.
 */
#ifndef WORST_BED_H
#define WORST_BED_H

#include "worst_state.h"

/* What an implementation was measured at; 0 where it was not. */
struct worst_figures {
	unsigned long instructions;
	double ns;
	int result;
};

/* ---- Ours ---- */

struct worst_bed;

/* Matrices for so many CPUs, with or without managed blocks. */
struct worst_bed *worst_bed_new(unsigned int nr_cpus, bool blocks);
void worst_bed_free(struct worst_bed *bed);

/* Makes the state; then measures as often as wanted. */
void worst_bed_make(struct worst_bed *bed, const struct worst_state *state);
unsigned long worst_bed_steps(struct worst_bed *bed, struct worst_figures *figures);
/* Up to a limit; a call that takes more gives the limit. */
void worst_bed_instructions(struct worst_bed *bed, struct worst_figures *figures,
			    unsigned long limit);
void worst_bed_time(struct worst_bed *bed, struct worst_figures *figures);
/* Broken invariants of the state made. */
unsigned int worst_bed_faults(const struct worst_bed *bed);

/* ---- Linux's code on the same state, where the build found it ---- */

/* "6.12.117", or NULL. */
const char *worst_linux_version(void);

/* Whether it has this call. */
bool worst_linux_has(enum worst_call call);

/* The same as above; there is one matrix, for the size of machine that was made last. */
void worst_linux_make(const struct worst_state *state);
void worst_linux_instructions(struct worst_figures *figures, unsigned long limit);
void worst_linux_time(struct worst_figures *figures);

#endif
