/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_text.c - comparing what debugfs shows.
 *
 * Our text is written anew with the drift added to its figures; all else is left as it is. Then the
 * two texts must be equal, byte by byte.
 */
#include <stdlib.h>
#include <string.h>

#include "oracle_pair.h"
#include "support/must.h"

/* Our text as it grows. */
struct writer {
	char *text;
	size_t nr;
	size_t room;
};

static int append(void *ctx, const char *text, size_t bytes)
{
	struct writer *w = ctx;

	if (w->nr + bytes + 1 > w->room) {
		w->room = 2 * (w->nr + bytes + 1);
		w->text = must(realloc(w->text, w->room));
	}
	memcpy(w->text + w->nr, text, bytes);
	w->nr += bytes;
	w->text[w->nr] = '\0';
	return 0;
}

/* Adds a drift to the figure that ends at @end, which is %6u or %4u and may grow. */
static void add_figure(struct writer *to, const char *begin, const char *end, unsigned int by)
{
	char figure[16];
	int width = (int)(end - begin);

	width = snprintf(figure, sizeof(figure), "%*u", width,
			 (unsigned int)strtoul(begin, NULL, 10) + by);
	append(to, figure, (size_t)width);
}

/* Length of a figure with the blanks in front of it. */
static size_t figure_length(const char *text)
{
	size_t blanks = strspn(text, " ");

	return blanks + strspn(text + blanks, "0123456789");
}

/* "Global available:     16": the figure is as wide as "%6u" makes it. */
static void write_sum(struct writer *to, const char *line, const char *end, unsigned int by)
{
	const char *figure = strchr(line, ':') + 2;

	append(to, line, (size_t)(figure - line));
	add_figure(to, figure, end, by);
}

/* "  0     7     0     0    2  10,12": CPU, available, managed, managed and allocated, ... */
static void write_cpu(struct writer *to, struct oracle_pair *pair, const char *line,
		      const char *end)
{
	const char *available = line + figure_length(line) + 2, *managed, *used, *rest;
	const struct oracle_cpu *drift = &pair->cpus[strtoul(line, NULL, 10)];

	managed = available + figure_length(available);
	used = managed + figure_length(managed) + 2;
	rest = used + figure_length(used);
	append(to, line, (size_t)(available - line));
	add_figure(to, available, managed, drift->available);
	append(to, managed, (size_t)(used - managed));
	add_figure(to, used, rest, drift->managed_allocated);
	append(to, rest, (size_t)(end - rest));
}

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

static void write_line(struct writer *to, struct oracle_pair *pair, const char *line,
		       const char *end)
{
	if (begins(line, "Global available:"))
		write_sum(to, line, end, pair->global_available);
	else if (begins(line, "Total allocated:"))
		write_sum(to, line, end, pair->total_allocated);
	else if (line[0] == ' ' && !memchr(line, '|', (size_t)(end - line)))
		write_cpu(to, pair, line, end);
	else
		append(to, line, (size_t)(end - line));
}

static void add_drift(struct writer *to, struct oracle_pair *pair, const char *text)
{
	const char *end;

	for (; (end = strchr(text, '\n')) != NULL; text = end + 1) {
		write_line(to, pair, text, end);
		append(to, end, 1);
	}
}

bool oracle_same_text(struct oracle_pair *pair)
{
	unsigned int indent = (unsigned int)(pair->tally->texts++ % 3) * 8;
	struct writer ours = { NULL, 0, 0 }, expected = { NULL, 0, 0 };
	bool same;

	append(&ours, "", 0);
	append(&expected, "", 0);
	linux_text_clear(&pair->text);
	pair->build->debug_show(pair->theirs, &pair->text, (int)indent);
	irqm_matrix_dump(pair->ours, indent, append, &ours);
	add_drift(&expected, pair, ours.text);
	same = strcmp(expected.text, pair->text.text) == 0;
	if (same && pair->glue && !oracle_glue_same_text(pair, indent, ours.text))
		same = false;
	free(ours.text);
	free(expected.text);
	return same || oracle_differ(pair, "the text of debugfs differs");
}
