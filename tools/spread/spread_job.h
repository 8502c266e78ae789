/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_job.h - what irqmatrix spread is asked for, and what comes out.
 */
#ifndef SPREAD_JOB_H
#define SPREAD_JOB_H

#include "shared/tool_machine.h"

#define SPREAD_POLICIES 3U
#define SPREAD_RUNS_MAX 2U

/**
 * struct spread_run - The groups of one policy
 * @policy: which
 * @groups: groups[set * nr_cpus + cpu], as irqm_spread_groups() gives them
 * @usable: per set, how many groups hold a CPU
 * @scores: per set
 */
struct spread_run {
	enum irqm_spread_policy policy;
	unsigned int *groups;
	unsigned int *usable;
	struct irqm_spread_quality *scores;
};

/**
 * struct spread_job - All of it
 * @machine: the machine
 * @request: what to spread; its sets are always named, and the policy is that of each run
 * @sets: the vectors of each set
 * @eligible: the CPUs to spread over
 * @runs: one per policy
 * @nr_runs: how many
 */
struct spread_job {
	struct tool_machine *machine;
	struct irqm_spread_request request;
	unsigned int *sets;
	unsigned long *eligible;
	struct spread_run runs[SPREAD_RUNS_MAX];
	unsigned int nr_runs;
};

/* "locality", "linux-6.12", "linux-cluster". */
const char *spread_policy_name(enum irqm_spread_policy policy);

/* Fills in the runs; their policies are there. Ends the program when it cannot. */
void spread_job_run(struct spread_job *job);

/* What spread_job_run() filled in, and the rest. */
void spread_job_free(struct spread_job *job);

/* The vector of the first group of a set. */
unsigned int spread_first_vector(const struct spread_job *job, unsigned int set);

unsigned int spread_group(const struct spread_job *job, const struct spread_run *run,
			  unsigned int set, unsigned int cpu);

/**
 * struct spread_members - The CPUs of the groups of a set, group by group
 * @cpus: all that are in a group, ascending within each
 * @start: start[group] is where its CPUs begin; start[group + 1] is where they end
 * @near: per group, whether it holds a CPU of those in groups that are nearest to the device
 */
struct spread_members {
	unsigned int *cpus;
	unsigned int *start;
	bool *near;
};

struct spread_members spread_members_of(const struct spread_job *job,
					const struct spread_run *run, unsigned int set);

void spread_members_free(struct spread_members *members);

/* Of which kind a CPU is for who looks at the groups. */
enum spread_standing {
	SPREAD_ELIGIBLE,
	SPREAD_ATTACHED,
	SPREAD_LEFT_OUT,
};

enum spread_standing spread_standing_of(const struct spread_job *job, unsigned int cpu);

/* "16 vectors, 1 before and 2 behind them for all CPUs; ..."; ends with free(). */
char *spread_job_summary(const struct spread_job *job);

/* "set 0: vectors 1-8", or NULL when there is only one. Ends with free(). */
char *spread_set_title(const struct spread_job *job, unsigned int set);

#endif
