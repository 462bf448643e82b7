// SPDX-License-Identifier: GPL-2.0
/* Lines of configuration files. */

#include <string.h>

#include "source/reader.h"

/**
 * reader_next() - go to the next line
 * @r: the walk
 *
 * Return: false behind the last one.
 */
bool reader_next(struct reader *r)
{
	if (!r->text || !*r->text)
		return false;
	r->len = strcspn(r->text, "\n");
	r->line = r->text;
	r->text += r->len + (r->text[r->len] == '\n');
	r->number++;
	while (r->len && strchr(" \t", *r->line)) {
		r->line++;
		r->len--;
	}
	while (r->len && strchr(" \t\r", r->line[r->len - 1]))
		r->len--;
	return true;
}

/**
 * reader_word() - the first word of the line
 * @r: the walk
 * @len: its length, 0 where there is none
 *
 * Return: the word, not terminated.
 */
const char *reader_word(const struct reader *r, size_t *len)
{
	*len = strcspn(r->line, " \t\r\n");
	if (*len > r->len)
		*len = r->len;
	return r->line;
}
