// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer: any bytes as a file of a host that doctor and plan look at. The
 * first line names the file, below the trees that host_trees makes; the rest is
 * what it holds. A line that names none picks one by its bytes. Whatever the
 * file holds, both answer, and their JSON is JSON.
 */

#define _GNU_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyse/doctor/doctor.h"
#include "analyse/plan/plan.h"
#include "fuzz.h"
#include "render/render.h"
#include "report/doctor.h"
#include "report/plan.h"
#include "source/source.h"

#define CLASS_DISPLAY 0x03

static const char *trees; /* the directory of all, from the environment */
static char **files;
static size_t files_count;

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

static int note_file(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)where;
	if (type != FTW_F)
		return 0;
	files = realloc(files, (files_count + 1) * sizeof(*files));
	must(files, "memory");
	files[files_count] = strdup(path);
	must(files[files_count++], "memory");
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void find_files(void)
{
	trees = getenv("HOST_TREES");
	must(trees && !nftw(trees, note_file, 16, FTW_PHYS) && files_count,
	     "HOST_TREES names the directory that host_trees filled");
	qsort(files, files_count, sizeof(*files), by_name);
}

/* As the first line of an input has it. */
static const char *below_trees(const char *path)
{
	return path + strlen(trees) + 1;
}

static const char *pick_file(const char *line, size_t len)
{
	size_t hash = 0;

	for (size_t i = 0; i < files_count; i++)
		if (strlen(below_trees(files[i])) == len &&
		    !memcmp(below_trees(files[i]), line, len))
			return files[i];
	for (size_t i = 0; i < len; i++)
		hash = hash * 31 + (unsigned char)line[i];
	return files[hash % files_count];
}

static char *get_file(const char *path, size_t *len)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;
	ssize_t n;

	must(f, path);
	n = getdelim(&text, &room, -1, f);
	*len = n < 0 ? 0 : (size_t)n;
	fclose(f);
	return text;
}

static void put_file(const char *path, const char *text, size_t len)
{
	FILE *f = fopen(path, "w");

	must(f, path);
	must(fwrite(text, 1, len, f) == len && !fclose(f), path);
}

/* As a program would read it, and as a person would. */
static void render(struct report *r)
{
	const struct style style = { .width = 80 };
	struct json_object *again;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	must(out && !render_text.render(r, &style, out) && !fclose(out), "text");
	free(text);
	out = open_memstream(&text, &len);
	must(out && !render_json.render(r, &style, out) && !fclose(out), "JSON");
	again = json_tokener_parse(text);
	must(again, "JSON is none");
	json_object_put(again);
	free(text);
	report_free(r);
}

static void examine(const struct machine *m, struct host *h)
{
	struct doctor d = { .machine = m, .host = h };
	struct report *r = report_new("doctor");

	must(r, "memory");
	doctor_examine(&d);
	doctor_lines(r, &d, true);
	doctor_data(r->data, &d);
	render(r);
}

static void make_plan(const struct machine *m, const struct function *f, struct host *h)
{
	struct plan p = { .machine = m, .device = f, .host = h };
	struct report *r = report_new("plan");

	must(r, "memory");
	plan_members(&p);
	plan_make(&p);
	plan_lines(r, &p);
	plan_data(r->data, &p);
	render(r);
}

static const struct function *graphics(const struct machine *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->functions[i].class >> 16 == CLASS_DISPLAY)
			return &m->functions[i];
	return NULL;
}

static void answer(const char *tree)
{
	const struct source_request request = { .sysroot = tree, .details = true };
	struct source_error error = { 0 };
	const struct function *f;
	struct machine *m = NULL;
	struct host *h = NULL;

	if (source_read(&request, &m, &error)) {
		must(*error.text != '\0', "an error without words");
		return;
	}
	must(!host_facts_read(tree, &h, &error), "a host that can be read");
	examine(m, h);
	f = graphics(m);
	if (f)
		make_plan(m, f, h);
	host_free(h);
	machine_free(m);
}

static void look_at(const char *path)
{
	const char *end = strchrnul(below_trees(path), '/');
	char *tree = strndup(path, (size_t)(end - path));

	must(tree, "memory");
	answer(tree);
	free(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *input = (const char *)data;
	const char *end = memchr(input, '\n', size);
	size_t line = end ? (size_t)(end - input) : size, len;
	size_t skip = end ? line + 1 : size;
	const char *path;
	char *kept;

	if (!files_count)
		find_files();
	path = pick_file(input, line);
	kept = get_file(path, &len);
	put_file(path, input + skip, size - skip);
	look_at(path);
	put_file(path, kept, len);
	free(kept);
	return 0;
}
