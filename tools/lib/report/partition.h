/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_PARTITION_H
#define ACSDIAG_REPORT_PARTITION_H

#include "analyse/grouping.h"

/**
 * enum extent - what a group holds beside bridges
 * @EXTENT_FUNCTION: one function and nothing else
 * @EXTENT_DEVICE: functions of one device below a bridge, and bridges above it
 * @EXTENT_SEVERAL: more than that
 */
enum extent {
	EXTENT_FUNCTION = 0,
	EXTENT_DEVICE,
	EXTENT_SEVERAL,
};

/**
 * struct members - one group
 * @id: its number, as the kernel gives it or as the rules count
 * @list: its functions, by address
 * @count: entries in @list
 * @extent: what they amount to
 */
struct members {
	int id;
	const struct function **list;
	size_t count;
	enum extent extent;
};

/**
 * struct partition - a machine's functions by group
 * @groups: ordered by number
 * @count: entries in @groups
 * @several: groups that several devices share
 * @device: groups of one device and the bridges above it
 * @ungrouped: functions that are in no group
 * @ungrouped_count: entries in @ungrouped
 * @unread: functions whose group nobody told
 * @unread_count: entries in @unread
 * @machine: the machine
 * @group_of: group of each function, in the machine's order
 * @room: what the lists above live in
 */
struct partition {
	struct members *groups;
	size_t count;
	size_t several, device;
	const struct function **ungrouped;
	size_t ungrouped_count;
	const struct function **unread;
	size_t unread_count;
	const struct machine *machine;
	int *group_of;
	const struct function **room;
};

int partition_observed(const struct machine *m, struct partition *p);
int partition_predicted(const struct grouping *g, struct partition *p);
void partition_release(struct partition *p);
const struct members *partition_find(const struct partition *p, int id);

static inline int partition_group_of(const struct partition *p,
				     const struct function *f)
{
	return p->group_of[function_index(p->machine, f)];
}

#endif
