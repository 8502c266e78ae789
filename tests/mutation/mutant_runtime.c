/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What scripts/mutate links to every test program: the switch that turns one mutant of the library
 * on, and a server that runs the program's tests one by one.
 *
 * A process per test is what a mutant needs, which may crash, hang, or leave anything behind; but
 * starting a program takes longer than most tests. So a program started with IRQM_MUTANT_SERVER in
 * its environment never arrives at main(): it reads requests, and forks for each test. In place of
 * Criterion's own functions, those here run a test without Criterion's processes and reports. A
 * program that is no Criterion one has a single test, number 0: the child goes on to main().
 *
 * A request is a line of numbers, the answer a line as well:
 *	SITE MUTANT [TEST MICROSECONDS]...	run these tests in this order, up to one that fails;
 *						the limit is processor time
 *		-> "ok", or "TEST failed" or "TEST timeout"
 *	reach TEST MICROSECONDS		run it without a mutant
 *		-> MICROSECONDS, "ok", "failed" or "timeout", then the sites that it came by
 *	list
 *		-> the names of the tests
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_SITES (1 << 18)
#define SKIPPED 77

/* Not 0: something is to be done at this site. */
unsigned char irqm_hot[MAX_SITES];
/* The mutant that is on. */
int irqm_mutant;

static unsigned char *reached;

struct criterion_test_extra_data;

/* As Criterion declares it, as far as it is needed. */
struct criterion_test {
	const char *name;
	const char *category;
	void (*test)(void);
	struct criterion_test_extra_data *data;
};

extern struct criterion_test *__start_cr_tst[] __attribute__((weak));
extern struct criterion_test *__stop_cr_tst[] __attribute__((weak));

/* Called where a site is hot: is it for the mutant, or only to be noted? */
__attribute__((noinline, cold)) int irqm_hit(int site)
{
	if (!reached)
		return 1;
	reached[site] = 1;
	irqm_hot[site] = 0;
	return 0;
}

/* ---- in place of Criterion ---- */

void criterion_internal_test_setup(void)
{
}
void criterion_internal_test_teardown(void)
{
}
void cri_asserts_passed_incr(void)
{
}

void criterion_internal_test_main(void (*test)(void))
{
	test();
}

void criterion_send_assert(void *stats)
{
	(void)stats;
}

static void leave(int status)
{
	fflush(NULL);
	_exit(status);
}

void criterion_abort_test(void)
{
	leave(EXIT_FAILURE);
}

void criterion_continue_test(void)
{
	leave(EXIT_FAILURE);
}

void criterion_skip_test(const char *format, ...)
{
	(void)format;
	leave(SKIPPED);
}

/* ---- the server ---- */

static size_t nr_tests(void)
{
	return __start_cr_tst ? (size_t)(__stop_cr_tst - __start_cr_tst) : 1;
}

static void list_tests(FILE *out)
{
	size_t i;

	if (!__start_cr_tst)
		fprintf(out, "main");
	for (i = 0; __start_cr_tst && i < nr_tests(); i++)
		fprintf(out, "%s ", __start_cr_tst[i]->name);
}

/* In the child. Comes back in a program of one test, which then goes on to its main(). */
static void run_test(size_t number, long microseconds)
{
	struct itimerval cpu = { .it_value = { microseconds / 1000000, microseconds % 1000000 } };
	struct itimerval clock = { .it_value = { 20 + 10 * (microseconds / 1000000), 0 } };

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setitimer(ITIMER_PROF, &cpu, NULL);
	setitimer(ITIMER_REAL, &clock, NULL);
	if (!__start_cr_tst)
		return;
	__start_cr_tst[number]->test();
	leave(EXIT_SUCCESS);
}

/* The status of the test, and how much processor time it took. True in the child that goes on. */
static bool start(size_t number, long limit, int *status, long *microseconds)
{
	struct rusage usage;
	pid_t child = fork();

	if (!child) {
		run_test(number, limit);
		return true;
	}
	if (child < 0 || wait4(child, status, 0, &usage) != child)
		exit(2);
	kill(-child, SIGKILL); /* what the test left behind */
	*microseconds = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L +
			usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
	return false;
}

static const char *verdict(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == SKIPPED ? "ok" : "failed";
	return WTERMSIG(status) == SIGPROF || WTERMSIG(status) == SIGALRM ? "timeout" : "failed";
}

static bool answer_reach(FILE *out, size_t test, long limit)
{
	int status, site;
	long microseconds;

	reached = mmap(NULL, MAX_SITES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (reached == MAP_FAILED)
		exit(2);
	memset(irqm_hot, 1, sizeof(irqm_hot));
	if (start(test, limit, &status, &microseconds))
		return true;
	fprintf(out, "%ld %s", microseconds, verdict(status));
	for (site = 0; site < MAX_SITES; site++) {
		if (reached[site])
			fprintf(out, " %d", site);
	}
	memset(irqm_hot, 0, sizeof(irqm_hot));
	munmap(reached, MAX_SITES);
	reached = NULL;
	return false;
}

static bool answer_mutant(FILE *out, int site, int mutant, const char *tests)
{
	long limit, microseconds;
	size_t test;
	int used, status;

	for (; sscanf(tests, "%zu %ld%n", &test, &limit, &used) == 2; tests += used) {
		irqm_mutant = mutant;
		irqm_hot[site] = 1;
		if (start(test, limit, &status, &microseconds))
			return true;
		irqm_hot[site] = 0;
		if (strcmp(verdict(status), "ok") != 0) {
			fprintf(out, "%zu %s", test, verdict(status));
			return false;
		}
	}
	fprintf(out, "ok");
	return false;
}

/* One request; true in the child that goes on to main(). */
static bool answer(FILE *out, const char *line)
{
	int site, mutant, used;
	size_t test;
	long limit;

	if (sscanf(line, "reach %zu %ld", &test, &limit) == 2)
		return answer_reach(out, test, limit);
	if (sscanf(line, "%d %d%n", &site, &mutant, &used) == 2 && site >= 0 && site < MAX_SITES)
		return answer_mutant(out, site, mutant, line + used);
	list_tests(out);
	return false;
}

__attribute__((constructor)) static void serve(void)
{
	static const struct rlimit no_core = { 0, 0 }, memory = { 8UL << 30, 8UL << 30 },
				   file = { 64UL << 20, 64UL << 20 };
	char *line = NULL;
	size_t size = 0;
	FILE *out;

	if (!getenv("IRQM_MUTANT_SERVER"))
		return;
	unsetenv("IRQM_MUTANT_SERVER");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &no_core);
	setrlimit(RLIMIT_AS, &memory);
	setrlimit(RLIMIT_FSIZE, &file);
	/* What the tests print is of no interest, and must not get between the answers. */
	out = fdopen(dup(STDOUT_FILENO), "w");
	if (!out || !freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
		exit(2);
	while (getline(&line, &size, stdin) > 0) {
		if (answer(out, line)) {
			fclose(out);
			return;
		}
		fputc('\n', out);
		fflush(out);
	}
	exit(0);
}
