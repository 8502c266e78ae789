/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * random_run.h - random op programs on matrix and model, until enough calls are made.
 *
 * Two variables of the environment: IRQM_SEED, the seed to begin with (1 when not set), and
 * IRQM_OPS, how many calls all sizes of machines get together. A build with sanitizers, or one that
 * checks each step by itself, makes a tenth of the calls unless IRQM_OPS says otherwise.
 */
#ifndef TESTS_RANDOM_RUN_H
#define TESTS_RANDOM_RUN_H

#include "op_random.h"

/* This share of all calls goes to machines of a size, in percent; they add up to 100. */
extern const unsigned int random_run_percent[NR_OP_SIZES];

const char *random_run_size_name(enum op_size size);

/*
 * Runs programs on machines of one size, as many as its share of the calls takes. Says what it
 * did on @out, and on failure the seed and the program. Returns whether all went well.
 */
bool random_run(FILE *out, enum op_size size);

/* Calls made by random_run() in this process so far. */
size_t random_run_calls(void);

#endif
