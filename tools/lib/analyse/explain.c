// SPDX-License-Identifier: GPL-2.0
/*
 * Where the rules do not give what was observed: is there a circumstance, known
 * to happen and not told by the input, under which they do?
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/compare.h"

/**
 * struct supposition - a circumstance that may be so
 * @clause: how it is put to people
 * @suppose: changes the circumstances accordingly
 */
struct supposition {
	const char *clause;
	void (*suppose)(struct circumstances *c);
};

static void no_pch(struct circumstances *c)
{
	c->intel_pch_programmed = TRI_NO;
}

static void never_on(struct circumstances *c)
{
	c->reboot = false;
	c->controls_set = TRI_NO;
}

static void changed_later(struct circumstances *c)
{
	c->reboot = true;
}

static void no_ivrs(struct circumstances *c)
{
	c->ivrs = TRI_NO;
}

static void with_ivrs(struct circumstances *c)
{
	c->ivrs = TRI_YES;
}

static void trust_as_asked(struct circumstances *c)
{
	c->override = c->override_asked;
}

static void trust_downstream(struct circumstances *c)
{
	c->override.downstream = true;
}

static void trust_multifunction(struct circumstances *c)
{
	c->override.multifunction = true;
}

static void trust_both(struct circumstances *c)
{
	trust_downstream(c);
	trust_multifunction(c);
}

static void rules_only(struct circumstances *c)
{
	c->use_kernel_verdict = false;
}

static void kernel_6_1(struct circumstances *c)
{
	c->kernel = (struct kernel_version){ 6, 1, 0 };
}

static void kernel_6_12(struct circumstances *c)
{
	c->kernel = (struct kernel_version){ 6, 12, 0 };
}

static void kernel_7_2(struct circumstances *c)
{
	c->kernel = (struct kernel_version){ 7, 2, 0 };
}

static void kernel_7_3(struct circumstances *c)
{
	c->kernel = (struct kernel_version){ 7, 3, 0 };
}

/* What is most often the case comes first. */
static const struct supposition suppositions[] = {
	{ "the ACS override on the kernel command line is in force",
	  trust_as_asked },
	{ "an ACS override is in use (pcie_acs_override=downstream)",
	  trust_downstream },
	{ "an ACS override is in use (pcie_acs_override=multifunction)",
	  trust_multifunction },
	{ "an ACS override is in use (pcie_acs_override=downstream,multifunction)",
	  trust_both },
	{ "the kernel could not program the Intel PCH's access control (chipset registers, not in config space)",
	  no_pch },
	{ "the kernel did not turn ACS on when it formed the groups", never_on },
	{ "ACS controls were changed after the groups were formed",
	  changed_later },
	{ "there is no ACPI IVRS table, so the AMD southbridge quirk does not count",
	  no_ivrs },
	{ "there is an ACPI IVRS table, so the AMD southbridge quirk counts",
	  with_ivrs },
	{ "the groups were formed before the kernel's present answers", rules_only },
	{ "the groups follow the rules of Linux 6.1", kernel_6_1 },
	{ "the groups follow the rules of Linux 6.12", kernel_6_12 },
	{ "the groups follow the rules of Linux 7.2", kernel_7_2 },
	{ "the groups follow the rules of Linux 7.3", kernel_7_3 },
};

#define SUPPOSITIONS (sizeof(suppositions) / sizeof(suppositions[0]))

/* Two at a time are tried on machines small enough for it. */
#define PAIRS_MAX_FUNCTIONS 5000

/* 1 when the rules give what was observed, 0 when not, or a negative errno */
static int accounts_for(const struct machine *m, const struct circumstances *c)
{
	struct comparison cmp;
	struct grouping *g;
	int ret;

	ret = grouping_compute(m, c, &g);
	if (ret)
		return ret;
	ret = compare_observed(g, &cmp);
	if (!ret) {
		ret = !cmp.count;
		comparison_release(&cmp);
	}
	grouping_free(g);
	return ret;
}

