/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * score_words.h - the score of a set of groups, as people read it.
 */
#ifndef SCORE_WORDS_H
#define SCORE_WORDS_H

#include "spread_job.h"

#define SPREAD_SCORE_ROWS (5 + IRQM_TOPOLOGY_NR_LEVELS)

/* A line of the score. The label is NULL in lines that this machine does not need. */
struct spread_score_row {
	const char *label;
	char *text;
};

/* Fills SPREAD_SCORE_ROWS rows; those with a label come first. */
void spread_score_rows(const struct spread_job *job, const struct spread_run *run,
		       unsigned int set, struct spread_score_row *rows);

void spread_score_rows_free(struct spread_score_row *rows);

#endif
