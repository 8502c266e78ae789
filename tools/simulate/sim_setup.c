/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_setup.c - a machine, its vectors and its devices.
 */
#include <stdlib.h>
#include <string.h>

#include "shared/program.h"
#include "sim_setup.h"

void sim_setup_init(struct sim_setup *setup, const char *topology)
{
	*setup = (struct sim_setup){
		.machine = tool_machine_load(topology),
		.vectors = SIM_VECTORS,
		.first = SIM_FIRST,
		.end = SIM_END,
		.policy = IRQM_TABLE_POLICY_NEVER,
	};
	setup->words = IRQM_CPUMASK_WORDS(setup->machine->nr_cpus);
	setup->online = program_alloc(setup->words, sizeof(unsigned long));
	memcpy(setup->online, irqm_hwloc_online(setup->machine->hwloc),
	       setup->words * sizeof(unsigned long));
}

void sim_device_free(struct sim_device *device)
{
	free(device->name);
	free(device->sets);
	free(device->eligible);
	free(device->own);
	free(device->masks);
}

void sim_setup_free(struct sim_setup *setup)
{
	unsigned int i;

	for (i = 0; i < setup->nr_devices; i++)
		sim_device_free(&setup->devices[i]);
	free(setup->devices);
	free(setup->system);
	free(setup->online);
	if (setup->machine)
		tool_machine_free(setup->machine);
}

/* ---- Devices ---- */

unsigned int sim_device_spread_vectors(const struct sim_device *device)
{
	const struct irqm_spread_request *r = &device->request;

	return r->vectors - r->pre_vectors - r->post_vectors;
}

bool sim_device_is_spread(const struct sim_device *device, unsigned int vector)
{
	const struct irqm_spread_request *r = &device->request;

	return vector >= r->pre_vectors && vector < r->vectors - r->post_vectors;
}

static bool has_cpus(const struct sim_setup *setup, const unsigned long *mask)
{
	return irqm_cpumask_next(mask, setup->machine->nr_cpus, 0) != IRQM_NONE;
}

/* The first vector that is spread and has no CPU; when all have one, the first post vector. */
static unsigned int first_without(const struct sim_setup *setup, const struct sim_device *device)
{
	unsigned int vector = device->request.pre_vectors;

	while (sim_device_is_spread(device, vector) &&
	       has_cpus(setup, device->masks + (size_t)vector * setup->words))
		vector++;
	return vector;
}

static char *spread_masks(const struct sim_setup *setup, struct sim_device *device)
{
	size_t bytes;
	void *scratch;
	int error;

	device->request.eligible = device->eligible;
	device->request.set_vectors = device->sets;
	irqm_spread_scratch(setup->machine->t, &bytes);
	bytes += IRQM_SPREAD_ALIGN - bytes % IRQM_SPREAD_ALIGN;
	scratch = aligned_alloc(IRQM_SPREAD_ALIGN, bytes);
	if (!scratch)
		program_die(EXIT_FAILURE, "no memory for %zu bytes", bytes);
	error = irqm_spread_masks(setup->machine->t, &device->request, scratch, bytes,
				  device->masks, NULL);
	free(scratch);
	if (error)
		return program_text("its %u vectors cannot be spread: %s",
				    sim_device_spread_vectors(device), irqm_error_text(error));
	return NULL;
}

/* A regular interrupt without its own mask may be on any CPU. */
char *sim_device_spread(const struct sim_setup *setup, struct sim_device *device)
{
	const struct irqm_spread_request *r = &device->request;
	size_t row = setup->words * sizeof(unsigned long);
	unsigned int vector;
	char *wrong = NULL;

	free(device->masks);
	device->masks = program_alloc((size_t)r->vectors * setup->words, sizeof(unsigned long));
	if (device->own) {
		memcpy(device->masks + (size_t)r->pre_vectors * setup->words, device->own,
		       sim_device_spread_vectors(device) * row);
	} else if (device->mode == IRQM_IRQ_REGULAR) {
		memset(device->masks, 0xff, r->vectors * row);
	} else {
		wrong = spread_masks(setup, device);
	}
	if (wrong)
		return wrong;
	vector = first_without(setup, device);
	if (sim_device_is_spread(device, vector))
		return program_text("vector %u has no CPU: %u vectors are to be spread, and there "
				    "are CPUs for %u; a driver would ask for %u at most",
				    vector, sim_device_spread_vectors(device),
				    vector - r->pre_vectors, vector - r->pre_vectors);
	return NULL;
}

char *sim_setup_number(struct sim_setup *setup)
{
	unsigned int i;

	setup->nr_irqs = 0;
	for (i = 0; i < setup->nr_devices; i++) {
		setup->devices[i].first = setup->nr_irqs;
		setup->nr_irqs += setup->devices[i].request.vectors;
		if (setup->nr_irqs > SIM_IRQS_MAX)
			return program_text("more than %u vectors in all", SIM_IRQS_MAX);
	}
	return NULL;
}

const struct sim_device *sim_device_of(const struct sim_setup *setup, unsigned int irq)
{
	unsigned int low = 0, high = setup->nr_devices;

	while (high - low > 1) {
		unsigned int middle = (low + high) / 2;

		if (setup->devices[middle].first <= irq)
			low = middle;
		else
			high = middle;
	}
	return &setup->devices[low];
}
