/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_MODEL_PATHS_H
#define ACSDIAG_MODEL_PATHS_H

/* Files that a plan writes: first those that are all ours. */
#define PATH_MODPROBE "/etc/modprobe.d/acsdiag-vfio.conf"
#define PATH_UDEV "/etc/udev/rules.d/60-acsdiag-vfio.rules"
#define PATH_MODULES_LOAD "/etc/modules-load.d/acsdiag-vfio.conf"
#define PATH_DRACUT "/etc/dracut.conf.d/acsdiag-vfio.conf"
#define PATH_MKINITCPIO "/etc/mkinitcpio.conf.d/acsdiag-vfio.conf"
#define PATH_INITRAMFS_TOOLS "/etc/initramfs-tools/modules"
#define PATH_GRUB_DEFAULTS "/etc/default/grub"
#define PATH_KERNEL_CMDLINE "/etc/kernel/cmdline"

#endif
