/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_bed.h - runs a program up to the call that is judged, and measures that.
 */
#ifndef WORST_BED_H
#define WORST_BED_H

#include "worst_program.h"

/* What an implementation was measured at; 0 where it was not. */
struct worst_figures {
	unsigned long instructions;
	double ns;
	int result;
};

/* ---- Ours ---- */

/* For programs on this machine. */
struct worst_bed *worst_bed_new(const struct op_shape *shape);
void worst_bed_free(struct worst_bed *bed);

/* Told of each call before the one that is judged; @before: state of its slot then. */
typedef void worst_listener(const struct op_call *call, const struct op_result *result,
			    enum irqm_slot_state before);

/* Runs the program; then measures as often as wanted. The listener may be NULL. */
void worst_bed_make(struct worst_bed *bed, const struct worst_program *p,
		    worst_listener *listener);

/* The call that is judged, as it is made, and the matrix it is made on. */
const struct op_call *worst_bed_call(const struct worst_bed *bed);
const struct irqm_matrix *worst_bed_matrix(const struct worst_bed *bed);

/* Whether the call is the one to be judged: a free of the right kind of slot. */
bool worst_bed_fits(const struct worst_bed *bed);

unsigned long worst_bed_steps(struct worst_bed *bed, struct worst_figures *figures);
/* Up to a limit; a call that takes more gives the limit. */
void worst_bed_instructions(struct worst_bed *bed, struct worst_figures *figures,
			    unsigned long limit);
void worst_bed_time(struct worst_bed *bed, struct worst_figures *figures);

/* ---- Linux's code after the same program, where the build found it ---- */

/* "6.12.117", or NULL. */
const char *worst_linux_version(void);

/* Whether it has this call. */
bool worst_linux_has(unsigned int call);

/*
 * The same as above, for the program that the bed runs: what ours refused is left out, and the CPUs
 * that ours chose are named. False: Linux cannot come into this state.
 */
bool worst_linux_make(struct worst_bed *bed, const struct worst_program *p);
void worst_linux_instructions(struct worst_figures *figures, unsigned long limit);
void worst_linux_time(struct worst_figures *figures);

#endif
