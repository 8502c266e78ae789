/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * machine_boxes.c - a machine as nested boxes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "machine_boxes.h"
#include "shared/program.h"

/* The gap between boxes, and the padding inside of them. */
#define GAP 6.0
#define PAD 6.0
/* The gap between the cells of a core. */
#define CELL_GAP 2.0
/* The mean width of a letter, in sizes of the font. */
#define LETTER 0.58

/* ---- Nesting ---- */

struct sort_key {
	unsigned int domain[IRQM_TOPOLOGY_NR_LEVELS];
	unsigned int cpu;
};

static int compare_keys(const void *a, const void *b)
{
	const struct sort_key *x = a, *y = b;
	unsigned int i;

	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		if (x->domain[i] != y->domain[i])
			return x->domain[i] < y->domain[i] ? -1 : 1;
	}
	return (x->cpu > y->cpu) - (x->cpu < y->cpu);
}

/* The CPUs, sorted so that those of a domain are neighbours. */
static struct sort_key *sort_cpus(const struct tool_machine *machine)
{
	struct sort_key *keys = program_alloc(machine->nr_possible, sizeof(*keys));
	unsigned int cpu, i, nr = 0;

	for (cpu = tool_machine_next(machine, 0); cpu != IRQM_NONE;
	     cpu = tool_machine_next(machine, cpu + 1)) {
		for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++)
			keys[nr].domain[i] =
				irqm_topology_domain(machine->t, machine->levels[i], cpu);
		keys[nr++].cpu = cpu;
	}
	qsort(keys, nr, sizeof(*keys), compare_keys);
	return keys;
}

/* How many keys, from the first one on, are in the domain of the first one. */
static unsigned int domain_size(const struct sort_key *keys, unsigned int nr, unsigned int level)
{
	unsigned int size = 1;

	while (size < nr && keys[size].domain[level] == keys[0].domain[level])
		size++;
	return size;
}

static unsigned int open_box(struct boxes *boxes, unsigned int parent, unsigned int cpu,
			     unsigned int nr_cpus)
{
	boxes->box[boxes->nr] = (struct box){ .parent = parent, .cpu = cpu, .nr_cpus = nr_cpus };
	return boxes->nr++;
}

/*
 * Opens the boxes of all domains, from a level on, that begin with this key; they are inside of a
 * box. A domain with the same CPUs as the box around it shares that box. Returns the innermost box.
 */
static unsigned int open_levels(struct boxes *boxes, const struct tool_machine *machine,
				const struct sort_key *keys, unsigned int nr, unsigned int inside,
				unsigned int from)
{
	unsigned int i;

	for (i = from; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		enum irqm_topology_level level = machine->levels[i];
		unsigned int size;

		if (tool_machine_number(machine, level, keys->cpu) == IRQM_NONE)
			continue;
		size = domain_size(keys, nr, i);
		if (level == IRQM_TOPOLOGY_CORE && size == 1)
			continue;
		if (size != boxes->box[inside].nr_cpus)
			inside = open_box(boxes, inside, keys->cpu, size);
		boxes->box[inside].levels |= 1U << level;
	}
	return inside;
}

/* The first level at which the key differs from the one before it. */
static unsigned int first_difference(const struct sort_key *keys)
{
	unsigned int i = 0;

	while (i < IRQM_TOPOLOGY_NR_LEVELS && keys[0].domain[i] == keys[-1].domain[i])
		i++;
	return i;
}

/* The innermost box around this one, or itself, that does not hold all of its CPUs yet. */
static unsigned int close_full(struct boxes *boxes, const unsigned int *held, unsigned int box)
{
	while (box && held[box] == boxes->box[box].nr_cpus)
		box = boxes->box[box].parent;
	return box;
}

static void find_highest(struct boxes *boxes, const struct tool_machine *machine)
{
	unsigned int i, level, number;

	for (i = 0; i < boxes->nr; i++) {
		for (level = 0; level < IRQM_TOPOLOGY_NR_LEVELS; level++) {
			number = tool_machine_number(machine, level, boxes->box[i].cpu);
			if (number != IRQM_NONE && number > boxes->highest[level])
				boxes->highest[level] = number;
		}
	}
}

