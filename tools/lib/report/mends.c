// SPDX-License-Identifier: GPL-2.0
/* What would separate functions, and what to type to try it. */

#include <stdio.h>
#include <string.h>

#include "report/mends.h"
#include "report/phrase.h"
#include "report/reason.h"

#define EXPOSED_MAX 4 /* reachable functions that are named */

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

static void exposed_names(struct report *r, const struct mends *mends,
			  const struct fix *fix)
{
	size_t named = fix->exposed_count;
	char addr[PCI_ADDR_LEN];

	if (named > EXPOSED_MAX)
		named = EXPOSED_MAX - 1;
	report_cell(r, MARK_ASSUMED, " a guest that has %s could still reach ",
		    addr_format(mends->device->addr, addr));
	for (size_t i = 0; i < named; i++) {
		report_cell(r, MARK_PLAIN, "%s", i ? ", " : "");
		reason_device(r, fix->exposed[i]);
	}
	if (named < fix->exposed_count)
		report_cell(r, MARK_PLAIN, " and %zu more",
			    fix->exposed_count - named);
}

static void exposed_line(struct report *r, const struct mends *mends,
			 const struct fix *fix)
{
	if (!fix->exposed_count)
		return;
	report_text(r, 1);
	report_cell(r, MARK_PLAIN, "%9s", "");
	report_hang(r);
	report_cell(r, MARK_ASSUMED, "then");
	exposed_names(r, mends, fix);
}

static void alike_line(struct report *r, const struct mends *mends,
		       const struct fix *fix)
{
	if (!fix->exposed_count)
		return;
	report_text(r, 1);
	report_cell(r, MARK_ASSUMED, "With each assumed one,");
	exposed_names(r, mends, fix);
}

