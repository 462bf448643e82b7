// SPDX-License-Identifier: GPL-2.0
/* How modules get into the initramfs, one row a program that makes it. */

#include "model/paths.h"
#include "rules/initramfs.h"

static const struct initramfs_rule rules[] = {
	{
		.tool = INITRAMFS_TOOLS,
		.name = "initramfs-tools",
		.file = PATH_INITRAMFS_TOOLS,
		.apply = "update-initramfs -u -k all",
		.own_file = PATH_INITRAMFS_TOOLS,
		.own_line = "vfio-pci",
		.undo = "update-initramfs -u -k all",
		.source = "initramfs-tools(7), update-initramfs(8)",
	},
	{
		.tool = INITRAMFS_DRACUT,
		.name = "dracut",
		.file = "/etc/dracut.conf.d/vfio.conf",
		.line = "force_drivers+=\" %s \"",
		.apply = "dracut --force --regenerate-all",
		.own_file = PATH_DRACUT,
		.own_line = "force_drivers+=\" vfio-pci \"",
		.undo = "dracut --force --regenerate-all",
		.source = "dracut.conf(5), dracut(8)",
	},
	{
		.tool = INITRAMFS_MKINITCPIO,
		.name = "mkinitcpio",
		.file = "/etc/mkinitcpio.conf",
		.line = "MODULES=(%s ...)",
		.apply = "mkinitcpio -P",
		.own_file = PATH_MKINITCPIO,
		.own_line = "MODULES=(vfio_pci \"${MODULES[@]}\")",
		.undo = "mkinitcpio -P",
		.source = "mkinitcpio.conf(5), mkinitcpio(8)",
	},
	{
		.tool = INITRAMFS_OSTREE,
		.name = "rpm-ostree",
		.apply = "rpm-ostree initramfs --enable",
		.own_apply = "rpm-ostree initramfs --enable --arg=--force-drivers --arg=vfio-pci --arg=--install --arg=" PATH_MODPROBE,
		.again = "rpm-ostree initramfs --disable && ",
		.undo = "rpm-ostree initramfs --disable",
		.source = "rpm-ostree(1), initramfs",
	},
};

/**
 * initramfs_rule() - how this host's initramfs is made
 * @h: the host
 *
 * Return: the row, or NULL when it is not known.
 */
const struct initramfs_rule *initramfs_rule(const struct host *h)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].tool == h->initramfs.tool)
			return &rules[i];
	return NULL;
}
