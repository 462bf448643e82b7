// SPDX-License-Identifier: GPL-2.0
/*
 * Host bridges of Intel's processors whose register CAPID0_A says whether there
 * is VT-d (Intel Core processor datasheets, volume 2, "CAPID0_A", bit 23). Those
 * for which the kernel reads that register: ie31200_pci_tbl[] of
 * drivers/edac/ie31200_edac.c.
 */

#include <stddef.h>

#include "rules/bridges.h"

#define VENDOR_INTEL 0x8086

static const uint16_t bridges[] = {
	0x0108, 0x010c, /* Sandy Bridge */
	0x0150, 0x0158, 0x015c, /* Ivy Bridge */
	0x0c04, 0x0c08, /* Haswell */
	0x190f, 0x1918, 0x191f, /* Skylake */
	0x590f, 0x5918, /* Kaby Lake */
	0x3e0f, 0x3e18, 0x3e1f, 0x3e30, 0x3e31, 0x3e32, 0x3e33, 0x3ec2, 0x3ec6,
	0x3eca, /* Coffee Lake */
	0x4648, 0x4660, 0x4668, /* Alder Lake */
	0x4630, 0x4640, 0xa700, 0xa702, 0xa703, 0xa704, 0xa740, /* Raptor Lake */
};

/**
 * bridge_tells_vtd() - does CAPID0_A of this host bridge tell of VT-d?
 * @vendor: vendor ID
 * @device: device ID
 *
 * Return: true when it does.
 */
bool bridge_tells_vtd(uint16_t vendor, uint16_t device)
{
	if (vendor != VENDOR_INTEL)
		return false;
	for (size_t i = 0; i < sizeof(bridges) / sizeof(bridges[0]); i++)
		if (bridges[i] == device)
			return true;
	return false;
}
