// SPDX-License-Identifier: GPL-2.0
/*
 * One function's facts, written down.
 *
 * Nearly all of them are what the kernel has cached, and cost no access. From
 * config space come, at most: one dword with the ACS capability and control
 * registers, and for a bridge one dword with its bus numbers (its struct
 * pci_bus may be on its way out while the bridge is still in the table, see
 * table.c, so it is not looked at). The egress control vector is read on
 * demand only.
 *
 * A device is never woken: with the function in D3cold, or a bridge above it
 * in any state that does not pass config cycles on, config space is left
 * alone. A device that falls asleep at just that moment answers with ones,
 * which is not taken for a value either. Nor is one read that is in reset: it
 * may not be asked anything then (PCIe r6.0, 6.6.1 and 6.6.2). Whoever resets
 * closes config space to userspace, and what is read here is for userspace. It is
 * only looked at whether it is closed: to keep it open would have a reset fail
 * that tries once, as VFIO's do (pci_try_reset_function()).
 *
 * Locking: the caller holds the table's mutex; see table.c for what that keeps
 * whole. Flags and states are read as sysfs reads them, without their locks:
 * each is one word that is right or was right a moment ago.
 */

#include <linux/pci.h>
#include <linux/string.h>
#include <linux/vgaarb.h>

#include <linux/acsdiag.h>

#include "acsdiag.h"

#define PCI_BUS_NUMBERS PCI_PRIMARY_BUS /* a dword: primary, secondary, ... */

static bool passes_config(const struct pci_dev *bridge)
{
	switch (READ_ONCE(bridge->current_state)) {
	case PCI_D1:
	case PCI_D2:
	case PCI_D3hot:
	case PCI_D3cold:
		return false;
	default:
		return true;
	}
}

/**
 * acsdiag_asleep() - would reading its config space need a wakeup?
 * @pdev: a function in the table
 *
 * A virtual function answers only while its physical function does.
 *
 * Return: true when the function is in D3cold or something above it sleeps.
 */
bool acsdiag_asleep(struct pci_dev *pdev)
{
	struct pci_dev *bridge;

	if (READ_ONCE(pdev->current_state) == PCI_D3cold ||
	    READ_ONCE(pci_physfn(pdev)->current_state) == PCI_D3cold)
		return true;

	for (bridge = pci_upstream_bridge(pdev); bridge;
	     bridge = pci_upstream_bridge(bridge))
		if (!passes_config(bridge))
			return true;
	return false;
}

/**
 * acsdiag_config_closed() - is its config space not to be read now?
 * @pdev: a function in the table
 *
 * Return: ACSDIAG_NONE when it may be read, else why not (enum acsdiag_unread).
 */
int acsdiag_config_closed(struct pci_dev *pdev)
{
	if (acsdiag_asleep(pdev))
		return ACSDIAG_UNREAD_ASLEEP;
	if (pci_dev_is_disconnected(pdev))
		return ACSDIAG_UNREAD_GONE;
	return pdev->block_cfg_access ? ACSDIAG_UNREAD_BUSY : ACSDIAG_NONE;
}

static bool read_dword(struct pci_dev *pdev, int where, u32 *value)
{
	return !pci_read_config_dword(pdev, where, value) &&
	       !PCI_POSSIBLE_ERROR(*value);
}

/**
 * acsdiag_registers() - read ACS capability and control together
 * @pdev: a function with an ACS capability that is not acsdiag_config_closed()
 * @registers: capability in the low word, control in the high word
 *
 * Return: false when the function did not answer.
 */
bool acsdiag_registers(struct pci_dev *pdev, u32 *registers)
{
	return read_dword(pdev, pdev->acs_cap + PCI_ACS_CAP, registers);
}

/**
 * acsdiag_multifunction() - does its own header say that there are more?
 * @pdev: a function that is on its bus
 *
 * The kernel sets pdev->multifunction for every function above 0 as well, but
 * only after it was added (pci_scan_slot()): a function that is added later is
 * grouped by its own header. What does not answer has the kernel's word taken.
 *
 * Return: bit 7 of the header type (PCIe r6.0, 7.5.1.1.9).
 */
