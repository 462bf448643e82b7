// SPDX-License-Identifier: GPL-2.0
/*
 * A report for people. Sentences are wrapped under their indent, rows of one
 * table share column widths. Where a table is wider than the terminal, its
 * widest columns of words give way; addresses and commands never do.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "render/glyph.h"
#include "render/render.h"

#define COLUMNS_MAX 12
#define INDENT 2
#define GAP 2 /* between two columns */
#define NARROWEST 12 /* a column is not cut below this */
#define DEEP (3 * INDENT) /* a tree beyond this is drawn tight where need be */

static const char *const sgr[] = {
	[MARK_PLAIN] = "",
	[MARK_TITLE] = "\033[1m",
	[MARK_ADDRESS] = "\033[36m",
	[MARK_GOOD] = "\033[32m",
	[MARK_ASSUMED] = "\033[33m",
	[MARK_BAD] = "\033[1;31m",
	[MARK_UNKNOWN] = "\033[35m",
	[MARK_FAINT] = "\033[2m",
	[MARK_COMMAND] = "\033[1;36m",
};

static const char *const reset = "\033[0m";

/**
 * struct page - where the text goes
 * @out: the stream
 * @style: how it may look
 * @mark: what is switched on
 */
struct page {
	FILE *out;
	const struct style *style;
	enum mark mark;
};

/**
 * struct table - columns of the rows being written
 * @number: of the table, to tell when the next begins
 * @columns: how many
 * @width: of each
 * @depth: of what stands before the first cells, the most columns
 * @tight: too wide for the page: a level of a tree takes one column, and the
 *	   second cell starts right behind the first, so that a name loses only
 *	   what its own depth takes
 */
struct table {
	unsigned int number;
	size_t columns;
	unsigned int width[COLUMNS_MAX];
	unsigned int depth;
	bool tight;
};

static void set_mark(struct page *page, enum mark mark)
{
	if (!page->style->colour || page->mark == mark)
		return;
	if (*sgr[page->mark])
		fputs(reset, page->out);
	fputs(sgr[mark], page->out);
	page->mark = mark;
}

static void put_spaces(struct page *page, unsigned int count)
{
	set_mark(page, MARK_PLAIN);
	while (count--)
		putc_unlocked(' ', page->out);
}

static void end_line(struct page *page)
{
	set_mark(page, MARK_PLAIN);
	fputc('\n', page->out);
}

static void put_glyphs(struct page *page, const struct glyphs *run, size_t from,
		       size_t to)
{
	for (size_t i = from; i < to; i++) {
		set_mark(page, run->list[i].mark);
		for (const char *c = run->list[i].text; *c; c++)
			putc_unlocked(*c, page->out);
	}
}

static void put_plain(struct page *page, const char *text, size_t len,
		      enum mark mark)
{
	if (!len)
		return;
	set_mark(page, mark);
	fwrite_unlocked(text, 1, len, page->out);
}

static unsigned int indent_width(const struct line *line, bool tight)
{
	return tight ? line->indent : line->indent * INDENT;
}

static void put_indent(struct page *page, const struct line *line, bool tight)
{
	unsigned int indent = indent_width(line, tight);

	if (indent)
		set_mark(page, MARK_FAINT);
	while (indent--)
		putc_unlocked(' ', page->out);
}

/* What stands before a line's first cell: indent and branches. */
static int prefix(const struct line *line, const struct style *style, bool tight,
		  struct glyphs *run)
{
	static const struct {
		char branch;
		const char *drawn, *tight;
	} branches[] = {
		{ '|', "│ ", "│" },
		{ '+', "├─", "├" },
		{ '`', "└─", "└" },
		{ ' ', "  ", " " },
	};
	unsigned int indent = indent_width(line, tight);

	while (indent--)
		if (glyphs_add(run, " ", MARK_FAINT, style->ascii))
			return -ENOMEM;
	for (const char *p = line->tree; p && *p; p++)
		for (size_t i = 0; i < sizeof(branches) / sizeof(branches[0]); i++)
			if (branches[i].branch == *p &&
			    glyphs_add(run,
				       tight ? branches[i].tight :
					       branches[i].drawn,
				       MARK_FAINT, style->ascii))
				return -ENOMEM;
	return 0;
}

