/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_read.c - CPUs and interrupts that a scenario names, for the readers of its parts.
 */
#include <stdlib.h>

#include "shared/program.h"
#include "sim_names.h"
#include "sim_read.h"

unsigned long *sim_read_cpus(const struct json_spot *spot, const struct sim_setup *setup,
			     const char *name, const char *list)
{
	char *wrong;
	unsigned long *mask = sim_parse_cpus(setup, list, &wrong);

	if (!mask)
		json_wrong(spot, "\"%s\" \"%s\": %s", name, list, wrong);
	return mask;
}

unsigned long *sim_read_some_cpus(const struct json_spot *spot, const struct sim_setup *setup,
				  const char *name, const char *list)
{
	unsigned long *mask = sim_read_cpus(spot, setup, name, list);

	if (irqm_cpumask_next(mask, setup->machine->nr_cpus, 0) == IRQM_NONE)
		json_wrong(spot, "\"%s\": at least one CPU is needed", name);
	return mask;
}

/* The names of all devices, for a message. */
static char *list_devices(const struct sim_setup *setup)
{
	char *text = program_text("%s", setup->nr_devices ? "" : "none");
	unsigned int i;

	for (i = 0; i < setup->nr_devices; i++) {
		const struct sim_device *device = &setup->devices[i];
		char *longer = program_text("%s%s%s (q0-%u)", text, i ? ", " : "", device->name,
					    device->request.vectors - 1);

		free(text);
		text = longer;
	}
	return text;
}

void sim_read_irqs(const struct json_spot *spot, const struct sim_setup *setup, const char *name,
		   unsigned int *first, unsigned int *end)
{
	if (!sim_find_irqs(setup, name, first, end))
		json_wrong(spot, "\"%s\": not an interrupt, a device or \"all\"; devices are %s",
			   name, list_devices(setup));
}
