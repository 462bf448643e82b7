/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_LISTING_H
#define ACSDIAG_REPORT_LISTING_H

#include "report/partition.h"
#include "report/report.h"

/**
 * struct listing - groups to be shown
 * @partition: the groups
 * @rules: the groups as the rules give them, with the verdicts that causes are
 *	   taken from
 * @numbered: the numbers are the kernel's, not ours
 */
struct listing {
	const struct partition *partition;
	const struct grouping *rules;
	bool numbered;
};

int listing_group(struct report *r, const struct listing *l,
		  const struct members *group);
int listing_data(struct json_object *array, const struct listing *l,
		 const struct members *group);
void listing_figures(struct report *r, const struct partition *p);
bool listing_legend(struct report *r, const struct partition *p);

#endif
