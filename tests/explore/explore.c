/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore.c - goes through all states of a small world, breadth first.
 */
#include <string.h>

#include "explore.h"
#include "explore_set.h"
#include "support/must.h"

#define MAX_DEPTH 1000U

/* States that are still to be gone through, as stored by store(), one after the other. */
struct level {
	uint64_t *words;
	size_t nr;
	size_t room;
};

/*
 * @live: the words that are stored, in the order in which they were first seen to differ
 * @raws: per state, the number of its bytes; only in a world with raw()
 * @digests: per state, a digest of what its steps told and where they led; only with raw()
 * @twinned: per state, whether it was also met with other bytes
 */
struct explorer {
	const struct explore_world *world;
	FILE *out;
	struct explore_set set;
	struct level now;
	struct level next;
	uint64_t *base;
	uint64_t *memory;
	unsigned int *live;
	size_t nr_live;
	bool *is_live;
	uint64_t *raws;
	size_t room_raws;
	uint64_t *digests;
	size_t room_digests;
	bool *twinned;
	size_t room_twinned;
	struct explore_report *report;
};

uint64_t explore_hash(uint64_t hash, const void *memory, size_t bytes)
{
	const unsigned char *at = memory;
	uint64_t word;

	for (; bytes >= sizeof(word); bytes -= sizeof(word), at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		hash = explore_mix(hash, word);
	}
	word = bytes;
	memcpy(&word, at, bytes);
	return explore_mix(hash, word);
}

/* ---- States that wait ---- */

static void put(struct level *level, uint64_t word)
{
	level->words = must_grow(level->words, level->nr, &level->room, sizeof(word));
	level->words[level->nr++] = word;
}

/* Stores the number of the state, how many words of it are stored, and these words. */
static void store(struct explorer *e, uint32_t id)
{
	size_t i;

	e->world->save(e->world->ctx, e->memory);
	for (i = 0; i < e->world->words; i++) {
		if (!e->is_live[i] && e->memory[i] != e->base[i]) {
			e->is_live[i] = true;
			e->live[e->nr_live++] = (unsigned int)i;
		}
	}
	put(&e->next, id);
	put(&e->next, e->nr_live);
	for (i = 0; i < e->nr_live; i++)
		put(&e->next, e->memory[e->live[i]]);
}

/* Makes the state at *@at of the level the present one; returns its number. */
static uint32_t take(struct explorer *e, size_t *at)
{
	const uint64_t *words = &e->now.words[*at];
	size_t i;

	memcpy(e->memory, e->base, e->world->words * sizeof(*e->memory));
	for (i = 0; i < words[1]; i++)
		e->memory[e->live[i]] = words[2 + i];
	*at += 2 + words[1];
	e->world->restore(e->world->ctx, e->memory);
	return (uint32_t)words[0];
}

/* ---- Faults ---- */

static void print_path(struct explorer *e, uint32_t id, unsigned int last)
{
	unsigned int steps[MAX_DEPTH], nr = 0;

	for (; id && nr < MAX_DEPTH; id = explore_set_at(&e->set, id)->parent)
		steps[nr++] = explore_set_at(&e->set, id)->step;
	fprintf(e->out, "after %u steps: %s\n", nr + 1, e->world->what(e->world->ctx));
	while (nr--) {
		fprintf(e->out, "\t");
		e->world->print(e->world->ctx, e->out, steps[nr]);
		fprintf(e->out, "\n");
	}
	fprintf(e->out, "\t");
	e->world->print(e->world->ctx, e->out, last);
	fprintf(e->out, "   <-- here\n");
	e->report->good = false;
}

/* Prints that a state did something else with other bytes. The paths are those of the state. */
static void print_twin(struct explorer *e, uint32_t id)
{
	const struct explore_entry *entry = explore_set_at(&e->set, id);

	fprintf(e->out, "bytes that are no part of the state decide something\n");
	if (id)
		print_path(e, entry->parent, entry->step);
	e->report->good = false;
}

/* ---- One state ---- */

/* Enters the present state; *@id is its number. */
static bool meet(struct explorer *e, struct explore_key key, uint32_t parent, unsigned int step,
		 uint32_t *id)
{
	bool is_new = explore_set_add(&e->set, key, parent, step, id);
	uint64_t raw = e->world->raw ? e->world->raw(e->world->ctx) : 0;

	if (is_new && e->world->raw) {
		e->raws = must_grow(e->raws, *id, &e->room_raws, sizeof(*e->raws));
		e->digests = must_grow(e->digests, *id, &e->room_digests, sizeof(*e->digests));
		e->twinned = must_grow(e->twinned, *id, &e->room_twinned, sizeof(*e->twinned));
		e->raws[*id] = raw;
		e->twinned[*id] = false;
	}
	if (is_new)
		return true;
	if (!e->world->raw || e->twinned[*id] || e->raws[*id] == raw)
		return false;
	e->twinned[*id] = true;
	e->report->twins++;
	store(e, *id);
	return false;
}

