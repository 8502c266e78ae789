/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * compare.c - runs an op program on a matrix and on the model, side by side.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "faulty_ops.h"
#include "model.h"
#include "model_perform.h"
#include "must.h"
#include "op_shrink.h"

/* Up to this many CPUs each trace event carries the counters of that moment. */
#define MAX_CPUS_STATE_IN_EVENTS 64
/* Up to this many slots everything is compared after a call that failed. */
#define MAX_CELLS_FULL_ON_ERROR 256
/* Up to this many slots a failure is shrunk with everything compared after each call. */
#define MAX_CELLS_CAREFUL 4096
/* Slots compared per call, on average. */
#define CELLS_PER_CALL 64
/* Up to this many slots the dump is compared at the end. */
#define MAX_CELLS_DUMP (1U << 16)

struct pair {
	struct irqm_matrix *matrix;
	struct model *model;
	struct faulty_mem mem;
	void *memory;
	size_t bytes;
	struct trace_log matrix_log;
	struct trace_log model_log;
	bool unheard;
	struct op_run run;
	struct compare_report *report;
};

/* Always false, to be returned. */
__attribute__((format(printf, 2, 3))) static bool differ(struct pair *pair, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(pair->report->what, sizeof(pair->report->what), format, args);
	va_end(args);
	return false;
}

static size_t cells(const struct op_shape *shape)
{
	return (size_t)shape->nr_cpus * shape->nr_vectors;
}

/* ---- Life ---- */

static bool pair_init(struct pair *pair, const struct op_shape *shape,
		      const struct compare_options *options, struct compare_report *report)
{
	struct irqm_matrix_config config = op_shape_config(shape);
	int code;

	memset(pair, 0, sizeof(*pair));
	pair->report = report;
	pair->unheard = options->unheard;
	pair->matrix_log.with_state = shape->nr_cpus <= MAX_CPUS_STATE_IN_EVENTS;
	pair->model_log.with_state = pair->matrix_log.with_state;
	pair->model = model_create(&config, &pair->model_log);
	op_run_init(&pair->run, shape);
	config.trace = pair->unheard ? NULL : &trace_log_ops;
	config.trace_ctx = pair->unheard ? NULL : &pair->matrix_log;
	code = irqm_matrix_size(&config, &pair->bytes);
	if (code)
		return differ(pair, "irqm_matrix_size() gives %d", code);
	pair->memory = faulty_mem_ops.alloc(&pair->mem, pair->bytes, IRQM_MATRIX_ALIGN, IRQM_NONE);
	code = irqm_matrix_init(&config, pair->memory, pair->bytes, &pair->matrix);
	if (code)
		return differ(pair, "irqm_matrix_init() gives %d", code);
	pair->matrix_log.matrix = pair->matrix;
	return true;
}

static void pair_fini(struct pair *pair)
{
	irqm_matrix_fini(pair->matrix);
	if (pair->memory)
		faulty_mem_ops.free(&pair->mem, pair->memory, pair->bytes);
	model_destroy(pair->model);
	op_run_fini(&pair->run);
	trace_log_fini(&pair->matrix_log);
	trace_log_fini(&pair->model_log);
}

/* ---- Comparing state ---- */

static bool same_stats(struct pair *pair)
{
	struct irqm_matrix_stats want, got;

	model_get_stats(pair->model, &want);
	if (irqm_matrix_get_stats(pair->matrix, &got))
		return differ(pair, "irqm_matrix_get_stats() fails");
	if (matrix_stats_equal(&want, &got))
		return true;
	return differ(pair, "expected online_cpus %u global_available %u reserved %u "
			    "total_allocated %u system_in_window %u, got %u %u %u %u %u",
		      want.online_cpus, want.global_available, want.reserved,
		      want.total_allocated, want.system_in_window, got.online_cpus,
		      got.global_available, got.reserved, got.total_allocated,
		      got.system_in_window);
}

static bool same_cpu(struct pair *pair, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats want, got;

	model_get_cpu_stats(pair->model, cpu, &want);
	if (irqm_matrix_get_cpu_stats(pair->matrix, cpu, &got))
		return differ(pair, "irqm_matrix_get_cpu_stats(%u) fails", cpu);
	if (cpu_stats_equal(&want, &got))
		return true;
	return differ(pair, "CPU %u: expected online %d available %u allocated %u managed %u "
			    "managed_allocated %u, got %d %u %u %u %u",
		      cpu, want.online, want.available,
		      want.allocated, want.managed, want.managed_allocated, got.online,
		      got.available, got.allocated, got.managed, got.managed_allocated);
}

