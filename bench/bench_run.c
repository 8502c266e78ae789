/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_run.c - measure all operations on a machine.
 *
 * The implementations take turns, with one repetition each. So what disturbs the machine for a
 * while disturbs all of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <irqmatrix/topology.h>

#include "bench_plot.h"
#include "bench_run.h"
#include "bench_util.h"
#include "gbench.h"

/* A measurement that takes less shows no progress. */
#define QUIET_SECONDS 2.0

/* One implementation on the machine at hand. */
struct contender {
	struct bench_impl impl;
	struct bench bench;
	enum bench_load load;
	struct bench_task task;
	struct gbench_case what;
	char *name;
	uint64_t iterations;
	double *ns;
};

struct run {
	const struct bench_options *options;
	const struct bench_machine *machine;
	struct contender contenders[BENCH_IMPLS_MAX];
	const struct bench_impl *impls[BENCH_IMPLS_MAX];
	unsigned int nr;
	unsigned int measured;
	struct bench_policies policies;
	bool head_shown;
	double started;
	bool progress_shown;
};

/* Repetitions count from 1; 0 is the time before them. */
static void show_progress(struct run *run, const char *name, unsigned int repetition)
{
	if (bench_now() - run->started < QUIET_SECONDS || !isatty(STDERR_FILENO))
		return;
	fflush(stdout);
	fprintf(stderr, "\r\033[K%s, ", name);
	if (repetition)
		fprintf(stderr, "repetition %u of %u", repetition, run->options->repetitions);
	else
		fprintf(stderr, "preparing");
	fflush(stderr);
	run->progress_shown = true;
}

static void clear_progress(struct run *run)
{
	if (run->progress_shown)
		fputs("\r\033[K", stderr);
	run->progress_shown = false;
}

/* Prints the head of the table, once per machine, but not if the filter leaves nothing of it. */
static void show_head(struct run *run)
{
	if (!run->head_shown)
		bench_table_head(run->machine, run->impls, run->nr);
	run->head_shown = true;
}

static char *name_of(const struct run *run, const char *operation, const struct bench_impl *impl)
{
	return program_text("%s/%s/%u", operation, impl->name, run->machine->nr_online);
}

static bool is_wanted(const struct run *run, const char *name)
{
	return !run->options->filter || !regexec(run->options->filter, name, 0, NULL, 0);
}

static bool is_wanted_of(const struct run *run, const char *operation,
			 const struct bench_impl *impl)
{
	char *name = name_of(run, operation, impl);
	bool wanted = is_wanted(run, name);

	free(name);
	return wanted;
}

/* Whether the filter and the implementations leave anything of an operation. */
static bool is_wanted_of_any(const struct run *run, const struct bench_operation *operation)
{
	unsigned int i;

	for (i = 0; i < run->nr; i++) {
		if (bench_is_offered(operation, run->impls[i]) &&
		    is_wanted_of(run, operation->name, run->impls[i]))
			return true;
	}
	return false;
}

/* ours: the repetitions of the first implementation, for the ratio, or NULL. */
static struct bench_figure figure_of(const double *repetitions, const double *ours, unsigned int nr)
{
	struct bench_figure figure = { .measured = true };
	double *sorted = program_alloc(nr, sizeof(*sorted));
	unsigned int i;

	for (i = 0; ours && i < nr; i++)
		sorted[i] = repetitions[i] / ours[i];
	figure.ratio = bench_median(sorted, nr);
	memcpy(sorted, repetitions, nr * sizeof(*sorted));
	figure.median = bench_median(sorted, nr);
	figure.spread = (sorted[nr - 1] - sorted[0]) / 2 / figure.median * 100;
	free(sorted);
	return figure;
}

/* Leaves c out of the operation: a contender without a name takes no part. */
static bool leave_out(struct contender *c)
{
	free(c->name);
	c->name = NULL;
	return false;
}

/*
 * Gets c ready for the operation; false if the filter leaves it out or c has no such operation.
 * Only grouping may fail on a machine; all other calls have to succeed.
 */
static bool set_up(struct run *run, struct contender *c, const struct bench_operation *operation)
{
	c->name = name_of(run, operation->name, &c->impl);
	if (!bench_is_offered(operation, &c->impl) || !is_wanted(run, c->name))
		return leave_out(c);
	show_progress(run, c->name, 0);
	bench_prepare(&c->bench, operation, &c->load);
	c->task = (struct bench_task){ .operation = operation, .b = &c->bench };
	c->what = (struct gbench_case){
		.name = c->name,
		.label = run->machine->title,
		.run = operation->run,
		.ctx = &c->task,
		.manual_time = operation->manual_time,
	};
	c->iterations = operation->iterations;
	if (!c->iterations)
		c->iterations = gbench_calibrate(&c->what, run->options->min_seconds);
	if (!c->iterations && operation->groups != GROUPS_NONE) {
		clear_progress(run);
		show_head(run);
		bench_table_note(operation, run->machine, &c->impl, "cannot group so many");
		return leave_out(c);
	}
	if (!c->iterations)
		program_die(EXIT_FAILURE, "%s: a call failed", c->name);
	return true;
}

