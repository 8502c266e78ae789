/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_json.c - the groups as JSON.
 */
#include "shared/json_make.h"
#include "spread_json.h"

static struct json_object *levels(const unsigned int *numbers)
{
	struct json_object *object = json_new_object();
	unsigned int level;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++)
		json_add_number(object, tool_level_name(level), numbers[level]);
	return object;
}

static struct json_object *score_of(const struct irqm_spread_quality *score)
{
	struct json_object *object = json_new_object();

	json_add_number(object, "groups", score->groups);
	json_add_number(object, "cpus_fewest", score->cpus_fewest);
	json_add_number(object, "cpus_most", score->cpus_most);
	json_add_number(object, "capacity_least", score->capacity_least);
	json_add_number(object, "capacity_most", score->capacity_most);
	json_add(object, "straddling", levels(score->straddling));
	json_add(object, "avoidable", levels(score->avoidable));
	json_add_number(object, "distance_mean", score->distance_mean);
	json_add_number(object, "distance_worst", score->distance_worst);
	json_add_number(object, "near_device", score->near_device);
	return object;
}

/* Adds nr vectors that all eligible CPUs may take, those of --pre or --post. */
static void append_all(const struct spread_job *job, struct json_object *groups, unsigned int nr)
{
	unsigned int cpu, i;

	for (i = 0; i < nr; i++) {
		struct json_object *group = json_new_array();

		for (cpu = 0; cpu < job->machine->nr_cpus; cpu++) {
			if (irqm_cpumask_test(job->eligible, cpu))
				json_append_number(group, cpu);
		}
		json_append(groups, group);
	}
}

static void append_set(const struct spread_job *job, const struct spread_run *run,
		       struct json_object *groups, unsigned int set)
{
	struct spread_members members = spread_members_of(job, run, set);
	unsigned int group, i;

	for (group = 0; group < job->sets[set]; group++) {
		struct json_object *array = json_new_array();

		for (i = members.start[group]; i < members.start[group + 1]; i++)
			json_append_number(array, members.cpus[i]);
		json_append(groups, array);
	}
	spread_members_free(&members);
}

static struct json_object *sets_of(const struct spread_job *job, const struct spread_run *run)
{
	struct json_object *sets = json_new_array();
	unsigned int set;

	for (set = 0; set < job->request.nr_sets; set++) {
		struct json_object *object = json_new_object();

		json_add_number(object, "first", spread_first_vector(job, set));
		json_add_number(object, "vectors", job->sets[set]);
		json_add(object, "score", score_of(&run->scores[set]));
		json_append(sets, object);
	}
	return sets;
}

static struct json_object *run_of(const struct spread_job *job, const struct spread_run *run)
{
	struct json_object *object = json_new_object();
	struct json_object *groups = json_new_array();
	const struct irqm_spread_request *r = &job->request;
	unsigned int set;

	append_all(job, groups, r->pre_vectors);
	for (set = 0; set < r->nr_sets; set++)
		append_set(job, run, groups, set);
	append_all(job, groups, r->post_vectors);
	json_add_text(object, "policy", spread_policy_name(run->policy));
	json_add_number(object, "vectors", r->vectors);
	if (r->pre_vectors)
		json_add_number(object, "pre", r->pre_vectors);
	if (r->post_vectors)
		json_add_number(object, "post", r->post_vectors);
	json_add(object, "groups", groups);
	json_add(object, "score", score_of(&run->scores[0]));
	if (r->nr_sets > 1)
		json_add(object, "sets", sets_of(job, run));
	return object;
}

void spread_print_json(const struct spread_job *job)
{
	struct json_object *object, *array;
	unsigned int i;

	if (job->nr_runs == 1) {
		object = run_of(job, &job->runs[0]);
	} else {
		object = json_new_object();
		array = json_new_array();
		for (i = 0; i < job->nr_runs; i++)
			json_append(array, run_of(job, &job->runs[i]));
		json_add(object, "compare", array);
	}
	json_print(object);
}
