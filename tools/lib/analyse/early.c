// SPDX-License-Identifier: GPL-2.0
/* What is configured in /etc against what the initramfs was made with. */

#include <string.h>

#include "analyse/early.h"

#define BLANKS " \t"

/**
 * early_lacks_module() - a module that is to be in the initramfs, and is not
 * @h: the host, whose initramfs was read
 *
 * Return: the line that wants it there, or NULL.
 */
const struct directive *early_lacks_module(const struct host *h)
{
	const struct directive *d = h->modules.directives;

	for (; d; d = d->next) {
		enum module_state state = module_state(h, d->module);

		if (d->kind == DIRECTIVE_EARLY &&
		    !initramfs_has(&h->initramfs, d->module) &&
		    (state == MODULE_AVAILABLE || state == MODULE_LOADED))
			return d;
	}
	return NULL;
}

/* Does this line decide about a module that the initramfs holds? */
static bool concerns(const struct initramfs *i, const struct directive *d)
{
	if (strncmp(d->place.file, "/etc/", 5))
		return false;
	if (d->kind == DIRECTIVE_SOFTDEP && strstr(d->rest, "vfio"))
		return initramfs_has(i, d->module);
	if ((d->kind == DIRECTIVE_OPTIONS || d->kind == DIRECTIVE_INSTALL) &&
	    !strncmp(d->module, "vfio", 4))
		return initramfs_has(i, d->module);
	return d->kind == DIRECTIVE_BLACKLIST && initramfs_has(i, d->module);
}

/**
 * early_keyword() - the first word of a line that early_lacks_line() can find
 * @kind: of the line
 *
 * Return: the word.
 */
const char *early_keyword(enum directive_kind kind)
{
	return kind == DIRECTIVE_OPTIONS ? "options" :
	       kind == DIRECTIVE_SOFTDEP ? "softdep" :
	       kind == DIRECTIVE_INSTALL ? "install" : "blacklist";
}

/* Names of modules are the same with "_" for "-"; other words have no "_". */
static bool word_is(const char *text, size_t len, const char *word)
{
	for (; len && *word; len--, text++, word++)
		if (*text != *word && !(*text == '-' && *word == '_'))
			return false;
	return !len && !*word;
}

/* A line, less its first word and the blanks behind that */
static const char *behind(const char *line, size_t *len)
{
	size_t n = strcspn(line, BLANKS "\n");

	n += strspn(line + n, BLANKS);
	*len -= n < *len ? n : *len;
	return line + n;
}

static bool is_line(const char *line, size_t len, const struct directive *d)
{
	if (!word_is(line, strcspn(line, BLANKS "\n"), early_keyword(d->kind)))
		return false;
	line = behind(line, &len);
	if (!word_is(line, strcspn(line, BLANKS "\n"), d->module))
		return false;
	line = behind(line, &len);
	return len == strlen(d->rest) && !strncmp(line, d->rest, len);
}

static bool has_line(const struct initramfs *i, const struct directive *d)
{
	for (const struct initramfs_file *f = i->files; f; f = f->next)
		for (const char *line = f->text; *line;) {
			size_t len = strcspn(line, "\n");

			if (is_line(line, len, d))
				return true;
			line += len + (line[len] == '\n');
		}
	return false;
}

/**
 * early_lacks_line() - a line about a module in the initramfs, not copied there
 * @h: the host, whose initramfs was read
 *
 * Return: the line, or NULL.
 */
const struct directive *early_lacks_line(const struct host *h)
{
	const struct directive *d = h->modules.directives;

	while (d && (!concerns(&h->initramfs, d) || has_line(&h->initramfs, d)))
		d = d->next;
	return d;
}
