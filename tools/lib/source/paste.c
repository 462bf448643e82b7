// SPDX-License-Identifier: GPL-2.0
/* The reader of pasted text: lines to statements, statements to parsers. */

#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "source/paste.h"

/* Longer than any statement; what a wrapped line adds beyond is not needed. */
#define STATEMENT_MAX 4096

/* Enough lines of a kind to be sure. */
#define SCORE_MAX 100000

static bool is_blank(const struct paste *p, const struct line *line)
{
	(void)p;
	return !*line->text;
}

/* "root@pve:~# lspci", "[root@fedora ~]# dmesg", "$ lspci": a new command. */
static bool is_prompt(const struct paste *p, const struct line *line)
{
	const char *text = line->text;
	size_t end = strcspn(text, "#$%");
	const char *at = memchr(text, '@', end);

	(void)p;
	if (!strncmp(text, "lspci ", 6) || !strncmp(text, "sudo ", 5))
		return true;
	if (!text[end] || (text[end + 1] && text[end + 1] != ' '))
		return false;
	return end == 0 || (at && at > text && !memchr(text, ' ', (size_t)(at - text)));
}

/* What people and programs write where they left something out. */
static bool is_gap(const struct paste *p, const struct line *line)
{
	static const char *const marks[] = {
		"...", "[...]", "(...)", "<...>", "[snip]", "<snip>", "--snip--",
		"[cut]", "--More--", "[truncated]", "(truncated)", "<truncated>",
		"output truncated", "*** truncated ***", "truncated",
	};

	(void)p;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (!strcasecmp(line->text, marks[i]))
			return true;
	return false;
}

static bool is_other(const struct paste *p, const struct line *line)
{
	(void)p;
	(void)line;
	return true;
}

static int read_blank(struct paste *p, const struct statement *s)
{
	struct dumped *d = paste_current(p);

	(void)s;
	if (d)
		d->seen |= SEEN_END;
	return 0;
}

static int read_prompt(struct paste *p, const struct statement *s)
{
	(void)s;
	p->current = NO_CURRENT;
	p->listing.active = false;
	p->fresh_listing = true;
	return 0;
}

static int read_gap(struct paste *p, const struct statement *s)
{
	struct dumped *d = paste_current(p);

	if (d && (d->seen & SEEN_VERBOSE || d->bytes))
		d->seen |= SEEN_CUT;
	return read_prompt(p, s);
}

/* Prose. Right behind a line it may be that line's wrapped end; else it parts. */
static int read_other(struct paste *p, const struct statement *s)
{
	if (s->after_blank)
		p->fresh_listing = true;
	return 0;
}

/**
 * struct kind - one kind of statement
 * @name: for paste_score()
 * @wraps: a line of no kind of its own, right behind, belongs to it
 * @is_open: it breaks off where words must follow, so the next line belongs to
 *	     it whatever it looks like; may be NULL
 * @is: is this line of the kind?
 * @read: take the statement down
 */
struct kind {
	const char *name;
	bool wraps;
	bool (*is_open)(const char *text);
	bool (*is)(const struct paste *p, const struct line *line);
	int (*read)(struct paste *p, const struct statement *s);
};

/* The first that fits wins; the last fits all. */
static const struct kind kinds[] = {
	{ "", false, NULL, is_blank, read_blank },
	{ "", false, NULL, is_gap, read_gap },
	{ "dmesg", true, dmesg_is_open, dmesg_is_line, dmesg_line },
	{ "lspci", true, NULL, hex_is_row, hex_row },
	{ "listing", false, NULL, listing_is_table, listing_table },
	{ "listing", true, NULL, listing_is_heading, listing_heading },
	{ "listing", false, NULL, listing_is_path, listing_path },
	{ "listing", false, NULL, listing_is_bare, listing_bare },
	{ "lspci", true, NULL, lspci_is_header, lspci_header },
	{ "lspci", true, NULL, lspci_is_field, lspci_field },
	{ "", false, NULL, is_prompt, read_prompt },
	{ "", true, NULL, is_other, read_other },
};

static const struct kind *kind_of(const struct paste *p,
				  const struct line *line)
{
	const struct kind *k = kinds;

	while (!k->is(p, line))
		k++;
	return k;
}

static bool continues(const struct paste *p, const struct kind *kind,
		      const char *so_far, const struct line *next)
{
	if (!*next->text || !kind->wraps)
		return false;
	if (kind->is_open && kind->is_open(so_far))
		return true;
	return kind_of(p, next)->is == is_other;
}

