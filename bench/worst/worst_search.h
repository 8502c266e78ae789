/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_search.h - looks for the state in which a call is slowest.
 */
#ifndef WORST_SEARCH_H
#define WORST_SEARCH_H

#include "worst_bed.h"

/**
 * enum worst_goal - What makes a state worse
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
 * @state: the worst; the caller's
 * @score: of it; 0 when no state counted
 * @steps: of it
 * @evaluations: states looked at
 * @start: the highest score of a pattern that nothing had changed yet
 */
struct worst_found {
	struct worst_state *state;
	double score;
	unsigned long steps;
	unsigned long evaluations;
	double start;
};

/**
 * struct worst_judge - Who says how bad a state is
 * @score: the larger the worse; exact only where it is at least wanted
 * @ctx: its first argument
 */
struct worst_judge {
	double (*score)(void *ctx, const struct worst_state *state, double wanted);
	void *ctx;
};

/*
 * Makes a state simpler without making its score lower, looking at so many others at most; trial is
 * of the same size.
 */
void worst_simplify(struct worst_state *state, struct worst_state *trial,
		    const struct worst_judge *judge, double score, unsigned long evaluations);

struct worst_found worst_search(const struct worst_plan *plan, enum worst_call call,
				unsigned int nr_cpus);

#endif
