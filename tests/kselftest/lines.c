// SPDX-License-Identifier: GPL-2.0
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* vasprintf */
#endif
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"

/**
 * lines_add - append one line
 * @lines: the list
 * @fmt: as for printf
 *
 * Return: 0, or -ENOMEM.
 */
int lines_add(struct lines *lines, const char *fmt, ...)
{
	char **grown = realloc(lines->line,
			       (lines->count + 1) * sizeof(*grown));
	va_list args;
	int len;

	if (!grown)
		return -ENOMEM;
	lines->line = grown;
	va_start(args, fmt);
	len = vasprintf(&grown[lines->count], fmt, args);
	va_end(args);
	if (len < 0)
		return -ENOMEM;
	lines->count++;
	return 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/**
 * lines_sort - put a list in byte order
 * @lines: the list
 */
void lines_sort(struct lines *lines)
{
	if (lines->count)
		qsort(lines->line, lines->count, sizeof(*lines->line), compare);
}

/**
 * lines_first_difference - where two sorted lists part
 * @a: one list
 * @b: the other
 *
 * Return: the line that only one of them has, or NULL when they are equal.
 */
const char *lines_first_difference(const struct lines *a,
				   const struct lines *b)
{
	size_t i;

	for (i = 0; i < a->count && i < b->count; i++) {
		int order = strcmp(a->line[i], b->line[i]);

		if (order)
			return order < 0 ? a->line[i] : b->line[i];
	}
	if (i < a->count)
		return a->line[i];
	return i < b->count ? b->line[i] : NULL;
}

/**
 * lines_release - free what a list holds
 * @lines: the list, empty afterwards
 */
void lines_release(struct lines *lines)
{
	while (lines->count)
		free(lines->line[--lines->count]);
	free(lines->line);
	lines->line = NULL;
}
