// SPDX-License-Identifier: GPL-2.0
/*
 * Where the rules do not give what was observed: is there a circumstance, known
 * to happen and not told by the input, under which they do?
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/compare.h"
#include "analyse/regroup.h"
#include "rules/quirks.h"

/**
 * struct supposition - a circumstance that may be so
 * @clause: how it is put to people
 * @suppose: changes the circumstances accordingly
 * @without: or: the kernel lacks these families of ACS quirks, one bit each
 */
struct supposition {
	const char *clause;
	void (*suppose)(struct circumstances *c);
	uint32_t without;
};

/* Quirks came one after the other, and stable kernels take some of them over. */
#define LACKS(family, function, what) { \
	.clause = "the kernel is without the quirk for " what " (" function ")", \
	.without = 1u << (family), \
}

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
	{
		.clause = "the ACS override on the kernel command line is in force",
		.suppose = trust_as_asked,
	},
	{
		.clause = "an ACS override is in use (pcie_acs_override=downstream)",
		.suppose = trust_downstream,
	},
	{
		.clause = "an ACS override is in use (pcie_acs_override=multifunction)",
		.suppose = trust_multifunction,
	},
	{
		.clause = "an ACS override is in use (pcie_acs_override=downstream,multifunction)",
		.suppose = trust_both,
	},
	{
		.clause = "the kernel could not program the Intel PCH's access control (chipset registers, not in config space)",
		.suppose = no_pch,
	},
	{
		.clause = "the kernel did not turn ACS on when it formed the groups",
		.suppose = never_on,
	},
	{
		.clause = "ACS controls were changed after the groups were formed",
		.suppose = changed_later,
	},
	{
		.clause = "there is no ACPI IVRS table, so the AMD southbridge quirk does not count",
		.suppose = no_ivrs,
	},
	{
		.clause = "there is an ACPI IVRS table, so the AMD southbridge quirk counts",
		.suppose = with_ivrs,
	},
	{
		.clause = "the groups were formed before the kernel's present answers",
		.suppose = rules_only,
	},
	{
		.clause = "the groups follow the rules of Linux 6.1",
		.suppose = kernel_6_1,
	},
	{
		.clause = "the groups follow the rules of Linux 6.12",
		.suppose = kernel_6_12,
	},
	{
		.clause = "the groups follow the rules of Linux 7.2",
		.suppose = kernel_7_2,
	},
	{
		.clause = "the groups follow the rules of Linux 7.3",
		.suppose = kernel_7_3,
	},
	LACKS(ACS_FAMILY_RCIEP, "pci_quirk_rciep_acs",
	      "Intel integrated endpoints"),
	LACKS(ACS_FAMILY_MF_ENDPOINT, "pci_quirk_mf_endpoint_acs",
	      "multifunction devices that their vendor vouches for"),
	LACKS(ACS_FAMILY_INTEL_SPT_PCH, "pci_quirk_intel_spt_pch_acs",
	      "Intel ports with ACS registers of 32 bits"),
	LACKS(ACS_FAMILY_INTEL_PCH, "pci_quirk_intel_pch_acs",
	      "Intel PCH root ports without the capability"),
	LACKS(ACS_FAMILY_AMD_SB, "pci_quirk_amd_sb_acs", "AMD southbridges"),
	LACKS(ACS_FAMILY_WANGXUN_NIC, "pci_quirk_wangxun_nic_acs",
	      "Wangxun network cards"),
	LACKS(ACS_FAMILY_ZHAOXIN_PCIE_PORTS, "pci_quirk_zhaoxin_pcie_ports_acs",
	      "Zhaoxin ports"),
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

static void apply_supposition(const struct supposition *s,
			      struct circumstances *c)
{
	if (s->suppose)
		s->suppose(c);
	c->without |= s->without;
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
	apply_supposition(first, &supposed);
	if (second)
		apply_supposition(second, &supposed);
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

/* That a kernel should lack a quirk is only considered when nothing else does. */
static bool considered(const struct supposition *s,
		       const struct circumstances *c,
		       const struct comparison *cmp)
{
	if (s->suppose == trust_as_asked)
		return !acs_override_is_empty(&c->override_asked);
	return !s->without || !cmp->explanations_count;
}

static int explain_by_one(const struct machine *m,
			  const struct circumstances *c,
			  struct comparison *cmp)
{
	size_t i;
	int ret;

	for (i = 0; i < SUPPOSITIONS; i++) {
		if (!considered(&suppositions[i], c, cmp))
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

/* Told, not supposed: then nothing else is looked for. */
static int explain_by_regrouping(const struct machine *m,
				 const struct circumstances *c,
				 struct comparison *cmp)
{
	int err = regroup_accounts(m, c, &cmp->told);

	if (err || !cmp->told)
		return err;
	return add_explanation(cmp, "ACS was turned on, or isolation assumed, while the machine ran (acsdiag regroup), and functions that have not left since keep their groups");
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
	err = explain_by_regrouping(m, c, comparison);
	if (err || comparison->told)
		return err;
	err = explain_by_one(m, c, comparison);
	if (!err && !comparison->explanations_count &&
	    m->count <= PAIRS_MAX_FUNCTIONS)
		err = explain_by_two(m, c, comparison);
	if (!err && !comparison->explanations_count)
		err = explain_by_unread(m, c, comparison);
	return err;
}
