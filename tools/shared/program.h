/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * program.h - memory, texts and messages of the programs. Without memory the program ends with a
 * message.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdarg.h>
#include <stddef.h>

/* The exit status for a mistake of the user. */
#define PROGRAM_USAGE 2

/* The name that messages begin with; to be set first. */
extern const char *program_name;

/* Zeroed memory for nr elements of this size; the caller frees it. */
void *program_alloc(size_t nr, size_t size);

/* Formatted text; the caller frees it. */
char *program_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * If this is set, program_die() calls it first. It must not return; it can longjmp() to where the
 * caller continues, which has to free what was allocated until then.
 */
extern void (*program_on_die)(int status, const char *format, va_list arguments);

/* Prints the name of the program and the text on stderr, and ends the program. */
_Noreturn void program_die(int status, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* "" for 1, else "s". */
const char *program_plural(unsigned int nr);

#endif
