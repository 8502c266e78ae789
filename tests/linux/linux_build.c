// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The table of functions of one build. Each entry is Linux's own function with the argument types
 * of linux_peer.h; an entry that is called often is compiled to one jump. Compiled once per build.
 */
#include <stdlib.h>

#include "linux_runtime.h"
#include "shim_irq.h"

static const struct cpumask *to_mask(const unsigned long *words)
{
	return (const struct cpumask *)words;
}

static bool machine_fits(unsigned int nr_cpus)
{
	const struct linux_machine plain = { .nr_cpus = nr_cpus };

	if (nr_cpus > NR_CPUS)
		return false;
	if (linux_machine_cpus() != nr_cpus && linux_machine_start(&plain))
		return false;
	return shim_nr_node_ids <= MAX_NUMNODES;
}

static void destroy(struct linux_matrix *m)
{
	if (!m)
		return;
	if (m->irq) {
		linux_matrix_release(m->irq);
		linux_matrices_alive--;
	}
	kfree(m->irq);
	free(m->online);
	free(m);
}

static struct linux_matrix *create(unsigned int nr_cpus, unsigned int bits, unsigned int first,
				   unsigned int end)
{
	struct linux_matrix *m;
	size_t before = shim_bytes_allocated;

	if (!machine_fits(nr_cpus))
		return NULL;
	m = calloc(1, sizeof(*m));
	if (!m)
		return NULL;
	m->nr_cpus = nr_cpus;
	m->bits = bits;
	m->online = calloc(BITS_TO_LONGS(nr_cpus), sizeof(long));
	m->irq = m->online ? irq_alloc_matrix(bits, first, end) : NULL;
	if (!m->irq) {
		destroy(m);
		return NULL;
	}
	linux_matrices_alive++;
	m->bytes = shim_bytes_allocated - before;
	return m;
}

struct guarded_call {
	struct linux_matrix *m;
	unsigned int vector;
	bool replace;
};

static void call_online(void *argument)
{
	irq_matrix_online(((struct guarded_call *)argument)->m->irq);
}

static int online(struct linux_matrix *m, unsigned int cpu)
{
	struct guarded_call call = { .m = m };

	shim_run_on(cpu);
	if (shim_guarded(call_online, &call))
		return LINUX_BUG;
	__set_bit(cpu, m->online);
	return 0;
}

static void offline(struct linux_matrix *m, unsigned int cpu)
{
	shim_run_on(cpu);
	irq_matrix_offline(m->irq);
	__clear_bit(cpu, m->online);
}

static void call_assign_system(void *argument)
{
	struct guarded_call *call = argument;

	irq_matrix_assign_system(call->m->irq, call->vector, call->replace);
}

static int assign_system(struct linux_matrix *m, unsigned int cpu, unsigned int vector,
			 bool replace)
{
	struct guarded_call call = { .m = m, .vector = vector, .replace = replace };

	shim_run_on(cpu);
	return shim_guarded(call_assign_system, &call) ? LINUX_BUG : 0;
}

static void assign(struct linux_matrix *m, unsigned int cpu, unsigned int vector)
{
	shim_run_on(cpu);
	irq_matrix_assign(m->irq, vector);
}

static void reserve(struct linux_matrix *m)
{
	irq_matrix_reserve(m->irq);
}

static void remove_reserved(struct linux_matrix *m)
{
	irq_matrix_remove_reserved(m->irq);
}

static int alloc(struct linux_matrix *m, const unsigned long *mask, bool reserved,
		 unsigned int *cpu)
{
	return irq_matrix_alloc(m->irq, to_mask(mask), reserved, cpu);
}

static int reserve_managed(struct linux_matrix *m, const unsigned long *mask)
{
	return irq_matrix_reserve_managed(m->irq, to_mask(mask));
}

static void remove_managed(struct linux_matrix *m, const unsigned long *mask)
{
	irq_matrix_remove_managed(m->irq, to_mask(mask));
}

static int alloc_managed(struct linux_matrix *m, const unsigned long *mask, unsigned int *cpu)
{
	return irq_matrix_alloc_managed(m->irq, to_mask(mask), cpu);
}

static void free_vector(struct linux_matrix *m, unsigned int cpu, unsigned int vector,
			bool managed)
{
	irq_matrix_free(m->irq, cpu, vector, managed);
}

static unsigned int available(struct linux_matrix *m, bool cpudown, unsigned int cpu)
{
	shim_run_on(cpu);
	return irq_matrix_available(m->irq, cpudown);
}

static unsigned int reserved(struct linux_matrix *m)
{
	return irq_matrix_reserved(m->irq);
}

static unsigned int allocated(struct linux_matrix *m, unsigned int cpu)
{
	shim_run_on(cpu);
	return irq_matrix_allocated(m->irq);
}

static void debug_show(struct linux_matrix *m, struct linux_text *text, int indent)
{
	shim_cpu_online = m->online;
	irq_matrix_debug_show(text, m->irq, indent);
}

const struct linux_build linux_build = {
	.version = LINUX_VERSION,
	.nr_cpus_max = NR_CPUS,
	.bits_max = LINUX_BITS_MAX,
	.create = create,
	.destroy = destroy,
	.online = online,
	.offline = offline,
	.assign_system = assign_system,
	.assign = assign,
	.reserve = reserve,
	.remove_reserved = remove_reserved,
	.alloc = alloc,
	.reserve_managed = reserve_managed,
	.remove_managed = remove_managed,
	.alloc_managed = alloc_managed,
	.free = free_vector,
	.available = available,
	.reserved = reserved,
	.allocated = allocated,
	.debug_show = debug_show,
#ifdef LINUX_IS_GLUE
	.core = linux_matrix_core,
	.choose_policy = linux_spread_choose,
#endif
#if defined(LINUX_IS_GLUE) || defined(LINUX_COUNTS_MASKS)
	.group_cpus_counted = linux_spread_counted,
#endif
	.inspect = linux_inspect,
	.inspect_cpu = linux_inspect_cpu,
#ifdef LINUX_HAS_GROUP_CPUS
	.group_cpus_evenly = linux_spread_cpus,
#endif
	.create_affinity_masks = linux_spread_affinity,
};
