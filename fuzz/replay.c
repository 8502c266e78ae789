/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * replay.c - runs a fuzz target on existing inputs, without an engine.
 *
 * usage: replay_TARGET [FILE|FOLDER]...
 *
 * Runs every file of a folder, in alphabetical order. Without arguments, the one input is standard
 * input. After a crash, a message names the file.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz_target.h"

static char current[4096];
static unsigned long inputs;

static void say(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		_exit(2);
}

/* Only for SIGABRT: sanitizers have handlers of their own for the other signals. */
static void on_abort(int number)
{
	say("while running ");
	say(current);
	say("\n");
	signal(number, SIG_DFL);
	raise(number);
}

static void cannot(const char *path)
{
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	exit(2);
}

static void run_stream(FILE *file, const char *path)
{
	size_t size = 0, room = 1 << 16;
	unsigned char *data = malloc(room), *exact;

	while (data && (size += fread(data + size, 1, room - size, file)) == room)
		data = realloc(data, room *= 2);
	/* A copy of the exact size, so that a sanitizer notices reads past its end. */
	exact = malloc(size ? size : 1);
	if (!data || !exact || ferror(file))
		cannot(path);
	memcpy(exact, data, size);
	snprintf(current, sizeof(current), "%s", path);
	LLVMFuzzerTestOneInput(exact, size);
	inputs++;
	free(exact);
	free(data);
}

static void run_file(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (!file)
		cannot(path);
	run_stream(file, path);
	fclose(file);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void run_folder(const char *path)
{
	struct dirent **entries;
	int nr = scandir(path, &entries, is_visible, alphasort), i;
	char name[4096];

	if (nr < 0)
		cannot(path);
	for (i = 0; i < nr; i++) {
		snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
		run_file(name);
		free(entries[i]);
	}
	free(entries);
}

int main(int argc, char **argv)
{
	struct stat info;
	int i;

	signal(SIGABRT, on_abort);
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	if (argc < 2)
		run_stream(stdin, "standard input");
	for (i = 1; i < argc; i++) {
		if (stat(argv[i], &info))
			cannot(argv[i]);
		if (S_ISDIR(info.st_mode))
			run_folder(argv[i]);
		else
			run_file(argv[i]);
	}
	fprintf(stderr, "%s: %lu inputs\n", argv[0], inputs);
	return inputs == 0;
}
