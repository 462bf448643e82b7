// SPDX-License-Identifier: GPL-2.0
/*
 * pci_acs_enabled() for Source Validation, P2P Request Redirect, P2P Completion
 * Redirect and Upstream Forwarding together, over tables. Read in
 * drivers/pci/pci.c and quirks.c of 6.1, 6.12, 7.2 and 7.3.
 */
#include "analyse/verdict.h"

/**
 * enum type_rule - what a PCIe type needs to be called isolated
 */
enum type_rule {
	RULE_NEVER, /* ACS does not apply, and requests may go astray */
	RULE_CAPABILITY, /* its ACS controls decide */
	RULE_IN_COMPANY, /* they do when it is one of several functions */
	RULE_ALWAYS, /* a type the kernel has no doubts about */
};

/* PCIe r6.0, 6.12.1.1 to 6.12.1.3, as the kernel reads them */
static const enum type_rule type_rules[] = {
	[PCIE_TYPE_ENDPOINT] = RULE_IN_COMPANY,
	[PCIE_TYPE_LEGACY_ENDPOINT] = RULE_IN_COMPANY,
	[2] = RULE_ALWAYS,
	[3] = RULE_ALWAYS,
	[PCIE_TYPE_ROOT_PORT] = RULE_CAPABILITY,
	[PCIE_TYPE_UPSTREAM] = RULE_IN_COMPANY,
	[PCIE_TYPE_DOWNSTREAM] = RULE_CAPABILITY,
	[PCIE_TYPE_PCI_BRIDGE] = RULE_NEVER,
	[PCIE_TYPE_PCIE_BRIDGE] = RULE_NEVER,
	[PCIE_TYPE_RC_ENDPOINT] = RULE_IN_COMPANY,
	[PCIE_TYPE_RC_EVENT_COLLECTOR] = RULE_NEVER,
};

#define TYPE_RULES (sizeof(type_rules) / sizeof(type_rules[0]))

static struct acs_verdict answer(bool isolated, enum verdict_basis basis)
{
	enum tri tri = isolated ? TRI_YES : TRI_NO;

	return (struct acs_verdict){ .isolated = tri, .likely = tri,
				     .basis = basis };
}

static struct acs_verdict open_answer(bool likely, enum verdict_basis basis)
{
	return (struct acs_verdict){ .isolated = TRI_UNKNOWN,
				     .likely = likely ? TRI_YES : TRI_NO,
				     .basis = basis };
}

/* pci_acs_flags_enabled(): a control that is not implemented counts as on. */
static struct acs_verdict by_controls(const struct function *f,
				      const struct circumstances *c)
{
	uint16_t wanted = ACS_REQUIRED & acs_capability_used(f, c);
	struct acs_controls ctrl = acs_controls(f, c);
	uint16_t off = wanted & ~ctrl.on & ~ctrl.unknown;
	struct acs_verdict v;

	if (off || !(wanted & ctrl.unknown))
		v = answer(!off, BASIS_CONTROLS);
	else
		v = open_answer(false, BASIS_UNREAD);
	v.lacking = off;
	return v;
}

static struct acs_verdict by_capability(const struct function *f,
					const struct circumstances *c)
{
	if (f->acs.fact == FACT_UNREAD)
		return open_answer(false, BASIS_UNREAD);
	if (f->acs.fact == FACT_ABSENT)
		return answer(false, BASIS_NO_CAPABILITY);
	return by_controls(f, c);
}

static struct acs_verdict by_type(const struct function *f,
				  const struct circumstances *c)
{
	enum pcie_type type = function_type_used(f);

	if (type == PCIE_TYPE_UNREAD)
		return open_answer(false, BASIS_UNREAD);
	if (type == PCIE_TYPE_NONE)
		return answer(false, BASIS_CONVENTIONAL);
	if ((size_t)type >= TYPE_RULES)
		return answer(true, BASIS_SINGLE_FUNCTION);
	switch (type_rules[type]) {
	case RULE_NEVER:
		return answer(false, BASIS_BRIDGE_TYPE);
	case RULE_CAPABILITY:
		return by_capability(f, c);
	case RULE_IN_COMPANY:
		if (function_is_multifunction(f))
			return by_capability(f, c);
		break;
	case RULE_ALWAYS:
		break;
	}
	return answer(true, BASIS_SINGLE_FUNCTION);
}

