/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * random_run.c - random op programs on matrix and model, until enough calls are made.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compare.h"
#include "environment.h"
#include "random_run.h"

#define ALL_CALLS 10000000
#define OPS_PER_PROGRAM 3000

const unsigned int random_run_percent[NR_OP_SIZES] = {
	[OP_SIZE_TINY] = 18,
	[OP_SIZE_SMALL] = 34,
	[OP_SIZE_WORD] = 26,
	[OP_SIZE_LARGE] = 10,
	[OP_SIZE_HUGE] = 4,
	[OP_SIZE_LONG] = 8,
};

static const char *const size_names[NR_OP_SIZES] = {
	[OP_SIZE_TINY] = "1-4 CPUs",
	[OP_SIZE_SMALL] = "1-16 CPUs",
	[OP_SIZE_WORD] = "17-64 CPUs",
	[OP_SIZE_LARGE] = "65-4096 CPUs",
	[OP_SIZE_HUGE] = "4097-9000 CPUs",
	[OP_SIZE_LONG] = "1-8 CPUs, long rows",
};

static size_t calls_made;

size_t random_run_calls(void)
{
	return calls_made;
}

const char *random_run_size_name(enum op_size size)
{
	return size_names[size];
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(IRQM_DEBUG_CHECKS)
#define SLOW_BUILD 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
	__has_feature(memory_sanitizer)
#define SLOW_BUILD 1
#endif
#endif
#ifndef SLOW_BUILD
#define SLOW_BUILD 0
#endif

static bool run_one(FILE *out, enum op_size size, uint64_t seed, enum op_profile profile,
		    struct compare_report *total)
{
	struct op_shape shape = op_random_shape(size, seed);
	struct op_program p = op_random(&shape, profile, seed, OPS_PER_PROGRAM);
	/* Half the time there is no trace, which is other code; each profile has its turn. */
	struct compare_options options = { .unheard = (seed + seed / NR_OP_PROFILES) % 2 };
	struct compare_report report;
	bool same = compare_run(&p, &options, &report);

	total->calls += report.calls;
	total->failed_calls += report.failed_calls;
	if (!same) {
		fprintf(out, "seed %llu, %s, profile %d, op %zu: %s\n", (unsigned long long)seed,
			size_names[size], (int)profile, report.op, report.what);
		compare_explain(out, &p, &options);
	}
	op_program_fini(&p);
	return same;
}

bool random_run(FILE *out, enum op_size size)
{
	uint64_t first = environment_number("IRQM_SEED", 1), seed = first;
	uint64_t all = environment_number("IRQM_OPS", SLOW_BUILD ? ALL_CALLS / 10 : ALL_CALLS);
	uint64_t calls = all * random_run_percent[size] / 100;
	struct compare_report total = { 0 };
	clock_t start = clock();
	bool same = true;

	for (; same && total.calls < calls; seed++)
		same = run_one(out, size, seed, (enum op_profile)(seed % NR_OP_PROFILES), &total);
	calls_made += total.calls;
	fprintf(out, "%-20s %8zu calls, %8zu of them refused, seeds %llu to %llu, %.1f s\n",
		size_names[size], total.calls, total.failed_calls, (unsigned long long)first,
		(unsigned long long)(seed - 1), (double)(clock() - start) / CLOCKS_PER_SEC);
	fflush(out);
	return same;
}
