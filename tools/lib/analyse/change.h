/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_CHANGE_H
#define ACSDIAG_ANALYSE_CHANGE_H

#include "analyse/circumstances.h"

#define CHANGE_ERROR_LEN 256

/**
 * enum change_kind - what can be asked of predict, and offered as a mend
 */
enum change_kind {
	CHANGE_ACS_OVERRIDE, /* pcie_acs_override= tokens */
	CHANGE_CONFIG_ACS, /* pci=config_acs= value */
	CHANGE_DISABLE_ACS_REDIR, /* pci=disable_acs_redir= value */
	CHANGE_KERNEL, /* another kernel's rules */
	CHANGE_IOMMU_ON, /* the IOMMU asks for ACS at boot */
	CHANGE_MOVE, /* DEV=PORT: put the device below another port */
	CHANGE_ACS, /* DEV=+SV,-RR: set control bits */
	CHANGE_ASSUME, /* DEV: somebody vouches for it */
};

/**
 * struct change - one change of a machine or of the rules
 * @kind: what kind
 * @text: its argument as an option spells it
 */
struct change {
	enum change_kind kind;
	const char *text;
};

const char *change_option(enum change_kind kind);
const char *change_place(enum change_kind kind);
bool change_is_real(enum change_kind kind);
int change_apply(const struct change *change, struct machine *m,
		 struct circumstances *c, char error[CHANGE_ERROR_LEN]);

#endif
