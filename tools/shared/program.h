/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * program.h - what each of the programs needs. What cannot be had ends the program with a message.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdarg.h>
#include <stddef.h>

/* Exit status for what the user got wrong. */
#define PROGRAM_USAGE 2

/* What messages begin with; to be set first. */
extern const char *program_name;

/* Zeroed memory for nr things of this size; ends with free(). */
void *program_alloc(size_t nr, size_t size);

/* Formatted text; ends with free(). */
char *program_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * What program_die() does instead, if it is set. Must not return: whoever sets it has somewhere to
 * go on, and sees to what was allocated until then.
 */
extern void (*program_on_die)(int status, const char *format, va_list arguments);

/* Prints the name of the program and the text on stderr, and exits. */
_Noreturn void program_die(int status, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* "" for one, "s" for more. */
const char *program_plural(unsigned int nr);

#endif
