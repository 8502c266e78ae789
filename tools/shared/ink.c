/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ink.c - colours, text and markers of a picture.
 */
#include "ink.h"

#define FONT "sans-serif"
#define FULL_CIRCLE 6.283185307179586

const struct ink_colour ink_black = { 0.102, 0.102, 0.102 };
const struct ink_colour ink_grey = { 0.349, 0.349, 0.349 };
const struct ink_colour ink_pale = { 0.816, 0.816, 0.816 };
const struct ink_colour ink_faint = { 0.933, 0.933, 0.933 };

struct ink_colour ink_of_line(unsigned int line)
{
	static const struct ink_colour colours[] = {
		{ 0.000, 0.447, 0.698 }, /* blue */
		{ 0.835, 0.369, 0.000 }, /* vermillion */
		{ 0.000, 0.620, 0.451 }, /* bluish green */
	};

	return colours[line % (sizeof(colours) / sizeof(colours[0]))];
}

void ink_use(cairo_t *cr, struct ink_colour colour)
{
	cairo_set_source_rgb(cr, colour.red, colour.green, colour.blue);
}

static void use_font(cairo_t *cr, const struct ink_style *style)
{
	cairo_select_font_face(cr, FONT, CAIRO_FONT_SLANT_NORMAL,
			       style->weight == INK_BOLD ? CAIRO_FONT_WEIGHT_BOLD
							 : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cr, style->size);
}

double ink_text_width(cairo_t *cr, const struct ink_style *style, const char *text)
{
	cairo_text_extents_t extents;

	use_font(cr, style);
	cairo_text_extents(cr, text, &extents);
	return extents.x_advance;
}

struct ink_style ink_fit(cairo_t *cr, struct ink_style style, const char *text, double width)
{
	double needed = ink_text_width(cr, &style, text);

	if (needed > width)
		style.size *= width / needed;
	return style;
}

void ink_text(cairo_t *cr, const struct ink_style *style, double x, double y, const char *text)
{
	double width = ink_text_width(cr, style, text);

	if (style->align == INK_CENTRE)
		x -= width / 2;
	if (style->align == INK_RIGHT)
		x -= width;
	ink_use(cr, style->colour);
	cairo_move_to(cr, x, y);
	cairo_show_text(cr, text);
}

static void trace_triangle(cairo_t *cr, double x, double y, double radius)
{
	cairo_move_to(cr, x, y - 1.2 * radius);
	cairo_line_to(cr, x + 1.15 * radius, y + 0.9 * radius);
	cairo_line_to(cr, x - 1.15 * radius, y + 0.9 * radius);
	cairo_close_path(cr);
}

void ink_marker(cairo_t *cr, unsigned int line, double x, double y, double radius)
{
	cairo_new_path(cr);
	if (line == 0)
		cairo_arc(cr, x, y, radius, 0, FULL_CIRCLE);
	else if (line == 1)
		cairo_rectangle(cr, x - 0.9 * radius, y - 0.9 * radius, 1.8 * radius,
				1.8 * radius);
	else
		trace_triangle(cr, x, y, radius);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_set_line_width(cr, 1.5);
	cairo_stroke_preserve(cr);
	ink_use(cr, ink_of_line(line));
	cairo_fill(cr);
}
