/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_patterns.c - states that are known to be bad, or were thought to be: where searches start.
 *
 * Each sets regular and managed numbers alike, so that it serves every call.
 */
#include <string.h>

#include "worst_state.h"
#include "worst_util.h"

/* Managed vectors of a CPU, where nothing else is said. */
#define MANAGED 8U

/* Steps of load that a rising pattern can have at most. */
#define RISES 150U

static void set_cpu(struct worst_state *s, unsigned int cpu, unsigned int taken, unsigned int used)
{
	uint8_t *n = s->cpus[cpu].number;

	n[NUMBER_TAKEN] = (uint8_t)taken;
	n[NUMBER_MANAGED] = (uint8_t)(used + 1 > MANAGED ? used + 1 : MANAGED);
	n[NUMBER_USED] = (uint8_t)used;
	n[NUMBER_LIFE] = LIFE_ONLINE;
}

static void put(struct worst_state *s, unsigned int cpu)
{
	irqm_cpumask_set(s->mask, cpu);
}

static void set_mask(struct worst_state *s, unsigned int from, unsigned int step)
{
	unsigned int cpu;

	for (cpu = from; cpu < s->nr_cpus; cpu += step)
		put(s, cpu);
}

static void set_all(struct worst_state *s, unsigned int taken, unsigned int used)
{
	unsigned int cpu;

	for (cpu = 0; cpu < s->nr_cpus; cpu++)
		set_cpu(s, cpu, taken, used);
}

static void even(struct worst_state *s, uint64_t *series)
{
	set_all(s, WORST_USABLE / 2, 4);
	set_mask(s, 0, 1);
	s->target = worst_below(series, s->nr_cpus);
}

static void skewed(struct worst_state *s, uint64_t *series)
{
	unsigned int cpu, last = 0;

	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		bool fullest = cpu % 2 == 1 || s->nr_cpus == 1;

		set_cpu(s, cpu, WORST_USABLE * (fullest ? 3 : 1) / 4, fullest ? 4 : 1);
		if (fullest)
			put(s, last = cpu);
	}
	s->cpus[last].number[NUMBER_TAKEN]--;
	s->target = worst_below(series, s->nr_cpus);
}

/*
 * The first of each word has the most and is not in the mask; those that are have more from word to
 * word in the order in which the call goes, so that each is a new best one.
 */
static void rise(struct worst_state *s, bool descending)
{
	unsigned int words = (s->nr_cpus + 63) / 64, cpu;

	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		unsigned int at = descending ? words - 1 - cpu / 64 : cpu / 64;
		unsigned int load = (words - at) * RISES / (words + 1) + 1;

		if (words < RISES)
			load = words - at;
		if (cpu % 64 == 0) {
			set_cpu(s, cpu, 0, 0);
			continue;
		}
		set_cpu(s, cpu, load, load);
		/* A few of a word are as bad as all, and sooner made. */
		if (cpu % 64 > 2)
			s->cpus[cpu].number[NUMBER_MANAGED] = 0;
		put(s, cpu);
	}
	s->target = descending ? 0 : s->nr_cpus - 1;
}

static void rising(struct worst_state *s, uint64_t *series)
{
	(void)series;
	rise(s, false);
}

static void falling(struct worst_state *s, uint64_t *series)
{
	(void)series;
	rise(s, true);
}

/*
 * The same, but the loads have come since the bounds were exact: they are all equal and tell
 * nothing, and each word of the mask is a new best one all the same.
 */
static void stale(struct worst_state *s, uint64_t *series)
{
	unsigned int cpu;

	rise(s, s->call == CALL_ALLOC_MANAGED);
	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		uint8_t *n = s->cpus[cpu].number;

		if (cpu % 64 == 0 && cpu + 1 < s->nr_cpus)
			memcpy(n, s->cpus[cpu + 1].number, sizeof(s->cpus[cpu].number));
		n[NUMBER_LATE] = n[NUMBER_TAKEN];
		n[NUMBER_TAKEN] = 0;
		n[NUMBER_LATE_USED] = n[NUMBER_USED];
		n[NUMBER_USED] = 0;
	}
	set_mask(s, 0, 1);
	s->target = worst_below(series, s->nr_cpus);
}

