/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_run.c - measure all operations on a machine.
 *
 * The implementations take turns: one repetition each, and again. Whatever disturbs the machine for
 * a while disturbs them alike.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench_run.h"
#include "bench_util.h"
#include "gbench.h"

/* What takes less goes without a word. */
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
	bool head_shown;
	double started;
	bool progress_shown;
};

/* Repetitions count from 1; 0 is what comes before them. */
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

/* Once per machine, and not if the filter leaves nothing of it. */
static void show_head(struct run *run)
{
	if (!run->head_shown)
		bench_table_head(run->machine, run->impls, run->nr);
	run->head_shown = true;
}

static char *name_of(const struct run *run, const char *operation, const struct bench_impl *impl)
{
	return bench_text("%s/%s/%u", operation, impl->name, run->machine->nr_online);
}

static bool is_wanted(const struct run *run, const char *name)
{
	return !run->options->filter || !regexec(run->options->filter, name, 0, NULL, 0);
}

/* Operations that the filter leaves out altogether are not mentioned. */
static bool is_wanted_of_any(const struct run *run, const char *operation)
{
	bool wanted = false;
	unsigned int i;

	for (i = 0; i < run->nr && !wanted; i++) {
		char *name = name_of(run, operation, run->impls[i]);

		wanted = is_wanted(run, name);
		free(name);
	}
	return wanted;
}

/* ours: the repetitions of the first implementation, or NULL. */
static struct bench_figure figure_of(const double *repetitions, const double *ours, unsigned int nr)
{
	struct bench_figure figure = { .measured = true };
	double *sorted = bench_alloc(nr, sizeof(*sorted));
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

/* Gets c ready for the operation; false when the filter leaves it out. */
static bool set_up(struct run *run, struct contender *c, const struct bench_operation *operation)
{
	c->name = name_of(run, operation->name, &c->impl);
	if (!is_wanted(run, c->name)) {
		free(c->name);
		c->name = NULL;
		return false;
	}
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
	if (!c->iterations)
		bench_die(EXIT_FAILURE, "%s: a call failed", c->name);
	return true;
}

static void repeat(struct run *run, struct contender *c, unsigned int repetition)
{
	double ns;

	show_progress(run, c->name, repetition + 1);
	ns = gbench_measure(&c->what, c->iterations, repetition, run->options->repetitions);
	if (ns < 0)
		bench_die(EXIT_FAILURE, "%s: a call failed", c->name);
	c->ns[repetition] = ns;
}

static void measure(struct run *run, const struct bench_operation *operation)
{
	struct bench_figure figures[BENCH_IMPLS_MAX] = { { .measured = false } };
	const double *ours = NULL;
	unsigned int repetition, i;

	for (i = 0; i < run->nr; i++)
		run->measured += set_up(run, &run->contenders[i], operation);
	for (repetition = 0; repetition < run->options->repetitions; repetition++) {
		for (i = 0; i < run->nr; i++) {
			if (run->contenders[i].name)
				repeat(run, &run->contenders[i], repetition);
		}
	}
	for (i = 0; i < run->nr; i++) {
		struct contender *c = &run->contenders[i];

		if (!c->name)
			continue;
		if (i == 0)
			ours = c->ns;
		figures[i] = figure_of(c->ns, ours, run->options->repetitions);
		gbench_keep_median(c->name, run->machine->title, run->options->repetitions,
				   figures[i].median);
		free(c->name);
		c->name = NULL;
	}
	clear_progress(run);
	show_head(run);
	bench_table_row(operation, run->machine, figures, run->nr,
			run->impls[0]->bytes(&run->contenders[0].bench));
}

static void measure_bytes(struct run *run)
{
	size_t bytes[BENCH_IMPLS_MAX] = { 0 };
	unsigned int i;

	for (i = 0; i < run->nr; i++) {
		struct contender *c = &run->contenders[i];
		char *name = name_of(run, BENCH_BYTES, &c->impl);

		if (is_wanted(run, name)) {
			if (c->load == LOAD_NONE)
				bench_load(&c->bench, c->load = LOAD_EMPTY);
			bytes[i] = c->impl.bytes(&c->bench);
			gbench_keep_number(name, run->machine->title, BENCH_BYTES,
					   (double)bytes[i]);
			run->measured++;
		}
		free(name);
	}
	show_head(run);
	bench_table_bytes(run->machine, run->impls, bytes, run->nr);
}

static void start(struct run *run, const struct bench_machine *machine)
{
	struct bench_impl peers[BENCH_IMPLS_MAX];
	unsigned int i, nr_peers = 0;

	memset(run->contenders, 0, sizeof(run->contenders));
	run->machine = machine;
	run->head_shown = false;
	if (run->options->peer)
		nr_peers = bench_linux(machine, peers);
	run->nr = 1 + nr_peers;
	for (i = 0; i < run->nr; i++) {
		struct contender *c = &run->contenders[i];

		c->impl = i ? peers[i - 1] : bench_irqmatrix;
		c->bench.impl = run->impls[i] = &c->impl;
		c->bench.machine = machine;
		c->ns = bench_alloc(run->options->repetitions, sizeof(*c->ns));
	}
}

static void run_machine(struct run *run, const struct bench_machine *machine)
{
	const struct bench_operation *operation;
	unsigned int i;

	start(run, machine);
	for (operation = bench_operations; operation->name; operation++) {
		if (is_wanted_of_any(run, operation->name))
			measure(run, operation);
	}
	if (is_wanted_of_any(run, BENCH_BYTES))
		measure_bytes(run);
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
