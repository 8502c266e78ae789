/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_panel.c - one set of groups in a picture.
 */
#include <math.h>
#include <stdlib.h>

#include "shared/ink.h"
#include "shared/program.h"
#include "score_words.h"
#include "spread_cell.h"
#include "spread_panel.h"

#define NAME_SIZE 18.0
#define SCORE_SIZE 13.0
#define SCORE_LINE 18.0
#define SCORE_LABEL 174.0
#define SCORE_WIDTH 480.0
#define HEAD_GAP 12.0

/* ---- The score ---- */

static unsigned int count_rows(const struct spread_score_row *rows)
{
	unsigned int nr = 0;

	while (nr < SPREAD_SCORE_ROWS && rows[nr].label)
		nr++;
	return nr;
}

static unsigned int score_columns(double width)
{
	return width < 2 * SCORE_WIDTH ? 1 : (unsigned int)(width / SCORE_WIDTH);
}

double panel_head_height(const struct spread_panel *panel, double width)
{
	struct spread_score_row rows[SPREAD_SCORE_ROWS];
	unsigned int columns = score_columns(width), nr;

	spread_score_rows(panel->job, panel->run, panel->set, rows);
	nr = count_rows(rows);
	spread_score_rows_free(rows);
	return NAME_SIZE + (nr + columns - 1) / columns * SCORE_LINE + HEAD_GAP;
}

static void draw_name(cairo_t *cr, const struct spread_panel *panel, double x, double y,
		      double width)
{
	struct ink_style style = { NAME_SIZE, INK_BOLD, INK_LEFT, ink_black };
	char *set = spread_set_title(panel->job, panel->set);
	char *name = program_text("%s%s%s", spread_policy_name(panel->run->policy),
				  set ? ", " : "", set ? set : "");

	style = ink_fit(cr, style, name, width);
	ink_text(cr, &style, x, y + NAME_SIZE - 4, name);
	free(set);
	free(name);
}

static void draw_score(cairo_t *cr, const struct spread_panel *panel, double x, double y,
		       double width)
{
	struct ink_style label = { SCORE_SIZE, INK_PLAIN, INK_LEFT, ink_grey }, text = label;
	struct spread_score_row rows[SPREAD_SCORE_ROWS];
	unsigned int columns = score_columns(width), nr, i, high;

	text.colour = ink_black;
	spread_score_rows(panel->job, panel->run, panel->set, rows);
	nr = count_rows(rows);
	high = (nr + columns - 1) / columns;
	for (i = 0; i < nr; i++) {
		double left = x + i / high * (width / columns);
		double base = y + (i % high + 1) * SCORE_LINE - 5;
		struct ink_style fitted = ink_fit(cr, text, rows[i].text,
						  width / columns - SCORE_LABEL - 8);

		ink_text(cr, &label, left, base, rows[i].label);
		ink_text(cr, &fitted, left + SCORE_LABEL, base, rows[i].text);
	}
	spread_score_rows_free(rows);
}

/* ---- The machine ---- */

/* A box and the boxes in it have different shades. */
static void draw_frame(cairo_t *cr, const struct box *box, unsigned int depth)
{
	double grey = depth % 2 ? 0.94 : 1;

	cairo_rectangle(cr, box->x, box->y, box->width, box->height);
	cairo_set_source_rgb(cr, grey, grey, grey);
	cairo_fill_preserve(cr);
	ink_use(cr, box->levels == 1U << IRQM_TOPOLOGY_CORE ? ink_pale : ink_grey);
	cairo_set_line_width(cr, 1);
	cairo_stroke(cr);
}

/* ": v8-15", the vectors in a box, when the cells are too small for text; else "". */
static char *vectors_in(const struct spread_panel *panel, const struct box *box)
{
	const struct boxes *boxes = panel->boxes;
	unsigned int first = spread_first_vector(panel->job, panel->set);
	unsigned int i, group, low = IRQM_NONE, high = 0;

	for (i = (unsigned int)(box - boxes->box); i < box->end; i++) {
		group = box_is_cell(boxes, &boxes->box[i])
				? spread_group(panel->job, panel->run, panel->set,
					       boxes->box[i].cpu)
				: IRQM_NONE;
		if (group == IRQM_NONE)
			continue;
		low = group < low ? group : low;
		high = group > high ? group : high;
	}
	if (low == IRQM_NONE || boxes->cell_width >= CELL_TEXT_WIDTH)
		return program_text("%s", "");
	return low == high ? program_text(": v%u", first + low)
			   : program_text(": v%u-%u", first + low, first + high);
}

