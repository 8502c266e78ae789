/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * json_make.c - JSON for output.
 */
#include <stdio.h>
#include <stdlib.h>

#include "json_make.h"
#include "program.h"

/* json-c returns NULL when there is no memory; the program ends then. */
static struct json_object *made(struct json_object *object)
{
	if (!object)
		program_die(EXIT_FAILURE, "no memory for JSON");
	return object;
}

struct json_object *json_new_object(void)
{
	return made(json_object_new_object());
}

struct json_object *json_new_array(void)
{
	return made(json_object_new_array());
}

void json_add(struct json_object *object, const char *key, struct json_object *value)
{
	if (json_object_object_add(object, key, made(value)))
		program_die(EXIT_FAILURE, "no memory for JSON");
}

void json_add_number(struct json_object *object, const char *key, long long number)
{
	json_add(object, key, json_object_new_int64(number));
}

void json_add_text(struct json_object *object, const char *key, const char *text)
{
	json_add(object, key, json_object_new_string(text));
}

void json_add_bool(struct json_object *object, const char *key, int truth)
{
	json_add(object, key, json_object_new_boolean(truth));
}

void json_append(struct json_object *array, struct json_object *value)
{
	if (json_object_array_add(array, made(value)))
		program_die(EXIT_FAILURE, "no memory for JSON");
}

void json_append_number(struct json_object *array, long long number)
{
	json_append(array, json_object_new_int64(number));
}

void json_append_text(struct json_object *array, const char *text)
{
	json_append(array, json_object_new_string(text));
}

void json_print(struct json_object *object)
{
	const int flags = JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *text = json_object_to_json_string_ext(object, flags);

	if (!text)
		program_die(EXIT_FAILURE, "no memory for JSON");
	puts(text);
	json_object_put(object);
}
