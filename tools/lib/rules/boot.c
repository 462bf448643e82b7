// SPDX-License-Identifier: GPL-2.0
/* Where kernel parameters are set, one row a boot loader; the first that fits. */

#include <string.h>

#include "rules/boot.h"

static const struct boot_rule rules[] = {
	{
		.loader = LOADER_GRUB,
		.distribution = "arch",
		.name = "GRUB",
		.file = "/etc/default/grub",
		.variable = "GRUB_CMDLINE_LINUX_DEFAULT",
		.apply = "grub-mkconfig -o /boot/grub/grub.cfg",
		.source = "ArchWiki, GRUB",
	},
	{
		.loader = LOADER_GRUB,
		.distribution = "fedora",
		.name = "GRUB",
		.file = "/etc/default/grub",
		.variable = "GRUB_CMDLINE_LINUX",
		.apply = "grub2-mkconfig -o /boot/grub2/grub.cfg",
		.source = "Fedora: Working with the GRUB 2 Boot Loader",
	},
	{
		.loader = LOADER_GRUB,
		.name = "GRUB",
		.file = "/etc/default/grub",
		.variable = "GRUB_CMDLINE_LINUX_DEFAULT",
		.apply = "update-grub",
		.source = "update-grub(8); Proxmox VE Administration Guide, Host Bootloader",
	},
	{
		.loader = LOADER_GRUB_BLS,
		.name = "GRUB (boot loader entries)",
		.add = "grubby --update-kernel=ALL --args=\"%s\"",
		.remove = "grubby --update-kernel=ALL --remove-args=\"%s\"",
		.source = "grubby(8); Fedora: Working with the GRUB 2 Boot Loader",
	},
	{
		.loader = LOADER_PROXMOX_GRUB,
		.name = "GRUB (proxmox-boot-tool)",
		.file = "/etc/default/grub",
		.variable = "GRUB_CMDLINE_LINUX_DEFAULT",
		.apply = "proxmox-boot-tool refresh",
		.source = "Proxmox VE Administration Guide, Host Bootloader",
	},
	{
		.loader = LOADER_PROXMOX_SYSTEMD,
		.name = "systemd-boot (proxmox-boot-tool)",
		.file = "/etc/kernel/cmdline",
		.apply = "proxmox-boot-tool refresh",
		.source = "Proxmox VE Administration Guide, Host Bootloader",
	},
	{
		.loader = LOADER_SYSTEMD_BOOT,
		.name = "systemd-boot",
		.file = "/boot/loader/entries/*.conf",
		.variable = "options",
		.source = "ArchWiki, Kernel parameters; loader.conf(5)",
	},
	{
		.loader = LOADER_KERNEL_INSTALL,
		.name = "systemd-boot (kernel-install)",
		.file = "/etc/kernel/cmdline",
		.apply = "kernel-install add-all",
		.source = "kernel-install(8)",
	},
	{
		.loader = LOADER_UKI,
		.distribution = "arch",
		.name = "unified kernel image",
		.file = "/etc/kernel/cmdline",
		.apply = "mkinitcpio -P",
		.source = "ArchWiki, Unified kernel image; mkinitcpio(8)",
	},
	{
		.loader = LOADER_UKI,
		.name = "unified kernel image",
		.file = "/etc/kernel/cmdline",
		.apply = "kernel-install add-all",
		.source = "kernel-install(8), ukify(1)",
	},
	{
		.loader = LOADER_OSTREE,
		.name = "rpm-ostree",
		.add = "rpm-ostree kargs --append-if-missing=\"%s\"",
		.remove = "rpm-ostree kargs --delete-if-present=\"%s\"",
		.source = "rpm-ostree(1), kargs",
	},
};

/* Is @id one of the distributions that this one says it is like? */
static bool is_distribution(const struct distribution *d, const char *id)
{
	size_t len = strlen(id);
	const char *p;

	if (d->fact != FACT_KNOWN)
		return false;
	if (!strcmp(d->id, id))
		return true;
	for (p = d->like; (p = strstr(p, id)); p += len)
		if ((p == d->like || p[-1] == ' ') && (!p[len] || p[len] == ' '))
			return true;
	return false;
}

/**
 * boot_rule() - how this host sets kernel parameters
 * @h: the host
 *
 * Return: the row, or NULL when its boot loader is not known.
 */
const struct boot_rule *boot_rule(const struct host *h)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].loader == h->boot.loader &&
		    (!rules[i].distribution ||
		     is_distribution(&h->distribution, rules[i].distribution)))
			return &rules[i];
	return NULL;
}
