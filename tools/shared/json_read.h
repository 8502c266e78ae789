/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * json_read.h - JSON that a user wrote. A mistake in it ends the program with a message that names
 * the file, the place in it and what is possible there.
 */
#ifndef JSON_READ_H
#define JSON_READ_H

#include <stdbool.h>

#include <json-c/json.h>

/* A place for messages: "scenario.json" and "device nvme0"; an empty place is the whole file. */
struct json_spot {
	const char *file;
	const char *place;
};

/* The object of a file; the caller frees it with json_object_put(). */
struct json_object *json_read_file(const char *path);

/* The object of a text, which has a '\0' after its bytes. The name is for messages. */
struct json_object *json_read_text(const char *name, const char *text, size_t bytes);

/* Ends the program with a message that begins with the place. */
_Noreturn void json_wrong(const struct json_spot *spot, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Checks that it is an object with members of these names only; the list ends with NULL. */
void json_check_members(const struct json_spot *spot, struct json_object *object,
			const char *const *known);

/* The member of this name and type; NULL when it is not there. */
struct json_object *json_member(const struct json_spot *spot, struct json_object *object,
				const char *name, enum json_type type);

/* The text of a member; NULL when it is not there. */
const char *json_text(const struct json_spot *spot, struct json_object *object, const char *name);

/* The text of a member that must be there. */
const char *json_text_needed(const struct json_spot *spot, struct json_object *object,
			     const char *name);

/* The value of a member; fallback when it is not there. */
bool json_truth(const struct json_spot *spot, struct json_object *object, const char *name,
		bool fallback);

/* Sets number, from least to most; false when the member is not there. */
bool json_number(const struct json_spot *spot, struct json_object *object, const char *name,
		 unsigned int least, unsigned int most, unsigned int *number);

/* The number of a value, from least to most; what is its name, for messages. */
unsigned int json_number_of(const struct json_spot *spot, struct json_object *value,
			    const char *what, unsigned int least, unsigned int most);

/* The index of a text among these words; the list ends with NULL. */
unsigned int json_word(const struct json_spot *spot, const char *name, const char *text,
		       const char *const *words);

#endif
