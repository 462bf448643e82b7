// SPDX-License-Identifier: GPL-2.0
/*
 * From names back to IDs. lspci -vvv without -n or -nn prints the names of its
 * list in place of the numbers: vendor, a blank, device. The list on this machine
 * tells which numbers that are. It may be older or newer than the dump's, so what
 * comes of it is marked as inferred; a name that several IDs have gives them all
 * as candidates.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/id_list.h"
#include "source/paste.h"

/* No name in the list has nearly as many IDs; where one has, it tells nothing. */
#define CANDIDATES_MAX 32

/**
 * struct wanted - a function that has a name and no numbers
 * @f: the function
 * @vendor_len: length of the longest vendor's name that its own begins with
 * @vendor: that vendor
 * @vendors: how many vendors have that name
 * @ids: vendor << 16 | device of those whose name is its own
 * @count: how many there are; beyond CANDIDATES_MAX they are counted only
 */
struct wanted {
	struct function *f;
	size_t vendor_len;
	uint16_t vendor;
	unsigned int vendors;
	uint32_t ids[CANDIDATES_MAX];
	unsigned int count;
};

/**
 * struct search - the list of IDs, read from start to end
 * @wanted: what is looked for, sorted by name
 * @count: entries in @wanted
 * @first: of those that begin with the current vendor's name
 * @end: behind the last of these
 * @vendor: current vendor
 * @text: its name, and room for a device's behind it
 * @len: length of the vendor's name
 */
struct search {
	struct wanted *wanted;
	size_t count;
	size_t first, end;
	uint16_t vendor;
	char text[1024];
	size_t len;
};

static int compare_names(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	return strcmp(x->f->name, y->f->name);
}

/* The first whose name is not before @text, looking at @len characters only. */
static size_t lower_bound(const struct search *s, const char *text, size_t len,
			  size_t low, size_t high)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncmp(s->wanted[middle].f->name, text, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_id(struct wanted *w, uint16_t vendor, unsigned int device)
{
	if (w->count < CANDIDATES_MAX)
		w->ids[w->count] = (uint32_t)vendor << 16 | device;
	w->count++;
}

/* "Device a37c": lspci's list had the vendor, not the device. */
static bool numbered(const char *rest, unsigned int *device)
{
	const char *digits = rest + 7;

	if (strncmp(rest, "Device ", 7) || strlen(digits) != 4 ||
	    strspn(digits, "0123456789abcdef") != 4)
		return false;
	*device = (unsigned int)strtoul(digits, NULL, 16);
	return true;
}

static void see_vendor(struct search *s, struct wanted *w)
{
	unsigned int device;

	if (numbered(w->f->name + s->len, &device))
		add_id(w, s->vendor, device);
	if (s->len < w->vendor_len)
		return;
	if (s->len > w->vendor_len)
		w->vendors = 0;
	w->vendor_len = s->len;
	w->vendor = s->vendor;
	w->vendors++;
}

static void enter_vendor(struct search *s, const struct id_line *line)
{
	int len = snprintf(s->text, sizeof(s->text) / 2, "%.*s ",
			   (int)line->len, line->name);

	s->vendor = line->id;
	s->len = strnlen(s->text, (size_t)len);
	s->first = lower_bound(s, s->text, s->len, 0, s->count);
	s->end = s->first;
	while (s->end < s->count &&
	       !strncmp(s->wanted[s->end].f->name, s->text, s->len))
		see_vendor(s, &s->wanted[s->end++]);
}

static void see_device(struct search *s, const struct id_line *line)
{
	size_t i;

	snprintf(s->text + s->len, sizeof(s->text) - s->len, "%.*s",
		 (int)line->len, line->name);
	i = lower_bound(s, s->text, sizeof(s->text), s->first, s->end);
	while (i < s->end && !strcmp(s->wanted[i].f->name, s->text))
		add_id(&s->wanted[i++], s->vendor, line->id);
}

static void read_list(struct search *s, struct id_list *ids)
{
	struct id_line line;

	while (id_list_vendor(ids, &line)) {
		enter_vendor(s, &line);
		while (s->first < s->end && id_list_device(ids, &line))
			see_device(s, &line);
	}
}

static int keep_candidates(struct machine *m, const struct wanted *w)
{
	struct function *f = w->f;
	unsigned int count = w->count ? w->count : 1;

	f->candidates = machine_candidates(m, count);
	if (!f->candidates)
		return -ENOMEM;
	f->candidates_count = count;
	if (w->count)
		memcpy(f->candidates, w->ids, count * sizeof(*w->ids));
	else
		f->candidates[0] = (uint32_t)w->vendor << 16 | DEVICE_ANY;
	return 0;
}

/* One ID is the function's; several, or a vendor, are candidates. */
static int conclude(struct machine *m, const struct wanted *w)
{
	struct function *f = w->f;

	if (w->count == 1) {
		f->vendor = (uint16_t)(w->ids[0] >> 16);
		f->device = (uint16_t)w->ids[0];
		f->has |= HAS_IDS;
		f->flags |= FN_IDS_FROM_NAME;
		if (f->missing)
			mend_missing(m, f);
		return 0;
	}
	if (w->count ? w->count > CANDIDATES_MAX : w->vendors != 1)
		return 0;
	return keep_candidates(m, w);
}

static bool is_wanted(const struct function *f)
{
	return f->name && !(f->has & HAS_IDS) && !f->candidates_count;
}

static size_t collect(struct machine *m, struct wanted *wanted)
{
	size_t count = 0;

	for (size_t i = 0; i < m->count; i++) {
		if (!is_wanted(&m->functions[i]))
			continue;
		if (wanted)
			wanted[count].f = &m->functions[i];
		count++;
	}
	return count;
}

static int note(struct machine *m, const struct search *s)
{
	size_t whole = 0;

	for (size_t i = 0; i < s->count; i++)
		whole += !!(s->wanted[i].f->has & HAS_IDS);
	if (!whole)
		return 0;
	return machine_note(m, "the dump has names without numbers; the vendor and device IDs of %zu function%s were looked up by name in this machine's pci.ids (lspci -nn prints them)",
			    whole, whole == 1 ? "" : "s");
}

/**
 * ids_infer() - look up the IDs of functions that have a name only
 * @m: the machine
 * @list: a file in the form of pci.ids; NULL for the one that libpci uses
 *
 * Names are compared as lspci prints them. A name that one ID has gives HAS_IDS
 * and FN_IDS_FROM_NAME; others give candidates, or nothing. Without a list
 * nothing is inferred.
 *
 * Return: 0 or -ENOMEM.
 */
int ids_infer(struct machine *m, const char *list)
{
	struct search s = { .count = collect(m, NULL) };
	struct id_list ids;
	int err = 0;

	if (!s.count || id_list_open(&ids, list))
		return 0;
	s.wanted = calloc(s.count, sizeof(*s.wanted));
	if (s.wanted) {
		collect(m, s.wanted);
		qsort(s.wanted, s.count, sizeof(*s.wanted), compare_names);
		read_list(&s, &ids);
	}
	for (size_t i = 0; s.wanted && i < s.count && !err; i++)
		err = conclude(m, &s.wanted[i]);
	if (s.wanted && !err)
		err = note(m, &s);
	else if (!s.wanted)
		err = -ENOMEM;
	free(s.wanted);
	id_list_close(&ids);
	return err;
}
