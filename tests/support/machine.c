/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * machine.c - a matrix to test, with everything around it watched.
 */
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "machine.h"
#include "must.h"

static void start(struct machine *x, const struct irqm_matrix_config *config, unsigned int online)
{
	unsigned int cpu;

	memset(x, 0, sizeof(*x));
	x->config = *config;
	x->config.node = IRQM_NONE;
	x->config.trace = &trace_log_ops;
	x->config.trace_ctx = &x->log;
	GIVES(irqm_matrix_create(&x->config, &faulty_mem_ops, &x->mem, &x->m), 0);
	x->log.matrix = x->m;
	x->log.with_state = true;
	x->all = must_calloc(IRQM_CPUMASK_WORDS(config->nr_cpus), sizeof(unsigned long));
	irqm_cpumask_set_range(x->all, 0, config->nr_cpus);
	for (cpu = 0; cpu < online; cpu++)
		GIVES(irqm_matrix_online(x->m, cpu), 0);
	trace_log_clear(&x->log);
}

void machine_start(struct machine *x, unsigned int nr_cpus, unsigned int online,
		   unsigned int nr_vectors, unsigned int first, unsigned int end)
{
	struct irqm_matrix_config config = {
		.nr_cpus = nr_cpus,
		.nr_vectors = nr_vectors,
		.first = first,
		.end = end,
	};

	start(x, &config, online);
}

void machine_start_blocks(struct machine *x, unsigned int nr_cpus, unsigned int online,
			  unsigned int nr_vectors)
{
	struct irqm_matrix_config config = {
		.nr_cpus = nr_cpus,
		.nr_vectors = nr_vectors,
		.end = nr_vectors,
		.managed_blocks = true,
	};

	start(x, &config, online);
}

bool machine_end(struct machine *x)
{
	bool clean = faulty_mem_check(&x->mem) == 0;

	irqm_matrix_destroy(x->m);
	trace_log_fini(&x->log);
	free(x->all);
	return clean && x->mem.faults == 0 && x->mem.live == 0 && x->mem.frees == 1;
}

const char *machine_end_clean(struct machine *x)
{
	return machine_end(x) ? NULL : "memory leaked or written out of bounds";
}

const char *machine_flaw(struct machine *x)
{
	struct irqm_matrix_fault fault = { 0, 0, 0, 0 };
	static char text[80];

	if (faulty_mem_check(&x->mem))
		return "wrote outside its memory";
	if (!irqm_matrix_check(x->m, &fault))
		return NULL;
	snprintf(text, sizeof(text), "I%u on CPU %u: expected %u, found %u", fault.invariant,
		 fault.cpu, fault.expected, fault.found);
	return text;
}

char *matrix_snapshot(const struct irqm_matrix *m)
{
	struct irqm_matrix_stats s;
	struct irqm_matrix_cpu_stats c;
	enum irqm_slot_state state;
	struct irqm_slot slot;
	size_t at = 0, bytes;
	char *text;

	GIVES(irqm_matrix_get_stats(m, &s), 0);
	bytes = 128 + (size_t)s.nr_cpus * (64 + s.nr_vectors);
	text = must(malloc(bytes));
	at += (size_t)snprintf(text, bytes, "%u %u %u %u %u %u %u %u %u\n", s.nr_cpus, s.nr_vectors,
			       s.first, s.end, s.online_cpus, s.global_available, s.reserved,
			       s.total_allocated, s.system_in_window);
	for (slot.cpu = 0; slot.cpu < s.nr_cpus; slot.cpu++) {
		GIVES(irqm_matrix_get_cpu_stats(m, slot.cpu, &c), 0);
		at += (size_t)snprintf(text + at, bytes - at, "%d %u %u %u %u ", c.online,
				       c.available, c.allocated, c.managed, c.managed_allocated);
		for (slot.vector = 0; slot.vector < s.nr_vectors; slot.vector++) {
			GIVES(irqm_matrix_slot_state(m, slot, &state), 0);
			text[at++] = (char)('0' + state);
		}
		text[at++] = '\n';
	}
	text[at] = '\0';
	return text;
}

char *machine_snapshot(struct machine *x)
{
	char *matrix = matrix_snapshot(x->m), *text;
	size_t bytes = strlen(matrix) + 40;

	text = must(malloc(bytes));
	snprintf(text, bytes, "%sevents %zu\n", matrix, x->log.nr);
	free(matrix);
	return text;
}

struct irqm_matrix_stats machine_stats(const struct machine *x)
{
	struct irqm_matrix_stats stats;

	GIVES(irqm_matrix_get_stats(x->m, &stats), 0);
	return stats;
}

struct irqm_matrix_cpu_stats machine_cpu(const struct machine *x, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats stats;

	GIVES(irqm_matrix_get_cpu_stats(x->m, cpu, &stats), 0);
	return stats;
}

enum irqm_slot_state machine_state(const struct machine *x, unsigned int cpu, unsigned int vector)
{
	struct irqm_slot slot = { cpu, vector };
	enum irqm_slot_state state;

	GIVES(irqm_matrix_slot_state(x->m, slot, &state), 0);
	return state;
}

const unsigned long *one_cpu(unsigned int cpu)
{
	return cpu_range(cpu, cpu + 1);
}

const unsigned long *cpu_range(unsigned int first, unsigned int end)
{
	static unsigned long masks[8][IRQM_CPUMASK_WORDS(IRQM_MAX_CPUS)];
	static unsigned int next;
	unsigned long *mask = masks[next++ % 8];

	memset(mask, 0, sizeof(masks[0]));
	irqm_cpumask_set_range(mask, first, end);
	return mask;
}
