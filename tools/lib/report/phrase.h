/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_PHRASE_H
#define ACSDIAG_REPORT_PHRASE_H

#include "analyse/p2p.h"
#include "analyse/why.h"
#include "report/report.h"

/*
 * Sentences that more than one command says, as tables over the enumerations of
 * the analyses. A word is changed here, not in a command.
 */

#define PHRASE_LEN 512

const char *phrase_basis_id(enum verdict_basis basis);
const char *phrase_rule_id(enum join_rule rule);
const char *phrase_tri(enum tri answer);
const char *phrase_route_id(enum p2p_route route);
const char *phrase_route(enum p2p_route route);

char *phrase_controls(uint16_t controls, char buf[PHRASE_LEN]);
char *phrase_registers(const struct function *f, char buf[PHRASE_LEN]);
char *phrase_marks(const struct function *f, const struct acs_verdict *v,
		   uint16_t on, char buf[PHRASE_LEN]);
char *phrase_verdict(const struct acs_verdict *v, char buf[PHRASE_LEN]);
char *phrase_cause(const struct cause *c, char buf[PHRASE_LEN]);
char *phrase_evidence(const struct cause *c, char buf[PHRASE_LEN]);
char *phrase_summary(const struct causes *causes, char buf[PHRASE_LEN]);
char *phrase_decision(const struct p2p *p, char buf[PHRASE_LEN]);
char *phrase_change(const struct change *change, char buf[PHRASE_LEN]);

#endif
