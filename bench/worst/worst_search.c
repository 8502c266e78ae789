/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_search.c - looks for the program after which a call is slowest.
 *
 * A few climbers start from the patterns that score highest. Each in turn tries a random change
 * and keeps it if the score is no lower, or, early in the search, hardly lower. A climber that has
 * not risen for long starts again from a pattern of its own choice. Equal scores are kept on
 * purpose: much of a program has no effect alone, and only by drifting does it come to where it
 * has. What was found is shrunk in the end, so that people can read it.
 */
#include <stdlib.h>

#include "support/op_shrink.h"
#include "worst_search.h"
#include "worst_util.h"

#define CLIMBERS 6U
#define VARIANTS 4U   /* of each pattern that are tried first */
#define PATIENCE 600U /* trials without a rise, before a climber starts again */
#define WARMTH 0.03   /* part of the score that may be lost at the beginning */

/* A program may grow to this many ops: per CPU, and besides. */
#define OPS_PER_CPU 24U
#define OPS_BESIDES 1000U

/* Instructions that are counted of ours before a call is taken for endless. */
#define INSTRUCTIONS_MAX 4000000UL

struct climber {
	struct worst_program program;
	double score;
	unsigned int patience;
};

struct search {
	const struct worst_plan *plan;
	struct worst_bed *bed;
	struct climber climbers[CLIMBERS];
	struct worst_program trial;
	struct worst_found found;
	struct op_rng rng;
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
static double ratio(struct search *s, const struct worst_program *p, double wanted)
{
	struct worst_figures ours = { 0 }, linux_had = { 0 };
	unsigned long limit = INSTRUCTIONS_MAX;

	worst_bed_instructions(s->bed, &ours, INSTRUCTIONS_MAX);
	if (wanted > 0)
		limit = 2 + (unsigned long)((double)ours.instructions / wanted);
	if (!worst_linux_make(s->bed, p))
		return 0;
	worst_linux_instructions(&linux_had, limit);
	if (!comparable(&ours, &linux_had) || linux_had.instructions == 0)
		return 0;
	return (double)ours.instructions / (double)linux_had.instructions;
}

/* Exact only where it is at least what is wanted. */
static double score(struct search *s, const struct worst_program *p, double wanted)
{
	struct worst_figures figures = { 0 };

	s->found.evaluations++;
	if (p->ops.nr > OPS_PER_CPU * p->ops.shape.nr_cpus + OPS_BESIDES)
		return 0;
	worst_bed_make(s->bed, p, NULL);
	if (!worst_bed_fits(s->bed))
		return 0;
	switch (s->plan->goal) {
	case GOAL_STEPS:
		return (double)worst_bed_steps(s->bed, &figures);
	case GOAL_INSTRUCTIONS:
		worst_bed_instructions(s->bed, &figures, INSTRUCTIONS_MAX);
		return (double)figures.instructions;
	default:
		return ratio(s, p, wanted);
	}
}

static void note(struct search *s, const struct worst_program *p, double its)
{
	if (its <= s->found.score)
		return;
	s->found.score = its;
	worst_program_copy(&s->found.worst, p);
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
static double try_pattern(struct search *s, unsigned int pattern)
{
	if (s->plan->pattern != WORST_ANY_PATTERN)
		pattern = s->plan->pattern;
	worst_pattern(&s->trial, pattern, s->bed, &s->rng);
	return score(s, &s->trial, 0);
}

static void settle_in(struct climber *c, const struct worst_program *p, double its)
{
	worst_program_copy(&c->program, p);
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
		its = try_pattern(s, i % nr);
		note(s, &s->trial, its);
		if (i < CLIMBERS)
			c = &s->climbers[i];
		else if (its <= c->score)
			continue;
		settle_in(c, &s->trial, its);
	}
	s->found.start = s->found.score;
}

static void climb(struct search *s, struct climber *c)
{
	const struct climber *other = &s->climbers[op_rng_below(&s->rng, CLIMBERS)];
	double warmth = WARMTH * (1 - progress(s)) * op_rng_below(&s->rng, 1000) / 1000;
	double wanted = c->score * (1 - warmth), its;

	if (c->patience == 0) {
		its = try_pattern(s, op_rng_below(&s->rng, worst_nr_patterns()));
		settle_in(c, &s->trial, its);
	} else {
		worst_program_copy(&s->trial, &c->program);
		worst_change(&s->trial, &other->program, &s->rng);
		its = score(s, &s->trial, wanted);
		c->patience--;
		if (its < wanted)
			return;
		if (its > c->score)
			c->patience = PATIENCE;
		worst_program_copy(&c->program, &s->trial);
		c->score = its;
	}
	note(s, &s->trial, its);
}

/* As bad as what was found, on the same machine, and still about the call. */
static bool as_bad(void *ctx, const struct op_program *ops)
{
	struct search *s = ctx;
	const struct worst_program *worst = &s->found.worst;
	struct worst_program p = { worst->call, *ops, worst->origin };

	if (ops->shape.nr_cpus != worst->ops.shape.nr_cpus ||
	    ops->shape.nr_vectors != worst->ops.shape.nr_vectors)
		return false;
	if (!ops->nr || worst_judged(&p)->code != worst_judged(worst)->code)
		return false;
	return score(s, &p, s->found.score) >= s->found.score;
}

/* With as many programs as the search looked at. */
static void shrink(struct search *s)
{
	struct op_program small =
		op_shrink(&s->found.worst.ops, as_bad, s, s->found.evaluations);

	op_program_fini(&s->found.worst.ops);
	s->found.worst.ops = small;
	s->found.score = score(s, &s->found.worst, 0);
}

/* The same from nothing: it must not depend on what the bed held before. */
static void confirm(struct search *s)
{
	struct worst_figures figures = { 0 };
	const struct worst_program *p = &s->found.worst;
	unsigned int nr_cpus = p->ops.shape.nr_cpus;
	unsigned long again;

	worst_bed_make(s->bed, p, NULL);
	s->found.steps = worst_bed_steps(s->bed, &figures);
	worst_bed_free(s->bed);
	s->bed = worst_bed_new(&p->ops.shape);
	worst_bed_make(s->bed, p, NULL);
	again = worst_bed_steps(s->bed, &figures);
	if (again != s->found.steps)
		worst_die(EXIT_FAILURE,
			  "%s of %u CPUs: %lu steps were found, but %lu the next time",
			  worst_calls[p->call].name, nr_cpus, s->found.steps, again);
	if (irqm_matrix_check(worst_bed_matrix(s->bed), NULL))
		worst_die(EXIT_FAILURE, "%s of %u CPUs: the program breaks an invariant",
			  worst_calls[p->call].name, nr_cpus);
}

struct worst_found worst_search(const struct worst_plan *plan, unsigned int call,
				unsigned int nr_cpus)
{
	const struct op_shape shape = worst_shape(call, nr_cpus);
	struct search s = { .plan = plan, .rng.state = plan->seed, .begin = worst_now() };
	unsigned int i;

	s.bed = worst_bed_new(&shape);
	s.trial = (struct worst_program){ .call = call, .ops.shape = shape };
	start(&s);
	for (i = 0; progress(&s) < 1; i++)
		climb(&s, &s.climbers[i % CLIMBERS]);
	if (s.found.score > 0 && s.found.evaluations > worst_nr_patterns() * VARIANTS)
		shrink(&s);
	if (s.found.score > 0)
		confirm(&s);
	for (i = 0; i < CLIMBERS; i++)
		op_program_fini(&s.climbers[i].program.ops);
	op_program_fini(&s.trial.ops);
	worst_bed_free(s.bed);
	return s.found;
}
