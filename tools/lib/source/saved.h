/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_SAVED_H
#define ACSDIAG_SOURCE_SAVED_H

#include <json-c/json.h>

#include "source/source.h"

/**
 * struct saved_controls - ACS controls of one function
 */
struct saved_controls {
	const struct function *at;
	uint16_t set;
};

/**
 * struct saved - a plan that was kept in a file
 * @object: as it was read
 * @functions: the functions that it names, with IDs; their groups are those
 *	       before. Not linked: it is no whole machine. In a plan that is
 *	       carried out, those that leave have the driver that they had
 * @after: for each of @functions, its group afterwards, or GROUP_UNREAD
 * @devices: functions that it was made for
 * @devices_count: entries in @devices
 * @controls: what is turned on
 * @controls_count: entries in @controls
 * @assumed: functions that are assumed to isolate
 * @assumed_count: entries in @assumed
 * @leaves: functions that leave and come back
 * @leaves_count: entries in @leaves
 * @overrides: for each of @leaves, the driver that it was told to take, or NULL
 * @removes: those that are removed
 * @removes_count: entries in @removes
 * @scans: where to look for what comes back
 * @scans_count: entries in @scans
 */
struct saved {
	struct json_object *object;
	struct machine *functions;
	int *after;
	const struct function **devices;
	size_t devices_count;
	struct saved_controls *controls;
	size_t controls_count;
	const struct function **assumed;
	size_t assumed_count;
	const struct function **leaves;
	size_t leaves_count;
	const char **overrides;
	const struct function **removes;
	size_t removes_count;
	const char **scans;
	size_t scans_count;
};

int saved_read(const char *path, struct saved *saved,
	       struct source_error *error);
void saved_release(struct saved *saved);

#endif
