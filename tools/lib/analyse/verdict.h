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
 * @likely: what it most probably is when @isolated is TRI_UNKNOWN; otherwise the
 *	same. Groups are predicted from this
 * @basis: what it rests on
 * @quirk: the row, when @basis is BASIS_QUIRK
 * @lacking: required controls that are implemented and off (ACS_*)
 */
struct acs_verdict {
	enum tri isolated;
	enum tri likely;
	enum verdict_basis basis;
	const struct quirk *quirk;
	uint16_t lacking;
};

/**
 * struct acs_controls - the control register as the rules have it
 * @on: controls that are on
 * @unknown: controls that may be on or off
 */
struct acs_controls {
	uint16_t on;
	uint16_t unknown;
};

struct acs_verdict acs_verdict(const struct function *f,
			       const struct circumstances *c);
struct acs_verdict acs_verdict_before(const struct function *f,
				      const struct circumstances *c);
bool verdict_is_real(const struct acs_verdict *v);
const struct acs_family *verdict_family(const struct acs_verdict *v);

/**
 * struct function_ids - the IDs that a function has, or may have
 * @list: vendor << 16 | device; a device of DEVICE_ANY: only the vendor is known
 * @count: entries in @list; 1 when there is no doubt, 0 when nothing is known
 * @own: holds the one that was read
 */
struct function_ids {
	const uint32_t *list;
	unsigned int count;
	uint32_t own;
};

void function_ids_of(const struct function *f, struct function_ids *ids);
enum tri function_ids_are(const struct function_ids *ids, uint16_t vendor,
			  uint16_t device);
bool quirk_matches(const struct quirk *row, uint32_t id, uint8_t series);
const struct quirk *quirk_next(const struct quirk *row, const struct quirk *end,
			       uint32_t id, uint8_t series);

/* The facts that verdicts rest on, as the kernel would have them. */
enum pcie_type function_type_used(const struct function *f);
bool function_is_multifunction(const struct function *f);
uint16_t acs_capability_used(const struct function *f,
			     const struct circumstances *c);
struct acs_controls acs_controls(const struct function *f,
				 const struct circumstances *c);
int acs_enable_family(const struct function *f, const struct circumstances *c);

#endif
