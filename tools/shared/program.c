/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * program.c - memory, texts and messages of the programs.
 */
#include <stdio.h>
#include <stdlib.h>

#include "program.h"

const char *program_name = "irqmatrix";

void (*program_on_die)(int status, const char *format, va_list arguments);

void *program_alloc(size_t nr, size_t size)
{
	void *memory = calloc(nr ? nr : 1, size);

	if (!memory)
		program_die(EXIT_FAILURE, "no memory for %zu x %zu bytes", nr, size);
	return memory;
}

char *program_text(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		program_die(EXIT_FAILURE, "no memory for a line of text");
	va_end(arguments);
	return text;
}

void program_die(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (program_on_die)
		program_on_die(status, format, arguments);
	fflush(stdout);
	fprintf(stderr, "%s: ", program_name);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(status);
}

const char *program_plural(unsigned int nr)
{
	return nr == 1 ? "" : "s";
}