/**
 * paste_score() - how much of a text is of one kind
 * @text: the text
 * @len: its length
 * @name: "lspci", "listing" or "dmesg"
 *
 * Return: how many lines are of the kind.
 */
int paste_score(const char *text, size_t len, const char *name)
{
	struct paste p = { .current = NO_CURRENT };
	struct lines lines;
	int score = 0;

	if (lines_split(&lines, text, len))
		return 0;
	for (size_t i = 0; i < lines.count && score < SCORE_MAX; i++)
		if (!strcmp(kind_of(&p, &lines.line[i])->name, name))
			score++;
	lines_free(&lines);
	return score;
}

/**
 * paste_fail() - say why the text cannot be read
 * @p: the paste
 * @line: where
 * @fmt: the reason, as for printf()
 *
 * Return: -EINVAL.
 */
int paste_fail(struct paste *p, unsigned int line, const char *fmt, ...)
{
	char reason[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	for (char *c = reason; *c; c++) /* a quotation may end inside a character */
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	return source_fail(p->error, -EINVAL, "%s:%u: %s", p->path, line, reason);
}

/**
 * paste_function() - start taking a function down
 * @p: the paste
 * @addr: its address
 * @line: where
 *
 * It becomes the current one. Pointers to others are void.
 *
 * Return: the function with everything unread, NULL without memory.
 */
struct dumped *paste_function(struct paste *p, struct pci_addr addr,
			      unsigned int line)
{
	struct dumped *d;

	if (p->dumped_count == p->dumped_capacity) {
		size_t capacity = p->dumped_capacity ? p->dumped_capacity * 2 : 64;

		d = reallocarray(p->dumped, capacity, sizeof(*d));
		if (!d)
			return NULL;
		p->dumped = d;
		p->dumped_capacity = capacity;
	}
	p->current = p->dumped_count++;
	d = &p->dumped[p->current];
	*d = (struct dumped) {
		.f = { .addr = addr, .type = PCIE_TYPE_UNREAD,
		       .group = GROUP_UNREAD, .isolated_msi = -1 },
		.line = line,
	};
	return d;
}

/* The first word with a dot in it is the address. */
static int bad_address(struct paste *p, const struct statement *s)
{
	const char *word = s->text;

	while (strcspn(word, " ") < strcspn(word, "."))
		word += strcspn(word, " ") + 1;
	if (memchr(word, '/', strcspn(word, " ")))
		return paste_fail(p, s->line,
				  "%.*s is a path that leaves buses out (lspci -P): use lspci without -P",
				  (int)strcspn(word, " "), word);
	return paste_fail(p, s->line,
			  "%.*s is no PCI address: devices go up to 1f, functions up to 7",
			  (int)strcspn(word, " "), word);
}

/**
 * paste_begin() - start taking down the function that a line names
 * @p: the paste
 * @addr: its address, as lspci_find_address() gives it
 * @s: the line
 * @d: set to the function, with everything unread
 *
 * Return: 0, or the error for an address that cannot be.
 */
int paste_begin(struct paste *p, struct pci_addr addr, const struct statement *s,
		struct dumped **d)
{
	if (addr.domain == UINT32_MAX)
		return bad_address(p, s);
	*d = paste_function(p, addr, s->line);
	if (!*d)
		return source_fail(p->error, -ENOMEM, "out of memory");
	(*d)->indent = s->indent;
	return 0;
}

/**
 * paste_current() - the function whose lines are being read
 * @p: the paste
 *
 * Return: NULL outside of any.
 */
struct dumped *paste_current(struct paste *p)
{
	return p->current == NO_CURRENT ? NULL : &p->dumped[p->current];
}

static int by_address(const void *addr, const void *member)
{
	const struct dumped *d = member;

	return addr_compare(*(const struct pci_addr *)addr, d->f.addr);
}

/**
 * paste_find() - look a function up
 * @p: the paste, its functions sorted and one each
 * @addr: the address
 *
 * Return: the function, NULL when the text has none there.
 */
struct dumped *paste_find(struct paste *p, struct pci_addr addr)
{
	return p->dumped_count ? bsearch(&addr, p->dumped, p->dumped_count,
					 sizeof(*p->dumped), by_address) : NULL;
}

/**
 * paste_telling() - the listing or log that a line belongs to
 * @p: the paste
 * @log: a log is wanted, not a listing
 * @line: where
 *
 * Return: the last one, or a new one where something parts them; NULL without
 * memory.
 */
struct telling *paste_telling(struct paste *p, bool log, unsigned int line)
{
	bool *fresh = log ? &p->fresh_log : &p->fresh_listing;
	struct telling *t;

	if (p->last_telling[log] && !*fresh)
		return &p->tellings[p->last_telling[log] - 1];
	*fresh = false;
	t = reallocarray(p->tellings, p->tellings_count + 1, sizeof(*t));
	if (!t)
		return NULL;
	p->tellings = t;
	t = &t[p->tellings_count++];
	p->last_telling[log] = p->tellings_count;
	*t = (struct telling) { .log = log, .line = line };
	return t;
}

/**
 * paste_tell() - add one fact to a listing or a log
 * @p: the paste
 * @t: the listing or log
 * @told: the fact
 *
 * Return: 0, or -ENOMEM as source_fail() gives it.
 */
int paste_tell(struct paste *p, struct telling *t, const struct told *told)
{
	if (t->count == t->capacity) {
		size_t capacity = t->capacity ? t->capacity * 2 : 64;
		struct told *grown = reallocarray(t->told, capacity, sizeof(*grown));

		if (!grown)
			return source_fail(p->error, -ENOMEM, "out of memory");
		t->told = grown;
		t->capacity = capacity;
	}
	t->told[t->count++] = *told;
	return 0;
}

/* Append a wrapped line's words, with a space between. */
static void join(struct statement *s, const char *words)
{
	size_t have = strlen(s->text), more = strlen(words);

	if (have + 1 + more >= STATEMENT_MAX)
		return;
	s->text[have] = ' ';
	memcpy(s->text + have + 1, words, more + 1);
}

static int read_statements(struct paste *p, const struct lines *lines, char *buffer)
{
	bool after_blank = true;
	size_t i = 0;

	while (i < lines->count) {
		const struct line *first = &lines->line[i++];
		const struct kind *kind = kind_of(p, first);
		struct statement s = {
			.text = buffer,
			.line = first->number,
			.indent = first->indent,
			.after_blank = after_blank,
		};
		int err;

		snprintf(buffer, STATEMENT_MAX, "%s", first->text);
		while (i < lines->count &&
		       continues(p, kind, buffer, &lines->line[i]))
			join(&s, lines->line[i++].text);
		s.last = i == lines->count && !p->ended;
		p->statement_line = s.line;
		err = kind->read(p, &s);
		if (err)
			return err;
		after_blank = !*first->text;
		if (!after_blank)
			p->last_line = lines->line[i - 1].number;
	}
	return 0;
}

static int check_bytes(const char *path, const char *text, size_t len,
		       struct source_error *error)
{
	if (len >= 2 && (!memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2)))
		return source_fail(error, -EINVAL,
				   "%s:1: the text is UTF-16; save it as UTF-8", path);
	if (memchr(text, '\0', len))
		return source_fail(error, -EINVAL,
				   "%s: binary data; a text dump is expected", path);
	return 0;
}

