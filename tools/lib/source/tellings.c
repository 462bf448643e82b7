// SPDX-License-Identifier: GPL-2.0
/* From group listings and logs to the functions they name. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "source/paste.h"

static int compare_told(const void *a, const void *b)
{
	const struct told *x = a, *y = b;
	int order = addr_compare(x->addr, y->addr);

	if (order)
		return order;
	return x->line < y->line ? -1 : x->line > y->line;
}

/*
 * Sort by address and keep one fact for each: a log's last, for functions come
 * and go; a listing's first. Return: how many others differed.
 */
static size_t settle_telling(struct telling *t)
{
	size_t kept = 0, differ = 0;

	if (!t->count)
		return 0;
	qsort(t->told, t->count, sizeof(*t->told), compare_told);
	for (size_t i = 1; i < t->count; i++) {
		if (addr_compare(t->told[kept].addr, t->told[i].addr)) {
			t->told[++kept] = t->told[i];
		} else {
			differ += t->told[kept].group != t->told[i].group;
			if (t->log)
				t->told[kept] = t->told[i];
		}
	}
	t->count = kept + 1;
	return t->log ? 0 : differ;
}

static int by_address(const void *addr, const void *member)
{
	const struct told *told = member;

	return addr_compare(*(const struct pci_addr *)addr, told->addr);
}

static const struct told *find_told(const struct telling *t, struct pci_addr addr)
{
	return t->count ? bsearch(&addr, t->told, t->count, sizeof(*t->told),
				  by_address) : NULL;
}

/* Does it tell another kernel's groups than lspci's own lines do? */
static bool contradicts_dump(struct paste *p, const struct telling *t)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct dumped *d = paste_find(p, t->told[i].addr);

		if (d && d->f.group >= 0 && t->told[i].group >= 0 &&
		    d->f.group != t->told[i].group)
			return true;
	}
	return false;
}

/* The one that tells most; of equals the first. */
static struct telling *choose(struct paste *p, bool log)
{
	struct telling *best = NULL;

	for (size_t i = 0; i < p->tellings_count; i++) {
		struct telling *t = &p->tellings[i];

		if (t->log == log && !t->rejected &&
		    (!best || t->count > best->count))
			best = t;
	}
	return best;
}

static void apply(struct paste *p, const struct telling *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct dumped *d = paste_find(p, t->told[i].addr);
		struct function told = {
			.type = PCIE_TYPE_UNREAD,
			.group = t->told[i].group,
			.order = t->told[i].order,
		};

		if (d)
			function_fill(&d->f, &told);
	}
}

static bool agrees(const struct telling *t, const struct telling *chosen)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct told *other = find_told(chosen, t->told[i].addr);

		if (other && other->group != t->told[i].group)
			return false;
	}
	return true;
}

/* A listing with prose inside is read as several: those that agree are one. */
static int apply_listings(struct paste *p, const struct telling *chosen)
{
	size_t others = 0;

	apply(p, chosen);
	for (size_t i = 0; i < p->tellings_count; i++) {
		const struct telling *t = &p->tellings[i];

		if (t->log || t == chosen || t->rejected)
			continue;
		if (agrees(t, chosen))
			apply(p, t);
		else
			others++;
	}
	if (!others)
		return 0;
	return machine_note(p->m, "%s:%u: the group listing that starts here (%zu functions) was used; %zu other%s contradict%s it",
			    p->path, chosen->line, chosen->count, others,
			    others == 1 ? "" : "s", others == 1 ? "s" : "");
}

static int keep(char **to, const char *from)
{
	if (*to || !from)
		return 0;
	*to = strdup(from);
	return *to ? 0 : -ENOMEM;
}

static int apply_log(struct paste *p, const struct telling *t, size_t boots)
{
	struct machine *m = p->m;

	apply(p, t);
	if (!m->iommu_name)
		m->iommu_name = t->iommu_name;
	m->in_vm |= t->in_vm;
	if (m->iommu == IOMMU_UNKNOWN && t->from_start && t->goes_on && !t->count)
		m->iommu = t->firmware ? IOMMU_OFF : IOMMU_NONE;
	if (keep(&m->kernel, t->kernel) || keep(&m->cmdline, t->cmdline))
		return -ENOMEM;
	if (boots < 2)
		return 0;
	return machine_note(m, "%s:%u: the log holds %zu boots; the one that starts here was used",
			    p->path, t->line, boots);
}

/**
 * tellings_apply() - put functions into the groups that were told
 * @p: the paste, its functions sorted and one each
 *
 * Where several listings or boots contradict each other, the one that tells
 * most is used, and a note says so.
 *
 * Return: 0 or -ENOMEM.
 */
int tellings_apply(struct paste *p)
{
	size_t differ = 0, boots = 0;
	struct telling *t;
	int err = 0;

	for (size_t i = 0; i < p->tellings_count && !err; i++) {
		t = &p->tellings[i];
		differ += settle_telling(t);
		boots += t->log;
		t->rejected = contradicts_dump(p, t);
		if (t->rejected)
			err = machine_note(p->m, "%s:%u: the groups told from here on contradict those in lspci's own lines, which were used",
					   p->path, t->line);
	}
	t = choose(p, false);
	if (!err && t)
		err = apply_listings(p, t);
	if (!err && differ)
		err = machine_note(p->m, "%s: %zu function%s listed in two groups; the first was used",
				   p->path, differ, differ == 1 ? " is" : "s are");
	t = choose(p, true);
	if (!err && t)
		err = apply_log(p, t, boots);
	return err;
}

/**
 * tellings_exclude() - mark the functions that are in no group
 * @p: the paste, its facts merged into the machine
 *
 * A boot's log names each function that gets a group (iommu_group_add_device()).
 * So what a whole log leaves out is in none.
 */
void tellings_exclude(struct paste *p)
{
	const struct telling *t = choose(p, true);

	if (!t || !t->from_start || !t->goes_on || !t->count)
		return;
	for (size_t i = 0; i < p->m->count; i++) {
		struct function *f = &p->m->functions[i];

		if (f->group == GROUP_UNREAD && !find_told(t, f->addr))
			f->group = GROUP_NONE;
	}
}
