// SPDX-License-Identifier: GPL-2.0
/*
 * Under which requester IDs a function's DMA reaches the IOMMU:
 * pci_for_each_dma_alias() of drivers/pci/search.c and the fixups of quirks.c
 * that set aliases (6.1, 6.12, 7.2, 7.3).
 */
#include "analyse/alias.h"
#include "analyse/verdict.h"

static void add_alias(struct dma_aliases *a, unsigned int devfn)
{
	a->devfn[devfn >> 6] |= (uint64_t)1 << (devfn & 63);
	a->any = true;
}

static void add_range(struct dma_aliases *a, unsigned int first,
		      unsigned int count)
{
	while (count--)
		add_alias(a, first++);
}

static bool row_applies(const struct quirk *q, const struct function *f,
			uint8_t series)
{
	return (!q->class || ((f->has & HAS_CLASS) &&
			      q->class == f->class >> 8)) &&
	       (q->series & series);
}

/**
 * alias_quirk_of() - the alias fixup that a kernel runs on a function
 * @f: the function
 * @c: circumstances; the kernel matters
 *
 * Return: the row, or NULL.
 */
const struct quirk *alias_quirk_of(const struct function *f,
				   const struct circumstances *c)
{
	const struct quirk *end = alias_quirks + alias_quirks_count, *q;
	uint8_t series = kernel_series(c->kernel);
	struct function_ids ids;

	function_ids_of(f, &ids);
	if (!ids.count)
		return NULL;
	for (q = quirk_next(alias_quirks, end, *ids.list, series); q < end;
	     q = quirk_next(q + 1, end, *ids.list, series))
		if (row_applies(q, f, series) &&
		    function_ids_are(&ids, q->vendor, q->device) == TRI_YES)
			return q;
	return NULL;
}

/* Some of the devices that it may be have a fixup, and others have none. */
static bool quirk_in_doubt(const struct function *f,
			   const struct circumstances *c)
{
	uint8_t series = kernel_series(c->kernel);
	unsigned int i;
	size_t row;

	for (i = 0; i < f->candidates_count && !(f->has & HAS_IDS); i++)
		for (row = 0; row < alias_quirks_count; row++)
			if (alias_quirks[row].vendor == f->candidates[i] >> 16 &&
			    alias_quirks[row].device == (uint16_t)f->candidates[i] &&
			    row_applies(&alias_quirks[row], f, series))
				return true;
	return false;
}

static void add_fixed(struct dma_aliases *a, const struct function *f,
		      uint8_t series)
{
	size_t i;

	for (i = 0; i < fixed_aliases_count; i++) {
		const struct fixed_alias *row = &fixed_aliases[i];

		if (!(row->series & series) || row->vendor != f->vendor ||
		    row->device != f->device)
			continue;
		if (!(f->has & HAS_SUBSYSTEM))
			a->open = true;
		else if (row->subvendor == f->subvendor &&
			 row->subdevice == f->subdevice)
			add_alias(a, row->devfn);
	}
}

static void add_function(struct dma_aliases *a, const struct function *f,
			 unsigned int func)
{
	if (addr_func(f->addr) != func)
		add_alias(a, (f->addr.devfn & ~7u) | func);
}

/* quirk_pex_vca_alias(): functions 0 to 4 of all 32 devices */
static void add_all_slots(struct dma_aliases *a)
{
	unsigned int slot;

	for (slot = 0; slot < 32; slot++)
		add_range(a, slot << 3, 5);
}

static void aliases_by_quirk(const struct function *f,
			     const struct circumstances *c,
			     struct dma_aliases *a)
{
	const struct quirk *q = alias_quirk_of(f, c);

	if (!q) {
		a->open = quirk_in_doubt(f, c);
		return;
	}
	switch ((enum alias_family_id)q->family) {
	case ALIAS_FAMILY_FUNC0:
		add_function(a, f, 0);
		break;
	case ALIAS_FAMILY_FUNC1:
		add_function(a, f, 1);
		break;
	case ALIAS_FAMILY_FIXED:
		add_fixed(a, f, kernel_series(c->kernel));
		break;
	case ALIAS_FAMILY_MIC_X200:
		add_alias(a, 0x10 << 3);
		add_alias(a, 0x11 << 3);
		add_alias(a, 0x12 << 3 | 3);
		break;
	case ALIAS_FAMILY_PEX_VCA:
		add_all_slots(a);
		break;
	case ALIAS_FAMILY_PLX_NTB:
		add_range(a, 0, 256);
		break;
	case ALIAS_FAMILY_SWITCHTEC_NTB:
		a->open = true;
		break;
	case ALIAS_FAMILY_PCIE_BRIDGE:
	case ALIAS_FAMILY_XLATE_ROOT:
	case ALIAS_FAMILY_NO_ALIAS:
		return;
	}
	a->quirk = q;
}

