/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_search.c - looks for the state in which a call is slowest.
 *
 * A few climbers start from the patterns that score highest. Each in turn tries a random change
 * and keeps it if the score is no lower, or, early in the search, hardly lower. A climber that has
 * not risen for long starts again from a pattern of its own choice. Equal scores are kept on
 * purpose: much of a state has no effect alone, and only by drifting does it come to where it has.
 */
#include <stdlib.h>

#include "worst_search.h"
#include "worst_util.h"

#define CLIMBERS 6U
#define VARIANTS 4U   /* of each pattern that are tried first */
#define PATIENCE 600U /* trials without a rise, before a climber starts again */
#define WARMTH 0.03   /* part of the score that may be lost at the beginning */

/* Instructions that are counted of ours before a call is taken for endless. */
#define INSTRUCTIONS_MAX 4000000UL

struct climber {
	struct worst_state *state;
	double score;
	unsigned int patience;
};

struct search {
	const struct worst_plan *plan;
	struct worst_bed *bed;
	struct climber climbers[CLIMBERS];
	struct worst_state *trial;
	struct worst_found found;
	uint64_t series;
	double begin;
};

/* A call that was refused for its arguments, or not alike by both, is no comparison. */
static bool comparable(const struct worst_figures *ours, const struct worst_figures *linux_had)
{
	if (ours->result != 0 && ours->result != -IRQM_ENOSPC)
		return false;
	return (ours->result != 0) == (linux_had->result != 0);
}

/* To say that a score is not above what is wanted, Linux need not be counted to the end. */
static double ratio(struct search *s, const struct worst_state *state, double wanted)
{
	struct worst_figures ours = { 0 }, linux_had = { 0 };
	unsigned long limit = INSTRUCTIONS_MAX;

	worst_bed_instructions(s->bed, &ours, INSTRUCTIONS_MAX);
	if (wanted > 0)
		limit = 2 + (unsigned long)((double)ours.instructions / wanted);
	worst_linux_make(state);
	worst_linux_instructions(&linux_had, limit);
	if (!comparable(&ours, &linux_had) || linux_had.instructions == 0)
		return 0;
	return (double)ours.instructions / (double)linux_had.instructions;
}

static double score(void *ctx, const struct worst_state *state, double wanted)
{
	struct search *s = ctx;
	struct worst_figures figures = { 0 };

	s->found.evaluations++;
	worst_bed_make(s->bed, state);
	switch (s->plan->goal) {
	case GOAL_STEPS:
		return (double)worst_bed_steps(s->bed, &figures);
	case GOAL_INSTRUCTIONS:
		worst_bed_instructions(s->bed, &figures, INSTRUCTIONS_MAX);
		return (double)figures.instructions;
	default:
		return ratio(s, state, wanted);
	}
}

static void note(struct search *s, const struct worst_state *state, double its)
{
	if (its <= s->found.score)
		return;
	s->found.score = its;
	worst_state_copy(s->found.state, state);
}

/* How much of the search is over, 0 .. 1. */
static double progress(const struct search *s)
{
	const struct worst_plan *plan = s->plan;

	if (plan->evaluations)
		return (double)s->found.evaluations / (double)plan->evaluations;
	return (worst_now() - s->begin) / plan->seconds;
}

/* Draws a pattern, or the one that was asked for, and gives it to the trial. */
static double try_pattern(struct search *s, unsigned int pattern, double wanted)
{
	if (s->plan->pattern != WORST_ANY_PATTERN)
		pattern = s->plan->pattern;
	worst_pattern(s->trial, pattern, &s->series);
	return score(s, s->trial, wanted);
}

static void settle_in(struct climber *c, const struct worst_state *state, double its)
{
	worst_state_copy(c->state, state);
	c->score = its;
	c->patience = PATIENCE;
}

static struct climber *lowest(struct search *s)
{
	struct climber *c = s->climbers;
	unsigned int i;

