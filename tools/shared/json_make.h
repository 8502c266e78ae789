/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * json_make.h - JSON for output. Without memory for it the program ends.
 */
#ifndef JSON_MAKE_H
#define JSON_MAKE_H

#include <json-c/json.h>

struct json_object *json_new_object(void);

struct json_object *json_new_array(void);

/* The object owns the value from now on. */
void json_add(struct json_object *object, const char *key, struct json_object *value);

void json_add_number(struct json_object *object, const char *key, long long number);

void json_add_text(struct json_object *object, const char *key, const char *text);

void json_add_bool(struct json_object *object, const char *key, int truth);

/* The array owns the value from now on. */
void json_append(struct json_object *array, struct json_object *value);

void json_append_number(struct json_object *array, long long number);

void json_append_text(struct json_object *array, const char *text);

/* Prints the object in one line on stdout, and frees it. */
void json_print(struct json_object *object);

#endif
