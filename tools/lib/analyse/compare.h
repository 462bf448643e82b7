/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_COMPARE_H
#define ACSDIAG_ANALYSE_COMPARE_H

#include "analyse/grouping.h"

/**
 * struct difference - two functions that one partition joins, the other not
 * @a: a function, of the first machine where two are compared
 * @b: another one
 * @together_before: the first partition (what was observed, or what was before
 *	the change) has them in one group
 */
struct difference {
	const struct function *a;
	const struct function *b;
	bool together_before;
};

/**
 * struct comparison - two partitions of the same functions
 * @comparable: functions that have a group in both
 * @differences: pairs that differ, one or two for each function concerned; no
 *	entry means the partitions are the same
 * @count: entries in @differences
 * @explanations: circumstances under which the rules give what was observed, as
 *	clauses
 * @explanations_count: entries in @explanations
 * @told: the one explanation is no supposition: the machine's facts tell it
 */
struct comparison {
	size_t comparable;
	struct difference *differences;
	size_t count;
	const char **explanations;
	size_t explanations_count;
	bool told;
};

int compare_observed(const struct grouping *predicted, struct comparison *c);
int compare_groupings(const struct grouping *before,
		      const struct grouping *after, struct comparison *c);
int compare_explain(const struct machine *m, const struct circumstances *c,
		    struct comparison *comparison);
void comparison_release(struct comparison *c);

#endif
