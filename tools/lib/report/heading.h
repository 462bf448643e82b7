/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_HEADING_H
#define ACSDIAG_REPORT_HEADING_H

#include "model/machine.h"
#include "report/report.h"

void heading_open(struct report *r, const struct machine *m);
void heading_side(struct report *r, const char *word, const struct machine *m);
void heading_notes(struct report *r, const struct machine *m);
void heading_no_groups(struct report *r, const struct machine *m);

#endif