static void alternating(struct worst_state *s, uint64_t *series)
{
	unsigned int cpu;

	for (cpu = 0; cpu < s->nr_cpus; cpu++)
		set_cpu(s, cpu, cpu / 64 % 2 ? 20 + cpu % 3 : 10 + cpu % 5, cpu / 64 % 2 ? 5 : 2);
	set_mask(s, 1, 2);
	s->target = worst_below(series, s->nr_cpus);
}

static void one_cpu(struct worst_state *s, uint64_t *series)
{
	bool last = worst_below(series, 2);

	skewed(s, series);
	memset(s->mask, 0, IRQM_CPUMASK_WORDS(s->nr_cpus) * sizeof(unsigned long));
	s->target = last ? s->nr_cpus - 1 : 0;
	s->cpus[s->target].number[NUMBER_TAKEN] = 180;
	s->cpus[s->target].number[NUMBER_USED] = MANAGED - 1;
	put(s, s->target);
}

static void one_per_word(struct worst_state *s, uint64_t *series)
{
	unsigned int cpu, bit = worst_below(series, 64);

	rise(s, worst_below(series, 2));
	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		irqm_cpumask_clear(s->mask, cpu);
		if (cpu % 64 == bit)
			put(s, cpu);
	}
}

static void offline(struct worst_state *s, uint64_t *series)
{
	unsigned int cpu, half = s->nr_cpus / 2;
	unsigned int life = worst_below(series, 2) ? LIFE_GONE : LIFE_OFFLINE;

	even(s, series);
	for (cpu = half; cpu < s->nr_cpus; cpu++)
		s->cpus[cpu].number[NUMBER_LIFE] = (uint8_t)life;
	for (cpu = 0; cpu < half; cpu++)
		irqm_cpumask_clear(s->mask, cpu);
	s->target = half;
}

static void full(struct worst_state *s, uint64_t *series)
{
	unsigned int cpu, empty = worst_below(series, s->nr_cpus);

	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		set_cpu(s, cpu, WORST_USABLE - MANAGED, MANAGED - 1);
		s->cpus[cpu].number[NUMBER_LATE_USED] = 1;
	}
	set_mask(s, 0, 1);
	set_cpu(s, empty, 0, 0);
	irqm_cpumask_clear(s->mask, empty);
	s->target = 0;
}

static void nearly_full(struct worst_state *s, uint64_t *series)
{
	set_all(s, WORST_USABLE - MANAGED - 4, 4);
	set_mask(s, 0, 1);
	s->target = worst_below(series, s->nr_cpus);
}

static void scattered(struct worst_state *s, uint64_t *series)
{
	unsigned int cpu;

	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		set_cpu(s, cpu, WORST_USABLE / 2, 0);
		s->cpus[cpu].number[NUMBER_SCATTERED] = 1;
	}
	set_mask(s, 0, 1);
	s->target = worst_below(series, s->nr_cpus);
	s->block = 2;
}

static void lonely(struct worst_state *s, uint64_t *series)
{
	set_all(s, 0, 0);
	set_mask(s, 0, 1);
	s->target = worst_below(series, s->nr_cpus);
	s->cpus[s->target].number[NUMBER_TAKEN] = WORST_BLOCK_MAX;
	s->cpus[s->target].number[NUMBER_USED] = 1;
	s->block = WORST_BLOCK_MAX;
}

/*
 * The same, but what the bounds tell of are CPUs that have gone offline. Bounds that differ have to
 * be lowered twice each, for the limit follows: worse where there are few.
 */
static void deserted(struct worst_state *s, uint64_t *series)
{
	unsigned int cpu, differ = worst_below(series, 2);

	rise(s, s->call == CALL_ALLOC_MANAGED);
	for (cpu = 0; cpu + 1 < s->nr_cpus; cpu += 64) {
		if (differ && cpu / 64 < MANAGED)
			set_cpu(s, cpu, cpu / 64, cpu / 64);
		s->cpus[cpu].number[NUMBER_LIFE] = LIFE_GONE;
	}
	for (cpu = 0; differ && cpu < s->nr_cpus; cpu++) {
		if (cpu % 64)
			s->cpus[cpu].number[NUMBER_TAKEN] += MANAGED;
	}
	set_mask(s, 0, 1);
	s->target = worst_below(series, s->nr_cpus);
}