static int prefix_width(const struct line *line, const struct style *style,
			bool tight)
{
	struct glyphs run = { 0 };
	int err, width;

	if (!line->tree)
		return (int)indent_width(line, tight);
	err = prefix(line, style, tight, &run);
	width = err ? err : (int)glyphs_width(&run, 0, run.count);
	glyphs_release(&run);
	return width;
}

static int measure_row(const struct line *line, const struct style *style,
		       struct table *table)
{
	for (size_t i = 0; i < line->count && i < COLUMNS_MAX; i++) {
		int width = (int)glyphs_columns(line->cells[i].text,
						style->ascii);

		if (!i) {
			int before = prefix_width(line, style, table->tight);

			if (before < 0)
				return before;
			width += before;
			if (table->depth < (unsigned int)before)
				table->depth = (unsigned int)before;
		}
		if (table->columns <= i)
			table->columns = i + 1;
		if (table->width[i] < (unsigned int)width)
			table->width[i] = (unsigned int)width;
	}
	return 0;
}

static bool may_shrink(const struct report *r, size_t first, size_t column)
{
	for (size_t i = first; i < r->count; i++) {
		const struct line *line = &r->lines[i];

		if (line->table != r->lines[first].table)
			break;
		if (line->kind == LINE_ROW && line->count > column &&
		    (line->cells[column].mark == MARK_ADDRESS ||
		     line->cells[column].mark == MARK_COMMAND))
			return false;
	}
	return true;
}

/* The widest column that may give way, COLUMNS_MAX when none has room. */
static size_t widest_column(const struct table *table, const bool *shrinks)
{
	size_t widest = COLUMNS_MAX;

	for (size_t i = 0; i < table->columns; i++)
		if (shrinks[i] && table->width[i] > NARROWEST &&
		    (widest == COLUMNS_MAX ||
		     table->width[i] > table->width[widest]))
			widest = i;
	return widest;
}

static unsigned int table_width(const struct table *table)
{
	unsigned int total = GAP * (unsigned int)(table->columns - 1);

	for (size_t i = 0; i < table->columns; i++)
		total += table->width[i];
	return total;
}

static void shrink(const struct report *r, size_t first, unsigned int width,
		   struct table *table)
{
	unsigned int total = table_width(table);
	bool shrinks[COLUMNS_MAX];

	for (size_t i = 0; i < table->columns; i++)
		shrinks[i] = may_shrink(r, first, i);
	for (; total > width; total--) {
		size_t widest = widest_column(table, shrinks);

		if (widest == COLUMNS_MAX)
			return;
		table->width[widest]--;
	}
}

/* Does every row begin with an address, so that only depth sets them apart? */
static bool is_tree(const struct report *r, size_t first)
{
	for (size_t i = first; i < r->count; i++) {
		const struct line *line = &r->lines[i];

		if (line->table != r->lines[first].table)
			break;
		if (line->kind == LINE_ROW &&
		    (!line->count || line->cells[0].mark != MARK_ADDRESS))
			return false;
	}
	return true;
}

static int measure_rows(const struct report *r, size_t first,
			const struct style *style, struct table *table)
{
	for (size_t i = first; i < r->count; i++) {
		const struct line *line = &r->lines[i];
		int err;

		if (line->table != table->number)
			break;
		if (line->kind != LINE_ROW)
			continue;
		err = measure_row(line, style, table);
		if (err)
			return err;
	}
	return 0;
}

/* Column widths of the table whose first row is line @first. */
static int measure(const struct report *r, size_t first,
		   const struct style *style, struct table *table)
{
	int err;

	*table = (struct table){ .number = r->lines[first].table };
	err = measure_rows(r, first, style, table);
	if (err || !style->width || table_width(table) <= style->width)
		return err;
	if (table->depth > DEEP && is_tree(r, first)) {
		*table = (struct table){ .number = table->number, .tight = true };
		err = measure_rows(r, first, style, table);
	}
	shrink(r, first, style->width, table);
	return err;
}

