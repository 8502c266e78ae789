/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_text.c - the groups as tables.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/cpu_list.h"
#include "shared/program.h"
#include "score_words.h"
#include "spread_text.h"
#include "shared/text_grid.h"

/* A longer list of domains is replaced by their number. */
#define PLACES_WIDTH 9U

static int compare(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

/* The domains that hold the CPUs, with a star when there are several. */
static char *places(const struct tool_machine *machine, enum irqm_topology_level level,
		    const unsigned int *cpus, unsigned int nr)
{
	unsigned int *numbers = program_alloc(nr, sizeof(*numbers)), found = 0, i, different = 0;
	char *list, *text;

	for (i = 0; i < nr; i++) {
		numbers[found] = tool_machine_number(machine, level, cpus[i]);
		found += numbers[found] != IRQM_NONE;
	}
	qsort(numbers, found, sizeof(*numbers), compare);
	for (i = 0; i < found; i++)
		different += i == 0 || numbers[i] != numbers[i - 1];
	list = cpu_list(numbers, found);
	if (strlen(list) > PLACES_WIDTH)
		text = program_text("%u of %u*", different, machine->domains[level]);
	else
		text = program_text("%s%s", found ? list : "-", different > 1 ? "*" : "");
	free(list);
	free(numbers);
	return text;
}

static bool has_column(const struct tool_machine *machine, enum irqm_topology_level level)
{
	return level != IRQM_TOPOLOGY_CORE && machine->domains[level] > 1;
}

/* The sum of the capacities; a CPU of the strongest kind counts 1. */
static char *power(const struct tool_machine *machine, const unsigned int *cpus, unsigned int nr)
{
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		sum += irqm_topology_capacity(machine->t, cpus[i]);
	return program_text("%.2f", (double)sum / IRQM_TOPOLOGY_CAPACITY_FULL);
}

static void start_columns(const struct spread_job *job, struct text_grid *grid)
{
	const struct tool_machine *machine = job->machine;
	unsigned int i;

	grid_column(grid, "vector", GRID_RIGHT);
	grid_column(grid, "CPUs", GRID_RIGHT);
	if (machine->is_hybrid)
		grid_column(grid, "power", GRID_RIGHT);
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		if (has_column(machine, machine->levels[i]))
			grid_column(grid, tool_level_name(machine->levels[i]), GRID_LEFT);
	}
	if (job->request.device_node != IRQM_NONE)
		grid_column(grid, "near", GRID_LEFT);
	grid_column(grid, "which CPUs", GRID_LIST);
}

static void add_row(const struct spread_job *job, struct text_grid *grid, unsigned int vector,
		    const struct spread_members *members, unsigned int group)
{
	const struct tool_machine *machine = job->machine;
	const unsigned int *cpus = members->cpus + members->start[group];
	unsigned int nr = members->start[group + 1] - members->start[group], i;

	grid_cell(grid, program_text("%u", vector));
	grid_cell(grid, program_text("%u", nr));
	if (machine->is_hybrid)
		grid_cell(grid, power(machine, cpus, nr));
	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		if (has_column(machine, machine->levels[i]))
			grid_cell(grid, places(machine, machine->levels[i], cpus, nr));
	}
	if (job->request.device_node != IRQM_NONE)
		grid_cell(grid, program_text("%s", members->near[group] ? "yes" : ""));
	grid_cell(grid, cpu_list(cpus, nr));
}

/* Prints a line about vectors [first, end), if there are any. */
static void say_vectors(unsigned int first, unsigned int end, const char *what)
{
	if (end == first + 1)
		printf("vector %u: %s\n", first, what);
	else if (end > first)
		printf("vectors %u-%u: %s\n", first, end - 1, what);
}

