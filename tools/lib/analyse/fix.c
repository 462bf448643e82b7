// SPDX-License-Identifier: GPL-2.0
/*
 * Smallest sets of changes that separate two functions. Changes that might help
 * are collected along the two ways to the root; sets of them are tried by size,
 * each by forming the groups of the changed machine anew.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/gain.h"
#include "analyse/viable.h"
#include "analyse/why.h"

#define CANDIDATES_MAX 20
#define CHANGES_MAX 3
#define FIXES_MAX 12
#define PORTS_MAX 3
#define TRIALS_MAX 1500
/* Functions looked at in all trials together: a second or so */
#define WORK_MAX 20000000u

/* Changes of one camp are not mixed with those of another, but with real ones */
enum camp {
	CAMP_REAL,
	CAMP_ASSUME,
	CAMP_OVERRIDE,
};

struct candidate {
	struct change change;
	enum camp camp;
};

/**
 * struct quest - a search in progress
 * @m: the machine as it is
 * @c: circumstances as they are
 * @g: groups under these
 * @a: one function
 * @b: the other
 * @candidates: changes worth trying
 * @count: entries in @candidates
 * @trials: sets that may still be tried
 * @found: sets that do it, as bits of @candidates
 * @fixes: the result
 */
struct quest {
	const struct machine *m;
	const struct circumstances *c;
	struct grouping *g;
	const struct function *a;
	const struct function *b;
	struct candidate candidates[CANDIDATES_MAX];
	unsigned int count;
	size_t trials;
	uint32_t found[FIXES_MAX];
	struct fixes *fixes;
};

static const struct acs_verdict *verdict_of(const struct grouping *g,
					    const struct function *f)
{
	return &g->verdicts[function_index(g->machine, f)];
}

static int group_of(const struct grouping *g, const struct function *f)
{
	return g->group[function_index(g->machine, f)];
}

/* Takes over @text, which may be NULL for want of memory. */
static int keep_text(struct fixes *fixes, char *text)
{
	char **more;

	if (!text)
		return -ENOMEM;
	more = realloc(fixes->texts, (fixes->texts_count + 1) * sizeof(*more));
	if (!more) {
		free(text);
		return -ENOMEM;
	}
	fixes->texts = more;
	more[fixes->texts_count++] = text;
	return 0;
}

/* Takes over @text. A change that is there already is not added twice. */
static int add_candidate(struct quest *q, enum camp camp,
			 enum change_kind kind, char *text)
{
	unsigned int i;
	int err;

	err = keep_text(q->fixes, text);
	if (err)
		return err;
	for (i = 0; i < q->count; i++)
		if (q->candidates[i].change.kind == kind &&
		    !strcmp(q->candidates[i].change.text, text))
			return 0;
	if (q->count == CANDIDATES_MAX) {
		q->fixes->cut_short = true;
		return 0;
	}
	q->candidates[q->count++] = (struct candidate){
		.change = { .kind = kind, .text = text },
		.camp = camp,
	};
	return 0;
}

__attribute__((format(printf, 1, 2)))
static char *text(const char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	if (vasprintf(&s, fmt, args) < 0)
		s = NULL;
	va_end(args);
	return s;
}

/* "+SV,+RR" for the controls that are there and off */
static char *controls_text(const struct function *f, uint16_t lacking)
{
	char addr[PCI_ADDR_LEN], list[64] = "";
	unsigned int i;
	size_t len = 0;

	for (i = 0; i < acs_bits_count; i++)
		if (acs_bits[i].mask & lacking)
			len += (size_t)snprintf(list + len, sizeof(list) - len,
						"%s+%s", len ? "," : "",
						acs_bits[i].letter);
	return text("%s=%s", addr_format(f->addr, addr), list);
}

static int add_override_candidates(struct quest *q, const struct function *f)
{
	enum pcie_type type = function_type_used(f);
	bool port = type == PCIE_TYPE_ROOT_PORT || type == PCIE_TYPE_DOWNSTREAM;
	int err;

	if (type < 0 || f->acs.fact == FACT_KNOWN)
		return 0;
	err = add_candidate(q, CAMP_OVERRIDE, CHANGE_ACS_OVERRIDE,
			    strdup(port ? "downstream" : "multifunction"));
	if (err || !(f->has & HAS_IDS))
		return err;
	return add_candidate(q, CAMP_OVERRIDE, CHANGE_ACS_OVERRIDE,
			     text("id:%04x:%04x", f->vendor, f->device));
}

