// SPDX-License-Identifier: GPL-2.0
/* Capabilities as lspci prints them: Express, ACS, SR-IOV. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/paste.h"

/* The words of every pciutils so far; the longer of two beginnings first. */
static const struct {
	const char *words;
	enum pcie_type type;
} types[] = {
	{ "Endpoint", PCIE_TYPE_ENDPOINT },
	{ "Legacy Endpoint", PCIE_TYPE_LEGACY_ENDPOINT },
	{ "Root Port", PCIE_TYPE_ROOT_PORT },
	{ "Upstream Port", PCIE_TYPE_UPSTREAM },
	{ "Downstream Port", PCIE_TYPE_DOWNSTREAM },
	{ "PCI-Express to PCI/PCI-X Bridge", PCIE_TYPE_PCI_BRIDGE },
	{ "PCI/PCI-X to PCI-Express Bridge", PCIE_TYPE_PCIE_BRIDGE },
	{ "PCI/PCI-X Bridge", PCIE_TYPE_PCI_BRIDGE },
	{ "Root Complex Integrated Endpoint", PCIE_TYPE_RC_ENDPOINT },
	{ "Root Complex Event Collector", PCIE_TYPE_RC_EVENT_COLLECTOR },
};

/* Words that do not name a type leave it unread: cut, or not in the list. */
static void read_express(struct dumped *d, const char *words)
{
	if (*words == '(') {
		words += strcspn(words, " ");
		words += strspn(words, " ");
	}
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (strncmp(words, types[i].words, strlen(types[i].words)))
			continue;
		d->f.type = types[i].type;
		return;
	}
	d->seen |= SEEN_BROKEN;
}

/**
 * lspci_capability() - the value of a "Capabilities:" line
 * @p: the paste
 * @d: the function
 * @value: "[a0] Express (v2) Root Port (Slot+), MSI 00", "<access denied>", …
 *
 * Return: 0.
 */
int lspci_capability(struct paste *p, struct dumped *d, const char *value)
{
	unsigned int offset;
	const char *words = strchr(value, ']');

	if (!strncmp(value, "<access denied", 14)) {
		d->seen |= SEEN_DENIED;
		return 0;
	}
	if (!words || sscanf(value, "[%x", &offset) != 1 || offset > 0xfff) {
		d->seen |= SEEN_BROKEN;
		return 0;
	}
	words += 1 + strspn(words + 1, " ");
	d->seen |= SEEN_CAPS;
	if (!strncmp(words, "<chain", 6) || !strncmp(words, "<unreadable", 11))
		d->seen |= SEEN_BROKEN;
	else if (!strncmp(words, "Subsystem: ", 11))
		lspci_subsystem(p, d, words + 11);
	else if (!strncmp(words, "Express ", 8))
		read_express(d, words + 8);
	else if (!strncmp(words, "Access Control Services", 23) ||
		 !strcmp(words, "#0d"))
		d->f.acs.offset = (uint16_t)offset;
	return 0;
}

/*
 * Read "SrcValid+ TransBlk- …". Return: 0, or -1 when the words end too early:
 * then *rest is empty, or they are garbled and *rest starts with them.
 */
static int read_bits(const char *value, uint16_t *bits, const char **rest)
{
	*bits = 0;
	for (unsigned int i = 0; i < acs_bits_count; i++) {
		const struct acs_bit *bit = &acs_bits[i];
		size_t len = bit->lspci ? strlen(bit->lspci) : 0;

		if (!len)
			continue;
		*rest = value;
		if (strncmp(value, bit->lspci, len) ||
		    (value[len] != '+' && value[len] != '-'))
			return -1;
		if (value[len] == '+')
			*bits |= bit->mask;
		value += len + 1;
		value += strspn(value, " ");
	}
	return 0;
}

/* A word that is cut off is no garble: it begins as one of the names does. */
static bool is_cut(const char *rest)
{
	for (unsigned int i = 0; i < acs_bits_count; i++)
		if (acs_bits[i].lspci &&
		    !strncmp(acs_bits[i].lspci, rest, strlen(rest)))
			return true;
	return false;
}

static int read_register(struct paste *p, struct dumped *d, const char *value,
			 const char *name, uint16_t *bits)
{
	const char *rest = value;

	if (!read_bits(value, bits, &rest))
		return 1;
	if (!is_cut(rest))
		return paste_fail(p, p->statement_line, "%s cannot be read from \"%.20s\"",
				  name, rest);
	d->seen |= SEEN_CUT;
	return 0;
}

