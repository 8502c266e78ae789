/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_mutate.c - random changes of a state.
 *
 * Most apply to a range of CPUs, from one to all, all of them or every 2nd or 64th, because that is
 * how the index sees them: by words, and by the same CPU of each word.
 */
#include <string.h>

#include "worst_state.h"
#include "worst_util.h"

#define WORD IRQM_BITS_PER_LONG

struct range {
	unsigned int from;
	unsigned int end;
	unsigned int step;
};

static struct range words_range(unsigned int nr_cpus, uint64_t *series)
{
	unsigned int words = (unsigned int)IRQM_CPUMASK_WORDS(nr_cpus);
	unsigned int from = worst_below(series, words);
	unsigned int end = from + 1 + worst_below(series, words - from);

	return (struct range){ .from = from * WORD, .end = end * WORD, .step = 1 };
}

static struct range random_range(unsigned int nr_cpus, uint64_t *series)
{
	struct range r = { .from = worst_below(series, nr_cpus), .step = 1 };
	unsigned int steps[] = { 1, 1, 2, WORD, WORD };

	switch (worst_below(series, 6)) {
	case 0:
		r.end = r.from + 1;
		break;
	case 1:
		r.end = r.from + 1 + worst_below(series, nr_cpus - r.from);
		break;
	case 2:
		r = words_range(nr_cpus, series);
		break;
	case 3: /* one word, or a part of it */
		r.end = (r.from / WORD + 1) * WORD;
		r.from = worst_below(series, 2) ? r.from : r.end - WORD;
		break;
	default:
		r = worst_below(series, 2) ? words_range(nr_cpus, series)
					   : (struct range){ .end = nr_cpus, .step = 1 };
		r.step = steps[worst_below(series, 5)];
		r.from += worst_below(series, r.step);
		break;
	}
	r.end = r.end > nr_cpus ? nr_cpus : r.end;
	return r;
}

/* ---- Loads ---- */

/* Small numbers more often than large ones. */
static unsigned int random_load(uint64_t *series)
{
	static const unsigned int ends[] = { 2, 4, 10, 50, WORST_USABLE + 1 };

	return worst_below(series, ends[worst_below(series, 5)]);
}

/* How the load of a CPU follows from where it is. */
enum shape {
	SHAPE_CONSTANT,
	SHAPE_RANDOM,
	SHAPE_RISING,
	SHAPE_FALLING,
	SHAPE_RISING_BY_WORD,
	SHAPE_FALLING_BY_WORD,
	SHAPE_MORE,
	SHAPE_LESS,
	NR_SHAPES,
};

static unsigned int shaped(enum shape shape, const struct range *r, unsigned int cpu,
			   unsigned int was, unsigned int load)
{
	unsigned int words = (r->end - r->from) / WORD + 1;

	switch (shape) {
	case SHAPE_RISING:
		return (cpu - r->from) / r->step % WORD + load;
	case SHAPE_FALLING:
		return (r->end - 1 - cpu) / r->step % WORD + load;
	case SHAPE_RISING_BY_WORD:
		return (cpu / WORD - r->from / WORD) * (words > 100 ? 100 : words) / words + load;
	case SHAPE_FALLING_BY_WORD:
		return ((r->end - 1) / WORD - cpu / WORD) * (words > 100 ? 100 : words) / words +
		       load;
	case SHAPE_MORE:
		return was + 1 + load % 4;
	case SHAPE_LESS:
		return was > load % 4 ? was - 1 - load % 4 : 0;
	default:
		return load;
	}
}

static void change_load(struct worst_state *s, uint64_t *series)
{
	struct range r = random_range(s->nr_cpus, series);
	enum worst_number number = worst_below(series, NUMBER_LIFE);
	enum shape shape = worst_below(series, NR_SHAPES);
	unsigned int load = random_load(series), cpu;

	for (cpu = r.from; cpu < r.end; cpu += r.step) {
		uint8_t *n = &s->cpus[cpu].number[number];

		*n = (uint8_t)(shape == SHAPE_RANDOM ? worst_below(series, load + 1)
						     : shaped(shape, &r, cpu, *n, load));
	}
}

static void change_life(struct worst_state *s, uint64_t *series)
{
	struct range r = random_range(s->nr_cpus, series);
	unsigned int life = worst_below(series, NR_LIVES), cpu;

	/* Online twice as often as the others together. */
	if (worst_below(series, 2))
		life = LIFE_ONLINE;
	for (cpu = r.from; cpu < r.end; cpu += r.step)
		s->cpus[cpu].number[NUMBER_LIFE] = (uint8_t)life;
}

