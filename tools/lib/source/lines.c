// SPDX-License-Identifier: GPL-2.0
/*
 * Cut pasted text into lines, and undo what mail programs, forums, terminals
 * and editors did to it.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/utf8.h"
#include "source/lines.h"

#define TAB_COLUMNS 8

/* No replacement is longer than what it stands for. */
static const struct {
	const char *from;
	const char *to;
} replacements[] = {
	{ "&nbsp;", " " },
	{ "&lt;", "<" },
	{ "&gt;", ">" },
	{ "&amp;", "&" },
	{ "&quot;", "\"" },
	{ "&#39;", "'" },
	{ "\xc2\xa0", " " }, /* no-break space */
	{ "\xe2\x80\xaf", " " }, /* narrow no-break space */
	{ "\xe2\x80\x8b", "" }, /* zero width space */
	{ "\xef\xbb\xbf", "" }, /* byte order mark */
	{ "\xe2\x80\xa6", "..." }, /* ellipsis */
	{ "\xe2\x94\x82", "|" }, /* box drawing, as tables and tree(1) use it */
	{ "\xe2\x94\x80", " " },
	{ "\xe2\x94\x9c", " " },
	{ "\xe2\x94\x94", " " },
};

/* Terminals' colours: ESC, a bracket, parameters, a letter. */
static size_t escape_length(const char *p, const char *end)
{
	const char *q = p + 1;

	if (q < end && *q == '[')
		q++;
	while (q < end && (*q == ';' || (*q >= '0' && *q <= '9')))
		q++;
	if (q < end && *q != '\n')
		q++;
	return (size_t)(q - p);
}

static size_t replace(const char *p, const char *end, char **out)
{
	for (size_t i = 0; i < sizeof(replacements) / sizeof(*replacements); i++) {
		size_t n = strlen(replacements[i].from);
		const char *to = replacements[i].to;

		if ((size_t)(end - p) < n || memcmp(p, replacements[i].from, n))
			continue;
		memcpy(*out, to, strlen(to));
		*out += strlen(to);
		return n;
	}
	return 0;
}

/* Copy one character, made harmless. Return: how many bytes it took. */
static size_t copy_character(const char *p, const char *end, char **out)
{
	uint32_t code;
	size_t n = 0;

	if (*p == '\033')
		return escape_length(p, end);
	if (*p == '&' || (unsigned char)*p >= 0x80)
		n = replace(p, end, out);
	if (n)
		return n;
	if ((unsigned char)*p >= 0x80) {
		n = utf8_decode(p, (size_t)(end - p), &code);
		if (n) {
			memcpy(*out, p, n);
			*out += n;
			return n;
		}
		*(*out)++ = '?';
		return 1;
	}
	*(*out)++ = ((unsigned char)*p < ' ' && *p != '\t') || *p == 0x7f ? ' ' : *p;
	return 1;
}

/* Step over quote marks and indent; the indent counts from the last mark. */
static void strip_front(struct line *line)
{
	char *p = line->text;

	for (; *p == ' ' || *p == '\t' || *p == '>' || *p == '|'; p++) {
		if (*p == ' ')
			line->indent++;
		else if (*p == '\t')
			line->indent += TAB_COLUMNS - line->indent % TAB_COLUMNS;
		else
			line->indent = 0;
	}
	line->text = p;
}

static void strip_back(char *start, char *end)
{
	while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = '\0';
	for (; start < end; start++)
		if (*start == '\t')
			*start = ' ';
}

static size_t count_lines(const char *text, size_t len)
{
	const char *end = text + len;
	size_t n = 1;

	while ((text = memchr(text, '\n', (size_t)(end - text)))) {
		n++;
		text++;
	}
	return n;
}

/**
 * lines_split() - cut a text into lines
 * @lines: filled; to be given to lines_free()
 * @text: the text, any bytes
 * @len: its length
 *
 * Line ends may be Unix' or DOS'. Control characters, tabs and no-break spaces
 * become spaces, bytes that are not UTF-8 become question marks, terminal
 * colours vanish, HTML entities are read.
 *
 * Return: 0 or -ENOMEM.
 */
int lines_split(struct lines *lines, const char *text, size_t len)
{
	const char *end = text + len;
	size_t max = count_lines(text, len);
	char *out;

	lines->count = 0;
	lines->line = calloc(max, sizeof(*lines->line));
	lines->buffer = malloc(len + max);
	if (!lines->line || !lines->buffer) {
		lines_free(lines);
		return -ENOMEM;
	}
	out = lines->buffer;
	while (text < end) {
		struct line *line = &lines->line[lines->count++];

		line->text = out;
		line->number = (unsigned int)lines->count;
		while (text < end && *text != '\n')
			text += copy_character(text, end, &out);
		text++;
		*out = '\0';
		strip_front(line);
		strip_back(line->text, out++);
	}
	return 0;
}

/**
 * lines_free() - free what lines_split() made
 * @lines: may be all zero
 */
void lines_free(struct lines *lines)
{
	free(lines->line);
	free(lines->buffer);
	lines->line = NULL;
	lines->buffer = NULL;
	lines->count = 0;
}
