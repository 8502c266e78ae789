/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * explore_matrix.c - worlds of a matrix, against the model.
 *
 * A state is all bytes of the matrix's memory, counters and indexes included, so that nothing is
 * left out that may decide something. Two states that differ by an exchange of CPUs are different
 * states, because ties are broken by CPU number. What can be seen (or, of blocks, is meant to be)
 * fits in a word. If two states look the same and have different bytes, the matrix remembers
 * something. Only the bounds of the index of many CPUs may be remembered so. The model does not
 * know them, so the comparison with it shows that they decide nothing.
 *
 * A call that fails leaves every byte as it was. Only in a matrix of many CPUs, a search that finds
 * nothing may lower bounds, and leaves a state that looks the same. A state is compared with the
 * model, and checked, when it is met for the first time. That is enough: the same bytes and the
 * same model would give the same result again.
 */
#include <stdarg.h>
#include <string.h>

#include "explore_matrix.h"
#include "support/expect.h"
#include "support/model.h"
#include "support/model_perform.h"
#include "support/must.h"

/* @before: the bytes of the matrix before the step; a fence follows the bytes */
struct matrix_world {
	const struct matrix_shape *shape;
	struct matrix_calls calls;
	struct irqm_matrix *m;
	struct model *model;
	void *memory;
	void *before;
	size_t bytes;
	struct trace_log log;
	struct trace_log model_log;
	char what[200];
};

#define FENCE 64U

__attribute__((format(printf, 2, 3))) static void say(struct matrix_world *w, const char *format,
						      ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(w->what, sizeof(w->what), format, args);
	va_end(args);
}

/* ---- Saving and restoring ---- */

/* Lists the pieces of memory of the model that change. */
static size_t model_pieces(const struct matrix_world *w, void **pieces, size_t *bytes)
{
	const struct irqm_matrix_config *c = &w->model->config;

	pieces[0] = w->model->cpus;
	bytes[0] = c->nr_cpus * sizeof(*w->model->cpus);
	pieces[1] = w->model->vectors;
	bytes[1] = (size_t)c->nr_cpus * c->nr_vectors * sizeof(*w->model->vectors);
	pieces[2] = w->model->system;
	bytes[2] = c->nr_vectors * sizeof(*w->model->system);
	pieces[3] = &w->model->reserved;
	bytes[3] = sizeof(w->model->reserved);
	pieces[4] = &w->model->last_block;
	bytes[4] = sizeof(w->model->last_block);
	return 5;
}

static size_t to_words(size_t bytes)
{
	return (bytes + sizeof(uint64_t) - 1) / sizeof(uint64_t);
}

static size_t all_words(const struct matrix_world *w)
{
	size_t bytes[5], words = to_words(w->bytes), i, nr;
	void *pieces[5];

	nr = model_pieces(w, pieces, bytes);
	for (i = 0; i < nr; i++)
		words += to_words(bytes[i]);
	return words;
}

static void save(void *ctx, uint64_t *memory)
{
	struct matrix_world *w = ctx;
	size_t bytes[5], i, nr;
	void *pieces[5];

	nr = model_pieces(w, pieces, bytes);
	memcpy(memory, w->memory, w->bytes);
	memory += to_words(w->bytes);
	for (i = 0; i < nr; i++) {
		memory[to_words(bytes[i]) - 1] = 0;
		memcpy(memory, pieces[i], bytes[i]);
		memory += to_words(bytes[i]);
	}
}

static void restore(void *ctx, const uint64_t *memory)
{
	struct matrix_world *w = ctx;
	size_t bytes[5], i, nr;
	void *pieces[5];

	nr = model_pieces(w, pieces, bytes);
	memcpy(w->memory, memory, w->bytes);
	memcpy(w->before, memory, w->bytes);
	memory += to_words(w->bytes);
	for (i = 0; i < nr; i++) {
		memcpy(pieces[i], memory, bytes[i]);
		memory += to_words(bytes[i]);
	}
}

/* ---- States ---- */

/* A number of what can be seen of the model, and of which vectors belong together. */
static uint64_t seen(const struct matrix_world *w)
{
	const struct matrix_shape *s = w->shape;
	uint64_t word = w->model->reserved;
	unsigned int c, i;

	for (i = 0; i < s->nr_vectors; i++)
		word = word << 1 | w->model->system[s->vectors[i]];
	for (c = 0; c < s->nr_cpus; c++) {
		const struct model_cpu *cpu = &w->model->cpus[s->cpus[c]];

		word = word << 1 | cpu->stats.online;
		for (i = 0; i < s->nr_vectors; i++) {
			const struct model_vector *v = &cpu->vectors[s->vectors[i]];
			bool joined = v->block && s->vectors[i] && v->block == v[-1].block;

			word = word << 3 | v->allocated << 2 | (v->block != 0) << 1 | joined;
		}
	}
	return word;
}

static struct explore_key key(void *ctx)
{
	struct matrix_world *w = ctx;

	return (struct explore_key){ seen(w), explore_hash(1, w->memory, w->bytes) };
}

