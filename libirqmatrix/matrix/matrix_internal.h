/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * matrix_internal.h - what the files of the matrix share; matrix.c explains how it works.
 */
#ifndef IRQMATRIX_MATRIX_INTERNAL_H
#define IRQMATRIX_MATRIX_INTERNAL_H

#include <irqmatrix/check.h>
#include <irqmatrix/errors.h>
#include <irqmatrix/matrix.h>
#include "base/object.h"
#include "index.h"
#include "row.h"
#include "trace.h"

/* With no more CPUs than these a loop over the rows takes less time and memory than an index. */
#define IM_MATRIX_SMALL_CPUS 16

struct irqm_matrix {
	struct im_rows rows; /* first, so that its distances are those of the matrix */
	unsigned int online_cpus;
	unsigned int global_available;
	unsigned int reserved;
	unsigned int total_allocated;
	unsigned int cpu_words; /* words of a mask of all CPUs */
	unsigned long cpu_tail; /* the bits that are CPUs in the last word of a mask */
	bool indexed;
	bool attended;             /* each change is traced, or checked afterwards */
	struct im_index available; /* key: available; ready: available > 0 */
	struct im_index spare;     /* key: im_matrix_spare_key(); ready: a single spare vector */
	struct im_trace trace;
	struct im_object object;
	unsigned long online[]; /* mask of online CPUs; the indexes and rows follow it */
};

/* Whether the pointer is NULL, or its matrix was ended by irqm_matrix_fini(). */
static inline bool im_matrix_is_absent(const struct irqm_matrix *m)
{
	return !m || !m->rows.nr_cpus;
}

static inline bool im_matrix_is_online(const struct irqm_matrix *m, unsigned int cpu)
{
	return im_bits_test(m->online, cpu);
}

/* Word w of a mask, without bits that are past the last CPU. */
static inline unsigned long im_matrix_mask_word(const struct irqm_matrix *m,
						const unsigned long *cpus, unsigned int w)
{
	return w == m->cpu_words - 1 ? cpus[w] & m->cpu_tail : cpus[w];
}

/* The first word of a mask, at or after w, that names a CPU, or IRQM_NONE. */
static im_always_inline unsigned int im_matrix_next_word(const struct irqm_matrix *m,
							 const unsigned long *cpus, size_t w)
{
	w = im_bits_next_word(cpus, m->cpu_words, w);
	return w < m->cpu_words && im_matrix_mask_word(m, cpus, (unsigned int)w) ? (unsigned int)w
										 : IRQM_NONE;
}

static im_always_inline unsigned int im_matrix_first_word(const struct irqm_matrix *m,
							  const unsigned long *cpus)
{
	return im_matrix_next_word(m, cpus, 0);
}

/* The last word of a mask that names a CPU, or IRQM_NONE. */
static im_always_inline unsigned int im_matrix_last_word(const struct irqm_matrix *m,
							 const unsigned long *cpus)
{
	unsigned int last = m->cpu_words - 1;

	if (im_matrix_mask_word(m, cpus, last))
		return last;
	return (unsigned int)im_bits_previous_word(cpus, last) - 1; /* 0 - 1 is IRQM_NONE */
}

/* Why no CPU of a mask was found: it names none, or none of them has a vector. */
int im_matrix_no_cpu_error(const struct irqm_matrix *m, const unsigned long *cpus);

/*
 * The key of a CPU in the index "spare": larger for fewer managed slots in use, and never 0, which
 * stands for no CPU.
 */
static inline unsigned int im_matrix_spare_key(const struct irqm_matrix *m,
					       unsigned int managed_allocated)
{
	return m->rows.end - m->rows.first + 1 - managed_allocated;
}

/*
 * Bringing the indexes up to date after a change of row.h: one vector has changed on each of some
 * CPUs of word w. Only a matrix that has indexes may call these.
 *   full           those of the CPUs with no available vector left
 *   with_spare     those with a single spare vector now
 *   without_spare  those with none left
 *   key            the largest key, among those of them that are online, in the index where keys
 *                  have grown; 0 if none is online
 */
