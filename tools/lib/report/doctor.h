/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_DOCTOR_H
#define ACSDIAG_REPORT_DOCTOR_H

#include "analyse/doctor/doctor.h"
#include "report/report.h"

void doctor_lines(struct report *r, const struct doctor *d, bool all);
void doctor_data(struct json_object *object, const struct doctor *d);
void doctor_checks(struct report *r);

#endif