/**
 * lspci_acs_cap() - the value of an "ACSCap:" line
 * @p: the paste
 * @d: the function
 * @value: "SrcValid+ TransBlk+ …"; PCIe r6.0, 7.7.11.2
 *
 * lspci prints the first seven bits only: the enhanced ones and the size of the
 * egress vector stay out.
 *
 * Return: 0, or the error for words that are no bits.
 */
int lspci_acs_cap(struct paste *p, struct dumped *d, const char *value)
{
	uint16_t bits;
	int ret = read_register(p, d, value, "the ACS capability", &bits);

	if (ret <= 0)
		return ret;
	d->f.acs.fact = FACT_KNOWN;
	d->f.acs.cap = bits;
	return 0;
}

/**
 * lspci_acs_ctrl() - the value of an "ACSCtl:" line
 * @p: the paste
 * @d: the function
 * @value: "SrcValid+ TransBlk- …"; PCIe r6.0, 7.7.11.3
 *
 * Return: 0, or the error for words that are no bits.
 */
int lspci_acs_ctrl(struct paste *p, struct dumped *d, const char *value)
{
	uint16_t bits;
	int ret = read_register(p, d, value, "the ACS control register", &bits);

	if (ret <= 0)
		return ret;
	d->f.acs.ctrl_fact = FACT_KNOWN;
	d->f.acs.ctrl = bits;
	return 0;
}

/**
 * lspci_ats_control() - the value of an "ATSCtl:" line
 * @p: the paste
 * @d: the function
 * @value: "Enable+, …"; PCIe r6.0, 10.5.1.3
 *
 * Return: 0.
 */
int lspci_ats_control(struct paste *p, struct dumped *d, const char *value)
{
	(void)p;
	if (!strncmp(value, "Enable+", 7))
		d->f.flags |= FN_ATS_ENABLED;
	return 0;
}

/**
 * lspci_pasid_control() - the value of a "PASIDCtl:" line
 * @p: the paste
 * @d: the function
 * @value: "Enable+ …"; PCIe r6.0, 7.8.9.3
 *
 * Return: 0.
 */
int lspci_pasid_control(struct paste *p, struct dumped *d, const char *value)
{
	(void)p;
	if (!strncmp(value, "Enable+", 7))
		d->f.flags |= FN_PASID_ENABLED;
	return 0;
}

/**
 * lspci_vf_control() - the value of an "IOVCtl:" line
 * @p: the paste
 * @d: the physical function
 * @value: "Enable+ Migration- …"
 *
 * Return: 0.
 */
int lspci_vf_control(struct paste *p, struct dumped *d, const char *value)
{
	(void)p;
	if (!strncmp(value, "Enable+", 7))
		d->seen |= SEEN_VFS;
	return 0;
}

/**
 * lspci_vf_numbers() - the value of an "Initial VFs:" line
 * @p: the paste
 * @d: the physical function
 * @value: "8, Total VFs: 8, Number of VFs: 3, …"; PCIe r6.0, 9.3.3.7
 *
 * Return: 0.
 */
int lspci_vf_numbers(struct paste *p, struct dumped *d, const char *value)
{
	const char *number = strstr(value, "Number of VFs: ");
	unsigned int count;

	(void)p;
	if (number && sscanf(number, "Number of VFs: %u", &count) == 1 &&
	    count <= UINT16_MAX)
		d->vf_count = (uint16_t)count;
	return 0;
}

/**
 * lspci_vf_places() - the value of a "VF offset:" line
 * @p: the paste
 * @d: the physical function
 * @value: "2, stride: 1, Device ID: 1018"; PCIe r6.0, 9.3.3.9 and 9.3.3.10
 *
 * Return: 0.
 */
int lspci_vf_places(struct paste *p, struct dumped *d, const char *value)
{
	unsigned int offset, stride;

	(void)p;
	if (sscanf(value, "%u, stride: %u", &offset, &stride) != 2 ||
	    offset > UINT16_MAX || stride > UINT16_MAX)
		return 0;
	d->vf_offset = (uint16_t)offset;
	d->vf_stride = (uint16_t)stride;
	return 0;
}
