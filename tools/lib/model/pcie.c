// SPDX-License-Identifier: GPL-2.0
/* PCI Express device and port types, PCIe r6.0, 7.5.3.2. */

#include <stddef.h>
#include <string.h>

#include "model/pcie.h"

/* The id is what JSON and netlink say, the name what a person reads. */
static const struct {
	enum pcie_type type;
	const char *id;
	const char *name;
} types[] = {
	{ PCIE_TYPE_NONE, "conventional", "conventional PCI" },
	{ PCIE_TYPE_ENDPOINT, "endpoint", "endpoint" },
	{ PCIE_TYPE_LEGACY_ENDPOINT, "legacy-endpoint", "legacy endpoint" },
	{ PCIE_TYPE_ROOT_PORT, "root-port", "root port" },
	{ PCIE_TYPE_UPSTREAM, "upstream", "switch upstream port" },
	{ PCIE_TYPE_DOWNSTREAM, "downstream", "switch downstream port" },
	{ PCIE_TYPE_PCI_BRIDGE, "pcie-to-pci", "PCIe-to-PCI bridge" },
	{ PCIE_TYPE_PCIE_BRIDGE, "pci-to-pcie", "PCI-to-PCIe bridge" },
	{ PCIE_TYPE_RC_ENDPOINT, "rc-endpoint",
	  "root complex integrated endpoint" },
	{ PCIE_TYPE_RC_EVENT_COLLECTOR, "rc-event-collector",
	  "root complex event collector" },
};

/**
 * pcie_type_name() - a type as the specification calls it
 * @type: the type
 *
 * Return: a static string; "unknown type" for PCIE_TYPE_UNREAD and values
 * that the specification reserves.
 */
const char *pcie_type_name(enum pcie_type type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == type)
			return types[i].name;
	return "unknown type";
}

/**
 * pcie_type_id() - a type as machine-readable output spells it
 * @type: the type
 *
 * Return: a static string, NULL when the type is unread or reserved.
 */
const char *pcie_type_id(enum pcie_type type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == type)
			return types[i].id;
	return NULL;
}

/**
 * pcie_type_from_id() - the reverse of pcie_type_id()
 * @id: the spelling, may be NULL
 *
 * Return: the type, PCIE_TYPE_UNREAD when @id names none.
 */
enum pcie_type pcie_type_from_id(const char *id)
{
	for (size_t i = 0; id && i < sizeof(types) / sizeof(types[0]); i++)
		if (!strcmp(types[i].id, id))
			return types[i].type;
	return PCIE_TYPE_UNREAD;
}