/* What could make one function on the way keep requests apart. */
static int add_for_function(struct quest *q, const struct function *f)
{
	const struct acs_verdict *v = verdict_of(q->g, f);
	char addr[PCI_ADDR_LEN];
	int err = 0;

	if (v->likely == TRI_YES)
		return 0;
	if (v->lacking)
		err = add_candidate(q, CAMP_REAL, CHANGE_ACS,
				    controls_text(f, v->lacking));
	if (!err)
		err = add_candidate(q, CAMP_ASSUME, CHANGE_ASSUME,
				    text("%s", addr_format(f->addr, addr)));
	if (!err)
		err = add_override_candidates(q, f);
	return err;
}

static int add_for_path(struct quest *q, const struct function *f)
{
	int err = 0;

	for (; f && !err; f = f->parent)
		err = add_for_function(q, f);
	return err;
}

/* An empty slot below a port that, like all above it, has ACS at work. */
static bool offers_isolation(const struct quest *q, const struct function *port)
{
	enum pcie_type type = function_type_used(port);

	if ((type != PCIE_TYPE_ROOT_PORT && type != PCIE_TYPE_DOWNSTREAM) ||
	    !(port->has & HAS_BUSES) || port->child)
		return false;
	for (; port; port = port->parent)
		if (!verdict_is_real(verdict_of(q->g, port)))
			return false;
	return true;
}

static int add_moves(struct quest *q, const struct function *f)
{
	char from[PCI_ADDR_LEN], to[PCI_ADDR_LEN];
	unsigned int ports = 0;
	size_t i;
	int err = 0;

	if (!f->parent || function_is_bridge(f))
		return 0;
	for (i = 0; i < q->m->count && ports < PORTS_MAX && !err; i++) {
		const struct function *port = &q->m->functions[i];

		if (port->addr.domain != f->addr.domain ||
		    !offers_isolation(q, port))
			continue;
		err = add_candidate(q, CAMP_REAL, CHANGE_MOVE,
				    text("%s=%s", addr_format(f->addr, from),
					 addr_format(port->addr, to)));
		ports++;
	}
	return err;
}

static int add_boot_changes(struct quest *q)
{
	int err = 0;

	if (!q->c->reboot)
		err = add_candidate(q, CAMP_REAL, CHANGE_IOMMU_ON, strdup(""));
	if (!err && kernel_version_before(q->c->kernel, 7, 3, 0))
		err = add_candidate(q, CAMP_REAL, CHANGE_KERNEL, strdup("7.3"));
	return err;
}

static int collect(struct quest *q)
{
	int err;

	err = add_boot_changes(q);
	if (!err)
		err = add_moves(q, q->a);
	if (!err)
		err = add_moves(q, q->b);
	if (!err)
		err = add_for_path(q, q->a);
	if (!err)
		err = add_for_path(q, q->b);
	return err;
}

/* Members of the old group that @a's new one no longer holds. */
static int list_exposed(const struct quest *q, const struct grouping *after,
			struct fix *fix)
{
	int old = group_of(q->g, q->a);
	int new = group_of(after, function_after(after->machine, q->a));
	uint32_t i;

	fix->exposed = calloc(q->g->first[old + 1] - q->g->first[old],
			      sizeof(*fix->exposed));
	if (!fix->exposed)
		return -ENOMEM;
	for (i = q->g->first[old]; i < q->g->first[old + 1]; i++) {
		const struct function *f = &q->m->functions[q->g->members[i]];

		if (!function_is_infrastructure(f) &&
		    group_of(after, function_after(after->machine, f)) != new)
			fix->exposed[fix->exposed_count++] = f;
	}
	return 0;
}

static bool all_real(const struct quest *q, uint32_t set)
{
	unsigned int i;

	for (i = 0; i < q->count; i++)
		if ((set & 1u << i) &&
		    !change_is_real(q->candidates[i].change.kind))
			return false;
	return true;
}

