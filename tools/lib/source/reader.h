/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_READER_H
#define ACSDIAG_SOURCE_READER_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct reader - a walk over the lines of a configuration file
 * @text: behind the current line; set it to begin
 * @line: the current line, without blanks around it
 * @len: of it
 * @number: of it, from 1
 */
struct reader {
	const char *text;
	const char *line;
	size_t len;
	unsigned int number;
};

bool reader_next(struct reader *r);
const char *reader_word(const struct reader *r, size_t *len);

#endif
