/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_picture.c - a picture of the machine with its groups in colour: the page.
 *
 * The page is as large as the machine needs. With thousands of CPUs the cells are smaller and have
 * no text.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "shared/cpu_list.h"
#include "shared/ink.h"
#include "shared/picture.h"
#include "shared/program.h"
#include "spread_cell.h"
#include "spread_panel.h"
#include "spread_picture.h"

#define MARGIN 28.0
#define TITLE_SIZE 24.0
#define SUBTITLE_SIZE 14.0
#define HEAD_HEIGHT 84.0
#define LEGEND_HEIGHT 56.0
#define LEGEND_SIZE 13.0
#define PANEL_GAP 36.0
#define PANEL_LEAST 480.0
#define PAGE_SHAPE 1.6

/* A small machine is drawn larger, up to this factor. */
#define ZOOM_MOST 1.8

/* A page with a longer side is scaled down: a larger PNG would be of no use. */
#define SIDE_MOST 12000.0

struct page {
	const struct spread_job *job;
	struct boxes boxes;
	struct spread_panel *panels;
	unsigned int nr_panels;
	unsigned int columns;
	double panel_width;
	double panel_height;
	double width;
	double height;
	double scale;
	char *title;
	char *subtitle;
};

/* ---- Layout ---- */

static void choose_cells(struct boxes *boxes, unsigned int nr_cpus)
{
	boxes->cell_width = nr_cpus <= 2048 ? 42 : nr_cpus <= 16384 ? 12
								    : 6;
	boxes->cell_height = nr_cpus <= 2048 ? 38 : boxes->cell_width;
}

/* Two policies are side by side. Sets are, too, up to three; more are in a square. */
static void choose_columns(struct page *page)
{
	unsigned int nr = page->nr_panels;

	if (page->job->nr_runs > 1)
		page->columns = page->job->nr_runs;
	else
		page->columns = nr < 4 ? nr : (unsigned int)ceil(sqrt(nr));
}

static void lay_out(struct page *page)
{
	const struct tool_machine *machine = page->job->machine;
	unsigned int rows, i;
	double longest, zoom;

	choose_columns(page);
	rows = (page->nr_panels + page->columns - 1) / page->columns;
	choose_cells(&page->boxes, machine->nr_possible);
	boxes_lay_out(&page->boxes, PAGE_SHAPE * rows / page->columns);
	page->panel_width = fmax(page->boxes.box[0].width, PANEL_LEAST);
	zoom = fmin(page->panel_width / page->boxes.box[0].width, ZOOM_MOST);
	for (i = 0; i < page->nr_panels; i++)
		page->panels[i].zoom = zoom;
	page->panel_height = page->boxes.box[0].height * zoom +
			     panel_head_height(&page->panels[0], page->panel_width);
	page->width = 2 * MARGIN + page->columns * (page->panel_width + PANEL_GAP) - PANEL_GAP;
	page->width = fmax(page->width, 860);
	page->height = HEAD_HEIGHT + rows * (page->panel_height + PANEL_GAP) + LEGEND_HEIGHT;
	longest = fmax(page->width, page->height);
	page->scale = longest > SIDE_MOST ? SIDE_MOST / longest : 1;
}

/* ---- The legend ---- */

/* Draws a sample cell and its meaning; returns where the next one goes. */
static double explain(cairo_t *cr, struct spread_cell cell, double x, double y, const char *text)
{
	struct ink_style style = { LEGEND_SIZE, INK_PLAIN, INK_LEFT, ink_black };

	cell.x = x;
	cell.y = y;
	cell.width = 42;
	cell.height = 38;
	cell_draw(cr, &cell);
	ink_text(cr, &style, x + 50, y + 22, text);
	return x + 50 + ink_text_width(cr, &style, text) + 24;
}

static bool has_offline(const struct tool_machine *machine)
{
	unsigned int nr = machine->nr_cpus;

	return irqm_cpumask_weight(irqm_hwloc_online(machine->hwloc), nr) < machine->nr_possible;
}

/* Any possible CPU that is not eligible; IRQM_NONE when there is none. */
static unsigned int find_outside(const struct spread_job *job)
{
	unsigned int cpu = tool_machine_next(job->machine, 0);

	while (cpu != IRQM_NONE && irqm_cpumask_test(job->eligible, cpu))
		cpu = tool_machine_next(job->machine, cpu + 1);
	return cpu;
}

/* How groups of the same colour differ, for the legend. */
static const char *repeats(const struct page *page)
{
	unsigned int set, most = 0;

	for (set = 0; set < page->job->request.nr_sets; set++)
		most = page->job->sets[set] > most ? page->job->sets[set] : most;
	if (most <= CELL_COLOURS)
		return "";
	return page->boxes.cell_width < CELL_TEXT_WIDTH
		       ? "; colours repeat, the labels of boxes tell the vectors"
		       : "; colours repeat with a pattern at the foot";
}

