/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_job.c - a request to irqmatrix spread, and its groups.
 */
#include <stdio.h>
#include <stdlib.h>

#include "shared/program.h"
#include "spread_job.h"

const char *spread_policy_name(enum irqm_spread_policy policy)
{
	static const char *const names[SPREAD_POLICIES] = {
		[IRQM_SPREAD_LOCALITY] = "locality",
		[IRQM_SPREAD_LINUX_6_12] = "linux-6.12",
		[IRQM_SPREAD_LINUX_7_3] = "linux-7.3",
	};

	return names[policy];
}

/* ---- Run ---- */

static void run_policy(struct spread_job *job, struct spread_run *run, void *scratch, size_t bytes)
{
	const struct tool_machine *machine = job->machine;
	unsigned int nr_sets = job->request.nr_sets, set;
	struct irqm_spread_request request = job->request;
	int error;

	run->groups = program_alloc((size_t)nr_sets * machine->nr_cpus, sizeof(*run->groups));
	run->usable = program_alloc(nr_sets, sizeof(*run->usable));
	run->scores = program_alloc(nr_sets, sizeof(*run->scores));
	request.policy = run->policy;
	error = irqm_spread_groups(machine->t, &request, scratch, bytes, run->groups,
				   run->usable);
	for (set = 0; !error && set < nr_sets; set++)
		error = irqm_spread_score(machine->t,
					  run->groups + (size_t)set * machine->nr_cpus,
					  job->sets[set], request.device_node, scratch, bytes,
					  &run->scores[set]);
	if (error)
		program_die(EXIT_FAILURE, "%s: %s: %s", machine->title,
			    spread_policy_name(run->policy), irqm_error_text(error));
}

void spread_job_run(struct spread_job *job)
{
	size_t bytes;
	void *scratch;
	unsigned int i;

	irqm_spread_scratch(job->machine->t, &bytes);
	bytes += IRQM_SPREAD_ALIGN - bytes % IRQM_SPREAD_ALIGN;
	scratch = aligned_alloc(IRQM_SPREAD_ALIGN, bytes);
	if (!scratch)
		program_die(EXIT_FAILURE, "no memory for %zu bytes", bytes);
	for (i = 0; i < job->nr_runs; i++)
		run_policy(job, &job->runs[i], scratch, bytes);
	free(scratch);
}

void spread_job_free(struct spread_job *job)
{
	unsigned int i;

	for (i = 0; i < job->nr_runs; i++) {
		free(job->runs[i].groups);
		free(job->runs[i].usable);
		free(job->runs[i].scores);
	}
	free(job->sets);
	free(job->eligible);
	tool_machine_free(job->machine);
}

/* ---- Questions ---- */

unsigned int spread_first_vector(const struct spread_job *job, unsigned int set)
{
	unsigned int vector = job->request.pre_vectors, i;

	for (i = 0; i < set; i++)
		vector += job->sets[i];
	return vector;
}

unsigned int spread_group(const struct spread_job *job, const struct spread_run *run,
			  unsigned int set, unsigned int cpu)
{
	return run->groups[(size_t)set * job->machine->nr_cpus + cpu];
}

enum spread_standing spread_standing_of(const struct spread_job *job, unsigned int cpu)
{
	if (irqm_cpumask_test(job->eligible, cpu))
		return SPREAD_ELIGIBLE;
	return job->request.outside == IRQM_SPREAD_OUTSIDE_ATTACHED ? SPREAD_ATTACHED
								    : SPREAD_LEFT_OUT;
}

/* Sets near for each group that holds a nearest CPU. As in the score, CPUs outside do not count. */
static void find_near(const struct spread_job *job, const struct spread_run *run,
		      unsigned int set, bool *near)
{
	const struct tool_machine *machine = job->machine;
	unsigned int at = tool_machine_cpu_of(machine, job->request.device_node);
	unsigned int nearest = ~0U, cpu, group, distance;

	for (cpu = 0; cpu < machine->nr_cpus; cpu++) {
		group = spread_group(job, run, set, cpu);
		distance = irqm_topology_distance(machine->t, at, cpu);
		if (group != IRQM_NONE && distance < nearest)
			nearest = distance;
	}
	for (cpu = 0; cpu < machine->nr_cpus; cpu++) {
		group = spread_group(job, run, set, cpu);
		if (group != IRQM_NONE &&
		    irqm_topology_distance(machine->t, at, cpu) == nearest)
			near[group] = true;
	}
}

struct spread_members spread_members_of(const struct spread_job *job,
					const struct spread_run *run, unsigned int set)
{
	unsigned int nr_cpus = job->machine->nr_cpus, nr = job->sets[set], group, cpu;
	struct spread_members members = {
		.cpus = program_alloc(nr_cpus, sizeof(unsigned int)),
		.start = program_alloc((size_t)nr + 2, sizeof(unsigned int)),
		.near = program_alloc(nr, sizeof(bool)),
	};
	/*
	 * next[group] is start[group + 1]. It is the start of the group first, and has moved to its
	 * end when all CPUs of the group are filled in.
	 */
	unsigned int *next = members.start + 1;

	for (cpu = 0; cpu < nr_cpus; cpu++) {
		group = spread_group(job, run, set, cpu);
		if (group != IRQM_NONE)
			next[group + 1]++;
	}
	for (group = 0; group < nr; group++)
		next[group + 1] += next[group];
	for (cpu = 0; cpu < nr_cpus; cpu++) {
		group = spread_group(job, run, set, cpu);
		if (group != IRQM_NONE)
			members.cpus[next[group]++] = cpu;
	}
	if (job->request.device_node != IRQM_NONE)
		find_near(job, run, set, members.near);
	return members;
}

void spread_members_free(struct spread_members *members)
{
	free(members->cpus);
	free(members->start);
	free(members->near);
}

/* ---- Words ---- */

char *spread_set_title(const struct spread_job *job, unsigned int set)
{
	unsigned int first = spread_first_vector(job, set);

	if (job->request.nr_sets == 1)
		return NULL;
	if (job->sets[set] == 1)
		return program_text("set %u: vector %u", set, first);
	return program_text("set %u: vectors %u-%u", set, first, first + job->sets[set] - 1);
}

static void say_eligible(FILE *stream, const struct spread_job *job)
{
	unsigned int nr = irqm_cpumask_weight(job->eligible, job->machine->nr_cpus);

	if (nr == job->machine->nr_possible)
		return;
	fprintf(stream, "; %u CPU%s eligible, the others %s", nr, program_plural(nr),
		job->request.outside == IRQM_SPREAD_OUTSIDE_ATTACHED ? "attached" : "left out");
}

char *spread_job_summary(const struct spread_job *job)
{
	const struct irqm_spread_request *r = &job->request;
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	if (!stream)
		program_die(EXIT_FAILURE, "no memory for a text");
	fprintf(stream, "%u vector%s", r->vectors, program_plural(r->vectors));
	if (r->pre_vectors)
		fprintf(stream, ", the first %u for all eligible CPUs", r->pre_vectors);
	if (r->post_vectors)
		fprintf(stream, ", the last %u for all eligible CPUs", r->post_vectors);
	if (r->nr_sets > 1)
		fprintf(stream, "; %u sets%s", r->nr_sets,
			r->agreement == IRQM_SPREAD_SETS_AGREE ? " that agree" : "");
	say_eligible(stream, job);
	if (r->device_node != IRQM_NONE)
		fprintf(stream, "; device on node %u", r->device_node);
	if (fclose(stream))
		program_die(EXIT_FAILURE, "no memory for a text");
	return text;
}
