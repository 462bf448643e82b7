// SPDX-License-Identifier: GPL-2.0
/* The ACS controls, PCIe r6.0, 7.7.11.2 (capability) and 7.7.11.3 (control). */

#include <stddef.h>

#include "model/acs.h"

const struct acs_bit acs_bits[] = {
	{ 0x0001, 0x0001, "SV", "SrcValid", "Source Validation" },
	{ 0x0002, 0x0002, "TB", "TransBlk", "Translation Blocking" },
	{ 0x0004, 0x0004, "RR", "ReqRedir", "P2P Request Redirect" },
	{ 0x0008, 0x0008, "CR", "CmpltRedir", "P2P Completion Redirect" },
	{ 0x0010, 0x0010, "UF", "UpstreamFwd", "Upstream Forwarding" },
	{ 0x0020, 0x0020, "EC", "EgressCtrl", "P2P Egress Control" },
	{ 0x0040, 0x0040, "DT", "DirectTrans", "Direct Translated P2P" },
	{ 0x0080, 0x0000, "EN", NULL, "ACS Enhanced Capability" },
	{ 0x0000, 0x0080, "IB", NULL, "I/O Request Blocking" },
	{ 0x0000, 0x0300, "DM", NULL, "DSP Memory Target Access Control" },
	{ 0x0000, 0x0c00, "UM", NULL, "USP Memory Target Access Control" },
	{ 0x0000, 0x1000, "UR", NULL, "Unclaimed Request Redirect" },
};

const unsigned int acs_bits_count = sizeof(acs_bits) / sizeof(acs_bits[0]);
