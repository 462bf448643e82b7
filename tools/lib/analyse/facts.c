// SPDX-License-Identifier: GPL-2.0
/* Facts of a function as the kernel takes them, where that is not as read. */
#include "analyse/verdict.h"

/**
 * function_ids_of() - the IDs that a function has, or may have
 * @f: the function
 * @ids: to fill; valid as long as @f and itself stay where they are
 */
void function_ids_of(const struct function *f, struct function_ids *ids)
{
	if (f->has & HAS_IDS) {
		ids->own = (uint32_t)f->vendor << 16 | f->device;
		ids->list = &ids->own;
		ids->count = 1;
	} else {
		ids->list = f->candidates;
		ids->count = f->candidates_count;
	}
}

/**
 * function_ids_are() - does a row of a table name a function?
 * @ids: the function's IDs
 * @vendor: the row's vendor ID, or QUIRK_ANY
 * @device: the row's device ID, or QUIRK_ANY
 *
 * Return: TRI_YES when it names all that they may be, TRI_NO when it names none
 * or nothing is known of them, else TRI_UNKNOWN.
 */
enum tri function_ids_are(const struct function_ids *ids, uint16_t vendor,
			  uint16_t device)
{
	unsigned int named = 0, open = 0;

	for (unsigned int i = 0; i < ids->count; i++) {
		uint16_t own = (uint16_t)ids->list[i];

		if (vendor != QUIRK_ANY && vendor != ids->list[i] >> 16)
			continue;
		if (device == QUIRK_ANY || device == own)
			named++;
		else if (own == DEVICE_ANY)
			open++;
	}
	if (named && named == ids->count)
		return TRI_YES;
	return named || open ? TRI_UNKNOWN : TRI_NO;
}

/**
 * quirk_matches() - is a row of a table about an ID, or may it be?
 * @row: the row
 * @id: vendor << 16 | device; a device of DEVICE_ANY: only the vendor is known
 * @series: SERIES_* of the kernel
 *
 * Return: true when it is, or may be.
 */
bool quirk_matches(const struct quirk *row, uint32_t id, uint8_t series)
{
	uint16_t device = (uint16_t)id;

	return (row->vendor == id >> 16 || row->vendor == QUIRK_ANY) &&
	       (row->device == device || row->device == QUIRK_ANY ||
		device == DEVICE_ANY) &&
	       (row->series & series);
}

/**
 * quirk_next() - the next row of a table that quirk_matches()
 * @row: the first row to look at
 * @end: behind the table's last
 * @id: as there
 * @series: as there
 *
 * Nearly every row is about another vendor's: these are passed over first.
 *
 * Return: the row, or @end.
 */
const struct quirk *quirk_next(const struct quirk *row, const struct quirk *end,
			       uint32_t id, uint8_t series)
{
	uint16_t vendor = (uint16_t)(id >> 16);

	for (; row < end; row++)
		if ((row->vendor == vendor || row->vendor == QUIRK_ANY) &&
		    quirk_matches(row, id, series))
			break;
	return row;
}

static bool is_switch_port(enum pcie_type type)
{
	return type == PCIE_TYPE_UPSTREAM || type == PCIE_TYPE_DOWNSTREAM;
}

/*
 * set_pcie_port_type(): two ports of one kind cannot follow each other. The
 * kernel means to turn such a port into the other kind, but puts the new type
 * into the version bits of its copy, which leaves type 0, an endpoint.
 */
static enum pcie_type corrected(enum pcie_type type, enum pcie_type above)
{
	if (type == PCIE_TYPE_DOWNSTREAM &&
	    (above == PCIE_TYPE_ROOT_PORT || above == PCIE_TYPE_DOWNSTREAM ||
	     above == PCIE_TYPE_PCIE_BRIDGE))
		return PCIE_TYPE_ENDPOINT;
	if (type == PCIE_TYPE_UPSTREAM && above == PCIE_TYPE_UPSTREAM)
		return PCIE_TYPE_ENDPOINT;
	return type;
}

/**
 * function_type_used() - the PCIe type the kernel takes a function for
 * @f: the function, its machine linked
 *
 * Switch ports that cannot be what they claim are corrected from the root down
 * (set_pcie_port_type() of drivers/pci/probe.c).
 *
 * Return: its type.
 */
enum pcie_type function_type_used(const struct function *f)
{
	const struct function *chain[256];
	unsigned int depth = 0;
	enum pcie_type above;

	while (f->parent && is_switch_port(f->type) && depth < 256) {
		chain[depth++] = f;
		f = f->parent;
	}
	above = f->type;
	while (depth)
		above = corrected(chain[--depth]->type, above);
	return above;
}

/**
 * function_is_multifunction() - does the kernel take it for one of several?
 * @f: the function, its machine linked
 *
 * The header says so; so does a function number above 0 (pci_scan_slot()), and
 * where the header was not read, a neighbour. Virtual functions never are
 * (pci_iov_add_virtfn()).
 *
 * Return: true when it is.
 */
bool function_is_multifunction(const struct function *f)
{
	const struct function *next = f->sibling;

	if (f->flags & FN_VIRTUAL)
		return false;
	if (addr_func(f->addr))
		return true;
	if (f->has & HAS_HEADER)
		return f->multifunction;
	return next && addr_same_slot(f->addr, next->addr) &&
	       !(next->flags & FN_VIRTUAL);
}
