/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ink.h - colours, text and markers of a picture.
 */
#ifndef INK_H
#define INK_H

#include <cairo.h>

struct ink_colour {
	double red;
	double green;
	double blue;
};

extern const struct ink_colour ink_black;
extern const struct ink_colour ink_grey;
extern const struct ink_colour ink_pale;
extern const struct ink_colour ink_faint;

enum ink_align {
	INK_LEFT,
	INK_CENTRE,
	INK_RIGHT,
};

enum ink_weight {
	INK_PLAIN,
	INK_BOLD,
};

/* How a text looks. Its place is that of its left end, its centre or its right end, by align. */
struct ink_style {
	double size;
	enum ink_weight weight;
	enum ink_align align;
	struct ink_colour colour;
};

/* The colour of a line, from the palette of Okabe and Ito for colour-blind readers. */
struct ink_colour ink_of_line(unsigned int line);

void ink_use(cairo_t *cr, struct ink_colour colour);

double ink_text_width(cairo_t *cr, const struct ink_style *style, const char *text);

/* The style, made smaller if the text is wider than this. */
struct ink_style ink_fit(cairo_t *cr, struct ink_style style, const char *text, double width);

/* y is the base line of the text. */
void ink_text(cairo_t *cr, const struct ink_style *style, double x, double y, const char *text);

/* The marker of a line, in its colour; a white edge separates it from markers below it. */
void ink_marker(cairo_t *cr, unsigned int line, double x, double y, double radius);

#endif
