/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RENDER_RENDER_H
#define ACSDIAG_RENDER_RENDER_H

#include <stdio.h>

#include "report/report.h"

/**
 * struct style - how text may look
 * @width: columns; 0 means unlimited (not a terminal)
 * @colour: escape sequences allowed
 * @ascii: no character outside ASCII
 */
struct style {
	unsigned int width;
	bool colour;
	bool ascii;
};

/**
 * struct renderer - one way to write a report
 */
struct renderer {
	const char *name;
	int (*render)(const struct report *r, const struct style *style,
		      FILE *out);
};

extern const struct renderer render_text;
extern const struct renderer render_json;

#endif