/* Two tokens of the override go into one parameter. */
static int add_change(struct fixes *fixes, struct fix *fix,
		      const struct change *change)
{
	struct change *last = fix->count ? &fix->changes[fix->count - 1] : NULL;
	char *joined;
	int err;

	if (!last || last->kind != CHANGE_ACS_OVERRIDE ||
	    change->kind != CHANGE_ACS_OVERRIDE) {
		fix->changes[fix->count++] = *change;
		return 0;
	}
	joined = text("%s,%s", last->text, change->text);
	err = keep_text(fixes, joined);
	if (!err)
		last->text = joined;
	return err;
}

static void fix_release(struct fix *fix)
{
	free(fix->exposed);
	free(fix->changes);
}

static int add_fix(struct quest *q, uint32_t set, const struct grouping *after)
{
	const struct machine *m = after->machine;
	struct fixes *fixes = q->fixes;
	struct fix *more, fix = { 0 };
	unsigned int i;
	int err = 0;

	more = realloc(fixes->list, (fixes->count + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	fixes->list = more;
	fix.changes = calloc(CHANGES_MAX, sizeof(*fix.changes));
	if (!fix.changes)
		return -ENOMEM;
	for (i = 0; i < q->count && !err; i++)
		if (set & 1u << i)
			err = add_change(fixes, &fix, &q->candidates[i].change);
	fix.real = all_real(q, set) && grouping_is_enforced(after, function_after(m, q->a)) &&
		   grouping_is_enforced(after, function_after(m, q->b));
	if (!err && !fix.real)
		err = list_exposed(q, after, &fix);
	if (err) {
		fix_release(&fix);
		return err;
	}
	q->found[fixes->count] = set;
	fixes->list[fixes->count++] = fix;
	return 0;
}

static int apply_set(const struct quest *q, uint32_t set, struct machine *m,
		     struct circumstances *c)
{
	char error[CHANGE_ERROR_LEN];
	unsigned int i;
	int err = 0;

	for (i = 0; i < q->count && !err; i++)
		if (set & 1u << i)
			err = change_apply(&q->candidates[i].change, m, c,
					   error);
	return err;
}

/* A set whose changes do not go together is no fix, and no error either. */
static int try_changed(struct quest *q, uint32_t set, struct machine *m,
		       struct circumstances *c)
{
	const struct function *a, *b;
	struct grouping *g;
	int err;

	err = apply_set(q, set, m, c);
	if (err)
		return err == -ENOMEM ? err : 0;
	err = grouping_compute(m, c, &g);
	if (err)
		return err;
	a = function_after(m, q->a);
	b = function_after(m, q->b);
	if (a && b && group_of(g, a) >= 0 && group_of(g, a) != group_of(g, b))
		err = add_fix(q, set, g);
	grouping_free(g);
	return err;
}

static int try_set(struct quest *q, uint32_t set)
{
	struct machine *m = machine_clone(q->m);
	struct circumstances c;
	int err;

	if (!m)
		return -ENOMEM;
	err = circumstances_copy(&c, q->c);
	if (err)
		goto out;
	err = try_changed(q, set, m, &c);
	circumstances_release(&c);
out:
	machine_free(m);
	return err;
}

/* Nothing to gain: it holds a set that does already, or mixes two camps. */
static bool pointless(const struct quest *q, uint32_t set)
{
	enum camp camp = CAMP_REAL;
	unsigned int i;
	size_t n;

	for (n = 0; n < q->fixes->count; n++)
		if ((set & q->found[n]) == q->found[n])
			return true;
	for (i = 0; i < q->count; i++) {
		enum camp own = q->candidates[i].camp;

		if (!(set & 1u << i) || own == CAMP_REAL)
			continue;
		if (camp != CAMP_REAL && camp != own)
			return true;
		camp = own;
	}
	return false;
}

/* Sets of one size, in order of their highest members. */
static int try_sets(struct quest *q, int size)
{
	uint32_t set;
	int err = 0;

	for (set = 1; set < 1u << q->count && !err; set++) {
		if (__builtin_popcount(set) != size || pointless(q, set))
			continue;
		if (!q->trials || q->fixes->count == FIXES_MAX) {
			q->fixes->cut_short = true;
			return 0;
		}
		q->trials--;
		err = try_set(q, set);
	}
	return err;
}

static int compare_fixes(const void *left, const void *right)
{
	const struct fix *a = left, *b = right;

	if (a->real != b->real)
		return a->real ? -1 : 1;
	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	return (int)a->changes->kind - (int)b->changes->kind;
}

static int seek(struct quest *q)
{
	int err, size;

	err = collect(q);
	for (size = 1; size <= CHANGES_MAX && !err; size++)
		err = try_sets(q, size);
	if (err)
		return err;
	if (q->fixes->count)
		qsort(q->fixes->list, q->fixes->count, sizeof(*q->fixes->list),
		      compare_fixes);
	return 0;
}

static size_t trials_for(const struct machine *m)
{
	size_t trials = WORK_MAX / (m->count + 1);

	return trials < TRIALS_MAX ? trials : TRIALS_MAX;
}

/**
 * fixes_between() - smallest sets of changes that separate two functions
 * @m: the machine, linked; must outlive the result
 * @c: circumstances under which the two are in one group
 * @a: a function, the one that is to be passed on
 * @b: another one
 * @fixes: filled; empty when they are separate already, or when nothing tried
 *	does it. To be released with fixes_release()
 *
 * No set holds a smaller one that does as well. Sets have up to three changes;
 * @fixes->cut_short says when not all were tried.
 *
 * Return: 0 or -ENOMEM.
 */
int fixes_between(const struct machine *m, const struct circumstances *c,
		  const struct function *a, const struct function *b,
		  struct fixes *fixes)
{
	struct quest q = {
		.m = m,
		.c = c,
		.a = a,
		.b = b,
		.trials = trials_for(m),
		.fixes = fixes,
	};
	int err;

	*fixes = (struct fixes){ 0 };
	err = grouping_compute(m, c, &q.g);
	if (err)
		return err;
	if (a != b && group_of(q.g, a) >= 0 &&
	    group_of(q.g, a) == group_of(q.g, b))
		err = seek(&q);
	grouping_free(q.g);
	if (err)
		fixes_release(fixes);
	return err;
}

static int apply_fix(const struct fix *fix, struct machine *m,
		     struct circumstances *c)
{
	char error[CHANGE_ERROR_LEN];
	size_t i;
	int err = 0;

	for (i = 0; i < fix->count && !err; i++)
		err = change_apply(&fix->changes[i], m, c, error);
	return err;
}

static bool apart_from_all(const struct grouping *g, const struct function *a,
			   const struct function *const *others, size_t count)
{
	const struct function *now = function_after(g->machine, a);
	size_t i;

	for (i = 0; i < count; i++) {
		const struct function *other = function_after(g->machine,
							      others[i]);

		if (!now || !other || group_of(g, now) == group_of(g, other))
			return false;
	}
	return true;
}

/**
 * fix_parts() - does a fix separate a function from each of several?
 * @m: the machine that the fix was found for
 * @c: its circumstances
 * @fix: the fix
 * @a: the function
 * @others: the functions it is to be parted from
 * @count: entries in @others
 * @all: set to the answer
 *
 * Return: 0 or -ENOMEM.
 */
int fix_parts(const struct machine *m, const struct circumstances *c,
	      const struct fix *fix, const struct function *a,
	      const struct function *const *others, size_t count, bool *all)
{
	struct machine *changed = machine_clone(m);
	struct circumstances then;
	struct grouping *g = NULL;
	int err;

	*all = false;
	if (!changed)
		return -ENOMEM;
	err = circumstances_copy(&then, c);
	if (err)
		goto out;
	err = apply_fix(fix, changed, &then);
	if (!err)
		err = grouping_compute(changed, &then, &g);
	if (!err)
		*all = apart_from_all(g, a, others, count);
	grouping_free(g);
	circumstances_release(&then);
out:
	machine_free(changed);
	return err;
}

/**
 * fixes_release() - free what fixes_between() found
 * @fixes: the fixes; left empty
 */
void fixes_release(struct fixes *fixes)
{
	size_t i;

	for (i = 0; i < fixes->count; i++)
		fix_release(&fixes->list[i]);
	for (i = 0; i < fixes->texts_count; i++)
		free(fixes->texts[i]);
	free(fixes->texts);
	free(fixes->list);
	*fixes = (struct fixes){ 0 };
}