static void repeat(struct run *run, struct contender *c, unsigned int repetition)
{
	double ns;

	show_progress(run, c->name, repetition + 1);
	ns = gbench_measure(&c->what, c->iterations, repetition, run->options->repetitions);
	if (ns < 0)
		program_die(EXIT_FAILURE, "%s: a call failed", c->name);
	c->ns[repetition] = ns;
}

/* Makes and keeps the figures of all implementations that took part in the operation. */
static void conclude(struct run *run, const struct bench_operation *operation,
		     struct bench_figure *figures)
{
	const struct bench_options *options = run->options;
	const double *ours = run->contenders[0].name ? run->contenders[0].ns : NULL;
	unsigned int i;

	for (i = 0; i < run->nr; i++) {
		struct contender *c = &run->contenders[i];

		if (!c->name)
			continue;
		figures[i] = figure_of(c->ns, ours, options->repetitions);
		gbench_keep_median(c->name, run->machine->title, options->repetitions,
				   figures[i].median);
		/* Variants of spreading are left out: too many panels would make all too small. */
		if (options->plot && (options->filter || !bench_is_variant(operation)))
			bench_plot_add(options->plot, operation, run->machine, run->impls[i], i,
				       &figures[i]);
		leave_out(c);
	}
}

static void measure(struct run *run, const struct bench_operation *operation)
{
	struct bench_figure figures[BENCH_IMPLS_MAX] = { { .measured = false } };
	unsigned int repetition, i, nr_measured = 0;
	size_t our_bytes = 0;

	for (i = 0; i < run->nr; i++)
		nr_measured += set_up(run, &run->contenders[i], operation);
	if (!nr_measured)
		return;
	for (repetition = 0; repetition < run->options->repetitions; repetition++) {
		for (i = 0; i < run->nr; i++) {
			if (run->contenders[i].name)
				repeat(run, &run->contenders[i], repetition);
		}
	}
	conclude(run, operation, figures);
	run->measured += nr_measured;
	clear_progress(run);
	show_head(run);
	if (operation->load != LOAD_NONE)
		our_bytes = run->impls[0]->bytes(&run->contenders[0].bench, SIZE_MATRIX);
	if (operation->groups != GROUPS_NONE)
		run->policies.median[operation->policy][operation->form][operation->groups] =
			figures[0].median;
	bench_table_row(operation, run->machine, figures, run->nr, our_bytes);
}

/* How much memory c takes; 0: none, or it cannot be measured. */
static size_t bytes_of(struct contender *c, enum bench_size size)
{
	if (size != SIZE_MATRIX) {
		if (!c->impl.spread)
			return 0;
		bench_prepare_spread(&c->bench);
	} else if (c->load == LOAD_NONE) {
		bench_load(&c->bench, c->load = LOAD_EMPTY);
	}
	return c->impl.bytes(&c->bench, size);
}

static void measure_bytes(struct run *run, enum bench_size size)
{
	const char *what = bench_memories[size].name;
	size_t bytes[BENCH_IMPLS_MAX] = { 0 };
	unsigned int i, nr_measured = 0;

	for (i = 0; i < run->nr; i++) {
		struct contender *c = &run->contenders[i];
		char *name;

		if (!is_wanted_of(run, what, &c->impl))
			continue;
		bytes[i] = bytes_of(c, size);
		if (!bytes[i])
			continue;
		name = name_of(run, what, &c->impl);
		gbench_keep_number(name, run->machine->title, "bytes", (double)bytes[i]);
		free(name);
		run->measured++;
		nr_measured++;
	}
	if (!nr_measured)
		return;
	show_head(run);
	bench_table_bytes(what, run->machine, run->impls, bytes, run->nr);
}

static void start(struct run *run, const struct bench_machine *machine)
{
	struct bench_impl peers[BENCH_IMPLS_MAX];
	unsigned int i, nr_peers = 0;

	memset(run->contenders, 0, sizeof(run->contenders));
	memset(&run->policies, 0, sizeof(run->policies));
	run->machine = machine;
	run->head_shown = false;
	if (run->options->peer)
		nr_peers = bench_linux(machine, peers);
	run->nr = 1 + nr_peers;
	for (i = 0; i < run->nr; i++) {
		struct contender *c = &run->contenders[i];

		c->impl = i ? peers[i - 1] : bench_irqmatrix;
		if (!i && machine->nr_nodes > IRQM_TOPOLOGY_MAX_NODES)
			c->impl.spread = NULL;
		c->bench.impl = run->impls[i] = &c->impl;
		c->bench.machine = machine;
		c->ns = program_alloc(run->options->repetitions, sizeof(*c->ns));
	}
}

static void run_machine(struct run *run, const struct bench_machine *machine)
{
	const struct bench_operation *operation;
	unsigned int i;

	start(run, machine);
	for (operation = bench_operations; operation->name; operation++) {
		if (is_wanted_of_any(run, operation))
			measure(run, operation);
	}
	for (i = 0; i < NR_SIZES; i++)
		measure_bytes(run, (enum bench_size)i);
	bench_table_policies(&run->policies);
	for (i = 0; i < run->nr; i++) {
		bench_finish(&run->contenders[i].bench);
		free(run->contenders[i].ns);
	}
}

unsigned int bench_run(const struct bench_options *options)
{
	struct run run = { .options = options, .started = bench_now() };
	unsigned int i;

	for (i = 0; i < options->nr_machines; i++)
		run_machine(&run, options->machines[i]);
	return run.measured;
}
