/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * irqmatrix_bench.c - the program: options, and which machines they mean.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

#include "bench_plot.h"
#include "bench_run.h"
#include "bench_scores.h"
#include "bench_util.h"
#include "gbench.h"
#include "shared/machine_file.h"

#define REPETITIONS 7U
#define MIN_SECONDS 0.05

const char *argp_program_version = "irqmatrix-bench " BENCH_VERSION;

enum option_key {
	KEY_TOPOLOGY = 't',
	KEY_CPUS = 'c',
	KEY_FILTER = 'f',
	KEY_JSON = 'j',
	KEY_REPETITIONS = 'r',
	KEY_MIN_TIME = 'm',
	KEY_PEER = 'p',
	KEY_LIST = 'l',
	KEY_PLOT = 'P',
	KEY_SCORES = 's',
	KEY_PEER_VERSION = 256,
};

static const struct argp_option option_list[] = {
	{ "topology", KEY_TOPOLOGY, "FILE|SYNTHETIC", 0,
	  "Measure on this machine: an hwloc XML file, or hwloc's synthetic notation, such as "
	  "\"numa:8 core:64 pu:2\". May be given several times",
	  0 },
	{ "cpus", KEY_CPUS, "N,N,..", 0,
	  "Measure on machines of these sizes, on 8 nodes of neighbours in 2 packages, 2 CPUs a "
	  "core, 4 cores a cluster, 8 cores a last-level cache",
	  0 },
	{ "filter", KEY_FILTER, "REGEX", 0,
	  "Measure only what matches: an extended regular expression, searched for in names such "
	  "as churn/irqmatrix/64",
	  0 },
	{ "json", KEY_JSON, "FILE", 0,
	  "Write all figures to FILE as well, in the format of Google Benchmark", 0 },
	{ "plot", KEY_PLOT, "FILE", 0,
	  "Draw the times over the number of CPUs, a panel per operation, and write that to FILE, "
	  "which ends in .svg, .pdf or .png. Without --topology and --cpus, these are 2, 8, 64, "
	  "256, 1,024, 4,096 and 8,192 CPUs, as by --cpus. Without --filter, spreading is drawn "
	  "with Linux 6.12's policy only",
	  0 },
	{ "repetitions", KEY_REPETITIONS, "N", 0, "Repetitions of each measurement (7)", 0 },
	{ "min-time", KEY_MIN_TIME, "SECONDS", 0, "How long one repetition takes (0.05)", 0 },
	{ "peer", KEY_PEER, "linux|none", 0,
	  "Measure Linux's own code in the same run, or do not. Without this option it is measured "
	  "if the build found a Linux source",
	  0 },
	{ "peer-version", KEY_PEER_VERSION, "VERSION", 0,
	  "Which version of Linux is measured, such as 6.12 or 7 (the newest that the build found "
	  "a source of)",
	  0 },
	{ "scores", KEY_SCORES, NULL, 0,
	  "Measure no times: say how good the groups are that the policies of spreading make on "
	  "these machines, and in how many cases locality is better than the others",
	  0 },
	{ "list", KEY_LIST, NULL, 0, "Say what the operations are, and exit", 0 },
	{ 0 },
};

static void add_machine(struct bench_options *options, struct bench_machine *machine)
{
	size_t size = (options->nr_machines + 1) * sizeof(*options->machines);

	options->machines = realloc(options->machines, size);
	if (!options->machines)
		program_die(EXIT_FAILURE, "no memory for %u machines", options->nr_machines + 1);
	options->machines[options->nr_machines++] = machine;
}

static void add_hwloc(struct bench_options *options, struct irqm_hwloc *t, const char *title)
{
	add_machine(options, bench_machine_of(t, title));
	irqm_hwloc_unload(t);
}

