/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_json.c - the answers as JSON.
 */
#include <stdlib.h>

#include "shared/json_make.h"
#include "plan_json.h"
#include "simulate/sim_names.h"

static struct json_object *cpus_of(const struct plan *plan, const unsigned long *mask)
{
	unsigned int nr_cpus = plan->setup.machine->nr_cpus, cpu;
	struct json_object *array = json_new_array();

	irqm_for_each_cpu(cpu, mask, nr_cpus)
		json_append_number(array, cpu);
	return array;
}

static struct json_object *device_of(const struct plan *plan, unsigned int index)
{
	const struct sim_device *device = &plan->setup.devices[index];
	const struct plan_device *result = &plan->devices[index];
	struct json_object *object = json_new_object();
	char *irq;

	json_add_text(object, "name", device->name);
	json_add_text(object, "mode", sim_mode_names[device->mode]);
	json_add_number(object, "vectors", device->request.vectors);
	json_add_bool(object, "fits", !result->error);
	if (result->error) {
		json_add_text(object, "error", irqm_error_text(result->error));
		irq = result->irq == IRQM_NONE ? NULL : sim_irq_name(&plan->setup, result->irq);
		if (irq)
			json_add_text(object, "irq", irq);
		free(irq);
	}
	json_add_number(object, "regular", result->regular);
	json_add_number(object, "managed", result->managed);
	json_add_number(object, "set_aside", result->aside);
	json_add_number(object, "promised", result->promised);
	return object;
}

static struct json_object *refused_of(const struct plan *plan)
{
	unsigned int nr_cpus = plan->setup.machine->nr_cpus, cpu;
	struct json_object *array = json_new_array();

	irqm_for_each_cpu(cpu, plan->refused, nr_cpus) {
		const struct irqm_table_offline_answer *a = &plan->answers[cpu];
		struct json_object *object = json_new_object();

		json_add_number(object, "cpu", cpu);
		json_add_number(object, "regular", a->regular);
		json_add_number(object, "room", a->available);
		json_add_number(object, "missing", a->missing);
		json_append(array, object);
	}
	return array;
}

static void add_set(struct json_object *object, const char *key, const struct plan *plan,
		    const struct plan_cpus *set)
{
	struct json_object *value;

	if (!set->found)
		return;
	value = json_new_object();
	json_add_number(value, "number", set->nr);
	json_add_bool(value, "exact", set->nr == set->least);
	json_add_number(value, "least", set->least);
	json_add(value, "cpus", cpus_of(plan, set->cpus));
	json_add_number(value, "shut_down", set->shut_down);
	json_add_number(value, "broken", set->broken);
	json_add(object, key, value);
}

static struct json_object *change_of(const struct plan *plan, const struct plan_change *change)
{
	static const char *const kinds[] = { "fewer_vectors", "spread_only", "fewer_devices" };
	struct json_object *object = json_new_object(), *names = json_new_array();
	unsigned int i;

	for (i = change->first; i < change->first + change->nr; i++)
		json_append_text(names, plan->setup.devices[i].name);
	json_add_text(object, "kind", kinds[change->kind]);
	json_add(object, "devices", names);
	json_add_number(object, "number", change->number);
	json_add_text(object, "text", change->text);
	return object;
}

void plan_print_json(const struct plan *plan)
{
	struct json_object *object = json_new_object(), *devices = json_new_array();
	struct json_object *changes = json_new_array();
	unsigned int i;

	for (i = 0; i < plan->setup.nr_devices; i++)
		json_append(devices, device_of(plan, i));
	for (i = 0; i < plan->nr_changes; i++)
		json_append(changes, change_of(plan, &plan->changes[i]));
	json_add_text(object, "machine", plan->setup.machine->title);
	json_add_number(object, "online_cpus", plan->stats.online_cpus);
	json_add_bool(object, "fits", plan->fits);
	json_add_number(object, "in_use", plan->stats.total_allocated);
	json_add_number(object, "available", plan->stats.global_available);
	json_add_number(object, "promised", plan->stats.reserved);
	json_add(object, "devices", devices);
	json_add(object, "refused", refused_of(plan));
	add_set(object, "smallest", plan, &plan->smallest);
	add_set(object, "alive", plan, &plan->alive);
	json_add(object, "changes", changes);
	json_print(object);
}
