/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_run.c - runs an op program on Linux's own matrix and on ours, side by side.
 */
#include <stdlib.h>
#include <string.h>

#include "linux_perform.h"
#include "oracle_pair.h"
#include "support/must.h"
#include "support/op_shrink.h"

/* Up to this many slots everything is compared after each call. */
#define MAX_CELLS_EVERYTHING 48
/* Up to this many CPUs the counters of all are compared after each call. */
#define MAX_CPUS_ALL 4
/* Slots compared per call, on average. */
#define CELLS_PER_CALL 64

/* ---- Life ---- */

static size_t cells(const struct op_shape *shape)
{
	return (size_t)shape->nr_cpus * shape->nr_vectors;
}

static bool pair_init(struct oracle_pair *pair, const struct op_shape *shape,
		      const struct oracle_options *options, struct oracle_report *report)
{
	struct irqm_matrix_config config = op_shape_config(shape);

	memset(pair, 0, sizeof(*pair));
	pair->report = report;
	pair->build = options->build;
	pair->glue = options->glue;
	pair->wrong_free_every = options->wrong_free_every;
	op_run_init(&pair->run, shape);
	pair->row_words = IRQM_CPUMASK_WORDS(shape->nr_vectors);
	pair->cpus = must_calloc(shape->nr_cpus, sizeof(*pair->cpus));
	pair->mask = must_calloc(IRQM_CPUMASK_WORDS(shape->nr_cpus), sizeof(*pair->mask));
	pair->rows = must_calloc((size_t)shape->nr_cpus * 2 * pair->row_words,
				 sizeof(*pair->rows));
	config.managed_blocks &= !pair->glue; /* of which the kernel knows nothing */
	if (irqm_matrix_size(&config, &pair->bytes))
		return oracle_differ(pair, "irqm_matrix_size() fails");
	pair->memory = must(aligned_alloc(IRQM_MATRIX_ALIGN, (pair->bytes + 63) / 64 * 64));
	if (pair->glue) {
		pair->wrapped = pair->glue->create(shape->nr_cpus, shape->nr_vectors, shape->first,
						   shape->end);
		if (!pair->wrapped)
			return oracle_differ(pair, "the glue makes no matrix");
		pair->ours = pair->glue->core(pair->wrapped);
	} else if (irqm_matrix_init(&config, pair->memory, pair->bytes, &pair->ours)) {
		return oracle_differ(pair, "irqm_matrix_init() fails");
	}
	pair->theirs = pair->build->create(shape->nr_cpus, shape->nr_vectors, shape->first,
					   shape->end);
	return pair->theirs || oracle_differ(pair, "Linux makes no matrix");
}

static void pair_fini(struct oracle_pair *pair)
{
	pair->build->destroy(pair->theirs);
	if (pair->glue)
		pair->glue->destroy(pair->wrapped);
	else
		irqm_matrix_fini(pair->ours);
	free(pair->memory);
	free(pair->rows);
	free(pair->mask);
	free(pair->cpus);
	linux_text_free(&pair->text);
	op_run_fini(&pair->run);
}

/* ---- One call ---- */

/* Who makes a call on Linux; NULL: it has none of the kind. */
static oracle_side *side_of(enum op_code code)
{
	switch (code) {
	case OP_ONLINE:
		return oracle_online;
	case OP_OFFLINE:
		return oracle_offline;
	case OP_ALLOC:
	case OP_ALLOC_RESERVED:
		return oracle_alloc;
	case OP_FREE:
		return oracle_free;
	case OP_ALLOC_MANAGED:
		return oracle_alloc_managed;
	case OP_RESERVE_MANAGED:
		return oracle_reserve_managed;
	case OP_UNRESERVE_MANAGED:
		return oracle_unreserve_managed;
	case OP_RESERVE:
		return oracle_reserve;
	case OP_UNRESERVE:
		return oracle_unreserve;
	case OP_ASSIGN:
		return oracle_assign;
	case OP_CAN_OFFLINE:
		return oracle_can_offline;
	case OP_ASSIGN_SYSTEM:
	case OP_REPLACE_SYSTEM:
		return oracle_system;
	case OP_ALLOC_BLOCK:
	case OP_FREE_BLOCK:
	case OP_RESERVE_MANAGED_BLOCK:
	case OP_UNRESERVE_MANAGED_BLOCK:
	case OP_ALLOC_MANAGED_BLOCK:
	case OP_CAN_SHRINK:
	case OP_WOULD_FIT:
	case OP_DAMAGE_MODEL:
	case OP_UNMANAGE:
	case NR_OP_CODES:
		break;
	}
	return NULL;
}

bool linux_has(enum op_code code)
{
	return side_of(code) != NULL;
}

static bool is_system(const struct op_call *call)
{
	return call->code == OP_ASSIGN_SYSTEM || call->code == OP_REPLACE_SYSTEM;
}

/* Linux's masks never have bits beyond its CPUs; ours may. */
static void clean_mask(struct oracle_pair *pair)
{
	unsigned int nr_cpus = pair->run.shape.nr_cpus, words = IRQM_CPUMASK_WORDS(nr_cpus);

	memcpy(pair->mask, pair->run.mask, words * sizeof(*pair->mask));
	if (nr_cpus % IRQM_BITS_PER_LONG)
		pair->mask[words - 1] &= ~(~0UL << nr_cpus % IRQM_BITS_PER_LONG);
}

