// SPDX-License-Identifier: GPL-2.0
/* What a change parts and what it joins, and whether hardware enforces it. */

#include <errno.h>
#include <stdlib.h>

#include "analyse/gain.h"
#include "analyse/viable.h"

/**
 * function_after() - where a function went in a changed copy of its machine
 * @changed: the copy
 * @f: a function of the machine as it is
 *
 * Return: the same function, under its new address if a change moved it; NULL
 * when the copy has it no more.
 */
const struct function *function_after(const struct machine *changed,
				      const struct function *f)
{
	const struct function *now = machine_find(changed, f->addr);
	size_t i;

	if (now && !(now->flags & FN_MOVED))
		return now;
	for (i = 0; i < changed->count; i++) {
		now = &changed->functions[i];
		if ((now->flags & FN_MOVED) &&
		    !addr_compare(now->moved_from, f->addr))
			return now;
	}
	return NULL;
}

/**
 * grouping_is_enforced() - does hardware enforce what keeps a function apart?
 * @g: the groups
 * @f: the function
 *
 * Return: false when a verdict on the way up to the root complex is isolated
 * because somebody says so.
 */
bool grouping_is_enforced(const struct grouping *g, const struct function *f)
{
	for (; f; f = f->parent) {
		const struct acs_verdict
			*v = &g->verdicts[function_index(g->machine, f)];

		if (v->likely == TRI_YES && !verdict_is_real(v))
			return false;
	}
	return true;
}

static int group_of(const struct grouping *g, const struct function *f)
{
	return g->group[function_index(g->machine, f)];
}

/**
 * struct view - two groupings side by side
 * @before: groups of a machine
 * @after: groups of its changed copy
 * @found: for each function, its group in @after, or GROUP_NONE
 */
struct view {
	const struct grouping *before;
	const struct grouping *after;
	int *found;
};

static int view_open(struct view *v, const struct grouping *before,
		     const struct grouping *after)
{
	const struct machine *m = before->machine;

	*v = (struct view){ .before = before, .after = after };
	v->found = calloc(m->count + 1, sizeof(*v->found));
	if (!v->found)
		return -ENOMEM;
	for (size_t i = 0; i < m->count; i++) {
		const struct function *now = function_after(after->machine,
							    &m->functions[i]);

		v->found[i] = now ? group_of(after, now) : GROUP_NONE;
	}
	return 0;
}

/* Has the group of function @i the same members as before? */
static bool unchanged(const struct view *v, size_t i)
{
	int old = v->before->group[i], new = v->found[i];
	const uint32_t *first = v->before->first;

	if (first[old + 1] - first[old] !=
	    v->after->first[new + 1] - v->after->first[new])
		return false;
	for (uint32_t j = first[old]; j < first[old + 1]; j++)
		if (v->found[v->before->members[j]] != new)
			return false;
	return true;
}

static bool passes_on(const struct function *f)
{
	return !function_is_infrastructure(f);
}

/* Room for all that @f could have gained or lost: its old and new company. */
static int add_gain(struct gains *gains, const struct function *f, size_t room,
		    bool parted)
{
	struct gain *list = realloc(gains->list,
				    (gains->count + 1) * sizeof(*list));
	struct gain *gain;

	if (!list)
		return -ENOMEM;
	gains->list = list;
	gain = &list[gains->count];
	*gain = (struct gain){ .function = f, .parted = parted };
	gain->others = calloc(room + 1, sizeof(*gain->others));
	if (!gain->others)
		return -ENOMEM;
	gains->count++;
	return 0;
}

/* Take back a gain that turned out to be empty. */
static void drop_empty(struct gains *gains)
{
	struct gain *last = &gains->list[gains->count - 1];

	if (last->count)
		return;
	free(last->others);
	gains->count--;
}

/* Members of the old group of function @i that its new one no longer holds. */
static int add_parted(const struct view *v, size_t i, struct gains *gains)
{
	const struct machine *m = v->before->machine;
	int group = v->before->group[i];
	uint32_t from = v->before->first[group], to = v->before->first[group + 1];
	struct gain *gain;
	int err = add_gain(gains, &m->functions[i], to - from, true);

	if (err)
		return err;
	gain = &gains->list[gains->count - 1];
	for (uint32_t j = from; j < to; j++) {
		size_t other = v->before->members[j];

		if (passes_on(&m->functions[other]) &&
		    v->found[other] != v->found[i])
			gain->others[gain->count++] = &m->functions[other];
	}
	gain->real = grouping_is_enforced(v->after,
					  function_after(v->after->machine,
							 gain->function));
	drop_empty(gains);
	return 0;
}

/* Functions that are in its new group and were not in its old one. */
static int add_joined(const struct view *v, size_t i, struct gains *gains)
{
	const struct machine *m = v->before->machine;
	const struct machine *changed = v->after->machine;
	int group = v->found[i];
	uint32_t from = v->after->first[group], to = v->after->first[group + 1];
	struct gain *gain;
	int err = add_gain(gains, &m->functions[i], to - from, false);

	if (err)
		return err;
	gain = &gains->list[gains->count - 1];
	for (uint32_t j = from; j < to; j++) {
		const struct function *f = &changed->functions[v->after->members[j]];
		const struct function *was = machine_find(m, f->flags & FN_MOVED ?
								     f->moved_from :
								     f->addr);

		if (was && passes_on(was) &&
		    group_of(v->before, was) != v->before->group[i])
			gain->others[gain->count++] = was;
	}
	drop_empty(gains);
	return 0;
}

/**
 * gains_between() - what a change parts and joins
 * @before: groups of a machine
 * @after: groups of the same machine or of a changed copy
 * @gains: filled, with functions of the first; gains_release() releases it
 *
 * Bridges are left out: nobody hands one to a guest.
 *
 * Return: 0 or -ENOMEM.
 */
int gains_between(const struct grouping *before, const struct grouping *after,
		  struct gains *gains)
{
	struct view v;
	int err = view_open(&v, before, after);

	*gains = (struct gains){ 0 };
	for (size_t i = 0; i < before->machine->count && !err; i++) {
		if (!passes_on(&before->machine->functions[i]) ||
		    before->group[i] < 0 || v.found[i] < 0 || unchanged(&v, i))
			continue;
		err = add_parted(&v, i, gains);
		if (!err)
			err = add_joined(&v, i, gains);
	}
	free(v.found);
	if (err)
		gains_release(gains);
	return err;
}

/**
 * gains_release() - release what gains_between() filled
 * @gains: the list; left empty
 */
void gains_release(struct gains *gains)
{
	for (size_t i = 0; i < gains->count; i++)
		free(gains->list[i].others);
	free(gains->list);
	*gains = (struct gains){ 0 };
}
