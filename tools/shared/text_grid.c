/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * text_grid.c - tables of text that fit a terminal.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cpu_list.h"
#include "program.h"
#include "text_grid.h"

#define COLUMNS_MAX 16U
#define GAP 2U
#define LIST_LEAST 16U
#define WIDTH_DEFAULT 80U
#define WIDTH_LEAST 60U
#define WIDTH_MOST 160U

struct column {
	const char *title;
	enum grid_align align;
	unsigned int width;
};

struct text_grid {
	struct column columns[COLUMNS_MAX];
	unsigned int nr_columns;
	char **cells;
	unsigned int nr_cells;
	unsigned int room;
};

unsigned int grid_terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return WIDTH_DEFAULT;
	if (size.ws_col < WIDTH_LEAST)
		return WIDTH_LEAST;
	return size.ws_col < WIDTH_MOST ? size.ws_col : WIDTH_MOST;
}

struct text_grid *grid_start(void)
{
	return program_alloc(1, sizeof(struct text_grid));
}

void grid_column(struct text_grid *grid, const char *title, enum grid_align align)
{
	if (grid->nr_columns == COLUMNS_MAX)
		program_die(EXIT_FAILURE, "a table of more than %u columns", COLUMNS_MAX);
	grid->columns[grid->nr_columns++] = (struct column){
		.title = title,
		.align = align,
		.width = (unsigned int)strlen(title),
	};
}

void grid_cell(struct text_grid *grid, char *text)
{
	struct column *column = &grid->columns[grid->nr_cells % grid->nr_columns];
	unsigned int width = (unsigned int)strlen(text);

	if (grid->nr_cells == grid->room) {
		grid->room = grid->room ? 2 * grid->room : 256;
		grid->cells = realloc(grid->cells, grid->room * sizeof(*grid->cells));
		if (!grid->cells)
			program_die(EXIT_FAILURE, "no memory for %u texts", grid->room);
	}
	grid->cells[grid->nr_cells++] = text;
	column->width = width > column->width ? width : column->width;
}

/* The lists share the width that other columns leave; none gets more than it needs. */
static void set_widths(struct text_grid *grid, unsigned int width)
{
	unsigned int i, used = 0, lists = 0, share;

	for (i = 0; i < grid->nr_columns; i++) {
		bool is_list = grid->columns[i].align == GRID_LIST;

		lists += is_list;
		used += (is_list ? 0 : grid->columns[i].width) + (i ? GAP : 0);
	}
	if (!lists)
		return;
	share = width > used ? (width - used) / lists : 0;
	share = share > LIST_LEAST ? share : LIST_LEAST;
	for (i = 0; i < grid->nr_columns; i++) {
		struct column *column = &grid->columns[i];

		if (column->align == GRID_LIST && column->width > share)
			column->width = share;
	}
}

static void print_blanks(unsigned int nr)
{
	printf("%*s", (int)nr, "");
}

/* The length without blanks at the end. */
static unsigned int trimmed(const char *text, unsigned int length)
{
	while (length && text[length - 1] == ' ')
		length--;
	return length;
}

/* Prints one line of a row, and moves the texts on. Returns whether more lines are needed. */
static bool print_line(const struct text_grid *grid, const char **texts)
{
	unsigned int i, pending = 0;
	bool more = false;

	for (i = 0; i < grid->nr_columns; i++) {
		const struct column *column = &grid->columns[i];
		unsigned int length = (unsigned int)strlen(texts[i]);
		unsigned int part = column->align == GRID_LIST
					    ? cpu_list_fit(texts[i], column->width)
					    : length;
		unsigned int shown = trimmed(texts[i], part);
		unsigned int before = column->align == GRID_RIGHT ? column->width - shown : 0;

		pending += i ? GAP : 0;
		if (shown) {
			print_blanks(pending + before);
			printf("%.*s", (int)shown, texts[i]);
			pending = column->width - shown - before;
		} else {
			pending += column->width;
		}
		more |= part < length;
		texts[i] += part;
		texts[i] += strspn(texts[i], " ");
	}
	putchar('\n');
	return more;
}

static void print_row(const struct text_grid *grid, const char **texts)
{
	while (print_line(grid, texts))
		;
}

void grid_finish(struct text_grid *grid, unsigned int width)
{
	const char *texts[COLUMNS_MAX];
	unsigned int i, first;

	set_widths(grid, width);
	for (i = 0; i < grid->nr_columns; i++)
		texts[i] = grid->columns[i].title;
	print_row(grid, texts);
	for (first = 0; first < grid->nr_cells; first += grid->nr_columns) {
		for (i = 0; i < grid->nr_columns; i++)
			texts[i] = grid->cells[first + i];
		print_row(grid, texts);
	}
	for (i = 0; i < grid->nr_cells; i++)
		free(grid->cells[i]);
	free(grid->cells);
	free(grid);
}

void grid_print_text(const char *text, unsigned int indent, unsigned int hang)
{
	unsigned int width = grid_terminal_width();

	while (*text) {
		unsigned int part = cpu_list_fit(text, width - indent);

		printf("%*s%.*s\n", (int)indent, "", (int)trimmed(text, part), text);
		text += part;
		text += strspn(text, " ");
		indent = hang;
	}
}
