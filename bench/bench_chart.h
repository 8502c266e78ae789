/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_chart.h - a page of curves on logarithmic axes: small panels that share their style and
 * their horizontal axis, or a single large one. The meaning of the numbers is not known here.
 */
#ifndef BENCH_CHART_H
#define BENCH_CHART_H

#include <cairo.h>

/* Size of the page, in pixels of a PNG. SVG and PDF have no pixels and can be scaled. */
#define CHART_WIDTH 1600
#define CHART_HEIGHT 1000

/* Lines of a panel. Line number i has the same colour and marker in all panels. */
#define CHART_LINES 3U

struct chart_point {
	double x;
	double y;
};

/* A curve: its points in the order in which they are joined. */
struct chart_line {
	struct chart_point *points;
	unsigned int nr;
};

/**
 * struct chart_panel - One diagram
 * @title: the name of the diagram
 * @detail: the meaning of the title; if one does not fit, all are left out
 * @note: a short text to be seen at once, or NULL
 * @note_line: the line that the note is about
 * @lines: the curves; nr 0: no curve. All numbers are above 0.
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
 * @title: what is measured
 * @subtitle: how it was measured
 * @footer: the machine and the programs
 * @x_label: the quantity of the horizontal axes
 * @y_label: the quantity of the vertical axes
 * @legend: the meaning of each line; NULL for a line that no panel has
 * @note_legend: the meaning of the notes, or NULL
 * @panels: the diagrams, at least one
 * @nr_panels: how many diagrams
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

/* Draws the whole page on a surface of CHART_WIDTH x CHART_HEIGHT. */
void chart_draw(cairo_t *cr, const struct chart *chart);

#endif
