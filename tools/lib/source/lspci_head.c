// SPDX-License-Identifier: GPL-2.0
/*
 * The first line that lspci prints of a function, and what group listings make
 * of it:
 *
 *	00:01.0 PCI bridge: Some Vendor Some Port (rev 07) (prog-if 00 [Normal decode])
 *	0000:00:01.0 PCI bridge [0604]: Some Vendor Some Port [8086:1901] (rev 07)
 *	00:01.0 0604: 8086:1901 (rev 07)
 *	00:01.0 Class 0604: 8086:1901
 *	00:1c.0/01:00.0 PCI bridge: Some Vendor Some Port
 *	[8086:1901] [R] 00:01.0  PCI bridge    Some Port
 */

#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "source/paste.h"

static size_t hex_run(const char *p)
{
	size_t n = 0;

	while (isxdigit((unsigned char)p[n]))
		n++;
	return n;
}

/* Length of what has an address's shape, "[dddd:]bb:dd.f", or 0. */
static size_t address_length(const char *p)
{
	const char *start = p;

	if (hex_run(p) >= 4 && hex_run(p) <= 8 && p[hex_run(p)] == ':')
		p += hex_run(p) + 1;
	if (hex_run(p) != 2 || p[2] != ':')
		return 0;
	p += 3;
	if (hex_run(p) != 2 || p[2] != '.')
		return 0;
	p += 3;
	return hex_run(p) == 1 ? (size_t)(p + 1 - start) : 0;
}

/* "dd.f", as lspci -P has it behind the first slash */
static size_t devfn_length(const char *p)
{
	return hex_run(p) == 2 && p[2] == '.' && hex_run(p + 3) == 1 ? 4 : 0;
}

/*
 * Length of an address, or of the path through the bridges to it that lspci -PP
 * prints in its place. @last is set to where its last part starts.
 */
static size_t address_shape(const char *text, const char **last)
{
	size_t len = address_length(text);

	*last = text;
	while (len && text[len] == '/') {
		*last = text + len + 1;
		len += 1 + address_length(*last);
		if (text + len == *last)
			len += devfn_length(*last);
		if (text + len == *last)
			return 0;
	}
	return len && (!text[len] || text[len] == ' ' || text[len] == ':') ? len : 0;
}

/* Step over "[8086:1901] [R] " in front of an address. */
static const char *skip_marks(const char *text)
{
	while (*text == '[') {
		const char *end = strchr(text, ']');

		if (!end)
			break;
		text = end + 1 + strspn(end + 1, " ");
	}
	return text;
}

/**
 * lspci_find_address() - the address at the start of a line
 * @text: the line; marks in brackets may precede the address
 * @addr: set when it is one
 *
 * Return: what follows the address; NULL when the line does not start with
 * what looks like one. Where it looks like one but cannot be (device 25), or
 * leaves the bus out (lspci -P), its domain is UINT32_MAX.
 */
const char *lspci_find_address(const char *text, struct pci_addr *addr)
{
	const char *end, *last;
	struct pci_addr first;
	size_t len;

	text = skip_marks(text);
	len = address_shape(text, &last);
	if (!len)
		return NULL;
	if (addr_parse(text, &first, &end) || addr_parse(last, addr, &end) ||
	    end != text + len)
		*addr = (struct pci_addr) { .domain = UINT32_MAX };
	else
		addr->domain = first.domain;
	end = text + len;
	return end + strspn(end, " ");
}

/* "[8086:1901]" or, as lspci -n prints it, "8086:1901" at the start. */
static bool read_ids(const char *text, uint16_t *vendor, uint16_t *device)
{
	if (!strncmp(text, "Device ", 7))
		text += 7;
	if (hex_run(text) != 4 || text[4] != ':' || hex_run(text + 5) != 4)
		return false;
	if (text[9] && text[9] != ' ' && text[9] != ']')
		return false;
	*vendor = (uint16_t)strtoul(text, NULL, 16);
	*device = (uint16_t)strtoul(text + 5, NULL, 16);
	return true;
}

static const char *bracketed_ids(const char *text, uint16_t *vendor, uint16_t *device)
{
	for (; (text = strchr(text, '[')); text++)
		if (read_ids(text + 1, vendor, device))
			return text;
	return NULL;
}

/**
 * lspci_subsystem() - the value of a "Subsystem:" line
 * @p: the paste
 * @d: the function
 * @value: "Some Vendor Device [1043:8815]", or the numbers alone
 *
 * Return: 0.
 */
int lspci_subsystem(struct paste *p, struct dumped *d, const char *value)
{
	struct function *f = &d->f;

	(void)p;
	if (read_ids(value, &f->subvendor, &f->subdevice) ||
	    bracketed_ids(value, &f->subvendor, &f->subdevice))
		f->has |= HAS_SUBSYSTEM;
	return 0;
}

