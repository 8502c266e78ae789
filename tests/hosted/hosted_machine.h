/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * hosted_machine.h - load a machine through hwloc and say what its callbacks should answer.
 */
#ifndef HOSTED_MACHINE_H
#define HOSTED_MACHINE_H

#include <string.h>

#include <criterion/criterion.h>

#include <irqmatrix/hosted.h>
#include <irqmatrix/irqmatrix.h>

#include "support/expect.h"

typedef unsigned int question_fn(void *ctx, unsigned int cpu);

static inline struct irqm_hwloc *load(enum irqm_hwloc_source source, const char *text)
{
	struct irqm_hwloc *t = NULL;
	int error = irqm_hwloc_load(source, text, &t);

	cr_assert_eq(error, 0, "%s: %s", text ? text : "live", irqm_error_text(error));
	cr_assert_not_null(t);
	return t;
}

static inline struct irqm_hwloc *synthetic(const char *text)
{
	return load(IRQM_HWLOC_SYNTHETIC, text);
}

static inline unsigned int nr_online(const struct irqm_hwloc *t)
{
	return irqm_cpumask_weight(irqm_hwloc_online(t), irqm_hwloc_nr_cpus(t));
}

/* The answers for CPUs 0, 1, .. in a row must be these; '-' stands for IRQM_NONE. */
static inline void expect(struct irqm_hwloc *t, question_fn *question, const char *answers)
{
	unsigned int cpu;

	cr_assert_eq(irqm_hwloc_nr_cpus(t), strlen(answers));
	for (cpu = 0; answers[cpu]; cpu++) {
		unsigned int want = answers[cpu] == '-' ? IRQM_NONE
							: (unsigned int)(answers[cpu] - '0');
		unsigned int got = question(t, cpu);

		cr_assert_eq(got, want, "CPU %u: %d, not %d", cpu, (int)got, (int)want);
	}
}

static inline unsigned int online(void *t, unsigned int cpu)
{
	return irqm_cpumask_test(irqm_hwloc_online(t), cpu);
}

static inline unsigned int possible(void *t, unsigned int cpu)
{
	return irqm_hwloc_ops.possible(t, cpu);
}

static inline unsigned int present(void *t, unsigned int cpu)
{
	return irqm_hwloc_ops.present(t, cpu);
}

#endif