static bool family_knows(uint8_t family, uint16_t device, uint8_t series)
{
	size_t i;

	for (i = 0; i < acs_quirk_ids_count; i++) {
		const struct quirk_ids *ids = &acs_quirk_ids[i];

		if (ids->family == family && device >= ids->first &&
		    device <= ids->last && (ids->series & series))
			return true;
	}
	return false;
}

/* Does a family's code get as far as an answer? Unread facts let it pass. */
static bool family_applies(const struct acs_family *family,
			   const struct function *f,
			   const struct circumstances *c)
{
	enum pcie_type type = function_type_used(f);

	if (family->types && (type < 0 || !(family->types & TYPE_BIT(type))))
		return false;
	if ((family->needs & FAMILY_NEEDS_MULTIFUNCTION) &&
	    !function_is_multifunction(f))
		return false;
	if ((family->needs & FAMILY_NEEDS_ROOT_BUS) && !function_is_root(f))
		return false;
	if ((family->needs & FAMILY_NEEDS_CAPABILITY) &&
	    f->acs.fact == FACT_ABSENT)
		return false;
	return !(family->needs & FAMILY_NEEDS_IVRS) || c->ivrs != TRI_NO;
}

/* Registers outside config space; the kernel's flag is the best witness. */
static struct acs_verdict by_chipset(const struct function *f,
				     const struct circumstances *c)
{
	if (c->intel_pch_programmed != TRI_UNKNOWN)
		return answer(c->intel_pch_programmed == TRI_YES, BASIS_QUIRK);
	if ((f->flags & FN_ACS_QUIRK) ||
	    ((f->flags & FN_FLAGS_FROM_KERNEL) && c->controls_set == TRI_YES))
		return answer(f->flags & FN_ACS_QUIRK, BASIS_QUIRK);
	if (c->controls_set == TRI_NO && !c->reboot)
		return answer(false, BASIS_QUIRK);
	return open_answer(true, BASIS_QUIRK);
}

static struct acs_verdict by_family(const struct acs_family *family,
				    const struct function *f,
				    const struct circumstances *c)
{
	uint16_t wanted = ACS_REQUIRED & ~family->irrelevant;
	struct acs_verdict v;

	switch (family->source) {
	case FAMILY_PROGRAMMED:
		return by_chipset(f, c);
	case FAMILY_DWORDS:
		v = by_capability(f, c);
		v.basis = BASIS_QUIRK;
		return v;
	case FAMILY_VOUCHED:
		break;
	}
	if ((family->needs & FAMILY_NEEDS_IVRS) && c->ivrs == TRI_UNKNOWN)
		return open_answer(true, BASIS_QUIRK);
	return answer((family->controls & wanted) == wanted, BASIS_QUIRK);
}

/**
 * enum row_word - what one row of the quirk table has to say
 */
enum row_word {
	ROW_SILENT, /* it is about others, or its family has no answer */
	ROW_DOUBT, /* it may be about this device, of which the vendor is known */
	ROW_ANSWER,
};

static enum row_word by_row(const struct quirk *q, uint32_t id,
			    const struct function *f,
			    const struct circumstances *c,
			    struct acs_verdict *v)
{
	const struct acs_family *family = &acs_families[q->family];
	bool open = (uint16_t)id == DEVICE_ANY;
	bool known;

