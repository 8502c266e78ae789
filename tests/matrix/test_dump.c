/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_dump.c - the text of a matrix, in the layout of Linux's debugfs VECTOR file.
 */
#include <stdio.h>

#include "support/compare.h"
#include "support/contract.h"
#include "support/model.h"
#include "support/op_random.h"

/* @stop_at: the piece that ends the dump, counted from 1; 0: none */
struct page {
	char text[16384];
	size_t nr;
	unsigned int pieces;
	unsigned int stop_at;
	int answer;
};

static int collect(void *ctx, const char *text, size_t bytes)
{
	struct page *page = ctx;

	cr_assert_gt(bytes, 0);
	cr_assert_null(memchr(text, '\0', bytes));
	cr_assert_lt(page->nr + bytes, sizeof(page->text));
	memcpy(page->text + page->nr, text, bytes);
	page->nr += bytes;
	page->pieces++;
	return page->pieces == page->stop_at ? page->answer : 0;
}

static void dumps_as(const struct machine *x, unsigned int indent, const char *expected)
{
	static struct page page;

	memset(&page, 0, sizeof(page));
	GIVES(irqm_matrix_dump(x->m, indent, collect, &page), 0);
	cr_assert_str_eq(page.text, expected);
}

static void start(struct machine *x)
{
	struct irqm_slot slot;
	unsigned int n;

	machine_start(x, 5, 3, 256, 32, 236);
	for (n = 0; n < 4; n++)
		ACCEPTED(x, irqm_matrix_assign_system(x->m, n));
	ACCEPTED(x, irqm_matrix_assign_system(x->m, 128));
	ACCEPTED(x, irqm_matrix_assign_system(x->m, 255));
	ACCEPTED(x, irqm_matrix_reserve(x->m));
	ACCEPTED(x, irqm_matrix_reserve_managed(x->m, x->all));
	ACCEPTED(x, irqm_matrix_reserve_managed(x->m, x->all));
	ACCEPTED(x, irqm_matrix_alloc_managed(x->m, x->all, &slot));
	for (n = 0; n < 5; n++)
		ACCEPTED(x, irqm_matrix_alloc(x->m, one_cpu(1), &slot));
	ACCEPTED(x, irqm_matrix_free(x->m, (struct irqm_slot){ 1, 35 }));
	ACCEPTED(x, irqm_matrix_assign(x->m, (struct irqm_slot){ 1, 235 }));
	ACCEPTED(x, irqm_matrix_assign(x->m, (struct irqm_slot){ 4, 40 }));
}

#define HEAD \
	"Online bitmaps:        3\n" \
	"Global available:    598\n" \
	"Global reserved:       1\n" \
	"Total allocated:       7\n" \
	"System: 6: 0-3,128,255\n"

Test(dump, layout_is_that_of_debugfs)
{
	struct machine x;

	start(&x);
	dumps_as(&x, 1,
		 HEAD " | CPU | avl | man | mac | act | vectors\n"
		      "     0   201     2     0    0  \n"
		      "     1   196     2     0    5  34,36-38,235\n"
		      "     2   201     2     1    1  32\n");
	ENDS_CLEAN(&x);
}

Test(dump, indent_widens_the_table)
{
	struct machine x;

	start(&x);
	dumps_as(&x, 6,
		 HEAD "      | CPU | avl | man | mac | act | vectors\n"
		      "          0   201     2     0    0  \n"
		      "          1   196     2     0    5  34,36-38,235\n"
		      "          2   201     2     1    1  32\n");
	ENDS_CLEAN(&x);
}

Test(dump, an_indent_of_0_is_one_blank)
{
	static struct page none, one;
	struct machine x;

	start(&x);
	GIVES(irqm_matrix_dump(x.m, 0, collect, &none), 0);
	GIVES(irqm_matrix_dump(x.m, 1, collect, &one), 0);
	cr_assert_str_eq(none.text, one.text);
	ENDS_CLEAN(&x);
}

Test(dump, a_wide_indent)
{
	char expected[2048];
	struct machine x;

	machine_start(&x, 2, 1, 16, 0, 16);
	snprintf(expected, sizeof(expected),
		 "Online bitmaps:        1\nGlobal available:     16\n"
		 "Global reserved:       0\nTotal allocated:       0\nSystem: 0: \n"
		 "%*s| CPU | avl | man | mac | act | vectors\n"
		 "%*s    0    16     0     0    0  \n",
		 300, " ", 300, " ");
	dumps_as(&x, 300, expected);
	ENDS_CLEAN(&x);
}

Test(dump, without_a_cpu_online)
{
	struct machine x;

	machine_start(&x, 2, 0, 16, 0, 16);
	dumps_as(&x, 1,
		 "Online bitmaps:        0\nGlobal available:      0\n"
		 "Global reserved:       0\nTotal allocated:       0\nSystem: 0: \n"
		 " | CPU | avl | man | mac | act | vectors\n");
	ENDS_CLEAN(&x);
}

/* The columns give way to large numbers, as with printf. */
Test(dump, numbers_wider_than_their_columns)
{
	struct irqm_slot slot;
	struct machine x;

	machine_start(&x, 60000, 0, 20000, 0, 20000);
	ACCEPTED(&x, irqm_matrix_online(x.m, 59999));
	ACCEPTED(&x, irqm_matrix_alloc_block(x.m, x.all, 12000, 1, &slot));
	dumps_as(&x, 1,
		 "Online bitmaps:        1\nGlobal available:   8000\n"
		 "Global reserved:       0\nTotal allocated:   12000\nSystem: 0: \n"
		 " | CPU | avl | man | mac | act | vectors\n"
		 "  59999  8000     0     0 12000  0-11999\n");
	ENDS_CLEAN(&x);
}

Test(dump, what_the_writer_returns_ends_it)
{
	static struct page all, page;
	struct machine x;
	unsigned int stop;

	start(&x);
	memset(&all, 0, sizeof(all));
	GIVES(irqm_matrix_dump(x.m, 1, collect, &all), 0);
	for (stop = 1; stop <= all.pieces; stop++) {
		memset(&page, 0, sizeof(page));
		page.stop_at = stop;
		page.answer = stop % 2 ? -5 : 7;
		GIVES(irqm_matrix_dump(x.m, 1, collect, &page), page.answer);
		cr_assert_eq(page.pieces, stop);
		cr_assert_eq(memcmp(page.text, all.text, page.nr), 0);
	}
	ENDS_CLEAN(&x);
}

Test(dump, null_is_refused)
{
	static struct page page;
	struct machine x;

	start(&x);
	GIVES(irqm_matrix_dump(NULL, 1, collect, &page), -IRQM_EINVAL);
	GIVES(irqm_matrix_dump(x.m, 1, NULL, &page), -IRQM_EINVAL);
	cr_assert_eq(page.pieces, 0);
	ENDS_CLEAN(&x);
}

/* Random states: compare_run() compares the dump with the model's at the end of each program. */
Test(dump, random_states)
{
	struct compare_options options = { .full_every = 10000 };
	struct compare_report report;
	struct op_program p;
	struct op_shape shape;
	uint64_t seed;

	for (seed = 1; seed <= 300; seed++) {
		shape = op_random_shape((enum op_size)(seed % OP_SIZE_LARGE), seed);
		p = op_random(&shape, (enum op_profile)(seed % NR_OP_PROFILES), seed, 20 + seed);
		cr_assert(compare_run(&p, &options, &report), "seed %u: %s", (unsigned int)seed,
			  report.what);
		op_program_fini(&p);
	}
}
