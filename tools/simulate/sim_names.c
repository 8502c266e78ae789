/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_names.c - what devices, interrupts, CPUs, errors and the words of a scenario are called.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cpu_list.h"
#include "shared/program.h"
#include "sim_names.h"

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* ---- Words of a scenario ---- */

const char *const sim_mode_names[] = { "regular", "spread-only", "managed", NULL };

const char *const sim_policy_names[] = { "never", "driver", "all", NULL };

const char *const sim_state_names[IRQM_IRQ_NR_STATES + 1] = {
	[IRQM_IRQ_FREE] = "free",
	[IRQM_IRQ_IDLE] = "idle",
	[IRQM_IRQ_UP] = "up",
	[IRQM_IRQ_HELD] = "held",
	[IRQM_IRQ_WAITING] = "waiting",
	[IRQM_IRQ_FAILED] = "failed",
	[IRQM_IRQ_NR_STATES] = NULL,
};

const char *const sim_event_names[SIM_NR_EVENTS + 1] = {
	[SIM_EVENT_LOAD] = "load",
	[SIM_EVENT_UNLOAD] = "unload",
	[SIM_EVENT_OFFLINE] = "offline",
	[SIM_EVENT_ONLINE] = "online",
	[SIM_EVENT_CAN_OFFLINE] = "can_offline",
	[SIM_EVENT_HIBERNATE] = "hibernate",
	[SIM_EVENT_OVERRIDE] = "override",
	[SIM_EVENT_ISOLATE] = "isolate",
	[SIM_EVENT_RETURN_HOME] = "return_home",
	[SIM_EVENT_DISABLE] = "disable",
	[SIM_EVENT_ENABLE] = "enable",
	[SIM_EVENT_SUSPEND] = "suspend",
	[SIM_EVENT_RESUME] = "resume",
	[SIM_EVENT_FIRST_INTERRUPT] = "first_interrupt",
	[SIM_EVENT_FAIL] = "fail",
	[SIM_EVENT_POLICY] = "policy",
	[SIM_NR_EVENTS] = NULL,
};

const char *const sim_number_names[SIM_NR_NUMBERS + 1] = {
	[SIM_MOVED] = "moved",
	[SIM_BROKEN] = "broken",
	[SIM_SHUT_DOWN] = "shut_down",
	[SIM_STARTED] = "started",
	[SIM_STAYED] = "stayed",
	[SIM_FAILED] = "failed",
	[SIM_CPU] = "cpu",
	[SIM_REGULAR] = "regular",
	[SIM_ROOM] = "room",
	[SIM_MISSING] = "missing",
	[SIM_ONLINE_CPUS] = "online_cpus",
	[SIM_NR_NUMBERS] = NULL,
};

/* ---- Devices and interrupts ---- */

unsigned int sim_find_device(const struct sim_setup *setup, const char *name)
{
	unsigned int i;

	for (i = 0; i < setup->nr_devices; i++) {
		if (!strcmp(setup->devices[i].name, name))
			return i;
	}
	return IRQM_NONE;
}

/* The 'q' before the digits at the end of an interrupt's name; NULL for any other name. */
static const char *find_queue(const char *name)
{
	const char *at = name + strlen(name);

	while (at > name && strchr(DIGITS, at[-1]))
		at--;
	return *at && at > name + 1 && at[-1] == 'q' ? at - 1 : NULL;
}

const char *sim_wrong_name(const char *name)
{
	if (!*name || strlen(name) > 32)
		return "must have 1 to 32 characters";
	if (name[strspn(name, LETTERS DIGITS "_-.:")])
		return "only letters, digits and _ - . : are possible";
	if (!strcmp(name, "all"))
		return "stands for all devices";
	if (find_queue(name))
		return "ends in q and a number, like an interrupt";
	return NULL;
}

bool sim_find_irqs(const struct sim_setup *setup, const char *name, unsigned int *first,
		   unsigned int *end)
{
	unsigned int index = sim_find_device(setup, name);
	const char *queue = find_queue(name);
	unsigned long vector;
	char *device;

	if (!strcmp(name, "all")) {
		*first = 0;
		*end = setup->nr_irqs;
		return true;
	}
	if (index != IRQM_NONE) {
		*first = setup->devices[index].first;
		*end = *first + setup->devices[index].request.vectors;
		return true;
	}
	if (!queue || strlen(queue) > 8)
		return false;
	device = program_text("%.*s", (int)(queue - name), name);
	index = sim_find_device(setup, device);
	free(device);
	vector = strtoul(queue + 1, NULL, 10);
	if (index == IRQM_NONE || vector >= setup->devices[index].request.vectors)
		return false;
	*first = setup->devices[index].first + (unsigned int)vector;
	*end = *first + 1;
	return true;
}

