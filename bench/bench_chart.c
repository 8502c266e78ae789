/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_chart.c - the page of a chart: titles, legend and footer, and the place of each panel.
 */
#include <math.h>
#include <stdlib.h>

#include "bench_chart.h"
#include "shared/ink.h"
#include "bench_panel.h"
#include "bench_util.h"

/* Pixels of the page. */
#define MARGIN 36.0
#define TITLE_SIZE 27.0
#define SUBTITLE_SIZE 16.0
#define LEGEND_SIZE 17.0
#define LABEL_SIZE 16.0
#define FOOTER_SIZE 14.0
#define GRID_TOP 140.0
#define GRID_BOTTOM (CHART_HEIGHT - 84.0)
#define GRID_LEFT (MARGIN + 1.6 * LABEL_SIZE)
#define GRID_RIGHT (CHART_WIDTH - MARGIN)
#define COLUMN_GAP 20.0
#define ROW_GAP 16.0

/* The shape of a panel that shows curves best. */
#define BEST_SHAPE 1.35

/* The smallest and largest font of panels; between them, a panel's height in font sizes. */
#define FONT_MIN 13.5
#define FONT_MAX 18.0
#define FONTS_PER_PANEL 16.0

/* This part of the horizontal axis lies beyond the outermost points, on each side. */
#define X_PAD 0.05

/* The places of the panels; all share the horizontal axis. */
struct layout {
	unsigned int columns;
	unsigned int rows;
	struct panel_frame frame;
	double *sizes;
};

