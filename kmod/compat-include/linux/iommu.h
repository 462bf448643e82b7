/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_COMPAT_LINUX_IOMMU_H
#define ACSDIAG_COMPAT_LINUX_IOMMU_H

#include_next <linux/iommu.h>

struct pci_dev;

#ifndef ACSDIAG_HAVE_ISOLATED_MSI

#include <linux/irqdomain.h>

static inline int acsdiag_device_remaps(struct device *dev, void *data)
{
	return device_iommu_capable(dev, IOMMU_CAP_INTR_REMAP) ? 0 : 1;
}

/* Before 6.3 the answer came from the interrupt domain or from the IOMMU. */
static inline bool iommu_group_has_isolated_msi(struct iommu_group *group)
{
	return irq_domain_check_msi_remap() ||
	       !iommu_group_for_each_dev(group, NULL, acsdiag_device_remaps);
}

#endif

/* Before 6.19 nothing keeps translation away from a function in reset. */
#ifndef ACSDIAG_HAVE_RESET_IOMMU
static inline int pci_dev_reset_iommu_prepare(struct pci_dev *pdev)
{
	return 0;
}

static inline void pci_dev_reset_iommu_done(struct pci_dev *pdev) { }
#endif

#endif
