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
 * @left: left edge of the panel's cell
 * @top: upper edge of the cell
 * @width: width of the cell
 * @height: height of the cell
 * @font: font size of the title
 * @details: whether the details of all titles fit
 * @numbers: width of the numbers of the vertical axis
 * @x: the horizontal axis
 * @sizes: the numbers on the horizontal axis that have points, ascending
 * @nr_sizes: how many sizes
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

/* The width of the numbers of a panel's vertical axis. */
double panel_numbers_width(cairo_t *cr, const struct chart_panel *panel, double font);

/* The width of a panel's title with its detail and its note. */
double panel_title_width(cairo_t *cr, const struct chart_panel *panel, double font);

void panel_draw(cairo_t *cr, const struct chart_panel *panel, const struct panel_frame *frame);

/* Draws a piece of a line with its marker in the middle, as panels draw it. */
void panel_draw_sample(cairo_t *cr, unsigned int line, double x, double y, double width,
		       double font);

#endif
