/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_util.h - small things that every part of irqmatrix-worst needs.
 */
#ifndef WORST_UTIL_H
#define WORST_UTIL_H

#include <stddef.h>

/* Exit status for what the user got wrong. */
#define WORST_USAGE 2

/* Prints "irqmatrix-worst: " and the text on stderr, and exits. */
_Noreturn void worst_die(int status, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Zeroed memory for nr things of this size, or the end of the program; ends with free(). */
void *worst_alloc(size_t nr, size_t size);

/* Seconds since some moment. */
double worst_now(void);

#endif
