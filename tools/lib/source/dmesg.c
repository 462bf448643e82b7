// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's log: which function was put into which group and in which order,
 * the kernel's version and command line, the IOMMU, and what the log says of
 * the functions themselves when they are found.
 */

#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/paste.h"

/*
 * Behind "[    0.401641] ", "[    0.401641][    T1] " or
 * "[Mon Nov 20 12:00:00 2023] ".
 */
static const char *skip_stamp(const char *text)
{
	const char *start = text + strspn(text, "[ ");
	const char *end = strchr(start, ']');
	size_t len = end ? (size_t)(end - start) : 0;

	if (*text != '[' || len < 3 || len > 32)
		return NULL;
	if (strspn(start, "0123456789.") == len ? !memchr(start, '.', len) :
	    !isalpha((unsigned char)*start) || len < 20 || !memchr(start, ':', len))
		return NULL;
	if (end[1] == '[' && strchr(end + 1, ']'))
		end = strchr(end + 1, ']');
	return end + 1 + strspn(end + 1, " ");
}

/*
 * Behind what stands in front of the kernel's words: the stamp, journald's
 * "Nov 20 12:00:00 host kernel: ", dmesg -x's "kern  :info  : ".
 */
static const char *message(const char *text)
{
	const char *kernel = strstr(text, " kernel: ");
	const char *stamped;

	if (kernel && kernel - text < 80)
		text = kernel + 9;
	else if (!strncmp(text, "kern ", 5) && strstr(text, ": ["))
		text = strstr(text, ": [") + 2;
	else
		kernel = NULL;
	stamped = skip_stamp(text);
	return stamped ? stamped : kernel ? text : NULL;
}

/* "pci 0000:00:01.0: words". Return: the words. */
static const char *device_message(const char *text, struct pci_addr *addr)
{
	const char *rest = strchr(text, ' ');

	if (!rest || !isalpha((unsigned char)*text) ||
	    addr_parse(rest + 1, addr, &rest) || strncmp(rest, ": ", 2))
		return NULL;
	return rest + 2;
}

/* dmesg -t leaves the stamp out; then only words that matter are known. */
static const char *bare_message(const char *text)
{
	static const char *const starts[] = {
		"Linux version ", "Command line: ", "Kernel command line: ",
		"DMAR: ", "AMD-Vi: ", "iommu: ", "ACPI: DMAR ", "ACPI: IVRS ",
	};
	struct pci_addr addr;

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (!strncmp(text, starts[i], strlen(starts[i])))
			return text;
	return device_message(text, &addr) ? text : NULL;
}

static const char *any_message(const char *text)
{
	const char *words = message(text);

	return words ? words : bare_message(text);
}

/**
 * dmesg_is_line() - is this a line of the kernel's log?
 * @p: the paste
 * @line: the line
 *
 * Return: true for a stamp, or for words that only the kernel says.
 */
bool dmesg_is_line(const struct paste *p, const struct line *line)
{
	(void)p;
	return any_message(line->text);
}

/**
 * dmesg_is_open() - does a line break off where words must follow?
 * @text: the line
 *
 * Return: true for a wrapped line whose next one could be taken for a heading.
 */
bool dmesg_is_open(const char *text)
{
	static const char *const ends[] = {
		" Adding to", " Adding to iommu", " Adding", " Removing from",
		" Removing from iommu",
	};
	size_t len = strlen(text);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t n = strlen(ends[i]);

		if (len > n && !strcmp(text + len - n, ends[i]))
			return true;
	}
	return false;
}

static const char *keep_words(struct paste *p, const char *words, size_t len)
{
	return machine_string(p->m, words, len);
}

static int read_version(struct paste *p, struct telling *t, const char *words)
{
	t->kernel = keep_words(p, words, strcspn(words, " "));
	t->from_start = true;
	return 0;
}

static int read_cmdline(struct paste *p, struct telling *t, const char *words)
{
	t->cmdline = keep_words(p, words, strlen(words));
	return 0;
}

static int read_dmar(struct paste *p, struct telling *t, const char *words)
{
	(void)p;
	(void)words;
	t->firmware = true;
	t->iommu_name = "Intel VT-d";
	return 0;
}

static int read_ivrs(struct paste *p, struct telling *t, const char *words)
{
	(void)p;
	(void)words;
	t->firmware = true;
	t->iommu_name = "AMD-Vi";
	return 0;
}

