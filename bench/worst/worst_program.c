/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * worst_program.c - copies, changes and files of cases.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/corpus.h"
#include "support/op_mutate.h"
#include "worst_program.h"
#include "worst_util.h"

/* Bytes in a line of a file, and ops that are also told as calls. */
#define BYTES_PER_LINE 32U
#define OPS_TOLD 200U

void worst_program_copy(struct worst_program *to, const struct worst_program *from)
{
	op_program_fini(&to->ops);
	*to = *from;
	to->ops = op_program_copy(&from->ops);
}

struct op *worst_judged(const struct worst_program *p)
{
	return &p->ops.ops[p->ops.nr - 1];
}

/* Bounds are promised for one call, and for counts up to a limit. */
static void keep_to_the_promise(struct op *judged, unsigned int count)
{
	judged->repeat = 0;
	judged->align = 1;
	judged->count2 = 1;
	if (judged->count == 0)
		judged->count = 1;
	if (judged->count > count)
		judged->count = count;
}

void worst_change(struct worst_program *p, const struct worst_program *other, struct op_rng *rng)
{
	struct op judged = *worst_judged(p);

	if (op_rng_below(rng, 12) == 0)
		op_splice_program(&p->ops, &other->ops, rng);
	op_mutate_program(&p->ops, OP_SAME_MACHINE, rng);
	if (p->ops.nr == 0 || worst_judged(p)->code != judged.code)
		op_program_add(&p->ops, &judged);
	keep_to_the_promise(worst_judged(p), worst_calls[p->call].count);
}

/* ---- Files ---- */

void worst_program_save(const struct worst_program *p, unsigned long steps, const char *file)
{
	struct op_bytes b = op_program_encode(&p->ops);
	FILE *out = fopen(file, "w");
	int failed;
	size_t i;

	if (!out)
		worst_die(EXIT_FAILURE, "%s: %s", file, strerror(errno));
	fprintf(out, "# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause\n"
		     "# %s of %u CPUs takes %lu steps; began as \"%s\".\n",
		worst_calls[p->call].name, p->ops.shape.nr_cpus, steps, p->origin);
	for (i = 0; i < p->ops.nr && p->ops.nr <= OPS_TOLD; i++) {
		fputs("# ", out);
		op_print(out, &p->ops.ops[i]);
	}
	for (i = 0; i < b.nr; i++)
		fprintf(out, "%02x%s", b.bytes[i],
			i + 1 == b.nr || i % BYTES_PER_LINE == BYTES_PER_LINE - 1 ? "\n" : "");
	free(b.bytes);
	failed = ferror(out);
	if (fclose(out) || failed)
		worst_die(EXIT_FAILURE, "%s: %s", file, strerror(errno));
}

struct worst_program worst_program_load(const char *file)
{
	struct worst_program p = { .origin = "file" };
	FILE *in = fopen(file, "r");
	struct op_bytes b;

	if (!in)
		worst_die(WORST_USAGE, "%s: %s", file, strerror(errno));
	if (!corpus_read(in, &b))
		worst_die(WORST_USAGE, "%s: no op program: hexadecimal digits and comments are",
			  file);
	fclose(in);
	p.ops = op_program_decode(b.bytes, b.nr);
	free(b.bytes);
	if (!p.ops.nr || !worst_calls[worst_judged(&p)->code].name)
		worst_die(WORST_USAGE, "%s: the last op is no call of a matrix", file);
	p.call = worst_judged(&p)->code;
	keep_to_the_promise(worst_judged(&p), worst_calls[p.call].count);
	return p;
}
