// SPDX-License-Identifier: GPL-2.0
/*
 * In what two machines, or one at two times, differ. Only what was read in both
 * is compared: a fact that one source does not tell is no difference.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/delta.h"

static int add(struct deltas *deltas, enum delta_kind kind,
	       const struct function *before, const struct function *after)
{
	struct delta *list;

	list = realloc(deltas->list, (deltas->count + 1) * sizeof(*list));
	if (!list)
		return -ENOMEM;
	deltas->list = list;
	list[deltas->count++] = (struct delta){ kind, before, after };
	return 0;
}

static bool replaced(const struct function *a, const struct function *b)
{
	/* Inferred IDs contradict another name, not what was read. */
	if ((a->flags ^ b->flags) & FN_IDS_FROM_NAME)
		return false;
	return a->has & b->has & HAS_IDS &&
	       (a->vendor != b->vendor || a->device != b->device);
}

static bool driver_differs(const struct function *a, const struct function *b)
{
	return a->driver && b->driver && strcmp(a->driver, b->driver);
}

static bool acs_differs(const struct function *a, const struct function *b)
{
	if (a->acs.fact == FACT_UNREAD || b->acs.fact == FACT_UNREAD)
		return false;
	if (a->acs.fact != b->acs.fact || a->acs.cap != b->acs.cap)
		return true;
	return a->acs.ctrl_fact == FACT_KNOWN &&
	       b->acs.ctrl_fact == FACT_KNOWN && a->acs.ctrl != b->acs.ctrl;
}

static bool verdict_differs(const struct function *a, const struct function *b)
{
	return a->verdict != VERDICT_UNKNOWN && b->verdict != VERDICT_UNKNOWN &&
	       a->verdict != b->verdict;
}

/* What can differ in a function that both machines have; groups come apart. */
static const struct {
	enum delta_kind kind;
	bool (*differs)(const struct function *a, const struct function *b);
} tests[] = {
	{ DELTA_REPLACED, replaced },
	{ DELTA_DRIVER, driver_differs },
	{ DELTA_ACS, acs_differs },
	{ DELTA_VERDICT, verdict_differs },
};

/**
 * struct company - the functions of a group, as far as both machines have them
 * @group: the group
 * @sum: of a number drawn from each member's address, so that two sets can be
 *	 compared without being sorted
 * @count: members
 */
struct company {
	int group;
	uint64_t sum;
	size_t count;
};

static uint64_t scatter(struct pci_addr addr)
{
	uint64_t x = (uint64_t)addr.domain << 16 | addr_requester_id(addr);

	x = (x + 1) * 0x9e3779b97f4a7c15ull;
	return x ^ x >> 29;
}

static int by_group(const void *a, const void *b)
{
	const struct company *x = a, *y = b;

	return (x->group > y->group) - (x->group < y->group);
}

/* The groups of @m, functions that @other lacks left out; sorted by number. */
static struct company *companies(const struct machine *m,
				 const struct machine *other, size_t *count)
{
	struct company *list = calloc(m->count + 1, sizeof(*list));
	size_t n = 0, kept = 0;

	for (size_t i = 0; list && i < m->count; i++)
		if (machine_find(other, m->functions[i].addr))
			list[n++] = (struct company){
				m->functions[i].group,
				scatter(m->functions[i].addr),
				1,
			};
	if (list)
		qsort(list, n, sizeof(*list), by_group);
	for (size_t i = 0; i < n; i++) {
		if (kept && list[kept - 1].group == list[i].group) {
			list[kept - 1].sum += list[i].sum;
			list[kept - 1].count++;
		} else {
			list[kept++] = list[i];
		}
	}
	*count = kept;
	return list;
}

/**
 * struct sides - two machines with their groups
 */
struct sides {
	const struct machine *before, *after;
	struct company *old, *new;
	size_t old_count, new_count;
};

static int sides_open(struct sides *s, const struct machine *before,
		      const struct machine *after)
{
	*s = (struct sides){ .before = before, .after = after };
	s->old = companies(before, after, &s->old_count);
	s->new = companies(after, before, &s->new_count);
	return s->old && s->new ? 0 : -ENOMEM;
}

static void sides_close(struct sides *s)
{
	free(s->new);
	free(s->old);
}

static bool group_differs(const struct sides *s, const struct function *a,
			  const struct function *b)
{
	struct company wanted = { .group = a->group };
	const struct company *old, *new;

	if (a->group == GROUP_UNREAD || b->group == GROUP_UNREAD)
		return false;
	if (a->group == GROUP_NONE || b->group == GROUP_NONE)
		return a->group != b->group;
	old = bsearch(&wanted, s->old, s->old_count, sizeof(*s->old), by_group);
	wanted.group = b->group;
	new = bsearch(&wanted, s->new, s->new_count, sizeof(*s->new), by_group);
	return old && new && (old->count != new->count || old->sum != new->sum);
}

static int compare_function(const struct sides *s, const struct function *a,
			    const struct function *b, struct deltas *deltas)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]) && !err; i++)
		if (tests[i].differs(a, b))
			err = add(deltas, tests[i].kind, a, b);
	if (!err && group_differs(s, a, b))
		err = add(deltas, DELTA_GROUP, a, b);
	return err;
}

/* Both lists are in order of address: walk them side by side. */
static int walk(const struct sides *s, struct deltas *deltas)
{
	const struct function *a = s->before->functions;
	const struct function *b = s->after->functions;
	const struct function *a_end = a + s->before->count;
	const struct function *b_end = b + s->after->count;
	int err = 0;

	while (!err && (a < a_end || b < b_end)) {
		int order = a == a_end ? 1 :
			    b == b_end ? -1 :
					 addr_compare(a->addr, b->addr);

		if (order < 0)
			err = add(deltas, DELTA_GONE, a++, NULL);
		else if (order > 0)
			err = add(deltas, DELTA_NEW, NULL, b++);
		else
			err = compare_function(s, a++, b++, deltas);
	}
	return err;
}

/**
 * deltas_between() - in what two machines differ
 * @before: a linked machine
 * @after: another
 * @deltas: filled; deltas_release() releases it, before the machines go
 *
 * Group numbers are not compared, only who shares a group with whom.
 *
 * Return: 0 or -ENOMEM.
 */
int deltas_between(const struct machine *before, const struct machine *after,
		   struct deltas *deltas)
{
	struct sides sides;
	int err = sides_open(&sides, before, after);

	*deltas = (struct deltas){ 0 };
	if (!err)
		err = walk(&sides, deltas);
	sides_close(&sides);
	if (err)
		deltas_release(deltas);
	return err;
}

/**
 * deltas_release() - release what deltas_between() filled
 * @deltas: the list; left empty
 */
void deltas_release(struct deltas *deltas)
{
	free(deltas->list);
	*deltas = (struct deltas){ 0 };
}