char *sim_irq_name(const struct sim_setup *setup, unsigned int irq)
{
	const struct sim_device *device = sim_device_of(setup, irq);

	return program_text("%sq%u", device->name, irq - device->first);
}

char *sim_irq_list(const struct sim_setup *setup, const unsigned int *irqs, unsigned int nr)
{
	unsigned int *vectors = program_alloc(nr, sizeof(*vectors)), i, k, count;
	char *text, *list;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	if (!stream)
		program_die(EXIT_FAILURE, "no memory for a text");
	for (i = 0; i < nr; i += count) {
		const struct sim_device *device = sim_device_of(setup, irqs[i]);

		for (count = 0, k = i; k < nr && sim_device_of(setup, irqs[k]) == device; k++)
			vectors[count++] = irqs[k] - device->first;
		list = cpu_list(vectors, count);
		fprintf(stream, "%s%sq%s", i ? " " : "", device->name, list);
		free(list);
	}
	if (fclose(stream))
		program_die(EXIT_FAILURE, "no memory for a text");
	free(vectors);
	return text;
}

/* ---- CPUs ---- */

char *sim_mask_list(const struct sim_setup *setup, const unsigned long *mask)
{
	unsigned int nr_cpus = setup->machine->nr_cpus, nr = 0, cpu;
	unsigned int *cpus = program_alloc(nr_cpus, sizeof(*cpus));
	char *list;

	irqm_for_each_cpu(cpu, mask, nr_cpus)
		cpus[nr++] = cpu;
	list = nr ? cpu_list(cpus, nr) : program_text("none");
	free(cpus);
	return list;
}

unsigned long *sim_parse_cpus(const struct sim_setup *setup, const char *list, char **wrong)
{
	const struct tool_machine *machine = setup->machine;
	unsigned long *mask = program_alloc(setup->words, sizeof(unsigned long));
	int error = irqm_cpumask_parse(mask, machine->nr_cpus, list);
	unsigned int cpu = IRQM_NONE;

	if (error == -IRQM_ERANGE) {
		*wrong = program_text("the highest CPU of %s is %u", machine->title,
				      machine->nr_cpus - 1);
	} else if (error) {
		*wrong = program_text("not a list of CPUs such as 0-3,8");
	} else {
		cpu = irqm_cpumask_next(mask, machine->nr_cpus, 0);
		while (cpu != IRQM_NONE && tool_machine_next(machine, cpu) == cpu)
			cpu = irqm_cpumask_next(mask, machine->nr_cpus, cpu + 1);
		if (cpu == IRQM_NONE)
			return mask;
		*wrong = program_text("%s has no CPU %u", machine->title, cpu);
	}
	free(mask);
	return NULL;
}

/* ---- Errors ---- */

static const struct error_name {
	const char *name;
	int number;
} error_names[] = {
	{ "EPERM", IRQM_EPERM },
	{ "ENOENT", IRQM_ENOENT },
	{ "ENOMEM", IRQM_ENOMEM },
	{ "EBUSY", IRQM_EBUSY },
	{ "ENODEV", IRQM_ENODEV },
	{ "EINVAL", IRQM_EINVAL },
	{ "ENOSPC", IRQM_ENOSPC },
	{ "ERANGE", IRQM_ERANGE },
};

#define NR_ERRORS (sizeof(error_names) / sizeof(*error_names))

const char *sim_error_name(int error)
{
	unsigned int i;

	for (i = 0; i < NR_ERRORS; i++) {
		if (error_names[i].number == -error)
			return error_names[i].name;
	}
	return NULL;
}

int sim_error_of(const char *name)
{
	unsigned int i;

	for (i = 0; i < NR_ERRORS; i++) {
		if (!strcmp(error_names[i].name, name))
			return -error_names[i].number;
	}
	return 0;
}

char *sim_error_text(int error)
{
	const char *name = sim_error_name(error);

	if (!error)
		return program_text("ok");
	if (!name)
		return program_text("%d (%s)", error, irqm_error_text(error));
	return program_text("%s (%s)", name, irqm_error_text(error));
}
