/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * irqmatrix_worst.c - the program: options, and the table of what was found.
 *
 * Interrupt code is judged by its worst case, and thought alone does not find it. So the program
 * searches for it: it changes the calls before and the arguments at random and keeps what makes the
 * call take more steps (core_counted.c says what a step is). Steps are deterministic and cheap, so
 * the search repeats with its seed and a bound on them may be a test. What was found is then
 * counted in instructions and timed, with the library as it is shipped, and Linux's code beside it.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worst_meter.h"
#include "worst_search.h"
#include "worst_util.h"

#define SIZES_MAX 32U
#define STEPPED_MAX 2000000UL

/* Op programs have no more CPUs with this many vectors. */
#define CPUS_MAX (OP_MAX_CELLS / WORST_VECTORS)

const char *argp_program_version = "irqmatrix-worst " WORST_VERSION;

enum option_key {
	KEY_CALL = 'a',
	KEY_CPUS = 'c',
	KEY_SECONDS = 's',
	KEY_EVALUATIONS = 'e',
	KEY_SEED = 'r',
	KEY_GOAL = 'g',
	KEY_PATTERN = 'p',
	KEY_SAVE = 'w',
	KEY_LOAD = 'l',
	KEY_BOUNDS = 'b',
	KEY_STEPS_ONLY = 'q',
	KEY_LIST = 'L',
};

static const struct argp_option option_list[] = {
	{ "call", KEY_CALL, "NAME,NAME,..", 0, "Look at these calls (all that --list names)", 0 },
	{ "cpus", KEY_CPUS, "N,N,..", 0,
	  "Machines with these numbers of CPUs (16,64,256,1024,8192); up to 16384", 0 },
	{ "seconds", KEY_SECONDS, "S", 0, "Search for so long, per call and machine (5)", 0 },
	{ "evaluations", KEY_EVALUATIONS, "N", 0,
	  "Try this number of programs instead: the result then depends on the seed alone", 0 },
	{ "seed", KEY_SEED, "N", 0, "Seed of the random numbers (1)", 0 },
	{ "goal", KEY_GOAL, "steps|instructions|ratio", 0,
	  "What makes a program worse: steps of ours; instructions of ours; or instructions of "
	  "ours for each of Linux's, to find where Linux is faster. The last two count by stopping "
	  "after each instruction and so look at far fewer (steps)",
	  0 },
	{ "pattern", KEY_PATTERN, "NAME", 0,
	  "Start from this pattern only; with --evaluations 1, look at some of its variants and no "
	  "further",
	  0 },
	{ "save", KEY_SAVE, "FILE", 0,
	  "Write the worst program found to FILE, as text for tests/corpus", 0 },
	{ "load", KEY_LOAD, "FILE", 0, "Search nothing: measure the program in FILE", 0 },
	{ "bounds", KEY_BOUNDS, NULL, 0, "Exit with status 1 when a bound is exceeded", 0 },
	{ "steps-only", KEY_STEPS_ONLY, NULL, 0, "Neither count instructions nor time anything",
	  0 },
	{ "list", KEY_LIST, NULL, 0, "Say what the calls and patterns are, and exit", 0 },
	{ 0 }
};

struct options {
	struct worst_plan plan;
	bool call[WORST_NR_CALLS];
	unsigned int sizes[SIZES_MAX];
	unsigned int nr_sizes;
	const char *save;
	const char *load;
	bool bounds;
	bool steps_only;
};

/* ---- Options ---- */

static unsigned long read_number(const char *option, const char *text, unsigned long least,
				 unsigned long most)
{
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || number < least || number > most)
		worst_die(WORST_USAGE, "--%s %s: a number from %lu to %lu is needed", option, text,
			  least, most);
	return number;
}

static void add_size(struct options *o, const char *text)
{
	if (o->nr_sizes == SIZES_MAX)
		worst_die(WORST_USAGE, "--cpus: more than %u machines", SIZES_MAX);
	o->sizes[o->nr_sizes++] = (unsigned int)read_number("cpus", text, 1, CPUS_MAX);
}

static void add_call(struct options *o, const char *name)
{
	unsigned int call = worst_call_named(name);

	if (call == WORST_NR_CALLS)
		worst_die(WORST_USAGE, "--call %s: no such call; --list names them", name);
	o->call[call] = true;
}

/* Hands on the parts of a list between commas. */
static void each_part(struct options *o, const char *list,
		      void (*take)(struct options *o, const char *part))
{
	char *copy = strdup(list), *rest = copy, *part;

	while (copy && (part = strsep(&rest, ",")))
		take(o, part);
	free(copy);
}

