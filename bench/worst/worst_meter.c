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

/* What a measurement costs is found by so many. */
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
static __attribute__((noinline)) int make_call(worst_call_fn *call, void *matrix,
					       struct worst_args *args)
{
	return call(matrix, args);
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

static unsigned long step(worst_call_fn *call, void *matrix, struct worst_args *args,
			  unsigned long limit, int *result)
{
	const struct sigaction action = { .sa_sigaction = on_step, .sa_flags = SA_SIGINFO };

	if (sigaction(SIGTRAP, &action, NULL))
		worst_die(EXIT_FAILURE, "cannot be told of each instruction (SIGTRAP)");
	steps_over = 0;
	stepped = 0;
	step_limit = limit;
	__writeeflags(__readeflags() | TRAP_FLAG);
	*result = make_call(call, matrix, args);
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

static unsigned long step(worst_call_fn *call, void *matrix, struct worst_args *args,
			  unsigned long limit, int *result)
{
	(void)limit;
	*result = make_call(call, matrix, args);
	return 0;
}

static uint64_t ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
#endif

unsigned long worst_step_through(worst_call_fn *call, void *matrix, struct worst_args *args,
				 unsigned long limit, int *result)
{
	static unsigned long nothing;
	unsigned long taken;
	int ignored;

	if (!nothing)
		nothing = step(worst_plain.call[CALL_NOTHING], NULL, NULL, ~0UL, &ignored);
	taken = step(call, matrix, args, limit < ~0UL - nothing ? limit + nothing : limit, result);
	return taken > nothing ? taken - nothing : 0;
}

static double time_ticks(worst_call_fn *call, void *matrix, struct worst_args *args, int *result)
{
	uint64_t start = ticks();

	*result = make_call(call, matrix, args);
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

double worst_clock(worst_call_fn *call, void *matrix, struct worst_args *args, int *result)
{
	static double tick_ns, nothing;
	double samples[CALIBRATIONS];
	unsigned int i;
	int ignored;

	if (tick_ns == 0) {
		tick_ns = ns_per_tick();
		for (i = 0; i < CALIBRATIONS; i++)
			samples[i] = time_ticks(worst_plain.call[CALL_NOTHING], NULL, NULL,
						&ignored);
		nothing = worst_typical(samples, CALIBRATIONS);
	}
	return (time_ticks(call, matrix, args, result) - nothing) * tick_ns;
}
