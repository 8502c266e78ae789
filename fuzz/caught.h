/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * caught.h - runs code of the tools that may end the program, and goes on after it.
 *
 * program_die() returns here instead of ending the program. Then all memory is freed that the tools
 * and their libraries have allocated since the start, because a fuzzer may make a million mistakes
 * in one process, and code that ends the program frees nothing. For that, all calls of malloc() and
 * free() are noted: by hooks of the sanitizer, or else by functions that replace glibc's.
 */
#ifndef FUZZ_CAUGHT_H
#define FUZZ_CAUGHT_H

#include <stddef.h>

#define CAUGHT_BYTES 1024

/* @status: the exit status that the program would have had, or 0; @message: its message */
struct caught {
	int status;
	char message[CAUGHT_BYTES];
};

/* Runs run(ctx). Must not be nested, and always be called by the same thread. */
struct caught caught_run(void (*run)(void *ctx), void *ctx);

#endif
