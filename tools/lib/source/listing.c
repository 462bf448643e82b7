// SPDX-License-Identifier: GPL-2.0
/*
 * Group listings, as the usual scripts and ls, find and pvesh print them:
 *
 *	IOMMU Group 1:
 *		00:01.0 PCI bridge [0604]: …
 *	IOMMU Group 1 00:01.0 PCI bridge [0604]: …
 *	Group:  1  [8086:1901] [R] 00:01.0  PCI bridge …
 *	/sys/kernel/iommu_groups/1/devices/0000:00:01.0
 *	| 0x060400 | 0x1901 | 0000:00:01.0 | 1 | …
 */

#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "source/paste.h"

/* The kernel numbers groups from 0 up; nobody has more than this. */
#define GROUP_MAX 0xfffff

/* Read a number. Return: what follows, NULL without one. */
static const char *read_number(const char *text, int *number)
{
	char *end;
	long n;

	if (!isdigit((unsigned char)*text))
		return NULL;
	errno = 0;
	n = strtol(text, &end, 10);
	*number = errno || n > GROUP_MAX ? GROUP_UNREAD : (int)n;
	return end;
}

/* "## IOMMU Group 1:". Return: what follows the number and its colon. */
static const char *read_heading(const char *text, int *group)
{
	text += strspn(text, "#*= ");
	if (!strncasecmp(text, "IOMMU", 5)) {
		text += 5;
		text += strspn(text, " _-");
	}
	if (strncasecmp(text, "group", 5))
		return NULL;
	text += 5;
	text += strspn(text, " :#=");
	text = read_number(text, group);
	if (!text || (*text && !strchr(" :#*=-(", *text)))
		return NULL;
	return text + strspn(text, " :#*=-");
}

/*
 * lspci's own "IOMMU group: 1" looks like a heading. It is a detail of the
 * function whose lines it follows: indented below the first of them or, where a
 * forum took the indent away, among others of lspci's. Behind an empty line
 * something else begins, unless all lines are set that far apart.
 */
static bool is_detail(const struct paste *p, const struct line *line)
{
	const struct dumped *d;

	if (p->current == NO_CURRENT || strncmp(line->text, "IOMMU group: ", 13))
		return false;
	d = &p->dumped[p->current];
	if (!(d->seen & SEEN_HEADER))
		return false;
	if (line->indent > d->indent)
		return !(d->seen & SEEN_END) ||
		       (d->seen & SEEN_VERBOSE && d->f.group == GROUP_UNREAD);
	if (p->listing.active || d->seen & (SEEN_END | SEEN_LISTED))
		return false;
	return d->seen & SEEN_VERBOSE || d == p->dumped ||
	       d[-1].f.group != GROUP_UNREAD;
}

/**
 * listing_is_heading() - does a group start here?
 * @p: the paste
 * @line: the line
 *
 * Return: true for a group's number alone, or with its first entry behind.
 */
bool listing_is_heading(const struct paste *p, const struct line *line)
{
	struct pci_addr addr;
	int group = GROUP_UNREAD;
	const char *rest = read_heading(line->text, &group);

	if (!rest)
		return false;
	if (!*rest)
		return !is_detail(p, line);
	return *rest == '(' || lspci_find_address(rest, &addr);
}

static int open_group(struct paste *p, int group, const struct statement *s)
{
	if (group == GROUP_UNREAD)
		return paste_fail(p, s->line, "\"%.30s\": no group has such a number",
				  s->text);
	p->current = NO_CURRENT;
	p->listing = (struct listing) {
		.group = group,
		.active = true,
		.heading_indent = s->indent,
	};
	return 0;
}

static int take_entry(struct paste *p, struct pci_addr addr,
		      const struct statement *s, const char *words)
{
	struct dumped *d;
	int err = paste_begin(p, addr, s, &d);

	if (err)
		return err;
	d->seen |= SEEN_LISTED;
	if (*words)
		lspci_read_head(p, d, s->text, words);
	return listing_entry(p, addr, s->line);
}

/**
 * listing_heading() - open a group
 * @p: the paste
 * @s: the heading, perhaps with an entry behind
 *
 * Return: 0, or the error for a number or an address that cannot be.
 */
int listing_heading(struct paste *p, const struct statement *s)
{
	struct pci_addr addr;
	const char *rest, *words;
	int group = GROUP_UNREAD, err;

	rest = read_heading(s->text, &group);
	err = open_group(p, group, s);
	words = lspci_find_address(rest, &addr);
	if (err || !words)
		return err;
	p->listing.has_entries = true;
	p->listing.entry_indent = s->indent + 1;
	return take_entry(p, addr, s, words);
}

/**
 * listing_takes() - does an entry belong to the group whose heading is open?
 * @p: the paste
 * @s: the entry
 *
 * Entries are indented as the first one is. Where they are not indented at
 * all, an empty line ends the group. Closes the group when the answer is no.
 *
 * Return: true when it belongs.
 */
bool listing_takes(struct paste *p, const struct statement *s)
{
	struct listing *l = &p->listing;

	if (!l->active)
		return false;
	if (!l->has_entries) {
		l->has_entries = true;
		l->entry_indent = s->indent;
		return true;
	}
	l->active = s->indent >= l->entry_indent &&
		    !(s->after_blank && l->entry_indent <= l->heading_indent);
	return l->active;
}

/**
 * listing_entry() - note that a function is in the open group
 * @p: the paste
 * @addr: the function
 * @line: where
 *
 * A listing that begins again with the function it began with is another one.
 *
 * Return: 0 or -ENOMEM.
 */
