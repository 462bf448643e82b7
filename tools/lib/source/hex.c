// SPDX-License-Identifier: GPL-2.0
/* Rows of config space as lspci -x, -xxx and -xxxx print them. */

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "source/paste.h"

#define CONFIG_SIZE 4096
#define ROW_SIZE 16

static bool is_byte(const char *p)
{
	return isxdigit((unsigned char)p[0]) && isxdigit((unsigned char)p[1]) &&
	       (!p[2] || p[2] == ' ');
}

/**
 * hex_is_row() - is this "40: 10 e0 42 …"?
 * @p: the paste
 * @line: the line
 *
 * Return: true for a row that names an offset and holds a byte. Bare bytes, which
 * a wrapped row leaves on its next line, are no row of their own.
 */
bool hex_is_row(const struct paste *p, const struct line *line)
{
	const char *text = line->text;
	size_t digits = strspn(text, "0123456789abcdefABCDEF");

	if (digits < 2 || digits > 8 || text[digits] != ':')
		return false;
	if (text[digits - 1] != '0')
		return false;
	text += digits + 1;
	text += strspn(text, " ");
	(void)p;
	return is_byte(text);
}

/* A wrapped row's last words may be anything; inside the row only bytes may be. */
static int take_bytes(struct paste *p, struct dumped *d, unsigned long offset,
		      const char *text, const struct statement *s)
{
	unsigned int n = 0;

	for (; *text; text += strspn(text, " ")) {
		if (!is_byte(text)) {
			if (n == ROW_SIZE || (s->last && strlen(text) < 2))
				break;
			return paste_fail(p, s->line,
					  "\"%.*s\" is not a byte of config space",
					  (int)strcspn(text, " "), text);
		}
		if (n == ROW_SIZE)
			return paste_fail(p, s->line, "more than 16 bytes in a row of hex");
		if (offset + n == d->bytes_len && !d->hole)
			d->bytes[d->bytes_len++] = (uint8_t)strtoul(text, NULL, 16);
		n++;
		text += 2;
	}
	if (n < ROW_SIZE)
		d->hole = true;
	return 0;
}

/**
 * hex_row() - take down a row of bytes
 * @p: the paste
 * @s: the row, put together if it was wrapped
 *
 * Bytes behind a missing row are left out: a hole must not read as zero.
 *
 * Return: 0, or the error for a row that is garbled or belongs to no function.
 */
int hex_row(struct paste *p, const struct statement *s)
{
	struct dumped *d = paste_current(p);
	char *bytes;
	unsigned long offset = strtoul(s->text, &bytes, 16);

	if (!d) {
		if (!p->orphans)
			p->orphans = s->line;
		return 0;
	}
	if (offset >= CONFIG_SIZE)
		return paste_fail(p, s->line, "offset %lx is beyond config space", offset);
	if (!d->bytes)
		d->bytes = calloc(1, CONFIG_SIZE);
	if (!d->bytes)
		return source_fail(p->error, -ENOMEM, "out of memory");
	if (offset > d->bytes_len)
		d->hole = true;
	return take_bytes(p, d, offset, bytes + 1 + strspn(bytes + 1, " "), s);
}
