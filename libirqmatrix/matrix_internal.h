/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * matrix_internal.h - what the files of the matrix share; the essay is in matrix.c.
 */
#ifndef IRQMATRIX_MATRIX_INTERNAL_H
#define IRQMATRIX_MATRIX_INTERNAL_H

#include <irqmatrix/check.h>
#include <irqmatrix/errors.h>
#include <irqmatrix/matrix.h>
#include "load.h"
#include "row.h"
#include "trace.h"

/* Up to here a plain look at each row beats the index, in time and in memory. */
#define IM_SMALL_CPUS 16

struct irqm_matrix {
	struct im_rows rows; /* first: its distances are counted from here */
	unsigned int online_cpus;
	unsigned int global_available;
	unsigned int reserved;
	unsigned int total_allocated;
	unsigned int cpu_words; /* of a mask of all CPUs */
	unsigned int online_at; /* distance of the mask of online CPUs from here */
	bool indexed;
	struct im_load room;  /* key: available; ready: available > 0 */
	struct im_load spare; /* key: im_spare_key(); ready: a single spare vector */
	struct im_trace trace;
	const struct irqm_mem_ops *mem;
	void *mem_ctx;
	size_t bytes;
};

/* Whether there is no such matrix, or no longer. */
static inline bool im_no_matrix(const struct irqm_matrix *m)
{
	return !m || !m->rows.nr_cpus;
}

static inline unsigned long *im_online_map(struct irqm_matrix *m)
{
	return (unsigned long *)(void *)((char *)m + m->online_at);
}

static inline const unsigned long *im_online_map_const(const struct irqm_matrix *m)
{
	return (const unsigned long *)(const void *)((const char *)m + m->online_at);
}

static inline bool im_is_online(const struct irqm_matrix *m, unsigned int cpu)
{
	return im_test(im_online_map_const(m), cpu);
}

/* Word w of a mask without the bits beyond the last CPU. */
static inline unsigned long im_mask_word(const struct irqm_matrix *m, const unsigned long *cpus,
					 unsigned int w)
{
	return w == m->cpu_words - 1 ? cpus[w] & im_tail(m->rows.nr_cpus) : cpus[w];
}

/* The first word of a mask that names a CPU, or IRQM_NONE. */
static im_always_inline unsigned int im_first_word(const struct irqm_matrix *m,
						   const unsigned long *cpus)
{
	unsigned int w = 0, words = m->cpu_words;

	while (w + 4 <= words && !(cpus[w] | cpus[w + 1] | cpus[w + 2] | cpus[w + 3]))
		w += 4;
	for (; w < words; w++) {
		if (im_mask_word(m, cpus, w))
			return w;
	}
	return IRQM_NONE;
}

/* The last word of a mask that names a CPU, or IRQM_NONE. */
static im_always_inline unsigned int im_last_word(const struct irqm_matrix *m,
						  const unsigned long *cpus)
{
	unsigned int w = m->cpu_words;

	while (w >= 4 && !(cpus[w - 1] | cpus[w - 2] | cpus[w - 3] | cpus[w - 4]))
		w -= 4;
	while (w-- > 0) {
		if (im_mask_word(m, cpus, w))
			return w;
	}
	return IRQM_NONE;
}

/* The fewer managed slots a CPU has in use, the larger; never 0, which is nobody's key. */
static inline unsigned int im_spare_key(const struct irqm_matrix *m, unsigned int managed_allocated)
{
	return m->rows.end - m->rows.first + 1 - managed_allocated;
}

/*
 * Brings the sums and the indexes up to date after the row of one CPU has changed; before holds its
 * counters of before. A call that changes whole words of CPUs does the same word by word.
 */
static im_always_inline void im_settle(struct irqm_matrix *m, unsigned int cpu,
				       const struct im_row *row, struct im_counts before)
{
	const struct im_counts *now = &row->count;
	bool online = im_is_online(m, cpu);

	m->total_allocated += now->allocated - before.allocated;
	if (online)
		m->global_available += now->available - before.available;
	if (!m->indexed)
		return;
	if (now->available != before.available)
		im_load_update(&m->room, cpu, before.available, now->available, now->available > 0,
			       online);
	if (now->managed != before.managed || now->managed_allocated != before.managed_allocated)
		im_load_update(&m->spare, cpu, im_spare_key(m, before.managed_allocated),
			       im_spare_key(m, now->managed_allocated),
			       im_row_has_spare(&m->rows, row), online);
}

/* Every call that changes a matrix ends with this; affordable for small ones only. */
static inline void im_debug_check(const struct irqm_matrix *m)
{
#ifdef IRQM_DEBUG_CHECKS
	if ((size_t)m->rows.nr_cpus * m->rows.words <= 4096)
		im_assert(irqm_matrix_check(m, NULL) == 0);
#else
	(void)m;
#endif
}

#endif
