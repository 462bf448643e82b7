// SPDX-License-Identifier: GPL-2.0
/* A report for programs: its data, one JSON object. */

#include <errno.h>
#include <string.h>

#include "model/utf8.h"
#include "render/render.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD, for what is no character */

/* Files hold any bytes; JSON is UTF-8. */
static int put_characters(const char *text, FILE *out)
{
	const char *start = text;
	uint32_t code;

	while (*text) {
		size_t len = utf8_decode(text, strnlen(text, UTF8_LEN), &code);

		if (len) {
			text += len;
			continue;
		}
		fwrite(start, 1, (size_t)(text - start), out);
		fputs(REPLACEMENT, out);
		start = ++text;
	}
	fwrite(start, 1, (size_t)(text - start), out);
	return ferror(out) ? -EIO : 0;
}

static int json_render(const struct report *r, const struct style *style, FILE *out)
{
	const char *text;
	int err;

	(void)style;
	text = json_object_to_json_string_ext(r->data,
					      JSON_C_TO_STRING_PRETTY |
						      JSON_C_TO_STRING_SPACED |
						      JSON_C_TO_STRING_NOSLASHESCAPE);
	if (!text)
		return -ENOMEM;
	err = put_characters(text, out);
	if (!err && fputc('\n', out) < 0)
		err = -EIO;
	return err;
}

const struct renderer render_json = { "json", json_render };
