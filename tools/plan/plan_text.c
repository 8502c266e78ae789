/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * plan_text.c - the answers as text.
 */
#include <stdio.h>
#include <stdlib.h>

#include "plan_text.h"
#include "shared/program.h"
#include "simulate/sim_names.h"
#include "shared/text_grid.h"

#define REASONS_MAX 8U

static void print_head(const struct plan *plan)
{
	const struct sim_setup *setup = &plan->setup;
	char *machine = tool_machine_summary(setup->machine);

	printf("%s: %s, %u online\n", setup->machine->title, machine, plan->stats.online_cpus);
	printf("vectors [%u,%u) of %u on each CPU\n", setup->first, setup->end, setup->vectors);
	free(machine);
}

/* ---- Devices ---- */

static bool same(const struct plan *plan, unsigned int a, unsigned int b)
{
	const struct sim_device *x = &plan->setup.devices[a], *y = &plan->setup.devices[b];
	const struct plan_device *p = &plan->devices[a], *q = &plan->devices[b];

	return x->mode == y->mode && x->request.vectors == y->request.vectors &&
	       p->error == q->error && p->irq - x->first == q->irq - y->first &&
	       p->regular == q->regular && p->managed == q->managed &&
	       p->aside == q->aside && p->promised == q->promised;
}

static bool has_promises(const struct plan *plan)
{
	return plan->stats.reserved > 0;
}

/* Adds a number of a device; a dash for a device that does not fit, as it takes nothing. */
static void add_number(struct text_grid *grid, const struct plan_device *result,
		       unsigned int number)
{
	grid_cell(grid, result->error ? program_text("-") : program_text("%u", number));
}

static void add_row(const struct plan *plan, struct text_grid *grid, unsigned int at,
		    unsigned int nr)
{
	const struct sim_device *device = &plan->setup.devices[at];
	const struct plan_device *result = &plan->devices[at];

	if (nr > 1)
		grid_cell(grid, program_text("%s to %s", device->name,
					     plan->setup.devices[at + nr - 1].name));
	else
		grid_cell(grid, program_text("%s", device->name));
	grid_cell(grid, program_text("%s", sim_mode_names[device->mode]));
	grid_cell(grid, program_text("%u", device->request.vectors));
	add_number(grid, result, result->regular);
	add_number(grid, result, result->managed);
	add_number(grid, result, result->aside);
	if (has_promises(plan))
		add_number(grid, result, result->promised);
	if (result->error)
		grid_cell(grid, program_text("no, at q%u", result->irq - device->first));
	else
		grid_cell(grid, program_text("yes"));
}

static void print_devices(const struct plan *plan)
{
	struct text_grid *grid = grid_start();
	unsigned int at, nr, all = plan->setup.nr_devices;

	grid_column(grid, "device", GRID_LEFT);
	grid_column(grid, "mode", GRID_LEFT);
	grid_column(grid, "vectors", GRID_RIGHT);
	grid_column(grid, "regular", GRID_RIGHT);
	grid_column(grid, "managed", GRID_RIGHT);
	grid_column(grid, "aside", GRID_RIGHT);
	if (has_promises(plan))
		grid_column(grid, "promised", GRID_RIGHT);
	grid_column(grid, "fits", GRID_LEFT);
	for (at = 0; at < all; at += nr) {
		for (nr = 1; at + nr < all && same(plan, at, at + nr); nr++)
			;
		add_row(plan, grid, at, nr);
	}
	putchar('\n');
	grid_finish(grid, grid_terminal_width());
}

static void print_fit(const struct plan *plan)
{
	const struct irqm_matrix_stats *all = &plan->stats;
	unsigned int nr = 0, i;

	for (i = 0; i < plan->setup.nr_devices; i++)
		nr += plan->devices[i].error != 0;
	if (plan->fits)
		puts("\nEverything fits.");
	else
		printf("\nIt does not fit: %u of %u device%s get%s no vectors.%s\n", nr,
		       plan->setup.nr_devices, program_plural(plan->setup.nr_devices),
		       nr == 1 ? "s" : "", nr < plan->setup.nr_devices ? " With the others:" : "");
	printf("%u vectors in use, %u available on online CPUs", all->total_allocated,
	       all->global_available);
	if (all->reserved)
		printf(", %u promised%s", all->reserved,
		       all->reserved > all->global_available ? ": more than are available" : "");
	putchar('\n');
}

/* ---- CPUs ---- */

static void print_refused(const struct plan *plan)
{
	unsigned int nr_cpus = plan->setup.machine->nr_cpus, cpu, told = 0;
	unsigned int nr = irqm_cpumask_weight(plan->refused, nr_cpus);
	char *list = sim_mask_list(&plan->setup, plan->refused);

	if (!nr) {
		puts("Any CPU may go offline, alone.");
	} else if (nr == plan->stats.online_cpus) {
		puts("No CPU may go offline:");
	} else {
		char *text = program_text("Any CPU may go offline, alone, except %s:", list);

		grid_print_text(text, 0, 2);
		free(text);
	}
	irqm_for_each_cpu(cpu, plan->refused, nr_cpus) {
		const struct irqm_table_offline_answer *a = &plan->answers[cpu];

		if (told++ == REASONS_MAX) {
			printf("  and %u more\n", nr - REASONS_MAX);
			break;
		}
		printf("  CPU %u: %u regular interrupt%s, %u available vector%s elsewhere, %u "
		       "missing\n",
		       cpu, a->regular, program_plural(a->regular), a->available,
		       program_plural(a->available), a->missing);
	}
	free(list);
}

/* Prints a number of interrupts after a comma, unless it is 0. */
static void say_number(FILE *stream, unsigned int nr, const char *one, const char *more)
{
	if (nr)
		fprintf(stream, ", %u %s", nr, nr == 1 ? one : more);
}

static void print_set(const struct plan *plan, const struct plan_cpus *set, const char *what)
{
	char *list = sim_mask_list(&plan->setup, set->cpus), *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	if (!stream)
		program_die(EXIT_FAILURE, "no memory for a text");
	fprintf(stream, "%s: %u CPU%s", what, set->nr, program_plural(set->nr));
	if (set->nr == set->least)
		fputs(" (exact)", stream);
	else
		fprintf(stream, " (found; at least %u are needed)", set->least);
	say_number(stream, set->broken, "away from its CPUs", "away from their CPUs");
	say_number(stream, set->shut_down, "managed one shut down", "managed ones shut down");
	fprintf(stream, "; such as %s", list);
	if (fclose(stream))
		program_die(EXIT_FAILURE, "no memory for a text");
	grid_print_text(text, 0, 2);
	free(text);
	free(list);
}

static void print_sets(const struct plan *plan)
{
	bool has_managed = false;
	unsigned int i;

	for (i = 0; i < plan->setup.nr_devices; i++)
		has_managed |= plan->devices[i].managed > 0;
	print_set(plan, &plan->smallest, "All can live on");
	if (has_managed && plan->alive.found)
		print_set(plan, &plan->alive, "With every managed queue up");
}

/* ---- Changes ---- */

static void print_changes(const struct plan *plan)
{
	unsigned int i;

	if (plan->fits)
		return;
	puts(plan->nr_changes ? "\nEach of these would make everything fit:"
			      : "\nNo change of one kind of device makes everything fit.");
	for (i = 0; i < plan->nr_changes; i++)
		grid_print_text(plan->changes[i].text, 2, 4);
}

void plan_print_text(const struct plan *plan)
{
	print_head(plan);
	print_devices(plan);
	print_fit(plan);
	putchar('\n');
	print_refused(plan);
	print_sets(plan);
	print_changes(plan);
}
