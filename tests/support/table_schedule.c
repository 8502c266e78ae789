/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_schedule.c - two or three calls on one table at the same time, in every order there is.
 */
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "must.h"
#include "table_schedule.h"

#define STACK_BYTES (64 * 1024)
#define MAX_IRQS 6
#define MAX_SERIAL 16

/* What is compared of the end: not on which of its CPUs an interrupt is, for that is a matter of
 * when it looked. */
struct end_of_irq {
	int state;
	int mode;
	unsigned int depth;
	bool suspended;
	bool up;
	bool stopped;
	unsigned long cpus;
};

struct ending {
	int codes[SCHEDULE_MAX_CALLS];
	unsigned long online;
	struct end_of_irq irqs[MAX_IRQS];
};

/* A piece of memory that a run changes, and what it was before. */
struct saved {
	void *memory;
	void *before;
	size_t bytes;
};

/* How things end when the calls of a set are made one after the other. */
struct serial {
	unsigned int calls; /* a bit for each that is made */
	struct ending ending;
};

/* The one exploration that runs; coroutines need to find it. */
static struct {
	const struct schedule_case *c;
	struct table_machine x;
	ucontext_t main;
	ucontext_t context[SCHEDULE_MAX_CALLS];
	void *stack[SCHEDULE_MAX_CALLS];
	bool done[SCHEDULE_MAX_CALLS];
	int codes[SCHEDULE_MAX_CALLS];
	unsigned int current; /* nr_calls: none */
	unsigned char choices[SCHEDULE_MAX_STEPS];
	unsigned char options[SCHEDULE_MAX_STEPS];
	unsigned int nr_steps;
	unsigned int last; /* who went on last */
	struct saved saved[3];
	struct serial serial[MAX_SERIAL];
	unsigned int nr_serial;
} s;

/* ---- One machine ---- */

static bool begin(void)
{
	bool begun;

	table_start(&s.x, 4, 3, 4, MAX_IRQS);
	s.x.skip_checks = true;
	begun = !irqm_table_set_policy(s.x.t, IRQM_TABLE_POLICY_DRIVER) && s.c->begin(&s.x);
	table_calls_clear(&s.x);
	s.x.fail_at[0] = s.c->fail_at;
	return begun;
}

static void save(struct saved *saved, void *memory, size_t bytes)
{
	saved->memory = memory;
	saved->bytes = bytes;
	saved->before = must(malloc(bytes));
	memcpy(saved->before, memory, bytes);
}

static void save_all(void)
{
	size_t bytes = 0;

	irqm_table_size(&s.x.config, &bytes);
	save(&s.saved[0], s.x.t, bytes);
	irqm_matrix_size(&s.x.base.config, &bytes);
	save(&s.saved[1], s.x.base.m, bytes);
	save(&s.saved[2], s.x.devices, MAX_IRQS * sizeof(*s.x.devices));
}

static void restore_all(void)
{
	unsigned int n;

	for (n = 0; n < 3; n++)
		memcpy(s.saved[n].memory, s.saved[n].before, s.saved[n].bytes);
	trace_log_clear(&s.x.base.log);
	table_calls_clear(&s.x);
	s.x.fail_at[0] = s.c->fail_at;
}

static void forget_all(void)
{
	unsigned int n;

	for (n = 0; n < 3; n++)
		free(s.saved[n].before);
}

static struct ending end(void)
{
	struct ending ending;
	unsigned int n;

	memset(&ending, 0, sizeof(ending));
	memcpy(ending.codes, s.codes, sizeof(s.codes));
	for (n = 0; n < 4; n++)
		ending.online |= (unsigned long)machine_cpu(&s.x.base, n).online << n;
	for (n = 0; n < MAX_IRQS; n++) {
		struct irqm_irq_info info = table_info(&s.x, n);
		struct end_of_irq *e = &ending.irqs[n];

		e->state = info.state;
		e->mode = info.mode;
		e->depth = info.depth;
		e->suspended = info.suspended;
		e->up = s.x.devices[n].up;
		e->stopped = s.x.devices[n].stopped;
		irqm_table_get_cpus(s.x.t, n, &e->cpus);
		if (info.busy)
			table_fault(&s.x, "still claimed at the end", n);
	}
	return ending;
}

/* Everything can be given back. */
static bool give_back(void)
{
	table_release_all(&s.x);
	if (machine_stats(&s.x.base).total_allocated || machine_stats(&s.x.base).reserved)
		table_fault(&s.x, "something is left", IRQM_NONE);
	return s.x.faults == 0;
}

