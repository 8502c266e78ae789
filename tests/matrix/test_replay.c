/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * test_replay.c - the op programs kept in corpus/ on matrix and model.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "support/compare.h"
#include "support/corpus.h"

#define MAX_PATH 4096

/* The folder corpus/ beside the folder of this file. */
static void corpus_folder(char *path)
{
	const char *end = strrchr(__FILE__, '/');
	int length = end ? (int)(end - __FILE__) : 1;

	snprintf(path, MAX_PATH, "%.*s/../corpus", length, end ? __FILE__ : ".");
}

static bool is_program(const char *name)
{
	size_t length = strlen(name);

	return length > 4 && strcmp(name + length - 4, ".ops") == 0;
}

static void replay(const char *path, const struct compare_options *options)
{
	struct compare_report report;
	FILE *file = fopen(path, "r");
	struct op_program p;
	struct op_bytes bytes;
	bool same;

	cr_assert_not_null(file, "%s", path);
	cr_assert(corpus_read(file, &bytes), "%s: no op program", path);
	fclose(file);
	p = op_program_decode(bytes.bytes, bytes.nr);
	cr_assert_gt(p.nr, 0, "%s: no ops", path);
	same = compare_run(&p, options, &report);
	if (!same)
		compare_explain(stderr, &p, options);
	cr_assert(same, "%s: %s", path, report.what);
	op_program_fini(&p);
	free(bytes.bytes);
}

Test(replay, the_corpus)
{
	static const struct compare_options heard = { .full_every = 1 };
	static const struct compare_options unheard = { .full_every = 1, .unheard = true };
	char folder[MAX_PATH], path[2 * MAX_PATH];
	struct dirent *entry;
	unsigned int nr = 0;
	DIR *dir;

	corpus_folder(folder);
	dir = opendir(folder);
	cr_assert_not_null(dir, "no folder %s", folder);
	for (entry = readdir(dir); entry; entry = readdir(dir)) {
		if (!is_program(entry->d_name))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		replay(path, &heard);
		replay(path, &unheard);
		nr++;
	}
	closedir(dir);
	cr_assert_geq(nr, 9, "only %u files in %s", nr, folder);
}

static bool reads(const char *text)
{
	FILE *file = tmpfile();
	struct op_bytes bytes;
	bool good;

	cr_assert_not_null(file);
	fputs(text, file);
	rewind(file);
	good = corpus_read(file, &bytes);
	if (good && bytes.nr)
		good = bytes.nr == 2 && bytes.bytes[0] == 0x1a && bytes.bytes[1] == 0xf0;
	free(bytes.bytes);
	fclose(file);
	return good;
}

Test(replay, files_are_read_as_described)
{
	cr_assert(reads(""));
	cr_assert(reads("1af0"));
	cr_assert(reads("1A f0\n"));
	cr_assert(reads("# 99\n1a # 77\n\n#\nF0"));
	cr_assert(reads("# nothing"));
	cr_assert_not(reads("1af"));
	cr_assert_not(reads("1a f0 g0"));
	cr_assert_not(reads("1a f0 0x"));
	cr_assert_not(reads("1a 0f"));
}
