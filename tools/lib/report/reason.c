// SPDX-License-Identifier: GPL-2.0
/* Causes and mends, as numbered sentences with their evidence. */

#include <stdio.h>
#include <string.h>

#include "report/naming.h"
#include "report/phrase.h"
#include "report/reason.h"

#define EXPOSED_MAX 4 /* reachable functions that are named */

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
	report_cell(r, MARK_PLAIN, "What explains it: ");
	report_hang(r);
	for (size_t i = 0; i < c->explanations_count; i++)
		report_cell(r, MARK_ASSUMED, "%s%s", i ? "; " : "",
			    c->explanations[i]);
}

/* May a shell see this word as it is? */
static bool is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-";

	return *word && word[strspn(word, plain)] == '\0';
}

static const char *quote(const char *word)
{
	return is_plain(word) ? "" : "'";
}

/* What tries the fix out: acsdiag predict, on the same data. */
static void try_line(struct report *r, const struct fix *fix,
		     const struct mends *mends)
{
	char line[2 * PHRASE_LEN];
	size_t len = 0;

	for (size_t i = 0; i < mends->inputs_count && len < sizeof(line); i++)
		len += (size_t)snprintf(line + len, sizeof(line) - len,
					" --input %s%s%s",
					quote(mends->inputs[i]), mends->inputs[i],
					quote(mends->inputs[i]));
	for (size_t i = 0; i < fix->count && len < sizeof(line); i++) {
		const char *text = fix->changes[i].text;

		len += (size_t)snprintf(line + len, sizeof(line) - len,
					" %s%s%s%s%s",
					change_option(fix->changes[i].kind),
					text ? "=" : "", text ? quote(text) : "",
					text ? text : "",
					text ? quote(text) : "");
	}
	report_text(r, 1);
	report_cell(r, MARK_PLAIN, "%9s", "");
	report_cell(r, MARK_FAINT, "try: ");
	report_hang(r);
	report_cell(r, MARK_COMMAND, "acsdiag predict%s", line);
}

static bool same_exposed(const struct fix *a, const struct fix *b)
{
	if (a->exposed_count != b->exposed_count)
		return false;
	for (size_t i = 0; i < a->exposed_count; i++)
		if (a->exposed[i] != b->exposed[i])
			return false;
	return true;
}

static void exposed_line(struct report *r, const struct fix *fix)
{
	size_t named = fix->exposed_count;

	if (!named)
		return;
	if (named > EXPOSED_MAX)
		named = EXPOSED_MAX - 1;
	report_text(r, 1);
	report_cell(r, MARK_PLAIN, "%9s", "");
	report_hang(r);
	report_cell(r, MARK_ASSUMED, "a guest could then still reach ");
	for (size_t i = 0; i < named; i++) {
		report_cell(r, MARK_PLAIN, "%s", i ? ", " : "");
		reason_device(r, fix->exposed[i]);
	}
	if (named < fix->exposed_count)
		report_cell(r, MARK_PLAIN, " and %zu more",
			    fix->exposed_count - named);
}

static void fix_lines(struct report *r, const struct fix *fix,
		      const struct mends *mends)
{
	char buf[PHRASE_LEN];

	report_text(r, 1);
	report_cell(r, fix->real ? MARK_GOOD : MARK_ASSUMED, "%-9s",
		    fix->real ? "real" : "assumed");
	report_hang(r);
	for (size_t i = 0; i < fix->count; i++)
		report_cell(r, MARK_PLAIN, "%s%s", i ? "; and " : "",
			    phrase_change(&fix->changes[i], buf));
	try_line(r, fix, mends);
}

/* The kinds of change that a fix is made of, as bits. */
static unsigned int kinds_of(const struct fix *fix)
{
	unsigned int kinds = 0;

	for (size_t i = 0; i < fix->count; i++)
		kinds |= 1u << fix->changes[i].kind;
	return kinds;
}

/* Is there an assumed fix before this one that differs in its IDs only? */
static bool is_variant(const struct fixes *fixes, size_t i)
{
	const struct fix *fix = &fixes->list[i];

	for (size_t j = 0; j < i; j++)
		if (!fix->real && fix->count >= fixes->list[j].count &&
		    (kinds_of(&fixes->list[j]) & ~kinds_of(fix)) == 0)
			return true;
	return false;
}

static size_t fix_list(struct report *r, const struct mends *mends)
{
	const struct fixes *fixes = mends->fixes;
	const struct fix *told = NULL;
	size_t left_out = 0;

	for (size_t i = 0; i < fixes->count; i++) {
		const struct fix *fix = &fixes->list[i];

		if (!mends->all && is_variant(fixes, i)) {
			left_out++;
			continue;
		}
		fix_lines(r, fix, mends);
		if (!told || !same_exposed(told, fix))
			exposed_line(r, fix);
		if (!fix->real)
			told = fix;
	}
	return left_out;
}

static void explain_assumed(struct report *r, const struct fixes *fixes)
{
	for (size_t i = 0; i < fixes->count; i++) {
		if (fixes->list[i].real)
			continue;
		report_text(r, 0);
		report_cell(r, MARK_FAINT,
			    "Assumed means: the kernel is told to believe it, the hardware does not enforce it.");
		return;
	}
}

/**
 * reason_mends() - the sets of changes that separate, and what to type
 * @r: the report
 * @mends: the sets, real ones first, and how to tell them
 */
void reason_mends(struct report *r, const struct mends *mends)
{
	size_t count = mends->fixes->count, left_out;

	report_text(r, 0);
	if (!count) {
		report_cell(r, MARK_BAD,
			    "No change known here separates them; other hardware would.");
		return;
	}
	report_cell(r, MARK_PLAIN,
		    count > 1 ? "Any one of these separates them:" :
				"This separates them:");
	left_out = fix_list(r, mends);
	if (left_out) {
		report_text(r, 1);
		report_cell(r, MARK_FAINT, "%zu more of the kind: -v", left_out);
	}
	explain_assumed(r, mends->fixes);
}
