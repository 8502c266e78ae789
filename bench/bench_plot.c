/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_plot.c - draws times over the number of CPUs: a panel per operation, a line per
 * implementation.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "bench_axis.h"
#include "bench_chart.h"
#include "bench_plot.h"
#include "bench_util.h"
#include "shared/picture.h"

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

/* The number of the library among the implementations, and of the one it is compared with. */
#define OURS 0U
#define RIVAL 1U

#define RATIO_LEGEND "N\u00d7: time of Linux / of irqmatrix on the largest machine"

const unsigned int bench_plot_sizes[] = { 2, 8, 64, 256, 1024, 4096, 8192 };
const unsigned int bench_plot_nr_sizes = sizeof(bench_plot_sizes) / sizeof(bench_plot_sizes[0]);

/* A time that was measured. */
struct record {
	const struct bench_operation *operation;
	unsigned int which;
	unsigned int cpus;
	double ns;
	double ratio;
};

struct bench_plot {
	const char *path;
	struct record *records;
	unsigned int nr;
	char *names[BENCH_IMPLS_MAX];
};

_Static_assert(BENCH_IMPLS_MAX <= CHART_LINES, "each implementation has a line");

struct bench_plot *bench_plot_start(const char *path)
{
	struct bench_plot *plot = program_alloc(1, sizeof(*plot));

	picture_check(path);
	plot->path = path;
	return plot;
}

/* Linux is built differently for different sizes. Its name in the legend lists all builds. */
static void add_name(char **name, const char *title)
{
	char *longer;

	if (*name && strstr(*name, title))
		return;
	longer = *name ? program_text("%s / %s", *name, title) : program_text("%s", title);
	free(*name);
	*name = longer;
}

void bench_plot_add(struct bench_plot *plot, const struct bench_operation *operation,
		    const struct bench_machine *machine, const struct bench_impl *impl,
		    unsigned int which, const struct bench_figure *figure)
{
	size_t size = (plot->nr + 1) * sizeof(*plot->records);

	/* A time of 0 has no place on a logarithmic axis. */
	if (!(figure->median > 0))
		return;
	plot->records = realloc(plot->records, size);
	if (!plot->records)
		program_die(EXIT_FAILURE, "no memory for %u times", plot->nr + 1);
	plot->records[plot->nr++] = (struct record){
		.operation = operation,
		.which = which,
		.cpus = machine->nr_online,
		.ns = figure->median,
		.ratio = figure->ratio,
	};
	add_name(&plot->names[which], impl->title);
}

static int compare_points(const void *a, const void *b)
{
	const struct chart_point *p = a, *q = b;

	return (p->x > q->x) - (p->x < q->x);
}

static struct chart_line line_of(const struct bench_plot *plot,
				 const struct bench_operation *operation, unsigned int which)
{
	struct chart_line line = {
		.points = program_alloc(plot->nr, sizeof(struct chart_point)),
	};
	unsigned int i;

	for (i = 0; i < plot->nr; i++) {
		const struct record *record = &plot->records[i];

		if (record->operation == operation && record->which == which)
			line.points[line.nr++] = (struct chart_point){ record->cpus, record->ns };
	}
	qsort(line.points, line.nr, sizeof(*line.points), compare_points);
	return line;
}

/* Linux's time divided by the library's on the largest machine; 0: not measured. */
static double ratio_of(const struct bench_plot *plot, const struct bench_operation *operation)
{
	unsigned int i, cpus = 0;
	double ratio = 0;

	for (i = 0; i < plot->nr; i++) {
		const struct record *record = &plot->records[i];

		if (record->operation == operation && record->which == RIVAL &&
		    record->ratio > 0 && record->cpus >= cpus) {
			cpus = record->cpus;
			ratio = record->ratio;
		}
	}
	return ratio;
}

/* Rounds to three digits, because further digits are noise. */
static double three_digits(double number)
{
	double unit = pow(10, floor(log10(number)) - 2);

	return unit > 1 ? round(number / unit) * unit : number;
}

/* Adds the ratio as a note, in the colour of the faster implementation. */
static void add_ratio(struct chart_panel *panel, double ratio)
{
	char number[40];

	if (!(ratio > 0))
		return;
	if (ratio < 9.95)
		panel->note = program_text("%.*f\u00d7", ratio < 0.995 ? 2 : 1, ratio);
	else
		panel->note = program_text("%s\u00d7", axis_number(number, sizeof(number),
								   three_digits(ratio)));
	panel->note_line = ratio < 1 ? RIVAL : OURS;
}

static bool is_measured(const struct bench_plot *plot, const struct bench_operation *operation)
{
	unsigned int i;

	for (i = 0; i < plot->nr; i++) {
		if (plot->records[i].operation == operation)
			return true;
	}
	return false;
}

static void make_panels(const struct bench_plot *plot, struct chart *chart)
{
	const struct bench_operation *operation;
	unsigned int which, nr = 0;

	for (operation = bench_operations; operation->name; operation++)
		nr += is_measured(plot, operation);
	chart->panels = program_alloc(nr, sizeof(*chart->panels));
	for (operation = bench_operations; operation->name; operation++) {
		struct chart_panel *panel = &chart->panels[chart->nr_panels];

		if (!is_measured(plot, operation))
			continue;
		panel->title = operation->name;
		panel->detail = operation->help;
		add_ratio(panel, ratio_of(plot, operation));
		if (panel->note)
			chart->note_legend = RATIO_LEGEND;
		for (which = 0; which < BENCH_IMPLS_MAX; which++)
			panel->lines[which] = line_of(plot, operation, which);
		chart->nr_panels++;
	}
}

