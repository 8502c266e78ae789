/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * made_topology.h - a machine made up for a test, as topology callbacks that count what they are
 * asked.
 *
 * What each callback answers is written in arrays. A fickle machine draws each answer anew and
 * writes it down, so that what it said last can still be read.
 */
#ifndef TESTS_MADE_TOPOLOGY_H
#define TESTS_MADE_TOPOLOGY_H

#include <irqmatrix/irqmatrix.h>

#include "faulty_ops.h"
#include "op_random.h"

/* What is asked of a CPU: a number for each level, as enum irqm_topology_level counts them, and
 * these. */
enum made_question {
	MADE_POSSIBLE = IRQM_TOPOLOGY_NR_LEVELS,
	MADE_PRESENT,
	MADE_CAPACITY,
	NR_MADE_QUESTIONS,
};

/*
 * @answer: per question and CPU
 * @asked: per question and CPU, how often
 * @nr_nodes: different nodes, without IRQM_NONE
 * @nodes: their numbers, ascending
 * @distance: per pair of them
 * @asked_distance: per pair, how often
 * @strays: questions about CPUs and nodes that the machine does not have
 * @pool: what a fickle machine draws its answers from, as many per question as CPUs; else NULL
 * @rng: what it draws them with
 */
struct made_topology {
	unsigned int nr_cpus;
	unsigned int *answer[NR_MADE_QUESTIONS];
	unsigned int *asked[NR_MADE_QUESTIONS];
	unsigned int nr_nodes;
	unsigned int *nodes;
	unsigned int *distance;
	unsigned int *asked_distance;
	unsigned int strays;
	unsigned int *pool[NR_MADE_QUESTIONS];
	struct op_rng rng;
};

/* The context is a struct made_topology. */
extern const struct irqm_topology_ops made_topology_ops;

/* All CPUs are possible and present and of capacity 1024; no level and no distance is known. */
struct made_topology *made_new(unsigned int nr_cpus);
void made_free(struct made_topology *m);

/* The answers for CPUs 0, 1, .. in a row, one digit each; '-' stands for IRQM_NONE. */
void made_say(struct made_topology *m, unsigned int question, const char *answers);

/* The first @size CPUs answer 0, the next 1, and so on. */
void made_say_runs(struct made_topology *m, unsigned int question, unsigned int size);

/* Takes the nodes from the answers as they are, with no distance known. */
void made_link_nodes(struct made_topology *m);

/* What is between two nodes, by number; NULL when there is no such node. */
unsigned int *made_distance(struct made_topology *m, unsigned int from, unsigned int to);

/* From now on each answer is one that the machine would have given to some question of the kind. */
void made_turn_fickle(struct made_topology *m, uint64_t seed);

/* A machine of 1 .. 130 CPUs: orderly, not quite, or not at all; some CPU is possible. */
struct made_topology *made_random(uint64_t seed);
struct made_topology *made_drawn(struct op_rng *rng);

/* What another machine's callbacks answer. */
struct made_topology *made_copy(unsigned int nr_cpus, const struct irqm_topology_ops *ops,
				void *ctx);

struct irqm_topology_config made_config(struct made_topology *m, unsigned int nr_nodes);

/* A snapshot made by irqm_topology_create(); aborts when there is none. */
struct irqm_topology *made_take(const struct irqm_topology_config *config);

/* Ends such a snapshot. False when memory leaked or was written out of bounds. */
bool made_drop(struct irqm_topology *t);

#endif