	for (i = 1; i < CLIMBERS; i++) {
		if (s->climbers[i].score < c->score)
			c = &s->climbers[i];
	}
	return c;
}

/* Every pattern a few times; the climbers begin at the best. */
static void start(struct search *s)
{
	unsigned int nr = s->plan->pattern == WORST_ANY_PATTERN ? worst_nr_patterns() : CLIMBERS, i;

	for (i = 0; i < nr * VARIANTS; i++) {
		struct climber *c = lowest(s);
		double its;

		if (i >= nr && progress(s) > 0.3)
			break;
		its = try_pattern(s, i % nr, 0);
		note(s, s->trial, its);
		if (i < CLIMBERS)
			c = &s->climbers[i];
		else if (its <= c->score)
			continue;
		settle_in(c, s->trial, its);
	}
	s->found.start = s->found.score;
}

static void climb(struct search *s, struct climber *c)
{
	const struct worst_state *other = s->climbers[worst_below(&s->series, CLIMBERS)].state;
	double warmth = WARMTH * (1 - progress(s)) * worst_below(&s->series, 1000) / 1000;
	double wanted = c->score * (1 - warmth), its;

	if (c->patience == 0) {
		its = try_pattern(s, worst_below(&s->series, worst_nr_patterns()), 0);
		settle_in(c, s->trial, its);
	} else {
		worst_state_copy(s->trial, c->state);
		worst_mutate(s->trial, other, &s->series);
		its = score(s, s->trial, wanted);
		c->patience--;
		if (its < wanted)
			return;
		if (its > c->score)
			c->patience = PATIENCE;
		worst_state_copy(c->state, s->trial);
		c->score = its;
	}
	note(s, s->trial, its);
}

/* The same from nothing: a state must not depend on what the bed held before. */
static void confirm(struct search *s, unsigned int nr_cpus)
{
	struct worst_figures figures = { 0 };
	struct worst_state *state = s->found.state;
	unsigned long again;

	worst_bed_make(s->bed, state);
	s->found.steps = worst_bed_steps(s->bed, &figures);
	worst_bed_free(s->bed);
	s->bed = worst_bed_new(nr_cpus, worst_calls[state->call].blocks);
	worst_bed_make(s->bed, state);
	again = worst_bed_steps(s->bed, &figures);
	if (again != s->found.steps)
		worst_die(EXIT_FAILURE,
			  "%s of %u CPUs: %lu steps were found, but %lu the next time",
			  worst_calls[state->call].name, nr_cpus, s->found.steps, again);
	if (worst_bed_faults(s->bed))
		worst_die(EXIT_FAILURE, "%s of %u CPUs: the state breaks an invariant",
			  worst_calls[state->call].name, nr_cpus);
}

struct worst_found worst_search(const struct worst_plan *plan, enum worst_call call,
				unsigned int nr_cpus)
{
	struct search s = { .plan = plan, .series = plan->seed, .begin = worst_now() };
	const struct worst_judge judge = { .score = score, .ctx = &s };
	unsigned int i;

	s.bed = worst_bed_new(nr_cpus, worst_calls[call].blocks);
	s.trial = worst_state_new(call, nr_cpus);
	s.found.state = worst_state_new(call, nr_cpus);
	for (i = 0; i < CLIMBERS; i++)
		s.climbers[i].state = worst_state_new(call, nr_cpus);
	start(&s);
	for (i = 0; progress(&s) < 1; i++)
		climb(&s, &s.climbers[i % CLIMBERS]);
	if (s.found.score > 0 && s.found.evaluations > worst_nr_patterns() * VARIANTS) {
		worst_simplify(s.found.state, s.trial, &judge, s.found.score,
			       s.found.evaluations);
		s.found.score = score(&s, s.found.state, 0);
	}
	if (s.found.score > 0)
		confirm(&s, nr_cpus);
	for (i = 0; i < CLIMBERS; i++)
		worst_state_free(s.climbers[i].state);
	worst_state_free(s.trial);
	worst_bed_free(s.bed);
	return s.found;
}
