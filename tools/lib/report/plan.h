/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_PLAN_H
#define ACSDIAG_REPORT_PLAN_H

#include "analyse/plan/plan.h"
#include "report/report.h"

void plan_lines(struct report *r, const struct plan *p);
void plan_guest_lines(struct report *r, const struct plan *p);
void plan_data(struct json_object *object, const struct plan *p);

#endif
