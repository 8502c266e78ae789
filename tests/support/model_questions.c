/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * model_questions.c - the matrix as a table of plain structs: its life, and the calls that ask.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "must.h"

struct model *model_create(const struct irqm_matrix_config *config, struct trace_log *log)
{
	struct model *m = must_calloc(1, sizeof(*m));
	unsigned int cpu;

	m->config = *config;
	m->log = log;
	m->cpus = must_calloc(config->nr_cpus, sizeof(*m->cpus));
	m->vectors = must_calloc((size_t)config->nr_cpus * config->nr_vectors,
				 sizeof(*m->vectors));
	m->system = must_calloc(config->nr_vectors, sizeof(*m->system));
	for (cpu = 0; cpu < config->nr_cpus; cpu++) {
		m->cpus[cpu].vectors = &m->vectors[(size_t)cpu * config->nr_vectors];
		m->cpus[cpu].stats.available = config->end - config->first;
	}
	return m;
}

void model_destroy(struct model *m)
{
	free(m->cpus);
	free(m->vectors);
	free(m->system);
	free(m);
}

static bool in_mask(const unsigned long *cpus, unsigned int cpu)
{
	return (cpus[cpu / IRQM_BITS_PER_LONG] >> (cpu % IRQM_BITS_PER_LONG)) & 1;
}

static bool mask_missing(const struct model *m, const unsigned long *cpus)
{
	unsigned int cpu;

	for (cpu = 0; cpus && cpu < m->config.nr_cpus; cpu++) {
		if (in_mask(cpus, cpu))
			return false;
	}
	return true;
}

void model_get_stats(const struct model *m, struct irqm_matrix_stats *stats)
{
	unsigned int cpu, vector;

	memset(stats, 0, sizeof(*stats));
	stats->nr_cpus = m->config.nr_cpus;
	stats->nr_vectors = m->config.nr_vectors;
	stats->first = m->config.first;
	stats->end = m->config.end;
	stats->reserved = m->reserved;
	for (cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		const struct irqm_matrix_cpu_stats *c = &m->cpus[cpu].stats;

		stats->total_allocated += c->allocated;
		if (c->online) {
			stats->online_cpus++;
			stats->global_available += c->available;
		}
	}
	for (vector = m->config.first; vector < m->config.end; vector++)
		stats->system_in_window += m->system[vector];
}

int model_get_cpu_stats(const struct model *m, unsigned int cpu,
			struct irqm_matrix_cpu_stats *stats)
{
	if (cpu >= m->config.nr_cpus)
		return -IRQM_ERANGE;
	*stats = m->cpus[cpu].stats;
	return 0;
}

int model_slot_state(const struct model *m, struct irqm_slot slot, enum irqm_slot_state *state)
{
	const struct model_vector *v;

	if (slot.cpu >= m->config.nr_cpus || slot.vector >= m->config.nr_vectors)
		return -IRQM_ERANGE;
	v = &m->cpus[slot.cpu].vectors[slot.vector];
	if (m->system[slot.vector])
		*state = IRQM_SLOT_SYSTEM;
	else if (slot.vector < m->config.first || slot.vector >= m->config.end)
		*state = IRQM_SLOT_OUTSIDE;
	else if (v->block)
		*state = v->allocated ? IRQM_SLOT_MANAGED_ALLOCATED : IRQM_SLOT_MANAGED;
	else
		*state = v->allocated ? IRQM_SLOT_REGULAR : IRQM_SLOT_FREE;
	return 0;
}

static unsigned int shortfall(uint64_t wanted, uint64_t there)
{
	uint64_t lack = wanted > there ? wanted - there : 0;

	return lack > UINT32_MAX ? UINT32_MAX : (unsigned int)lack;
}

int model_can_offline(const struct model *m, unsigned int cpu, unsigned int *missing)
{
	uint64_t regular, room = 0;
	unsigned int other;

	if (cpu >= m->config.nr_cpus)
		return -IRQM_ERANGE;
	if (!m->cpus[cpu].stats.online)
		return -IRQM_ENODEV;
	regular = m->cpus[cpu].stats.allocated - m->cpus[cpu].stats.managed_allocated;
	for (other = 0; other < m->config.nr_cpus; other++) {
		if (other != cpu && m->cpus[other].stats.online)
			room += m->cpus[other].stats.available;
	}
	*missing = shortfall(regular, room);
	return 0;
}

