/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_program.h - what a matrix goes through, and the call that is judged.
 *
 * The index remembers more than the loads: bounds that no CPU has any more, because they were true
 * once. So a case is not what the CPUs hold but how they came to it: an op program, whose last op
 * is the call that is judged. Any test or fuzzer can run it.
 */
#ifndef WORST_PROGRAM_H
#define WORST_PROGRAM_H

#include "support/op_random.h"
#include "worst_calls.h"

/**
 * struct worst_program - A case
 * @call: what is judged
 * @ops: the program
 * @origin: which pattern it began as
 */
struct worst_program {
	unsigned int call;
	struct op_program ops;
	const char *origin;
};

/* Programs begin as { 0 }, and end with op_program_fini() of their ops. */
void worst_program_copy(struct worst_program *to, const struct worst_program *from);

/* The op that is judged: the last one. */
struct op *worst_judged(const struct worst_program *p);

/* Changes something at random; @other is one to take a part from. */
void worst_change(struct worst_program *p, const struct worst_program *other, struct op_rng *rng);

/* As text that corpus_read() reads; file names in messages. They end the program on an error. */
void worst_program_save(const struct worst_program *p, unsigned long steps, const char *file);
struct worst_program worst_program_load(const char *file);

/* ---- Patterns: the cases that are known to be bad, or were thought to be ---- */

struct worst_bed;

unsigned int worst_nr_patterns(void);
const char *worst_pattern_name(unsigned int pattern);
const char *worst_pattern_about(unsigned int pattern);

/* Makes a program of a pattern, for the call and the machine that it has already. */
void worst_pattern(struct worst_program *p, unsigned int pattern, struct worst_bed *bed,
		   struct op_rng *rng);

#endif