static bool is_at_device(const struct spread_panel *panel, const struct box *box)
{
	const struct irqm_topology *t = panel->job->machine->t;

	return panel->job->request.device_node != IRQM_NONE &&
	       box->levels & (1U << IRQM_TOPOLOGY_NODE) &&
	       irqm_topology_node(t, box->cpu) == panel->job->request.device_node;
}

/* The long form if it fits, else the short one. */
static char *line_text(cairo_t *cr, const struct spread_panel *panel, const struct box *box,
		       unsigned int line, const struct ink_style *style, double width)
{
	char *vectors = line + 1 == box->lines ? vectors_in(panel, box) : program_text("%s", "");
	char *text = NULL, *label;
	unsigned int form;

	for (form = LABEL_LONG; form < NR_LABEL_FORMS; form++) {
		free(text);
		label = box_label(panel->job->machine, box, line, form);
		text = program_text("%s%s", label, vectors);
		free(label);
		if (ink_text_width(cr, style, text) <= width)
			break;
	}
	free(vectors);
	return text;
}

static void draw_label(cairo_t *cr, const struct spread_panel *panel, const struct box *box)
{
	struct ink_style style = { BOX_FONT, INK_PLAIN, INK_LEFT, ink_black };
	double mark = is_at_device(panel, box) ? 14 : 0;
	unsigned int line;

	for (line = 0; line < box->lines; line++) {
		double width = box->width - 12 - mark;
		char *text = line_text(cr, panel, box, line, &style, width);
		struct ink_style fitted = ink_fit(cr, style, text, width);

		ink_text(cr, &fitted, box->x + 6, box->y + (line + 1) * BOX_LINE, text);
		free(text);
	}
	if (mark > 0 && box->lines)
		cell_draw_mark(cr, box->x + box->width - 12, box->y + 11, 6);
}

static void draw_cell(cairo_t *cr, const struct spread_panel *panel, const struct box *box)
{
	const struct spread_job *job = panel->job;
	unsigned int group = spread_group(job, panel->run, panel->set, box->cpu);
	const struct spread_cell cell = {
		.x = box->x,
		.y = box->y,
		.width = box->width,
		.height = box->height,
		.cpu = box->cpu,
		.group = group,
		.vector = spread_first_vector(job, panel->set) + group,
		.standing = spread_standing_of(job, box->cpu),
		.is_near = group != IRQM_NONE && panel->members.near[group],
		.is_online = tool_machine_online(job->machine, box->cpu),
	};

	cell_draw(cr, &cell);
}

/* A box is drawn before the boxes in it, as it comes before them. */
static void draw_machine(cairo_t *cr, const struct spread_panel *panel)
{
	const struct boxes *boxes = panel->boxes;
	unsigned int *depth = program_alloc(boxes->nr, sizeof(*depth)), i;

	for (i = 0; i < boxes->nr; i++) {
		const struct box *box = &boxes->box[i];

		depth[i] = i ? depth[box->parent] + 1 : 0;
		if (box_is_cell(boxes, box)) {
			draw_cell(cr, panel, box);
		} else {
			draw_frame(cr, box, depth[i]);
			draw_label(cr, panel, box);
		}
	}
	free(depth);
}

void panel_draw_spread(cairo_t *cr, const struct spread_panel *panel, double x, double y,
		       double width)
{
	draw_name(cr, panel, x, y, width);
	draw_score(cr, panel, x, y + NAME_SIZE, width);
	cairo_save(cr);
	cairo_translate(cr, x, y + panel_head_height(panel, width));
	cairo_scale(cr, panel->zoom, panel->zoom);
	draw_machine(cr, panel);
	cairo_restore(cr);
}
