// SPDX-License-Identifier: GPL-2.0
/* Making a host's facts, and asking them. */

#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/host.h"

/**
 * host_new() - a host of which nothing is known
 *
 * Return: the host, or NULL when memory ran out.
 */
struct host *host_new(void)
{
	struct arena *arena = arena_new(NULL);
	struct host *h = arena ? arena_alloc(arena, sizeof(*h)) : NULL;

	if (!h) {
		arena_put(arena);
		return NULL;
	}
	memset(h, 0, sizeof(*h));
	h->arena = arena;
	return h;
}

/**
 * host_free() - give back a host and all it holds
 * @h: the host or NULL
 */
void host_free(struct host *h)
{
	if (h)
		arena_put(h->arena);
}

/**
 * host_alloc() - memory for one of the host's things
 * @h: the host; failed when memory ran out
 * @size: bytes
 *
 * Return: zeroes that live as long as the host, or NULL.
 */
void *host_alloc(struct host *h, size_t size)
{
	void *p = arena_alloc(h->arena, size);

	if (p)
		memset(p, 0, size);
	else
		h->failed = true;
	return p;
}

/**
 * host_string() - keep a piece of text
 * @h: the host; failed when memory ran out
 * @text: not necessarily terminated
 * @len: of @text
 *
 * Return: a terminated copy; "" when memory ran out.
 */
const char *host_string(struct host *h, const char *text, size_t len)
{
	const char *kept = arena_string(h->arena, text, len);

	if (!kept)
		h->failed = true;
	return kept ? kept : "";
}

/**
 * host_printf() - keep a composed text
 * @h: the host
 * @fmt: as for printf()
 *
 * Return: the text; "" when memory ran out.
 */
const char *host_printf(struct host *h, const char *fmt, ...)
{
	const char *kept;
	char *text;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0) {
		h->failed = true;
		return "";
	}
	kept = host_string(h, text, (size_t)len);
	free(text);
	return kept;
}

/* One parameter, quotes as in next_arg() of the kernel's lib/cmdline.c */
static size_t word_length(const char *text, size_t len, size_t *equals)
{
	bool quoted = false;
	size_t i;

	*equals = 0;
	for (i = 0; i < len; i++) {
		if (isspace((unsigned char)text[i]) && !quoted)
			break;
		if (text[i] == '=' && !*equals)
			*equals = i;
		if (text[i] == '"')
			quoted = !quoted;
	}
	return i;
}

static const char *unquoted(struct host *h, const char *text, size_t len)
{
	if (len && text[0] == '"') {
		text++;
		len--;
		if (len && text[len - 1] == '"')
			len--;
	}
	return host_string(h, text, len);
}

/**
 * words_split() - cut a command line into its parameters
 * @h: the host, which keeps them
 * @text: the line
 * @len: of @text
 * @place: where it stands
 *
 * Return: the first parameter; NULL for an empty line, or without memory.
 */
struct word *words_split(struct host *h, const char *text, size_t len,
			 struct place place)
{
	struct word *first = NULL, **last = &first;

	while (len) {
		size_t equals, n = word_length(text, len, &equals);
		struct word *w;

		if (!n) {
			text++;
			len--;
			continue;
		}
		w = host_alloc(h, sizeof(*w));
		if (!w)
			return first;
		*w = (struct word){
			.name = host_string(h, text, equals ? equals : n),
			.value = equals ? unquoted(h, text + equals + 1,
						   n - equals - 1) : NULL,
			.place = place,
		};
		*last = w;
		last = &w->next;
		text += n;
		len -= n;
	}
	return first;
}

/**
 * host_cmdline() - add a command line to a host
 * @h: the host
 * @role: what it is to the next boot
 * @place: where it stands
 *
 * Return: the line, empty and known, or NULL when memory ran out.
 */
struct cmdline *host_cmdline(struct host *h, enum cmdline_role role,
			     struct place place)
{
	struct cmdline *line = host_alloc(h, sizeof(*line));
	struct cmdline **last = &h->boot.cmdlines;

	if (!line)
		return NULL;
	*line = (struct cmdline){
		.role = role, .fact = FACT_KNOWN, .place = place, .lines = 1,
	};
	while (*last)
		last = &(*last)->next;
	*last = line;
	return line;
}

/**
 * parameter_is() - is this the parameter of that name?
 * @word: as typed
 * @name: as documented
 *
 * Return: true when it is; the kernel takes "-" for "_" in names (parameq()).
 */
bool parameter_is(const struct word *word, const char *name)
{
	const char *typed = word->name;

	for (; *typed && *name; typed++, name++)
		if ((*typed == '-' ? '_' : *typed) != (*name == '-' ? '_' : *name))
			return false;
	return *typed == *name;
}

/**
 * word_find() - find a parameter behind a place of a command line
 * @words: from here on
 * @name: its name
 *
 * Return: the first of that name, or NULL.
 */
const struct word *word_find(const struct word *words, const char *name)
{
	for (; words; words = words->next)
		if (parameter_is(words, name))
			return words;
	return NULL;
}

/**
 * cpu_has() - does the kernel list this processor flag?
 * @cpu: the processors
 * @flag: as /proc/cpuinfo spells it
 *
 * Return: true when it does.
 */
bool cpu_has(const struct cpu *cpu, const char *flag)
{
	size_t len = strlen(flag);

	for (const char *p = cpu->flags; p && (p = strstr(p, flag)); p += len)
		if (p > cpu->flags && p[-1] == ' ' && (p[len] == ' ' || !p[len]))
			return true;
	return false;
}