/* The counters of the CPUs that a call had to do with. */
static bool same_touched(struct oracle_pair *pair, const struct op_call *call,
			 const struct op_result *ours)
{
	unsigned int cpu, nr_cpus = pair->run.shape.nr_cpus;
	bool all = nr_cpus <= MAX_CPUS_ALL;

	if (!all && call->mask && !op_infos[call->code].gives_slot)
		clean_mask(pair);
	else if (!all)
		return oracle_same_cpu(pair, call->mask && ours->code == 0 ? ours->slot.cpu
									   : call->slot.cpu);
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		if ((all || irqm_cpumask_test(pair->mask, cpu)) && !oracle_same_cpu(pair, cpu))
			return false;
	}
	return true;
}

static bool same_complaints(struct oracle_pair *pair, const struct linux_complaints *before)
{
	const struct linux_complaints *now = linux_complaints();

	if (now->warnings - before->warnings == pair->warnings &&
	    now->bugs - before->bugs == pair->bugs &&
	    now->messages - before->messages == pair->messages)
		return true;
	return oracle_differ(pair, "Linux warns %lu, stops %lu, tells %lu times, not %lu %lu %lu",
			     now->warnings - before->warnings, now->bugs - before->bugs,
			     now->messages - before->messages, pair->warnings, pair->bugs,
			     pair->messages);
}

static bool perform(struct oracle_pair *pair, const struct op_call *call, struct op_result *ours)
{
	if (pair->glue)
		return oracle_glue_call(pair, call, ours);
	op_perform(pair->ours, call, ours);
	return true;
}

static bool same_call(struct oracle_pair *pair, const struct op_call *call,
		      const struct op_result *ours)
{
	oracle_side *side = side_of(call->code);
	bool same;

	if (!pair->glue)
		return side(pair, call, ours);
	pair->their_events.nr = 0;
	linux_record(&pair->their_events);
	same = side(pair, call, ours);
	linux_record(NULL);
	return same && oracle_glue_same_events(pair, ours);
}

/* Makes a call that both sides have on both. */
static bool both(struct oracle_pair *pair, const struct op_call *call)
{
	struct linux_complaints before = *linux_complaints();
	struct op_result ours;
	bool same;

	pair->warnings = pair->bugs = pair->messages = 0;
	pair->tally->calls++;
	op_result_init(&ours);
	if (is_system(call) && oracle_system_refused(pair, call)) {
		same = oracle_system_bug(pair, call) &&
		       (!pair->glue || oracle_glue_bug(pair, call));
	} else {
		pair->before = oracle_slot_state(pair, call->slot);
		same = perform(pair, call, &ours) && same_call(pair, call, &ours);
		op_note(&pair->run, call, &ours);
	}
	pair->tally->refused += ours.code != 0;
	pair->tally->bugs += pair->bugs;
	return same && same_complaints(pair, &before) && oracle_same_stats(pair) &&
	       same_touched(pair, call, &ours);
}

static bool step(struct oracle_pair *pair, const struct op *op)
{
	struct op_result ours;
	struct op_call call;

	if (!linux_has(op->code)) {
		pair->tally->left_out++;
		return true;
	}
	op_resolve(&pair->run, op, &call);
	if (call.mask)
		clean_mask(pair);
	if (call.slot.cpu < pair->run.shape.nr_cpus)
		return both(pair, &call);
	pair->tally->beyond++;
	op_perform(pair->ours, &call, &ours);
	return ours.code == -IRQM_ERANGE ||
	       oracle_differ(pair, "a CPU beyond the machine gives %d", ours.code);
}

/* ---- A program ---- */

static bool run_ops(struct oracle_pair *pair, const struct op_program *p,
		    const struct oracle_options *options)
{
	size_t every = options->everything || cells(&p->shape) <= MAX_CELLS_EVERYTHING
			       ? 1
			       : 1 + cells(&p->shape) / CELLS_PER_CALL;
	size_t *op = &pair->report->op, calls = 0;
	unsigned int repeat;

	for (*op = 0; *op < p->nr; ++*op) {
		for (repeat = 0; repeat < op_repeats(&p->ops[*op]); repeat++) {
			if (!step(pair, &p->ops[*op]))
				return false;
			if (++calls % every == 0 && !oracle_same_everything(pair))
				return false;
		}
	}
	return oracle_same_everything(pair);
}

bool oracle_run(const struct op_program *p, const struct oracle_options *options,
		struct oracle_tally *tally, struct oracle_report *report)
{
	struct oracle_pair pair;
	unsigned int number;
	bool same;

	memset(report, 0, sizeof(*report));
	same = pair_init(&pair, &p->shape, options, report);
	pair.tally = tally;
	same = same && run_ops(&pair, p, options);
	tally->programs++;
	for (number = 0; number < ORACLE_NR_NUMBERS; number++)
		tally->d[number].programs += pair.seen >> number & 1;
	pair_fini(&pair);
	return same;
}

/* ---- Failures ---- */

static bool run_fails(void *ctx, const struct op_program *p)
{
	struct oracle_tally tally = { 0 };
	struct oracle_report report;

	return !oracle_run(p, ctx, &tally, &report);
}

void oracle_explain(FILE *out, const struct op_program *p, const struct oracle_options *options)
{
	struct oracle_options careful = *options;
	struct oracle_tally tally = { 0 };
	struct oracle_report report;
	struct op_program small;

	careful.everything = cells(&p->shape) <= 4096;
	small = op_shrink(p, run_fails, &careful, OP_SHRINK_TRIES);
	oracle_run(&small, &careful, &tally, &report);
	fprintf(out, "Linux %s, NR_CPUS = %u; %zu ops shrunk to %zu, which fail at op %zu:\n%s\n",
		options->build->version, options->build->nr_cpus_max, p->nr, small.nr, report.op,
		report.what);
	op_program_print(out, &small);
	op_program_fini(&small);
}