static bool same_counters(struct matrix_world *w)
{
	struct irqm_matrix_stats want, got;
	struct irqm_matrix_cpu_stats want_cpu, got_cpu;
	unsigned int cpu;

	model_get_stats(w->model, &want);
	if (irqm_matrix_get_stats(w->m, &got) || !matrix_stats_equal(&want, &got)) {
		say(w,
		    "expected online %u available %u reserved %u allocated %u system %u, got "
		    "%u %u %u %u %u",
		    want.online_cpus, want.global_available, want.reserved, want.total_allocated,
		    want.system_in_window, got.online_cpus, got.global_available, got.reserved,
		    got.total_allocated, got.system_in_window);
		return false;
	}
	for (cpu = 0; cpu < want.nr_cpus; cpu++) {
		model_get_cpu_stats(w->model, cpu, &want_cpu);
		if (!irqm_matrix_get_cpu_stats(w->m, cpu, &got_cpu) &&
		    cpu_stats_equal(&want_cpu, &got_cpu))
			continue;
		say(w,
		    "CPU %u: expected online %d available %u allocated %u managed %u in use %u, "
		    "got %d %u %u %u %u",
		    cpu, want_cpu.online, want_cpu.available, want_cpu.allocated,
		    want_cpu.managed, want_cpu.managed_allocated, got_cpu.online,
		    got_cpu.available, got_cpu.allocated, got_cpu.managed,
		    got_cpu.managed_allocated);
		return false;
	}
	return true;
}

static bool same_slots(struct matrix_world *w)
{
	const struct op_shape *shape = &w->shape->shape;
	enum irqm_slot_state want = IRQM_SLOT_OUTSIDE, got = IRQM_SLOT_OUTSIDE;
	struct irqm_slot slot;

	for (slot.cpu = 0; slot.cpu < shape->nr_cpus; slot.cpu++) {
		for (slot.vector = shape->first; slot.vector < shape->end; slot.vector++) {
			model_slot_state(w->model, slot, &want);
			if (!irqm_matrix_slot_state(w->m, slot, &got) && want == got)
				continue;
			say(w, "slot {%u, %u}: expected state %d, got %d", slot.cpu, slot.vector,
			    (int)want, (int)got);
			return false;
		}
	}
	return true;
}

/* @next: the lowest slot, counted along the rows, that the walk may visit now; @visits: so far */
struct walk {
	struct matrix_world *w;
	size_t next;
	unsigned int visits;
};

static int visit(void *ctx, struct irqm_slot slot, enum irqm_slot_state state)
{
	struct walk *walk = ctx;
	size_t at = (size_t)slot.cpu * walk->w->shape->shape.nr_vectors + slot.vector;
	enum irqm_slot_state want = IRQM_SLOT_OUTSIDE;

	model_slot_state(walk->w->model, slot, &want);
	if (at < walk->next || state != want)
		return 1;
	walk->next = at + 1;
	walk->visits++;
	return 0;
}

/* Compares each piece of the dump with the text expected next. */
static int eat(void *ctx, const char *text, size_t bytes)
{
	const char **want = ctx;

	if (strncmp(*want, text, bytes))
		return 1;
	*want += bytes;
	return 0;
}

/* Checks that the walk visits allocated and managed slots in order, and that the dump is right. */
static bool same_texts(struct matrix_world *w)
{
	struct walk walk = { w, 0, 0 };
	unsigned int cpu, v, there = 0;
	char *text = model_dump(w->model, 1);
	const char *want = text;
	bool same = !irqm_matrix_dump(w->m, 1, eat, &want) && *want == '\0';

	free(text);
	for (cpu = 0; cpu < w->shape->shape.nr_cpus; cpu++) {
		for (v = 0; v < w->shape->shape.nr_vectors; v++) {
			const struct model_vector *vector = &w->model->cpus[cpu].vectors[v];

			there += vector->allocated || vector->block;
		}
	}
	if (!same || irqm_matrix_walk(w->m, visit, &walk) || walk.visits != there) {
		say(w, "the %s differs", same ? "walk" : "dump");
		return false;
	}
	return true;
}

static bool fence_stands(const struct matrix_world *w)
{
	const unsigned char *fence = (const unsigned char *)w->memory + w->bytes;
	unsigned int i;

	for (i = 0; i < FENCE; i++) {
		if (fence[i] != 0xa5)
			return false;
	}
	return true;
}

static bool verify(void *ctx)
{
	struct matrix_world *w = ctx;
	struct irqm_matrix_fault fault = { 0, 0, 0, 0 };

	if (irqm_matrix_check(w->m, &fault)) {
		say(w, "irqm_matrix_check(): I%u, CPU %d: expected %u, found %u", fault.invariant,
		    (int)fault.cpu, fault.expected, fault.found);
		return false;
	}
	if (!fence_stands(w)) {
		say(w, "the matrix wrote outside its memory");
		return false;
	}
	return same_counters(w) && same_slots(w) && (!w->shape->traced || same_texts(w));
}

/* ---- Steps ---- */

