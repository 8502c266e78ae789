/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_devices.c - devices as they are written on the command line.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plan_devices.h"
#include "shared/program.h"
#include "simulate/sim_names.h"

#define OPTION "--device"

struct parsed {
	const char *text;
	char *name;
	unsigned int copies;
	unsigned int vectors;
	unsigned int queues;
	unsigned int pre;
	unsigned int post;
	unsigned int active;
	unsigned int node;
	enum irqm_irq_mode mode;
};

static unsigned int number(const char *text, const char *at, const char *what, unsigned int least,
			   unsigned int most)
{
	char *rest;
	unsigned long value;

	errno = 0;
	value = strtoul(at, &rest, 10);
	if (*at < '0' || *at > '9' || *rest)
		program_die(PROGRAM_USAGE, OPTION " %s: %s=%s is not a number", text, what, at);
	if (errno || value < least || value > most)
		program_die(PROGRAM_USAGE, OPTION " %s: %s %s: must be %u to %u", text, what,
			    at, least, most);
	return (unsigned int)value;
}

/* Sets the mode that a word names; false when it names none. */
static bool take_mode(struct parsed *p, const char *word)
{
	unsigned int i;

	for (i = 0; sim_mode_names[i]; i++) {
		if (strcmp(sim_mode_names[i], word))
			continue;
		p->mode = i;
		return true;
	}
	return false;
}

static void take_word(struct parsed *p, char *word)
{
	char *value = strchr(word, '=');
	const struct {
		const char *name;
		unsigned int *place;
		unsigned int least;
		unsigned int most;
	} numbers[] = {
		{ "vectors", &p->vectors, 1, SIM_VECTORS_MAX },
		{ "queues", &p->queues, 1, SIM_VECTORS_MAX },
		{ "pre", &p->pre, 0, SIM_VECTORS_MAX },
		{ "post", &p->post, 0, SIM_VECTORS_MAX },
		{ "active", &p->active, 0, SIM_VECTORS_MAX },
		{ "node", &p->node, 0, IRQM_NONE - 1 },
	};
	unsigned int i;

	if (!value && take_mode(p, word))
		return;
	if (value)
		*value++ = '\0';
	for (i = 0; value && i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (strcmp(numbers[i].name, word))
			continue;
		*numbers[i].place = number(p->text, value, word, numbers[i].least,
					   numbers[i].most);
		return;
	}
	program_die(PROGRAM_USAGE, OPTION " %s: \"%s\": must be one of vectors=N, queues=N, "
					  "pre=N, post=N, active=N, node=N, regular, spread-only, "
					  "managed",
		    p->text, word);
}

/* Reads the name and the number of copies, such as "nvme*2". */
static void take_name(struct parsed *p, char *name)
{
	char *star = strchr(name, '*');

	if (star) {
		*star = '\0';
		p->copies = number(p->text, star + 1, "copies", 1, SIM_DEVICES_MAX);
	}
	p->name = name;
	if (sim_wrong_name(name))
		program_die(PROGRAM_USAGE, OPTION " %s: name \"%s\": %s", p->text, name,
			    sim_wrong_name(name));
}

static void check(struct parsed *p)
{
	if (!p->vectors == !p->queues)
		program_die(PROGRAM_USAGE, OPTION " %s: one of vectors=N and queues=N is needed",
			    p->text);
	if (p->queues)
		p->vectors = p->queues + p->pre + p->post;
	if (p->vectors > SIM_VECTORS_MAX)
		program_die(PROGRAM_USAGE, OPTION " %s: more than %u vectors", p->text,
			    SIM_VECTORS_MAX);
	if (p->pre + p->post >= p->vectors)
		program_die(PROGRAM_USAGE, OPTION " %s: pre and post leave none of %u vectors to "
						  "spread",
			    p->text, p->vectors);
	if (p->active == IRQM_NONE)
		p->active = p->vectors;
	if (p->active > p->vectors)
		program_die(PROGRAM_USAGE, OPTION " %s: active=%u is more than its %u vectors",
			    p->text, p->active, p->vectors);
}

static void add_one(struct sim_setup *setup, const struct parsed *p, char *name)
{
	struct sim_device *device;
	char *wrong;

	if (sim_find_device(setup, name) != IRQM_NONE)
		program_die(PROGRAM_USAGE, OPTION " %s: another device is called %s", p->text,
			    name);
	if (setup->nr_devices == SIM_DEVICES_MAX)
		program_die(PROGRAM_USAGE, OPTION " %s: more than %u devices", p->text,
			    SIM_DEVICES_MAX);
	setup->devices = realloc(setup->devices, (setup->nr_devices + 1) * sizeof(*device));
	if (!setup->devices)
		program_die(EXIT_FAILURE, "no memory for %u devices", setup->nr_devices + 1);
	device = &setup->devices[setup->nr_devices++];
	*device = (struct sim_device){
		.name = name,
		.mode = p->mode,
		.active = p->active,
		.request = {
			.vectors = p->vectors,
			.pre_vectors = p->pre,
			.post_vectors = p->post,
			.device_node = p->node,
		},
	};
	wrong = sim_device_spread(setup, device);
	if (!wrong)
		wrong = sim_setup_number(setup);
	if (wrong)
		program_die(PROGRAM_USAGE, OPTION " %s: %s", p->text, wrong);
}

void plan_add_devices(struct sim_setup *setup, const char *text)
{
	struct parsed p = { .text = text, .copies = 1, .active = IRQM_NONE, .node = IRQM_NONE };
	char *copy = program_text("%s", text), *colon = strchr(copy, ':'), *word, *next;
	unsigned int i;

	if (!colon)
		program_die(PROGRAM_USAGE, OPTION " %s: must be NAME:vectors=N at least", text);
	*colon = '\0';
	take_name(&p, copy);
	for (word = colon + 1; word; word = next) {
		next = strchr(word, ',');
		if (next)
			*next++ = '\0';
		take_word(&p, word);
	}
	check(&p);
	if (p.node != IRQM_NONE && tool_machine_cpu_of(setup->machine, p.node) == IRQM_NONE)
		program_die(PROGRAM_USAGE, OPTION " %s: no CPU of %s is on node %u", text,
			    setup->machine->title, p.node);
	for (i = 0; i < p.copies; i++)
		add_one(setup, &p,
			strchr(text, '*') ? program_text("%s%u", p.name, i)
					  : program_text("%s", p.name));
	free(copy);
}