static im_always_inline void im_matrix_index_alloc(struct irqm_matrix *m, unsigned int w,
						   unsigned long cpus, unsigned long full)
{
	im_index_subtract_one(&m->available, w, cpus);
	if (im_unlikely(full))
		*im_index_ready_rw(&m->available, w) &= ~full;
}

static im_always_inline void im_matrix_index_free(struct irqm_matrix *m, unsigned int w,
						  unsigned long cpus, unsigned int key)
{
	im_index_add_one(&m->available, w, cpus);
	im_index_set_ready(&m->available, w, cpus, key);
}

/* A vector that is no part of a block becomes spare, on one or many CPUs. */
static im_always_inline void im_matrix_index_reserve_managed(struct irqm_matrix *m, unsigned int w,
							     unsigned long cpus, unsigned long full)
{
	im_matrix_index_alloc(m, w, cpus, full);
	*im_index_ready_rw(&m->spare, w) |= cpus;
	im_index_raise_bounds_to(&m->spare, w, cpus & m->online[w]);
}

static im_always_inline void im_matrix_index_unreserve_managed(struct irqm_matrix *m,
							       unsigned int w, unsigned long cpus,
							       unsigned long without_spare)
{
	im_index_add_one(&m->available, w, cpus);
	*im_index_ready_rw(&m->available, w) |= cpus;
	im_index_raise_bounds_to(&m->available, w, cpus & m->online[w]);
	*im_index_ready_rw(&m->spare, w) &= ~without_spare;
}

static im_always_inline void im_matrix_index_alloc_managed(struct irqm_matrix *m, unsigned int w,
							   unsigned long cpus,
							   unsigned long without_spare)
{
	im_index_subtract_one(&m->spare, w, cpus);
	*im_index_ready_rw(&m->spare, w) &= ~without_spare;
}

static im_always_inline void im_matrix_index_free_managed(struct irqm_matrix *m, unsigned int w,
							  unsigned long cpus,
							  unsigned long with_spare,
							  unsigned int key)
{
	im_index_add_one(&m->spare, w, cpus);
	im_index_set_ready(&m->spare, w, with_spare, key);
}

/*
 * Writes a slot with one store. Callers pass a slot by value, which reads it with one load; a load
 * that has to wait for two stores costs more time than the search for the CPU.
 */
static im_always_inline void im_matrix_put_slot(struct irqm_slot *slot, unsigned int cpu,
						unsigned int vector)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	uint64_t both = (uint64_t)vector << 32 | cpu;

	_Static_assert(sizeof(both) == sizeof(*slot), "a slot is two 32-bit numbers");
	im_copy(slot, &both, sizeof(both));
#else
	*slot = (struct irqm_slot){ .cpu = cpu, .vector = vector };
#endif
}

/* The invariants of irqmatrix/check.h by name; the numbers are public. */
enum im_matrix_invariant {
	I_MATRIX = 0, /* there is a matrix */
	I_ALLOCATED = 1,
	I_MANAGED = 2,
	I_MANAGED_ALLOCATED = 3,
	I_AVAILABLE = 4,
	I_PLACE = 5, /* what is taken lies in the window and on no system vector */
	I_GLOBAL_AVAILABLE = 6,
	I_TOTAL_ALLOCATED = 7,
	I_ONLINE_CPUS = 8,
	I_SYSTEM_IN_WINDOW = 9,
	I_RESERVED = 10,
	I_INDEX = 11,
	I_BLOCKS = 12,
};

/* Every call that changes a matrix ends with this. The check of a large matrix takes too long. */
static inline void im_matrix_debug_check(const struct irqm_matrix *m)
{
	if (IM_DEBUG_CHECKS && (size_t)m->rows.nr_cpus * m->rows.words <= 4096)
		im_assert(irqm_matrix_check(m, NULL) == 0);
}

#endif