static enum worst_goal read_goal(const char *text)
{
	static const char *const names[NR_GOALS] = { "steps", "instructions", "ratio" };
	unsigned int goal;

	for (goal = 0; goal < NR_GOALS; goal++) {
		if (strcmp(names[goal], text) == 0)
			return goal;
	}
	worst_die(WORST_USAGE, "--goal %s: steps, instructions or ratio is needed", text);
}

static unsigned int read_pattern(const char *text)
{
	unsigned int pattern;

	for (pattern = 0; pattern < worst_nr_patterns(); pattern++) {
		if (strcmp(worst_pattern_name(pattern), text) == 0)
			return pattern;
	}
	worst_die(WORST_USAGE, "--pattern %s: no such pattern; --list names them", text);
}

static double read_seconds(const char *text)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end || !(seconds > 0) || seconds > 1e6)
		worst_die(WORST_USAGE, "--seconds %s: a number above 0, up to 1000000, is needed",
			  text);
	return seconds;
}

static void print_lists(void)
{
	unsigned int i;

	puts("Calls (irqm_matrix_NAME):");
	for (i = 0; i < WORST_NR_CALLS; i++) {
		if (worst_calls[i].name)
			printf("  %s\n", worst_calls[i].name);
	}
	puts("Patterns:");
	for (i = 0; i < worst_nr_patterns(); i++)
		printf("  %-14s %s\n", worst_pattern_name(i), worst_pattern_about(i));
}

static error_t parse(int key, char *text, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case KEY_CALL:
		each_part(o, text, add_call);
		return 0;
	case KEY_CPUS:
		each_part(o, text, add_size);
		return 0;
	case KEY_SECONDS:
		o->plan.seconds = read_seconds(text);
		return 0;
	case KEY_EVALUATIONS:
		o->plan.evaluations = read_number("evaluations", text, 1, 1000000000);
		return 0;
	case KEY_SEED:
		o->plan.seed = read_number("seed", text, 0, ~0UL);
		return 0;
	case KEY_GOAL:
		o->plan.goal = read_goal(text);
		return 0;
	case KEY_PATTERN:
		o->plan.pattern = read_pattern(text);
		return 0;
	case KEY_SAVE:
		o->save = text;
		return 0;
	case KEY_LOAD:
		o->load = text;
		return 0;
	case KEY_BOUNDS:
		o->bounds = true;
		return 0;
	case KEY_STEPS_ONLY:
		o->steps_only = true;
		return 0;
	case KEY_LIST:
		print_lists();
		exit(0);
	case ARGP_KEY_ARG:
		worst_die(WORST_USAGE, "%s: no operand is taken; see --help", text);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = option_list,
	.parser = parse,
	.doc = "Look for the masks, loads and histories in which the calls of libirqmatrix are "
	       "slowest, and measure them.\v"
	       "A step is a basic block of the source, counted in a copy of the library without "
	       "optimisation; BOUND is what documentation and tests promise. Instructions are "
	       "those of one call of the library as built, and of Linux's code in the same state "
	       "where the build found a source of it; so are the nanoseconds. "
	       "docs/worst-case.md explains what was found.",
};

/* ---- The table ---- */

static void print_heading(const struct options *o)
{
	if (o->load)
		printf("# program of %s", o->load);
	else
		printf("# seed %llu", (unsigned long long)o->plan.seed);
	if (worst_linux_version() && !o->steps_only)
		printf(", beside Linux %s", worst_linux_version());
	printf("\n%-24s%6s%10s%10s", "call", "cpus", "steps", "bound");
	if (!o->steps_only)
		printf("%9s%9s%11s%11s%8s", "instr", "Linux", "ns", "Linux", "ratio");
	puts("  result, pattern and mask");
}

static void print_number(const char *format, int width, double number)
{
	if (number > 0)
		printf(format, width, number);
	else
		printf("%*s", width, "-");
}

static void measure(struct worst_bed *bed, const struct worst_program *p,
		    struct worst_figures *ours, struct worst_figures *linux_had)
{
	worst_bed_time(bed, ours);
	if (worst_can_step())
		worst_bed_instructions(bed, ours, STEPPED_MAX);
	if (!worst_linux_has(p->call) || !worst_linux_make(bed, p))
		return;
	worst_linux_time(linux_had);
	if (worst_can_step())
		worst_linux_instructions(linux_had, STEPPED_MAX);
}

