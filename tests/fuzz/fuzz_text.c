// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer: any bytes as an input file, read by the format named at build time
 * with -DFORMAT=input_…. A line of "====" parts the first input from a
 * companion. What was understood must be consistent, whatever the bytes.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/machine.h"
#include "fuzz.h"
#include "source/source.h"

#define PART "\n====\n"

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

/* Names end up in JSON, which is UTF-8. */
static void check_text(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	while (p && *p) {
		size_t n = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;

		must(*p >= ' ' && *p != 0x7f && (*p < 0x80 || *p >= 0xc2),
		     "control character or stray byte in a name");
		for (size_t i = 1; i < n; i++)
			must((p[i] & 0xc0) == 0x80, "cut character in a name");
		p += n;
	}
}

static void check(const struct machine *m)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct function *f = &m->functions[i];

		must(!i || addr_compare(f[-1].addr, f->addr) < 0, "order");
		must(f->group >= GROUP_NONE, "group number");
		must(f->acs.fact != FACT_ABSENT || !f->acs.cap, "ACS bits of no capability");
		must(f->class <= 0xffffff, "class");
		check_text(f->name);
		check_text(f->driver);
		check_text(f->slot);
	}
	for (size_t i = 0; i < m->notes_count; i++)
		check_text(m->notes[i]);
	check_text(m->kernel);
	check_text(m->cmdline);
}

static int read_part(struct machine *m, const char *text, size_t len)
{
	struct source_error error = { 0 };
	int err;

	FORMAT.recognise(text, len);
	err = FORMAT.read(m, "input", text, len, &error);
	must(!err || (error.code == err && *error.text), "an error without words");
	return err ? err : machine_link(m);
}

/* A copy with a NUL behind it, as source_read() passes files on. */
static char *copy(const char *text, size_t len)
{
	char *c = malloc(len + 1);

	if (!c)
		abort();
	memcpy(c, text, len);
	c[len] = '\0';
	return c;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct machine *m = machine_new("fuzz");
	char *all = copy((const char *)data, size);
	char *part = strstr(all, PART);
	size_t first = part ? (size_t)(part - all) + 1 : size;
	char *text = copy(all, first);
	int err = read_part(m, text, first);

	if (!err && part) {
		size_t rest = first + strlen(PART) - 1;
		char *companion = copy(all + rest, size - rest);

		err = read_part(m, companion, size - rest);
		free(companion);
	}
	if (!err)
		check(m);
	free(text);
	free(all);
	machine_free(m);
	return 0;
}
