/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_WEAK_H
#define ACSDIAG_REPORT_WEAK_H

#include "report/partition.h"
#include "report/report.h"

/**
 * struct weak_view - which weak spots are to be shown
 * @rules: groups as the rules give them
 * @observed: the kernel's own, which count where they are known; NULL for none
 * @below: only ports above this function; NULL for all
 */
struct weak_view {
	const struct grouping *rules;
	const struct partition *observed;
	const struct function *below;
};

int weak_report(struct report *r, const struct weak_view *view);

#endif
