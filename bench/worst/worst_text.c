/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_text.c - states as text:
 *
 *	irqmatrix-worst 1
 *	call alloc
 *	cpus 128
 *	steps 321		what was counted when it was saved
 *	origin rising
 *	target 5
 *	block 1
 *	searches 0 0 0 0 8 0 0 0
 *	mask 1-63,65-127
 *	load 0-127/64 0 0 8 0 0 1 0
 *	load 1-63,65-127 2 0 8 2 0 1 0
 *
 * The numbers of a load are those of enum worst_number; CPUs that no load names have never been
 * online and hold nothing.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worst_state.h"
#include "worst_util.h"

#define HEADING "irqmatrix-worst 1"

/* ---- Lists of CPUs ---- */

/* How many CPUs from first on, in such steps, are in the mask. */
static unsigned int run_of(const unsigned long *mask, unsigned int nr_cpus, unsigned int first,
			   unsigned int step)
{
	unsigned int cpu, nr = 0;

	for (cpu = first; cpu < nr_cpus && irqm_cpumask_test(mask, cpu); cpu += step)
		nr++;
	return nr;
}

static void print_list(FILE *out, const unsigned long *mask, unsigned int nr_cpus)
{
	static const unsigned int steps[] = { 1, 2, 4, IRQM_BITS_PER_LONG };
	size_t bytes = IRQM_CPUMASK_WORDS(nr_cpus) * sizeof(unsigned long);
	unsigned long *left = worst_alloc(1, bytes);
	unsigned int cpu, i, nr;
	const char *comma = "";

	memcpy(left, mask, bytes);
	while ((cpu = irqm_cpumask_next(left, nr_cpus, 0)) < nr_cpus) {
		unsigned int step = 1, most = 0;

		for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
			nr = run_of(left, nr_cpus, cpu, steps[i]);
			if (nr > most) {
				most = nr;
				step = steps[i];
			}
		}
		fprintf(out, "%s%u", comma, cpu);
		if (most > 1)
			fprintf(out, "-%u", cpu + (most - 1) * step);
		if (most > 1 && step > 1)
			fprintf(out, "/%u", step);
		for (; most > 0; most--, cpu += step)
			irqm_cpumask_clear(left, cpu);
		comma = ",";
	}
	if (!*comma)
		fputs("none", out);
	free(left);
}

char *worst_mask_text(const unsigned long *mask, unsigned int nr_cpus)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	if (!out)
		worst_die(EXIT_FAILURE, "no memory for a mask as text");
	print_list(out, mask, nr_cpus);
	fclose(out);
	return text;
}

/* ---- Saving ---- */

/* The CPUs with the same numbers as this one, which are taken off the list of those left. */
static void take_equal(const struct worst_state *s, unsigned int cpu, unsigned long *left,
		       unsigned long *equal)
{
	unsigned int c;

	memset(equal, 0, IRQM_CPUMASK_WORDS(s->nr_cpus) * sizeof(*equal));
	for (c = cpu; c < s->nr_cpus; c = irqm_cpumask_next(left, s->nr_cpus, c + 1)) {
		if (memcmp(&s->cpus[c], &s->cpus[cpu], sizeof(*s->cpus)) == 0) {
			irqm_cpumask_set(equal, c);
			irqm_cpumask_clear(left, c);
		}
	}
}

static void save_loads(FILE *out, const struct worst_state *s)
{
	static const struct worst_cpu nothing;
	size_t words = IRQM_CPUMASK_WORDS(s->nr_cpus);
	unsigned long *left = worst_alloc(words, sizeof(*left));
	unsigned long *equal = worst_alloc(words, sizeof(*equal));
	unsigned int cpu, i;

	for (cpu = 0; cpu < s->nr_cpus; cpu++)
		irqm_cpumask_set(left, cpu);
	while ((cpu = irqm_cpumask_next(left, s->nr_cpus, 0)) < s->nr_cpus) {
		take_equal(s, cpu, left, equal);
		if (memcmp(&s->cpus[cpu], &nothing, sizeof(nothing)) == 0)
			continue;
		fputs("load ", out);
		print_list(out, equal, s->nr_cpus);
		for (i = 0; i < NR_NUMBERS; i++)
			fprintf(out, " %u", s->cpus[cpu].number[i]);
		fputc('\n', out);
	}
	free(left);
	free(equal);
}

void worst_state_save(const struct worst_state *s, unsigned long steps, const char *file)
{
	FILE *out = fopen(file, "w");
	unsigned int i;
	int failed;

	if (!out)
		worst_die(EXIT_FAILURE, "%s: %s", file, strerror(errno));
	fprintf(out, "%s\ncall %s\ncpus %u\nsteps %lu\norigin %s\ntarget %u\nblock %u\nsearches",
		HEADING, worst_calls[s->call].name, s->nr_cpus, steps, s->origin, s->target,
		s->block);
	for (i = 0; i < 2 * NR_SEARCHES; i++)
		fprintf(out, " %u", s->searches[i / NR_SEARCHES][i % NR_SEARCHES]);
	fputs("\nmask ", out);
	print_list(out, s->mask, s->nr_cpus);
	fputc('\n', out);
	save_loads(out, s);
	failed = ferror(out);
	if (fclose(out) || failed)
		worst_die(EXIT_FAILURE, "%s: %s", file, strerror(errno));
}