	if ((c->without >> q->family & 1) || !family_applies(family, f, c))
		return ROW_SILENT;
	known = !family->ids_only || open ||
		family_knows(q->family, (uint16_t)id, kernel_series(c->kernel));
	if (!known && !family->refuses_others)
		return ROW_SILENT;
	*v = known ? by_family(family, f, c) : answer(false, BASIS_QUIRK);
	v->quirk = q;
	return open && (family->ids_only || q->device != QUIRK_ANY) ?
		       ROW_DOUBT : ROW_ANSWER;
}

/*
 * pci_dev_specific_acs_enabled(): the first row with an answer decides. @doubts
 * gets one bit for each enum tri that a row before may have answered.
 */
static bool by_quirk(uint32_t id, const struct function *f,
		     const struct circumstances *c, struct acs_verdict *v,
		     unsigned int *doubts)
{
	const struct quirk *end = acs_quirks + acs_quirks_count, *q;
	uint8_t series = kernel_series(c->kernel);

	for (q = quirk_next(acs_quirks, end, id, series); q < end;
	     q = quirk_next(q + 1, end, id, series)) {
		enum row_word word = by_row(q, id, f, c, v);

		if (word == ROW_ANSWER)
			return true;
		if (word == ROW_DOUBT)
			*doubts |= 1u << v->likely;
	}
	return false;
}

static bool override_names(const struct acs_override *o,
			   const struct function *f, enum pcie_type type)
{
	struct function_ids ids;
	unsigned int i;

	function_ids_of(f, &ids);
	for (i = 0; i < o->ids_count; i++)
		if (ids.count == 1 && ids.list[0] == o->ids[i])
			return true;
	if (type == PCIE_TYPE_ROOT_PORT || type == PCIE_TYPE_DOWNSTREAM)
		return o->downstream;
	return o->multifunction && (size_t)type < TYPE_RULES &&
	       type_rules[type] == RULE_IN_COMPANY &&
	       function_is_multifunction(f);
}

/*
 * The out-of-tree patch: the last row of the quirk table, and never for
 * conventional devices or for such as have an ACS capability.
 */
static bool by_override(const struct function *f, const struct circumstances *c)
{
	enum pcie_type type = function_type_used(f);

	return type >= 0 && f->acs.fact != FACT_KNOWN &&
	       override_names(&c->override, f, type);
}

static bool by_assumption(const struct function *f,
			  const struct circumstances *c)
{
	unsigned int i;

	/* The module's list does not outlive the boot. */
	if ((f->flags & FN_ASSUMED) && !c->reboot)
		return true;
	for (i = 0; i < c->assumed_count; i++)
		if (!addr_compare(c->assumed[i], f->addr))
			return true;
	return false;
}

static struct acs_verdict by_no_quirk(const struct function *f,
				      const struct circumstances *c)
{
	return by_override(f, c) ? answer(true, BASIS_OVERRIDE) : by_type(f, c);
}

static struct acs_verdict by_id(uint32_t id, const struct function *f,
				const struct circumstances *c)
{
	unsigned int doubts = 0;
	struct acs_verdict v;

	if (!by_quirk(id, f, c, &v, &doubts))
		v = by_no_quirk(f, c);
	if (doubts & ~(1u << v.likely))
		return open_answer(v.likely == TRI_YES, BASIS_UNREAD);
	return v;
}

/* Where all IDs that it may have give one answer, that is it; else what most give. */
static struct acs_verdict by_ids(const struct function_ids *ids,
				 const struct function *f,
				 const struct circumstances *c)
{
	struct acs_verdict v = by_id(ids->list[0], f, c);
	unsigned int yes = v.likely == TRI_YES, i;

	for (i = 1; i < ids->count; i++) {
		struct acs_verdict other = by_id(ids->list[i], f, c);

		yes += other.likely == TRI_YES;
		if (other.isolated != v.isolated)
			v.isolated = TRI_UNKNOWN;
	}
	if (yes && yes != ids->count)
		return open_answer(2 * yes > ids->count, BASIS_UNREAD);
	return v;
}

