// SPDX-License-Identifier: GPL-2.0
/* What lspci -v, -vv, -vvv and -vmm print of a function, line by line. */

#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/paste.h"

/* "Name+" is 1, "Name-" is 0, anything else is -1. */
static int flag(const char *value, const char *name)
{
	size_t len = strlen(name);
	const char *at = value;

	while ((at = strstr(at, name))) {
		bool starts = at == value || at[-1] == ' ';

		at += len;
		if (starts && (*at == '+' || *at == '-'))
			return *at == '+';
	}
	return -1;
}

static int read_control(struct paste *p, struct dumped *d, const char *value)
{
	/* Command register, PCIe r6.0, 7.5.1.1.3, as lspci names its bits. */
	static const char *const bits[] = {
		"I/O", "Mem", "BusMaster", "SpecCycle", "MemWINV", "VGASnoop",
		"ParErr", "Stepping", "SERR", "FastB2B", "DisINTx",
	};
	uint16_t command = 0;

	(void)p;
	/* The slot control register has a line of this name, too. */
	if (flag(value, "I/O") < 0)
		return 0;
	d->seen |= SEEN_CONTROL;
	for (size_t i = 0; i < sizeof(bits) / sizeof(*bits); i++)
		if (flag(value, bits[i]) > 0)
			command |= (uint16_t)(1u << i);
	if (flag(value, "FastB2B") >= 0) {
		d->f.command = command;
		d->f.has |= HAS_COMMAND;
	}
	return 0;
}

static int read_group(struct paste *p, struct dumped *d, const char *value)
{
	char *end;
	long group;

	errno = 0;
	group = strtol(value, &end, 10);
	if (end == value || errno || group < 0 || group > INT_MAX ||
	    (*end && *end != ' '))
		return paste_fail(p, p->statement_line,
				  "\"%.20s\" is not the number of an IOMMU group", value);
	d->f.group = (int)group;
	return 0;
}

/* "bus master, fast devsel, latency 0, IRQ 24, IOMMU group 5" */
static int read_flags(struct paste *p, struct dumped *d, const char *value)
{
	const char *group = strstr(value, "IOMMU group ");

	if (!strstr(value, "devsel"))
		return 0;
	d->seen |= SEEN_FLAGS;
	return group ? read_group(p, d, group + 12) : 0;
}

static int read_status(struct paste *p, struct dumped *d, const char *value)
{
	static const char *const states[] = { "D0", "D1", "D2", "D3hot" };

	if (flag(value, "Cap") > 0)
		d->seen |= SEEN_CAPLIST;
	if (value[0] == 'D' && value[1] >= '0' && value[1] <= '3' && value[2] == ' ') {
		const char *state = states[value[1] - '0'];

		d->f.power = machine_string(p->m, state, strlen(state));
	}
	return 0;
}

static int read_buses(struct paste *p, struct dumped *d, const char *value)
{
	unsigned int primary, secondary, subordinate;

	(void)p;
	if (sscanf(value, "primary=%2x, secondary=%2x, subordinate=%2x", &primary,
		   &secondary, &subordinate) != 3 ||
	    secondary > UINT8_MAX || subordinate > UINT8_MAX)
		return 0;
	d->seen |= SEEN_BUSES;
	d->f.secondary = (uint8_t)secondary;
	d->f.subordinate = (uint8_t)subordinate;
	d->f.has |= HAS_BUSES;
	return 0;
}

static int read_driver(struct paste *p, struct dumped *d, const char *value)
{
	d->seen |= SEEN_KERNEL;
	d->f.driver = machine_string(p->m, value, strcspn(value, " "));
	return 0;
}

static int read_modules(struct paste *p, struct dumped *d, const char *value)
{
	(void)p;
	(void)value;
	d->seen |= SEEN_KERNEL;
	return 0;
}

static int read_slot(struct paste *p, struct dumped *d, const char *value)
{
	d->f.slot = machine_string(p->m, value, strlen(value));
	return 0;
}

/* "Unknown header type 7f": every read returned ones. */
static int read_complaint(struct paste *p, struct dumped *d, const char *value)
{
	(void)p;
	if (!strncmp(value, "Unknown header type 7f", 22))
		d->seen |= SEEN_ASLEEP;
	return 0;
}

static int read_nothing(struct paste *p, struct dumped *d, const char *value)
{
	(void)p;
	(void)d;
	(void)value;
	return 0;
}

/**
 * struct field - one line of lspci's
 * @key: what stands before the colon
 * @form: the form of lspci's output that prints it
 * @read: takes down what stands behind
 */
