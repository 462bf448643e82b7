/* SPDX-License-Identifier: GPL-2.0 */
#ifndef GPUSIM_LINUX_STRING_H
#define GPUSIM_LINUX_STRING_H

#include <string.h>

#endif
