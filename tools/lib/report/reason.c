// SPDX-License-Identifier: GPL-2.0
/* Causes and ways, as sentences with their evidence. */

#include "report/naming.h"
#include "report/phrase.h"
#include "report/reason.h"

/**
 * reason_device() - name a function inside of a sentence
 * @r: the report, a sentence open
 * @f: the function
 */
void reason_device(struct report *r, const struct function *f)
{
	char addr[PCI_ADDR_LEN], nick[NAME_LEN];

	report_cell(r, MARK_ADDRESS, "%s", addr_format(f->addr, addr));
	report_cell(r, MARK_PLAIN, " (%s)", naming_nick(f, nick));
}

/**
 * reason_causes() - number the causes, each with a line for engineers
 * @r: the report
 * @causes: the causes
 */
void reason_causes(struct report *r, const struct causes *causes)
{
	char buf[PHRASE_LEN];

	for (size_t i = 0; i < causes->count; i++) {
		report_text(r, 1);
		report_cell(r, MARK_PLAIN, "%zu. ", i + 1);
		report_hang(r);
		report_cell(r, MARK_PLAIN, "%s.",
			    phrase_cause(&causes->list[i], buf));
		report_text(r, 1);
		report_cell(r, MARK_PLAIN, "   ");
		report_hang(r);
		report_cell(r, MARK_FAINT, "%s",
			    phrase_evidence(&causes->list[i], buf));
	}
}

/**
 * reason_route() - say how requests get from one function to another
 * @r: the report
 * @a: the function that asks
 * @b: the one whose memory is asked for
 * @p: the way
 */
void reason_route(struct report *r, const struct function *a,
		  const struct function *b, const struct p2p *p)
{
	static const enum mark marks[] = {
		[P2P_UNKNOWN] = MARK_UNKNOWN,	   [P2P_DIRECT] = MARK_BAD,
		[P2P_ROOT_COMPLEX] = MARK_ASSUMED, [P2P_REDIRECTED] = MARK_GOOD,
		[P2P_BLOCKED] = MARK_GOOD,
	};
	char from[PCI_ADDR_LEN], to[PCI_ADDR_LEN], buf[PHRASE_LEN];

	report_text(r, 1);
	report_cell(r, MARK_ADDRESS, "%s → %s  ", addr_format(a->addr, from),
		    addr_format(b->addr, to));
	report_hang(r);
	report_cell(r, marks[p->route], "%s", phrase_route(p->route));
	report_cell(r, MARK_PLAIN, "; %s", phrase_decision(p, buf));
}

/**
 * reason_explanations() - say what may explain what the rules do not give
 * @r: the report
 * @c: a comparison that was asked to be explained
 */
void reason_explanations(struct report *r, const struct comparison *c)
{
	report_text(r, 1);
	if (!c->explanations_count) {
		report_cell(r, MARK_UNKNOWN,
			    "Nothing known here explains what the kernel has.");
		return;
	}
	report_cell(r, MARK_PLAIN, c->told ? "That is so because " :
					     "What explains it: ");
	report_hang(r);
	for (size_t i = 0; i < c->explanations_count; i++)
		report_cell(r, MARK_ASSUMED, "%s%s", i ? "; " : "",
			    c->explanations[i]);
}