static bool same_events(struct matrix_world *w)
{
	size_t i;

	for (i = 0; i < w->log.nr && i < w->model_log.nr; i++) {
		if (!trace_event_equal(&w->log.events[i], &w->model_log.events[i])) {
			say(w, "event %zu is not the expected %s {%d, %d}, or at another state", i,
			    trace_kind_name(w->model_log.events[i].kind),
			    (int)w->model_log.events[i].slot.cpu,
			    (int)w->model_log.events[i].slot.vector);
			return false;
		}
	}
	if (w->log.nr != w->model_log.nr)
		say(w, "expected %zu events, got %zu", w->model_log.nr, w->log.nr);
	return w->log.nr == w->model_log.nr;
}

static bool is_as_before(const struct matrix_world *w)
{
	return !memcmp(w->memory, w->before, w->bytes);
}

/* Checks that both sides gave the same result, and that nothing changed if it is an error. */
static bool agree(struct matrix_world *w, const struct op_result *want,
		  const struct op_result *got)
{
	if (!op_result_equal(want, got)) {
		say(w,
		    "expected code %d slot {%d, %d} missing %u lack {%u, %u}, got %d {%d, %d} %u "
		    "{%u, %u}",
		    want->code, (int)want->slot.cpu, (int)want->slot.vector, want->missing,
		    want->lack.managed, want->lack.regular, got->code, (int)got->slot.cpu,
		    (int)got->slot.vector, got->missing, got->lack.managed, got->lack.regular);
		return false;
	}
	if (got->code && !w->shape->may_remember && !is_as_before(w)) {
		say(w, "refused with %d, but something has changed", got->code);
		return false;
	}
	return !w->shape->traced || same_events(w);
}

static enum explore_outcome step(void *ctx, unsigned int n, uint64_t *told)
{
	struct matrix_world *w = ctx;
	const struct op_call *call = &w->calls.calls[n].op;
	struct op_result want, got;

	if (call->code == OP_RESERVE && w->model->reserved == w->shape->max_reserved)
		return EXPLORE_SKIPPED;
	trace_log_clear(&w->log);
	trace_log_clear(&w->model_log);
	op_result_init(&want);
	op_result_init(&got);
	model_perform(w->model, call, &want);
	op_perform(w->m, call, &got);
	*told = explore_mix((uint64_t)got.code, (uint64_t)got.slot.cpu << 32 | got.slot.vector);
	if (!agree(w, &want, &got))
		return EXPLORE_WRONG;
	return got.code && is_as_before(w) ? EXPLORE_SAME : EXPLORE_CHANGED;
}

static void print(void *ctx, FILE *out, unsigned int n)
{
	struct matrix_world *w = ctx;

	matrix_call_print(out, &w->calls.calls[n]);
}

static const char *what(void *ctx)
{
	return ((struct matrix_world *)ctx)->what;
}

/* ---- Life ---- */

static void start(struct matrix_world *w, const struct matrix_shape *shape)
{
	struct irqm_matrix_config config = op_shape_config(&shape->shape);

	memset(w, 0, sizeof(*w));
	w->shape = shape;
	w->log.with_state = w->model_log.with_state = shape->traced;
	w->model = model_create(&config, shape->traced ? &w->model_log : NULL);
	if (shape->traced) {
		config.trace = &trace_log_ops;
		config.trace_ctx = &w->log;
	}
	GIVES(irqm_matrix_size(&config, &w->bytes), 0);
	w->memory = must(aligned_alloc(IRQM_MATRIX_ALIGN, (w->bytes / 64 + 1) * 64 + FENCE));
	w->before = must_calloc(1, w->bytes);
	memset(w->memory, 0, w->bytes);
	memset((char *)w->memory + w->bytes, 0xa5, FENCE);
	GIVES(irqm_matrix_init(&config, w->memory, w->bytes, &w->m), 0);
	w->log.matrix = w->m;
	matrix_calls_make(&w->calls, shape);
}

static void end(struct matrix_world *w)
{
	irqm_matrix_fini(w->m);
	free(w->memory);
	free(w->before);
	model_destroy(w->model);
	matrix_calls_free(&w->calls);
	trace_log_fini(&w->log);
	trace_log_fini(&w->model_log);
}

void explore_matrix(FILE *out, const struct matrix_shape *shape, unsigned int max_depth,
		    struct explore_report *report)
{
	struct explore_world world = {
		.save = save,
		.restore = restore,
		.key = key,
		.step = step,
		.verify = verify,
		.print = print,
		.what = what,
	};
	struct matrix_world w;

	start(&w, shape);
	world.ctx = &w;
	world.words = all_words(&w);
	world.nr_steps = (unsigned int)w.calls.nr;
	explore_run(out, &world, max_depth, report);
	if (report->good && !shape->may_remember && report->seen != report->states) {
		fprintf(out, "states that look the same have other bytes: %llu of %llu\n",
			(unsigned long long)(report->states - report->seen),
			(unsigned long long)report->states);
		report->good = false;
	}
	end(&w);
}