/*
 * The kernel's list holds the bridges' IDs as well. A PCIe-to-PCI bridge speaks
 * as device 00.0 of its secondary bus, which says nothing of this function.
 */
static void aliases_by_kernel(const struct function *f, struct dma_aliases *a)
{
	unsigned int i;

	for (i = 0; i < f->aliases_count; i++) {
		uint16_t id = f->aliases[i];
		bool of_bridge = f->parent && !(id & 0xff) &&
				 f->parent->type <= PCIE_TYPE_PCI_BRIDGE &&
				 f->parent->secondary == id >> 8 &&
				 (f->parent->type == PCIE_TYPE_PCI_BRIDGE ||
				  f->parent->type == PCIE_TYPE_NONE);

		if (id >> 8 == f->addr.bus && !of_bridge)
			add_alias(a, id & 0xff);
	}
}

/**
 * dma_aliases_of() - requester IDs on its own bus that a function also uses
 * @f: the function
 * @c: circumstances; the kernel matters
 * @a: filled
 */
void dma_aliases_of(const struct function *f, const struct circumstances *c,
		    struct dma_aliases *a)
{
	*a = (struct dma_aliases){ 0 };
	if (c->use_kernel_verdict && f->aliases_fact == FACT_KNOWN)
		aliases_by_kernel(f, a);
	else
		aliases_by_quirk(f, c, a);
}

/**
 * bridge_effect() - what a bridge does to requester IDs from below
 * @bridge: the bridge
 * @c: circumstances; the kernel matters
 *
 * A conventional bridge speaks in its own name, or as its secondary bus where
 * quirk_use_pcie_bridge_dma_alias() knows better; groups are the same.
 *
 * Return: whether it hands them on, replaces them, or ends the walk.
 */
enum bridge_effect bridge_effect(const struct function *bridge,
				 const struct circumstances *c)
{
	const struct quirk *q = alias_quirk_of(bridge, c);
	int family = q ? q->family : -1;

	if (family == ALIAS_FAMILY_XLATE_ROOT ||
	    (bridge->flags & FN_XLATE_ROOT))
		return BRIDGE_STOPS;
	switch (function_type_used(bridge)) {
	case PCIE_TYPE_NONE:
	case PCIE_TYPE_PCIE_BRIDGE:
		return BRIDGE_ALIASES;
	case PCIE_TYPE_PCI_BRIDGE:
		return family == ALIAS_FAMILY_NO_ALIAS ? BRIDGE_PASSES :
							 BRIDGE_ALIASES;
	default:
		return BRIDGE_PASSES;
	}
}

static bool is_vmd_id(uint32_t id)
{
	size_t i;

	for (i = 0; i < vmd_devices_count; i++)
		if (vmd_devices[i].vendor == id >> 16 &&
		    vmd_devices[i].device == (uint16_t)id)
			return true;
	return false;
}

/**
 * function_is_vmd() - is it an Intel Volume Management Device?
 * @f: the function
 *
 * Return: true when the kernel's driver for these knows its IDs.
 */
bool function_is_vmd(const struct function *f)
{
	struct function_ids ids;
	unsigned int i;

	function_ids_of(f, &ids);
	for (i = 0; i < ids.count; i++)
		if (!is_vmd_id(ids.list[i]))
			return false;
	return ids.count;
}

/**
 * vmd_of() - the function in whose name another one sends
 * @m: the machine
 * @f: the function
 *
 * The driver opens domains from 10000h on, one for each Volume Management Device
 * in the order of probing, which is taken to be that of addresses.
 *
 * Return: the device behind whose domain @f is (pci_real_dma_dev()), or NULL.
 */
const struct function *vmd_of(const struct machine *m,
			      const struct function *f)
{
	uint32_t before;
	size_t i;

	if (f->addr.domain < VMD_DOMAIN_FIRST)
		return NULL;
	before = f->addr.domain - VMD_DOMAIN_FIRST;
	for (i = 0; i < m->count; i++)
		if (m->functions[i].addr.domain < VMD_DOMAIN_FIRST &&
		    function_is_vmd(&m->functions[i]) && !before--)
			return &m->functions[i];
	return NULL;
}
