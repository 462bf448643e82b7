// SPDX-License-Identifier: GPL-2.0
/*
 * The smallest set of functions that has to leave. What could be had is what
 * the groups would be if all of the old group left. From there: the devices
 * alone leave; where one would come back into a group with somebody who stayed,
 * that one has to leave too; and at the end whoever turns out not to be needed
 * stays after all.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/regroup_set.h"

/**
 * struct set - the search
 * @plan: the plan; its changed copy gets the order in which functions come back
 * @wish: what is wanted
 * @m: the changed copy
 * @best: groups when all of the old groups leave
 * @asked: functions that were picked; those below them leave with them
 * @goes: all that leave
 * @kept: groups of those that stay
 * @rank: of the last function that came back
 */
struct set {
	struct regroup *plan;
	const struct regroup_wish *wish;
	struct machine *m;
	struct grouping *best;
	bool *asked;
	bool *goes;
	int *kept;
	unsigned int rank;
};

/**
 * struct numbered - a function by the number of its group
 */
struct numbered {
	int group;
	size_t index;
};

static int by_group(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	return (x->group > y->group) - (x->group < y->group);
}

/* The kernel's numbers may be as large as they like; from 0 without holes. */
static int dense_groups(const struct machine *m, int *kept)
{
	struct numbered *list = calloc(m->count + 1, sizeof(*list));
	int next = -1, last = GROUP_NONE;

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < m->count; i++)
		list[i] = (struct numbered){ m->functions[i].group, i };
	qsort(list, m->count, sizeof(*list), by_group);
	for (size_t i = 0; i < m->count; i++) {
		if (list[i].group >= 0 && list[i].group != last)
			next++;
		last = list[i].group;
		kept[list[i].index] = last < 0 ? last : next;
	}
	free(list);
	return 0;
}

/**
 * regroup_observed() - the kernel's own groups, as the rules have theirs
 * @m: the machine, linked; must outlive the result
 * @c: circumstances as it runs
 * @observed: set on success; to be freed with grouping_free()
 *
 * Functions whose group nobody told are grouped by the rules.
 *
 * Return: 0 or -ENOMEM.
 */
int regroup_observed(const struct machine *m, const struct circumstances *c,
		     struct grouping **observed)
{
	int *kept = calloc(m->count + 1, sizeof(*kept));
	int err = kept ? dense_groups(m, kept) : -ENOMEM;

	if (!err)
		err = grouping_anew(m, c, kept, observed);
	free(kept);
	return err;
}

/**
 * regroup_points() - which buses to scan again, and in which order
 * @roots: functions that are removed, in order of address
 * @roots_count: entries in @roots
 * @points: gets one root for each bus; room for all
 *
 * Return: entries in @points.
 */
size_t regroup_points(const struct function *const *roots, size_t roots_count,
		      const struct function **points)
{
	size_t count = 0;

	for (size_t i = 0; i < roots_count; i++) {
		const struct function *last = count ? points[count - 1] : NULL;

		if (!last || last->parent != roots[i]->parent ||
		    last->addr.domain != roots[i]->addr.domain ||
		    last->addr.bus != roots[i]->addr.bus)
			points[count++] = roots[i];
	}
	return count;
}

static bool goes(const struct set *s, const struct function *f)
{
	return s->goes[function_index(s->m, f)];
}

/* Bridges come before what is below them in order of address. */
static void mark_below(struct set *s)
{
	for (size_t i = 0; i < s->m->count; i++) {
		const struct function *f = &s->m->functions[i];
		const struct function *above = f->parent;

		if (f->flags & FN_VIRTUAL)
			above = machine_find(s->m, f->physfn);
		s->goes[i] = s->asked[i] || (above && goes(s, above));
	}
}

/*
 * As pci_scan_child_bus() goes: all of a bus first, then below its bridges in
 * the order of the kernel's list, where those that came back are last.
 */
static void scan_bus(struct set *s, struct function *first)
{
	struct function *f;

	for (f = first; f; f = f->sibling)
		if (goes(s, f) && !f->order && !(f->flags & FN_VIRTUAL))
			f->order = ++s->rank;
	for (int back = 0; back < 2; back++)
		for (f = first; f; f = f->sibling)
			if (goes(s, f) == back && f->child)
				scan_bus(s, f->child);
}

static struct function *first_on_bus(const struct machine *m,
				     const struct function *f)
{
	if (f->parent)
		return f->parent->child;
	for (size_t i = 0; i < m->count; i++) {
		struct function *other = &m->functions[i];

		if (!other->parent && other->addr.domain == f->addr.domain &&
		    other->addr.bus == f->addr.bus)
			return other;
	}
	return NULL;
}

