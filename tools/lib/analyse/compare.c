// SPDX-License-Identifier: GPL-2.0
/* Two partitions of the same functions, and what would account for a difference. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/change.h"
#include "analyse/compare.h"

#define NOBODY SIZE_MAX

/**
 * struct pairing - two partitions side by side
 * @before: functions to report; all entries below are in their order
 * @count: number of functions
 * @first: group of each in the first partition, negative for none
 * @second: in the second
 */
struct pairing {
	const struct function *before;
	size_t count;
	int *first;
	int *second;
};

static void pairing_release(struct pairing *p)
{
	free(p->second);
	free(p->first);
}

static int pairing_start(struct pairing *p, const struct machine *m)
{
	size_t i;

	p->before = m->functions;
	p->count = m->count;
	p->first = calloc(m->count + 1, sizeof(*p->first));
	p->second = calloc(m->count + 1, sizeof(*p->second));
	if (!p->first || !p->second) {
		pairing_release(p);
		return -ENOMEM;
	}
	for (i = 0; i < m->count; i++)
		p->first[i] = p->second[i] = GROUP_NONE;
	return 0;
}

static bool comparable(const struct pairing *p, size_t i)
{
	return p->first[i] >= 0 && p->second[i] >= 0;
}

static int add_difference(struct comparison *c, const struct pairing *p,
			  size_t a, size_t b)
{
	bool together = p->first[a] == p->first[b];
	struct difference *more, d = {
		.a = &p->before[a],
		.b = &p->before[b],
		.together_before = together,
	};

	if (together == (p->second[a] == p->second[b]))
		return 0;
	if (!(c->count & (c->count - 1))) {
		more = realloc(c->differences, (c->count ? 2 * c->count : 1) *
						       sizeof(*more));
		if (!more)
			return -ENOMEM;
		c->differences = more;
	}
	c->differences[c->count++] = d;
	return 0;
}

static int highest(const int *group, size_t count)
{
	int max = -1;
	size_t i;

	for (i = 0; i < count; i++)
		if (group[i] > max)
			max = group[i];
	return max;
}

/*
 * Kernel numbers may be any; those seen are few, so they are numbered anew for
 * use as an index.
 */
static int compare_ints(const void *left, const void *right)
{
	int a = *(const int *)left, b = *(const int *)right;

	return (a > b) - (a < b);
}

static int renumber(int *group, size_t count)
{
	int *seen = malloc((count + 1) * sizeof(*seen));
	size_t kinds = 0, i;

	if (!seen)
		return -ENOMEM;
	memcpy(seen, group, count * sizeof(*seen));
	qsort(seen, count, sizeof(*seen), compare_ints);
	for (i = 0; i < count; i++)
		if (!kinds || seen[i] != seen[kinds - 1])
			seen[kinds++] = seen[i];
	for (i = 0; i < count; i++) {
		const int *at = bsearch(&group[i], seen, kinds, sizeof(*seen),
					compare_ints);

		if (group[i] >= 0)
			group[i] = (int)(at - seen);
	}
	free(seen);
	return 0;
}

/*
 * Each function is compared with the one before it in its own group, by either
 * partition. If none of these pairs differs, the partitions are the same.
 */
static int differences_by(struct comparison *c, const struct pairing *p,
			  const int *group, bool both)
{
	size_t *last = malloc(((size_t)highest(group, p->count) + 2) *
			      sizeof(*last));
	size_t i;
	int err = 0;

	if (!last)
		return -ENOMEM;
	for (i = 0; i < (size_t)highest(group, p->count) + 1; i++)
		last[i] = NOBODY;
	for (i = 0; i < p->count && !err; i++) {
		if (!comparable(p, i))
			continue;
		if (last[group[i]] != NOBODY)
			err = add_difference(c, p, last[group[i]], i);
		last[group[i]] = i;
		c->comparable += both;
	}
	free(last);
	return err;
}

static int compare(struct pairing *p, struct comparison *c)
{
	int err;

	err = renumber(p->first, p->count);
	if (!err)
		err = renumber(p->second, p->count);
	if (!err)
		err = differences_by(c, p, p->first, true);
	if (!err)
		err = differences_by(c, p, p->second, false);
	if (err)
		comparison_release(c);
	return err;
}

/**
 * compare_observed() - the groups the rules give against those the kernel formed
 * @predicted: groups as the rules give them
 * @c: filled; the first partition is what was observed. To be released with
 *	comparison_release()
 *
 * Return: 0 or -ENOMEM.
 */
int compare_observed(const struct grouping *predicted, struct comparison *c)
{
	const struct machine *m = predicted->machine;
	struct pairing p;
	size_t i;
	int err;

	*c = (struct comparison){ 0 };
	err = pairing_start(&p, m);
	if (err)
		return err;
	for (i = 0; i < m->count; i++) {
		p.first[i] = m->functions[i].group;
		p.second[i] = predicted->group[i];
	}
	err = compare(&p, c);
	pairing_release(&p);
	return err;
}

/**
 * compare_groupings() - the groups before a change against those after it
 * @before: groups of a machine
 * @after: groups of the same machine or of a changed copy; devices that moved
 *	are recognised
 * @c: filled, with functions of @before. To be released with
 *	comparison_release()
 *
 * Return: 0 or -ENOMEM.
 */
int compare_groupings(const struct grouping *before,
		      const struct grouping *after, struct comparison *c)
{
	const struct machine *m = after->machine;
	struct pairing p;
	size_t i;
	int err;

	*c = (struct comparison){ 0 };
	err = pairing_start(&p, before->machine);
	if (err)
		return err;
	for (i = 0; i < p.count; i++)
		p.first[i] = before->group[i];
	for (i = 0; i < m->count; i++) {
		const struct function *f = &m->functions[i], *was;

		was = machine_find(before->machine, f->flags & FN_MOVED ?
							    f->moved_from :
							    f->addr);
		if (was)
			p.second[function_index(before->machine, was)] =
				after->group[i];
	}
	err = compare(&p, c);
	pairing_release(&p);
	return err;
}

/**
 * comparison_release() - free a comparison
 * @c: the comparison; left empty
 */
void comparison_release(struct comparison *c)
{
	free(c->explanations);
	free(c->differences);
	*c = (struct comparison){ 0 };
}