/* Chooses the number of columns that gives panels a shape closest to the best. */
static void choose_columns(struct layout *layout, unsigned int nr)
{
	double width = GRID_RIGHT - GRID_LEFT, height = GRID_BOTTOM - GRID_TOP;
	double distance, closest = HUGE_VAL;
	unsigned int columns, rows;

	for (columns = 1; columns <= nr; columns++) {
		rows = (nr + columns - 1) / columns;
		distance = fabs(log(width / columns / (height / rows) / BEST_SHAPE));
		if (distance < closest) {
			closest = distance;
			layout->columns = columns;
			layout->rows = rows;
		}
	}
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Writes the different x of all points to sizes, unless that is NULL; returns how many. */
static unsigned int list_sizes(const struct chart *chart, double *sizes)
{
	unsigned int p, i, nr = 0;

	for (p = 0; p < chart->nr_panels * CHART_LINES; p++) {
		const struct chart_line *line =
			&chart->panels[p / CHART_LINES].lines[p % CHART_LINES];

		for (i = 0; i < line->nr; i++, nr++) {
			if (sizes)
				sizes[nr] = line->points[i].x;
		}
	}
	return nr;
}

static void make_x_axis(struct layout *layout, const struct chart *chart)
{
	struct panel_frame *frame = &layout->frame;
	unsigned int i, nr = list_sizes(chart, NULL), different = 0;

	layout->sizes = program_alloc(nr, sizeof(double));
	list_sizes(chart, layout->sizes);
	qsort(layout->sizes, nr, sizeof(double), compare);
	for (i = 0; i < nr; i++) {
		axis_include(&frame->x, layout->sizes[i]);
		if (i == 0 || layout->sizes[i] > layout->sizes[different - 1])
			layout->sizes[different++] = layout->sizes[i];
	}
	axis_pad(&frame->x, X_PAD);
	frame->sizes = layout->sizes;
	frame->nr_sizes = different;
}

static void lay_out(cairo_t *cr, struct layout *layout, const struct chart *chart)
{
	struct panel_frame *frame = &layout->frame;
	unsigned int i;

	choose_columns(layout, chart->nr_panels);
	make_x_axis(layout, chart);
	frame->width = (GRID_RIGHT - GRID_LEFT + COLUMN_GAP) / layout->columns - COLUMN_GAP;
	frame->height = (GRID_BOTTOM - GRID_TOP + ROW_GAP) / layout->rows - ROW_GAP;
	frame->font = fmin(fmax(frame->height / FONTS_PER_PANEL, FONT_MIN), FONT_MAX);
	frame->details = true;
	for (i = 0; i < chart->nr_panels; i++) {
		const struct chart_panel *panel = &chart->panels[i];

		frame->numbers = fmax(frame->numbers, panel_numbers_width(cr, panel, frame->font));
		frame->details &= panel_title_width(cr, panel, frame->font) <= frame->width;
	}
}

static void draw_panels(cairo_t *cr, const struct layout *layout, const struct chart *chart)
{
	struct panel_frame frame = layout->frame;
	unsigned int i;

	for (i = 0; i < chart->nr_panels; i++) {
		frame.left = GRID_LEFT + i % layout->columns * (frame.width + COLUMN_GAP);
		frame.top = GRID_TOP + i / layout->columns * (frame.height + ROW_GAP);
		panel_draw(cr, &chart->panels[i], &frame);
	}
}

static void draw_head(cairo_t *cr, const struct chart *chart)
{
	struct ink_style title = { TITLE_SIZE, INK_BOLD, INK_LEFT, ink_black };
	struct ink_style subtitle = { SUBTITLE_SIZE, INK_PLAIN, INK_LEFT, ink_grey };
	struct ink_style footer = { FOOTER_SIZE, INK_PLAIN, INK_LEFT, ink_grey };
	double width = CHART_WIDTH - 2 * MARGIN;

	title = ink_fit(cr, title, chart->title, width);
	subtitle = ink_fit(cr, subtitle, chart->subtitle, width);
	footer = ink_fit(cr, footer, chart->footer, width);
	ink_text(cr, &title, MARGIN, 52, chart->title);
	ink_text(cr, &subtitle, MARGIN, 80, chart->subtitle);
	ink_text(cr, &footer, MARGIN, CHART_HEIGHT - 22, chart->footer);
}

static void draw_legend(cairo_t *cr, const struct chart *chart)
{
	struct ink_style style = { LEGEND_SIZE, INK_PLAIN, INK_LEFT, ink_black };
	struct ink_style note = { LEGEND_SIZE, INK_BOLD, INK_LEFT, ink_black };
	double x = MARGIN, y = 114, sample = 2.4 * LEGEND_SIZE;
	unsigned int line;

	for (line = 0; line < CHART_LINES; line++) {
		if (!chart->legend[line])
			continue;
		panel_draw_sample(cr, line, x, y - 0.36 * LEGEND_SIZE, sample, LEGEND_SIZE);
		x += sample + 0.5 * LEGEND_SIZE;
		ink_text(cr, &style, x, y, chart->legend[line]);
		x += ink_text_width(cr, &style, chart->legend[line]) + 2 * LEGEND_SIZE;
	}
	if (chart->note_legend) {
		note = ink_fit(cr, note, chart->note_legend, CHART_WIDTH - MARGIN - x);
		ink_text(cr, &note, x, y, chart->note_legend);
	}
}

static void draw_labels(cairo_t *cr, const struct chart *chart)
{
	struct ink_style style = { LABEL_SIZE, INK_PLAIN, INK_CENTRE, ink_black };

	ink_text(cr, &style, (GRID_LEFT + GRID_RIGHT) / 2, GRID_BOTTOM + 1.3 * LABEL_SIZE,
		 chart->x_label);
	cairo_save(cr);
	cairo_translate(cr, MARGIN + 0.8 * LABEL_SIZE, (GRID_TOP + GRID_BOTTOM) / 2);
	cairo_rotate(cr, -asin(1));
	ink_text(cr, &style, 0, 0, chart->y_label);
	cairo_restore(cr);
}

void chart_draw(cairo_t *cr, const struct chart *chart)
{
	struct layout layout = { .frame = { .numbers = 0 } };

	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	lay_out(cr, &layout, chart);
	draw_head(cr, chart);
	draw_legend(cr, chart);
	draw_labels(cr, chart);
	draw_panels(cr, &layout, chart);
	free(layout.sizes);
}
