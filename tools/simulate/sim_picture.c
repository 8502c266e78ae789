/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * sim_picture.c - how full the CPUs are after each event, as a picture.
 *
 * There is a row for each event and a column for each CPU, and text beside the rows. With many CPUs
 * the columns are narrower, and hold several CPUs each.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/ink.h"
#include "shared/picture.h"
#include "shared/program.h"
#include "sim_fill.h"
#include "sim_picture.h"

#define MARGIN 28.0
#define TITLE_SIZE 22.0
#define TEXT_SIZE 13.0
#define HEAD 84.0
#define AXIS 44.0
#define ROW 26.0
#define LABEL_WIDTH 270.0
#define RESULT_WIDTH 400.0
#define GAP 12.0
#define LEGEND 84.0
#define CELL_MOST 26.0
#define CELLS_MOST 1200.0
#define COLUMNS_MOST 600U
#define SIDE_MOST 12000.0
#define WIDTH_LEAST 960.0

struct page {
	const struct sim_run *run;
	unsigned int cpus;
	unsigned int per_column;
	unsigned int columns;
	unsigned int ceiling;
	double cell;
	double width;
	double height;
	double scale;
	char *subtitle;
};

/* ---- Colours ---- */

/*
 * From pale to dark blue. Each step is darker than the one before, so that colour-blind readers and
 * black-and-white prints show the order too.
 */
static struct ink_colour colour_at(double share)
{
	static const struct ink_colour stops[] = {
		{ 0.86, 0.92, 0.97 },
		{ 0.70, 0.82, 0.92 },
		{ 0.40, 0.64, 0.82 },
		{ 0.13, 0.44, 0.71 },
		{ 0.03, 0.19, 0.42 },
	};
	double at = share * 4;
	unsigned int low = at >= 4 ? 3 : (unsigned int)at;
	double part = at - low;
	const struct ink_colour *a = &stops[low], *b = &stops[low + 1];

	return (struct ink_colour){
		a->red + part * (b->red - a->red),
		a->green + part * (b->green - a->green),
		a->blue + part * (b->blue - a->blue),
	};
}

static const struct ink_colour full = { 0.835, 0.369, 0.000 };
static const struct ink_colour offline = { 0.86, 0.86, 0.86 };

static struct ink_colour colour_of(enum sim_fill fill)
{
	if (fill == SIM_FILL_OFFLINE)
		return offline;
	if (fill == SIM_FILL_EMPTY)
		return (struct ink_colour){ 1, 1, 1 };
	if (fill == SIM_FILL_FULL)
		return full;
	return colour_at((fill - SIM_FILL_TENTHS) / 9.0);
}

/* ---- Layout ---- */

static void lay_out(struct page *page)
{
	double longest, cells;

	page->cpus = page->run->scenario->setup.machine->nr_possible;
	page->per_column = (page->cpus + COLUMNS_MOST - 1) / COLUMNS_MOST;
	page->columns = (page->cpus + page->per_column - 1) / page->per_column;
	page->cell = fmin(CELL_MOST, CELLS_MOST / page->columns);
	cells = page->cell * page->columns;
	page->width = fmax(2 * MARGIN + LABEL_WIDTH + cells + GAP + RESULT_WIDTH, WIDTH_LEAST);
	page->height = HEAD + AXIS + page->run->nr_steps * ROW + LEGEND;
	longest = fmax(page->width, page->height);
	page->scale = longest > SIDE_MOST ? SIDE_MOST / longest : 1;
}

static double cells_left(void)
{
	return MARGIN + LABEL_WIDTH;
}

/* ---- Rows ---- */

/* Slanted lines, which mark CPUs that are offline. */
static void draw_offline(cairo_t *cr, double x, double y, double width, double height)
{
	double at;

	cairo_save(cr);
	cairo_rectangle(cr, x, y, width, height);
	cairo_clip(cr);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_set_line_width(cr, 1);
	for (at = x - height; at < x + width; at += 5) {
		cairo_move_to(cr, at, y + height);
		cairo_line_to(cr, at + height, y);
	}
	cairo_stroke(cr);
	cairo_restore(cr);
}

/* Draws columns [first, end), which look the same, as one. */
static void draw_run(cairo_t *cr, const struct page *page, enum sim_fill fill, unsigned int first,
		     unsigned int end, double y)
{
	double x = cells_left() + first * page->cell, width = (end - first) * page->cell;

	ink_use(cr, colour_of(fill));
	cairo_rectangle(cr, x, y + 1, width, ROW - 2);
	cairo_fill(cr);
	if (fill == SIM_FILL_OFFLINE)
		draw_offline(cr, x, y + 1, width, ROW - 2);
}