/* Says what becomes of the vectors of a set that are left when each CPU has a group. */
static void say_left(const struct spread_job *job, unsigned int set, unsigned int usable)
{
	unsigned int first = spread_first_vector(job, set), end = first + job->sets[set], i;
	bool has_7_3 = false;

	for (i = 0; i < job->nr_runs; i++)
		has_7_3 |= job->runs[i].policy == IRQM_SPREAD_LINUX_7_3;
	if (!has_7_3)
		say_vectors(first + usable, end, "no CPU is left for them");
	else if (job->request.nr_sets == 1)
		say_vectors(first + usable, end,
			    "no CPU is left for them; Linux 7.3 gives them all CPUs");
	else
		say_vectors(first + usable, end,
			    "no CPU is left for them; in Linux 7.3 the next sets move up, and "
			    "the last vectors get all CPUs");
}

static void print_score(const struct spread_job *job, unsigned int set)
{
	struct spread_score_row rows[SPREAD_SCORE_ROWS];
	unsigned int i;

	spread_score_rows(job, &job->runs[0], set, rows);
	for (i = 0; i < SPREAD_SCORE_ROWS && rows[i].label; i++)
		printf("%-24s%s\n", rows[i].label, rows[i].text);
	spread_score_rows_free(rows);
}

/* Whether the table has a star in any column. */
static bool has_star(const struct spread_job *job, const struct spread_run *run, unsigned int set)
{
	unsigned int level;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		if (has_column(job->machine, level) && run->scores[set].straddling[level])
			return true;
	}
	return false;
}

static void print_set(const struct spread_job *job, unsigned int set)
{
	const struct spread_run *run = &job->runs[0];
	struct spread_members members = spread_members_of(job, run, set);
	struct text_grid *grid = grid_start();
	unsigned int first = spread_first_vector(job, set), group;

	start_columns(job, grid);
	for (group = 0; group < run->usable[set]; group++)
		add_row(job, grid, first + group, &members, group);
	grid_finish(grid, grid_terminal_width());
	say_left(job, set, run->usable[set]);
	if (has_star(job, run, set))
		puts("* CPUs of several");
	spread_members_free(&members);
}

/* ---- Two policies ---- */

static bool is_across(const struct spread_job *job, const unsigned int *cpus, unsigned int nr)
{
	const struct tool_machine *machine = job->machine;
	unsigned int level, i;

	for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
		for (i = 1; has_column(machine, level) && i < nr; i++) {
			if (irqm_topology_domain(machine->t, level, cpus[i]) !=
			    irqm_topology_domain(machine->t, level, cpus[0]))
				return true;
		}
	}
	return false;
}

static void add_list(const struct spread_job *job, struct text_grid *grid,
		     const struct spread_members *members, unsigned int group)
{
	const unsigned int *cpus = members->cpus + members->start[group];
	unsigned int nr = members->start[group + 1] - members->start[group];
	char *list = cpu_list(cpus, nr);

	grid_cell(grid, program_text("%s%s", nr ? list : "-",
				     is_across(job, cpus, nr) ? "*" : ""));
	free(list);
}

static void compare_set(const struct spread_job *job, unsigned int set)
{
	struct spread_members members[SPREAD_RUNS_MAX];
	unsigned int first = spread_first_vector(job, set), group, i, usable = 0;
	struct text_grid *grid = grid_start();
	bool star = false;

	grid_column(grid, "vector", GRID_RIGHT);
	for (i = 0; i < job->nr_runs; i++) {
		const struct spread_run *run = &job->runs[i];

		grid_column(grid, spread_policy_name(run->policy), GRID_LIST);
		members[i] = spread_members_of(job, run, set);
		usable = run->usable[set] > usable ? run->usable[set] : usable;
		star |= has_star(job, run, set);
	}
	for (group = 0; group < usable; group++) {
		grid_cell(grid, program_text("%u", first + group));
		for (i = 0; i < job->nr_runs; i++)
			add_list(job, grid, &members[i], group);
	}
	grid_finish(grid, grid_terminal_width());
	say_left(job, set, usable);
	if (star)
		puts("* across packages, nodes, caches or clusters");
	for (i = 0; i < job->nr_runs; i++)
		spread_members_free(&members[i]);
}