static bool same_slot(struct pair *pair, struct irqm_slot slot)
{
	enum irqm_slot_state want = IRQM_SLOT_OUTSIDE, got = IRQM_SLOT_OUTSIDE;

	model_slot_state(pair->model, slot, &want);
	if (irqm_matrix_slot_state(pair->matrix, slot, &got))
		return differ(pair, "irqm_matrix_slot_state({%u, %u}) fails", slot.cpu,
			      slot.vector);
	if (want == got)
		return true;
	return differ(pair, "slot {%u, %u}: expected state %d, got %d", slot.cpu, slot.vector,
		      (int)want, (int)got);
}

static bool same_rows(struct pair *pair)
{
	struct irqm_slot slot;

	for (slot.cpu = 0; slot.cpu < pair->run.shape.nr_cpus; slot.cpu++) {
		if (!same_cpu(pair, slot.cpu))
			return false;
		for (slot.vector = 0; slot.vector < pair->run.shape.nr_vectors; slot.vector++) {
			if (!same_slot(pair, slot))
				return false;
		}
	}
	return true;
}

/* @next: number of the slot, counted along the rows, where the walk is expected to go on */
struct walk {
	struct pair *pair;
	size_t next;
};

static bool visible(enum irqm_slot_state state)
{
	return state == IRQM_SLOT_REGULAR || state == IRQM_SLOT_MANAGED ||
	       state == IRQM_SLOT_MANAGED_ALLOCATED;
}

/* The next slot of the model that a walk has to visit; its state is OUTSIDE at the end. */
static struct irqm_slot walk_next(struct walk *w, enum irqm_slot_state *state)
{
	const struct op_shape *shape = &w->pair->run.shape;
	struct irqm_slot slot = { 0, 0 };

	for (; w->next < cells(shape); w->next++) {
		slot.cpu = (unsigned int)(w->next / shape->nr_vectors);
		slot.vector = (unsigned int)(w->next % shape->nr_vectors);
		model_slot_state(w->pair->model, slot, state);
		if (visible(*state)) {
			w->next++;
			return slot;
		}
	}
	*state = IRQM_SLOT_OUTSIDE;
	return slot;
}

static int walk_visit(void *ctx, struct irqm_slot slot, enum irqm_slot_state state)
{
	enum irqm_slot_state want_state;
	struct irqm_slot want = walk_next(ctx, &want_state);

	return slot.cpu == want.cpu && slot.vector == want.vector && state == want_state ? 0 : 1;
}

static bool same_walk(struct pair *pair)
{
	struct walk w = { pair, 0 };
	enum irqm_slot_state state;

	if (irqm_matrix_walk(pair->matrix, walk_visit, &w))
		return differ(pair, "the walk differs before slot number %zu", w.next);
	walk_next(&w, &state);
	return state == IRQM_SLOT_OUTSIDE || differ(pair, "the walk ends too early");
}

static bool same_everything(struct pair *pair)
{
	struct irqm_matrix_fault fault = { 0, 0, 0, 0 };

	if (irqm_matrix_check(pair->matrix, &fault))
		return differ(pair, "irqm_matrix_check(): I%u, CPU %u: expected %u, found %u",
			      fault.invariant, fault.cpu, fault.expected, fault.found);
	if (faulty_mem_check(&pair->mem))
		return differ(pair, "the matrix wrote outside its memory");
	return same_stats(pair) && same_rows(pair) && same_walk(pair);
}

/* Eats the text expected as it comes. */
static int dump_eat(void *ctx, const char *text, size_t bytes)
{
	const char **want = ctx;

	if (strncmp(*want, text, bytes))
		return 1;
	*want += bytes;
	return 0;
}

static bool same_dump(struct pair *pair)
{
	char *text = model_dump(pair->model, 1);
	const char *want = text;
	bool same = !irqm_matrix_dump(pair->matrix, 1, dump_eat, &want) && *want == '\0';

	free(text);
	return same || differ(pair, "the dump differs");
}

/* ---- One call ---- */

static bool told_the_same(struct pair *pair)
{
	const struct trace_log *want = &pair->model_log, *got = &pair->matrix_log;
	size_t i;

	for (i = 0; i < want->nr && i < got->nr; i++) {
		if (!trace_event_equal(&want->events[i], &got->events[i]))
			return differ(pair, "event %zu: expected %s {%d, %d}, got %s {%d, %d}, "
					    "or the counters at that moment differ",
				      i,
				      trace_kind_name(want->events[i].kind),
				      (int)want->events[i].slot.cpu,
				      (int)want->events[i].slot.vector,
				      trace_kind_name(got->events[i].kind),
				      (int)got->events[i].slot.cpu,
				      (int)got->events[i].slot.vector);
	}
	if (want->nr != got->nr)
		return differ(pair, "expected %zu events, got %zu", want->nr, got->nr);
	return true;
}

