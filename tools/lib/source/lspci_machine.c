// SPDX-License-Identifier: GPL-2.0
/*
 * lspci's forms for machines: -mm has a line for each function, -vmm a paragraph.
 *
 *	00:01.0 "PCI bridge [0604]" "Some Vendor [8086]" "Port [1901]" -r07 -p00 "" ""
 *	00:01.0 "Class 0604" "8086" "1901" "1af4" "1100" "pcieport"
 *
 *	Slot:	00:01.0
 *	Class:	PCI bridge
 *	Vendor:	Some Vendor
 *	Device:	Device 1901
 */

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/paste.h"

#define FIELD_LEN 256
#define HEX_DIGITS "0123456789abcdefABCDEF"

/* Where the number in a value is: all of it, in brackets, or behind a word. */
static const char *find_number(const char *value)
{
	static const char *const words[] = { "", "Device ", "Unknown vendor " };
	const char *bracket = strrchr(value, '[');

	if (bracket && strspn(bracket + 1, HEX_DIGITS) == 4 &&
	    !strcmp(bracket + 5, "]"))
		return bracket + 1;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const char *number = value + strlen(words[i]);

		if (!strncmp(value, words[i], strlen(words[i])) &&
		    strspn(number, HEX_DIGITS) == 4 && !number[4])
			return number;
	}
	return NULL;
}

static bool read_number(const char *value, uint16_t *number)
{
	const char *at = find_number(value);

	if (at)
		*number = (uint16_t)strtoul(at, NULL, 16);
	return at;
}

/* The words of a value, without its number in brackets; 0 for a number only. */
static size_t name_length(const char *value)
{
	const char *number = find_number(value);

	if (!number)
		return strlen(value);
	if (number == value)
		return 0;
	return number[-1] == '[' ? (size_t)(number - 1 - value) : strlen(value);
}

/**
 * lspci_machine_class() - the value of a "Class:" line
 * @p: the paste
 * @d: the function
 * @value: "PCI bridge [0604]", "PCI bridge" or "0604"
 *
 * Return: 0.
 */
int lspci_machine_class(struct paste *p, struct dumped *d, const char *value)
{
	uint16_t code;

	(void)p;
	if (lspci_read_class(value, strchr(value, '\0'), &code)) {
		d->f.class = (uint32_t)code << 8;
		d->f.has |= HAS_CLASS;
	}
	return 0;
}

/**
 * lspci_machine_vendor() - the value of a "Vendor:" line
 * @p: the paste
 * @d: the function; its name becomes the vendor's
 * @value: "Some Vendor [8086]", "Some Vendor" or "8086"
 *
 * Return: 0.
 */
int lspci_machine_vendor(struct paste *p, struct dumped *d, const char *value)
{
	size_t len = name_length(value);

	while (len && value[len - 1] == ' ')
		len--;
	d->f.vendor = 0;
	read_number(value, &d->f.vendor);
	d->f.name = len ? machine_string(p->m, value, len) : NULL;
	return 0;
}

/**
 * lspci_machine_device() - the value of a "Device:" line
 * @p: the paste
 * @d: the function, its vendor taken
 * @value: "Some Port [1901]", "Some Port", "Device 1901" or "1901"
 *
 * IDs are known where both are printed; of others only the name is.
 *
 * Return: 0.
 */
int lspci_machine_device(struct paste *p, struct dumped *d, const char *value)
{
	struct function *f = &d->f;
	size_t len = name_length(value);

	while (len && value[len - 1] == ' ')
		len--;
	if (f->vendor && read_number(value, &f->device))
		f->has |= HAS_IDS;
	else
		f->vendor = 0;
	f->name = f->name && len ? machine_printf(p->m, "%s %.*s", f->name,
						  (int)len, value) : NULL;
	return 0;
}

/**
 * lspci_machine_revision() - the value of a "Rev:" line
 * @p: the paste
 * @d: the function
 * @value: "07"
 *
 * Return: 0.
 */
int lspci_machine_revision(struct paste *p, struct dumped *d, const char *value)
{
	(void)p;
	d->f.revision = (uint8_t)strtoul(value, NULL, 16);
	d->f.has |= HAS_REVISION;
	return 0;
}

/**
 * lspci_machine_interface() - the value of a "ProgIf:" line
 * @p: the paste
 * @d: the function
 * @value: "01"
 *
 * Return: 0.
 */
int lspci_machine_interface(struct paste *p, struct dumped *d, const char *value)
{
	(void)p;
	d->f.class |= (uint8_t)strtoul(value, NULL, 16);
	return 0;
}

/* Take "…" off the front. Return: what follows, NULL when there is none. */
static const char *take_field(const char *text, char field[FIELD_LEN])
{
	const char *end;

	text += strspn(text, " ");
	end = *text == '"' ? strchr(text + 1, '"') : NULL;
	if (!end)
		return NULL;
	snprintf(field, FIELD_LEN, "%.*s", (int)(end - text - 1), text + 1);
	return end + 1;
}

/**
 * lspci_is_machine_head() - is this what -mm prints behind an address?
 * @text: the words
 *
 * Return: true for a class, a vendor and a device, each in quotation marks.
 */
bool lspci_is_machine_head(const char *text)
{
	char field[FIELD_LEN];
	uint16_t code;

	text = take_field(text, field);
	if (!text || !lspci_read_class(field, strchr(field, '\0'), &code))
		return false;
	text = take_field(text, field);
	return text && take_field(text, field);
}

/**
 * lspci_machine_head() - what the words of a function's line say
 * @p: the paste
 * @d: the function, its address taken
 * @text: the words behind it, as lspci_is_machine_head() knows them
 */
void lspci_machine_head(struct paste *p, struct dumped *d, const char *text)
{
	int (*const readers[])(struct paste *, struct dumped *, const char *) = {
		lspci_machine_class, lspci_machine_vendor, lspci_machine_device,
	};
	char field[FIELD_LEN];

	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
		text = take_field(text, field);
		if (!text)
			return;
		readers[i](p, d, field);
	}
	text += strspn(text, " ");
	if (!strncmp(text, "-r", 2)) {
		lspci_machine_revision(p, d, text + 2);
		text += strcspn(text, " ");
		text += strspn(text, " ");
	}
	if (!strncmp(text, "-p", 2))
		lspci_machine_interface(p, d, text + 2);
}
