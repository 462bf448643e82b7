// SPDX-License-Identifier: GPL-2.0
/* PCI addresses: parse, print, order. */

#include <errno.h>

#include "model/addr.h"

/**
 * addr_compare() - order two addresses as the bus is enumerated
 * @a: one address
 * @b: the other
 *
 * Return: negative, zero or positive, as memcmp().
 */
int addr_compare(struct pci_addr a, struct pci_addr b)
{
	if (a.domain != b.domain)
		return a.domain < b.domain ? -1 : 1;
	return (int)addr_requester_id(a) - (int)addr_requester_id(b);
}

/**
 * addr_same_slot() - are these functions of one device?
 * @a: one address
 * @b: the other
 *
 * Return: true when domain, bus and device number agree.
 */
bool addr_same_slot(struct pci_addr a, struct pci_addr b)
{
	return a.domain == b.domain && a.bus == b.bus &&
	       addr_slot(a) == addr_slot(b);
}

static int hex_field(const char **p, unsigned int max_digits, uint32_t *value)
{
	unsigned int digits = 0;
	uint32_t v = 0;

	for (; digits < max_digits; digits++, (*p)++) {
		char c = **p;

		if (c >= '0' && c <= '9')
			v = v << 4 | (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (uint32_t)(c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			v = v << 4 | (uint32_t)(c - 'A' + 10);
		else
			break;
	}
	*value = v;
	return digits ? 0 : -EINVAL;
}

/**
 * addr_parse() - read "[domain:]bus:device.function"
 * @text: where the address starts
 * @addr: filled on success
 * @end: if not NULL, set to the first character behind the address; if NULL,
 *	 the text must end there
 *
 * Return: 0, or -EINVAL when @text is not an address.
 */
int addr_parse(const char *text, struct pci_addr *addr, const char **end)
{
	uint32_t part[3] = { 0 }, slot, func;
	const char *p = text;
	unsigned int n = 0;

	for (;;) {
		if (hex_field(&p, 8, &part[n++]))
			return -EINVAL;
		if (*p != ':' || n == 3)
			break;
		p++;
	}
	if (*p++ != '.' || n < 2)
		return -EINVAL;
	slot = part[n - 1];
	if (hex_field(&p, 1, &func))
		return -EINVAL;
	if (slot > 0x1f || func > 7 || part[n - 2] > 0xff)
		return -EINVAL;
	if (!end && *p)
		return -EINVAL;

	addr->domain = n == 3 ? part[0] : 0;
	addr->bus = (uint8_t)part[n - 2];
	addr->devfn = (uint8_t)(slot << 3 | func);
	if (end)
		*end = p;
	return 0;
}

static char *put_hex(char *to, uint32_t value, unsigned int digits)
{
	while (digits--)
		*to++ = "0123456789abcdef"[value >> 4 * digits & 0xf];
	return to;
}

/**
 * addr_format() - print an address in full
 * @addr: the address
 * @buf: at least PCI_ADDR_LEN bytes
 *
 * Return: @buf.
 */
char *addr_format(struct pci_addr addr, char buf[PCI_ADDR_LEN])
{
	unsigned int digits = 4;
	char *p;

	while (digits < 8 && addr.domain >> 4 * digits)
		digits++;
	p = put_hex(buf, addr.domain, digits);
	*p++ = ':';
	p = put_hex(p, addr.bus, 2);
	*p++ = ':';
	p = put_hex(p, addr_slot(addr), 2);
	*p++ = '.';
	p = put_hex(p, addr_func(addr), 1);
	*p = '\0';
	return buf;
}
