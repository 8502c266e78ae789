/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore.h - all states of a small world, breadth first.
 *
 * A world is an object of the library together with the model that says what it has to do, and a
 * fixed list of steps: each call with each argument. From each state each step is taken, states
 * that were met before are not gone through again, and the first step that is wrong ends it all:
 * breadth first, so the path to it is as short as can be.
 *
 * A state is kept by copying the memory of the world, and gone back to by copying it back to where
 * it was. That takes a few hundred bytes and no knowledge of what they mean, pointers into the
 * memory stay right, and no call has to be trusted to undo another. To keep many of them, only
 * those words are stored that differ from the first state in some state met so far.
 */
#ifndef TESTS_EXPLORE_H
#define TESTS_EXPLORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * What makes a state: two of them are one if both numbers agree.
 * @seen: what can be seen from outside
 * @all: that, and what cannot be seen but could decide something
 */
struct explore_key {
	uint64_t seen;
	uint64_t all;
};

enum explore_outcome {
	EXPLORE_SAME,    /* refused; it is as before */
	EXPLORE_CHANGED, /* it may be another state now */
	EXPLORE_SKIPPED, /* does not exist here, or leads out of the world */
	EXPLORE_WRONG,
};

/*
 * @save, @restore: all that the steps and @key depend on, @words of it
 * @key: of the present state
 * @step: takes one step; what the call told goes into *@told
 * @verify: looks at a state that was not met before; false when there is something wrong
 * @print: a step as text, without the end of the line
 * @what: what was wrong
 * @raw: NULL, or a number that all bytes of the state go into. With it each state that is reached
 *	with other bytes than the first time is gone through a second time, with those: it has to
 *	tell the same and lead to the same states.
 */
struct explore_world {
	void *ctx;
	size_t words;
	unsigned int nr_steps;
	void (*save)(void *ctx, uint64_t *memory);
	void (*restore)(void *ctx, const uint64_t *memory);
	struct explore_key (*key)(void *ctx);
	enum explore_outcome (*step)(void *ctx, unsigned int step, uint64_t *told);
	bool (*verify)(void *ctx);
	void (*print)(void *ctx, FILE *out, unsigned int step);
	const char *(*what)(void *ctx);
	uint64_t (*raw)(void *ctx);
};

/*
 * @states: different keys; @seen: those that differ in what can be seen
 * @twins: gone through a second time with other bytes
 * @steps: taken, @refused: those of them that gave an error and changed nothing
 * @depth: steps to the states that are farthest away
 * @closed: no state is left that was not gone through
 * @good: nothing was wrong
 */
struct explore_report {
	uint64_t states;
	uint64_t seen;
	uint64_t twins;
	uint64_t steps;
	uint64_t refused;
	unsigned int depth;
	bool closed;
	bool good;
};

/*
 * Goes through a world from its present state. @max_depth: states so many steps away are not gone
 * through any more; 0 for no limit. What is wrong is written with the path to it.
 */
void explore_run(FILE *out, const struct explore_world *world, unsigned int max_depth,
		 struct explore_report *report);

/* Mixes a word into a hash. */
static inline uint64_t explore_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 29;
}

uint64_t explore_hash(uint64_t hash, const void *memory, size_t bytes);

#endif
