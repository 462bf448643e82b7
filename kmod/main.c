// SPDX-License-Identifier: GPL-2.0
/*
 * acsdiag: facts about PCI Access Control Services and IOMMU groups, as the
 * running kernel holds them, over generic netlink and debugfs.
 *
 * Nothing on the machine is changed, neither by loading nor by reading, but
 * for the GPUs that reset/card.c resets. All else is done only by order
 * (change.c); and while an order stands, the module cannot be unloaded. The
 * order below is the order of dependence: symbols are looked up before the
 * first function is asked about, the table is full before anybody can dump it,
 * and listeners can be told of the first reset. Each step that can fail undoes
 * itself, and exit is the mirror of init.
 */

#include <linux/init.h>
#include <linux/module.h>

#include "acsdiag.h"
#include "reset/card.h"

static int __init acsdiag_init(void)
{
	int err;

	err = acsdiag_cards_init();
	if (err)
		return err;

	acsdiag_symbols_init();
	acsdiag_debugfs_init();

	err = acsdiag_events_init();
	if (err)
		goto err_debugfs;

	err = acsdiag_control_init();
	if (err)
		goto err_events;

	err = acsdiag_netlink_init();
	if (err)
		goto err_control;

	acsdiag_cards_start();
	return 0;

err_control:
	acsdiag_control_exit();
err_events:
	acsdiag_events_exit();
	acsdiag_verdict_exit();
err_debugfs:
	acsdiag_debugfs_exit();
	return err;
}

static void __exit acsdiag_exit(void)
{
	acsdiag_cards_exit();
	acsdiag_netlink_exit();
	acsdiag_assume_exit();
	acsdiag_control_exit();
	acsdiag_events_exit();
	acsdiag_verdict_exit();
	acsdiag_debugfs_exit();
}

module_init(acsdiag_init);
module_exit(acsdiag_exit);

MODULE_AUTHOR("The acsdiag authors");
MODULE_DESCRIPTION("PCI ACS and IOMMU group facts over generic netlink, resets of AMD GPUs");
MODULE_LICENSE("GPL");
MODULE_VERSION(ACSDIAG_VERSION);
