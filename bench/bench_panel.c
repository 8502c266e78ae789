/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_panel.c - one diagram of a chart: title, grid, numbers, curves.
 *
 * All lengths are in sizes of the font, so that a large panel is an enlarged small one.
 */
#include "shared/ink.h"
#include "bench_panel.h"

/* Lengths in sizes of the font. */
#define NUMBER_FONT 0.88
#define TITLE_ROOM 2.0
#define NUMBER_ROOM 1.5
#define LINE_WIDTH 0.16
#define MARKER_RADIUS 0.29
/* Grid lines between powers of ten are drawn only if a decade is at least this high. */
#define FINE_GRID 3.5

/* The height of digits above their base line, as a part of the font's size. */
#define DIGIT_HEIGHT 0.73

/* The part of the cell in which the curves are. */
struct plot_area {
	double left;
	double right;
	double top;
	double bottom;
	struct axis x;
	struct axis y;
};

static struct ink_style number_style(double font, enum ink_align align)
{
	return (struct ink_style){ font * NUMBER_FONT, INK_PLAIN, align, ink_grey };
}

static struct axis y_axis_of(const struct chart_panel *panel)
{
	struct axis axis = { 0, 0 };
	unsigned int line, i;

	for (line = 0; line < CHART_LINES; line++) {
		for (i = 0; i < panel->lines[line].nr; i++)
			axis_include(&axis, panel->lines[line].points[i].y);
	}
	axis_round(&axis);
	return axis;
}

static double x_of(const struct plot_area *area, double value)
{
	return area->left + axis_position(&area->x, value) * (area->right - area->left);
}

static double y_of(const struct plot_area *area, double value)
{
	return area->bottom - axis_position(&area->y, value) * (area->bottom - area->top);
}

static void draw_segment(cairo_t *cr, double x1, double y1, double x2, double y2)
{
	cairo_move_to(cr, x1, y1);
	cairo_line_to(cr, x2, y2);
	cairo_stroke(cr);
}

double panel_numbers_width(cairo_t *cr, const struct chart_panel *panel, double font)
{
	struct ink_style style = number_style(font, INK_RIGHT);
	struct axis axis = y_axis_of(panel);
	struct axis_tick ticks[AXIS_TICKS];
	unsigned int i, nr = axis_ticks(&axis, ticks);
	double width, widest = 0;
	char text[40];

	for (i = 0; i < nr; i++) {
		if (!ticks[i].is_labelled)
			continue;
		axis_number(text, sizeof(text), ticks[i].value);
		width = ink_text_width(cr, &style, text);
		widest = width > widest ? width : widest;
	}
	return widest;
}

static void draw_y_ticks(cairo_t *cr, const struct plot_area *area, double font)
{
	struct ink_style style = number_style(font, INK_RIGHT);
	struct axis_tick ticks[AXIS_TICKS];
	unsigned int i, nr = axis_ticks(&area->y, ticks);
	double decade = y_of(area, 1) - y_of(area, 10);
	char text[40];

	for (i = 0; i < nr; i++) {
		double y = y_of(area, ticks[i].value);

		if (!ticks[i].is_decade && decade < FINE_GRID * font)
			continue;
		ink_use(cr, ticks[i].is_decade ? ink_pale : ink_faint);
		cairo_set_line_width(cr, 1);
		draw_segment(cr, area->left, y, area->right, y);
		if (ticks[i].is_labelled)
			ink_text(cr, &style, area->left - 0.4 * font,
				 y + style.size * DIGIT_HEIGHT / 2,
				 axis_number(text, sizeof(text), ticks[i].value));
	}
}

/* Writes a size's number to text; returns half the width of it. */
static double half_width(cairo_t *cr, const struct ink_style *style, double size, char *text,
			 size_t room)
{
	return ink_text_width(cr, style, axis_number(text, room, size)) / 2;
}

static void draw_x_tick(cairo_t *cr, const struct plot_area *area, const struct ink_style *style,
			double x, const char *text)
{
	ink_use(cr, ink_pale);
	cairo_set_line_width(cr, 1);
	draw_segment(cr, x, area->top, x, area->bottom + 0.3 * style->size);
	ink_text(cr, style, x, area->bottom + 1.5 * style->size, text);
}

/*
 * Draws the sizes that were measured as numbers, as far as they fit: the smallest, then from the
 * largest to the left.
 */
