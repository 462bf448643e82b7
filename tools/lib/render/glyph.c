// SPDX-License-Identifier: GPL-2.0
/* UTF-8 to what a terminal may be sent. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "model/utf8.h"
#include "render/glyph.h"

#define REPLACEMENT "?"

/* What the characters that reports use become where only ASCII is allowed. */
static const struct {
	const char *utf8;
	const char *ascii;
} plain[] = {
	{ "·", "-" },	 { "…", "..." }, { "←", "<-" }, { "→", "->" },
	{ "↔", "<->" },	 { "×", "x" },	 { "│", "|" },	{ "├", "|" },
	{ "└", "`" },	 { "─", "-" },	 { "✓", "ok" }, { "®", "(R)" },
	{ "™", "(TM)" },
};

/* What is no character is one byte long and has no code point. */
static size_t decode(const char *text, uint32_t *code)
{
	size_t len = utf8_decode(text, strnlen(text, UTF8_LEN), code);

	return len ? len : 1;
}

static const char *ascii_for(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (strlen(plain[i].utf8) == len &&
		    !memcmp(plain[i].utf8, text, len))
			return plain[i].ascii;
	return REPLACEMENT;
}

static void glyph_set(struct glyph *g, const char *text, size_t len,
		      unsigned int width)
{
	memcpy(g->text, text, len);
	g->text[len] = '\0';
	g->width = (unsigned char)width;
}

static bool is_printable(char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* Fill @g from the character at @text; the bytes it took. */
static size_t glyph_from(struct glyph *g, const char *text, bool ascii)
{
	uint32_t code;
	size_t len;
	int width;

	if (is_printable(*text)) {
		g->text[0] = *text;
		g->text[1] = '\0';
		g->width = 1;
		return 1;
	}
	len = decode(text, &code);
	if (ascii && code >= 0xa0) {
		const char *word = ascii_for(text, len);

		glyph_set(g, word, strlen(word), (unsigned int)strlen(word));
		return len;
	}
	width = code >= 0xa0 ? wcwidth((wchar_t)code) : -1;
	if (width < 0)
		glyph_set(g, REPLACEMENT, strlen(REPLACEMENT), 1);
	else
		glyph_set(g, text, len, (unsigned int)width);
	return len;
}

static int make_room(struct glyphs *run, size_t more)
{
	size_t need = run->count + more;
	struct glyph *list;

	if (need <= run->capacity)
		return 0;
	list = realloc(run->list, need * sizeof(*list));
	if (!list)
		return -ENOMEM;
	run->list = list;
	run->capacity = need;
	return 0;
}

/**
 * glyphs_add() - append a text to a run
 * @run: the run
 * @text: UTF-8; control characters and broken sequences are replaced
 * @mark: meaning of the text; something to type is never broken at its spaces
 * @ascii: leave nothing outside ASCII
 *
 * Return: 0 or -ENOMEM.
 */
int glyphs_add(struct glyphs *run, const char *text, enum mark mark, bool ascii)
{
	if (make_room(run, strlen(text)))
		return -ENOMEM;
	while (*text) {
		struct glyph *g = &run->list[run->count++];

		g->mark = (unsigned char)mark;
		g->gap = *text == ' ' && mark != MARK_COMMAND;
		text += glyph_from(g, text, ascii);
	}
	return 0;
}

/**
 * glyphs_plain() - how much of a text may be written as it is
 * @text: the text
 *
 * Return: length of what is printable ASCII at its start, a column each.
 */
size_t glyphs_plain(const char *text)
{
	const char *end = text;

	while (is_printable(*end))
		end++;
	return (size_t)(end - text);
}

/**
 * glyphs_columns() - columns that a text would take
 * @text: as for glyphs_add()
 * @ascii: likewise
 *
 * Return: the columns.
 */
unsigned int glyphs_columns(const char *text, bool ascii)
{
	size_t start = glyphs_plain(text);
	unsigned int width = (unsigned int)start;
	struct glyph g;

	text += start;
	while (*text) {
		text += glyph_from(&g, text, ascii);
		width += g.width;
	}
	return width;
}

/**
 * glyphs_copy() - append a part of another run
 * @run: the run
 * @other: the other run
 * @from: first glyph
 * @to: behind the last glyph
 *
 * Return: 0 or -ENOMEM.
 */
int glyphs_copy(struct glyphs *run, const struct glyphs *other, size_t from,
		size_t to)
{
	if (make_room(run, to - from))
		return -ENOMEM;
	while (from < to)
		run->list[run->count++] = other->list[from++];
	return 0;
}

/**
 * glyphs_width() - columns that a part of a run takes
 * @run: the run
 * @from: first glyph
 * @to: behind the last glyph
 *
 * Return: the columns.
 */
unsigned int glyphs_width(const struct glyphs *run, size_t from, size_t to)
{
	unsigned int width = 0;

	for (size_t i = from; i < to; i++)
		width += run->list[i].width;
	return width;
}

/**
 * glyphs_release() - forget a run
 * @run: the run; may be used again
 */
void glyphs_release(struct glyphs *run)
{
	free(run->list);
	*run = (struct glyphs){ 0 };
}
