// SPDX-License-Identifier: GPL-2.0
/*
 * A function as it is while somebody resets it: its config space is closed to
 * userspace, and may not be read at all, for as long as this module is loaded.
 */

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/pci.h>

static unsigned int bus, devfn;
module_param(bus, uint, 0444);
MODULE_PARM_DESC(bus, "of the function, in domain 0");
module_param(devfn, uint, 0444);
MODULE_PARM_DESC(devfn, "device << 3 | function");

static struct pci_dev *pdev;

static int __init resetting_init(void)
{
	pdev = pci_get_domain_bus_and_slot(0, bus, devfn);
	if (!pdev)
		return -ENODEV;
	pci_cfg_access_lock(pdev);
	return 0;
}

static void __exit resetting_exit(void)
{
	pci_cfg_access_unlock(pdev);
	pci_dev_put(pdev);
}

module_init(resetting_init);
module_exit(resetting_exit);

MODULE_DESCRIPTION("Test: a function in reset");
MODULE_LICENSE("GPL");