bool acsdiag_multifunction(struct pci_dev *pdev)
{
	u8 header;

	if (pdev->is_virtfn || acsdiag_config_closed(pdev) != ACSDIAG_NONE ||
	    pci_read_config_byte(pdev, PCI_HEADER_TYPE, &header) ||
	    PCI_POSSIBLE_ERROR(header))
		return pdev->multifunction;
	return header & PCI_HEADER_TYPE_MFD;
}

/* A vector size of 0 stands for 256 bits (PCIe r6.0, 7.7.11.2). */
static u16 egress_size(u16 capability)
{
	if (!(capability & PCI_ACS_EC))
		return 0;
	return capability >> 8 ?: 256;
}

/* All ones are a value like any other here: every port, egress blocked. */
static void read_egress(struct pci_dev *pdev, struct acsdiag_acs *acs)
{
	int words = DIV_ROUND_UP(acs->egress_size, 32);
	int where = acs->offset + PCI_ACS_EGRESS_CTL_V;
	int i;

	for (i = 0; i < words; i++)
		if (pci_read_config_dword(pdev, where + 4 * i, &acs->egress[i]))
			return;
	acs->egress_words = words;
}

/* What does not answer may have been closed at just that moment. */
static int why_unread(struct pci_dev *pdev, u32 *registers)
{
	int why = acsdiag_config_closed(pdev);

	if (why != ACSDIAG_NONE || acsdiag_registers(pdev, registers))
		return why;
	why = acsdiag_config_closed(pdev);
	return why == ACSDIAG_NONE ? ACSDIAG_UNREAD_GONE : why;
}

static void record_acs(struct acsdiag_function *fn, enum acsdiag_effort effort,
		       struct acsdiag_record *rec)
{
	struct acsdiag_acs *acs = &rec->acs;
	u32 registers = 0;

	acs->offset = fn->pdev->acs_cap;
	acs->cached = pci_acs_cached_capability(fn->pdev);
	acs->found = acsdiag_control_found(fn->key);
	acs->unread = why_unread(fn->pdev, &registers);
	if (acs->unread != ACSDIAG_NONE)
		return;

	acs->capability = registers & 0xffff;
	acs->control = registers >> 16;
	acs->egress_size = egress_size(acs->capability);
	if (effort == ACSDIAG_AFRESH)
		read_egress(fn->pdev, acs);
	rec->verdict = acsdiag_verdict_recall(fn, registers);
}

static void record_verdict(struct acsdiag_function *fn,
			   enum acsdiag_effort effort,
			   struct acsdiag_record *rec)
{
	rec->verdict = ACSDIAG_VERDICT_UNKNOWN;
	if (effort == ACSDIAG_AFRESH)
		acsdiag_verdict_ask(fn);

	if (fn->pdev->acs_cap)
		record_acs(fn, effort, rec);
	else
		rec->verdict = acsdiag_verdict_recall(fn, 0);
}

static const struct {
	pci_dev_flags_t kernel;
	u32 ours;
} flag_map[] = {
	{ PCI_DEV_FLAGS_ACS_ENABLED_QUIRK, ACSDIAG_FUNCTION_FLAGS_ACS_QUIRK },
	{ PCI_DEV_FLAG_PCIE_BRIDGE_ALIAS, ACSDIAG_FUNCTION_FLAGS_BRIDGE_ALIAS },
	{ PCI_DEV_FLAGS_BRIDGE_XLATE_ROOT, ACSDIAG_FUNCTION_FLAGS_XLATE_ROOT },
	{ PCI_DEV_FLAGS_NO_BUS_RESET, ACSDIAG_FUNCTION_FLAGS_NO_BUS_RESET },
};

static u32 function_flags(const struct acsdiag_function *fn)
{
	const struct pci_dev *pdev = fn->pdev;
	u32 flags = 0;
	int i;

	if (fn->multifunction)
		flags |= ACSDIAG_FUNCTION_FLAGS_MULTIFUNCTION;
	if (pdev->is_virtfn)
		flags |= ACSDIAG_FUNCTION_FLAGS_VIRTUAL;
	if (pdev->external_facing)
		flags |= ACSDIAG_FUNCTION_FLAGS_EXTERNAL_FACING;
	if (pdev->untrusted)
		flags |= ACSDIAG_FUNCTION_FLAGS_UNTRUSTED;
	if (pdev == vga_default_device())
		flags |= ACSDIAG_FUNCTION_FLAGS_BOOT_VGA;
	if (acsdiag_assumed(pdev))
		flags |= ACSDIAG_FUNCTION_FLAGS_ASSUMED;
	for (i = 0; i < ARRAY_SIZE(flag_map); i++)
		if (pdev->dev_flags & flag_map[i].kernel)
			flags |= flag_map[i].ours;
	return flags;
}

