/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_changes.c - the changes of devices with which everything fits. Each is tried on a machine of
 * its own.
 *
 * Neighbours in the list of devices that are alike are a family, and change together.
 */
#include <stdlib.h>
#include <string.h>

#include "plan_changes.h"
#include "plan_load.h"
#include "shared/program.h"

/* Devices [first, first + nr), all alike. */
struct family {
	unsigned int first;
	unsigned int nr;
};

static bool alike(const struct sim_device *a, const struct sim_device *b)
{
	const struct irqm_spread_request *x = &a->request, *y = &b->request;

	return a->mode == b->mode && a->active == b->active && x->vectors == y->vectors &&
	       x->pre_vectors == y->pre_vectors && x->post_vectors == y->post_vectors &&
	       !a->sets && !b->sets && !a->own && !b->own && !a->eligible && !b->eligible;
}

static struct family family_at(const struct sim_setup *setup, unsigned int first)
{
	struct family family = { first, 1 };

	while (first + family.nr < setup->nr_devices &&
	       alike(&setup->devices[first], &setup->devices[first + family.nr]))
		family.nr++;
	return family;
}

/* ---- Trying ---- */

/* A copy with its own list of devices; what the devices point to is shared. */
static struct sim_setup copy_setup(const struct sim_setup *setup)
{
	struct sim_setup copy = *setup;

	copy.devices = program_alloc(setup->nr_devices, sizeof(*copy.devices));
	memcpy(copy.devices, setup->devices, setup->nr_devices * sizeof(*copy.devices));
	return copy;
}

static bool try_setup(struct sim_setup *setup)
{
	struct sim_world world;
	bool fits;
	char *wrong = sim_setup_number(setup);

	free(wrong);
	if (wrong)
		return false;
	sim_world_start(&world, setup);
	fits = plan_load(&world, NULL);
	sim_world_end(&world);
	return fits;
}

/* Whether everything fits when each device of a family has these vectors, and this mode. */
static bool try_family(const struct plan *plan, struct family family, unsigned int vectors,
		       enum irqm_irq_mode mode)
{
	struct sim_setup copy = copy_setup(&plan->setup);
	bool fits = true;
	unsigned int i;

	for (i = family.first; i < family.first + family.nr; i++) {
		struct sim_device *device = &copy.devices[i];
		char *wrong;

		device->masks = NULL;
		device->mode = mode;
		device->request.vectors = vectors;
		device->active = device->active < vectors ? device->active : vectors;
		wrong = sim_device_spread(&copy, device);
		fits &= !wrong;
		free(wrong);
	}
	fits = fits && try_setup(&copy);
	for (i = family.first; i < family.first + family.nr; i++)
		free(copy.devices[i].masks);
	free(copy.devices);
	return fits;
}

/* Whether everything fits with only the first nr devices of a family. */
static bool try_fewer(const struct plan *plan, struct family family, unsigned int nr)
{
	struct sim_setup copy = copy_setup(&plan->setup);
	unsigned int end = family.first + family.nr;
	bool fits;

	memmove(&copy.devices[family.first + nr], &copy.devices[end],
		(copy.nr_devices - end) * sizeof(*copy.devices));
	copy.nr_devices -= family.nr - nr;
	fits = try_setup(&copy);
	free(copy.devices);
	return fits;
}

/* ---- Finding changes ---- */

/* "nvme0", "the 4 devices nvme0 to nvme3"; the caller frees it. */
static char *family_name(const struct sim_setup *setup, struct family family)
{
	const char *first = setup->devices[family.first].name;

	if (family.nr == 1)
		return program_text("%s", first);
	return program_text("the %u devices %s to %s", family.nr, first,
			    setup->devices[family.first + family.nr - 1].name);
}

/* Adds a change, which owns the text from now on. */
static void add(struct plan *plan, enum plan_kind kind, struct family family, unsigned int number,
		char *text)
{
	plan->changes = realloc(plan->changes, (plan->nr_changes + 1) * sizeof(*plan->changes));
	if (!plan->changes)
		program_die(EXIT_FAILURE, "no memory for an answer");
	plan->changes[plan->nr_changes++] = (struct plan_change){
		.kind = kind,
		.text = text,
		.first = family.first,
		.nr = family.nr,
		.number = number,
	};
}

/* The most vectors with which everything fits. The search takes for granted that more never fit
 * better. */
static void fewer_vectors(struct plan *plan, struct family family, const char *name)
{
	const struct sim_device *device = &plan->setup.devices[family.first];
	const struct irqm_spread_request *r = &device->request;
	unsigned int low = r->pre_vectors + r->post_vectors + 1, high = r->vectors;

	if (device->sets || device->own || low >= high ||
	    !try_family(plan, family, low, device->mode))
		return;
	while (high - low > 1) {
		unsigned int middle = low + (high - low) / 2;

		if (try_family(plan, family, middle, device->mode))
			low = middle;
		else
			high = middle;
	}
	add(plan, PLAN_FEWER_VECTORS, family, low,
	    program_text("%s: %u vectors%s instead of %u", name, low,
			 family.nr > 1 ? " each" : "", r->vectors));
}

static void spread_only(struct plan *plan, struct family family, const char *name)
{
	const struct sim_device *device = &plan->setup.devices[family.first];

	if (device->mode != IRQM_IRQ_MANAGED ||
	    !try_family(plan, family, device->request.vectors, IRQM_IRQ_SPREAD_ONLY))
		return;
	add(plan, PLAN_SPREAD_ONLY, family, device->request.vectors,
	    program_text("%s: spread only instead of managed", name));
}

static void fewer_devices(struct plan *plan, struct family family, const char *name)
{
	unsigned int low = 0, high = family.nr;

	if (!try_fewer(plan, family, 0))
		return;
	while (high - low > 1) {
		unsigned int middle = low + (high - low) / 2;

		if (try_fewer(plan, family, middle))
			low = middle;
		else
			high = middle;
	}
	if (low)
		add(plan, PLAN_FEWER_DEVICES, family, low,
		    program_text("%s: no more than %u of them", name, low));
	else
		add(plan, PLAN_FEWER_DEVICES, family, low, program_text("without %s", name));
}

void plan_find_changes(struct plan *plan)
{
	unsigned int at;

	for (at = 0; at < plan->setup.nr_devices;) {
		struct family family = family_at(&plan->setup, at);
		char *name = family_name(&plan->setup, family);

		fewer_vectors(plan, family, name);
		spread_only(plan, family, name);
		fewer_devices(plan, family, name);
		at += family.nr;
		free(name);
	}
}
