/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_COMPARE_H
#define ACSDIAG_ANALYSE_COMPARE_H

#include "analyse/grouping.h"

/**
 * struct difference - two functions that one partition joins, the other not
 */
struct difference {
	const struct function *a;
	const struct function *b;
	bool together_before; /* in the first partition */
};

/**
 * struct comparison - two partitions of the same functions
 * @comparable: functions that have a group in both
 * @differences: pairs of neighbours that differ, few enough to be read
 * @explanations: circumstances under which the rules give what was observed
 */
struct comparison {
	size_t comparable;
	struct difference *differences;
	size_t count;
	const char **explanations;
	size_t explanations_count;
};

int compare_observed(const struct grouping *predicted, struct comparison *c);
int compare_groupings(const struct grouping *before,
		      const struct grouping *after, struct comparison *c);
int compare_explain(const struct machine *m, const struct circumstances *c,
		    struct comparison *comparison);
void comparison_release(struct comparison *c);

#endif
