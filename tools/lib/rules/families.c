// SPDX-License-Identifier: GPL-2.0
/*
 * The meaning of the kernel's quirk callbacks, one row each. Read in
 * drivers/pci/quirks.c of 6.1, 6.12, 7.2 and 7.3, where they are the same;
 * scripts/gen-quirks --check says when a newer source changes one of them.
 */
#include "model/acs.h"
#include "rules/quirks.h"

#define ROOT_PORTS TYPE_BIT(PCIE_TYPE_ROOT_PORT)
#define PORTS (ROOT_PORTS | TYPE_BIT(PCIE_TYPE_DOWNSTREAM))

const struct acs_family acs_families[] = {
	[ACS_FAMILY_AMD_SB] = {
		.function = "pci_quirk_amd_sb_acs",
		.needs = FAMILY_NEEDS_MULTIFUNCTION | FAMILY_NEEDS_ROOT_BUS |
			 FAMILY_NEEDS_IVRS,
		.controls = ACS_RR | ACS_CR,
		.irrelevant = ACS_SV | ACS_TB | ACS_UF,
		.sentence = "AMD vouches that the functions of this southbridge do not talk to each other past the IOMMU",
	},
	[ACS_FAMILY_MF_ENDPOINT] = {
		.function = "pci_quirk_mf_endpoint_acs",
		.controls = ACS_REQUIRED | ACS_TB | ACS_DT,
		.sentence = "its vendor verified that the functions of this device do not use peer-to-peer DMA among themselves",
	},
	[ACS_FAMILY_RCIEP] = {
		.function = "pci_quirk_rciep_acs",
		.types = TYPE_BIT(PCIE_TYPE_RC_ENDPOINT),
		.controls = ACS_REQUIRED,
		.enforced = true,
		.sentence = "Intel's VT-d specification (section 3.16) lets root complex endpoints reach each other through the IOMMU only",
	},
	[ACS_FAMILY_QCOM_RP] = {
		.function = "pci_quirk_qcom_rp_acs",
		.controls = ACS_REQUIRED,
		.enforced = true,
		.sentence = "this root port ends every request itself and cannot pass one to another root port",
	},
	[ACS_FAMILY_INTEL_PCH] = {
		.function = "pci_quirk_intel_pch_acs",
		.types = ROOT_PORTS,
		.ids_only = true,
		.source = FAMILY_PROGRAMMED,
		.controls = ACS_REQUIRED,
		.enforced = true,
		.sentence = "this Intel PCH root port has chipset registers that do what ACS does, and the kernel sets them at boot",
	},
	[ACS_FAMILY_INTEL_SPT_PCH] = {
		.function = "pci_quirk_intel_spt_pch_acs",
		.types = ROOT_PORTS,
		.needs = FAMILY_NEEDS_CAPABILITY,
		.ids_only = true,
		.source = FAMILY_DWORDS,
		.enforced = true,
		.sentence = "this Intel PCH root port has ACS registers of 32 bits, so that control is at 08h, where lspci does not look",
	},
	[ACS_FAMILY_CAVIUM] = {
		.function = "pci_quirk_cavium_acs",
		.types = ROOT_PORTS,
		.ids_only = true,
		.controls = ACS_REQUIRED,
		.enforced = true,
		.sentence = "this Cavium root port protects requests internally as ACS would",
	},
	[ACS_FAMILY_XGENE] = {
		.function = "pci_quirk_xgene_acs",
		.controls = ACS_REQUIRED,
		.enforced = true,
		.sentence = "this X-Gene or Ampere root port allows no peer-to-peer requests to other ports",
	},
	[ACS_FAMILY_BRCM] = {
		.function = "pci_quirk_brcm_acs",
		.controls = ACS_REQUIRED,
		.enforced = true,
		.sentence = "this Broadcom iProc root port allows no peer-to-peer requests to other ports",
	},
	[ACS_FAMILY_LOONGSON] = {
		.function = "pci_quirk_loongson_acs",
		.controls = ACS_REQUIRED,
		.enforced = true,
		.sentence = "this Loongson root port allows no peer-to-peer requests to other ports",
	},
	[ACS_FAMILY_AL] = {
		.function = "pci_quirk_al_acs",
		.types = ROOT_PORTS,
		.controls = ACS_REQUIRED,
		.enforced = true,
		.sentence = "this Annapurna Labs root port cannot send requests to another root port",
	},
	[ACS_FAMILY_NXP_RP] = {
		.function = "pci_quirk_nxp_rp_acs",
		.controls = ACS_REQUIRED,
		.enforced = true,
		.sentence = "this NXP root port sits in a root complex of its own and is set up to refuse peer-to-peer requests",
	},
	[ACS_FAMILY_ZHAOXIN_PCIE_PORTS] = {
		.function = "pci_quirk_zhaoxin_pcie_ports_acs",
		.types = PORTS,
		.ids_only = true,
		.refuses_others = true,
		.controls = ACS_REQUIRED,
		.enforced = true,
		.sentence = "this Zhaoxin port blocks peer-to-peer requests between ports",
	},
	[ACS_FAMILY_WANGXUN_NIC] = {
		.function = "pci_quirk_wangxun_nic_acs",
		.ids_only = true,
		.refuses_others = true,
		.controls = ACS_REQUIRED,
		.enforced = true,
		.sentence = "this Wangxun network card sends all requests of its functions upstream",
	},
};

const struct alias_family alias_families[] = {
	[ALIAS_FAMILY_FUNC0] = {
		.function = "quirk_dma_func0_alias",
		.sentence = "it is known to send its DMA in the name of function 0",
	},
	[ALIAS_FAMILY_FUNC1] = {
		.function = "quirk_dma_func1_alias",
		.sentence = "it is known to send its DMA in the name of function 1",
	},
	[ALIAS_FAMILY_FIXED] = {
		.function = "quirk_fixed_dma_alias",
		.sentence = "a hidden part of this card sends DMA in the name of device 01.0",
	},
	[ALIAS_FAMILY_PCIE_BRIDGE] = {
		.function = "quirk_use_pcie_bridge_dma_alias",
		.sentence = "it is a PCIe-to-PCI bridge that hides its Express capability",
	},
	[ALIAS_FAMILY_MIC_X200] = {
		.function = "quirk_mic_x200_dma_alias",
		.sentence = "it forwards DMA of its far side under the IDs 10.0, 11.0 and 12.3",
	},
	[ALIAS_FAMILY_PEX_VCA] = {
		.function = "quirk_pex_vca_alias",
		.sentence = "it forwards DMA of its far side under functions 0 to 4 of any device",
	},
	[ALIAS_FAMILY_XLATE_ROOT] = {
		.function = "quirk_bridge_cavm_thrx2_pcie_root",
		.sentence = "the IOMMU sits at this bridge, so requester IDs above it do not count",
	},
	[ALIAS_FAMILY_NO_ALIAS] = {
		.function = "quirk_aspeed_pci_bridge_no_alias",
		.sentence = "it forwards the requester IDs of the devices below it unchanged",
	},
	[ALIAS_FAMILY_SWITCHTEC_NTB] = {
		.function = "quirk_switchtec_ntb_dma_alias",
		.unreadable = true,
		.sentence = "it forwards DMA under proxy IDs that only its memory window tells",
	},
	[ALIAS_FAMILY_PLX_NTB] = {
		.function = "quirk_plx_ntb_dma_alias",
		.sentence = "it may forward DMA of its far side under any ID of its bus",
	},
};