/* ---- Loading ---- */

struct reader {
	const char *file;
	unsigned int line;
	char *text;
	size_t room;
	FILE *in;
};

static _Noreturn void bad(const struct reader *r, const char *why)
{
	worst_die(WORST_USAGE, "%s:%u: %s", r->file, r->line, why);
}

/* What follows the keyword in the next line. */
static char *next_line(struct reader *r, const char *keyword)
{
	size_t length = strlen(keyword);
	ssize_t got = getline(&r->text, &r->room, r->in);

	r->line++;
	if (got > 0 && r->text[got - 1] == '\n')
		r->text[got - 1] = '\0';
	if (got < 0 || strncmp(r->text, keyword, length) != 0) {
		char *why;

		if (asprintf(&why, "\"%s\" was expected here", keyword) < 0)
			bad(r, "not what was expected here");
		bad(r, why);
	}
	return r->text + length;
}

/* A number up to limit; moves on behind it and one blank, comma or the like. */
static unsigned int read_number(const struct reader *r, char **at, unsigned long limit)
{
	unsigned long number;
	char *end;

	if (**at < '0' || **at > '9')
		bad(r, "a number was expected");
	number = strtoul(*at, &end, 10);
	if (number > limit)
		bad(r, "a number is too large");
	*at = end;
	return (unsigned int)number;
}

static void skip(const struct reader *r, char **at, char character)
{
	if (**at != character)
		bad(r, "numbers are not separated as they should be");
	(*at)++;
}

static void read_list(const struct reader *r, char **at, unsigned int nr_cpus, unsigned long *mask)
{
	unsigned int first, last, step;

	if (strncmp(*at, "none", 4) == 0) {
		*at += 4;
		return;
	}
	for (;; (*at)++) {
		first = last = read_number(r, at, nr_cpus - 1);
		step = 1;
		if (**at == '-') {
			(*at)++;
			last = read_number(r, at, nr_cpus - 1);
		}
		if (**at == '/') {
			(*at)++;
			step = read_number(r, at, nr_cpus);
		}
		if (!step)
			bad(r, "a list in steps of 0");
		for (; first <= last; first += step)
			irqm_cpumask_set(mask, first);
		if (**at != ',')
			return;
	}
}

static enum worst_call read_call(struct reader *r)
{
	const char *name = next_line(r, "call ");
	unsigned int call;

	for (call = CALL_NOTHING + 1; call < NR_CALLS; call++) {
		if (strcmp(worst_calls[call].name, name) == 0)
			return call;
	}
	bad(r, "no such call");
}

/* The lines whose numbers are not those of CPUs. */
static struct worst_state *read_head(struct reader *r, unsigned long *steps)
{
	enum worst_call call;
	struct worst_state *s;
	unsigned int i;
	char *at;

	next_line(r, HEADING);
	call = read_call(r);
	at = next_line(r, "cpus ");
	i = read_number(r, &at, IRQM_MAX_CPUS);
	if (!i)
		bad(r, "a machine without CPUs");
	s = worst_state_new(call, i);
	at = next_line(r, "steps ");
	*steps = read_number(r, &at, ~0U);
	s->origin = strdup(next_line(r, "origin "));
	at = next_line(r, "target ");
	s->target = read_number(r, &at, s->nr_cpus - 1);
	at = next_line(r, "block ");
	s->block = read_number(r, &at, WORST_BLOCK_MAX);
	at = next_line(r, "searches");
	for (i = 0; i < 2 * NR_SEARCHES; i++) {
		skip(r, &at, ' ');
		s->searches[i / NR_SEARCHES][i % NR_SEARCHES] =
			read_number(r, &at, WORST_SEARCHES_MAX);
	}
	return s;
}

static void read_load(struct reader *r, struct worst_state *s, char *at, unsigned long *cpus)
{
	struct worst_cpu load;
	unsigned int i, cpu;

	memset(cpus, 0, IRQM_CPUMASK_WORDS(s->nr_cpus) * sizeof(*cpus));
	read_list(r, &at, s->nr_cpus, cpus);
	for (i = 0; i < NR_NUMBERS; i++) {
		skip(r, &at, ' ');
		load.number[i] = (uint8_t)read_number(r, &at, WORST_USABLE);
	}
	irqm_for_each_cpu(cpu, cpus, s->nr_cpus)
		s->cpus[cpu] = load;
}

struct worst_state *worst_state_load(const char *file, unsigned long *steps)
{
	struct reader r = { .file = file, .in = fopen(file, "r") };
	struct worst_state *s;
	unsigned long *cpus;
	char *at;
	int more;

	if (!r.in)
		worst_die(WORST_USAGE, "%s: %s", file, strerror(errno));
	s = read_head(&r, steps);
	at = next_line(&r, "mask ");
	read_list(&r, &at, s->nr_cpus, s->mask);
	cpus = worst_alloc(IRQM_CPUMASK_WORDS(s->nr_cpus), sizeof(*cpus));
	while ((more = fgetc(r.in)) != EOF) {
		ungetc(more, r.in);
		read_load(&r, s, next_line(&r, "load "), cpus);
	}
	free(cpus);
	free(r.text);
	fclose(r.in);
	worst_state_repair(s);
	return s;
}
