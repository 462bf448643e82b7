/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_REGROUP_H
#define ACSDIAG_ANALYSE_REGROUP_H

#include "analyse/change.h"
#include "analyse/gain.h"

/**
 * struct regroup_wish - what is wanted
 * @devices: functions that are to have better groups
 * @devices_count: entries in @devices
 * @changes: CHANGE_ACS and CHANGE_ASSUME only, which can be made while the
 *	machine runs
 * @changes_count: entries in @changes
 * @real_first: also turn on what the bridges above the devices implement and
 *	have off
 */
struct regroup_wish {
	const struct function **devices;
	size_t devices_count;
	const struct change *changes;
	size_t changes_count;
	bool real_first;
};

/**
 * struct regroup_controls - ACS controls to turn on
 * @at: the function
 * @set: ACS_*, off now
 */
struct regroup_controls {
	const struct function *at;
	uint16_t set;
};

/**
 * struct regroup - a plan: functions leave the bus and come back to new groups
 * @machine: the machine as it is, borrowed
 * @changed: a copy in which the changes are made
 * @circumstances: under which the functions come back
 * @before: the groups that the kernel has
 * @after: those it will have
 * @gains: what that parts and joins, for the functions that leave
 * @controls: what is turned on first
 * @controls_count: entries in @controls
 * @assumed: functions that are assumed to isolate
 * @assumed_count: entries in @assumed
 * @goes: functions that leave, in order of address
 * @goes_count: entries in @goes
 * @roots: those of them that are removed; the others are below them
 * @roots_count: entries in @roots
 * @points: for each root that begins another bus: where to look for what comes
 *	back; buses in the order in which they are to be scanned again
 * @points_count: entries in @points
 * @chipset: a function that would have to leave and that no machine can do
 *	without, or NULL
 */
struct regroup {
	const struct machine *machine;
	struct machine *changed;
	struct circumstances circumstances;
	struct grouping *before, *after;
	struct gains gains;
	struct regroup_controls *controls;
	size_t controls_count;
	const struct function **assumed;
	size_t assumed_count;
	const struct function **goes;
	size_t goes_count;
	const struct function **roots;
	size_t roots_count;
	const struct function **points;
	size_t points_count;
	const struct function *chipset;
};

int regroup_plan(const struct machine *m, const struct circumstances *c,
		 const struct regroup_wish *wish, struct regroup *plan,
		 char error[CHANGE_ERROR_LEN]);
void regroup_release(struct regroup *plan);

int regroup_accounts(const struct machine *m, const struct circumstances *c,
		     bool *accounts);
bool regroup_parts(const struct regroup *plan, const struct function *device);

#endif
