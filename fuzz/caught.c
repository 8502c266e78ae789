/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * caught.c - runs code of the tools that may end the program, and goes on after it.
 */
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "caught.h"
#include "shared/program.h"

/* Size of the hash table of allocated pieces; a power of two. */
#define PIECES (1U << 18)

static jmp_buf back;
static struct caught *into;
static void *pieces[PIECES];
static unsigned int nr_pieces;
static bool listening;
/* Threads of the engine allocate as well; their pieces are neither noted nor freed. */
static _Thread_local bool is_our_thread;

/* ---- The table of pieces ---- */

/* No number overflows here, not even an unsigned one: the sanitizer's report would allocate. */
static unsigned int place_of(const void *piece)
{
	uintptr_t number = (uintptr_t)piece >> 4;

	return (unsigned int)((number ^ number >> 15 ^ number >> 28) & (PIECES - 1));
}

/* How far it is from one place to another, around the end of the table. */
static unsigned int distance(unsigned int from, unsigned int to)
{
	return (to + PIECES - from) & (PIECES - 1);
}

static void note_alloc(void *piece)
{
	unsigned int at = place_of(piece);

	if (!is_our_thread || !listening || !piece || nr_pieces > PIECES / 2)
		return;
	while (pieces[at])
		at = (at + 1) & (PIECES - 1);
	pieces[at] = piece;
	nr_pieces++;
}

/* Moves up pieces past the gap, so that a search from their place still finds them. */
static void close_gap(unsigned int gap)
{
	unsigned int at = gap;

	while (pieces[at = (at + 1) & (PIECES - 1)]) {
		unsigned int its = place_of(pieces[at]);

		if (distance(its, at) >= distance(gap, at)) {
			pieces[gap] = pieces[at];
			gap = at;
		}
	}
	pieces[gap] = NULL;
}

static void note_free(const void *piece)
{
	unsigned int at = place_of(piece);

	if (!is_our_thread || !nr_pieces || !piece)
		return;
	while (pieces[at] && pieces[at] != piece)
		at = (at + 1) & (PIECES - 1);
	if (pieces[at]) {
		close_gap(at);
		nr_pieces--;
	}
}

static void free_all(void)
{
	unsigned int at;

	listening = false;
	for (at = 0; nr_pieces; at = (at + 1) & (PIECES - 1)) {
		void *piece = pieces[at];

		if (piece) {
			note_free(piece);
			free(piece);
		}
	}
}

static void forget_all(void)
{
	listening = false;
	if (nr_pieces)
		memset(pieces, 0, sizeof(pieces));
	nr_pieces = 0;
}

/* ---- Noting calls of malloc() and free() ---- */

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZER_ALLOCATES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZER_ALLOCATES 1
#endif
#endif

#ifdef SANITIZER_ALLOCATES

int __sanitizer_install_malloc_and_free_hooks(void (*malloc_hook)(const volatile void *, size_t),
					      void (*free_hook)(const volatile void *));

static void on_malloc(const volatile void *piece, size_t bytes)
{
	(void)bytes;
	note_alloc((void *)(uintptr_t)piece);
}

static void on_free(const volatile void *piece)
{
	note_free((const void *)(uintptr_t)piece);
}

static void listen(void)
{
	static bool installed;

	if (!installed && !__sanitizer_install_malloc_and_free_hooks(on_malloc, on_free))
		abort();
	installed = true;
	listening = true;
}

#else

/* glibc's own names of its functions, which are replaced below. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *piece, size_t bytes);
void __libc_free(void *piece);

void *malloc(size_t bytes)
{
	void *piece = __libc_malloc(bytes);

	note_alloc(piece);
	return piece;
}

void *calloc(size_t count, size_t bytes)
{
	void *piece = __libc_calloc(count, bytes);

	note_alloc(piece);
	return piece;
}

void *realloc(void *piece, size_t bytes)
{
	void *larger = __libc_realloc(piece, bytes);

	if (larger || !bytes)
		note_free(piece);
	note_alloc(larger);
	return larger;
}

void free(void *piece)
{
	note_free(piece);
	__libc_free(piece);
}

static void listen(void)
{
	listening = true;
}

#endif

/* ---- Running code and going on after it ---- */

static void on_die(int status, const char *format, va_list arguments)
{
	into->status = status;
	vsnprintf(into->message, sizeof(into->message), format, arguments);
	longjmp(back, 1);
}

struct caught caught_run(void (*run)(void *ctx), void *ctx)
{
	static struct caught caught;

	caught = (struct caught){ .status = 0 };
	into = &caught;
	program_on_die = on_die;
	is_our_thread = true;
	if (setjmp(back) == 0) {
		listen();
		run(ctx);
		forget_all();
	} else {
		free_all();
	}
	program_on_die = NULL;
	return caught;
}