static bool finish(void)
{
	bool good = give_back();

	return table_end(&s.x) && good;
}

/* ---- One after the other ---- */

static bool add_serial(const unsigned int *order, unsigned int nr)
{
	struct serial *serial = &s.serial[s.nr_serial++];
	unsigned int n;

	serial->calls = 0;
	if (!begin())
		return false;
	memset(s.codes, 0, sizeof(s.codes));
	for (n = 0; n < nr; n++) {
		s.codes[order[n]] = s.c->calls[order[n]]->make(&s.x);
		serial->calls |= 1U << order[n];
	}
	serial->ending = end();
	return finish();
}

/* All orders of all sets of calls: at most 1 + 3 + 6 + 6. */
static bool add_all_serial(void)
{
	unsigned int n = s.c->nr_calls, a, b, c;
	bool good;

	s.nr_serial = 0;
	good = add_serial(NULL, 0);
	for (a = 0; a < n; a++) {
		good = good && add_serial((unsigned int[]){ a }, 1);
		for (b = 0; b < n; b++) {
			if (a == b)
				continue;
			good = good && add_serial((unsigned int[]){ a, b }, 2);
			for (c = 0; c < n; c++) {
				if (c != a && c != b)
					good = good && add_serial((unsigned int[]){ a, b, c }, 3);
			}
		}
	}
	return good;
}

/* A call that was busy has not been made. */
static bool is_serial(const struct ending *ending)
{
	unsigned int made = 0, n;

	for (n = 0; n < s.c->nr_calls; n++)
		made |= ending->codes[n] == -IRQM_EBUSY ? 0 : 1U << n;
	for (n = 0; n < s.nr_serial; n++) {
		struct ending serial = s.serial[n].ending;
		unsigned int call;

		if (s.serial[n].calls & ~made)
			continue;
		for (call = 0; call < s.c->nr_calls; call++) {
			if (!(s.serial[n].calls & 1U << call))
				serial.codes[call] = -IRQM_EBUSY;
		}
		if (!memcmp(&serial, ending, sizeof(serial)))
			return true;
	}
	return false;
}

/* ---- All at the same time ---- */

static void on_yield(struct table_machine *x)
{
	(void)x;
	if (s.current < s.c->nr_calls)
		swapcontext(&s.context[s.current], &s.main);
}

static void coroutine(void)
{
	unsigned int me = s.current;

	s.codes[me] = s.c->calls[me]->make(&s.x);
	s.done[me] = true;
}

static void make_coroutine(ucontext_t *context, void *stack)
{
	getcontext(context);
	context->uc_stack.ss_sp = stack;
	context->uc_stack.ss_size = STACK_BYTES;
	context->uc_link = &s.main;
	makecontext(context, coroutine, 0);
}

static void make_coroutines(void)
{
	unsigned int n;

	memset(s.codes, 0, sizeof(s.codes));
	memset(s.done, 0, sizeof(s.done));
	for (n = 0; n < s.c->nr_calls; n++)
		make_coroutine(&s.context[n], s.stack[n]);
}

static unsigned int going(void)
{
	unsigned int n, nr = 0;

	for (n = 0; n < s.c->nr_calls; n++)
		nr += !s.done[n];
	return nr;
}

/* The call that a choice lets go on: 0 is the one that went on last, unless it is done. */
static unsigned int chosen(unsigned int choice)
{
	unsigned int n, first = s.last < s.c->nr_calls ? s.last : 0;

	for (n = 0; n < s.c->nr_calls; n++) {
		unsigned int call = (first + n) % s.c->nr_calls;

		if (!s.done[call] && !choice--)
			return call;
	}
	return s.c->nr_calls;
}

/* How many choices there are: one, when all switches have been used up. */
static unsigned int options(unsigned int switches)
{
	bool may_switch = !s.c->max_switches || switches < s.c->max_switches;
	bool must = s.last >= s.c->nr_calls || s.done[s.last];

	return may_switch || must ? going() : 1;
}

/* One interleaving: as the choices say, then always the first. */
static void run_one(unsigned int nr_choices)
{
	unsigned int switches = 0;

	restore_all();
	make_coroutines();
	s.x.yield = on_yield;
	s.last = s.c->nr_calls;
	for (s.nr_steps = 0; going() && s.nr_steps < SCHEDULE_MAX_STEPS && !s.x.faults;) {
		if (s.nr_steps >= nr_choices)
			s.choices[s.nr_steps] = 0;
		s.options[s.nr_steps] = (unsigned char)options(switches);
		s.choices[s.nr_steps] %= s.options[s.nr_steps];
		s.current = chosen(s.choices[s.nr_steps]);
		if (s.last < s.c->nr_calls && !s.done[s.last])
			switches += s.current != s.last;
		s.last = s.current;
		swapcontext(&s.main, &s.context[s.current]);
		s.current = s.c->nr_calls;
		table_look(&s.x);
		s.nr_steps++;
	}
	s.x.yield = NULL;
	if (s.nr_steps == SCHEDULE_MAX_STEPS)
		table_fault(&s.x, "too many steps", IRQM_NONE);
}

