/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore.h - goes through all states of a small world, breadth first.
 *
 * A world is an object of the library, the model that says what it has to do, and a fixed list of
 * steps: each call with each argument. The explorer takes each step from each state, but goes
 * through no state twice. It stops at the first step that is wrong. The path to that step is as
 * short as it can be, because states are gone through breadth first.
 *
 * A state is saved by copying the memory of the world, and restored by copying it back to the same
 * addresses. That takes a few hundred bytes and no knowledge of their meaning, pointers into the
 * memory stay valid, and no call has to be trusted to undo another. To keep many states, only words
 * are stored that differ from the first state in some state met so far.
 */
#ifndef TESTS_EXPLORE_H
#define TESTS_EXPLORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * The key of a state: two states with the same key are one.
 * @seen: a number of what can be seen from outside
 * @all: a number of that and of what cannot be seen but may decide something
 */
struct explore_key {
	uint64_t seen;
	uint64_t all;
};

enum explore_outcome {
	EXPLORE_SAME,    /* the call was refused; the state is as before */
	EXPLORE_CHANGED, /* the state may be another one now */
	EXPLORE_SKIPPED, /* the step does not exist in this state, or leads out of the world */
	EXPLORE_WRONG,
};

/*
 * @save, @restore: copy all that the steps and @key depend on, @words words
 * @key: returns the key of the present state
 * @step: takes one step; what the call told goes into *@told
 * @verify: checks a state when it is met for the first time; false if something is wrong
 * @print: prints a step, without the end of the line
 * @what: returns what was wrong
 * @raw: NULL, or returns a number of all bytes of the present state. With it, each state that is
 *	met with other bytes than the first time is gone through a second time, with these bytes:
 *	the steps have to tell the same and lead to the same states.
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
 * @states: how many different keys there are; @seen: how many differ in what can be seen
 * @twins: how many states were gone through a second time with other bytes
 * @steps: how many steps were taken; @refused: how many of these gave an error and changed nothing
 * @depth: the number of steps to the states farthest away
 * @closed: whether all states were gone through
 * @good: whether nothing was wrong
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
 * Goes through a world from its present state. @max_depth: no steps are taken from states this many
 * steps away; 0 for no limit. Prints what is wrong and the path to it.
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
