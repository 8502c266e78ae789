/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * General macros and functions of the kernel, as far as the compiled files use them: types,
 * attributes, small arithmetic, warnings, memory.
 */
#ifndef SHIM_BASE_H
#define SHIM_BASE_H

#include <errno.h>
#include <string.h>

#include "shim_state.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef unsigned int gfp_t;

#define CONFIG_SMP
#define CONFIG_GENERIC_IRQ_DEBUGFS
#ifdef __x86_64__
#define CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS
#endif
#ifdef __LP64__
#define CONFIG_64BIT
#define BITS_PER_LONG	64
#else
#define BITS_PER_LONG	32
#endif
#define BITS_PER_BYTE	8

/* The C library defines some of these attributes too, with other text for the same meaning. */
#undef __always_inline
#undef __attribute_const__
#define __always_inline		inline __attribute__((__always_inline__))
#define __attribute_const__	__attribute__((__const__))
#define __init
#define __user
#define __percpu
#define __ro_after_init
#define EXPORT_SYMBOL(symbol)
#define EXPORT_SYMBOL_GPL(symbol)
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define data_race(expression)	(expression)

#define min_t(type, a, b) ({ type min_a_ = (a), min_b_ = (b); min_a_ < min_b_ ? min_a_ : min_b_; })
#define max_t(type, a, b) ({ type max_a_ = (a), max_b_ = (b); max_a_ > max_b_ ? max_a_ : max_b_; })
#define min(a, b)		min_t(__typeof__((a) + (b)), a, b)
#define max(a, b)		max_t(__typeof__((a) + (b)), a, b)
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define __ALIGN_MASK(x, mask)	(((x) + (mask)) & ~(mask))
#define ALIGN(x, a)		__ALIGN_MASK(x, (__typeof__(x))(a) - 1)
#define IS_ALIGNED(x, a)	(((x) & ((__typeof__(x))(a) - 1)) == 0)
#define round_down(x, a)	((x) & ~((__typeof__(x))(a) - 1))
#define struct_size(p, member, n) \
	(sizeof(*(p)) + sizeof((p)->member[0]) * (size_t)(n))

/* The value of WARN_ON() is its condition, because Linux's code branches on it. Each one counts. */
#define WARN_ON(condition) ({						\
	const bool warn_on_ = !!(condition);				\
									\
	if (unlikely(warn_on_))						\
		shim_warn(__FILE__, __LINE__, #condition);		\
	unlikely(warn_on_);						\
})
#define WARN_ON_ONCE(condition)	WARN_ON(condition)
#define BUG_ON(condition) do {						\
	if (unlikely(condition))					\
		shim_bug(__FILE__, __LINE__, #condition);		\
} while (0)
#define pr_warn(...)		shim_message()

#define static_assert(condition)	_Static_assert(condition, #condition)

/* An option is defined as 1 if its value is one character long. */
#define SHIM_TEXT(text)		#text
#define IS_ENABLED(option)	(sizeof(SHIM_TEXT(option)) == 2)

/* There is no command line; the function is kept. */
#define early_param(name, function) \
	static int (*const shim_param_##function)(char *value) __attribute__((__used__)) = function

/* There is no boot either: what an initcall does, the first call does. */
#define late_initcall(function) \
	static int (*const shim_initcall_##function)(void) __attribute__((__used__)) = function

/* There is one thread. */
#define DEFINE_MUTEX(name)	int name
#define mutex_lock(mutex)	((void)(mutex))
#define mutex_unlock(mutex)	((void)(mutex))

#define PAGE_SIZE		4096ul
#define NUMA_NO_NODE		(-1)

static inline size_t roundup_pow_of_two(size_t number)
{
	size_t power = 1;

	while (power < number)
		power *= 2;
	return power;
}

#define GFP_KERNEL		0u
#define __GFP_ZERO		1u

static inline void *kmalloc(size_t bytes, gfp_t flags)
{
	return flags & __GFP_ZERO ? shim_kzalloc(bytes) : shim_kmalloc(bytes);
}

static inline void *kzalloc(size_t bytes, gfp_t flags)
{
	return kmalloc(bytes, flags | __GFP_ZERO);
}

static inline void *kmalloc_array(size_t number, size_t bytes, gfp_t flags)
{
	if (bytes && number > SIZE_MAX / bytes)
		return NULL;
	return kmalloc(number * bytes, flags);
}

static inline void *kcalloc(size_t number, size_t bytes, gfp_t flags)
{
	return kmalloc_array(number, bytes, flags | __GFP_ZERO);
}

/* These have the flags of GFP_KERNEL unless they are told others. */
#define kzalloc_objs(object, number)	((__typeof__(object) *)kcalloc(number, sizeof(object), 0))
#define kzalloc_flex(object, member, number) \
	((__typeof__(object) *)kzalloc(struct_size(&(object), member, number), 0))

/* There is one thread, and the random numbers of lib/find_bit.c are of use to nobody here. */
#define cond_resched()			do { } while (0)
#define get_random_u32_below(end)	((void)(end), 0u)

#define kmalloc_array_node(number, bytes, flags, node) kmalloc_array(number, bytes, flags)

static inline void kfree(const void *memory)
{
	shim_kfree(memory);
}

#define memalloc_noio_save()			0u
#define memalloc_noio_restore(flags)		((void)(flags))

#define kvmalloc(bytes, flags)			shim_kvmalloc(bytes)
#define kvmalloc_node(bytes, flags, node)	((void)(node), shim_kvmalloc(bytes))
#define kvmalloc_array(number, bytes, flags)	shim_kvmalloc((size_t)(number) * (bytes))
#define kvfree(memory)				kfree(memory)

#endif
