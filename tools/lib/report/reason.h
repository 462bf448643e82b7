/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_REASON_H
#define ACSDIAG_REPORT_REASON_H

#include "analyse/compare.h"
#include "analyse/p2p.h"
#include "analyse/why.h"
#include "report/report.h"

void reason_device(struct report *r, const struct function *f);
void reason_causes(struct report *r, const struct causes *causes);
void reason_route(struct report *r, const struct function *a,
		  const struct function *b, const struct p2p *p);
void reason_explanations(struct report *r, const struct comparison *c);

#endif
