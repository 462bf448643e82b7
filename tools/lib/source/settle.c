// SPDX-License-Identifier: GPL-2.0
/*
 * From what was seen of each function to what is known of it, and from there
 * into the machine.
 *
 * What lspci's text does not print is concluded only where lspci would have
 * printed it: a function whose capabilities were read to their end, and which
 * has no Express capability among them, is conventional; one without an ACS
 * capability has none. Where root was missing, the chain broken or the text
 * cut, it stays unread.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/config.h"
#include "source/paste.h"

#define STANDARD_SIZE 256
#define EXTENDED_SIZE 4096
#define HEADER_SIZE 64
#define VFS_MAX 1000000

/* The last function is cut unless lspci's last line or an empty one follows. */
static void mark_cut_end(struct paste *p)
{
	struct dumped *d = paste_current(p);

	if (!d || p->ended_blank)
		return;
	if (d->seen & SEEN_VERBOSE && !(d->seen & SEEN_KERNEL) && !d->bytes)
		d->seen |= SEEN_CUT;
}

static bool bytes_whole(size_t len)
{
	return len == HEADER_SIZE || len == STANDARD_SIZE || len == EXTENDED_SIZE;
}

static bool all_ones(const struct dumped *d)
{
	for (size_t i = 0; i < d->bytes_len; i++)
		if (d->bytes[i] != 0xff)
			return false;
	return d->bytes_len;
}

/* Were the capabilities printed, and to the end? */
static bool capabilities_whole(const struct dumped *d)
{
	if (!(d->seen & SEEN_VERBOSE) ||
	    d->seen & (SEEN_DENIED | SEEN_BROKEN | SEEN_CUT | SEEN_ASLEEP))
		return false;
	/* A list may be empty. Without an empty line, who knows what is missing. */
	return d->seen & (SEEN_CAPS | SEEN_END) || !(d->seen & SEEN_CAPLIST);
}

static void conclude_text(struct dumped *d)
{
	struct function *f = &d->f;
	bool whole = capabilities_whole(d);

	if (d->seen & SEEN_VERBOSE && !(f->has & HAS_REVISION)) {
		f->revision = 0; /* lspci leaves "(rev 00)" out */
		f->has |= HAS_REVISION;
	}
	if (whole || d->seen & (SEEN_BUSES | SEEN_CAPS | SEEN_DENIED)) {
		bool cardbus = f->has & HAS_CLASS && f->class >> 8 == 0x0607;

		f->header_type = !(d->seen & SEEN_BUSES) ? 0 : cardbus ? 2 : 1;
		f->has |= HAS_HEADER;
	}
	if (!whole)
		return;
	if (f->type == PCIE_TYPE_UNREAD)
		f->type = PCIE_TYPE_NONE;
	if (f->acs.fact == FACT_UNREAD && !f->acs.offset)
		f->acs.fact = FACT_ABSENT;
}

/* Without a kernel beside it lspci prints the ones of a function that sleeps. */
static void drop_ones(struct function *f)
{
	if (f->vendor == 0xffff)
		f->has &= (uint16_t)~HAS_IDS;
	if (f->class >> 8 == 0xffff)
		f->has &= (uint16_t)~HAS_CLASS;
}

/* A function that sleeps answers every read with ones. */
static void conclude_asleep(struct function *f)
{
	f->flags |= FN_ASLEEP;
	f->has &= (uint16_t)~(HAS_REVISION | HAS_COMMAND | HAS_BUSES | HAS_HEADER);
	f->type = PCIE_TYPE_UNREAD;
	f->acs = (struct acs) { 0 };
}

/*
 * lspci's one-line form has no programming interface; a class that the kernel set
 * otherwise (a header quirk) stands.
 */
static void complete_class(struct dumped *d)
{
	const uint8_t *bytes = d->bytes;

	if (d->bytes_len >= 12 && d->f.has & HAS_CLASS &&
	    d->f.class >> 8 == (uint32_t)(bytes[11] << 8 | bytes[10]))
		d->f.class |= bytes[9];
}