/* The colon behind the class, NULL when there is none. */
static const char *class_end(const char *text)
{
	const char *colon = strstr(text, ": ");

	if (!colon) {
		colon = strchr(text, '\0');
		colon = colon > text && colon[-1] == ':' ? colon - 1 : NULL;
	}
	return colon;
}

/**
 * lspci_read_class() - class and subclass by number or by name
 * @text: "PCI bridge [0604]", "PCI bridge", "Class 0604" or "0604"
 * @end: behind its last character
 * @code: set to class << 8 | subclass when found
 *
 * Return: false when it is no class.
 */
bool lspci_read_class(const char *text, const char *end, uint16_t *code)
{
	size_t len = (size_t)(end - text);

	if (len == 10 && !strncmp(text, "Class ", 6)) {
		text += 6;
		len = 4;
	}
	if (len == 4 && hex_run(text) == 4) {
		*code = (uint16_t)strtoul(text, NULL, 16);
		return true;
	}
	if (len >= 6 && end[-1] == ']' && end[-6] == '[' && hex_run(end - 5) == 4) {
		*code = (uint16_t)strtoul(end - 5, NULL, 16);
		return true;
	}
	return lspci_class_by_name(text, len, code);
}

/**
 * lspci_has_class() - does a first line tell a class that is known?
 * @text: what follows the address
 *
 * Return: true when it does.
 */
bool lspci_has_class(const char *text)
{
	const char *end = class_end(text);
	uint16_t code;

	return lspci_is_machine_head(text) ||
	       (end && lspci_read_class(text, end, &code));
}

/**
 * lspci_is_header() - is this the first line of a function?
 * @p: the paste
 * @line: the line
 *
 * A class that the list here lacks may still be one: what follows must not be
 * taken for the function before. settle() drops what turns out to be prose.
 *
 * Return: true for an address, and words with a colon behind them; inside a group
 * listing an address with any words behind it is enough.
 */
bool lspci_is_header(const struct paste *p, const struct line *line)
{
	struct pci_addr addr;
	const char *rest = lspci_find_address(line->text, &addr);

	if (!rest || !*rest)
		return false;
	if (p->listing.active || lspci_has_class(rest))
		return true;
	return addr.domain != UINT32_MAX && isupper((unsigned char)*rest) &&
	       class_end(rest);
}

static void read_name(struct paste *p, struct function *f, const char *text)
{
	uint16_t ignored;
	const char *end = bracketed_ids(text, &ignored, &ignored);

	if (!end)
		end = strstr(text, " (rev ");
	if (!end)
		end = strstr(text, " (prog-if ");
	if (!end)
		end = strchr(text, '\0');
	/* lspci cuts long names in the middle of their numbers: "[8086...". */
	if (end - text > 9 && !strncmp(end - 3, "...", 3) &&
	    !strncmp(end - 9, " [", 2))
		end -= 9;
	while (end > text && end[-1] == ' ')
		end--;
	if (end > text && !read_ids(text, &ignored, &ignored))
		f->name = machine_string(p->m, text, (size_t)(end - text));
}

static bool number_behind(const char *text, const char *word, unsigned int *value)
{
	const char *at = strstr(text, word);

	if (!at || hex_run(at + strlen(word)) != 2)
		return false;
	*value = (unsigned int)strtoul(at + strlen(word), NULL, 16);
	return true;
}

/**
 * lspci_read_head() - what the words of a function's first line say
 * @p: the paste
 * @d: the function, its address taken
 * @line: the whole line
 * @text: what follows the address
 *
 * Numbers are taken where lspci printed them (-n, -nn). Without them the class
 * is known by its name, and the IDs are not known.
 */
void lspci_read_head(struct paste *p, struct dumped *d, const char *line,
		     const char *text)
{
	struct function *f = &d->f;
	const char *end = class_end(text);
	const char *name = text;
	unsigned int number;
	uint16_t code;

	if (end && lspci_read_class(text, end, &code)) {
		f->class = (uint32_t)code << 8;
		f->has |= HAS_CLASS;
		name = end + 1 + strspn(end + 1, " ");
	}
	if (read_ids(name, &f->vendor, &f->device) ||
	    bracketed_ids(line, &f->vendor, &f->device))
		f->has |= HAS_IDS;
	if (number_behind(text, "(rev ", &number)) {
		f->revision = (uint8_t)number;
		f->has |= HAS_REVISION;
	}
	if (number_behind(text, "(prog-if ", &number))
		f->class |= number;
	read_name(p, f, name);
}