static void paste_free(struct paste *p)
{
	for (size_t i = 0; i < p->tellings_count; i++)
		free(p->tellings[i].told);
	free(p->tellings);
	for (size_t i = 0; i < p->dumped_count; i++)
		free(p->dumped[i].bytes);
	free(p->dumped);
}

/**
 * paste_read() - add what a pasted text says to a machine
 * @m: the machine; what it knows already stands
 * @path: the file's name, for messages
 * @text: the text
 * @len: its length
 * @error: filled on failure
 *
 * Return: 0; -EINVAL when a line is garbled; -ENODATA when the text names no
 * function and no group; -ENOMEM.
 */
int paste_read(struct machine *m, const char *path, const char *text,
	       size_t len, struct source_error *error)
{
	struct paste p = {
		.m = m, .path = path, .error = error, .current = NO_CURRENT,
		.ended = len && text[len - 1] == '\n',
	};
	struct lines lines;
	char *buffer;
	int err = check_bytes(path, text, len, error);

	if (err)
		return err;
	if (lines_split(&lines, text, len))
		return source_fail(error, -ENOMEM, "out of memory");
	p.ended_blank = lines.count && p.ended && !*lines.line[lines.count - 1].text;
	buffer = malloc(STATEMENT_MAX);
	err = buffer ? read_statements(&p, &lines, buffer) :
		       source_fail(error, -ENOMEM, "out of memory");
	if (!err)
		err = settle(&p);
	free(buffer);
	paste_free(&p);
	lines_free(&lines);
	return err;
}
