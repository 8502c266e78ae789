/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * corpus.c - op programs kept in files.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"
#include "must.h"

static int digit_value(int c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, tolower(c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* The next character that is not blank and not of a comment, or EOF. */
static int next_character(FILE *file)
{
	int c = getc(file);

	while (isspace(c) || c == '#') {
		while (c == '#' && (c = getc(file)) != EOF && c != '\n')
			c = '#';
		c = getc(file);
	}
	return c;
}

bool corpus_read(FILE *file, struct op_bytes *bytes)
{
	int high, low;

	memset(bytes, 0, sizeof(*bytes));
	for (high = next_character(file); high != EOF; high = next_character(file)) {
		low = next_character(file);
		if (digit_value(high) < 0 || low == EOF || digit_value(low) < 0)
			break;
		bytes->bytes = must_grow(bytes->bytes, bytes->nr, &bytes->room, 1);
		bytes->bytes[bytes->nr++] =
			(unsigned char)(digit_value(high) * 16 + digit_value(low));
	}
	return high == EOF;
}
