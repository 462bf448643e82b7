/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RULES_QUIRKS_H
#define ACSDIAG_RULES_QUIRKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/pcie.h"

/*
 * What the kernel's quirk tables say, as data. The rows are generated from
 * kernel sources (scripts/gen-quirks) and committed as quirks-gen.c; what each
 * family means is written by hand in families.c, with its citation.
 */

#define QUIRK_ANY 0xffff

/* Which of the sources that the tables were generated from hold a row. */
#define SERIES_6_1 0x01
#define SERIES_6_12 0x02
#define SERIES_7_2 0x04
#define SERIES_7_3 0x08
#define SERIES_ALL 0x0f

/**
 * struct quirk - one row of a kernel table, in the kernel's order
 * @vendor: vendor ID, or QUIRK_ANY
 * @device: device ID, or QUIRK_ANY
 * @class: class and subclass the row is limited to, 0 for any
 * @family: index into the families of that table
 * @series: SERIES_* that hold the row
 */
struct quirk {
	uint16_t vendor;
	uint16_t device;
	uint16_t class;
	uint8_t family;
	uint8_t series;
};

extern const struct quirk acs_quirks[]; /* pci_dev_acs_enabled[] */
extern const size_t acs_quirks_count;
extern const struct quirk acs_enable_quirks[]; /* pci_dev_acs_ops[] */
extern const size_t acs_enable_quirks_count;
extern const struct quirk alias_quirks[]; /* fixups that set DMA aliases */
extern const size_t alias_quirks_count;

/**
 * struct quirk_ids - device IDs that a family's own code names
 * @family: the family
 * @first: first device ID
 * @last: last device ID
 * @series: SERIES_* that name them
 */
struct quirk_ids {
	uint8_t family;
	uint16_t first;
	uint16_t last;
	uint8_t series;
};

extern const struct quirk_ids acs_quirk_ids[];
extern const size_t acs_quirk_ids_count;

/**
 * struct fixed_alias - one row of fixed_dma_alias_tbl[]
 * @vendor: vendor ID
 * @device: device ID
 * @subvendor: subsystem vendor ID
 * @subdevice: subsystem ID
 * @devfn: device and function that its DMA carries
 * @series: SERIES_* that hold the row
 */
struct fixed_alias {
	uint16_t vendor;
	uint16_t device;
	uint16_t subvendor;
	uint16_t subdevice;
	uint8_t devfn;
	uint8_t series;
};

extern const struct fixed_alias fixed_aliases[];
extern const size_t fixed_aliases_count;

/**
 * struct broken_acs - a control that the kernel takes for not implemented
 * @vendor: vendor ID
 * @device: device ID
 * @controls: ACS_* taken out of the capability
 * @series: SERIES_* that hold the row
 */
struct broken_acs {
	uint16_t vendor;
	uint16_t device;
	uint16_t controls;
	uint8_t series;
};

extern const struct broken_acs broken_acs[]; /* pci_disable_broken_acs_cap() */
extern const size_t broken_acs_count;

/**
 * struct vmd_device - an Intel Volume Management Device
 *
 * Functions of the PCI domain it opens send in its name (pci_real_dma_dev()).
 *
 * @vendor: vendor ID
 * @device: device ID
 * @series: SERIES_* that know it
 */
struct vmd_device {
	uint16_t vendor;
	uint16_t device;
	uint8_t series;
};

extern const struct vmd_device vmd_devices[]; /* vmd_ids[] */
extern const size_t vmd_devices_count;

/* Rows of acs_families[]; the generator names them after the kernel function. */
enum acs_family_id {
	ACS_FAMILY_AMD_SB,
	ACS_FAMILY_MF_ENDPOINT,
	ACS_FAMILY_RCIEP,
	ACS_FAMILY_QCOM_RP,
	ACS_FAMILY_INTEL_PCH,
	ACS_FAMILY_INTEL_SPT_PCH,
	ACS_FAMILY_CAVIUM,
	ACS_FAMILY_XGENE,
	ACS_FAMILY_BRCM,
	ACS_FAMILY_LOONGSON,
	ACS_FAMILY_AL,
	ACS_FAMILY_NXP_RP,
	ACS_FAMILY_ZHAOXIN_PCIE_PORTS,
	ACS_FAMILY_WANGXUN_NIC,
};

/* Bits of struct acs_family.needs: when the family has an answer at all. */
#define FAMILY_NEEDS_MULTIFUNCTION 0x01
#define FAMILY_NEEDS_ROOT_BUS 0x02
#define FAMILY_NEEDS_IVRS 0x04 /* an ACPI table, not in config space */
#define FAMILY_NEEDS_CAPABILITY 0x08

/**
 * enum family_source - where a family's answer comes from
 * @FAMILY_VOUCHED: the vendor's word; nothing is read
 * @FAMILY_PROGRAMMED: chipset registers that the kernel programs at boot
 * @FAMILY_DWORDS: the ACS capability, its registers being 32 bits wide each
 */
enum family_source {
	FAMILY_VOUCHED = 0,
	FAMILY_PROGRAMMED,
	FAMILY_DWORDS,
};

/**
 * struct acs_family - what one callback of pci_dev_acs_enabled[] does
 * @function: the kernel function
 * @types: PCIe types it answers for, as TYPE_BIT(); 0 for all, conventional too
 * @needs: FAMILY_NEEDS_*; where one does not hold the next row is asked
 * @ids_only: it knows devices by the IDs in acs_quirk_ids[]
 * @refuses_others: devices it does not know are called not isolated, instead of
 *		    leaving the answer to the next row
 * @source: where the answer comes from
 * @controls: ACS_* it stands for
 * @irrelevant: ACS_* it takes as not applying
 * @enforced: the hardware keeps requests apart; otherwise somebody vouches that
 *	      the functions do not use peer-to-peer
 * @sentence: the reason, for people
 */
struct acs_family {
	const char *function;
	uint32_t types;
	uint8_t needs;
	bool ids_only;
	bool refuses_others;
	enum family_source source;
	uint16_t controls;
	uint16_t irrelevant;
	bool enforced;
	const char *sentence;
};

#define TYPE_BIT(type) (1u << (type))

extern const struct acs_family acs_families[];

/* Rows of alias_families[] */
enum alias_family_id {
	ALIAS_FAMILY_FUNC0,
	ALIAS_FAMILY_FUNC1,
	ALIAS_FAMILY_FIXED,
	ALIAS_FAMILY_PCIE_BRIDGE,
	ALIAS_FAMILY_MIC_X200,
	ALIAS_FAMILY_PEX_VCA,
	ALIAS_FAMILY_XLATE_ROOT,
	ALIAS_FAMILY_NO_ALIAS,
	ALIAS_FAMILY_SWITCHTEC_NTB,
	ALIAS_FAMILY_PLX_NTB,
};

/**
 * struct alias_family - what one DMA alias fixup does
 * @function: the kernel function
 * @unreadable: the aliases are in the device's memory window, not in its
 *		config space
 * @sentence: the reason, for people
 */
struct alias_family {
	const char *function;
	bool unreadable;
	const char *sentence;
};

extern const struct alias_family alias_families[];

#endif
