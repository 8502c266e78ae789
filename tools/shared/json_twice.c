/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * json_twice.c - finds a member that an object has twice. json-c would keep the last of them
 * without a word.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "json_twice.h"
#include "program.h"

/* One more than the levels of objects and arrays that json-c reads. */
#define DEPTH_MOST 33U

struct names {
	const char **start;
	size_t *length;
	size_t nr;
	size_t room;
	size_t outer[DEPTH_MOST];
	unsigned int depth;
};

/* The character after the closing quote of the string that begins here. */
static const char *text_end(const char *at)
{
	for (at++; *at != '"'; at++)
		at += *at == '\\';
	return at + 1;
}

/* Adds a name to the innermost object; false when the object has it already. */
static bool add(struct names *names, const char *start, size_t length)
{
	size_t i = names->depth ? names->outer[names->depth - 1] : 0;

	for (; i < names->nr; i++) {
		if (names->length[i] == length && !memcmp(names->start[i], start, length))
			return false;
	}
	if (names->nr == names->room) {
		names->room = names->room ? 2 * names->room : 64;
		names->start = realloc(names->start, names->room * sizeof(*names->start));
		names->length = realloc(names->length, names->room * sizeof(*names->length));
		if (!names->start || !names->length)
			program_die(EXIT_FAILURE, "no memory for %zu names", names->room);
	}
	names->start[names->nr] = start;
	names->length[names->nr++] = length;
	return true;
}

const char *json_find_twice(const char *text)
{
	struct names names = { .nr = 0 };
	const char *at = text, *end, *twice = NULL;

	while (!twice && *at) {
		end = at + 1;
		if (*at == '{' && names.depth < DEPTH_MOST)
			names.outer[names.depth++] = names.nr;
		else if (*at == '}' && names.depth)
			names.nr = names.outer[--names.depth];
		else if (*at == '"') {
			end = text_end(at);
			if (end[strspn(end, " \t\r\n")] == ':' &&
			    !add(&names, at, (size_t)(end - at)))
				twice = at;
		}
		at = end;
	}
	free(names.start);
	free(names.length);
	return twice;
}
