/* SPDX-License-Identifier: GPL-2.0 */
#ifndef GPUSIM_LINUX_TYPES_H
#define GPUSIM_LINUX_TYPES_H

/*
 * What the portable files of kmod/reset take from the kernel's headers, for
 * userspace: give the compiler -Itests/gpusim/include.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include_next <linux/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#endif