static void draw_cells(cairo_t *cr, const struct page *page, const struct sim_step *step, double y)
{
	enum sim_fill fill = SIM_FILL_OFFLINE, next;
	unsigned int column, start = 0;

	for (column = 0; column <= page->columns; column++) {
		unsigned int first = column * page->per_column, end = first + page->per_column;

		next = column < page->columns
			       ? sim_fill_of(page->run, step, first,
					     end < page->cpus ? end : page->cpus,
					     page->ceiling)
			       : SIM_NR_FILLS;
		if (column && next != fill) {
			draw_run(cr, page, fill, start, column, y);
			start = column;
		}
		fill = next;
	}
	ink_use(cr, ink_grey);
	cairo_set_line_width(cr, 0.6);
	cairo_rectangle(cr, cells_left(), y + 1, page->columns * page->cell, ROW - 2);
	cairo_stroke(cr);
}

/* Thin lines between columns that are wide enough. */
static void draw_grid(cairo_t *cr, const struct page *page, double y)
{
	unsigned int column;

	if (page->cell < 6)
		return;
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_set_line_width(cr, 1);
	for (column = 1; column < page->columns; column++) {
		cairo_move_to(cr, cells_left() + column * page->cell, y + 1.5);
		cairo_line_to(cr, cells_left() + column * page->cell, y + ROW - 1.5);
	}
	cairo_stroke(cr);
}

/* Draws as much of a text as fits, with dots for the rest. */
static void put_text(cairo_t *cr, const struct ink_style *style, double x, double y,
		     const char *text, double width)
{
	int length = (int)strlen(text);
	char *part = program_text("%s", text);

	while (length > 1 && ink_text_width(cr, style, part) > width) {
		free(part);
		part = program_text("%.*s...", --length, text);
	}
	ink_text(cr, style, x, y, part);
	free(part);
}

/* Why the event failed, in few words. */
static char *short_reason(const struct page *page, const struct sim_step *step)
{
	const struct irqm_table_offline_answer *a = &step->answer;

	if (step->has_answer && a->reason == IRQM_TABLE_OFFLINE_NO_VECTORS)
		return program_text("CPU %u stays: %u regular, %u available elsewhere", step->cpu,
				    a->regular, a->available);
	return sim_step_reason(&page->run->scenario->setup, step);
}

/* What came of the event, in a line. */
static char *result_of(const struct page *page, const struct sim_step *step)
{
	const struct irqm_table_report *r = &step->report;
	const unsigned int numbers[] = { r->moved, r->broken, r->shut_down, r->started, r->stayed,
					 r->failed };
	const char *const words[] = { r->moved == 1 ? "move" : "moves", "broke affinity",
				      "shut down", "started", "stayed", "failed" };
	char *text = short_reason(page, step), *longer;
	unsigned int i;

	if (text)
		return text;
	text = program_text("%s", "");
	for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (!numbers[i])
			continue;
		longer = program_text("%s%s%u %s", text, *text ? ", " : "", numbers[i], words[i]);
		free(text);
		text = longer;
	}
	return text;
}

static void draw_row(cairo_t *cr, const struct page *page, unsigned int number, double y)
{
	const struct sim_step *step = &page->run->steps[number];
	struct ink_style style = { TEXT_SIZE, INK_PLAIN, INK_LEFT, ink_black };
	double right = cells_left() + page->columns * page->cell + GAP;
	char *label = program_text("%u  %s", number, step->event ? step->event->text : "start");
	char *result = step->event ? result_of(page, step) : program_text("%s", "");

	put_text(cr, &style, MARGIN, y + ROW / 2 + 5, label, LABEL_WIDTH - GAP);
	draw_cells(cr, page, step, y);
	draw_grid(cr, page, y);
	if (step->error) {
		style.weight = INK_BOLD;
		style.colour = full;
	}
	put_text(cr, &style, right, y + ROW / 2 + 5, result, RESULT_WIDTH);
	free(label);
	free(result);
}

/* ---- Around them ---- */

/* CPU numbers above the columns, at a distance that leaves space for the text. */
static void draw_axis(cairo_t *cr, const struct page *page)
{
	struct ink_style style = { 11, INK_PLAIN, INK_LEFT, ink_grey };
	const struct tool_machine *machine = page->run->scenario->setup.machine;
	unsigned int step = 1, column;
	double y = HEAD + AXIS - 8;

	while (step * page->cell < 40)
		step *= 2;
	ink_use(cr, ink_grey);
	cairo_set_line_width(cr, 1);
	for (column = 0; column < page->columns; column += step) {
		double x = cells_left() + column * page->cell;
		char *text = program_text("%s%u", column ? "" : "CPU ",
					  sim_cpu_at(machine, column * page->per_column));

		ink_text(cr, &style, x, y - 6, text);
		cairo_move_to(cr, x + 0.5, y - 2);
		cairo_line_to(cr, x + 0.5, y + 6);
		cairo_stroke(cr);
		free(text);
	}
}

