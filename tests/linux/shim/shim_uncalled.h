/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * lib/bitmap.c also has functions that nothing here calls: memory bound to a device and, up to 6.1,
 * reading bitmaps from text. This file has what they need, so that lib/bitmap.c compiles unchanged.
 * Functions that would have to do real work fail.
 */
#ifndef SHIM_UNCALLED_H
#define SHIM_UNCALLED_H

#include <ctype.h>
#include <strings.h>
#include <sys/types.h>

#include "shim_bitmap.h"

struct device;

static inline int devm_add_action_or_reset(struct device *device, void (*action)(void *data),
					   void *data)
{
	(void)device;
	action(data);
	return -ENOMEM;
}

/* Error codes travel in pointers to the last page of the address space. */
#define MAX_ERRNO	4095

static inline void *ERR_PTR(long error)
{
	return (void *)error;
}

static inline long PTR_ERR(const void *pointer)
{
	return (long)pointer;
}

static inline bool IS_ERR(const void *pointer)
{
	return (unsigned long)pointer >= -(unsigned long)MAX_ERRNO;
}

#define offset_in_page(address)	((unsigned long)(address) % PAGE_SIZE)
#define KSTRTOX_OVERFLOW	(1u << 31)
#define cpu_to_le64(value)	(value)
#define cpu_to_le32(value)	(value)

static inline char *memdup_user_nul(const char *text, size_t length)
{
	(void)text;
	(void)length;
	return ERR_PTR(-EFAULT);
}

static inline char *kasprintf(gfp_t flags, const char *format, ...)
{
	(void)flags;
	(void)format;
	return NULL;
}

static inline ssize_t memory_read_from_buffer(void *to, size_t count, loff_t *offset,
					      const void *from, size_t available)
{
	(void)to;
	(void)count;
	(void)offset;
	(void)from;
	(void)available;
	return -EFAULT;
}

static inline int scnprintf(char *to, size_t size, const char *format, ...)
{
	(void)format;
	if (size)
		*to = '\0';
	return 0;
}

static inline unsigned int _parse_integer(const char *text, unsigned int base,
					  unsigned long long *value)
{
	(void)text;
	(void)base;
	*value = 0;
	return 0;
}

static inline char *strnchrnul(const char *text, size_t length, int character)
{
	(void)length;
	(void)character;
	return (char *)text;
}

int bitmap_parse(const char *text, unsigned int length, unsigned long *map, int bits);

static inline int hex_to_bin(unsigned char digit)
{
	(void)digit;
	return -1;
}

#endif
