// SPDX-License-Identifier: GPL-2.0
/*
 * May a group be handed to a guest as it is? VFIO takes a group only when none
 * of its functions is bound to a driver that does DMA for the host
 * (iommu_group_claim_dma_owner(); drivers that leave DMA to user space set
 * driver_managed_dma).
 */

#include <string.h>

#include "analyse/viable.h"

#define CLASS_BRIDGE 0x06

/**
 * function_is_infrastructure() - is this something that nobody passes on?
 * @f: the function
 *
 * Return: true for bridges of every kind, the host's and ISA included.
 */
bool function_is_infrastructure(const struct function *f)
{
	return function_is_bridge(f) ||
	       ((f->has & HAS_CLASS) && f->class >> 16 == CLASS_BRIDGE);
}

/**
 * function_on_vfio() - is this function ready for a guest?
 * @f: the function
 *
 * Return: true when a VFIO driver is bound: vfio-pci, or one of the variants
 * that a device's own driver brings ("mlx5_vfio_pci").
 */
bool function_on_vfio(const struct function *f)
{
	const char *at = f->driver ? strstr(f->driver, "vfio") : NULL;

	return at && (!strncmp(at + 4, "-pci", 4) || !strncmp(at + 4, "_pci", 4));
}

/**
 * function_holds_group() - does this function's driver keep its group?
 * @f: the function
 *
 * Return: true when a driver is bound that does DMA for the host. PCI bridges
 * are left out: pcieport leaves DMA alone.
 */
bool function_holds_group(const struct function *f)
{
	if (!f->driver || !*f->driver || function_is_bridge(f))
		return false;
	return !function_on_vfio(f) && strcmp(f->driver, "pci-stub");
}
