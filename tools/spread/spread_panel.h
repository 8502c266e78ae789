/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * spread_panel.h - one set of groups in a picture: its score, and the machine below.
 */
#ifndef SPREAD_PANEL_H
#define SPREAD_PANEL_H

#include <cairo.h>

#include "machine_boxes.h"
#include "spread_job.h"

/**
 * struct spread_panel - One set of one policy
 * @job: all of it
 * @run: the policy
 * @set: which set
 * @members: its groups
 * @boxes: the machine, laid out; the panels share it
 * @zoom: how much larger than that it is drawn
 */
struct spread_panel {
	const struct spread_job *job;
	const struct spread_run *run;
	unsigned int set;
	struct spread_members members;
	const struct boxes *boxes;
	double zoom;
};

/* How high what is above the machine is when the panel is so wide. */
double panel_head_height(const struct spread_panel *panel, double width);

void panel_draw_spread(cairo_t *cr, const struct spread_panel *panel, double x, double y,
		       double width);

#endif
