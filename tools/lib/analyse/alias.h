/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_ALIAS_H
#define ACSDIAG_ANALYSE_ALIAS_H

#include "analyse/circumstances.h"
#include "rules/quirks.h"

/**
 * struct dma_aliases - requester IDs on its own bus that a function also uses
 * @devfn: one bit for each device and function, as the kernel's dma_alias_mask
 * @any: whether there is one
 * @open: it may have aliases that nothing here can tell
 * @quirk: the row that gave them, NULL when the kernel told them or none
 */
struct dma_aliases {
	uint64_t devfn[4];
	bool any;
	bool open;
	const struct quirk *quirk;
};

/**
 * enum bridge_effect - what a bridge does to requester IDs from below
 */
enum bridge_effect {
	BRIDGE_PASSES, /* hands them on */
	BRIDGE_ALIASES, /* puts its own, or its secondary bus', in their place */
	BRIDGE_STOPS, /* the IOMMU sits here */
};

void dma_aliases_of(const struct function *f, const struct circumstances *c,
		    struct dma_aliases *a);
enum bridge_effect bridge_effect(const struct function *bridge,
				 const struct circumstances *c);
const struct quirk *alias_quirk_of(const struct function *f,
				   const struct circumstances *c);

#define VMD_DOMAIN_FIRST 0x10000u /* firmware's are below */

bool function_is_vmd(const struct function *f);
const struct function *vmd_of(const struct machine *m,
			      const struct function *f);

static inline bool dma_alias_has(const struct dma_aliases *a, uint8_t devfn)
{
	return a->devfn[devfn >> 6] >> (devfn & 63) & 1;
}

#endif