static void fix_lines(struct report *r, const struct mends *mends, size_t n)
{
	const struct fix *fix = &mends->fixes->list[n];
	char buf[PHRASE_LEN];

	report_text(r, 1);
	report_cell(r, fix->real ? MARK_GOOD : MARK_ASSUMED, "%-9s",
		    fix->real ? "real" : "assumed");
	report_hang(r);
	for (size_t i = 0; i < fix->count; i++)
		report_cell(r, MARK_PLAIN, "%s%s", i ? "; and " : "",
			    phrase_change(&fix->changes[i], buf));
	if (!mends->whole && mends->reach[n] == REACH_GROUP)
		report_cell(r, MARK_PLAIN,
			    "; parts it from all other devices of the group, too");
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

/* Those that free it of the whole group were told with other members. */
static bool told_above(const struct mends *mends)
{
	return mends->above && !mends->all;
}

/* Does it answer what was asked, and was it not told before? */
static bool answers(const struct mends *mends, size_t i)
{
	if (told_above(mends) && mends->reach[i] == REACH_GROUP)
		return false;
	return mends->others_count == 1 || mends->reach[i] != REACH_ONE;
}

/* Is there an assumed fix before this one that differs in its IDs only? */
static bool is_variant(const struct mends *mends, size_t i)
{
	const struct fix *list = mends->fixes->list;

	for (size_t j = 0; j < i; j++)
		if (answers(mends, j) && !list[i].real &&
		    list[i].count >= list[j].count &&
		    (kinds_of(&list[j]) & ~kinds_of(&list[i])) == 0)
			return true;
	return false;
}

static bool is_told(const struct mends *mends, size_t i)
{
	return answers(mends, i) && (mends->all || !is_variant(mends, i));
}

/*
 * Do several assumed fixes that are told leave the same within reach? Then that
 * is said once, behind them. Return: one of them, or NULL.
 */
static const struct fix *alike_exposed(const struct mends *mends)
{
	const struct fix *first = NULL;
	size_t alike = 0;

	for (size_t i = 0; i < mends->fixes->count; i++) {
		const struct fix *fix = &mends->fixes->list[i];

		if (fix->real || !is_told(mends, i))
			continue;
		if (first && !same_exposed(first, fix))
			return NULL;
		first = fix;
		alike++;
	}
	return alike > 1 ? first : NULL;
}

static void fix_list(struct report *r, const struct mends *mends)
{
	const struct fix *alike = alike_exposed(mends);
	size_t left_out = 0;

	for (size_t i = 0; i < mends->fixes->count; i++) {
		if (!is_told(mends, i)) {
			left_out += answers(mends, i);
			continue;
		}
		fix_lines(r, mends, i);
		if (!alike)
			exposed_line(r, mends, &mends->fixes->list[i]);
	}
	if (alike)
		alike_line(r, mends, alike);
	if (!left_out)
		return;
	report_text(r, 1);
	report_cell(r, MARK_FAINT, "%zu more of the kind: -v", left_out);
}

/**
 * mends_legend() - say what assumed means
 * @r: the report
 */
void mends_legend(struct report *r)
{
	report_text(r, 0);
	report_cell(r, MARK_FAINT,
		    "Assumed means: the kernel is told to believe it, the hardware does not enforce it.");
}

static bool any_assumed(const struct mends *mends)
{
	for (size_t i = 0; i < mends->fixes->count; i++)
		if (!mends->fixes->list[i].real && is_told(mends, i))
			return true;
	return false;
}

/* Whom they separate, behind a verb and up to the end of the sentence. */
static void put_whom(struct report *r, const struct mends *mends)
{
	char addr[PCI_ADDR_LEN];

	if (mends->others_count == 1 && !mends->name) {
		report_cell(r, MARK_PLAIN, " separates them");
		return;
	}
	report_cell(r, MARK_PLAIN, " parts %s from ",
		    addr_format(mends->device->addr, addr));
	if (mends->others_count == 1)
		reason_device(r, mends->others[0]);
	else
		report_cell(r, MARK_PLAIN, "all of them");
}

/**
 * mends_any() - is there one that does what was asked?
 * @mends: the sets of changes
 *
 * Return: true when one separates from all that were asked about.
 */
bool mends_any(const struct mends *mends)
{
	for (size_t i = 0; i < mends->fixes->count; i++)
		if (answers(mends, i))
			return true;
	return told_above(mends);
}

/**
 * mends_free() - is there one that frees the device from its whole group?
 * @mends: the sets of changes
 *
 * Return: true when one does and mends_lines() shows it.
 */
bool mends_free(const struct mends *mends)
{
	for (size_t i = 0; i < mends->fixes->count; i++)
		if (is_told(mends, i) && mends->reach[i] == REACH_GROUP)
			return true;
	return false;
}

static void heading(struct report *r, const struct mends *mends, size_t count)
{
	report_text(r, 0);
	report_cell(r, count ? MARK_PLAIN : MARK_BAD, "%s",
		    count > 1 ? "Any one of these" :
		    count     ? "This" :
				"No change known here");
	put_whom(r, mends);
	report_cell(r, MARK_PLAIN, "%s", count ? ":" : "; other hardware would.");
}

/**
 * mends_lines() - the sets of changes that separate, and what to type
 * @r: the report
 * @mends: the sets, real ones first, and how to tell them
 *
 * Return: true when one was called assumed, which mends_legend() explains.
 */
bool mends_lines(struct report *r, const struct mends *mends)
{
	size_t count = 0;

	for (size_t i = 0; i < mends->fixes->count; i++)
		count += answers(mends, i);
	if (told_above(mends)) {
		report_text(r, 0);
		report_cell(r, MARK_PLAIN,
			    "What parts it from all other devices of the group, above, does so here.");
	}
	if (count || !told_above(mends))
		heading(r, mends, count);
	fix_list(r, mends);
	return any_assumed(mends);
}

static void unread_line(struct report *r, const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	report_text(r, 0);
	report_cell(r, MARK_UNKNOWN, "First read: ");
	report_hang(r);
	report_cell(r, MARK_ADDRESS, "%s", addr_format(f->addr, addr));
	report_cell(r, MARK_PLAIN, "; %s",
		    f->missing ? f->missing : "its registers are not known");
}

/**
 * mends_unread() - say what is to be read before anything is changed
 * @r: the report
 * @causes: causes, some of which may rest on what was not read
 */
void mends_unread(struct report *r, const struct causes *causes)
{
	bool any = false;

	for (size_t i = 0; i < causes->count; i++) {
		const struct cause *c = &causes->list[i];
		bool at = c->verdict.basis == BASIS_UNREAD;
		bool with = c->rule == JOIN_SAME_SLOT && c->with &&
			    c->with_verdict.basis == BASIS_UNREAD;

		if (c->rule != JOIN_UPSTREAM && c->rule != JOIN_SAME_SLOT)
			continue;
		if (at)
			unread_line(r, c->at);
		if (with)
			unread_line(r, c->with);
		any |= at || with;
	}
	if (!any)
		return;
	report_text(r, 0);
	report_cell(r, MARK_PLAIN,
		    "It decides here, and with it there may be better ways than these.");
}
