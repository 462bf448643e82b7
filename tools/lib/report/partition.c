// SPDX-License-Identifier: GPL-2.0
/* Functions sorted by group, so that a group can be shown as one thing. */

#include <errno.h>
#include <stdlib.h>

#include "analyse/viable.h"
#include "report/partition.h"

/**
 * struct membership - one function and its group, for sorting
 */
struct membership {
	int group;
	const struct function *function;
};

/* Groups in order, then those in none, then those that nobody told of. */
static int compare_membership(const void *a, const void *b)
{
	const struct membership *x = a, *y = b;
	unsigned int gx = (unsigned int)x->group, gy = (unsigned int)y->group;

	if (gx != gy)
		return gx < gy ? -1 : 1;
	return addr_compare(x->function->addr, y->function->addr);
}

static enum extent extent_of(const struct members *group)
{
	const struct function *device = NULL;

	if (group->count == 1)
		return EXTENT_FUNCTION;
	for (size_t i = 0; i < group->count; i++) {
		const struct function *f = group->list[i];

		if (function_is_infrastructure(f))
			continue;
		if (!device)
			device = f;
		if (function_is_root(f) || !addr_same_slot(f->addr, device->addr))
			return EXTENT_SEVERAL;
	}
	return device ? EXTENT_DEVICE : EXTENT_SEVERAL;
}

static void add_group(struct partition *p, int id, const struct function **list,
		      size_t count)
{
	struct members *group = &p->groups[p->count++];

	*group = (struct members){ id, list, count, EXTENT_FUNCTION };
	group->extent = extent_of(group);
	p->several += group->extent == EXTENT_SEVERAL;
	p->device += group->extent == EXTENT_DEVICE;
}

/* Cut the sorted functions into runs of the same group. */
static void split(struct partition *p, const struct membership *sorted,
		  size_t count)
{
	for (size_t from = 0, to; from < count; from = to) {
		int id = sorted[from].group;

		for (to = from; to < count && sorted[to].group == id; to++)
			p->room[to] = sorted[to].function;
		if (id == GROUP_NONE) {
			p->ungrouped = &p->room[from];
			p->ungrouped_count = to - from;
		} else if (id == GROUP_UNREAD) {
			p->unread = &p->room[from];
			p->unread_count = to - from;
		} else {
			add_group(p, id, &p->room[from], to - from);
		}
	}
}

static int partition_from(const struct machine *m, const int *group,
			  struct partition *p)
{
	struct membership *sorted = calloc(m->count + 1, sizeof(*sorted));

	*p = (struct partition){ .machine = m };
	p->groups = calloc(m->count + 1, sizeof(*p->groups));
	p->group_of = calloc(m->count + 1, sizeof(*p->group_of));
	p->room = calloc(m->count + 1, sizeof(*p->room));
	if (!sorted || !p->groups || !p->group_of || !p->room) {
		free(sorted);
		partition_release(p);
		return -ENOMEM;
	}
	for (size_t i = 0; i < m->count; i++) {
		p->group_of[i] = group ? group[i] : m->functions[i].group;
		sorted[i] = (struct membership){ p->group_of[i],
						 &m->functions[i] };
	}
	qsort(sorted, m->count, sizeof(*sorted), compare_membership);
	split(p, sorted, m->count);
	free(sorted);
	return 0;
}

/**
 * partition_observed() - the groups as the kernel has them
 * @m: the machine
 * @p: filled; partition_release() releases it
 *
 * Return: 0 or -ENOMEM.
 */
int partition_observed(const struct machine *m, struct partition *p)
{
	return partition_from(m, NULL, p);
}

/**
 * partition_predicted() - the groups as the rules give them
 * @g: a grouping
 * @p: filled; partition_release() releases it, before @g goes
 *
 * Return: 0 or -ENOMEM.
 */
int partition_predicted(const struct grouping *g, struct partition *p)
{
	return partition_from(g->machine, g->group, p);
}

/**
 * partition_release() - release a partition's lists
 * @p: the partition
 */
void partition_release(struct partition *p)
{
	free(p->room);
	free(p->group_of);
	free(p->groups);
	*p = (struct partition){ 0 };
}

/**
 * partition_find() - a group by number
 * @p: the partition
 * @id: the number
 *
 * Return: the group, NULL when there is none.
 */
const struct members *partition_find(const struct partition *p, int id)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->groups[middle].id == id)
			return &p->groups[middle];
		if (p->groups[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