static void set_ends(struct boxes *boxes)
{
	unsigned int i;

	for (i = boxes->nr; i-- > 0;) {
		struct box *box = &boxes->box[i], *parent = &boxes->box[box->parent];

		if (!box->end)
			box->end = i + 1;
		if (box->end > parent->end)
			parent->end = box->end;
	}
}

struct boxes boxes_of(const struct tool_machine *machine)
{
	unsigned int nr = machine->nr_possible, i, at, inside = 0;
	struct boxes boxes = {
		.box = program_alloc((size_t)nr * (IRQM_TOPOLOGY_NR_LEVELS + 1) + 1,
				     sizeof(struct box)),
	};
	unsigned int *held =
		program_alloc((size_t)nr * (IRQM_TOPOLOGY_NR_LEVELS + 1) + 1, sizeof(*held));
	struct sort_key *keys = sort_cpus(machine);

	open_box(&boxes, 0, keys[0].cpu, nr);
	for (i = 0; i < nr; i++) {
		unsigned int from = i ? first_difference(&keys[i]) : 0;

		inside = close_full(&boxes, held, inside);
		inside = open_levels(&boxes, machine, &keys[i], nr - i, inside, from);
		open_box(&boxes, inside, keys[i].cpu, 1);
		for (at = inside; at; at = boxes.box[at].parent)
			held[at]++;
	}
	free(keys);
	free(held);
	set_ends(&boxes);
	find_highest(&boxes, machine);
	return boxes;
}

bool box_is_cell(const struct boxes *boxes, const struct box *box)
{
	return box->end == (unsigned int)(box - boxes->box) + 1;
}

/* ---- Labels ---- */

static const char *const level_names[IRQM_TOPOLOGY_NR_LEVELS][NR_LABEL_FORMS] = {
	[IRQM_TOPOLOGY_PACKAGE] = { "Package", "Pkg" },
	[IRQM_TOPOLOGY_NODE] = { "Node", "Node" },
	[IRQM_TOPOLOGY_LLC] = { "Cache", "LLC" },
	[IRQM_TOPOLOGY_CLUSTER] = { "Cluster", "Clu" },
	[IRQM_TOPOLOGY_CORE] = { "Core", "Core" },
};

/* Cores have no label; their frame shows what they are. */
static bool is_told(const struct box *box, enum irqm_topology_level level)
{
	return level != IRQM_TOPOLOGY_CORE && (box->levels & (1U << level));
}

static char *level_label(const struct tool_machine *machine, const struct box *box,
			 enum irqm_topology_level level, enum label_form form)
{
	return program_text("%s %u", level_names[level][form],
			    tool_machine_number(machine, level, box->cpu));
}

/* The whole label in one line. */
static char *whole_label(const struct tool_machine *machine, const struct box *box,
			 enum label_form form)
{
	char *text = program_text("%s", ""), *more, *longer;
	unsigned int i;

	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		if (!is_told(box, machine->levels[i]))
			continue;
		more = level_label(machine, box, machine->levels[i], form);
		longer = program_text("%s%s%s", text, *text ? ", " : "", more);
		free(more);
		free(text);
		text = longer;
	}
	return text;
}

char *box_label(const struct tool_machine *machine, const struct box *box, unsigned int line,
		enum label_form form)
{
	unsigned int i, at = 0;

	for (i = 0; box->lines > 1 && i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		if (is_told(box, machine->levels[i]) && at++ == line)
			return level_label(machine, box, machine->levels[i], form);
	}
	return whole_label(machine, box, form);
}

/* The width of a level's label with the highest number in the machine. */
static double level_width(const struct boxes *boxes, enum irqm_topology_level level,
			  enum label_form form)
{
	unsigned int letters = (unsigned int)strlen(level_names[level][form]) + 2, number;

	for (number = boxes->highest[level]; number >= 10; number /= 10)
		letters++;
	return letters * LETTER * BOX_FONT;
}

/*
 * The number of lines: one if the label fits, else one per level. The number of the box does not
 * matter, so that boxes of the same kind look the same.
 */
static unsigned int label_lines(const struct boxes *boxes, const struct box *box, double width)
{
	unsigned int lines = 0, i;
	double needed = 0;

	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		if (!is_told(box, i))
			continue;
		needed += level_width(boxes, i, LABEL_LONG) + (lines ? 2 * LETTER * BOX_FONT : 0);
		lines++;
	}
	return lines && needed <= width ? 1 : lines;
}

