/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "worst_state.h"
#include "worst_util.h"

static size_t mask_bytes(unsigned int nr_cpus)
{
	return IRQM_CPUMASK_WORDS(nr_cpus) * sizeof(unsigned long);
}

struct worst_state *worst_state_new(enum worst_call call, unsigned int nr_cpus)
{
	struct worst_state *state = worst_alloc(1, sizeof(*state));

	state->call = call;
	state->nr_cpus = nr_cpus;
	state->cpus = worst_alloc(nr_cpus, sizeof(*state->cpus));
	state->mask = worst_alloc(1, mask_bytes(nr_cpus));
	state->block = 1;
	state->origin = "";
	return state;
}

void worst_state_free(struct worst_state *state)
{
	if (!state)
		return;
	free(state->cpus);
	free(state->mask);
	free(state);
}

void worst_state_copy(struct worst_state *to, const struct worst_state *from)
{
	struct worst_cpu *cpus = to->cpus;
	unsigned long *mask = to->mask;

	*to = *from;
	to->cpus = cpus;
	to->mask = mask;
	memcpy(cpus, from->cpus, from->nr_cpus * sizeof(*cpus));
	memcpy(mask, from->mask, mask_bytes(from->nr_cpus));
}

/* Takes no more than there is left, and returns what is left then. */
static unsigned int limit(uint8_t *number, unsigned int left)
{
	if (*number > left)
		*number = (uint8_t)left;
	return left - *number;
}

static void repair_cpu(uint8_t *n)
{
	unsigned int left = WORST_USABLE;

	left = limit(&n[NUMBER_MANAGED], left);
	left = limit(&n[NUMBER_TAKEN], left);
	limit(&n[NUMBER_LATE], left);
	left = limit(&n[NUMBER_USED], n[NUMBER_MANAGED]);
	limit(&n[NUMBER_LATE_USED], left);
	limit(&n[NUMBER_LIFE], NR_LIVES - 1);
	limit(&n[NUMBER_SCATTERED], 1);
	if (n[NUMBER_LIFE] == LIFE_OFFLINE)
		n[NUMBER_USED] = n[NUMBER_LATE_USED] = 0;
}

void worst_state_repair(struct worst_state *state)
{
	unsigned int cpu, i, tail = state->nr_cpus % IRQM_BITS_PER_LONG;

	for (cpu = 0; cpu < state->nr_cpus; cpu++)
		repair_cpu(state->cpus[cpu].number);
	if (tail)
		state->mask[state->nr_cpus / IRQM_BITS_PER_LONG] &= (1UL << tail) - 1;
	state->target %= state->nr_cpus;
	if (state->block == 0 || state->block > WORST_BLOCK_MAX)
		state->block = 1;
	for (i = 0; i < 2 * NR_SEARCHES; i++) {
		unsigned int *nr = &state->searches[i / NR_SEARCHES][i % NR_SEARCHES];

		*nr = *nr > WORST_SEARCHES_MAX ? WORST_SEARCHES_MAX : *nr;
	}
}

unsigned int worst_vector(unsigned int i, bool scattered)
{
	unsigned int half = WORST_USABLE / 2, place = i, vector;

	if (scattered)
		place = i < half ? 2 * i + 1 : 2 * (i - half);
	vector = WORST_FIRST + place;
	return vector < WORST_SYSTEM ? vector : vector + 1;
}
