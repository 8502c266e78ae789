/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_cell.c - a CPU in a picture.
 */
#include <stdio.h>

#include "shared/ink.h"
#include "spread_cell.h"

#define HOLLOW 3.5
#define STRIP 5.0

/* The palette of Okabe and Ito for colour-blind readers, light and dark colours in turns. */
static const struct ink_colour colours[CELL_COLOURS] = {
	{ 0.902, 0.624, 0.000 }, /* orange */
	{ 0.000, 0.447, 0.698 }, /* blue */
	{ 0.941, 0.894, 0.259 }, /* yellow */
	{ 0.000, 0.620, 0.451 }, /* bluish green */
	{ 0.337, 0.706, 0.914 }, /* sky blue */
	{ 0.835, 0.369, 0.000 }, /* vermillion */
	{ 0.800, 0.475, 0.655 }, /* reddish purple */
};

/* Groups of the same colour differ by a pattern at the foot of the cell. */
enum pattern {
	PATTERN_NONE,
	PATTERN_BAND,
	PATTERN_DOTS,
	PATTERN_SLANTS,
	NR_PATTERNS,
};

static bool is_dark(struct ink_colour colour)
{
	return 0.30 * colour.red + 0.59 * colour.green + 0.11 * colour.blue < 0.40;
}

static struct ink_colour colour_of(const struct spread_cell *cell)
{
	return colours[cell->group % CELL_COLOURS];
}

static void trace(cairo_t *cr, const struct spread_cell *cell, double inside)
{
	cairo_rectangle(cr, cell->x + inside, cell->y + inside, cell->width - 2 * inside,
			cell->height - 2 * inside);
}

/* ---- Patterns ---- */

static void draw_dots(cairo_t *cr, double left, double right, double y)
{
	double x;

	for (x = left + STRIP; x < right - STRIP / 2; x += 2 * STRIP) {
		cairo_new_sub_path(cr);
		cairo_arc(cr, x, y, 0.36 * STRIP, 0, 6.2831853);
	}
	cairo_fill(cr);
}

static void draw_slants(cairo_t *cr, double left, double right, double top, double bottom)
{
	double x;

	cairo_set_line_width(cr, 1.6);
	for (x = left + 1; x < right - STRIP; x += 1.2 * STRIP) {
		cairo_move_to(cr, x, bottom);
		cairo_line_to(cr, x + STRIP, top);
	}
	cairo_stroke(cr);
}

static void draw_pattern(cairo_t *cr, const struct spread_cell *cell)
{
	double left = cell->x + 2, right = cell->x + cell->width - 2;
	double bottom = cell->y + cell->height - 2.5, top = bottom - STRIP + 1;

	ink_use(cr, ink_black);
	switch (cell->group / CELL_COLOURS % NR_PATTERNS) {
	case PATTERN_BAND:
		cairo_rectangle(cr, left + 2, top + 1, right - left - 4, 2);
		cairo_fill(cr);
		return;
	case PATTERN_DOTS:
		draw_dots(cr, left, right, (top + bottom) / 2);
		return;
	case PATTERN_SLANTS:
		draw_slants(cr, left, right, top, bottom);
		return;
	default:
		return;
	}
}

/* ---- Parts ---- */

void cell_draw_mark(cairo_t *cr, double x, double y, double radius)
{
	cairo_move_to(cr, x, y - radius);
	cairo_line_to(cr, x + radius, y);
	cairo_line_to(cr, x, y + radius);
	cairo_line_to(cr, x - radius, y);
	cairo_close_path(cr);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_set_line_width(cr, 1.6);
	cairo_stroke_preserve(cr);
	ink_use(cr, ink_black);
	cairo_fill(cr);
}

static void draw_ground(cairo_t *cr, const struct spread_cell *cell)
{
	double hollow = cell->width < CELL_TEXT_WIDTH ? cell->width / 5 : HOLLOW;

	cairo_new_path(cr);
	trace(cr, cell, 0);
	if (cell->group == IRQM_NONE)
		cairo_set_source_rgb(cr, 1, 1, 1);
	else
		ink_use(cr, colour_of(cell));
	cairo_fill(cr);
	if (cell->group != IRQM_NONE && cell->standing == SPREAD_ATTACHED) {
		trace(cr, cell, hollow);
		cairo_set_source_rgb(cr, 1, 1, 1);
		cairo_fill(cr);
	}
}

/* The lines across the cell, and its edge. */
static void draw_lines(cairo_t *cr, const struct spread_cell *cell)
{
	double right = cell->x + cell->width, bottom = cell->y + cell->height;

	cairo_set_line_width(cr, 1);
	if (cell->group == IRQM_NONE) {
		ink_use(cr, ink_pale);
		cairo_move_to(cr, cell->x, cell->y);
		cairo_line_to(cr, right, bottom);
		cairo_move_to(cr, right, cell->y);
		cairo_line_to(cr, cell->x, bottom);
		cairo_stroke(cr);
	}
	ink_use(cr, ink_grey);
	if (!cell->is_online) {
		cairo_move_to(cr, cell->x, bottom);
		cairo_line_to(cr, right, cell->y);
		cairo_stroke(cr);
	}
	cairo_set_line_width(cr, 0.6);
	trace(cr, cell, 0);
	cairo_stroke(cr);
}

static void draw_text(cairo_t *cr, const struct spread_cell *cell)
{
	struct ink_style style = { 13, INK_BOLD, INK_CENTRE, ink_black };
	/* The mark of a vector near the device is on the right. */
	double mark = cell->is_near ? 6 : 0, room = cell->width - 6 - mark;
	double x = cell->x + (cell->width - mark) / 2, y = cell->y + 14.5;
	char text[24];

	if (cell->group == IRQM_NONE)
		style.colour = ink_grey;
	else if (cell->standing == SPREAD_ELIGIBLE && is_dark(colour_of(cell)))
		style.colour = (struct ink_colour){ 1, 1, 1 };
	snprintf(text, sizeof(text), "%u", cell->cpu);
	style = ink_fit(cr, style, text, room);
	ink_text(cr, &style, x, y, text);
	if (cell->group == IRQM_NONE)
		return;
	style.size = 10;
	style.weight = INK_PLAIN;
	snprintf(text, sizeof(text), "v%u", cell->vector);
	style = ink_fit(cr, style, text, room);
	ink_text(cr, &style, x, y + 11.5, text);
}

void cell_draw(cairo_t *cr, const struct spread_cell *cell)
{
	bool has_text = cell->width >= CELL_TEXT_WIDTH;

	draw_ground(cr, cell);
	if (has_text && cell->group != IRQM_NONE)
		draw_pattern(cr, cell);
	draw_lines(cr, cell);
	if (has_text)
		draw_text(cr, cell);
	if (cell->is_near && cell->width > 8)
		cell_draw_mark(cr, cell->x + cell->width - 0.11 * cell->width,
			       cell->y + 0.11 * cell->width, 0.08 * cell->width);
}