static void draw_legend(cairo_t *cr, const struct page *page)
{
	const struct spread_job *job = page->job;
	struct spread_cell cell = { .is_online = true };
	double x = MARGIN, y = page->height - LEGEND_HEIGHT;
	char *text;

	cell.cpu = irqm_cpumask_next(job->eligible, job->machine->nr_cpus, 0);
	cell.group = spread_group(job, &job->runs[0], 0, cell.cpu);
	cell.vector = job->request.pre_vectors + cell.group;
	text = program_text("CPU %u, in the group of vector %u%s", cell.cpu, cell.vector,
			    repeats(page));
	x = explain(cr, cell, x, y, text);
	free(text);
	if (job->request.device_node != IRQM_NONE) {
		cell.is_near = true;
		x = explain(cr, cell, x, y, "vector near the device");
		cell.is_near = false;
	}
	if (has_offline(job->machine)) {
		cell.is_online = false;
		x = explain(cr, cell, x, y, "offline");
		cell.is_online = true;
	}
	cell.cpu = find_outside(job);
	if (cell.cpu == IRQM_NONE)
		return;
	cell.standing = spread_standing_of(job, cell.cpu);
	cell.group = spread_group(job, &job->runs[0], 0, cell.cpu);
	cell.vector = job->request.pre_vectors + cell.group;
	explain(cr, cell, x, y,
		cell.standing == SPREAD_ATTACHED ? "not eligible, attached"
						 : "not eligible, left out");
}

/* ---- The page ---- */

static void draw_head(cairo_t *cr, const struct page *page)
{
	struct ink_style title = { TITLE_SIZE, INK_BOLD, INK_LEFT, ink_black };
	struct ink_style subtitle = { SUBTITLE_SIZE, INK_PLAIN, INK_LEFT, ink_grey };
	double width = page->width - 2 * MARGIN;

	title = ink_fit(cr, title, page->title, width);
	subtitle = ink_fit(cr, subtitle, page->subtitle, width);
	ink_text(cr, &title, MARGIN, 40, page->title);
	ink_text(cr, &subtitle, MARGIN, 62, page->subtitle);
}

static void draw_page(cairo_t *cr, const void *drawing)
{
	const struct page *page = drawing;
	unsigned int i;

	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_scale(cr, page->scale, page->scale);
	draw_head(cr, page);
	for (i = 0; i < page->nr_panels; i++)
		panel_draw_spread(cr, &page->panels[i],
				  MARGIN + i % page->columns * (page->panel_width + PANEL_GAP),
				  HEAD_HEIGHT + i / page->columns *
							(page->panel_height + PANEL_GAP),
				  page->panel_width);
	draw_legend(cr, page);
}

/* ---- The text of the document ---- */

static void describe_panel(FILE *stream, const struct spread_panel *panel)
{
	const struct spread_members *members = &panel->members;
	unsigned int first = spread_first_vector(panel->job, panel->set), group;

	for (group = 0; group < panel->run->usable[panel->set]; group++) {
		unsigned int start = members->start[group];
		char *list = cpu_list(members->cpus + start, members->start[group + 1] - start);

		fprintf(stream, "%s, vector %u: CPUs %s\n",
			spread_policy_name(panel->run->policy), first + group, list);
		free(list);
	}
}

static char *describe(const struct page *page)
{
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);
	unsigned int i;

	if (!stream)
		program_die(EXIT_FAILURE, "no memory for a text");
	fprintf(stream, "%s\n", page->subtitle);
	for (i = 0; i < page->nr_panels; i++)
		describe_panel(stream, &page->panels[i]);
	if (fclose(stream))
		program_die(EXIT_FAILURE, "no memory for a text");
	return text;
}

/* ---- All ---- */

/* One panel per set and policy; the policies of a set are neighbours. */
static void make_panels(struct page *page)
{
	const struct spread_job *job = page->job;
	unsigned int i;

	page->nr_panels = job->request.nr_sets * job->nr_runs;
	page->panels = program_alloc(page->nr_panels, sizeof(*page->panels));
	for (i = 0; i < page->nr_panels; i++) {
		struct spread_panel *panel = &page->panels[i];

		panel->job = job;
		panel->run = &job->runs[i % job->nr_runs];
		panel->set = i / job->nr_runs;
		panel->members = spread_members_of(job, panel->run, panel->set);
		panel->boxes = &page->boxes;
	}
}

static char *make_title(const struct spread_job *job)
{
	if (job->nr_runs > 1)
		return program_text("%s: %s and %s", job->machine->title,
				    spread_policy_name(job->runs[0].policy),
				    spread_policy_name(job->runs[1].policy));
	return program_text("%s: vectors by %s", job->machine->title,
			    spread_policy_name(job->runs[0].policy));
}

void spread_draw(const struct spread_job *job, const char *path)
{
	struct page page = { .job = job, .boxes = boxes_of(job->machine) };
	char *machine = tool_machine_summary(job->machine), *summary = spread_job_summary(job);
	struct picture picture = { .draw = draw_page, .drawing = &page };
	char *text;
	unsigned int i;

	page.title = make_title(job);
	page.subtitle = program_text("%s; %s", summary, machine);
	make_panels(&page);
	lay_out(&page);
	text = describe(&page);
	picture.width = (int)ceil(page.width * page.scale);
	picture.height = (int)ceil(page.height * page.scale);
	picture.title = page.title;
	picture.text = text;
	picture_write(path, &picture);
	for (i = 0; i < page.nr_panels; i++)
		spread_members_free(&page.panels[i].members);
	free(page.panels);
	free(page.boxes.box);
	free(page.title);
	free(page.subtitle);
	free(machine);
	free(summary);
	free(text);
}
