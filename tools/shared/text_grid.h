/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * text_grid.h - a table of texts that fits a terminal: columns as wide as they have to be, and
 * lists that share the rest and go on in further lines.
 */
#ifndef TEXT_GRID_H
#define TEXT_GRID_H

enum grid_align {
	GRID_LEFT,
	GRID_RIGHT,
	GRID_LIST, /* shares what width is left; breaks behind commas */
};

struct text_grid;

struct text_grid *grid_start(void);

/* Before any row. The title is not copied. */
void grid_column(struct text_grid *grid, const char *title, enum grid_align align);

/* The next cell, row by row; takes the text, which ends with free(). */
void grid_cell(struct text_grid *grid, char *text);

/* Prints it on stdout, no wider than this where that is possible, and ends it. */
void grid_finish(struct text_grid *grid, unsigned int width);

/*
 * Prints a text on stdout, so many blanks in front, in lines that break behind blanks and commas;
 * further ones have blanks of their own number in front.
 */
void grid_print_text(const char *text, unsigned int indent, unsigned int hang);

/* Columns of the terminal; 80 when stdout is none. */
unsigned int grid_terminal_width(void);

#endif
