/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * score_words.c - the score of a set of groups, as people read it.
 */
#include <stdlib.h>

#include "shared/program.h"
#include "score_words.h"

static char *balance(const struct irqm_spread_quality *score)
{
	if (score->cpus_fewest == score->cpus_most)
		return program_text("%u", score->cpus_most);
	return program_text("%u to %u", score->cpus_fewest, score->cpus_most);
}

static char *capacity(const struct irqm_spread_quality *score)
{
	double least = (double)score->capacity_least / IRQM_TOPOLOGY_CAPACITY_FULL;
	double most = (double)score->capacity_most / IRQM_TOPOLOGY_CAPACITY_FULL;

	if (score->capacity_least == score->capacity_most)
		return program_text("%.2f", most);
	return program_text("%.2f to %.2f", least, most);
}

static char *straddling(const struct irqm_spread_quality *score, enum irqm_topology_level level)
{
	unsigned int nr = score->straddling[level], more = score->avoidable[level];

	if (!nr)
		return program_text("none");
	if (!more)
		return program_text("%u, as few as can be", nr);
	return program_text("%u (%u above the fewest)", nr, more);
}

static const char *across(enum irqm_topology_level level)
{
	static const char *const labels[IRQM_TOPOLOGY_NR_LEVELS] = {
		[IRQM_TOPOLOGY_PACKAGE] = "groups across packages",
		[IRQM_TOPOLOGY_NODE] = "groups across nodes",
		[IRQM_TOPOLOGY_LLC] = "groups across caches",
		[IRQM_TOPOLOGY_CLUSTER] = "groups across clusters",
		[IRQM_TOPOLOGY_CORE] = "groups across cores",
	};

	return labels[level];
}

static void add(struct spread_score_row **row, const char *label, char *text)
{
	(*row)->label = label;
	(*row)->text = text;
	(*row)++;
}

void spread_score_rows(const struct spread_job *job, const struct spread_run *run,
		       unsigned int set, struct spread_score_row *rows)
{
	const struct tool_machine *machine = job->machine;
	const struct irqm_spread_quality *score = &run->scores[set];
	struct spread_score_row *row = rows;
	unsigned int i;

	for (i = 0; i < SPREAD_SCORE_ROWS; i++)
		rows[i] = (struct spread_score_row){ NULL, NULL };
	add(&row, "CPUs in a group", balance(score));
	if (machine->is_hybrid)
		add(&row, "power (strong CPU = 1)", capacity(score));
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		enum irqm_topology_level level = machine->levels[i];
		bool is_shared = machine->domains[level] < machine->nr_possible;

		if (machine->domains[level] > 1 && is_shared)
			add(&row, across(level), straddling(score, level));
	}
	if (machine->domains[IRQM_TOPOLOGY_NODE] > 1)
		add(&row, "distance (local = 10)",
		    program_text("%.2f mean, %u worst",
				 score->distance_mean / 100.0, score->distance_worst));
	if (job->request.device_node != IRQM_NONE)
		add(&row, "vectors near device",
		    program_text("%u of %u", score->near_device, job->sets[set]));
	if (run->usable[set] < job->sets[set])
		add(&row, "vectors without CPU",
		    program_text("the last %u", job->sets[set] - run->usable[set]));
}

void spread_score_rows_free(struct spread_score_row *rows)
{
	unsigned int i;

	for (i = 0; i < SPREAD_SCORE_ROWS; i++)
		free(rows[i].text);
}
