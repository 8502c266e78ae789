/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * text_grid.h - tables of text that fit a terminal. Lists share the width that other columns leave,
 * and continue in further lines.
 */
#ifndef TEXT_GRID_H
#define TEXT_GRID_H

enum grid_align {
	GRID_LEFT,
	GRID_RIGHT,
	GRID_LIST, /* shares the width that is left; breaks after commas */
};

struct text_grid;

struct text_grid *grid_start(void);

/* Adds a column; all columns come before the first cell. The title is not copied. */
void grid_column(struct text_grid *grid, const char *title, enum grid_align align);

/* Adds the next cell, row by row, and frees the text in the end. */
void grid_cell(struct text_grid *grid, char *text);

/* Prints the table on stdout, no wider than this if possible, and frees it. */
void grid_finish(struct text_grid *grid, unsigned int width);

/*
 * Prints a text on stdout in lines that fit the terminal and break after blanks and commas. The
 * first line is indented by indent columns, the others by hang columns.
 */
void grid_print_text(const char *text, unsigned int indent, unsigned int hang);

/* The columns of the terminal, from 60 to 160; 80 when stdout is not a terminal. */
unsigned int grid_terminal_width(void);

#endif
