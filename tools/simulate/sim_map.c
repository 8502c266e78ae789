/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_map.c - how full the CPUs are after each event, as a map for a terminal, and the numbers at
 * the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/cpu_list.h"
#include "shared/program.h"
#include "sim_fill.h"
#include "sim_map.h"
#include "sim_names.h"
#include "shared/text_grid.h"

#define NUMBER_WIDTH 5U
#define EVENT_WIDTH 24U
#define GROUP 8U

/* ---- The map ---- */

struct map {
	const struct sim_run *run;
	unsigned int cpus;
	unsigned int per_cell;
	unsigned int cells;
	unsigned int ceiling;
	bool colour;
};

static struct map make_map(const struct sim_run *run)
{
	unsigned int cpus = run->scenario->setup.machine->nr_possible;
	unsigned int room = grid_terminal_width() - NUMBER_WIDTH - EVENT_WIDTH;
	const char *no_colour = getenv("NO_COLOR");
	struct map map = { .run = run, .cpus = cpus, .ceiling = sim_ceiling(run) };

	room -= room / (GROUP + 1) + 1;
	map.per_cell = (cpus + room - 1) / room;
	map.cells = (cpus + map.per_cell - 1) / map.per_cell;
	map.colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour);
	return map;
}

/* The colours go from dark blue to yellow, which colour-blind readers can tell apart. */
static void put_cell(const struct map *map, enum sim_fill fill)
{
	static const char letters[SIM_NR_FILLS] = "-.0123456789#";
	static const unsigned char colours[10] = { 17, 18, 24, 60, 66, 102, 108, 144, 179, 220 };
	unsigned int tenth = fill < SIM_FILL_TENTHS ? 0 : fill - SIM_FILL_TENTHS;

	if (!map->colour || fill < SIM_FILL_TENTHS) {
		putchar(letters[fill]);
		return;
	}
	tenth = tenth > 9 ? 9 : tenth;
	printf("\033[48;5;%u;38;5;%um%c\033[0m", colours[tenth], tenth < 5 ? 255U : 16U,
	       letters[fill]);
}

/* Prints above each group of cells its first CPU, unless the number before it takes the space. */
static void print_ruler(const struct map *map)
{
	const struct tool_machine *machine = map->run->scenario->setup.machine;
	unsigned int cell, column = 0, at = 0;

	printf("%*s", (int)(NUMBER_WIDTH + EVENT_WIDTH), "CPU ");
	for (cell = 0; cell < map->cells; cell += GROUP, column += GROUP + 1) {
		char *text;

		if (column < at)
			continue;
		text = program_text("%u", sim_cpu_at(machine, cell * map->per_cell));
		printf("%*s%s", (int)(column - at), "", text);
		at = column + (unsigned int)strlen(text) + 1;
		putchar(' ');
		free(text);
	}
	putchar('\n');
}

static void print_row(const struct map *map, unsigned int number)
{
	const struct sim_step *step = &map->run->steps[number];
	const char *text = step->event ? step->event->text : "start";
	unsigned int cell, width = EVENT_WIDTH - 2;
	bool cut = strlen(text) > width;

	printf("%3u  %-*.*s%s ", number, (int)(cut ? width - 1 : width),
	       (int)(cut ? width - 1 : width), text, cut ? "~" : "");
	putchar(step->error ? '!' : step->nr_unmet ? '?'
						   : ' ');
	for (cell = 0; cell < map->cells; cell++) {
		unsigned int first = cell * map->per_cell, end = first + map->per_cell;

		if (cell && cell % GROUP == 0)
			putchar(' ');
		put_cell(map, sim_fill_of(map->run, step, first,
					  end < map->cpus ? end : map->cpus, map->ceiling));
	}
	putchar('\n');
}

static void print_map(const struct sim_run *run)
{
	struct map map = make_map(run);
	unsigned int i;

	printf("\nVectors taken, of %u on each CPU: in use, or reserved for managed ones\n",
	       sim_step_capacity(&run->steps[0]));
	print_ruler(&map);
	for (i = 0; i < run->nr_steps; i++)
		print_row(&map, i);
	if (map.ceiling == 10)
		puts("     - offline, . none, 1 to 9 vectors; ! failed");
	else
		printf("     - offline, . none, 0 to 9 tenths of %u, # all; ! failed\n",
		       map.ceiling);
	if (map.per_cell > 1)
		printf("     each column is %u CPUs, and shows the fullest\n", map.per_cell);
}

