/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_DIFFERENCE_H
#define ACSDIAG_REPORT_DIFFERENCE_H

#include "analyse/compare.h"
#include "analyse/gain.h"
#include "report/report.h"

void difference_lines(struct report *r, const struct comparison *c,
		      const char *before, const char *after);
struct json_object *difference_data(const struct comparison *c);
void difference_gains(struct report *r, const struct gains *gains);
struct json_object *difference_gains_data(const struct gains *gains);

#endif
