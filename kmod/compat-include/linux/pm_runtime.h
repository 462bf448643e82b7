/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_COMPAT_LINUX_PM_RUNTIME_H
#define ACSDIAG_COMPAT_LINUX_PM_RUNTIME_H

#include_next <linux/pm_runtime.h>

/* Before 6.9 it was also told whether idle but active devices count. */
#ifdef ACSDIAG_HAVE_IGN_USAGE_COUNT
#define pm_runtime_get_if_active(dev) pm_runtime_get_if_active(dev, true)
#endif

#endif
