/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_meter.c - instructions and time of one call.
 *
 * Instructions are counted by the trap flag: the processor raises an exception after each, which
 * arrives as a signal whose handler adds one. That is exact, needs no permission and sees the very
 * code that is shipped, but takes microseconds per instruction: too slow to search with, right for
 * what the search has found. Hardware counters are out of reach in most virtual machines.
 */
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "worst_meter.h"
#include "worst_util.h"

/* This many empty measurements tell what one costs. */
#define CALIBRATIONS 1001U

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double worst_typical(double *numbers, unsigned int nr)
{
	unsigned int cut = nr / 10, i;
	double sum = 0;

	qsort(numbers, nr, sizeof(*numbers), compare);
	for (i = cut; i < nr - cut; i++)
		sum += numbers[i];
	return sum / (nr - 2 * cut);
}

/* Not to be inlined: each call is one indirect call, as of a function of a library. */
static __attribute__((noinline)) void make_call(worst_perform_fn *perform, struct irqm_matrix *m,
						const struct op_call *call,
						struct op_result *result)
{
	perform(m, call, result);
}

#ifdef __x86_64__
#include <ucontext.h>
#include <x86intrin.h>

#define TRAP_FLAG 0x100

static volatile unsigned long stepped, step_limit;
static volatile sig_atomic_t steps_over;

static void on_step(int number, siginfo_t *info, void *context)
{
	ucontext_t *interrupted = context;

	(void)number;
	(void)info;
	stepped++;
	if (steps_over || stepped >= step_limit)
		interrupted->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
}

bool worst_can_step(void)
{
	return true;
}

/* Not to be inlined: the compiler must not move what is stored before to after it. */
static __attribute__((noinline)) void set_trap_flag(void)
{
	__writeeflags(__readeflags() | TRAP_FLAG);
}

static unsigned long step(worst_perform_fn *perform, struct irqm_matrix *m,
			  const struct op_call *call, unsigned long limit,
			  struct op_result *result)
{
	const struct sigaction action = { .sa_sigaction = on_step, .sa_flags = SA_SIGINFO };

	if (sigaction(SIGTRAP, &action, NULL))
		worst_die(EXIT_FAILURE, "cannot be told of each instruction (SIGTRAP)");
	steps_over = 0;
	stepped = 0;
	step_limit = limit;
	set_trap_flag();
	make_call(perform, m, call, result);
	steps_over = 1;
	/* The handler has taken the flag away by the time this is read. */
	return stepped;
}

/* Ticks at a moment that no instruction before or behind is moved across. */
static uint64_t ticks(void)
{
	uint64_t now;

	_mm_lfence();
	now = __rdtsc();
	_mm_lfence();
	return now;
}
#else
bool worst_can_step(void)
{
	return false;
}

static unsigned long step(worst_perform_fn *perform, struct irqm_matrix *m,
			  const struct op_call *call, unsigned long limit,
			  struct op_result *result)
{
	(void)limit;
	make_call(perform, m, call, result);
	return 0;
}

static uint64_t ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
#endif

static double time_ticks(worst_perform_fn *perform, struct irqm_matrix *m,
			 const struct op_call *call, struct op_result *result)
{
	uint64_t start = ticks();

	make_call(perform, m, call, result);
	return (double)(ticks() - start);
}

static double ns_per_tick(void)
{
	uint64_t start = ticks();
	double from = worst_now(), to;

	do
		to = worst_now();
	while (to < from + 0.02);
	return (to - from) * 1e9 / (double)(ticks() - start);
}

/* ---- What a measurement costs itself: an op that is no call ---- */

struct cost {
	worst_perform_fn *perform;
	unsigned long instructions;
	double ticks;
};

static struct cost find_cost(worst_perform_fn *perform)
{
	const struct op_call nothing = { .code = OP_DAMAGE_MODEL };
	struct cost cost = { .perform = perform };
	double samples[CALIBRATIONS];
	struct op_result result;
	unsigned int i;

	cost.instructions = step(perform, NULL, &nothing, ~0UL, &result);
	for (i = 0; i < CALIBRATIONS; i++)
		samples[i] = time_ticks(perform, NULL, &nothing, &result);
	cost.ticks = worst_typical(samples, CALIBRATIONS);
	return cost;
}

/* Found once for each of the two that are measured. */
static const struct cost *cost_of(worst_perform_fn *perform)
{
	static struct cost costs[2];
	unsigned int i = costs[0].perform && costs[0].perform != perform;

	if (!costs[i].perform)
		costs[i] = find_cost(perform);
	return &costs[i];
}

unsigned long worst_step_through(worst_perform_fn *perform, struct irqm_matrix *m,
				 const struct op_call *call, unsigned long limit,
				 struct op_result *result)
{
	unsigned long nothing = cost_of(perform)->instructions, taken;

	taken = step(perform, m, call, limit < ~0UL - nothing ? limit + nothing : limit, result);
	return taken > nothing ? taken - nothing : 0;
}

double worst_clock(worst_perform_fn *perform, struct irqm_matrix *m, const struct op_call *call,
		   struct op_result *result)
{
	static double tick_ns;

	if (tick_ns == 0)
		tick_ns = ns_per_tick();
	return (time_ticks(perform, m, call, result) - cost_of(perform)->ticks) * tick_ns;
}