static void compare_scores(const struct spread_job *job, unsigned int set)
{
	struct spread_score_row rows[SPREAD_RUNS_MAX][SPREAD_SCORE_ROWS];
	struct text_grid *grid = grid_start();
	unsigned int i, run;

	grid_column(grid, "", GRID_LEFT);
	for (run = 0; run < job->nr_runs; run++) {
		grid_column(grid, spread_policy_name(job->runs[run].policy), GRID_LIST);
		spread_score_rows(job, &job->runs[run], set, rows[run]);
	}
	for (i = 0; i < SPREAD_SCORE_ROWS && rows[0][i].label; i++) {
		grid_cell(grid, program_text("%s", rows[0][i].label));
		for (run = 0; run < job->nr_runs; run++)
			grid_cell(grid, program_text("%s", rows[run][i].text));
	}
	grid_finish(grid, grid_terminal_width());
	for (run = 0; run < job->nr_runs; run++)
		spread_score_rows_free(rows[run]);
}

/* ---- All ---- */

static void print_head(const struct spread_job *job)
{
	char *machine = tool_machine_summary(job->machine), *summary = spread_job_summary(job);

	printf("%s: %s\n%s", job->machine->title, machine, summary);
	if (job->nr_runs == 1)
		printf("; policy %s", spread_policy_name(job->runs[0].policy));
	putchar('\n');
	free(machine);
	free(summary);
}

void spread_print_text(const struct spread_job *job)
{
	const struct irqm_spread_request *r = &job->request;
	unsigned int set;

	print_head(job);
	say_vectors(0, r->pre_vectors, "every eligible CPU");
	for (set = 0; set < r->nr_sets; set++) {
		char *title = spread_set_title(job, set);

		printf("\n%s%s", title ? title : "", title ? "\n" : "");
		free(title);
		if (job->nr_runs == 1)
			print_set(job, set);
		else
			compare_set(job, set);
		putchar('\n');
		if (job->nr_runs == 1)
			print_score(job, set);
		else
			compare_scores(job, set);
	}
	if (r->post_vectors)
		putchar('\n');
	say_vectors(r->vectors - r->post_vectors, r->vectors, "every eligible CPU");
}

void spread_list_devices(const struct tool_machine *machine)
{
	unsigned int nr = irqm_hwloc_nr_devices(machine->hwloc), i;
	struct text_grid *grid;

	if (!nr) {
		printf("%s: no devices are known\n", machine->title);
		return;
	}
	grid = grid_start();
	grid_column(grid, "name", GRID_LEFT);
	grid_column(grid, "PCI address", GRID_LEFT);
	grid_column(grid, "PCI id", GRID_LEFT);
	grid_column(grid, "kind", GRID_LEFT);
	grid_column(grid, "node", GRID_LEFT);
	for (i = 0; i < nr; i++) {
		const struct irqm_hwloc_device *d = irqm_hwloc_device_at(machine->hwloc, i);

		grid_cell(grid, program_text("%s", *d->name ? d->name : "-"));
		grid_cell(grid, d->is_pci ? program_text("%04x:%02x:%02x.%x", d->domain, d->bus,
							 d->slot, d->function)
					  : program_text("-"));
		grid_cell(grid, d->is_pci ? program_text("%04x:%04x", d->vendor_id, d->device_id)
					  : program_text("-"));
		grid_cell(grid, program_text("%s", d->kind));
		if (d->nr_nodes > 1)
			grid_cell(grid, program_text("any of %u", d->nr_nodes));
		else if (d->nr_nodes)
			grid_cell(grid, program_text("%u", d->node));
		else
			grid_cell(grid, program_text("unknown"));
	}
	grid_finish(grid, grid_terminal_width());
}
