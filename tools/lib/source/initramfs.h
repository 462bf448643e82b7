/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_INITRAMFS_H
#define ACSDIAG_SOURCE_INITRAMFS_H

#include "source/root.h"

void initramfs_read(const struct root *root, struct initramfs *initramfs);

#endif