/* The events, and what the CPUs and slots look like that they speak of. */
static bool same_events(struct pair *pair)
{
	const struct trace_log *want = &pair->model_log;
	size_t i;

	if (!pair->unheard && !told_the_same(pair))
		return false;
	for (i = 0; i < want->nr; i++) {
		struct irqm_slot slot = want->events[i].slot;

		if (slot.cpu != IRQM_NONE && !same_cpu(pair, slot.cpu))
			return false;
		if (slot.cpu != IRQM_NONE && slot.vector != IRQM_NONE && !same_slot(pair, slot))
			return false;
	}
	return true;
}

static bool same_result(struct pair *pair, const struct op_result *want,
			const struct op_result *got)
{
	if (op_result_equal(want, got))
		return true;
	return differ(pair, "expected code %d slot {%d, %d} missing %u lack {%u, %u}, "
			    "got %d {%d, %d} %u {%u, %u}",
		      want->code, (int)want->slot.cpu,
		      (int)want->slot.vector, want->missing, want->lack.managed,
		      want->lack.regular, got->code, (int)got->slot.cpu, (int)got->slot.vector,
		      got->missing, got->lack.managed, got->lack.regular);
}

/* Makes the call on both sides; what is compared costs about as much as the model. */
static bool step(struct pair *pair, const struct op *op, bool everything)
{
	struct op_result want, got;
	struct op_call call;

	trace_log_clear(&pair->matrix_log);
	trace_log_clear(&pair->model_log);
	op_resolve(&pair->run, op, &call);
	op_result_init(&want);
	op_result_init(&got);
	model_perform(pair->model, &call, &want);
	op_perform(pair->matrix, &call, &got);
	pair->report->calls++;
	pair->report->failed_calls += want.code != 0;
	if (!same_result(pair, &want, &got) || !same_events(pair) || !same_stats(pair))
		return false;
	op_note(&pair->run, &call, &want);
	if (want.code && cells(&pair->run.shape) <= MAX_CELLS_FULL_ON_ERROR)
		everything = true;
	return !everything || same_everything(pair);
}

static bool run_ops(struct pair *pair, const struct op_program *p,
		    const struct compare_options *options)
{
	size_t full_every = options->full_every;
	unsigned int repeat;

	if (!full_every)
		full_every = 1 + cells(&p->shape) / CELLS_PER_CALL;
	for (pair->report->op = 0; pair->report->op < p->nr; pair->report->op++) {
		const struct op *op = &p->ops[pair->report->op];

		if (op->code == OP_DAMAGE_MODEL) {
			if (options->allow_damage)
				model_damage(pair->model);
			continue;
		}
		for (repeat = 0; repeat < op_repeats(op); repeat++) {
			if (!step(pair, op, (pair->report->calls + 1) % full_every == 0))
				return false;
		}
	}
	return same_everything(pair) && (cells(&p->shape) > MAX_CELLS_DUMP || same_dump(pair));
}

bool compare_run(const struct op_program *p, const struct compare_options *options,
		 struct compare_report *report)
{
	struct pair pair;
	bool same;

	memset(report, 0, sizeof(*report));
	same = pair_init(&pair, &p->shape, options, report) && run_ops(&pair, p, options);
	pair_fini(&pair);
	return same;
}

/* ---- Failures ---- */

static bool run_fails(void *ctx, const struct op_program *p)
{
	struct compare_report report;

	return !compare_run(p, ctx, &report);
}

void compare_explain(FILE *out, const struct op_program *p, const struct compare_options *options)
{
	struct compare_options careful = {
		.full_every = cells(&p->shape) <= MAX_CELLS_CAREFUL ? 1 : options->full_every,
		.allow_damage = options->allow_damage,
		.unheard = options->unheard,
	};
	struct compare_report report;
	struct op_program small;

	small = op_shrink(p, run_fails, &careful, OP_SHRINK_TRIES);
	compare_run(&small, &careful, &report);
	fprintf(out, "%zu ops shrunk to %zu, which fail at op %zu: %s\n", p->nr, small.nr,
		report.op, report.what);
	op_program_print(out, &small);
	op_program_fini(&small);
}

bool compare_bytes(const unsigned char *bytes, size_t nr, size_t max_cells)
{
	struct op_program p = op_program_decode(bytes, nr);
	struct compare_options options = { 0 };
	struct compare_report report;
	bool same = true;

	if (cells(&p.shape) <= max_cells)
		same = compare_run(&p, &options, &report);
	if (!same)
		compare_explain(stderr, &p, &options);
	op_program_fini(&p);
	return same;
}
