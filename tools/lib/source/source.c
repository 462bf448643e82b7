// SPDX-License-Identifier: GPL-2.0
/* Read a machine from wherever the user says. */

#include <stdarg.h>
#include <stdio.h>

#include "source/source.h"

/**
 * source_fail() - say why the data could not be read
 * @error: to fill, may be NULL
 * @code: negative errno
 * @fmt: as for printf(): one line with file, line, reason and what to do
 *
 * Return: @code, so that a caller can return it.
 */
int source_fail(struct source_error *error, int code, const char *fmt, ...)
{
	va_list args;

	if (!error)
		return code;
	error->code = code;
	va_start(args, fmt);
	vsnprintf(error->text, sizeof(error->text), fmt, args);
	va_end(args);
	return code;
}
