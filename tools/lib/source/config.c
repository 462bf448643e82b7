// SPDX-License-Identifier: GPL-2.0
/*
 * Decode the bytes of a function's config space, as many as there are.
 *
 * Offsets are PCIe r6.0, 7.5.1 (header), 7.5.3 (PCI Express capability) and
 * 7.7.11 (ACS). Only <linux/pci_regs.h> constants that every distribution's
 * headers carry are used.
 */

#include <linux/pci_regs.h>

#include "source/config.h"

#define STANDARD_SIZE 256
#define EXTENDED_SIZE 4096

/* No list can be longer: entries are a dword apart and at least one long. */
#define CAPABILITIES_MAX ((STANDARD_SIZE - PCI_STD_HEADER_SIZEOF) / 4)
#define EXTENDED_MAX ((EXTENDED_SIZE - STANDARD_SIZE) / 4)

static bool holds(struct config_image *image, size_t offset, size_t size)
{
	return offset + size <= image->len ||
	       (image->fetch && image->fetch(image, offset, size));
}

static uint8_t byte_at(const struct config_image *image, size_t offset)
{
	return image->bytes[offset];
}

static uint16_t word_at(const struct config_image *image, size_t offset)
{
	return (uint16_t)(byte_at(image, offset) |
			  byte_at(image, offset + 1) << 8);
}

static uint32_t dword_at(const struct config_image *image, size_t offset)
{
	return word_at(image, offset) |
	       (uint32_t)word_at(image, offset + 2) << 16;
}

/**
 * find_capability() - walk the list of standard capabilities
 * @f: the function, header decoded
 * @image: its bytes
 * @id: capability ID
 * @offset: where it is, when FACT_KNOWN is returned
 *
 * Return: FACT_UNREAD when the list leads out of what was read.
 */
static enum fact find_capability(const struct function *f,
				 struct config_image *image, uint8_t id,
				 size_t *offset)
{
	size_t pos = f->header_type == PCI_HEADER_TYPE_CARDBUS ?
			     PCI_CB_CAPABILITY_LIST : PCI_CAPABILITY_LIST;

	if (!(f->has & HAS_HEADER) || !holds(image, PCI_STATUS, 2))
		return FACT_UNREAD;
	if (!(word_at(image, PCI_STATUS) & PCI_STATUS_CAP_LIST))
		return FACT_ABSENT;
	for (unsigned int i = 0; i <= CAPABILITIES_MAX; i++) {
		if (!holds(image, pos, 1))
			return FACT_UNREAD;
		pos = byte_at(image, pos) & ~3u;
		if (pos < PCI_STD_HEADER_SIZEOF)
			return FACT_ABSENT;
		if (!holds(image, pos, 1))
			return FACT_UNREAD;
		if (byte_at(image, pos) == 0xff)
			return FACT_ABSENT;
		if (byte_at(image, pos) == id) {
			*offset = pos;
			return FACT_KNOWN;
		}
		pos += PCI_CAP_LIST_NEXT;
	}
	return FACT_ABSENT;
}

static void decode_egress(struct acs *acs, struct config_image *image)
{
	size_t start = acs->offset + PCI_ACS_EGRESS_CTL_V;
	unsigned int bits = acs->cap >> 8;

	if (!(acs->cap & ACS_EC))
		return;
	if (!bits)
		bits = 256; /* 7.7.11.2: 00h stands for 256 */
	if (!holds(image, start, (bits + 31) / 32 * 4))
		return;
	for (unsigned int i = 0; i < (bits + 31) / 32; i++)
		acs->egress[i] = dword_at(image, start + i * 4);
	acs->egress_size = (uint16_t)bits;
}