/* How many glyphs from the start, or with @tail from the end, fit in @width. */
static size_t fitting(const struct glyphs *run, unsigned int width, bool tail)
{
	unsigned int used = 0;
	size_t n = 0;

	for (; n < run->count; n++) {
		used += run->list[tail ? run->count - 1 - n : n].width;
		if (used > width)
			break;
	}
	return n;
}

/* Of a tail that begins inside a word, without that rest if it is short. */
static size_t whole_words(const struct glyphs *run, size_t tail)
{
	size_t start = run->count - tail;

	if (run->list[start - 1].gap)
		return tail;
	for (size_t i = 0; i < tail / 3; i++)
		if (run->list[start + i].gap)
			return tail - i - 1;
	return tail;
}

/*
 * Cut @run to @width columns, in the middle: a name begins with who made the
 * thing and ends with what it is.
 */
static int cut(struct glyphs *run, unsigned int width, const struct style *style)
{
	unsigned int dots = style->ascii ? 3 : 1, room;
	struct glyphs out = { 0 };
	size_t head, tail;
	int err;

	if (glyphs_width(run, 0, run->count) <= width || width <= dots)
		return 0;
	room = width - dots;
	tail = whole_words(run, fitting(run, room - room * 2 / 5, true));
	room -= glyphs_width(run, run->count - tail, run->count);
	head = fitting(run, room, false);
	while (head && run->list[head - 1].gap)
		head--;
	err = glyphs_copy(&out, run, 0, head);
	if (!err)
		err = glyphs_add(&out, "…", run->list[0].mark, style->ascii);
	if (!err)
		err = glyphs_copy(&out, run, run->count - tail, run->count);
	glyphs_release(run);
	*run = out;
	return err;
}

/* Cells up to the last one that says something: no spaces at a line's end. */
static size_t filled_cells(const struct line *line)
{
	size_t n = line->count < COLUMNS_MAX ? line->count : COLUMNS_MAX;

	while (n && !*line->cells[n - 1].text)
		n--;
	return n;
}

/* Write cell @i of a row, cut to @width; the first one behind its branches. */
static int any_cell(struct page *page, const struct line *line, size_t i,
		    bool tight, unsigned int width, unsigned int *used)
{
	struct glyphs run = { 0 };
	int err = i ? 0 : prefix(line, page->style, tight, &run);

	if (!err)
		err = glyphs_add(&run, line->cells[i].text, line->cells[i].mark,
				 page->style->ascii);
	if (!err)
		err = cut(&run, width, page->style);
	if (!err)
		put_glyphs(page, &run, 0, run.count);
	*used = glyphs_width(&run, 0, run.count);
	glyphs_release(&run);
	return err;
}

/*
 * Most cells are plain and fit: these are written without being taken apart.
 * Return: their columns, 0 for another.
 */
static unsigned int plain_cell(struct page *page, const struct line *line,
			       size_t i, bool tight, unsigned int width)
{
	const struct cell *cell = &line->cells[i];
	unsigned int before = i ? 0 : indent_width(line, tight);
	size_t len = glyphs_plain(cell->text);

	if (cell->text[len] || before + len > width || (!i && line->tree))
		return 0;
	if (before)
		put_indent(page, line, tight);
	put_plain(page, cell->text, len, cell->mark);
	return before + (unsigned int)len;
}

static int write_row(struct page *page, const struct line *line,
		     const struct table *table)
{
	size_t cells = filled_cells(line);
	unsigned int spare = 0;
	int err = 0;

	for (size_t i = 0; i < cells && !err; i++) {
		unsigned int room = table->width[i] + spare;
		unsigned int used = plain_cell(page, line, i, table->tight, room);

		if (!used)
			err = any_cell(page, line, i, table->tight, room, &used);
		if (err)
			break;
		spare = room - used;
		if (i + 1 < cells)
			put_spaces(page, GAP + (table->tight && !i ? 0 : spare));
		if (!table->tight || i)
			spare = 0;
	}
	end_line(page);
	return err;
}

