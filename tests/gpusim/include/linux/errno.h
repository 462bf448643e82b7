/* SPDX-License-Identifier: GPL-2.0 */
#ifndef GPUSIM_LINUX_ERRNO_H
#define GPUSIM_LINUX_ERRNO_H

#include <asm/errno.h>

#endif
