// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A text that grows, and the few printf forms that Linux's code uses on it. Fast where it matters,
 * because the bench compares the time of debug_show with the library's dump.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "linux_peer.h"
#include "shim_state.h"

/* Enough for a number with its sign, and for two numbers with a separator. */
#define NUMBER_BYTES 24

/* Makes room for more bytes and the NUL. Without memory the test program stops. */
static char *reserve(struct linux_text *text, size_t bytes)
{
	if (text->length + bytes + 1 > text->capacity) {
		text->capacity = (text->length + bytes + 1) * 2;
		text->text = realloc(text->text, text->capacity);
		if (!text->text)
			abort();
	}
	return text->text + text->length;
}

static void put(struct linux_text *text, const char *from, size_t length)
{
	memcpy(reserve(text, length), from, length);
	text->length += length;
}

static void put_spaces(struct linux_text *text, size_t length)
{
	memset(reserve(text, length), ' ', length);
	text->length += length;
}

/* Writes the digits so that they end just before end; returns where they begin. */
static char *digits_before(char *end, unsigned int value)
{
	do {
		*--end = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	return end;
}

static void put_number(struct linux_text *text, unsigned int value, bool negative, int width)
{
	char digits[NUMBER_BYTES];
	char *begin = digits_before(digits + sizeof(digits), value);
	int length;

	if (negative)
		*--begin = '-';
	length = (int)(digits + sizeof(digits) - begin);
	if (width > length)
		put_spaces(text, (size_t)(width - length));
	put(text, begin, (size_t)length);
}

static void put_string(struct linux_text *text, const char *string, int width)
{
	size_t length = strlen(string);

	if (width > 0 && (size_t)width > length)
		put_spaces(text, (size_t)width - length);
	put(text, string, length);
}

/* Returns the first bit from start on that differs from skipped, which is all zeros or all ones. */
static unsigned int next_other(const unsigned long *map, unsigned int bits, unsigned int start,
			       unsigned long skipped)
{
	unsigned int word = start / SHIM_BITS_PER_LONG;
	unsigned long found, mask = ~0ul << (start % SHIM_BITS_PER_LONG);

	for (; word * SHIM_BITS_PER_LONG < bits; word++, mask = ~0ul) {
		found = (map[word] ^ skipped) & mask;
		if (found) {
			start = word * SHIM_BITS_PER_LONG + (unsigned int)__builtin_ctzl(found);
			return start < bits ? start : bits;
		}
	}
	return bits;
}

/* Appends the ranges of set bits: "0-3,8,128-255". */
static void put_bit_list(struct linux_text *text, const unsigned long *map, unsigned int bits)
{
	unsigned int first, end = 0;
	const char *separator = "";
	char piece[NUMBER_BYTES + 1];

	for (first = bits ? next_other(map, bits, 0, 0) : bits; first < bits;
	     first = end < bits ? next_other(map, bits, end, 0) : bits) {
		char *begin = piece + sizeof(piece);

		end = next_other(map, bits, first, ~0ul);
		if (end - first > 1) {
			begin = digits_before(begin, end - 1);
			*--begin = '-';
		}
		begin = digits_before(begin, first);
		if (*separator)
			*--begin = *separator;
		put(text, begin, (size_t)(piece + sizeof(piece) - begin));
		separator = ",";
	}
}

/* Prints one conversion; format points past the '%'. Returns where the format goes on. */
static const char *put_conversion(struct linux_text *text, const char *format, va_list *arguments)
{
	int width = 0;

	if (*format == '*') {
		width = va_arg(*arguments, int);
		format++;
	} else {
		for (; *format >= '0' && *format <= '9'; format++)
			width = width * 10 + (*format - '0');
	}
	if (*format == 'u') {
		put_number(text, va_arg(*arguments, unsigned int), false, width);
	} else if (*format == 'd') {
		int value = va_arg(*arguments, int);

		put_number(text, value < 0 ? 0u - (unsigned int)value : (unsigned int)value,
			   value < 0, width);
	} else if (*format == 's') {
		put_string(text, va_arg(*arguments, const char *), width);
	} else if (strncmp(format, "pbl", 3) == 0) {
		put_bit_list(text, va_arg(*arguments, const unsigned long *), (unsigned int)width);
		format += 2;
	} else if (*format == '%') {
		put(text, "%", 1);
	} else {
		abort();
	}
	return format + 1;
}

void linux_text_printf(struct linux_text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	while (*format) {
		size_t plain = strcspn(format, "%");

		put(text, format, plain);
		format += plain;
		if (*format)
			format = put_conversion(text, format + 1, &arguments);
	}
	va_end(arguments);
	*reserve(text, 0) = '\0';
}

int linux_text_write(struct linux_text *text, const void *from, size_t bytes)
{
	put(text, from, bytes);
	*reserve(text, 0) = '\0';
	return 0;
}

void linux_text_clear(struct linux_text *text)
{
	text->length = 0;
}

void linux_text_free(struct linux_text *text)
{
	free(text->text);
	*text = (struct linux_text){ 0 };
}
