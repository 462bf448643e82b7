// SPDX-License-Identifier: GPL-2.0
/* From one text's functions into the machine that several may describe. */

#include <errno.h>
#include <string.h>

#include "source/paste.h"

static const char no_ids[] = "no vendor and device ID (lspci -nn prints them)";

static const char *acs_missing(const struct dumped *d)
{
	if (d->seen & SEEN_ASLEEP)
		return "all its registers read as ones: asleep or gone (wake it, dump again)";
	if (d->f.acs.fact != FACT_UNREAD && d->f.type != PCIE_TYPE_UNREAD)
		return NULL;
	if (d->seen & SEEN_CUT)
		return "the dump is cut inside it (paste all of it)";
	if (d->seen & SEEN_DENIED)
		return "its capabilities were hidden from the user (run lspci as root)";
	if (d->seen & SEEN_BROKEN)
		return "its list of capabilities is broken, or in unknown words";
	if (d->f.acs.offset)
		return "its ACS bits are not printed (lspci -vv prints them)";
	if (d->bytes_len)
		return "only the start of its config space is there (use lspci -xxxx as root)";
	if (d->seen & SEEN_CAPS)
		return "some of its lines are left out, so its list of capabilities need not be whole (paste all of it)";
	return "only its name is there, no capabilities (use lspci -vvv as root)";
}

static void conclude_missing(struct paste *p, struct dumped *d)
{
	const char *acs = acs_missing(d);
	bool ids = d->f.has & HAS_IDS;

	if (acs && !ids)
		d->f.missing = machine_printf(p->m, "%s; %s", acs, no_ids);
	else
		d->f.missing = acs ? acs : ids ? NULL : no_ids;
}

/**
 * mend_missing() - take back what is missing no more
 * @m: the machine
 * @f: a function that another input, or a list, completed
 */
void mend_missing(struct machine *m, struct function *f)
{
	const char *at = f->missing ? strstr(f->missing, no_ids) : NULL;

	if (f->acs.fact != FACT_UNREAD && f->type != PCIE_TYPE_UNREAD)
		f->missing = f->has & HAS_IDS ? NULL : no_ids;
	else if (at > f->missing && f->has & HAS_IDS)
		f->missing = machine_string(m, f->missing, (size_t)(at - f->missing) - 2);
}

static bool logged_only(const struct dumped *d)
{
	return !(d->seen & ~(unsigned int)SEEN_LOG);
}

static size_t complete_known(struct paste *p)
{
	size_t differ = 0;

	for (size_t i = 0; i < p->dumped_count; i++) {
		struct dumped *d = &p->dumped[i];
		struct function *f = machine_find(p->m, d->f.addr);

		if (!f)
			continue;
		d->seen |= SEEN_MERGED;
		differ += function_fill(f, &d->f);
		if (f->missing)
			mend_missing(p->m, f);
	}
	return differ;
}

/*
 * The log alone does not add functions to a dump: what it names and the dump
 * does not has left the machine since, or was left out on purpose.
 */
static int add_new(struct paste *p, size_t *left)
{
	bool dump = p->m->count;

	for (size_t i = 0; i < p->dumped_count && !dump; i++)
		dump = !logged_only(&p->dumped[i]);
	for (size_t i = 0; i < p->dumped_count; i++) {
		struct dumped *d = &p->dumped[i];
		struct function *f;

		if (d->seen & SEEN_MERGED)
			continue;
		if (dump && logged_only(d)) {
			(*left)++;
			continue;
		}
		conclude_missing(p, d);
		f = machine_add(p->m, d->f.addr);
		if (!f)
			return -ENOMEM;
		*f = d->f;
	}
	return 0;
}

/**
 * merge() - complete the machine by what a text said
 * @p: the paste, its functions settled
 *
 * What the machine knew before stands. Functions that are not in it are added.
 *
 * Return: 0 or -ENOMEM.
 */
int merge(struct paste *p)
{
	struct machine *m = p->m;
	size_t differ, left = 0;
	int err = machine_link(m);

	if (err)
		return err;
	differ = complete_known(p);
	err = add_new(p, &left);
	tellings_exclude(p);
	for (size_t i = 0; i < m->count; i++)
		if (m->functions[i].group >= 0)
			m->iommu = IOMMU_ON;
	if (!err && differ)
		err = machine_note(m, "%s: %zu function%s described otherwise than in the input before, which was used",
				   p->path, differ, differ == 1 ? " is" : "s are");
	if (!err && left)
		err = machine_note(m, "%s: the log names %zu function%s not in the dump, left out here",
				   p->path, left,
				   left == 1 ? " that is" : "s that are");
	return err;
}