static int read_hypervisor(struct paste *p, struct telling *t, const char *words)
{
	(void)p;
	(void)words;
	t->in_vm = true;
	return 0;
}

static struct dumped *log_function(struct paste *p, struct pci_addr addr)
{
	struct dumped *d = paste_function(p, addr, p->statement_line);

	p->current = NO_CURRENT;
	if (d)
		d->seen |= SEEN_LOG;
	return d;
}

static int tell_group(struct paste *p, struct telling *t, struct pci_addr addr,
		      int group)
{
	struct told told = {
		.addr = addr,
		.group = group,
		.order = (unsigned int)t->count + 1,
		.line = p->statement_line,
	};

	if (!log_function(p, addr))
		return source_fail(p->error, -ENOMEM, "out of memory");
	t->goes_on = false;
	return paste_tell(p, t, &told);
}

static int read_number(struct paste *p, const char *words, int *group)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(words, &end, 10);
	if (end == words || errno || n > 0xfffff)
		return paste_fail(p, p->statement_line,
				  "\"%.20s\" is not the number of an IOMMU group", words);
	*group = (int)n;
	return 0;
}

/* Kernels before 5.2: "iommu: Adding device 0000:00:01.0 to group 1". */
static int read_old_adding(struct paste *p, struct telling *t, const char *words)
{
	struct pci_addr addr;
	const char *rest;
	int group = GROUP_UNREAD, err;

	if (addr_parse(words, &addr, &rest) || strncmp(rest, " to group ", 10))
		return 0;
	err = read_number(p, rest + 10, &group);
	return err ? err : tell_group(p, t, addr, group);
}

static const struct {
	const char *start;
	int (*read)(struct paste *p, struct telling *t, const char *words);
} machine_lines[] = {
	{ "Linux version ", read_version },
	{ "Command line: ", read_cmdline },
	{ "Kernel command line: ", read_cmdline },
	{ "ACPI: DMAR ", read_dmar },
	{ "DMAR: ", read_dmar },
	{ "ACPI: IVRS ", read_ivrs },
	{ "AMD-Vi: ", read_ivrs },
	{ "Hypervisor detected: ", read_hypervisor },
	{ "iommu: Adding device ", read_old_adding },
};

static int read_adding(struct paste *p, struct telling *t, struct pci_addr addr,
		       const char *words)
{
	int group = GROUP_UNREAD;
	int err = read_number(p, words, &group);

	return err ? err : tell_group(p, t, addr, group);
}

/* It left: which group it was in says nothing about the machine that stays. */
static int read_removing(struct paste *p, struct telling *t, struct pci_addr addr,
			 const char *words)
{
	(void)words;
	return tell_group(p, t, addr, GROUP_UNREAD);
}