static void add_cpus(struct bench_options *options, const char *list)
{
	const char *rest = list;
	unsigned long nr;
	char *end;

	do {
		nr = strtoul(rest, &end, 10);
		if (end == rest || *rest < '0' || *rest > '9' || (*end && *end != ','))
			program_die(PROGRAM_USAGE, "--cpus %s: not a list of numbers", list);
		if (nr < 1 || nr > IRQM_MAX_CPUS)
			program_die(PROGRAM_USAGE, "--cpus %s: 1 to %u CPUs are possible", list,
				    IRQM_MAX_CPUS);
		add_machine(options, bench_machine_plain((unsigned int)nr));
		rest = end + 1;
	} while (*end);
}

/* Adds the machines to measure on if the user names none. */
static void add_default(struct bench_options *options)
{
	unsigned int i;

	if (!options->plot)
		add_hwloc(options, machine_live(), "this machine");
	for (i = 0; options->plot && i < bench_plot_nr_sizes; i++)
		add_machine(options, bench_machine_plain(bench_plot_sizes[i]));
}

static void set_filter(struct bench_options *options, const char *text)
{
	static regex_t filter;
	char reason[256];
	int error = regcomp(&filter, text, REG_EXTENDED | REG_NOSUB);

	if (error) {
		regerror(error, &filter, reason, sizeof(reason));
		program_die(PROGRAM_USAGE, "--filter %s: %s", text, reason);
	}
	options->filter = &filter;
}

static void set_numbers(struct bench_options *options, int key, const char *text)
{
	char *end;
	double number = strtod(text, &end);

	if (end == text || *end)
		program_die(PROGRAM_USAGE, "%s: not a number", text);
	if (key == KEY_REPETITIONS && (number < 1 || number > 1000 || strpbrk(text, ".eExX")))
		program_die(PROGRAM_USAGE, "--repetitions %s: 1 to 1000 are possible", text);
	if (key == KEY_MIN_TIME && !(number > 0 && number <= 60))
		program_die(PROGRAM_USAGE, "--min-time %s: more than 0 and at most 60 seconds are "
					   "possible",
			    text);
	if (key == KEY_REPETITIONS)
		options->repetitions = (unsigned int)number;
	else
		options->min_seconds = number;
}

static void set_peer(struct bench_options *options, const char *text)
{
	if (strcmp(text, "linux") && strcmp(text, "none"))
		program_die(PROGRAM_USAGE, "--peer %s: there are linux and none", text);
	options->peer = !strcmp(text, "linux");
	if (options->peer && !bench_linux_version())
		program_die(PROGRAM_USAGE, "--peer linux: the build found no Linux source");
}

static void set_peer_version(const char *text)
{
	const char *newest = bench_linux_version();

	if (!newest)
		program_die(PROGRAM_USAGE, "--peer-version %s: the build found no Linux source",
			    text);
	if (!bench_linux_choose(text))
		program_die(PROGRAM_USAGE, "--peer-version %s: the build has no such version of "
					   "Linux; the newest is %s",
			    text, newest);
}

static _Noreturn void list_operations(void)
{
	const struct bench_operation *operation;
	unsigned int i;

	for (operation = bench_operations; operation->name; operation++)
		printf("%-30s %s\n", operation->name, operation->help);
	for (i = 0; i < NR_SIZES; i++)
		printf("%-30s %s\n", bench_memories[i].name, bench_memories[i].help);
	printf("\nOf Linux, every spread_ operation is group_cpus_evenly(), which gives masks.\n");
	exit(EXIT_SUCCESS);
}

