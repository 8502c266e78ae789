// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The parts that all builds of Linux's code share: complaints, memory, and the list of builds.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "linux_runtime.h"
#include "shim_state.h"

unsigned int linux_matrices_alive;
size_t shim_bytes_allocated;
bool shim_tracing;
static struct linux_events *events;

static struct linux_complaints complaints;
static jmp_buf *bug_return;

const struct linux_complaints *linux_complaints(void)
{
	return &complaints;
}

void shim_warn(const char *file, int line, const char *condition)
{
	(void)file;
	(void)line;
	complaints.warnings++;
	complaints.last = condition;
}

void shim_message(void)
{
	complaints.messages++;
}

void shim_bug(const char *file, int line, const char *condition)
{
	complaints.bugs++;
	complaints.last = condition;
	if (bug_return)
		longjmp(*bug_return, 1);
	fprintf(stderr, "%s:%d: BUG_ON(%s)\n", file, line, condition);
	abort();
}

void linux_record(struct linux_events *to)
{
	events = to;
	shim_tracing = to != NULL;
}

void shim_event(const struct shim_event *event)
{
	if (events->nr < LINUX_EVENTS_MAX)
		events->event[events->nr] = *event;
	events->nr++;
}

int shim_guarded(void (*fn)(void *argument), void *argument)
{
	jmp_buf here;

	if (setjmp(here)) {
		bug_return = NULL;
		return -1;
	}
	bug_return = &here;
	fn(argument);
	bug_return = NULL;
	return 0;
}

void *shim_kmalloc(size_t bytes)
{
	shim_bytes_allocated += bytes;
	return malloc(bytes);
}

/*
 * A kernel zeroes memory when it is allocated. calloc() would give large memory as pages that are
 * zeroed when first touched, so that memory that Linux never touches would cost nothing. A compiler
 * turns malloc() followed by memset() into calloc(), so the asm hides that both are about the same
 * memory.
 */
void *shim_kzalloc(size_t bytes)
{
	void *memory = shim_kmalloc(bytes);

	__asm__ volatile(""
			 : "+r"(memory));
	if (memory)
		memset(memory, 0, bytes);
	return memory;
}

/*
 * Memory is aligned as by the slab: a power of two to itself, a page and more to a page. All else
 * is aligned as by malloc() and no better, so that no code comes to rely on more.
 */
void *shim_kvmalloc(size_t bytes)
{
	size_t align = bytes >= 4096 ? 4096 : bytes;

	shim_bytes_allocated += bytes;
	if (!bytes || align & (align - 1) || align < sizeof(void *))
		return malloc(bytes);
	return aligned_alloc(align, (bytes + align - 1) / align * align);
}

void shim_kfree(const void *memory)
{
	free((void *)memory);
}

void linux_masks_free(struct linux_masks *masks)
{
	free(masks->words);
	free(masks->managed);
	*masks = (struct linux_masks){ 0 };
}

/* CMake writes the list: LINUX_BUILD(prefix) for each build. */
#define LINUX_BUILD(prefix) extern const struct linux_build prefix##linux_build;
#include "linux_build_list.h"
#undef LINUX_BUILD

const struct linux_build *const linux_builds[] = {
#define LINUX_BUILD(prefix) &prefix##linux_build,
#include "linux_build_list.h"
#undef LINUX_BUILD
	NULL
};

static bool is_version(const struct linux_build *build, const char *version)
{
	size_t length = version ? strlen(version) : 0;

	if (!length)
		return true;
	return strncmp(build->version, version, length) == 0 &&
	       (build->version[length] == '.' || build->version[length] == '\0');
}

const struct linux_build *linux_build_find_large(const char *version, unsigned int nr_cpus_max)
{
	const struct linux_build *const *build;

	for (build = linux_builds; *build; build++)
		if (is_version(*build, version) && (*build)->nr_cpus_max >= nr_cpus_max)
			return *build;
	return NULL;
}

const struct linux_build *linux_build_find(const char *version, unsigned int nr_cpus)
{
	return linux_build_find_large(version, nr_cpus);
}