/* The next string of choices; 0 when this was the last, else its length. */
static unsigned int next_choices(void)
{
	unsigned int n = s.nr_steps;

	while (n && s.choices[n - 1] + 1 == s.options[n - 1])
		n--;
	if (n)
		s.choices[n - 1]++;
	return n;
}

static void tell(FILE *out, const char *what)
{
	unsigned int n;

	for (n = 0; n < s.c->nr_calls; n++)
		fprintf(out, "%s%s (%d)", n ? " | " : "", s.c->calls[n]->name, s.codes[n]);
	fprintf(out, ": %s; choices ", what);
	for (n = 0; n < s.nr_steps; n++)
		fputc('0' + s.choices[n], out);
	fputc('\n', out);
	for (n = 0; n < s.x.nr_log; n++)
		fprintf(out, "  callback %d of interrupt %u gives %d\n", (int)s.x.log[n].kind,
			s.x.log[n].irq, s.x.log[n].code);
}

static bool check_end(FILE *out, struct schedule_report *report)
{
	struct ending ending = end();
	unsigned int n, busy = 0;

	for (n = 0; n < s.c->nr_calls; n++)
		busy += s.codes[n] == -IRQM_EBUSY;
	report->busy += busy > 0;
	if (!s.c->fail_at && !is_serial(&ending)) {
		tell(out, "ends as in no serial order");
		return false;
	}
	if (give_back())
		return true;
	tell(out, s.x.what);
	return false;
}

static enum schedule_result explore(FILE *out, struct schedule_report *report)
{
	unsigned int nr_choices = 0;
	unsigned long runs = 0;

	do {
		if (s.c->max_runs && runs++ == s.c->max_runs)
			return SCHEDULE_TOO_MANY;
		run_one(nr_choices);
		report->interleavings++;
		report->steps += s.nr_steps;
		if (s.x.faults) {
			tell(out, s.x.what);
			return SCHEDULE_WRONG;
		}
		if (!check_end(out, report))
			return SCHEDULE_WRONG;
		nr_choices = next_choices();
	} while (nr_choices);
	return SCHEDULE_GOOD;
}

static enum schedule_result follow(FILE *out, unsigned int nr_choices)
{
	struct schedule_report report = { 0 };

	run_one(nr_choices);
	if (!s.x.faults)
		return check_end(out, &report) ? SCHEDULE_GOOD : SCHEDULE_WRONG;
	tell(out, s.x.what);
	return SCHEDULE_WRONG;
}

/* All interleavings, or, with choices, the one they say. */
static enum schedule_result run_case(FILE *out, const struct schedule_case *c,
				     struct schedule_report *report, const unsigned char *choices,
				     unsigned int nr_choices)
{
	enum schedule_result result = SCHEDULE_WRONG;
	unsigned int n;

	memset(&s, 0, sizeof(s));
	s.c = c;
	s.current = c->nr_calls;
	for (n = 0; n < c->nr_calls; n++)
		s.stack[n] = must_calloc(1, STACK_BYTES);
	if (add_all_serial() && begin()) {
		save_all();
		if (nr_choices)
			memcpy(s.choices, choices, nr_choices);
		result = choices ? follow(out, nr_choices) : explore(out, report);
		forget_all();
	} else {
		tell(out, s.x.what[0] ? s.x.what : "cannot begin");
	}
	if (!table_end(&s.x))
		result = SCHEDULE_WRONG;
	for (n = 0; n < c->nr_calls; n++)
		free(s.stack[n]);
	return result;
}

enum schedule_result schedule_explore(FILE *out, const struct schedule_case *c,
				      struct schedule_report *report)
{
	return run_case(out, c, report, NULL, 0);
}

enum schedule_result schedule_follow(FILE *out, const struct schedule_case *c,
				     const unsigned char *choices, unsigned int nr_choices)
{
	if (nr_choices > SCHEDULE_MAX_STEPS)
		nr_choices = SCHEDULE_MAX_STEPS;
	return run_case(out, c, NULL, choices, nr_choices);
}