/* @second may be NULL */
static int try(const struct machine *m, const struct circumstances *c,
	       const struct supposition *first,
	       const struct supposition *second)
{
	struct circumstances supposed;
	int ret;

	ret = circumstances_copy(&supposed, c);
	if (ret)
		return ret;
	first->suppose(&supposed);
	if (second)
		second->suppose(&supposed);
	ret = accounts_for(m, &supposed);
	circumstances_release(&supposed);
	return ret;
}

static int add_explanation(struct comparison *cmp, const char *clause)
{
	const char **more;

	more = realloc(cmp->explanations, (cmp->explanations_count + 1) *
						  sizeof(*more));
	if (!more)
		return -ENOMEM;
	cmp->explanations = more;
	more[cmp->explanations_count++] = clause;
	return 0;
}

static int explain_by_one(const struct machine *m,
			  const struct circumstances *c,
			  struct comparison *cmp)
{
	size_t i;
	int ret;

	for (i = 0; i < SUPPOSITIONS; i++) {
		if (suppositions[i].suppose == trust_as_asked &&
		    acs_override_is_empty(&c->override_asked))
			continue;
		ret = try(m, c, &suppositions[i], NULL);
		if (ret > 0)
			ret = add_explanation(cmp, suppositions[i].clause);
		if (ret)
			return ret;
	}
	return 0;
}

/* The first pair that does it is enough; both clauses are listed then. */
static int explain_by_two(const struct machine *m,
			  const struct circumstances *c,
			  struct comparison *cmp)
{
	size_t i, j;
	int ret;

	for (i = 0; i < SUPPOSITIONS; i++) {
		for (j = i + 1; j < SUPPOSITIONS; j++) {
			ret = try(m, c, &suppositions[i], &suppositions[j]);
			if (ret < 0)
				return ret;
			if (!ret)
				continue;
			ret = add_explanation(cmp, suppositions[i].clause);
			if (ret)
				return ret;
			return add_explanation(cmp, suppositions[j].clause);
		}
	}
	return 0;
}

/* Does what was not read bear on where @f went? */
static bool rests_on_unread(const struct grouping *g, const struct function *f)
{
	const struct function *other;

	for (; f; f = f->parent) {
		if (g->open[function_index(g->machine, f)])
			return true;
		for (other = f->parent ? f->parent->child : NULL; other;
		     other = other->sibling)
			if (addr_same_slot(other->addr, f->addr) &&
			    g->open[function_index(g->machine, other)])
				return true;
	}
	return false;
}

static int explain_by_unread(const struct machine *m,
			     const struct circumstances *c,
			     struct comparison *cmp)
{
	struct grouping *g;
	bool all = true;
	size_t i;
	int err;

	err = grouping_compute(m, c, &g);
	if (err)
		return err;
	for (i = 0; i < cmp->count; i++)
		all &= rests_on_unread(g, cmp->differences[i].a) ||
		       rests_on_unread(g, cmp->differences[i].b);
	grouping_free(g);
	if (!all)
		return 0;
	return add_explanation(cmp, "the input does not hold the PCIe types, bus numbers or ACS registers of the functions concerned");
}

/**
 * compare_explain() - look for what accounts for a difference to what is observed
 * @m: the machine, with the groups that its kernel formed
 * @c: circumstances under which the rules did not give them
 * @comparison: gets the explanations. Where no single one does, two that do
 *	together are listed; none means that nothing known explains it
 *
 * Each was proven by asking the rules again under it; where none does it and
 * every difference hangs on something that was not read, that is said instead.
 *
 * Return: 0 or -ENOMEM.
 */
int compare_explain(const struct machine *m, const struct circumstances *c,
		    struct comparison *comparison)
{
	int err;

	if (!comparison->count)
		return 0;
	err = explain_by_one(m, c, comparison);
	if (!err && !comparison->explanations_count &&
	    m->count <= PAIRS_MAX_FUNCTIONS)
		err = explain_by_two(m, c, comparison);
	if (!err && !comparison->explanations_count)
		err = explain_by_unread(m, c, comparison);
	return err;
}