/* Each bound over the one CPU wanted, and all others, has to be found wrong first. */
static void forgotten(struct worst_state *s, uint64_t *series)
{
	unsigned int cpu, wanted = worst_below(series, s->nr_cpus);

	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		set_cpu(s, cpu, 0, 0);
		s->cpus[cpu].number[NUMBER_LATE] = 50;
		s->cpus[cpu].number[NUMBER_LATE_USED] = MANAGED - 2;
	}
	s->cpus[wanted].number[NUMBER_LATE]++;
	s->cpus[wanted].number[NUMBER_LATE_USED]++;
	put(s, wanted);
	s->target = wanted;
}

/* All others have nothing, so that whatever the target gives back or brings raises every bound. */
static void first_again(struct worst_state *s, uint64_t *series)
{
	lonely(s, series);
	memset(s->cpus, 0, s->nr_cpus * sizeof(*s->cpus));
	set_cpu(s, s->target, WORST_BLOCK_MAX, MANAGED - 1);
	s->cpus[s->target].number[NUMBER_LATE] = 8;
	s->cpus[s->target].number[NUMBER_LIFE] =
		(uint8_t)(worst_below(series, 2) ? LIFE_ONLINE : LIFE_OFFLINE);
	s->searches[1][SEARCH_ROOM_ALL] = 8;
	s->searches[1][SEARCH_SPARE_ALL] = 8;
}

static void at_random(struct worst_state *s, uint64_t *series)
{
	unsigned int cpu, number;

	for (cpu = 0; cpu < s->nr_cpus; cpu++) {
		for (number = 0; number < NUMBER_LIFE; number++)
			s->cpus[cpu].number[number] = (uint8_t)worst_below(series, 16);
		s->cpus[cpu].number[NUMBER_LIFE] = LIFE_ONLINE;
		if (worst_below(series, 2))
			put(s, cpu);
	}
	put(s, worst_below(series, s->nr_cpus));
	s->target = worst_below(series, s->nr_cpus);
}

static const struct pattern {
	const char *name;
	void (*make)(struct worst_state *s, uint64_t *series);
	const char *about;
} patterns[] = {
	{ "even", even, "every CPU half full, all in the mask" },
	{ "skewed", skewed, "every second CPU fuller and in the mask, the last the least so" },
	{ "rising", rising, "each word of the mask has a better CPU than those before it" },
	{ "falling", falling, "each word of the mask has a better CPU than those behind it" },
	{ "stale", stale, "rising or falling as the call goes, all bounds out of date" },
	{ "deserted", deserted, "the same, where the bounds are those of CPUs that went offline" },
	{ "forgotten", forgotten, "all bounds out of date, and a mask of one full CPU" },
	{ "alternating", alternating, "words of two kinds in turn, every second CPU in the mask" },
	{ "one-cpu", one_cpu, "a mask of one CPU, the first or the last, which is nearly full" },
	{ "one-per-word", one_per_word, "one CPU of each word in the mask, better by word" },
	{ "offline", offline, "a mask of CPUs that are offline" },
	{ "full", full, "a mask of CPUs that are full, and one outside that is empty" },
	{ "nearly-full", nearly_full, "every CPU nearly full: free vectors are in the last word" },
	{ "scattered", scattered, "every second vector taken, so that no run is free" },
	{ "lonely", lonely, "every CPU empty but one" },
	{ "first-again", first_again, "no CPU of use but one that is just coming" },
	{ "random", at_random, "small random loads, random half of the CPUs in the mask" },
};

unsigned int worst_nr_patterns(void)
{
	return sizeof(patterns) / sizeof(patterns[0]);
}

const char *worst_pattern_name(unsigned int pattern)
{
	return patterns[pattern].name;
}

const char *worst_pattern_about(unsigned int pattern)
{
	return patterns[pattern].about;
}

void worst_pattern(struct worst_state *state, unsigned int pattern, uint64_t *series)
{
	memset(state->cpus, 0, state->nr_cpus * sizeof(*state->cpus));
	memset(state->mask, 0, IRQM_CPUMASK_WORDS(state->nr_cpus) * sizeof(unsigned long));
	memset(state->searches, 0, sizeof(state->searches));
	state->block = 1 + worst_below(series, WORST_BLOCK_MAX);
	patterns[pattern].make(state, series);
	state->origin = patterns[pattern].name;
	worst_state_repair(state);
}