static void draw_x_ticks(cairo_t *cr, const struct plot_area *area,
			 const struct panel_frame *frame)
{
	struct ink_style style = number_style(frame->font, INK_CENTRE);
	double gap = 0.5 * frame->font, x = x_of(area, frame->sizes[0]), half, first_end, next;
	unsigned int i;
	char text[40];

	half = half_width(cr, &style, frame->sizes[0], text, sizeof(text));
	draw_x_tick(cr, area, &style, x, text);
	first_end = x + half + gap;
	next = CHART_WIDTH;
	for (i = frame->nr_sizes; i-- > 1;) {
		x = x_of(area, frame->sizes[i]);
		half = half_width(cr, &style, frame->sizes[i], text, sizeof(text));
		if (x + half > next || x - half < first_end)
			continue;
		next = x - half - gap;
		draw_x_tick(cr, area, &style, x, text);
	}
}

static void draw_line(cairo_t *cr, const struct plot_area *area, const struct chart_line *points,
		      unsigned int line, double font)
{
	unsigned int i;

	cairo_new_path(cr);
	for (i = 0; i < points->nr; i++)
		cairo_line_to(cr, x_of(area, points->points[i].x), y_of(area, points->points[i].y));
	ink_use(cr, ink_of_line(line));
	cairo_set_line_width(cr, LINE_WIDTH * font);
	cairo_stroke(cr);
	for (i = 0; i < points->nr; i++)
		ink_marker(cr, line, x_of(area, points->points[i].x),
			   y_of(area, points->points[i].y), MARKER_RADIUS * font);
}

static struct ink_style title_style(double font)
{
	return (struct ink_style){ font, INK_BOLD, INK_LEFT, ink_black };
}

static struct ink_style note_style(const struct chart_panel *panel, double font)
{
	return (struct ink_style){ font, INK_BOLD, INK_RIGHT, ink_of_line(panel->note_line) };
}

static struct ink_style detail_style(double font)
{
	return (struct ink_style){ font * NUMBER_FONT, INK_PLAIN, INK_LEFT, ink_grey };
}

/* The width of the note and of the space before it. */
static double note_width(cairo_t *cr, const struct chart_panel *panel, double font)
{
	struct ink_style style = note_style(panel, font);

	return panel->note ? ink_text_width(cr, &style, panel->note) + font : 0;
}

double panel_title_width(cairo_t *cr, const struct chart_panel *panel, double font)
{
	struct ink_style title = title_style(font), detail = detail_style(font);

	return ink_text_width(cr, &title, panel->title) + font +
	       ink_text_width(cr, &detail, panel->detail) + note_width(cr, panel, font);
}

static void draw_title(cairo_t *cr, const struct chart_panel *panel,
		       const struct panel_frame *frame)
{
	double font = frame->font, left = frame->left, bottom = frame->top + font;
	struct ink_style title = title_style(font), note = note_style(panel, font);
	struct ink_style detail = detail_style(font);

	if (panel->note)
		ink_text(cr, &note, left + frame->width, bottom, panel->note);
	title = ink_fit(cr, title, panel->title, frame->width - note_width(cr, panel, font));
	ink_text(cr, &title, left, bottom, panel->title);
	if (frame->details)
		ink_text(cr, &detail, left + ink_text_width(cr, &title, panel->title) + font,
			 bottom, panel->detail);
}

void panel_draw(cairo_t *cr, const struct chart_panel *panel, const struct panel_frame *frame)
{
	double font = frame->font;
	struct plot_area area = {
		.left = frame->left + frame->numbers + 0.4 * font,
		.right = frame->left + frame->width,
		.top = frame->top + TITLE_ROOM * font,
		.bottom = frame->top + frame->height - NUMBER_ROOM * font,
		.x = frame->x,
		.y = y_axis_of(panel),
	};
	unsigned int line;

	draw_y_ticks(cr, &area, font);
	draw_x_ticks(cr, &area, frame);
	draw_title(cr, panel, frame);
	/* The first line is the library's. It is drawn last, above the others. */
	for (line = CHART_LINES; line-- > 0;)
		draw_line(cr, &area, &panel->lines[line], line, font);
}

void panel_draw_sample(cairo_t *cr, unsigned int line, double x, double y, double width,
		       double font)
{
	ink_use(cr, ink_of_line(line));
	cairo_set_line_width(cr, LINE_WIDTH * font);
	draw_segment(cr, x, y, x + width, y);
	ink_marker(cr, line, x + width / 2, y, MARKER_RADIUS * font);
}
