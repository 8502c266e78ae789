/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_json.c - the groups as JSON.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "program.h"
#include "spread_job.h"

/* What json-c gives, or the end of the program. */
static struct json_object *made(struct json_object *object)
{
	if (!object)
		program_die(EXIT_FAILURE, "no memory for JSON");
	return object;
}

static void add(struct json_object *object, const char *key, struct json_object *value)
{
	if (json_object_object_add(object, key, made(value)))
		program_die(EXIT_FAILURE, "no memory for JSON");
}

static void add_number(struct json_object *object, const char *key, unsigned int number)
{
	add(object, key, json_object_new_int64(number));
}

static void append(struct json_object *array, struct json_object *value)
{
	if (json_object_array_add(array, made(value)))
		program_die(EXIT_FAILURE, "no memory for JSON");
}

static struct json_object *levels(const unsigned int *numbers)
{
	struct json_object *object = made(json_object_new_object());
	unsigned int level;

	for (level = 0; level < IRQM_NR_LEVELS; level++)
		add_number(object, tool_level_name(level), numbers[level]);
	return object;
}

static struct json_object *score_of(const struct irqm_score *score)
{
	struct json_object *object = made(json_object_new_object());

	add_number(object, "groups", score->groups);
	add_number(object, "cpus_fewest", score->cpus_fewest);
	add_number(object, "cpus_most", score->cpus_most);
	add_number(object, "capacity_least", score->capacity_least);
	add_number(object, "capacity_most", score->capacity_most);
	add(object, "straddling", levels(score->straddling));
	add(object, "avoidable", levels(score->avoidable));
	add_number(object, "distance_mean", score->distance_mean);
	add_number(object, "distance_worst", score->distance_worst);
	add_number(object, "near_device", score->near_device);
	return object;
}

/* For so many vectors before or behind the groups. */
static void append_all(const struct spread_job *job, struct json_object *groups, unsigned int nr)
{
	unsigned int cpu, i;

	for (i = 0; i < nr; i++) {
		struct json_object *group = made(json_object_new_array());

		for (cpu = 0; cpu < job->machine->nr_cpus; cpu++) {
			if (irqm_cpumask_test(job->eligible, cpu))
				append(group, json_object_new_int64(cpu));
		}
		append(groups, group);
	}
}

static void append_set(const struct spread_job *job, const struct spread_run *run,
		       struct json_object *groups, unsigned int set)
{
	struct spread_members members = spread_members_of(job, run, set);
	unsigned int group, i;

	for (group = 0; group < job->sets[set]; group++) {
		struct json_object *array = made(json_object_new_array());

		for (i = members.start[group]; i < members.start[group + 1]; i++)
			append(array, json_object_new_int64(members.cpus[i]));
		append(groups, array);
	}
	spread_members_free(&members);
}

static struct json_object *sets_of(const struct spread_job *job, const struct spread_run *run)
{
	struct json_object *sets = made(json_object_new_array());
	unsigned int set;

	for (set = 0; set < job->request.nr_sets; set++) {
		struct json_object *object = made(json_object_new_object());

		add_number(object, "first", spread_first_vector(job, set));
		add_number(object, "vectors", job->sets[set]);
		add(object, "score", score_of(&run->scores[set]));
		append(sets, object);
	}
	return sets;
}

static struct json_object *run_of(const struct spread_job *job, const struct spread_run *run)
{
	struct json_object *object = made(json_object_new_object());
	struct json_object *groups = made(json_object_new_array());
	const struct irqm_spread_request *r = &job->request;
	unsigned int set;

	append_all(job, groups, r->pre_vectors);
	for (set = 0; set < r->nr_sets; set++)
		append_set(job, run, groups, set);
	append_all(job, groups, r->post_vectors);
	add(object, "policy", json_object_new_string(spread_policy_name(run->policy)));
	add_number(object, "vectors", r->vectors);
	if (r->pre_vectors)
		add_number(object, "pre", r->pre_vectors);
	if (r->post_vectors)
		add_number(object, "post", r->post_vectors);
	add(object, "groups", groups);
	add(object, "score", score_of(&run->scores[0]));
	if (r->nr_sets > 1)
		add(object, "sets", sets_of(job, run));
	return object;
}

void spread_print_json(const struct spread_job *job)
{
	struct json_object *object, *array;
	unsigned int i;
	const char *text;

	if (job->nr_runs == 1) {
		object = run_of(job, &job->runs[0]);
	} else {
		object = made(json_object_new_object());
		array = made(json_object_new_array());
		for (i = 0; i < job->nr_runs; i++)
			append(array, run_of(job, &job->runs[i]));
		add(object, "compare", array);
	}
	text = json_object_to_json_string_ext(object, JSON_C_TO_STRING_SPACED);
	if (!text)
		program_die(EXIT_FAILURE, "no memory for JSON");
	puts(text);
	json_object_put(object);
}
