/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_MODEL_ADDR_H
#define ACSDIAG_MODEL_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct pci_addr - where a function sits
 * @domain: PCI segment; VMD and Hyper-V use numbers above 0xffff
 * @bus: bus number
 * @devfn: device in bits 7:3, function in bits 2:0
 */
struct pci_addr {
	uint32_t domain;
	uint8_t bus;
	uint8_t devfn;
};

#define PCI_ADDR_LEN 20 /* "ffffffff:ff:1f.7" and its NUL, rounded up */

static inline unsigned int addr_slot(struct pci_addr a)
{
	return a.devfn >> 3;
}

static inline unsigned int addr_func(struct pci_addr a)
{
	return a.devfn & 7;
}

static inline uint16_t addr_requester_id(struct pci_addr a)
{
	return (uint16_t)(a.bus << 8 | a.devfn);
}

int addr_compare(struct pci_addr a, struct pci_addr b);
bool addr_same_slot(struct pci_addr a, struct pci_addr b);
int addr_parse(const char *text, struct pci_addr *addr, const char **end);
char *addr_format(struct pci_addr addr, char buf[PCI_ADDR_LEN]);

#endif
