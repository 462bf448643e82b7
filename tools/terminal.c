// SPDX-License-Identifier: GPL-2.0
/* How wide, how colourful, and in which alphabet the answer may be. */

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "invocation.h"

#define WIDTH_USUAL 80
#define WIDTH_LEAST 40

/*
 * COLUMNS wins, because somebody exported it; then the terminal's own width.
 * What goes to a file or a pipe is not wrapped: grep wants whole lines.
 */
static unsigned int width(bool terminal)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;

	if (columns && atoi(columns) > 0)
		return atoi(columns) < WIDTH_LEAST ? WIDTH_LEAST :
						     (unsigned int)atoi(columns);
	if (!terminal)
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return WIDTH_USUAL;
	return size.ws_col < WIDTH_LEAST ? WIDTH_LEAST : size.ws_col;
}

static bool colour(enum when when, bool terminal)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (when != WHEN_AUTO)
		return when == WHEN_ALWAYS;
	return terminal && !(no_color && *no_color) && term &&
	       strcmp(term, "dumb");
}

/**
 * terminal_style() - how the answer may look
 * @call: the command line
 * @style: filled
 */
void terminal_style(const struct invocation *call, struct style *style)
{
	bool terminal = isatty(STDOUT_FILENO) && !call->ctx.output;

	style->width = width(terminal);
	style->colour = colour(call->colour, terminal);
	style->ascii = call->ascii || strcmp(nl_langinfo(CODESET), "UTF-8");
}
