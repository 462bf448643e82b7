/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SELFTEST_LINES_H
#define ACSDIAG_SELFTEST_LINES_H

#include <stddef.h>

/**
 * struct lines - facts as text, one line each, to compare two tellers
 * @line: the lines, each with its own allocation
 * @count: entries in @line
 */
struct lines {
	char **line;
	size_t count;
};

int lines_add(struct lines *lines, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void lines_sort(struct lines *lines);
const char *lines_first_difference(const struct lines *a,
				   const struct lines *b);
void lines_release(struct lines *lines);

#endif