int model_can_shrink(const struct model *m, const unsigned long *cpus, unsigned int *missing)
{
	uint64_t regular = 0, room = 0;
	unsigned int cpu, staying = 0;

	if (mask_missing(m, cpus))
		return -IRQM_EINVAL;
	for (cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		const struct irqm_matrix_cpu_stats *c = &m->cpus[cpu].stats;

		if (!c->online)
			continue;
		if (in_mask(cpus, cpu)) {
			room += c->available;
			staying++;
		} else {
			regular += c->allocated - c->managed_allocated;
		}
	}
	if (!staying)
		return -IRQM_ENODEV;
	*missing = shortfall(regular, room);
	return 0;
}

int model_would_fit(const struct model *m, const struct irqm_matrix_demand *demand,
		    struct irqm_matrix_lack *lack)
{
	uint64_t managed_lack = 0, room = 0;
	unsigned int cpu;

	if (demand->managed && mask_missing(m, demand->managed_cpus))
		return -IRQM_EINVAL;
	if (demand->regular && mask_missing(m, demand->regular_cpus))
		return -IRQM_EINVAL;
	for (cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		const struct irqm_matrix_cpu_stats *c = &m->cpus[cpu].stats;
		unsigned int left = c->available;

		if (demand->managed && in_mask(demand->managed_cpus, cpu)) {
			managed_lack += shortfall(demand->managed, c->available);
			left = shortfall(c->available, demand->managed);
		}
		if (demand->regular && in_mask(demand->regular_cpus, cpu) && c->online)
			room += left;
	}
	lack->managed = shortfall(managed_lack, 0);
	lack->regular = shortfall(demand->regular, room);
	return 0;
}

/* ---- The text of a dump ---- */

struct text {
	char *bytes;
	size_t nr;
	size_t room;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t, const char *format, ...)
{
	char piece[4096];
	va_list args;
	int i, length;

	va_start(args, format);
	length = vsnprintf(piece, sizeof(piece), format, args);
	va_end(args);
	for (i = 0; i <= length; i++) {
		t->bytes = must_grow(t->bytes, t->nr, &t->room, 1);
		t->bytes[t->nr++] = piece[i];
	}
	t->nr--;
}

/* Ranges as the kernel's %*pbl writes them. @in: whether a vector is one of the set */
static void add_list(struct text *t, const struct model *m, unsigned int cpu,
		     bool (*in)(const struct model *m, unsigned int cpu, unsigned int vector))
{
	unsigned int vector, last;
	const char *comma = "";

	for (vector = 0; vector < m->config.nr_vectors; vector++) {
		if (!in(m, cpu, vector))
			continue;
		for (last = vector; last + 1 < m->config.nr_vectors && in(m, cpu, last + 1);)
			last++;
		if (last == vector)
			add(t, "%s%u", comma, vector);
		else
			add(t, "%s%u-%u", comma, vector, last);
		comma = ",";
		vector = last;
	}
	add(t, "\n");
}

static bool is_system(const struct model *m, unsigned int cpu, unsigned int vector)
{
	(void)cpu;
	return m->system[vector];
}

static bool is_allocated(const struct model *m, unsigned int cpu, unsigned int vector)
{
	return m->cpus[cpu].vectors[vector].allocated;
}

char *model_dump(const struct model *m, unsigned int indent)
{
	struct irqm_matrix_stats stats;
	unsigned int vector, cpu, nr_system = 0;
	struct text t = { NULL, 0, 0 };

	model_get_stats(m, &stats);
	for (vector = 0; vector < m->config.nr_vectors; vector++)
		nr_system += m->system[vector];
	add(&t, "Online bitmaps:   %6u\n", stats.online_cpus);
	add(&t, "Global available: %6u\n", stats.global_available);
	add(&t, "Global reserved:  %6u\n", stats.reserved);
	add(&t, "Total allocated:  %6u\n", stats.total_allocated);
	add(&t, "System: %u: ", nr_system);
	add_list(&t, m, 0, is_system);
	add(&t, "%*s| CPU | avl | man | mac | act | vectors\n", (int)indent, " ");
	for (cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		const struct irqm_matrix_cpu_stats *c = &m->cpus[cpu].stats;

		if (!c->online)
			continue;
		add(&t, "%*s %4u  %4u  %4u  %4u %4u  ", (int)indent, " ", cpu, c->available,
		    c->managed, c->managed_allocated, c->allocated);
		add_list(&t, m, cpu, is_allocated);
	}
	return t.bytes;
}
