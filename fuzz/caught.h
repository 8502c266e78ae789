/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * caught.h - runs code of the tools, which ends the program at a mistake, and goes on after it.
 *
 * program_die() comes back here instead of ending the program. What was allocated until then, by
 * the tools and by the libraries they use, is freed: the code has no need to know of it, and a
 * fuzzer may make a million mistakes in one process. For that all calls of malloc() and free() are
 * listened to, through the sanitizer where there is one, else by standing in for them.
 */
#ifndef FUZZ_CAUGHT_H
#define FUZZ_CAUGHT_H

#include <stddef.h>

#define CAUGHT_BYTES 1024

/* @status: what the program would have ended with, or 0; @message: what it would have said */
struct caught {
	int status;
	char message[CAUGHT_BYTES];
};

/* Not from within itself, and from one thread. */
struct caught caught_run(void (*run)(void *ctx), void *ctx);

#endif
