/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_LINES_H
#define ACSDIAG_SOURCE_LINES_H

#include <stddef.h>

/**
 * struct line - one line of pasted text, freed of what pasting did to it
 * @text: the words, without indent, quote marks and trailing blanks
 * @number: in the file, from 1
 * @indent: columns in front of the words, quote marks not counted
 */
struct line {
	char *text;
	unsigned int number;
	unsigned int indent;
};

/**
 * struct lines - a text cut into lines
 * @line: the lines
 * @count: entries in @line
 * @buffer: holds their words
 */
struct lines {
	struct line *line;
	size_t count;
	char *buffer;
};

int lines_split(struct lines *lines, const char *text, size_t len);
void lines_free(struct lines *lines);

#endif
