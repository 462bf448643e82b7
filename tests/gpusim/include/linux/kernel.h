/* SPDX-License-Identifier: GPL-2.0 */
#ifndef GPUSIM_LINUX_KERNEL_H
#define GPUSIM_LINUX_KERNEL_H

#include <linux/types.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define container_of(pointer, type, member) \
	((type *)((char *)(pointer) - offsetof(type, member)))

#endif