/* Notes an option that has no meaning for scores. */
static void note_option(struct bench_options *options, int key)
{
	const struct argp_option *option;

	for (option = option_list; option->name; option++) {
		if (option->key == key && key != KEY_TOPOLOGY && key != KEY_CPUS &&
		    key != KEY_JSON && key != KEY_SCORES)
			options->of_times = option->name;
	}
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct bench_options *options = state->input;

	note_option(options, key);
	switch (key) {
	case KEY_TOPOLOGY:
		add_hwloc(options, machine_load(text), text);
		return 0;
	case KEY_CPUS:
		add_cpus(options, text);
		return 0;
	case KEY_FILTER:
		set_filter(options, text);
		return 0;
	case KEY_JSON:
		options->json = text;
		return 0;
	case KEY_PLOT:
		options->plot = bench_plot_start(text);
		return 0;
	case KEY_REPETITIONS:
	case KEY_MIN_TIME:
		set_numbers(options, key, text);
		return 0;
	case KEY_PEER:
		set_peer(options, text);
		return 0;
	case KEY_PEER_VERSION:
		set_peer_version(text);
		return 0;
	case KEY_SCORES:
		options->scores = true;
		return 0;
	case KEY_LIST:
		list_operations();
	case ARGP_KEY_ARG:
		argp_error(state, "%s: no arguments are taken", text);
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Checks the JSON file before anything is measured, because measuring may take an hour. */
static void check_json(const struct bench_options *options)
{
	FILE *file;

	if (!options->json)
		return;
	file = fopen(options->json, "a");
	if (!file)
		program_die(PROGRAM_USAGE, "--json %s: %s", options->json, strerror(errno));
	fclose(file);
}

static void write_json(const struct bench_options *options)
{
	const bool peer = options->peer && !options->scores;

	gbench_context("irqmatrix", BENCH_VERSION);
	gbench_context("build", BENCH_BUILD);
	gbench_context("linux", peer ? bench_linux_version() : "not measured");
	if (!gbench_write_json(options->json))
		program_die(EXIT_FAILURE, "--json %s: cannot be written", options->json);
}

static void say_what(const struct bench_options *options)
{
	if (options->scores) {
		printf("irqmatrix-bench %s: scores of groups, irqm_spread_score()\n",
		       BENCH_VERSION);
		return;
	}
	printf("irqmatrix-bench %s, %s build: median of %u repetitions of %g s; +-%% is half their "
	       "range\n",
	       BENCH_VERSION, BENCH_BUILD, options->repetitions, options->min_seconds);
	if (options->peer)
		printf("ratio: time of the code of Linux %s / time of irqmatrix, measured in "
		       "turns\n",
		       bench_linux_version());
	if (!strcmp(BENCH_BUILD, "Debug"))
		printf("This build is for debugging: the figures say nothing about speed.\n");
}

static void do_work(const struct bench_options *options)
{
	if (options->scores && !bench_scores(options))
		program_die(PROGRAM_USAGE, "--scores: no machine that can be spread over");
	if (!options->scores && !bench_run(options))
		program_die(PROGRAM_USAGE, "--filter: matches nothing that can be measured; see "
					   "--list");
}

int main(int argc, char **argv)
{
	struct bench_options options = {
		.repetitions = REPETITIONS,
		.min_seconds = MIN_SECONDS,
		.peer = bench_linux_version() != NULL,
	};
	const struct argp argp = {
		.options = option_list,
		.parser = parse_option,
		.doc = "Measure how long the operations of libirqmatrix take, on this machine's "
		       "CPUs or on those of other machines.\v"
		       "The machine only says how many CPUs there are and which are near each "
		       "other; it is this one that computes. See irqmatrix-bench(1).",
	};
	unsigned int i;

	argp_err_exit_status = PROGRAM_USAGE;
	program_name = "irqmatrix-bench";
	machine_quiet();
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	if (options.scores && options.of_times)
		program_die(PROGRAM_USAGE, "--scores: --%s has no meaning for it",
			    options.of_times);
	if (!options.nr_machines)
		add_default(&options);
	check_json(&options);
	gbench_start(argv[0]);
	say_what(&options);
	do_work(&options);
	if (options.json)
		write_json(&options);
	if (options.plot)
		bench_plot_finish(options.plot, &options);
	for (i = 0; i < options.nr_machines; i++)
		bench_machine_free(options.machines[i]);
	free(options.machines);
	return EXIT_SUCCESS;
}