static char *title_of(const struct bench_plot *plot)
{
	const char *ours = plot->names[OURS] ? "libirqmatrix" : "";
	bool has_peer = false;
	unsigned int which;

	for (which = RIVAL; which < BENCH_IMPLS_MAX; which++)
		has_peer |= plot->names[which] != NULL;
	if (!has_peer)
		return program_text("%s: time per operation by number of CPUs", ours);
	return program_text("%s%sLinux %s: time per operation by number of CPUs", ours,
			    *ours ? " and " : "", bench_linux_version());
}

static char *subtitle_of(const struct bench_options *options)
{
	struct bench_machine **machines = options->machines;
	struct axis cpus = { 0, 0 };
	char low[40], high[40];
	unsigned int i;

	if (options->nr_machines == 1)
		return program_text("%s; median of %u repetition%s of %g s, one thread",
				    machines[0]->title, options->repetitions,
				    program_plural(options->repetitions), options->min_seconds);
	for (i = 0; i < options->nr_machines; i++)
		axis_include(&cpus, machines[i]->nr_online);
	axis_number(low, sizeof(low), cpus.low);
	axis_number(high, sizeof(high), cpus.high);
	return program_text("%u machines of %s to %s CPUs; median of %u repetition%s of %g s, one "
			    "thread",
			    options->nr_machines, low, high, options->repetitions,
			    program_plural(options->repetitions), options->min_seconds);
}

/* Linux's name of the processor, without superfluous blanks; the architecture if it has none. */
static char *processor(void)
{
	FILE *file = fopen("/proc/cpuinfo", "r");
	char line[256], name[256], *found = NULL;
	struct utsname host;

	while (file && !found && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "model name : %255[^\n]", name) == 1)
			found = program_text("%s", name);
	}
	if (file)
		fclose(file);
	if (!found)
		found = program_text("%s", uname(&host) ? "unknown processor" : host.machine);
	return found;
}

static char *footer_of(const struct bench_plot *plot)
{
	char *measured_on = processor(), *footer, *peer = NULL;

	if (plot->names[RIVAL])
		peer = program_text(" \u00b7 code of Linux %s, unchanged, in user space",
				    bench_linux_version());
	footer = program_text("computed by one %s \u00b7 %s, %s build \u00b7 irqmatrix-bench %s%s",
			      measured_on, COMPILER, BENCH_BUILD, BENCH_VERSION, peer ? peer : "");
	free(measured_on);
	free(peer);
	return footer;
}

/* The times as text, for readers who do not see the picture. */
static char *text_of(const struct bench_plot *plot)
{
	char *text = NULL;
	size_t length;
	FILE *stream = open_memstream(&text, &length);
	unsigned int i;

	if (!stream)
		program_die(EXIT_FAILURE, "no memory for a text");
	fprintf(stream, "Nanoseconds per operation:\n");
	for (i = 0; i < plot->nr; i++) {
		const struct record *record = &plot->records[i];

		fprintf(stream, "%s, %s, %u CPU%s: %.1f\n", record->operation->name,
			plot->names[record->which], record->cpus, program_plural(record->cpus),
			record->ns);
	}
	if (fclose(stream))
		program_die(EXIT_FAILURE, "no memory for a text");
	return text;
}

static void draw(cairo_t *cr, const void *chart)
{
	chart_draw(cr, chart);
}

static void write_plot(const struct bench_plot *plot, const struct bench_options *options)
{
	char *title = title_of(plot), *subtitle = subtitle_of(options);
	char *footer = footer_of(plot), *text = text_of(plot);
	struct chart chart = {
		.title = title,
		.subtitle = subtitle,
		.footer = footer,
		.x_label = "CPUs",
		.y_label = "ns per operation",
	};
	const struct picture picture = {
		.width = CHART_WIDTH,
		.height = CHART_HEIGHT,
		.title = title,
		.text = text,
		.draw = draw,
		.drawing = &chart,
	};
	unsigned int i;

	make_panels(plot, &chart);
	for (i = 0; i < BENCH_IMPLS_MAX; i++)
		chart.legend[i] = plot->names[i];
	picture_write(plot->path, &picture);
	for (i = 0; i < chart.nr_panels * CHART_LINES; i++)
		free(chart.panels[i / CHART_LINES].lines[i % CHART_LINES].points);
	for (i = 0; i < chart.nr_panels; i++)
		free(chart.panels[i].note);
	free(chart.panels);
	free(title);
	free(subtitle);
	free(footer);
	free(text);
}

void bench_plot_finish(struct bench_plot *plot, const struct bench_options *options)
{
	unsigned int i;

	if (!plot->nr)
		program_die(PROGRAM_USAGE, "--plot %s: no times were measured that could be drawn",
			    plot->path);
	write_plot(plot, options);
	for (i = 0; i < BENCH_IMPLS_MAX; i++)
		free(plot->names[i]);
	free(plot->records);
	free(plot);
}
