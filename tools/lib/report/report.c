// SPDX-License-Identifier: GPL-2.0
/*
 * A report grows line by line and cell by cell. Running out of memory is
 * remembered in report.failed, so that commands need not check every word.
 */

#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/arena.h"
#include "report/report.h"

#define SCHEMA "acsdiag/1"

/**
 * report_new() - start an answer
 * @command: the command that answers
 *
 * Return: an empty report whose data names schema and command, or NULL when
 * memory ran out; report_free() releases it.
 */
struct report *report_new(const char *command)
{
	struct report *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->texts = arena_new(NULL);
	r->data = json_object_new_object();
	if (!r->texts || !r->data) {
		report_free(r);
		return NULL;
	}
	json_object_object_add(r->data, "schema", json_object_new_string(SCHEMA));
	json_object_object_add(r->data, "command",
			       json_object_new_string(command));
	return r;
}

static void line_release(struct line *line)
{
	free(line->cells);
	free(line->tree);
}

/**
 * report_free() - release a report
 * @r: from report_new(), or NULL
 */
void report_free(struct report *r)
{
	if (!r)
		return;
	report_lines_out(r);
	free(r->lines);
	json_object_put(r->data);
	arena_put(r->texts);
	free(r);
}

/**
 * report_lines_out() - the lines are where they belong; begin with none
 * @r: the report
 */
void report_lines_out(struct report *r)
{
	for (size_t i = 0; i < r->count; i++)
		line_release(&r->lines[i]);
	r->count = 0;
}

static struct line *open_line(struct report *r, enum line_kind kind,
			      unsigned int indent)
{
	struct line *line;

	if (r->count == r->capacity) {
		size_t capacity = r->capacity ? r->capacity * 2 : 64;
		struct line *lines;

		lines = realloc(r->lines, capacity * sizeof(*lines));
		if (!lines) {
			r->failed = true;
			return NULL;
		}
		r->lines = lines;
		r->capacity = capacity;
	}
	line = &r->lines[r->count++];
	*line = (struct line){ .kind = kind, .indent = indent, .table = r->table };
	return line;
}

/**
 * report_text() - open a sentence
 * @r: the report
 * @indent: levels of indent
 */
void report_text(struct report *r, unsigned int indent)
{
	open_line(r, LINE_TEXT, indent);
}

/**
 * report_row() - open a row of the current table
 * @r: the report
 * @indent: levels of indent of its first cell
 */
void report_row(struct report *r, unsigned int indent)
{
	open_line(r, LINE_ROW, indent);
}

/**
 * report_blank() - leave a line empty
 * @r: the report
 */
void report_blank(struct report *r)
{
	open_line(r, LINE_BLANK, 0);
}

/**
 * report_table() - begin a table: rows from here on share column widths
 * @r: the report
 */
void report_table(struct report *r)
{
	r->table++;
}

/**
 * report_hang() - the open sentence begins behind the cells it has so far
 * @r: the report
 */
void report_hang(struct report *r)
{
	if (r->count && !r->failed)
		r->lines[r->count - 1].hang = r->lines[r->count - 1].count;
}

/**
 * report_tree() - draw branches before the line that is open
 * @r: the report
 * @branches: one character a level, see struct line
 */
void report_tree(struct report *r, const char *branches)
{
	struct line *line = r->count ? &r->lines[r->count - 1] : NULL;

	if (!line || r->failed)
		return;
	free(line->tree);
	line->tree = strdup(branches);
	if (!line->tree)
		r->failed = true;
}

static char *copy_text(struct arena *texts, const char *from)
{
	size_t size = strlen(from) + 1;
	char *text = arena_alloc(texts, size);

	return text ? memcpy(text, from, size) : NULL;
}

/*
 * Most texts are there already, and others short: these need not be measured
 * before they are printed.
 */
static const char *print_text(struct arena *texts, const char *fmt, va_list ap)
{
	char brief[256], *text;
	va_list again;
	size_t size;
	int len;

	if (!strcmp(fmt, "%s"))
		return copy_text(texts, va_arg(ap, const char *));
	va_copy(again, ap);
	len = vsnprintf(brief, sizeof(brief), fmt, again);
	va_end(again);
	size = (size_t)len + 1;
	text = len < 0 ? NULL : arena_alloc(texts, size);
	if (!text)
		return NULL;
	if (size <= sizeof(brief))
		memcpy(text, brief, size);
	else
		vsnprintf(text, size, fmt, ap);
	return text;
}

static struct cell *next_cell(struct line *line)
{
	if (line->count == line->capacity) {
		size_t capacity = line->capacity ? line->capacity * 2 : 4;
		struct cell *cells = realloc(line->cells,
					     capacity * sizeof(*cells));

		if (!cells)
			return NULL;
		line->cells = cells;
		line->capacity = capacity;
	}
	return &line->cells[line->count];
}

/**
 * report_cell() - add a piece of text to the line that is open
 * @r: the report
 * @mark: what it means
 * @fmt: the text; in a row one column, in a sentence a part of it
 */
void report_cell(struct report *r, enum mark mark, const char *fmt, ...)
{
	struct line *line = r->count ? &r->lines[r->count - 1] : NULL;
	struct cell *cell;
	const char *text;
	va_list ap;

	if (!line || r->failed)
		return;
	cell = next_cell(line);
	va_start(ap, fmt);
	text = cell ? print_text(r->texts, fmt, ap) : NULL;
	va_end(ap);
	r->failed = !text;
	if (text) {
		*cell = (struct cell){ text, mark };
		line->count++;
	}
}

/**
 * report_paragraph() - begin with a sentence what stands apart from the above
 * @r: the report
 * @mark: what the sentence means
 * @text: the sentence, to which more can be added
 */
void report_paragraph(struct report *r, enum mark mark, const char *text)
{
	report_blank(r);
	report_text(r, 0);
	report_cell(r, mark, "%s", text);
}
