// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel command line: what runs, what is configured for the next boot, and
 * what stands in files that this host's boot loader never reads.
 */

#include <string.h>

#include "analyse/doctor/doctor.h"
#include "rules/boot.h"
#include "rules/parameters.h"

#define WORD_FMT "%s%s%s"
#define WORD_ARGS(w) (w)->name, (w)->value ? "=" : "", (w)->value ? (w)->value : ""

static bool same_value(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool line_has(const struct cmdline *line, const struct word *wanted)
{
	const struct word *w = line->words;

	while ((w = word_find(w, wanted->name))) {
		if (same_value(w->value, wanted->value))
			return true;
		w = w->next;
	}
	return false;
}

/**
 * struct lines_told - what lines of a role say of a parameter
 * @known: lines that were read
 * @unread: lines that could not be
 * @have: of the known ones, how many have it
 * @lacks: the last that does not
 */
struct lines_told {
	size_t known, unread, have;
	const struct cmdline *lacks;
};

static struct lines_told tell(const struct host *h, enum cmdline_role role,
			      const struct word *wanted)
{
	struct lines_told told = { 0 };

	for (const struct cmdline *l = h->boot.cmdlines; l; l = l->next) {
		if (l->role != role)
			continue;
		told.unread += l->fact == FACT_UNREAD;
		told.known += l->fact == FACT_KNOWN;
		if (l->fact != FACT_KNOWN)
			continue;
		if (line_has(l, wanted))
			told.have++;
		else
			told.lacks = l;
	}
	return told;
}

/* What the next boot is configured with: files for people, or the entries. */
static enum cmdline_role configured_role(const struct host *h)
{
	for (const struct cmdline *l = h->boot.cmdlines; l; l = l->next)
		if (l->role == CMDLINE_EDITED)
			return CMDLINE_EDITED;
	return CMDLINE_NEXT;
}

static bool is_configured(const struct host *h, const struct word *w)
{
	enum cmdline_role role = configured_role(h);
	struct lines_told told = tell(h, role, w);

	/* Several assignments make one line; several entries are one each. */
	return role == CMDLINE_EDITED ? told.have : told.have == told.known;
}

static size_t count_role(const struct host *h, enum cmdline_role role)
{
	size_t count = 0;

	for (const struct cmdline *l = h->boot.cmdlines; l; l = l->next)
		count += l->role == role && l->fact == FACT_KNOWN;
	return count;
}

/* A line of this role that was not read makes a finding. */
static bool all_read(struct doctor *d, enum cmdline_role role, const char *what)
{
	const struct cmdline *l = d->host->boot.cmdlines;

	while (l && (l->role != role || l->fact != FACT_UNREAD))
		l = l->next;
	if (!l)
		return true;
	if (l->why)
		found_unknown(d, "%s was not read: %s: %s", what, l->place.file, l->why);
	else
		found_unknown(d, "%s is for root to read", what);
	return false;
}

/* What comparing with the next boot needs; a finding when it is not there */
static bool next_boot_known(struct doctor *d)
{
	enum cmdline_role role = configured_role(d->host);

	if (d->host->boot.loader == LOADER_UNKNOWN) {
		found_unknown(d, "which boot loader this host uses is not known");
		return false;
	}
	if (!all_read(d, role, "the configured command line"))
		return false;
	if (!count_role(d->host, role)) {
		found_unknown(d, "no configured command line was found");
		return false;
	}
	return true;
}

static void look_wrong_file(struct doctor *d)
{
	const struct boot_rule *rule = boot_rule(d->host);

	if (!next_boot_known(d))
		return;
	for (const struct cmdline *l = d->host->boot.cmdlines; l; l = l->next) {
		if (l->role != CMDLINE_IGNORED)
			continue;
		for (const struct word *w = l->words; w; w = w->next) {
			if (!parameter_matters(w) || is_configured(d->host, w))
				continue;
			found_wrong(d, WORD_FMT " stands in %s, which %s does not read",
				    WORD_ARGS(w), w->place.file, rule->name);
			found_at(d, w->place, WORD_FMT, WORD_ARGS(w));
			found_at(d, d->host->boot.evidence.place,
				 "this host boots with %s", rule->name);
			mend_add_parameter(d, host_printf(d->host, WORD_FMT,
							  WORD_ARGS(w)));
			return;
		}
	}
	found_ok(d, "no parameter stands in a file that %s does not read",
		 rule->name);
}

/* Written where it belongs, but the boot loader's own file lacks it */
static void look_not_applied(struct doctor *d)
{
	const struct boot_rule *rule = boot_rule(d->host);
	const struct host *h = d->host;

	if (!next_boot_known(d))
		return;
	if (!all_read(d, CMDLINE_NEXT, "what the boot loader gives the kernel"))
		return;
	if (configured_role(h) == CMDLINE_NEXT ||
	    !count_role(h, CMDLINE_NEXT)) {
		found_needless(d, "there is nothing to carry over, or it is on a file system that is not mounted");
		return;
	}
	for (const struct cmdline *l = h->boot.cmdlines; l; l = l->next) {
		for (const struct word *w = l->words; w; w = w->next) {
			struct lines_told told = tell(h, CMDLINE_NEXT, w);

			if (l->role != CMDLINE_EDITED || !parameter_matters(w) ||
			    told.have == told.known)
				continue;
			found_wrong(d, WORD_FMT " was written, but the boot loader was not told",
				    WORD_ARGS(w));
			found_at(d, w->place, WORD_FMT, WORD_ARGS(w));
			found_at(d, told.lacks->place, "it is not here");
			if (rule->apply)
				mend_run(d, "%s", rule->apply);
			mend_reboot(d);
			return;
		}
	}
	found_ok(d, "the boot loader has what was configured");
}

static void look_not_booted(struct doctor *d)
{
	const struct cmdline *running = running_cmdline(d->host);
	enum cmdline_role role = configured_role(d->host);

	if (!next_boot_known(d))
		return;
	if (!running || running->fact != FACT_KNOWN) {
		found_unknown(d, "the running command line was not read");
		return;
	}
	for (const struct cmdline *l = d->host->boot.cmdlines; l; l = l->next)
		for (const struct word *w = l->words; w; w = w->next) {
			if (l->role != role || !parameter_matters(w) ||
			    line_has(running, w))
				continue;
			found_wrong(d, WORD_FMT " is configured, but this boot runs without it",
				    WORD_ARGS(w));
			found_at(d, w->place, WORD_FMT, WORD_ARGS(w));
			found_at(d, running->place, "it is not here");
			mend_reboot(d);
			return;
		}
	found_ok(d, "this boot runs with what is configured");
}

static void look_not_kept(struct doctor *d)
{
	const struct cmdline *running = running_cmdline(d->host);

	if (!next_boot_known(d))
		return;
	if (!running || running->fact != FACT_KNOWN) {
		found_unknown(d, "the running command line was not read");
		return;
	}
	for (const struct word *w = running->words; w; w = w->next) {
		if (!parameter_matters(w) || is_configured(d->host, w))
			continue;
		found_wrong(d, WORD_FMT " is in force now, and will be gone with the next boot",
			    WORD_ARGS(w));
		found_at(d, running->place, WORD_FMT, WORD_ARGS(w));
		mend_add_parameter(d, host_printf(d->host, WORD_FMT, WORD_ARGS(w)));
		return;
	}
	found_ok(d, "the next boot keeps what is in force now");
}

static void look_lines(struct doctor *d)
{
	for (const struct cmdline *l = d->host->boot.cmdlines; l; l = l->next) {
		if (l->role != CMDLINE_EDITED || l->lines < 2)
			continue;
		found_wrong(d, l->variable ? "%s is assigned %u times, and only the last counts" :
					     "%s has %u lines, and only the first counts",
			    l->variable ? l->variable : l->place.file, l->lines);
		found_at(d, l->place, l->variable ? "the one that counts" :
						    "the one that counts; more below");
		mend_edit(d, l->place, "put all parameters on one line");
		if (boot_rule(d->host)->apply)
			mend_run(d, "%s", boot_rule(d->host)->apply);
		return;
	}
	found_ok(d, "the command line stands on one line");
}

/* Of these, one that comes later makes an earlier one void. */
static bool last_counts(const struct word *w)
{
	return parameter_is(w, "vfio_pci.ids") || parameter_is(w, "pci_stub.ids") ||
	       parameter_is(w, "iommu.passthrough");
}

static const struct word *repeated(const struct word *w)
{
	const struct word *other = w;

	while ((other = word_find(other->next, w->name)))
		if (same_value(w->value, other->value) || last_counts(w))
			return other;
	return NULL;
}

static void look_repeated(struct doctor *d)
{
	for (const struct cmdline *l = d->host->boot.cmdlines; l; l = l->next)
		for (const struct word *w = l->words; w; w = w->next) {
			const struct word *other = repeated(w);

			if (l->role == CMDLINE_IGNORED || !parameter_matters(w) ||
			    !other)
				continue;
			found_wrong(d, last_counts(w) ? "%s stands there twice, and only the last one counts" :
							"%s stands there twice",
				    w->name);
			found_at(d, w->place, WORD_FMT, WORD_ARGS(w));
			found_at(d, other->place, WORD_FMT, WORD_ARGS(other));
			mend_remove_parameter(d, host_printf(d->host, WORD_FMT,
							     WORD_ARGS(w)));
			return;
		}
	found_ok(d, "no parameter stands there twice");
}

static bool rule_fits(const struct host *h, const struct parameter_rule *rule,
		      const struct word *w)
{
	if (!parameter_is(w, rule->name) ||
	    (rule->token && !word_has_token(w, rule->token)))
		return false;
	if (rule->option && kernel_option(h, rule->option).fact != FACT_KNOWN)
		return false;
	return rule->tool == INITRAMFS_UNKNOWN ||
	       (h->initramfs.tool != INITRAMFS_UNKNOWN &&
		h->initramfs.tool != INITRAMFS_OSTREE &&
		h->initramfs.tool != rule->tool);
}

static const struct parameter_rule *rule_against(const struct host *h,
						 const struct word *w)
{
	for (const struct parameter_rule *r = parameter_rules; r->name; r++)
		if (rule_fits(h, r, w))
			return r;
	return NULL;
}

static void look_useless(struct doctor *d)
{
	for (const struct cmdline *l = d->host->boot.cmdlines; l; l = l->next)
		for (const struct word *w = l->words; w; w = w->next) {
			const struct parameter_rule *rule = rule_against(d->host, w);

			if (l->role == CMDLINE_IGNORED || !rule)
				continue;
			found_wrong(d, "%s", rule->says);
			found_at(d, w->place, WORD_FMT, WORD_ARGS(w));
			found_at(d, (struct place){ 0 }, "%s", rule->source);
			mend_remove_parameter(d, host_printf(d->host, WORD_FMT,
							     WORD_ARGS(w)));
			if (rule->instead)
				mend_add_parameter(d, rule->instead);
			return;
		}
	found_ok(d, "no parameter is invalid or of no effect here");
}

const struct check cmdline_checks[] = {
	{ "cmdline-wrong-file", SUBJECT_CMDLINE, SEVERITY_WARN,
	  "parameters stand in the file that this host's boot loader reads",
	  look_wrong_file },
	{ "cmdline-not-applied", SUBJECT_CMDLINE, SEVERITY_WARN,
	  "the boot loader has been told of the configured parameters",
	  look_not_applied },
	{ "cmdline-not-booted", SUBJECT_CMDLINE, SEVERITY_WARN,
	  "this boot runs with the configured parameters", look_not_booted },
	{ "cmdline-not-kept", SUBJECT_CMDLINE, SEVERITY_WARN,
	  "the next boot keeps the parameters that are in force", look_not_kept },
	{ "cmdline-lines", SUBJECT_CMDLINE, SEVERITY_WARN,
	  "the configured command line is one line", look_lines },
	{ "cmdline-repeated", SUBJECT_CMDLINE, SEVERITY_WARN,
	  "no parameter stands on the command line twice", look_repeated },
	{ "cmdline-useless", SUBJECT_CMDLINE, SEVERITY_WARN,
	  "no parameter is invalid, obsolete or of no effect", look_useless },
	{ 0 },
};
