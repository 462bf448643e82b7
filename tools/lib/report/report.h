/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_REPORT_H
#define ACSDIAG_REPORT_REPORT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A report is what a command has to say, before it has a look: lines of cells
 * for people, and the same answer as data for programs. Renderers see nothing
 * else.
 */

/**
 * enum mark - what a cell means; a renderer turns it into colour or weight
 */
enum mark {
	MARK_PLAIN = 0,
	MARK_TITLE, /* names a thing: a group, a device in a heading */
	MARK_ADDRESS,
	MARK_GOOD, /* isolated, enforced by hardware */
	MARK_ASSUMED, /* isolated because somebody says so */
	MARK_BAD, /* shared, blocked */
	MARK_UNKNOWN, /* not read, not decided */
	MARK_FAINT, /* evidence, second thoughts */
	MARK_COMMAND, /* something to type */
};

/**
 * enum line_kind - how a line is laid out
 * @LINE_TEXT: a sentence; wrapped at the width, continued under its indent
 * @LINE_ROW: cells of the table around it, aligned in columns
 * @LINE_BLANK: nothing
 */
enum line_kind {
	LINE_TEXT = 0,
	LINE_ROW,
	LINE_BLANK,
};

/**
 * struct cell - a piece of text with one meaning
 */
struct cell {
	const char *text;
	enum mark mark;
};

/**
 * struct line - one line before it is laid out
 * @kind: how
 * @indent: levels of indent; a renderer decides how wide one is
 * @tree: branches to draw in front, one character a level ("|", "+", "`", " "),
 *	  NULL for none; the renderer draws them in its own alphabet
 * @table: rows with the same number share column widths
 * @cells: the text
 * @count: entries in @cells
 * @capacity: room in @cells
 * @hang: of a sentence, how many cells stand before it, as a number or a label
 *	  does; what is wrapped continues to the right of them
 */
struct line {
	enum line_kind kind;
	unsigned int indent;
	char *tree;
	unsigned int table;
	struct cell *cells;
	size_t count, capacity, hang;
};

/**
 * struct report - a command's answer
 * @texts: keeps what is in the cells
 * @lines: for people
 * @count: entries in @lines
 * @capacity: room in @lines
 * @data: for programs; one JSON object
 * @table: number of the table that rows belong to
 * @failed: memory ran out on the way; the answer is not whole
 */
struct report {
	struct arena *texts;
	struct line *lines;
	size_t count, capacity;
	struct json_object *data;
	unsigned int table;
	bool failed;
};

struct report *report_new(const char *command);
void report_free(struct report *r);
void report_lines_out(struct report *r);

/* Lines are opened, filled cell by cell, and closed by opening the next one. */
void report_text(struct report *r, unsigned int indent);
void report_row(struct report *r, unsigned int indent);
void report_blank(struct report *r);
void report_table(struct report *r);
void report_hang(struct report *r);
void report_tree(struct report *r, const char *branches);
void report_cell(struct report *r, enum mark mark, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void report_paragraph(struct report *r, enum mark mark, const char *text);

#endif
