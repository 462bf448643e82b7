// SPDX-License-Identifier: GPL-2.0
/*
 * What stands in a function's ACS control register: as it was read, or as
 * pci_enable_acs() of a given kernel leaves it at boot.
 */
#include "analyse/command_line.h"
#include "analyse/verdict.h"

#define REDIRECTS (ACS_RR | ACS_CR | ACS_EC)

/**
 * acs_capability_used() - the ACS capability register as the kernel takes it
 * @f: function whose capability was read
 * @c: circumstances; the kernel matters
 *
 * pci_disable_broken_acs_cap() of 7.2 and later takes controls out that are
 * known not to work.
 *
 * Return: ACS_* bits.
 */
uint16_t acs_capability_used(const struct function *f,
			     const struct circumstances *c)
{
	uint8_t series = kernel_series(c->kernel);
	uint16_t cap = f->acs.cap;
	struct function_ids ids;
	size_t i;

	function_ids_of(f, &ids);
	for (i = 0; i < broken_acs_count; i++) {
		if (function_ids_are(&ids, broken_acs[i].vendor,
				     broken_acs[i].device) == TRI_YES &&
		    (broken_acs[i].series & series))
			cap &= ~broken_acs[i].controls;
	}
	return cap;
}

static bool uses_dwords(const struct function *f, const struct circumstances *c)
{
	return acs_enable_family(f, c) == ACS_FAMILY_INTEL_SPT_PCH;
}

/* The register as it was read; what was not read is unknown. */
static struct acs_controls controls_as_read(const struct function *f,
					    bool dwords)
{
	if (dwords && f->acs.ctrl_dword_fact == FACT_KNOWN)
		return (struct acs_controls){ .on = (uint16_t)f->acs.ctrl_dword };
	if (dwords || f->acs.ctrl_fact != FACT_KNOWN)
		return (struct acs_controls){ .unknown = UINT16_MAX };
	return (struct acs_controls){ .on = f->acs.ctrl };
}

/* What firmware left: a control that is on now may be the kernel's doing. */
static struct acs_controls controls_by_firmware(struct acs_controls read,
						const struct circumstances *c)
{
	struct acs_controls fw = read;

	if (c->controls_set == TRI_NO)
		return fw;
	fw.unknown |= read.on & (ACS_REQUIRED | ACS_TB);
	fw.on &= ~fw.unknown;
	return fw;
}

/* pci_std_enable_acs(); where the kernel has ATS off it sets TB as well. */
static void turn_on(struct acs_controls *ctrl, const struct function *f,
		    uint16_t cap)
{
	uint16_t wanted = cap & ACS_REQUIRED;

	if (f->flags & (FN_EXTERNAL_FACING | FN_UNTRUSTED))
		wanted |= cap & ACS_TB;
	ctrl->on |= wanted;
	ctrl->unknown &= ~wanted;
}

static void apply(struct acs_controls *ctrl, struct acs_controls fw,
		  struct acs_setting s)
{
	ctrl->on = (fw.on & ~s.mask) | (s.flags & s.mask);
	ctrl->unknown = fw.unknown & ~s.mask;
}

/* 6.11 to the fix of 2025: what was meant to be cleared came from firmware. */
static void apply_misread(struct acs_controls *ctrl, struct acs_controls fw,
			  struct acs_setting s)
{
	ctrl->on = (ctrl->on & ~s.mask) | (fw.on & s.mask) | s.flags;
	ctrl->unknown = ((ctrl->unknown & ~s.mask) | (fw.unknown & s.mask)) &
			~s.flags;
}

static void command_line_settings(const struct function *f,
				  const struct circumstances *c,
				  struct acs_controls *ctrl,
				  struct acs_controls fw)
{
	enum acs_syntax syntax = acs_syntax_of(c->kernel);
	struct acs_setting s;

	if (acs_setting_redir(f, c->disable_acs_redir, &s)) {
		if (syntax == ACS_SYNTAX_NONE)
			apply(ctrl, *ctrl, s);
		else if (syntax == ACS_SYNTAX_MISREAD)
			apply_misread(ctrl, fw, s);
		else
			apply(ctrl, fw, s);
	}
	if (!acs_setting_config(f, c->config_acs, syntax, &s))
		return;
	if (syntax == ACS_SYNTAX_MISREAD)
		apply_misread(ctrl, fw, s);
	else
		apply(ctrl, fw, s);
}

/* pci_quirk_disable_intel_spt_pch_acs_redir(): any parameter clears these. */
static void command_line_redirects_off(const struct function *f,
				       const struct circumstances *c,
				       struct acs_controls *ctrl)
{
	enum acs_syntax syntax = acs_syntax_of(c->kernel);
	struct acs_setting s;

	if (!acs_setting_redir(f, c->disable_acs_redir, &s) &&
	    !acs_setting_config(f, c->config_acs, syntax, &s))
		return;
	ctrl->on &= ~REDIRECTS;
	ctrl->unknown &= ~REDIRECTS;
}

static struct acs_controls with_pinned(const struct function *f, bool dwords,
				       struct acs_controls ctrl)
{
	uint16_t set = dwords ? (uint16_t)f->acs.ctrl_dword : f->acs.ctrl;
	uint16_t pinned = f->acs.pinned;

	return (struct acs_controls){
		.on = (ctrl.on & ~pinned) | (set & pinned),
		.unknown = ctrl.unknown & ~pinned,
	};
}

/**
 * acs_controls() - which controls of a function are on
 * @f: a function that has an ACS capability
 * @c: circumstances: as read, or as a boot leaves them, and of which kernel
 *
 * Follows pci_enable_acs(); Intel ports with registers of 32 bits follow
 * pci_quirk_enable_intel_spt_pch_acs().
 *
 * Return: the controls that are on, and those that cannot be known.
 */
struct acs_controls acs_controls(const struct function *f,
				 const struct circumstances *c)
{
	bool dwords = uses_dwords(f, c);
	uint16_t cap = acs_capability_used(f, c);
	struct acs_controls ctrl = controls_as_read(f, dwords);
	struct acs_controls fw;

	if (!c->reboot) {
		/* The kernel sets these without fail wherever it asks for ACS */
		if (dwords && ctrl.unknown && c->controls_set != TRI_NO)
			turn_on(&ctrl, f, cap);
		return with_pinned(f, dwords, ctrl);
	}
	fw = controls_by_firmware(ctrl, c);
	ctrl = fw;
	if (acs_enable_family(f, c) != ACS_FAMILY_INTEL_PCH)
		turn_on(&ctrl, f, cap);
	if (dwords)
		command_line_redirects_off(f, c, &ctrl);
	else
		command_line_settings(f, c, &ctrl, fw);
	return with_pinned(f, dwords, ctrl);
}