static struct acs_verdict by_rules(const struct function *f,
				   const struct circumstances *c)
{
	struct function_ids ids;

	if (by_assumption(f, c))
		return answer(true, BASIS_ASSUMED);
	function_ids_of(f, &ids);
	return ids.count ? by_ids(&ids, f, c) : by_no_quirk(f, c);
}

/**
 * acs_verdict() - does a function satisfy all controls that Linux asks for?
 * @f: the function, its machine linked
 * @c: under which rules
 *
 * Where the running kernel's answer is known and @c trusts it, that is the
 * answer; the basis then says whether the rules come to the same.
 *
 * Return: the answer and what it rests on.
 */
struct acs_verdict acs_verdict(const struct function *f,
			       const struct circumstances *c)
{
	struct acs_verdict v = by_rules(f, c);
	enum tri kernel;

	if (!c->use_kernel_verdict || f->verdict == VERDICT_UNKNOWN ||
	    v.basis == BASIS_ASSUMED)
		return v;
	kernel = f->verdict == VERDICT_ISOLATED ? TRI_YES : TRI_NO;
	if (v.likely != kernel)
		return answer(kernel == TRI_YES, BASIS_KERNEL);
	v.isolated = kernel;
	return v;
}

/**
 * acs_verdict_before() - the same before the kernel turned the controls on
 * @f: the function, its machine linked
 * @c: under which rules
 *
 * What firmware had turned on is gone from a register that the kernel wrote;
 * then it is taken to have left the controls off, as most does.
 *
 * Return: the answer and what it rests on.
 */
struct acs_verdict acs_verdict_before(const struct function *f,
				      const struct circumstances *c)
{
	struct circumstances then = *c;
	struct function before = *f;

	if (c->controls_set != TRI_NO) {
		uint16_t kept = f->acs.pinned | ~(ACS_REQUIRED | ACS_TB);

		before.acs.ctrl &= kept;
		before.acs.ctrl_dword &= kept;
	}
	before.flags &= ~FN_ACS_QUIRK;
	then.reboot = false;
	then.controls_set = TRI_NO;
	then.intel_pch_programmed = TRI_NO;
	return by_rules(&before, &then);
}

/**
 * verdict_family() - the quirk family a verdict rests on
 * @v: the verdict
 *
 * Return: the family, NULL when no quirk decided.
 */
const struct acs_family *verdict_family(const struct acs_verdict *v)
{
	return v->quirk ? &acs_families[v->quirk->family] : NULL;
}

/**
 * verdict_is_real() - does the hardware enforce what a verdict says?
 * @v: a verdict
 *
 * Return: false for "not isolated", for an override, for an assumption, and for
 * a quirk that only carries a vendor's word.
 */
bool verdict_is_real(const struct acs_verdict *v)
{
	const struct acs_family *family = verdict_family(v);

	if (v->likely != TRI_YES || v->basis == BASIS_OVERRIDE ||
	    v->basis == BASIS_ASSUMED)
		return false;
	return !family || family->enforced;
}

/* Is the row about every ID that the function may have? */
static bool enables_all(const struct quirk *q, const struct function_ids *ids,
			uint8_t series)
{
	unsigned int i;

	for (i = 0; i < ids->count; i++)
		if (!quirk_matches(q, ids->list[i], series) ||
		    !family_knows(q->family, (uint16_t)ids->list[i], series))
			return false;
	return ids->count;
}

/**
 * acs_enable_family() - which enable quirk pci_enable_acs() runs on a function
 * @f: the function
 * @c: circumstances; the kernel matters
 *
 * Return: a family of acs_enable_quirks[], or -1 for the standard way.
 */
int acs_enable_family(const struct function *f, const struct circumstances *c)
{
	uint8_t series = kernel_series(c->kernel);
	struct function_ids ids;
	const struct quirk *q;

	function_ids_of(f, &ids);
	for (q = acs_enable_quirks; q < acs_enable_quirks + acs_enable_quirks_count;
	     q++)
		if (enables_all(q, &ids, series) &&
		    family_applies(&acs_families[q->family], f, c))
			return q->family;
	return -1;
}
