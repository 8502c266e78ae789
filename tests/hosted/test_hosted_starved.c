/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_hosted_starved.c - machines are read while memory runs out at each place in turn, and a lock
 * that is broken.
 *
 * The linker leads the calls of the hosted library here; what hwloc itself calls stays as it is.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

#include "hosted_by_hand.h"
#include "hosted_machine.h"

#include <hwloc.h>

/* Calls so far that could fail, and the one that does, counted from 1; 0 for none. */
static unsigned int calls, fail_at;

/* Reading a file fails from here on. */
static bool unreadable;

static bool fails(void)
{
	return ++calls == fail_at;
}

void *__real_calloc(size_t count, size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
hwloc_bitmap_t __real_hwloc_bitmap_alloc(void);
hwloc_bitmap_t __wrap_hwloc_bitmap_alloc(void);
int __real_hwloc_topology_init(hwloc_topology_t *tree);
int __wrap_hwloc_topology_init(hwloc_topology_t *tree);
int __real_ferror(FILE *file);
int __wrap_ferror(FILE *file);

void *__wrap_calloc(size_t count, size_t bytes)
{
	return fails() ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *memory, size_t bytes)
{
	return fails() ? NULL : __real_realloc(memory, bytes);
}

hwloc_bitmap_t __wrap_hwloc_bitmap_alloc(void)
{
	return fails() ? NULL : __real_hwloc_bitmap_alloc();
}

int __wrap_hwloc_topology_init(hwloc_topology_t *tree)
{
	return fails() ? -1 : __real_hwloc_topology_init(tree);
}

int __wrap_ferror(FILE *file)
{
	return unreadable || __real_ferror(file);
}

/* The machine is read; call number @at that could fail does. */
static int read_with(const char *path, unsigned int at, struct irqm_hwloc **t)
{
	int code;

	calls = 0;
	fail_at = at;
	code = irqm_hwloc_load(IRQM_HWLOC_XML, path, t);
	fail_at = 0;
	return code;
}

Test(hosted_starved, whatever_memory_is_missing_is_said_and_nothing_kept)
{
	char path[] = "/tmp/irqmatrix-test-XXXXXX";
	struct irqm_hwloc *t = NULL;
	unsigned int at, all;

	write_down(by_hand, path);
	cr_assert_eq(read_with(path, 0, &t), 0);
	all = calls;
	irqm_hwloc_unload(t);
	cr_assert_geq(all, 12);
	for (at = 1; at <= all; at++) {
		t = NULL;
		cr_assert_eq(read_with(path, at, &t), -IRQM_ENOMEM, "call %u of %u", at, all);
		cr_assert_null(t);
	}
	cr_assert_eq(read_with(path, all + 1, &t), 0);
	irqm_hwloc_unload(t);
	unlink(path);
}

Test(hosted_starved, a_file_that_cannot_be_read_to_its_end)
{
	char path[] = "/tmp/irqmatrix-test-XXXXXX";
	struct irqm_hwloc *t = NULL;

	write_down(by_hand, path);
	unreadable = true;
	cr_assert_eq(read_with(path, 0, &t), -IRQM_ENOENT);
	unreadable = false;
	cr_assert_null(t);
	unlink(path);
}

/* A mutex that knows who has it. */
static void checking(pthread_mutex_t *mutex)
{
	pthread_mutexattr_t attr;

	cr_assert_eq(pthread_mutexattr_init(&attr), 0);
	cr_assert_eq(pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK), 0);
	cr_assert_eq(pthread_mutex_init(mutex, &attr), 0);
	pthread_mutexattr_destroy(&attr);
}

Test(hosted_starved, a_lock_that_cannot_be_taken_ends_it_all, .signal = SIGABRT)
{
	pthread_mutex_t mutex;

	checking(&mutex);
	irqm_pthread_lock_ops.lock(&mutex);
	irqm_pthread_lock_ops.lock(&mutex);
}

Test(hosted_starved, a_lock_that_cannot_be_given_back_ends_it_all, .signal = SIGABRT)
{
	pthread_mutex_t mutex;

	checking(&mutex);
	irqm_pthread_lock_ops.unlock(&mutex);
}