static void record_identity(const struct acsdiag_function *fn,
			    struct acsdiag_record *rec)
{
	struct pci_dev *pdev = fn->pdev;

	rec->vendor = pdev->vendor;
	rec->device = pdev->device;
	rec->subvendor = pdev->subsystem_vendor;
	rec->subdevice = pdev->subsystem_device;
	rec->class = pdev->class;
	rec->revision = pdev->revision;
	rec->header_type = pdev->hdr_type;
	rec->pcie_type = pci_is_pcie(pdev) ? pci_pcie_type(pdev) : ACSDIAG_NONE;
	rec->flags = function_flags(fn);
	rec->arrival = fn->arrival;
}

static void record_place(struct pci_dev *pdev, struct acsdiag_record *rec)
{
	struct pci_dev *bridge = pci_upstream_bridge(pdev);
	u32 buses;

	rec->upstream = bridge ? pci_dev_id(bridge) : ACSDIAG_NONE;
	rec->physfn = pdev->is_virtfn ? pci_dev_id(pci_physfn(pdev)) :
					ACSDIAG_NONE;

	if (pdev->hdr_type == PCI_HEADER_TYPE_NORMAL ||
	    acsdiag_config_closed(pdev) != ACSDIAG_NONE ||
	    !read_dword(pdev, PCI_BUS_NUMBERS, &buses))
		return;
	rec->has_buses = true;
	rec->secondary = buses >> 8;
	rec->subordinate = buses >> 16;
}

static int note_alias(struct pci_dev *pdev, u16 alias, void *data)
{
	struct acsdiag_record *rec = data;
	int i;

	if (alias == acsdiag_key_requester_id(rec->key))
		return 0;
	for (i = 0; i < rec->aliases_count; i++)
		if (rec->aliases[i] == alias)
			return 0;
	if (rec->aliases_count == ARRAY_SIZE(rec->aliases))
		return -ENOSPC;
	rec->aliases[rec->aliases_count++] = alias;
	return 0;
}

static void record_aliases(struct pci_dev *pdev, struct acsdiag_record *rec)
{
	rec->aliases_known = !acsdiag_call_each_alias(pdev, note_alias, rec);
	if (!rec->aliases_known)
		rec->aliases_count = 0;
}

static void record_group(struct acsdiag_function *fn,
			 struct acsdiag_record *rec)
{
	acsdiag_events_regroup(fn);
	rec->group = fn->group;
	acsdiag_group_type(fn->pdev, rec->group_type, sizeof(rec->group_type));
	rec->isolated_msi = acsdiag_group_isolated_msi(fn->pdev);
}

/**
 * acsdiag_record_read() - write down all that is known of a function
 * @fn: a function in the table, which is locked
 * @effort: how much it may cost
 * @rec: where to; wholly written
 */
void acsdiag_record_read(struct acsdiag_function *fn,
			 enum acsdiag_effort effort, struct acsdiag_record *rec)
{
	struct pci_dev *pdev = fn->pdev;

	acsdiag_table_assert_locked();
	memset(rec, 0, sizeof(*rec));
	rec->key = fn->key;
	record_identity(fn, rec);
	record_place(pdev, rec);
	record_verdict(fn, effort, rec);
	record_aliases(pdev, rec);
	record_group(fn, rec);
	rec->ats_enabled = pdev->ats_enabled;
	rec->pasid_enabled = pdev->pasid_enabled;
	rec->power = pci_power_name(READ_ONCE(pdev->current_state));
	acsdiag_events_learn_driver(fn);
	strscpy(rec->driver, fn->driver, sizeof(rec->driver));
	acsdiag_reset_methods(pdev, rec->reset_methods,
			      sizeof(rec->reset_methods));
}
