/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RENDER_GLYPH_H
#define ACSDIAG_RENDER_GLYPH_H

#include <stdbool.h>
#include <stddef.h>

#include "report/report.h"

/*
 * Text cut into what a terminal shows cell by cell. Names come from dumps that
 * strangers posted: nothing reaches the terminal that could steer it.
 */

#define GLYPH_LEN 8

/**
 * struct glyph - one character as it will be written
 * @text: its bytes, already in the alphabet that the terminal has
 * @width: columns it takes
 * @mark: meaning of the cell it came from
 * @gap: a space at which a line may be broken
 */
struct glyph {
	char text[GLYPH_LEN];
	unsigned char width;
	unsigned char mark;
	bool gap;
};

/**
 * struct glyphs - a run of them
 * @list: the glyphs
 * @count: entries in @list
 * @capacity: room in @list
 */
struct glyphs {
	struct glyph *list;
	size_t count, capacity;
};

int glyphs_add(struct glyphs *run, const char *text, enum mark mark,
	       bool ascii);
size_t glyphs_plain(const char *text);
unsigned int glyphs_columns(const char *text, bool ascii);
int glyphs_copy(struct glyphs *run, const struct glyphs *other, size_t from,
		size_t to);
unsigned int glyphs_width(const struct glyphs *run, size_t from, size_t to);
void glyphs_release(struct glyphs *run);

#endif
