/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_panel.h - one set of groups in a picture: its score, and below it the machine.
 */
#ifndef SPREAD_PANEL_H
#define SPREAD_PANEL_H

#include <cairo.h>

#include "machine_boxes.h"
#include "spread_job.h"

/**
 * struct spread_panel - One set of one policy
 * @job: the request
 * @run: the policy
 * @set: the set
 * @members: the groups of the set
 * @boxes: the machine, laid out; all panels share it
 * @zoom: factor by which the boxes are drawn larger
 */
struct spread_panel {
	const struct spread_job *job;
	const struct spread_run *run;
	unsigned int set;
	struct spread_members members;
	const struct boxes *boxes;
	double zoom;
};

/* The height of name and score, which are above the machine, in a panel of this width. */
double panel_head_height(const struct spread_panel *panel, double width);

void panel_draw_spread(cairo_t *cr, const struct spread_panel *panel, double x, double y,
		       double width);

#endif
