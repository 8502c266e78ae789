/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_panel.h - one diagram of a chart.
 */
#ifndef BENCH_PANEL_H
#define BENCH_PANEL_H

#include <cairo.h>

#include "bench_axis.h"
#include "bench_chart.h"

/**
 * struct panel_frame - Where a panel is, and what it shares with the others
 * @left: left edge of its cell
 * @top: upper edge
 * @width: of the cell
 * @height: of the cell
 * @font: size of its title
 * @details: whether there is room for the details of all titles
 * @numbers: room for the numbers of the vertical axis
 * @x: the horizontal axis
 * @sizes: the numbers on it that have points, ascending
 * @nr_sizes: how many
 */
struct panel_frame {
	double left;
	double top;
	double width;
	double height;
	double font;
	bool details;
	double numbers;
	struct axis x;
	const double *sizes;
	unsigned int nr_sizes;
};

/* How wide the numbers of its vertical axis are. */
double panel_numbers_width(cairo_t *cr, const struct chart_panel *panel, double font);

/* How wide its title is with all that belongs to it. */
double panel_title_width(cairo_t *cr, const struct chart_panel *panel, double font);

void panel_draw(cairo_t *cr, const struct chart_panel *panel, const struct panel_frame *frame);

/* A piece of line with its marker in the middle, as the panels have it. */
void panel_draw_sample(cairo_t *cr, unsigned int line, double x, double y, double width,
		       double font);

#endif
