/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_world.c - a simulated machine.
 */
#include <stdlib.h>

#include "shared/program.h"
#include "sim_world.h"

/*
 * An interrupt needs a mask for its CPUs, one for the CPUs near its device, and one for a change.
 */
#define MASKS_PER_IRQ 3U

/* Ends the program when a call has failed that cannot fail for a valid setup. */
static void must(const struct sim_setup *setup, int error, const char *what)
{
	if (error)
		program_die(EXIT_FAILURE, "%s: %s: %s", setup->machine->title, what,
			    irqm_error_text(error));
}

/* ---- Start and end ---- */

static void start_matrix(struct sim_world *world)
{
	const struct sim_setup *setup = world->setup;
	const struct irqm_matrix_config config = {
		.nr_cpus = setup->machine->nr_cpus,
		.nr_vectors = setup->vectors,
		.first = setup->first,
		.end = setup->end,
		.node = IRQM_NONE,
	};
	unsigned int i;

	must(setup, irqm_matrix_create(&config, &irqm_malloc_ops, NULL, &world->m), "matrix");
	for (i = 0; i < setup->nr_system; i++)
		must(setup, irqm_matrix_assign_system(world->m, setup->system[i]), "system vector");
}

static void start_table(struct sim_world *world)
{
	const struct sim_setup *setup = world->setup;
	unsigned int irqs = setup->nr_irqs ? setup->nr_irqs : 1, nr_cpus = setup->machine->nr_cpus;
	const struct irqm_table_config config = {
		.matrix = world->m,
		.nr_irqs = irqs,
		.nr_masks = MASKS_PER_IRQ * irqs,
		.drain_ms = setup->drain_ms,
		.node = IRQM_NONE,
		.chip = &sim_chip_ops,
		.chip_ctx = &world->hardware,
	};
	unsigned int cpu;

	must(setup, irqm_table_create(&config, &irqm_malloc_ops, NULL, &world->t), "table");
	must(setup, irqm_table_set_policy(world->t, setup->policy), "policy");
	irqm_for_each_cpu(cpu, setup->online, nr_cpus)
		must(setup, irqm_table_cpu_online(world->t, cpu, NULL), "CPU online");
}

void sim_world_start(struct sim_world *world, const struct sim_setup *setup)
{
	*world = (struct sim_world){ .setup = setup };
	world->loaded = program_alloc(setup->nr_devices, sizeof(*world->loaded));
	start_matrix(world);
	start_table(world);
}

void sim_world_end(struct sim_world *world)
{
	irqm_table_destroy(world->t);
	irqm_matrix_destroy(world->m);
	free(world->loaded);
	sim_hardware_free(&world->hardware);
}

/* ---- Devices ---- */

/* The mask of the CPUs on a node, NULL for IRQM_NONE; the caller frees it. */
static unsigned long *node_mask(const struct sim_setup *setup, unsigned int node)
{
	const struct tool_machine *machine = setup->machine;
	unsigned long *mask;
	unsigned int cpu;

	if (node == IRQM_NONE)
		return NULL;
	mask = program_alloc(setup->words, sizeof(unsigned long));
	for (cpu = tool_machine_next(machine, 0); cpu != IRQM_NONE;
	     cpu = tool_machine_next(machine, cpu + 1)) {
		if (irqm_topology_node(machine->t, cpu) == node)
			irqm_cpumask_set(mask, cpu);
	}
	return mask;
}

static int request(struct sim_world *world, const struct sim_device *device, unsigned int vector,
		   const unsigned long *near_cpus)
{
	bool spread = sim_device_is_spread(device, vector);
	const struct irqm_irq_request r = {
		.mode = spread ? device->mode : IRQM_IRQ_REGULAR,
		.cpus = spread ? device->masks + (size_t)vector * world->setup->words : NULL,
		.near_cpus = near_cpus,
		.user_change = device->user_change,
		.queue = &sim_queue_ops,
		.queue_ctx = &world->hardware,
	};

	return irqm_table_request(world->t, device->first + vector, &r);
}

static int bring_up(struct sim_world *world, const struct sim_device *device, unsigned int *irq)
{
	unsigned long *near_cpus = node_mask(world->setup, device->request.device_node);
	unsigned int vector;
	int error = 0;

	for (vector = 0; !error && vector < device->request.vectors; vector++) {
		*irq = device->first + vector;
		error = request(world, device, vector, near_cpus);
	}
	for (vector = 0; !error && vector < device->active; vector++) {
		*irq = device->first + vector;
		error = irqm_table_activate(world->t, *irq);
	}
	free(near_cpus);
	return error;
}

int sim_world_unload(struct sim_world *world, unsigned int index, unsigned int *irq)
{
	const struct sim_device *device = &world->setup->devices[index];
	unsigned int vector;
	int error = 0;

	for (vector = 0; vector < device->request.vectors; vector++) {
		struct irqm_irq_info info = sim_world_info(world, device->first + vector);

		*irq = device->first + vector;
		if (info.state == IRQM_IRQ_FREE)
			continue;
		if (info.state != IRQM_IRQ_IDLE)
			error = irqm_table_deactivate(world->t, *irq);
		if (!error)
			error = irqm_table_release(world->t, *irq);
		if (error)
			return error;
	}
	world->loaded[index] = false;
	return 0;
}

int sim_world_load(struct sim_world *world, unsigned int index, unsigned int *irq)
{
	unsigned int last;
	int error = bring_up(world, &world->setup->devices[index], irq);

	world->loaded[index] = true;
	if (error)
		sim_world_unload(world, index, &last);
	return error;
}

/* ---- Questions ---- */

char *sim_world_check(struct sim_world *world)
{
	struct irqm_table_fault fault = { .invariant = 0 };
	struct irqm_matrix_fault broken = { .invariant = 0 };
	unsigned int nr = irqm_matrix_check(world->m, &broken);

	if (nr)
		return program_text("%u broken invariant%s of the matrix, the first I%u (%s) at "
				    "CPU %d: %u, not %u",
				    nr, program_plural(nr), broken.invariant,
				    irqm_matrix_invariant_text(broken.invariant), (int)broken.cpu,
				    broken.found, broken.expected);
	nr = irqm_table_check(world->t, &fault);
	if (nr)
		return program_text("%u broken invariant%s of the table, the first T%u (%s) at "
				    "interrupt %d, CPU %d: %u, not %u",
				    nr, program_plural(nr), fault.invariant,
				    irqm_table_invariant_text(fault.invariant), (int)fault.irq,
				    (int)fault.cpu, fault.found, fault.expected);
	return NULL;
}

struct irqm_irq_info sim_world_info(struct sim_world *world, unsigned int irq)
{
	struct irqm_irq_info info = { .state = IRQM_IRQ_FREE };

	must(world->setup, irqm_table_get(world->t, irq, &info), "interrupt");
	return info;
}
