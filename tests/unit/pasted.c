// SPDX-License-Identifier: GPL-2.0
/* Read text that stands in a test. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "pasted.h"

static const struct input_format *const formats[] = {
	&input_lspci, &input_listing, &input_dmesg,
};

static const struct input_format *best_format(const char *text)
{
	const struct input_format *best = &input_lspci;
	int surest = 0;

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		int sure = formats[i]->recognise(text, strlen(text));

		if (sure > surest) {
			surest = sure;
			best = formats[i];
		}
	}
	return best;
}

void pasted_more(struct machine *m, const char *text)
{
	struct source_error error = { 0 };
	int err = best_format(text)->read(m, "paste", text, strlen(text), &error);

	assert_string_equal(error.text, "");
	assert_int_equal(err, 0);
	assert_int_equal(machine_link(m), 0);
}

struct machine *pasted(const char *text)
{
	struct machine *m = machine_new("test");

	assert_non_null(m);
	pasted_more(m, text);
	return m;
}

const char *pasted_error(const char *text)
{
	static struct source_error error;
	struct machine *m = machine_new("test");

	assert_non_null(m);
	error = (struct source_error) { 0 };
	assert_true(best_format(text)->read(m, "paste", text, strlen(text),
					    &error) < 0);
	machine_free(m);
	return error.text;
}

bool has_note(const struct machine *m, const char *words)
{
	for (size_t i = 0; i < m->notes_count; i++)
		if (strstr(m->notes[i], words))
			return true;
	return false;
}
