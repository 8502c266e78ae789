/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * trial.c - runs code that may crash in another process first.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trial.h"

#define TRIAL_SECONDS 5
/* A trial after which the process takes more memory than this counts as a crash. */
#define TRIAL_KILOBYTES_MAX (400L << 10)
/* The process is replaced after this many trials, because they may have leaked memory. */
#define TRIALS_MAX 20000U

static struct {
	char *text; /* shared by both processes */
	int line;   /* carries a number of bytes one way, a result the other */
	pid_t child;
	unsigned int trials;
} trial = { .line = -1 };

static _Noreturn void cannot(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	abort();
}

/* Repeats calls that are interrupted, because the engine has a timer. */
static bool get(int line, void *to, size_t bytes)
{
	ssize_t got;

	do {
		got = recv(line, to, bytes, MSG_WAITALL);
	} while (got < 0 && errno == EINTR);
	return got == (ssize_t)bytes;
}

static bool put(int line, const void *from, size_t bytes)
{
	ssize_t got;

	do {
		got = send(line, from, bytes, MSG_NOSIGNAL);
	} while (got < 0 && errno == EINTR);
	return got == (ssize_t)bytes;
}

/* ---- The other process ---- */

static void die_quietly(void)
{
	static const int deaths[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGALRM };
	const struct rlimit no_core = { 0, 0 };
	size_t i;

	for (i = 0; i < sizeof(deaths) / sizeof(deaths[0]); i++)
		signal(deaths[i], SIG_DFL);
	setrlimit(RLIMIT_CORE, &no_core);
	if (!freopen("/dev/null", "w", stderr))
		_exit(1);
}

static bool is_modest(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_SELF, &usage) == 0 && usage.ru_maxrss < TRIAL_KILOBYTES_MAX;
}

static _Noreturn void serve(int line, bool (*try)(const char *text, size_t bytes))
{
	size_t bytes;
	char answer;

	die_quietly();
	while (get(line, &bytes, sizeof(bytes))) {
		alarm(TRIAL_SECONDS);
		answer = try(trial.text, bytes);
		alarm(0);
		if (!is_modest() || !put(line, &answer, 1))
			break;
	}
	_exit(0);
}

static void start(bool (*try)(const char *text, size_t bytes))
{
	int lines[2];

	if (!trial.text)
		trial.text = mmap(NULL, TRIAL_BYTES_MAX + 1, PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (trial.text == MAP_FAILED || socketpair(AF_UNIX, SOCK_STREAM, 0, lines))
		cannot("no memory or socket for trials");
	trial.child = fork();
	if (trial.child < 0)
		cannot("no process for trials");
	if (trial.child == 0) {
		close(lines[0]);
		serve(lines[1], try);
	}
	close(lines[1]);
	trial.line = lines[0];
	trial.trials = 0;
}

static void stop(void)
{
	close(trial.line);
	trial.line = -1;
	while (waitpid(trial.child, NULL, 0) < 0 && errno == EINTR)
		;
}

bool trial_survived(bool (*try)(const char *text, size_t bytes), const void *text, size_t bytes)
{
	bool answered;
	char answer = 0;

	if (bytes > TRIAL_BYTES_MAX)
		return false;
	if (trial.line >= 0 && trial.trials++ == TRIALS_MAX)
		stop();
	if (trial.line < 0)
		start(try);
	memcpy(trial.text, text, bytes);
	trial.text[bytes] = '\0';
	answered = put(trial.line, &bytes, sizeof(bytes)) && get(trial.line, &answer, 1);
	if (!answered)
		stop();
	return answered && answer;
}