static void decode_acs(struct acs *acs, struct config_image *image,
		       size_t offset)
{
	acs->offset = (uint16_t)offset;
	if (!holds(image, offset + PCI_ACS_CAP, 2))
		return;
	acs->fact = FACT_KNOWN;
	acs->cap = word_at(image, offset + PCI_ACS_CAP);
	if (holds(image, offset + PCI_ACS_CTRL, 2)) {
		acs->ctrl_fact = FACT_KNOWN;
		acs->ctrl = word_at(image, offset + PCI_ACS_CTRL);
	}
	if (holds(image, offset + PCI_ACS_EGRESS_CTL_V, 4)) {
		acs->ctrl_dword_fact = FACT_KNOWN;
		acs->ctrl_dword = dword_at(image, offset + PCI_ACS_EGRESS_CTL_V);
	}
	decode_egress(acs, image);
}

/* Extended capabilities of which only one control bit matters here. */
static void decode_switch(struct function *f, struct config_image *image,
			  size_t ctrl, uint16_t enabled, uint16_t flag)
{
	if (holds(image, ctrl, 2) && (word_at(image, ctrl) & enabled))
		f->flags |= flag;
}

/* The first of a kind counts, as in pci_find_ext_capability(). */
static void decode_capability(struct function *f, struct config_image *image,
			      uint16_t id, size_t offset)
{
	switch (id) {
	case PCI_EXT_CAP_ID_ACS:
		decode_acs(&f->acs, image, offset);
		break;
	case PCI_EXT_CAP_ID_ATS:
		decode_switch(f, image, offset + PCI_ATS_CTRL,
			      PCI_ATS_CTRL_ENABLE, FN_ATS_ENABLED);
		break;
	case PCI_EXT_CAP_ID_PASID:
		decode_switch(f, image, offset + PCI_PASID_CTRL,
			      PCI_PASID_CTRL_ENABLE, FN_PASID_ENABLED);
		break;
	}
}

/**
 * walk_extended() - decode the extended capabilities, which begin at byte 256
 * @f: the function
 * @image: its bytes
 *
 * Return: FACT_KNOWN when the list has an ACS capability, FACT_ABSENT when it
 * has none, FACT_UNREAD when it leads out of what was read before one came.
 */
static enum fact walk_extended(struct function *f, struct config_image *image)
{
	uint64_t seen = 0;
	enum fact acs = FACT_ABSENT;
	size_t pos = STANDARD_SIZE;

	for (unsigned int i = 0; i < EXTENDED_MAX && pos >= STANDARD_SIZE; i++) {
		uint32_t header;
		uint16_t id;

		if (!holds(image, pos, 4))
			return acs == FACT_KNOWN ? acs : FACT_UNREAD;
		header = dword_at(image, pos);
		if (!header || header == UINT32_MAX)
			break;
		id = PCI_EXT_CAP_ID(header);
		if (id < 64 && !(seen & 1ull << id)) {
			seen |= 1ull << id;
			decode_capability(f, image, id, pos);
		}
		if (id == PCI_EXT_CAP_ID_ACS)
			acs = FACT_KNOWN;
		pos = PCI_EXT_CAP_NEXT(header);
	}
	return acs;
}

/*
 * A function that is not PCI Express has no extended space, but for host
 * bridges and PCI-X 2.0 (pci_cfg_space_size()); so it is looked at when it was
 * read, and not missed when it was not.
 */
static void decode_extended(struct function *f, struct config_image *image)
{
	bool no_space = f->type == PCIE_TYPE_NONE ||
			(image->size && image->size <= STANDARD_SIZE);
	enum fact fact;

	if (f->type == PCIE_TYPE_UNREAD)
		return;
	if (no_space && !holds(image, STANDARD_SIZE, 4)) {
		f->acs.fact = FACT_ABSENT;
		return;
	}
	fact = walk_extended(f, image);
	if (fact != FACT_KNOWN)
		f->acs.fact = fact;
}

static void decode_type(struct function *f, struct config_image *image)
{
	size_t offset;
	enum fact fact = find_capability(f, image, PCI_CAP_ID_EXP, &offset);

	if (fact == FACT_ABSENT)
		f->type = PCIE_TYPE_NONE;
	else if (fact == FACT_KNOWN && holds(image, offset + PCI_EXP_FLAGS, 2))
		f->type = (enum pcie_type)((word_at(image, offset + PCI_EXP_FLAGS) &
					    PCI_EXP_FLAGS_TYPE) >> 4);
}

