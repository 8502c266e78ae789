/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_simplify.c - takes out of a state what its score does not need, so that people can read it.
 *
 * Numbers become those of the CPU before, searches are left out, words of the mask become full or
 * empty: each where the score stays. From all CPUs at once down to single words, as far as the
 * number of states allows that it may look at.
 */
#include <string.h>

#include "worst_search.h"

#define WORD IRQM_BITS_PER_LONG

struct attempt {
	struct worst_state *state;
	struct worst_state *trial;
	struct worst_judge judge;
	double score;
	unsigned long left; /* states that may still be looked at */
};

static void keep_if_as_bad(struct attempt *a)
{
	double its;

	if (!a->left)
		return;
	a->left--;
	worst_state_repair(a->trial);
	its = a->judge.score(a->judge.ctx, a->trial, a->score);
	if (its < a->score)
		return;
	a->score = its;
	worst_state_copy(a->state, a->trial);
}

/* One number of the CPUs of some words as that of another CPU, or 0. */
static void level_numbers(struct attempt *a, unsigned int number, unsigned int from,
			  unsigned int end, unsigned int value)
{
	unsigned int cpu;
	bool differs = false;

	worst_state_copy(a->trial, a->state);
	for (cpu = from; cpu < end; cpu++) {
		differs |= a->trial->cpus[cpu].number[number] != value;
		a->trial->cpus[cpu].number[number] = (uint8_t)value;
	}
	if (differs)
		keep_if_as_bad(a);
}

/* All numbers of some CPUs as those of another one. */
static void level_cpus(struct attempt *a, unsigned int from, unsigned int end, unsigned int like)
{
	unsigned int cpu;
	bool differs = false;

	worst_state_copy(a->trial, a->state);
	for (cpu = from; cpu < end; cpu++) {
		differs |= memcmp(&a->trial->cpus[cpu], &a->state->cpus[like],
				  sizeof(*a->trial->cpus)) != 0;
		a->trial->cpus[cpu] = a->state->cpus[like];
	}
	if (differs)
		keep_if_as_bad(a);
}

static void fill_mask(struct attempt *a, unsigned int from, unsigned int end, int byte)
{
	size_t bytes = ((end + WORD - 1) / WORD - from / WORD) * sizeof(unsigned long);

	worst_state_copy(a->trial, a->state);
	memset(a->trial->mask + from / WORD, byte, bytes);
	worst_state_repair(a->trial);
	if (memcmp(a->trial->mask + from / WORD, a->state->mask + from / WORD, bytes) != 0)
		keep_if_as_bad(a);
}

static void simplify_range(struct attempt *a, unsigned int from, unsigned int end)
{
	const struct worst_state *s = a->state;
	unsigned int number;

	level_cpus(a, from, end, from ? from - 1 : 0);
	level_cpus(a, from, end, end - 1);
	for (number = 0; number < NR_NUMBERS; number++) {
		level_numbers(a, number, from, end, number == NUMBER_LIFE ? LIFE_ONLINE : 0);
		level_numbers(a, number, from, end, s->cpus[from ? from - 1 : 0].number[number]);
		level_numbers(a, number, from, end, s->cpus[end - 1].number[number]);
	}
	fill_mask(a, from, end, 0xff);
	fill_mask(a, from, end, 0);
}

static void drop_searches(struct attempt *a)
{
	unsigned int i;

	for (i = 0; i < 2 * NR_SEARCHES; i++) {
		if (!a->state->searches[i / NR_SEARCHES][i % NR_SEARCHES])
			continue;
		worst_state_copy(a->trial, a->state);
		a->trial->searches[i / NR_SEARCHES][i % NR_SEARCHES] = 0;
		keep_if_as_bad(a);
	}
}

/* Halves, quarters and so on of a word, whose CPUs but few are often alike. */
static void simplify_inside(struct attempt *a)
{
	unsigned int size, from, nr = a->state->nr_cpus;

	for (size = WORD / 2; size > 0; size /= 2) {
		for (from = 0; from < nr; from += size)
			level_cpus(a, from, from + size < nr ? from + size : nr,
				   from ? from - 1 : 0);
	}
	for (from = 0; from + WORD <= nr; from += WORD) {
		level_cpus(a, from + 1, from + WORD, from + 1);
		level_cpus(a, from, from + WORD - 1, from);
	}
}

void worst_simplify(struct worst_state *state, struct worst_state *trial,
		    const struct worst_judge *judge, double score, unsigned long evaluations)
{
	struct attempt a = {
		.state = state,
		.trial = trial,
		.judge = *judge,
		.score = score,
		.left = evaluations,
	};
	unsigned int words = (unsigned int)IRQM_CPUMASK_WORDS(state->nr_cpus), size, from, end;

	drop_searches(&a);
	for (size = words; size > 0; size /= 2) {
		for (from = 0; from < words; from += size) {
			end = (from + size) * WORD;
			simplify_range(&a, from * WORD,
				       end > state->nr_cpus ? state->nr_cpus : end);
		}
	}
	simplify_inside(&a);
	drop_searches(&a);
}