/*
 * Where the line that starts at glyph @from ends: before the last gap that
 * leaves it within @room, or, if its first word is longer, behind that word.
 */
static size_t line_end(const struct glyphs *run, size_t from, unsigned int room)
{
	unsigned int width = 0;
	size_t end = 0;

	for (size_t i = from; i < run->count; i++) {
		if (run->list[i].gap && i > from)
			end = i;
		width += run->list[i].width;
		if (width > room && end && !run->list[i].gap)
			return end;
	}
	return run->count;
}

static void write_wrapped(struct page *page, const struct glyphs *run, size_t hang)
{
	unsigned int under = glyphs_width(run, 0, hang);
	unsigned int width = page->style->width;
	size_t from = hang;

	put_glyphs(page, run, 0, hang);
	for (;;) {
		size_t end = run->count, shown;

		if (width > under)
			end = line_end(run, from, width - under);
		for (shown = end; shown > from && run->list[shown - 1].gap;)
			shown--;
		put_glyphs(page, run, from, shown);
		end_line(page);
		for (from = end; from < run->count && run->list[from].gap;)
			from++;
		if (from >= run->count)
			return;
		put_spaces(page, under);
	}
}

/* Length of cell @i of a sentence as it is shown: without the last's last gap. */
static size_t shown_length(const struct line *line, size_t i, bool last)
{
	const struct cell *cell = &line->cells[i];
	size_t len = strlen(cell->text);

	while (last && len && cell->mark != MARK_COMMAND &&
	       cell->text[len - 1] == ' ')
		len--;
	return len;
}

/* Write a sentence as it is, if it is plain and fits. */
static bool plain_text(struct page *page, const struct line *line)
{
	unsigned int width = indent_width(line, false);
	size_t count = line->count;

	while (count && !shown_length(line, count - 1, true))
		count--;
	for (size_t i = 0; i < count; i++) {
		size_t len = shown_length(line, i, i + 1 == count);

		if (glyphs_plain(line->cells[i].text) < len)
			return false;
		width += (unsigned int)len;
	}
	if (line->tree || !count || (page->style->width && width > page->style->width))
		return false;
	put_indent(page, line, false);
	for (size_t i = 0; i < count; i++)
		put_plain(page, line->cells[i].text,
			  shown_length(line, i, i + 1 == count),
			  line->cells[i].mark);
	end_line(page);
	return true;
}

static int write_text(struct page *page, const struct line *line)
{
	bool ascii = page->style->ascii;
	struct glyphs run = { 0 };
	size_t hang;
	int err;

	if (plain_text(page, line))
		return 0;
	err = prefix(line, page->style, false, &run);
	hang = run.count;
	for (size_t i = 0; i < line->count && !err; i++) {
		err = glyphs_add(&run, line->cells[i].text, line->cells[i].mark,
				 ascii);
		if (i + 1 == line->hang)
			hang = run.count;
	}
	while (run.count && run.list[run.count - 1].gap)
		run.count--;
	if (!err)
		write_wrapped(page, &run, hang < run.count ? hang : run.count);
	glyphs_release(&run);
	return err;
}

static int text_render(const struct report *r, const struct style *style, FILE *out)
{
	struct page page = { .out = out, .style = style };
	struct table table = { 0 };
	bool measured = false;
	int err = 0;

	for (size_t i = 0; i < r->count && !err; i++) {
		const struct line *line = &r->lines[i];

		switch (line->kind) {
		case LINE_BLANK:
			end_line(&page);
			break;
		case LINE_TEXT:
			err = write_text(&page, line);
			break;
		case LINE_ROW:
			if (!measured || table.number != line->table)
				err = measure(r, i, style, &table);
			measured = true;
			if (!err)
				err = write_row(&page, line, &table);
			break;
		}
	}
	return !err && ferror(out) ? -EIO : err;
}

const struct renderer render_text = { "text", text_render };
