// SPDX-License-Identifier: GPL-2.0
/* A report for programs: its data, one JSON object. */

#include <errno.h>

#include "render/render.h"

static int json_render(const struct report *r, const struct style *style, FILE *out)
{
	const char *text;

	(void)style;
	text = json_object_to_json_string_ext(r->data,
					      JSON_C_TO_STRING_PRETTY |
						      JSON_C_TO_STRING_SPACED |
						      JSON_C_TO_STRING_NOSLASHESCAPE);
	if (!text)
		return -ENOMEM;
	if (fputs(text, out) < 0 || fputc('\n', out) < 0)
		return -EIO;
	return 0;
}

const struct renderer render_json = { "json", json_render };
