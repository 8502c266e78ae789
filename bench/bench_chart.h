/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_chart.h - a page of curves on logarithmic axes: small panels that share their style and
 * their horizontal axis, or a single large one. Knows nothing of what the numbers are.
 */
#ifndef BENCH_CHART_H
#define BENCH_CHART_H

#include <cairo.h>

/* The page. Pixels of a PNG; what there is no pixel of scales. */
#define CHART_WIDTH 1600
#define CHART_HEIGHT 1000

/* Lines of a panel; each number has its colour and marker on the whole page. */
#define CHART_LINES 3U

struct chart_point {
	double x;
	double y;
};

/* Points in the order in which they are joined. */
struct chart_line {
	struct chart_point *points;
	unsigned int nr;
};

/**
 * struct chart_panel - One diagram
 * @title: its name
 * @detail: what that means; all are left out if there is no room for one
 * @note: something short that is to be seen at once, or NULL
 * @note_line: the line that it is about
 * @lines: the curves; nr 0: none. All numbers are above 0.
 */
struct chart_panel {
	const char *title;
	const char *detail;
	char *note;
	unsigned int note_line;
	struct chart_line lines[CHART_LINES];
};

/**
 * struct chart - A page
 * @title: what it is about
 * @subtitle: how that was found
 * @footer: under which circumstances
 * @x_label: what is to the right
 * @y_label: what is above
 * @legend: what the lines are; NULL where no panel has one
 * @note_legend: what the notes are, or NULL
 * @panels: at least one
 * @nr_panels: how many
 */
struct chart {
	const char *title;
	const char *subtitle;
	const char *footer;
	const char *x_label;
	const char *y_label;
	const char *legend[CHART_LINES];
	const char *note_legend;
	struct chart_panel *panels;
	unsigned int nr_panels;
};

/* Draws the page on a surface of CHART_WIDTH x CHART_HEIGHT, all of it. */
void chart_draw(cairo_t *cr, const struct chart *chart);

#endif