/* A bridge's "rescan" scans the bus that it is on, and so all below that. */
static void order_returns(struct set *s)
{
	const struct machine *was = s->plan->machine;
	size_t i;

	s->rank = 0;
	for (i = 0; i < s->m->count; i++) {
		s->m->functions[i].order = s->goes[i] ? 0 :
						 was->functions[i].order;
		if (was->functions[i].order > s->rank)
			s->rank = was->functions[i].order;
	}
	for (i = 0; i < s->m->count; i++) {
		const struct function *f = &s->m->functions[i];

		if (s->goes[i] && (!f->parent || !goes(s, f->parent)))
			scan_bus(s, first_on_bus(s->m, f->parent ? f->parent :
								   f));
	}
}

/* The groups when what is marked leaves and comes back. */
static int try(struct set *s, struct grouping **after)
{
	mark_below(s);
	order_returns(s);
	for (size_t i = 0; i < s->m->count; i++) {
		int group = s->plan->before->group[i];

		s->kept[i] = s->goes[i] && group != GROUP_NONE ? GROUP_UNREAD :
								 group;
	}
	return grouping_anew(s->m, &s->plan->circumstances, s->kept, after);
}

static size_t device(const struct set *s, size_t i)
{
	return function_index(s->plan->machine, s->wish->devices[i]);
}

/* No device shares a group with anybody it could be rid of. */
static bool is_good(const struct set *s, const struct grouping *after)
{
	for (size_t d = 0; d < s->wish->devices_count; d++) {
		size_t at = device(s, d);
		uint32_t from = after->first[after->group[at]];
		uint32_t to = after->first[after->group[at] + 1];

		for (; from < to; from++)
			if (s->best->group[after->members[from]] !=
			    s->best->group[at])
				return false;
	}
	return true;
}

/* Whom a device came back to has to leave as well; true if there is one. */
static bool ask_more(struct set *s, const struct grouping *after)
{
	bool more = false;

	for (size_t d = 0; d < s->wish->devices_count; d++) {
		int group = after->group[device(s, d)];
		uint32_t at = after->first[group], to = after->first[group + 1];

		for (; at < to; at++) {
			const struct join *j = &after->join[after->members[at]];

			if (!s->goes[after->members[at]] || !j->with ||
			    goes(s, j->with))
				continue;
			s->asked[function_index(s->m, j->with)] = true;
			more = true;
		}
	}
	return more;
}

static void ask_old_groups(struct set *s)
{
	const struct grouping *before = s->plan->before;

	for (size_t d = 0; d < s->wish->devices_count; d++)
		for (size_t i = 0; i < s->m->count; i++)
			if (before->group[i] == before->group[device(s, d)])
				s->asked[i] = true;
}

static void ask_devices(struct set *s)
{
	memset(s->asked, 0, s->m->count * sizeof(*s->asked));
	for (size_t d = 0; d < s->wish->devices_count; d++)
		s->asked[device(s, d)] = true;
}

static int grow(struct set *s)
{
	struct grouping *after;
	bool good;
	int err;

	for (;;) {
		err = try(s, &after);
		if (err)
			return err;
		good = is_good(s, after);
		if (!good && !ask_more(s, after)) {
			ask_old_groups(s);
			good = true;
		}
		grouping_free(after);
		if (good)
			return 0;
	}
}

static bool is_device(const struct set *s, size_t i)
{
	for (size_t d = 0; d < s->wish->devices_count; d++)
		if (device(s, d) == i)
			return true;
	return false;
}

/* Let each of those that were picked stay, and see. */
static int shrink(struct set *s)
{
	struct grouping *after;
	int err = 0;

	for (size_t i = 0; i < s->m->count && !err; i++) {
		if (!s->asked[i] || is_device(s, i))
			continue;
		s->asked[i] = false;
		err = try(s, &after);
		if (err)
			break;
		s->asked[i] = !is_good(s, after);
		grouping_free(after);
	}
	return err;
}

static int search(struct set *s)
{
	int err;

	ask_old_groups(s);
	err = try(s, &s->best);
	if (err)
		return err;
	ask_devices(s);
	err = grow(s);
	if (!err)
		err = shrink(s);
	if (!err)
		err = try(s, &s->plan->after);
	grouping_free(s->best);
	return err;
}

/**
 * regroup_set() - which functions have to leave, and the groups they return to
 * @plan: the plan, with its changes made; gets the groups
 * @wish: what is wanted
 * @goes_marks: gets a mark for each function of the machine that leaves
 *
 * Return: 0 or -ENOMEM.
 */
int regroup_set(struct regroup *plan, const struct regroup_wish *wish,
		bool *goes_marks)
{
	size_t room = plan->changed->count + 1;
	struct set s = {
		.plan = plan,
		.wish = wish,
		.m = plan->changed,
		.asked = calloc(room, sizeof(*s.asked)),
		.goes = goes_marks,
		.kept = calloc(room, sizeof(*s.kept)),
	};
	int err = s.asked && s.kept ? search(&s) : -ENOMEM;

	free(s.kept);
	free(s.asked);
	return err;
}
