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

/* The same, with one bit of the model damaged after this many calls. */
bool table_random_damaged(FILE *out, uint64_t seed, unsigned int nr_calls, unsigned int damage_at);

/* ---- The same choices from bytes, as many calls as they last for ---- */

/* On the table and its model. */
bool table_drawn_run(FILE *out, const unsigned char *bytes, size_t nr);

/*
 * On the table alone, and callbacks fail: up to three per call. The table, its hardware and its
 * queues agree after each call, one that fails because of one callback and leaves no interrupt
 * FAILED leaves everything as it was, and everything can be given back at the end.
 */
bool table_drawn_faults(FILE *out, const unsigned char *bytes, size_t nr);

#endif
