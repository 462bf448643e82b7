/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_REGROUPING_H
#define ACSDIAG_REPORT_REGROUPING_H

#include "analyse/regroup.h"
#include "model/usage.h"
#include "report/report.h"

/**
 * struct regrouping - a plan and what stands against it
 * @plan: the plan
 * @usage: what its functions are used for; NULL where nobody can say
 */
struct regrouping {
	const struct regroup *plan;
	const struct usage *usage;
};

void regrouping_steps(struct report *r, const struct regrouping *g);
void regrouping_data(struct json_object *object, const struct regrouping *g);
void regrouping_undo(struct report *r, const struct function *const *leaves,
		     size_t count, const struct usage *usage);
size_t regrouping_refusals(struct report *r, const struct regrouping *g);
struct json_object *regrouping_saved(const struct regroup *plan,
				     const struct function *const *devices,
				     size_t count, bool whole);

#endif
