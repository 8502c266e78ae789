/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_random.h - random calls on a table and on its model.
 */
#ifndef TESTS_TABLE_RANDOM_H
#define TESTS_TABLE_RANDOM_H

#include "table_model.h"

/*
 * @calls: made so far, @refused: those of them that gave an error, on both sides
 * @codes: how often each error code, by its number
 */
struct table_random_report {
	size_t calls;
	size_t refused;
	size_t codes[64];
};

/* So many calls on a machine that the seed says. False when they disagree; @out gets to know. */
bool table_random_run(FILE *out, uint64_t seed, unsigned int nr_calls,
		      struct table_random_report *report);

/* The same, with one bit of the model damaged after so many calls. */
bool table_random_damaged(FILE *out, uint64_t seed, unsigned int nr_calls, unsigned int damage_at);

#endif
