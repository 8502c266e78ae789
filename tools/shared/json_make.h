/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * json_make.h - JSON to be printed. Memory that is not there ends the program.
 */
#ifndef JSON_MAKE_H
#define JSON_MAKE_H

#include <json-c/json.h>

struct json_object *json_new_object(void);

struct json_object *json_new_array(void);

/* Takes the value. */
void json_add(struct json_object *object, const char *key, struct json_object *value);

void json_add_number(struct json_object *object, const char *key, long long number);

void json_add_text(struct json_object *object, const char *key, const char *text);

void json_add_bool(struct json_object *object, const char *key, int truth);

/* Takes the value. */
void json_append(struct json_object *array, struct json_object *value);

void json_append_number(struct json_object *array, long long number);

void json_append_text(struct json_object *array, const char *text);

/* In one line on stdout; ends the object. */
void json_print(struct json_object *object);

#endif
