/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_MODEL_PCIE_H
#define ACSDIAG_MODEL_PCIE_H

/**
 * enum pcie_type - Device/Port Type (PCIe r6.0, 7.5.3.2), with two of our own
 *
 * The values from 0 up are the field of the PCI Express Capabilities Register.
 */
enum pcie_type {
	PCIE_TYPE_UNREAD = -2, /* nobody could look */
	PCIE_TYPE_NONE = -1, /* conventional PCI: no Express capability */
	PCIE_TYPE_ENDPOINT = 0,
	PCIE_TYPE_LEGACY_ENDPOINT = 1,
	PCIE_TYPE_ROOT_PORT = 4,
	PCIE_TYPE_UPSTREAM = 5,
	PCIE_TYPE_DOWNSTREAM = 6,
	PCIE_TYPE_PCI_BRIDGE = 7, /* PCI Express to PCI/PCI-X */
	PCIE_TYPE_PCIE_BRIDGE = 8, /* PCI/PCI-X to PCI Express */
	PCIE_TYPE_RC_ENDPOINT = 9,
	PCIE_TYPE_RC_EVENT_COLLECTOR = 10,
};

const char *pcie_type_name(enum pcie_type type);
const char *pcie_type_id(enum pcie_type type);
enum pcie_type pcie_type_from_id(const char *id);

#endif
