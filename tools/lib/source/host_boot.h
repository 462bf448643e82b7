/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_HOST_BOOT_H
#define ACSDIAG_SOURCE_HOST_BOOT_H

#include "source/root.h"

#define GRUB_DEFAULTS "/etc/default/grub"

/* host_cmdlines.c: files that hold command lines */
const char *boot_entries_dir(const struct root *root);
void boot_grub_defaults(const struct root *root, enum cmdline_role role);
void boot_grub_cfg(const struct root *root, enum cmdline_role role);
void boot_kernel_cmdline(const struct root *root, enum cmdline_role role);
void boot_cmdline_d(const struct root *root, enum cmdline_role role);
void boot_entries(const struct root *root, enum cmdline_role role);

/* host_images.c: unified kernel images */
void boot_images(const struct root *root, enum cmdline_role role);

#endif