static void print_program(const struct worst_bed *bed, const struct worst_program *p, int result)
{
	const struct op_call *call = worst_bed_call(bed);
	struct irqm_matrix_stats stats;
	unsigned int in_mask = 0;

	if (call->mask)
		in_mask = irqm_cpumask_weight(call->mask, p->ops.shape.nr_cpus);
	irqm_matrix_get_stats(worst_bed_matrix(bed), &stats);
	printf("  %s, %s, %zu ops, %u in the mask, %u online, target %u\n",
	       result ? irqm_error_text(result) : "done", p->origin, p->ops.nr, in_mask,
	       stats.online_cpus, call->slot.cpu);
}

/* What was not counted to its end is not known. */
static void print_instructions(unsigned long instructions)
{
	print_number("%*.0f", 9, instructions < STEPPED_MAX ? (double)instructions : 0);
}

/* Measures a program and prints its line; returns whether it is within the bound. */
static bool report(const struct options *o, const struct worst_program *p)
{
	struct worst_bed *bed = worst_bed_new(&p->ops.shape);
	struct worst_figures ours = { 0 }, linux_had = { 0 };
	unsigned long bound = worst_bound_of(p->call, p->ops.shape.nr_cpus), steps;

	worst_bed_make(bed, p, NULL);
	steps = worst_bed_steps(bed, &ours);
	printf("%-24s%6u%10lu%10lu", worst_calls[p->call].name, p->ops.shape.nr_cpus, steps, bound);
	if (!o->steps_only) {
		measure(bed, p, &ours, &linux_had);
		print_instructions(ours.instructions);
		print_instructions(linux_had.instructions);
		print_number("%*.1f", 11, ours.ns);
		print_number("%*.1f", 11, linux_had.ns);
		print_number("%*.2f", 8, linux_had.ns / ours.ns);
	}
	print_program(bed, p, ours.result);
	fflush(stdout);
	worst_bed_free(bed);
	return steps <= bound;
}

static bool report_saved(const struct options *o)
{
	struct worst_program p = worst_program_load(o->load);
	struct worst_bed *bed = worst_bed_new(&p.ops.shape);
	bool within;

	worst_bed_make(bed, &p, NULL);
	if (p.call == OP_FREE && !worst_bed_fits(bed))
		p.call = WORST_FREE_MANAGED;
	worst_bed_free(bed);
	within = report(o, &p);
	op_program_fini(&p.ops);
	return within;
}

static bool search_one(const struct options *o, unsigned int call, unsigned int nr_cpus)
{
	struct worst_found found;
	bool within;

	if (o->plan.goal == GOAL_RATIO && !worst_linux_has(call))
		return true;
	found = worst_search(&o->plan, call, nr_cpus);
	within = found.score <= 0 || report(o, &found.worst);
	printf("# score %.3f after %lu programs; the patterns alone: %.3f\n", found.score,
	       found.evaluations, found.start);
	if (o->save && found.score > 0)
		worst_program_save(&found.worst, found.steps, o->save);
	op_program_fini(&found.worst.ops);
	return within;
}

static bool search_all(const struct options *o)
{
	bool within = true;
	unsigned int call, i;

	for (call = 0; call < WORST_NR_CALLS; call++) {
		for (i = 0; o->call[call] && i < o->nr_sizes; i++)
			within &= search_one(o, call, o->sizes[i]);
	}
	return within;
}

static void complete(struct options *o)
{
	static const unsigned int usual[] = { 16, 64, 256, 1024, 8192 };
	unsigned int call, nr = 0;

	for (call = 0; call < WORST_NR_CALLS; call++)
		nr += o->call[call];
	for (call = 0; !nr && call < WORST_NR_CALLS; call++)
		o->call[call] = worst_calls[call].name;
	if (!o->nr_sizes) {
		memcpy(o->sizes, usual, sizeof(usual));
		o->nr_sizes = sizeof(usual) / sizeof(usual[0]);
	}
	if (o->save && (nr != 1 || o->nr_sizes != 1))
		worst_die(WORST_USAGE, "--save %s: needs one --call and one --cpus", o->save);
	if (o->plan.goal != GOAL_STEPS && !worst_can_step())
		worst_die(WORST_USAGE, "--goal: only steps, on this processor");
	if (o->plan.goal == GOAL_RATIO && !worst_linux_version())
		worst_die(WORST_USAGE, "--goal ratio: this build found no source of Linux");
}

int main(int argc, char **argv)
{
	struct options o = {
		.plan = { .seed = 1, .seconds = 5, .pattern = WORST_ANY_PATTERN },
	};
	bool within;

	argp_err_exit_status = WORST_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &o);
	complete(&o);
	print_heading(&o);
	within = o.load ? report_saved(&o) : search_all(&o);
	if (!within && o.bounds)
		worst_die(EXIT_FAILURE, "a call takes more steps than its bound");
	return 0;
}
