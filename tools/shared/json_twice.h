/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * json_twice.h - finds a member that an object has twice.
 */
#ifndef JSON_TWICE_H
#define JSON_TWICE_H

/* The first name that some object in this text has twice, or NULL. The text is valid JSON. */
const char *json_find_twice(const char *text);

#endif
