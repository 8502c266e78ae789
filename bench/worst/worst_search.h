/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_search.h - looks for the program after which a call is slowest.
 */
#ifndef WORST_SEARCH_H
#define WORST_SEARCH_H

#include "worst_bed.h"

/**
 * enum worst_goal - What makes a case worse
 * @GOAL_STEPS: steps of ours, which take no time to count
 * @GOAL_INSTRUCTIONS: instructions of ours
 * @GOAL_RATIO: instructions of ours for each of Linux's
 */
enum worst_goal {
	GOAL_STEPS,
	GOAL_INSTRUCTIONS,
	GOAL_RATIO,
	NR_GOALS,
};

#define WORST_ANY_PATTERN (~0U)

/**
 * struct worst_plan - A search
 * @goal: what is looked for
 * @seed: of its random numbers; the same gives the same search, as long as time does not end it
 * @seconds: when to end
 * @evaluations: when to end, 0: by @seconds
 * @pattern: the one to start from, or WORST_ANY_PATTERN
 */
struct worst_plan {
	enum worst_goal goal;
	uint64_t seed;
	double seconds;
	unsigned long evaluations;
	unsigned int pattern;
};

/**
 * struct worst_found - What a search found
 * @worst: the program; the caller's
 * @score: of it; 0 when no program counted
 * @steps: of it
 * @evaluations: programs looked at
 * @start: the highest score of a pattern that nothing had changed yet
 */
struct worst_found {
	struct worst_program worst;
	double score;
	unsigned long steps;
	unsigned long evaluations;
	double start;
};

struct worst_found worst_search(const struct worst_plan *plan, unsigned int call,
				unsigned int nr_cpus);

#endif