/* Draws a sample and its meaning; returns where the next one goes. */
static double explain(cairo_t *cr, enum sim_fill fill, double x, double y, const char *text)
{
	struct ink_style style = { 12, INK_PLAIN, INK_LEFT, ink_black };

	ink_use(cr, colour_of(fill));
	cairo_rectangle(cr, x, y, 22, 16);
	cairo_fill(cr);
	if (fill == SIM_FILL_OFFLINE)
		draw_offline(cr, x, y, 22, 16);
	ink_use(cr, ink_grey);
	cairo_set_line_width(cr, 0.6);
	cairo_rectangle(cr, x, y, 22, 16);
	cairo_stroke(cr);
	if (!*text)
		return x + 22;
	ink_text(cr, &style, x + 28, y + 13, text);
	return x + 28 + ink_text_width(cr, &style, text) + 20;
}

static void draw_legend(cairo_t *cr, const struct page *page)
{
	struct ink_style style = { 12, INK_PLAIN, INK_LEFT, ink_grey };
	double x = MARGIN, y = page->height - LEGEND + 20;
	unsigned int tenth;
	char *text;

	x = explain(cr, SIM_FILL_OFFLINE, x, y, "offline");
	x = explain(cr, SIM_FILL_EMPTY, x, y, "no vector taken");
	for (tenth = 0; tenth < 9; tenth++)
		x = explain(cr, SIM_FILL_TENTHS + tenth, x, y, "");
	text = program_text("up to a tenth ... nine tenths of %u and more", page->ceiling);
	x = explain(cr, SIM_FILL_TENTHS + 9, x, y, text);
	free(text);
	text = program_text("all %u taken", sim_step_capacity(&page->run->steps[0]));
	explain(cr, SIM_FILL_FULL, x, y, text);
	free(text);
	if (page->per_column == 1)
		text = program_text("a column is a CPU; vectors are taken when they are in use, or "
				    "reserved for a managed interrupt");
	else
		text = program_text("a column is %u CPUs and shows the fullest; vectors are "
				    "taken when they are in use or reserved",
				    page->per_column);
	ink_text(cr, &style, MARGIN, y + 38, text);
	free(text);
}

static void draw_page(cairo_t *cr, const void *drawing)
{
	const struct page *page = drawing;
	struct ink_style title = { TITLE_SIZE, INK_BOLD, INK_LEFT, ink_black };
	struct ink_style subtitle = { TEXT_SIZE, INK_PLAIN, INK_LEFT, ink_grey };
	const char *text = page->run->scenario->title;
	unsigned int i;

	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_scale(cr, page->scale, page->scale);
	title = ink_fit(cr, title, text, page->width - 2 * MARGIN);
	subtitle = ink_fit(cr, subtitle, page->subtitle, page->width - 2 * MARGIN);
	ink_text(cr, &title, MARGIN, 40, text);
	ink_text(cr, &subtitle, MARGIN, 62, page->subtitle);
	draw_axis(cr, page);
	for (i = 0; i < page->run->nr_steps; i++)
		draw_row(cr, page, i, HEAD + AXIS + i * ROW);
	draw_legend(cr, page);
}

/* ---- The text of the document ---- */

static char *describe(const struct page *page)
{
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);
	unsigned int i;

	if (!stream)
		program_die(EXIT_FAILURE, "no memory for a text");
	fprintf(stream, "%s\n", page->subtitle);
	for (i = 0; i < page->run->nr_steps; i++) {
		const struct sim_step *step = &page->run->steps[i];
		char *result = step->event ? result_of(page, step) : program_text("%s", "");

		fprintf(stream, "%u %s: %u CPUs online, %u vectors in use, %u available%s%s\n", i,
			step->event ? step->event->text : "start", step->all.online_cpus,
			step->all.total_allocated, step->all.global_available,
			*result ? "; " : "", result);
		free(result);
	}
	if (fclose(stream))
		program_die(EXIT_FAILURE, "no memory for a text");
	return text;
}

void sim_draw(const struct sim_run *run, const char *path)
{
	struct page page = { .run = run, .ceiling = sim_ceiling(run) };
	struct picture picture = { .draw = draw_page, .drawing = &page };
	const struct sim_setup *setup = &run->scenario->setup;
	char *machine = tool_machine_summary(setup->machine), *text;

	page.subtitle = program_text("%s; vectors taken, of %u on each CPU, after each event",
				     machine, sim_step_capacity(&run->steps[0]));
	lay_out(&page);
	text = describe(&page);
	picture.width = (int)ceil(page.width * page.scale);
	picture.height = (int)ceil(page.height * page.scale);
	picture.title = run->scenario->title;
	picture.text = text;
	picture_write(path, &picture);
	free(page.subtitle);
	free(machine);
	free(text);
}