/* Bridges keep their subsystem in a capability, or have none. */
static void decode_subsystem(struct function *f,
			     struct config_image *image)
{
	size_t at = PCI_SUBSYSTEM_VENDOR_ID;

	if (f->has & HAS_SUBSYSTEM)
		return;
	if (f->header_type == PCI_HEADER_TYPE_CARDBUS) {
		at = PCI_CB_SUBSYSTEM_VENDOR_ID;
	} else if (f->header_type == PCI_HEADER_TYPE_BRIDGE) {
		if (find_capability(f, image, PCI_CAP_ID_SSVID, &at) != FACT_KNOWN)
			return;
		at += PCI_SSVID_VENDOR_ID;
	}
	if (!holds(image, at, 4))
		return;
	f->subvendor = word_at(image, at);
	f->subdevice = word_at(image, at + 2);
	f->has |= HAS_SUBSYSTEM;
}

static void decode_header(struct function *f, struct config_image *image)
{
	uint8_t header;

	if (!holds(image, PCI_HEADER_TYPE, 1))
		return;
	header = byte_at(image, PCI_HEADER_TYPE);
	f->has |= HAS_HEADER;
	f->header_type = header & 0x7f;
	f->multifunction = header & 0x80;
	if (f->header_type != PCI_HEADER_TYPE_BRIDGE &&
	    f->header_type != PCI_HEADER_TYPE_CARDBUS)
		return;
	if (!holds(image, PCI_SECONDARY_BUS, 2))
		return;
	f->has |= HAS_BUSES;
	f->secondary = byte_at(image, PCI_SECONDARY_BUS);
	f->subordinate = byte_at(image, PCI_SUBORDINATE_BUS);
}

/* What the kernel said of these before stands: it may know better. */
static void decode_ids(struct function *f, struct config_image *image)
{
	if (holds(image, PCI_DEVICE_ID, 2) && !(f->has & HAS_IDS) &&
	    word_at(image, PCI_VENDOR_ID) != 0xffff) {
		f->vendor = word_at(image, PCI_VENDOR_ID);
		f->device = word_at(image, PCI_DEVICE_ID);
		f->has |= HAS_IDS;
	}
	if (holds(image, PCI_COMMAND, 2)) {
		f->command = word_at(image, PCI_COMMAND);
		f->has |= HAS_COMMAND;
	}
	if (!holds(image, PCI_CLASS_REVISION, 4))
		return;
	if (!(f->has & HAS_REVISION))
		f->revision = byte_at(image, PCI_CLASS_REVISION);
	if (!(f->has & HAS_CLASS))
		f->class = dword_at(image, PCI_CLASS_REVISION) >> 8;
	f->has |= HAS_REVISION | HAS_CLASS;
}

/* A function that is gone or fenced off answers every read with ones. */
static bool answers(const struct config_image *image)
{
	size_t end = image->len < PCI_STD_HEADER_SIZEOF ?
			     image->len : PCI_STD_HEADER_SIZEOF;

	for (size_t i = 0; i < end; i++)
		if (byte_at(image, i) != 0xff)
			return true;
	return false;
}

/**
 * config_decode() - set what the bytes of a config space tell
 * @f: the function; IDs, class and subsystem that it already has are kept
 * @image: its bytes, cut off anywhere
 *
 * What lies beyond the bytes stays unread. Virtual functions read ffff:ffff as
 * their IDs (PCIe r6.0, 9.3.4.1.1): one whose flag is not set gets it.
 */
void config_decode(struct function *f, struct config_image *image)
{
	if (!answers(image))
		return;
	if (holds(image, PCI_VENDOR_ID, 4) &&
	    dword_at(image, PCI_VENDOR_ID) == UINT32_MAX)
		f->flags |= FN_VIRTUAL;
	decode_ids(f, image);
	decode_header(f, image);
	decode_type(f, image);
	decode_extended(f, image);
	decode_subsystem(f, image);
}