/* ---- The numbers at the end ---- */

/* CPUs whose numbers are all the same. */
struct alike {
	struct irqm_matrix_cpu_stats stats;
	unsigned int *cpus;
	unsigned int nr;
};

static bool same(const struct irqm_matrix_cpu_stats *a, const struct irqm_matrix_cpu_stats *b)
{
	return a->online == b->online && a->available == b->available &&
	       a->allocated == b->allocated && a->managed == b->managed &&
	       a->managed_allocated == b->managed_allocated;
}

static struct alike *find_alike(const struct sim_run *run, unsigned int *nr)
{
	const struct tool_machine *machine = run->scenario->setup.machine;
	const struct sim_step *step = &run->steps[run->nr_steps - 1];
	struct alike *alike = program_alloc(machine->nr_possible, sizeof(*alike));
	unsigned int cpu, i;

	*nr = 0;
	for (cpu = tool_machine_next(machine, 0); cpu != IRQM_NONE;
	     cpu = tool_machine_next(machine, cpu + 1)) {
		for (i = 0; i < *nr && !same(&alike[i].stats, &step->cpus[cpu]); i++)
			;
		if (i == *nr) {
			alike[i].stats = step->cpus[cpu];
			alike[i].cpus = program_alloc(machine->nr_possible, sizeof(unsigned int));
			++*nr;
		}
		alike[i].cpus[alike[i].nr++] = cpu;
	}
	return alike;
}

static void add_row(struct text_grid *grid, const struct alike *alike)
{
	const struct irqm_matrix_cpu_stats *stats = &alike->stats;

	grid_cell(grid, program_text("%u", alike->nr));
	grid_cell(grid, program_text("%s", stats->online ? "online" : "offline"));
	grid_cell(grid, program_text("%u", stats->allocated - stats->managed_allocated));
	grid_cell(grid, program_text("%u", stats->managed_allocated));
	grid_cell(grid, program_text("%u", stats->managed));
	grid_cell(grid, program_text("%u", stats->available));
	grid_cell(grid, cpu_list(alike->cpus, alike->nr));
}

static void print_cpus(const struct sim_run *run)
{
	struct text_grid *grid = grid_start();
	unsigned int nr, i;
	struct alike *alike = find_alike(run, &nr);

	grid_column(grid, "CPUs", GRID_RIGHT);
	grid_column(grid, "", GRID_LEFT);
	grid_column(grid, "regular", GRID_RIGHT);
	grid_column(grid, "managed", GRID_RIGHT);
	grid_column(grid, "set aside", GRID_RIGHT);
	grid_column(grid, "available", GRID_RIGHT);
	grid_column(grid, "which CPUs", GRID_LIST);
	for (i = 0; i < nr; i++) {
		add_row(grid, &alike[i]);
		free(alike[i].cpus);
	}
	free(alike);
	grid_finish(grid, grid_terminal_width());
}

static void print_sums(const struct sim_run *run)
{
	const struct sim_step *step = &run->steps[run->nr_steps - 1];
	unsigned int state, nr = 0;

	printf("interrupts:");
	for (state = IRQM_IRQ_IDLE; state < IRQM_IRQ_NR_STATES; state++) {
		if (step->table.in_state[state])
			printf("%s %u %s", nr++ ? "," : "", step->table.in_state[state],
			       sim_state_names[state]);
	}
	printf("%s\nvectors: %u in use, %u available on online CPUs, %u promised\n",
	       nr ? "" : " none", step->all.total_allocated, step->all.global_available,
	       step->all.reserved);
}

void sim_print_end(const struct sim_run *run)
{
	unsigned int unmet = sim_run_unmet(run);

	print_map(run);
	puts("\nAt the end, per CPU: vectors in use, set aside for managed ones, and available");
	print_cpus(run);
	print_sums(run);
	if (unmet)
		printf("\n%u not as expected\n", unmet);
}
