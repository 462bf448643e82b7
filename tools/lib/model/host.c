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

/* Is this one of the words of a list with a blank around each? */
static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = list; p && (p = strstr(p, word)); p += len)
		if (p > list && p[-1] == ' ' && (p[len] == ' ' || !p[len]))
			return true;
	return false;
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
	return has_word(cpu->flags, flag);
}

/**
 * module_name() - a module's name as the kernel keeps it
 * @h: the host, which keeps it
 * @text: as typed
 * @len: of @text
 *
 * Return: the name, with "_" for "-".
 */
const char *module_name(struct host *h, const char *text, size_t len)
{
	char name[64];

	len = len < sizeof(name) ? len : sizeof(name);
	for (size_t i = 0; i < len; i++)
		name[i] = text[i] == '-' ? '_' : text[i];
	return host_string(h, name, len);
}

/* Does a line of @t begin with this name and a character of @behind? */
static bool has_line(const struct text *t, const char *name, const char *behind)
{
	size_t len = strlen(name);

	for (const char *p = t->text; p && *p; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (!strncmp(p, name, len) && p[len] && strchr(behind, p[len]))
			return true;
	}
	return false;
}

/* Is there "/NAME.ko", NAME spelt with "-" or "_", in a list of files? */
static bool has_file(const struct text *t, const char *name)
{
	const char *p = t->text;

	while (p && (p = strstr(p, ".ko"))) {
		size_t i = strlen(name);
		const char *q = p;

		while (i && q > t->text) {
			char c = *--q == '-' ? '_' : *q;

			if (c != name[i - 1])
				break;
			i--;
		}
		if (!i && q > t->text && q[-1] == '/')
			return true;
		p += 3;
	}
	return false;
}

/**
 * module_loaded() - is this module loaded?
 * @h: the host
 * @module: its name, with "_"
 *
 * Return: true when it is; costs less than to ask for its state.
 */
bool module_loaded(const struct host *h, const char *module)
{
	return has_line(&h->modules.loaded, module, " ");
}

/**
 * module_state() - what the running kernel has of a module
 * @h: the host
 * @module: its name, with "_"
 *
 * Return: its state; MODULE_UNKNOWN when no list was read that decides.
 */
enum module_state module_state(const struct host *h, const char *module)
{
	const struct modules *m = &h->modules;

	if (module_loaded(h, module))
		return MODULE_LOADED;
	if (has_file(&m->builtin, module))
		return MODULE_BUILTIN;
	if (has_file(&m->available, module))
		return MODULE_AVAILABLE;
	if (m->loaded.fact != FACT_KNOWN || m->available.fact == FACT_UNREAD)
		return MODULE_UNKNOWN;
	return MODULE_ABSENT;
}

/**
 * parameter_find() - a loaded module's parameter
 * @h: the host
 * @module: its name, with "_"
 * @name: of the parameter
 *
 * Return: it, or NULL when it was not read.
 */
const struct parameter *parameter_find(const struct host *h, const char *module,
				       const char *name)
{
	const struct parameter *p = h->modules.parameters;

	while (p && (strcmp(p->module, module) || strcmp(p->name, name)))
		p = p->next;
	return p;
}

/**
 * initramfs_has() - is this module in the initramfs?
 * @i: the initramfs
 * @module: its name, with "_"
 *
 * Return: true when it is; false also when it was not looked into.
 */
bool initramfs_has(const struct initramfs *i, const char *module)
{
	return i->fact == FACT_KNOWN && has_word(i->modules, module);
}

/**
 * kernel_option() - how the running kernel was configured
 * @h: the host
 * @name: "CONFIG_VFIO_PCI"
 *
 * Return: its value, FACT_ABSENT when it is not set; FACT_UNREAD without the
 * configuration. The line is that of the file.
 */
struct text kernel_option(const struct host *h, const char *name)
{
	const struct text *config = &h->kernel.config;
	struct text found = { .fact = FACT_UNREAD, .place = config->place };
	size_t len = strlen(name);
	unsigned int line = 0;

	if (config->fact != FACT_KNOWN)
		return found;
	found.fact = FACT_ABSENT;
	for (const char *p = config->text; p && *p; p = strchr(p, '\n')) {
		p += *p == '\n';
		line++;
		if (strncmp(p, name, len) || p[len] != '=')
			continue;
		found.fact = FACT_KNOWN;
		found.text = p + len + 1;
		found.len = strcspn(found.text, "\n");
		found.place.line = line;
		break;
	}
	return found;
}