static const struct field {
	const char *key;
	enum { VERBOSE, MACHINE } form;
	int (*read)(struct paste *p, struct dumped *d, const char *value);
} fields[] = {
	{ "Control", VERBOSE, read_control },
	{ "Flags", VERBOSE, read_flags },
	{ "Status", VERBOSE, read_status },
	{ "Bus", VERBOSE, read_buses },
	{ "Capabilities", VERBOSE, lspci_capability },
	{ "ACSCap", VERBOSE, lspci_acs_cap },
	{ "ACSCtl", VERBOSE, lspci_acs_ctrl },
	{ "ATSCtl", VERBOSE, lspci_ats_control },
	{ "PASIDCtl", VERBOSE, lspci_pasid_control },
	{ "IOVCtl", VERBOSE, lspci_vf_control },
	{ "Initial VFs", VERBOSE, lspci_vf_numbers },
	{ "VF offset", VERBOSE, lspci_vf_places },
	{ "IOMMU group", VERBOSE, read_group },
	{ "Subsystem", VERBOSE, lspci_subsystem },
	{ "Physical Slot", VERBOSE, read_slot },
	{ "Kernel driver in use", VERBOSE, read_driver },
	{ "Driver in use", VERBOSE, read_driver },
	{ "Kernel modules", VERBOSE, read_modules },
	{ "Class", MACHINE, lspci_machine_class },
	{ "Vendor", MACHINE, lspci_machine_vendor },
	{ "Device", MACHINE, lspci_machine_device },
	{ "Rev", MACHINE, lspci_machine_revision },
	{ "ProgIf", MACHINE, lspci_machine_interface },
	{ "PhySlot", MACHINE, read_slot },
	{ "Driver", MACHINE, read_driver },
	{ "IOMMUGroup", MACHINE, read_group },
	{ "I/O behind bridge", VERBOSE, read_nothing },
};

static const struct field complaint = { "!!!", VERBOSE, read_complaint };
static const struct field anything = { "", VERBOSE, read_nothing };

/* "Slot:	0000:00:01.0" begins a function in lspci -vmm. */
static const char *mm_address(const char *text, struct pci_addr *addr)
{
	if (strncmp(text, "Slot:", 5))
		return NULL;
	return lspci_find_address(text + 5 + strspn(text + 5, " "), addr);
}

/* Length of a key of letters, digits and a few words, with a colon behind. */
static size_t key_length(const char *text)
{
	size_t len = strcspn(text, ":");

	if (!text[len] || (text[len + 1] && text[len + 1] != ' ') || len > 40 ||
	    !isalpha((unsigned char)text[0]))
		return 0;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && !strchr(" -/_", text[i]))
			return 0;
	return len;
}

static const struct field *find_field(const char *text, const char **value)
{
	size_t len = key_length(text);

	if (!strncmp(text, "!!! ", 4)) {
		*value = text + 4;
		return &complaint;
	}
	if (!len)
		return NULL;
	*value = text + len + 1 + strspn(text + len + 1, " ");
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (strlen(fields[i].key) == len && !memcmp(fields[i].key, text, len))
			return &fields[i];
	return &anything;
}

/**
 * lspci_is_field() - is this a detail of a function?
 * @p: the paste
 * @line: the line
 *
 * Return: true for "Key: value"; only keys that matter are told apart later.
 */
bool lspci_is_field(const struct paste *p, const struct line *line)
{
	const char *value;

	(void)p;
	return find_field(line->text, &value);
}

/**
 * lspci_field() - take down a detail of the current function
 * @p: the paste
 * @s: the line, with what it was wrapped into
 *
 * Return: 0, or the error for a value that is garbled.
 */
int lspci_field(struct paste *p, const struct statement *s)
{
	struct dumped *d = paste_current(p);
	struct pci_addr addr;
	const char *value;
	const struct field *field = find_field(s->text, &value);

	if (s->after_blank) /* prose with a colon */
		p->fresh_listing = true;
	if (mm_address(s->text, &addr)) {
		int err = paste_begin(p, addr, s, &d);

		if (!err)
			d->seen |= SEEN_HEADER | SEEN_MACHINE;
		return err;
	}
	if (!d) {
		if (field != &anything && field->form == VERBOSE && !p->orphans)
			p->orphans = s->line;
		return 0;
	}
	if (field->form == MACHINE && !(d->seen & SEEN_MACHINE))
		return 0;
	return field->read(p, d, value);
}

/**
 * lspci_header() - begin a function
 * @p: the paste
 * @s: its first line
 *
 * Return: 0, or the error for an address that cannot be.
 */
int lspci_header(struct paste *p, const struct statement *s)
{
	bool listed = listing_takes(p, s);
	struct pci_addr addr;
	const char *text = lspci_find_address(s->text, &addr);
	struct dumped *d;
	int err = paste_begin(p, addr, s, &d);

	if (err)
		return err;
	d->seen |= SEEN_HEADER | (listed ? SEEN_LISTED : 0);
	if (!lspci_has_class(text))
		d->seen |= SEEN_STRANGER;
	if (*text == '"')
		lspci_machine_head(p, d, text);
	else
		lspci_read_head(p, d, s->text, text);
	return listed ? listing_entry(p, addr, s->line) : 0;
}

/* Text in no encoding that is read is taken, too: paste_read() says so. */
static int recognise(const char *text, size_t len)
{
	if (memchr(text, '\0', len))
		return 1;
	return paste_score(text, len, "lspci");
}

const struct input_format input_lspci = {
	.name = "lspci",
	.recognise = recognise,
	.read = paste_read,
};