static void change_scatter(struct worst_state *s, uint64_t *series)
{
	struct range r = random_range(s->nr_cpus, series);
	unsigned int scattered = worst_below(series, 2), cpu;

	for (cpu = r.from; cpu < r.end; cpu += r.step)
		s->cpus[cpu].number[NUMBER_SCATTERED] = (uint8_t)scattered;
}

static void swap_cpus(struct worst_state *s, uint64_t *series)
{
	unsigned int a = worst_below(series, s->nr_cpus), b = worst_below(series, s->nr_cpus);
	struct worst_cpu kept = s->cpus[a];

	s->cpus[a] = s->cpus[b];
	s->cpus[b] = kept;
}

/* One word becomes as another is, mask included. */
static void copy_word(struct worst_state *s, uint64_t *series)
{
	unsigned int words = s->nr_cpus / WORD, from, to;

	if (!words)
		return;
	from = worst_below(series, words);
	to = worst_below(series, words);
	if (from == to)
		return;
	memcpy(s->cpus + (size_t)to * WORD, s->cpus + (size_t)from * WORD,
	       WORD * sizeof(*s->cpus));
	s->mask[to] = s->mask[from];
}

/* ---- Arguments and history ---- */

static void change_mask(struct worst_state *s, uint64_t *series)
{
	struct range r = random_range(s->nr_cpus, series);
	unsigned int how = worst_below(series, 6), cpu;

	if (how == 0)
		memset(s->mask, 0, IRQM_CPUMASK_WORDS(s->nr_cpus) * sizeof(*s->mask));
	for (cpu = r.from; cpu < r.end; cpu += r.step) {
		bool set = irqm_cpumask_test(s->mask, cpu);

		if (how <= 2)
			irqm_cpumask_set(s->mask, cpu);
		else if (how == 3 || (how == 4 && set) || (how == 5 && worst_below(series, 2)))
			irqm_cpumask_clear(s->mask, cpu);
		else if (how == 4)
			irqm_cpumask_set(s->mask, cpu);
	}
}

static void change_searches(struct worst_state *s, uint64_t *series)
{
	static const unsigned int ends[] = { 1, 3, 20, WORST_SEARCHES_MAX + 1 };
	unsigned int *nr = &s->searches[worst_below(series, 2)][worst_below(series, NR_SEARCHES)];

	*nr = worst_below(series, ends[worst_below(series, 4)]);
}

static void change_argument(struct worst_state *s, uint64_t *series)
{
	unsigned int choice = worst_below(series, 4);

	if (choice == 0)
		s->block = 1 + worst_below(series, WORST_BLOCK_MAX);
	else if (choice == 1)
		s->target = worst_below(series, 2) ? 0 : s->nr_cpus - 1;
	else
		s->target = worst_below(series, s->nr_cpus);
}

static void cross(struct worst_state *s, const struct worst_state *other, uint64_t *series)
{
	struct range r = words_range(s->nr_cpus, series);
	unsigned int end = r.end > s->nr_cpus ? s->nr_cpus : r.end;
	unsigned int parts = 1 + worst_below(series, 3);

	if (parts & 1)
		memcpy(s->cpus + r.from, other->cpus + r.from,
		       (end - r.from) * sizeof(*s->cpus));
	if (parts & 2)
		memcpy(s->mask + r.from / WORD, other->mask + r.from / WORD,
		       (r.end - r.from) / WORD * sizeof(*s->mask));
	if (worst_below(series, 4) == 0)
		memcpy(s->searches, other->searches, sizeof(s->searches));
}

void worst_mutate(struct worst_state *state, const struct worst_state *other, uint64_t *series)
{
	static void (*const changes[])(struct worst_state *, uint64_t *) = {
		change_load, change_load, change_load, change_load, change_mask, change_mask,
		change_mask, change_life, change_scatter, swap_cpus, copy_word, change_searches,
		change_argument
	};
	unsigned int times = 1 + worst_below(series, 3);

	if (worst_below(series, 12) == 0)
		cross(state, other, series);
	while (times-- > 0)
		changes[worst_below(series, sizeof(changes) / sizeof(changes[0]))](state, series);
	worst_state_repair(state);
}
