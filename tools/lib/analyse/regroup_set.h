/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_REGROUP_SET_H
#define ACSDIAG_ANALYSE_REGROUP_SET_H

#include "analyse/regroup.h"

/* Parts of regroup.c: which functions leave, and what comes of it. */

int regroup_observed(const struct machine *m, const struct circumstances *c,
		     struct grouping **observed);
size_t regroup_points(const struct function *const *roots, size_t roots_count,
		      const struct function **points);
int regroup_set(struct regroup *plan, const struct regroup_wish *wish,
		bool *goes_marks);

#endif