int listing_entry(struct paste *p, struct pci_addr addr, unsigned int line)
{
	struct told told = { .addr = addr, .group = p->listing.group, .line = line };
	struct telling *t = paste_telling(p, false, line);

	if (t && t->count > 1 && !addr_compare(t->told[0].addr, addr)) {
		p->fresh_listing = true;
		t = paste_telling(p, false, line);
	}
	if (!t)
		return source_fail(p->error, -ENOMEM, "out of memory");
	return paste_tell(p, t, &told);
}

/* The last address in front of @end, as in "…/devices/0000:00:01.0/iommu_group". */
static const char *address_before(const char *text, const char *end,
				  struct pci_addr *addr)
{
	const char *found = NULL;

	for (; text < end; text++) {
		const char *rest;

		if (addr_parse(text, addr, &rest) || rest > end)
			continue;
		found = text;
		text = rest;
	}
	return found && !addr_parse(found, addr, &end) ? found : NULL;
}

/**
 * listing_is_path() - is this a path below /sys/kernel/iommu_groups?
 * @p: the paste
 * @line: the line
 *
 * Return: true when the directory and a number are named.
 */
bool listing_is_path(const struct paste *p, const struct line *line)
{
	const char *at = strstr(line->text, "iommu_groups/");

	(void)p;
	return at && isdigit((unsigned char)at[13]);
}

/**
 * listing_path() - take down a path of find, ls or readlink
 * @p: the paste
 * @s: "…/iommu_groups/1/devices/0000:00:01.0", the directory alone as a
 *     heading, or "…/0000:00:01.0/iommu_group -> …/iommu_groups/1"
 *
 * Return: 0, or the error for a number that cannot be.
 */
int listing_path(struct paste *p, const struct statement *s)
{
	const char *at = strstr(s->text, "iommu_groups/");
	struct pci_addr addr;
	int group = GROUP_UNREAD, err;
	const char *rest = read_number(at + 13, &group);

	err = open_group(p, group, s);
	if (err)
		return err;
	if (!strncmp(rest, "/devices/", 9) && !addr_parse(rest + 9, &addr, &rest))
		;
	else if (!address_before(s->text, at, &addr))
		return 0;
	err = take_entry(p, addr, s, "");
	p->listing.active = false;
	return err;
}

/* The address that an entry of ls or ls -l starts with or points from. */
static const char *bare_address(const char *text, struct pci_addr *addr)
{
	const char *arrow = strstr(text, " -> ");
	const char *rest;

	if (arrow)
		return address_before(text, arrow, addr) ? strchr(text, '\0') : NULL;
	rest = lspci_find_address(text, addr);
	return text[0] == '[' ? NULL : rest;
}

/**
 * listing_is_bare() - are these addresses, and nothing else?
 * @p: the paste
 * @line: the line
 *
 * Return: true inside a group for one line of ls.
 */
bool listing_is_bare(const struct paste *p, const struct line *line)
{
	const char *text = line->text;
	struct pci_addr addr;

	if (!p->listing.active || !*text)
		return false;
	while (text && *text)
		text = bare_address(text, &addr);
	return text;
}

/**
 * listing_bare() - take down addresses that stand alone
 * @p: the paste
 * @s: one line of ls below a group's directory
 *
 * Return: 0, or the error for an address that cannot be.
 */
int listing_bare(struct paste *p, const struct statement *s)
{
	const char *text = s->text;
	int err = 0;

	if (!listing_takes(p, s))
		return 0;
	while (!err && *text) {
		struct pci_addr addr;

		text = bare_address(text, &addr);
		err = take_entry(p, addr, s, "");
	}
	return err;
}

/* In a table, the cell behind the full address holds the group. */
static bool read_table(const char *text, struct pci_addr *addr, int *group)
{
	for (; (text = strstr(text, "| ")); text++) {
		const char *cell = text + 2 + strspn(text + 2, " ");
		const char *rest = lspci_find_address(cell, addr);

		if (!rest || *rest != '|')
			continue;
		rest += 1 + strspn(rest + 1, " ");
		if (!strncmp(rest, "-1 ", 3)) {
			*group = GROUP_NONE;
			return true;
		}
		return read_number(rest, group);
	}
	return false;
}

/**
 * listing_is_table() - is this a row of pvesh's table of PCI devices?
 * @p: the paste
 * @line: the line
 *
 * Return: true when a cell holds an address, and the next a number.
 */
bool listing_is_table(const struct paste *p, const struct line *line)
{
	struct pci_addr addr;
	int group = GROUP_UNREAD;

	(void)p;
	return read_table(line->text, &addr, &group);
}

/**
 * listing_table() - take down a row of pvesh's table
 * @p: the paste
 * @s: class, device, address, group, and more
 *
 * Return: 0, or the error for a number that cannot be.
 */
int listing_table(struct paste *p, const struct statement *s)
{
	struct pci_addr addr;
	int group = GROUP_UNREAD, err;

	read_table(s->text, &addr, &group);
	err = open_group(p, group, s);
	if (!err)
		err = take_entry(p, addr, s, "");
	p->listing.active = false;
	return err;
}

/* A group's entries look like lspci's, and seldom are there more than these. */
static int recognise(const char *text, size_t len)
{
	return paste_score(text, len, "listing") * 10;
}

const struct input_format input_listing = {
	.name = "groups",
	.recognise = recognise,
	.read = paste_read,
};
