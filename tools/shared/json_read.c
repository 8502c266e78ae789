/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * json_read.c - JSON that a user wrote.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_read.h"
#include "json_twice.h"
#include "program.h"

/* A larger file is not read: a scenario has a few thousand lines at most. */
#define FILE_MOST ((size_t)16 << 20)

void json_wrong(const struct json_spot *spot, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		program_die(EXIT_FAILURE, "no memory for a message");
	va_end(arguments);
	program_die(PROGRAM_USAGE, "%s: %s%s%s", spot->file, spot->place, *spot->place ? ": " : "",
		    text);
}

/* ---- The file ---- */

static char *read_all(const char *path, size_t *bytes)
{
	FILE *file = fopen(path, "rb");
	char *text = program_alloc(FILE_MOST + 1, 1);

	if (!file)
		program_die(PROGRAM_USAGE, "%s: %s", path, strerror(errno));
	errno = 0;
	*bytes = fread(text, 1, FILE_MOST + 1, file);
	if (ferror(file))
		program_die(PROGRAM_USAGE, "%s: cannot be read: %s", path, strerror(errno));
	fclose(file);
	if (*bytes > FILE_MOST)
		program_die(PROGRAM_USAGE, "%s: larger than %zu bytes", path, FILE_MOST);
	return text;
}

static unsigned int line_of(const char *text, size_t at)
{
	unsigned int line = 1;

	for (; at; at--)
		line += *text++ == '\n';
	return line;
}

static bool all_blank(const char *text, size_t bytes)
{
	for (; bytes; bytes--, text++) {
		if (!strchr(" \t\r\n", *text) || !*text)
			return false;
	}
	return true;
}

/* Why the text is not one JSON object, and in which line; NULL when it is. */
static const char *find_fault(struct json_tokener *tokener, const char *text, size_t bytes,
			      unsigned int *line)
{
	enum json_tokener_error error = json_tokener_get_error(tokener);
	size_t end = json_tokener_get_parse_end(tokener);
	const char *twice;

	*line = line_of(text, error == json_tokener_continue ? bytes : end);
	if (error == json_tokener_continue)
		return "not JSON: the text ends too early";
	if (error != json_tokener_success)
		return json_tokener_error_desc(error);
	if (!all_blank(text + end, bytes - end))
		return "text follows after the object";
	twice = json_find_twice(text);
	if (!twice)
		return NULL;
	*line = line_of(text, (size_t)(twice - text));
	return "this member is in the object twice";
}

/* The object of the text. Sets fault to NULL, or to what is wrong, and line to where. */
static struct json_object *parse(const char *text, size_t bytes, const char **fault,
				 unsigned int *line)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object;

	if (!tokener)
		program_die(EXIT_FAILURE, "no memory for JSON");
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS |
						JSON_TOKENER_VALIDATE_UTF8);
	object = json_tokener_parse_ex(tokener, text, (int)bytes);
	*fault = find_fault(tokener, text, bytes, line);
	json_tokener_free(tokener);
	if (*fault)
		json_object_put(object);
	return object;
}

static void check_fault(const char *name, const char *fault, unsigned int line)
{
	if (fault)
		program_die(PROGRAM_USAGE, "%s: line %u: %s", name, line, fault);
}

struct json_object *json_read_text(const char *name, const char *text, size_t bytes)
{
	const char *fault;
	unsigned int line;
	struct json_object *object = parse(text, bytes, &fault, &line);

	check_fault(name, fault, line);
	return object;
}

struct json_object *json_read_file(const char *path)
{
	const char *fault;
	unsigned int line;
	size_t bytes;
	char *text = read_all(path, &bytes);
	struct json_object *object = parse(text, bytes, &fault, &line);

	free(text);
	check_fault(path, fault, line);
	return object;
}

/* ---- Members ---- */

static const char *type_name(enum json_type type)
{
	switch (type) {
	case json_type_object:
		return "an object {...}";
	case json_type_array:
		return "a list [...]";
	case json_type_string:
		return "a string";
	case json_type_boolean:
		return "true or false";
	default:
		return "a whole number";
	}
}

/* The words with commas between them, for a message. */
static char *list_words(const char *const *words)
{
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);
	unsigned int i;

	if (!stream)
		program_die(EXIT_FAILURE, "no memory for a text");
	for (i = 0; words[i]; i++)
		fprintf(stream, "%s%s", i ? ", " : "", words[i]);
	if (fclose(stream))
		program_die(EXIT_FAILURE, "no memory for a text");
	return text;
}

static bool is_among(const char *const *words, const char *text)
{
	while (*words && strcmp(*words, text))
		words++;
	return *words;
}

void json_check_members(const struct json_spot *spot, struct json_object *object,
			const char *const *known)
{
	if (!json_object_is_type(object, json_type_object))
		json_wrong(spot, "must be %s", type_name(json_type_object));
	json_object_object_foreach(object, name, value)
	{
		(void)value;
		if (!is_among(known, name))
			json_wrong(spot, "unknown member \"%s\"; known are %s", name,
				   list_words(known));
	}
}

struct json_object *json_member(const struct json_spot *spot, struct json_object *object,
				const char *name, enum json_type type)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value))
		return NULL;
	if (!json_object_is_type(value, type))
		json_wrong(spot, "\"%s\": must be %s", name, type_name(type));
	return value;
}

const char *json_text(const struct json_spot *spot, struct json_object *object, const char *name)
{
	struct json_object *value = json_member(spot, object, name, json_type_string);
	const char *text = value ? json_object_get_string(value) : NULL;

	if (text && strlen(text) != (size_t)json_object_get_string_len(value))
		json_wrong(spot, "\"%s\": must not contain \\u0000", name);
	return text;
}

const char *json_text_needed(const struct json_spot *spot, struct json_object *object,
			     const char *name)
{
	const char *text = json_text(spot, object, name);

	if (!text)
		json_wrong(spot, "\"%s\" is missing", name);
	return text;
}

bool json_truth(const struct json_spot *spot, struct json_object *object, const char *name,
		bool fallback)
{
	struct json_object *value = json_member(spot, object, name, json_type_boolean);

	return value ? json_object_get_boolean(value) : fallback;
}

unsigned int json_number_of(const struct json_spot *spot, struct json_object *value,
			    const char *what, unsigned int least, unsigned int most)
{
	int64_t number;

	if (!json_object_is_type(value, json_type_int))
		json_wrong(spot, "\"%s\": must be a whole number", what);
	number = json_object_get_int64(value);
	if (number < least || number > most)
		json_wrong(spot, "\"%s\" %lld: must be %u to %u", what, (long long)number,
			   least, most);
	return (unsigned int)number;
}

bool json_number(const struct json_spot *spot, struct json_object *object, const char *name,
		 unsigned int least, unsigned int most, unsigned int *number)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value))
		return false;
	*number = json_number_of(spot, value, name, least, most);
	return true;
}

unsigned int json_word(const struct json_spot *spot, const char *name, const char *text,
		       const char *const *words)
{
	unsigned int i;

	for (i = 0; words[i]; i++) {
		if (!strcmp(words[i], text))
			return i;
	}
	json_wrong(spot, "\"%s\" \"%s\": must be one of %s", name, text, list_words(words));
}
