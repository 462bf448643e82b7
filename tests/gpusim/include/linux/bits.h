/* SPDX-License-Identifier: GPL-2.0 */
#ifndef GPUSIM_LINUX_BITS_H
#define GPUSIM_LINUX_BITS_H

#define BIT(n) (1UL << (n))

#endif
