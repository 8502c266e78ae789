/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * json_read.h - JSON that people wrote. Whatever is wrong with it ends the program with a message
 * that names the file, the place in it and what would be right.
 */
#ifndef JSON_READ_H
#define JSON_READ_H

#include <stdbool.h>

#include <json-c/json.h>

/* Where something is: "scenario.json", and "device nvme0"; an empty place is the whole file. */
struct json_spot {
	const char *file;
	const char *place;
};

/* The object of a file; ends with json_object_put(). */
struct json_object *json_read_file(const char *path);

/* The object of a text, behind whose bytes there is a '\0'; the name is for messages. */
struct json_object *json_read_text(const char *name, const char *text, size_t bytes);

_Noreturn void json_wrong(const struct json_spot *spot, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* It is an object without members but these, the last of which is NULL. */
void json_check_members(const struct json_spot *spot, struct json_object *object,
			const char *const *known);

/* The member of this name and type; NULL when it is not there. */
struct json_object *json_member(const struct json_spot *spot, struct json_object *object,
				const char *name, enum json_type type);

/* The text of a member; NULL when it is not there. */
const char *json_text(const struct json_spot *spot, struct json_object *object, const char *name);

/* The same, and it has to be there. */
const char *json_text_needed(const struct json_spot *spot, struct json_object *object,
			     const char *name);

/* What the member is set to, or fallback. */
bool json_truth(const struct json_spot *spot, struct json_object *object, const char *name,
		bool fallback);

/* A number from least to most; false when the member is not there. */
bool json_number(const struct json_spot *spot, struct json_object *object, const char *name,
		 unsigned int least, unsigned int most, unsigned int *number);

/* A value that has to be a number from least to most; what says which it is. */
unsigned int json_number_of(const struct json_spot *spot, struct json_object *value,
			    const char *what, unsigned int least, unsigned int most);

/* Which of these words, the last of which is NULL, the text of a member is. */
unsigned int json_word(const struct json_spot *spot, const char *name, const char *text,
		       const char *const *words);

#endif