/* Takes a step from state @from, which is saved in e->memory; false if something is wrong. */
static bool take_step(struct explorer *e, uint32_t from, unsigned int step, uint64_t *digest)
{
	const struct explore_world *w = e->world;
	struct explore_key key = { 0, 0 };
	uint64_t told = 0;
	uint32_t id;
	enum explore_outcome outcome = w->step(w->ctx, step, &told);

	if (outcome == EXPLORE_SKIPPED)
		return true;
	e->report->steps++;
	e->report->refused += outcome == EXPLORE_SAME;
	if (outcome == EXPLORE_CHANGED) {
		key = w->key(w->ctx);
		if (meet(e, key, from, step, &id)) {
			if (!w->verify(w->ctx))
				outcome = EXPLORE_WRONG;
			store(e, id);
		}
	}
	*digest = explore_mix(explore_mix(*digest, told), explore_mix(key.seen, key.all + step));
	if (outcome == EXPLORE_WRONG)
		print_path(e, from, step);
	return outcome != EXPLORE_WRONG;
}

/* Takes all steps from one state. @again: with other bytes than before, to do the same again. */
static bool go_through(struct explorer *e, uint32_t id, uint64_t *here, bool again)
{
	const struct explore_world *w = e->world;
	uint64_t digest = 0, steps;
	unsigned int step;

	memcpy(here, e->memory, w->words * sizeof(*here));
	for (step = 0; step < w->nr_steps; step++) {
		steps = e->report->steps;
		if (!take_step(e, id, step, &digest))
			return false;
		if (e->report->steps != steps)
			w->restore(w->ctx, here);
	}
	if (!w->raw)
		return true;
	if (!again)
		e->digests[id] = digest;
	else if (e->digests[id] != digest)
		print_twin(e, id);
	return e->report->good;
}

/* ---- All states ---- */

/* Goes through the states of one level. */
static bool go_on(struct explorer *e, uint64_t *here, uint32_t *next_id)
{
	struct level level = e->now;
	size_t at = 0;
	uint32_t id;

	e->now = e->next;
	e->next = level;
	e->next.nr = 0;
	while (at < e->now.nr) {
		id = take(e, &at);
		if (!go_through(e, id, here, id < *next_id))
			return false;
		if (id >= *next_id)
			*next_id = id + 1;
	}
	return true;
}

static void begin(struct explorer *e, const struct explore_world *world)
{
	uint32_t id;

	e->world = world;
	e->base = must_calloc(world->words, sizeof(*e->base));
	e->memory = must_calloc(world->words, sizeof(*e->memory));
	e->live = must_calloc(world->words, sizeof(*e->live));
	e->is_live = must_calloc(world->words, sizeof(*e->is_live));
	explore_set_init(&e->set);
	world->save(world->ctx, e->base);
	meet(e, world->key(world->ctx), 0, 0, &id);
	store(e, id);
}

static void end(struct explorer *e)
{
	explore_set_fini(&e->set);
	free(e->now.words);
	free(e->next.words);
	free(e->base);
	free(e->memory);
	free(e->live);
	free(e->is_live);
	free(e->raws);
	free(e->digests);
	free(e->twinned);
}

void explore_run(FILE *out, const struct explore_world *world, unsigned int max_depth,
		 struct explore_report *report)
{
	struct explorer e = { .out = out, .report = report };
	uint64_t *here = must_calloc(world->words, sizeof(*here));
	uint32_t next_id = 0;

	memset(report, 0, sizeof(*report));
	report->good = true;
	begin(&e, world);
	if (!world->verify(world->ctx)) {
		fprintf(out, "before the first step: %s\n", world->what(world->ctx));
		report->good = false;
	}
	while (report->good && e.next.nr && (!max_depth || report->depth < max_depth)) {
		if (go_on(&e, here, &next_id) && e.next.nr)
			report->depth++;
	}
	report->closed = report->good && !e.next.nr;
	report->states = e.set.nr;
	report->seen = e.set.nr_seen;
	end(&e);
	free(here);
}
