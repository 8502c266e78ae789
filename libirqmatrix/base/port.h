/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * port.h - all that the core needs from its compiler and its surroundings.
 *
 * Need: memcpy and memset, which every C compiler may call on its own anyway, and, in builds with
 * IRQM_DEBUG_CHECKS, im_assert_failed().
 */
#ifndef IRQMATRIX_PORT_H
#define IRQMATRIX_PORT_H

#include <irqmatrix/types.h>

#define im_likely(x) __builtin_expect(!!(x), 1)
#define im_unlikely(x) __builtin_expect(!!(x), 0)
#define im_noinline __attribute__((__noinline__))

/*
 * With IRQM_SMALL the compiler may call functions that it otherwise has to copy into each caller,
 * and loops have no copies for the usual case. The code is a third smaller; the decisions are the
 * same.
 */
#ifdef IRQM_SMALL
#define IM_SMALL true
#define im_always_inline inline
#else
#define IM_SMALL false
#define im_always_inline inline __attribute__((__always_inline__))
#endif

/* How often to unroll a loop over planes; a constant, since a pragma does not expand macros. */
enum {
	IM_UNROLLED = IM_SMALL ? 1 : 8,
};

/*
 * Used inside an if, keeps it a jump. With a conditional move instead, all that follows waits for
 * the comparison; a predicted jump lets it run ahead.
 */
#define im_keep_branch() __asm__ volatile("")

#define im_copy(to, from, bytes) __builtin_memcpy(to, from, bytes)
#define im_zero(to, bytes) __builtin_memset(to, 0, bytes)
#define im_fill(to, byte, bytes) __builtin_memset(to, byte, bytes)

/*
 * For broken internal state only; a caller's mistake gets an error code. The surroundings provide
 * im_assert_failed(), which should not return.
 */
#ifdef IRQM_DEBUG_CHECKS
#define IM_DEBUG_CHECKS true
#ifdef __clang_analyzer__ /* takes what is asserted for granted */
void im_assert_failed(const char *what, const char *file, int line) __attribute__((__noreturn__));
#else
void im_assert_failed(const char *what, const char *file, int line);
#endif
#define im_assert(x) ((x) ? (void)0 : im_assert_failed(#x, __FILE__, __LINE__))
#else
#define IM_DEBUG_CHECKS false
#define im_assert(x) ((void)sizeof(!(x)))
#endif

#endif
