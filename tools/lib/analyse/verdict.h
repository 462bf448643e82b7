/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_VERDICT_H
#define ACSDIAG_ANALYSE_VERDICT_H

#include "analyse/circumstances.h"
#include "rules/quirks.h"

/**
 * enum verdict_basis - what a verdict rests on
 */
enum verdict_basis {
	BASIS_UNREAD = 0, /* a register or type that decides was not read */
	BASIS_QUIRK, /* a row of the kernel's quirk table */
	BASIS_OVERRIDE, /* pcie_acs_override= */
	BASIS_ASSUMED, /* somebody vouched for this very function */
	BASIS_CONVENTIONAL, /* not PCI Express: never isolated */
	BASIS_BRIDGE_TYPE, /* PCIe-to-PCI, PCI-to-PCIe, event collector */
	BASIS_NO_CAPABILITY, /* needs the capability and has none */
	BASIS_CONTROLS, /* the capability and control registers */
	BASIS_SINGLE_FUNCTION, /* needs none: nothing beside it in its slot */
	BASIS_KERNEL, /* the running kernel says so, the rules do not explain */
};

/**
 * struct acs_verdict - does this function satisfy SV, RR, CR and UF?
 * @isolated: the answer
 * @basis: what it rests on
 * @quirk: the row, when @basis is BASIS_QUIRK
 * @lacking: required controls that are implemented and off (ACS_*)
 */
struct acs_verdict {
	enum tri isolated;
	enum verdict_basis basis;
	const struct quirk *quirk;
	uint16_t lacking;
};

struct acs_verdict acs_verdict(const struct function *f,
			       const struct circumstances *c);
bool verdict_is_real(const struct acs_verdict *v);

#endif
