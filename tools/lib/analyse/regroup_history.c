// SPDX-License-Identifier: GPL-2.0
/*
 * What was changed while the machine ran counts for functions that were added
 * since; all others keep the groups that were formed before. The module tells
 * both: which controls it turned on and whom it has the kernel believe, and
 * which functions came after it was loaded, in which order.
 */
#include <errno.h>
#include <stdlib.h>

#include "analyse/compare.h"
#include "analyse/regroup.h"

static bool was_changed(const struct function *f)
{
	return (f->flags & FN_ASSUMED) || f->acs.found_fact == FACT_KNOWN;
}

static bool any_changed(const struct machine *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (was_changed(&m->functions[i]))
			return true;
	return false;
}

/* The machine before: the kernel's answer of today says nothing of that. */
static struct machine *as_it_was(const struct machine *m)
{
	struct machine *was = machine_clone(m);

	for (size_t i = 0; was && i < was->count; i++) {
		struct function *f = &was->functions[i];

		if (!was_changed(f))
			continue;
		f->flags &= (uint16_t)~FN_ASSUMED;
		f->verdict = VERDICT_UNKNOWN;
		if (f->acs.found_fact == FACT_KNOWN)
			f->acs.ctrl = f->acs.found;
		f->acs.found_fact = FACT_ABSENT;
	}
	return was;
}

/* Those that were there keep the groups of @before; the others come now. */
static int compare_with(const struct machine *m, const struct circumstances *c,
			const struct grouping *before, bool *same)
{
	int *kept = calloc(m->count + 1, sizeof(*kept));
	struct comparison found;
	struct grouping *after;
	int err;

	if (!kept)
		return -ENOMEM;
	for (size_t i = 0; i < m->count; i++)
		kept[i] = m->functions[i].order ? GROUP_UNREAD :
						  before->group[i];
	err = grouping_anew(m, c, kept, &after);
	free(kept);
	if (err)
		return err;
	err = compare_observed(after, &found);
	if (!err)
		*same = !found.count;
	comparison_release(&found);
	grouping_free(after);
	return err;
}

/**
 * regroup_accounts() - do changes while it ran account for the groups?
 * @m: the machine, linked, with the kernel's groups
 * @c: circumstances as it runs
 * @accounts: set to whether the rules give the kernel's groups when functions
 *	that were there before the changes keep theirs
 *
 * Return: 0 or -ENOMEM.
 */
int regroup_accounts(const struct machine *m, const struct circumstances *c,
		     bool *accounts)
{
	struct machine *was;
	struct grouping *before;
	int err;

	*accounts = false;
	if (!any_changed(m))
		return 0;
	was = as_it_was(m);
	if (!was)
		return -ENOMEM;
	err = grouping_compute(was, c, &before);
	if (!err) {
		err = compare_with(m, c, before, accounts);
		grouping_free(before);
	}
	machine_free(was);
	return err;
}
