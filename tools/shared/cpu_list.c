/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * cpu_list.c - numbers as lists, such as 0-3,8.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu_list.h"
#include "program.h"

/* The end of the run of consecutive numbers that begins at from; a repeated number is in it. */
static unsigned int run_end(const unsigned int *numbers, unsigned int nr, unsigned int from)
{
	unsigned int end = from + 1;

	while (end < nr && numbers[end] - numbers[end - 1] <= 1)
		end++;
	return end;
}

char *cpu_list(const unsigned int *numbers, unsigned int nr)
{
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);
	unsigned int i, end;

	if (!stream)
		program_die(EXIT_FAILURE, "no memory for a text");
	for (i = 0; i < nr; i = end) {
		end = run_end(numbers, nr, i);
		fprintf(stream, "%s%u", i ? "," : "", numbers[i]);
		if (numbers[end - 1] != numbers[i])
			fprintf(stream, "-%u", numbers[end - 1]);
	}
	if (fclose(stream))
		program_die(EXIT_FAILURE, "no memory for a text");
	return text;
}

unsigned int cpu_list_fit(const char *list, unsigned int columns)
{
	size_t length = strlen(list), at = columns;

	if (length <= columns)
		return (unsigned int)length;
	while (at > 0 && list[at - 1] != ',' && list[at - 1] != ' ')
		at--;
	return at ? (unsigned int)at : columns;
}
