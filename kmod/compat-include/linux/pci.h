/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_COMPAT_LINUX_PCI_H
#define ACSDIAG_COMPAT_LINUX_PCI_H

#include_next <linux/pci.h>

/* Named in 6.7. */
#ifndef PCI_HEADER_TYPE_MFD
#define PCI_HEADER_TYPE_MFD 0x80
#endif

/**
 * pci_acs_cached_capability() - the ACS capability word as the kernel keeps it
 * @pdev: a function with an ACS capability
 *
 * Kernels since 7.0 read the word once, when the function is set up, and clear
 * the controls that they know to be broken.
 *
 * Return: the word, or -1 on a kernel that keeps none.
 */
static inline int pci_acs_cached_capability(const struct pci_dev *pdev)
{
#ifdef ACSDIAG_HAVE_ACS_CAPABILITIES
	return pdev->acs_capabilities;
#else
	return -1;
#endif
}

#endif
