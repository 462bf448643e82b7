/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_MENDS_H
#define ACSDIAG_REPORT_MENDS_H

#include "analyse/why.h"
#include "report/report.h"

/**
 * enum reach - how much of its group a fix parts a function from
 * @REACH_ONE: the one that the fix was sought for
 * @REACH_ASKED: all that were asked about together
 * @REACH_GROUP: every other device of the group
 */
enum reach {
	REACH_ONE = 0,
	REACH_ASKED,
	REACH_GROUP,
};

/**
 * struct mends - how the ways to separate functions are to be told
 * @fixes: the ways
 * @reach: of each of them
 * @device: the function that is to be parted from others
 * @others: the others
 * @others_count: how many others
 * @whole: the others are all that its group holds
 * @above: some that part from the whole group were told before; then those are
 *	   not told again
 * @name: name the two, because others are talked about as well
 * @inputs: files that the commands to type name with --input
 * @inputs_count: entries in @inputs
 * @all: also those that differ from another in IDs and addresses only
 */
struct mends {
	const struct fixes *fixes;
	const enum reach *reach;
	const struct function *device;
	const struct function *const *others;
	size_t others_count;
	bool whole, above, name;
	const char *const *inputs;
	size_t inputs_count;
	bool all;
};

void mends_unread(struct report *r, const struct causes *causes);
bool mends_any(const struct mends *mends);
bool mends_free(const struct mends *mends);
bool mends_lines(struct report *r, const struct mends *mends);
void mends_legend(struct report *r);

#endif