/* The last word of "[8086:1901] type 01 class 0x060400 PCIe Root Port", v6.9. */
static enum pcie_type type_by_words(const char *words)
{
	static const struct {
		const char *words;
		enum pcie_type type;
	} types[] = {
		{ "PCIe Endpoint", PCIE_TYPE_ENDPOINT },
		{ "PCIe Legacy Endpoint", PCIE_TYPE_LEGACY_ENDPOINT },
		{ "PCIe Root Port", PCIE_TYPE_ROOT_PORT },
		{ "PCIe Switch Upstream Port", PCIE_TYPE_UPSTREAM },
		{ "PCIe Switch Downstream Port", PCIE_TYPE_DOWNSTREAM },
		{ "PCIe to PCI/PCI-X bridge", PCIE_TYPE_PCI_BRIDGE },
		{ "PCI/PCI-X to PCIe bridge", PCIE_TYPE_PCIE_BRIDGE },
		{ "PCIe Root Complex Integrated Endpoint", PCIE_TYPE_RC_ENDPOINT },
		{ "PCIe Root Complex Event Collector",
		  PCIE_TYPE_RC_EVENT_COLLECTOR },
		{ "conventional PCI", PCIE_TYPE_NONE },
		{ "conventional PCI endpoint", PCIE_TYPE_NONE },
		{ "conventional PCI bridge", PCIE_TYPE_NONE },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (!strcmp(types[i].words, words))
			return types[i].type;
	return PCIE_TYPE_UNREAD;
}

static int read_found(struct paste *p, struct telling *t, struct pci_addr addr,
		      const char *words)
{
	unsigned int vendor, device, header, class;
	struct dumped *d;
	int end = 0;

	(void)t;
	if (sscanf(words, "%4x:%4x] type %2x class 0x%6x%n", &vendor, &device,
		   &header, &class, &end) != 4 || !end)
		return 0;
	/* sscanf() takes signs, too: garble must not pass as a number. */
	if (vendor > UINT16_MAX || device > UINT16_MAX || header > UINT8_MAX ||
	    class > 0xffffff)
		return 0;
	d = log_function(p, addr);
	if (!d)
		return source_fail(p->error, -ENOMEM, "out of memory");
	d->f.vendor = (uint16_t)vendor;
	d->f.device = (uint16_t)device;
	d->f.header_type = header & 0x7f;
	d->f.class = class;
	d->f.has |= HAS_IDS | HAS_CLASS | HAS_HEADER;
	d->f.type = type_by_words(words + end + strspn(words + end, " "));
	return 0;
}

static int read_bridge(struct paste *p, struct telling *t, struct pci_addr addr,
		       const char *words)
{
	unsigned int secondary, subordinate;
	struct dumped *d;
	int fields = sscanf(words, "%2x-%2x]", &secondary, &subordinate);

	(void)t;
	if (fields < 1 || secondary > UINT8_MAX ||
	    (fields == 2 && subordinate > UINT8_MAX))
		return 0;
	d = log_function(p, addr);
	if (!d)
		return source_fail(p->error, -ENOMEM, "out of memory");
	d->f.secondary = (uint8_t)secondary;
	d->f.subordinate = (uint8_t)(fields == 2 ? subordinate : secondary);
	d->f.has |= HAS_BUSES;
	return 0;
}

/* pci_quirk_enable_intel_pch_acs() got through to the chipset's registers. */
static int read_pch_quirk(struct paste *p, struct telling *t, struct pci_addr addr,
			  const char *words)
{
	struct dumped *d = log_function(p, addr);

	(void)t;
	(void)words;
	if (!d)
		return source_fail(p->error, -ENOMEM, "out of memory");
	d->f.flags |= FN_ACS_QUIRK;
	return 0;
}

static const struct {
	const char *start;
	int (*read)(struct paste *p, struct telling *t, struct pci_addr addr,
		    const char *words);
} device_lines[] = {
	{ "Adding to iommu group ", read_adding },
	{ "Removing from iommu group ", read_removing },
	{ "PCI bridge to [bus ", read_bridge },
	{ "Intel PCH root port ACS workaround enabled", read_pch_quirk },
	{ "[", read_found },
};

static int read_device_line(struct paste *p, struct telling *t, const char *words)
{
	struct pci_addr addr;
	const char *said = device_message(words, &addr);

	for (size_t i = 0; said && i < sizeof(device_lines) / sizeof(*device_lines); i++) {
		size_t len = strlen(device_lines[i].start);

		if (!strncmp(said, device_lines[i].start, len))
			return device_lines[i].read(p, t, addr, said + len);
	}
	if (said && !strncmp(said, "AMD-Vi: ", 8))
		return read_ivrs(p, t, said);
	return 0;
}

/**
 * dmesg_line() - take down a line of the log
 * @p: the paste
 * @s: the line, with what it was wrapped into
 *
 * A second "Linux version" is the log of another boot.
 *
 * Return: 0, or the error for a group number that is garbled.
 */
int dmesg_line(struct paste *p, const struct statement *s)
{
	const char *words = any_message(s->text);
	struct telling *t;

	p->current = NO_CURRENT;
	p->listing.active = false;
	if (!strncmp(words, "Linux version ", 14))
		p->fresh_log = true;
	t = paste_telling(p, true, s->line);
	if (!t)
		return source_fail(p->error, -ENOMEM, "out of memory");
	t->goes_on = true;
	for (size_t i = 0; i < sizeof(machine_lines) / sizeof(*machine_lines); i++) {
		size_t len = strlen(machine_lines[i].start);

		if (!strncmp(words, machine_lines[i].start, len))
			return machine_lines[i].read(p, t, words + len);
	}
	return read_device_line(p, t, words);
}

static int recognise(const char *text, size_t len)
{
	return paste_score(text, len, "dmesg");
}

const struct input_format input_dmesg = {
	.name = "dmesg",
	.recognise = recognise,
	.read = paste_read,
};
