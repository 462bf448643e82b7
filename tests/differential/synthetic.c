// SPDX-License-Identifier: GPL-2.0
/* Config space written by hand: headers, capabilities, and what is writable. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/pci_regs.h>

#include "synthetic.h"

#define MULTIFUNCTION 0x80 /* in the header type register */
#define EXPRESS_AT 0x40
#define ACS_SIZE 0x2c /* registers and the largest egress vector */

#define LPC_DEVFN 0xf8 /* 1f.0 */
#define LPC_RCBA 0xf0
#define LPC_RCBA_ENABLED 0xd0000001 /* nothing answers at that address */

/**
 * synthetic_init() - an empty machine
 * @s: filled; synthetic_release() frees what it holds
 *
 * Return: 0, or -ENOMEM.
 */
int synthetic_init(struct synthetic *s)
{
	memset(s, 0, sizeof(*s));
	s->functions = calloc(SYNTHETIC_FUNCTIONS_MAX, sizeof(*s->functions));
	return s->functions ? 0 : -ENOMEM;
}

/**
 * synthetic_release() - free what a machine holds
 * @s: the machine
 */
void synthetic_release(struct synthetic *s)
{
	free(s->functions);
	s->functions = NULL;
}

/**
 * synthetic_add() - put an empty function somewhere
 * @s: the machine
 * @bus: its bus
 * @devfn: its device and function
 * @stage: 0 when it is there from boot on, else when it appears
 *
 * Return: the function, or NULL when the machine is full.
 */
struct synth_function *synthetic_add(struct synthetic *s, uint8_t bus,
				     uint8_t devfn, unsigned int stage)
{
	struct synth_function *f;

	if (s->count == SYNTHETIC_FUNCTIONS_MAX)
		return NULL;
	f = &s->functions[s->count++];
	memset(f, 0, sizeof(*f));
	f->rid = (uint16_t)(bus << 8 | devfn);
	f->stage = (uint8_t)stage;
	if (stage > s->stages)
		s->stages = stage;
	return f;
}

/**
 * synthetic_find() - the function with this requester ID
 * @s: the machine
 * @rid: bus, device and function
 *
 * Return: the function, or NULL.
 */
struct synth_function *synthetic_find(const struct synthetic *s, uint16_t rid)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->functions[i].rid == rid)
			return &s->functions[i];
	return NULL;
}

/**
 * image_get16() - read a register
 * @f: the function
 * @at: offset
 *
 * Return: its value.
 */
uint16_t image_get16(const struct synth_function *f, unsigned int at)
{
	return (uint16_t)(f->config[at] | f->config[at + 1] << 8);
}

/**
 * image_get32() - read a register
 * @f: the function
 * @at: offset
 *
 * Return: its value.
 */
uint32_t image_get32(const struct synth_function *f, unsigned int at)
{
	return image_get16(f, at) | (uint32_t)image_get16(f, at + 2) << 16;
}

/**
 * image_put8() - set a register
 * @f: the function
 * @at: offset
 * @value: what it reads as
 */
void image_put8(struct synth_function *f, unsigned int at, uint8_t value)
{
	f->config[at] = value;
}

/**
 * image_put16() - set a register
 * @f: the function
 * @at: offset
 * @value: what it reads as
 */
void image_put16(struct synth_function *f, unsigned int at, uint16_t value)
{
	image_put8(f, at, (uint8_t)value);
	image_put8(f, at + 1, (uint8_t)(value >> 8));
}

/**
 * image_put32() - set a register
 * @f: the function
 * @at: offset
 * @value: what it reads as
 */
void image_put32(struct synth_function *f, unsigned int at, uint32_t value)
{
	image_put16(f, at, (uint16_t)value);
	image_put16(f, at + 2, (uint16_t)(value >> 16));
}

static void image_writable16(struct synth_function *f, unsigned int at,
			     uint16_t mask)
{
	f->writable[at] |= (uint8_t)mask;
	f->writable[at + 1] |= (uint8_t)(mask >> 8);
}

/**
 * image_ids() - identity of a function
 * @f: the function
 * @vendor: vendor ID
 * @device: device ID
 * @class: class, subclass and programming interface, 24 bits
 */
void image_ids(struct synth_function *f, uint16_t vendor, uint16_t device,
	       uint32_t class)
{
	image_put16(f, PCI_VENDOR_ID, vendor);
	image_put16(f, PCI_DEVICE_ID, device);
	image_put32(f, PCI_CLASS_REVISION, class << 8 | 0x01);
}

/**
 * image_bridge() - make a function a bridge
 * @f: the function
 * @secondary: bus below
 * @subordinate: highest bus below
 *
 * All windows are closed.
 */
void image_bridge(struct synth_function *f, uint8_t secondary,
		  uint8_t subordinate)
{
	f->config[PCI_HEADER_TYPE] |= PCI_HEADER_TYPE_BRIDGE;
	image_put8(f, PCI_PRIMARY_BUS, (uint8_t)(f->rid >> 8));
	image_put8(f, PCI_SECONDARY_BUS, secondary);
	image_put8(f, PCI_SUBORDINATE_BUS, subordinate);
	image_put8(f, PCI_IO_BASE, 0xf0);
	image_put16(f, PCI_MEMORY_BASE, 0xfff0);
	image_put16(f, PCI_PREF_MEMORY_BASE, 0xfff0);
}