/* Bytes are what lspci's words are made from, so they are decoded over them. */
static void conclude(struct dumped *d)
{
	struct config_image image = { .bytes = d->bytes, .len = d->bytes_len };
	struct acs printed;

	drop_ones(&d->f);
	if (d->bytes && all_ones(d))
		d->seen |= SEEN_ASLEEP;
	if (d->bytes && !bytes_whole(d->bytes_len))
		d->seen |= SEEN_CUT;
	if (d->seen & SEEN_ASLEEP) {
		conclude_asleep(&d->f);
		return;
	}
	conclude_text(d);
	if (!d->bytes)
		return;
	complete_class(d);
	printed = d->f.acs;
	config_decode(&d->f, &image);
	/* lspci -vvv reads further than -xxx prints. */
	if (d->f.acs.fact != FACT_KNOWN && printed.fact != FACT_UNREAD)
		d->f.acs = printed;
}

/* Bytes hold more than words, and both more than the log. */
static int rank(const struct dumped *d)
{
	return d->bytes_len ? 0 : d->seen & SEEN_LOG ? 2 : 1;
}

/* By address, the best first; of the log its last word first. */
static int compare_dumped(const void *a, const void *b)
{
	const struct dumped *x = a, *y = b;
	int order = addr_compare(x->f.addr, y->f.addr);

	if (!order)
		order = rank(x) - rank(y);
	if (order || x->line == y->line)
		return order;
	return (x->line < y->line) == (rank(x) < 2) ? -1 : 1;
}

/* "01:00.0 Problem: …" with no details of lspci's below it is prose. */
static void drop_prose(struct paste *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->dumped_count; i++) {
		struct dumped *d = &p->dumped[i];

		if (d->seen & SEEN_STRANGER && !d->bytes && !(d->f.has & HAS_IDS) &&
		    !(d->seen & (SEEN_VERBOSE | SEEN_LISTED)))
			continue;
		p->dumped[kept++] = *d;
	}
	p->dumped_count = kept;
}

/* Make one of each function's descriptions. Return: how many contradict. */
static size_t fold(struct paste *p, unsigned int *line)
{
	size_t kept = 0, differ = 0;

	if (!p->dumped_count)
		return 0;
	qsort(p->dumped, p->dumped_count, sizeof(*p->dumped), compare_dumped);
	for (size_t i = 1; i < p->dumped_count; i++) {
		struct dumped *d = &p->dumped[kept], *more = &p->dumped[i];

		if (addr_compare(d->f.addr, more->f.addr)) {
			p->dumped[++kept] = *more;
			if (&p->dumped[kept] != more)
				more->bytes = NULL;
			continue;
		}
		if (function_fill(&d->f, &more->f) && !differ++)
			*line = more->line;
		d->seen |= more->seen;
		if (more->bytes_len > d->bytes_len)
			d->bytes_len = more->bytes_len;
		free(more->bytes);
		more->bytes = NULL;
	}
	p->dumped_count = kept + 1;
	return differ;
}

/* Virtual functions stand where the SR-IOV capability puts them, 9.3.3.9. */
static size_t mark_virtual(struct paste *p, const struct dumped *physical)
{
	uint32_t id = addr_requester_id(physical->f.addr) + physical->vf_offset;
	unsigned int i;

	for (i = 0; i < physical->vf_count && id <= UINT16_MAX; i++) {
		struct pci_addr addr = {
			.domain = physical->f.addr.domain,
			.bus = (uint8_t)(id >> 8),
			.devfn = (uint8_t)id,
		};
		struct dumped *d = paste_find(p, addr);

		if (d && d != physical) {
			d->f.flags |= FN_VIRTUAL;
			d->f.physfn = physical->f.addr;
		}
		id += physical->vf_stride;
	}
	return i;
}

/* No machine has nearly as many virtual functions, and more would take for ever. */
static int conclude_virtual(struct paste *p)
{
	size_t found = 0;

	for (size_t i = 0; i < p->dumped_count; i++) {
		const struct dumped *d = &p->dumped[i];

		if (d->seen & SEEN_VFS)
			found += mark_virtual(p, d);
		if (found > VFS_MAX)
			return paste_fail(p, d->line,
					  "more than a million virtual functions, counting from the start");
	}
	return 0;
}

/*
 * lspci's words leave the multifunction bit out. The kernel looks for further
 * functions only where function 0 has it, and sets it for each one it finds
 * (pci_scan_slot()); virtual functions never have it (pci_iov_add_virtfn()).
 */