/* The width that the short forms of the lines need. */
static double label_width(const struct boxes *boxes, const struct box *box)
{
	double width = 0;
	unsigned int i;

	for (i = 0; i < IRQM_TOPOLOGY_NR_LEVELS; i++) {
		if (is_told(box, i))
			width = fmax(width, level_width(boxes, i, LABEL_SHORT));
	}
	return width;
}

/* ---- Layout ---- */

struct size {
	double width;
	double height;
};

static double gap_in(const struct boxes *boxes, const struct box *box)
{
	return box->levels & (1U << IRQM_TOPOLOGY_CORE) && box_is_cell(boxes, box + 1) ? CELL_GAP
										       : GAP;
}

/* The size of the contents of a box, in this number of columns; sets their places if final. */
static struct size flow(struct boxes *boxes, struct box *box, unsigned int columns, bool is_final)
{
	double gap = gap_in(boxes, box), x = 0, y = 0, high = 0;
	struct size size = { 0, 0 };
	unsigned int i, column = 0, end = box->end;

	for (i = (unsigned int)(box - boxes->box) + 1; i < end; i = boxes->box[i].end) {
		struct box *child = &boxes->box[i];

		if (column == columns) {
			y += high + gap;
			x = high = column = 0;
		}
		if (is_final) {
			child->x = x;
			child->y = y;
		}
		size.width = fmax(size.width, x + child->width);
		high = fmax(high, child->height);
		size.height = fmax(size.height, y + high);
		x += child->width + gap;
		column++;
	}
	return size;
}

static unsigned int count_children(const struct boxes *boxes, const struct box *box)
{
	unsigned int i, nr = 0;

	for (i = (unsigned int)(box - boxes->box) + 1; i < box->end; i = boxes->box[i].end)
		nr++;
	return nr;
}

/* The lower the better: the distance from the wanted shape, plus the empty part of the last row. */
static double badness(struct size size, double shape, unsigned int nr, unsigned int columns)
{
	unsigned int rows = (nr + columns - 1) / columns;
	double empty = (double)(rows * columns - nr) / (rows * columns);

	return fabs(log(size.width / size.height / shape)) + 4 * empty;
}

/* Which numbers of columns to try: each one up to this; then each is an eighth above the last. */
#define COLUMNS_TRIED 64U

static unsigned int next_try(unsigned int columns)
{
	return columns < COLUMNS_TRIED ? columns + 1 : columns + columns / 8;
}

static unsigned int best_columns(struct boxes *boxes, struct box *box, double shape)
{
	unsigned int nr = count_children(boxes, box), columns, best = nr;
	double least = INFINITY;

	for (columns = 1; columns <= nr; columns = next_try(columns)) {
		double bad = badness(flow(boxes, box, columns, false), shape, nr, columns);

		if (bad < least) {
			least = bad;
			best = columns;
		}
	}
	return best;
}

static void size_box(struct boxes *boxes, struct box *box, double shape)
{
	bool is_core = gap_in(boxes, box) == CELL_GAP;
	double pad = is_core ? CELL_GAP : PAD;
	unsigned int columns;
	struct size size;

	if (box_is_cell(boxes, box)) {
		box->width = boxes->cell_width;
		box->height = boxes->cell_height;
		return;
	}
	/* Up to four SMT siblings are in one row. */
	if (is_core && box->nr_cpus <= 4)
		columns = box->nr_cpus;
	else
		columns = best_columns(boxes, box, shape);
	size = flow(boxes, box, columns, true);
	box->lines = label_lines(boxes, box, size.width);
	box->width = fmax(size.width, label_width(boxes, box)) + 2 * pad;
	box->height = size.height + 2 * pad + box->lines * BOX_LINE;
}

void boxes_lay_out(struct boxes *boxes, double shape)
{
	unsigned int i;

	/* From the last to the first, as the boxes in a box come after it. */
	for (i = boxes->nr; i-- > 0;)
		size_box(boxes, &boxes->box[i], shape);
	boxes->box[0].x = boxes->box[0].y = 0;
	for (i = 1; i < boxes->nr; i++) {
		struct box *box = &boxes->box[i], *parent = &boxes->box[box->parent];
		double pad = gap_in(boxes, parent) == CELL_GAP ? CELL_GAP : PAD;

		box->x += parent->x + pad;
		box->y += parent->y + pad + parent->lines * BOX_LINE;
	}
}
