/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIFFERENTIAL_COVERAGE_H
#define DIFFERENTIAL_COVERAGE_H

#include "analyse/grouping.h"

/* Which branches of the rule the machines of a run reached, and how often. */

extern const char *const join_names[]; /* by enum join_rule */

void coverage_count(const struct grouping *g, struct kernel_version kernel);
bool coverage_print(void);

#endif