static void conclude_slots(struct paste *p)
{
	size_t end;

	for (size_t i = 0; i < p->dumped_count; i = end) {
		bool more = false;

		for (end = i; end < p->dumped_count; end++) {
			const struct function *f = &p->dumped[end].f;

			if (!addr_same_slot(f->addr, p->dumped[i].f.addr))
				break;
			more |= addr_func(f->addr) && !(f->flags & FN_VIRTUAL);
		}
		for (size_t j = i; j < end; j++) {
			struct function *f = &p->dumped[j].f;

			if (f->flags & FN_VIRTUAL)
				f->multifunction = false;
			else if (f->has & HAS_HEADER)
				f->multifunction |= more;
		}
	}
}

/* lspci prints the group of each function that has one, and the driver. */
static void conclude_unprinted(struct paste *p)
{
	bool groups = false, drivers = false;

	for (size_t i = 0; i < p->dumped_count; i++) {
		const struct dumped *d = &p->dumped[i];

		groups |= d->seen & SEEN_VERBOSE && d->f.group >= 0;
		drivers |= !!(d->seen & SEEN_KERNEL);
	}
	for (size_t i = 0; i < p->dumped_count; i++) {
		struct dumped *d = &p->dumped[i];

		if (!(d->seen & SEEN_VERBOSE) || d->seen & SEEN_CUT)
			continue;
		if (groups && d->f.group == GROUP_UNREAD)
			d->f.group = GROUP_NONE;
		if (drivers && !d->f.driver)
			d->f.driver = "";
	}
}

static int note_cuts(struct paste *p)
{
	const struct dumped *cut = NULL;
	char addr[PCI_ADDR_LEN], more[64] = "";
	size_t cuts = 0;

	for (size_t i = p->dumped_count; i--;) {
		if (!(p->dumped[i].seen & SEEN_CUT))
			continue;
		cut = &p->dumped[i];
		cuts++;
	}
	if (!cut)
		return 0;
	if (cuts > 1)
		snprintf(more, sizeof(more), " and of %zu more", cuts - 1);
	return machine_note(p->m, "%s:%u: the text is cut in the middle of %s%s; functions read: %zu",
			    p->path, cut->line, addr_format(cut->f.addr, addr), more,
			    p->dumped_count);
}

static int note_state(struct paste *p, size_t differ, unsigned int line)
{
	int err = note_cuts(p);

	if (!err && p->orphans)
		err = machine_note(p->m, "%s:%u: details of a function whose first line is missing were skipped",
				   p->path, p->orphans);
	if (!err && differ)
		err = machine_note(p->m, "%s:%u: the text describes %zu function%s twice, and differently; the first was used",
				   p->path, line, differ, differ == 1 ? "" : "s");
	return err;
}

static int check_content(struct paste *p)
{
	if (p->dumped_count)
		return 0;
	for (size_t i = 0; i < p->tellings_count; i++)
		if (p->tellings[i].kernel || p->tellings[i].cmdline)
			return 0;
	if (p->orphans)
		return source_fail(p->error, -ENODATA,
				   "%s:%u: details of a PCI function, but its first line, with the address, is missing",
				   p->path, p->orphans);
	return source_fail(p->error, -ENODATA,
			   "%s: no PCI function in it; lspci -vvv or -xxxx, a group listing or dmesg is expected",
			   p->path);
}

/**
 * settle() - draw the conclusions and complete the machine
 * @p: the paste, read to its end
 *
 * Return: 0; -ENODATA when there is nothing in the text; -ENOMEM.
 */
int settle(struct paste *p)
{
	unsigned int line = 0;
	size_t differ;
	int err;

	mark_cut_end(p);
	drop_prose(p);
	err = check_content(p);
	if (err)
		return err;
	for (size_t i = 0; i < p->dumped_count; i++)
		conclude(&p->dumped[i]);
	differ = fold(p, &line);
	err = conclude_virtual(p);
	if (err)
		return err;
	conclude_slots(p);
	conclude_unprinted(p);
	err = tellings_apply(p);
	if (!err)
		err = note_state(p, differ, line);
	if (!err)
		err = merge(p);
	return err ? source_fail(p->error, err, "out of memory") : 0;
}
