/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_PICTURE_H
#define ACSDIAG_REPORT_PICTURE_H

#include "report/partition.h"

/**
 * struct picture - a machine with its groups, told and worked out
 * @machine: the machine, borrowed
 * @circumstances: under which it is judged, as it runs
 * @rules: the groups that the rules give it
 * @observed: the groups that the kernel was seen to have
 */
struct picture {
	const struct machine *machine;
	struct circumstances circumstances;
	struct grouping *rules;
	struct partition observed;
};

int picture_take(const struct machine *m, struct picture *picture);
void picture_release(struct picture *picture);

#endif
