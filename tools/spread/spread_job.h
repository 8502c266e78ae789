/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_job.h - a request to irqmatrix spread, and its groups.
 */
#ifndef SPREAD_JOB_H
#define SPREAD_JOB_H

#include "shared/tool_machine.h"

#define SPREAD_POLICIES 3U
#define SPREAD_RUNS_MAX 2U

/**
 * struct spread_run - The groups of one policy
 * @policy: the policy
 * @groups: groups[set * nr_cpus + cpu], as irqm_spread_groups() fills them in
 * @usable: per set, the number of groups that hold a CPU
 * @scores: per set, its score
 */
struct spread_run {
	enum irqm_spread_policy policy;
	unsigned int *groups;
	unsigned int *usable;
	struct irqm_spread_quality *scores;
};

/**
 * struct spread_job - A request, and the groups of each policy
 * @machine: the machine
 * @request: what to spread; it always has sets, and each run sets its own policy
 * @sets: the vectors of each set
 * @eligible: the CPUs to spread over
 * @runs: one per policy
 * @nr_runs: number of runs
 */
struct spread_job {
	struct tool_machine *machine;
	struct irqm_spread_request request;
	unsigned int *sets;
	unsigned long *eligible;
	struct spread_run runs[SPREAD_RUNS_MAX];
	unsigned int nr_runs;
};

/* "locality", "linux-6.12", "linux-7.3". */
const char *spread_policy_name(enum irqm_spread_policy policy);

/* Fills in the runs, whose policies are set. When the library refuses, ends the program. */
void spread_job_run(struct spread_job *job);

/* Frees everything in the job. */
void spread_job_free(struct spread_job *job);

/* The vector of the first group of a set. */
unsigned int spread_first_vector(const struct spread_job *job, unsigned int set);

/* The group of a CPU in a set; IRQM_NONE when it is in none. */
unsigned int spread_group(const struct spread_job *job, const struct spread_run *run,
			  unsigned int set, unsigned int cpu);

/**
 * struct spread_members - The CPUs of the groups of a set, group by group
 * @cpus: the CPUs that are in a group, ascending within each group
 * @start: the CPUs of a group are those at [start[group], start[group + 1])
 * @near: per group, whether it holds one of the CPUs that are nearest to the device, among those
 *	that are in any group
 */
struct spread_members {
	unsigned int *cpus;
	unsigned int *start;
	bool *near;
};

struct spread_members spread_members_of(const struct spread_job *job,
					const struct spread_run *run, unsigned int set);

void spread_members_free(struct spread_members *members);

/* Why a CPU is in a group, or in none. */
enum spread_standing {
	SPREAD_ELIGIBLE,
	SPREAD_ATTACHED,
	SPREAD_LEFT_OUT,
};

enum spread_standing spread_standing_of(const struct spread_job *job, unsigned int cpu);

/* "16 vectors, the first 1 for all eligible CPUs; device on node 1"; the caller frees it. */
char *spread_job_summary(const struct spread_job *job);

/* "set 0: vectors 1-8", or NULL when there is only one set. The caller frees it. */
char *spread_set_title(const struct spread_job *job, unsigned int set);

#endif