/**
 * image_express() - add the PCI Express capability
 * @f: the function
 * @type: device or port type
 */
void image_express(struct synth_function *f, enum pcie_type type)
{
	unsigned int flags = 2 | (unsigned int)type << 4;

	image_put8(f, EXPRESS_AT, PCI_CAP_ID_EXP);
	image_put16(f, EXPRESS_AT + PCI_EXP_FLAGS, (uint16_t)flags);
	image_put32(f, EXPRESS_AT + PCI_EXP_LNKCAP, 0x00000011);
	image_put8(f, PCI_CAPABILITY_LIST, EXPRESS_AT);
	image_put16(f, PCI_STATUS, PCI_STATUS_CAP_LIST);
}

/**
 * image_extended() - append an extended capability
 * @f: the function, which has the PCI Express capability
 * @id: capability ID
 * @size: bytes it takes, a multiple of 4
 *
 * Return: its offset, or 0 when there is no room.
 */
unsigned int image_extended(struct synth_function *f, uint16_t id,
			    unsigned int size)
{
	unsigned int at = PCI_CFG_SPACE_SIZE, next;

	if (!image_get32(f, at)) {
		image_put32(f, at, id | 1u << 16);
		return at;
	}
	while ((next = image_get16(f, at + 2) >> 4))
		at = next;
	/* Nothing built here is larger than the room left behind it. */
	next = at + 0x60;
	if (next + size > SYNTH_CONFIG_SIZE)
		return 0;
	image_put16(f, at + 2, (uint16_t)(next << 4 | 1));
	image_put32(f, next, id | 1u << 16);
	return next;
}

/**
 * image_find_extended() - where an extended capability is
 * @f: the function
 * @id: capability ID
 *
 * Return: its offset, or 0 when the function has none.
 */
unsigned int image_find_extended(const struct synth_function *f, uint16_t id)
{
	unsigned int at = PCI_CFG_SPACE_SIZE;

	/* A list that runs in circles ends after as many steps as fit. */
	for (int i = 0; at >= PCI_CFG_SPACE_SIZE && i < 960; i++) {
		if (image_get32(f, at) && image_get16(f, at) == id)
			return at;
		at = image_get16(f, at + 2) >> 4 & ~3u;
	}
	return 0;
}

/**
 * image_acs() - add the ACS capability
 * @f: the function
 * @cap: capability register
 * @ctrl: control register as firmware leaves it
 * @writable: controls that take what is written, if implemented
 */
void image_acs(struct synth_function *f, uint16_t cap, uint16_t ctrl,
	       uint16_t writable)
{
	unsigned int at = image_extended(f, PCI_EXT_CAP_ID_ACS, ACS_SIZE);

	if (!at)
		return;
	image_put16(f, at + PCI_ACS_CAP, cap);
	image_put16(f, at + PCI_ACS_CTRL, ctrl & cap);
	image_writable16(f, at + PCI_ACS_CTRL, cap & 0x7f & writable);
}

/**
 * image_acs_dword() - the control register of Intel's Sunrise Point ports
 * @f: the function, which has an ACS capability
 * @ctrl: control register as firmware leaves it
 * @writable: controls that take what is written, if implemented
 *
 * Their registers are 32 bits wide, so that control is at 08h.
 */
void image_acs_dword(struct synth_function *f, uint16_t ctrl, uint16_t writable)
{
	unsigned int at = image_find_extended(f, PCI_EXT_CAP_ID_ACS);
	uint16_t cap;

	if (!at)
		return;
	cap = image_get16(f, at + PCI_ACS_CAP);
	image_put16(f, at + PCI_ACS_EGRESS_CTL_V, ctrl & cap);
	image_writable16(f, at + PCI_ACS_EGRESS_CTL_V, cap & 0x7f & writable);
}

/**
 * image_multifunction() - say that a function is one of several
 * @f: the function
 */
void image_multifunction(struct synth_function *f)
{
	f->config[PCI_HEADER_TYPE] |= MULTIFUNCTION;
}

/**
 * image_lpc() - where the kernel looks for the access control of a PCH
 * @f: a function; only the one at 1f.0 is looked at
 * @programmable: let the kernel find registers, which take everything
 */
void image_lpc(struct synth_function *f, bool programmable)
{
	if ((f->rid & 0xff) == LPC_DEVFN)
		image_put32(f, LPC_RCBA, programmable ? LPC_RCBA_ENABLED : 0);
}

/**
 * image_seal() - make writable what every function lets the kernel write
 * @f: the function, otherwise finished
 *
 * The base address registers are not: without resources there is nothing for a
 * driver or a quirk to reach.
 */
void image_seal(struct synth_function *f)
{
	unsigned int at = image_find_extended(f, PCI_EXT_CAP_ID_SRIOV);

	image_writable16(f, PCI_COMMAND, 0x0547);
	if (f->config[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MASK)
		image_writable16(f, PCI_BRIDGE_CONTROL, 0x002f);
	if (at) {
		image_writable16(f, at + PCI_SRIOV_CTRL, 0x001f);
		image_writable16(f, at + PCI_SRIOV_NUM_VF, 0xffff);
		image_writable16(f, at + PCI_SRIOV_SYS_PGSIZE, 0xffff);
	}
}
